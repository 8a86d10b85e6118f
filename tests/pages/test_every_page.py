"""Every page, on an empty store and on the sample: no exception, Swedish, and its figures where they should be."""

from __future__ import annotations

import re

import pytest

from kpi.programme.loader import load_programme, programme_dir
from kpi.settings import DEFAULT_PROGRAMME
from pages._ui import navigation
from tests.extent import some, sweep
from tests.pages.conftest import address_of, html_of

pytestmark = pytest.mark.xdist_group("pages")

PROGRAMME = load_programme(programme_dir(DEFAULT_PROGRAMME))
ENTRIES = navigation.entries(PROGRAMME)
PATHS = [e.path for e in ENTRIES]
AREA = next(e for e in ENTRIES if e.area)
MONTHLY = "korttidssjukfranvaro"
YEARS = (2021, 2022, 2023, 2024)  # of the sample
# One of each kind: how it is added up, whether women and men are told apart, and where it is to go.
KINDS = list({(i.rollup, i.by_sex, i.direction, i.target is None): i.id for i in PROGRAMME.indicators}.values())
DECIMAL_POINT = re.compile(r"(?<![\w.:/#-])\d+\.\d+(?![\w.])")


def text_of(html: str) -> str:
    """What is read: without tags, and without the drawings' coordinates."""
    return re.sub(r"<[^>]+>", " ", html)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_opens_on_an_empty_store(untouched, visit, path):
    app = visit(path)
    assert not app.exception
    assert html_of(app).count("<h1") == 1
    assert "bara planens egna siffror" in html_of(app)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_opens_on_the_sample_and_says_who_reads_it_and_what_version(filled, visit, path):
    app = visit(path)
    assert not app.exception
    html = html_of(app)
    assert "SYNTETISK" in html
    assert html.count("<h1") == 1
    assert not DECIMAL_POINT.findall(text_of(html))
    assert "Lokal controller (Prov Provsson), utan inloggning, bara på den här datorn" in html
    assert f"Dataversion {filled.views.context(filled.scope).data_version}" in html


@pytest.mark.parametrize("year", YEARS)
def test_a_page_opens_for_every_unit(filled, visit, year):
    """In each year, the start page, an area and an indicator in turn. (In a browser: tests/browser/test_every_page.)"""
    pages = [("", {}), (AREA.path, {}), (navigation.INDICATOR, {"indikator": MONTHLY})]
    for number, unit in enumerate(filled.views.context(filled.scope, year).units):
        path, more = pages[(number + year) % len(pages)]
        app = visit(path, ar=str(year), enhet=unit.code, **more)
        assert not app.exception and not app.error, unit.code
        assert html_of(app).count("<h1") == 1
        assert not DECIMAL_POINT.findall(text_of(html_of(app)))


@pytest.mark.parametrize("indicator", some([i.id for i in PROGRAMME.indicators], KINDS))
def test_the_page_about_an_indicator_opens_for_each(filled, visit, indicator):
    app = visit(navigation.INDICATOR, indikator=indicator, ar="2023")
    assert not app.exception
    assert not app.error
    assert PROGRAMME.indicator(indicator).name in html_of(app).replace("&#x27;", "'")


@pytest.mark.parametrize("indicator", [i.id for i in PROGRAMME.indicators])
def test_the_catalogue_opens_for_each_indicator(filled, visit, indicator):
    app = visit(navigation.CATALOGUE, indikator=indicator)
    assert not app.exception
    assert {b.label for b in app.button} >= {"Spara ändringen", "Sätt kan ej bedömas", "Häv bedömningen"}


def test_laget_reads_all_indicators_and_counts_them(filled, visit):
    html = html_of(visit())
    assert html.count('class="mb-card"') == len(PROGRAMME.indicators)
    counted = sum(int(n) for n in re.findall(r"<b>(\d+)</b><span>", html))
    assert counted == len(PROGRAMME.planned)


def test_laget_can_show_one_status_alone(filled, visit):
    everything = html_of(visit(ar="2023"))
    status, count = re.search(r'visa=([a-z_]+)"[^>]*><b>(\d+)</b>', everything).groups()
    alone = html_of(visit(ar="2023", visa=status))
    assert alone.count('class="mb-card"') == int(count)


def test_an_area_has_a_chart_with_text_for_each_indicator_and_its_actions(filled, visit):
    area = PROGRAMME.areas[0]
    app = visit(next(e.path for e in ENTRIES if e.area == area.id))
    charts = app.get("plotly_chart")
    assert len(charts) == len(area.indicators)
    assert all(c.proto.alt.startswith("Linjediagram") for c in charts)
    assert html_of(app).count('class="mb-who"') == len(area.actions)
    assert html_of(app).count("<table") == len(charts)  # each chart's twin


def test_the_links_keep_year_and_unit(filled, visit):
    unit = next(u.code for u in filled.views.context(filled.scope).units if u.depth == 1)
    html = html_of(visit(ar="2023", enhet=unit))
    links = [link for link in re.findall(r'href="([^"]+)"', html) if "aria" not in link and "roll=" not in link]
    year_links = [link for link in links if "ar=2023" not in link]
    assert all(f"enhet={unit}" in link for link in links)
    assert {re.search(r"ar=(\d+)", link).group(1) for link in year_links} == {"2021", "2022", "2024"}


def test_choosing_a_unit_puts_it_in_the_address(filled, visit):
    app = visit(ar="2023")
    picker = app.selectbox[0]
    unit = next(u for u in filled.views.context(filled.scope, 2023).units if u.depth == 1)
    picker.set_value(unit.code).run()
    assert address_of(app) == {"ar": "2023", "enhet": unit.code}
    assert unit.name in html_of(app)


def test_the_unit_picker_indents_by_level(filled, visit):
    options = visit(ar="2023").selectbox[0].options
    depths = [len(o) - len(o.lstrip("\u2003")) for o in options]
    assert depths[0] == 0 and max(depths) >= 2


@pytest.mark.parametrize("unit_depth", [0, 1, 2, 3])
@pytest.mark.parametrize("year", [2021, 2024, 2027, 2030])
def test_laget_opens_for_any_unit_and_year(filled, visit, unit_depth, year):
    unit = next(u for u in filled.views.context(filled.scope, 2024).units if u.depth == unit_depth)
    app = visit(ar=str(year), enhet=unit.code)
    assert not app.exception
    assert f"Läget {year}" in html_of(app)


# The first of the sample, the first and the last without any figures: the years between are opened for every unit, above.
@pytest.mark.parametrize("year", [y if y in (2021, 2025, 2028) else pytest.param(y, marks=sweep) for y in range(2021, 2029)])
def test_areas_and_indicators_open_for_units_of_every_level_each_year(filled, visit, year):
    units = filled.views.context(filled.scope, 2024).units
    levels = {u.depth: u.code for u in units}  # one unit of each depth, the last
    for code in levels.values():
        for app in (visit(AREA.path, ar=str(year), enhet=code), visit(navigation.INDICATOR, indikator=MONTHLY, ar=str(year), enhet=code)):
            assert not app.exception
            assert "Det gick inte" not in html_of(app)
