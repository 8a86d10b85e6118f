"""Rule 8 looks only at what a change touches: what it hides is what it would hide by looking at everything each time, and it is enough."""

from __future__ import annotations

import numpy as np
import pytest

from kpi.measure import disclosure
from kpi.measure.cells import cell_table
from kpi.measure.intervals import Problem, Sums, too_near


def _organisations(seed: int) -> tuple[tuple[np.ndarray, ...], Sums]:
    draw = np.random.default_rng(seed)
    groups, units = 30, 15
    parent_of = np.array([-1, *(draw.integers(0, i) for i in range(1, units))])
    women = draw.poisson(draw.choice([3, 8, 30], (groups, units)))
    men = draw.poisson(draw.choice([2, 6, 25], (groups, units)))
    for counts in (women, men):
        counts[:, np.unique(parent_of[1:])] = 0  # those with units below are what these have
        for unit in range(units - 1, 0, -1):
            counts[:, parent_of[unit]] += counts[:, unit]
    n = np.stack([women + men, women, men], axis=2).reshape(-1).astype(float)
    group = np.repeat(np.arange(groups), units * 3)
    unit = np.tile(np.repeat(np.arange(units), 3), groups)
    sex = np.tile([0, 1, 2], groups * units)
    few = len(n)
    sums = Sums(draw.uniform(0, 100, few).round(1), n.copy(), np.zeros(few), np.full(few, 100.0), np.full(few, 1.0))
    return (group, unit, parent_of[unit], sex, n, np.full(few, 10.0), np.zeros(few, dtype=bool)), sums


@pytest.mark.parametrize("seed", range(12))
def test_looking_at_the_trees_that_are_left_hides_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    given, sums = _organisations(seed)
    found = disclosure.hidden_cells(*given, sums=sums)
    monkeypatch.setattr(disclosure, "_FEW", 0.0)
    assert np.array_equal(found, disclosure.hidden_cells(*given, sums=sums))
    assert 0 < found.sum() < len(found)


def test_a_hidden_total_that_all_at_an_end_of_the_scale_settle_gets_company_and_nothing_above_is_hidden() -> None:
    """Two hidden totals of 100 % settle each other: more women and men hidden would not help, a third total does."""
    # 0 the whole, 1 and 2 departments, 3–6 units of the first, 7–9 of the second.
    parent = [-1, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    women = dict(zip(range(3, 10), (10, 11, 30, 40, 50, 60, 70), strict=True))
    men = dict(zip(range(3, 10), (2, 11, 30, 40, 50, 60, 70), strict=True))
    share = dict(zip(range(3, 10), (100.0, 100.0, 60.0, 70.0, 50.0, 60.0, 70.0), strict=True))
    cells = []
    for unit in range(10):
        under = [u for u in women if u == unit or parent[u] == unit or (parent[u] > 0 and parent[parent[u]] == unit)]
        for sex, counts in ((0, (women, men)), (1, (women,)), (2, (men,))):
            n = sum(count[u] for count in counts for u in under)
            value = sum(share[u] * count[u] for count in counts for u in under) / n
            cells.append((unit, sex, float(n), value))
    unit, sex, n, value = (np.array(column) for column in zip(*cells, strict=True))
    few = len(cells)
    sums = Sums(value, n.copy(), np.zeros(few), np.full(few, 100.0), np.full(few, 1.0))
    group, top = np.zeros(few, dtype=int), np.zeros(few, dtype=bool)
    given = (group, unit, np.array(parent)[unit], sex, n, np.full(few, 10.0), top)
    hidden = disclosure.hidden_cells(*given, sums=sums)
    assert sorted(unit[hidden & (sex == 0)]) == [3, 4, 5]
    assert sorted(unit[hidden & (sex == 1)]) == [3, 4, 5]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_left_too_near_when_all_is_solved_anew(seed: int) -> None:
    given, sums = _organisations(seed)
    table = cell_table(*given)
    found = disclosure.hidden_cells(*given, sums=sums)
    hidden = np.zeros((3, len(table.parent)), dtype=bool)
    hidden[table.sex, table.row] = found
    near = too_near(table, Problem(table, sums), hidden & table.known)
    # All is hidden in a tree where the whole organisation cannot protect a group: nothing more can be done there.
    for row in near:
        tree = table.trees_of(np.array([row]))
        assert (hidden | ~table.known)[:, tree].all()
