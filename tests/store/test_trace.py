"""Where a figure comes from, through every kind of roll-up, and what no longer holds."""

from __future__ import annotations

from tests.store.world import MEAN, RATIO, SHARE, YEAR, cell, fact, organise, put, unit


def traced(store, unit_code="TOPP", indicator=SHARE, *, sex="T", method="", as_of=None):
    return list(store.trace(indicator, unit_code, YEAR, sex, method, as_of=as_of).origins)


def test_a_delivered_figure_has_one_origin_with_its_place(store):
    done = put(store, fact("TOPP", 42.5, 200, row=17), file="sjuk.xlsx", synthetic=True)
    (origin,) = traced(store)
    assert (origin.batch, origin.file, origin.user, origin.sheet) == (done.batch, "sjuk.xlsx", "eva", "Data")
    assert (origin.row_first, origin.row_last, origin.col) == (17, 17, "E · Värde")
    assert (origin.unit, origin.period, origin.sex, origin.value, origin.n) == ("TOPP", "2024", "T", 42.5, 200)
    assert (origin.synthetic, origin.active, origin.hidden) == (True, True, False)
    assert origin.time == store.batches()[0].time
    assert origin.sha256 == store.batches()[0].sha256


def test_a_rolled_figure_leads_to_every_delivered_part(store):
    organise(store, unit("A"), unit("B", "A", level="niva2"), unit("C", "A", level="niva2"), unit("D"))
    put(store, fact("B", 10.0, 20), fact("C", 20.0, 20), fact("D", 30.0, 20))
    assert [(o.unit, o.value) for o in traced(store)] == [("D", 30.0), ("B", 10.0), ("C", 20.0)]
    assert [o.unit for o in traced(store, "A")] == ["B", "C"]
    put(store, fact("A", 14.0, 40))  # a delivered inner figure ends the trace
    assert [(o.unit, o.value) for o in traced(store)] == [("A", 14.0), ("D", 30.0)]


def test_a_year_of_months_leads_to_its_months(store):
    put(store, fact("TOPP", 3.0, 20, indicator=RATIO, month=1, num=30.0, den=1000.0),
        fact("TOPP", 5.0, 20, indicator=RATIO, month=2, num=50.0, den=1000.0))  # fmt: skip
    assert [o.period for o in traced(store, indicator=RATIO, method="ett")] == ["2024-01", "2024-02"]
    put(store, fact("TOPP", 4.5, 20, indicator=RATIO))
    assert [o.period for o in traced(store, indicator=RATIO, method="ett")] == ["2024"]


def test_a_total_of_women_and_men_leads_to_both(store):
    put(store, fact("TOPP", 80.0, 40, indicator=MEAN, sex="K"), fact("TOPP", 90.0, 20, indicator=MEAN, sex="M"))
    assert [(o.sex, o.value) for o in traced(store, indicator=MEAN)] == [("K", 80.0), ("M", 90.0)]
    assert [o.sex for o in traced(store, indicator=MEAN, sex="K")] == ["K"]


def test_an_empty_group_adds_no_origin(store):
    organise(store, unit("A"), unit("B"))
    put(
        store,
        fact("A", 80.0, 40),
        fact("A", 80.0, 20, sex="K"),
        fact("A", 80.0, 20, sex="M"),
        fact("B", 70.0, 20),
        fact("B", 70.0, 20, sex="K"),
    )
    assert [o.unit for o in traced(store, sex="M")] == ["A"]
    assert [o.unit for o in traced(store, sex="K")] == ["A", "B"]


def test_what_is_not_there_has_no_origin(store):
    put(store, fact("TOPP", None))
    assert traced(store) == []
    assert traced(store, "FINNS-EJ") == []
    assert traced(store, indicator="finns-ej") == []
    assert store.trace("finns-ej", "TOPP", YEAR, "T", "").superseded == ()


def test_replaced_and_undone_facts_are_superseded_newest_first(store):
    put(store, fact("TOPP", 10.0, 50))
    undone = put(store, fact("TOPP", 11.0, 50))
    put(store, fact("TOPP", 12.0, 50))
    store.undo(undone.batch, "eva", "fel")
    assert [o.value for o in traced(store)] == [12.0]
    earlier = store.trace(SHARE, "TOPP", YEAR, "T", "").superseded
    assert [(o.value, o.active) for o in earlier] == [(11.0, False), (10.0, True)]
    assert [o.value for o in traced(store, as_of=2)] == [11.0]
    assert [(o.value, o.active) for o in store.trace(SHARE, "TOPP", YEAR, "T", "", as_of=2).superseded] == [(10.0, True)]


def test_the_facts_of_hidden_cells_are_marked_hidden(store):
    organise(store, unit("A"), unit("B", "A", level="niva2"), unit("C", "A", level="niva2"), unit("D", "A", level="niva2"))
    put(store, fact("B", 10.0, 4), fact("C", 20.0, 15), fact("D", 30.0, 90))
    assert [(o.unit, o.hidden) for o in traced(store, "A")] == [("B", True), ("C", True), ("D", False)]


