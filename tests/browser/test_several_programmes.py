"""Two programmes in one installation, in a real browser: changed with the keyboard alone, kept by every link, whole on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import HARDEST, go, ready, running
from tests.browser.judging import faults, inaccessible, outside, sideways
from tests.programme.pair import AREA, FIRST, NAME, SECOND, SHARED, write_pair

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def pair_server(filled_store: Path, tmp_path: Path) -> Iterator[str]:
    """A server over the small sample with both packs."""
    first, second = write_pair(tmp_path)
    path = tmp_path / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    with running(path, KPI_PROGRAMME=f"{first},{second}") as url:
        yield url


def wrong(page: Page) -> list[str]:
    """axe looks at what is here alone, the open switcher and an unknown programme; test_every_page looks at the rest."""
    return [*faults(page), *outside(page), *(["scrolls sideways"] if sideways(page) else [])]


def change_with_the_keyboard(page: Page, last: bool) -> None:
    """Open the switcher and follow its first or last link, by keys only. axe looks at it once: it is alike in both programmes."""
    page.locator(".mb-programmes summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".mb-programmes[open] li").count() == 2
    assert not wrong(page) + (inaccessible(page) if last else []), "with the switcher open"
    for _ in range(2 if last else 1):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("size", "scheme"), HARDEST)
def test_the_programme_is_changed_kept_and_bookmarked(pair_server, open_page, size, scheme):
    page = open_page(f"{pair_server}/?ar=2024", size, scheme)
    assert not wrong(page)
    everything = page.locator(".mb-card").count()
    change_with_the_keyboard(page, last=True)
    page.wait_for_url(f"**program={SECOND}*")
    ready(page)
    page.locator(f".mb-programmes summary:has-text('{NAME}')").wait_for()
    assert (page.locator(".mb-card").count(), everything) == (3, 22)  # the plan's nineteen, and three beside them
    assert not wrong(page)
    go(page, f"/{AREA}?program={SECOND}&ar=2024")
    assert "Alla kan vara på jobbet" in page.locator("body").inner_text()
    page.locator(f"a[href*='/indikator?'][href*='indikator={SHARED[1]}']").first.click()
    page.wait_for_url("**/indikator?*")
    ready(page)
    assert f"program={SECOND}" in page.url and not wrong(page)

    bookmark = open_page(page.url, size, scheme)  # another visitor, cold
    assert f"Program: {NAME}" in bookmark.locator(".mb-programmes summary").inner_text().replace("\n", " ")
    assert bookmark.locator("h1").inner_text() == page.locator("h1").inner_text()
    change_with_the_keyboard(bookmark, last=False)
    bookmark.wait_for_url(f"**program={FIRST}*")
    ready(bookmark)
    go(bookmark, f"/{AREA}?program={FIRST}")
    assert "Programområdet finns inte i programmet" in bookmark.locator("body").inner_text() and not wrong(bookmark)
    go(bookmark, "/?program=hittepa")
    assert "finns inte här" in bookmark.locator("body").inner_text() and bookmark.locator(".mb-card").count() == 0
    assert not wrong(bookmark) + inaccessible(bookmark)
