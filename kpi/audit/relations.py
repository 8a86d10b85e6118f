"""The equations that tie figures together, as an outsider knows them: the same for numbers of persons and for sums (numerators, n · index).

T = K + M in a unit; a unit = the units below it; a year = its months = its quarters; a quarter = its months; a rolling year = its twelve
months; an index over all questions = the mean of those over some of them; and the same people measured in two ways. A part that is nowhere
published is an unknown too, unless the others leave nobody to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from kpi.audit.world import Figure, Key, World
from kpi.programme.model import Indicator, Programme
from kpi.programme.periods import Grain, grain_of, months_of, part_of, period_text

SEXES = ("T", "K", "M")
OTHER = {"K": "M", "M": "K"}
ROLLING = "R12"
"""What the intake calls a rolling twelve months, in every pack (see its vocabulary of methods)."""
WHOLE_YEAR = 12


class Unseen(NamedTuple):
    """A part that nobody publishes: a sex or unit without a figure, or what the units below leave of the one above."""

    key: Key
    as_of: str | None
    remainder: bool


Variable = Figure | Unseen
Row = dict[Variable, int]


@dataclass(slots=True)
class Relations:
    """``counts`` and ``sums``: equations between numbers of persons and between sums. ``yearly``: those of one group, year and version
    alone, which hold for both. ``persons``: how many an unseen part really is, where that can be told."""

    counts: list[Row] = field(default_factory=list)
    sums: list[Row] = field(default_factory=list)
    yearly: list[Row] = field(default_factory=list)
    persons: dict[Unseen, int] = field(default_factory=dict)

    def both(self, row: Row, *, yearly: bool = False) -> None:
        """An equation that holds for counts as for sums."""
        self.counts.append(row)
        self.sums.append(row)
        if yearly:
            self.yearly.append(row)


def relate(world: World, programme: Programme) -> Relations:
    """Every equation between a version's figures."""
    found = Relations()
    groups: dict[tuple[str, str, str], dict[tuple[str, str], Figure]] = {}
    for key, figure in world.figures.items():
        if key.period.startswith(str(world.year)):
            groups.setdefault((key.indicator, key.method, key.period), {})[key.unit, key.sex] = figure
    for group, cells in groups.items():
        _Group(world, group, cells, found).relate()
    for indicator in programme.indicators:
        _mean_of(world, indicator, found)
        if world.as_of is None:  # of what holds: what was corrected since is no measure of what another method says
            _two_ways(world, indicator, found)
    _months(world, found)
    return found


class _Group:
    """The figures of an indicator, method and period: T = K + M, and a unit = those below it."""

    def __init__(self, world: World, group: tuple[str, str, str], cells: Mapping[tuple[str, str], Figure], found: Relations) -> None:
        self.world, self.cells, self.found = world, cells, found
        self.indicator, self.method, self.period = group
        self.yearly = "-" not in self.period
        self.units = dict.fromkeys(unit for unit, _ in cells)

    def key(self, unit: str, sex: str) -> Key:
        return Key(self.indicator, self.method, unit, self.period, sex)

    def relate(self) -> None:
        for unit in self.units:
            if (unit, "K") in self.cells or (unit, "M") in self.cells:
                self.add((unit, "T"), [(unit, "K"), (unit, "M")])
            below = [c for c in self.world.tree[unit].children if c in self.units] if unit in self.world.tree else []
            for sex in SEXES if below else ():
                if any((c, sex) in self.cells for c in below):
                    self.add((unit, sex), [(c, sex) for c in below])

    def add(self, whole: tuple[str, str], parts: list[tuple[str, str]]) -> None:
        """whole = Σ parts; what the parts leave of it by their n is an unseen part of its own. Nobody is left out."""
        parts = [part for part in parts if not self.nobody(*part)]
        unseen = [part for part in (whole, *parts) if part not in self.cells]
        row: Row = {self.variable(whole): 1}
        for part in parts:
            row[self.variable(part)] = row.get(self.variable(part), 0) - 1
        counts = [self.cells[part].n for part in parts if part in self.cells]
        total = self.cells[whole].n if whole in self.cells else None
        known = total is not None and None not in counts
        left = total - sum(n or 0 for n in counts) if known and total is not None else 0
        if len(unseen) == 1 and unseen[0] != whole and known:
            self.tell(unseen[0], left)
        if not unseen and left > 0 and not self.averaged(parts):
            rest = Unseen(self.key(*whole), self.world.as_of, True)
            self.found.persons[rest] = left
            row[rest] = -1
        self.found.both(row, yearly=self.yearly)

    def tell(self, place: tuple[str, str], left: int) -> None:
        variable = self.variable(place)
        if isinstance(variable, Unseen):
            self.found.persons[variable] = left

    def averaged(self, parts: list[tuple[str, str]]) -> bool:
        """Is n a mean over months? Rounded, such numbers need not add up though everyone is there."""
        return any(self.key(*part) in self.world.months for part in parts)

    def nobody(self, unit: str, sex: str) -> bool:
        """No figure, and the unit's total is all of the other sex."""
        if (unit, sex) in self.cells or sex == "T":
            return False
        total, other = self.cells.get((unit, "T")), self.cells.get((unit, OTHER[sex]))
        return total is not None and other is not None and total.n is not None and total.n == other.n

    def variable(self, place: tuple[str, str]) -> Variable:
        return self.cells.get(place) or Unseen(self.key(*place), self.world.as_of, False)


def _same_people(figures: list[Figure]) -> bool:
    return len({f.n for f in figures}) == 1 and figures[0].n is not None


