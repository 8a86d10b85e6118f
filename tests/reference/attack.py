"""An attacker with linear algebra: which figures can be solved for from those that are shown?

The attacker knows the organisation and every relation: T = K + M in each unit, parent = Σ children for each sex. What is not shown is an
unknown. An unknown that takes one value only in all solutions can be worked out. Numerators and n obey the same relations, so one attack
answers for both, and for means and shares.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

SEXES = T, K, M = 0, 1, 2
Cell = tuple[int, int]


def solvable(parent: Sequence[int], shown: Collection[Cell], nobody: Collection[Cell] = ()) -> set[Cell]:
    """The unknown cells (unit, sex) that can be worked out. ``parent``: unit above, −1 at the top; ``nobody``: cells known to be zero."""
    known = set(shown) | set(nobody)
    unknown = [(u, s) for u in range(len(parent)) for s in SEXES if (u, s) not in known]
    if not unknown:
        return set()
    place = {cell: i for i, cell in enumerate(unknown)}
    equations = np.zeros((4 * len(parent), len(unknown)))
    for u in range(len(parent)):
        _add(equations[u], place, (u, T), [(u, K), (u, M)])
        for s in SEXES:
            children = [(c, s) for c in range(len(parent)) if parent[c] == u]
            if children:
                _add(equations[len(parent) + 3 * u + s], place, (u, s), children)
    _, sizes, directions = np.linalg.svd(equations)
    free_to_move = directions[int((sizes > 1e-9).sum()) :]
    return {cell for cell, i in place.items() if not np.any(np.abs(free_to_move[:, i]) > 1e-9)}


def _add(equation: np.ndarray, place: dict[Cell, int], total: Cell, parts: list[Cell]) -> None:
    for cell, sign in [(total, 1.0), *((part, -1.0) for part in parts)]:
        if cell in place:
            equation[place[cell]] += sign
