"""*Årsstatus* in a real browser: a controller writes and approves, the board reads, compares, sees what has changed; whole on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages._ui.navigation import YEAR_STATUS
from tests.browser.conftest import go, look, ready
from tests.browser.judging import faults, inaccessible, outside, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AREA, INDICATOR = "lonebildning", "korttidssjukfranvaro"


def wrong(page) -> list[str]:
    return [*faults(page), *inaccessible(page), *outside(page), *(["scrolls sideways"] if sideways(page) else [])]


def test_a_controller_writes_and_approves_and_the_board_reads_and_compares(writable_server, visit):
    page = visit(f"{writable_server}/{YEAR_STATUS}?ar=2024", "wide")
    assert not wrong(page)
    page.locator(f"a[href*='mal%3A{AREA}']").focus()  # with the keyboard alone
    page.keyboard.press("Enter")
    page.wait_for_url("**skriv=mal*")
    ready(page)
    assert not wrong(page)
    page.get_by_label("Skäl", exact=True).focus()
    page.keyboard.type("Två av måtten saknar målvärde")
    page.keyboard.press("Tab")
    page.keyboard.type("Målet går inte att följa upp än.")
    page.get_by_role("button", name="Spara utkastet").focus()
    page.keyboard.press("Enter")
    page.locator("[data-testid=stAlert]", has_text="Utkastet är sparat.").wait_for()
    go(page, f"/{YEAR_STATUS}?ar=2024&som=namnd")
    page.locator(".mb-goals").wait_for()
    assert "Osäkert" not in page.locator(".mb-goals").inner_text()  # a draft is not for the board
    go(page, f"/{YEAR_STATUS}?ar=2024&skriv=mal:{AREA}")
    approve = page.get_by_role("button", name="Godkänn utkastet")
    approve.focus()
    page.keyboard.press("Enter")
    page.locator("[data-testid=stAlert]", has_text="Bedömningen är godkänd").wait_for()

    look(page, "phone")  # the board's
    go(page, f"/{YEAR_STATUS}?ar=2024&som=namnd")
    assert "Osäkert" in page.locator(".mb-goals").inner_text()
    assert "Två av måtten saknar målvärde" in page.locator(".mb-judgement").inner_text()
    assert not wrong(page) and page.locator(".mb-write").count() == 0
    beside = page.locator("nav[aria-label='Jämför med'] a", has_text="2022")
    beside.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**jamfor=2022*")
    ready(page)
    page.locator(".mb-then-count", has_text="2022:").first.wait_for()
    assert "2022 nådde" in page.locator(".mb-lead").inner_text()
    page.get_by_role("button", name="Gör PDF").focus()  # the document of what stands here
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-") and download.value.suggested_filename.endswith(".pdf")
    assert not wrong(page)
    go(page, f"/{YEAR_STATUS}?ar=2024&som=namnd&sedan=2020-01-01")
    fold = page.locator(".mb-seen summary")
    fold.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Bedömningar som har ändrats").wait_for()
    assert not sideways(page) and not outside(page)

    # a method break, and it stands in the chart
    go(page, f"/{YEAR_STATUS}?ar=2024&skriv=indikator:{INDICATOR}")
    assert not wrong(page)
    page.get_by_label("Från (2024, 2024-Q2 eller 2024-03)").fill("2023")
    page.get_by_label("Vad som hände").fill("Nytt lönesystem")
    page.get_by_role("button", name="Spara anteckningen").click()
    page.locator(".mb-notes", has_text="Metodbrott 2023: Nytt lönesystem").first.wait_for()
    go(page, f"/indikator?ar=2024&indikator={INDICATOR}")
    chart = page.locator(".js-plotly-plot").first
    chart.get_by_text("metodbrott 2023").wait_for()
    assert chart.locator(".shapelayer path[style*='dasharray']").count() >= 1
    assert not sideways(page) and not outside(page)
