"""What was known at an earlier date, on every page: said, kept by every link, in the file that is taken home, and with a way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from kpi.runtime import Runtime
from kpi.store import open_store
from pages._ui import asof, export, navigation, parts
from pages._ui.urls import Query
from tests.pages.conftest import _in_use, html_of, settings
from tests.views.world import HELTID, deliver, fact, programme

pytestmark = pytest.mark.xdist_group("pages")

ENTRIES = navigation.entries(programme())
DATED = [e.path for e in ENTRIES if e.dated]
THEN = "2026-03-01"  # after the first import and before the second


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """Over a store in which the figure of 2024 was corrected on 5 March, and the target changed."""
    path = tmp_path_factory.mktemp("historia") / "kpi.duckdb"
    now = [datetime(2026, 3, 1, 9, 0, tzinfo=UTC)]
    store = open_store(str(path), programme(), clock=lambda: now[0])
    root = programme().root_unit
    deliver(store, fact(HELTID, root, 2024, 73.0, n=7000, row=17), file="gammal.xlsx")
    now[0] += timedelta(days=4)
    deliver(store, fact(HELTID, root, 2024, 74.5, n=7000, row=18), file="ny.xlsx", synthetic=True)
    store.close()
    with Runtime.open(settings(path)) as runtime:
        yield runtime


@pytest.fixture
def dated(history: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """Shared between the tests, which only read."""
    return _in_use(history, monkeypatch)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("path", DATED)
def test_every_page_says_of_what_date_it_is_leads_back_and_keeps_it_in_every_other_link(dated, visit, path):
    html = html_of(visit(path, per=THEN, ar="2024"))
    assert "Som det var känt 1 mars 2026" in text_of(html)
    assert "(dataversion 1)" in html
    back = re.search(r'class="mb-then".*?href="([^"]+)"', html).group(1)
    assert "per=" not in back
    links = re.findall(r'<a [^>]*href="(/[^"]*)"', html)
    without = [link for link in links if parse_qs(urlsplit(link.replace("&amp;", "&")).query).get("per") != [THEN]]
    assert len(links) > 5
    assert len(without) == 1
    assert "mb-then" not in html_of(visit(path, ar="2024"))


def test_the_figures_are_those_that_were_known(dated, visit):
    assert "73,0" in text_of(html_of(visit(per=THEN, ar="2024"))).replace("\u00a0", " ")
    assert "74,5" in text_of(html_of(visit(ar="2024")))
    shown = text_of(html_of(visit(navigation.INDICATOR, indikator=HELTID, ar="2024", per=THEN)))
    assert "gammal.xlsx" in shown and "Värden!E17" in shown
    assert "ny.xlsx" not in shown


def test_an_import_of_the_same_day_in_sweden_was_known(dated, visit):
    assert "(dataversion 2)" in html_of(visit(per="2026-03-05", ar="2024"))


def test_before_the_first_import_only_the_plan_was_known(dated, visit):
    html = html_of(visit(per="2026-01-01"))
    assert "bara planens egna siffror" in html and "(dataversion 0)" in html
    assert not visit(per="2026-01-01").button  # no offer to read in a sample into the past


def test_what_was_known_earlier_cannot_be_changed(dated, visit):
    app = visit(navigation.CATALOGUE, indikator=HELTID, per=THEN)
    assert not app.button and "Historik" in html_of(app)
    log = visit(navigation.LOG, per=THEN)
    assert not log.button
    assert "gammal.xlsx" in html_of(log) and "ny.xlsx" not in html_of(log)


def test_reading_in_is_always_about_now_and_says_so(dated, visit):
    html = html_of(visit(navigation.IMPORT, per=THEN))
    assert "Här gäller nuläget" in text_of(html) and "mb-asof" not in html
    assert "Dataversion 2" in html


@pytest.mark.parametrize("per", ["i går", "2026-13-01", "<b>"])
def test_a_date_that_cannot_be_read_is_refused_with_a_way_out(dated, visit, per):
    app = visit(per=per)
    html = html_of(app)
    assert not app.exception
    assert "går inte att läsa" in html and "<b>" not in html.replace("<b>Visa", "")
    assert "Visa det som gäller nu" in html


def test_a_unit_that_was_not_known_then_is_refused_with_a_way_to_now(dated, visit):
    html = html_of(visit(per=THEN, enhet="O1", ar="2024"))
    assert "finns inte i organisationen" in html
    assert 'href="/?ar=2024&amp;enhet=O1"' in html


def test_the_control_is_a_form_that_keeps_the_rest_of_the_address():
    entry = next(e for e in ENTRIES if e.path == navigation.INDICATOR)
    html = asof.control(entry, Query(ar="2024", enhet="O1", indikator=HELTID, per=THEN))
    assert 'action="/indikator"' in html and 'method="get"' in html
    assert re.findall(r'type="hidden" name="(\w+)"', html) == ["ar", "enhet", "indikator"]
    assert 'type="date" name="per"' in html and f'value="{THEN}"' in html
    assert "<label>" in html and "<button" in html


def test_a_file_taken_home_says_what_date_it_is_of(dated):
    from kpi.charts.tables import Table

    context = dated.views.context(dated.scope, 2024, as_of=THEN)
    body = export.csv(Table("Prov", ["År"], [["2024"]]), context).decode("utf-8-sig").splitlines()
    assert body[0].split(";")[-1] == "Som det var känt"
    assert body[1].split(";")[-1] == THEN
    assert export.name("heltid", context).endswith(f"-2024-kant-{THEN}.csv")
    assert not context.synthetic  # what came later was


def test_days_are_written_as_people_write_them():
    assert parts.day("2026-03-01") == "1 mars 2026"
    assert parts.day("2026-03-01T09:30:00+00:00") == "1 mars 2026 kl. 10:30"
    assert parts.day("något") == "något"
