"""A line chart with direct labels as a ready-made Plotly figure (a plain dict): what the yearly and the monthly chart have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from kpi.charts.labels import Labels
from kpi.charts.linechart import Line, LineChart
from kpi.charts.parts import base_layout, lock_shape, plot_text, value_axis_layout
from kpi.charts.remarks import Mark
from kpi.charts.tokens import SIZE_SMALL
from kpi.measure.status import Status
from kpi.programme.judgement import AnnotationKind

_FOOT = 10  # px above the axis where symbols for gaps stand
_CROWDED = 24  # from so many categories on a gap gets one symbol, not one a category


def line_figure(chart: LineChart) -> dict[str, Any]:
    """The chart as {"data": …, "layout": …}: no legend, labels on the lines, gaps where values are missing or protected."""
    labels = Labels(chart)
    layout = base_layout(chart.palette, chart.height, labels.margin)
    layout["xaxis"] = _category_axis(chart)
    layout["yaxis"] = value_axis_layout(chart.axis, chart.palette)
    layout["annotations"] = labels.annotations()
    foot = chart.axis.low + (chart.axis.high - chart.axis.low) * _FOOT / labels.plots[0].inner_height
    layout["shapes"] = _shapes(chart, foot)
    return {"data": _traces(chart, foot), "layout": layout}


def _category_axis(chart: LineChart) -> dict[str, Any]:
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(chart.categories),
        "range": [-chart.pad, len(chart.categories) - 1 + chart.pad],
        "tickmode": "array",
        "tickvals": [chart.categories[i] for i, _ in chart.ticks],
        "ticktext": [plot_text(text) for _, text in chart.ticks],
        "tickangle": 0,
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": chart.palette.hairline,
        "linewidth": 1,
        "fixedrange": True,
        "automargin": False,
        "tickfont": {"color": chart.palette.muted, "size": SIZE_SMALL},
        "showspikes": False,
    }


def _gap_marks(chart: LineChart, first: int, last: int) -> list[int]:
    """Where a gap's symbol stands: at each category, or once in its middle when the axis is crowded."""
    return list(range(first, last + 1)) if len(chart.categories) < _CROWDED else [(first + last) // 2]


def _shapes(chart: LineChart, foot: float) -> list[dict[str, Any]]:
    """The target line, method breaks, and a lock where values are protected."""
    shapes: list[dict[str, Any]] = []
    if chart.target is not None:
        y, line = chart.target[0], {"color": chart.palette.accent, "width": 1}
        shapes.append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": y, "y1": y, "line": line, "layer": "below"})
    for mark in chart.marks:
        if mark.kind is AnnotationKind.BREAK:
            line = {"color": chart.palette.muted, "width": 1.5, "dash": "dash"}
            shapes.append({"type": "line", "xref": "x", "x0": mark.at, "x1": mark.at, "yref": "paper", "y0": 0, "y1": 1, "line": line})
    colour = chart.palette.status[Status.SUPPRESSED]
    for gap in chart.gaps:
        if gap.status is Status.SUPPRESSED:
            shapes += [lock_shape(i, foot, colour) for i in _gap_marks(chart, gap.first, gap.last)]
    return shapes


def _traces(chart: LineChart, foot: float) -> list[dict[str, Any]]:
    colours, traces = chart.palette, []
    if chart.path:
        line = {"color": colours.path, "width": 2, "dash": "dot"}
        traces.append(_trace(chart, chart.path, chart.path_hover, mode="lines", line=line))
    if chart.target is not None and chart.target_index is not None:
        marker = {"symbol": "diamond", "size": 13, "color": colours.accent, "line": {"color": colours.paper, "width": 1.5}}
        traces.append(_trace(chart, [(chart.target_index, chart.target[0])], [chart.target[2]], mode="markers", marker=marker))
    if chart.baseline is not None:
        marker = {"symbol": "circle", "size": 14, "color": colours.paper, "line": {"color": colours.text, "width": 1.75}}
        index, value, hover = chart.baseline
        traces.append(_trace(chart, [(index, value)], [hover], mode="markers", marker=marker))
    traces += [_line_trace(chart, part) for line in chart.lines for part in _parted(chart, line)]
    traces += [_mark_trace(chart, mark, foot) for mark in chart.marks]
    traces += [_gap_trace(chart, gap.first, gap.last, gap.status, gap.hover, foot) for gap in chart.gaps]
    return traces


def _parted(chart: LineChart, line: Line) -> list[Line]:
    """The line in the pieces that method breaks part it into: nothing is drawn from one side to the other. A break within a category
    leaves that one alone."""
    ends = {0, len(line.values)}
    for mark in chart.marks:
        if mark.kind is AnnotationKind.BREAK:
            ends |= {mark.index} if mark.at < mark.index else {mark.index, mark.index + 1}
    if len(ends) == 2:
        return [line]
    pieces = [[v if first <= i < last else None for i, v in enumerate(line.values)] for first, last in pairwise(sorted(ends))]
    return [replace(line, values=piece) for piece in pieces if any(v is not None for v in piece)] or [line]


def _gap_trace(chart: LineChart, first: int, last: int, status: Status, hover: Sequence[str], foot: float) -> dict[str, Any]:
    """Something to point at in each category of a gap; the mark itself is an open circle, or the lock drawn as a shape."""
    marked = _gap_marks(chart, first, last)
    opacity = [1 if i in marked and status is not Status.SUPPRESSED else 0 for i in range(first, last + 1)]
    marker = {"symbol": "circle-open", "size": 9, "color": chart.palette.status[status], "opacity": opacity}
    return _trace(chart, [(i, foot) for i in range(first, last + 1)], hover, mode="markers", marker=marker)


def _mark_trace(chart: LineChart, mark: Mark, foot: float) -> dict[str, Any]:
    """What an event or a method break is, told at its category; an event has a mark of its own there."""
    marker = {"symbol": "triangle-up-open", "size": 10, "color": chart.palette.muted, "line": {"width": 1.75}}
    marker["opacity"] = 1 if mark.kind is AnnotationKind.EVENT else 0
    return _trace(chart, [(mark.index, foot)], [plot_text(mark.text)], mode="markers", marker=marker)


def _trace(chart: LineChart, points: Sequence[tuple[int, float | None]], hover: Sequence[str], **style: object) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [chart.categories[i] for i, _ in points],
        "y": [v for _, v in points],
        "customdata": list(hover),
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "showlegend": False,
        "connectgaps": False,
        **style,
    }


def _line_trace(chart: LineChart, line: Line) -> dict[str, Any]:
    """A line with its marks: hollow for the sexes, filled for the total, the chosen year's in its status' colour."""
    values, paper = line.values, chart.palette.paper
    known = [v is not None for v in values]
    alone = [k and not any(known[j] for j in (i - 1, i + 1) if 0 <= j < len(known)) for i, k in enumerate(known)]
    now = [i == line.emphasis and bool(line.emphasis_colour) for i in range(len(values))]
    fill = paper if line.hollow else line.colour
    marker = {
        "symbol": line.symbol,
        "size": [12 if n else 8 if line.markers or a else 0 for n, a in zip(now, alone, strict=True)],
        "color": [line.emphasis_colour if n else fill for n in now],
        "opacity": 1,
        "line": {"color": [paper if n else line.colour for n in now], "width": 1.75},
    }
    style = {"mode": "lines+markers", "line": {"color": line.colour, "width": line.width}, "marker": marker, "name": plot_text(line.name)}
    return _trace(chart, list(enumerate(values)), line.hover, **style)
