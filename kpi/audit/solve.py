"""Which unknowns do linear equations settle? By elimination in a finite field: no rounding, so "settled" means settled.

An unknown takes one value only in all solutions exactly when it stands alone in a row of the reduced equations; the right-hand sides do not
matter. Coefficients are small whole numbers, so arithmetic modulo a large prime gives the rational answer (it could err only where a
determinant is a multiple of the prime, which these small sums cannot be made to be).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

PRIME = (1 << 61) - 1
V = TypeVar("V", bound=Hashable)
Row = Mapping[V, int]
"""An equation: whole coefficients by variable. What it is equal to is left out."""


def settled(rows: Iterable[Row[V]], known: Collection[V]) -> set[V]:
    """The variables, other than the known, that the equations and the known ones settle."""
    reduced: dict[V, dict[V, int]] = {}  # leading variable → its row, free of all other leading variables
    inside: dict[V, set[V]] = {}  # variable → the leading variables in whose rows it stands
    for row in rows:
        _take_in({v: c % PRIME for v, c in row.items() if v not in known and c}, reduced, inside)
    return {v for v, row in reduced.items() if len(row) == 1}


def _take_in(row: dict[V, int], reduced: dict[V, dict[V, int]], inside: dict[V, set[V]]) -> None:
    for v in [v for v in row if v in reduced]:
        _subtract(row, reduced[v], row[v])
    if not row:
        return
    lead = min(row, key=lambda v: len(inside.get(v, ())))
    factor = pow(row[lead], -1, PRIME)
    row = {v: c * factor % PRIME for v, c in row.items()}
    for other in list(inside.pop(lead, ())):
        changed = reduced[other]
        before = set(changed)
        _subtract(changed, row, changed[lead])
        for v in before - changed.keys():
            inside.get(v, set()).discard(other)
        for v in changed.keys() - before:
            inside.setdefault(v, set()).add(other)
    reduced[lead] = row
    for v in row:
        if v != lead:
            inside.setdefault(v, set()).add(lead)


def _subtract(row: dict[V, int], other: Mapping[V, int], times: int) -> None:
    """row − times · other, in place; what becomes nothing is taken out."""
    for v, c in other.items():
        left = (row.get(v, 0) - times * c) % PRIME
        if left:
            row[v] = left
        else:
            row.pop(v, None)


def components(rows: Iterable[Row[V]], known: Collection[V]) -> list[list[dict[V, int]]]:
    """The equations without the known, in groups that have no unknown in common."""
    above: dict[V, V] = {}

    def top(v: V) -> V:
        while above.setdefault(v, v) != v:
            above[v] = above[above[v]]
            v = above[v]
        return v

    kept = [left for row in rows if (left := {v: c for v, c in row.items() if v not in known})]
    for row in kept:
        first, *rest = row
        for v in rest:
            above[top(v)] = top(first)
    found: dict[V, list[dict[V, int]]] = {}
    for row in kept:
        found.setdefault(top(next(iter(row))), []).append(row)
    return list(found.values())
