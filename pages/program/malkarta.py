"""Målkarta: the whole plan on one page, and what is tied to a goal, a strategy or a foundation."""

from pages._ui import navigation, parts, plan_map
from pages._ui.guard import guard

visit = guard()
at = {"year": visit.query.year, "unit": visit.context.unit.code, "as_of": visit.as_of}
view = visit.views.plan(visit.scope, tied_to=visit.query.samband, **at)
entries = {e.area: e for e in navigation.entries(visit.programme) if e.area}

parts.write(plan_map.page(view, visit.programme, visit.query, entries))
