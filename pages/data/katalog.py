"""Katalog: definitions, targets and nuläge with their history; where a controller changes them."""

from pages._ui import catalogue, forms, parts
from pages._ui.guard import guard

visit = guard()
rows = visit.views.catalogue(visit.scope)
forms.tell_done()
row = next((r for r in rows if r.indicator.id == visit.query.indikator), None)
if row is None:
    parts.write(catalogue.listing(visit, rows))
else:
    parts.write(catalogue.one(visit, row))
    catalogue.forms_for(visit, row)
