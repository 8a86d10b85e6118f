"""Months: rolled up at month grain, and hidden together with their year."""

from __future__ import annotations

from tests.store.cases import Cases
from tests.store.world import RATIO, YEAR, cell, fact, fill, near, unit

CASES = Cases()
THREE_BELOW = [unit("A"), *(unit(code, "A", level="niva2") for code in "BCD")]


def hours(unit_code: str, month: int, n: int, num: float, *, den: float = 1000.0, sex: str = "T", year: int = YEAR):
    return fact(unit_code, 100 * num / den, n, indicator=RATIO, month=month, sex=sex, num=num, den=den, year=year)


@CASES.case([unit("A"), unit("B")], hours("A", 1, 20, 30), hours("B", 1, 30, 50, den=3000), hours("A", 2, 20, 70))
def test_months_are_rolled_up_month_by_month(there):
    found = there.months("TOPP")
    assert there.periods(found) == ["01", "02"]
    assert [(m.sex, m.method, m.n, m.value) for m in found] == [("T", "ett", 50, near(2.0)), ("T", "ett", 20, near(7.0))]
    assert [m.value for m in there.months("A")] == [near(3.0), near(7.0)]
    assert there.months("A", method="två") == []
    assert there.store.months("finns-ej", "A") == []


@CASES.case([], hours("TOPP", 1, 20, 30), hours("TOPP", 2, 20, 50), later=[[hours("TOPP", 2, 20, 90)]])
def test_a_corrected_month_changes_its_month_and_its_year(there):
    before = there.store.months(RATIO, "TOPP", as_of=there.first)
    assert [m.value for m in before if m.period.startswith(str(there.year))] == [near(3.0), near(5.0)]
    assert [m.value for m in there.months("TOPP")] == [near(3.0), near(9.0)]
    assert there.cell("TOPP", RATIO).value == near(6.0)


def test_one_small_month_hides_the_year_and_all_its_months(store):
    rows = [hours(u, m, n, 30 + m) for u, sizes in {"B": (12, 9), "C": (20, 20), "D": (80, 80)}.items() for m, n in enumerate(sizes, 1)]
    fill(store, THREE_BELOW, *rows, *(hours(u, 1, 50, 30, year=2023) for u in "BCD"))
    assert [cell(store, u, RATIO).hidden for u in "BCD"] == [True, True, False]
    assert {u: [m.hidden for m in store.months(RATIO, u)] for u in "BCD"} == {
        "B": [False, True, True],
        "C": [False, True, True],
        "D": [False] * 3,
    }


@CASES.case(THREE_BELOW, *(hours(u, m, 40, 30 + m) for u in "CD" for m in (1, 2)), hours("B", 1, 5, 20), hours("B", 2, 40, 20),
            fact("B", 2.0, 40, indicator=RATIO, num=40.0, den=2000.0),
            *(fact(u, 3.15, 40, indicator=RATIO, num=63.0, den=2000.0) for u in "CD"))  # fmt: skip
def test_a_month_that_must_be_hidden_takes_its_whole_year_of_months_along(there):
    assert not there.cell("B", RATIO).hidden
    assert [m.hidden for m in there.months("B")] == [True, True]
    assert not any(m.hidden for m in there.months("A"))
