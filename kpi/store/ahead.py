"""What would hold if a file were stored: its facts and units laid over the store's own, seen by one cursor, and rolled up in memory.

The rolling up and the hiding are those of an import, not a likeness of them. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from kpi.programme.model import Programme
from kpi.store import log
from kpi.store.connection import Cursor
from kpi.store.encode import conform, encode
from kpi.store.reading import named_cells, named_series
from kpi.store.rollup import compute, load_active, load_scope, load_tree
from kpi.store.sql import PERIOD, statement
from kpi.store.ticket import current_version
from kpi.store.types import UNIT_SCHEMA, Cell, Delivery, MonthCell

Wanted = Iterable[tuple[str, str, str]]
"""Indicator, unit and period of the figures that are asked about."""
_BESIDE = "t_beside"


class Figures(NamedTuple):
    """Figures of one state of the store, UNGATED: of the units, indicators and years asked for, and of the year before for months.

    months: (indicator, unit) → its months and quarters. Units outside that year's organisation are left out: nobody is shown them.
    """

    years: list[Cell]
    months: Mapping[tuple[str, str], list[MonthCell]]


class Ahead(NamedTuple):
    """``now``: what holds. ``after``: what will hold."""

    now: Figures
    after: Figures


def ahead(cursor: Cursor, programme: Programme, deliveries: Sequence[Delivery], wanted: Wanted) -> Ahead:
    """See ``Store.ahead``."""
    wanted = list(wanted)
    version = current_version(cursor).number
    held = {(b.sha256, b.layout) for b in log.batches(cursor, version) if b.state == "active"}
    holding = log.holding(cursor, version)
    over = _Overlay(cursor, version)
    before = holding
    for delivery in deliveries:
        name = (delivery.batch.sha256, delivery.batch.layout)
        if name not in held:  # the same file in the same layout is never stored twice
            held.add(name)
            holding = [(over.add(delivery), delivery.batch.synthetic), *holding]
    asked = _Asked(cursor, wanted)
    now = _figures(cursor, programme, before, asked, rolled=True)
    return Ahead(now, now if holding == before else _figures(cursor, programme, holding, asked))


class _Overlay:
    """The store's tables with rows of files that are not stored, for one cursor: views that take the tables' names."""

    def __init__(self, cursor: Cursor, version: int) -> None:
        self._cursor = cursor
        self._seq = version
        self._whole = ".".join(f'"{part}"' for part in cursor.execute("SELECT current_database(), current_schema()").fetchall()[0])
        self._over: dict[str, pa.Table] = {}

    def add(self, delivery: Delivery) -> int:
        """Lays a file's rows over the tables; returns the number it gets as a batch."""
        self._seq += 1
        self._lay("batch", pa.table({"seq": pa.array([self._seq], pa.int64()), "layout": [delivery.batch.layout]}))
        if delivery.facts is not None and delivery.facts.num_rows:
            encoded = encode(self._cursor, delivery.facts)
            for table, rows in encoded.fresh.items():
                self._lay(table, rows)
            self._lay("fact", self._numbered(encoded.facts.drop_columns(["line"])))
        if delivery.units is not None and delivery.units.num_rows:
            units = conform(delivery.units, UNIT_SCHEMA)
            self._lay("unit", self._numbered(units))
            known = dict(self._cursor.execute("SELECT code, unit_no FROM unit_code").fetchall())
            fresh = sorted({*units["code"].to_pylist()} - known.keys())
            numbers = np.arange(len(fresh), dtype=np.int32) + max(known.values(), default=-1) + 1
            self._lay("unit_code", pa.table({"unit_no": numbers, "code": pa.array(fresh, pa.string())}))
        return self._seq

    def _numbered(self, rows: pa.Table) -> pa.Table:
        return rows.append_column("seq", pa.array(np.full(rows.num_rows, self._seq), pa.int64()))

    def _lay(self, table: str, rows: pa.Table) -> None:
        if not rows.num_rows:
            return
        rows = pa.table([c.cast(c.type.value_type) if pa.types.is_dictionary(c.type) else c for c in rows.columns], names=rows.column_names)
        before = self._over.get(table)
        self._over[table] = rows if before is None else pa.concat_tables([before, rows], promote_options="default")
        self._cursor.register(f"over_{table}", self._over[table])
        self._cursor.execute(statement("overlaid", table=table, whole=f"{self._whole}.{table}", over=f"over_{table}"))


