"""From a number to its cell: the page about an indicator tells where each figure comes from, for sexes, months and units below."""

from __future__ import annotations

import re
from html import unescape

import pytest

from pages._ui import navigation
from tests.pages.conftest import html_of
from tests.pages.test_every_page import MONTHLY, PROGRAMME
from tests.views.world import HELTID, deliver, fact

pytestmark = pytest.mark.xdist_group("pages")

CELL = re.compile(r"[\w']+![A-Z]+(\d+|:[A-Z]+)")  # of many rows: the columns


def section(app) -> str:
    html = unescape(html_of(app))
    start = html.index("<h2>Varifrån kommer siffran?</h2>")
    return html[start : html.find("<h2>", start + 10) if "<h2>" in html[start + 10 :] else None]


def test_each_value_on_laget_leads_to_where_it_comes_from(filled, visit):
    html = html_of(visit(ar="2023"))
    links = re.findall(r'<p class="mb-value"><a href="([^"]+)"', html)
    assert len(links) > 10
    assert all("visa=ursprung" in link and "ar=2023" in link for link in links)


def test_asked_for_it_comes_first_else_last_and_once(filled, visit):
    asked = html_of(visit(navigation.INDICATOR, indikator=HELTID, ar="2023", visa="ursprung"))
    headings = re.findall(r"<h2>([^<]+)</h2>", asked)
    assert headings[0] == "Varifrån kommer siffran?" and headings.count(headings[0]) == 1
    plain = re.findall(r"<h2>([^<]+)</h2>", html_of(visit(navigation.INDICATOR, indikator=HELTID, ar="2023")))
    assert plain.count("Varifrån kommer siffran?") == 1 and plain[0] != "Varifrån kommer siffran?"


def test_a_figure_leads_to_the_units_below_and_at_last_to_a_cell(filled, visit):
    query = {"indikator": HELTID, "ar": "2023", "visa": "ursprung"}
    for _ in range(5):
        shown = section(visit(navigation.INDICATOR, **query))
        below = re.findall(r'<ul class="mb-links">.*?</ul>', shown)
        links = re.findall(r'href="([^"]+)"', below[0]) if below else []
        units = [re.search(r"enhet=([\w-]+)", link) for link in links]
        if not units or not units[0] or units[0].group(1) == query.get("enhet"):
            break
        query["enhet"] = units[0].group(1)
    assert query.get("enhet")  # at least one step down
    assert CELL.search(shown) or "Skyddat" in shown


def test_sexes_and_months_can_be_asked_for(filled, visit):
    query = {"indikator": MONTHLY, "ar": "2024", "visa": "ursprung"}
    shown = section(visit(navigation.INDICATOR, **query))
    assert {"kon=K", "kon=M", "manad=3", "manad=12"} <= set(re.findall(r"(?:kon|manad)=\w+", shown))
    women = section(visit(navigation.INDICATOR, kon="K", manad="3", **query))
    assert ", kvinnor, mars 2024" in women
    assert "Import-id" in women and "SHA-256" in women
    assert re.search(r"\w+![A-Z]+:[A-Z]+", women)  # small groups: the columns, not how many rows there are
    assert CELL.search(section(visit(navigation.INDICATOR, manad="3", **query)))


@pytest.mark.parametrize(
    ("wrong", "said"), [({"kon": "X"}, "Könet ”X”"), ({"manad": "13"}, "Månaden ”13”"), ({"manad": "mars"}, "Månaden")]
)
def test_what_there_is_not_is_refused(filled, visit, wrong, said):
    app = visit(navigation.INDICATOR, indikator=HELTID, ar="2023", **wrong)
    assert not app.exception
    assert said in html_of(app)


def test_a_figure_measured_in_another_way_can_be_asked_for(empty, visit):
    other = next(i for i in PROGRAMME.indicators if len(i.methods) > 1)
    deliver(
        empty.store,
        *(fact(other.id, PROGRAMME.root_unit, 2022, 70.0 + n, n=7000, row=5 + n, method=m) for n, m in enumerate(other.methods[:2])),
        file="två-sätt.xlsx",
    )
    query = {"indikator": other.id, "ar": "2022", "visa": "ursprung"}
    shown = section(visit(navigation.INDICATOR, **query))
    assert 'aria-label="Metod"' in shown and "metod=" in shown and "Värden!E5" in shown
    assert "Värden!E6" in section(visit(navigation.INDICATOR, metod=other.methods[1], **query))
    assert "finns inte för indikatorn" in html_of(visit(navigation.INDICATOR, metod="på känn", **query))


def test_what_a_figure_replaced_is_told_with_its_cell(empty, visit):
    root = PROGRAMME.root_unit
    deliver(empty.store, fact(HELTID, root, 2023, 70.1, n=7000, row=5), file="gammal.xlsx")
    deliver(empty.store, fact(HELTID, root, 2023, 71.2, n=7000, row=6), file="ny.xlsx")
    shown = section(visit(navigation.INDICATOR, indikator=HELTID, ar="2023"))
    now, _, before = shown.partition("Vad siffran ersatte")
    assert "ny.xlsx" in now and "Värden!E6" in now and "71,2" in now
    assert "gammal.xlsx" in before and "Värden!E5" in before and "70,1" in before and "ersatt" in before
