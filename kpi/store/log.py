"""Reading the log: the imports and their state at a version, the organisation rows they brought, and every event."""

from __future__ import annotations

from collections.abc import Iterable

from kpi.language import SOURCE, in_order
from kpi.store.connection import Cursor
from kpi.store.organisation import starts
from kpi.store.sql import statement
from kpi.store.types import BatchInfo, Event, UnitRow


def batches(cursor: Cursor, version: int) -> list[BatchInfo]:
    """The imports known at a version, newest first, each in the state it had then."""
    return [BatchInfo(*row) for row in cursor.execute(statement("batches"), {"version": version}).fetchall()]


def active(known: Iterable[BatchInfo]) -> list[tuple[int, bool]]:
    """Those that hold: number, and whether synthetic."""
    return [(b.seq, b.synthetic) for b in known if b.state == "active"]


def holding(cursor: Cursor, version: int) -> list[tuple[int, bool]]:
    """As ``active`` at a version, newest first; in two short reads, since every page asks."""
    states = "SELECT batch, kind FROM event WHERE seq <= $version AND kind IN ('import', 'undo', 'redo') ORDER BY seq"
    latest = dict(cursor.execute(states, {"version": version}).fetchall())
    known = cursor.execute("SELECT batch, seq, synthetic FROM batch ORDER BY seq DESC").fetchall()
    return [(seq, synthetic) for batch, seq, synthetic in known if latest.get(batch, "undo") != "undo"]


def time_of(cursor: Cursor, version: int) -> str | None:
    """When a version was made: the time of its last write. None before the first."""
    return cursor.execute("SELECT max(time) FROM event WHERE seq <= $version", {"version": version}).fetchall()[0][0]


def events(cursor: Cursor, programme: str | None) -> list[Event]:
    """Every write of what all programmes share or that is the programme's own (its id), newest first."""
    return [Event(*row) for row in cursor.execute(statement("events"), {"programme": programme}).fetchall()]


def units(cursor: Cursor, holding: Iterable[tuple[int, bool]]) -> list[UnitRow]:
    """The organisation rows that hold: for each code and valid_from the one of the latest active batch. Without the pack's own root."""
    seqs = {seq for seq, _ in holding}
    held: dict[tuple[str, int | None], UnitRow] = {}
    for seq, *row in cursor.execute("SELECT seq, code, name, parent, level, valid_from, valid_to FROM unit ORDER BY seq").fetchall():
        if seq in seqs:
            unit = UnitRow._make(row)
            held[unit.code, unit.valid_from] = unit
    return sorted(held.values(), key=lambda u: (in_order(u.code, SOURCE), starts(u)))
