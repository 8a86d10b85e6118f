"""Where direct labels go in a line chart: spread so that none covers another, and beside the lines, not on them. Pure arithmetic, in px.

A Plotly figure does not know its width, so places are tried at the width of a phone and at that of a desktop column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

WIDTHS = (350.0, 720.0)
LINE_HEIGHT = 16.0


@dataclass(frozen=True, slots=True)
class Plot:
    """The inside of a figure: category index → x, value → y (downwards), at a full figure width of ``width``."""

    width: float
    height: float
    margin: tuple[float, float, float, float]  # left, right, top, bottom
    last: int  # index of the last category
    pad: float  # free categories at each end
    low: float
    high: float

    @property
    def inner_width(self) -> float:
        return self.width - self.margin[0] - self.margin[1]

    @property
    def inner_height(self) -> float:
        return self.height - self.margin[2] - self.margin[3]

    def x(self, index: float) -> float:
        return (index + self.pad) / (self.last + 2 * self.pad) * self.inner_width

    def y(self, value: float) -> float:
        return (self.high - value) / max(self.high - self.low, 1e-12) * self.inner_height


def spread(wanted: Sequence[float], gap: float, low: float, high: float, fixed: int | None = None) -> list[float]:
    """The wanted places moved as little as needed to stand ``gap`` apart within [low, high], in the same order.

    ``fixed``: index of one that stays; the others give way to it. When there is not room enough, they share what there is.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    weight = [1000.0 if i == fixed else 1.0 for i in order]
    gap = min(gap, (high - low) / max(1, len(wanted) - 1)) if len(wanted) > 1 else gap
    blocks: list[list[float]] = []  # [weighted sum of (wanted − offset), weight, count]
    for rank, i in enumerate(order):
        blocks.append([wanted[i] * weight[rank], weight[rank], 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] + blocks[-2][2] * gap > blocks[-1][0] / blocks[-1][1]:
            total, mass, count = blocks.pop()
            blocks[-1] = [blocks[-1][0] + total - mass * blocks[-1][2] * gap, blocks[-1][1] + mass, blocks[-1][2] + count]
    places = [total / mass + k * gap for total, mass, count in blocks for k in range(int(count))]
    for k in range(len(places)):  # within the upper bound from below, then within the lower from above
        places[k] = max(places[k], low + k * gap)
    for k in range(len(places) - 1, -1, -1):
        places[k] = min(places[k], high - (len(places) - 1 - k) * gap)
    result = [0.0] * len(wanted)
    for rank, i in enumerate(order):
        result[i] = places[rank]
    return result


def sampled(plot: Plot, lines: Sequence[Sequence[tuple[float, float]]]) -> np.ndarray:
    """Points along the lines (each a run of (index, value)) about every 8 px, as an array of (x, y)."""
    parts = [np.empty((0, 2))]
    for line in lines:
        at = np.array([(plot.x(i), plot.y(v)) for i, v in line])
        if len(at) == 1:
            parts.append(at)
        for a, b in pairwise(at):
            steps = max(2, int(np.hypot(*(b - a)) / 8) + 1)
            parts.append(a + (b - a) * np.linspace(0.0, 1.0, steps)[:, None])
    return np.concatenate(parts)


def clearance(box: tuple[float, float, float, float], points: np.ndarray) -> float:
    """Distance in px from a box (left, top, right, bottom) to the nearest point; 0 inside; a large number without points."""
    if not len(points):
        return 1e6
    left, top, right, bottom = box
    dx = np.maximum(np.maximum(left - points[:, 0], points[:, 0] - right), 0.0)
    dy = np.maximum(np.maximum(top - points[:, 1], points[:, 1] - bottom), 0.0)
    return float(np.min(np.hypot(dx, dy)))


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float], air: float = 2.0) -> bool:
    """Whether two boxes (left, top, right, bottom) come nearer than ``air`` px."""
    return a[0] < b[2] + air and b[0] < a[2] + air and a[1] < b[3] + air and b[1] < a[3] + air
