"""Where a figure comes from, through every kind of roll-up, and what no longer holds."""

from __future__ import annotations

from tests.store.cases import Cases
from tests.store.world import MEAN, RATIO, SHARE, YEAR, fact, fill, put, unit

CASES = Cases()
FOUR = [unit("A"), unit("B", "A", level="niva2"), unit("C", "A", level="niva2"), unit("D")]
THREE_BELOW = [unit("A"), *(unit(code, "A", level="niva2") for code in "BCD")]


def hours(unit_code: str, part: int | None, num: float, *, n: int = 20, **more):
    return fact(unit_code, num / 10, n, indicator=RATIO, month=part, num=num, den=1000.0, **more)


def test_a_delivered_figure_has_one_origin_with_its_place(store):
    done = put(store, fact("TOPP", 42.5, 200, row=17), file="sjuk.xlsx", synthetic=True)
    (origin,) = store.trace(SHARE, "TOPP", YEAR, "T", "").origins
    assert (origin.batch, origin.file, origin.user, origin.sheet) == (done.batch, "sjuk.xlsx", "eva", "Data")
    assert (origin.row_first, origin.row_last, origin.col) == (17, 17, "E · Värde")
    assert (origin.unit, origin.period, origin.sex, origin.value, origin.n) == ("TOPP", "2024", "T", 42.5, 200)
    assert (origin.synthetic, origin.active, origin.hidden) == (True, True, False)
    assert origin.time == store.batches()[0].time
    assert origin.sha256 == store.batches()[0].sha256


def test_a_rolled_figure_leads_to_every_delivered_part(store):
    fill(store, FOUR, fact("B", 10.0, 20), fact("C", 20.0, 20), fact("D", 30.0, 20))
    assert [(o.unit, o.value) for o in store.trace(SHARE, "TOPP", YEAR, "T", "").origins] == [("D", 30.0), ("B", 10.0), ("C", 20.0)]
    assert [o.unit for o in store.trace(SHARE, "A", YEAR, "T", "").origins] == ["B", "C"]


@CASES.case(FOUR, fact("B", 10.0, 20), fact("C", 20.0, 20), fact("D", 30.0, 20), later=[[fact("A", 14.0, 40)]])
def test_a_delivered_inner_figure_ends_the_trace(there):
    assert [(o.unit, o.value) for o in there.trace().origins] == [("A", 14.0), ("D", 30.0)]


@CASES.case([unit("A"), unit("B")], *(hours(u, 1, 30.0) for u in "AB"), *(hours(u, 2, 50.0) for u in "AB"),
            later=[[fact("B", 4.5, 20, indicator=RATIO)]])  # fmt: skip
def test_a_year_of_months_leads_to_its_months(there):
    assert there.periods(there.trace("A", RATIO).origins) == ["01", "02"]
    assert there.periods(there.trace("B", RATIO).origins) == [""]  # its year was delivered after them


@CASES.case([], fact("TOPP", 80.0, 40, indicator=MEAN, sex="K"), fact("TOPP", 90.0, 20, indicator=MEAN, sex="M"))
def test_a_total_of_women_and_men_leads_to_both(there):
    assert [(o.sex, o.value) for o in there.trace(indicator=MEAN).origins] == [("K", 80.0), ("M", 90.0)]
    assert [o.sex for o in there.trace(indicator=MEAN, sex="K").origins] == ["K"]


@CASES.case([unit("A"), unit("B")], fact("A", 80.0, 40), fact("A", 80.0, 20, sex="K"), fact("A", 80.0, 20, sex="M"),
            fact("B", 70.0, 20), fact("B", 70.0, 20, sex="K"))  # fmt: skip
def test_an_empty_group_adds_no_origin(there):
    assert [o.unit for o in there.trace(sex="M").origins] == ["A"]
    assert [o.unit for o in there.trace(sex="K").origins] == ["A", "B"]


@CASES.case([], fact("TOPP", None))
def test_what_is_not_there_has_no_origin(there):
    assert there.trace().origins == ()
    assert there.trace("FINNS-EJ").origins == ()
    assert there.trace(indicator="finns-ej").origins == there.trace(indicator="finns-ej").superseded == ()


def test_replaced_and_undone_facts_are_superseded_newest_first(store):
    put(store, fact("TOPP", 10.0, 50))
    undone = put(store, fact("TOPP", 11.0, 50))
    put(store, fact("TOPP", 12.0, 50))
    store.undo(undone.batch, "eva", "fel")
    now, then = (store.trace(SHARE, "TOPP", YEAR, "T", "", as_of=version) for version in (None, 2))
    assert [o.value for o in now.origins] == [12.0]
    assert [(o.value, o.active) for o in now.superseded] == [(11.0, False), (10.0, True)]
    assert [o.value for o in then.origins] == [11.0]
    assert [(o.value, o.active) for o in then.superseded] == [(10.0, True)]


