"""The page about access, written: give a role, revoke one, and read a list of managers. For administrators."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from kpi.access.grants import today
from kpi.access.permissions import ROLES
from kpi.access.scope import Role
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.text import numbers
from kpi.text.escape import plain
from kpi.views.access import GrantRow
from kpi.views.managers import Plan, PlanRow
from pages._ui import errors, export, forms, parts
from pages._ui.access_list import of_programme, units_said
from pages._ui.guard import Visit
from pages._ui.later import later

ROUND = "malbild-lista-omgang"  # in the session: the file field starts over, empty, after each list
KINDS = {"new": N_("ny"), "changed": N_("ändrad"), "unchanged": N_("oförändrad")}
_INDENT = "\u2003"
_MOST_ROWS = 500
_DEPUTY = "deputy"
TYPES = ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv"]
ALWAYS = N_("tills vidare")


@parts.placed
def give(visit: Visit, rows: Sequence[GrantRow]) -> None:
    """A form to give one person one role, from a day on and perhaps to one."""
    told = tr("Användarnamnet ska vara det som inloggningstjänsten ger. Skriv aldrig personnummer.")
    parts.write(parts.section(tr("Ge behörighet"), f"{told} {of_programme(visit)}".strip()))
    kinds = [*(role.value for role in Role), _DEPUTY]
    with st.container(key="malbild-val-ge"):
        kind = st.selectbox(tr("Roll"), kinds, index=kinds.index(Role.MANAGER), format_func=_kind_word, key="ge-roll", width=320)
        with st.form("ge-behorighet"):
            person = st.text_input(tr("Användarnamn"), key="ge-vem", max_chars=200, width=440)
            name = st.text_input(tr("Namn att visa"), key="ge-namn", max_chars=200, width=440)
            units, principal = _reach(visit, rows, kind)
            with st.container(horizontal=True):
                first = st.text_input(tr("Gäller från (ÅÅÅÅ-MM-DD)"), value=today().isoformat(), key="ge-fran", max_chars=10, width=240)
                last = st.text_input(tr("Gäller till (tomt: tills vidare)"), key="ge-till", max_chars=10, width=240)
            reason = st.text_input(tr("Skäl"), key="ge-skal", max_chars=300, width=640)
            scope = forms.signature(visit, "ge-signatur")
            if not st.form_submit_button(tr("Ge behörigheten"), key="ge"):
                return
    role = Role.MANAGER.value if kind == _DEPUTY else kind

    def change() -> None:
        days = {"valid_from": _iso(first, tr("Gäller från")), "valid_to": _iso(last, tr("Gäller till"))}
        local = visit.visitor.person.source == "local"
        visit.views.give(scope, person, role, name=name, units=units, reason=reason, deputy_for=principal, machine=local, **days)

    forms.carry_out(visit, scope, change, tr("{name} har fått behörigheten.", name=name or person))


def _kind_word(kind: str) -> str:
    return tr("ställföreträdare för en chef") if kind == _DEPUTY else tr(ROLES[Role(kind)].name)


def _reach(visit: Visit, rows: Sequence[GrantRow], kind: str) -> tuple[list[str], str | None]:
    """What the role reaches: a manager's unit (one at a time; several grants are joined), or the grant that a deputy has part in."""
    if kind == Role.MANAGER:
        names = {u.code: f"{_INDENT * u.depth}{plain(u.name)}" for u in visit.views.access_units(visit.scope)}
        chosen = st.selectbox(
            tr("Enhet, med allt under"), list(names), index=None, format_func=lambda c: names.get(c, c), key="ge-enhet", width=640
        )
        return [chosen] if chosen else [], None
    if kind == _DEPUTY:
        own = {row.grant.id: f"{plain(row.grant.name)}: {plain(units_said(row))}" for row in rows if row.holds and _principal(row)}
        return [], st.selectbox(tr("Ställföreträdare för"), list(own), format_func=lambda g: own.get(g, g), key="ge-for", width=640)
    return [], None


def _principal(row: GrantRow) -> bool:
    return row.grant.role == Role.MANAGER and row.grant.deputy_for is None


