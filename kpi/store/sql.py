"""The store's SQL, read once from ``schema/`` and ``queries/``. Parameters are bound; our own texts fill slots (tables, conditions)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
PERIOD = (
    "CASE WHEN month IS NULL THEN format('{:04d}', year) WHEN month > 12 THEN format('{:04d}-Q{:d}', year, month - 12)"
    " ELSE format('{:04d}-{:02d}', year, month) END"
)
"""Year and month as a period's text, as ``kpi.programme.periods`` writes it."""


@cache
def statement(name: str, /, **texts: str) -> str:
    """The text of ``queries/<name>.sql``, with ``{slot}`` replaced by the table name or condition given for it."""
    text = (_HERE / "queries" / f"{name}.sql").read_text(encoding="utf-8")
    for slot, put in texts.items():
        text = text.replace("{" + slot + "}", put)
    return text


@cache
def schema(name: str) -> str:
    """The text of ``schema/<name>.sql``."""
    return (_HERE / "schema" / f"{name}.sql").read_text(encoding="utf-8")


@cache
def migrations() -> tuple[str, ...]:
    """The numbered schema files in order; the store's schema version is how many of them it has seen."""
    return tuple(sorted(p.stem for p in (_HERE / "schema").glob("[0-9][0-9][0-9]_*.sql")))
