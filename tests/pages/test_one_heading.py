"""Whatever happens, a page has one h1: at a refusal, a fault, no right, nobody signed in. (Pages that open: ``test_every_page``.)"""

from __future__ import annotations

import re

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from pages._ui import guard, navigation, parts, state, trail
from tests.pages.conftest import html_of
from tests.pages.test_bad_addresses import BAD

pytestmark = pytest.mark.xdist_group("pages")

H1 = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)


def headings(app: AppTest) -> list[str]:
    assert not app.exception
    return H1.findall(html_of(app))


@pytest.mark.parametrize("query", [query for query, _ in BAD], ids=str)
def test_a_refused_address_has_one_heading(filled, visit, query):
    assert headings(visit(**query)) == ["Det gick inte"]


@pytest.mark.parametrize("path", [navigation.INDICATOR, navigation.CATALOGUE, navigation.ACTIONS])
def test_an_indicator_or_action_that_is_not_there_has_one_heading(filled, visit, path):
    assert len(headings(visit(path, indikator="finns-inte", atgard="finns-inte"))) == 1


@pytest.mark.parametrize("query", [{"roll": "finns-inte"}, {"som": "finns-inte"}, {"som": "chef:FINNSEJ"}, {"per": "inget-datum"}], ids=str)
def test_a_role_or_date_that_cannot_be_had_has_one_heading(filled, visit, query):
    assert len(headings(visit(**query))) == 1


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.MANAGER, navigation.IMPORT),
        (Role.MANAGER, navigation.ACCESS),
        (Role.BOARD, navigation.LOG),
        (Role.BOARD, navigation.MINE),
        (Role.ADMIN, navigation.START),
        (Role.ADMIN, navigation.INDICATOR),
    ],
    ids=str,
)
def test_a_role_without_the_right_is_told_so_under_one_heading(filled, visit, monkeypatch, role, path):
    unit = next(u.code for u in filled.views.context(filled.scope, 2024).units if u.depth == 2)
    units = (unit,) if role is Role.MANAGER else (filled.programme.root_unit,)
    monkeypatch.setattr(guard, "scope_for", lambda *_, **__: Scope(role, units, "Prov Provsson"))
    assert len(headings(visit(path))) == 1


def test_a_store_that_is_taken_has_one_heading(visit, monkeypatch):
    def taken():
        raise Refusal("En server använder redan databasen.", code="store_locked")

    monkeypatch.setattr(state, "runtime", taken)
    assert headings(visit()) == ["Det gick inte"]


def test_nobody_signed_in_has_one_heading(filled, visit):
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    try:
        assert len(headings(visit())) == 1
    finally:
        config.set_option("server.address", before)


@pytest.mark.parametrize(("titled", "expected"), [(True, ["Sidan"]), (False, ["Det gick inte"])], ids=["after", "before"])
def test_a_refusal_in_a_page_is_told_below_its_heading_or_as_one(filled, visit, monkeypatch, titled, expected):
    def begin(_):
        if titled:
            parts.write(parts.title("Sidan"))
        raise Refusal("Filen går inte att läsa.", code="prov")

    monkeypatch.setattr(trail, "viewed", begin)
    app = visit()
    assert headings(app) == expected
    assert headings(app.run()) == expected


@pytest.mark.parametrize("fault", [RuntimeError("prov"), Refusal("Nej.", code="prov")], ids=["fault", "refusal"])
def test_a_fault_of_ours_is_told_below_the_heading_that_was_drawn_and_the_next_one_has_its_own(fault):
    def script(fault: Exception):
        import streamlit as st

        from pages._ui import errors, parts

        if "andra" not in st.session_state:
            parts.write(parts.title("Sidan"))
        st.session_state["andra"] = True
        errors.on_script_error(fault)

    app = AppTest.from_function(script, kwargs={"fault": fault}).run()
    assert headings(app) == ["Sidan"]
    assert headings(app.run()) == ["Något gick fel" if isinstance(fault, RuntimeError) else "Det gick inte"]
