"""Reading figures: yearly cells, months, trees, and the same as they were at an earlier version. UNGATED: for ``kpi.views`` only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import pyarrow as pa

from kpi.programme.model import Programme
from kpi.store import access, log, targets
from kpi.store.asof import AsOf, Kept, version_at
from kpi.store.connection import Connection, Cursor
from kpi.store.earlier import hidden_earlier
from kpi.store.grant import Grant
from kpi.store.organisation import build_tree, with_root
from kpi.store.rollup import compute, load_active
from kpi.store.sql import PERIOD, statement
from kpi.store.ticket import Version, current_version
from kpi.store.types import ORIGINS, SEXES, Cell, Head, MonthCell, TreeUnit, UnitRow

LIVE = "rollup"
_LONGEST_CHAIN = 12  # later versions that are looked at one by one; with more, only what has stayed the same is shown
_OWN_SERIES = "WHERE series_no NOT IN (SELECT series_no FROM series WHERE list_contains($others::VARCHAR[], indicator))"
THEN = "rollup_then"  # an earlier version's roll-up, known to one cursor only


class Reader:
    """Reads through one connection, and keeps the latest few trees, month tables and earlier roll-ups: each belongs to a data version.

    ``programme``: what the store adds up by, of every programme over it; where rows are one programme's, it is given as ``own``.
    """

    def __init__(self, connection: Connection, programme: Programme) -> None:
        self._connection = connection
        self._programme = programme
        self._rollups: Kept[pa.Table] = Kept(4)
        self._months: Kept[pa.Table] = Kept(24)
        self._held: Kept[list[tuple[int, bool]]] = Kept(8)
        self._units: Kept[list[UnitRow]] = Kept(8)
        self._years: Kept[tuple[int, ...]] = Kept(8)
        self._part_years: Kept[tuple[int, ...]] = Kept(8)
        self._trees: Kept[dict[str, TreeUnit]] = Kept(64)
        self._grants: Kept[tuple[Grant, ...]] = Kept(8)

    def at(self, cursor: Cursor, as_of: AsOf) -> tuple[Version, str]:
        """The version asked for, and the name of the table with its cells."""
        version = version_at(cursor, as_of)
        if as_of is None or version == current_version(cursor):
            return version, LIVE
        cursor.register(THEN, self._rollups.get(version, lambda: self._roll_up(cursor, version)))
        return version, THEN

    def _roll_up(self, cursor: Cursor, version: Version) -> pa.Table:
        """The roll-up as it was, without what it would tell about the versions after it."""
        following = self._following(cursor, version)
        chained = following[:1] if len(following) <= _LONGEST_CHAIN else []
        number = chained[0] if chained and len(following) > 1 else None
        later = _frame(cursor, statement("whole_table", table=self.at(cursor, number)[1]))
        units_later = self.activate(cursor, version_at(cursor, number))
        units = self.activate(cursor, version)
        then = compute(cursor, self._programme, units, None)
        tree, series = (_frame(cursor, query) for query in ("SELECT * FROM t_tree", statement("series_ruled")))
        moved = {year for year in then["year"].unique() if not self._same_tree(units, units_later, year)} if units != units_later else set()
        hidden = hidden_earlier(then, later, series, tree, moved, nothing=not chained)
        cursor.register("t_finished", then.with_columns(hidden).to_arrow())
        return cursor.execute(statement("snapshot")).to_arrow_table()

    def _following(self, cursor: Cursor, version: Version) -> list[int]:
        """The later versions with other figures, in order. What holds now has the last one's."""
        query = "SELECT seq FROM event WHERE seq > $seq AND kind IN ('import', 'undo', 'redo') ORDER BY seq"
        return [row[0] for row in cursor.execute(query, {"seq": version.number}).fetchall()]

    def _same_tree(self, units: list[UnitRow], others: list[UnitRow], year: int) -> bool:
        one, other = (build_tree(rows, year, self._programme) for rows in (units, others))
        return {u.code: u.parent for u in one.values()} == {u.code: u.parent for u in other.values()}

    def activate(self, cursor: Cursor, version: Version) -> list[UnitRow]:
        """Makes ``t_active`` for the version. Returns its organisation rows."""
        load_active(cursor, self.held(cursor, version))
        return self.unit_rows(cursor, version)

    def held(self, cursor: Cursor, version: Version) -> list[tuple[int, bool]]:
        """The imports that hold at the version, as ``log.holding``."""
        return self._held.get(version, lambda: log.holding(cursor, version.number))

    def active(self, cursor: Cursor, version: Version) -> list[int]:
        """The same by number only: for a short query, which a table of its own would cost more than all else."""
        return [seq for seq, _ in self.held(cursor, version)]

    def cells(
        self, units: Sequence[str], years: Sequence[int] | None, indicators: Sequence[str] | None, sexes: Sequence[str], as_of: AsOf
    ) -> list[Cell]:
        with self._connection.read() as cursor:
            table = LIVE if as_of is None else self.at(cursor, as_of)[1]
            codes = dict(cursor.execute(statement("units_numbered"), {"units": list(units)}).fetchall())
            series = named_series(cursor, indicators)
            if not codes or not series:
                return []
            wanted = {
                "unit_no": list(codes) if len(codes) > 1 else None,
                "series_no": None if indicators is None else list(series),
                "year": None if years is None else list(years),
                "sex": [SEXES.index(sex) for sex in sexes] if len(set(sexes)) < len(SEXES) else None,
            }
            given = {name: numbers for name, numbers in wanted.items() if numbers is not None}
            # Only what is asked for becomes a condition, and names are put to the numbers here: each condition and join costs a
            # short query more than all else it does.
            only = "".join(f" AND list_contains(${name}::INTEGER[], {name})" for name in given)
            query = statement("cells", rollup=table, only=only)
            rows = cursor.execute(query, {"first": min(codes), "last": max(codes), **given}).fetchall()
        return named_cells(rows, codes, series)

    def months(self, indicator: str, unit: str, method: str | None, as_of: AsOf) -> list[MonthCell]:
        with self._connection.read() as cursor:
            version, table = self.at(cursor, as_of)
            cursor.register("months_made", self.month_table(cursor, indicator, version, table))
            rows = cursor.execute(statement("months_of_unit", period=PERIOD), {"unit": unit, "method": method}).fetchall()
            return [MonthCell._make(row) for row in rows]

    def why_missing(self, units: Sequence[str], year: int, as_of: AsOf) -> dict[tuple[str, str, str], str]:
        with self._connection.read() as cursor:
            active = self.active(cursor, version_at(cursor, as_of))
            rows = cursor.execute(statement("why_missing"), {"year": year, "units": list(units), "active": active}).fetchall()
        return {(unit, indicator, method): why for unit, indicator, method, why in rows if why is not None}

    def month_table(self, cursor: Cursor, indicator: str, version: Version, table: str) -> pa.Table:
        """Every unit's months and quarters of an indicator, made on first asking."""

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
        return self._units.get(version, lambda: log.units(cursor, self.held(cursor, version)))

    def grants(self, programme: str | None) -> tuple[Grant, ...]:
        with self._connection.read() as cursor:
            version = current_version(cursor)
            return self._grants.get((version, programme), lambda: tuple(access.grants(cursor, version.number, programme)))

    def head(self, as_of: AsOf, own: Programme) -> Head:
        with self._connection.read() as cursor:
            version, table = self.at(cursor, as_of)
            return Head(
                years=self._years_of(cursor, version, table, own),
                part_years=self._part_years_of(cursor, version, own),
                units=tuple(with_root(self.unit_rows(cursor, version), self._programme)),
                revisions=tuple(targets.revisions(cursor, version.number, own.id)),
                assessments=tuple(targets.assessments(cursor, version.number, own.id)),
                synthetic=any(synthetic for _, synthetic in self.held(cursor, version)),
                time=log.time_of(cursor, version.number),
            )

    def tree(self, year: int, as_of: AsOf) -> dict[str, TreeUnit]:
        with self._connection.read() as cursor:
            return dict(self.tree_at(cursor, year, version_at(cursor, as_of)))

    def tree_at(self, cursor: Cursor, year: int, version: Version) -> dict[str, TreeUnit]:
        return self._trees.get((version, year), lambda: build_tree(self.unit_rows(cursor, version), year, self._programme))

    def years(self, as_of: AsOf, own: Programme) -> list[int]:
        with self._connection.read() as cursor:
            return list(self._years_of(cursor, *self.at(cursor, as_of), own))

    def _years_of(self, cursor: Cursor, version: Version, table: str, own: Programme) -> tuple[int, ...]:
        def read() -> tuple[int, ...]:
            values = {"others": others} if (others := self._others(own)) else None
            query = statement("years", rollup=table, own=_OWN_SERIES if others else "")
            return tuple(row[0] for row in cursor.execute(query, values).fetchall())

        return self._years.get((version, own.id), read)

    def _part_years_of(self, cursor: Cursor, version: Version, own: Programme) -> tuple[int, ...]:
        def read() -> tuple[int, ...]:
            values = {"active": self.active(cursor, version)} | ({"others": others} if (others := self._others(own)) else {})
            query = statement("part_years", own=f"AND {_OWN_SERIES.removeprefix('WHERE ')}" if others else "")
            return tuple(row[0] for row in cursor.execute(query, values).fetchall())

        return self._part_years.get((version, own.id), read)

    def _others(self, own: Programme) -> list[str]:
        """The indicators that only other programmes over the store have: their years are not this one's."""
        return sorted({i.id for i in self._programme.indicators} - {i.id for i in own.indicators})


