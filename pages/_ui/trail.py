"""Which unit's figures someone has looked at: a line in the audit log for each, without the figures."""

from __future__ import annotations

import streamlit as st

from kpi.access import audit
from kpi.access.permissions import Permission
from pages._ui import signin
from pages._ui.guard import Visit

OF_FIGURES = (Permission.READ_FIGURES, Permission.READ_UNIT)
LAST = "malbild-sedd"  # in the session: what was logged last, so that each rerun of the same page is not another view


def viewed(visit: Visit) -> None:
    """Log that the page is looked at, once until something else is. Pages without figures are not logged."""
    person = signin.person()
    if person is None or visit.entry.needs not in OF_FIGURES:
        return
    here = visit.context
    seen = (visit.entry.path, here.unit.code, here.year, visit.query.indikator if visit.entry.filtered else None, here.as_of)
    programme = visit.programme.id if visit.runtime.beside else None
    if st.session_state.get(LAST) == seen:
        return
    st.session_state[LAST] = seen
    page, unit, year, indicator, as_of = seen
    audit.record(person.logged_as, "view", page=page, unit=unit, year=year, indicator=indicator, as_of=as_of, programme=programme)
