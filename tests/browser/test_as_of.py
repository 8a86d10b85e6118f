"""What was known at a date, and where a number comes from, by keyboard and mouse in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pages._ui import navigation
from tests.browser.conftest import HARDEST, ready
from tests.browser.judging import faults, inaccessible, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

INDICATOR = "heltid-manadsavlonade"
EARLIER = "2020-01-01"


def choose_date(page: Page, date: str) -> None:
    page.get_by_text("Visa vad som var känt ett tidigare datum").click()
    page.get_by_label("Datum", exact=True).fill(date)
    page.get_by_label("Datum", exact=True).press("Enter")


@pytest.mark.parametrize(("size", "scheme"), HARDEST)
def test_a_date_is_chosen_kept_and_left_without_loading_the_page_anew(filled_server, visit, size, scheme):
    page = visit(f"{filled_server}/?ar=2023", size, scheme)
    page.evaluate("window.stillHere = true")
    choose_date(page, EARLIER)
    expect(page.locator(".mb-then")).to_contain_text("Som det var känt 1 januari 2020")
    assert f"per={EARLIER}" in page.url and "ar=2023" in page.url
    ready(page)
    assert not faults(page) + inaccessible(page) and not sideways(page)
    page.locator(".mb-brand").click()
    page.wait_for_timeout(150)  # the address and what says so are the same as before
    ready(page)
    expect(page.locator(".mb-then")).to_be_visible()
    page.get_by_role("link", name="Visa det som gäller nu").press("Enter")
    expect(page.locator(".mb-then")).to_have_count(0)
    assert "per=" not in page.url
    assert page.evaluate("window.stillHere")


@pytest.mark.parametrize(("size", "scheme"), HARDEST)
def test_a_number_leads_to_where_it_comes_from(filled_server, visit, size, scheme):
    page = visit(f"{filled_server}/?ar=2023", size, scheme)
    card = page.locator(".mb-card", has=page.locator(f'a[href*="{INDICATOR}"]')).first
    card.locator(".mb-value a").click()
    expect(page.locator("h2").first).to_have_text("Varifrån kommer siffran?")
    ready(page)
    assert not faults(page) + inaccessible(page) and not sideways(page)
    page.get_by_role("link", name="Kvinnor", exact=True).click()
    expect(page.get_by_text(re.compile(", kvinnor, 2023:"))).to_be_visible()
    assert navigation.INDICATOR in page.url and "kon=K" in page.url
    page.locator(".mb-links a").first.click()
    expect(page).to_have_url(re.compile("enhet="))
    ready(page)
    assert not faults(page)
