"""Every page in a real browser, over years, units, sizes and both themes: Swedish, whole, accessible."""

from __future__ import annotations

import pytest

from kpi.programme.loader import load_programme, programme_dir
from kpi.settings import DEFAULT_PROGRAMME
from pages._ui import navigation
from tests.browser.conftest import SIZED, go, look, ready
from tests.browser.judging import faults, inaccessible, outside, sideways
from tests.extent import ALL, sweep

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PROGRAMME = load_programme(programme_dir(DEFAULT_PROGRAMME))
ENTRIES = navigation.entries(PROGRAMME)
SEEN = ("korttidssjukfranvaro", "hme-total-chefer", "egen-bemanning", "pensionsalder")
ADDRESSES = [
    *(f"/{e.link}" for e in ENTRIES),
    *(f"/{navigation.INDICATOR}?indikator={i}" for i in SEEN),
    f"/{navigation.CATALOGUE}?indikator={SEEN[0]}",
    f"/{navigation.ACCESS}?roll=admin",
]
AREA = next(e for e in ENTRIES if e.area)
KINDS = [a for a in ADDRESSES if a.strip("/") not in {e.path for e in ENTRIES if e.area} - {AREA.path}]  # one page of each kind


def with_filter(address: str, year: int, unit: str | None) -> str:
    more = f"ar={year}" + (f"&enhet={unit}" if unit else "")
    return f"{address}{'&' if '?' in address else '?'}{more}"


def judge(page, address: str) -> list[str]:
    """What is wrong with the page as it stands."""
    wrong = [f"{address}: {text!r}" for text in faults(page)]
    if page.locator("[role=alert], [data-testid=stException]").count():
        wrong.append(f"{address}: {page.locator('[role=alert], [data-testid=stException]').first.inner_text()}")
    if sideways(page):
        wrong.append(f"{address}: scrolls sideways")
    return wrong + [f"{address}: outside the window: {e}" for e in outside(page)]


FIRST_SCREEN = 200  # px from the top to the page's heading on a phone


def on_the_first_screen(page) -> bool:
    """Is the page's one heading there, and what it is about?"""
    about = all(page.locator(each).is_visible() for each in (".mb-about", ".mb-badge"))
    return about and page.locator("h1").count() == 1 and page.locator("h1").bounding_box()["y"] <= FIRST_SCREEN


def test_every_page_is_swedish_and_whole_at_a_desk_and_on_a_phone(filled_server, visit):
    """Every other page comes as on a phone. One of each kind, with all there is on it, is without serious accessibility faults too: axe
    looks at them by turns at a desk in the light and on a phone in the dark. ``make test ALL=1``: at each on both."""
    page = visit(filled_server)
    wrong: list[str] = []
    for number, address in enumerate(ADDRESSES):
        go(page, with_filter(address, 2024, None))
        for size in ("wide", "phone") if number % 2 == 0 else ("phone", "wide"):  # each comes as the one before was left
            look(page, size)
            wrong += judge(page, f"{address}, {size}")
            if size == "phone" and not on_the_first_screen(page):
                wrong.append(f"{address}: the heading, the unit or the mark of the sample is not on a phone's first screen")
            if address in KINDS and (ALL or size == ("phone", "wide")[KINDS.index(address) % 2]):
                wrong += [f"{address}, {size}: {fault}" for fault in inaccessible(page)]
    assert page.evaluate("document.documentElement.lang") == "sv"
    assert not wrong


@sweep
@pytest.mark.parametrize(
    ("size", "scheme", "year", "depth"), [*((*sized, 2024, 0) for sized in SIZED), ("wide", "dark", 2027, 3), ("phone", "light", 2022, 1)]
)
def test_every_page_is_whole_in_other_years_and_for_other_units(filled_server, visit, unit_at, size, scheme, year, depth):
    """And where it never was on another screen."""
    page = visit(filled_server, size, scheme)
    wrong: list[str] = []
    for address in ADDRESSES:
        go(page, with_filter(address, year, unit_at(depth)))
        wrong += judge(page, address)
    assert not wrong


