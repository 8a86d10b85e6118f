"""*Läget*: every indicator by area, for one unit and year."""

from __future__ import annotations

from kpi.access.scope import Scope
from kpi.views.cards import area_glance, count
from kpi.views.choices import Place, context_of, place
from kpi.views.rows import Overview
from kpi.views.source import Source


def overview(source: Source, scope: Scope, year: int | None, unit: str | None, as_of: str | None) -> Overview:
    """All areas' indicators at a glance and the number of indicators per status. One query for all figures of the unit; cached
    per data version."""
    at = place(source, scope, year, unit, as_of)
    return source.cache.get(source.key(at.snapshot, scope, "overview", at.year, at.unit), lambda: _make(source, at))


def _make(source: Source, at: Place) -> Overview:
    areas = tuple(area_glance(source, at, area) for area in source.programme.areas)
    return Overview(
        context=context_of(source, at),
        areas=areas,
        counts=count(card.total.status for area in areas for card in area.cards),
    )
