"""Where a figure comes from: the delivered facts behind it, through every roll-up, and those that no longer hold."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pyarrow as pa

from kpi.programme.model import Programme
from kpi.programme.periods import MONTHS, QUARTERS, months_of, period_text, quarter_part
from kpi.store.asof import AsOf
from kpi.store.connection import Connection, Cursor
from kpi.store.reading import Reader
from kpi.store.rollup import finished_layouts
from kpi.store.sql import PERIOD, statement
from kpi.store.types import SEXES, SHEETS, FactOrigin

_TOTAL = SEXES[0]
_HEADED = " · "  # between a column's letter and its heading, which may have any sign
_WANTED = pa.schema([("unit", pa.string()), ("sex", pa.int8())])


Spot = tuple[str | None, str | None, int | None, int | None]  # sheet, col, row_first, row_last


class Key(NamedTuple):
    """A yearly figure, or with ``month`` a monthly (1–12) or a quarterly (13–16) one."""

    indicator: str
    unit: str
    year: int
    sex: str
    method: str
    month: int | None = None

    @property
    def period(self) -> str:
        return period_text(self.year, self.month)


class _Known(NamedTuple):
    """What the roll-up says of a unit and sex."""

    origin: str
    hidden: bool


class _Tracer:
    """One question, inside one read transaction."""

    def __init__(self, cursor: Cursor, reader: Reader, programme: Programme, key: Key, as_of: AsOf) -> None:
        self.cursor, self.reader, self.programme, self.key = cursor, reader, programme, key
        self.version, self.table = reader.at(cursor, as_of)
        self.tree = reader.tree_at(cursor, key.year, self.version)
        self.known = {(unit, sex): _Known(origin, hidden) for unit, sex, origin, hidden in self._cells()}

    def _cells(self) -> list[tuple]:
        """Every unit's and sex's figure of the period: unit, sex, origin, hidden."""
        key, values = self.key, {"year": self.key.year, "method": self.key.method}
        if key.month is None:
            return self.cursor.execute(statement("trace_cells", rollup=self.table), {"indicator": key.indicator, **values}).fetchall()
        self.cursor.register("months_made", self.reader.month_table(self.cursor, key.indicator, self.version, self.table))
        return self.cursor.execute(statement("trace_months"), {"month": key.month, **values}).fetchall()

    def parts(self) -> dict[tuple[str, str], str]:
        """The units and sexes whose own facts the figure rests on → origin (delivered, months or quarters)."""
        found: dict[tuple[str, str], str] = {}
        waiting = [(self.key.unit, self.key.sex)]
        while waiting:
            unit, sex = waiting.pop()
            known = self.known.get((unit, sex))
            if known is None:
                continue  # an empty group adds nothing
            if known.origin == "rolled":
                waiting += [(child, sex) for child in self.tree[unit].children]
            elif known.origin == "sexes":
                waiting += [(unit, "K"), (unit, "M")]
            else:
                found[unit, sex] = known.origin
        return found

    def facts(self, wanted: list[tuple[str, str]]) -> list[tuple[FactOrigin, bool]]:
        """The delivered facts of these units and sexes in the year, each with whether it holds. A finished quarter stands alone: it is in
        no year."""
        rows = [row[:-1] for row in self._rows(wanted) if self.key.month is not None or not row[-1]]
        months = self._hidden_months() if any("-" in row[10] for row in rows) else {}
        places = self._places(rows)
        found = []
        for row in rows:
            *place, synthetic, active, holds = row
            hidden = self._is_hidden(unit=row[9], period=row[10], sex=row[11], value=row[13], n=row[14], months=months, holds=holds)
            on_each = places.get((row[0], row[9], row[10]), ()) if row[11] == _TOTAL else ()
            found.append((FactOrigin(*place, hidden, synthetic, active, _on_sheets(row[5], row[8], on_each)), holds))
        return found

    def _rows(self, wanted: list[tuple[str, str]]) -> list[tuple]:
        columns = [[w[0] for w in wanted], [SEXES.index(w[1]) for w in wanted]]
        self.cursor.register("t_wanted", pa.table(columns, schema=_WANTED))
        values = {"indicator": self.key.indicator, "year": self.key.year, "method": self.key.method, "version": self.version.number}
        values["finished"] = finished_layouts(self.programme)
        values["active"] = self.reader.active(self.cursor, self.version)
        return self.cursor.execute(statement("trace_facts", period=PERIOD), values).fetchall()

    def _places(self, rows: list[tuple]) -> dict[tuple[str, str, str], tuple[Spot, ...]]:
        """Batch, unit and period → where the women's and men's figures stand, of totals that were made of those on several sheets."""
        spread = {(row[0], row[9], row[10]) for row in rows if row[11] == _TOTAL and SHEETS in (row[5] or "")}
        if not spread:
            return {}
        found: dict[tuple[str, str, str], tuple[Spot, ...]] = {}
        for row in self._rows([(unit, sex) for unit in sorted({unit for _, unit, _ in spread}) for sex in ("K", "M")]):
            key = (row[0], row[9], row[10])
            if key in spread:
                found[key] = (*found.get(key, ()), (row[5], row[8], row[6], row[7]))
        return found

    def _hidden_months(self) -> dict[tuple[str, str, str], bool]:
        table = self.reader.month_table(self.cursor, self.key.indicator, self.version, self.table)
        self.cursor.register("months_made", table)
        rows = self.cursor.execute(statement("months_hidden", period=PERIOD), {"year": self.key.year, "method": self.key.method}).fetchall()
        return {(unit, period, sex): hidden for unit, period, sex, hidden in rows}

    def _is_hidden(
        self, *, unit: str, period: str, sex: str, value: float | None, n: int | None, months: dict[tuple[str, str, str], bool], holds: bool
    ) -> bool:
        """A fact that holds is hidden as its cell is; an earlier one also when its own n is too small, or not known to be large."""
        known = self.known.get((unit, sex))
        cell = months.get((unit, period, sex)) if "-" in period else known.hidden if known else None
        if holds:
            return value is not None and cell is not False
        unit_on_top = unit in self.tree and self.tree[unit].depth <= 1
        too_small = n < self._min_n() if n is not None else not unit_on_top
        return too_small or cell is True or (cell is None and not unit_on_top)

    def hidden_at(self, time: str) -> set[tuple[str, str]]:
        """The units and sexes whose yearly figure is hidden for who asks for what was known at the import of this time. An earlier figure
        of a large group may be hidden for another's sake, and that it has been replaced since does not make it harmless."""
        table = self.reader.at(self.cursor, time)[1]
        values = {"indicator": self.key.indicator, "year": self.key.year, "method": self.key.method}
        cells = self.cursor.execute(statement("trace_cells", rollup=table), values).fetchall()
        return {(unit, sex) for unit, sex, _, hidden in cells if hidden}

    def _min_n(self) -> int:
        return self.programme.indicator(self.key.indicator).min_n


