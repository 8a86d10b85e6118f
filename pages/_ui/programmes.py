"""Which programme a visit is about: the one in the address, else the first that the visitor may see; and the way to the others.

One programme at a time, as one role at a time. The address says which, every link keeps it, and to change is a whole new page: a session,
with what is typed into it, belongs to one programme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from kpi.access import grants
from kpi.access.identity import Person
from kpi.access.scope import Role
from kpi.errors import Refusal
from kpi.language import SOURCE, all_of, tr
from kpi.programme.model import Programme
from kpi.runtime import Runtime, language_of
from kpi.settings import Settings
from kpi.text.escape import html
from pages._ui import state
from pages._ui.urls import Query

HELD = "malbild-program"  # in the session: the programme that it is about


def open_to(runtime: Runtime, person: Person) -> list[Runtime]:
    """The programmes over the store that the person has any role in today, in the installation's order. All, at the machine itself."""
    every = list(runtime.beside.values()) or [runtime]
    if person.source == "local":
        return every
    day = grants.today()
    return [one for one in every if grants.roles_of(person.id, one.store.grants(), day)]


def chosen(runtime: Runtime, person: Person, query: Query) -> tuple[Runtime, Query]:
    """The Runtime of the programme that the address names, and the query whose links name it. Without a name: the first that is open to the
    person, else the default (where nothing will be shown).

    Raises Refusal: ``unknown_programme``, or ``not_allowed`` for one that the person has no role in. Never another in its place.
    """
    may = open_to(runtime, person)
    if query.program is None:
        one = may[0] if may else runtime
    else:
        one = runtime.of(query.program)
        if may and one not in may:
            names = all_of(tr("”{name}”", name=other.programme.name) for other in may)
            message = tr(
                "Du har ingen behörighet i programmet ”{programme}”. Du har behörighet i {names}.",
                programme=one.programme.name,
                names=names,
            )
            raise Refusal(message, code="not_allowed")
    return one, (query.naming(one.programme.id) if runtime.beside else query)


def language(runtime: Runtime, person: Person | None, named: str | None) -> str:
    """The language of a visit: that of the programme it is about, which is the one named if there is such a one, else the first that is
    open to the person, else the default."""
    known = {programme.id: programme.language for programme in runtime.programmes}
    if named in known or not runtime.beside:
        return known.get(named or "", runtime.programme.language)
    may = open_to(runtime, person) if person else []
    return (may[0] if may else runtime).programme.language


def language_held() -> str:
    """The language of the programme that the session is about, when nothing else is known of what runs."""
    try:
        return language(state.runtime(), None, st.session_state.get(HELD))
    except Exception:  # it may be just that which has gone wrong
        return language_installed()


def language_installed() -> str:
    """The language of the installation's first programme, also when its pack is faulty; Swedish when there is none."""
    try:
        return language_of(Settings.read())
    except Refusal:
        return SOURCE


def part(runtime: Runtime, person: Person, role: Role) -> bool:
    """Is there a programme over the store in which the person has not the role? Then what they have in common is not theirs to change."""
    if person.source == "local":
        return False
    day = grants.today()
    return any(role not in grants.roles_of(person.id, one.store.grants(), day) for one in runtime.beside.values())


def hold(programme: Programme) -> None:
    """Let the session be about this programme: what it held about another is forgotten."""
    if st.session_state.get(HELD, programme.id) != programme.id:
        for key in list(st.session_state):
            del st.session_state[key]
    st.session_state[HELD] = programme.id


def ways(runtime: Runtime, person: Person) -> str:
    """Links to the start page of each programme that is open to the person."""
    return _links((one.programme for one in open_to(runtime, person)), lambda p: Query(program=p.id).href() if runtime.beside else "/")


def switcher(runtime: Runtime, person: Person, query: Query) -> str:
    """Which programme is shown, folded over links to the others; its name alone for someone who has one only, and "" where there is no
    other. The links load a whole new page."""
    may, here = open_to(runtime, person), runtime.programme
    if not runtime.beside:
        return ""
    if len(may) < 2:
        return f'<p class="mb-programme">{html(here.name)}</p>'
    items = []
    for one in may:
        current = ' aria-current="true"' if one.programme.id == here.id else ""
        address = Query(program=one.programme.id, ar=query.ar, per=query.per).href()
        items.append(f'<li><a href="{html(address)}"{current}>{html(one.programme.name)}</a></li>')
    return (
        f'<details class="mb-menu-fold mb-programmes"><summary><span class="mb-unseen">{tr("Program:")} </span>{html(here.name)}</summary>'
        f'<ul aria-label="{tr("Byt program")}">{"".join(items)}</ul></details>'
    )


def elsewhere(runtime: Runtime, person: Person, ids: Sequence[str], path: str) -> str:
    """Links to a page in the other programmes that have it, of those open to the person."""
    return _links((one.programme for one in open_to(runtime, person) if one.programme.id in ids), lambda p: Query(program=p.id).href(path))


def _links(found: Iterable[Programme], address: Callable[[Programme], str]) -> str:
    return "".join(f'<p><a href="{html(address(p))}">{html(tr("Till {name}", name=p.name))}</a></p>' for p in found)
