"""One language in each tab where an installation has programmes in two, in a real browser whose own language is English. (The pages in one
that is not Swedish: test_every_pack.)"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ready, running
from tests.pages.test_languages import say_in
from tests.programme.pair import FIRST, SECOND, write_pair

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def server_of_both(filled_store: Path, tmp_path: Path) -> Iterator[str]:
    """A server over the small sample with a Swedish and a Danish pack."""
    first, second = write_pair(tmp_path)
    say_in(second, "da")
    path = tmp_path / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    with running(path, KPI_PROGRAMME=f"{first},{second}") as url:
        yield url


def test_each_tab_speaks_the_language_of_its_programme(server_of_both, open_page):
    swede, dane = (open_page(f"{server_of_both}/?program={which}&ar=2024") for which in (FIRST, SECOND))
    swede.reload()  # each is made after the other
    ready(swede)
    for page, language, heading in ((swede, "sv", "Läget 2024"), (dane, "da", "Overblik 2024")):
        expect(page.locator("h1")).to_have_text(heading)
        assert page.evaluate("document.documentElement.lang") == language
    dane.locator(".mb-programmes summary").click()
    dane.locator(".mb-programmes a").first.click()
    expect(dane.locator("h1")).to_have_text("Läget 2024")
    ready(dane)
    assert dane.evaluate("document.documentElement.lang") == "sv"
