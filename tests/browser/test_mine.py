"""*Min enhet* in a real browser: the answer on a phone's first screen, the keyboard, the table, the way to a figure's origin, paper."""

from __future__ import annotations

import pytest

from pages._ui.navigation import MINE
from tests.browser.conftest import SIZES, go, ready
from tests.browser.judging import faults, inaccessible, outside, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def wrong(page) -> list[str]:
    return [*faults(page), *inaccessible(page), *outside(page), *(["scrolls sideways"] if sideways(page) else [])]


def test_a_manager_with_a_phone_and_a_keyboard(filled_server, visit, unit_at):
    page = visit(f"{filled_server}/{MINE}?ar=2024&som=chef:{unit_at(3)}", "phone")
    answer = page.locator(".mb-lead strong")
    assert "når målvärdet 2024" in answer.inner_text()
    box = answer.bounding_box()
    assert box["y"] + box["height"] < SIZES["phone"]["height"]
    assert not wrong(page)

    twin = page.locator("summary", has_text="Visa alla siffror som tabell")
    twin.focus()
    page.keyboard.press("Enter")
    table = page.locator("details[open] table.mb-table")
    assert table.is_visible()
    assert table.get_by_role("rowheader").count() == page.locator("article.mb-card").count()
    assert not sideways(page) and not outside(page)

    page.locator("article .mb-value a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/indikator?*visa=ursprung*")
    ready(page)
    assert f"som=chef%3A{unit_at(3)}" in page.url and "ar=2024" in page.url
    page.go_back()
    page.wait_for_url(f"**/{MINE}?*")
    ready(page)
    assert page.locator(".mb-lead strong").inner_text().endswith("målvärdet 2024.")


def test_units_side_by_side_at_a_desk_in_the_dark_and_on_paper(filled_server, visit, unit_at):
    page = visit(f"{filled_server}/{MINE}?ar=2024&enhet={unit_at(1)}", "wide", "dark")
    assert not wrong(page)
    lines = page.locator("table.mb-sidetable").first.locator("svg.mb-strip")
    assert lines.count() >= 2
    assert len({round(line.bounding_box()["width"]) for line in lines.all()}) == 1  # one scale, one width
    page.set_viewport_size({"width": 718, "height": 1000})
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    assert not page.locator(".mb-menu-wide").is_visible() and page.locator("article.mb-card").first.is_visible()
    assert not outside(page)
    page.emulate_media(media="screen")
    page.set_viewport_size(SIZES["wide"])
    other = page.locator("table.mb-sidetable tbody th a").first
    name = other.inner_text()
    go(page, other.get_attribute("href"))
    assert page.locator("h1").inner_text() == name
