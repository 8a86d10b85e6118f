"""What the synthetic extracts have in common: who works where, how the whole develops, how units differ. All of it invented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np

from kpi.programme.model import Indicator, Programme, Rollup, Sample
from kpi.sample.organisation import Organisation

STAFF_RESPONSE, MANAGER_RESPONSE = 0.8, 0.93  # shares that answer a survey
COLUMNS = ("year", "unit", "sex", "n", "value", "numerator", "denominator")
Rows = dict[str, np.ndarray]


@dataclass(frozen=True)
class Cells:
    """A population in one year: where it is counted and how many women and men there are in each place."""

    year_index: int
    year: int
    units: np.ndarray  # codes
    places: np.ndarray  # index into the quality arrays
    women: np.ndarray
    men: np.ndarray

    @property
    def all(self) -> np.ndarray:
        return self.women + self.men

    def only(self, kept: np.ndarray) -> Cells:
        return Cells(self.year_index, self.year, self.units[kept], self.places[kept], self.women[kept], self.men[kept])


@dataclass(frozen=True)
class World:
    """A programme's synthetic organisation over some years, from one seed."""

    programme: Programme
    sample: Sample
    organisation: Organisation
    seed: int

    def rng(self, *names: object) -> np.random.Generator:
        """Random numbers that depend on the seed and the names only: the order of the extracts does not matter."""
        return np.random.default_rng([self.seed, *(crc32(str(name).encode()) for name in names)])

    def months(self, year: int) -> range:
        """The months delivered of a year."""
        return range(1, (self.sample.last_month if year == self.sample.last_year else 12) + 1)

    def roots(self, indicator: Indicator) -> dict[int, float]:
        """The whole organisation's figure by year, in the indicator's decimals; a year without measurement is absent.

        The plan's nuläge in its year; from there the sample's yearly drift with a wobble. An indicator with neither nuläge nor
        start value has no figures at all: none are made up for it.
        """
        first = self._first_year(indicator)
        start = indicator.baseline if indicator.baseline is not None else self.sample.start_values.get(indicator.id)
        if start is None:
            return {}
        drift = self.sample.yearly_drift.get(indicator.id, 0.0)
        rng = self.rng("root", indicator.id)
        figures: dict[int, float] = {}
        for year in range(min(first, *self.organisation.years), max(self.organisation.years) + 1):
            wobble = 0.0 if year == first else float(rng.normal()) * (0.6 * abs(drift) + 0.9 * 10.0**-indicator.decimals)
            figures[year] = round(self._within(indicator, start + drift * (year - first) + wobble), indicator.decimals)
        for year in figures if indicator.mean_of else ():
            parts = [self.roots(self.programme.indicator(part)).get(year) for part in indicator.mean_of]
            if year != first and None not in parts:
                figures[year] = round(sum(p for p in parts if p is not None) / len(parts), indicator.decimals)
        since = first if indicator.baseline is None else -1
        return {year: figures[year] for year in self.organisation.years if year >= since}

    def _first_year(self, indicator: Indicator) -> int:
        """The year of the nuläge, also of what the plan does not speak of;
        without one, the year that the plan's note promises, else the year after."""
        if indicator.baseline is not None or indicator.supplementary:
            return indicator.baseline_year
        promised = re.search(r"\b(?:19|20)\d\d\b", indicator.baseline_note or "")
        return int(promised.group()) if promised else indicator.baseline_year + 1

    @staticmethod
    def _within(indicator: Indicator, figure: float) -> float:
        low = -np.inf if indicator.value_min is None else indicator.value_min
        high = np.inf if indicator.value_max is None else indicator.value_max
        return float(np.clip(figure, low, high))

    def gap(self, indicator: Indicator) -> float:
        """Women minus men, in the indicator's unit."""
        return self.sample.sex_gaps.get(indicator.id, 0.0) if indicator.by_sex else 0.0

    def spread(self, indicator: Indicator, root: float) -> float:
        """How much units differ (standard deviation), in the indicator's unit."""
        if indicator.rollup is Rollup.RATIO:
            return 0.25 * (root if indicator.value_max is None else min(root, indicator.value_max - root))
        if indicator.rollup is Rollup.SHARE:
            return 0.07 * indicator.scale
        if indicator.value_min is not None and indicator.value_max is not None:
            return 0.04 * (indicator.value_max - indicator.value_min)
        return 0.03 * abs(root)

    @cached_property
    def _general(self) -> np.ndarray:
        """How good a place is at everything [year, place]: mostly lasting, a little new each year."""
        rng = self.rng("quality")
        places = len(self.organisation.leaves) + len(self.organisation.groups)
        return 0.8 * rng.normal(size=places) + 0.35 * rng.normal(size=(len(self.organisation.years), places))

    def effects(self, indicator: Indicator, cells: Cells, root: float) -> np.ndarray:
        """How far each place lies from the whole, in the indicator's unit: positive is higher, not better."""
        own = self.rng("quality", indicator.id, cells.year).normal(size=self._general.shape[1])
        quality = self._general[cells.year_index, cells.places] + 0.3 * own[cells.places]
        return indicator.direction.axis * quality * self.spread(indicator, root)

    @cached_property
    def _rest(self) -> set[str]:
        """Populations that are the staff without managers: those an extract tells apart from the managers."""
        told = {value for layout in self.programme.layouts if (column := layout.role("population")) for value in column.choices.values()}
        return told - set(self.sample.population_per_unit)

    def people(self, population: str, year: int) -> Cells:
        """Who belongs to a population in a year. Managers are counted in the unit above their own: there they have a manager."""
        org, y = self.organisation, self.organisation.years.index(year)
        if population in self.sample.population_per_unit:
            return self._managers(population, y)
        women, men = org.staff[y, :, 0], org.staff[y, :, 1]
        if population in self._rest:
            managers = sum(self.sample.population_per_unit.values())
            fewer = np.minimum(managers, women)
            women, men = women - fewer, np.maximum(0, men - (managers - fewer))
        kept = np.flatnonzero(org.in_force[y])
        return Cells(y, year, org.leaves[kept], kept, women[kept], men[kept])

    def _managers(self, population: str, y: int) -> Cells:
        org = self.organisation
        per_unit = self.sample.population_per_unit[population]
        below = np.bincount(org.group[y][org.in_force[y]], minlength=len(org.groups))
        is_leaf = np.isin(org.groups, org.leaves)
        count = per_unit * (below + np.where(is_leaf, 0, 1)) * (below > 0)
        women = self.rng("managers", population).binomial(count, max(0.0, self.sample.share_women - 0.08))
        kept = np.flatnonzero(count)
        return Cells(y, org.years[y], org.groups[kept], len(org.leaves) + kept, women[kept], (count - women)[kept])

    def group_homes(self, y: int) -> list[str]:
        """The lowest unit where each group's own manager is placed in a year: its first. A group that is a lowest unit has none."""
        org = self.organisation
        first: dict[int, str] = {}
        for group, code, held in zip(org.group[y], org.leaves, org.in_force[y], strict=True):
            if held and not np.isin(org.groups[group], org.leaves):
                first.setdefault(int(group), str(code))
        return list(first.values())

    def answers(self, population: str, year: int) -> Cells:
        """Those of a population who answered the year's survey. The same people in every question of that year."""
        cells = self.people(population, year)
        rate = MANAGER_RESPONSE if population in self.sample.population_per_unit else STAFF_RESPONSE
        rng = self.rng("answers", population, year)
        women, men = rng.binomial(cells.women, rate), rng.binomial(cells.men, rate)
        return Cells(cells.year_index, year, cells.units, cells.places, women, men).only(women + men > 0)


def stack(cells: Cells, women: Rows, men: Rows, total: Rows | None) -> Rows:
    """Rows by sex: women, men and (unless None) all, without groups of nobody."""
    parts = [("K", cells.women, women), ("M", cells.men, men)] + ([("T", cells.all, total)] if total is not None else [])
    rows: Rows = {
        "year": np.full(len(parts) * len(cells.units), cells.year),
        "unit": np.concatenate([cells.units for _ in parts]),
        "sex": np.concatenate([np.full(len(cells.units), sex) for sex, _, _ in parts]),
        "n": np.concatenate([n for _, n, _ in parts]),
    }
    rows |= {key: np.concatenate([part[key] for _, _, part in parts]) for key in women}
    kept = rows["n"] > 0
    return {key: column[kept] for key, column in rows.items()}


def concat(blocks: list[Rows]) -> Rows:
    """Blocks below each other; a column that a block lacks is empty (NaN) there."""
    keys = list(dict.fromkeys(key for block in blocks for key in block))
    sizes = [len(next(iter(block.values()))) for block in blocks]
    return {key: np.concatenate([block.get(key, np.full(size, np.nan)) for block, size in zip(blocks, sizes, strict=True)]) for key in keys}
