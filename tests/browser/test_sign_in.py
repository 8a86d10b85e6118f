"""Signing in at a real OpenID Provider, in a real browser: in, wrong user, token's end, role taken away, out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from kpi.runtime import Runtime
from kpi.store.grant import NewGrant
from tests.browser import signing
from tests.browser.conftest import SIZES, ready, settings
from tests.browser.judging import faults, inaccessible, outside, sideways
from tests.browser.starting import ROOT
from tests.extent import ALL

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SHORT = 8  # seconds of the short token
FIGURES = ".mb-card, .mb-value, .js-plotly-plot, table"
WHY = "Prov"


MANAGERS = "b-prov-mia"  # the id of the manager's grant


def grant(person: str, role: str = "controller", *units: str, **more: str) -> NewGrant:
    return NewGrant(f"{person}@region.example", person.title(), role, "2020-01-01", WHY, units, **more)


@pytest.fixture(scope="module")
def store(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small sample, with people who may see it: anna and kort all of it, mia (a manager) a part, bo nothing."""
    path = tmp_path_factory.mktemp("inloggning") / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    with Runtime.open(settings(path)) as runtime:
        unit = next(u.code for u in runtime.views.context(runtime.scope, 2024).units if u.depth == 2)
        given = [grant("anna"), grant("kort"), grant("mia", "manager", unit, id=MANAGERS)]
        runtime.store.change_access(given, {}, "Prov Provsson")
    return path


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[str]:
    with signing.signed_in_server(store, SHORT) as url:
        yield url


def audit_log(store: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (store.parent / "audit").glob("*.log"))


def cookies(page: Page, url: str) -> dict[str, dict]:
    return {c["name"]: c for c in page.context.cookies(url) if c["name"].startswith("_streamlit_user")}


LOOKS = [("wide", "dark"), ("phone", "dark"), ("phone", "light"), ("wide", "light")] if ALL else [("phone", "dark"), ("wide", "light")]


def judge(page: Page) -> list[str]:
    """What is wrong with the page: on both screens and in both themes, in two. ``make test ALL=1``: in all four."""
    wrong = faults(page)
    for size, scheme in LOOKS:
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(100)
        wrong += [*inaccessible(page), *outside(page), *(["sideways"] if sideways(page) else [])]
    return wrong


def test_before_one_is_in_and_for_who_changes_their_mind_there_is_only_a_designed_way_in(server, open_page):
    page = open_page(f"{server}/katalog?ar=2024&inloggning=%3Cb%3Ex")
    assert page.title() == "Logga in · Målbild" and not page.locator(".mb-told").count()
    assert page.get_by_role("heading", name="Logga in").is_visible() and not page.locator(FIGURES).count()
    signing.quiet(page)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.get_by_text("[ Cancel ]").click()
    page.wait_for_url(f"{server}/?inloggning=misslyckades")
    ready(page)
    assert page.get_by_role("heading", name="Logga in").is_visible() and not page.locator(FIGURES).count()
    assert "avbröts eller misslyckades" in page.locator(".mb-told").inner_text()
    assert not cookies(page, server)
    assert judge(page) == []


