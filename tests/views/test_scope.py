"""Each view shows a role its units and no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.store import Store
from kpi.views import Views
from kpi.views.choices import place
from tests.views.world import (
    ADMIN,
    BOARD,
    CONTROLLER,
    FILE,
    HELTID,
    ROOT,
    deliver,
    deliver_units,
    empty_store,
    fact,
    facts_table,
    manager,
    units_table,
)

VIEWS: dict[str, Callable[..., Any]] = {
    "context": lambda v, s, **at: v.context(s, at.get("year"), at.get("unit"), at.get("as_of")),
    "overview": lambda v, s, **at: v.overview(s, **at),
    "plan": lambda v, s, **at: v.plan(s, **at),
    "year_status": lambda v, s, **at: v.year_status(s, **at),
    "area": lambda v, s, **at: v.area(s, v.programme.areas[0].id, **at),
    "indicator": lambda v, s, **at: v.indicator(s, HELTID, **at),
    "status": lambda v, s, **at: v.status(s, **at),
    "series": lambda v, s, **at: v.series(s, HELTID, **{k: a for k, a in at.items() if k != "year"}),
    "months": lambda v, s, **at: v.series(s, HELTID, by="month", **{k: a for k, a in at.items() if k != "year"}),
    "trace": lambda v, s, **at: v.trace(s, HELTID, **at),
}


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with figures, made once and copied to each test."""
    folder = tmp_path_factory.mktemp("filled")
    made = empty_store(folder)
    deliver_units(made)
    deliver(
        made,
        fact(HELTID, "F2", 2024, 76.0, n=300),
        fact(HELTID, "O1", 2024, 74.0, n=200),
        fact(HELTID, "O2", 2024, 70.0, n=150),
        fact(HELTID, "V1", 2024, 73.0, n=120),
        fact(HELTID, "V2", 2024, 75.0, n=80),
    )
    made.close()
    return folder / FILE


BEYOND = (("O1", "F2"), ("O1", "O3"), ("O1", "O2"), ("V1", "V2"), ("V1", "F1"), ("O1", "FINNS-INTE"), ("O1", ""))


@pytest.mark.parametrize("name", VIEWS)
def test_a_manager_cannot_ask_for_a_unit_beside_or_two_levels_above(views: Views, shared: Store, name: str) -> None:
    for own, unit in BEYOND:
        with pytest.raises(Refusal) as refused:
            pytest.fail(f"{own} was given {VIEWS[name](views, manager(own), unit=unit)} of {unit}")
        assert refused.value.code == "not_allowed", (own, unit)


@pytest.mark.parametrize("name", VIEWS)
def test_a_manager_may_ask_for_the_own_unit_those_below_the_one_above_and_the_root(views: Views, shared: Store, name: str) -> None:
    for unit in ("O1", "V1", "V2", "F1", ROOT, None):
        assert VIEWS[name](views, manager("O1"), unit=unit) is not None, unit


@pytest.mark.parametrize("name", VIEWS)
def test_the_board_cannot_ask_below_the_top_two_levels(views: Views, shared: Store, name: str) -> None:
    for unit in ("O1", "V2"):
        with pytest.raises(Refusal):
            pytest.fail(f"the board was given {VIEWS[name](views, BOARD, unit=unit)} of {unit}")
    assert VIEWS[name](views, BOARD, unit="F1") is not None


@pytest.mark.parametrize("name", VIEWS)
def test_an_administrator_sees_no_figures(views: Views, shared: Store, name: str) -> None:
    with pytest.raises(Refusal) as refused:
        VIEWS[name](views, ADMIN)
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("name", VIEWS)
def test_a_scope_that_reaches_nothing_is_refused(views: Views, shared: Store, name: str) -> None:
    for nobody in (manager(), manager("FINNS-INTE"), Scope("spöke", (ROOT,), "x")):  # type: ignore[arg-type]
        with pytest.raises(Refusal):
            VIEWS[name](views, nobody)


def test_a_scope_opens_with_its_top_unit(views: Views, shared: Store) -> None:
    assert views.context(CONTROLLER).unit.code == ROOT
    assert views.context(BOARD).unit.code == ROOT
    assert views.context(manager("O1")).unit.code == "O1"
    assert views.context(manager("O1")).unit.name == "Område ett"


def test_the_units_that_can_be_chosen_are_those_within_reach_in_tree_order(views: Views, shared: Store) -> None:
    assert [u.code for u in views.context(CONTROLLER).units] == [ROOT, "F1", "O1", "V1", "V2", "O2", "F2", "O3"]
    assert [u.code for u in views.context(manager("O1")).units] == [ROOT, "F1", "O1", "V1", "V2"]
    assert [u.code for u in views.context(manager("V1", "O3")).units] == [ROOT, "O1", "V1", "F2", "O3"]
    assert [u.code for u in views.context(BOARD).units] == [ROOT, "F1", "F2"]
    assert [u.level for u in views.context(BOARD).units] == ["Region", "Förvaltning", "Förvaltning"]


def test_the_units_below_an_indicator_are_those_within_reach(views: Views, shared: Store) -> None:
    assert [r.unit for r in views.indicator(manager("F1"), HELTID, unit=ROOT).below] == ["F1"]
    assert [r.unit for r in views.indicator(manager("F1"), HELTID, unit="F1").below] == ["O1", "O2"]
    assert [r.unit for r in views.indicator(BOARD, HELTID, unit="F1").below] == []
    assert [r.unit for r in views.indicator(CONTROLLER, HELTID, unit="F1").below] == ["O1", "O2"]


