"""Åtgärder: what the plan says shall be done, by whom and when, and how far it has come; where a controller tells it."""

from kpi.access.permissions import Permission, allowed
from pages._ui import action_excel, action_forms, actions, forms, parts, state
from pages._ui.guard import guard

visit = guard()
query = visit.query
view = visit.views.actions(visit.scope, year=query.year, as_of=visit.as_of)
forms.tell_done()
may_edit = allowed(visit.scope, Permission.EDIT_ACTIONS).ok and not visit.as_of  # what was known earlier cannot be changed

if query.atgard:
    row = actions.chosen(view, query)
    parts.write(actions.one(view, row, query))
    if may_edit:
        action_forms.edit(visit, view, row)
else:
    chosen = (view.year, view.today, query.ar, query.enhet, query.gruppera, query.ansvar)
    parts.write(state.rendered.get(("atgarder", *visit.key, *chosen), lambda: actions.page(view, query)))
    action_excel.fetch(visit, view)
    if may_edit:
        action_forms.add(visit, view)
        action_excel.read_in(visit, view)
