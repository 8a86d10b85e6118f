"""A programme area: its goal or what is told of it in words, its indicators over the years, its actions, and what it is tied to; or one
of its milestones, where a controller assesses it."""

from pages._ui import area, forms, plan_milestone
from pages._ui.guard import guard

visit = guard()
at = {"unit": visit.context.unit.code, "as_of": visit.as_of}
whole = visit.views.plan(visit.scope, tied_to=visit.entry.area, year=visit.query.year, **at)
forms.tell_done()

if visit.query.delmal:
    plan_milestone.page(visit, whole)
else:
    area.page(visit, visit.views.area(visit.scope, visit.entry.area, year=visit.context.year, **at), whole)
