"""The page about access, read: the grants that hold, seeing as someone else, what a person sees and why, and the history."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.access.grants import day_of, today
from kpi.access.scope import Role
from kpi.access.seeing import BOARD, UNIT
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.text import numbers, words
from kpi.text.escape import html, plain
from kpi.views.access import Explained, GrantRow, UnitAnswer
from kpi.views.levels import LevelRow
from pages._ui import errors, forms, parts
from pages._ui.guard import Visit

_MOST_UNITS = 3
_INDENT = "\u2003"
_YES, _NO = N_("✓ ja"), N_("– nej")
_REACH = {Role.CONTROLLER: N_("alla"), Role.BOARD: N_("de två översta nivåerna"), Role.ADMIN: N_("inga siffror")}


@parts.placed
def current(visit: Visit, rows: Sequence[GrantRow]) -> None:
    """The grants that hold today."""
    held = [row for row in rows if row.holds]
    parts.write(parts.section(tr("Gäller nu"), of_programme(visit)))
    if not held:
        where = (
            tr("Ge den första här nedanför.")
            if visit.scope.role is Role.ADMIN
            else tr("Den första ges på kommandoraden: python -m kpi access grant.")
        )
        parts.write(f'<p class="mb-nothing">{tr("Ingen har fått någon behörighet än.")} {where}</p>')
        return
    body = [(row.grant.name, row.grant.person, row.role, units_said(row), *dates(row), row.deputy_for or "", _given(row)) for row in held]
    headings = (tr("Namn"), tr("Användarnamn"), tr("Roll"), tr("Enheter"), tr("Från"), tr("Till"), tr("Ställföreträdare för"), tr("Given"))
    parts.write(parts.table(tr("Behörigheter som gäller: {count}", count=numbers.count(len(held))), headings, body))


def of_programme(visit: Visit) -> str:
    """Which programme grants are for, where there are several; "" where there is one."""
    if not visit.runtime.beside:
        return ""
    return tr("Behörigheterna gäller programmet ”{name}”. Varje program har sina egna.", name=visit.programme.name)


def _given(row: GrantRow) -> str:
    day = parts.day(day_of(row.grant.time).isoformat())
    return tr("{day} av {user}: {reason}", day=day, user=row.grant.user, reason=row.grant.reason)


def units_said(row: GrantRow) -> str:
    """The units by name, the first few; what the role decides in words."""
    if row.leads:
        return row.leads
    if row.grant.role == Role.MANAGER:
        named = [f"{name} ({code})" for code, name in row.units[:_MOST_UNITS]]
        more = len(row.units) - len(named)
        said = ", ".join(named)
        return tr("{units} och {n} till", units=said, n=numbers.count(more)) if more else said
    return tr(_REACH[Role(row.grant.role)]) if Role(row.grant.role) in _REACH else ""


def dates(row: GrantRow) -> tuple[str, str]:
    """First and last day in words."""
    return parts.day(row.grant.valid_from), parts.day(row.grant.valid_to) if row.grant.valid_to else tr("tills vidare")


def levels(visit: Visit) -> None:
    """Who answers to whom, with the committee beside and the source's own words; nothing for a pack that does not say."""
    rows = visit.views.levels(visit.scope)
    if not rows:
        return
    text = tr("En roll på en nivå ser den egna enheten och allt under. Nivåerna, vem de svarar inför och samverkansorganen är källans.")
    parts.write(parts.section(tr("Nivåerna och vem de svarar inför"), text))
    body = [
        (
            f"{_INDENT * row.depth}{row.name}",
            row.answers_to,
            row.committee or words.NOT_STATED,
            row.leader or "",
            numbers.count(row.units),
        )
        for row in rows
    ]
    headings = (tr("Nivå"), tr("Svarar inför"), tr("Samverkansorgan"), tr("Ledningen kallas"), tr("Enheter"))
    parts.write(parts.table(tr("Nivåer: {count}", count=numbers.count(len(rows))), headings, body, numeric=(4,)))
    told = "".join(_level_html(row) for row in rows if row.sections)
    if told:
        parts.write(_folded(tr("Källans egna ord om varje nivå"), told))


def _level_html(row: LevelRow) -> str:
    """The source's sections about a level, word for word."""
    sections = []
    for section in row.sections:
        where = f'<p class="mb-note">{html(section.source)}</p>' if section.source else ""
        paragraphs = "".join(f"<p>{html(text)}</p>" for text in section.text)
        sections.append(f"<p><strong>{html(section.heading)}</strong></p>{where}{paragraphs}")
    return f"<section><h3>{html(row.name)}</h3>{''.join(sections)}</section>"


@parts.placed
def see_as(visit: Visit, rows: Sequence[GrantRow]) -> None:
    """Links to see as a manager or as the board: the ordinary addresses, with whose eyes in them."""
    text = tr(
        "Du ser precis det som den rollen ser och kan inte göra mer. Det syns på varje sida och står i loggen; ett klick tar dig tillbaka."
    )
    parts.write(parts.section(tr("Visa som"), text))
    managers = [row for row in rows if row.holds and row.grant.role == Role.MANAGER]
    links = [(tr("Visa som nämnden"), BOARD)]
    links += [(f"{row.grant.name}: {units_said(row)}", row.grant.id) for row in managers]
    parts.write(f'<ul class="mb-links">{"".join(_link(visit, text, som) for text, som in links)}</ul>')
    units = visit.views.access_units(visit.scope)
    names = {u.code: f"{_INDENT * u.depth}{plain(u.name)}" for u in units}
    with st.container(key="malbild-val-som"):
        code = st.selectbox(
            tr("Visa som chef för enheten"), list(names), index=None, format_func=lambda c: names.get(c, c), key="som-enhet", width=440
        )
    if code:
        parts.write(f'<ul class="mb-links">{_link(visit, tr("Visa som chef för {unit}", unit=names[code].strip()), UNIT + code)}</ul>')


