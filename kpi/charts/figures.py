"""The charts of a card as ready-made Plotly figures: by year, by quarter or month, by unit below. Plain dicts.

Labels stand on the lines (no legend), hover is Swedish text made beforehand, years are categories, a gap says why it is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from plotly.basedatatypes import BaseFigure

from kpi.charts.alt import shown_value, value_or_word, why_empty
from kpi.charts.axis import card_values, shared_range, value_axis
from kpi.charts.gaps import gaps_of, sexes_note
from kpi.charts.linechart import Line, LineChart
from kpi.charts.lines import line_figure
from kpi.charts.parts import CONFIG, period_short, plot_text
from kpi.charts.remarks import marks, short
from kpi.charts.tokens import Palette, palette
from kpi.charts.units import units_figure
from kpi.language import tr
from kpi.programme.model import Direction, Indicator
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.rows import Card, Point

__all__ = ["CONFIG", "parts_figure", "ready", "series_figure", "shared_range", "units_figure"]

_FEW_POINTS = 24  # up to so many points each gets its mark
_MOST_YEAR_TICKS = 8
_MOST_QUARTER_TICKS = 3  # "kv 1 2023" is long on a phone
_SAME = 1e-9
_Labelled = tuple[int, float, tuple[str, ...]]  # index, value, its label from full to short
_EMPTY_HEIGHT = 120  # px


class _Ready(BaseFigure):
    """A finished figure that passes as one of Plotly's own: its dict goes to the browser as it is, unvalidated (4 ms saved a chart)."""

    def __init__(self, spec: dict[str, Any]) -> None:
        object.__setattr__(self, "_spec", spec)

    def to_dict(self) -> dict[str, Any]:
        return self._spec


def ready(spec: dict[str, Any]) -> BaseFigure:
    """``spec`` for ``st.plotly_chart`` without Plotly's validation and default template. The tests validate every figure instead."""
    return _Ready(spec)


def series_figure(
    card: Card,
    *,
    path_label: str,
    dark: bool = False,
    y_range: tuple[float, float] | None = None,
    sexes: bool = True,
    height: int = 320,
) -> dict[str, Any]:
    """The card over the years: women, men and the total, nuläge, target and calculated path.

    ``path_label``: the pack's words for the path. ``y_range``: from ``shared_range`` for charts that are compared.
    ``sexes`` False: the total only. Years up to the chosen one without a value are gaps with a word; later years are left empty.
    """
    colours, indicator, row = palette("dark" if dark else "light"), card.indicator, card.total
    women, men = (card.series_women, card.series_men) if sexes else ((), ())
    years = _years(card)
    periods, place = [str(y) for y in years], {year: i for i, year in enumerate(years)}
    lines = _lines(indicator, _by_sex(card.series, women, men), periods, colours, now=(place.get(row.year), colours.status[row.status]))
    total = lines[-1].known
    path = [(place[y], v) for y, v in card.path if y in place]
    axis = value_axis(indicator, card_values(card, sexes=sexes), y_range)
    chart = LineChart(
        categories=periods,
        ticks=[(i, p) for i, p in enumerate(periods) if len(years) <= _MOST_YEAR_TICKS or i % 2 == (len(years) - 1) % 2],
        axis=axis,
        lines=lines,
        palette=colours,
        height=height if axis.ticks else _EMPTY_HEIGHT,
        notes=_notes(indicator, axis.note, sexes_note(card.series, women, men), short(card.annotations)),
        marks=marks(card.annotations, periods) if axis.ticks else (),
        start=_start(card, total, place),
        also=_also(indicator, total, place.get(row.year)),
        baseline=_baseline(card, place),
        target=_target(card),
        target_index=place.get(row.target_year) if row.target is not None else None,
        path=path,
        path_hover=[f"{plot_text(path_label)}: {plot_text(numbers.value(indicator, v))}" for _, v in path],
        path_label=path_label,
        gaps=gaps_of(card.series, periods, until=max([row.year, *(years[i] for i, _ in total)])) if axis.ticks else (),
        empty="" if axis.ticks else why_empty(row),
    )
    return line_figure(chart)


def parts_figure(
    card: Card,
    total: Sequence[Point],
    women: Sequence[Point] = (),
    men: Sequence[Point] = (),
    *,
    dark: bool = False,
    y_range: tuple[float, float] | None = None,
    height: int = 300,
) -> dict[str, Any]:
    """The months or the quarters of a card ("2024-03", "2024-Q1"): women, men and the total, with the target as a line. One without a value
    is a gap."""
    colours, indicator = palette("dark" if dark else "light"), card.indicator
    periods = sorted({p.period for p in (*total, *women, *men)})
    lines = _lines(indicator, _by_sex(total, women, men), periods, colours)
    known, values = lines[-1].known, [v for line in lines for _, v in line.known]
    target = _target(card) if values else None
    axis = value_axis(indicator, values + ([target[0]] if target else []), y_range)
    chart = LineChart(
        categories=[period_short(p) for p in periods] or [numbers.MISSING],
        ticks=_part_ticks(periods),
        axis=axis,
        lines=lines,
        palette=colours,
        height=height if axis.ticks else _EMPTY_HEIGHT,
        notes=_notes(indicator, axis.note, sexes_note(total, women, men), short(card.annotations)),
        marks=marks(card.annotations, periods) if axis.ticks else (),
        start=(*known[0], (numbers.value(indicator, known[0][1]),)) if len(known) > 1 else None,
        target=target,
        gaps=gaps_of(total, periods, until=None) if axis.ticks else (),
        empty="" if axis.ticks else why_empty(card.total),
    )
    return line_figure(chart)