YEARS = (2021, 2022, 2023, 2024, 2027)


TOURED = ("/", f"/{AREA.link}", f"/{navigation.INDICATOR}?indikator={SEEN[0]}")


def test_a_page_opens_for_every_year_and_unit(filled_server, visit, every_unit):
    """Every unit in a year, on the pages and in the years in turn (in every year without a browser: tests/pages). ``make test ALL=1``: all
    of all."""
    page = visit(filled_server)
    wrong: list[str] = []
    for number, unit in enumerate(every_unit):
        for turn, address in enumerate(TOURED):
            for step, year in enumerate(YEARS):
                if ALL or (step == number % len(YEARS) and turn == number // len(YEARS) % len(TOURED)):
                    go(page, with_filter(address, year, unit))
                    wrong += judge(page, f"{address} {year} {unit}")
    assert not wrong


@pytest.mark.parametrize("year", [2026, pytest.param(2021, marks=sweep)])
def test_every_page_opens_on_an_empty_store(empty_pages, year):
    page = empty_pages
    wrong: list[str] = []
    for address in ADDRESSES if ALL else KINDS:
        go(page, with_filter(address, year, None))
        wrong += judge(page, address)
    assert not wrong


def is_that_page(page, entry) -> bool:
    """By its title and the menu: there, or inside the fold that then says its name."""
    said = page.locator("nav [aria-current=page], [data-here] summary:has(.mb-menu-here)")
    return page.title() == f"{entry.title} · Målbild" and (any(each.is_visible() for each in said.all()) or not entry.section)


def test_a_page_opened_by_its_address_is_that_page(filled_server, open_page):
    page = open_page(f"{filled_server}/{AREA.link}")
    assert is_that_page(page, AREA)
    page.goto(f"{filled_server}/{ENTRIES[-1].link}")
    ready(page)
    assert is_that_page(page, ENTRIES[-1])


ODD = ("pages/lage/lage.py", "finns-inte", "lage/lage", "pages.data.importera")


def test_an_odd_address_shows_a_page_of_ours_and_no_figures(filled_server, browser):
    context = browser.new_context()
    page = context.new_page()
    for odd in ODD:
        answer = page.goto(f"{filled_server}/{odd}")
        assert answer.status == 404, odd
        assert page.locator("h1").inner_text() == "Sidan finns inte", odd
        assert page.locator(".mb-card").count() == 0, odd
        assert page.get_by_role("link", name="Till Läget").get_attribute("href") == "/", odd
    page.get_by_role("link", name="Till Läget").click()
    ready(page)
    assert page.locator(".mb-card").count() == len(PROGRAMME.indicators)
    assert is_that_page(page, ENTRIES[0])
    context.close()


def test_the_open_unit_list_and_tables_are_swedish(filled_server, visit):
    page = visit(f"{filled_server}/{navigation.INDICATOR}?indikator={SEEN[0]}&ar=2024")
    page.get_by_role("combobox", name="Enhet i organisationen").click()
    page.get_by_role("combobox", name="Enhet i organisationen").fill("zzz")
    page.wait_for_timeout(400)
    assert not faults(page)
    page.keyboard.press("Escape")
    for summary in page.get_by_text("Visa som tabell").all():
        summary.click()
    page.locator("details.mb-fold summary").first.click()
    page.wait_for_timeout(300)
    assert page.locator("table.mb-table:visible").count() >= 4
    assert not faults(page)


def test_the_hover_texts_of_a_chart_are_swedish(filled_server, visit):
    page = visit(f"{filled_server}/{navigation.INDICATOR}?indikator={SEEN[0]}&ar=2024")
    plot = page.locator(".js-plotly-plot").first
    plot.scroll_into_view_if_needed()
    seen = set()
    for point in plot.locator(".scatterlayer .points path").all()[:24:4]:
        box = point.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(200)
        seen |= set(plot.locator(".hoverlayer text").all_text_contents())
        assert not faults(page)
    assert any("Totalt" in text for text in seen)