class _Asked:
    """What is asked about, in the store's numbers. A rolling year is hidden after a hidden one, so months need the year before too."""

    def __init__(self, cursor: Cursor, wanted: Sequence[tuple[str, str, str]]) -> None:
        self.series = named_series(cursor)
        self.codes = {number: code for code, number in cursor.execute("SELECT code, unit_no FROM unit_code").fetchall()}
        self.units = {unit for _, unit, _ in wanted}
        self.parts = _years_of((i, p) for i, _, p in wanted if len(p) > 4)
        self.parts = {indicator: years | {y - 1 for y in years} for indicator, years in self.parts.items()}
        self.years = _years_of((i, p) for i, _, p in wanted)
        self.years = {indicator: years | self.parts.get(indicator, set()) for indicator, years in self.years.items()}

    def pairs(self, years: Mapping[str, set[int]]) -> set[tuple[int, int]]:
        """The series and years of these indicators' years."""
        return {(number, year) for number, (indicator, *_) in self.series.items() for year in years.get(indicator, ())}


def _years_of(periods: Iterable[tuple[str, str]]) -> dict[str, set[int]]:
    years: dict[str, set[int]] = {}
    for indicator, period in periods:
        years.setdefault(indicator, set()).add(int(period[:4]))
    return years


def _figures(cursor: Cursor, programme: Programme, holding: list[tuple[int, bool]], asked: _Asked, *, rolled: bool = False) -> Figures:
    """What there is of what is asked for, when these batches hold. ``rolled``: the store has it rolled up."""
    units = log.units(cursor, holding)
    load_active(cursor, holding)
    if rolled:
        load_scope(cursor, asked.pairs(asked.years))
        load_tree(cursor, units, programme)
        made = _frame(cursor, statement("rolled_scope"))
    else:
        made = compute(cursor, programme, units, asked.pairs(asked.years)).drop("month")
    tree = _frame(cursor, "SELECT year, unit_no FROM t_tree WHERE depth IS NOT NULL")
    wanted = pl.DataFrame(sorted(asked.pairs(asked.years)), schema={"series_no": pl.Int32, "year": pl.Int32}, orient="row")
    numbers = pl.DataFrame({"unit_no": [n for n, code in asked.codes.items() if code in asked.units]}, schema={"unit_no": pl.Int32})
    cells = made
    for only in (wanted, numbers, tree):
        cells = cells.join(only, on=only.columns, how="semi")
    there = {(asked.codes[number], year) for number, year in tree.select("unit_no", "year").iter_rows()}
    months: dict[tuple[str, str], list[MonthCell]] = {}
    for indicator in sorted(asked.parts):  # one at a time, as pages ask for them
        cursor.register(_BESIDE, made.to_arrow())
        compute(cursor, programme, units, asked.pairs({indicator: asked.parts[indicator]}), months_beside=_BESIDE)
        cursor.register("months_made", cursor.execute(statement("months")).to_arrow_table())
        found = cursor.execute(statement("months_of_units", period=PERIOD), {"units": sorted(asked.units)}).fetchall()
        for unit, period, *rest in found:
            if (unit, int(period[:4])) in there:
                months.setdefault((indicator, unit), []).append(MonthCell._make((period, *rest)))
    return Figures(named_cells(cells.rows(), asked.codes, asked.series), months)


def _frame(cursor: Cursor, query: str) -> pl.DataFrame:
    frame = pl.from_arrow(cursor.execute(query).to_arrow_table())
    assert isinstance(frame, pl.DataFrame)
    return frame
