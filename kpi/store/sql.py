"""The store's SQL, read once from ``schema/`` and ``queries/``. Parameters are bound; only table names of our own are filled in here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def statement(name: str, /, **tables: str) -> str:
    """The text of ``queries/<name>.sql``, with ``{slot}`` replaced by the table name given for it."""
    text = (_HERE / "queries" / f"{name}.sql").read_text(encoding="utf-8")
    for slot, table in tables.items():
        text = text.replace("{" + slot + "}", table)
    return text


@cache
def schema(name: str) -> str:
    """The text of ``schema/<name>.sql``."""
    return (_HERE / "schema" / f"{name}.sql").read_text(encoding="utf-8")


@cache
def migrations() -> tuple[str, ...]:
    """The numbered schema files in order; the store's schema version is how many of them it has seen."""
    return tuple(sorted(p.stem for p in (_HERE / "schema").glob("[0-9][0-9][0-9]_*.sql")))