@CASES.case(THREE_BELOW, fact("B", 10.0, 4), fact("C", 20.0, 15), fact("D", 30.0, 90))
def test_the_facts_of_hidden_cells_are_marked_hidden(there):
    assert [(o.unit, o.hidden) for o in there.trace("A").origins] == [("B", True), ("C", True), ("D", False)]


@CASES.case(FOUR[:2], fact("B", 10.0, 4), later=[[fact("B", value, n)] for value, n in ((11.0, None), (12.0, 50), (13.0, 60))])
def test_an_earlier_fact_of_a_small_or_unknown_group_is_hidden(there):
    assert [(o.value, o.hidden) for o in there.trace("B").superseded] == [(12.0, False), (11.0, True), (10.0, True)]


@CASES.case(THREE_BELOW, fact("B", 10.0, 4), fact("C", 20.0, 30), fact("D", 30.0, 90),  # B is too small, and C is hidden with it
            later=[[fact("B", 11.0, 40), fact("C", 21.0, 31), fact("D", 31.0, 91)]])  # fmt: skip
def test_an_earlier_fact_that_was_hidden_for_anothers_sake_stays_hidden(there):
    assert not there.cell("C").hidden
    assert [(o.value, o.hidden) for o in there.trace("C").superseded] == [(20.0, True)]
    # One person more than then: the difference would be that person's.
    assert [(o.value, o.hidden) for o in there.trace("D").superseded] == [(30.0, True)]


@CASES.case(THREE_BELOW, fact("B", 10.0, 4), fact("C", 20.0, 30), fact("D", 30.0, 90), later=[[fact("D", 31.0, 110)]])
def test_an_earlier_fact_is_shown_where_it_tells_of_no_small_group(there):
    assert [(o.value, o.hidden) for o in there.trace("D").superseded] == [(30.0, False)]


@CASES.case([unit("A"), unit("B")], *(hours(u, month, 10.0 * month + 10) for u in "AB" for month in (1, 2)), later=[[hours("A", 2, 90.0)]])
def test_a_months_figure_leads_to_the_facts_of_that_month(there):
    both = there.trace(indicator=RATIO, month=2).origins
    assert [(o.unit, o.value) for o in both] == [("A", 9.0), ("B", 3.0)] and there.periods(both) == ["02", "02"]
    assert [o.value for o in there.trace("A", RATIO, month=2).superseded] == [3.0]
    assert there.trace("A", RATIO, month=1).superseded == ()
    assert there.trace(indicator=RATIO, month=3).origins == ()
    assert [o.value for o in there.trace("A", RATIO, month=2, as_of=there.first).origins] == [3.0]


@CASES.case([], *(hours("TOPP", 1, num, sex=sex) for sex, num in (("K", 30.0), ("M", 50.0))))
def test_a_months_total_of_women_and_men_leads_to_both(there):
    assert [o.sex for o in there.trace(indicator=RATIO, month=1).origins] == ["K", "M"]


@CASES.case([], hours("TOPP", 1, 30.0), fact("TOPP", 4.5, 20, indicator=RATIO))
def test_a_year_delivered_beside_its_months_does_not_hide_where_the_months_come_from(there):
    assert there.periods(there.trace(indicator=RATIO).origins) == [""]
    assert there.periods(there.trace(indicator=RATIO, month=1).origins) == ["01"]


@CASES.case([], *(fact("TOPP", v, 50, sex=sex, row=row) | {"sheet": sheet, "col": "C · Tim"} for v, sex, row, sheet in (
    (40.0, "K", 4, "Kvinnor"), (50.0, "M", 9, "Män"), (45.0, "T", 4, "Kvinnor/Män"))))  # fmt: skip
def test_a_total_made_of_two_sheets_has_the_place_of_both(there):
    (origin,) = there.trace().origins
    assert origin.places == (("Kvinnor", "C · Tim", 4, 4), ("Män", "C · Tim", 9, 9))
    assert there.trace(sex="K").origins[0].places == ()


@CASES.case([], *(fact("TOPP", 40.0, 50, sex=sex, row=5) | {"sheet": sheet, "col": col} for sex, sheet, col in (
    ("K", "Dag/Natt", "C/D"), ("M", "Dag/Natt", "C/D"), ("T", "Dag/Natt/Vikarier", "C · K/M"))))  # fmt: skip
def test_a_figure_of_persons_on_two_sheets_has_its_columns_on_both_and_no_rows(there):
    assert there.trace(sex="K").origins[0].places == (("Dag", "C", None, None), ("Natt", "D", None, None))
    assert there.trace().origins[0].places == tuple((sheet, "C · K/M", None, None) for sheet in ("Dag", "Natt", "Vikarier"))
