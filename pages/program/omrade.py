"""A programme area: its goal, its indicators over the years, its actions beside."""

import streamlit as st

from pages._ui import actions, area, charts, parts
from pages._ui.guard import guard

visit = guard()
view = visit.views.area(visit.scope, visit.entry.area, year=visit.context.year, unit=visit.context.unit.code, as_of=visit.as_of)
plan = visit.views.actions(visit.scope, year=visit.context.year, as_of=visit.as_of)

parts.write(area.heading(view), parts.judged_against(visit.programme, view.context.unit.code))
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
    parts.write(actions.beside(plan, visit.entry.area, visit.query))
