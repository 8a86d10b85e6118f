"""Importera: files in, what they would change, confirm; then the log of what was read in."""

from kpi.access.permissions import Permission, require
from pages._ui import empty, forms, importing, log, parts
from pages._ui.guard import guard

visit = guard()
require(visit.scope, Permission.IMPORT)

parts.write(
    parts.title(
        "Importera",
        lead="Välj ett eller flera utdrag. Du ser först vad som känns igen och vad som skulle ändras; inget sparas innan du bekräftar.",
    )
)
forms.tell_done()
importing.results(visit)
files = importing.uploader()
if files:
    previews = importing.read(visit, files)
    for preview in previews:
        importing.show(visit, preview)
    importing.confirm(visit, previews)
else:
    importing.templates(visit)
    if visit.context.empty:
        empty.sample_button(visit)
log.imports(visit, limit=5)
log.undo_form(visit)
