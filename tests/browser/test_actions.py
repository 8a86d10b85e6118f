"""*Åtgärder* in a real browser: an owner finds theirs and a controller tells how one stands, with the keyboard alone; whole on a phone."""

from __future__ import annotations

import pytest

from pages._ui.navigation import ACTIONS
from tests.browser.conftest import go, ready
from tests.browser.judging import faults, inaccessible, outside, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def wrong(page) -> list[str]:
    return [*faults(page), *inaccessible(page), *outside(page), *(["scrolls sideways"] if sideways(page) else [])]


def test_an_owner_with_a_phone_and_a_keyboard(filled_server, visit):
    page = visit(f"{filled_server}/{ACTIONS}?ar=2023&som=namnd", "phone", "dark")
    assert "17 försenade" in page.locator(".mb-lead").inner_text()
    assert not wrong(page)
    mine = page.locator("nav[aria-label=Ansvarig] a", has_text="UE")
    mine.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**ansvar=UE*")
    ready(page)
    page.locator(".mb-lead", has_text="Den enda åtgärden som UE ansvarar för är ej påbörjad.").wait_for()
    twin = page.locator("summary", has_text="Visa som tabell")
    twin.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open] table").get_by_role("rowheader").count() == 1
    assert not sideways(page) and not outside(page)


def test_a_controller_tells_an_action_with_the_keyboard_alone(writable_server, visit):
    page = visit(f"{writable_server}/{ACTIONS}?ar=2023", "wide")
    first = page.locator(".mb-actions-status a").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**atgard=*")
    ready(page)
    assert not wrong(page)
    day = page.get_by_label("Dagen det hände (ÅÅÅÅ-MM-DD)")
    day.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("2023-03-01")
    page.keyboard.press("Tab")
    page.keyboard.type("arbetsgrupp utsedd")
    page.keyboard.press("Enter")
    page.locator(".mb-facts", has_text="Påbörjad 1 mars 2023: arbetsgrupp utsedd").wait_for()
    go(page, f"/{ACTIONS}?ar=2022")
    page.locator(".mb-lead", has_text="Alla 23 åtgärder är ej påbörjade.").wait_for()