def _on_sheets(sheet: str | None, col: str | None, parts: tuple[Spot, ...]) -> tuple[Spot, ...]:
    """Where a figure stands on several sheets: with the women's and men's that it was made of, else in its columns on each sheet.

    parts: the places of the women's and men's figures. They are the total's own where each has one sheet, and all its sheets are theirs:
    rows of persons may also stand on a third.
    """
    sheets = (sheet or "").split(SHEETS)
    if len(sheets) == 1:
        return ()
    if {s for s, *_ in parts} == set(sheets):
        return parts
    letters = (col or "").split(SHEETS)
    cols = [col] * len(sheets) if _HEADED in (col or "") or len(letters) != len(sheets) else letters
    return tuple((name, letter, None, None) for name, letter in zip(sheets, cols, strict=True))


class Traced(NamedTuple):
    """``origins``: the facts that a figure is made from, in order of unit, period and sex; empty when there is no such figure.
    ``superseded``: the unit's own earlier facts for it that no longer hold, replaced or of an undone batch; newest first."""

    origins: tuple[FactOrigin, ...]
    superseded: tuple[FactOrigin, ...]


def trace(connection: Connection, reader: Reader, programme: Programme, key: Key, as_of: AsOf) -> Traced:
    """Both in one read, since planning the queries takes longer than all else, and most that ask want both."""
    with connection.read() as cursor:
        tracer = _Tracer(cursor, reader, programme, key, as_of)
        parts, own = tracer.parts(), _own(tracer)
        facts = tracer.facts(list(dict.fromkeys([*parts, *own])))
        origins = [o for o, holds in facts if holds and o.value is not None and (o.unit, o.sex) in parts]
        made_of = tuple(o for o in origins if o.period in _periods(key, parts[o.unit, o.sex]))
        return Traced(made_of, _superseded(tracer, [o for o, holds in facts if not holds and (o.unit, o.sex) in own]))


def _own(tracer: _Tracer) -> set[tuple[str, str]]:
    """Whose earlier facts the figure's own unit may have had."""
    key = tracer.key
    known = tracer.known.get((key.unit, key.sex))
    return {(key.unit, sex) for sex in ([key.sex, "K", "M"] if known and known.origin == "sexes" else [key.sex])}


def _superseded(tracer: _Tracer, facts: list[FactOrigin]) -> tuple[FactOrigin, ...]:
    earlier = [o for o in facts if tracer.key.month is None or o.period == tracer.key.period]
    then = {time: tracer.hidden_at(time) for time in {o.time for o in earlier}}
    judged = [replace(o, hidden=o.hidden or (o.unit, o.sex) in then[o.time]) for o in earlier]
    return tuple(sorted(judged, key=lambda o: o.time, reverse=True))


def _periods(key: Key, origin: str) -> set[str]:
    """The periods whose facts a figure of that origin is made from."""
    if origin == "months":
        return {period_text(key.year, month) for month in (range(1, MONTHS + 1) if key.month is None else months_of(key.month))}
    if origin == "quarters":
        return {period_text(key.year, quarter_part(quarter)) for quarter in range(1, QUARTERS + 1)}
    return {key.period}
