"""The first statement of every page: without the app around it, a page shows nothing.

A page file can be run on its own (by a tool, or by a frontend that serves files from a folder). Then nobody has checked who is asking,
so there is no Visit, and the page stops before it has read anything.

Who may see what is asked anew on each run: a role that is taken away is gone at the next click.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

import streamlit as st

from kpi.access import audit, grants
from kpi.access.identity import Person, local_controller
from kpi.access.permissions import ROLES
from kpi.access.scope import Role, Scope
from kpi.access.seeing import Seeing, seen_as
from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.model import Programme
from kpi.runtime import Runtime
from kpi.views import Views
from kpi.views.rows import Context
from pages._ui import programmes
from pages._ui.navigation import Entry
from pages._ui.urls import Query

SEEING = "malbild-som"  # in the session: whose eyes were used last, so that a change is logged once
LOCAL_ROLES = (Role.CONTROLLER, Role.ADMIN)  # of someone at the machine itself, where the command line can do the same


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. ``scope``: by what everything is shown. ``own``: what the person has; not ``scope`` while seeing as someone else."""

    person: Person
    scope: Scope
    own: Scope
    roles: tuple[Role, ...]
    seeing: Seeing | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One run of one page: who asks, for what, and with what."""

    runtime: Runtime
    visitor: Visitor
    query: Query
    entry: Entry
    context: Context

    @property
    def scope(self) -> Scope:
        """By what everything on the page is shown and allowed."""
        return self.visitor.scope

    @property
    def views(self) -> Views:
        return self.runtime.views

    @property
    def programme(self) -> Programme:
        return self.runtime.programme

    @property
    def as_of(self) -> str | None:
        """The date or time whose knowledge the page shows; None for now."""
        return self.context.as_of

    @property
    def key(self) -> tuple[str | int | None, ...]:
        """What every cached text depends on: data version, programme, reach, unit and year, and what its links carry along (a controller
        who sees as a manager has that manager's scope, but other links)."""
        here, query = self.context, self.query
        known = (here.data_version, self.programme.digest, self.scope.key, here.unit.code, here.year, here.as_of)
        return (*known, query.per, query.som, query.roll, query.program)


_visit: ContextVar[Visit | None] = ContextVar("visit", default=None)


def scope_for(runtime: Runtime, person: Person, role: Role | None = None) -> Scope | None:
    """What a person may see of the runtime's programme, in the role chosen; None for nothing. Someone at the machine itself is its
    controller, or by choice its administrator; everyone else has what the grants say today."""
    if person.source != "local":
        found = grants.scope_of(person.id, runtime.store.grants(), grants.today(), role)
        return replace(found, part=programmes.part(runtime, person, found.role)) if found else None
    if role is Role.ADMIN:
        return Scope(Role.ADMIN, (), person.name, runtime.programme.id)
    return local_controller(runtime.programme.root_unit, person.name, runtime.programme.id) if role in (None, Role.CONTROLLER) else None


def admit(runtime: Runtime, person: Person, query: Query) -> Visitor | None:
    """The visitor that the person is by the address: ``roll`` chooses among the person's own roles, ``som`` sees as another. None: the
    person has no access at all. Raises Refusal for a role that the person has not, and for ``som`` by anyone but a controller."""
    role = _role(query.roll)
    held = grants.today()
    roles = LOCAL_ROLES if person.source == "local" else grants.roles_of(person.id, runtime.store.grants(), held)
    own = scope_for(runtime, person, role)
    if own is None:
        if role is not None and scope_for(runtime, person) is not None:
            raise Refusal(_not_yours(runtime, role, roles), code="not_allowed")
        return None
    seeing = seen_as(own, query.som, runtime.store.grants(), held) if query.som else None
    _log_seeing(own, query.som if seeing else None, seeing)
    return Visitor(person, seeing.scope if seeing else own, own, roles, seeing)


def _not_yours(runtime: Runtime, role: Role, roles: Sequence[Role]) -> str:
    name, held = tr(ROLES[role].name), tr(" och ").join(tr(ROLES[r].name) for r in roles)
    if runtime.beside:
        said = tr("Du har inte rollen {role} i programmet ”{programme}”.", role=name, programme=runtime.programme.name)
    else:
        said = tr("Du har inte rollen {role}.", role=name)
    return f"{said} {tr('Du har rollen {roles}.', roles=held)}"


def _role(text: str | None) -> Role | None:
    if text is None:
        return None
    try:
        return Role(text)
    except ValueError:
        raise Refusal(tr("Rollen ”{role}” i adressen finns inte.", role=text), code="unknown_role") from None


def _log_seeing(own: Scope, som: str | None, seeing: Seeing | None) -> None:
    if st.session_state.get(SEEING) == som:
        return
    st.session_state[SEEING] = som
    if seeing:
        audit.record(own.user, "see_as", som=som, role=seeing.scope.role, units=",".join(seeing.scope.units) or None)
    else:
        audit.record(own.user, "see_as_ends")


@contextmanager
def visiting(visit: Visit) -> Iterator[None]:
    """Pages run inside this have a visit; only app.py uses it."""
    token = _visit.set(visit)
    try:
        yield
    finally:
        _visit.reset(token)


def guard() -> Visit:
    """The current visit. Without one, says so and stops the page."""
    visit = _visit.get()
    if visit is None:
        st.error(tr("Sidan kan inte öppnas på det här sättet. Gå till startsidan och välj sidan i menyn."))
        st.stop()
    return visit
