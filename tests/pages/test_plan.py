"""A plan told in words on the screen: every sentence of the source, links that can be followed, and the map of all of it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from kpi.access.scope import Role, Scope
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Area
from kpi.text.escape import html
from pages._ui import navigation
from pages._ui.urls import Query
from tests.pages.conftest import html_of
from tests.pages.plan_pages import WEST, part, pieces, west, words
from tests.programme.test_sources import printed_areas, sentences

__all__ = ["west"]
pytestmark = pytest.mark.xdist_group("pages")
MAP = navigation.MAP
NAMES = {x.id: x.name for x in (*WEST.plan_goals, *WEST.strategies, *WEST.foundations)}


def shown(page: str) -> list[str]:
    """What the area's page tells in words, as headings and sentences: the states and milestones, the actions, what it is tied to."""
    source = re.sub(r'<div class="mb-standing">.*?</div>', "", part(page, "mb-steps", "ol"))  # what we say ourselves of a milestone
    steps = [x for text in pieces(source) for x in sentences(text)]
    tasks = part(page, "mb-area mb-by-year", "section")
    actions = [words(x) for x in re.findall(r"<h2>.*?</h2>", tasks)]
    actions += [x for text in re.findall(r"<a\b[^>]*>.*?</a>", tasks) for x in sentences(words(text))]
    tied = part(page, "mb-tied")
    if "mb-printed" in tied:  # as printed, and then each goal by its name
        goals = [g.name for g in WEST.plan_goals]
        return [*steps, *actions, *(x for x in pieces(tied) if x not in goals)]
    return [*steps, *actions, *pieces(tied)]


@pytest.mark.parametrize("area", WEST.areas, ids=lambda a: a.id)
def test_every_sentence_of_the_source_is_on_the_area_s_page_and_no_other(west, visit, area: Area) -> None:
    app = visit(area.id)
    assert not app.exception
    assert sorted(shown(html_of(app))) == sorted(printed_areas()[area.name])


@pytest.mark.parametrize("area", WEST.areas, ids=lambda a: a.id)
def test_each_reference_leads_to_the_map_around_it(west, visit, area: Area) -> None:
    (link,) = (link for link in WEST.links if link.area == area.id)
    tied = part(html_of(visit(area.id)), "mb-tied")
    led = re.findall(rf'href="/{MAP}\?samband=([\w-]+)"[^>]*>([^<]+)</a>', tied)
    assert led == [(x, NAMES[x]) for x in link.ids if x != area.id]


def test_the_map_has_every_area_with_its_states_milestones_and_what_it_is_tied_to(west, visit) -> None:
    app = visit(MAP)
    assert not app.exception
    page = html_of(app)
    lines = re.findall(r"<article>.*?</article>", part(page, "mb-map"), re.DOTALL)
    assert len(lines) == len(WEST.areas)
    for area, line, link in zip(WEST.areas, lines, WEST.links, strict=True):
        told = words(line)
        for text in (area.name, *(x.text for x in (*area.states, *area.milestones))):
            assert text in told
        led = re.findall(r"samband=([\w-]+)", line)
        assert led == [x for x in link.ids if x != area.id]
        assert line.count("atgard=") == len(area.actions)
        assert all(html(action.text) in line for action in area.actions)  # what each symbol says, to who hears it or points at it


def test_the_map_s_table_has_a_row_for_each_thing_on_it(west, visit) -> None:
    page = html_of(visit(MAP))
    rows = re.findall(r'<tr role="row">(.*?)</tr>', page, re.DOTALL)[1:]
    named = sum(len(link.ids) - 1 for link in WEST.links)
    assert len(rows) == sum(len(a.states) + len(a.milestones) + len(a.actions) for a in WEST.areas) + named


@pytest.mark.parametrize("chosen", ["mal-5", "regional-utvecklingsstrategin", "partnerskap"])
def test_what_is_chosen_in_the_address_is_what_the_map_is_gathered_around(west, visit, chosen: str) -> None:
    page = html_of(visit(MAP, samband=chosen))
    heading = words(re.findall(r"<h1.*?</h1>", page)[0])
    assert NAMES[chosen] in heading
    areas = [link.area for link in WEST.links if chosen in link.ids]
    assert [unescape(x) for x in re.findall(r'<h2><a href="/([\w-]+)', part(page, "mb-map"))] == areas
    assert page.count('aria-current="true"') >= len(areas) + 1  # in the choice, and in each area's line
    assert f'<a href="/{MAP}" data-mb="top">Visa hela planen</a>' in page


def test_what_is_said_of_a_strategy_is_told_when_it_is_chosen(west, visit) -> None:
    (note,) = next(s for s in WEST.strategies if s.id == "regional-utvecklingsstrategin").notes
    assert html(note.text) in html_of(visit(MAP, samband="regional-utvecklingsstrategin"))
    assert html(note.text) not in html_of(visit(MAP))


def test_something_that_is_not_in_the_plan_is_refused(west, visit) -> None:
    page = html_of(visit(MAP, samband="mal-8"))
    assert "mal-8" in page and "Det gick inte" in page
    assert "mb-map" not in page


def test_the_links_keep_the_year_and_what_is_chosen_follows_with_it(west, visit) -> None:
    page = html_of(visit(MAP, samband="mal-5", ar="2025"))
    assert f"/{MAP}?ar=2024&amp;samband=mal-5" in page
    assert all("ar=2025" in link for link in re.findall(rf'href="(/{MAP}\?[^"]*samband=[^"]*)"', part(page, "mb-map")))


def test_the_map_is_in_the_menu_of_a_plan_in_words_and_every_area_leads_to_it(west, menus, visit) -> None:
    assert 'href="/malkarta"' in menus[WEST.id] and 'href="/malkarta"' not in menus["region-vastmanland"]
    page = html_of(visit(WEST.areas[0].id))
    assert f'<a href="/{MAP}" data-mb="top">Hela planen på en sida</a>' in page


@pytest.fixture
def menus() -> dict[str, str]:
    """Each pack's menu as its controller sees it."""
    found = {}
    for programme in (WEST, load_programme(programme_dir("region-vastmanland"))):
        pages = navigation.entries(programme)
        found[programme.id] = navigation.menu(pages, pages[0], Query(), Scope(Role.CONTROLLER, (programme.root_unit,), "prov"))
    return found


def test_a_plan_with_indicators_alone_has_them_and_its_actions_on_the_map(filled, visit) -> None:
    page = html_of(visit(MAP, ar="2024"))
    found = part(page, "mb-map")
    assert found.count("indikator=") == len(filled.programme.planned)
    assert found.count("atgard=") == sum(len(a.actions) for a in filled.programme.areas)
    assert "samband=" not in found and "mb-picks" not in page
    assert all(html(a.goal) in found for a in filled.programme.areas)