def _link(visit: Visit, text: str, som: str) -> str:
    address = visit.query.href(som=som, enhet=None)
    return f'<li><a href="{html(address)}" data-mb="top">{html(text)}</a></li>'


@parts.placed
def explain(visit: Visit, rows: Sequence[GrantRow]) -> None:
    """What a person sees on a day, and why: also a person who has nothing."""
    parts.write(parts.section(tr("Vad ser en person, och varför"), tr("Skriv ett användarnamn, också ett som inte finns i listan.")))
    with st.container(key="malbild-val-forklara", horizontal=True, vertical_alignment="bottom"):
        person = st.text_input(tr("Användarnamn"), key="forklara-vem", max_chars=200, width=320)
        day = st.text_input(tr("Dag (ÅÅÅÅ-MM-DD)"), value=today().isoformat(), key="forklara-dag", max_chars=10, width=200)
    if not (person or "").strip():
        return
    try:
        found = visit.views.explain(visit.scope, person, forms.date_of(day, tr("Dag")) or today())
    except Refusal as error:
        errors.refusal(error)
        return
    parts.write(explained_html(found))


def explained_html(found: Explained) -> str:
    """The answer: in a sentence, grant by grant, unit by unit, action by action."""
    told = found.explanation
    who = f"{told.person}, {parts.day(told.day.isoformat())}"
    head = f'<p class="mb-finding mb-answer"><strong>{html(who)}.</strong> {html(told.text)}</p>'
    grants = [(_yes(r.holds), r.text) for r in told.reasons]
    blocks = [head, f'<p class="mb-finding">{html(found.leads)}.</p>' if found.leads else ""]
    if grants:
        blocks.append(parts.table(tr("Behörigheter"), (tr("Gäller"), tr("Varför")), grants))
    if told.scope is not None:
        seen = [u for u in found.units if u.answer.ok]
        caption = tr(
            "Ser {seen} av {units} enheter år {year}",
            seen=numbers.count(len(seen)), units=numbers.count(len(found.units)), year=found.year,
        )  # fmt: skip
        if seen:
            blocks.append(parts.table(caption, (tr("Enhet"), tr("Kod"), tr("Ser"), tr("Varför")), [_unit(u) for u in seen]))
        rest = [_unit(u) for u in found.units if not u.answer.ok]
        if rest:
            caption = tr("Ser inte: {count} enheter", count=numbers.count(len(rest)))
            table = parts.table(caption, (tr("Enhet"), tr("Kod"), tr("Ser"), tr("Varför inte")), rest)
            blocks.append(_folded(tr("Enheter som personen inte ser"), table))
        may = [(action[:1].upper() + action[1:], _yes(answer.ok), answer.reason) for action, answer in found.actions]
        blocks.append(
            _folded(tr("Vad personen får göra"), parts.table(tr("Vad rollen får göra"), (tr("Vad"), tr("Får"), tr("Varför")), may))
        )
    return "".join(blocks)


def _folded(name: str, body: str) -> str:
    return f'<details class="mb-fold"><summary>{html(name)}</summary>{body}</details>'


def _unit(unit: UnitAnswer) -> tuple[str, str, str, str]:
    return (unit.name, unit.code, _yes(unit.answer.ok), unit.answer.reason)


def _yes(holds: bool) -> str:
    return tr(_YES if holds else _NO)


def history(rows: Sequence[GrantRow]) -> None:
    """Every grant there is or has been, the latest first."""
    newest = sorted(rows, key=lambda row: row.grant.time, reverse=True)
    if not newest:
        return
    body = [
        (
            parts.when(row.grant.time), row.grant.user, f"{row.grant.name} ({row.grant.person})", row.role, units_said(row), *dates(row),
            row.grant.reason, _yes(row.holds), _ended(row),
        )
        for row in newest
    ]  # fmt: skip
    headings = (
        tr("Given"), tr("Av"), tr("Till"), tr("Roll"), tr("Enheter"), tr("Från"), tr("Till och med"), tr("Skäl"),
        tr("Gäller"), tr("Avslutad"),
    )  # fmt: skip
    table = parts.table(tr("Alla behörigheter, de senaste först: {count}", count=numbers.count(len(body))), headings, body)
    parts.write(parts.section(tr("Historik")), _folded(tr("Visa historiken"), table))


def _ended(row: GrantRow) -> str:
    grant = row.grant
    if grant.revoked_time:
        return tr(
            "Återkallad {when} av {user}: {reason}",
            when=parts.when(grant.revoked_time), user=grant.revoked_user, reason=grant.revoked_reason,
        )  # fmt: skip
    return tr("Ersatt {when}", when=parts.when(grant.replaced_time)) if grant.replaced_time else ""
