"""What months add up to must not give away a year that is hidden, on both backends."""

from __future__ import annotations

from tests.store.cases import Cases, There
from tests.store.world import RATIO, fact, unit

CASES = Cases()
THREE_BELOW = [unit("A"), *(unit(code, "A", level="niva2") for code in "BCD")]
MONTHS, QUARTERS = range(1, 13), range(13, 17)


def hours(code: str, part: int | None, n: int, ill: float, sex: str = "T"):
    return fact(code, 100 * ill / 1000.0, n, indicator=RATIO, month=part, num=ill, den=1000.0, sex=sex)


def one_small_and_one_large(others):
    """Two units by month or quarter, and ``others``."""
    return CASES.each("parts", (MONTHS, QUARTERS), THREE_BELOW, lambda parts: [
        *(hours("B", part, 4, 10 + part % 3) for part in parts), *(hours("C", part, 40, 50 + part) for part in parts), *others(parts),
    ])  # fmt: skip


def hidden(there: There) -> dict[str, tuple[bool | None, bool]]:
    """By unit: is its total of the year hidden (None: it has none), and are its parts."""
    years = there.cells("ABC", RATIO)
    return {u: (years[u].hidden if u in years else None, any(m.hidden for m in there.months(u))) for u in "ABC"}


@one_small_and_one_large(lambda parts: [hours("D", None, 30, 20, sex="K")])
def test_the_months_above_are_hidden_where_the_year_above_is_not_there_to_protect_the_sum(there, parts):
    """D tells of its women's year alone, so A has no year; C's year is shown, and A's months less it would be B's year."""
    assert hidden(there) == {"A": (None, True), "B": (True, True), "C": (False, True)}


@one_small_and_one_large(lambda parts: [hours("D", part, 60, 70) for part in parts])
def test_the_months_above_are_shown_where_the_years_protect_the_sum(there, parts):
    """All three have months: B and C are hidden in months and in the year."""
    assert hidden(there) == {"A": (False, False), "B": (True, True), "C": (True, True)}
