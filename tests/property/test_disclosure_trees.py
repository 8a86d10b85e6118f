"""Rule 8 looks only at the trees that are left: what it hides is what it would hide by looking at all of them each time."""

from __future__ import annotations

import numpy as np
import pytest

from kpi.measure import disclosure
from kpi.measure.intervals import Sums


@pytest.mark.parametrize("seed", range(12))
def test_looking_at_the_trees_that_are_left_hides_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(seed)
    groups, units = 30, 15
    parent_of = np.array([-1, *(draw.integers(0, i) for i in range(1, units))])
    women = draw.poisson(draw.choice([3, 8, 30], (groups, units)))
    men = draw.poisson(draw.choice([2, 6, 25], (groups, units)))
    for unit in range(units - 1, 0, -1):
        for counts in (women, men):
            counts[:, parent_of[unit]] += counts[:, unit]
    n = np.stack([women + men, women, men], axis=2).reshape(-1).astype(float)
    group = np.repeat(np.arange(groups), units * 3)
    unit = np.tile(np.repeat(np.arange(units), 3), groups)
    sex = np.tile([0, 1, 2], groups * units)
    few = len(n)
    sums = Sums(draw.uniform(0, 100, few).round(1), n.copy(), np.zeros(few), np.full(few, 100.0), np.full(few, 1.0))
    given = (group, unit, parent_of[unit], sex, n, np.full(few, 10.0), np.zeros(few, dtype=bool))
    found = disclosure.hidden_cells(*given, sums=sums)
    monkeypatch.setattr(disclosure, "_FEW", 0.0)
    assert np.array_equal(found, disclosure.hidden_cells(*given, sums=sums))
    assert 0 < found.sum() < few
