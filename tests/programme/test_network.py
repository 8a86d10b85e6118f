"""What supports what: a goal's areas, and what stands with them, without anything inferred over two links."""

from __future__ import annotations

import pytest

from kpi.programme.goals import Link
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.network import tied

WEST = load_programme(programme_dir("region-vasterbotten"))


def test_what_supports_a_goal_is_every_area_that_names_it_with_their_milestones_and_actions() -> None:
    found = tied(WEST, "mal-5")
    assert [a.id for a in found.areas] == ["ledning-och-styrning", "var-kultur", "kompetensforsorjning"]
    assert [m.id for _, m in found.milestones] == ["delmal-ledning-och-styrning", "delmal-var-kultur", "delmal-kompetensforsorjning"]
    assert len(found.actions) == 4 + 1 + 4
    assert {area.id for area, _ in found.actions} == {a.id for a in found.areas}
    assert "arbetsgivarvarumarkesplan" in [s.id for s in found.strategies]
    assert "katastrofmedicinsk-plan" not in [s.id for s in found.strategies]


def test_an_area_has_its_own_goals_strategies_and_foundations_in_the_pack_s_order() -> None:
    found = tied(WEST, "samverkan")
    assert [g.id for g in found.plan_goals] == ["mal-2", "mal-3", "mal-7"]
    assert [s.id for s in found.strategies] == ["hsv-malbild", "foui-strategin", "regional-utvecklingsstrategi-2020-2030", "nara-vard-2030"]
    assert [f.id for f in found.foundations] == ["forskning-och-utveckling", "partnerskap"]
    assert not found.areas


def test_a_strategy_leads_back_to_the_areas_that_name_it() -> None:
    assert [a.id for a in tied(WEST, "foui-strategin").areas] == ["samverkan", "universitetssjukvarden"]


def test_two_things_together_are_only_where_both_are_named() -> None:
    assert [a.id for a in tied(WEST, "mal-2", "foui-strategin").areas] == ["samverkan"]
    assert tied(WEST, "mal-1", "digitaliseringsstrategin") == tied(WEST, "mal-4", "nara-vard-2030")
    assert not tied(WEST, "mal-1", "digitaliseringsstrategin").areas


def test_a_goal_that_only_a_range_names_is_supported_by_the_area_of_the_range() -> None:
    assert [a.id for a in tied(WEST, "mal-4").areas] == ["ledning-och-styrning"]


def test_a_link_without_an_area_ties_a_strategy_to_a_goal() -> None:
    own = WEST.model_copy(update={"links": (Link(plan_goals=("mal-6",), strategies=("nara-vard-2030",)),)})
    assert [s.id for s in tied(own, "mal-6").strategies] == ["nara-vard-2030"]
    assert not tied(own, "mal-6").areas


def test_something_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="mal-8"):
        tied(WEST, "mal-8")
