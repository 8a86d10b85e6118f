"""Making a store's tables and bringing an older store up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import uuid4

import duckdb

from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.model import Programme
from kpi.store import log
from kpi.store.batches import number_units
from kpi.store.connection import Connection, Cursor
from kpi.store.owning import own
from kpi.store.rollup import load_active, refresh, rules_key
from kpi.store.sql import migrations, schema
from kpi.store.ticket import Clock, Writing

OWNED = "owned"  # noted when every row says whose programme it is of
SYSTEM = "systemet"  # who did what no person asked for


def prepare(connection: Connection, programme: Programme, clock: Clock, *, create: bool, packs: Sequence[Programme] = ()) -> None:
    """Makes what is missing, refuses a newer store, and makes the roll-up again when the pack's rules have changed.

    ``packs``: those that share the store, of which ``programme`` is made; none when it is alone.
    """
    seen = _read_meta(connection)
    if not seen and not create:
        raise Refusal(tr("Lagret finns inte eller är tomt på tabeller. Kontrollera sökvägen."), code="store_missing")
    version = schema_version(seen) if seen else 0
    if version is None:
        raise Refusal(tr("Lagret säger inte vilken version det har. Återställ det från en säkerhetskopia."), code="store_unreadable")
    if version > len(migrations()):
        raise Refusal(
            tr("Lagret är gjort av en nyare version av programmet. Uppdatera programmet innan lagret öppnas."), code="store_newer"
        )
    if version < len(migrations()):
        connection.write(lambda cursor: _migrate(cursor, programme, clock))
    if seen.get(OWNED) is None:  # in a write of its own: an altered table cannot be updated in the same one
        connection.write(lambda cursor: _own(cursor, packs or (programme,), seen.get("rules")))
    if seen.get("rules") != rules_key(programme):
        connection.write(lambda cursor: _apply_rules(cursor, programme, clock))


def _read_meta(connection: Connection) -> dict[str, str]:
    """What is noted about the store; nothing when it has no tables yet. A database with other tables than ours is somebody else's."""
    with connection.read_once() as cursor, suppress(duckdb.CatalogException):
        return _meta(cursor)
    with connection.read_once() as cursor:  # asked for last: what all tables are takes longer than all else here
        tables = _tables(cursor)
        if tables and "meta" not in tables:
            raise Refusal(tr("Databasen innehåller något annat än ett lager. Välj en annan plats."), code="store_unreadable")
        return _meta(cursor) if tables else {}  # another process may have made them meanwhile


def schema_version(meta: Mapping[str, str]) -> int | None:
    """How many schema files a store has seen; None when it does not say so."""
    text = meta.get("schema_version", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _meta(cursor: Cursor) -> dict[str, str]:
    return dict(cursor.execute("SELECT name, text FROM meta").fetchall())


def _tables(cursor: Cursor) -> set[str]:
    query = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_catalog()"
    return {row[0] for row in cursor.execute(query).fetchall()}


def _migrate(cursor: Cursor, programme: Programme, clock: Clock) -> None:
    """Runs the schema files that the store has not seen; another process may have been first."""
    done = int(_meta(cursor).get("schema_version", 0)) if _tables(cursor) else 0
    for name in migrations()[done:]:
        cursor.execute(schema(name))
    if done == 0:
        cursor.execute(schema("rollup"))
        cursor.execute("INSERT INTO meta VALUES ('schema_version', '0'), ('rules', $rules)", {"rules": rules_key(programme)})
        writing = Writing(cursor, clock)
        number_units(writing, programme)
        cursor.execute("UPDATE ticket SET era = $era", {"era": uuid4().hex})
    set_meta(cursor, "schema_version", str(len(migrations())))


def _own(cursor: Cursor, packs: Sequence[Programme], rules: str | None) -> None:
    own(cursor, packs, rules)
    if OWNED not in _meta(cursor):
        cursor.execute("INSERT INTO meta VALUES ($name, 'ja')", {"name": OWNED})


def set_meta(cursor: Cursor, name: str, text: str) -> None:
    """Notes something about the store itself."""
    cursor.execute("UPDATE meta SET text = $text WHERE name = $name", {"name": name, "text": text})


def _apply_rules(cursor: Cursor, programme: Programme, clock: Clock) -> None:
    """The pack says something else about adding up or hiding than when the store was last open."""
    key = rules_key(programme)
    if _meta(cursor)["rules"] == key:
        return
    writing = Writing(cursor, clock)
    set_meta(cursor, "rules", key)
    number_units(writing, programme)
    if writing.version:
        writing.begin()
        writing.log(SYSTEM, "rules", None, "Programmets regler är ändrade: sammanräkningen är gjord på nytt.")
        rebuild(writing, programme)
        writing.finish()


def rebuild(writing: Writing, programme: Programme) -> None:
    """Makes the whole roll-up again."""
    holding = log.holding(writing.cursor, writing.number)
    load_active(writing.cursor, holding)
    refresh(writing, programme, log.units(writing.cursor, holding), None)
