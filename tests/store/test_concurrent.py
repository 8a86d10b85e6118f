"""Two controllers at once, the same file twice, and undo and redo in any order: what holds is what the log says, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from kpi.errors import Refusal
from kpi.store import Store
from tests.extent import examples, some
from tests.store.world import SHARE, YEAR, batch, fact, facts, organise, put, unit, value

UNIT = "unit:norra vc"
ROUNDS = examples(1, 6)


@pytest.fixture
def two(openings):
    """The same store, opened by two, with two units."""
    organise(openings(), unit("A"), unit("B"))
    return [openings(0), openings(1)]


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each gave: a result, or the code of its refusal."""

    def settle(work: Callable[[], object]) -> object:
        try:
            return work()
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(settle, works))


def test_two_who_import_about_the_same_figures_are_both_kept_and_the_later_holds(two):
    for number in range(ROUNDS):
        done = at_once(*(lambda s=s, v=v: put(s, fact("A", v, 50)) for s, v in zip(two, (number + 0.25, number + 0.75), strict=True)))
        versions = [d.data_version for d in done]
        assert sorted(versions) == [2 + 2 * number, 3 + 2 * number]
        later = done[versions.index(max(versions))].batch
        (origin,) = two[0].trace(SHARE, "A", YEAR, "T", "").origins
        assert origin.batch == later
        assert value(two[1], "A") == origin.value
    assert len(two[0].batches()) == 1 + 2 * ROUNDS
    assert len(two[1].trace(SHARE, "A", YEAR, "T", "").superseded) == 2 * ROUNDS - 1
    assert two[1].check() == []


def test_one_imports_while_another_undoes(two):
    first = put(two[0], fact("A", 1.0, 50))
    at_once(lambda: put(two[0], fact("B", 2.0, 50)), lambda: two[1].undo(first.batch, "bo", "fel"))
    assert (value(two[1], "A"), value(two[0], "B")) == (None, 2.0)
    assert two[0].data_version() == 4
    assert two[0].check() == []


def test_of_two_who_undo_the_same_import_one_is_told_that_it_is_done(two):
    done = put(two[0], fact("A", 1.0, 50))
    outcomes = at_once(*(lambda s=s: s.undo(done.batch, "eva", "fel").state for s in two))
    assert sorted(map(str, outcomes)) == ["already_undone", "undone"]
    assert [e.kind for e in two[0].events()] == ["undo", "import", "import"]


def test_two_who_answer_the_same_question_are_both_in_the_history(two):
    at_once(lambda: two[0].remember({UNIT: "A"}, "eva"), lambda: two[1].remember({UNIT: "B"}, "bo"))
    newest, first = two[0].memory().history
    assert {newest.answer, first.answer} == {"A", "B"}
    assert (newest.replaced, two[1].memory().answers) == (first.answer, {UNIT: newest.answer})
    assert two[0].check() == []


def test_of_two_who_import_the_same_file_with_answers_each_answer_is_kept_once(two):
    new, table = batch(), facts(fact("A", 1.0, 50))
    done = at_once(*(lambda s=s: s.commit(new, table, None, answers={UNIT: "A"}).state for s in two))
    assert sorted(map(str, done)) == ["active", "unchanged"]
    assert [(r.question, r.answer) for r in two[0].memory().history] == [(UNIT, "A")]
    assert two[0].data_version() == 2


def test_the_same_file_again_changes_nothing_until_it_is_undone(store):
    new, table = batch(), facts(fact("TOPP", 1.0, 50))
    first = store.commit(new, table, None)
    again = store.commit(new, table, None)
    assert (again.state, again.batch, again.data_version) == ("unchanged", first.batch, first.data_version)
    store.undo(first.batch, "eva", "fel")
    third = store.commit(new, table, None)
    assert (third.state, third.new) == ("active", 1)
    assert third.batch != first.batch
    store.redo(first.batch, "eva", "ändå")  # now the file is there twice, and says the same
    assert value(store) == 1.0
    store.undo(third.batch, "eva", "dubbelt")
    assert value(store) == 1.0
    assert store.check() == []


STEPS = examples(7, 20)


@pytest.mark.parametrize("seed", some([1, 2, 22], [22]))  # which soon takes out and puts back others than the latest
def test_what_holds_after_any_undo_and_redo_is_the_latest_import_in_force(store: Store, seed: int) -> None:
    """Imports that say something about some units each, taken out and put back in any order, against a plain model of it."""
    chance = random.Random(seed)
    codes = ["A", "B", "C"]
    organise(store, *(unit(code) for code in codes))
    said: dict[str, dict[str, float]] = {}  # import → unit → value
    undone: set[str] = set()
    versions: list[tuple[int, dict[str, float | None]]] = []
    for step in range(STEPS):
        kind = chance.choice(["import", "undo", "redo"])
        able = sorted(undone if kind == "redo" else said.keys() - undone)
        if kind == "import" or not able:
            values = {code: step + codes.index(code) / 10 for code in chance.sample(codes, chance.randint(1, 3))}
            done = put(store, *(fact(code, v, 50) for code, v in values.items()))
            said[str(done.batch)] = values
        else:
            chosen = chance.choice(able)
            getattr(store, kind)(chosen, "eva", "prov")
            (undone.add if kind == "undo" else undone.remove)(chosen)
        wanted = {
            code: next((said[b][code] for b in sorted(said.keys() - undone, reverse=True) if code in said[b]), None) for code in codes
        }
        assert {c.unit: c.value for c in store.cells(units=codes)} == {code: v for code, v in wanted.items() if v is not None}
        versions.append((store.data_version(), wanted))
    for version, wanted in chance.sample(versions, 3):  # and what was known then still is what was known then
        assert {c.unit: c.value for c in store.cells(units=codes, as_of=version)} == {c: v for c, v in wanted.items() if v is not None}
    assert {b.batch for b in store.batches() if b.state == "undone"} == undone
    assert store.check() == []