def _mean_of(world: World, indicator: Indicator, found: Relations) -> None:
    """An index that is the mean of others, where all are about the same people."""
    for key in [k for k in world.figures if k.indicator == indicator.id] if indicator.mean_of else ():
        parts = [world.figures[k] for name in indicator.mean_of if (k := key._replace(indicator=name)) in world.figures]
        whole = world.figures[key]
        if len(parts) == len(indicator.mean_of) and _same_people([whole, *parts]):
            found.sums.append({whole: len(parts)} | dict.fromkeys(parts, -1))
            found.counts.extend({whole: 1, part: -1} for part in parts)


def _two_ways(world: World, indicator: Indicator, found: Relations) -> None:
    """The same people measured in two ways: what one says is what the other says, near enough. A rolling year is of other months."""
    methods = tuple(method for method in (*indicator.methods, *indicator.other_methods) if method != ROLLING)
    for key in [k for k in world.figures if k.indicator == indicator.id and k.method == methods[0]] if len(methods) > 1 else ():
        for method in methods[1:]:
            other = world.figures.get(key._replace(method=method))
            if other is not None and _same_people([world.figures[key], other]):
                found.both({world.figures[key]: 1, other: -1})


def _months(world: World, found: Relations) -> None:
    """A year = its months, and = its quarters; a quarter = its three months; a rolling year = the twelve months that it ends."""
    by_year: dict[tuple[Key, Grain], list[Figure]] = {}
    covered = _Covered(world)
    rolling: dict[Key, list[Figure]] = {}
    for key, figure in world.figures.items():
        part = part_of(key.period)
        if part is not None and key.method == ROLLING:
            rolling.setdefault(key._replace(period=key.period[:4]), []).append(figure)
        if part is None or key.method == ROLLING:
            continue
        by_year.setdefault((key._replace(period=key.period[:4]), grain_of(part)), []).append(figure)
        if grain_of(part) == "quarter":
            months = [world.figures.get(key._replace(period=period_text(int(key.period[:4]), m))) for m in months_of(part)]
            if None not in months and covered.alike([figure, *(month for month in months if month is not None)]):
                found.sums.append({figure: 1} | {month: -1 for month in months if month is not None})
    told = {place: {m for part in parts for m in months_of(part_of(part.key.period) or 0)} for place, parts in by_year.items()}
    for (key, grain), parts in by_year.items():
        year, made = world.figures.get(key), world.months.get(key, WHOLE_YEAR)
        by_month = told.get((key, "month"), set())
        makes_it = len(told[key, grain]) == made and (len(by_month) != made or told[key, grain] == by_month)  # as many, and the same ones
        if year is not None and makes_it and covered.as_long(key, made) and covered.alike([year, *parts]):
            found.sums.append({year: 1} | dict.fromkeys(parts, -1))
    for key, parts in rolling.items():
        if len(parts) == 1 and (year := world.figures.get(key)) is not None and covered.alike([year, *parts]):
            found.sums.append({year: 1, parts[0]: -1})
    for key, figure in world.figures.items():
        if key.method == ROLLING and grain_of(part_of(key.period)) == "month":
            found.sums.extend(_rolling(world, key, figure, covered))


class _Covered:
    """Which of the lowest units with anything in a year a figure tells about. A figure of a unit's own tells of all below it, one of the
    units below of those that have one. Where some deliver quarters alone, a quarter above tells of more units than its months do."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.periods: dict[Key, set[str]] = {}  # the year's key → its periods
        for key in world.figures:
            self.periods.setdefault(key._replace(period=key.period[:4]), set()).add(key.period)
        self.lowest = cache(self._lowest)
        self.units = cache(self._units)

    def alike(self, figures: list[Figure]) -> bool:
        return not any(f.key in self.world.rolled for f in figures) or len({self.units(f.key) for f in figures}) == 1

    def as_long(self, of_year: Key, months: int) -> bool:
        """Is every year that this one is made of made of as many months? One that is summed of longer and shorter years is told as long as
        the shortest, and is not the sum of the months of that one."""
        if of_year not in self.world.rolled:
            return True
        below = [child for child in self._below(of_year) if child in self.world.figures]
        return all(self.world.months.get(child, WHOLE_YEAR) == months and self.as_long(child, months) for child in below)

    def _below(self, key: Key) -> list[Key]:
        node = self.world.tree.get(key.unit)
        return [key._replace(unit=child) for child in node.children] if node else []

    def _lowest(self, of_year: Key) -> frozenset[str]:
        below = frozenset().union(*(self.lowest(child) for child in self._below(of_year)))
        return below or (frozenset((of_year.unit,)) if of_year in self.periods else frozenset())

    def _units(self, key: Key) -> frozenset[str]:
        if key in self.world.figures and key not in self.world.rolled:
            return self.lowest(key._replace(period=key.period[:4]))
        return frozenset().union(*(self.units(child) for child in self._below(key))) if key in self.world.figures else frozenset()


def _rolling(world: World, key: Key, figure: Figure, covered: _Covered) -> Iterator[Row]:
    periods = list(_twelve(key.period))
    for method in {k.method for k in world.figures if k.indicator == key.indicator} - {ROLLING}:
        months = [world.figures.get(key._replace(method=method, period=period)) for period in periods]
        if None not in months and covered.alike([figure, *(month for month in months if month is not None)]):
            yield {figure: 1} | {month: -1 for month in months if month is not None}


def _twelve(period: str) -> Iterator[str]:
    last = int(period[:4]) * WHOLE_YEAR + int(period[5:]) - 1
    for number in range(last - WHOLE_YEAR + 1, last + 1):
        yield f"{number // WHOLE_YEAR:04d}-{number % WHOLE_YEAR + 1:02d}"
