"""Årsstatus: the year's status for the board, goal by goal; where a controller judges it and says when it was shown."""

from kpi.access.permissions import Permission, allowed
from pages._ui import forms, navigation, parts, report, state, year_changes, year_forms, year_goal, year_status
from pages._ui.guard import guard

visit = guard()
query = visit.query
at = {"year": visit.context.year, "unit": visit.context.unit.code}
view = visit.views.year_status(visit.scope, **at, compare_year=query.compare_year, as_of=visit.as_of)
forms.tell_done()
writes = allowed(visit.scope, Permission.JUDGE).ok and not visit.as_of  # what was known earlier cannot be changed

if query.skriv and writes:
    year_forms.write(visit, view)
else:
    changes = None if visit.as_of else visit.views.year_changes(visit.scope, **at, since=query.sedan)
    entries = {e.area: e for e in navigation.entries(visit.programme) if e.area}
    chosen = (query.jamfor, query.sedan, view.actions.today, query.ar, query.enhet)

    def page() -> str:
        """The whole page as HTML, made once per data version, scope, unit, year and what it is compared with."""
        seen = year_changes.section(changes, view, query, writes)
        goals = "".join(year_goal.section(view, goal, query, entries, writes) for goal in view.goals)
        return year_status.page(view, query, visit.programme, entries, seen, goals)

    parts.write(state.rendered.get(("arsstatus", *visit.key, *chosen), page))
    report.offer(visit, query.compare_year)
