"""An indicator over the years on paper: women, men and the total, nuläge, målvärde and the calculated path, with direct labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kpi.charts.alt import alt_series, shown_value, why_empty
from kpi.charts.axis import ValueAxis, card_values, value_axis
from kpi.charts.gaps import gap_word, gaps_of
from kpi.charts.place import spread
from kpi.charts.svg import text_width
from kpi.language import tr
from kpi.measure.status import Status
from kpi.programme.judgement import Annotation, AnnotationKind, break_between
from kpi.programme.model import Direction
from kpi.reports.colours import INK
from kpi.reports.drawing import Drawing
from kpi.text import numbers, words
from kpi.text.year_status import ANNOTATION
from kpi.views.rows import Card, Point

_SIZE = 6.8  # pt of all text
_LEFT, _RIGHT, _TOP, _BOTTOM = 27.0, 74.0, 12.0, 12.0
_LINE = 7.6  # pt between labels that stand under each other
_MOST_TICKS = 3
_HAIR = 0.5  # pt; thinner lines may run behind a text
_PLACES = (9.5, -5.5, 16.0, -12.0)  # pt from nuläge's ring to the baseline of its label, in order of preference


@dataclass(frozen=True, slots=True)
class _Plot:
    """The inside of the chart: year → x, value → y."""

    years: Sequence[int]
    axis: ValueAxis
    left: float
    right: float
    top: float
    bottom: float

    def x(self, year: int) -> float:
        step = (self.right - self.left - 10) / max(1, len(self.years) - 1)
        return self.left + 5 + (year - self.years[0]) * step

    def y(self, value: float) -> float:
        span = max(self.axis.high - self.axis.low, 1e-12)
        return self.bottom - (value - self.axis.low) / span * (self.bottom - self.top)


def years_chart(
    card: Card,
    width: float,
    height: float,
    *,
    path_label: str,
    y_range: tuple[float, float] | None = None,
    annotations: Sequence[Annotation] = (),
) -> Drawing:
    """The card's series. ``y_range``: from ``shared_range``, for charts that are compared. Years up to the chosen one without a value are
    marked as not measured or protected; later years are left empty. Without any value the chart says why in words."""
    row, indicator = card.total, card.indicator
    drawn = Drawing(width, height, _alt(card, path_label, annotations))
    axis = value_axis(indicator, card_values(card), y_range)
    plot = _Plot(_years(card), axis, _LEFT, width - _RIGHT, _TOP, height - _BOTTOM)
    _years_axis(drawn, plot, row.year)
    if not axis.ticks:
        drawn.text(
            (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2 + 2, why_empty(row), INK.status[row.status], _SIZE + 0.4, "middle"
        )
        return drawn
    _ticks(drawn, plot)
    drawn.text(0, 5, _axis_note(card, axis), INK.muted, _SIZE - 0.8)
    _annotations(drawn, plot, annotations)
    _plan(drawn, plot, card)
    for sex, points in (("K", card.series_women), ("M", card.series_men)):
        _sex(drawn, plot, sex, points, annotations)
    _total(drawn, plot, card, annotations)
    _gaps(drawn, plot, card)
    _end_labels(drawn, plot, card)
    return drawn


def _alt(card: Card, path_label: str, annotations: Sequence[Annotation]) -> str:
    told = " ".join(f"{ANNOTATION[a.kind]} {words.period(a.period)}: {a.text}." for a in annotations)
    return f"{alt_series(card, path_label)} {told}".rstrip()


def _axis_note(card: Card, axis: ValueAxis) -> str:
    """Where the axis begins, and that lower is better."""
    lower = words.DIRECTION_BETTER[Direction.DOWN] if card.indicator.direction is Direction.DOWN else ""
    return " · ".join(part for part in (axis.note, lower) if part)


def _years(card: Card) -> list[int]:
    """From the first year with anything to the last."""
    row = card.total
    known = [p.year for p in (*card.series, *card.series_women, *card.series_men)] + [y for y, _ in card.path] + [row.year]
    known += [card.indicator.baseline_year] if row.baseline is not None else []
    known += [row.target_year] if row.target is not None else []
    return list(range(min(known), max(known) + 1))


def _years_axis(drawn: Drawing, plot: _Plot, chosen: int) -> None:
    drawn.line([(plot.left, plot.bottom), (plot.right, plot.bottom)], INK.hairline, 0.6)
    last = len(plot.years) - 1
    step = max(1, -(-len(plot.years) // 8))
    for i, year in enumerate(plot.years):
        if (last - i) % step == 0:
            colour = INK.text if year == chosen else INK.muted
            drawn.text(plot.x(year), plot.bottom + 8, str(year), colour, _SIZE - 0.3, "middle", bold=year == chosen)


def _ticks(drawn: Drawing, plot: _Plot) -> None:
    """At most three values on the axis, with hairlines."""
    ticks = plot.axis.ticks
    step = max(1, -(-(len(ticks) - 1) // (_MOST_TICKS - 1)))
    for value, text in ticks[::step]:
        y = plot.y(value)
        drawn.line([(plot.left, y), (plot.right, y)], INK.hairline, 0.35)
        drawn.text(plot.left - 3, y + 2.2, text, INK.muted, _SIZE - 0.3, "end")


def _annotations(drawn: Drawing, plot: _Plot, annotations: Sequence[Annotation]) -> None:
    """A method break is a line between the years that it parts, an event a small mark at its year; both numbered as in the list beside."""
    for number, told in enumerate(annotations, start=1):
        if not plot.years[0] <= told.year <= plot.years[-1]:
            continue
        x = plot.x(told.year)
        if told.kind is AnnotationKind.BREAK:
            x -= (plot.x(plot.years[0] + 1) - plot.x(plot.years[0])) / 2 if len(plot.years) > 1 else 0
        drawn.line([(x, plot.top - 2), (x, plot.bottom)], INK.muted, 0.6, "dotted" if told.kind is AnnotationKind.EVENT else "")
        drawn.text(x + 1.5, plot.top, str(number), INK.muted, _SIZE - 0.8)


def _plan(drawn: Drawing, plot: _Plot, card: Card) -> None:
    """What the plan says: path, målvärde and nuläge."""
    row, indicator = card.total, card.indicator
    shown = [(plot.x(y), plot.y(v)) for y, v in card.path if y in plot.years]
    drawn.line(shown, INK.path, 0.9, "dotted")
    if row.target is not None:
        y = plot.y(row.target)
        drawn.line([(plot.left, y), (plot.right, y)], INK.accent, 0.6)
        drawn.diamond(plot.x(min(row.target_year, plot.years[-1])), y, 3.8, INK.accent)
    if row.baseline is not None and indicator.baseline_year in plot.years:
        drawn.circle(plot.x(indicator.baseline_year), plot.y(row.baseline), 3.6, fill=INK.paper, stroke=INK.text, thickness=1.0)


def _runs(plot: _Plot, points: Sequence[Point], annotations: Sequence[Annotation]) -> list[list[tuple[float, float]]]:
    """The known points as unbroken runs: a missing or protected year is a gap, and a method break ends one."""
    runs: list[list[tuple[float, float]]] = [[]]
    for year in plot.years:
        if break_between(annotations, year - 1, year):
            runs.append([])
        value = next((shown_value(p) for p in points if p.year == year), None)
        if value is None:
            runs.append([])
        else:
            runs[-1].append((plot.x(year), plot.y(value)))
    return [run for run in runs if run]


def _sex(drawn: Drawing, plot: _Plot, sex: str, points: Sequence[Point], annotations: Sequence[Annotation]) -> None:
    colour = INK.women if sex == "K" else INK.men
    for run in _runs(plot, points, annotations):
        drawn.line(run, colour, 0.9)
        for x, y in run:
            if sex == "K":
                drawn.circle(x, y, 1.5, fill=INK.paper, stroke=colour, thickness=0.8)
            else:
                drawn.square(x, y, 1.4, fill=INK.paper, stroke=colour, thickness=0.8)


def _total(drawn: Drawing, plot: _Plot, card: Card, annotations: Sequence[Annotation]) -> None:
    row = card.total
    for run in _runs(plot, card.series, annotations):
        drawn.line(run, INK.text, 1.6)
        for x, y in run:
            drawn.circle(x, y, 1.6, fill=INK.text)
    value = shown_value(row)
    if value is not None:
        drawn.circle(plot.x(row.year), plot.y(value), 3.3, fill=INK.status[row.status], stroke=INK.paper, thickness=0.9)


def _gaps(drawn: Drawing, plot: _Plot, card: Card) -> None:
    """At the foot: a lock where the year is protected, a ring where it was not measured, and the word once for each run."""
    known = [p.year for p in card.series if shown_value(p) is not None]
    periods = [str(year) for year in plot.years]
    foot = plot.bottom - 5
    for gap in gaps_of(card.series, periods, until=max([card.total.year, *known])):
        colour = INK.status[gap.status]
        for i in range(gap.first, gap.last + 1):
            if gap.status is Status.SUPPRESSED:
                drawn.lock(plot.x(plot.years[i]), foot, 6.5, colour)
            else:
                drawn.circle(plot.x(plot.years[i]), foot, 2.0, stroke=colour, thickness=0.8)
        middle = (plot.x(plot.years[gap.first]) + plot.x(plot.years[gap.last])) / 2
        drawn.text(middle, foot - 6, gap_word(gap.status), colour, _SIZE - 0.4, "middle")


def _end_labels(drawn: Drawing, plot: _Plot, card: Card) -> None:
    """To the right, in order of height and never on each other: the total, women, men, målvärde, each in its own colour."""
    row, indicator = card.total, card.indicator
    labels: list[tuple[float, str, str, bool]] = []
    if row.target is not None:
        labels.append((row.target, tr("mål {target}", target=numbers.stated(indicator, row.target)), INK.accent, False))
    split = [(sex, p) for sex, points in (("K", card.series_women), ("M", card.series_men)) if (p := _last(points)) is not None]
    for sex, point in split:
        labels.append(_end_label(card, sex, point, INK.women if sex == "K" else INK.men))
    last = _last(card.series)
    if last is not None and (split or sum(shown_value(p) is not None for p in card.series) > 1):
        labels.append(_end_label(card, "T", last, INK.text))
    wanted = [plot.y(value) for value, *_ in labels]
    for y, (_, text, colour, bold) in zip(spread(wanted, _LINE, plot.top - 3, plot.bottom + 1), labels, strict=True):
        drawn.text(plot.right + 5, y + 2.2, text, colour, _SIZE, bold=bold)
    if row.baseline is not None and indicator.baseline_year in plot.years:
        _start_label(drawn, plot, card, row.baseline)


def _start_label(drawn: Drawing, plot: _Plot, card: Card, baseline: float) -> None:
    """Nuläge at its ring, where it stands farthest from the lines."""
    x, y = plot.x(card.indicator.baseline_year), plot.y(baseline)
    text, size = tr("nuläge {baseline}", baseline=numbers.stated(card.indicator, baseline)), _SIZE - 0.3
    left, right = x - 4, x - 4 + text_width(text, size)
    marks = _crossing(drawn, left, right)
    free = [place_ for place_ in _PLACES if plot.top - 2 < y + place_ < plot.bottom - 1]
    best = max(
        free or _PLACES[:1], key=lambda up: (min((abs(y + up - size * 0.35 - m) for m in marks), default=99.0) > size * 0.7, -abs(up))
    )
    drawn.text(left, y + best, text, INK.muted, size)


def _crossing(drawn: Drawing, left: float, right: float) -> list[float]:
    """The heights at which lines drawn so far pass between two places."""
    heights = []
    for item in drawn.items:
        if item["kind"] != "line" or item["thickness"] < _HAIR:
            continue
        for (x0, y0), (x1, y1) in pairwise(item["points"]):
            for k in range(9):
                x = x0 + (x1 - x0) * k / 8
                if left <= x <= right:
                    heights.append(y0 + (y1 - y0) * k / 8)
    return heights


def _end_label(card: Card, sex: str, point: Point, colour: str) -> tuple[float, str, str, bool]:
    """Whose value, and of which year when it is not the chosen one's."""
    value = shown_value(point) or 0.0
    year = "" if point.year == card.total.year else f" ({point.year})"
    return value, f"{words.SEX[sex]} {numbers.value(card.indicator, value)}{year}", colour, sex == "T"


def _last(points: Sequence[Point]) -> Point | None:
    """The last point whose value may be shown."""
    return next((p for p in reversed(points) if shown_value(p) is not None), None)
