"""How near can an unknown be worked out, when it lies between bounds? Two linear programmes each, by HiGHS.

The attacker's problem (Fischetti & Salazar-González 2001): the least and the greatest that a hidden figure can be while everything shown
stays what it is. It is put as how far each figure can move from where it is, so it has a solution however figures were rounded.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

V = TypeVar("V", bound=Hashable)
Room = tuple[float, float]
"""How far down (≤ 0) and up (≥ 0) a figure can move by what is known of it alone; infinite where nothing is."""
FAR = 1e7  # a move so large that no threshold is near it


def moves(rows: Sequence[Mapping[V, int]], room: Mapping[V, Room], asked: Mapping[V, float], alone: Collection[V] = ()) -> dict[V, Room]:
    """How far down and up each asked variable can move in these equations (without constants). ``asked``: the width that is enough: what is
    seen to be that wide is not looked at further. ``alone``: asked variables that stand in no equation. Raises RuntimeError when the solver
    gives no answer."""
    names = list(dict.fromkeys(v for row in rows for v in row))
    place = {v: i for i, v in enumerate(names)}
    seen = {v: room[v] if v in alone else (0.0, 0.0) for v in asked}
    if not names:
        return seen
    entries = [(r, place[v], c) for r, row in enumerate(rows) for v, c in row.items()]
    numbers, columns, values = zip(*entries, strict=True)
    matrix = csr_array((values, (numbers, columns)), shape=(len(rows), len(names)), dtype=float)
    bounds = [(max(room[v][0], -FAR), min(room[v][1], FAR)) for v in names]
    for v, enough in asked.items():
        for sign in (1.0, -1.0):
            if v in place and seen[v][1] - seen[v][0] < enough:
                found = _furthest(matrix, bounds, place[v], sign)
                for other in asked:
                    if other in place:
                        low, high = seen[other]
                        seen[other] = (min(low, found[place[other]]), max(high, found[place[other]]))
    return seen


def _furthest(matrix: csr_array, bounds: list[Room], place: int, sign: float) -> np.ndarray:
    goal = np.zeros(matrix.shape[1])
    goal[place] = sign
    answer = linprog(goal, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=bounds, method="highs")
    if answer.status != 0:
        raise RuntimeError(f"lösaren gav inget svar: {answer.message}")
    return answer.x
