"""Quarters: a year made of them, a series of their own, protected with their year, traced to their facts, kept by undo."""

from __future__ import annotations

from tests.store.cases import Cases, There
from tests.store.world import MEAN, RATIO, YEAR, cell, fact, facts, near, put, unit

CASES = Cases()
QUARTERS = {1: (30, 20), 2: (50, 22), 3: (20, 20), 4: (60, 22)}  # hours of 1 000, persons
FLAT = [unit(code) for code in "ABCD"]
THREE_BELOW = [unit("A"), *(unit(code, "A", level="niva2") for code in "BCD")]
TWO_PARTS = [unit("F"), unit("G"), *(unit(code, "F") for code in "ABC"), *(unit(code, "G") for code in "DE")]


def quarter(unit_code: str, number: int, n: int, num: float, *, den: float = 1000.0, sex: str = "T", year: int = YEAR):
    return fact(unit_code, 100 * num / den, n, indicator=RATIO, month=12 + number, sex=sex, num=num, den=den, year=year)


def month(unit_code: str, number: int, n: int, num: float, *, den: float = 1000.0):
    return fact(unit_code, 100 * num / den, n, indicator=RATIO, month=number, num=num, den=den)


def whole_year(unit_code: str = "TOPP"):
    return [quarter(unit_code, q, n, num) for q, (num, n) in QUARTERS.items()]


@CASES.case([unit("A"), unit("B")], *whole_year("A")[:3], *whole_year("B"))
def test_a_year_is_its_quarters_and_says_how_much_of_it_they_are(there):
    three, four = there.cells("AB", RATIO).values()
    assert (three.value, three.n, three.origin, three.months) == (near(10 / 3), 21, "quarters", 9)
    assert (four.value, four.n, four.origin, four.months) == (near(4.0), 21, "quarters", 12)


@CASES.case([], *whole_year(), month("TOPP", 1, 20, 10))
def test_quarters_are_a_series_beside_the_months(there):
    found = there.months("TOPP")
    assert there.periods(found) == ["01", "Q1", "Q2", "Q3", "Q4"]
    assert [m.value for m in found] == [near(v) for v in (1.0, 3.0, 5.0, 2.0, 6.0)]


@CASES.case(
    FLAT[:3], quarter("A", 1, 20, 30, den=3000), *(month("B", m, 30, 10.0 * m) for m in (1, 2, 3)), month("C", 1, 20, 90)
)  # fmt: skip
def test_where_some_deliver_quarters_the_others_come_from_their_three_months(there):
    assert [(m.value, m.n) for m in there.months("B") if "Q1" in m.period] == [(near(2.0), 30)]
    assert there.periods(there.months("B")) == ["01", "02", "03", "Q1"]
    assert there.periods(there.months("C")) == ["01"]  # one month is no quarter
    assert [(m.value, m.n) for m in there.months("TOPP") if "Q" in m.period] == [(near(1.5), 50)]
    traced = there.trace("TOPP", RATIO, month=13).origins
    assert list(zip([o.unit for o in traced], there.periods(traced), strict=True)) == [("A", "Q1"), ("B", "01"), ("B", "02"), ("B", "03")]


@CASES.case(
    [], finished=[fact("TOPP", 4.0, 20, indicator=i, month=12 + q, num=40.0, den=1000.0) for i in (MEAN, RATIO) for q in (1, 2, 3, 4)]
)
def test_finished_quarters_make_no_year(there):
    for indicator in (MEAN, RATIO):
        assert there.cell("TOPP", indicator) is None
        assert len(there.months("TOPP", indicator)) == 4
        assert there.trace("TOPP", indicator).origins == ()
        assert there.periods(there.trace("TOPP", indicator, month=16).origins) == ["Q4"]


@CASES.case(
    [unit("A"), unit("B")],
    *whole_year("A")[:2], month("A", 1, 20, 10), *whole_year("B")[:2], *(month("B", m, 20, 10) for m in range(1, 13)),
    finished=[whole_year("A")[3], whole_year("B")[3]],
)  # fmt: skip
def test_a_year_of_quarters_is_traced_to_those_that_make_it(there):
    assert there.periods(there.trace("A", RATIO).origins) == ["Q1", "Q2"]
    assert there.periods(there.trace("B", RATIO).origins) == [f"{m:02d}" for m in range(1, 13)]


SIZES = {"B": (12, 9), "C": (20, 20), "D": (80, 80)}


@CASES.case(THREE_BELOW, *(quarter(u, q, n, 30 + q) for u, of in SIZES.items() for q, n in enumerate(of, 1)),
            *(month(u, m, of[0], 10 + m) for u, of in SIZES.items() for m in (1, 2, 3)))  # fmt: skip
def test_one_small_quarter_hides_the_year_and_all_its_quarters_and_months(there):
    years = there.cells("BCD", RATIO)
    assert [years[u].hidden for u in "BCD"] == [True, True, False]
    assert {u: {m.hidden for m in there.months(u)} for u in "BCD"} == {"B": {True}, "C": {True}, "D": {False}}


def one_small_month(small: str, *others: str):
    return [
        *(quarter(u, 1, 40, 30) for u in (small, *others)),
        *(month(u, 1, 5 if u == small else 40, 10) for u in (small, *others)),
    ]


