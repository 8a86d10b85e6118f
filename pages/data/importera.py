"""Importera: files in, what is asked about them, what they would change, confirm; then what is remembered, and the log of imports."""

from kpi.access.permissions import Permission, require
from kpi.language import tr
from pages._ui import empty, forms, importing, importing_memory, log, parts
from pages._ui.guard import guard

visit = guard()
require(visit.scope, Permission.IMPORT)

lead = tr("Välj ett eller flera utdrag. Du ser först hur de läses och vad som skulle ändras; inget sparas innan du bekräftar.")
parts.write(parts.title(tr("Importera"), lead=lead))
forms.tell_done()
importing.results(visit)
files = importing.uploader()
if files:
    importing.confirm(visit, importing.files_shown(visit, files))
else:
    importing.templates(visit)
    if visit.context.empty:
        empty.sample_button(visit)
importing_memory.remembered(visit)
log.imports(visit, limit=5)
log.undo_form(visit)
