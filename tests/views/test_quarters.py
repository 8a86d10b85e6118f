"""Quarters as pages and reports know them: a series of their own, not judged, gated with their year, traced to their cells."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from kpi.measure.status import Status
from kpi.store import Store
from kpi.views import Views
from tests.views.world import CONTROLLER, HELTID, HME, KORT, ROOT, deliver, delivery, fact, previewed

HOURS = "sjukfranvaro"
DELIVERED: list[dict[str, object]] = []
"""What the tests that only read have delivered in one file, each for a year of its own; it stands before its test."""
DELIVERED_AS = {"layout": HOURS}


def hours(unit: str, part: str, value: float, n: int = 40, year: int = 2024, **more: object) -> dict[str, object]:
    """part: "Q1" or "03"."""
    made = fact(KORT, unit, f"{year}-{part}", value, n=n, method="A", numerator=value * 1000, denominator=100_000.0)
    return made | more


def of_quarters(unit: str, *values: float, year: int = 2024) -> list[dict[str, object]]:
    return [hours(unit, f"Q{q}", value, year=year) for q, value in enumerate(values, 1)]


def of_year(views: Views, by: str, year: int, unit: str = "O3"):
    return [p for p in views.series(CONTROLLER, KORT, unit=unit, by=by) if p.year == year]


def test_quarters_are_a_series_of_their_own_and_not_judged(views: Views, organised: Store) -> None:
    deliver(organised, *of_quarters("O3", 3.0, 5.0, 2.0, 6.0), hours("O3", "01", 1.0), layout=HOURS)
    found = views.series(CONTROLLER, KORT, unit="O3", by="quarter")
    assert [(p.period, p.value, p.n) for p in found] == [(f"2024-Q{q}", v, 40) for q, v in enumerate((3.0, 5.0, 2.0, 6.0), 1)]
    assert {p.status for p in found} == {Status.NOT_ASSESSABLE}
    assert [p.period for p in views.series(CONTROLLER, KORT, unit="O3", by="month")] == ["2024-01"]
    view = views.indicator(CONTROLLER, KORT, unit="O3", year=2024)
    assert view.by_grain["quarter"].total == tuple(found)
    assert [p.period for p in view.by_grain["month"].total] == ["2024-01"]


DELIVERED += [*of_quarters("O3", 3.0, 5.0, 4.0), *of_quarters("O1", 3.0, 3.0, 3.0, 3.0)]


def test_a_year_of_fewer_than_four_quarters_says_so(views: Views, shared: Store) -> None:
    short, whole = (views.indicator(CONTROLLER, KORT, unit=unit, year=2024).card for unit in ("O3", "O1"))
    assert (short.total.value, short.total.origin, short.total.months) == (4.0, "quarters", 9)
    assert "Bygger på 3 av 4 kvartal." in short.notes
    assert not any("kvartal" in note for note in whole.notes)
    above = views.indicator(CONTROLLER, KORT, unit="F2", year=2024).card
    assert "Bygger på 9 av 12 månader." in above.notes  # the fewest of its parts', which may be told in either


def test_finished_quarters_are_shown_but_make_no_year(views: Views, organised: Store) -> None:
    told = {HELTID: "", HME: "officiell", KORT: "A"}
    rows = [
        fact(indicator, "O3", f"2025-Q{q}", 70.0 + q, n=40, numerator=70.0 + q, denominator=100.0, method=method)
        for indicator, method in told.items()
        for q in (1, 2, 3, 4)
    ]
    deliver(organised, fact(HELTID, "O1", 2024, 70.0, n=40), *rows)
    assert (views.context(CONTROLLER).year, 2025 in views.context(CONTROLLER).years) == (2024, True)
    for indicator in told:
        assert [p.value for p in views.series(CONTROLLER, indicator, unit="O3", by="quarter")] == [71.0, 72.0, 73.0, 74.0], indicator
        view = views.indicator(CONTROLLER, indicator, unit="O3", year=2025)
        assert (view.card.total.value, view.card.total.status) == (None, Status.NOT_MEASURED), indicator
        assert views.trace(CONTROLLER, indicator, unit="O3", year=2025, quarter=4).value == 74.0, indicator


def test_a_store_of_nothing_but_finished_quarters_is_not_empty(views: Views, organised: Store) -> None:
    assert views.context(CONTROLLER).empty
    deliver(organised, fact(HELTID, ROOT, "2024-Q1", 70.0, n=40))
    assert not views.context(CONTROLLER).empty
    assert 2024 in views.context(CONTROLLER).years


SMALL = 2022
DELIVERED += [hours("O3", "Q1", 61.7, 9, SMALL), *(hours("O3", part, 3.0, year=SMALL) for part in ("Q2", "Q3", "Q4", "05"))]


def test_a_small_quarter_hides_its_year_with_all_its_quarters_and_months(views: Views, shared: Store) -> None:
    for by in ("quarter", "month"):
        found = of_year(views, by, SMALL)
        assert found and {(p.value, p.n, p.status) for p in found} == {(None, None, Status.SUPPRESSED)}
    view = views.indicator(CONTROLLER, KORT, unit="O3", year=SMALL)
    assert view.card.total.status is Status.SUPPRESSED
    traced = views.trace(CONTROLLER, KORT, unit="O3", year=SMALL, quarter=3)
    assert (traced.value, traced.status, traced.parts) == (None, Status.SUPPRESSED, ())
    assert [(o.value, o.n, o.rows) for o in traced.origins] == [(None, None, "")]


DELIVERED += [*of_quarters("O3", 3.0, 3.0, 3.0, 3.0, year=2020), fact(KORT, "O3", 2020, 3.0, n=9, method="A")]


def test_a_hidden_year_hides_its_quarters(views: Views, shared: Store) -> None:
    assert {p.value for p in of_year(views, "quarter", 2020)} == {None}


DELIVERED += [hours("O3", "Q1", 3.0, 9, 2018), *(hours("O3", f"Q{q}", 3.0, 41, 2018) | {"method": "B"} for q in (1, 2))]


def test_quarters_hidden_in_one_method_are_hidden_in_all(views: Views, shared: Store) -> None:
    assert {p.value for p in of_year(views, "quarter", 2018)} == {None}


def test_a_quarter_leads_to_its_cell_and_to_what_it_replaced(views: Views, organised: Store) -> None:
    deliver(organised, hours("O3", "Q2", 3.2, row_first=6, row_last=6), file="gammal.xlsx", layout=HOURS)
    deliver(organised, hours("O3", "Q2", 3.4, row_first=9, row_last=9), hours("O3", "04", 9.9), file="ny.xlsx", layout=HOURS)
    found = views.trace(CONTROLLER, KORT, unit="O3", year=2024, quarter=2)
    assert (found.value, found.kind, found.period, found.status) == (3.4, "delivered", "2024-Q2", Status.NOT_ASSESSABLE)
    assert [(o.file, o.address) for o in found.origins] == [("ny.xlsx", "Värden!E9")]
    assert [(o.file, o.address, o.value) for o in found.superseded] == [("gammal.xlsx", "Värden!E6", 3.2)]


DELIVERED += [*of_quarters("O1", 3.0, 5.0, year=2026), *(hours("O2", f"0{m}", 3.0, year=2026) for m in (1, 2, 3))]


def test_a_year_of_quarters_is_made_of_them_and_a_quarter_above_of_those_below(views: Views, shared: Store) -> None:
    year = views.trace(CONTROLLER, KORT, unit="O1", year=2026)
    assert (year.kind, [(p.period, p.value) for p in year.parts]) == ("quarters", [("2026-Q1", 3.0), ("2026-Q2", 5.0)])
    assert year.note.startswith("Siffran är beräknad ur kvartal.")
    above = views.trace(CONTROLLER, KORT, unit="F1", year=2026, quarter=1)
    assert (above.kind, [(p.unit, p.period, p.value) for p in above.parts]) == ("rolled", [("O1", "2026-Q1", 3.0), ("O2", "2026-Q1", 3.0)])
    made = views.trace(CONTROLLER, KORT, unit="O2", year=2026, quarter=1)
    assert (made.kind, [p.period for p in made.parts]) == ("months", ["2026-01", "2026-02", "2026-03"])


def test_what_is_no_period_is_refused(views: Views, shared: Store) -> None:
    with pytest.raises(Refusal, match="Kvartalet 5"):
        views.trace(CONTROLLER, KORT, unit="O3", year=2024, quarter=5)
    with pytest.raises(Refusal, match="inte båda"):
        views.trace(CONTROLLER, KORT, unit="O3", year=2024, quarter=1, month=1)
    with pytest.raises(Refusal, match="per år, kvartal eller månad"):
        views.series(CONTROLLER, KORT, unit="O3", by="tertial")  # type: ignore[arg-type]


def test_a_preview_hides_a_quarter_whose_year_is_hidden_and_the_only_other_one_below_the_same_top(views: Views, organised: Store) -> None:
    deliver(organised, hours("O3", "Q1", 3.0, 9), hours("O3", "Q2", 3.0), layout=HOURS)
    rows = previewed(views, organised, delivery(hours("O3", "Q2", 4.0), hours("O1", "Q2", 5.0), layout=HOURS))
    assert [(r.unit, r.period, r.value_to, r.hidden) for r in rows] == [
        ("O3", "2024-Q2", None, True), ("O1", "2024-Q2", None, True),
    ]  # fmt: skip
    deliver(organised, hours("O3", "Q2", 4.0), hours("O1", "Q2", 5.0), layout=HOURS)
    assert {p.value for unit in ("O1", "O3") for p in views.series(CONTROLLER, KORT, unit=unit, by="quarter")} == {None}