def test_a_trace_of_the_roots_figure_leaves_out_other_managers_units(views: Views, shared: Store) -> None:
    everything = views.trace(CONTROLLER, HELTID, unit=ROOT)
    assert {o.unit for o in everything.origins} == {"F2", "O1", "O2"}
    mine = views.trace(manager("O1"), HELTID, unit=ROOT)
    assert mine.value == everything.value
    assert {o.unit for o in mine.origins} == {"O1"}
    assert "utanför din behörighet" in mine.note


def test_the_same_view_is_not_shared_between_scopes(views: Views, shared: Store) -> None:
    assert len(views.overview(CONTROLLER).context.units) == 8
    assert len(views.overview(manager("O1"), unit=ROOT).context.units) == 5
    assert len(views.indicator(CONTROLLER, HELTID, unit=ROOT).below) == 2
    assert len(views.indicator(manager("V1"), HELTID, unit=ROOT).below) == 0


def test_the_unit_above_is_seen_without_the_neighbours(views: Views, shared: Store) -> None:
    assert [r.unit for r in views.indicator(manager("O1"), HELTID, unit="F1").below] == ["O1"]
    assert [r.unit for r in views.indicator(manager("O1"), HELTID, unit=ROOT).below] == ["F1"]
    mine = views.trace(manager("O1"), HELTID, unit="F1")
    assert mine.value == views.trace(CONTROLLER, HELTID, unit="F1").value
    assert {o.unit for o in mine.origins} == {p.unit for p in mine.parts} == {"O1"}


def test_a_query_for_a_unit_outside_the_reach_is_a_fault_of_ours(views: Views, shared: Store) -> None:
    source = views._source
    at = place(source, manager("O1"), 2024, "O1", None)
    indicator = source.indicator(HELTID)
    for ask in (
        lambda: source.cells(at, "F2"),
        lambda: source.cells_of(at, ["O1", "F2"], indicator),
        lambda: source.months(at, "F2", indicator),
    ):
        with pytest.raises(PermissionError):
            ask()


@pytest.mark.parametrize("scope", [manager("F1"), BOARD, ADMIN], ids=lambda s: s.role)
def test_only_a_controller_reads_the_log_previews_and_changes(views: Views, shared: Store, scope: Scope) -> None:
    version = shared.data_version()
    rows = shared.compare(facts_table([fact(HELTID, "O1", 2024, 75.0, n=200)])).rows
    for ask in (
        lambda: views.batches(scope),
        lambda: views.events(scope),
        lambda: views.preview(scope, rows, []),
        lambda: views.revise(scope, HELTID, target=1.0, baseline=1.0, valid_from=2025, reason="x"),
        lambda: views.assess(scope, HELTID, unit="F1", year=2024, reason="x"),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code == "not_allowed"
    assert shared.data_version() == version


def test_assessments_in_the_catalogue_are_those_of_units_within_reach(views: Views, filled: Store) -> None:
    views.assess(CONTROLLER, HELTID, unit="O1", year=2024, reason="Omorganisation")
    views.assess(CONTROLLER, HELTID, unit="O3", year=2024, reason="Annat")

    def units(scope: Scope) -> list[str]:
        return [a.unit for row in views.catalogue(scope) for a in row.assessments]

    assert units(CONTROLLER) == ["O3", "O1"]
    assert units(manager("F1")) == ["O1"]


def moved(store: Store) -> None:
    """V1 belongs to O1 to 2023, to O3 from 2024; O2 is closed after 2023. A figure every year."""
    rows = [r for r in units_table().to_pylist() if r["code"] not in ("V1", "O2")]
    rows += [
        {"code": "V1", "name": "Verksamhet ett", "parent": "O1", "level": "verksamhet", "valid_from": 2020, "valid_to": 2023},
        {"code": "V1", "name": "Verksamhet ett", "parent": "O3", "level": "verksamhet", "valid_from": 2024, "valid_to": None},
        {"code": "O2", "name": "Område två", "parent": "F1", "level": "omrade", "valid_from": 2020, "valid_to": 2023},
    ]
    deliver_units(store, pa.Table.from_pylist([{"sheet": "Organisation", "row_first": 2, **r} for r in rows], units_table().schema))
    deliver(
        store, *[fact(HELTID, unit, year, 70.0 + year - 2020, n=100) for unit in ("V1", "O2", "O3") for year in (2022, 2023, 2024, 2025)]
    )


def test_a_moved_unit_takes_its_history_along_and_its_old_manager_sees_nothing_later(views: Views, store: Store) -> None:
    moved(store)

    def years(scope: Scope, **at: Any) -> list[int]:
        return [p.year for p in views.indicator(scope, HELTID, unit="V1", **at).card.series if p.value is not None]

    assert years(manager("O3"), year=2025) == [2022, 2023, 2024, 2025]
    assert years(manager("O1"), year=2023) == [2022, 2023]
    with pytest.raises(Refusal):
        views.indicator(manager("O1"), HELTID, unit="V1", year=2024)
    with pytest.raises(Refusal):
        views.indicator(manager("O3"), HELTID, unit="V1", year=2023)
    assert years(CONTROLLER, year=2023) == [2022, 2023, 2024, 2025]


def test_a_closed_unit_can_still_be_opened_and_keeps_its_history(views: Views, store: Store) -> None:
    moved(store)
    context = views.context(CONTROLLER, 2025, "O2")
    assert (context.unit.name, context.unit.valid_to) == ("Område två", 2023)
    assert context.unit in context.units
    assert "O2" not in [u.code for u in views.context(CONTROLLER, 2025).units]
    assert views.context(manager("O2"), 2025).unit.code == "O2"
