"""Läget: every indicator at a glance, by area."""

from kpi.language import tr
from kpi.measure.status import Status
from pages._ui import cards, empty, mine, navigation, parts, state
from pages._ui.guard import guard

visit = guard()
chosen = next((s for s in Status if s.value == visit.query.visa), None)
entries = {e.area: e for e in navigation.entries(visit.programme) if e.area}


def page() -> str:
    """The whole page as HTML, made once per data version, scope, unit, year and filter."""
    view = visit.views.overview(visit.scope, year=visit.context.year, unit=visit.context.unit.code, as_of=visit.as_of)
    title = parts.title(tr("Läget {year}", year=view.context.year), visit.context.unit.name) + mine.way_in(visit)
    against = parts.judged_against(visit.programme, view.context.unit.code)
    return title + against + cards.counts_html(view.counts, visit.query, chosen) + cards.overview_html(view, visit.query, entries, chosen)


if visit.context.empty and not visit.as_of:
    empty.offer(visit)
parts.write(state.rendered.get(("lage", *visit.key, visit.query.ar, visit.query.enhet, visit.query.visa), page))
