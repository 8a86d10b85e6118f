"""The frame of every page: who is asking, the menu, and the scope bar that says what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import streamlit as st

from kpi.access.permissions import allowed, require
from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.language import speaking, tr
from kpi.runtime import Runtime
from kpi.settings import ROOT
from kpi.text.escape import html, plain
from kpi.views.rows import Context, UnitChoice
from pages._ui import access, asof, errors, guard, navigation, parts, programmes, signin, signpages, state
from pages._ui.guard import Visit, Visitor, visiting
from pages._ui.later import later
from pages._ui.navigation import Entry
from pages._ui.urls import Query

PICKER = "malbild-enhet"
INDENT = "\u2003"


@contextmanager
def run() -> Iterator[None]:
    """One run, in the language of the programme that it is about. What is refused before there is a page (a faulty pack, a store that is
    taken) is told on a page of its own.

    Every run has one heading: a fault in a callback, which no page comes after, must not take that of the run before for its own.
    """
    parts.forget_title()
    try:
        with speaking(_language()):
            try:
                yield
            except Refusal as error:
                errors.refusal(error, alone=True)
                parts.forget_title()
                st.stop()
    except Exception:
        raise  # told by errors.on_script_error, below the page's heading if there is one
    except BaseException:  # how Streamlit stops a run or starts it over
        parts.forget_title()
        raise
    parts.forget_title()


def on_script_error(error: Exception) -> bool:
    """Streamlit's hook for an uncaught exception in a page or a callback: told in the language of the session's programme, since the run's
    own is over. True: nothing more is shown."""
    with speaking(programmes.language_held()):
        return errors.on_script_error(error)


def _language() -> str:
    try:
        return programmes.language(state.runtime(), signin.arrival().person, Query.read().program)
    except Refusal:  # there is no programme, or nobody may ask for one; the run itself says why
        return programmes.language_installed()


def open_for_visitor() -> tuple[Runtime, Visitor, Query]:
    """The programme's runtime, what the one who asks may see of it, and the address. Who is not signed in, or may see nothing, gets a page
    that says so."""
    st.set_page_config(page_title="Målbild", layout="wide", initial_sidebar_state="collapsed")
    runtime = state.runtime()
    arrival = signin.arrival()
    if arrival.person is None:
        signpages.sign_in(arrival, runtime.programme)
        st.stop()
    query = Query.read()
    try:
        runtime, query = programmes.chosen(runtime, arrival.person, query)
    except Refusal as error:  # the address asks for a programme that is not here, or not the visitor's
        errors.refusal(error, programmes.ways(runtime, arrival.person), alone=True)
        st.stop()
    programmes.hold(runtime.programme)
    try:
        visitor = guard.admit(runtime, arrival.person, query)
    except Refusal as error:  # the address asks for a role, or for someone else's eyes, that the visitor may not have
        own = html(Query(program=query.program).href())
        errors.refusal(error, f'<p><a href="{own}" data-mb="top">{tr("Visa sidorna som dig själv")}</a></p>', alone=True)
        st.stop()
    if visitor is None:
        signpages.no_access(arrival.person, *access.why_not(runtime, arrival.person))
        st.stop()
    return runtime, visitor, query


def entries(runtime: Runtime) -> tuple[Entry, ...]:
    """All pages of the programme, and those that only others over the store have."""
    return navigation.entries(runtime.programme, [p for p in runtime.programmes if p.id != runtime.programme.id])


def page(entry: Entry) -> st.Page:
    """The entry as a page that Streamlit can run."""
    return st.Page(ROOT / entry.file, title=entry.title, url_path=entry.path, default=entry.path == navigation.START)


@contextmanager
def visit(runtime: Runtime, visitor: Visitor, query: Query, pages: Sequence[Entry], entry: Entry) -> Iterator[None]:
    """Draw what all pages have in common, and let the page run with its visit. A page that the role may not open says why."""
    st.set_page_config(page_title=f"{entry.title} · Målbild")
    scope, switcher = visitor.scope, programmes.switcher(runtime, visitor.person, query)
    try:
        _refuse_elsewhere(runtime, entry)
        require(scope, entry.needs)
        context = _context(runtime, scope, query, entry)
    except Refusal as error:
        parts.write(navigation.menu(pages, entry, query.bare, scope, switcher), access.seeing_banner(visitor, query))
        ways = _ways_out(pages, entry, query, scope)
        if entry.elsewhere:
            ways = programmes.elsewhere(runtime, visitor.person, entry.elsewhere, entry.link) or _first_page(pages, query.bare, scope)
        errors.refusal(error, ways, alone=True)
        parts.write(access.about(visitor, query))
        st.stop()
    parts.write(navigation.menu(pages, entry, query, scope, switcher), access.seeing_banner(visitor, query))
    if entry.filtered:
        _scope_bar(entry, query, context)
    parts.write(asof.banner(entry, query, context), _about(visitor, query, context))
    try:
        with visiting(Visit(runtime, visitor, query, entry, context)):
            yield
        parts.write(asof.control(entry, query))  # below the answer: it is what one asks next, and seldom
    except Refusal as error:  # of the page: an unknown indicator in the address, a file that cannot be read
        errors.refusal(error, _first_page(pages, query, scope), alone=not parts.has_title())


def _refuse_elsewhere(runtime: Runtime, entry: Entry) -> None:
    if entry.elsewhere:
        message = tr(
            "Programområdet finns inte i programmet ”{programme}”. Det finns i ett annat program.", programme=runtime.programme.name
        )
        raise Refusal(message, code="other_programme")


def _context(runtime: Runtime, scope: Scope, query: Query, entry: Entry) -> Context:
    as_of = query.per if entry.dated else None
    if entry.filtered:
        return runtime.views.context(scope, query.year, query.enhet, as_of)
    return runtime.views.frame(scope, as_of)  # a page that is not about a year and unit works whatever the address says of them


def _ways_out(pages: Sequence[Entry], entry: Entry, query: Query, scope: Scope) -> str:
    """From what cannot be shown: what there was at the date asked for, and what there is now; else the first page that can be opened."""
    if not allowed(scope, entry.needs):
        return _first_page(pages, query.bare, scope)
    out = [(tr("Visa det du får se, senaste året"), query.bare.href(entry.link, indikator=query.indikator))]
    if query.per:
        now = query.href(entry.link, indikator=query.indikator, per=None)
        out.insert(0, (tr("Visa det som gäller nu"), now))
    return "".join(f'<p><a href="{html(address)}" data-mb="top">{text}</a></p>' for text, address in out)


def _first_page(pages: Sequence[Entry], query: Query, scope: Scope) -> str:
    first = next((p for p in pages if p.section and allowed(scope, p.needs)), None)
    if first is None:
        return ""
    return f'<p><a href="{html(query.href(first.link))}" data-mb="top">{html(tr("Till {name}", name=first.title))}</a></p>'


def _scope_bar(entry: Entry, query: Query, context: Context) -> None:
    """Unit and year, the same place on every page."""
    with st.container(key="malbild-omfang", horizontal=True, vertical_alignment="bottom", gap="medium"):
        _unit_picker(query, context)
        parts.write(_years(entry, query, context))


def _unit_picker(query: Query, context: Context) -> None:
    codes = [u.code for u in context.units]
    names = {u.code: _label(u, chosen=u.code == context.unit.code) for u in context.units}
    # The key holds the address' unit: when the address changes by a link, the picker starts over with what the address says.
    key = f"{PICKER}-{context.unit.code}-{context.year}"

    def chosen() -> None:
        st.query_params.from_dict(replace(query, enhet=st.session_state[key]).params())

    st.selectbox(
        tr("Enhet i organisationen"),
        codes,
        index=codes.index(context.unit.code),
        format_func=lambda code: names.get(code, code),
        key=key,
        on_change=later(chosen),
        width=440,
    )


def _label(unit: UnitChoice, chosen: bool) -> str:
    """Name and level, indented by depth; the chosen one also stands in the closed field and is not."""
    level = f" · {unit.level.lower()}" if unit.level and unit.depth else ""
    return f"{'' if chosen else INDENT * unit.depth}{plain(unit.name)}{level}"


def _years(entry: Entry, query: Query, context: Context) -> str:
    """The years as links: in a row, and folded behind the chosen one for narrow screens."""
    links = []
    for year in context.years:
        here = ' aria-current="true"' if year == context.year else ""
        address = query.href(entry.link, ar=year, **query.own)
        links.append(f'<li><a href="{html(address)}" data-mb="stay"{here}>{year}</a></li>')
    row = f"<ul>{''.join(links)}</ul>"
    return (
        f'<nav class="mb-years" aria-label="{tr("År")}"><span class="mb-label">{tr("År")}</span>{row}</nav>'
        f'<details class="mb-years-narrow"><summary><span class="mb-unseen">{tr("År")} </span>{context.year}</summary>'
        f'<nav aria-label="{tr("Välj år")}">{row}</nav></details>'
    )


def _about(visitor: Visitor, query: Query, context: Context) -> str:
    """Role, data version, and whether the figures are synthetic: on every page."""
    meaning = tr("Siffrorna kommer ur påhittade exempeldata, inte ur verkligheten.")
    badge = f'<strong class="mb-badge" title="{meaning}">{tr("SYNTETISK")}</strong>' if context.synthetic else ""
    empty = (tr("Inga utdrag är inlästa: bara planens egna siffror visas"),) if context.empty else ()
    return access.about(visitor, query, (*empty,), (tr("Dataversion {version}", version=context.data_version),), badge)
