"""The status rows: the plan alone, and figures against it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kpi.errors import Refusal
from kpi.measure.status import Certainty, Status
from kpi.store import Store
from kpi.views import Views
from kpi.views.rows import StatusRow
from tests.views.world import CONTROLLER, HELTID, HME, KORT, SAM, deliver, fact

DELIVERED: list[dict[str, object]] = []
"""What the tests that only read have delivered in one file, each for units or years of its own; it stands before its test."""

# indicator → (nuläge 2021, målvärde), as the plan prints them.
PLAN = {
    "bristkompetenser-lang-sikt": ("18", None),
    "pensionsalder": ("64.61", "67"),
    "heltid-manadsavlonade": ("72", "77"),
    "hme-total-chefer": ("85", "89"),
    "hme-total-medarbetare": ("77.3", "82"),
    "hme-motivation-chefer": ("85.9", "90"),
    "hme-motivation-medarbetare": ("77.8", "85"),
    "hme-ledarskap-chefer": ("86", "90"),
    "hme-ledarskap-medarbetare": ("79.1", "85"),
    "hme-styrning-chefer": ("83", "87"),
    "hme-styrning-medarbetare": ("74.7", "82"),
    "chefers-forutsattningar": (None, None),
    "loneutveckling": (None, None),
    "egen-bemanning": (None, None),
    "sam-chefer": ("40", "100"),
    "lag-stabil-sjukfranvaro": ("16", "25"),
    "korttidssjukfranvaro": ("3.6", "2.7"),
    "delaktighet": ("75.6", "85"),
    "tydliga-mal": ("77.7", "82"),
}


def row(
    views: Views, indicator: str, *, year: int | None = None, unit: str | None = None, sex: str = "T", as_of: str | None = None
) -> StatusRow:
    rows = views.status(CONTROLLER, year=year, unit=unit, sex=sex, as_of=as_of)[1]
    return next(r for r in rows if r.indicator.id == indicator)


def test_an_empty_store_shows_the_plans_nineteen_rows_to_the_last_decimal(views: Views, untouched: Store) -> None:
    context, rows = views.status(CONTROLLER, year=2021)
    assert [r.indicator.id for r in rows] == list(PLAN)
    for r in rows:
        baseline, target = (None if text is None else Decimal(text) for text in PLAN[r.indicator.id])
        gap = baseline - target if baseline is not None and target is not None else None
        assert [r.value, r.baseline, r.target, r.gap] == [None if d is None else float(d) for d in (baseline, baseline, target, gap)]
        assert r.origin == ("plan" if baseline is not None else None)
        assert r.n is None
    assert context.empty
    assert context.year == 2021


def test_an_empty_store_opens_at_the_baseline_year_and_has_nothing_in_other_years(views: Views, untouched: Store) -> None:
    assert views.context(CONTROLLER).year == 2021
    for year in (2020, 2024, 2027, 2031):
        assert {r.status for r in views.status(CONTROLLER, year=year)[1]} == {Status.NOT_MEASURED}


def test_the_plans_own_figures_are_the_roots_total_only(views: Views, organised: Store) -> None:
    assert row(views, HELTID, year=2021).value == 72.0
    assert row(views, HELTID, year=2021, sex="K").status is Status.NOT_MEASURED
    assert row(views, HELTID, year=2021, unit="F1").status is Status.NOT_MEASURED


def test_a_delivered_figure_stands_before_the_plans_own(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "REGION", 2021, 71.8, n=7000))
    found = row(views, HELTID, year=2021)
    assert (found.value, found.origin, found.n) == (71.8, "delivered", 7000)
    assert found.status is Status.WRONG_WAY


def test_the_latest_year_with_figures_is_opened(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "REGION", 2023, 74.0, n=7000))
    assert views.context(CONTROLLER).year == 2023
    assert views.context(CONTROLLER).years == (2021, 2023)


HIGHER = [
    ("F1", 77.0, Status.REACHED),
    ("F2", 78.2, Status.REACHED),
    ("O1", 74.5, Status.ON_TRACK),
    ("O2", 74.4, Status.BEHIND),
    ("O3", 72.0, Status.BEHIND),
    ("V1", 71.9, Status.WRONG_WAY),
]
DELIVERED += [fact(HELTID, unit, 2024, value, n=7000) for unit, value, _ in HIGHER]


@pytest.mark.parametrize(("unit", "value", "status"), HIGHER)
def test_the_status_of_a_share_where_higher_is_better(views: Views, shared: Store, unit: str, value: float, status: Status) -> None:
    found = row(views, HELTID, year=2024, unit=unit)
    assert (found.value, found.status) == (value, status)
    assert found.expected == 74.5


LOWER = [("F1", 2.7, Status.REACHED), ("F2", 3.15, Status.ON_TRACK), ("O1", 3.2, Status.BEHIND), ("O2", 3.7, Status.WRONG_WAY)]
DELIVERED += [fact(KORT, unit, 2024, value, n=7000, method="A") for unit, value, _ in LOWER]


@pytest.mark.parametrize(("unit", "value", "status"), LOWER)
def test_the_status_where_lower_is_better(views: Views, shared: Store, unit: str, value: float, status: Status) -> None:
    found = row(views, KORT, year=2024, unit=unit)
    assert (found.value, found.status) == (value, status)


DELIVERED += [
    fact(HME, "REGION", 2023, 78.0, n=5000, method="beräknad ur svar"),
    fact(HME, "REGION", 2024, 79.0, n=5000, method="officiell"),
    fact(HME, "REGION", 2024, 78.8, n=4900, method="beräknad ur svar"),
]


def test_a_later_method_stands_in_where_an_earlier_has_no_figure_and_is_labelled(views: Views, shared: Store) -> None:
    assert (row(views, HME, year=2023).value, row(views, HME, year=2023).method) == (78.0, "beräknad ur svar")
    assert (row(views, HME, year=2024).value, row(views, HME, year=2024).method) == (79.0, "officiell")


def test_the_change_from_the_year_before_is_within_one_method(views: Views, organised: Store) -> None:
    deliver(
        organised,
        fact(HME, "REGION", 2023, 78.0, n=5000, method="beräknad ur svar"),
        fact(HME, "REGION", 2024, 79.0, n=5000, method="officiell"),
        fact(HME, "REGION", 2025, 79.5, n=5000, method="officiell"),
    )
    assert row(views, HME, year=2024).change_year is None
    assert (row(views, HME, year=2025).change_year, row(views, HME, year=2025).change_year_from) == (0.5, 2024)
    deliver(organised, fact(HME, "REGION", 2024, 78.9, n=5000, method="beräknad ur svar"), file="svar.xlsx")
    assert row(views, HME, year=2025).change_year == 0.5


DELIVERED += [fact(HELTID, "REGION", 2022, 73.0, n=7000), fact(KORT, "REGION", 2022, 3.5, n=7000, method="A")]


def test_the_plans_nulage_is_the_year_before_only_where_it_was_measured_alike(views: Views, shared: Store) -> None:
    assert row(views, HELTID, year=2022).change_year == 1.0
    assert row(views, KORT, year=2022).change_year is None
    assert row(views, KORT, year=2022).change_baseline == -0.1


DELIVERED += [fact(KORT, "REGION", 2025, 3.1, n=7000, method="R12")]


def test_methods_that_are_shown_apart_never_stand_in(views: Views, shared: Store) -> None:
    assert views.series(CONTROLLER, KORT) and row(views, KORT, year=2025).status is Status.NOT_MEASURED


DELIVERED += [
    fact(HELTID, "REGION", 2023, 72.0, n=7000),
    fact(HELTID, "REGION", 2024, 76.0, n=7000),
    fact(HELTID, "REGION", 2025, 76.1, n=7000),
    fact(HELTID, "REGION", 2026, 76.0),
]


def test_certainty_needs_n(views: Views, shared: Store) -> None:
    assert row(views, HELTID, year=2024).certainty is Certainty.CLEAR
    assert row(views, HELTID, year=2025).certainty is Certainty.WITHIN_NOISE
    assert row(views, HELTID, year=2024).certainty_gap is Certainty.CLEAR
    assert row(views, HELTID, year=2026).certainty is Certainty.UNKNOWN


def test_a_changed_target_holds_from_its_year_on_and_not_before(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "REGION", 2024, 76.0, n=7000), fact(HELTID, "REGION", 2025, 76.0, n=7000))
    views.revise(CONTROLLER, HELTID, target=75.0, baseline=72.0, valid_from=2025, reason="Nytt beslut")
    assert (row(views, HELTID, year=2024).target, row(views, HELTID, year=2024).status) == (77.0, Status.ON_TRACK)
    assert (row(views, HELTID, year=2025).target, row(views, HELTID, year=2025).status) == (75.0, Status.REACHED)


def test_of_two_changes_for_the_same_year_the_last_made_holds(views: Views) -> None:
    views.revise(CONTROLLER, HELTID, target=75.0, baseline=72.0, valid_from=2025, reason="Först")
    views.revise(CONTROLLER, HELTID, target=76.0, baseline=72.0, valid_from=2025, reason="Sedan")
    views.revise(CONTROLLER, HELTID, target=70.0, baseline=72.0, valid_from=2024, reason="Sist, men för ett tidigare år")
    assert row(views, HELTID, year=2026).target == 76.0
    assert row(views, HELTID, year=2024).target == 70.0


def test_a_confirmed_direction_is_no_longer_marked_as_interpreted(views: Views) -> None:
    name = "bristkompetenser-lang-sikt"
    assert row(views, name, year=2021).indicator.direction_note
    views.revise(CONTROLLER, name, target=None, baseline=18.0, direction="down", valid_from=2021, reason="Bekräftad av CHR")
    assert row(views, name, year=2021).indicator.direction_note is None


def test_a_changed_direction_turns_the_judgement(views: Views, organised: Store) -> None:
    name = "bristkompetenser-lang-sikt"
    deliver(organised, fact(name, "REGION", 2024, 20.0))
    assert row(views, name, year=2024).status is Status.WORSENED
    views.revise(CONTROLLER, name, target=None, baseline=18.0, direction="up", valid_from=2024, reason="Ändrad")
    assert row(views, name, year=2024).status is Status.IMPROVED


def test_kan_ej_bedomas_holds_for_its_unit_and_year_until_lifted(views: Views, organised: Store) -> None:
    deliver(organised, fact(SAM, "REGION", 2023, 50.0, n=120), fact(SAM, "REGION", 2024, 60.0, n=120))
    views.assess(CONTROLLER, SAM, unit="REGION", year=2024, reason="Enkäten ändrades")
    found = row(views, SAM, year=2024)
    assert (found.status, found.status_reason, found.value) == (Status.NOT_ASSESSABLE, "Enkäten ändrades", 60.0)
    assert row(views, SAM, year=2023).status is Status.BEHIND
    views.assess(CONTROLLER, SAM, unit="REGION", year=2024, reason=None, active=False)
    assert row(views, SAM, year=2024).status is not Status.NOT_ASSESSABLE


def test_an_earlier_moment_shows_what_was_known_then(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "REGION", 2024, 73.0, n=7000))
    then = views.batches(CONTROLLER)[0].time
    deliver(organised, fact(HELTID, "REGION", 2024, 74.0, n=7000), file="rättad.xlsx")
    views.revise(CONTROLLER, HELTID, target=80.0, baseline=72.0, valid_from=2021, reason="Nytt")
    assert (row(views, HELTID, year=2024).value, row(views, HELTID, year=2024).target) == (74.0, 80.0)
    assert (row(views, HELTID, year=2024, as_of=then).value, row(views, HELTID, year=2024, as_of=then).target) == (73.0, 77.0)
    context = views.context(CONTROLLER, as_of=then)
    assert context.as_of == then
    assert context.data_version < views.context(CONTROLLER).data_version


def test_a_new_import_is_seen_at_once_although_views_are_cached(views: Views, organised: Store) -> None:
    deliver(organised, fact(HELTID, "REGION", 2024, 73.0, n=7000))
    assert views.overview(CONTROLLER).areas[0].cards[2].total.value == 73.0
    batch = deliver(organised, fact(HELTID, "REGION", 2024, 74.0, n=7000), file="rättad.xlsx")
    assert views.overview(CONTROLLER).areas[0].cards[2].total.value == 74.0
    organised.undo(batch, "eva", "fel fil")
    assert views.overview(CONTROLLER).areas[0].cards[2].total.value == 73.0


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        ({"unit": "FINNS-INTE"}, "unknown_unit"),
        ({"year": 1066}, "unknown_year"),
        ({"year": 20244}, "unknown_year"),
        ({"sex": "X"}, "unknown_sex"),
        ({"as_of": "i går"}, "bad_time"),
    ],
)
def test_what_does_not_exist_is_refused(views: Views, untouched: Store, ask: dict, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        views.status(CONTROLLER, **ask)
    assert refused.value.code == code


def test_unknown_indicators_and_areas_are_refused_with_the_ones_there_are(views: Views, untouched: Store) -> None:
    for call in (views.indicator, views.series, views.trace):
        with pytest.raises(Refusal, match=HELTID) as refused:
            call(CONTROLLER, "finns-inte")
        assert refused.value.code == "unknown_indicator"
    with pytest.raises(Refusal, match="lonebildning") as refused:
        views.area(CONTROLLER, "finns-inte")
    assert refused.value.code == "unknown_area"
