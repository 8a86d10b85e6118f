"""THE disclosure gate: store cells in, gated cells out. Every figure that leaves ``kpi.views`` has passed here.

What is hidden is decided where the figures are rolled up (``kpi.measure.disclosure``, materialised as ``hidden``), because it depends on
all units together. Here the decision is carried out: a hidden cell keeps its key and loses every number, its n first of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kpi.programme.model import Indicator, Programme
from kpi.programme.periods import part_of
from kpi.programme.related import ROLLING

if TYPE_CHECKING:
    from kpi.store.types import Cell, FactOrigin, MonthCell

WHOLE_YEAR = (12, 16)  # December and the last quarter: their rolling year is the year
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


# indicator → (year, sex) → method → cell
CellIndex = dict[str, dict[tuple[int, str], dict[str, GatedCell]]]


def gate_cell(cell: Cell, indicator: Indicator) -> GatedCell:
    """One store cell, gated. A cell that should be hidden by its own n is hidden even if the store's flag says otherwise."""
    if cell.hidden or too_small(cell.n, indicator):
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

    Which cells are hidden for another's sake – a sibling, a sex, the same people measured in two ways – stands in ``Cell.hidden``: it is
    decided for the whole organisation where the figures are rolled up.
    """
    known = {i.id: i for i in programme.indicators}
    units: dict[str, CellIndex] = {}
    for cell in cells:
        indicator = known.get(cell.indicator)
        if indicator is None or cell.population != indicator.population or (cell.sex != "T" and not indicator.by_sex):
            continue
        place = units.setdefault(cell.unit, {}).setdefault(cell.indicator, {}).setdefault((cell.year, cell.sex), {})
        place[cell.method] = gate_cell(cell, indicator)
    return units


def gate_months(months: Iterable[MonthCell], indicator: Indicator, hidden_years: set[tuple[int, str]]) -> list[GatedMonth]:
    """Cells of months and quarters, gated. ``hidden_years``: (year, sex) whose yearly figure is hidden; the year's months and quarters are
    hidden as well, since they add up to it. One hidden month or quarter hides all of both in its year: three months add up to a quarter. So
    are they in all methods when they are in one: they are about the same people. A rolling year's figures are hidden the year after too:
    they hold months of the hidden one, and from month to month they differ by one of them. December's is the year, hidden as that is."""
    months = list(months)
    few = {(int(m.period[:4]), m.sex) for m in months if too_small(m.n, indicator) or (m.hidden and not _reaches_back(m))}
    also = few | hidden_years
    gated = []
    for month in months:
        if month.sex != "T" and not indicator.by_sex:
            continue
        year = int(month.period[:4])
        if month.method == ROLLING and not _reaches_back(month):
            hidden = month.hidden or too_small(month.n, indicator) or (year, month.sex) in hidden_years
        else:
            hidden = month.hidden or (year, month.sex) in also or (_reaches_back(month) and (year - 1, month.sex) in also)
        value, n = (None, None) if hidden else (month.value, whole(month.n))
        gated.append(GatedMonth(month.period, year, month.sex, month.method, value, n, hidden))
    return gated


def _reaches_back(month: MonthCell) -> bool:
    """Does the figure hold months of the year before? Then it may be hidden for their sake, and nothing else for its."""
    return month.method == ROLLING and part_of(month.period) not in WHOLE_YEAR


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
