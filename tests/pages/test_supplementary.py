"""What is measured beside the plan, on the pages: under a heading of its own, without a verdict, and a direction set in *Katalog*."""

from __future__ import annotations

import pytest

from pages._ui import navigation
from tests.pages.conftest import html_of

pytestmark = pytest.mark.xdist_group("pages")

HEADING, PER = "Kompletterande indikatorer (ingår inte i planen)", "anstallda-per-chef"


def test_they_stand_apart_on_laget_and_on_the_areas_page(filled, visit):
    area = filled.programme.area_of(PER)
    for html in (html_of(visit(ar="2024")), html_of(visit(area.id, ar="2024"))):
        before, after = html.split(HEADING)
        names = [i.label for i in area.supplementary]
        assert all(name not in before.split(f">{area.name}</")[-1] for name in names)
        assert all(name in after for name in names)
    laget = html_of(visit(ar="2024"))
    assert laget.count("<article") == len(filled.programme.planned) + len(area.supplementary)
    assert "riktning ej fastställd" in laget


@pytest.mark.parametrize("path", [navigation.INDICATOR, navigation.CATALOGUE])
def test_the_pages_of_one_say_that_no_direction_is_established(filled, visit, path):
    app = visit(path, indikator=PER, ar="2024")
    html = html_of(app)
    assert not app.exception
    assert "ej fastställt" in html or "Riktning ej fastställd" in html
    assert "ej fastställd av regionen" in html


def test_a_controller_sets_the_direction_with_a_reason(writable, visit):
    page = visit(navigation.CATALOGUE, indikator=PER)
    page.selectbox(key="riktning").set_value("down")
    page.selectbox(key="fran").set_value(2024)
    page.text_area(key="skal").set_value("Beslut i nämnden")
    page.text_input(key="mal-namn").set_value("Anna Controller")
    next(b for b in page.button if b.label == "Spara ändringen").click().run()
    assert not page.exception
    assert "Beslut i nämnden" in html_of(page)
    row = next(r for r in writable.views.catalogue(_controller(writable)) if r.indicator.id == PER)
    assert row.direction.value == "down"


def _controller(runtime):
    from kpi.access.identity import local_controller

    return local_controller(runtime.programme.root_unit, "prov")


def test_min_enhet_has_people_managers_and_what_a_source_says(filled, visit):
    (stated,) = filled.programme.stated
    app = visit(navigation.MINE, enhet=stated.unit, ar="2024")
    html = html_of(app)
    assert not app.exception
    section = html.split("Medarbetare och chefer")[1].split("</section>")[0]
    assert f"Enligt {stated.source}, {stated.date}" in section
    assert "ca 3,9" in section and "miljarder kronor" in section
