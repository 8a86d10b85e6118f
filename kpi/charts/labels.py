"""The direct labels of a line chart: at line ends, at chosen values, beside the path, under the axis. None may cover another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from typing import Any, NamedTuple

import numpy as np

from kpi.charts import place
from kpi.charts.linechart import LineChart
from kpi.charts.parts import LABEL_AIR, annotation, plot_text
from kpi.charts.svg import capitalised, text_width
from kpi.charts.tokens import SIZE_SMALL
from kpi.language import tr

Margin = tuple[int, int, int, int]  # left, right, top, bottom in px
_Box = tuple[float, float, float, float]  # left, top, right, bottom in px of the plot's inside
_ROW = 17
_TOP = 14
_NARROW_INSIDE = 250.0  # about what a phone leaves inside the margins
_FREE = 3.0  # px to the nearest line that counts as room enough
_SHIFTS = (9, 0, 24, 40, 56)  # px above or below a point where its label may stand, in order of preference; 0: left of it
_BOTH = (1, -1)  # above and below
_MANY = 13  # from so many categories on the axis is dense


@dataclass(frozen=True, slots=True)
class _End:
    """A label that stands to the right of a point: at the end of a line, or of the target line."""

    index: int
    value: float
    text: str
    colour: str

    @property
    def width(self) -> float:
        return text_width(self.text, SIZE_SMALL, bold=True)


class _Choice(NamedTuple):
    """A label's text and place: px above (+) or below (−) its point, running to the right or to the left; 0: left of it, at its height."""

    text: str
    shift: int
    to_left: bool = False


