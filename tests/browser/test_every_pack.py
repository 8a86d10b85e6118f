"""Each pack as the active one in a real browser: an extract from upload to undo, and every page at a desk and on a phone in the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kpi.language import speaking, tr
from kpi.programme.loader import load_programme, programme_dir
from kpi.runtime import Runtime
from pages._ui import navigation
from pages._ui.frontend import LOCALES
from tests.browser.conftest import go, look, ready, running
from tests.browser.judging import TEXTS, inaccessible, one_line, outside, sideways
from tests.extent import ALL, sweep
from tests.packs.conftest import USER, Filled, filled_of
from tests.packs.filling import NAME, corrected, extract, leaves, small, write
from tests.packs.packs import INVENTED, SHIPPED, TESTED, Pack
from tests.packs.speech import foreign
from tests.pages.test_languages import DANISH, kept

__all__ = ["filled_of"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LONG = 60_000  # ms
STOOD = ["Prov", "B00001", NAME]
FOREIGN = next(name for name in SHIPPED if load_programme(programme_dir(name)).language != "sv")


@dataclass(frozen=True)
class Served:
    """A pack on a server of its own, over a filled store. ``kept``: what is told as it is, whatever the language."""

    filled: Filled
    url: str
    kept: list[str]

    @property
    def pack(self) -> Pack:
        return self.filled.pack

    def say(self, text: str, **values: str) -> str:
        """Our own text as the pack's pages say it."""
        with speaking(self.pack.programme.language):
            return tr(text, **values)


def served_with(pack: str) -> pytest.MarkDecorator:
    """Run with this pack at each change, and with every other in a night: without a browser each change sees them all (tests/packs)."""
    cases = [pytest.param(name, marks=() if name == pack else sweep) for name in TESTED]
    return pytest.mark.parametrize("served", cases, indirect=True, scope="module")


