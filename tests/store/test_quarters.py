"""Quarters: a year made of them, a series of their own, protected with their year, traced to their facts, kept by undo and backup."""

from __future__ import annotations

import pytest

from kpi.store import restore
from tests.store.world import FINISHED, MEAN, RATIO, YEAR, cell, fact, facts, near, organise, programme, put, unit

QUARTERS = {1: (30, 20), 2: (50, 22), 3: (20, 20), 4: (60, 22)}  # hours of 1 000, persons


def quarter(unit_code: str, number: int, n: int, num: float, *, den: float = 1000.0, sex: str = "T", year: int = YEAR):
    return fact(unit_code, 100 * num / den, n, indicator=RATIO, month=12 + number, sex=sex, num=num, den=den, year=year)


def month(unit_code: str, number: int, n: int, num: float, *, den: float = 1000.0):
    return fact(unit_code, 100 * num / den, n, indicator=RATIO, month=number, num=num, den=den)


def whole_year(unit_code: str = "TOPP"):
    return [quarter(unit_code, q, n, num) for q, (num, n) in QUARTERS.items()]


def test_a_year_is_its_quarters_and_says_how_much_of_it_they_are(store):
    put(store, *whole_year()[:3])
    found = cell(store, indicator=RATIO)
    assert (found.value, found.n, found.origin, found.months) == (near(10 / 3), 21, "quarters", 9)
    put(store, whole_year()[3])
    found = cell(store, indicator=RATIO)
    assert (found.value, found.n, found.origin, found.months) == (near(4.0), 21, "quarters", 12)


def test_quarters_are_a_series_beside_the_months(store):
    put(store, *whole_year(), month("TOPP", 1, 20, 10))
    assert [(m.period, m.value) for m in store.months(RATIO, "TOPP")] == [
        ("2024-01", near(1.0)), ("2024-Q1", near(3.0)), ("2024-Q2", near(5.0)), ("2024-Q3", near(2.0)), ("2024-Q4", near(6.0)),
    ]  # fmt: skip


def test_where_some_deliver_quarters_the_others_come_from_their_three_months(store):
    organise(store, unit("A"), unit("B"), unit("C"))
    put(store, quarter("A", 1, 20, 30, den=3000), *(month("B", m, 30, 10.0 * m) for m in (1, 2, 3)), month("C", 1, 20, 90))
    assert [(m.period, m.value, m.n) for m in store.months(RATIO, "B") if "Q" in m.period] == [("2024-Q1", near(2.0), 30)]
    assert [m.period for m in store.months(RATIO, "C")] == ["2024-01"]  # one month is no quarter
    assert [(m.value, m.n) for m in store.months(RATIO, "TOPP") if "Q" in m.period] == [(near(1.5), 50)]
    traced = store.trace(RATIO, "TOPP", YEAR, "T", "ett", month=13).origins
    assert [(o.unit, o.period) for o in traced] == [("A", "2024-Q1"), ("B", "2024-01"), ("B", "2024-02"), ("B", "2024-03")]


@pytest.mark.parametrize("indicator", [MEAN, RATIO])
def test_finished_quarters_make_no_year(store, indicator):
    rows = [fact("TOPP", 4.0, 20, indicator=indicator, month=12 + q, num=40.0, den=1000.0) for q in (1, 2, 3, 4)]
    put(store, *rows, layout=FINISHED)
    assert cell(store, indicator=indicator) is None
    assert len(store.months(indicator, "TOPP")) == 4
    assert store.trace(indicator, "TOPP", YEAR, "T", rows[0]["method"]).origins == ()
    assert [o.period for o in store.trace(indicator, "TOPP", YEAR, "T", rows[0]["method"], month=16).origins] == ["2024-Q4"]


def test_a_year_of_quarters_is_traced_to_those_that_make_it(store):
    put(store, *whole_year()[:2])
    put(store, whole_year()[3], layout=FINISHED)
    put(store, month("TOPP", 1, 20, 10))
    assert [o.period for o in store.trace(RATIO, "TOPP", YEAR, "T", "ett").origins] == ["2024-Q1", "2024-Q2"]
    put(store, *(month("TOPP", m, 20, 10) for m in range(1, 13)))
    assert [o.period for o in store.trace(RATIO, "TOPP", YEAR, "T", "ett").origins] == [f"2024-{m:02d}" for m in range(1, 13)]


def test_one_small_quarter_hides_the_year_and_all_its_quarters_and_months(store):
    organise(store, unit("A"), *(unit(u, "A", level="niva2") for u in "BCD"))
    sizes = {"B": (12, 9), "C": (20, 20), "D": (80, 80)}
    put(store, *(quarter(u, q, n, 30 + q) for u, of in sizes.items() for q, n in enumerate(of, 1)),
        *(month(u, m, of[0], 10 + m) for u, of in sizes.items() for m in (1, 2, 3)))  # fmt: skip
    assert [cell(store, u, RATIO).hidden for u in "BCD"] == [True, True, False]
    assert {u: {m.hidden for m in store.months(RATIO, u)} for u in "BCD"} == {"B": {True}, "C": {True}, "D": {False}}


