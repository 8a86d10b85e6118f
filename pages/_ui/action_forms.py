"""*Åtgärder*, written: tell how an action stands, change the plan from a year on, link to indicators, add a new one. For controllers."""

from __future__ import annotations

import streamlit as st

from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.programme.plan import State
from kpi.text import actions as say
from kpi.text.escape import plain
from kpi.views.action_rows import ActionRow, Actions
from kpi.views.actions import Revision
from pages._ui import forms, parts
from pages._ui.guard import Visit

NOTE = "note"
_WHY = N_("Skäl (står kvar i historiken)")


def edit(visit: Visit, view: Actions, row: ActionRow) -> None:
    """The three forms of one action."""
    _report(visit, view, row)
    _change(visit, view, row)
    _link(visit, row)


@parts.placed
def _report(visit: Visit, view: Actions, row: ActionRow) -> None:
    told = tr("Försenad räknas ut ur året och går inte att välja. Det som sägs om den senaste dagen gäller.")
    parts.write(parts.section(tr("Rapportera"), told))
    words = {state.value: word for state, word in say.STATE.items()} | {NOTE: tr("Bara en anteckning")}
    with st.container(key="malbild-val-rapport"), st.form(f"rapport-{row.id}"):
        kind = st.selectbox(tr("Status"), list(words), index=1, format_func=words.get, key=f"rapport-status-{row.id}", width=320)
        day = st.text_input(tr("Dagen det hände (ÅÅÅÅ-MM-DD)"), value=view.today, key=f"rapport-dag-{row.id}", max_chars=10, width=240)
        reason = st.text_input(tr("Skäl eller anteckning"), key=f"rapport-skal-{row.id}", max_chars=1000, width=640)
        scope = forms.signature(visit, f"rapport-namn-{row.id}")
        if not st.form_submit_button(tr("Spara rapporten")):
            return

    def change() -> None:
        when = forms.date_of(day, tr("Dagen"))
        state = None if kind == NOTE else State(kind)
        visit.views.report_action(scope, row.id, state, reason=reason, day=when.isoformat() if when else None)

    forms.carry_out(visit, scope, change, tr("{id}: {status} är sparat.", id=row.id, status=words[kind].lower()))


@parts.placed
def _change(visit: Visit, view: Actions, row: ActionRow) -> None:
    told = tr("Ändringen gäller från det år du anger. Tidigare år har kvar sin plan och bedöms efter den.")
    parts.write(parts.section(tr("Ändra i planen"), told))
    closed = row in view.closed
    with st.container(key="malbild-val-plan"), st.form(f"plan-{row.id}"):
        first = st.text_input(tr("Gäller från år"), value=str(view.year), key=f"plan-fran-{row.id}", max_chars=4, width=240)
        due = st.text_input(tr("Planeras klar år"), value=str(row.due_year), key=f"plan-klar-{row.id}", max_chars=4, width=240)
        text = st.text_area(tr("Åtgärden"), value=row.text, key=f"plan-text-{row.id}", max_chars=1000, width=640)
        owner = st.text_input(
            tr("Ansvarig (flera skiljs med komma)"), value=row.owner, key=f"plan-ansvar-{row.id}", max_chars=300, width=640
        )
        out = st.checkbox(tr("Tagen ur planen"), value=closed, key=f"plan-ur-{row.id}")
        reason = st.text_input(tr(_WHY), key=f"plan-skal-{row.id}", max_chars=1000, width=640)
        scope = forms.signature(visit, f"plan-namn-{row.id}")
        if not st.form_submit_button(tr("Ändra planen")):
            return

    def change() -> None:
        asked = Revision(
            year(first, tr("Gäller från år")), reason, row.id, None, text, owners(owner), year(due, tr("Planeras klar år")), out
        )
        visit.views.revise_action(scope, asked)

    forms.carry_out(visit, scope, change, tr("{id} är ändrad i planen från {first}.", id=row.id, first=first))


@parts.placed
def _link(visit: Visit, row: ActionRow) -> None:
    parts.write(
        parts.section(tr("Koppla till en indikator"), tr("Vilka indikatorer åtgärden är tänkt att påverka. Planen säger det inte."))
    )
    held = {i.id for i in row.indicators}
    linked = tr(" (kopplad: välj för att ta bort)")
    names = {i.id: plain(f"{i.label}{linked if i.id in held else ''}") for i in visit.programme.indicators}
    with st.container(key="malbild-val-koppla"), st.form(f"koppla-{row.id}"):
        chosen = st.selectbox(tr("Indikator"), list(names), format_func=names.get, key=f"koppla-indikator-{row.id}", width=640)
        reason = st.text_input(tr(_WHY), key=f"koppla-skal-{row.id}", max_chars=1000, width=640)
        scope = forms.signature(visit, f"koppla-namn-{row.id}")
        if not st.form_submit_button(tr("Ändra kopplingen")):
            return
    active = chosen not in held
    done = tr("{id} är kopplad till indikatorn.", id=row.id) if active else tr("{id} är inte längre kopplad till indikatorn.", id=row.id)
    forms.carry_out(visit, scope, lambda: visit.views.link_action(scope, row.id, chosen, reason=reason, active=active), done)


@parts.placed
def add(visit: Visit, view: Actions) -> None:
    """A form for a new action, below the list."""
    with st.expander(tr("Lägg till en åtgärd i planen")), st.form("ny-atgard"):
        names = {area.id: plain(area.name) for area in visit.programme.areas}
        area = st.selectbox(tr("Programområde"), list(names), format_func=names.get, key="ny-omrade", width=440)
        text = st.text_area(tr("Vad som ska göras"), key="ny-text", max_chars=1000, width=640)
        owner = st.text_input(tr("Ansvarig (flera skiljs med komma)"), key="ny-ansvar", max_chars=300, width=640)
        due = st.text_input(tr("Planeras klar år"), key="ny-klar", max_chars=4, width=240)
        first = st.text_input(tr("I planen från år"), value=str(view.year), key="ny-fran", max_chars=4, width=240)
        reason = st.text_input(tr(_WHY), key="ny-skal", max_chars=1000, width=640)
        scope = forms.signature(visit, "ny-namn")
        if not st.form_submit_button(tr("Lägg till åtgärden")):
            return

    def change() -> None:
        asked = Revision(year(first, tr("I planen från år")), reason, None, area, text, owners(owner), year(due, tr("Planeras klar år")))
        visit.views.revise_action(scope, asked)

    forms.carry_out(visit, scope, change, tr("Åtgärden finns i planen från {first}.", first=first))


def year(text: str, what: str) -> int:
    """A year with four digits. Raises Refusal for anything else."""
    written = text.strip()
    if not (written.isascii() and written.isdigit() and len(written) == 4):
        raise Refusal(
            tr("{what}: ”{written}” går inte att läsa. Ett år skrivs med fyra siffror.", what=what, written=written), code="unknown_year"
        )
    return int(written)


def owners(text: str) -> tuple[str, ...]:
    """Who is responsible, as written with commas between."""
    return tuple(name.strip() for name in text.split(",") if name.strip())
