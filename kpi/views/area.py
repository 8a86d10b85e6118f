"""One programme area."""

from __future__ import annotations

from kpi.access.scope import Scope
from kpi.views.cards import area_cards
from kpi.views.choices import context_of, place
from kpi.views.rows import AreaView
from kpi.views.source import Source


def area(source: Source, scope: Scope, area_id: str, year: int | None, unit: str | None, as_of: str | None) -> AreaView:
    """The area's cards and actions. Raises Refusal for an unknown area."""
    at = place(source, scope, year, unit, as_of)
    found = source.area(area_id)
    key = source.key(at.snapshot, scope, "area", area_id, at.year, at.unit)
    return source.cache.get(key, lambda: AreaView(context_of(source, at), area_cards(source, at, found)))
