"""Logg: every import, and everything else that was done."""

from kpi.language import tr
from pages._ui import forms, log, parts
from pages._ui.guard import guard

visit = guard()
lead = tr("Allt som har lästs in, ångrats eller ändrats, med vem och när. Inget tas bort ur loggen.")
parts.write(parts.title(tr("Logg"), lead=lead))
forms.tell_done()
log.imports(visit)
if not visit.as_of:
    log.undo_form(visit)
log.events(visit)
