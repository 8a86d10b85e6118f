"""Katalog: a target is changed with a reason, and "kan ej bedömas" is set and lifted; both show who and when."""

from __future__ import annotations

import pytest

from kpi.text.escape import markdown
from pages._ui import navigation
from tests.pages.conftest import html_of

pytestmark = pytest.mark.xdist_group("pages")

INDICATOR = "hme-total-medarbetare"


@pytest.fixture
def page(writable, visit):
    return visit(navigation.CATALOGUE, indikator=INDICATOR)


def save(app):
    return next(b for b in app.button if b.label == "Spara ändringen").click().run()


def test_a_new_target_holds_from_its_year_on_and_stands_in_the_history(page, writable, visit):
    page.text_input(key="mal").set_value("84,5")
    page.selectbox(key="fran").set_value(2023)
    page.text_area(key="skal").set_value("Nytt beslut i nämnden")
    page.text_input(key="mal-namn").set_value("Anna Controller")
    save(page)
    html = html_of(page)
    assert not page.exception
    assert page.success[0].value.endswith(markdown("från 2023."))
    assert "84,5" in html and "Nytt beslut i nämnden" in html and "Anna Controller" in html
    assert "mot mål 84,5" in html_of(visit(ar="2024"))
    assert "mot mål 84,5" not in html_of(visit(ar="2022"))


def test_no_target_means_direction_only(page, visit):
    page.text_input(key="mal").set_value("")
    page.selectbox(key="fran").set_value(2024)
    page.text_area(key="skal").set_value("Bara riktning")
    save(page)
    assert "mål: öka" in html_of(visit(ar="2024"))


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("mal", "åttiofyra", "går inte att läsa som ett tal"),
        ("mal", "840", "utanför"),
        ("nulage", "1e5", "går inte att läsa"),
        ("skal", "", "skäl"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_what_to_do(page, writable, field, text, said):
    before = writable.store.data_version()
    page.text_area(key="skal").set_value("prov")
    (page.text_area if field == "skal" else page.text_input)(key=field).set_value(text)
    save(page)
    assert not page.exception
    assert "Det gick inte" in html_of(page) and said in html_of(page)
    assert writable.store.data_version() == before


def test_kan_ej_bedomas_is_set_shown_and_lifted(page, writable, visit):
    page.selectbox(key="bedom-ar").set_value(2023)
    page.text_area(key="bedom-skal").set_value("Byte av leverantör")
    next(b for b in page.button if b.label == "Sätt kan ej bedömas").click().run()
    assert "Byte av leverantör" in html_of(page)
    laget = html_of(visit(ar="2023"))
    assert "Kan ej bedömas" in laget and "Byte av leverantör" in laget
    page.selectbox(key="bedom-ar").set_value(2023)
    next(b for b in page.button if b.label == "Häv bedömningen").click().run()
    assert "Byte av leverantör" not in html_of(visit(ar="2023"))