def _years(card: Card) -> list[int]:
    """Every year from the first point or the baseline year to the last point or the target year."""
    row = card.total
    known = [p.year for p in (*card.series, *card.series_women, *card.series_men)] + [y for y, _ in card.path] + [row.year]
    known += [card.indicator.baseline_year] if row.baseline is not None else []
    known += [row.target_year] if row.target is not None else []
    return list(range(min(known), max(known) + 1))


def _by_sex(total: Sequence[Point], women: Sequence[Point], men: Sequence[Point]) -> list[tuple[str, Sequence[Point]]]:
    """(sex, points) in drawing order; a sex without any value is left out, and the total last, on top."""
    parts = [(sex, points) for sex, points in (("K", women), ("M", men)) if any(shown_value(p) is not None for p in points)]
    return [*parts, ("T", total)]


def _lines(
    indicator: Indicator,
    series: Sequence[tuple[str, Sequence[Point]]],
    periods: Sequence[str],
    colours: Palette,
    now: tuple[int | None, str] = (None, ""),
) -> list[Line]:
    """Each sex with its own hue and shape (women hollow circles, men hollow squares), the total filled and heavier."""
    style = {
        "K": (colours.women, "circle", True, 1.75),
        "M": (colours.men, "square", True, 1.75),
        "T": (colours.text, "circle", False, 2.75),
    }
    lines = []
    for sex, points in series:
        by_period = {p.period: p for p in points}
        found = [by_period.get(p) for p in periods]
        values = [shown_value(p) if p is not None else None for p in found]
        known = [v for v in values if v is not None]
        name, end = words.SEX[sex], ""
        if known and not (len(known) == 1 and len(series) == 1):  # a lone point is labelled as the first
            end = " ".join([*([name] if len(series) > 1 else []), numbers.value(indicator, known[-1])])
        hover = [_hover(indicator, name, p) if p is not None else "" for p in found]
        emphasis = now if sex == "T" else (None, "")
        lines.append(Line(name, *style[sex], values, hover, end, len(periods) <= _FEW_POINTS, *emphasis))
    return lines


def _hover(indicator: Indicator, name: str, point: Point) -> str:
    value = shown_value(point)
    count = f" · n = {numbers.count(point.n)}" if value is not None and point.n is not None else ""
    return f"{name}: {plot_text(value_or_word(indicator, point))}{count}"


def _notes(indicator: Indicator, axis_note: str, protected: str, noted: str) -> list[str]:
    """What must be known to read the chart: where the axis begins, that lower is better, what is protected, breaks and events."""
    lower = words.DIRECTION_BETTER[Direction.DOWN] if indicator.direction is Direction.DOWN else ""
    axis = " · ".join(part for part in (axis_note, lower) if part)
    return [part for part in (axis, protected, noted) if part]


def _start(card: Card, total: Sequence[tuple[int, float]], place: Mapping[int, int]) -> _Labelled | None:
    """The first value's label: the nuläge when the series begins later (or at the nuläge), else the first measured."""
    indicator, baseline = card.indicator, card.total.baseline
    at = place.get(indicator.baseline_year)
    first = total[0] if total else None
    if baseline is not None and at is not None and (first is None or first[0] > at or abs(first[1] - baseline) < _SAME):
        stated = numbers.stated(indicator, baseline)
        return at, baseline, (tr("nuläge {baseline}", baseline=stated), stated)
    return (*first, (numbers.value(indicator, first[1]),)) if first else None


def _also(indicator: Indicator, total: Sequence[tuple[int, float]], now: int | None) -> _Labelled | None:
    """The chosen year's label, when it is neither the first nor the last."""
    return next(((i, v, (numbers.value(indicator, v),)) for i, v in total[1:-1] if i == now), None)


def _baseline(card: Card, place: Mapping[int, int]) -> tuple[int, float, str] | None:
    value, year = card.total.baseline, card.indicator.baseline_year
    if value is None or year not in place:
        return None
    return place[year], value, plot_text(tr("Nuläge {year}: {baseline}", year=year, baseline=numbers.stated(card.indicator, value)))


def _target(card: Card) -> tuple[float, str, str] | None:
    """The target's value, label and hover text."""
    if card.total.target is None:
        return None
    stated = numbers.stated(card.indicator, card.total.target)
    return (
        card.total.target,
        tr("mål {target}", target=stated),
        plot_text(tr("Mål {year}: {target}", year=card.total.target_year, target=stated)),
    )


def _part_ticks(periods: Sequence[str]) -> list[tuple[int, str]]:
    """Each January or first quarter is marked, a January with its year; of fewer than two the first and the last are."""
    begins = [(i, p[:4] if p.endswith("-01") else period_short(p)) for i, p in enumerate(periods) if p.endswith(("-01", "-Q1"))]
    if len(begins) > 1:
        most = _MOST_YEAR_TICKS if periods[begins[0][0]].endswith("-01") else _MOST_QUARTER_TICKS
        return begins[:: -(-len(begins) // most)]
    return [(i, period_short(periods[i])) for i in dict.fromkeys((0, len(periods) - 1))] if periods else []


def warm() -> None:
    """Import and draw once what the first chart needs, so that no reader waits for it."""
    import plotly.io
    import plotly.tools

    plotly.io.to_json(ready({"data": [], "layout": {}}), validate=False)
    plotly.tools.return_figure_from_figure_or_data(ready({"data": [{}], "layout": {}}), validate_figure=True)
