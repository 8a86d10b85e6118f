"""Reading the log: the imports and their state at a version, the organisation rows they brought, and every event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kpi.language import SOURCE, in_order
from kpi.store.connection import Cursor
from kpi.store.organisation import starts
from kpi.store.sql import statement
from kpi.store.types import BatchInfo, Event, UnitRow


class _Said(NamedTuple):
    """What was last done with an import."""

    kind: str  # import | undo | redo
    text: str
    who: str
    time: str


def batches(cursor: Cursor, version: int) -> list[BatchInfo]:
    """The imports known at a version, newest first, each in the state it had then."""
    latest = _latest(cursor, version)
    found = cursor.execute(statement("batches"))
    names = [name for name, *_ in found.description]
    known = (dict(zip(names, row, strict=True)) for row in found.fetchall())
    return [_info(one, latest[one["batch"]]) for one in known if one["batch"] in latest]


def _info(brought: dict, said: _Said) -> BatchInfo:
    state = "undone" if said.kind == "undo" else "active"
    if said.kind == "import":
        return BatchInfo(**brought, state=state, why=None, why_user=None, why_time=None)
    return BatchInfo(**brought, state=state, why=said.text, why_user=said.who, why_time=said.time)


def active(known: Iterable[BatchInfo]) -> list[tuple[int, bool]]:
    """Those that hold: number, and whether synthetic."""
    return [(b.seq, b.synthetic) for b in known if b.state == "active"]


def holding(cursor: Cursor, version: int) -> list[tuple[int, bool]]:
    """As ``active`` at a version, newest first; only what every page asks for is read."""
    latest = _latest(cursor, version)
    known = cursor.execute("SELECT batch, seq, synthetic FROM batch ORDER BY seq DESC").fetchall()
    return [(seq, synthetic) for batch, seq, synthetic in known if batch in latest and latest[batch].kind != "undo"]


def _latest(cursor: Cursor, version: int) -> dict[str, _Said]:
    """What was last done with each import at a version. Read by itself: two short reads take less time than one with a join, on a lake
    by far."""
    states = "SELECT batch, kind, text, who, time FROM event WHERE seq <= $version AND kind IN ('import', 'undo', 'redo') ORDER BY seq"
    return {batch: _Said(*said) for batch, *said in cursor.execute(states, {"version": version}).fetchall()}


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
