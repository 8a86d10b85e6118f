"""One milestone: how far it has come and why, what shows it, and all that has been said; where a controller assesses it and ties to it."""

from __future__ import annotations

import streamlit as st

from kpi.access.permissions import Permission, allowed
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.programme.milestones import MilestoneState
from kpi.programme.model import Programme
from kpi.text import plan as say
from kpi.text.escape import html, plain
from kpi.views.plan_rows import MilestoneRow, PlanArea, PlanView
from pages._ui import forms, parts, plan
from pages._ui.guard import Visit
from pages._ui.navigation import Entry
from pages._ui.urls import Query

SEEN = "malbild-delmal-sett"  # in the session: the milestone whose form was drawn last, and its last assessment then
_WHY = N_("Skäl (står kvar i historiken)")


def chosen(row: PlanArea, query: Query) -> MilestoneRow:
    """The milestone that the address asks for. Raises Refusal when the area has none such."""
    for one in row.milestones:
        if one.milestone.id == query.delmal:
            return one
    message = tr("Delmålet ”{id}” finns inte i programområdet {area}.", id=query.delmal, area=row.area.name)
    raise Refusal(message, code="unknown_milestone")


def page(visit: Visit, view: PlanView) -> None:
    """The milestone that the address asks for."""
    row = chosen(view.area(visit.entry.area), visit.query)
    parts.write(one(row, visit.programme, visit.query, visit.entry))
    if allowed(visit.scope, Permission.JUDGE).ok and not visit.as_of:  # what was known earlier cannot be changed
        edit(visit, row)


def one(row: MilestoneRow, programme: Programme, query: Query, entry: Entry) -> str:
    """The whole of it, for everyone who reads the plan."""
    back = f'<p class="mb-label"><a href="{html(query.href(entry.link))}" data-mb="top">{html(row.area.name)}</a></p>'
    heading = say.milestone_heading(programme, row.milestone)
    head = (
        f'<div class="mb-title">{back}<h1 id="rubrik" tabindex="-1">{html(heading)}</h1>'
        f'<p class="mb-lead">{html(row.milestone.text)}</p></div>'
    )
    notes = parts.notes(note.text for note in row.milestone.notes)
    stands = f'<div class="mb-standing mb-standing-alone">{plan.standing(row)}</div>'
    return f"{head}{notes}{stands}{_shown(row, programme, query)}{_history(row, programme)}"


def _shown(row: MilestoneRow, programme: Programme, query: Query) -> str:
    told = tr(
        "Siffrorna gäller hela {organisation}. Att en indikator har ändrats avgör inte om delmålet är uppnått.",
        organisation=programme.organisation,
    )
    body = plan.shown_by(row, query)
    return parts.section(tr("Indikatorer som visar det"), told if body else tr("Ingen är knuten till delmålet.")) + body


def _history(row: MilestoneRow, programme: Programme) -> str:
    said = [
        (
            parts.when(one.time),
            say.WITHHELD if one.withheld or one.state is None else say.MILESTONE[one.state].word,
            parts.day(one.day),
            one.reason,
            one.user,
        )
        for one in row.history
    ]
    blocks = parts.section(tr("Historik"), "" if said or row.ties else tr("Ingen har bedömt delmålet."))
    if said:
        blocks += parts.table(tr("Bedömningar, senast först"), (tr("När"), tr("Läge"), tr("Avser"), tr("Skäl"), tr("Vem")), said)
    if row.ties:
        done = {True: tr("knuten"), False: tr("inte längre knuten")}
        labels = {i.id: i.label for i in programme.indicators}
        names = [(parts.when(t.time), labels.get(t.indicator, t.indicator), done[t.active], t.reason, t.user) for t in row.ties]
        headings = (tr("När"), tr("Indikator"), tr("Vad"), tr("Skäl"), tr("Vem"))
        blocks += parts.table(tr("Indikatorer som har knutits, senast först"), headings, names)
    return blocks