def named_series(cursor: Cursor, indicators: Sequence[str] | None = None) -> dict[int, tuple[str, str, str]]:
    """The indicator, population and method of each series, by number. indicators: of these only."""
    if indicators is None:
        rows = cursor.execute(statement("series_numbered", only="")).fetchall()
    else:
        only = "WHERE list_contains($indicators::VARCHAR[], indicator)"
        rows = cursor.execute(statement("series_numbered", only=only), {"indicators": list(indicators)}).fetchall()
    return {number: (indicator, population, method) for number, indicator, population, method in rows}


def named_cells(rows: list[tuple], codes: Mapping[int, str], series: Mapping[int, tuple[str, str, str]]) -> list[Cell]:
    """Rows of ``cells.sql`` with names in place of numbers, by indicator, unit, year, sex, population and method."""
    place = {number: at for at, number in enumerate(sorted(series, key=lambda number: series[number]))}
    cells = []
    for row in sorted(rows, key=lambda row: (series[row[1]][0], row[0], row[2], row[3], place[row[1]])):
        indicator, population, method = series[row[1]]
        named = (indicator, codes[row[0]], row[2], SEXES[row[3]], population, method)
        cells.append(Cell._make((*named, *row[4:9], ORIGINS[row[9]], *row[10:])))
    return cells


def _frame(cursor: Cursor, query: str) -> pl.DataFrame:
    frame = pl.from_arrow(cursor.execute(query).to_arrow_table())
    assert isinstance(frame, pl.DataFrame)
    return frame
