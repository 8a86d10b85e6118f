"""The first statement of every page: without the app around it, a page shows nothing.

A page file can be run on its own (by a tool, or by a frontend that serves files from a folder). Then nobody has checked who is asking,
so there is no Visit, and the page stops before it has read anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import streamlit as st

from kpi.access.identity import Person, local_controller
from kpi.access.scope import Scope
from kpi.programme.model import Programme
from kpi.runtime import Runtime
from kpi.views import Views
from kpi.views.rows import Context
from pages._ui.navigation import Entry
from pages._ui.urls import Query


@dataclass(frozen=True, slots=True)
class Visit:
    """One run of one page: who asks, for what, and with what."""

    runtime: Runtime
    scope: Scope
    query: Query
    entry: Entry
    context: Context

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
        """What every cached text depends on: data version, programme, reach, unit and year."""
        here = self.context
        return (here.data_version, self.programme.digest, self.scope.key, here.unit.code, here.year, here.as_of)


_visit: ContextVar[Visit | None] = ContextVar("visit", default=None)


def scope_for(runtime: Runtime, person: Person) -> Scope | None:
    """What a person may see; None for nothing. Someone at the machine itself is its controller."""
    return local_controller(runtime.programme.root_unit, person.name) if person.source == "local" else None


@contextmanager
def visiting(visit: Visit) -> Iterator[None]:
    """Pages run inside this have a visit; only app.py uses it."""
    token = _visit.set(visit)
    try:
        yield
    finally:
        _visit.reset(token)


def guard() -> Visit:
    """The current visit. Without one, says so in Swedish and stops the page."""
    visit = _visit.get()
    if visit is None:
        st.error("Sidan kan inte öppnas på det här sättet. Gå till startsidan och välj sidan i menyn.")
        st.stop()
    return visit
