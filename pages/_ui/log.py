"""The log of imports with undo and redo, and the log of everything else."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from kpi.access import audit
from kpi.access.permissions import Permission, require
from kpi.errors import Refusal
from kpi.language import N_, ptr, tr
from kpi.text import numbers
from kpi.text.escape import plain
from kpi.views.rows import BatchRow
from pages._ui import errors, forms, navigation, parts
from pages._ui.guard import Visit
from pages._ui.later import later

STATE = {"active": N_("gäller"), "undone": N_("ångrad")}
EVENTS = {
    "import": N_("import"),
    "undo": N_("import ångrad"),
    "redo": N_("import gjord om"),
    "target": N_("mål eller nuläge ändrat"),
    "assessment": N_("kan ej bedömas"),
    "restore": N_("säkerhetskopia återläst"),
    "answer": N_("svar om filer"),
    "access": N_("behörighet ändrad"),
    "action": N_("åtgärd ändrad"),
    "judgement": N_("bedömning skriven"),
    "annotation": N_("metodbrott eller händelse"),
    "presentation": N_("årsstatus visad"),
    "milestone": N_("delmål bedömt eller knutet"),
    "rules": N_("programmets regler ändrade"),
}
HEADINGS = (
    N_("Fil"),
    N_("Nr"),
    N_("Slag"),
    N_("Inläst av"),
    N_("När"),
    N_("Rader"),
    N_("Nya"),
    N_("Ändrade"),
    N_("Oförändrade"),
    N_("Läge"),
    N_("Import-id"),
)


@parts.placed
def imports(visit: Visit, limit: int | None = None) -> None:
    """The imports, newest first; ``limit``: only so many, with a link to the rest."""
    rows = visit.views.batches(visit.scope, visit.as_of)
    parts.write(parts.section(tr("Importer")))
    if not rows:
        parts.write(f'<p class="mb-nothing">{tr("Inget är inläst än.")}</p>')
        return
    shown = rows if limit is None else rows[:limit]
    parts.write(
        parts.table(tr("Importer, de senaste först"), [tr(h) for h in HEADINGS], [_line(visit, r) for r in shown], numeric=(1, 5, 6, 7, 8))
    )
    if len(shown) < len(rows):
        parts.write(
            f'<p><a href="{visit.query.href(navigation.LOG)}" data-mb="top">'
            f"{tr('Alla {n} importer i loggen', n=numbers.count(len(rows)))}</a></p>"
        )


def _line(visit: Visit, row: BatchRow) -> tuple[str, ...]:
    state = tr(STATE.get(row.state, row.state)) + (f": {row.why}" if row.why else "")
    counts = (numbers.count(n) for n in (row.rows_read, row.facts_new, row.facts_changed, row.facts_unchanged))
    file = tr("{file} (SYNTETISK)", file=row.file) if row.synthetic else row.file
    return (file, numbers.count(row.seq), layout_name(visit, row.layout), row.user, parts.when(row.time), *counts, state, row.batch)


def layout_name(visit: Visit, layout: str) -> str:
    """The layout's name, or its id when the pack no longer has it."""
    return next((x.name for x in visit.programme.layouts if x.id == layout), layout)


@parts.placed
def undo_form(visit: Visit) -> None:
    """Undo an import, or do it again; with a reason and a name."""
    rows = visit.views.batches(visit.scope)
    if not rows:
        return
    parts.write(
        parts.section(
            tr("Ångra eller gör om en import"), tr("Siffrorna från importen slutar gälla, och det som gällde före kommer tillbaka.")
        )
    )
    with st.container(key="malbild-val-angra"):
        row = st.selectbox(tr("Import"), rows, format_func=later(lambda r: _choice(visit, r)), key="angra-val", width=640)
        why = st.text_input(tr("Skäl"), key="angra-skal", max_chars=300, width=640)
        scope = forms.signature(visit, "angra-namn")
        undo = row.state == "active"
        if st.button(tr("Ångra importen") if undo else tr("Gör om importen"), key="angra"):
            _switch(visit, row, scope.user, why, undo)


def _choice(visit: Visit, row: BatchRow) -> str:
    return (
        f"{row.seq}. {plain(row.file)} · {layout_name(visit, row.layout)} · {parts.when(row.time)} · {tr(STATE.get(row.state, row.state))}"
    )


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
    said = tr("Importen av {file} är ångrad.", file=row.file) if undo else tr("Importen av {file} är gjord igen.", file=row.file)
    forms.done(said)
    st.rerun()


def events(visit: Visit) -> None:
    """Everything that was done, newest first."""
    rows = [e for e in visit.views.events(visit.scope) if not visit.as_of or e.seq <= visit.context.data_version]
    if rows:
        body = [(tr(EVENTS.get(e.kind, e.kind)), numbers.count(e.seq), parts.when(e.time), e.user, e.batch or "", e.text) for e in rows]
        headings = (tr("Händelse"), tr("Nr"), tr("När"), tr("Vem"), tr("Import-id"), ptr("i loggen", "Uppgift"))
        parts.write(parts.section(tr("Händelser")), parts.table(tr("Händelser, de senaste först"), headings, body, numeric=(1,)))