def test_an_earlier_fact_of_a_small_or_unknown_group_is_hidden(store):
    organise(store, unit("A"), unit("B", "A", level="niva2"))
    for value, n in ((10.0, 4), (11.0, None), (12.0, 50), (13.0, 60)):
        put(store, fact("B", value, n))
    earlier = store.trace(SHARE, "B", YEAR, "T", "").superseded
    assert [(o.value, o.hidden) for o in earlier] == [(12.0, False), (11.0, True), (10.0, True)]


def test_an_earlier_fact_that_was_hidden_for_anothers_sake_stays_hidden(store):
    organise(store, unit("A"), unit("B", "A", level="niva2"), unit("C", "A", level="niva2"), unit("D", "A", level="niva2"))
    put(store, fact("B", 10.0, 4), fact("C", 20.0, 30), fact("D", 30.0, 90))  # B is too small, and C is hidden with it
    put(store, fact("B", 11.0, 40), fact("C", 21.0, 31), fact("D", 31.0, 91))
    assert not cell(store, "C").hidden
    assert [(o.value, o.hidden) for o in store.trace(SHARE, "C", YEAR, "T", "").superseded] == [(20.0, True)]
    # One person more than then: the difference would be that person's.
    assert [(o.value, o.hidden) for o in store.trace(SHARE, "D", YEAR, "T", "").superseded] == [(30.0, True)]


def test_an_earlier_fact_is_shown_where_it_tells_of_no_small_group(store):
    organise(store, unit("A"), unit("B", "A", level="niva2"), unit("C", "A", level="niva2"), unit("D", "A", level="niva2"))
    put(store, fact("B", 10.0, 4), fact("C", 20.0, 30), fact("D", 30.0, 90))
    put(store, fact("D", 31.0, 110))
    assert [(o.value, o.hidden) for o in store.trace(SHARE, "D", YEAR, "T", "").superseded] == [(30.0, False)]


def test_a_months_figure_leads_to_the_facts_of_that_month(store):
    organise(store, unit("A"), unit("B"))
    for month in (1, 2):
        put(store, *(fact(u, month + 1.0, 20, indicator=RATIO, month=month, num=10.0 * month, den=1000.0) for u in "AB"))
    put(store, fact("A", 9.0, 20, indicator=RATIO, month=2, num=90.0, den=1000.0))
    both = store.trace(RATIO, "TOPP", YEAR, "T", "ett", month=2).origins
    assert [(o.unit, o.period, o.value) for o in both] == [("A", "2024-02", 9.0), ("B", "2024-02", 3.0)]
    assert [o.value for o in store.trace(RATIO, "A", YEAR, "T", "ett", month=2).superseded] == [3.0]
    assert store.trace(RATIO, "A", YEAR, "T", "ett", month=1).superseded == ()
    assert store.trace(RATIO, "TOPP", YEAR, "T", "ett", month=3).origins == ()
    assert [o.value for o in store.trace(RATIO, "A", YEAR, "T", "ett", as_of=3, month=2).origins] == [3.0]


def test_a_months_total_of_women_and_men_leads_to_both(store):
    for sex, num in (("K", 30.0), ("M", 50.0)):
        put(store, fact("TOPP", num / 10, 20, indicator=RATIO, month=1, num=num, den=1000.0, sex=sex))
    assert [o.sex for o in store.trace(RATIO, "TOPP", YEAR, "T", "ett", month=1).origins] == ["K", "M"]


def test_a_year_delivered_beside_its_months_does_not_hide_where_the_months_come_from(store):
    put(store, fact("TOPP", 3.0, 20, indicator=RATIO, month=1, num=30.0, den=1000.0), fact("TOPP", 4.5, 20, indicator=RATIO))
    assert [o.period for o in store.trace(RATIO, "TOPP", YEAR, "T", "ett").origins] == ["2024"]
    assert [o.period for o in store.trace(RATIO, "TOPP", YEAR, "T", "ett", month=1).origins] == ["2024-01"]


def test_a_total_made_of_two_sheets_has_the_place_of_both(store):
    rows = [fact("TOPP", v, 50, sex=sex, row=row) | {"sheet": sheet, "col": "C · Tim"} for v, sex, row, sheet in (
        (40.0, "K", 4, "Kvinnor"), (50.0, "M", 9, "Män"), (45.0, "T", 4, "Kvinnor/Män"))]  # fmt: skip
    put(store, *rows)
    (origin,) = traced(store)
    assert origin.places == (("Kvinnor", "C · Tim", 4, 4), ("Män", "C · Tim", 9, 9))
    assert traced(store, sex="K")[0].places == ()


def test_a_figure_of_persons_on_two_sheets_has_its_columns_on_both_and_no_rows(store):
    places = {"K": ("Dag/Natt", "C/D"), "M": ("Dag/Natt", "C/D"), "T": ("Dag/Natt/Vikarier", "C · K/M")}
    rows = [fact("TOPP", 40.0, 50, sex=sex, row=5) | {"sheet": sheet, "col": col} for sex, (sheet, col) in places.items()]
    put(store, *rows)
    assert traced(store, sex="K")[0].places == (("Dag", "C", None, None), ("Natt", "D", None, None))
    assert traced(store)[0].places == tuple((sheet, "C · K/M", None, None) for sheet in ("Dag", "Natt", "Vikarier"))
