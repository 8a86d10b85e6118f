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
    traced = store.trace(RATIO, "TOPP", YEAR, "T", "ett", month=13)
    assert [(o.unit, o.period) for o in traced] == [("A", "2024-Q1"), ("B", "2024-01"), ("B", "2024-02"), ("B", "2024-03")]


@pytest.mark.parametrize("indicator", [MEAN, RATIO])
def test_finished_quarters_make_no_year(store, indicator):
    rows = [fact("TOPP", 4.0, 20, indicator=indicator, month=12 + q, num=40.0, den=1000.0) for q in (1, 2, 3, 4)]
    put(store, *rows, layout=FINISHED)
    assert cell(store, indicator=indicator) is None
    assert len(store.months(indicator, "TOPP")) == 4
    assert store.trace(indicator, "TOPP", YEAR, "T", rows[0]["method"]) == []
    assert [o.period for o in store.trace(indicator, "TOPP", YEAR, "T", rows[0]["method"], month=16)] == ["2024-Q4"]


def test_a_year_of_quarters_is_traced_to_those_that_make_it(store):
    put(store, *whole_year()[:2])
    put(store, whole_year()[3], layout=FINISHED)
    put(store, month("TOPP", 1, 20, 10))
    assert [o.period for o in store.trace(RATIO, "TOPP", YEAR, "T", "ett")] == ["2024-Q1", "2024-Q2"]
    put(store, *(month("TOPP", m, 20, 10) for m in range(1, 13)))
    assert [o.period for o in store.trace(RATIO, "TOPP", YEAR, "T", "ett")] == [f"2024-{m:02d}" for m in range(1, 13)]


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
    assert [o.value for o in store.superseded(RATIO, "TOPP", YEAR, "T", "ett", month=14)] == [near(5.0)]
    assert store.superseded(RATIO, "TOPP", YEAR, "T", "ett", month=13) == []
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
