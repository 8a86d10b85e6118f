"""Where marks and labels go on a track: the scale towards the target, and labels that give way to each other. Pure arithmetic, in px."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 12.0  # least distance between two labels
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Scale:
    """Left to right is always towards better. ``low``/``high`` are sign·value at the ends ``left``/``right`` (px)."""

    sign: int
    low: float
    high: float
    left: float
    right: float
    at_end: bool  # where everything stands when all values are the same: right (target met) or left

    def x(self, value: float) -> float:
        span = self.high - self.low
        if span <= _SAME:
            return self.right if self.at_end else self.left
        share = (self.sign * value - self.low) / span
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)


def scale(sign: int, values: Sequence[float], left: float, right: float, *, before: float = 0.0, after: float = 0.0, at_end: bool) -> Scale:
    """A scale that holds ``values``; ``before`` and ``after`` add room at the ends, as shares of the span."""
    ordered = sorted(sign * v for v in values) or [0.0]
    span = ordered[-1] - ordered[0]
    return Scale(sign, ordered[0] - before * span, ordered[-1] + after * span, left, right, at_end)


def clamp(start: float, width: float, low: float, high: float) -> float:
    """The start of a box of ``width`` moved as little as needed to lie within [low, high]."""
    return max(low, min(start, high - width))


def two_apart(a: tuple[float, float], b: tuple[float, float], reach: float, low: float, high: float) -> tuple[float, float]:
    """Starts of two label boxes, (mark x, width) each, the first for the mark to the left.

    The first begins at its mark and the second ends at its mark when there is room; else both stand side by side about the marks' middle.
    """
    (xa, wa), (xb, wb) = a, b
    start_a, start_b = clamp(xa - reach, wa, low, high), clamp(xb + reach - wb, wb, low, high)
    if start_a + wa + GAP <= start_b:
        return start_a, start_b
    start = clamp((xa + xb) / 2 - GAP / 2 - wa, wa + GAP + wb, low, high)
    return start, start + wa + GAP


def between(x: float, width: float, low: float, high: float) -> float | None:
    """Start of a box centred on ``x`` within [low, high], as long as ``x`` stays under the box; None when there is no room."""
    if high - low < width:
        return None
    start = clamp(x - width / 2, width, low, high)
    return start if start <= x <= start + width else None
