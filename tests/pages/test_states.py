"""What is shown when something stands in the way: a fault of ours, no right, a store that is taken, a server open to others."""

from __future__ import annotations

import logging

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from pages._ui import guard, navigation, state
from tests.pages.conftest import html_of

pytestmark = pytest.mark.xdist_group("pages")


def test_a_fault_of_ours_is_told_with_a_number_and_nothing_of_the_fault(caplog):
    def script():
        from pages._ui import errors

        assert errors.on_script_error(RuntimeError("hemligt 12,3"))

    with caplog.at_level(logging.ERROR, logger="malbild.app"):
        html = html_of(AppTest.from_function(script).run())
    assert "Något gick fel" in html and "hemligt" not in html and "Traceback" not in html
    logged = caplog.records[-1].getMessage()
    assert f"felnumret {logged.partition(':')[0]} till" in html
    assert "RuntimeError" in logged and "hemligt" not in caplog.text  # what an exception says may quote a figure


def test_a_refusal_in_a_callback_is_told_as_it_is():
    def script():
        from kpi.errors import Fault, Refusal
        from pages._ui import errors

        assert errors.on_script_error(Refusal("Filen är <tom>.", code="x", faults=[Fault("y", "Skriv något.", "Blad1", 3)]))

    html = html_of(AppTest.from_function(script).run())
    assert "Filen är &lt;tom&gt;." in html and "blad Blad1, rad 3: Skriv något." in html


def test_a_store_that_is_taken_is_told_instead_of_a_page(visit, monkeypatch):
    def taken():
        raise Refusal("En server använder redan databasen.", code="store_locked")

    monkeypatch.setattr(state, "runtime", taken)
    app = visit()
    assert not app.exception
    assert "En server använder redan databasen." in html_of(app)


def test_the_app_shows_nothing_when_it_is_open_to_others(filled, visit):
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    try:
        app = visit()
    finally:
        config.set_option("server.address", before)
    assert not app.exception
    assert "inte inloggad" in html_of(app)
    assert "mb-card" not in html_of(app) and not app.selectbox


@pytest.fixture
def manager(filled, monkeypatch):
    unit = next(u.code for u in filled.views.context(filled.scope, 2024).units if u.depth == 2)
    monkeypatch.setattr(guard, "scope_for", lambda *_, **__: Scope(Role.MANAGER, (unit,), "Chef Chefsson"))
    return unit


def test_a_manager_sees_the_own_units_and_no_way_to_import(manager, visit, filled):
    app = visit(ar="2024")
    html = html_of(app)
    assert not app.exception
    assert "Importera" not in html and "Logg" not in html and "Katalog" in html
    outside = [u for u in filled.views.context(filled.scope, 2024).units if u.depth == 1][-1]
    assert not any(outside.name in option for option in app.selectbox[0].options)


@pytest.mark.parametrize("path", [navigation.IMPORT, navigation.LOG])
def test_a_page_without_the_right_says_so_and_shows_nothing(manager, visit, path):
    app = visit(path)
    assert not app.exception
    assert "får inte" in html_of(app) and "Till Läget" in html_of(app)
    assert not app.file_uploader and "<table" not in html_of(app)


def test_a_unit_outside_the_reach_is_refused(manager, visit, filled):
    outside = [u for u in filled.views.context(filled.scope, 2024).units if u.depth == 1][-1]
    app = visit(enhet=outside.code, ar="2024")
    assert not app.exception
    assert "utanför det du får se" in html_of(app) and "mb-card" not in html_of(app)


def test_a_manager_cannot_change_targets(manager, visit, filled):
    app = visit(navigation.CATALOGUE, indikator=filled.programme.indicators[0].id)
    assert not app.button and "Historik" in html_of(app)


def test_rendered_pages_are_kept_by_scalars_only():
    with pytest.raises(TypeError):
        state.rendered.get(("lage", object()), str)


def test_two_people_with_different_reach_never_share_a_rendered_page(manager, visit, filled, monkeypatch):
    mine = html_of(visit(ar="2024", enhet=manager))
    monkeypatch.setattr(guard, "scope_for", lambda *_, **__: filled.scope)
    visit(ar="2024", enhet=manager)
    keys = [key for key in state.rendered._texts if key[0] == navigation.START]
    assert len({key[3] for key in keys}) == 2 and mine


def test_below_the_root_it_is_said_whose_nulage_a_unit_is_held_against(filled, visit):
    said = f"gäller hela {filled.programme.organisation}"
    below = next(u for u in filled.views.context(filled.scope).units if u.code != filled.programme.root_unit)
    assert said not in html_of(visit(ar="2024"))
    assert said in html_of(visit(ar="2024", enhet=below.code))


def test_a_name_in_a_message_or_beside_a_progress_bar_is_text_and_not_markdown():
    def script():
        from pages._ui import forms, importing

        forms.done("Importen av **x** ![i](http://a.se/b.png).csv är ångrad.")
        forms.tell_done()
        with importing.working("Läser filerna") as tell:
            tell(0.5, "**x** $y$.csv")
            import streamlit as st

            st.session_state["sagt"] = st.session_state.get("sagt", 0)

    app = AppTest.from_function(script).run()
    assert not app.exception
    said = app.success[0].value
    assert r"\*\*x\*\*" in said and r"\!\[i\]\(http" in said
