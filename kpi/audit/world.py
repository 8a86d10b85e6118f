"""What there is to protect: every figure of a year as the store has it, ungated, at each version that can be asked for.

The auditor may look behind the gate: it must know what is hidden to tell whether someone else could know it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import NamedTuple

from kpi.programme.model import Indicator, Programme, Rollup
from kpi.store import Store
from kpi.store.types import SEXES, Cell, MonthCell, TreeUnit

DATA_EVENTS = ("import", "undo", "redo")
ROLLED = "rolled"  # the store's word for a figure of the units below


class Key(NamedTuple):
    """A figure's key, the same in every version."""

    indicator: str
    method: str
    unit: str
    period: str  # "2024", "2024-Q1" or "2024-03"
    sex: str


class Figure(NamedTuple):
    """A figure that there is. Two versions with the same figure have the same one; a changed one is another."""

    key: Key
    value: float
    n: int | None

    @property
    def shown(self) -> tuple[Key, float, int | None]:
        """What it looks like from outside."""
        return (self.key, round(self.value, 9), self.n)


@dataclass(frozen=True, slots=True)
class World:
    """One version of a year: its figures by key (months also of the year before), what each weighs (what means are weighted by; None
    unknown), how many months a year is made of, which figures are those of the units below, and the organisation of the year."""

    year: int
    as_of: str | None
    figures: Mapping[Key, Figure]
    weights: Mapping[Key, float | None]
    months: Mapping[Key, int]
    rolled: Set[Key]
    tree: Mapping[str, TreeUnit]


def moments(store: Store) -> list[str | None]:
    """The moments of every version with other figures than the one after it, newest first; None is now."""
    times = [event.time for event in store.events() if event.kind in DATA_EVENTS]
    return [None, *times[1:]]


def world(store: Store, programme: Programme, year: int, as_of: str | None) -> World:
    """Everything of a year at a version."""
    version = None if as_of is None else store.version_at(as_of)
    tree = store.tree(year, as_of=version)
    units = sorted({*tree, *(row.code for row in store.units(as_of=version))})
    indicators = {i.id: i for i in programme.indicators}
    figures: dict[Key, Figure] = {}
    weights: dict[Key, float | None] = {}
    months: dict[Key, int] = {}
    rolled: set[Key] = set()
    for cell in store.cells(units=units, years=[year], sexes=SEXES, as_of=version):
        indicator = indicators.get(cell.indicator)
        if indicator is None or cell.population != indicator.population or (cell.sex != "T" and not indicator.by_sex):
            continue
        key = Key(cell.indicator, cell.method, cell.unit, str(year), cell.sex)
        figures[key] = Figure(key, cell.value, cell.n)
        weights[key] = _weight(indicator, cell)
        if cell.months:
            months[key] = cell.months
        if cell.origin == ROLLED:
            rolled.add(key)
    for key, part in _months(store, programme, units, year, months, version):
        figures[key] = Figure(key, part.value, part.n)
        if part.origin == ROLLED:
            rolled.add(key)
    return World(year, as_of, figures, weights, months, rolled, tree)


def _weight(indicator: Indicator, cell: Cell) -> float | None:
    if indicator.rollup is Rollup.MEAN:
        return cell.n
    return cell.denominator if cell.denominator is not None or indicator.rollup is Rollup.RATIO else cell.n


def _months(
    store: Store, programme: Programme, units: Iterable[str], year: int, made: Mapping[Key, int], version: int | None
) -> Iterator[tuple[Key, MonthCell]]:
    near = (str(year - 1), str(year))  # a rolling year holds months of the year before
    known = {i.id for i in programme.indicators}
    delivered = set(store.parts(sorted(known), year, year, as_of=version)["indicator"].unique().to_pylist())  # finished ones make no year
    for indicator in sorted({key.indicator for key in made} | delivered):
        by_sex = programme.indicator(indicator).by_sex
        for unit in units:
            for month in store.months(indicator, unit, as_of=version):
                if (by_sex or month.sex == "T") and month.period[:4] in near:
                    yield Key(indicator, month.method, unit, month.period, month.sex), month
