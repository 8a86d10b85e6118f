"""*Åtkomst* by keyboard alone: a role is given to a manager of a unit, is there with its reason, and is ended again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pages._ui import navigation
from tests.browser.conftest import ready
from tests.browser.judging import faults, inaccessible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST = 120  # presses of Tab from one end of the page to the other
PERSON = "anna.ek@exempel.se"
NAME = """() => {
  const e = document.activeElement;
  const named = e.getAttribute('aria-label') || (e.labels && e.labels[0] && e.labels[0].textContent) || e.textContent || '';
  return named.trim();
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus begins with the name; it must show that it has it."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(NAME).startswith(name):
            return
    pytest.fail(f"{name!r} is not reached by keyboard")


def write(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)


def test_a_role_is_given_and_ended_by_keyboard_alone(writable_server, visit):
    page = visit(f"{writable_server}/{navigation.ACCESS}?roll=admin")
    tab_to(page, "Namn att visa")  # the field before it has a namesake above, where one asks what somebody sees
    page.keyboard.press("Shift+Tab")
    page.keyboard.type(PERSON)
    write(page, "Namn att visa", "Anna Ek")
    tab_to(page, "Enhet, med allt under")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    write(page, "Skäl", "ny chef")
    tab_to(page, "Ge behörigheten")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Anna Ek har fått behörigheten.")).to_be_visible()
    ready(page)
    assert page.locator("td", has_text="ny chef").count()
    write(page, "Skäl till att återkalla", "har slutat")
    tab_to(page, "Återkalla behörigheten")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Återkallad: Anna Ek")).to_be_visible()
    ready(page)
    assert page.locator("td", has_text="har slutat").count()
    assert not faults(page) + inaccessible(page)
