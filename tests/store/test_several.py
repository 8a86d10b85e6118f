"""A file of several layouts: a batch each, in one write. All of it is stored or nothing, and each batch is undone by itself."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from kpi.store.types import Delivery
from tests.store.world import MEAN, SHARE, YEAR, batch, fact, facts, organise, unit, units, value


def file_of_two(sha256: str = "sha-av-en-fil", *, share: float = 40.0) -> list[Delivery]:
    """An organisation and the figures of a unit that it brings."""
    return [
        Delivery(batch("bok.xlsx", sha256=sha256, layout="organisation"), None, units(unit("F1"), unit("F2"))),
        Delivery(batch("bok.xlsx", sha256=sha256), facts(fact("F1", share, 200)), None),
    ]


def test_a_file_of_two_layouts_is_two_batches_of_one_write(store):
    done = store.commit_all(file_of_two(), answers={"unit:f": "F1"}, expect_version=0)
    assert [(c.state, c.new, c.data_version) for c in done] == [("active", 2, 2), ("active", 1, 2)]
    assert [(b.batch, b.layout, b.sha256) for b in reversed(store.batches())] == [
        (done[0].batch, "organisation", "sha-av-en-fil"),
        (done[1].batch, "provlayout", "sha-av-en-fil"),
    ]
    assert value(store, "F1") == value(store) == 40.0
    assert store.memory().answers == {"unit:f": "F1"}
    assert store.check() == []


def test_a_part_that_cannot_be_stored_keeps_the_others_out(store):
    bad = [*file_of_two(), Delivery(batch("bok.xlsx", layout="tredje"), facts(fact("F2", 1.0, 50), fact("F2", 2.0, 50)), None)]
    with pytest.raises(Refusal) as refused:
        store.commit_all(bad, answers={"unit:f": "F1"})
    assert refused.value.code == "duplicate_facts"
    assert (store.data_version(), store.batches(), store.events(), store.years()) == (0, [], [], [])
    assert [u.code for u in store.units()] == ["TOPP"]
    assert store.memory().answers == {}
    assert store.check() == []


def test_the_same_file_again_is_told_for_each_layout(store):
    first = store.commit_all(file_of_two())
    again = store.commit_all(file_of_two())
    assert [(c.state, c.batch) for c in again] == [("unchanged", c.batch) for c in first]
    store.undo(first[1].batch, "eva", "fel tal")
    half = store.commit_all(file_of_two())
    assert [c.state for c in half] == ["unchanged", "active"]
    assert half[0].batch == first[0].batch and half[0].data_version == half[1].data_version == store.data_version()
    assert value(store, "F1") == 40.0
    assert store.check() == []


def test_each_batch_is_undone_by_itself(store):
    organise(store, unit("F1", name="Gamla namnet"))
    first, second = store.commit_all(file_of_two())
    store.undo(second.batch, "eva", "fel tal")
    assert value(store, "F1") is None
    assert "F2" in {u.code for u in store.units()}
    store.redo(second.batch, "eva", "rätt ändå")
    store.undo(first.batch, "eva", "fel namn")
    assert value(store, "F1") == 40.0
    assert [u.name for u in store.units() if u.code == "F1"] == ["Gamla namnet"]
    assert store.check() == []


def test_a_later_part_is_counted_against_the_one_before(store):
    moved = [
        Delivery(batch(sha256="s"), facts(fact("TOPP", 40.0, 200), fact("TOPP", 3.0, 200, indicator=MEAN)), None),
        Delivery(batch(sha256="s", layout="annan"), facts(fact("TOPP", 41.0, 200), fact("TOPP", 42.0, 200, year=YEAR - 1)), None),
    ]
    done = store.commit_all(moved)
    assert [(c.new, c.changed) for c in done] == [(2, 0), (1, 1)]
    assert (value(store), value(store, indicator=MEAN), value(store, indicator=SHARE, year=YEAR - 1)) == (41.0, 3.0, 42.0)
    assert store.check() == []


def test_a_preview_that_has_aged_is_refused_whole(store):
    organise(store, unit("F3"))
    with pytest.raises(Refusal) as refused:
        store.commit_all(file_of_two(), expect_version=0)
    assert refused.value.code == "changed_meanwhile"
    assert len(store.batches()) == 1
