"""Assessment of one figure: what the tables of tests/spec do not say."""

from __future__ import annotations

from dataclasses import fields
from math import inf, nan

import pytest

from kpi.measure import gap
from kpi.measure.assess import Assessment, assess
from kpi.measure.certainty import Measured
from kpi.measure.status import Certainty, Status
from kpi.programme.model import Direction, Rollup
from tests.reference.indicators import indicator


def assessed(**changes) -> Assessment:
    given = {
        "indicator": indicator(),
        "year": 2024,
        "now": Measured(80.0, 400, 15.0),
        "target": 85.0,
        "baseline": 77.8,
        "direction": Direction.UP,
    }
    return assess(**(given | changes))


def test_a_suppressed_figure_leaves_nothing_but_the_plans_path():
    result = assessed(suppressed=True, previous=(2023, Measured(79.0, 400, 15.0)))
    kept = {f.name: getattr(result, f.name) for f in fields(result) if getattr(result, f.name) is not None}
    assert kept == {
        "expected": pytest.approx(81.4),
        "status": Status.SUPPRESSED,
        "certainty": Certainty.UNKNOWN,
        "certainty_gap": Certainty.UNKNOWN,
    }


def test_two_suppressed_figures_cannot_be_told_apart():
    one = assessed(suppressed=True, now=Measured(10.0, 3, 1.0))
    other = assessed(suppressed=True, now=Measured(99.0, 9, 30.0), previous=(2023, Measured(5.0, 9, 1.0)))
    assert one == other == assessed(suppressed=True, now=None)


def test_a_figure_that_cannot_be_assessed_keeps_its_numbers_and_its_reason():
    result = assessed(not_assessable="enkäten avbröts")
    assert (result.status, result.status_reason) == (Status.NOT_ASSESSABLE, "enkäten avbröts")
    assert (result.value, result.n, result.gap) == (80.0, 400, -5.0)


def test_a_figure_without_a_value_has_no_n():
    result = assessed(now=Measured(None, 12))
    assert (result.status, result.value, result.n) == (Status.NOT_MEASURED, None, None)


def test_the_change_is_from_the_year_before_only():
    assert assessed(previous=(2023, Measured(79.2))).change_year == 0.8
    for year in (2022, 2024, 2025):
        result = assessed(previous=(year, Measured(79.2)))
        assert (result.change_year, result.change_year_from) == (None, None)


def test_certainty_is_of_the_change_from_last_year_when_there_is_one():
    close = assessed(previous=(2023, Measured(79.9, 400, 15.0)), baseline=60.0)
    assert close.certainty is Certainty.WITHIN_NOISE


def test_certainty_is_of_the_change_from_the_baseline_when_there_is_no_year_before():
    assert assessed(baseline=60.0).certainty is Certainty.CLEAR
    assert assessed(baseline=80.5).certainty is Certainty.WITHIN_NOISE
    assert assessed(baseline=None).certainty is Certainty.UNKNOWN


def test_certainty_does_not_touch_status():
    sure, unsure = assessed(now=Measured(80.0, 4000, 15.0)), assessed(now=Measured(80.0, 2, 15.0))
    assert (sure.certainty_gap, unsure.certainty_gap) == (Certainty.CLEAR, Certainty.WITHIN_NOISE)
    assert sure.status is unsure.status is Status.BEHIND


def test_a_ratio_of_hours_has_unknown_certainty():
    result = assessed(indicator=indicator(rollup=Rollup.RATIO), previous=(2023, Measured(70.0, 400, 15.0)))
    assert result.certainty is result.certainty_gap is Certainty.UNKNOWN


def test_a_share_is_judged_on_its_own_scale():
    share = indicator(rollup=Rollup.SHARE, scale=100.0)
    assert assessed(indicator=share, now=Measured(80.0, 5000)).certainty_gap is Certainty.CLEAR
    assert assessed(indicator=share, now=Measured(80.0, 50)).certainty_gap is Certainty.WITHIN_NOISE


def test_the_indicators_own_years_set_the_path():
    late = indicator(baseline_year=2022, target_year=2026)
    assert assessed(indicator=late).expected == pytest.approx((77.8 + 85) / 2)
    assert assessed(indicator=late, year=2026).required_pace is None


def test_a_baseline_in_the_target_year_gives_a_path_without_dividing_by_zero():
    at_once = indicator(baseline_year=2027, target_year=2027)
    assert [assessed(indicator=at_once, year=y).expected for y in (2026, 2027, 2028)] == [77.8, 77.8, 85.0]


@pytest.mark.parametrize("bad", [nan, inf, -inf])
@pytest.mark.parametrize("field", ["value", "n", "sd"])
def test_an_unreal_figure_is_refused_when_made(field, bad):
    with pytest.raises(ValueError, match="ändligt"):
        Measured(**({"value": 1.0} | {field: bad}))


@pytest.mark.parametrize("bad", [nan, inf, -inf])
@pytest.mark.parametrize("field", ["target", "baseline"])
@pytest.mark.parametrize("now", [None, Measured(80.0)])
def test_an_unreal_plan_is_refused(field, bad, now):
    with pytest.raises(ValueError, match="ändligt"):
        assessed(now=now, **{field: bad})


@pytest.mark.parametrize("n, sd", [(-1, None), (None, -0.1)])
def test_a_negative_n_or_spread_is_refused(n, sd):
    with pytest.raises(ValueError, match="negativa"):
        Measured(1.0, n, sd)


def test_no_result_is_minus_zero():
    for direction in (Direction.UP, Direction.DOWN):
        left = gap.remaining(2.7, 2.7, direction)
        assert str(left) == str(gap.gap(2.7, 2.7)) == "0.0"


def test_without_a_direction_nothing_is_better_or_worse_and_no_way_is_left():
    for figures in ({"target": None}, {"target": 89.0}, {"target": None, "baseline": None}):
        result = assessed(direction=Direction.UNSET, **figures)
        assert (result.status, result.remaining) == (Status.NO_DIRECTION, None)
        assert result.value == 80.0
    assert assessed(direction=Direction.UNSET, now=None).status is Status.NOT_MEASURED
    assert assessed(direction=Direction.UNSET, suppressed=True).status is Status.SUPPRESSED
    assert [d.better(0.5) for d in (Direction.UP, Direction.DOWN, Direction.UNSET)] == [True, False, None]
    with pytest.raises(ValueError, match="inte fastställd"):
        _ = Direction.UNSET.sign
