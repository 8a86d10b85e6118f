"""Whole numbers that add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.sample.exact import apportion, fraction, period, settle, weighted_shift

WEIGHTS = st.lists(st.floats(0, 1000), min_size=1, max_size=40)


@given(WEIGHTS, st.integers(0, 5000))
def test_shares_of_a_whole_add_up_to_it(weights, total):
    parts = apportion(np.array(weights), total)
    assert parts.sum() == total
    assert (parts >= 0).all()


@given(WEIGHTS, st.integers(0, 500), st.integers(0, 5), st.integers(0, 20))
def test_shares_keep_within_their_bounds_and_come_as_near_as_these_allow(weights, total, low, width):
    high = np.full(len(weights), low + width)
    parts = apportion(np.array(weights), total, low, high)
    assert (parts >= low).all() and (parts <= high).all()
    assert parts.sum() == min(max(total, low * len(weights)), high.sum())


def test_shares_follow_their_weights():
    assert apportion(np.array([1.0, 2.0, 3.0]), 60).tolist() == [10, 20, 30]


@given(st.integers(0, 1000), st.integers(1, 5000))
def test_a_fraction_is_never_of_more_than_there_are_and_as_near_as_it_can_be(tenths, most):
    count, out_of = fraction(tenths / 10, 100, 1, most)
    assert 0 <= count <= out_of <= most and out_of >= 1
    assert abs(100 * count / out_of - tenths / 10) <= 50 / max(1, out_of) + 1e-9


def test_a_fraction_is_exact_where_a_number_close_by_allows_it():
    assert fraction(72.0, 100, 1, 6583) == (4734, 6575)
    assert fraction(16.0, 100, 1, 303) == (48, 300)
    assert fraction(40.0, 100, 1, 0) == (0, 0)


@given(st.integers(0, 100000), st.integers(0, 3))
def test_any_multiple_of_the_period_makes_the_figure_whole(whole, decimals):
    figure = whole / 10**decimals
    m = period(figure, 100, decimals)
    assert (whole * m) % (100 * 10**decimals) == 0


@given(st.lists(st.tuples(st.integers(200, 900), st.integers(1, 60)), min_size=30, max_size=60), st.integers(-400, 400))
def test_settling_comes_within_one_step_of_the_goal(cells, off):
    values, weights = np.array([v for v, _ in cells]), np.array([w for _, w in cells])
    goal = int((values * weights).sum()) + off
    settled = settle(values, weights, goal, 0, 1000)
    # what is left is less than what a step of the smallest unit changes
    assert abs(int((settled * weights).sum()) - goal) < weights.max()
    assert ((settled >= 0) & (settled <= 1000)).all()


def test_settling_is_exact_with_units_of_every_size():
    rng = np.random.default_rng(1)
    weights = np.arange(1, 61)
    for _ in range(50):
        values = rng.integers(600, 900, 60)
        goal = round(772.6 * weights.sum()) + int(rng.integers(-500, 500))
        settled = settle(values, weights, goal, 0, 1000)
        assert int((settled * weights).sum()) == goal


def test_a_shift_gives_the_wanted_mean_within_the_bounds():
    values = np.array([10.0, 50.0, 99.0])
    weights = np.array([1, 2, 3])
    shifted = weighted_shift(values, weights, 80.0, 0.0, 100.0)
    assert (shifted * weights).sum() / weights.sum() == pytest.approx(80.0, abs=1e-6)
    assert shifted.max() <= 100.0
