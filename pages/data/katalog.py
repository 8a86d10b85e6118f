"""Katalog: definitions, targets and nuläge with their history; where a controller changes them."""

from pages._ui import catalogue, forms, parts
from pages._ui.guard import guard

visit = guard()
rows = visit.views.catalogue(visit.scope, visit.as_of)
forms.tell_done()
row = next((r for r in rows if r.indicator.id == visit.query.indikator), None)
if row is None:
    parts.write(catalogue.listing(visit, rows))
else:
    parts.write(catalogue.one(visit, row))
    if not visit.as_of:  # what was known earlier cannot be changed
        catalogue.forms_for(visit, row)
