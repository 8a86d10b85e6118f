"""Reading figures: yearly cells, months, trees, and the same as they were at an earlier version. UNGATED: for ``kpi.views`` only."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from kpi.programme.model import Programme
from kpi.store import log
from kpi.store.asof import AsOf, Kept, version_at
from kpi.store.connection import Connection, Cursor
from kpi.store.organisation import build_tree, with_root
from kpi.store.rollup import compute, load_active
from kpi.store.sql import statement
from kpi.store.ticket import Version, current_version
from kpi.store.types import SEXES, Cell, MonthCell, TreeUnit, UnitRow

LIVE = "rollup"
THEN = "rollup_then"  # an earlier version's roll-up, known to one cursor only


class Reader:
    """Reads through one connection, and keeps the latest few trees, month tables and earlier roll-ups: each belongs to a data version."""

    def __init__(self, connection: Connection, programme: Programme) -> None:
        self._connection = connection
        self._programme = programme
        self._rollups: Kept[pa.Table] = Kept(4)
        self._months: Kept[pa.Table] = Kept(24)
        self._units: Kept[list[UnitRow]] = Kept(8)
        self._years: Kept[list[tuple[int]]] = Kept(8)
        self._trees: Kept[dict[str, TreeUnit]] = Kept(64)

    def at(self, cursor: Cursor, as_of: AsOf) -> tuple[Version, str]:
        """The version asked for, and the name of the table with its cells."""
        version = version_at(cursor, as_of)
        if as_of is None or version == current_version(cursor):
            return version, LIVE
        cursor.register(THEN, self._rollups.get(version, lambda: self._roll_up(cursor, version)))
        return version, THEN

    def _roll_up(self, cursor: Cursor, version: Version) -> pa.Table:
        compute(cursor, self._programme, self.activate(cursor, version), None)
        return cursor.execute(statement("snapshot")).to_arrow_table()

    def activate(self, cursor: Cursor, version: Version) -> list[UnitRow]:
        """Makes ``t_active`` for the version. Returns its organisation rows."""
        holding = log.active(log.batches(cursor, version.number))
        load_active(cursor, holding)
        return self._units.get(version, lambda: log.units(cursor, holding))

    def cells(
        self, units: Sequence[str], years: Sequence[int] | None, indicators: Sequence[str] | None, sexes: Sequence[str], as_of: AsOf
    ) -> list[Cell]:
        with self._connection.read() as cursor:
            table = LIVE if as_of is None else self.at(cursor, as_of)[1]
            values = {
                "units": list(units),
                "years": None if years is None else list(years),
                "indicators": None if indicators is None else list(indicators),
                "sexes": [SEXES.index(sex) for sex in sexes],
            }
            return list(map(Cell._make, cursor.execute(statement("cells", rollup=table), values).fetchall()))

    def months(self, indicator: str, unit: str, method: str | None, as_of: AsOf) -> list[MonthCell]:
        with self._connection.read() as cursor:
            version, table = self.at(cursor, as_of)
            cursor.register("months_made", self.month_table(cursor, indicator, version, table))
            rows = cursor.execute(statement("months_of_unit"), {"unit": unit, "method": method}).fetchall()
            return [MonthCell._make(row) for row in rows]

    def month_table(self, cursor: Cursor, indicator: str, version: Version, table: str) -> pa.Table:
        """Every unit's months of an indicator, made on first asking."""

        def make() -> pa.Table:
            units = self.activate(cursor, version)
            pairs = cursor.execute(statement("months_scope"), {"indicator": indicator}).fetchall()
            compute(cursor, self._programme, units, pairs, months_beside=table)
            return cursor.execute(statement("months")).to_arrow_table()

        return self._months.get((version, indicator), make)

    def units(self, as_of: AsOf) -> list[UnitRow]:
        with self._connection.read() as cursor:
            return with_root(self.unit_rows(cursor, version_at(cursor, as_of)), self._programme)

    def held_units(self) -> list[UnitRow]:
        """The organisation rows that hold now, without the pack's own root."""
        with self._connection.read() as cursor:
            return self.unit_rows(cursor, current_version(cursor))

    def unit_rows(self, cursor: Cursor, version: Version) -> list[UnitRow]:
        return self._units.get(version, lambda: log.units(cursor, log.active(log.batches(cursor, version.number))))

    def tree(self, year: int, as_of: AsOf) -> dict[str, TreeUnit]:
        with self._connection.read() as cursor:
            return dict(self.tree_at(cursor, year, version_at(cursor, as_of)))

    def tree_at(self, cursor: Cursor, year: int, version: Version) -> dict[str, TreeUnit]:
        return self._trees.get((version, year), lambda: build_tree(self.unit_rows(cursor, version), year, self._programme))

    def years(self, as_of: AsOf) -> list[int]:
        with self._connection.read() as cursor:
            version, table = self.at(cursor, as_of)
            found = self._years.get(version, lambda: cursor.execute(statement("years", rollup=table)).fetchall())
            return [row[0] for row in found]
