"""The auditor's arithmetic: elimination against singular values, bounds by hand, and the same numbers by the gate's own passes."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from kpi.audit.bounds import moves
from kpi.audit.solve import components, settled
from kpi.measure.cells import cell_table
from kpi.measure.intervals import widths
from tests.extent import some
from tests.reference.attack import SEXES, solvable

SEEDS = range(30)


def tree(rng: random.Random) -> list[int]:
    size = rng.randint(1, 12)
    return [-1, *(rng.randint(max(0, u - 3), u - 1) for u in range(1, size))]


def equations(parent: list[int]) -> list[dict[tuple[int, int], int]]:
    """T = K + M in each unit, and parent = Σ children for each sex."""
    rows = []
    for u in range(len(parent)):
        rows.append({(u, 0): 1, (u, 1): -1, (u, 2): -1})
        below = [c for c, p in enumerate(parent) if p == u]
        rows += [{(u, s): 1} | {(c, s): -1 for c in below} for s in SEXES if below]
    return rows


@pytest.mark.parametrize("seed", SEEDS)
def test_elimination_settles_what_singular_values_do(seed: int) -> None:
    rng = random.Random(seed)
    parent = tree(rng)
    cells = [(u, s) for u in range(len(parent)) for s in SEXES]
    shown = {c for c in cells if rng.random() < 0.6}
    assert settled(equations(parent), shown) == solvable(parent, shown)


def test_a_coefficient_other_than_one_is_divided_by() -> None:
    assert settled([{"a": 3, "b": -1, "c": -1, "d": -1}, {"b": 1, "c": 1}], {"d"}) == {"a"}
    assert settled([{"a": 2, "b": 2}, {"a": 3, "b": 3}], ()) == set()


def test_components_have_no_unknown_in_common() -> None:
    rows = [{"a": 1, "b": 1}, {"b": 1, "x": 1}, {"c": 1, "x": 1}]
    assert sorted(len(part) for part in components(rows, {"x"})) == [1, 2]
    assert components(rows, {"a", "b", "c", "x"}) == []


def test_bounds_by_hand() -> None:
    """Nine and eleven persons, all but one of them counted: the nine are eight or nine."""
    room = {"nine": (-9.0, 0.0), "eleven": (-10.0, 1.0)}
    found = moves([{"nine": 1, "eleven": 1}], room, dict.fromkeys(room, math.inf))
    assert found["nine"] == pytest.approx((-1.0, 0.0)) and found["eleven"] == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize("seed", some(SEEDS, SEEDS[:10]))
def test_the_gates_two_passes_give_the_linear_programmes_answer(seed: int) -> None:
    rng = random.Random(seed)
    parent = tree(rng)
    size = len(parent)
    cells = [(u, s) for u in range(size) for s in SEXES]
    n = {c: float(rng.randint(1, 9)) for c in cells}
    table = cell_table(
        [0] * len(cells), [u for u, _ in cells], [parent[u] for u, _ in cells], [s for _, s in cells], list(n.values()),
        [5] * len(cells), [True] * len(cells),
    )  # fmt: skip
    room = {c: (-n[c], rng.choice([math.inf, float(rng.randint(0, 5))])) if rng.random() < 0.6 else (0.0, 0.0) for c in cells}
    low, high = (np.array([[room[u, s][end] for u in range(size)] for s in SEXES]) for end in (0, 1))
    by_passes = widths(table, low, high)
    for (u, s), (down, up) in moves(equations(parent), room, dict.fromkeys(cells, math.inf)).items():
        assert min(up - down, 1e6) == pytest.approx(min(by_passes[s, u], 1e6), abs=1e-6)
