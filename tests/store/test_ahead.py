"""What would hold if files were stored: the same figures, and the same hidden, as when they have been; and nothing is stored."""

from __future__ import annotations

import pytest

from kpi.store import Store
from kpi.store.ahead import Figures
from kpi.store.types import Delivery
from tests.store.world import FINISHED, RATIO, SHARE, YEAR, batch, fact, facts, fill, unit, units

UNITS = ["TOPP", "A", "B", "C"]
WANTED = [(SHARE, u, "2024") for u in UNITS] + [(RATIO, u, "2024-03") for u in UNITS]


def stored(store: Store) -> Figures:
    """The same out of the store itself."""
    years = store.cells(units=UNITS, years=[YEAR - 1, YEAR], indicators=[SHARE, RATIO])
    months = {(RATIO, u): store.months(RATIO, u) for u in UNITS}
    return Figures([c for c in years if c.year == YEAR or c.indicator == RATIO], {key: found for key, found in months.items() if found})


def comparable(figures: Figures) -> tuple[set, dict]:
    return set(figures.years), {key: sorted(found) for key, found in figures.months.items()}


def organise(store: Store) -> Store:
    months = (fact("A", 3.0, 40, indicator=RATIO, month=m, num=3, den=100) for m in (1, 2, 3))
    fill(store, [unit("A"), unit("B")], fact("A", 60.0, 40), fact("B", 70.0, 50), *months)
    return store


@pytest.fixture
def organised(store: Store) -> Store:
    return organise(store)


@pytest.fixture(scope="module")
def left_alone(store_of_module: Store) -> Store:
    """The same, to be read only."""
    return organise(store_of_module)


def test_what_would_hold_is_what_then_holds(organised: Store) -> None:
    files = [
        Delivery(
            batch(), facts(fact("A", 61.0, 9), fact("C", 80.0, 30), fact("C", 2.0, 8, indicator=RATIO, month=3, num=2, den=100)), None
        ),
        Delivery(batch(layout="organisation"), None, units(unit("C"))),
        Delivery(batch(layout=FINISHED), facts(fact("B", 5.0, 44, indicator=RATIO, month=15, num=5, den=100)), None),
    ]
    before, version = stored(organised), organised.data_version()
    found = organised.ahead(files, WANTED)
    assert comparable(found.now) == comparable(before)
    assert organised.data_version() == version and comparable(stored(organised)) == comparable(before)
    assert organised.check() == []
    organised.commit_all([files[1], files[0], files[2]])
    assert comparable(found.after) == comparable(stored(organised))
    assert any(c.hidden for c in found.after.years) and not any(c.hidden for c in found.now.years)
    assert {m.period: m.hidden for m in found.after.months[RATIO, "C"]} == {"2024-03": True}


def test_a_file_that_is_stored_already_changes_nothing(organised: Store) -> None:
    file = Delivery(batch(), facts(fact("A", 61.0, 41)), None)
    organised.commit_all([file, Delivery(batch(), facts(fact("A", 62.0, 42)), None)])
    found = organised.ahead([file], WANTED)
    assert comparable(found.after) == comparable(found.now) == comparable(stored(organised))


def test_of_two_files_the_later_holds_and_the_same_one_twice_is_one(left_alone: Store) -> None:
    one, other = (Delivery(batch(), facts(fact("A", value, 41)), None) for value in (61.0, 62.0))
    values = [
        next(c.value for c in left_alone.ahead(files, WANTED).after.years if c.unit == "A" and c.indicator == SHARE)
        for files in ([one, other], [other, one], [one, other, one])
    ]
    assert values == [62.0, 61.0, 62.0]


def test_a_unit_outside_the_years_organisation_is_left_out(left_alone: Store) -> None:
    file = facts(fact("C", 80.0, 30), fact("C", 2.0, 40, indicator=RATIO, month=3, num=2, den=100))
    found = left_alone.ahead([Delivery(batch(), file, None)], WANTED).after
    assert "C" not in {c.unit for c in found.years} and (RATIO, "C") not in found.months


def test_an_empty_store_is_looked_at_ahead_of_its_first_file(store: Store) -> None:
    found = store.ahead([Delivery(batch(), facts(fact("TOPP", 80.0, 30)), None)], WANTED)
    assert found.now == Figures([], {}) and [(c.unit, c.value, c.hidden) for c in found.after.years] == [("TOPP", 80.0, False)]
