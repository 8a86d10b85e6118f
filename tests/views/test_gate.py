"""Small groups are not shown: not their value, not their n, not what they can be worked out from."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from kpi.measure.status import Status
from kpi.store import Store
from kpi.views import Views
from kpi.views.rows import Point, StatusRow
from tests.views.world import (
    CONTROLLER,
    HELTID,
    HME,
    KORT,
    ROOT,
    SAM,
    deliver,
    delivery,
    fact,
    previewed,
    units_table,
)

SECRET = 61.23456  # a value that can be searched for in everything that comes out
DELIVERED: list[dict[str, object]] = []
"""What the tests that only read have delivered in one file, each for a year (or of an indicator) of its own; it stands before its test."""


def row(views: Views, indicator: str, unit: str, sex: str = "T", year: int = 2024) -> StatusRow:
    return next(r for r in views.status(CONTROLLER, year=year, unit=unit, sex=sex)[1] if r.indicator.id == indicator)


def everything(views: Views, indicator: str, unit: str, year: int = 2024) -> list[Any]:
    """All a controller can get about an indicator in a unit."""
    return [
        views.overview(CONTROLLER, year=year, unit=unit),
        views.area(CONTROLLER, views.programme.area_of(indicator).id, year=year, unit=unit),
        *(views.indicator(CONTROLLER, indicator, year=year, unit=unit, sex=sex) for sex in "TKM"),
        *(views.status(CONTROLLER, year=year, unit=unit, sex=sex) for sex in "TKM"),
        *(views.series(CONTROLLER, indicator, unit=unit, sex=sex, by=by) for sex in "TKM" for by in ("year", "quarter", "month")),
        *(views.trace(CONTROLLER, indicator, unit=unit, year=year, sex=sex) for sex in "TKM"),
    ]


def numbers_in(found: Any) -> set[float]:
    """Every number anywhere in finished rows."""
    if isinstance(found, bool) or found is None:
        return set()
    if isinstance(found, int | float):
        return {float(found)}
    if dataclasses.is_dataclass(found):
        return set().union(*(numbers_in(getattr(found, f.name)) for f in dataclasses.fields(found)), set())
    if isinstance(found, dict):
        return set().union(*(numbers_in(v) for v in found.values()), set())
    if isinstance(found, list | tuple):
        return set().union(*(numbers_in(v) for v in found), set())
    return set()


SMALLEST = [
    (HELTID, "", 9, True),
    (HELTID, "", 10, False),
    (HELTID, "", 11, False),
    (HME, "officiell", 9, True),
    (HME, "officiell", 10, False),
    (HME, "officiell", 11, False),
    (SAM, "", 9, True),
    (SAM, "", 10, False),
    (KORT, "A", 10, True),
    (KORT, "A", 11, False),
    (KORT, "A", 12, False),
]
BEFORE = 2000  # the year 2009 has groups of nine, and so on
DELIVERED += [
    fact(indicator, "O3", BEFORE + n, SECRET if indicator != KORT else 6.123456, n=n, method=method) for indicator, method, n, _ in SMALLEST
]


@pytest.mark.parametrize(("indicator", "method", "n", "hidden"), SMALLEST)
def test_the_smallest_group_that_is_shown(views: Views, shared: Store, indicator: str, method: str, n: int, hidden: bool) -> None:
    found = row(views, indicator, "O3", year=BEFORE + n)
    assert (found.status is Status.SUPPRESSED) is hidden
    assert (found.value is None) is hidden
    assert (found.n is None) is hidden
    assert hidden or found.n == n


DELIVERED += [fact(HELTID, "O3", 2023, 70.0, n=50), fact(HELTID, "O3", 2024, SECRET, n=9)]


def test_a_hidden_row_has_no_number_that_follows_from_the_figure(views: Views, shared: Store) -> None:
    found = row(views, HELTID, "O3")
    assert found.status is Status.SUPPRESSED
    follows = (
        "value",
        "n",
        "gap",
        "remaining",
        "attained_share",
        "required_pace",
        "change_year",
        "change_year_from",
        "change_baseline",
        "method",
        "origin",
        "parts",
        "parts_missing",
        "months",
    )
    assert {name: getattr(found, name) for name in follows} == dict.fromkeys(follows)
    assert found.rolled_differs is False


def test_a_hidden_figure_is_nowhere_in_any_view(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O3", 2024, SECRET, n=7), fact(HELTID, "O1", 2024, 74.0, n=83), fact(HELTID, "O2", 2024, 75.0, n=91))
    for unit in ("O3", "F2", ROOT):
        found = numbers_in(everything(views, HELTID, unit))
        assert SECRET not in found, unit


DELIVERED += [fact(HELTID, "O3", 2025, SECRET, n=9), fact(HELTID, "O3", 2026, 70.0, n=30)]


def test_a_hidden_year_is_no_year_before(views: Views, shared: Store) -> None:
    assert row(views, HELTID, "O3", year=2026).change_year is None
    points = {p.year: p for p in views.series(CONTROLLER, HELTID, unit="O3")}
    assert points[2025] == Point("2025", 2025, None, None, Status.SUPPRESSED)
    assert points[2026].value == 70.0


DELIVERED += [
    fact(HELTID, "O3", 2022, 70.0, n=40),
    fact(HELTID, "O3", 2022, 71.0, n=32, sex="K"),
    fact(HELTID, "O3", 2022, SECRET, n=8, sex="M"),
]


def test_women_and_men_are_hidden_together(views: Views, shared: Store) -> None:
    card = views.indicator(CONTROLLER, HELTID, unit="O3", year=2022).card
    assert card.total.value == 70.0
    assert card.sexes is not None
    assert [card.sexes.women.status, card.sexes.men.status] == [Status.SUPPRESSED] * 2
    assert card.sexes.difference is None


DELIVERED += [fact(HELTID, "O1", 2020, SECRET, n=6), fact(HELTID, "O2", 2020, 75.0, n=90), fact(HELTID, "F2", 2020, 74.0, n=80)]


def test_a_sibling_is_hidden_too_when_one_could_be_worked_out_from_the_total(views: Views, shared: Store) -> None:
    below = {r.unit: r.status for r in views.indicator(CONTROLLER, HELTID, unit="F1", year=2020).below}
    shown = [unit for unit, status in below.items() if status is not Status.SUPPRESSED]
    assert below["O1"] is Status.SUPPRESSED
    assert not (row(views, HELTID, "F1", year=2020).value is not None and shown == ["O2"])


DELIVERED += [
    fact(HME, ROOT, 2024, 78.0, method="officiell"),
    fact(HME, "F1", 2024, 77.0, method="officiell"),
    fact(HME, "F2", 2024, 79.0, method="officiell"),
    fact(HME, "O1", 2023, SECRET, method="officiell"),
]


def test_an_unknown_n_is_shown_on_the_top_two_levels_only(views: Views, shared: Store) -> None:
    assert row(views, HME, ROOT).value == 78.0
    assert row(views, HME, "F1").value == 77.0
    assert row(views, HME, "O1", year=2023).status is Status.SUPPRESSED


DELIVERED += [fact(HME, "O3", 2025, SECRET, n=5, method="officiell"), fact(HME, "O3", 2025, 75.0, n=40, method="beräknad ur svar")]


def test_a_better_method_that_is_hidden_is_not_replaced_by_another(views: Views, shared: Store) -> None:
    assert row(views, HME, "O3", year=2025).status is Status.SUPPRESSED


DELIVERED += [
    fact(KORT, "O3", f"2024-{m:02}", 3.0 + m / 10, n=9 if m == 3 else 40, numerator=300.0 + 10 * m, denominator=10_000.0, method="A")
    for m in range(1, 13)
]


def test_a_hidden_month_shows_nothing_and_neither_does_its_year(views: Views, shared: Store) -> None:
    assert row(views, KORT, "O3").status is Status.SUPPRESSED
    months = views.series(CONTROLLER, KORT, unit="O3", by="month")
    assert [p.value for p in months if p.period == "2024-03"] == [None]
    view = views.indicator(CONTROLLER, KORT, unit="O3", year=2024)
    assert view.trace.value is None
    assert {o.value for o in view.trace.origins} == {None}
    assert {o.n for o in view.trace.origins} <= {None}


def test_the_trace_of_a_hidden_figure_names_its_file_but_no_number(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O3", 2024, SECRET + 1, n=8), file="gammal.xlsx")
    deliver(organised, fact(HELTID, "O3", 2024, SECRET, n=9), file="ny.xlsx")
    found = views.trace(CONTROLLER, HELTID, unit="O3", year=2024)
    assert (found.value, found.status, found.kind) == (None, Status.SUPPRESSED, None)
    assert [(o.file, o.value, o.n) for o in found.origins] == [("ny.xlsx", None, None)]
    assert [(o.file, o.value, o.n) for o in found.superseded] == [("gammal.xlsx", None, None)]


def test_an_earlier_small_figure_stays_hidden_when_the_new_one_is_shown(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O3", 2024, SECRET, n=9), file="gammal.xlsx")
    deliver(organised, fact(HELTID, "O3", 2024, 70.0, n=90), file="ny.xlsx")
    found = views.trace(CONTROLLER, HELTID, unit="O3", year=2024)
    assert found.value == 70.0
    assert [(o.file, o.value, o.n) for o in found.superseded] == [("gammal.xlsx", None, None)]


def test_one_sexs_earlier_figure_is_not_shown_without_the_others(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O3", 2024, 70.0, n=40), fact(HELTID, "O3", 2024, SECRET, n=32, sex="K"), file="gammal.xlsx")
    deliver(
        organised,
        fact(HELTID, "O3", 2024, 71.0, n=60),
        fact(HELTID, "O3", 2024, 70.5, n=30, sex="K"),
        fact(HELTID, "O3", 2024, 71.5, n=30, sex="M"),
        file="ny.xlsx",
    )
    found = views.trace(CONTROLLER, HELTID, unit="O3", year=2024, sex="K")
    assert found.value == 70.5
    assert [(o.file, o.value) for o in found.superseded] == [("gammal.xlsx", None)]


def test_earlier_women_and_men_behind_a_total_are_shown_both_or_none(views: Views, organised: Store) -> None:
    old = [fact(HELTID, "O3", 2024, 70.0, n=32, sex="K"), fact(HELTID, "O3", 2024, SECRET, n=8, sex="M")]
    new = [fact(HELTID, "O3", 2024, 71.0, n=32, sex="K"), fact(HELTID, "O3", 2024, 72.0, n=30, sex="M")]
    deliver(organised, *old, file="gammal.xlsx")
    deliver(organised, *new, file="ny.xlsx")
    found = views.trace(CONTROLLER, HELTID, unit="O3", year=2024)
    assert {(o.value, o.n) for o in found.origins} == {(71.0, 32), (72.0, 30)}
    assert [(o.file, o.value, o.n) for o in found.superseded] == [("gammal.xlsx", None, None)] * 2


def test_an_earlier_version_passes_the_same_gate(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O3", 2024, SECRET, n=9), file="gammal.xlsx")
    then = views.batches(CONTROLLER)[0].time
    deliver(organised, fact(HELTID, "O3", 2024, 70.0, n=90), file="ny.xlsx")
    rows = views.status(CONTROLLER, year=2024, unit="O3", as_of=then)[1]
    assert SECRET not in numbers_in(rows)
    assert next(r for r in rows if r.indicator.id == HELTID).status is Status.SUPPRESSED


def test_kan_ej_bedomas_does_not_reveal_a_small_group(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O3", 2024, SECRET, n=9))
    views.assess(CONTROLLER, HELTID, unit="O3", year=2024, reason="Få svar")
    assert row(views, HELTID, "O3").status is Status.SUPPRESSED


# ---------------------------------------------------------------------------------------------------- preview


def preview(views: Views, store: Store, *facts: dict[str, object], limit: int = 200) -> dict[tuple[str, str], Any]:
    return {(r.unit, r.sex): r for r in previewed(views, store, delivery(*facts), limit=limit)}


@pytest.mark.parametrize(("n", "hidden"), [(9, True), (10, False), (11, False)])
def test_a_preview_shows_no_small_group(views: Views, organised: Store, n: int, hidden: bool) -> None:
    found = preview(views, organised, fact(HELTID, "O3", 2024, SECRET, n=n))["O3", "T"]
    assert found.hidden is hidden
    assert (found.value_to, found.n_to) == ((None, None) if hidden else (SECRET, n))
    assert (found.kind, found.unit_name) == ("new", "Område tre")


def test_a_preview_shows_from_and_to(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O3", 2024, 70.0, n=50))
    found = preview(views, organised, fact(HELTID, "O3", 2024, 71.0, n=51))["O3", "T"]
    assert (found.kind, found.value_from, found.value_to, found.n_from, found.n_to) == ("changed", 70.0, 71.0, 50, 51)


def test_a_preview_hides_what_is_hidden_in_the_store(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O3", 2024, SECRET, n=9))
    found = preview(views, organised, fact(HELTID, "O3", 2024, 71.0, n=51))["O3", "T"]
    assert (found.value_from, found.n_from, found.value_to) == (None, None, 71.0)
    assert found.hidden


def test_a_preview_hides_one_sex_when_the_store_holds_a_small_other(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "O3", 2024, 70.0, n=40), fact(HELTID, "O3", 2024, SECRET, n=5, sex="M"))
    found = preview(views, organised, fact(HELTID, "O3", 2024, 71.0, n=35, sex="K"))["O3", "K"]
    assert (found.value_to, found.n_to, found.hidden) == (None, None, True)


def test_a_preview_hides_a_sibling_that_would_give_a_small_one_away(views: Views, organised: Store) -> None:
    found = preview(
        views, organised, fact(HELTID, "F1", 2024, 72.0, n=100), fact(HELTID, "O1", 2024, SECRET, n=6), fact(HELTID, "O2", 2024, 75.0, n=94)
    )
    assert found["O1", "T"].value_to is None
    assert found["O2", "T"].value_to is None or found["F1", "T"].value_to is None


def test_a_preview_hides_a_sibling_also_when_their_total_will_be_added_up(views: Views, organised: Store) -> None:
    found = preview(views, organised, fact(HELTID, "O1", 2024, SECRET, n=6), fact(HELTID, "O2", 2024, 75.0, n=94))
    assert found["O1", "T"].value_to is None
    assert found["O2", "T"].value_to is None


def test_a_preview_hides_all_months_of_a_year_with_a_small_one(views: Views, organised: Store) -> None:
    facts = (
        fact(KORT, "O3", "2024-01", 3.0, n=10, method="A"),
        fact(KORT, "O3", "2024-02", 3.1, n=11, method="A"),
        fact(KORT, "O3", "2025-01", 3.2, n=11, method="A"),
    )
    rows = previewed(views, organised, delivery(*facts))
    assert {r.period: r.value_to for r in rows} == {"2024-01": None, "2024-02": None, "2025-01": 3.2}


def test_a_preview_shows_changes_first_and_no_more_than_asked_for(views: Views, organised: Store) -> None:
    deliver(organised, *[fact(HELTID, "O3", year, 70.0, n=50) for year in (2022, 2023)])
    facts = [fact(HELTID, "O3", 2022, 70.0, n=50), fact(HELTID, "O3", 2024, 72.0, n=50), fact(HELTID, "O3", 2023, 71.0, n=50)]
    file = delivery(*facts)
    assert [r.kind for r in previewed(views, organised, file)] == ["changed", "new", "unchanged"]
    assert [r.kind for r in previewed(views, organised, file, limit=2)] == ["changed", "new"]
    assert previewed(views, organised, file, limit=0) == []
    assert views.preview(CONTROLLER, organised.compare_units(units_table()).rows, []) == []


OTHER_SECRET, SAME_SECRET, ALL_SECRET = 62.23456, {10: 63.23456, 18: 64.23456}, 65.23456
DELIVERED += [fact(HME, "O3", 2020, 75.0, n=40, method="officiell"), fact(HME, "O3", 2020, OTHER_SECRET, n=9, method="beräknad ur svar")]


def test_other_people_measured_in_another_way_are_shown(views: Views, shared: Store) -> None:
    assert row(views, HME, "O3", year=2020).value == 75.0
    assert OTHER_SECRET not in numbers_in(everything(views, HME, "O3", 2020))


SAME = {10: 2021, 18: 2022}  # n → year
for n, year in SAME.items():
    DELIVERED += [
        fact(HME, "O3", year, 75.0, n=9, method="officiell"),
        fact(HME, "O3", year, SAME_SECRET[n], n=n, method="beräknad ur svar"),
    ]


@pytest.mark.parametrize("n", SAME)
def test_the_same_people_measured_in_another_way_are_hidden_too(views: Views, shared: Store, n: int) -> None:
    view = views.indicator(CONTROLLER, HME, unit="O3", year=SAME[n])
    found = [p.status for points in view.other_methods.values() for p in points if p.year == SAME[n]]
    assert found and set(found) == {Status.SUPPRESSED}
    assert SAME_SECRET[n] not in numbers_in(everything(views, HME, "O3", SAME[n]))


PART = "hme-motivation-medarbetare"
DELIVERED += [fact(PART, "O3", 2026, 75.0, n=9, method="officiell"), fact(HME, "O3", 2026, ALL_SECRET, n=10, method="officiell")]


def test_an_index_over_some_questions_is_hidden_with_the_one_over_all(views: Views, shared: Store) -> None:
    assert row(views, PART, "O3", year=2026).status is Status.SUPPRESSED
    assert row(views, HME, "O3", year=2026).status is Status.SUPPRESSED
    assert ALL_SECRET not in numbers_in(everything(views, HME, "F2", 2026))
    assert row(views, "hme-total-chefer", "O3", year=2026).status is Status.NOT_MEASURED  # other people, though asked the same


def test_the_rows_of_a_hidden_fact_do_not_tell_how_many_persons_there_are(views: Views, organised: Store) -> None:
    small = fact(HELTID, "O3", 2024, SECRET, n=7) | {"row_last": 8}
    deliver(organised, small)
    assert [o.rows for o in views.trace(CONTROLLER, HELTID, unit="O3", year=2024).origins] == [""]