YEAR_OF_ITS_OWN = fact("F", 3.0, 40, indicator=RATIO, num=30.0, den=1000.0)  # makes F's quarter no safer


@CASES.case([*THREE_BELOW, unit("E"), *(unit(code, "E", level="niva2") for code in "FGH")],
            *one_small_month(*"BCD"), *one_small_month(*"FGH"), YEAR_OF_ITS_OWN)  # fmt: skip
def test_a_small_month_hides_the_quarters_of_its_year(there):
    """And of no other year: the other cases' months and quarters are told beside it."""
    for small in "BF":
        assert there.periods(m for m in there.months(small) if m.hidden) == ["01", "Q1"]


def test_quarters_are_compared_undone_and_known_as_of_an_earlier_version(store):
    put(store, *whole_year())
    before = store.data_version()
    compared = store.compare(facts(quarter("TOPP", 1, 20, 30), quarter("TOPP", 2, 22, 70), month("TOPP", 1, 20, 10)))
    assert (compared.unchanged, compared.changed, compared.new) == (1, 1, 1)
    corrected = put(store, quarter("TOPP", 2, 22, 90))
    assert cell(store, indicator=RATIO).value == near(5.0)
    assert cell(store, indicator=RATIO, as_of=before).value == near(4.0)
    assert [m.value for m in store.months(RATIO, "TOPP", as_of=before)] == [near(v) for v in (3.0, 5.0, 2.0, 6.0)]
    assert [o.value for o in store.trace(RATIO, "TOPP", YEAR, "T", "ett", month=14).superseded] == [near(5.0)]
    assert store.trace(RATIO, "TOPP", YEAR, "T", "ett", month=13).superseded == ()
    store.undo(corrected.batch, "eva", "fel")
    assert cell(store, indicator=RATIO).value == near(4.0)
    assert store.check() == []


def by_month(unit_code: str, n: int):
    return [month(unit_code, m, n, 10.0 + m) for m in range(1, 13)]


def by_quarter(unit_code: str, n: int):
    return [quarter(unit_code, q, n, 30.0 + q) for q in (1, 2, 3, 4)]


def shown(there: There, unit_code: str) -> tuple[bool, set[str]]:
    """Is the year shown, and which grains of it."""
    months = [m for m in there.months(unit_code) if not m.hidden]
    return not there.cell(unit_code, RATIO).hidden, {"quarter" if "Q" in m.period else "month" for m in months}


def below(*delivered: tuple[str, int, str]):
    """Units below TOPP, each with its n and how it delivers. Returns their facts."""
    made = {
        "months": by_month,
        "quarters": by_quarter,
        "year": lambda code, n: [fact(code, 4.0, n, indicator=RATIO, num=160.0, den=4000.0)],
    }
    return [row for code, n, how in delivered for row in made[how](code, n)]


@CASES.each(
    "alone", ["quarters", "year"], FLAT,
    lambda alone: below(("A", 30, "months"), ("B", 40, "months"), ("C", 4, alone), ("D", 50, "months")),
)  # fmt: skip
def test_above_a_hidden_unit_of_another_grain_neither_months_nor_quarters_are_shown(there, alone):
    """TOPP's quarter less its months, or its year less them, would be C."""
    assert shown(there, "TOPP") == (True, set())
    assert shown(there, "C") == (False, set())
    assert shown(there, "D")[0]


@CASES.each("how", ["months", "quarters"], FLAT, lambda how: below(("A", 30, how), ("B", 40, how), ("C", 4, how), ("D", 50, how)))
def test_where_all_deliver_the_same_grain_the_unit_above_keeps_it(there, how):
    grains = {how.removesuffix("s")}
    assert shown(there, "TOPP") == (True, grains)
    assert shown(there, "D") == (True, grains)
    assert shown(there, "C") == (False, set())


@CASES.case(FLAT[:3], *below(("A", 30, "months"), ("B", 40, "months"), ("C", 50, "quarters")))
def test_a_unit_of_another_grain_that_is_shown_hides_nothing(there):
    assert [shown(there, u) for u in ("TOPP", "A", "C")] == [(True, {"month", "quarter"})] * 2 + [(True, {"quarter"})]


@CASES.case(
    TWO_PARTS, *below(("A", 30, "months"), ("B", 40, "months"), ("C", 4, "quarters"), ("D", 50, "months"), ("E", 60, "months"))
)  # fmt: skip
def test_what_differs_further_down_reaches_every_unit_above_it_and_no_other(there):
    assert [shown(there, u)[1] for u in ("TOPP", "F")] == [set(), set()]
    assert shown(there, "G") == (True, {"month", "quarter"})


@CASES.case(
    TWO_PARTS, *below(("A", 30, "quarters"), ("B", 40, "quarters"), ("C", 4, "quarters"), ("D", 50, "months"), ("E", 60, "months"))
)  # fmt: skip
def test_where_a_whole_part_delivers_the_same_grain_it_keeps_it(there):
    """F's units deliver quarters alone: F has no months to compare with. TOPP has, but F's quarters are shown, so that they tell all."""
    assert [shown(there, u) for u in ("TOPP", "F", "G")] == [
        (True, {"month", "quarter"}),
        (True, {"quarter"}),
        (True, {"month", "quarter"}),
    ]
