"""The kept roll-up: the same however it is worked through, and sorted so that one unit's cells are found without looking at all."""

from __future__ import annotations

import pytest

from kpi.store import rollup
from kpi.store.types import Delivery
from tests.extent import some
from tests.store.world import MEAN, RATIO, SHARE, batch, cell, fact, facts, fill, organise, put, unit, units

CODES = [f"U{i}" for i in range(8)]


def month(code: str, number: int, *, year: int):
    return fact(code, 3.0, 30, indicator=RATIO, year=year, month=number, num=30.0, den=1000.0)


def files() -> list[list[dict]]:
    years = (2022, 2023, 2024)
    return [
        [fact(code, 10.0 + i, 20 + i, indicator=indicator, year=year) for i, code in enumerate(CODES) for indicator in (SHARE, MEAN)]
        + [month(code, m, year=year) for code in CODES for m in (1, 2)]
        for year in years
    ] + [[fact(code, 50.0, 40, year=2023) for code in CODES[:3]]]


def order(store) -> list[int]:
    with store._connection.read() as cursor:
        return [row[0] for row in cursor.execute("SELECT unit_no FROM rollup").fetchall()]


def tail(store) -> int:
    with store._connection.read() as cursor:
        return cursor.execute("SELECT tail FROM ticket").fetchall()[0][0]


@pytest.mark.parametrize("at_a_time", some([1, 20], [20]))  # with 20, one group or two
def test_groups_can_be_worked_through_some_at_a_time(store, monkeypatch, at_a_time):
    monkeypatch.setattr(rollup, "_FACTS_AT_A_TIME", at_a_time)
    told = []
    organisation = Delivery(batch(layout="organisation"), None, units(*(unit(code) for code in CODES)))
    all_of_it = [organisation, *(Delivery(batch(), facts(*rows), None) for rows in files())]
    store.commit_all(all_of_it, progress=lambda share, text: told.append(share))
    months = store.months(RATIO, "TOPP")
    assert [len(months), {m.n for m in months}] == [6, {240}]
    assert len(told) > 4
    monkeypatch.undo()
    assert store.check() == []


def test_all_cells_are_sorted_anew_when_too_many_are_not(store, monkeypatch):
    monkeypatch.setattr(rollup, "_TAIL_LEAST", 40)
    organise(store, *(unit(code) for code in CODES))
    tails = []
    for rows in files():
        put(store, *rows)
        tails.append(tail(store))
    assert tails == [27, 0, 27, 36]
    assert cell(store, year=2023).parts == 8
    store.undo(store.batches()[0].batch, "eva", "prov")
    assert tail(store) == 0
    assert order(store) == sorted(order(store))
    assert store.check() == []


def test_a_large_import_is_sorted_in_itself(store, monkeypatch):
    monkeypatch.setattr(rollup, "_ROW_GROUP", 5)
    fill(store, [unit(code) for code in CODES], *reversed(files()[0]))
    assert order(store) == sorted(order(store))
    assert tail(store) == 5
