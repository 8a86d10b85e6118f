"""The plan as a map: what is tied to what, which years it is about, and figures that are those of every other page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi.access.grants import today
from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.measure.status import Status
from kpi.programme.goals import Element, Link
from kpi.programme.loader import PROGRAMMES, load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.programme.network import plan_years, tied
from kpi.store import Store, open_store
from kpi.text import plan as say
from kpi.views import Views
from tests.views.world import BOARD, CONTROLLER, HELTID, SAM, deliver, fact, manager

WEST = load_programme(programme_dir("region-vasterbotten"))
PACKS = [load_programme(p.parent) for p in sorted(PROGRAMMES.glob("*/programme.toml"))]
ELEMENTS = [*WEST.plan_goals, *WEST.strategies, *WEST.foundations]


def opened(programme: Programme, folder: Path) -> Store:
    return open_store(str(folder / "kpi.duckdb"), programme)


@pytest.fixture(scope="module")
def west(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Views]:
    store = opened(WEST, tmp_path_factory.mktemp("karta"))
    yield Views(store, WEST)
    store.close()


def test_the_whole_plan_has_every_area_with_what_its_link_says(west: Views) -> None:
    view = west.plan(CONTROLLER)
    assert [row.area for row in view.areas] == [*WEST.areas]
    assert view.chosen is None and not view.direct
    for row, link in zip(view.areas, WEST.links, strict=True):
        found = row.references
        assert [g.id for g in found.plan_goals] == [*link.plan_goals]
        assert [s.id for s in found.strategies] == [*link.strategies]
        assert [f.id for f in found.foundations] == [*link.foundations]
        assert found.plan_goals_text == link.plan_goals_text
        assert sum(row.action_counts.values()) == len(row.actions) == len(row.area.actions)
    assert say.answer(view) == "Planen har 6 programområden med 6 delmål och 19 åtgärder."


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda e: e.id)
def test_around_one_thing_stands_what_the_source_ties_to_it_and_nothing_else(west: Views, element: Element) -> None:
    view = west.plan(CONTROLLER, tied_to=element.id)
    expected = tied(WEST, element.id)
    assert view.chosen == element
    assert tuple(row.area for row in view.areas) == expected.areas
    shown = {x.id for row in view.areas for x in row.references.elements} - {element.id}
    assert shown == {x.id for x in (*expected.plan_goals, *expected.strategies, *expected.foundations)}
    assert [(row.area, one.milestone) for row in view.areas for one in row.milestones] == [*expected.milestones]
    assert len([one for row in view.areas for one in row.actions]) == len(expected.actions)


def test_what_supports_a_goal_is_said_in_a_sentence(west: Views) -> None:
    view = west.plan(CONTROLLER, tied_to="mal-5")
    assert view.chosen is not None
    assert say.question(view.chosen) == "Vad stödjer Mål 5?"
    named = " ".join(row.area.name for row in view.areas)
    assert say.answer(view).startswith("3 programområden nämner Mål 5: ") and all(name in say.answer(view) for name in named.split())
    assert say.answer(view).endswith("Där finns 3 delmål och 9 åtgärder.")


def test_around_an_area_stands_that_area(west: Views) -> None:
    area = WEST.areas[3]
    view = west.plan(CONTROLLER, tied_to=area.id)
    assert [row.area for row in view.areas] == [area]
    assert say.answer(view) == f"Programområdet {area.name} har 1 delmål och 2 åtgärder."


def test_what_is_not_in_the_plan_is_refused(west: Views) -> None:
    with pytest.raises(Refusal, match="mal-8") as refused:
        west.plan(CONTROLLER, tied_to="mal-8")
    assert refused.value.code == "unknown_tie"


def test_an_area_s_other_links_do_not_follow_with_the_chosen_one(tmp_path: Path) -> None:
    """Two links of one area, and one without any: nothing is inferred over two links."""
    area = WEST.areas[0].id
    links = (
        Link(area=area, plan_goals=("mal-1",), strategies=("hsv-malbild",)),
        Link(area=area, plan_goals=("mal-2",), strategies=("nara-vard-2030",)),
        Link(plan_goals=("mal-1",), strategies=("beredskapsplan",)),
    )
    store = opened(WEST.model_copy(update={"links": links, "digest": "andra"}), tmp_path)
    try:
        views = Views(store, store.programme)
        view = views.plan(CONTROLLER, tied_to="mal-1")
        assert [x.id for row in view.areas for x in row.references.elements] == ["mal-1", "hsv-malbild"]
        assert [x.id for one in view.direct for x in one.elements] == ["mal-1", "beredskapsplan"]
        lone = views.plan(CONTROLLER, tied_to="beredskapsplan")
        assert not lone.areas and say.answer(lone) == "Inget programområde nämner Beredskapsplan."
        assert say.answer(views.plan(CONTROLLER, tied_to="mal-4")) == "Källan knyter ingenting till Mål 4."
    finally:
        store.close()


def test_a_plan_in_words_is_looked_at_this_year_and_all_its_years_can_be_chosen(west: Views) -> None:
    here = west.context(CONTROLLER)
    now = today()
    assert here.years == (2024, 2025, 2026, 2027)
    assert here.year == min(max(now.year, 2024), 2027)
    assert west.plan(CONTROLLER, year=2025).context.year == 2025


@pytest.mark.parametrize("programme", PACKS, ids=lambda p: p.id)
def test_only_a_plan_in_words_has_years_of_its_own(programme: Programme) -> None:
    assert bool(plan_years(programme)) is any(a.states for a in programme.areas)


def test_an_indicator_stands_on_the_map_as_on_laget(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "F1", 2024, 74.0, n=700), fact(SAM, "F1", 2024, 60.0, n=4))
    at = {"year": 2024, "unit": "F1"}
    cards = [card.total for area in views.overview(CONTROLLER, **at).areas for card in area.cards]
    shown = [row for area in views.plan(CONTROLLER, **at).areas for row in area.statuses]
    assert shown == cards
    assert {row.status for row in shown} >= {Status.SUPPRESSED, Status.NOT_MEASURED}
    assert [row.value for row in shown if row.value is not None] == [74.0]


@pytest.mark.parametrize("scope", [BOARD, manager("O1")], ids=["board", "manager"])
def test_nobody_sees_the_map_of_a_unit_out_of_reach(views: Views, organised: Store, scope: Scope) -> None:
    with pytest.raises(Refusal, match="utanför det du får se"):
        views.plan(scope, year=2024, unit="O3")
