"""A plan told in words, in a real browser: from an area to what supports a goal, a milestone assessed, and what the board then reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpi.programme.loader import load_programme, programme_dir
from pages._ui.navigation import MAP
from tests.browser.conftest import go, look, ready, running
from tests.browser.judging import faults, inaccessible, outside, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WEST = load_programme(programme_dir("region-vasterbotten"))
AREA, GOAL = WEST.areas[1], "mal-5"
SUPPORTS = [link.area for link in WEST.links if GOAL in link.ids]


def wrong(page) -> list[str]:
    found = [*faults(page), *inaccessible(page), *outside(page)]
    return found + (["scrolls sideways"] if sideways(page) else [])


def test_from_an_area_to_what_supports_a_goal_and_back_to_a_milestone_that_is_assessed(tmp_path: Path, open_page):
    with running(tmp_path / "kpi.duckdb", KPI_PROGRAMME=WEST.id) as url:
        page = open_page(f"{url}/{AREA.id}")
        assert page.locator(".mb-steps > li").count() == 3 and not wrong(page)
        tops = {round(box["y"]) for step in page.locator(".mb-steps > li").all() if (box := step.bounding_box())}
        assert len(tops) == 1  # beside each other, as a way from left to right
        goal = page.locator(".mb-tied").get_by_role("link", name="Mål 5")
        goal.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{MAP}?samband={GOAL}")
        ready(page)
        assert page.locator("h1").inner_text() == "Vad stödjer Mål 5?"
        assert page.locator(".mb-map article").count() == len(SUPPORTS)
        page.get_by_text("Visa som tabell").click()
        assert page.locator(".mb-fold table tr").count() > 20 and not wrong(page)
        page.locator(".mb-map h2 a", has_text=AREA.name).click()
        ready(page)
        page.get_by_role("link", name="Om delmålet och dess historik").click()
        ready(page)
        page.get_by_label("Skäl (står kvar i historiken)").fill("Handlingsplanen är försenad.")
        page.get_by_text("Risk", exact=True).click()
        page.get_by_role("button", name="Spara bedömningen").click()
        page.get_by_text("Delmålet är bedömt: risk.").wait_for()
        ready(page)
        assert not wrong(page)
        look(page, "phone")  # the board's
        go(page, f"/{MAP}?som=namnd")
        assert "Risk" in page.locator(".mb-map article").nth(1).inner_text() and not wrong(page)
        assert page.locator(".mb-map article").count() == len(WEST.areas)
        go(page, f"/{AREA.id}?som=namnd")
        assert "Handlingsplanen är försenad." in page.locator(".mb-steps").inner_text() and not wrong(page)
        lefts = {round(box["x"]) for step in page.locator(".mb-steps > li").all() if (box := step.bounding_box())}
        assert len(lefts) == 1  # below each other on a phone
