"""What must hold of gap, path, status and certainty for any figures at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kpi.measure import certainty as chance
from kpi.measure import gap
from kpi.measure.assess import Assessment, Measured, assess, status_of
from kpi.measure.status import Certainty, Status
from kpi.programme.model import Direction, Rollup
from tests.extent import examples
from tests.reference.indicators import indicator

usual = settings(max_examples=examples(50, 200))
figures = st.integers(-200_000, 200_000).map(lambda i: i / 100)  # two decimals, as figures are delivered
maybe = st.none() | figures
years = st.integers(2015, 2035)
OTHER = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}
directions = st.sampled_from(list(OTHER))
PATH = {"baseline_year": 2021, "target_year": 2027}


def assessed(value, target, baseline, direction, year, **more) -> Assessment:
    now = None if value is None else Measured(value, 40, 10.0)
    return assess(indicator=indicator(), year=year, now=now, target=target, baseline=baseline, direction=direction, **more)


def mirrored(figure: float | None) -> float | None:
    return None if figure is None else -figure


@usual
@given(maybe, maybe, maybe, directions, years)
def test_mirroring_figures_and_direction_keeps_status_and_turns_the_gap(value, target, baseline, direction, year):
    one = assessed(value, target, baseline, direction, year)
    other = assessed(mirrored(value), mirrored(target), mirrored(baseline), OTHER[direction], year)
    assert one.status is other.status
    assert (one.remaining, one.attained_share) == (other.remaining, other.attained_share)
    for field in ("gap", "expected", "required_pace", "change_baseline"):
        assert getattr(one, field) == mirrored(getattr(other, field))


@usual
@given(maybe, maybe, maybe, directions, years, st.booleans(), st.none() | st.text(min_size=1))
def test_exactly_one_status_holds_whatever_is_missing(value, target, baseline, direction, year, suppressed, reason):
    status = assessed(value, target, baseline, direction, year, suppressed=suppressed, not_assessable=reason).status
    if suppressed:
        assert status is Status.SUPPRESSED
    elif reason is not None:
        assert status is Status.NOT_ASSESSABLE
    elif value is None:
        assert status is Status.NOT_MEASURED
    elif target is None:
        possible = {Status.NO_BASELINE} if baseline is None else {Status.IMPROVED, Status.UNCHANGED, Status.WORSENED}
        assert status in possible
    else:
        open_statuses = {Status.NOT_REACHED} if baseline is None else {Status.WRONG_WAY, Status.ON_TRACK, Status.BEHIND}
        assert status in {Status.REACHED} | open_statuses


@usual
@given(maybe, maybe, maybe, years, st.booleans(), st.none() | st.text(min_size=1))
def test_without_a_direction_nothing_is_better_or_worse_and_nothing_remains(value, target, baseline, year, suppressed, reason):
    said = {"suppressed": suppressed, "not_assessable": reason}
    one, other = (assessed(value, target, baseline, direction, year, **said) for direction in (Direction.UNSET, Direction.UP))
    plain = {Status.SUPPRESSED, Status.NOT_ASSESSABLE, Status.NOT_MEASURED}
    assert one.status is (other.status if other.status in plain else Status.NO_DIRECTION)
    assert one.remaining is None
    assert one.change_baseline == other.change_baseline


@usual
@given(figures, figures, maybe, directions, years)
def test_reached_is_when_nothing_remains(value, target, baseline, direction, year):
    result = assessed(value, target, baseline, direction, year)
    assert (result.status is Status.REACHED) == (result.remaining == 0)
    assert result.remaining >= 0


@usual
@given(figures, st.floats(-1e-8, 1e-8), maybe, directions, years)
def test_reached_and_remaining_agree_around_the_tolerance(target, off, baseline, direction, year):
    result = assessed(target + off, target, baseline, direction, year)
    assert (result.status is Status.REACHED) == (result.remaining == 0)


@usual
@given(figures, figures, figures)
def test_all_is_attained_when_the_gap_is_closed(value, target, baseline):
    assume(target != baseline)
    share = gap.attained_share(value, target, baseline)
    assert (share == 1) == (gap.gap(value, target) == 0)
    assert (share == 0) == (value == baseline)


@usual
@given(figures, figures, figures, figures, st.integers(1, 1000))
def test_attained_share_knows_neither_zero_point_nor_unit(value, target, baseline, shift, factor):
    assume(target != baseline)
    share = gap.attained_share(value, target, baseline)
    assert gap.attained_share(value + shift, target + shift, baseline + shift) == pytest.approx(share, rel=1e-6, abs=1e-6)
    assert gap.attained_share(value * factor, target * factor, baseline * factor) == pytest.approx(share, rel=1e-6, abs=1e-6)


@usual
@given(figures, figures, figures, directions, st.integers(2021, 2027))
def test_on_track_is_when_at_least_the_expected_share_is_attained(value, target, baseline, direction, year):
    assume(direction.sign * (target - baseline) > 0)
    result = assessed(value, target, baseline, direction, year)
    assume(abs(value - result.expected) > 1e-6)
    due = (year - 2021) / 6
    if result.status in {Status.ON_TRACK, Status.BEHIND}:
        assert (result.status is Status.ON_TRACK) == (result.attained_share > due)


@usual
@given(figures, figures)
def test_the_path_starts_at_the_baseline_ends_at_the_target_and_never_turns(baseline, target):
    path = [gap.expected(baseline, target, year=y, **PATH) for y in range(2015, 2035)]
    assert set(path[:7]) == {baseline}
    assert set(path[12:]) == {target}
    steps = [b - a for a, b in pairwise(path)]
    assert all(s >= 0 for s in steps) if target >= baseline else all(s <= 0 for s in steps)
    assert steps[6:12] == pytest.approx([(target - baseline) / 6] * 6, abs=1e-8)


@usual
@given(figures, figures, years)
def test_keeping_the_required_pace_reaches_the_target(value, target, year):
    pace = gap.required_pace(value, target, year=year, target_year=2027)
    assert (pace is None) == (year >= 2027)
    if pace is not None:
        assert value + pace * (2027 - year) == pytest.approx(target, abs=1e-7)


@usual
@given(maybe, maybe)
def test_a_change_turned_round_changes_sign(one, other):
    assert gap.change(one, other) == mirrored(gap.change(other, one))


@usual
@given(figures, figures, figures, directions, years)
def test_a_better_figure_never_has_a_worse_status(value, target, baseline, direction, year):
    order = [Status.WRONG_WAY, Status.BEHIND, Status.ON_TRACK, Status.REACHED]
    path = gap.expected(baseline, target, year=year, **PATH)
    ranks = [order.index(status_of(value + direction.sign * step, target, baseline, path, direction)) for step in (0, 0.5, 5, 500)]
    assert ranks == sorted(ranks)


# --- certainty ----------------------------------------------------------------------------------------------------------------------------

shares = st.integers(0, 1000).map(lambda i: i / 10)
sizes = st.integers(1, 5000)
kinds = st.sampled_from(Rollup)
measured = st.builds(Measured, shares, st.none() | st.integers(0, 5000), st.none() | st.integers(0, 400).map(lambda i: i / 10))


@usual
@given(measured, measured, kinds)
def test_certainty_does_not_care_which_year_came_first(one, other, kind):
    given_order = chance.of_difference(one, other, rollup=kind, scale=100.0)
    assert given_order is chance.of_difference(other, one, rollup=kind, scale=100.0)


@usual
@given(measured, kinds)
def test_no_difference_is_never_clear(figure, kind):
    assert chance.of_difference(figure, figure, rollup=kind, scale=100.0) is not Certainty.CLEAR
    assert chance.from_fixed(figure, figure.value, rollup=kind, scale=100.0) is not Certainty.CLEAR


@usual
@given(measured, measured, st.sampled_from([Rollup.RATIO, Rollup.NONE]))
def test_without_a_rule_for_chance_the_answer_is_unknown(one, other, kind):
    assert chance.of_difference(one, other, rollup=kind) is Certainty.UNKNOWN
    assert chance.from_fixed(one, other.value, rollup=kind) is Certainty.UNKNOWN


@usual
@given(shares, sizes)
def test_wilson_holds_the_share_and_stays_between_0_and_1(pct, n):
    low, high = chance.wilson(pct / 100, n)
    assert 0 <= low <= pct / 100 <= high <= 1
    smaller_low, smaller_high = chance.wilson(pct / 100, 4 * n)
    assert low <= smaller_low + 1e-12
    assert smaller_high <= high + 1e-12


@usual
@given(shares, sizes, shares, sizes)
def test_newcombe_holds_the_difference_and_turns_with_it(one, n, other, m):
    low, high = chance.newcombe(one / 100, n, other / 100, m)
    assert -1 - 1e-12 <= low <= (one - other) / 100 + 1e-12
    assert (one - other) / 100 - 1e-12 <= high <= 1 + 1e-12
    assert chance.newcombe(other / 100, m, one / 100, n) == pytest.approx((-high, -low))


@usual
@given(shares, shares, st.integers(2, 400), st.integers(1, 300))
def test_more_answers_never_make_a_clear_difference_unclear(one, other, n, spread):
    few, many = (
        chance.of_difference(Measured(one, k, spread / 10), Measured(other, k, spread / 10), rollup=Rollup.MEAN) for k in (n, 4 * n)
    )
    assert not (few is Certainty.CLEAR and many is Certainty.WITHIN_NOISE)


@usual
@given(shares, shares, st.integers(2, 400), st.integers(0, 300))
def test_the_mirrored_figures_are_as_certain(one, other, n, spread):
    def judged(a: float, b: float) -> Certainty:
        return chance.of_difference(Measured(a, n, spread / 10), Measured(b, n, spread / 10), rollup=Rollup.MEAN)

    assert judged(one, other) is judged(-one, -other)
    assert chance.from_fixed(Measured(one, n), other, rollup=Rollup.SHARE, scale=100.0) is chance.from_fixed(
        Measured(100 - one, n), 100 - other, rollup=Rollup.SHARE, scale=100.0
    )
