"""What a line chart with direct labels shows, before it is drawn: lines, gaps, marks, finished Swedish texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.charts.axis import ValueAxis
from kpi.charts.remarks import Mark
from kpi.charts.tokens import Palette
from kpi.measure.status import Status


@dataclass(frozen=True, slots=True)
class Line:
    """One series: values by category (None: a gap), hover text by category, the label at its last value."""

    name: str
    colour: str
    symbol: str
    hollow: bool
    width: float
    values: Sequence[float | None]
    hover: Sequence[str]
    end_text: str
    markers: bool = True
    emphasis: int | None = None  # index of the point that is "now"
    emphasis_colour: str = ""

    @property
    def known(self) -> list[tuple[int, float]]:
        return [(i, v) for i, v in enumerate(self.values) if v is not None]


@dataclass(frozen=True, slots=True)
class Gap:
    """Categories ``first``–``last`` without a value, and why in a word; ``hover`` by category."""

    first: int
    last: int
    status: Status
    word: str
    hover: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Everything a line chart shows. Texts are finished Swedish; values are in the indicator's unit."""

    categories: Sequence[str]
    ticks: Sequence[tuple[int, str]]
    axis: ValueAxis
    lines: Sequence[Line]  # in drawing order, the most important last
    palette: Palette
    height: int
    notes: Sequence[str] = ()  # under the axis, a row each
    start: tuple[int, float, tuple[str, ...]] | None = None  # the first value's place, and its label from full to short
    also: tuple[int, float, tuple[str, ...]] | None = None  # the chosen year's, when it is not the last
    baseline: tuple[int, float, str] | None = None  # nuläge mark and its hover text
    target: tuple[float, str, str] | None = None  # value, label, hover text
    target_index: int | None = None  # where the target is due, when that is on the axis
    path: Sequence[tuple[int, float]] = ()
    path_hover: Sequence[str] = ()
    path_label: str = ""
    gaps: Sequence[Gap] = ()
    marks: Sequence[Mark] = ()  # method breaks and events
    empty: str = ""  # said in the middle when there is nothing to draw

    @property
    def pad(self) -> float:
        """Free categories at each end: half a category, but never more than a few per cent of the axis."""
        return 0.4 if len(self.categories) < 13 else len(self.categories) * 0.02
