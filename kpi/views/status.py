"""The status table: one row per indicator."""

from __future__ import annotations

from kpi.access.scope import Scope
from kpi.views.cards import figures
from kpi.views.choices import check_sex, context_of, place
from kpi.views.rows import Context, StatusRow
from kpi.views.source import Source


def status(
    source: Source, scope: Scope, year: int | None, unit: str | None, sex: str, as_of: str | None
) -> tuple[Context, list[StatusRow]]:
    """Every indicator in the plan's order for one unit, year and sex."""
    at = place(source, scope, year, unit, as_of)
    check_sex(sex)
    rows = [figures(source, at, indicator).row(at.year, sex) for indicator in source.programme.indicators]
    return context_of(source, at), rows
