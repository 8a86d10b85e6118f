"""What earlier files have taught: the answers that are remembered, and a way to forget one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from kpi.access import audit
from kpi.access.permissions import Permission, require
from kpi.errors import Refusal
from kpi.intake.questions import SKIP
from kpi.language import N_, tr
from kpi.text.escape import plain
from pages._ui import errors, forms, importing_reading, parts
from pages._ui.guard import Visit

LIMIT = 200
KIND = {
    "layout": N_("Slag av utdrag"),
    "range": N_("Tabellens område"),
    "header": N_("Rubrikrad"),
    "column": N_("Kolumn"),
    "unit": N_("Enhet"),
    "indicator": N_("Indikator"),
    "population": N_("Grupp"),
    "method": N_("Metod"),
    "scale": N_("Skala"),
    "decimal": N_("Decimaltecken"),
    "change": N_("Stor ändring bekräftad"),
}
TEXT = N_(
    "När en fil från samma avsändare kommer igen läses den enligt svaren nedan. "
    "Glöm ett svar så frågas det om igen; det som redan är inläst ändras inte."
)


@parts.placed
def remembered(visit: Visit) -> None:
    """The answers that hold, newest first, and a form to forget one of them. Nothing when there are none."""
    memory = visit.runtime.store.memory()
    held = [r for r in memory.held if r.question.partition(":")[0] != "change"]
    if not held:
        return
    units = {u.code: u.name for u in visit.runtime.store.units()}
    parts.write(parts.section(tr("Svar som sparats från tidigare filer"), tr(TEXT)))
    answers = {r.question: said(r.question, r.answer or SKIP, units) for r in held}
    rows = [(kind_of(r.question), about(r.question), answers[r.question], r.user, parts.when(r.time)) for r in held]
    caption = tr("Sparade svar")
    if len(rows) > LIMIT:
        caption = tr("Sparade svar, de {shown} senaste av {total}", shown=LIMIT, total=len(rows))
    headings = (tr("Fråga om"), tr("Gäller"), tr("Svar"), tr("Svarat av"), tr("När"))
    parts.write(parts.table(caption, headings, rows[:LIMIT]))
    with st.expander(tr("Glöm ett svar"), key="glom-svar", on_change="rerun") as fold:
        if not fold.open:
            return
        with st.container(key="malbild-val-glom"):
            texts = {q: plain(f"{kind_of(q)} · {about(q)} → {answer}") for q, answer in answers.items()}
            question = st.selectbox(tr("Svar"), list(texts), format_func=lambda q: texts.get(q, q), key="glom-val", width=640)
            why = st.text_input(tr("Skäl till att glömma svaret"), key="glom-skal", max_chars=300, width=640)
            scope = forms.signature(visit, "glom-namn")
            if st.button(tr("Glöm svaret"), key="glom"):
                _forget(visit, question, scope.user, why)


def kind_of(question: str) -> str:
    """What a question id is about, in words."""
    kind = question.partition(":")[0]
    return tr(KIND[kind]) if kind in KIND else kind


def about(question: str) -> str:
    """What stands after the kind: the text asked about, and for a table's own questions which sender's table it is."""
    kind, _, rest = question.partition(":")
    if kind in ("unit", "indicator", "population", "method"):
        return tr("”{text}”", text=rest)
    table, _, what = rest.partition(":")
    return tr("”{what}” i tabell {table}", what=what, table=table) if what else tr("tabell {table}", table=table)


def said(question: str, answer: str, units: dict[str, str]) -> str:
    """The answer in words."""
    if answer == SKIP:
        return tr("läses inte")
    if question.startswith("unit:") and answer in units:
        return f"{answer} {units[answer]}"
    return answer


def _forget(visit: Visit, question: str, user: str, why: str) -> None:
    try:
        require(visit.scope, Permission.IMPORT)
        visit.runtime.store.forget(question, user, why)
        audit.record(user, "forget")
    except Refusal as error:
        errors.refusal(error)
        return
    forms.remember(replace(visit.scope, user=user))
    importing_reading.read_again()
    forms.done(tr("Svaret är glömt. Nästa fil frågar igen."))
    st.rerun()
