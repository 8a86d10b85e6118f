"""A programme area: its goal or what is told of it in words, its indicators over the years, its actions, and what it is tied to."""

import streamlit as st

from pages._ui import area, charts, parts, plan
from pages._ui.guard import guard

visit = guard()
at = {"year": visit.context.year, "unit": visit.context.unit.code, "as_of": visit.as_of}
view = visit.views.area(visit.scope, visit.entry.area, **at)
whole = visit.views.plan(visit.scope, tied_to=visit.entry.area, **at).area(visit.entry.area)
planned = visit.views.actions(visit.scope, year=visit.context.year, as_of=visit.as_of)
tasks = plan.tasks(planned, whole, visit.programme, visit.query)

parts.write(area.heading(view), parts.judged_against(visit.programme, view.context.unit.code), plan.steps(whole, visit.programme))
if view.area.cards:
    figures, beside = st.columns([2.1, 1], gap="large")
    with figures:
        for heading, cards in area.groups(view):
            parts.write(heading)
            ranges = charts.same_scale(cards)
            for card in cards:
                parts.write(area.finding(card, visit.query))
                charts.series(visit, card, ranges.get(card.indicator.id))
                parts.write(area.below(card))
    with beside:
        parts.write(tasks)
else:
    parts.write(tasks)
parts.write(plan.tied(whole, visit.programme, visit.query))