def test_a_small_month_hides_the_quarters_of_its_year(store):
    organise(store, unit("A"), *(unit(u, "A", level="niva2") for u in "BCD"))
    put(store, *(quarter(u, 1, 40, 30) for u in "BCD"), *(month(u, 1, 5 if u == "B" else 40, 10) for u in "BCD"))
    assert {m.period for m in store.months(RATIO, "B") if m.hidden} == {"2024-01", "2024-Q1"}
    put(store, fact("B", 3.0, 40, indicator=RATIO, num=30.0, den=1000.0))  # a year of its own makes the quarter no safer
    assert {m.period for m in store.months(RATIO, "B") if m.hidden} == {"2024-01", "2024-Q1"}


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


def test_a_backup_holds_the_quarters(place, tmp_path):
    store = place.open()
    put(store, *whole_year())
    copy = store.backup(tmp_path / "kopia.duckdb")
    store.close()
    restore(copy, str(tmp_path / "ny.duckdb"), programme())
    again = type(place)(str(tmp_path / "ny.duckdb"), None).open()
    assert cell(again, indicator=RATIO).value == near(4.0)
    assert len(again.months(RATIO, "TOPP")) == 4
    assert again.check() == []
    again.close()


def test_a_part_of_a_year_that_does_not_exist_is_never_stored(store):
    with pytest.raises(ValueError):
        put(store, fact("TOPP", 4.0, 20, indicator=RATIO) | {"month": 17})


def by_month(unit_code: str, n: int):
    return [month(unit_code, m, n, 10.0 + m) for m in range(1, 13)]


def by_quarter(unit_code: str, n: int):
    return [quarter(unit_code, q, n, 30.0 + q) for q in (1, 2, 3, 4)]


def shown(store, unit_code: str) -> tuple[bool, set[str]]:
    """Is the year shown, and which grains of it."""
    months = [m for m in store.months(RATIO, unit_code) if not m.hidden]
    return not cell(store, unit_code, indicator=RATIO).hidden, {"quarter" if "Q" in m.period else "month" for m in months}


def below(*delivered: tuple[str, int, str]):
    """Units below TOPP, each with its n and how it delivers. Returns their facts."""
    made = {
        "months": by_month,
        "quarters": by_quarter,
        "year": lambda code, n: [fact(code, 4.0, n, indicator=RATIO, num=160.0, den=4000.0)],
    }
    return [row for code, n, how in delivered for row in made[how](code, n)]


@pytest.mark.parametrize("alone", ["quarters", "year"])
def test_above_a_hidden_unit_of_another_grain_neither_months_nor_quarters_are_shown(store, alone):
    """TOPP's quarter less its months, or its year less them, would be C."""
    organise(store, unit("A"), unit("B"), unit("C"), unit("D"))
    put(store, *below(("A", 30, "months"), ("B", 40, "months"), ("C", 4, alone), ("D", 50, "months")))
    assert shown(store, "TOPP") == (True, set())
    assert shown(store, "C") == (False, set())
    assert shown(store, "D")[0]


@pytest.mark.parametrize(("how", "grains"), [("months", {"month"}), ("quarters", {"quarter"})])
def test_where_all_deliver_the_same_grain_the_unit_above_keeps_it(store, how, grains):
    organise(store, unit("A"), unit("B"), unit("C"), unit("D"))
    put(store, *below(("A", 30, how), ("B", 40, how), ("C", 4, how), ("D", 50, how)))
    assert shown(store, "TOPP") == (True, grains)
    assert shown(store, "D") == (True, grains)
    assert shown(store, "C") == (False, set())


def test_a_unit_of_another_grain_that_is_shown_hides_nothing(store):
    organise(store, unit("A"), unit("B"), unit("C"))
    put(store, *below(("A", 30, "months"), ("B", 40, "months"), ("C", 50, "quarters")))
    assert [shown(store, u) for u in ("TOPP", "A", "C")] == [(True, {"month", "quarter"})] * 2 + [(True, {"quarter"})]


def test_what_differs_further_down_reaches_every_unit_above_it_and_no_other(store):
    organise(store, unit("F"), unit("G"), unit("A", "F"), unit("B", "F"), unit("C", "F"), unit("D", "G"), unit("E", "G"))
    put(store, *below(("A", 30, "months"), ("B", 40, "months"), ("C", 4, "quarters"), ("D", 50, "months"), ("E", 60, "months")))
    assert [shown(store, u)[1] for u in ("TOPP", "F")] == [set(), set()]
    assert shown(store, "G") == (True, {"month", "quarter"})


def test_where_a_whole_part_delivers_the_same_grain_it_keeps_it(store):
    """F's units deliver quarters alone: F has no months to compare with. TOPP has, but F's quarters are shown, so that they tell all."""
    organise(store, unit("F"), unit("G"), unit("A", "F"), unit("B", "F"), unit("C", "F"), unit("D", "G"), unit("E", "G"))
    put(store, *below(("A", 30, "quarters"), ("B", 40, "quarters"), ("C", 4, "quarters"), ("D", 50, "months"), ("E", 60, "months")))
    assert [shown(store, u) for u in ("TOPP", "F", "G")] == [
        (True, {"month", "quarter"}),
        (True, {"quarter"}),
        (True, {"month", "quarter"}),
    ]
