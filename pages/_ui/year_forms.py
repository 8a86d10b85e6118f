"""*Årsstatus*, written: judge a goal or an indicator and approve it, note breaks and events, say when it was shown. For controllers."""

from __future__ import annotations

import streamlit as st

from kpi.charts.remarks import said
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.programme.judgement import AnnotationKind, Step, Verdict
from kpi.text import words
from kpi.text import year_status as say
from kpi.text.escape import html, plain
from kpi.views.year_status_rows import Judged, YearRow, YearStatus
from pages._ui import forms, parts, year_goal
from pages._ui.guard import Visit
from pages._ui.navigation import YEAR_STATUS

SHOWN = "visad"
STEPS = {Step.DRAFT: N_("Utkast"), Step.APPROVED: N_("Godkänd"), Step.WITHDRAWN: N_("Återtagen")}
_WHY = N_("Skäl (står kvar i historiken)")


def write(visit: Visit, view: YearStatus) -> None:
    """The form that the address asks for: ``skriv=mal:<id>``, ``indikator:<id>`` or ``visad``. Raises Refusal for anything else."""
    kind, _, subject = (visit.query.skriv or "").partition(":")
    if visit.query.skriv == SHOWN:
        _shown(visit, view)
    elif kind == "mal" and (goal := next((g for g in view.goals if g.area.id == subject), None)):
        found = year_goal.section(view, goal, visit.query, {}, writes=False)
        _judge(visit, view, goal.area.name, tr("Målet: {goal}", goal=goal.area.aim or words.NO_GOAL), goal.judged, found)
    elif kind == "indikator" and (row := next((r for r in view.rows if r.indicator.id == subject), None)):
        found = f'<section class="mb-area">{year_goal.line(view, row, visit.query)}</section>'
        _judge(visit, view, row.indicator.label, row.card.sentence, row.judged, found)
        _annotations(visit, row)
    else:
        told = tr("”{subject}” i adressen går inte att bedöma. Välj ett mål eller en indikator.", subject=visit.query.skriv)
        raise Refusal(told, code="unknown_subject")


def _back(visit: Visit, view: YearStatus) -> str:
    address = visit.query.href(YEAR_STATUS)
    here = html(f"{view.context.unit.name} {view.context.year}")
    return f'<p class="mb-label"><a href="{html(address)}" data-mb="top">{tr("Årsstatus")}</a> · {here}</p>'


def _title(visit: Visit, view: YearStatus, heading: str, lead: str) -> str:
    lead = f'<p class="mb-lead">{html(lead)}</p>' if lead else ""
    return f'<div class="mb-title">{_back(visit, view)}<h1 id="rubrik" tabindex="-1">{html(heading)}</h1>{lead}</div>'


def _judge(visit: Visit, view: YearStatus, name: str, lead: str, judged: Judged, figures: str) -> None:
    """The figures first, then the text: draft, approve, take back, and every version."""
    parts.write(_title(visit, view, name, lead), figures)
    latest = judged.history[0] if judged.history else None
    written = judged.draft or judged.approved
    told = tr("Skriv vad siffrorna betyder för målet. Texten syns för andra först när den är godkänd. Skriv inga siffror som är skyddade.")
    parts.write(parts.section(tr("Bedömning"), told))
    at = {"year": view.context.year, "unit": view.context.unit.code, "after": latest.seq if latest else 0}
    key = f"{judged.kind}-{judged.subject}-{view.context.unit.code}-{view.context.year}-{latest.seq if latest else 0}"
    names = {v.value: word.word for v, word in say.VERDICT.items()}
    with st.container(key="malbild-val-bedomning"), st.form(f"bedom-{key}"):
        first = list(names).index(written.verdict.value) if written and written.verdict else list(names).index(Verdict.UNCERTAIN)
        verdict = st.radio(tr("Nås målet i tid?"), list(names), index=first, format_func=names.get, key=f"bedom-om-{key}", horizontal=True)
        reason = st.text_input(tr("Skäl"), value=written.reason if written else "", key=f"bedom-skal-{key}", max_chars=1000, width=640)
        text = st.text_area(
            tr("Analys"), value=written.analysis if written else "", key=f"bedom-text-{key}", max_chars=6000, height=220, width=640
        )
        scope = forms.signature(visit, f"bedom-namn-{key}")
        saved = st.form_submit_button(tr("Spara utkastet"))
    if saved:
        forms.carry_out(
            visit,
            scope,
            lambda: visit.views.judge(scope, judged.kind, judged.subject, verdict=verdict, reason=reason, analysis=text, **at),
            tr("Utkastet är sparat."),
        )
    if judged.draft is not None:
        _approve(visit, judged, at, key)
    if judged.approved is not None:
        _withdraw(visit, judged, at, key)
    parts.write(_history(judged))


