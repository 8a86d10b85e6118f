"""The log of imports with undo and redo, and the log of everything else."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from kpi.access import audit
from kpi.access.permissions import Permission, require
from kpi.errors import Refusal
from kpi.text import numbers
from kpi.text.escape import plain
from kpi.views.rows import BatchRow
from pages._ui import errors, forms, navigation, parts
from pages._ui.guard import Visit

STATE = {"active": "gäller", "undone": "ångrad"}
EVENTS = {
    "import": "import",
    "undo": "import ångrad",
    "redo": "import gjord om",
    "target": "mål eller nuläge ändrat",
    "assessment": "kan ej bedömas",
    "restore": "säkerhetskopia återläst",
    "answer": "svar om filer",
    "access": "behörighet ändrad",
    "action": "åtgärd ändrad",
    "judgement": "bedömning skriven",
    "annotation": "metodbrott eller händelse",
    "presentation": "årsstatus visad",
    "milestone": "delmål bedömt eller knutet",
    "rules": "programmets regler ändrade",
}
HEADINGS = ("Fil", "Nr", "Slag", "Inläst av", "När", "Rader", "Nya", "Ändrade", "Oförändrade", "Läge", "Import-id")


def imports(visit: Visit, limit: int | None = None) -> None:
    """The imports, newest first; ``limit``: only so many, with a link to the rest."""
    rows = visit.views.batches(visit.scope, visit.as_of)
    parts.write(parts.section("Importer"))
    if not rows:
        parts.write('<p class="mb-nothing">Inget är inläst än.</p>')
        return
    shown = rows if limit is None else rows[:limit]
    parts.write(parts.table("Importer, de senaste först", HEADINGS, [_line(visit, r) for r in shown], numeric=(1, 5, 6, 7, 8)))
    if len(shown) < len(rows):
        parts.write(
            f'<p><a href="{visit.query.href(navigation.LOG)}" data-mb="top">Alla {numbers.count(len(rows))} importer i loggen</a></p>'
        )


def _line(visit: Visit, row: BatchRow) -> tuple[str, ...]:
    state = STATE.get(row.state, row.state) + (f": {row.why}" if row.why else "")
    counts = (numbers.count(n) for n in (row.rows_read, row.facts_new, row.facts_changed, row.facts_unchanged))
    file = f"{row.file} (SYNTETISK)" if row.synthetic else row.file
    return (file, numbers.count(row.seq), layout_name(visit, row.layout), row.user, parts.when(row.time), *counts, state, row.batch)


def layout_name(visit: Visit, layout: str) -> str:
    """The layout's name, or its id when the pack no longer has it."""
    return next((x.name for x in visit.programme.layouts if x.id == layout), layout)


def undo_form(visit: Visit) -> None:
    """Undo an import, or do it again; with a reason and a name."""
    rows = visit.views.batches(visit.scope)
    if not rows:
        return
    parts.write(
        parts.section("Ångra eller gör om en import", "Siffrorna från importen slutar gälla, och det som gällde före kommer tillbaka.")
    )
    with st.container(key="malbild-val-angra"):
        row = st.selectbox("Import", rows, format_func=lambda r: _choice(visit, r), key="angra-val", width=640)
        why = st.text_input("Skäl", key="angra-skal", max_chars=300, width=640)
        scope = forms.signature(visit, "angra-namn")
        undo = row.state == "active"
        if st.button("Ångra importen" if undo else "Gör om importen", key="angra"):
            _switch(visit, row, scope.user, why, undo)


def _choice(visit: Visit, row: BatchRow) -> str:
    return f"{row.seq}. {plain(row.file)} · {layout_name(visit, row.layout)} · {parts.when(row.time)} · {STATE.get(row.state, row.state)}"


def _switch(visit: Visit, row: BatchRow, user: str, why: str, undo: bool) -> None:
    try:
        require(visit.scope, Permission.UNDO)
        change = visit.runtime.store.undo if undo else visit.runtime.store.redo
        change(row.batch, user, why)
        audit.record(user, "undo" if undo else "redo", batch=row.batch)
    except Refusal as error:
        errors.refusal(error)
        return
    forms.remember(replace(visit.scope, user=user))
    forms.done(f"Importen av {row.file} är {'ångrad' if undo else 'gjord igen'}.")
    st.rerun()


def events(visit: Visit) -> None:
    """Everything that was done, newest first."""
    rows = [e for e in visit.views.events(visit.scope) if not visit.as_of or e.seq <= visit.context.data_version]
    if rows:
        body = [(EVENTS.get(e.kind, e.kind), numbers.count(e.seq), parts.when(e.time), e.user, e.batch or "", e.text) for e in rows]
        headings = ("Händelse", "Nr", "När", "Vem", "Import-id", "Uppgift")
        parts.write(parts.section("Händelser"), parts.table("Händelser, de senaste först", headings, body, numeric=(1,)))
