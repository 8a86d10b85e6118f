"""Fixtures: the real server on a free port with a store of its own, and a real Chromium."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from kpi.runtime import Runtime
from tests.browser import starting
from tests.extent import ALL
from tests.pages.conftest import settings

Start = Callable[[Mapping[str, str], int, Path], starting.Stop]


@dataclass(frozen=True)
class Regular:
    """A visitor who stays from one test to the next, and what the console has said that no test has answered for yet."""

    page: Page
    errors: list[str]


CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--font-render-hinting=none",  # as wide as in a browser with windows
    "--js-flags=--no-opt",  # no page lives long enough for its scripts to be worth optimising fully
]  # fmt: skip
SIZED = [("wide", "light"), ("phone", "dark")]  # both screens and both themes in two
HARDEST = SIZED if ALL else SIZED[1:]  # where there is least room; make test ALL=1: on both
START_SECONDS = 60
ASKED = 100  # milliseconds between looks at a page that is not ready; looking at each frame makes the browser draw them all
PATIENCE = 30_000  # milliseconds: on a machine that does much else, an answer may take long
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
_visitors: list[BrowserContext] = []  # of the test that runs
_regulars: dict[str, Regular] = {}  # on each server
NOWHERE = "/?som=vem"  # refused in a few words: no field, no fold and no scrolling is left of what was there before
# Things on the page that the frontend is still working on are not to be judged.
READY = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.dataset.testScriptState === 'notRunning' && document.querySelector('h1, [role=alert]')
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]');
}"""


@contextmanager
def running(store: Path, port: int = 0, *, start: Start = starting.forked, **more: str) -> Iterator[str]:
    """The server over ``store``; gives its address. ``more``: of the environment."""
    environ = {**os.environ, **more, "KPI_STORE": str(store), "KPI_USER": "Prov Provsson", "KPI_LOG": str(store.with_suffix(".log"))}
    said = store.with_suffix(".said")
    said.write_text("")
    stop = start(environ, port, said)
    try:
        until = time.monotonic() + START_SECONDS
        while not (found := re.search(r"http://\S+(?=\s)", said.read_text())):
            if time.monotonic() > until:
                pytest.fail("the server did not start:\n" + said.read_text())
            time.sleep(0.02)
        yield (url := found.group(0))
        _leave(url)
    finally:
        stop()


def _leave(url: str) -> None:
    """Close the visitors' pages on a server before it stops: left open they would ask for it again, and log that it is not there."""
    for context in [c for c in _visitors if any(page.url.startswith(url) for page in c.pages)]:
        context.close()
    _part(url)


def _part(url: str) -> None:
    """Let the regular visitor on a server go, if there is one."""
    if regular := _regulars.pop(url.rstrip("/"), None):
        regular.page.context.close()
        assert not regular.errors


# This folder's, not the session's: while it is open this thread has a running event loop, and no other test can start one.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("Chromium is needed for the browser tests (apt install chromium, or set CHROMIUM)")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        for url in list(_regulars):
            _part(url)
        chromium.close()


@pytest.fixture(scope="package")
def filled_server(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the small sample; the tests share it and store nothing."""
    path = tmp_path_factory.mktemp("server") / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    with running(path, start=starting.anew) as url:
        yield url


@pytest.fixture(scope="package")
def writable_server(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over the small sample; the tests share it, and each stores what no other reads."""
    path = tmp_path_factory.mktemp("skriven") / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    with running(path) as url:
        yield url


@pytest.fixture(scope="session")
def unit_at(filled_store: Path):
    """A unit's code at a depth of the sample's organisation; None for the root."""
    with Runtime.open(settings(filled_store)) as runtime:
        units = runtime.views.context(runtime.scope, 2024).units
    return lambda depth: next(u.code for u in units if u.depth == depth) if depth else None


@pytest.fixture(scope="session")
def every_unit(filled_store: Path) -> list[str]:
    """Every unit of the sample's organisation in its last year."""
    with Runtime.open(settings(filled_store)) as runtime:
        return [u.code for u in runtime.views.context(runtime.scope, 2024).units]


@pytest.fixture(scope="session")
def measured(filled_store: Path) -> int:
    """How many indicators the sample has a figure for, for the whole organisation in its last year."""
    with Runtime.open(settings(filled_store)) as runtime:
        return sum(row.value is not None for row in runtime.views.status(runtime.scope, year=2024)[1])


@pytest.fixture(scope="package")
def empty_shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("tom") / "kpi.duckdb") as url:
        yield url


@pytest.fixture
def empty_pages(empty_shared_server: str, open_page) -> Page:
    """A visitor's page on a server with an empty store, on a phone."""
    return open_page(empty_shared_server, "phone")


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[str]:
    with running(tmp_path / "kpi.duckdb") as url:
        yield url


@pytest.fixture
def open_page(browser: Browser) -> Iterator:
    """A new visitor: ``open_page(url, size, scheme)``. The browser is English on purpose. Errors in its console fail the test."""
    errors: list[str] = []

    def new(url: str, size: str = "wide", scheme: str = "light") -> Page:
        page = _newcomer(browser, errors, size, scheme)
        _visitors.append(page.context)
        page.goto(url)
        ready(page)
        return page

    yield new
    while _visitors:
        _visitors.pop().close()
    assert not errors


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator:
    """A regular visitor: ``visit(url, size, scheme)`` follows a link in the page that the tests of a server share, which takes a tenth of
    what it takes to open one. For tests where nothing hangs on who one is, on what was opened first, or on what the session remembers.
    Errors in the console fail the test that they came in; one that comes later than that, the next. After a test that fails, the next
    has a new visitor."""
    failed = request.session.testsfailed
    met: set[str] = set()

    def come(url: str, size: str = "wide", scheme: str = "light") -> Page:
        server = "/".join(url.split("/")[:3])
        met.add(server)
        if server not in _regulars:
            errors: list[str] = []
            page = _newcomer(browser, errors, size, scheme)
            _regulars[server] = Regular(page, errors)
            page.goto(url)
            ready(page)
            return page
        page = _regulars[server].page
        go(page, NOWHERE)
        page.set_viewport_size(SIZES[size])
        page.emulate_media(media="screen", color_scheme=scheme)
        go(page, url.removeprefix(server) or "/")
        return page

    yield come
    errors = []
    for server in met & _regulars.keys():
        regular = _regulars[server]
        regular.page.evaluate("0")  # answered after what the console has said
        errors += regular.errors
        regular.errors.clear()
        if errors or request.session.testsfailed > failed:
            _part(server)
    assert not errors


def _newcomer(browser: Browser, errors: list[str], size: str, scheme: str) -> Page:
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, locale="en-US")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    return page


def ready(page: Page) -> None:
    """Wait until the page is made and nothing more comes."""
    page.wait_for_function(READY, polling=ASKED, timeout=60_000)
    page.wait_for_timeout(250)
    page.wait_for_function(READY, polling=ASKED, timeout=60_000)


def look(page: Page, size: str) -> None:
    """See the page as on that screen: a desk's in the light, a phone's in the dark."""
    if page.viewport_size != SIZES[size]:
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=dict(SIZED)[size])
        page.wait_for_timeout(300)  # charts are drawn anew


def go(page: Page, address: str) -> None:
    """Follow a link of ours without loading the document again, as a click does."""
    page.evaluate("a => { history.pushState({}, '', a); dispatchEvent(new PopStateEvent('popstate', {state: {}})); }", address)
    page.wait_for_timeout(150)
    ready(page)
