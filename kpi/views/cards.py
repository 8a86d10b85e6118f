"""One indicator in one unit and year: at a glance, and as a card with everything that a reader needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kpi.measure.status import Status
from kpi.programme.model import Area, Indicator
from kpi.text.sentences import card_sentence
from kpi.views.choices import Place, readable_years
from kpi.views.gate import CellIndex
from kpi.views.judge import Figures, path_of
from kpi.views.notes import notes_for
from kpi.views.rows import AreaCards, AreaGlance, Card, Glance, Point
from kpi.views.source import Source


def figures(source: Source, at: Place, indicator: Indicator, unit: str | None = None, cells: CellIndex | None = None) -> Figures:
    """The indicator's figures for the place's unit (or another, with its cells at hand)."""
    code = unit or at.unit
    index = source.cells(at, code) if cells is None else cells
    return Figures(
        at.snapshot, indicator, code, code == source.root, index.get(indicator.id, {}), lambda: source.why_missing(at, code), at.year
    )


def glance(found: Figures, year: int, years: list[int]) -> Glance:
    """One indicator at a glance. ``years``: those of its series."""
    total = found.row(year, "T")
    return Glance(total.indicator, total, found.sex_gap(year), _series(found, years, "T"))


def card(source: Source, at: Place, indicator: Indicator, years: list[int], cells: CellIndex | None = None) -> Card:
    """The card of one indicator. ``years``: those of its series. ``cells``: the unit's, when they are at hand."""
    found = figures(source, at, indicator, cells=cells)
    seen = glance(found, at.year, years)
    return Card(
        indicator=seen.indicator,
        total=seen.total,
        sexes=seen.sexes,
        series=seen.series,
        series_women=_series(found, years, "K") if indicator.by_sex else (),
        series_men=_series(found, years, "M") if indicator.by_sex else (),
        path=path_of(seen.indicator),
        sentence=card_sentence(seen.total),
        annotations=at.snapshot.annotations_of(indicator.id, at.unit),
        notes=notes_for(source, at, found, seen.total),
    )


def _series(found: Figures, years: list[int], sex: str) -> tuple[Point, ...]:
    return tuple(found.point(year, sex) for year in years)


def series_years(source: Source, at: Place) -> list[int]:
    """Every year from the baseline year to the last with figures (at least to the year shown) that the scope may see."""
    last = max((*at.snapshot.data_years, source.baseline_year, at.year))
    return readable_years(source, at, list(range(source.baseline_year, last + 1)))


def area_glance(source: Source, at: Place, area: Area) -> AreaGlance:
    """The area's indicators at a glance, in the plan's order, and the number of them per status; supplementary indicators apart, and not
    among those counted."""
    years, cells = series_years(source, at), _cells(source, at)
    planned, beside = (
        tuple(glance(figures(source, at, i, cells=cells), at.year, years) for i in group) for group in (area.planned, area.supplementary)
    )
    return AreaGlance(area, planned, count(seen.total.status for seen in planned), beside)


def area_cards(source: Source, at: Place, area: Area) -> AreaCards:
    """As ``area_glance``, with whole cards and the area's actions."""
    years, cells = series_years(source, at), _cells(source, at)
    planned, beside = (tuple(card(source, at, i, years, cells) for i in group) for group in (area.planned, area.supplementary))
    return AreaCards(area, planned, area.actions, count(c.total.status for c in planned), beside)


def _cells(source: Source, at: Place) -> CellIndex:
    """What cards are made from. Before the first baseline they show nothing; of the year shown they tell the change from the one before."""
    return source.cells(at, at.unit, since=min(source.first_baseline_year, at.year - 1))


def count(statuses: Iterable[Status]) -> dict[Status, int]:
    """How many of each status, in the order of ``Status``; statuses that do not occur are left out."""
    found = Counter(statuses)
    return {status: found[status] for status in Status if found[status]}
