"""A milestone on the screen: assessed by a controller, read by all, shown by indicators that a controller ties to it."""

from __future__ import annotations

import pytest

from kpi.access.scope import Role, Scope
from kpi.text.escape import html
from pages._ui import guard, navigation
from tests.pages.conftest import html_of
from tests.pages.plan_pages import LATER, WEST, measured, part, west, words

__all__ = ["measured", "west"]
pytestmark = pytest.mark.xdist_group("pages")
AREA = WEST.areas[0]
MILESTONE = AREA.milestones[0]
WRITES = {"Spara bedömningen"}


def button(app, label: str):
    return next(b for b in app.button if b.label == label)


def field(app, kind: str, key: str):
    return next(x for x in getattr(app, kind) if x.key.startswith(key))


def as_role(monkeypatch, role: Role) -> None:
    units = (WEST.root_unit,)
    monkeypatch.setattr(guard, "scope_for", lambda *_, **__: Scope(role, units, "Prov Provsson"))


def test_a_milestone_is_assessed_on_its_page_and_stands_on_the_area_s_and_on_the_map(west, visit):
    page = visit(AREA.id, delmal=MILESTONE.id)
    assert not page.exception
    assert html(MILESTONE.text) in html_of(page) and "Ej bedömt" in html_of(page) and "Ingen har bedömt delmålet" in html_of(page)
    field(page, "radio", "delmal-lage").set_value("at_risk")
    field(page, "text_area", "delmal-skal").set_value("Takten <räcker> inte.")
    field(page, "text_input", "delmal-namn").set_value("Cilla")
    button(page, "Spara bedömningen").click().run()
    assert "Delmålet är bedömt: risk." in [s.value.replace("\\", "") for s in page.success]
    told = html_of(page)
    assert "Takten &lt;räcker&gt; inte." in told and "Bedömt av Cilla" in told and "Bedömningar, senast först" in told
    steps = part(html_of(visit(AREA.id)), "mb-steps", "ol")
    assert "Risk" in words(steps) and "Takten &lt;räcker&gt; inte." in steps
    assert "Delmål 2026: risk." in words(html_of(visit(AREA.id)))
    assert words(part(html_of(visit(navigation.MAP)), "mb-map")).count("Ej bedömt") == len(WEST.areas) - 1
    assert "delmål bedömt eller knutet" in html_of(visit(navigation.LOG))


def test_an_assessment_without_a_reason_is_refused_and_nothing_is_stored(west, visit):
    page = visit(AREA.id, delmal=MILESTONE.id)
    button(page, "Spara bedömningen").click().run()
    assert "Ange ett skäl" in html_of(page)
    assert west.store.data_version() == 0


def test_what_another_has_said_meanwhile_is_not_written_over(west, visit):
    page = visit(AREA.id, delmal=MILESTONE.id)
    west.views.assess_milestone(west.scope, MILESTONE.id, "under_way", reason="en annan var först")
    field(page, "text_area", "delmal-skal").set_value("min syn")
    button(page, "Spara bedömningen").click().run()
    assert [w.value for w in page.warning] == ["Någon annan har bedömt delmålet sedan du öppnade sidan. Läs det som är sagt nu."]
    assert [one.reason for one in west.views.milestones(west.scope)[0].history] == ["en annan var först"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.BOARD])
def test_who_does_not_write_reads_the_assessment_and_its_history(west, visit, monkeypatch, role):
    west.views.assess_milestone(west.scope, MILESTONE.id, "under_way", reason="arbetet går")
    as_role(monkeypatch, role)
    page = visit(AREA.id, delmal=MILESTONE.id)
    assert "arbetet går" in html_of(page) and "Bedömningar, senast först" in html_of(page)
    assert not [b for b in page.button if b.label in WRITES] and not page.text_area


def test_the_year_s_status_says_how_far_each_milestone_had_come_that_year(west, visit):
    day = f"{MILESTONE.year - 1}-05-01"
    west.views.assess_milestone(west.scope, MILESTONE.id, "at_risk", reason="arbetet går trögt", day=day)
    for year, risky in ((MILESTONE.year - 1, 1), (MILESTONE.year - 2, 0)):
        found = words(part(html_of(visit(navigation.YEAR_STATUS, ar=str(year))), "mb-goals"))
        assert (found.count("Risk"), found.count("Ej bedömt")) == (risky, len(WEST.areas) - risky)


def test_a_milestone_of_an_earlier_day_is_read_and_not_changed(west, visit):
    west.views.assess_milestone(west.scope, MILESTONE.id, "under_way", reason="arbetet går")
    page = visit(AREA.id, delmal=MILESTONE.id, per="2020-01-01")
    assert "arbetet går" not in html_of(page) and "Ej bedömt" in html_of(page)
    assert not [b for b in page.button if b.label in WRITES]


def test_a_milestone_that_the_area_has_not_is_refused(west, visit):
    other = WEST.areas[1].milestones[0].id
    for asked in (other, "finns-inte"):
        page = html_of(visit(AREA.id, delmal=asked))
        assert asked in page and "Det gick inte" in page and page.count("<h1") == 1


def test_without_indicators_there_is_nothing_to_tie(west, visit):
    page = visit(AREA.id, delmal=MILESTONE.id)
    assert "Planen har inga indikatorer än" in html_of(page)
    assert "Knyt, eller ta bort" not in [b.label for b in page.button]


def test_an_indicator_is_tied_shown_with_its_status_told_on_its_own_page_and_taken_away(measured, visit):
    page = visit(AREA.id, delmal=MILESTONE.id)
    assert "Ingen är knuten till delmålet." in html_of(page)
    field(page, "text_input", "knyt-skal").set_value("Visar hur långt det har kommit")
    button(page, "Knyt, eller ta bort").click().run()
    assert "Andel verksamheter med målstyrning" in part(html_of(page), "mb-shown-by", "ul")
    assert "60" in part(html_of(page), "mb-shown-by", "ul")
    for path in (AREA.id, navigation.MAP):
        shown = words(part(html_of(visit(path)), "mb-shown-by", "ul"))
        assert "Andel verksamheter med målstyrning 60 %" in shown.replace("\u00a0", " ")
    own = html_of(visit(navigation.INDICATOR, indikator=LATER))
    assert "Visar delmålet" in own and f"delmal={MILESTONE.id}" in own and html(MILESTONE.text) in own
    page = visit(AREA.id, delmal=MILESTONE.id)
    field(page, "text_input", "knyt-skal").set_value("Visar annat")
    button(page, "Knyt, eller ta bort").click().run()
    assert "mb-shown-by" not in html_of(page) and "inte längre knuten" in html_of(page)
    assert "Visar delmålet" not in html_of(visit(navigation.INDICATOR, indikator=LATER))


def test_an_area_told_in_words_has_its_charts_when_it_gets_an_indicator(measured, visit):
    app = visit(AREA.id)
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1 and "mb-steps" in html_of(app) and "mb-by-year" in html_of(app)