@parts.placed
def _approve(visit: Visit, judged: Judged, at: dict, key: str) -> None:
    draft = judged.draft
    assert draft is not None
    word = say.VERDICT[draft.verdict].word if draft.verdict else ""
    told = tr("Utkastet säger: {verdict}. {reason}", verdict=word, reason=draft.reason)
    stale = " " + tr("Siffrorna har ändrats sedan utkastet skrevs.") if draft.outdated else ""
    parts.write(parts.section(tr("Godkänn"), told + stale))
    with st.container(key="malbild-val-godkann"), st.form(f"godkann-{key}"):
        scope = forms.signature(visit, f"godkann-namn-{key}")
        approved = st.form_submit_button(tr("Godkänn utkastet"), type="primary")
    if approved:
        forms.carry_out(
            visit,
            scope,
            lambda: visit.views.approve(scope, judged.kind, judged.subject, figures=judged.figures, **at),
            tr("Bedömningen är godkänd, och alla som får se enheten ser den."),
        )


@parts.placed
def _withdraw(visit: Visit, judged: Judged, at: dict, key: str) -> None:
    with st.expander(tr("Ta tillbaka den godkända bedömningen")), st.form(f"atertag-{key}"):
        reason = st.text_input(tr(_WHY), key=f"atertag-skal-{key}", max_chars=1000, width=640)
        scope = forms.signature(visit, f"atertag-namn-{key}")
        taken = st.form_submit_button(tr("Ta tillbaka"))
    if taken:
        forms.carry_out(
            visit,
            scope,
            lambda: visit.views.withdraw(scope, judged.kind, judged.subject, reason=reason, **at),
            tr("Bedömningen är återtagen."),
        )


def _history(judged: Judged) -> str:
    if not judged.history:
        return ""
    rows = []
    for step in judged.history:
        word = say.VERDICT[step.verdict].word if step.verdict else say.WITHHELD
        stale = tr("ja") if step.outdated else ""
        rows.append((parts.when(step.time), tr(STEPS[step.step]), word, step.reason, step.analysis, step.user, stale))
    headings = (tr("När"), tr("Steg"), tr("Bedömning"), tr("Skäl"), tr("Analys"), tr("Vem"), tr("Siffrorna har ändrats sedan dess"))
    return parts.section(tr("Versioner")) + parts.table(tr("Alla versioner, senast först"), headings, rows)


@parts.placed
def _annotations(visit: Visit, row: YearRow) -> None:
    """Method breaks and events on the series: those there are, and a form for a new one."""
    told = tr("Ett metodbrott gör att åren före och efter inte jämförs. En händelse syns i diagrammen men ändrar ingen jämförelse.")
    parts.write(parts.section(tr("Metodbrott och händelser"), told), parts.notes(said(a) for a in row.annotations))
    kinds = {kind.value: word for kind, word in say.ANNOTATION.items()}
    i = row.indicator
    with st.container(key="malbild-val-anteckna"), st.form(f"anteckna-{i.id}", clear_on_submit=False):
        kind = st.selectbox(tr("Slag"), list(kinds), format_func=kinds.get, key=f"anteckna-slag-{i.id}", width=320)
        period = st.text_input(tr("Från (2024, 2024-Q2 eller 2024-03)"), key=f"anteckna-fran-{i.id}", max_chars=7, width=240)
        text = st.text_input(tr("Vad som hände"), key=f"anteckna-text-{i.id}", max_chars=300, width=640)
        scope = forms.signature(visit, f"anteckna-namn-{i.id}")
        noted = st.form_submit_button(tr("Spara anteckningen"))
    if noted:
        forms.carry_out(
            visit,
            scope,
            lambda: visit.views.annotate(scope, i.id, unit=row.total.unit, kind=kind, period=period, text=text),
            tr("{kind} är antecknat.", kind=kinds[kind]),
        )
    if row.annotations:
        _take_away(visit, row)


