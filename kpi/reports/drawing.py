"""A small vector drawing: lines, marks and texts at places in points, y downwards. Knows nothing of what it shows or where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Anchor = Literal["start", "middle", "end"]
Json = dict[str, Any]
_DECIMALS = 2  # of a point: finer than any printer
# A padlock on a 16 × 16 grid about its middle.
_LOCK = ((-5, -1), (5, -1), (5, 7), (-5, 7))
_SHACKLE = ((-3, -1), (-3, -4), (-2, -6), (0, -7), (2, -6), (3, -4), (3, -1))


@dataclass(slots=True)
class Drawing:
    """What is drawn, in drawing order, on ``width`` × ``height`` pt, and the same in words (``alt``)."""

    width: float
    height: float
    alt: str = ""
    items: list[Json] = field(default_factory=list)

    def line(self, points: Sequence[tuple[float, float]], colour: str, thickness: float, dash: Literal["", "dotted"] = "") -> None:
        """A run of straight lines. Fewer than two points draw nothing."""
        if len(points) > 1:
            self._add("line", points=[_at(p) for p in points], stroke=colour, thickness=thickness, dash=dash)

    def circle(self, x: float, y: float, radius: float, *, fill: str = "", stroke: str = "", thickness: float = 1.0) -> None:
        """A circle about (x, y)."""
        self._add("circle", at=_at((x, y)), radius=radius, fill=fill, stroke=stroke, thickness=thickness)

    def polygon(self, points: Sequence[tuple[float, float]], *, fill: str = "", stroke: str = "", thickness: float = 1.0) -> None:
        """A closed shape."""
        self._add("polygon", points=[_at(p) for p in points], fill=fill, stroke=stroke, thickness=thickness)

    def diamond(self, x: float, y: float, radius: float, fill: str) -> None:
        """A square on its corner about (x, y)."""
        self.polygon([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], fill=fill)

    def square(self, x: float, y: float, half: float, *, fill: str, stroke: str, thickness: float = 1.0) -> None:
        """A square about (x, y)."""
        corners = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
        self.polygon(corners, fill=fill, stroke=stroke, thickness=thickness)

    def lock(self, x: float, y: float, size: float, colour: str) -> None:
        """A closed padlock in a square about (x, y): a protected figure."""
        k = size / 16
        body, shackle = ([(x + px * k, y + py * k) for px, py in shape] for shape in (_LOCK, _SHACKLE))
        self.polygon(body, fill=colour)
        self.line(shackle, colour, 1.9 * k)

    def text(self, x: float, y: float, text: str, colour: str, size: float, anchor: Anchor = "start", *, bold: bool = False) -> None:
        """A line of text with its baseline at ``y``. An empty one draws nothing."""
        if text:
            self._add("text", at=_at((x, y)), text=text, fill=colour, size=size, anchor=anchor, bold=bold)

    def json(self) -> Json:
        """The drawing as data."""
        return {"width": _round(self.width), "height": _round(self.height), "alt": self.alt, "items": self.items}

    def _add(self, kind: str, **what: Any) -> None:
        self.items.append({"kind": kind, **what})


def _round(value: float) -> float:
    return round(value, _DECIMALS) + 0.0


def _at(point: tuple[float, float]) -> list[float]:
    return [_round(point[0]), _round(point[1])]
