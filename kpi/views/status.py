"""The status table: one row per indicator."""

from __future__ import annotations

from kpi.access.scope import Scope
from kpi.views.cards import figures
from kpi.views.choices import check_sex, context_of, place
from kpi.views.rows import Context, StatusRow
from kpi.views.source import Source


def status(
    source: Source, scope: Scope, year: int | None, unit: str | None, sex: str, as_of: str | None, *, supplementary: bool = False
) -> tuple[Context, list[StatusRow]]:
    """The plan's indicators in its order for one unit, year and sex; or those measured beside it."""
    at = place(source, scope, year, unit, as_of)
    check_sex(sex)
    programme = source.programme
    rows = [
        figures(source, at, indicator).row(at.year, sex) for indicator in (programme.supplementary if supplementary else programme.planned)
    ]
    return context_of(source, at), rows
