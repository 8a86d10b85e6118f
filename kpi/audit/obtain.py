"""Everything a person can get: each figure that the views hand out to a scope, whatever page, chart, table or file it goes into.

Pages, drawings, alternative texts, exports and the command line's answers are made of these rows and nothing else (see ``texts``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kpi.access.identity import local_controller
from kpi.access.scope import Scope
from kpi.audit.world import Key, World
from kpi.programme.periods import MONTHS, part_of
from kpi.views import Views
from kpi.views.choices import Place
from kpi.views.rows import Card, Glance, IndicatorView, Part, Point, StatusRow, Trace
from kpi.views.source import Source

Shown = tuple[Key, float, int | None]
"""A figure as it is shown: key, value, n."""


def obtained(source: Source, world: World, year: int) -> Iterator[Shown]:
    """Every figure of the year (and every month and quarter) that has passed the gate, in all units: all that any view of that version has
    to show."""
    snapshot = source.snapshot(world.as_of)
    units = frozenset(key.unit for key in world.figures)
    everywhere = Place(snapshot, local_controller(source.root, "granskning"), source.root, year, units)  # the widest reach there is
    monthly = {(key.unit, key.indicator) for key in world.figures if "-" in key.period}
    for unit in sorted(units):
        for indicator, by_key in source.cells(everywhere, unit).items():
            for (of_year, sex), by_method in by_key.items():
                for method, cell in by_method.items() if of_year == year else ():
                    if not cell.hidden and cell.value is not None:
                        yield Key(indicator, method, unit, str(year), sex), round(cell.value, 9), cell.n
    for unit, indicator in sorted(monthly):
        for month in source.months(everywhere, unit, source.programme.indicator(indicator)):
            if not month.hidden and month.value is not None:
                yield Key(indicator, month.method, unit, month.period, month.sex), round(month.value, 9), month.n


def of_pages(views: Views, scope: Scope, world: World, year: int, unit: str, indicator: str) -> Iterator[Shown]:
    """What an indicator's page and all traces from it show: by sex, by method, by quarter and by month."""
    at = {"unit": unit, "year": year, "as_of": world.as_of}
    yield from of_view(views.indicator(scope, indicator, **at))
    found = views.programme.indicator(indicator)
    own = {(k.method, k.period) for k in world.figures if (k.unit, k.indicator) == (unit, indicator) and k.period.startswith(str(year))}
    for method, period in sorted(own):
        number = part_of(period) or 0
        part = {"quarter": number - MONTHS} if number > MONTHS else {"month": number or None}
        for sex in "TKM" if found.by_sex else "T":
            yield from of_trace(views.trace(scope, indicator, sex=sex, method=method, **part, **at), indicator, unit)


def of_overview(views: Views, scope: Scope, year: int, unit: str, as_of: str | None = None) -> Iterator[Shown]:
    """What *Läget* alone shows of a unit."""
    for area in views.overview(scope, year=year, unit=unit, as_of=as_of).areas:
        for seen in (*area.cards, *area.supplementary):
            yield from of_glance(seen, unit, year)


def of_year_status(views: Views, scope: Scope, year: int, unit: str) -> Iterator[Shown]:
    """What *Årsstatus* and its documents show of a unit's year: the year's own, and the next year's with this one beside it."""
    for goal in views.year_status(scope, year=year, unit=unit).goals:
        for row in goal.rows:
            yield from of_card(row.card, unit, year)
    for goal in views.year_status(scope, year=year + 1, unit=unit, compare_year=year).goals:
        for row in goal.rows:
            beside = [row.other] if row.other is not None else []
            beside += [row.other_sexes.women, row.other_sexes.men] if row.other_sexes is not None else []
            yield from (shown for one in beside for shown in of_row(one, year))


def of_view(view: IndicatorView) -> Iterator[Shown]:
    """What *Indikator* shows: the card, quarters and months, units below and other methods."""
    unit, year, indicator = view.context.unit.code, view.context.year, view.card.indicator.id
    yield from of_card(view.card, unit, year)
    for series in view.by_grain.values():
        for sex, points in (("T", series.total), ("K", series.women), ("M", series.men)):
            yield from of_points(points, indicator, unit, sex)
    for row in view.below:
        yield from of_row(row)
    for points in view.other_methods.values():
        yield from of_points(points, indicator, unit, "T", year)
    yield from of_trace(view.trace, indicator, unit)


def of_trace(trace: Trace, indicator: str, unit: str) -> Iterator[Shown]:
    """What a trace shows: the figure, what it is made of, and the delivered facts, also those that hold no more."""
    if trace.value is not None and trace.kind != "plan":
        counts = [o.n for o in trace.origins if (o.unit, o.sex, o.period) == (unit, trace.sex, trace.period)]
        if counts:
            yield Key(indicator, trace.method, unit, trace.period, trace.sex), round(trace.value, 9), counts[0]
    for part in trace.parts:
        yield from _of_part(part, indicator, trace.method)
    for origin in (*trace.origins, *trace.superseded):
        if origin.value is not None:
            yield Key(indicator, trace.method, origin.unit, origin.period, origin.sex), round(origin.value, 9), origin.n


def of_card(card: Card, unit: str, year: int) -> Iterator[Shown]:
    """What a card shows: all that is seen at a glance, and women's and men's points of the year."""
    yield from of_glance(card, unit, year)
    for sex, points in (("K", card.series_women), ("M", card.series_men)):
        yield from of_points(points, card.indicator.id, unit, sex, year)


def of_glance(seen: Glance, unit: str, year: int) -> Iterator[Shown]:
    """What is seen at a glance: total, women, men and the total's point of the year."""
    yield from of_row(seen.total, year)
    if seen.sexes is not None:
        yield from of_row(seen.sexes.women, year)
        yield from of_row(seen.sexes.men, year)
    yield from of_points(seen.series, seen.indicator.id, unit, "T", year)


def of_row(row: StatusRow, year: int | None = None) -> Iterator[Shown]:
    """A row's figure, unless it is hidden or the plan's own (or of another year than is asked for)."""
    if row.value is not None and row.origin != "plan" and year in (None, row.year):
        yield Key(row.indicator.id, row.method or "", row.unit, str(row.year), row.sex), round(row.value, 9), row.n


def of_points(points: Iterable[Point], indicator: str, unit: str, sex: str, year: int | None = None) -> Iterator[Shown]:
    """The figures of a series, of the year alone when one is given."""
    for point in points:
        if point.value is not None and point.origin != "plan" and year in (None, point.year):
            yield Key(indicator, point.method or "", unit, point.period, sex), round(point.value, 9), point.n


def _of_part(part: Part, indicator: str, method: str) -> Iterator[Shown]:
    if part.value is not None:
        yield Key(indicator, method, part.unit, part.period, part.sex), round(part.value, 9), part.n