@parts.placed
def revoke(visit: Visit, rows: Sequence[GrantRow]) -> None:
    """A form to end a grant now. What has ended by its dates needs none."""
    standing = {row.grant.id: row for row in rows if not row.grant.ended and (row.grant.valid_to or "9999") >= today().isoformat()}
    if not standing:
        return
    parts.write(
        parts.section(
            tr("Återkalla behörighet"), tr("Den slutar gälla genast, och ställföreträdare för den med den. Historiken står kvar.")
        )
    )
    with st.container(key="malbild-val-aterkalla"):
        texts = {id_: plain(f"{row.grant.name} ({row.grant.person}) · {row.role} · {units_said(row)}") for id_, row in standing.items()}
        grant = st.selectbox(tr("Behörighet"), list(texts), format_func=lambda g: texts.get(g, g), key="aterkalla-val", width=640)
        why = st.text_input(tr("Skäl till att återkalla"), key="aterkalla-skal", max_chars=300, width=640)
        scope = forms.signature(visit, "aterkalla-namn")
        if st.button(tr("Återkalla behörigheten"), key="aterkalla"):
            forms.carry_out(
                visit, scope, lambda: visit.views.revoke(scope, grant, why or ""), tr("Återkallad: {grant}.", grant=texts[grant])
            )


@parts.placed
def import_list(visit: Visit) -> None:
    """A list of managers as a workbook: read, shown, and stored whole when it is confirmed."""
    text = tr("En rad per chef och enhet. Den som inte står i listan behåller det den har. Allt läses in, eller inget.")
    parts.write(parts.section(tr("Läs in en lista över chefer"), text))
    with st.container(key="malbild-val-lista"):
        st.download_button(tr("Hämta mall"), later(lambda: _template(visit)), "malbild-chefer.xlsx", key="lista-mall", on_click="ignore")
        turn = st.session_state.get(ROUND, 0)
        file = st.file_uploader(
            tr("Lista över chefer (.xlsx, .xls, .ods, .csv)"), type=["xlsx", "xlsm", "xls", "xlsb", "ods", "csv"], key=f"lista-{turn}"
        )
    if file is None:
        return
    plan = visit.views.plan_managers(visit.scope, file.getvalue(), file.name)
    if plan.faults:
        _faults(plan)
        return
    _preview(visit, plan)


def _faults(plan: Plan) -> None:
    refused = Refusal(tr("Listan har fel, och inget är inläst. Rätta raderna och läs in den igen."), code="bad_list", faults=plan.faults)
    errors.refusal(refused)
    st.download_button(
        tr("Hämta alla fel som CSV"), export.faults(plan.faults), "fel-i-listan.csv", "text/csv", on_click="ignore", key="lista-fel"
    )


def _preview(visit: Visit, plan: Plan) -> None:
    counts = ", ".join(f"{numbers.count(plan.count(kind))} {tr(word)}" for kind, word in KINDS.items())
    changes = [row for row in plan.rows if row.kind != "unchanged"]
    body = [_change(planned) for planned in changes[:_MOST_ROWS]]
    headings = (tr("Rad"), tr("Slag"), tr("Namn"), tr("Användarnamn"), tr("Enhet"), tr("Gäller"), tr("Ställföreträdare för"), tr("Förut"))
    parts.write(f'<p class="mb-finding">{tr("Listan ger: {counts}.", counts=counts)}</p>')
    if not changes:
        return
    parts.write(parts.table(tr("Det här ändras"), headings, body, numeric=(0,)))
    scope = forms.signature(visit, "lista-namn")
    if st.button(tr("Läs in listan"), type="primary", key=f"lista-in-{plan.version}"):
        done = tr("Listan är inläst: {counts}.", counts=counts)
        forms.carry_out(visit, scope, lambda: visit.views.apply_managers(scope, plan), done, then=_start_over)


def _change(planned: PlanRow) -> tuple[str, ...]:
    row = planned.row
    now, before = (f"{g.valid_from}–{g.valid_to or tr(ALWAYS)}" if g else "" for g in (planned.new, planned.before))
    return (numbers.count(row.row), tr(KINDS[planned.kind]), row.name, row.person, planned.unit or "", now, row.deputy_for or "", before)


def _template(visit: Visit) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chefer.xlsx"
        visit.views.managers_template(visit.scope, path)
        return path.read_bytes()


def _start_over() -> None:
    """An empty field for the next list."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def _iso(text: str, what: str) -> str | None:
    day = forms.date_of(text, what)
    return day.isoformat() if day else None