class Labels:
    """Places a chart's labels one after the other, each aware of those before it and of the lines, at two figure widths."""

    def __init__(self, chart: LineChart) -> None:
        self.chart = chart
        self.ends = [_End(*line.known[-1], line.end_text, line.colour) for line in chart.lines if line.known and line.end_text]
        if chart.target is not None:
            self.ends.append(_End(len(chart.categories) - 1, chart.target[0], chart.target[1], chart.palette.accent))
        self.gap_rows = _gap_rows(chart)
        self.margin = self._margin(_TOP)
        over = min(self._spread(self._plots()[0], -1000.0, range(len(self.ends))).values(), default=0.0) - place.LINE_HEIGHT / 2
        self.margin = self._margin(max(_TOP, round(-over) + 2))  # room for labels that others push up
        self.plots = self._plots()
        self.taken: list[list[_Box]] = [[] for _ in self.plots]
        self.drawn = [_drawn(chart, plot) for plot in self.plots]

    def annotations(self) -> list[dict[str, Any]]:
        """Every label of the chart as Plotly annotations."""
        chart = self.chart
        notes = self._end_labels()
        notes += [self._value_label(*point) for point in (chart.start, chart.also) if point is not None]
        path = self._path_label()
        told = [tr("prickad linje: {path}", path=chart.path_label)] if path is None and chart.path and chart.path_label else []
        notes += [path] if path is not None else []
        notes += self._under_axis([*chart.notes, *told])
        if chart.empty:
            middle: dict[str, Any] = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "middle"}
            notes.append(annotation(plot_text(chart.empty), chart.palette.muted, **middle))
        return notes

    def _plots(self) -> list[place.Plot]:
        chart = self.chart
        last = len(chart.categories) - 1
        return [place.Plot(w, chart.height, self.margin, last, chart.pad, chart.axis.low, chart.axis.high) for w in place.WIDTHS]

    def _margin(self, top: int) -> Margin:
        """Left for the tick texts, right for labels that stand outside, below for ticks, gap words and notes."""
        chart, last = self.chart, len(self.chart.categories) - 1
        left = 10 + max((text_width(text, SIZE_SMALL) for _, text in chart.axis.ticks), default=0.0)
        step = 30.0 if last + 1 < _MANY else 3.0  # the least a category takes
        right = max([12.0, *(e.width + LABEL_AIR - (last - e.index) * step for e in self.ends)])
        gap_rows = max(self.gap_rows, default=-1) + 1
        rows = gap_rows + len(chart.notes) + (1 if chart.path and chart.path_label else 0)
        return round(left), round(right), top, 28 + _ROW * rows

    def _spread(self, plot: place.Plot, top: float, among: Sequence[int]) -> dict[int, float]:
        """Where these ends' labels stand vertically: moved apart where they would touch at phone width; the target's stays."""
        at = {i: plot.y(self.ends[i].value) for i in among}
        spans = [(plot.x(self.ends[i].index) + LABEL_AIR - 2, plot.x(self.ends[i].index) + LABEL_AIR + self.ends[i].width) for i in among]
        for group in _touching(spans):
            ends = [among[k] for k in group]
            fixed = next((k for k, i in enumerate(ends) if self.chart.target is not None and i == len(self.ends) - 1), None)
            spread = place.spread([at[i] for i in ends], place.LINE_HEIGHT, top, plot.inner_height - 6, fixed)
            at |= dict(zip(ends, spread, strict=True))
        return at

    def _beside(self, among: Sequence[int]) -> dict[int, float]:
        """Where these ends' labels stand vertically to the right of their points; the places they take are noted."""
        at = self._spread(self.plots[0], place.LINE_HEIGHT / 2 - self.margin[2], among)
        self.taken = [[_right_box(plot, self.ends[i], y) for i, y in at.items()] for plot in self.plots]
        return at

    def _end_labels(self) -> list[dict[str, Any]]:
        """Labels right of their points; above or below where they would hide another line that goes on, if there is room."""
        every = range(len(self.ends))
        at = self._beside(every)
        runs = _runs(self.chart)
        lines = [place.sampled(plot, runs) for plot in self.plots]
        hiding = [i for i in every if any(place.clearance(boxes[i], drawn) == 0 for boxes, drawn in zip(self.taken, lines, strict=True))]
        notes: list[dict[str, Any]] = []
        for away in _subsets(hiding):
            at = self._beside([i for i in every if i not in away])
            placed = [self._near(e.index, e.value, self._choices(e), e.colour) for e in (self.ends[i] for i in away)]
            if all(room >= _FREE for _, room in placed):
                notes = [note for note, _ in placed]
                break
        narrow = self.plots[0]
        where: dict[str, Any] = {"xanchor": "left", "yanchor": "middle", "xshift": LABEL_AIR - 2, "bg": self.chart.palette.paper}
        return notes + [
            annotation(f"<b>{plot_text(e.text)}</b>", e.colour, x=e.index, y=e.value, yshift=narrow.y(e.value) - y, **where)
            for e, y in ((self.ends[i], y) for i, y in at.items())
        ]

    def _choices(self, end: _End) -> list[_Choice]:
        """Where a line's label may stand near its end: on the side where no other line is, so that none lies between them."""
        others = [line.values[end.index] for line in self.chart.lines]
        ways = [way for way in _BOTH if not any(v is not None and (v - end.value) * way > 0 for v in others)]
        return [_Choice(end.text, way * shift, left) for shift in _SHIFTS if shift for way in ways for left in (False, True)]

    def _value_label(self, index: int, value: float, texts: tuple[str, ...]) -> dict[str, Any]:
        """A value above or below its point, in full or in short."""
        choices = [_Choice(text, way * shift) for shift in _SHIFTS for text in texts for way in (_BOTH if shift else (0,))]
        return self._near(index, value, choices, self.chart.palette.text)[0]

    def _near(self, index: int, value: float, choices: Sequence[_Choice], colour: str) -> tuple[dict[str, Any], float]:
        """A label at the first place with room, with a thin line when it had to move away; and how much room there is, in px."""
        room = {c: min(self._room(k, _label_box(plot, index, value, c)) for k, plot in enumerate(self.plots)) for c in choices}
        chosen = next((c for c in choices if room[c] >= _FREE), max(choices, key=lambda c: room[c], default=None))
        if chosen is None:
            return {}, -1.0
        for plot, taken in zip(self.plots, self.taken, strict=True):
            taken.append(_label_box(plot, index, value, chosen))
        shift, aside = chosen.shift, 7 if chosen.to_left else -7
        side: dict[str, Any] = {"xanchor": "right" if chosen.to_left else "left", "yanchor": "bottom" if shift > 0 else "top"}
        if shift == 0:
            side = {"xanchor": "right", "yanchor": "middle", "xshift": -_SHIFTS[0]}
        elif abs(shift) == _SHIFTS[0]:
            side |= {"xshift": aside, "yshift": shift}
        else:
            leader = self.chart.palette.muted
            self.drawn = [self._with_leader(k, index, value, (aside, -shift)) for k in range(len(self.plots))]
            side |= {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": leader, "ax": aside, "ay": -shift, "standoff": 7}
        return annotation(f"<b>{plot_text(chosen.text)}</b>", colour, x=index, y=value, **side), room[chosen]

    def _with_leader(self, width_index: int, index: int, value: float, to: tuple[int, int]) -> np.ndarray:
        """What is drawn, with the thin line from a point to where its label stands, in px from the point."""
        plot = self.plots[width_index]
        line = np.array((plot.x(index), plot.y(value))) + np.linspace(0.0, 1.0, 9)[:, None] * np.array(to)
        return np.concatenate([self.drawn[width_index], line])

    def _path_label(self) -> dict[str, Any] | None:
        """The path's name beside it, where there is most room at both widths; None when there is none (then it is told under the axis)."""
        chart = self.chart
        if len(chart.path) < 2 or not chart.path_label:
            return None
        width = text_width(chart.path_label, SIZE_SMALL)
        (first, start), (last, end) = chart.path[0], chart.path[-1]
        best: tuple[float, dict[str, Any]] | None = None
        for share in (0.8, 0.65, 0.5, 0.35, 0.2):
            index, value = first + (last - first) * share, start + (end - start) * share
            for side in (1, -1):
                to_left = (side > 0) == (end >= start)  # a rising line leaves room to the upper left and the lower right
                room = min(self._room(k, _beside(plot, index, value, width, side, to_left)) for k, plot in enumerate(self.plots))
                if room >= _FREE and (best is None or room > best[0] + 4):
                    anchors: dict[str, Any] = {"xanchor": "right" if to_left else "left", "yanchor": "bottom" if side > 0 else "top"}
                    text = plot_text(chart.path_label)
                    best = room, annotation(text, chart.palette.path, x=index, y=value, yshift=side * 4, **anchors)
        return best[1] if best else None

    def _room(self, width_index: int, box: _Box) -> float:
        """How free a box is: px to the nearest line, −1 when it lies outside the figure or on another label."""
        plot = self.plots[width_index]
        left, right, top, _ = self.margin
        outside = box[0] < -left or box[2] > plot.inner_width + right or box[1] < -top or box[3] > plot.inner_height
        if outside or any(place.overlap(box, other) for other in self.taken[width_index]):
            return -1.0
        return place.clearance(box, self.drawn[width_index])

    def _under_axis(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Words for gaps under their categories, then the notes, each on its row."""
        chart, muted = self.chart, self.chart.palette.muted
        below: dict[str, Any] = {"y": 0, "yref": "paper", "yanchor": "top"}
        notes = [
            annotation(plot_text(gap.word), muted, x=(gap.first + gap.last) / 2, xanchor="center", yshift=-22 - _ROW * row, **below)
            for gap, row in zip(chart.gaps, self.gap_rows, strict=True)
        ]
        first = max(self.gap_rows, default=-1) + 1
        for row, text in enumerate(texts, start=first):
            left: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": -self.margin[0] + 4}
            notes.append(annotation(plot_text(capitalised(text)), muted, yshift=-26 - _ROW * row, **left, **below))
        return notes


def _gap_rows(chart: LineChart) -> list[int]:
    """Which row each gap's word stands on: the first where it does not touch the word before it at phone width."""
    step = _NARROW_INSIDE / max(1.0, len(chart.categories) - 1 + 2 * chart.pad)
    ends = [float("-inf"), float("-inf")]
    rows = []
    for gap in chart.gaps:
        middle, width = (gap.first + gap.last) / 2 * step, text_width(gap.word, SIZE_SMALL)
        row = 0 if middle - width / 2 >= ends[0] + 4 else 1
        ends[row] = middle + width / 2
        rows.append(row)
    return rows


def _touching(spans: Sequence[tuple[float, float]]) -> list[list[int]]:
    """Indexes of spans in groups that overlap each other horizontally."""
    groups: list[list[int]] = []
    reach = float("-inf")
    for i in sorted(range(len(spans)), key=lambda k: spans[k][0]):
        if groups and spans[i][0] < reach + 4:
            groups[-1].append(i)
        else:
            groups.append([i])
        reach = max(reach, spans[i][1])
    return groups


def _subsets(of: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every subset, the largest first and none of them last."""
    return chain.from_iterable(combinations(of, size) for size in range(len(of), -1, -1))


def _runs(chart: LineChart) -> list[list[tuple[float, float]]]:
    """Each unbroken stretch of the lines."""
    runs: list[list[tuple[float, float]]] = []
    for line in chart.lines:
        known = line.known
        runs += [[point] for point in known[:1]]
        for (i, _), (j, w) in pairwise(known):
            if j == i + 1:
                runs[-1].append((j, w))
            else:
                runs.append([(j, w)])
    return runs


def _drawn(chart: LineChart, plot: place.Plot) -> np.ndarray:
    """Points along everything drawn: the lines, the path, the target line."""
    runs = ([list(chart.path)] if chart.path else []) + _runs(chart)
    if chart.target is not None:
        runs.append([(-chart.pad, chart.target[0]), (plot.last + chart.pad, chart.target[0])])
    return place.sampled(plot, runs)


def _right_box(plot: place.Plot, end: _End, y: float) -> _Box:
    """The box of a label right of its point, at ``y``."""
    left, half = plot.x(end.index) + LABEL_AIR, place.LINE_HEIGHT / 2
    return left - 2, y - half, left + end.width, y + half


def _label_box(plot: place.Plot, index: int, value: float, choice: _Choice) -> _Box:
    """The box of a value's label; left of its point it may not reach the axis' own numbers."""
    width, x, y = text_width(choice.text, SIZE_SMALL, bold=True), plot.x(index), plot.y(value)
    if choice.shift == 0:
        left = x - _SHIFTS[0] - width
        return left if left >= 0 else -plot.width, y - place.LINE_HEIGHT / 2, x - _SHIFTS[0], y + place.LINE_HEIGHT / 2
    top = y - choice.shift - (place.LINE_HEIGHT if choice.shift > 0 else 0)
    left = x + 6 - width if choice.to_left else x - 6
    return left, top, left + width, top + place.LINE_HEIGHT


def _beside(plot: place.Plot, index: float, value: float, width: float, side: int, to_left: bool) -> _Box:
    left = plot.x(index) - (width if to_left else 0)
    top = plot.y(value) - 5 - place.LINE_HEIGHT if side > 0 else plot.y(value) + 5
    return left, top, left + width, top + place.LINE_HEIGHT