def test_one_signs_in_is_where_one_wanted_to_go_and_signs_out_in_every_tab_and_at_the_provider(server, store, open_page):
    page = open_page(f"{server}/indikator?indikator=korttidssjukfranvaro&ar=2024")
    signing.sign_in(page, "anna")
    assert page.url == f"{server}/indikator?indikator=korttidssjukfranvaro&ar=2024"
    assert page.locator(FIGURES).count() and "Inloggad som Anna Andersson, controller" in page.inner_text("body")
    assert "utan inloggning" not in page.inner_text("body")
    kept = cookies(page, server)
    assert len(kept) == 2 and all(c["httpOnly"] and c["sameSite"] == "Lax" and c["expires"] - time.time() <= 3600 for c in kept.values())
    assert faults(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta siffrorna som CSV").click()
    assert Path(download.value.path()).stat().st_size > 100 and "/media/" in download.value.url
    with pytest.raises(urllib.error.HTTPError, match="401"):  # the same address, without the sign-in
        urllib.request.urlopen(download.value.url, timeout=10)
    lines = [line.split("kpi.audit ")[1] for line in audit_log(store).splitlines() if "user=anna" in line]
    assert lines[0] == "user=anna@region.example action=sign_in source=oidc"
    assert lines[1].startswith("user=anna@region.example action=view page=indikator unit=") and "indicator=korttidssjukfranvaro" in lines[1]
    assert lines[2].startswith("user=anna@region.example action=export file=")

    other = page.context.new_page()
    other.goto(f"{server}/katalog")
    ready(other)
    assert other.get_by_role("heading", name="Katalog").is_visible()
    page.get_by_role("link", name="Logga ut").click()
    other.wait_for_url("**/katalog?inloggning=avslutad", timeout=10_000)
    ready(other)
    assert other.get_by_role("heading", name="Logga in").is_visible() and not other.locator(FIGURES).count()
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(f"{server}/?inloggning=avslutad")
    ready(page)
    assert page.locator(".mb-told").inner_text() == "Du är utloggad."
    assert not cookies(page, server)
    page.context.add_cookies(list(kept.values()))  # stolen before
    page.goto(f"{server}/katalog")
    ready(page)
    assert page.get_by_role("heading", name="Logga in").is_visible() and not page.locator(FIGURES).count()
    assert "user=anna@region.example action=sign_out source=oidc" in audit_log(store)


def test_who_has_no_role_is_told_so_and_sees_nothing(server, open_page):
    page = open_page(server)
    signing.sign_in(page, "bo")
    assert page.title() == "Ingen behörighet · Målbild"
    assert "Du är inloggad men har ingen behörighet" in page.inner_text("h1") and "bo@region.example" in page.inner_text("body")
    assert not page.locator(FIGURES).count() and judge(page) == []
    seen: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: seen.append(str(data))))
    for address in ("/?roll=controller", "/katalog?som=mia@region.example"):
        page.goto(server + address)
        ready(page)
        assert not page.locator(FIGURES).count()
    assert any("Bo Berg" in frame for frame in seen)
    assert not any("mb-card" in frame or "mb-value" in frame for frame in seen)


def test_an_idle_page_is_cleared_when_the_token_ends(server, open_page):
    page = open_page(f"{server}/katalog")
    signing.sign_in(page, "kort")
    assert page.get_by_role("heading", name="Katalog").is_visible()
    kept = list(cookies(page, server).values())
    page.wait_for_url("**/katalog?inloggning=slut", timeout=(SHORT + 5) * 1000)
    ready(page)
    assert "gått ut" in page.locator(".mb-told").inner_text() and not page.locator(FIGURES).count()
    # A copy of the cookie, with the life that the frontend would have given it, is worth nothing.
    page.context.add_cookies([{**c, "expires": time.time() + 2_592_000} for c in kept])
    page.goto(f"{server}/katalog")
    ready(page)
    assert page.get_by_role("heading", name="Logga in").is_visible() and "gått ut" in page.locator(".mb-told").inner_text()


def test_a_role_that_is_taken_away_is_gone_at_the_next_click_and_from_an_idle_page(server, store, open_page):
    page = open_page(server)
    signing.sign_in(page, "mia")
    assert (page.locator(".mb-card").count() and "Mia" in page.inner_text(".mb-about")) or "mia" in page.inner_text(".mb-about")
    idle = page.context.new_page()
    idle.goto(server)
    ready(idle)
    assert idle.locator(".mb-card").count()
    address = idle.url
    revoke(store, MANAGERS)
    page.locator("a[data-mb]:visible", has_text="Katalog").first.click()
    page.get_by_role("heading", name="Du är inloggad men har ingen behörighet").wait_for(timeout=20_000)
    ready(page)
    assert not page.locator(FIGURES).count()
    idle.get_by_role("heading", name="Du är inloggad men har ingen behörighet").wait_for(timeout=30_000)
    ready(idle)
    assert idle.url == address and not idle.locator(FIGURES).count() and "återkallades" in idle.inner_text("body")


def revoke(store: Path, grant_id: str) -> None:
    """By the command line, while the server runs."""
    environ = {**os.environ, "KPI_STORE": str(store), "KPI_LOG": str(store.with_suffix(".log")), "KPI_USER": "Prov Provsson"}
    command = [sys.executable, "-m", "kpi", "access"]
    done = subprocess.run([*command, "revoke", grant_id, "--why", WHY], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
