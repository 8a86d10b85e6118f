"""Disclosure control: malformed input, other reasons to hide, and the size it must manage."""

from __future__ import annotations

import time
from itertools import pairwise
from math import inf, nan

import numpy as np
import pytest

from kpi.measure.disclosure import hidden_cells


def cells(**changes) -> dict:
    """A region of three units, totals only, all large enough to be shown."""
    given = {
        "group": [0, 0, 0, 0],
        "unit": [0, 1, 2, 3],
        "parent": [-1, 0, 0, 0],
        "sex": [0, 0, 0, 0],
        "n": [90.0, 20.0, 30.0, 40.0],
        "min_n": [10.0] * 4,
        "unknown_ok": [True, True, False, False],
    }
    return given | changes


def test_no_cells_give_no_answer():
    assert hidden_cells([], [], [], [], [], [], []).tolist() == []


def test_plain_lists_and_arrays_are_read_alike():
    arrays = {name: np.array(column) for name, column in cells(n=[90, 5, 45, 40]).items()}
    assert hidden_cells(**arrays).tolist() == hidden_cells(**cells(n=[90, 5, 45, 40])).tolist() == [False, True, False, True]


def test_a_cell_hidden_for_another_reason_gets_the_same_protection():
    assert hidden_cells(**cells()).tolist() == [False] * 4
    assert hidden_cells(**cells(already=[False, False, False, True])).tolist() == [False, True, False, True]


def test_the_largest_minimum_of_a_group_holds_for_all_of_it():
    assert hidden_cells(**cells(min_n=[10, 10, 25, 10])).tolist() == [False, True, True, False]


def test_an_infinite_minimum_hides_the_whole_group():
    assert hidden_cells(**cells(min_n=[inf] * 4)).tolist() == [True] * 4
    assert hidden_cells(**cells(min_n=[inf] * 4, n=[nan] * 4, unknown_ok=[True] * 4)).tolist() == [False] * 4


def test_a_parent_without_cells_is_as_none():
    assert hidden_cells(**cells(parent=[-1, 99, 99, 0], n=[90, 5, 30, 40])).tolist() == [False, True, False, False]


def test_siblings_of_different_groups_do_not_protect_each_other():
    answer = hidden_cells([7, 7, -2, -2], [0, 1, 0, 1], [-1, 0, -1, 0], [0] * 4, [50, 5, 50, 40], [10] * 4, [True] * 4)
    assert answer.tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sex": [0, 0, 0]}, "olika längd"),
        ({"adds_up": [True]}, "olika längd"),
        ({"already": [True]}, "olika längd"),
        ({"sex": [0, 0, 0, 3]}, "värdeförråd"),
        ({"unit": [-1, 1, 2, 3]}, "värdeförråd"),
        ({"parent": [-2, 0, 0, 0]}, "värdeförråd"),
        ({"n": [90, -1, 30, 40]}, "minst 0"),
        ({"n": [90, inf, 30, 40]}, "minst 0"),
        ({"min_n": [10, 10, 10, nan]}, "saknas"),
        ({"unit": [0, 1, 1, 3]}, "två gånger"),
        ({"unit": [0, 1, 1, 3], "sex": [0, 0, 1, 0], "parent": [-1, 0, -1, 0]}, "två överordnade"),
        ({"parent": [1, 0, 0, 0]}, "cirkel"),
        ({"parent": [0, 0, 0, 0]}, "cirkel"),
    ],
)
def test_malformed_input_is_refused(changes, said):
    with pytest.raises(ValueError, match=said):
        hidden_cells(**cells(**changes))


def a_whole_region(groups: int, units: int = 600, seed: int = 1) -> dict:
    """T, K and M of a five-level organisation whose lowest units have about 25 persons, four women to a man."""
    rng = np.random.default_rng(seed)
    levels = [range(1), range(1, 9), range(9, 33), range(33, 133), range(133, units)]
    parent = np.concatenate([[-1], *(rng.integers(up.start, up.stop, len(own)) for up, own in pairwise(levels))])
    depth = np.repeat(range(5), [len(level) for level in levels])
    count = np.zeros((groups, 3, units))
    lowest = ~np.isin(np.arange(units), parent)
    for sex, mean in ((1, 20), (2, 5)):
        count[:, sex, lowest] = rng.poisson(rng.gamma(2, mean / 2, lowest.sum()), (groups, lowest.sum()))
        for unit in range(units - 1, 0, -1):
            count[:, sex, parent[unit]] += count[:, sex, unit]
    count[:, 0] = count[:, 1] + count[:, 2]
    group, sex, unit = (a.ravel() for a in np.meshgrid(range(groups), range(3), range(units), indexing="ij"))
    there = np.flatnonzero(count.ravel() > 0)
    group, sex, unit, n = group[there], sex[there], unit[there], count.ravel()[there]
    return {
        "group": group, "unit": unit, "parent": parent[unit], "sex": sex,
        "n": n, "min_n": np.full(len(n), 10.0), "unknown_ok": depth[unit] <= 1,
    }  # fmt: skip


def test_half_a_million_cells_take_about_a_second():
    """25 indicators · 10 years · 600 units · T/K/M and more. Measured 0.3 s; the limit leaves room for a busy machine."""
    region = a_whole_region(groups=290)
    assert len(region["unit"]) > 500_000
    start = time.process_time()
    hidden = hidden_cells(**region)
    assert time.process_time() - start < 3
    small = region["n"] < 10
    assert hidden[small].all()
    assert 0 < hidden[~small].mean() < 0.5
