"""What was known at an earlier date: the control that asks for it, and the banner that says so."""

from __future__ import annotations

from datetime import datetime

from kpi.language import tr
from kpi.text.escape import html
from kpi.views.rows import Context
from pages._ui import parts
from pages._ui.navigation import Entry
from pages._ui.urls import Query


def banner(entry: Entry, query: Query, context: Context) -> str:
    """That the page shows an earlier date's knowledge (or, on a page that cannot, that the others do), and the way back."""
    then = query.per or context.as_of
    if not then:
        return ""
    back = _address(entry, query)
    if entry.dated:
        known = tr("Som det var känt {day}", day=html(parts.day(then)))
        said = f"<strong>{known}</strong> ({tr('dataversion {version}', version=context.data_version)})."
        rest = tr("Senare importer och ändringar syns inte här.")
    else:
        said = f"<strong>{tr('Här gäller nuläget')}</strong>,"
        rest = tr("även om de andra sidorna visar det som var känt {day}.", day=html(parts.day(then)))
    way = f'<a href="{html(back)}" data-mb="stay">{tr("Visa det som gäller nu")}</a>'
    return f'<p class="mb-then" role="note">{said} {rest} {way}</p>'


def control(entry: Entry, query: Query) -> str:
    """A date to choose, folded. It is an ordinary form that leads to the page's own address, so it works without our script too."""
    if not entry.dated:
        return ""
    kept = {**query.params(), "per": None}
    fields = "".join(f'<input type="hidden" name="{html(name)}" value="{html(value)}">' for name, value in kept.items() if value)
    today = datetime.now(parts.SWEDEN).date().isoformat()
    return (
        f'<details class="mb-fold mb-asof"><summary>{tr("Visa vad som var känt ett tidigare datum")}</summary>'
        f'<form method="get" action="/{html(entry.link)}" data-mb="top">{fields}'
        f'<label>{tr("Datum")} <input type="date" name="per" max="{today}" value="{html((query.per or "")[:10])}" required></label> '
        f'<button type="submit">{tr("Visa")}</button></form></details>'
    )


def _address(entry: Entry, query: Query) -> str:
    """The same page, now."""
    return query.href(entry.link, **query.own, per=None)
