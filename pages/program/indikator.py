"""Indikator: everything about one indicator, for the unit and year in the scope bar."""

import streamlit as st

from kpi.language import tr
from pages._ui import charts, indicator, navigation, origin, parts
from pages._ui.guard import guard

visit = guard()
if visit.query.indikator not in {i.id for i in visit.programme.indicators}:
    parts.write(indicator.choose(visit))
    st.stop()
view = visit.views.indicator(visit.scope, visit.query.indikator, year=visit.context.year, unit=visit.context.unit.code, as_of=visit.as_of)
whence = origin.section(view, visit)
first = visit.query.visa == navigation.ORIGIN  # the visitor asked where the figure comes from

parts.write(indicator.heading(view, visit), whence if first else "")
grain = indicator.grain(view, visit)
parts.write(indicator.over_time(view, visit, grain))
if grain == "year":
    charts.series(visit, view.card)
else:
    charts.within_years(view, grain)
indicator.download(view, visit, grain)
parts.write(indicator.sexes(view))
if view.below:
    parts.write(parts.section(tr("Enheterna närmast under"), indicator.below_note(view)))
    charts.units(view)
parts.write(indicator.other_methods(view))
parts.write("" if first else whence)
parts.write(indicator.milestones(visit, view.card.indicator.id))
parts.write(indicator.definition(view))
