"""A copy of everything in one file, and back. The copy is an embedded store; rows are streamed, so memory stays bounded."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.model import Programme
from kpi.programme.together import together
from kpi.store.batches import number_units
from kpi.store.connection import Connection, Cursor
from kpi.store.opening import SYSTEM, rebuild, schema_version, set_meta
from kpi.store.owning import own
from kpi.store.rollup import rules_key
from kpi.store.sql import migrations, schema, statement
from kpi.store.ticket import Clock, Writing

_TABLES = (
    "meta", "ticket", "event", "batch", "series", "place", "unit_code", "fact", "unit", "revision", "assessment", "answer",
    "access_grant", "access_revocation", "action_change", "action_report", "action_link", "judgement", "annotation", "presentation",
    "milestone_assessment", "milestone_indicator",
)  # fmt: skip
_ROWS_AT_A_TIME = 100_000


def backup(connection: Connection, path: Path) -> Path:
    """Writes what holds at one data version to a new file. Half a file is never left under its name."""
    if path.exists():
        raise Refusal(tr("Filen {path} finns redan. Välj ett annat namn eller ta bort den.", path=path), code="file_exists")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".delvis")
    partial.unlink(missing_ok=True)
    try:
        with connection.read() as source, duckdb.connect(str(partial)) as copy:
            _make_tables(copy)
            _copy(source, copy, (*_TABLES, "rollup"))
            copy.execute("CHECKPOINT")
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def _make_tables(cursor: Cursor) -> None:
    for name in (*migrations(), "rollup"):
        cursor.execute(schema(name))


def _copy(source: Cursor, target: Cursor, tables: tuple[str, ...]) -> None:
    for table in tables:
        target.execute(statement("empty_table", table=table))
        rows = source.execute(statement("whole_table", table=table)).to_arrow_reader(_ROWS_AT_A_TIME)
        target.register("copied", rows)
        target.execute(statement("fill_table", table=table))
        target.unregister("copied")


def restore(path: Path, connection: Connection, packs: Sequence[Programme], clock: Clock, *, force: bool) -> int:
    """Replaces everything in an open store by the backup, in one transaction, and makes the roll-up again by these packs' rules."""
    with tempfile.TemporaryDirectory() as folder, _open_backup(path, Path(folder)) as source:
        return connection.write(lambda cursor: _restore(source.cursor(), cursor, path, packs, clock, force=force))


def _open_backup(path: Path, folder: Path) -> Cursor:
    """Opens a backup without changing it: one of an older version is copied to ``folder``, and the copy brought up to date."""
    if not path.is_file():
        raise Refusal(tr("Filen {path} finns inte.", path=path), code="bad_backup")
    version = _version(path)
    if version is None:
        raise Refusal(tr("Filen {path} är ingen säkerhetskopia av ett lager.", path=path), code="bad_backup")
    if version > len(migrations()):
        message = tr(
            "Säkerhetskopian {path} är gjord av en nyare version av programmet. Uppdatera programmet innan den läses in.", path=path
        )
        raise Refusal(message, code="store_newer")
    if version == len(migrations()):
        return duckdb.connect(str(path), read_only=True)
    older = duckdb.connect(str(shutil.copy(path, folder / "kopia.duckdb")))
    for name in migrations()[version:]:
        older.execute(schema(name))
    set_meta(older, "schema_version", str(len(migrations())))
    return older


def _version(path: Path) -> int | None:
    """How many schema files the backup has seen; None when it is no backup."""
    try:
        with duckdb.connect(str(path), read_only=True) as source:
            return schema_version(dict(source.execute("SELECT name, text FROM meta").fetchall()))
    except duckdb.Error:
        return None


def _restore(source: Cursor, cursor: Cursor, path: Path, packs: Sequence[Programme], clock: Clock, *, force: bool) -> int:
    programme = together(packs)
    before = Writing(cursor, clock)
    if before.version and not force:
        raise Refusal(tr("Lagret är inte tomt. Ange --force för att ersätta allt som finns i det."), code="store_not_empty")
    _copy(source, cursor, _TABLES)
    own(cursor, packs, dict(cursor.execute("SELECT name, text FROM meta").fetchall()).get("rules"))
    set_meta(cursor, "rules", rules_key(programme))
    writing = Writing(cursor, clock)
    writing.begin(above=before.version)
    writing.begin_era()
    writing.log(SYSTEM, "restore", None, path.name)
    number_units(writing, programme)
    rebuild(writing, programme)
    writing.finish()
    return writing.number
