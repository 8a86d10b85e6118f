"""What months add up to must not give away a year that is hidden, on both backends."""

from __future__ import annotations

import pytest

from tests.store.world import RATIO, cell, fact, organise, put, unit

PARTS = pytest.mark.parametrize("parts", [range(1, 13), range(13, 17)], ids=["months", "quarters"])


def hours(code: str, part: int | None, n: int, ill: float, sex: str = "T"):
    return fact(code, 100 * ill / 1000.0, n, indicator=RATIO, month=part, num=ill, den=1000.0, sex=sex)


def one_small_and_one_large(store, parts, *others) -> dict[str, tuple[bool | None, bool]]:
    """Two units by month or quarter, and others. By unit: is its total of the year hidden (None: it has none), and are its parts."""
    organise(store, unit("A"), *(unit(code, "A", level="niva2") for code in "BCD"))
    put(store, *(hours("B", part, 4, 10 + part % 3) for part in parts), *(hours("C", part, 40, 50 + part) for part in parts), *others)
    years = {u: cell(store, u, RATIO) for u in "ABC"}
    return {u: (None if year is None else year.hidden, any(m.hidden for m in store.months(RATIO, u))) for u, year in years.items()}


@PARTS
def test_the_months_above_are_hidden_where_the_year_above_is_not_there_to_protect_the_sum(store, parts):
    """D tells of its women's year alone, so A has no year; C's year is shown, and A's months less it would be B's year."""
    found = one_small_and_one_large(store, parts, hours("D", None, 30, 20, sex="K"))
    assert found == {"A": (None, True), "B": (True, True), "C": (False, True)}


@PARTS
def test_the_months_above_are_shown_where_the_years_protect_the_sum(store, parts):
    """All three have months: B and C are hidden in months and in the year."""
    found = one_small_and_one_large(store, parts, *(hours("D", part, 60, 70) for part in parts))
    assert found == {"A": (False, False), "B": (True, True), "C": (True, True)}