@parts.placed
def _take_away(visit: Visit, row: YearRow) -> None:
    names = {a.id: plain(f"{say.ANNOTATION[AnnotationKind(a.kind)]} {a.period}: {a.text}") for a in row.annotations}
    i = row.indicator
    with st.expander(tr("Ta bort en anteckning")), st.form(f"bortta-{i.id}"):
        chosen = st.selectbox(tr("Anteckning"), list(names), format_func=names.get, key=f"bortta-vilken-{i.id}", width=640)
        reason = st.text_input(tr(_WHY), key=f"bortta-skal-{i.id}", max_chars=1000, width=640)
        scope = forms.signature(visit, f"bortta-namn-{i.id}")
        removed = st.form_submit_button(tr("Ta bort anteckningen"))
    if removed:
        forms.carry_out(visit, scope, lambda: visit.views.remove_annotation(scope, chosen, reason), tr("Anteckningen är borttagen."))


def _shown(visit: Visit, view: YearStatus) -> None:
    """When the year was shown to whom."""
    year = view.context.year
    lead = tr("Från den dagen räknas vad som har ändrats sedan dess. Det som visades är det som var känt då.")
    parts.write(_title(visit, view, tr("När årsstatus {year} visades", year=year), lead))
    with st.container(key="malbild-val-visad"), st.form(f"visad-{year}"):
        audience = st.text_input(tr("För vem"), key=f"visad-vem-{year}", max_chars=300, width=440)
        day = st.text_input(tr("Dag (ÅÅÅÅ-MM-DD)"), value=view.actions.today, key=f"visad-dag-{year}", max_chars=10, width=240)
        note = st.text_input(tr("Anteckning (behövs inte)"), key=f"visad-not-{year}", max_chars=1000, width=640)
        scope = forms.signature(visit, f"visad-namn-{year}")
        told = st.form_submit_button(tr("Spara"))
    at = {"year": year, "unit": view.context.unit.code}
    if told:

        def change() -> None:
            when = forms.date_of(day, tr("Dagen"))
            visit.views.present(scope, audience=audience, day=when.isoformat() if when else None, note=note, **at)

        forms.carry_out(visit, scope, change, tr("Det är antecknat när årsstatus visades."))
    if not view.shown:
        return
    rows = [(parts.day(s.moment), s.audience, s.note, s.user) for s in view.shown]
    headings = (tr("När"), tr("För vem"), tr("Anteckning"), tr("Angett av"))
    parts.write(parts.section(tr("Visningar")), parts.table(tr("Årsstatus har visats"), headings, rows))
    _not_shown(visit, view, at)


@parts.placed
def _not_shown(visit: Visit, view: YearStatus, at: dict) -> None:
    names = {f"{n}": plain(f"{s.audience} {s.moment}") for n, s in enumerate(view.shown)}
    with st.expander(tr("Ta bort en visning")), st.form("visad-bort"):
        chosen = st.selectbox(tr("Visning"), list(names), format_func=names.get, key="visad-bort-vilken", width=440)
        reason = st.text_input(tr(_WHY), key="visad-bort-skal", max_chars=1000, width=640)
        scope = forms.signature(visit, "visad-bort-namn")
        removed = st.form_submit_button(tr("Ta bort visningen"))
    if removed:
        held = view.shown[int(chosen or 0)]
        told = {"audience": held.audience, "day": held.moment, "note": reason, "active": False}
        forms.carry_out(visit, scope, lambda: visit.views.present(scope, **told, **at), tr("Visningen är borttagen."))
