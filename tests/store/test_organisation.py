"""The organisation: validity years, moved and closed units, and what is refused."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from kpi.store.organisation import check_units
from tests.store.world import MEAN, SHARE, cell, fact, fill, organise, programme, put, unit, units, value

PACK = programme()


def faults(*rows, existing=()):
    from kpi.store.types import UnitRow

    held = [UnitRow(r["code"], r["name"], r["parent"], r["level"], r["valid_from"], r["valid_to"]) for r in existing]
    return check_units(held, units(*rows), PACK)


def codes(*rows, existing=()):
    return sorted(f.code for f in faults(*rows, existing=existing))


def test_a_sound_organisation_has_no_faults():
    assert codes(unit("TOPP", None, level="niva0"), unit("A"), unit("B", "A", level="niva2"), unit("C", "B", level="niva3")) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([unit("A", level="finns-ej")], ["unknown_level"]),
        ([unit("A", "SAKNAS")], ["unknown_parent"]),
        ([unit("A", None)], ["second_root"]),
        ([unit("TOPP", "A", level="niva0"), unit("A")], ["root_with_parent"]),
        ([unit("A", "A")], ["circle"]),
        ([unit("A", "B"), unit("B", "A")], ["circle", "circle"]),
        ([unit("A"), unit("A")], ["duplicate_unit"]),
        ([unit("A"), unit("A", since=2024)], ["overlapping_validity"]),
        ([unit("A", until=2023), unit("A", since=2023)], ["overlapping_validity"]),
        ([unit("A", since=2025, until=2024)], ["bad_validity"]),
        ([unit("A", until=2023), unit("B", "A")], ["parent_not_in_force"]),
        ([unit("A", since=2022), unit("B", "A")], ["parent_not_in_force"]),
    ],
    ids=lambda x: x[0] if isinstance(x[0], str) else "",
)
def test_each_fault_is_found_and_named(rows, expected):
    assert codes(*rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        [unit("A", until=2023), unit("A", since=2024)],
        [unit("A", until=2023), unit("B", "A", until=2023)],
        [unit("A", since=2022), unit("B", "A", since=2022)],
        [unit("A"), unit("B"), unit("C", "A", until=2023), unit("C", "B", since=2024)],
    ],
)
def test_what_follows_the_years_is_no_fault(rows):
    assert codes(*rows) == []


def test_a_fault_says_where_it_stands_and_what_stood_there():
    (fault,) = faults(unit("A"), unit("B", "SAKNAS", row=17))
    assert (fault.sheet, fault.row, fault.value) == ("Organisation", 17, "SAKNAS")
    assert "B" in fault.message


def test_a_new_row_is_judged_with_what_is_already_there():
    existing = [unit("A"), unit("B", "A")]
    assert codes(unit("A", until=2023), existing=existing) == ["parent_not_in_force"]
    assert codes(unit("A", until=2023), unit("B", "A", until=2023), existing=existing) == []
    assert codes(unit("C", "B"), existing=existing) == []
    assert codes(unit("A", since=2024), existing=existing) == ["overlapping_validity"]


def test_a_faulty_organisation_is_refused_whole(store):
    organise(store, unit("A"))
    with pytest.raises(Refusal) as refused:
        organise(store, unit("B"), unit("C", "SAKNAS", row=3))
    assert refused.value.code == "bad_organisation"
    assert [f.code for f in refused.value.faults] == ["unknown_parent"]
    assert [u.code for u in store.units()] == ["TOPP", "A"]
    assert store.data_version() == 1
    assert [f.code for f in store.check_units(units(unit("C", "SAKNAS")))] == ["unknown_parent"]


def test_the_tree_is_the_years_own(store):
    organise(store, unit("A", name="Ö-enheten"), unit("B", name="Ä-enheten"), unit("C", "A", level="niva2", until=2023),
             unit("C", "B", level="niva2", since=2024, name="Nytt namn"), unit("D", "B", level="niva2", since=2024))  # fmt: skip
    before, after = store.tree(2023), store.tree(2024)
    assert list(before) == ["TOPP", "B", "A", "C"]
    assert before["TOPP"].children == ("B", "A")
    assert (before["C"].parent, before["C"].depth, before["C"].name) == ("A", 2, "Enhet C")
    assert (after["C"].parent, after["C"].name) == ("B", "Nytt namn")
    assert after["A"].children == ()
    assert after["B"].children == ("D", "C")
    assert list(store.tree(2023, as_of=0)) == ["TOPP"]


def test_the_roots_row_names_it_in_its_years(store):
    organise(store, unit("TOPP", None, level="niva0", name="Gamla namnet", since=2020, until=2023),
             unit("TOPP", None, level="niva0", name="Nya namnet", since=2024))  # fmt: skip
    assert [store.tree(y)["TOPP"].name for y in (2019, 2022, 2025)] == ["Gamla namnet", "Gamla namnet", "Nya namnet"]
    assert len(store.units()) == 2


def test_a_moved_unit_counts_where_it_was_that_year(store):
    organisation = [unit("A"), unit("B"), unit("C", "A", level="niva2", until=2023), unit("C", "B", level="niva2", since=2024)]
    fill(store, organisation, fact("C", 40.0, 20, year=2023), fact("C", 50.0, 20, year=2024))
    assert [value(store, u, year=2023) for u in ("A", "B", "TOPP")] == [40.0, None, 40.0]
    assert [value(store, u, year=2024) for u in ("A", "B", "TOPP")] == [None, 50.0, 50.0]


def test_a_closed_unit_keeps_its_history(store):
    rows = [fact("A", 40.0, 20, year=2023), fact("B", 50.0, 20, year=2023), fact("B", 60.0, 20, year=2024)]
    fill(store, [unit("A"), unit("B")], *rows)
    organise(store, unit("A", until=2023))
    assert value(store, "A", year=2023) == 40.0
    assert cell(store, year=2023).parts == 2
    top = cell(store, year=2024)
    assert (top.value, top.parts, top.parts_missing) == (60.0, 1, 0)
    assert "A" not in store.tree(2024)


def test_a_reorganisation_rolls_up_again_only_from_its_year(store):
    rows = [*(fact("C", 40.0, 20, year=y) for y in (2023, 2024)), fact("B", 10.0, 20, year=2024, indicator=MEAN)]
    fill(store, [unit("A"), unit("B"), unit("C", "A", level="niva2")], *rows)
    moved = organise(store, unit("C", "A", level="niva2", until=2023), unit("C", "B", level="niva2", since=2024))
    assert (moved.new, moved.changed, moved.unchanged) == (1, 1, 0)
    assert [value(store, "A", year=y) for y in (2023, 2024)] == [40.0, None]
    assert [value(store, "B", year=y) for y in (2023, 2024)] == [None, 40.0]
    store.undo(moved.batch, "eva", "inte beslutat")
    assert [value(store, "A", year=y) for y in (2023, 2024)] == [40.0, 40.0]
    assert value(store, "B", MEAN) == 10.0
    assert store.check() == []


def test_undo_that_would_cut_units_off_is_refused(store):
    first = organise(store, unit("A"))
    organise(store, unit("B", "A", level="niva2"))
    with pytest.raises(Refusal) as refused:
        store.undo(first.batch, "eva", "fel")
    assert refused.value.code == "bad_organisation"
    assert value(store, "A") is None
    assert list(store.tree(2024)) == ["TOPP", "A", "B"]


def test_facts_of_an_unknown_unit_are_kept_and_count_when_the_unit_comes(store):
    put(store, fact("A", 40.0, 20))
    assert value(store) is None
    assert [(p.code, p.severity) for p in store.check()] == [("unknown_unit", "note")]
    organise(store, unit("A"))
    assert value(store) == 40.0
    assert store.check() == []


def test_facts_of_an_indicator_that_the_pack_lacks_are_kept_but_not_shown(store):
    put(store, fact("TOPP", 40.0, 20, indicator="okand"), fact("TOPP", 1.0, 20))
    assert [c.indicator for c in store.cells(units=["TOPP"])] == [SHARE]
    assert [(p.code, p.count) for p in store.check()] == [("unknown_indicator", 1)]
