"""Åtkomst: who sees what and why, for whom, since when; where an administrator gives and revokes it."""

from kpi.access.permissions import Permission, allowed, require
from kpi.language import tr
from pages._ui import access_forms, access_list, forms, parts
from pages._ui.guard import guard

visit = guard()
require(visit.scope, Permission.READ_ACCESS)

lead = tr("Vem som får se vad, och varför. Den som inte står här ser ingenting. Inget tas bort ur historiken.")
parts.write(parts.title(tr("Åtkomst"), lead=lead))
forms.tell_done()
rows = visit.views.grants(visit.scope)
access_list.current(visit, rows)
if allowed(visit.scope, Permission.VIEW_AS):
    access_list.see_as(visit, rows)
access_list.explain(visit, rows)
if allowed(visit.scope, Permission.MANAGE_ACCESS):
    access_forms.give(visit, rows)
    access_forms.revoke(visit, rows)
    access_forms.import_list(visit)
access_list.levels(visit)
access_list.history(rows)
