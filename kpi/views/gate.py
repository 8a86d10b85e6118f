"""THE disclosure gate: store cells in, gated cells out. Every figure that leaves ``kpi.views`` has passed here.

What is hidden is decided where the figures are rolled up (``kpi.measure.disclosure``, materialised as ``hidden``), because it depends on
all units together. Here the decision is carried out: a hidden cell keeps its key and loses every number, its n first of all.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kpi.programme.model import Indicator, Programme

if TYPE_CHECKING:
    from kpi.store.types import Cell, FactOrigin, MonthCell

UNKNOWN_OK_DEPTH = 1  # n may be unknown on the top two levels only


class GatedCell(NamedTuple):
    """A yearly figure that may be shown; when ``hidden``, only its key remains and every number is None."""

    indicator: str
    unit: str
    year: int
    sex: str
    method: str
    value: float | None
    n: int | None
    sd: float | None
    origin: str | None
    parts: int | None
    parts_missing: int | None
    rolled_differs: bool
    months: int | None
    hidden: bool
    synthetic: bool


class GatedMonth(NamedTuple):
    """A figure of a month or a quarter that may be shown; when ``hidden``, only its key remains."""

    period: str
    year: int
    sex: str
    method: str
    value: float | None
    n: int | None
    hidden: bool


Same = tuple[str, str, int, str]  # unit, the first of the related indicators, year, sex: figures about the same people

# indicator → (year, sex) → method → cell
CellIndex = dict[str, dict[tuple[int, str], dict[str, GatedCell]]]


def related(programme: Programme) -> dict[str, frozenset[str]]:
    """Indicator id → the indicators made from the same answers of the same people, itself included. An index over all the questions is the
    mean of the indices over some of them: shown beside them it tells the one that is hidden."""
    measured = [(layout.id, m) for layout in programme.layouts for m in layout.measures if m.items]
    joined = _joined(frozenset((m.indicator, frozenset((of, m.population, item) for item in m.items)) for of, m in measured))
    return {i.id: joined.get(i.id, frozenset((i.id,))) for i in programme.indicators}


@lru_cache(maxsize=8)
def _joined(measured: frozenset[tuple[str, frozenset[Hashable]]]) -> dict[str, frozenset[str]]:
    """Indicators with a question in common, directly or by way of another."""
    groups: list[tuple[set[str], set[Hashable]]] = []
    for indicator, items in measured:
        met = [g for g in groups if indicator in g[0] or items & g[1]]
        ids, asked = {indicator}.union(*(g[0] for g in met)), set(items).union(*(g[1] for g in met))
        groups = [*(g for g in groups if g not in met), (ids, asked)]
    return {indicator: frozenset(ids) for ids, _ in groups for indicator in ids}


def gate_cell(cell: Cell, indicator: Indicator, hide: bool = False) -> GatedCell:
    """One store cell, gated. A cell that should be hidden by its own n is hidden even if the store's flag says otherwise. ``hide``: so it
    is for another reason."""
    if hide or cell.hidden or too_small(cell.n, indicator):
        key = (cell.indicator, cell.unit, cell.year, cell.sex, cell.method)
        return GatedCell(*key, None, None, None, None, None, None, False, None, hidden=True, synthetic=cell.synthetic)
    return GatedCell(
        indicator=cell.indicator,
        unit=cell.unit,
        year=cell.year,
        sex=cell.sex,
        method=cell.method,
        value=cell.value,
        n=whole(cell.n),
        sd=cell.sd,
        origin=cell.origin,
        parts=cell.parts,
        parts_missing=cell.parts_missing,
        rolled_differs=cell.rolled_value is not None,
        months=cell.months,
        hidden=False,
        synthetic=cell.synthetic,
    )


def gate_cells(cells: Iterable[Cell], programme: Programme) -> dict[str, CellIndex]:
    """Store cells by unit, gated. Cells of unknown indicators, of another population than the indicator's or of a sex it is not split by
    are left out: they answer no question this programme asks.

    The same people measured in two ways, or by two related indicators, are hidden in all or in none: one would tell about the other.
    Figures whose n differ by a whole group that may be shown are about other people (raw answers from one part of an organisation, say,
    beside the official index of all of it). Give the cells of all methods, and of all ``related`` indicators.
    """
    known = {i.id: i for i in programme.indicators}
    kept = [
        (cell, indicator)
        for cell in cells
        if (indicator := known.get(cell.indicator)) and cell.population == indicator.population and (cell.sex == "T" or indicator.by_sex)
    ]
    first = {name: min(others) for name, others in related(programme).items()}
    hidden: dict[Same, list[float | None]] = {}
    for cell, indicator in kept:
        if cell.hidden or too_small(cell.n, indicator):
            hidden.setdefault(_same(first, cell), []).append(cell.n)
    units: dict[str, CellIndex] = {}
    for cell, indicator in kept:
        place = units.setdefault(cell.unit, {}).setdefault(cell.indicator, {}).setdefault((cell.year, cell.sex), {})
        hide = bool(hidden) and any(same_people(cell.n, n, indicator) for n in hidden.get(_same(first, cell), ()))
        place[cell.method] = gate_cell(cell, indicator, hide)
    return units


def _same(first: Mapping[str, str], cell: Cell) -> Same:
    return (cell.unit, first[cell.indicator], cell.year, cell.sex)


def same_people(n: float | None, other: float | None, indicator: Indicator) -> bool:
    """Could two figures of one unit, year and sex be about the same people, but for a group too small to be shown? Unknown n: yes."""
    return n is None or other is None or abs(n - other) < indicator.min_n - 1e-9


def gate_months(months: Iterable[MonthCell], indicator: Indicator, hidden_years: set[tuple[int, str]]) -> list[GatedMonth]:
    """Cells of months and quarters, gated. ``hidden_years``: (year, sex) whose yearly figure is hidden; the year's months and quarters are
    hidden as well, since they add up to it. One hidden month or quarter hides all of both in its year: three months add up to a quarter. So
    are they in all methods when they are in one: they are about the same people."""
    months = list(months)
    also = {(int(m.period[:4]), m.sex) for m in months if m.hidden or too_small(m.n, indicator)} | hidden_years
    gated = []
    for month in months:
        if month.sex != "T" and not indicator.by_sex:
            continue
        year = int(month.period[:4])
        hidden = (year, month.sex) in also
        value, n = (None, None) if hidden else (month.value, whole(month.n))
        gated.append(GatedMonth(month.period, year, month.sex, month.method, value, n, hidden))
    return gated


def origin_hidden(fact: FactOrigin, indicator: Indicator, depth: int | None) -> bool:
    """Must a delivered fact's numbers be left out of a trace? ``depth`` of its unit in the organisation; None when unknown.

    An earlier delivery passes the same gate as the one that holds now: n unknown below the top two levels counts as too small.
    """
    unknown = fact.n is None and (depth is None or depth > UNKNOWN_OK_DEPTH)
    return fact.hidden or unknown or too_small(fact.n, indicator)


def too_small(n: float | None, indicator: Indicator) -> bool:
    """A known n below the indicator's smallest group that may be shown. Unknown n is judged by depth where the cell was made."""
    return n is not None and n < indicator.min_n - 1e-9


def whole(n: float | None) -> int | None:
    """n as a whole number of persons (a mean over months is rounded). None stays None."""
    return None if n is None else round(n)
