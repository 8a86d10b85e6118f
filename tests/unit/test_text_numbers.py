"""Numbers as Swedish text."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Indicator
from kpi.text import numbers
from kpi.text.numbers import count, difference, difference_short, distance, number, share, stated, value

NBSP, MINUS = "\u00a0", "\u2212"
PROGRAMME = load_programme(programme_dir("region-vastmanland"))
HME = PROGRAMME.indicator("hme-total-medarbetare")
SHORT = PROGRAMME.indicator("korttidssjukfranvaro")
AGE = PROGRAMME.indicator("pensionsalder")
SKILLS = PROGRAMME.indicator("bristkompetenser-lang-sikt")
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
INDICATORS = st.sampled_from(PROGRAMME.indicators)


@pytest.mark.parametrize(
    ("v", "decimals", "text"),
    [
        (77.3, 1, "77,3"),
        (1034, 0, f"1{NBSP}034"),
        (1234567.891, 2, f"1{NBSP}234{NBSP}567,89"),
        (-4.7, 1, f"{MINUS}4,7"),
        (0, 1, "0,0"),
        (-0.04, 1, "0,0"),
        (0.05, 1, "0,1"),
        (-0.05, 1, f"{MINUS}0,1"),
        (2.675, 2, "2,68"),
        (84.94999999999999, 1, "85,0"),
        (None, 1, "–"),
        (math.nan, 1, "–"),
        (math.inf, 1, "–"),
        (np.float64(77.3), 1, "77,3"),
        (np.int64(12), 0, "12"),
    ],
)
def test_a_number_has_comma_real_minus_and_no_break_space(v: float | None, decimals: int, text: str) -> None:
    assert number(v, decimals) == text


@pytest.mark.parametrize(("v", "text"), [(0.8, "+0,8"), (-0.8, f"{MINUS}0,8"), (0, "0,0"), (0.04, "0,0"), (None, "–")])
def test_a_sign_is_written_for_all_but_zero(v: float | None, text: str) -> None:
    assert number(v, 1, sign=True) == text


@pytest.mark.parametrize(
    ("indicator", "v", "text"),
    [
        (SHORT, 3.6, f"3,6{NBSP}%"),
        (AGE, 64.61, f"64,61{NBSP}år"),
        (AGE, 65, f"65,00{NBSP}år"),
        (HME, 77.3, "77,3"),
        (SKILLS, 18, "18"),
        (HME, None, "–"),
    ],
)
def test_a_value_has_the_indicators_own_decimals_and_unit(indicator: Indicator, v: float | None, text: str) -> None:
    assert value(indicator, v) == text


@pytest.mark.parametrize(
    ("indicator", "v", "text"),
    [
        (SHORT, 2.7, f"2,7{NBSP}%"),
        (SHORT, 2.75, f"2,75{NBSP}%"),
        (AGE, 67, f"67{NBSP}år"),
        (AGE, 64.61, f"64,61{NBSP}år"),
        (HME, 82, "82"),
        (HME, None, "–"),
    ],
)
def test_a_target_is_written_as_decided_with_no_decimal_added_or_rounded_away(indicator: Indicator, v: float | None, text: str) -> None:
    assert stated(indicator, v) == text


@pytest.mark.parametrize(
    ("indicator", "d", "text"),
    [
        (HME, 77.3 - 82, f"{MINUS}4,7{NBSP}indexenheter"),
        (SHORT, 0.8, f"+0,8{NBSP}procentenheter"),
        (AGE, 64.61 - 67, f"{MINUS}2,39{NBSP}år"),
        (SKILLS, 1, f"+1{NBSP}bristkompetens"),
        (SKILLS, -1, f"{MINUS}1{NBSP}bristkompetens"),
        (SKILLS, 21, f"+21{NBSP}bristkompetenser"),
        (HME, None, "–"),
    ],
)
def test_a_difference_is_signed_and_says_what_it_is_counted_in(indicator: Indicator, d: float | None, text: str) -> None:
    assert difference(indicator, d) == text


def test_the_short_form_of_a_difference() -> None:
    assert difference_short(SHORT, 0.8) == f"+0,8{NBSP}p.e."
    assert difference_short(SHORT, None) == "–"


@pytest.mark.parametrize(
    ("d", "text"),
    [
        (0.5, f"0,5{NBSP}procentenheter"),
        (-0.5, f"0,5{NBSP}procentenheter"),
        (0, f"0,0{NBSP}procentenheter"),
        (0.04, f"mindre än 0,1{NBSP}procentenheter"),
        (None, "–"),
    ],
)
def test_a_distance_that_exists_is_never_said_to_be_zero(d: float | None, text: str) -> None:
    assert distance(SHORT, d) == text


@pytest.mark.parametrize(
    ("v", "text"), [(0.42, "42"), (0, "0"), (1, "100"), (0.996, "99"), (1 - 1e-12, "100"), (1.25, "125"), (-0.3, f"{MINUS}30")]
)
def test_a_share_is_whole_per_cent_and_short_of_the_whole_is_never_100(v: float, text: str) -> None:
    assert share(v) == f"{text}{NBSP}%"


def test_what_is_missing_is_a_dash_and_never_zero() -> None:
    assert [share(None), count(None), number(None, 2), value(SHORT, math.nan)] == [numbers.MISSING] * 4
    assert count(0) == "0"


@given(v=FLOATS, decimals=st.integers(0, 4), sign=st.booleans())
def test_no_number_has_a_decimal_point_an_ascii_minus_or_an_ordinary_space(v: float, decimals: int, sign: bool) -> None:
    assert not set(number(v, decimals, sign=sign)) & set(".- ")


@given(indicator=INDICATORS, v=FLOATS)
def test_no_form_of_a_value_has_a_decimal_point_or_an_ascii_minus(indicator: Indicator, v: float) -> None:
    for text in (
        value(indicator, v),
        stated(indicator, v),
        difference(indicator, v),
        difference_short(indicator, v),
        distance(indicator, v),
    ):
        assert not re.search(r"\d\.|\.\d|-", text), text


@given(v=st.floats(-1e9, 1e9), decimals=st.integers(0, 4))
def test_a_number_reads_back_to_within_half_a_step(v: float, decimals: int) -> None:
    back = float(number(v, decimals).replace(NBSP, "").replace(MINUS, "-").replace(",", "."))
    assert abs(back - v) <= 0.5 * 10.0**-decimals + 1e-6


@given(v=st.floats(-1e9, 1e9), decimals=st.integers(0, 4))
def test_a_number_and_its_opposite_differ_only_by_the_sign(v: float, decimals: int) -> None:
    assert number(-v, decimals).lstrip(MINUS) == number(v, decimals).lstrip(MINUS)


@given(indicator=INDICATORS, tenths=st.integers(0, 1000))
def test_a_stated_value_reads_back_exactly(indicator: Indicator, tenths: int) -> None:
    v = tenths / 10
    assert float(stated(indicator, v).split(NBSP)[0].replace(",", ".")) == v
