"""A programme, an organisation and monthly facts of any size in a store: only for measuring."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np
import pyarrow as pa

from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme, Rollup
from kpi.sample.write import make_world
from kpi.store import Store
from kpi.store.types import FACT_SCHEMA, UNIT_SCHEMA, NewBatch

INDICATORS = 25
YEARS = tuple(range(2016, 2026))
SEXES = ("K", "M", "T")


@dataclass(frozen=True)
class Size:
    """``units``: lowest units, each with facts for every indicator, month and sex."""

    units: int

    @property
    def facts(self) -> int:
        return INDICATORS * self.units * len(YEARS) * 12 * len(SEXES)


@dataclass(frozen=True)
class Facts:
    """A year's facts as columns of codes: ``indicator``, ``unit``, ``month`` and ``sex`` are indices; NaN is not delivered."""

    year: int
    indicator: np.ndarray
    unit: np.ndarray
    month: np.ndarray
    sex: np.ndarray
    value: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    n: np.ndarray


def bench_programme() -> Programme:
    """The pack with 25 indicators: those that can be rolled up, copied in turn under new ids, all measured by month and sex."""
    pack = load_programme(programme_dir("region-vastmanland"))
    usable = [(a, i) for a in pack.areas for i in a.indicators if i.rollup is not Rollup.NONE and i.baseline is not None]
    chosen: dict[str, list] = {a.id: [] for a in pack.areas}
    for number, (area, indicator) in enumerate(islice(cycle(usable), INDICATORS), start=1):
        update = {"id": f"{indicator.id}-{number}", "number": number, "by_sex": True, "methods": ("",), "other_methods": ()}
        chosen[area.id].append(indicator.model_copy(update=update))
    areas = tuple(a.model_copy(update={"indicators": tuple(chosen[a.id])}) for a in pack.areas)
    return pack.model_copy(update={"areas": areas, "layouts": (), "digest": "bench"})


def organisation(programme: Programme, size: Size) -> tuple[pa.Table, list[str], dict[str, str | None]]:
    """UNIT_SCHEMA rows without changes over time, the lowest units' codes, and each unit's parent."""
    org = make_world(programme, size.units, (YEARS[0], YEARS[0]), 1).organisation
    parents = {row.code: row.parent for row in org.rows}
    rows = [{"code": r.code, "name": r.name, "parent": r.parent, "level": r.level} for r in org.rows]
    blank = {"valid_from": None, "valid_to": None, "sheet": None, "row_first": None}
    return pa.Table.from_pylist([row | blank for row in rows], schema=UNIT_SCHEMA), [str(c) for c in org.leaves], parents


def facts(programme: Programme, units: int, seed: int = 1) -> Iterator[Facts]:
    """The facts year by year: groups of 2 to 60 people, women and men adding up to all."""
    rng = np.random.default_rng(seed)
    shape = (INDICATORS, units, 12, 2)
    staff = rng.integers(2, 60, (1, units, 1, 2))
    rules = programme.indicators
    is_mean = np.array([i.rollup is Rollup.MEAN for i in rules])[:, None, None, None]
    scale = np.array([i.scale for i in rules])[:, None, None, None]
    base = np.array([i.baseline for i in rules])[:, None, None, None]
    for year in YEARS:
        n = np.broadcast_to(staff + rng.integers(0, 3, (1, units, 12, 1)), shape).astype(float)
        level = base * rng.uniform(0.8, 1.2, shape)
        denominator = np.where(is_mean, n, n * 150.0)
        numerator = np.where(is_mean, denominator * level, denominator * level / scale)
        sums = [np.concatenate([c, c.sum(axis=-1, keepdims=True)], axis=-1) for c in (numerator, denominator, n)]
        numerator, denominator, n = sums
        value = np.where(is_mean, 1.0, scale) * numerator / denominator
        index = np.indices(value.shape, dtype=np.int32).reshape(4, -1)
        numerator, denominator = (np.where(is_mean, np.nan, c) for c in (numerator, denominator))
        yield Facts(year, *index, value.ravel(), numerator.ravel(), denominator.ravel(), n.ravel())


def fill(store: Store, programme: Programme, size: Size) -> None:
    """Store the organisation and all facts, a batch a year, as imports do: with the roll-up that each changes."""
    units, codes, _ = organisation(programme, size)
    store.commit(_batch("organisation", units), None, units)
    for year in facts(programme, size.units):
        table = _table(programme, codes, year)
        done = store.commit(_batch(str(year.year), table), table, None)
        assert done.new == table.num_rows, done


def _batch(name: str, rows: pa.Table) -> NewBatch:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return NewBatch(name, sha256, "bench", "bench", rows_read=rows.num_rows, rows_accepted=rows.num_rows, synthetic=True)


def _table(programme: Programme, codes: list[str], year: Facts) -> pa.Table:
    """FACT_SCHEMA's columns, with text as dictionaries."""

    def text(index: np.ndarray, words: list[str]) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(index, pa.int32()), pa.array(words))

    count = len(year.value)
    zero = np.zeros(count, np.int32)
    columns = {
        "indicator": text(year.indicator, [i.id for i in programme.indicators]),
        "unit": text(year.unit, codes),
        "period": text(year.month, [f"{year.year}-{m:02d}" for m in range(1, 13)]),
        "year": pa.array(np.full(count, year.year, np.int32)),
        "month": pa.array((year.month + 1).astype(np.int32)),
        "sex": text(year.sex, list(SEXES)),
        "population": text(year.indicator, [i.population for i in programme.indicators]),
        "method": text(zero, [""]),
        "value": pa.array(year.value),
        "numerator": pa.array(year.numerator, from_pandas=True),
        "denominator": pa.array(year.denominator, from_pandas=True),
        "n": pa.array(year.n.astype(np.int64)),
        "sd": pa.nulls(count, pa.float64()),
        "missing": pa.nulls(count, pa.string()),
        "sheet": text(zero, ["Blad1"]),
        "row_first": pa.array(np.arange(count, dtype=np.int32)),
        "row_last": pa.array(np.arange(count, dtype=np.int32)),
        "col": text(zero, ["E · Värde"]),
    }
    return pa.table({field.name: columns[field.name] for field in FACT_SCHEMA})
