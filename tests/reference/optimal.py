"""The least information that can be lost: the disclosure rule's conditions as a mixed-integer programme, solved exactly (HiGHS).

One binary unknown a cell: hidden or not. Every primary cell is hidden, women and men together, and with the total when that is hidden; in
each relation hidden cells are none, or at least two with together at least the minimum n. What is minimised is the n of what is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Cell = tuple[int, int]
T, K, M = 0, 1, 2


def least_loss(parent: Sequence[int], n: Mapping[Cell, int], need: int) -> float:
    """Σ n of the cells that must be hidden at the least. Every unit has all three cells."""
    cells = sorted(n)
    place = {cell: i for i, cell in enumerate(cells)}
    rows: list[np.ndarray] = []
    least: list[float] = []

    def require(terms: Mapping[Cell, float], at_least: float) -> None:
        row = np.zeros(len(cells))
        for cell, weight in terms.items():
            row[place[cell]] += weight
        rows.append(row)
        least.append(at_least)

    for unit in range(len(parent)):
        require({(unit, K): 1, (unit, M): -1}, 0)
        require({(unit, M): 1, (unit, K): -1}, 0)
        require({(unit, K): 1, (unit, T): -1}, 0)
        children = [c for c, above in enumerate(parent) if above == unit]
        for sex in (T, K, M) if children else ():
            members = [(unit, sex), *((c, sex) for c in children)]
            for cell in members:
                others = {other: 1.0 for other in members if other != cell}
                require(others | {cell: -1.0}, 0)
                # Where everything together is fewer, everything hidden is the best there is.
                enough = min(need, sum(n[member] for member in members))
                require({other: float(n[other]) for other in others} | {cell: float(n[cell] - enough)}, 0)
    primary = np.array([float(n[cell] < need) for cell in cells])
    found = milp(
        c=[float(n[cell]) for cell in cells],
        constraints=LinearConstraint(np.array(rows), np.array(least), np.inf),
        integrality=np.ones(len(cells)),
        bounds=Bounds(primary, 1.0),
    )
    assert found.status == 0, found.message
    return float(found.fun)
