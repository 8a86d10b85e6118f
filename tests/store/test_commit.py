"""Storing a file, the same file again, a corrected one, undo and redo, earlier versions."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from tests.store.world import (
    MEAN,
    SHARE,
    YEAR,
    Clock,
    another,
    batch,
    cell,
    fact,
    facts,
    fill,
    organise,
    put,
    unit,
    value,
)


def refused(work) -> str:
    with pytest.raises(Refusal) as found:
        work()
    return found.value.code


def test_an_empty_store_has_the_packs_root_and_nothing_else(store):
    assert [u.code for u in store.units()] == ["TOPP"]
    assert store.tree(YEAR)["TOPP"].name == "Provregionen"
    assert store.data_version() == 0
    assert (store.years(), store.has_facts(), store.batches(), store.events()) == ([], False, [], [])
    assert store.cells(units=["TOPP"]) == []
    assert store.check() == []


def test_a_committed_fact_is_the_units_cell(store):
    done = put(store, fact("TOPP", 42.5, 200))
    assert (done.state, done.new, done.changed, done.unchanged, done.data_version) == ("active", 1, 0, 0, 1)
    found = cell(store)
    assert (found.value, found.n, found.origin, found.parts, found.hidden) == (42.5, 200, "delivered", None, False)
    assert (found.indicator, found.unit, found.year, found.sex, found.population, found.method) == (SHARE, "TOPP", YEAR, "T", "alla", "")
    assert store.years() == [YEAR]
    assert store.has_facts()


def test_the_same_file_again_stores_nothing(store):
    new = batch()
    first = store.commit(new, facts(fact("TOPP", 42.5, 200)), None)
    again = store.commit(new, facts(fact("TOPP", 42.5, 200)), None)
    assert (again.state, again.batch, again.new, again.changed) == ("unchanged", first.batch, 0, 0)
    assert again.data_version == store.data_version() == 1
    assert len(store.batches()) == 1


def test_a_corrected_file_changes_what_differs_takes_away_what_is_missing_and_keeps_the_old_facts(store):
    fill(store, [unit("A"), unit("B"), unit("C")], fact("A", 10.0, 50), fact("B", 20.0, 50), fact("C", 30.0, 50))
    done = put(store, fact("A", 11.0, 50), fact("B", 20.0, 50), fact("C", None), fact("TOPP", 15.0, 100))
    assert (done.new, done.changed, done.unchanged) == (1, 2, 1)
    assert value(store, "A") == 11.0
    assert cell(store, "C") is None
    assert [o.value for o in store.trace(SHARE, "A", YEAR, "T", "").superseded] == [10.0]


def test_a_fact_is_changed_when_any_of_its_figures_is_but_not_by_the_tolerance_or_where_it_stands(store):
    changes = [{"value": 42.6}, {"n": 201}, {"n": None}, {"numerator": 85.0}, {"denominator": 200.0}, {"sd": 3.0},
               {"value": None, "missing": "fel"}, {"value": 42.5 + 1e-10}, {"row_first": 99, "row_last": 99}]  # fmt: skip
    before = [fact(f"U{number}", 42.5, 200) for number in range(len(changes))]
    put(store, *before)
    compared = store.compare(facts(*(row | change for row, change in zip(before, changes, strict=True))))
    assert {row["unit"]: row["kind"] for row in compared.rows.to_pylist()} == {
        f"U{number}": "changed" if number < 7 else "unchanged" for number in range(len(changes))
    }
    assert (compared.new, compared.changed, compared.unchanged) == (0, 7, 2)
    assert put(store, before[0] | {"n": 201}).changed == 1


def test_a_comparison_shows_from_and_to_and_stores_nothing(store):
    fill(store, [unit("A")], fact("A", 10.0, 50), fact("TOPP", 12.0, 90))
    rows = store.compare(facts(fact("A", 11.0, 60), fact("TOPP", 12.0, 90), fact("A", 5.0, 20, sex="K"))).rows.to_pylist()
    assert [(r["unit"], r["sex"], r["kind"], r["value_from"], r["value_to"], r["n_from"], r["n_to"]) for r in rows] == [
        ("A", "T", "changed", 10.0, 11.0, 50, 60),
        ("TOPP", "T", "unchanged", 12.0, 12.0, 90, 90),
        ("A", "K", "new", None, 5.0, None, 20),
    ]
    assert store.data_version() == 2
    assert store.check() == []


def test_a_comparison_of_units_shows_what_is_new_changed_and_unchanged(store):
    from tests.store.world import units

    organise(store, unit("A"), unit("B"))
    compared = store.compare_units(units(unit("A"), unit("B", name="Nytt namn"), unit("C"), unit("B", since=2030)))
    assert (compared.new, compared.changed, compared.unchanged) == (2, 1, 1)


def test_a_file_with_the_same_key_twice_is_refused_with_both_rows(store):
    with pytest.raises(Refusal) as refused:
        put(store, fact("TOPP", 1.0, 50, row=2), fact("TOPP", 2.0, 50, row=7))
    assert refused.value.code == "duplicate_facts"
    assert [f.row for f in refused.value.faults] == [2, 7]
    assert store.data_version() == 0


def test_a_year_and_its_months_are_different_keys(store):
    done = put(store, fact("TOPP", 1.0, 50), fact("TOPP", 2.0, 50, month=1), fact("TOPP", 3.0, 50, month=2))
    assert done.new == 3


def test_an_empty_file_is_refused(store):
    with pytest.raises(Refusal) as refused:
        store.commit(batch(), facts(), None)
    assert refused.value.code == "empty_batch"
    assert store.data_version() == 0


def test_what_no_validated_extract_holds_is_an_error_of_ours(store):
    for impossible in ({"value": float("nan")}, {"denominator": float("inf")}, {"year": 0}, {"month": 17}, {"sex": "X"}, {"unit": None}):
        with pytest.raises(ValueError):
            put(store, {**fact("TOPP", 1.0, 50), **impossible})
    assert store.data_version() == 0


def test_undo_lets_what_was_replaced_hold_again_and_redo_puts_it_back(store):
    put(store, fact("TOPP", 10.0, 50))
    second = put(store, fact("TOPP", 11.0, 50))
    undone = store.undo(second.batch, "kim", " fel år ")
    assert (undone.state, undone.why, undone.why_user) == ("undone", "fel år", "kim")
    assert value(store) == 10.0
    assert store.redo(second.batch, "kim", "rätt ändå").state == "active"
    assert value(store) == 11.0
    assert store.check() == []


def test_an_older_file_taken_out_or_put_back_leaves_a_newer_one_standing(store):
    first = put(store, fact("TOPP", 10.0, 50))
    put(store, fact("TOPP", 10.0, 50))
    store.undo(first.batch, "kim", "dubblett")
    assert value(store) == 10.0
    put(store, fact("TOPP", 12.0, 50))
    store.redo(first.batch, "kim", "inte fel")
    assert value(store) == 12.0


def test_a_file_taken_out_leaves_no_cell_and_can_be_imported_again_but_not_be_taken_out_twice(store):
    new, table = batch("sjuk.xlsx"), facts(fact("TOPP", 10.0, 50))
    done = store.commit(new, table, None)
    assert refused(lambda: store.redo(done.batch, "kim", "prov")) == "not_undone"
    assert refused(lambda: store.undo("B99999", "kim", "prov")) == "unknown_batch"
    assert refused(lambda: store.undo(done.batch, "kim", "  ")) == "reason_missing"
    assert store.data_version() == 1
    store.undo(done.batch, "kim", "fel fil")
    assert cell(store) is None
    assert not store.has_facts()
    assert refused(lambda: store.undo(done.batch, "kim", "prov")) == "already_undone"
    assert store.data_version() == 2
    first, second = store.events()
    assert (first.seq, first.user, first.kind, first.batch, first.text) == (2, "kim", "undo", done.batch, "fel fil")
    assert (second.seq, second.user, second.kind, second.batch, second.text) == (1, "eva", "import", done.batch, "sjuk.xlsx")
    (logged,) = store.batches()
    assert (logged.file, logged.user, logged.seq, logged.facts_new, logged.why) == ("sjuk.xlsx", "eva", 1, 1, "fel fil")
    again = store.commit(new, table, None)
    assert again.state == "active"
    assert again.batch != done.batch
    assert value(store) == 10.0


def test_an_import_that_was_looked_at_before_another_is_refused(store):
    seen = store.data_version()
    put(store, fact("TOPP", 10.0, 50))
    with pytest.raises(Refusal) as refused:
        store.commit(batch(), facts(fact("TOPP", 11.0, 50)), None, expect_version=seen)
    assert refused.value.code == "changed_meanwhile"
    assert value(store) == 10.0
    assert store.commit(batch(), facts(fact("TOPP", 11.0, 50)), None, expect_version=store.data_version()).changed == 1


def test_earlier_moments_and_versions_can_be_asked_for(store):
    clock = Clock()
    store = another(store, clock=clock)
    put(store, fact("TOPP", 10.0, 50))
    clock.on(days=1)
    second = put(store, fact("TOPP", 11.0, 50), fact("TOPP", 5.0, 30, indicator=MEAN))
    clock.on(days=1)
    store.undo(second.batch, "kim", "fel")
    assert value(store) == 10.0
    assert value(store, as_of="2026-03-01") == 10.0
    assert value(store, as_of="2026-03-02") == 11.0
    assert value(store, indicator=MEAN, as_of="2026-03-02T10:00:00+01:00") == 5.0
    assert value(store, indicator=MEAN, as_of="2026-03-02T08:59:59") is None
    assert value(store, as_of="2026-03-03") == 10.0
    assert value(store, as_of=2) == 11.0
    assert value(store, as_of="2026-02-28") is None
    assert store.years(as_of="2026-02-28") == []
    assert [store.version_at(t) for t in ("2026-02-28", "2026-03-01", "2026-03-02", "2030-01-01", None)] == [0, 1, 2, 3, 3]
    assert [b.state for b in store.batches(as_of="2026-03-02")] == ["active", "active"]
    assert [b.state for b in store.batches()] == ["undone", "active"]


def test_an_unreadable_moment_is_refused(store):
    with pytest.raises(Refusal) as refused:
        store.version_at("i går")
    assert refused.value.code == "bad_time"


def test_times_rise_even_when_the_clock_does_not(store):
    clock = Clock()
    store = another(store, clock=clock)
    for n in range(2):
        put(store, fact("TOPP", float(n), 50))
    clock.on(hours=-1)
    put(store, fact("TOPP", 9.0, 50))
    times = [e.time for e in reversed(store.events())]
    assert times == sorted(set(times))
    assert [value(store, as_of=t) for t in times] == [0.0, 1.0, 9.0]


def test_a_store_keeps_everything_when_it_is_opened_again(place):
    store = place.open()
    fill(store, [unit("A")], fact("A", 10.0, 50))
    store.close()
    store = place.open()
    assert value(store, "A") == 10.0
    assert store.data_version() == 2
    assert store.check() == []
    store.close()


def test_progress_is_told_until_it_is_done(store):
    told = []
    store.commit(batch(), facts(fact("TOPP", 10.0, 50)), None, progress=lambda share, text: told.append((share, text)))
    assert told[-1][0] == 1.0
    assert all(text for _, text in told)


def test_a_synthetic_file_marks_everything_made_from_it(store):
    fill(store, [unit("A"), unit("B")], fact("A", 10.0, 50))
    put(store, fact("B", 10.0, 50), synthetic=True)
    assert [cell(store, u).synthetic for u in ("A", "B", "TOPP")] == [False, True, True]
