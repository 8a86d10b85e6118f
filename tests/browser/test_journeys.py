"""What people come to do, done in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from kpi.programme.loader import load_programme, programme_dir
from kpi.settings import DEFAULT_PROGRAMME
from pages._ui import navigation
from tests.browser.conftest import ready
from tests.browser.judging import faults, inaccessible
from tests.extent import sweep

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PROGRAMME = load_programme(programme_dir(DEFAULT_PROGRAMME))
INDICATOR = PROGRAMME.indicator("hme-total-medarbetare")
LONG = 60_000  # ms


def field(page: Page, label: str, text: str, nth: int = 0) -> None:
    """Type into a field and leave it, so that the page knows."""
    box = page.get_by_label(label, exact=True).nth(nth)
    box.fill(text)
    box.press("Tab")
    page.wait_for_timeout(200)
    ready(page)


def test_extracts_are_uploaded_confirmed_seen_and_undone(empty_server, open_page, sample_files, measured):
    page = open_page(empty_server)
    expect(page.get_by_text("Välkommen till Målbild")).to_be_visible()
    page.get_by_role("link", name="Importera utdrag").click()
    expect(page.locator("h1")).to_have_text("Importera")

    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("stFileUploaderDropzone").get_by_role("button", name="Välj filer").last.click()
    chooser.value.set_files([str(p) for p in sample_files])
    confirm = page.get_by_role("button", name=f"Importera {len(sample_files)} filer")
    expect(confirm).to_be_visible(timeout=LONG)
    for path in sample_files:
        expect(page.get_by_role("heading", name=path.name)).to_be_visible()
    assert not faults(page) + inaccessible(page)

    field(page, "Ditt namn (står i loggen)", "Anna Controller")
    confirm.click()
    expect(page.get_by_text("Så gick det")).to_be_visible(timeout=LONG)
    assert not faults(page)

    page.get_by_role("link", name="Se läget").click()
    expect(page.locator("h1")).to_have_text("Läget 2024")
    ready(page)
    expect(page.locator(".mb-badge")).to_have_text("SYNTETISK")
    assert sum(text.strip() != "–" for text in page.locator(".mb-card .mb-value").all_inner_texts()) == measured > 12

    page.locator(".mb-menu-fold summary").click()
    page.get_by_role("link", name="Logg").click()
    expect(page.locator("h1")).to_have_text("Logg")
    ready(page)
    field(page, "Skäl", "fel fil")
    page.get_by_role("button", name="Ångra importen").click()
    expect(page.get_by_text(re.compile("är ångrad\\."))).to_be_visible(timeout=LONG)
    expect(page.locator("td", has_text="ångrad: fel fil").first).to_be_visible()
    assert not faults(page) + inaccessible(page)


@sweep  # takes long: the sample is a whole region's; tests/pages has the same click with a small one
def test_sample_data_comes_with_one_click(empty_server, open_page):
    page = open_page(empty_server, "phone")
    page.get_by_role("button", name="Skapa syntetiska exempeldata").click()
    expect(page.get_by_role("progressbar").first).to_be_visible(timeout=LONG)
    assert not faults(page)
    expect(page.locator(".mb-badge")).to_be_visible(timeout=2 * LONG)
    ready(page)
    assert page.locator(".mb-card").count() == len(PROGRAMME.indicators)


def test_a_target_is_changed_with_a_reason_and_shows(writable_server, visit):
    page = visit(f"{writable_server}/{navigation.CATALOGUE}")
    page.get_by_role("link", name=INDICATOR.name, exact=True).click()
    expect(page.locator("h1")).to_have_text(INDICATOR.name)
    ready(page)
    field(page, "Målvärde (tomt: bara riktning)", "84,5")
    field(page, "Skäl", "Beslut i nämnden")
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.locator("table", has_text="Beslut i nämnden")).to_be_visible(timeout=LONG)
    assert not faults(page)

    page.get_by_role("link", name="Läget").first.click()
    expect(page.locator("h1")).to_have_text("Läget 2024")
    card = page.locator(".mb-card", has_text=INDICATOR.label).first
    expect(card.locator(".mb-gap")).to_contain_text("mot mål 84,5")


def test_the_menu_is_reached_and_used_by_keyboard(filled_server, open_page):
    page = open_page(filled_server)
    area = PROGRAMME.areas[1].name
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == area:
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(area)
    assert page.title() == f"{area} · Målbild"
    ready(page)
    assert page.evaluate("document.activeElement.tagName") == "H1"  # a screen reader says where one has come


def test_the_folded_menu_of_a_phone_leads_on_and_closes(filled_server, visit):
    page = visit(filled_server, "phone")
    page.get_by_text("Meny").first.click()
    page.locator("details nav").get_by_role("link", name="Katalog").click()
    expect(page.locator("h1")).to_have_text("Katalog")
    assert not page.locator("details.mb-menu-narrow").evaluate("e => e.open")


def test_year_and_unit_stay_when_moving_and_the_browser_goes_back(filled_server, visit, unit_at):
    unit = unit_at(1)
    page = visit(f"{filled_server}/?ar=2023&enhet={unit}")
    started = page.evaluate("window.marked = 1")
    page.locator(".mb-card h3 a").first.click()
    expect(page.locator("h1")).to_have_text(PROGRAMME.indicators[0].name)
    assert f"ar=2023&enhet={unit}&indikator=" in page.url
    page.locator(".mb-years a", has_text="2022").click()
    expect(page.locator(".mb-years [aria-current]")).to_have_text("2022")
    ready(page)
    page.go_back()
    expect(page.locator(".mb-years [aria-current]")).to_have_text("2023")
    ready(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Läget 2023")
    assert started and page.evaluate("window.marked") == 1  # never loaded anew


def test_a_unit_is_found_by_typing_and_stands_in_the_address(filled_server, visit):
    page = visit(f"{filled_server}/?ar=2023")
    box = page.get_by_role("combobox", name="Enhet i organisationen")
    box.click()
    page.wait_for_timeout(300)
    options = page.get_by_role("option")
    assert options.count() > 1
    options.nth(1).click()
    page.wait_for_url(re.compile("enhet="))
    ready(page)
    assert "ar=2023" in page.url
    assert page.locator(".mb-card").count() == len(PROGRAMME.indicators)


def test_a_status_is_shown_alone_and_all_again(filled_server, visit):
    page = visit(f"{filled_server}/?ar=2024")
    first = page.locator(".mb-counts a").first
    count = int(first.locator("b").inner_text())
    first.click()
    expect(page.locator(".mb-card")).to_have_count(count)
    page.get_by_role("link", name="Visa alla").click()
    expect(page.locator(".mb-card")).to_have_count(len(PROGRAMME.indicators))