def edit(visit: Visit, row: MilestoneRow) -> None:
    """The forms, for those who write."""
    _assess(visit, row)
    _tie(visit, row)


@parts.placed
def _assess(visit: Visit, row: MilestoneRow) -> None:
    id_ = row.milestone.id
    _tell_if_changed(row)
    told = tr("Säg hur långt delmålet har kommit. Alla som läser planen ser det. Rätta med en ny bedömning. Skriv inga skyddade siffror.")
    parts.write(parts.section(tr("Bedöm"), told))
    names = {state.value: word.word for state, word in say.MILESTONE.items()}
    first = list(names).index((row.state or MilestoneState.UNDER_WAY).value)
    key = f"{id_}-{row.last}"
    with st.container(key="malbild-val-delmal"), st.form(f"delmal-{key}"):
        state = st.radio(
            tr("Hur långt har delmålet kommit?"), list(names), index=first, format_func=names.get, key=f"delmal-lage-{key}", horizontal=True
        )
        day = st.text_input(tr("Dagen som bedömningen avser (ÅÅÅÅ-MM-DD, tomt: i dag)"), key=f"delmal-dag-{key}", max_chars=10, width=440)
        reason = st.text_area(tr(_WHY), key=f"delmal-skal-{key}", max_chars=1000, height=100, width=640)
        scope = forms.signature(visit, f"delmal-namn-{key}")
        if not st.form_submit_button(tr("Spara bedömningen")):
            return

    def change() -> None:
        when = forms.date_of(day, tr("Dagen"))
        visit.views.assess_milestone(scope, id_, state, reason=reason, day=when.isoformat() if when else None, after=row.last)

    done = tr("Delmålet är bedömt: {status}.", status=names[state].lower())
    forms.carry_out(visit, scope, change, done, then=lambda: st.session_state.pop(SEEN, None))


def _tell_if_changed(row: MilestoneRow) -> None:
    """A form that somebody else's assessment has made out of date starts over empty: say so."""
    before = st.session_state.get(SEEN)
    now = (row.milestone.id, row.last)
    if before and before[0] == now[0] and before[1] != now[1]:
        st.warning(tr("Någon annan har bedömt delmålet sedan du öppnade sidan. Läs det som är sagt nu."), icon=None)
    st.session_state[SEEN] = now


@parts.placed
def _tie(visit: Visit, row: MilestoneRow) -> None:
    id_ = row.milestone.id
    if not visit.programme.indicators:
        told = tr("Planen har inga indikatorer än. Lägg in dem i programpaketets indicators.toml; sedan kan de knytas här.")
        parts.write(parts.section(tr("Knyt en indikator"), told))
        return
    held = [tied.row.indicator.id for tied in row.indicators]
    told = tr("Den visas vid delmålet med sin status. En som redan är knuten tas bort på samma sätt.")
    parts.write(parts.section(tr("Knyt en indikator"), told))
    names = {i.id: plain(tr("{indicator} (knuten)", indicator=i.label) if i.id in held else i.label) for i in visit.programme.indicators}
    with st.container(key="malbild-val-knyt"), st.form(f"knyt-{id_}"):
        name = st.selectbox(tr("Indikator"), list(names), format_func=names.get, key=f"knyt-vilken-{id_}", width=440)
        reason = st.text_input(tr(_WHY), key=f"knyt-skal-{id_}", max_chars=1000, width=640)
        scope = forms.signature(visit, f"knyt-namn-{id_}")
        if not st.form_submit_button(tr("Knyt, eller ta bort")):
            return
    active = name not in held
    done = tr("Indikatorn är knuten till delmålet.") if active else tr("Indikatorn är inte längre knuten till delmålet.")
    forms.carry_out(visit, scope, lambda: visit.views.tie_milestone(scope, id_, name, reason=reason, active=active), done)
