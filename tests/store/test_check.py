"""Planted damage is found, and named."""

from __future__ import annotations

import pytest

from kpi.store.check import problems
from tests.extent import ALL
from tests.store.world import MEAN, fact, fill, found_with, unit

DAMAGE = {
    "a changed fact": ("UPDATE fact SET value = value + 1 WHERE unit_no = 1", {"rollup_differs"}),
    "a changed n of a part": ("UPDATE fact SET n = 5 WHERE unit_no = 1", {"rollup_differs"}),
    "a deleted fact": ("DELETE FROM fact WHERE unit_no = 1", {"rollup_differs", "batch_counts"}),
    "a doubled fact": ("INSERT INTO fact SELECT * FROM fact WHERE unit_no = 1", {"bad_fact", "batch_counts", "rollup_unchecked"}),
    "a changed cell": ("UPDATE rollup SET value = value + 0.001 WHERE unit_no = 0", {"rollup_differs"}),
    "a cell shown that was hidden": ("UPDATE rollup SET hidden = NOT hidden WHERE unit_no = 1", {"rollup_differs"}),
    "a missing cell": ("DELETE FROM rollup WHERE unit_no = 0", {"rollup_differs"}),
    "a cell from nowhere": ("INSERT INTO rollup SELECT * REPLACE (1999 AS year) FROM rollup", {"rollup_differs"}),
    "a missing batch": ("DELETE FROM batch WHERE seq = 2", {"orphans", "rollup_differs"}),
    "wrong counts": ("UPDATE batch SET facts_stored = 99 WHERE seq = 2", {"batch_counts"}),
    "a missing event": ("DELETE FROM event WHERE seq = 2", {"log_import", "log_version", "rollup_differs"}),
    "an event too many": ("INSERT INTO event SELECT * FROM event WHERE seq = 2", {"log_import", "log_order"}),
    "a ticket that is behind": ("UPDATE ticket SET version = 1", {"log_version", "rollup_differs"}),
    "two tickets": ("INSERT INTO ticket SELECT * FROM ticket", {"log_ticket"}),
    "a unit cut off": ("UPDATE unit SET parent = 'SAKNAS' WHERE code = 'A'", {"bad_organisation", "rollup_differs", "unit_not_in_force"}),
    "a shared unit number": ("UPDATE unit_code SET unit_no = 1 WHERE code = 'B'", {"log_number", "orphans", "rollup_unchecked"}),
    "a lost series": ("DELETE FROM series WHERE indicator = 'medel'", {"orphans", "rollup_differs"}),
    "a lost place": ("DELETE FROM place", {"orphans"}),
    "a fact without value or reason": ("UPDATE fact SET value = NULL WHERE unit_no = 1", {"bad_value", "rollup_differs"}),
}


# On a lake one case for each code; all of them where that is cheap.
ON_A_LAKE = ("a doubled fact", "a missing event", "an event too many", "two tickets", "a unit cut off", "a shared unit number",
             "a fact without value or reason")  # fmt: skip


@pytest.fixture(scope="module")
def sound(store_of_module):
    """A store with something of everything; each test plants its damage in a transaction that is taken back."""
    fill(store_of_module, [unit("A"), unit("B")], fact("A", 10.0, 30), fact("B", 20.0, 50), fact("A", 70.0, 20, indicator=MEAN))
    assert store_of_module.check() == []
    return store_of_module


def test_a_lake_meets_every_code():
    assert set().union(*(DAMAGE[damage][1] for damage in ON_A_LAKE)) == set().union(*(wanted for _, wanted in DAMAGE.values()))


def test_damage_is_found(sound):
    planted = ON_A_LAKE if sound._connection.is_lake and not ALL else tuple(DAMAGE)
    assert {damage: found_with(sound, DAMAGE[damage][0]) for damage in planted} == {damage: DAMAGE[damage][1] for damage in planted}


def test_without_damage_nothing_is_found(sound):
    assert found_with(sound, "SELECT 1") == set()


def test_problems_are_said_in_swedish_with_their_place(sound):
    with sound._connection.read() as cursor:
        cursor.execute("DELETE FROM fact WHERE unit_no = 1")
        messages = [p.message for p in problems(cursor, sound.programme)]
    assert "Importen B00002 har 1 uppgifter och 0 enheter sparade; loggen säger 3 och 0." in messages
    assert "Sammanräkningen av andel 2024 är inte vad uppgifterna ger." in messages
