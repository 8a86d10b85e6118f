"""A card: everything a reader needs of one indicator in one unit and year."""

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
from kpi.views.rows import AreaCards, Card
from kpi.views.source import Source


def figures(source: Source, at: Place, indicator: Indicator, unit: str | None = None, cells: CellIndex | None = None) -> Figures:
    """The indicator's figures for the place's unit (or another, with its cells at hand)."""
    code = unit or at.unit
    index = source.cells(at, code) if cells is None else cells
    return Figures(
        at.snapshot, indicator, code, code == source.root, index.get(indicator.id, {}), lambda: source.why_missing(at, code), at.year
    )


def card(source: Source, at: Place, indicator: Indicator, years: list[int], cells: CellIndex | None = None) -> Card:
    """The card of one indicator. ``years``: those of its series. ``cells``: the unit's, when they are at hand."""
    found = figures(source, at, indicator, cells=cells)
    total = found.row(at.year, "T")
    in_force = total.indicator
    return Card(
        indicator=in_force,
        total=total,
        sexes=found.sex_gap(at.year),
        series=tuple(found.point(year, "T") for year in years),
        series_women=tuple(found.point(year, "K") for year in years) if indicator.by_sex else (),
        series_men=tuple(found.point(year, "M") for year in years) if indicator.by_sex else (),
        path=path_of(in_force),
        sentence=card_sentence(total),
        annotations=at.snapshot.annotations_of(indicator.id, at.unit),
        notes=notes_for(source, at, found, total),
    )


def series_years(source: Source, at: Place) -> list[int]:
    """Every year from the baseline year to the last with figures (at least to the year shown) that the scope may see."""
    last = max((*at.snapshot.data_years, source.baseline_year, at.year))
    return readable_years(source, at, list(range(source.baseline_year, last + 1)))


def area_cards(source: Source, at: Place, area: Area) -> AreaCards:
    """The area's cards in the plan's order, with its actions and the number of cards per status; those of supplementary indicators apart,
    and not among those counted."""
    years = series_years(source, at)
    # Before the first baseline a card shows nothing; of the year shown it tells the change from the year before.
    cells = source.cells(at, at.unit, since=min(source.first_baseline_year, at.year - 1))
    cards, beside = (tuple(card(source, at, i, years, cells) for i in group) for group in (area.planned, area.supplementary))
    return AreaCards(area=area, cards=cards, actions=area.actions, counts=count(c.total.status for c in cards), supplementary=beside)


def count(statuses: Iterable[Status]) -> dict[Status, int]:
    """How many of each status, in the order of ``Status``; statuses that do not occur are left out."""
    found = Counter(statuses)
    return {status: found[status] for status in Status if found[status]}