@pytest.fixture(scope="module")
def served(
    request: pytest.FixtureRequest, filled_of: Callable[[str], Filled], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    filled = filled_of(request.param)
    store = tmp_path_factory.mktemp("server") / "kpi.duckdb"
    store.write_bytes(filled.store.read_bytes())
    with Runtime.open(filled.settings(store)) as runtime:
        stood = [*kept(runtime), USER, *STOOD]
    with running(store, KPI_PROGRAMME=str(filled.pack.folder)) as url:
        yield Served(filled, url, stood)


@served_with(INVENTED)
def test_an_extract_is_uploaded_seen_asked_about_and_undone(served: Served, open_page: Callable[..., Page], tmp_path: Path) -> None:
    pack, layout = served.pack, extract(served.pack)
    rows, _ = corrected(pack)
    run = served.filled.copy(tmp_path)
    path = write(run.folder / "mallar" / f"{layout.id}.xlsx", layout, rows)
    unit = leaves(pack)[0] if pack.by_unit else small(pack)
    start = f"/?ar={pack.first}&enhet={unit}"
    page = open_page(served.url + start)
    before = seen(page, pack)

    go(page, f"/{navigation.IMPORT}")
    page.locator("input[type=file]").set_input_files(str(path))
    confirm = page.get_by_role("button", name=served.say("Importera filen"))
    expect(confirm).to_be_visible(timeout=LONG)
    ready(page)
    assert foreign(page.evaluate(TEXTS), pack, [*served.kept, path.name]) == []
    confirm.click()
    expect(page.get_by_text(served.say("Så gick det"))).to_be_visible(timeout=LONG)

    go(page, start)
    after = seen(page, pack)
    assert after != before
    if pack.by_unit:
        changed = [n for n, (was, now) in enumerate(zip(before, after, strict=True)) if was != now]
        page.locator(".mb-card .mb-value").nth(changed[0]).get_by_role("link").click()
        expect(page.get_by_text(path.name).first).to_be_visible()
        ready(page)
        assert foreign(page.evaluate(TEXTS), pack, [*served.kept, path.name]) == []
    else:  # a unit's name comes from the file that the log names
        assert NAME in after[0]

    go(page, f"/{navigation.LOG}")
    expect(page.locator("td", has_text=path.name).first).to_be_visible()
    why = page.get_by_label(served.say("Skäl"), exact=True).first
    why.fill("prov")
    why.press("Tab")
    ready(page)
    page.get_by_role("button", name=served.say("Ångra importen")).click()
    expect(page.get_by_role("button", name=served.say("Gör om importen"))).to_be_visible(timeout=LONG)
    go(page, start)
    assert seen(page, pack) == before


def seen(page: Page, pack: Pack) -> list[str]:
    """The figures of the start page; where there are none, the unit that it is about."""
    if pack.by_unit:
        return page.locator(".mb-card .mb-value").all_inner_texts()
    return [page.locator("input[role=combobox]").input_value()]


@served_with(FOREIGN)
def test_every_page_is_whole_and_accessible_at_a_desk_and_on_a_phone(served: Served, visit: Callable[..., Page]) -> None:
    """At a desk in the light and on a phone in the dark, in the pack's language: one page of each kind on both, the first opened on the
    one and the next on the other. axe looks at every other of them, by turns at a desk and on a phone. ``make packs``: all in both."""
    pack = served.pack
    entries = navigation.entries(pack.programme)
    area = next(e for e in entries if e.area)
    page = visit(served.url)
    wrong: list[str] = []
    for number, entry in enumerate(entries):
        of = f"&indikator={pack.measured[0].id}" if entry.path == navigation.INDICATOR and pack.measured else ""
        unit = small(pack) if number % 2 else pack.programme.root_unit
        go(page, f"/{entry.link}?ar={pack.years[number % 2]}&enhet={unit}{of}")
        told = page.evaluate("[document.documentElement.lang, navigator.language]")
        assert told == [pack.programme.language, LOCALES[pack.programme.language]], entry.path
        wrong += [f"{entry.path}: {text!r}" for text in foreign(page.evaluate(TEXTS), pack, served.kept)]
        if page.locator("[role=alert], [data-testid=stException]").count() and (of or entry.path != navigation.INDICATOR):
            wrong.append(f"{entry.path}: {page.locator('[role=alert], [data-testid=stException]').first.inner_text()}")
        kind = ALL or not entry.area or entry == area
        by_axe = "both" if ALL else ("wide", "", "phone", "")[number % 4] if kind else ""
        sizes = ("wide", "phone") if number % 2 == 0 else ("phone", "wide")
        for size in sizes if kind else sizes[1:]:  # each page comes as the one before was left
            look(page, size)
            if size == "wide" and not one_line(page):
                wrong.append(f"{entry.path}: the menu takes more than a line")
            if sideways(page) or outside(page):
                wrong.append(f"{entry.path}, {size}: outside the window: {outside(page)}")
            if by_axe in ("both", size):
                wrong += [f"{entry.path}, {size}: {fault}" for fault in inaccessible(page)]
    assert wrong == []


@served_with(FOREIGN)
def test_areas_that_do_not_fit_on_the_line_are_folded_and_lead_on(served: Served, visit: Callable[..., Page]) -> None:
    page = visit(served.url)
    area = served.pack.programme.areas[-1]
    name, fold = served.say("Programområden"), page.locator(".mb-menu-fold-program")
    link = page.locator("nav.mb-menu-wide").get_by_role("link", name=area.name, exact=True)
    if fold.count():
        expect(link).to_be_hidden()
        fold.locator("summary").press("Enter")
    link.click()
    expect(page.locator("h1")).to_have_text(area.name)
    ready(page)
    if fold.count():
        assert fold.locator("summary").inner_text() == f"{name} · {area.name}"
        assert page.locator(".mb-menu-fold[open]").count() == 0
    else:
        expect(link).to_be_visible()


@pytest.mark.parametrize("served", [DANISH.id], indirect=True, scope="module")
def test_what_the_frontend_says_by_itself_is_danish(served: Served, visit: Callable[..., Page]) -> None:
    """Though the browser's own language is English."""
    page = visit(f"{served.url}/{navigation.IMPORT}")
    expect(page.get_by_role("button", name="Vælg filer")).to_be_visible()
    go(page, "/")
    page.locator("input[role=combobox]").fill("qqq")
    expect(page.get_by_text("Ingen resultater")).to_be_visible()
    assert foreign(page.evaluate(TEXTS), served.pack, served.kept) == []
