"""Is everything that a Plotly figure carries to the browser one of the rows' numbers? Coordinates, hover's own data, labels, shapes.

A mark without a value stands at the foot of the chart: at one height for all of them, near the axis, whatever the hidden values are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kpi.charts.figures import parts_figure, series_figure, units_figure
from kpi.views.rows import IndicatorView

NEAR = 1e-6
FOOT = 0.25  # of the axis: marks without a value stand below this


def figures(view: IndicatorView) -> Iterator[dict[str, Any]]:
    """Every Plotly figure of an indicator's page."""
    card = view.card
    yield series_figure(card, path_label="")
    yield series_figure(card, path_label="", sexes=False)
    for series in view.by_grain.values():
        if series.total:
            yield parts_figure(card, *series)
    if view.below:
        yield units_figure(card, view.below, view.below_names, unit_name=view.context.unit.name)


def texts(figure: Mapping[str, Any]) -> Iterator[str]:
    """All that can be read in a figure: hover, labels, names; not the ticks, which are round numbers on an axis."""
    for trace in figure["data"]:
        for name in ("customdata", "text", "hovertext"):
            yield from (str(each) for each in _listed(trace.get(name)))
        yield from (str(trace[name]) for name in ("name", "hovertemplate") if trace.get(name))
    layout = figure["layout"]
    yield from (str(note.get("text", "")) for note in layout.get("annotations", ()))
    yield str(layout.get("title", ""))


def ticks(figure: Mapping[str, Any]) -> list[str]:
    """The round numbers along the value axis, of which the first is also said in words: where the axis begins."""
    return [str(text) for text in figure["layout"][_value_axis(figure) + "axis"].get("ticktext", ())]


def strangers(figure: Mapping[str, Any], allowed: Sequence[float]) -> list[float]:
    """The numbers along the value axis that are none of those allowed and no mark at the chart's foot."""
    axis = _value_axis(figure)
    low, high = sorted(figure["layout"][axis + "axis"]["range"])
    found = [v for v in _along(figure, axis) if not any(abs(v - a) <= NEAR * max(1.0, abs(a)) for a in allowed)]
    marks = {round(v, 6) for v in found}
    at_foot = len(marks) == 1 and found[0] <= low + FOOT * (high - low)
    return [] if at_foot else sorted(found)


def _value_axis(figure: Mapping[str, Any]) -> str:
    """Values run along y, but along x where y is a row's place in px."""
    return "x" if figure["layout"]["xaxis"].get("type") == "linear" else "y"


def _along(figure: Mapping[str, Any], axis: str) -> Iterator[float]:
    for trace in figure["data"]:
        yield from (float(v) for v in _listed(trace.get(axis)) if isinstance(v, int | float))
        yield from (float(v) for name in ("customdata", "ids", "meta") for v in _listed(trace.get(name)) if isinstance(v, int | float))
    for shape in figure["layout"].get("shapes", ()):
        if shape.get(f"{axis}ref") == axis:
            yield from (float(shape[end]) for end in (f"{axis}0", f"{axis}1", f"{axis}anchor") if isinstance(shape.get(end), int | float))
    for note in figure["layout"].get("annotations", ()):
        if note.get(f"{axis}ref") == axis and isinstance(note.get(axis), int | float):
            yield float(note[axis])


def _listed(found: Any) -> list[Any]:
    if found is None:
        return []
    return [each for part in found for each in _listed(part)] if isinstance(found, list | tuple) else [found]
