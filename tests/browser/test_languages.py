"""The Danish pack in a real browser whose own language is English: the pages, and what the frontend says by itself; and one language in
each tab where an installation has programmes in two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pages._ui import navigation
from tests.browser.conftest import go, ready, running
from tests.browser.judging import TEXTS
from tests.pages.test_languages import DANISH, say_in, swedish
from tests.programme.pair import FIRST, SECOND, write_pair

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def danish_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("dansk") / "kpi.duckdb", KPI_PROGRAMME=DANISH.id) as url:
        yield url


@pytest.fixture
def server_of_both(filled_store: Path, tmp_path: Path) -> Iterator[str]:
    """A server over the small sample with a Swedish and a Danish pack."""
    first, second = write_pair(tmp_path)
    say_in(second, "da")
    path = tmp_path / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    with running(path, KPI_PROGRAMME=f"{first},{second}") as url:
        yield url


def test_what_the_frontend_says_by_itself_is_danish(danish_server, open_page):
    page = open_page(danish_server)
    go(page, f"/{navigation.IMPORT}")
    expect(page.get_by_role("button", name="Vælg filer")).to_be_visible()
    go(page, "/")
    page.locator("input[role=combobox]").fill("qqq")
    expect(page.get_by_text("Ingen resultater")).to_be_visible()
    assert swedish(page.evaluate(TEXTS), "da", ["Prov Provsson"]) == []


def test_each_tab_speaks_the_language_of_its_programme(server_of_both, open_page):
    swede, dane = (open_page(f"{server_of_both}/?program={which}&ar=2024") for which in (FIRST, SECOND))
    for page, language, heading in ((swede, "sv", "Läget 2024"), (dane, "da", "Overblik 2024")):  # each after the other has been made
        page.reload()
        expect(page.locator("h1")).to_have_text(heading)
        ready(page)
        assert page.evaluate("document.documentElement.lang") == language
    dane.locator(".mb-programmes summary").click()
    dane.locator(".mb-programmes a").first.click()
    expect(dane.locator("h1")).to_have_text("Läget 2024")
    ready(dane)
    assert dane.evaluate("document.documentElement.lang") == "sv"
