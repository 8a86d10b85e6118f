"""A year that is made of one month or one quarter is that part: they are hidden together, on both backends."""

from __future__ import annotations

import pytest

from kpi.programme.periods import period_text
from tests.store.cases import Cases, There
from tests.store.world import RATIO, YEAR, cell, fact, fill, unit

CASES = Cases()
PARTS = JANUARY, FIRST_QUARTER = 1, 13
THREE_BELOW = [unit("A"), *(unit(code, "A", level="niva2") for code in "BCD")]


def parts(made):
    return CASES.each("part", PARTS, THREE_BELOW, made)


def hours(code: str, part: int | None, n: int, num: float, den: float = 1000.0):
    return fact(code, 100 * num / den, n, indicator=RATIO, month=part, num=num, den=den)


def hidden(there: There) -> dict[str, tuple[bool, list[bool]]]:
    """By unit: is the year hidden, and which of its parts are."""
    years = there.cells("ABCD", RATIO)
    return {u: (years[u].hidden, [m.hidden for m in there.months(u)]) for u in "ABCD"}


@parts(lambda part: [hours("B", part, 9, 30), hours("C", part, 20, 40), hours("D", part, 80, 50)])
def test_one_small_part_hides_itself_and_the_year(there, part):
    assert hidden(there) == {"A": (False, [False]), "B": (True, [True]), "C": (True, [True]), "D": (False, [False])}


@parts(lambda part: [hours("A", part, 64, 200, 4000), hours("B", part, 20, 40), hours("C", part, 20, 45), hours("D", part, 20, 50)])
def test_persons_of_no_unit_are_protected_in_the_year_as_in_its_only_part(there, part):
    """Four of A's persons are in no unit below: with B, C and D shown they would stand alone."""
    found = hidden(there)
    assert any(year for year, _ in found.values())
    assert all(parts == [year] for year, parts in found.values())


@parts(lambda part: [row for each in (part, part + 1) for row in (
    hours("A", each, 64, 200, 4000), hours("B", each, 20, 40), hours("C", each, 20, 45), hours("D", each, 20, 50))])  # fmt: skip
def test_a_years_average_over_several_parts_is_as_it_was(there, part):
    """Whose n are averages: no persons are missing because they do not add up."""
    assert not any(year for year, _ in hidden(there).values())


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_its_year_gives_away_is_shown_with_it_and_the_others_parts_are_not(store, part):
    """D's small part stands beside a delivered year that is large. Only the part's own table hides B and C; B's year is nothing but that
    part, so hiding it would hide nothing: then only the years are shown. Of another year all is shown."""
    ordinary = [hours(u, each, n, 40) | {"year": YEAR + 1, "period": period_text(YEAR + 1, each)} for each in (part, part + 1)
                for u, n in (("A", 210), ("B", 60), ("C", 70), ("D", 80))]  # fmt: skip
    small = [hours("A", part, 95, 300, 6000), hours("B", part, 20, 40), hours("C", part, 70, 45), hours("C", part + 1, 70, 45),
             hours("D", part, 5, 20), hours("D", None, 60, 50), hours("A", None, 150, 300, 6000)]  # fmt: skip
    fill(store, THREE_BELOW, *small, *ordinary)
    found = {u: store.months(RATIO, u) for u in "ABCD"}
    parts, other = ({u: [m.hidden for m in found[u] if m.period.startswith(str(year))] for u in "ABCD"} for year in (YEAR, YEAR + 1))
    assert (cell(store, "B", RATIO).hidden, parts["B"]) == (False, [False])
    assert all(parts[u] and all(parts[u]) for u in "ACD")
    assert all(hidden == [False, False] for hidden in other.values())


@parts(lambda part: [*(hours(u, part, n, 40) for u, n in (("B", 12), ("C", 30), ("D", 80))),
                     *(fact(u, 4.0, n, indicator=RATIO, method="två", num=40.0, den=1000.0)
                       for u, n in (("B", 9), ("C", 30), ("D", 80)))])  # fmt: skip
def test_a_hidden_year_hides_its_only_part(there, part):
    """The year is hidden for another method's sake: the same people, of whom that one counts too few."""
    cells = there.store.cells(units=list("BCD"), years=[there.year], indicators=[RATIO], sexes=["T"])
    year = {c.unit: c.hidden for c in cells if c.method == "ett"}
    parts = {u: [m.hidden for m in there.months(u, method="ett")] for u in "BCD"}
    assert year["B"] and parts == {u: [year[u]] for u in "BCD"}
