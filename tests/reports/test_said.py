"""What people have said beside the figures stands in the documents: judgements, out-of-date ones marked, method breaks and events."""

from __future__ import annotations

import pytest

from kpi.charts.axis import shared_range
from kpi.reports import fitting
from kpi.reports.cells import Cell, Column, Table
from kpi.reports.content import content
from kpi.reports.pages import chart_of
from kpi.text.year_status import OUTDATED
from tests.reports import stores
from tests.reports.tagged import read
from tests.reports.told import told
from tests.views import world

pytestmark = pytest.mark.xdist_group("reports")


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """A store where a goal and an indicator are judged, a series has a break and an event, and one text is out of date."""
    with stores.opened(tmp_path_factory.mktemp("sagt")) as runtime:
        world.deliver_units(runtime.store)
        facts = [world.fact(world.HELTID, "REGION", year, 72.0 + year - 2021, n=900) for year in range(2022, 2026)]
        world.deliver(runtime.store, *facts, world.fact(world.KORT, "REGION", 2025, 3.1, n=900, method="A"))
        views, scope, programme = runtime.views, runtime.scope, runtime.programme
        goal = programme.area_of(world.HELTID).id
        views.judge(scope, "goal", goal, year=2025, verdict="uncertain", reason="Takten avtar.", analysis="Se bilagan *om* #heltid.")
        views.approve(scope, "goal", goal, year=2025)
        views.judge(scope, "indicator", world.HELTID, year=2025, verdict="reached", reason="På god väg.")
        views.approve(scope, "indicator", world.HELTID, year=2025)
        views.judge(scope, "indicator", world.KORT, year=2025, verdict="not_reached", reason="Bara ett utkast.")
        views.annotate(scope, world.HELTID, kind="break", period="2024", text="Ny beräkning")
        views.annotate(scope, world.HELTID, kind="event", period="2023-04", text="Ny leverantör")
        yield runtime


@pytest.mark.parametrize("kind", ["pdf", "pptx", "xlsx"])
def test_approved_judgements_and_what_happened_stand_in_the_document_and_drafts_do_not(said, kind):
    text = told(kind, stores.made(said, kind, year=2025).data)
    assert "Osäkert. Takten avtar." in text and "Se bilagan *om* #heltid." in text and "Uppnås. På god väg." in text
    assert "1. april 2023, händelse: Ny leverantör" in text and "2. 2024, metodbrott: Ny beräkning" in text
    assert "utkast" not in text


def test_a_text_about_figures_that_have_changed_says_so(said):
    assert OUTDATED not in told("xlsx", stores.made(said, "xlsx", year=2025).data)
    before = said.store.events()[0].time
    batch = world.deliver(said.store, world.fact(world.HELTID, "REGION", 2025, 70.5, n=905), file="rättat.xlsx")
    try:
        assert OUTDATED in told("xlsx", stores.made(said, "xlsx", year=2025).data)
        assert OUTDATED not in told("xlsx", stores.made(said, "xlsx", year=2025, as_of=before).data)
    finally:
        said.store.undo(batch, "eva", "prov")


def test_a_line_is_not_drawn_over_a_method_break_and_the_break_is_told_in_words(said):
    view = said.views.year_status(said.scope, year=2025)
    row = next(r for r in view.rows if r.indicator.id == world.HELTID)
    drawn = chart_of(content(view, said.programme), row, shared_range([row.card]), 300, 90)
    runs = [item["points"] for item in drawn.items if item["kind"] == "line" and item["thickness"] == 1.6]
    assert [len(run) for run in runs] == [3, 2]  # 2021–2023 and 2024–2025
    assert "Metodbrott 2024: Ny beräkning." in drawn.alt and "Händelse april 2023: Ny leverantör." in drawn.alt


def test_a_goal_with_a_long_analysis_still_has_one_page(said):
    areas = said.programme.areas
    text = "Analysen är lång och tar flera rader på sidan, men inte mer än att diagrammen kan bli lägre. " * 6
    most = max(areas, key=lambda a: len(a.indicators))
    said.views.judge(said.scope, "goal", most.id, year=2024, verdict="uncertain", reason="Läs analysen.", analysis=text)
    said.views.approve(said.scope, "goal", most.id, year=2024)
    pages = read(stores.made(said, "pdf", year=2024).data).pages
    first = [next(n for n, page in enumerate(pages) if f"Mål {a.number}. {a.name}" in page and a.goal[:40] in page) for a in areas]
    assert first == list(range(first[0], first[0] + len(areas)))


@pytest.mark.parametrize("charts", [1, 3, 5, 6, 9])
def test_charts_get_lower_the_more_is_said_and_never_too_low(charts):
    table = Table("", "", [Column("Indikator", 1)], [[Cell("Namn")]] * charts)
    heights = [fitting.chart_height("mål", ["ord " * 40 * k], [["rad " * 10 * k]] * charts, table) for k in range(6)]
    assert heights == sorted(heights, reverse=True) and heights[-1] >= 48 and heights[0] <= 132
