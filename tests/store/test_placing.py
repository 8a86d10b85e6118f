"""A roll-up's first cells are placed while the others are protected: the store is the same as when all are placed at once, or as before."""

from __future__ import annotations

import pytest

from kpi.store import rollup
from tests.store.world import RATIO, SHARE, YEAR, fact, fill, put, unit

UNITS = ("A", "B", "C", "D")


def file(factor: float) -> list[dict[str, object]]:
    """A share, which is alone in its family, and a ratio by two methods, which are about the same people; one unit of each is small."""
    rows = []
    for number, code in enumerate(UNITS):
        n = 6 if code == "A" else 40 + number
        rows.append(fact(code, factor + number, n, row=len(rows) + 2))
        rows += [
            fact(code, 2 * factor + number, n, indicator=RATIO, method=method, num=n * factor / 100, den=n, row=len(rows) + 2)
            for method in ("ett", "två")
        ]
    return rows


def shown(store) -> list:
    return sorted(store.cells(units=["TOPP", *UNITS]), key=lambda c: (c.indicator, c.unit, c.year, c.sex, c.method))


@pytest.fixture
def placed(monkeypatch) -> list[int]:
    """How many cells were placed at a time, where few are worth placing early."""
    heights: list[int] = []
    place = rollup._Placing._place

    def counted(self, cells) -> None:
        heights.append(cells.height)
        place(self, cells)

    monkeypatch.setattr(rollup._Placing, "_place", counted)
    monkeypatch.setattr(rollup, "_ROW_GROUP", 4)
    return heights


def test_cells_placed_early_are_those_placed_at_once(store, placed, monkeypatch):
    fill(store, [unit(code) for code in UNITS], *file(10.0))
    assert len(placed) == 2 and min(placed) > 0
    put(store, *file(20.0))
    assert len(placed) == 4
    early = shown(store)
    assert store.check() == []
    assert {c.hidden for c in early} == {True, False} and {c.indicator for c in early} == {SHARE, RATIO}

    monkeypatch.setattr(rollup, "_ROW_GROUP", 10**6)
    put(store, *file(10.0))
    put(store, *file(20.0))
    assert len(placed) == 6
    assert shown(store) == early


def test_a_fault_in_either_part_leaves_the_store_as_it_was(store, placed, monkeypatch):
    fill(store, [unit(code) for code in UNITS], *file(10.0))
    before, version = shown(store), store.data_version()
    place = rollup._Placing._place
    for failing in (1, 2):
        placed.clear()

        def fails(self, cells, failing=failing) -> None:
            place(self, cells)
            if len(placed) == failing:
                raise RuntimeError("avbruten")

        monkeypatch.setattr(rollup._Placing, "_place", fails)
        with pytest.raises(RuntimeError, match="avbruten"):
            put(store, *file(20.0))
        assert shown(store) == before and store.data_version() == version
    assert store.check() == []
    monkeypatch.setattr(rollup._Placing, "_place", place)
    put(store, *file(20.0))
    assert store.data_version() == version + 1 and store.cells(units=["B"], indicators=[SHARE], years=[YEAR])[0].value == 21.0
