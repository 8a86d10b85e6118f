"""The frame of the pages in a real browser: one line of menu at a desk, folded years on a phone, names as they are heard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pages._ui import navigation
from tests.browser.conftest import go, ready
from tests.browser.judging import faults, inaccessible, one_line, outside, sideways
from tests.extent import sweep

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_menu_of_every_role_is_one_line_at_a_desk(filled_server, visit, unit_at):
    page = visit(filled_server, "wide")
    for address in (f"/{navigation.IMPORT}", f"/?som=chef:{unit_at(2)}", "/?som=namnd", f"/{navigation.ACCESS}?roll=admin"):
        go(page, address)
        assert one_line(page), address


def test_the_years_of_a_phone_are_unfolded_lead_on_and_fold_again(filled_server, visit):
    page = visit(f"{filled_server}/?ar=2024", "phone")
    page.locator(".mb-years-narrow summary").click()
    assert not inaccessible(page) and not outside(page)
    page.locator(".mb-years-narrow a", has_text="2022").click()
    expect(page.locator("h1")).to_have_text("Läget 2022")
    ready(page)
    assert page.locator(".mb-years-narrow[open]").count() == 0
    assert page.locator(".mb-years-narrow summary").text_content() == "År 2022"


def test_a_folded_group_opens_leads_and_closes_by_keyboard_and_mouse(filled_server, visit):
    page = visit(filled_server)
    fold, summary = page.locator(".mb-menu-fold"), page.locator(".mb-menu-fold summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(fold.get_by_role("link", name="Importera")).to_be_visible()
    assert not inaccessible(page) and not faults(page) and not outside(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Importera"
    page.keyboard.press("Escape")
    expect(fold.get_by_role("link", name="Importera")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Data"
    summary.click()
    page.locator("h1").click()
    expect(fold.get_by_role("link", name="Importera")).to_be_hidden()
    summary.click()
    fold.get_by_role("link", name="Logg").click()
    expect(page.locator("h1")).to_have_text("Logg")
    ready(page)
    assert summary.inner_text() == "Data · Logg" and page.locator(".mb-menu-fold[open]").count() == 0


def test_the_file_field_is_heard_by_its_words_and_not_by_its_icons(filled_server, visit, sample_files):
    page = visit(f"{filled_server}/{navigation.IMPORT}")
    field = page.get_by_test_id("stFileUploader")
    assert 'button "Välj filer"' in field.aria_snapshot()
    field.locator("input[type=file]").set_input_files(str(sample_files[0]))
    expect(field.get_by_role("button", name="Lägg till filer")).to_be_visible()
    heard = field.aria_snapshot()
    assert "icon" not in heard and "upload" not in heard
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names = [n["name"].get("value", "") for n in tree if not n["ignored"] and n.get("role", {}).get("value") in ("button", "image", "img")]
    assert "Lägg till filer" in names and not [name for name in names if "icon" in name or name in ("add", "upload")]


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), pytest.param("wide", "dark", marks=sweep)])
def test_what_is_refused_has_a_heading_and_no_accessibility_fault(filled_server, visit, size, scheme):
    page = visit(filled_server, size, scheme)
    for address in (
        "/?ar=abc",
        "/?enhet=FINNSEJ",
        f"/{navigation.IMPORT}?som=namnd",
        f"/{navigation.INDICATOR}?indikator=finns-inte",
        "/?som=vem",
    ):
        go(page, address)
        assert page.locator("h1").count() == 1, address
        assert not inaccessible(page) and not faults(page) and not sideways(page), address
