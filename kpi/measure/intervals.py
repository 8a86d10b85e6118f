"""How far each hidden figure could be from what it is while everything shown stays the same: the attacker's problem, solved exactly.

The unknowns of a group are the hidden cells; the equations T = K + M in each unit and parent = Σ children for each sex. What a unit is
is then a point (K, M), and what is known of it alone – bounds on K, on M and on T – is a hexagon, whose sides have one of three directions.
Sums and meetings of such hexagons are such hexagons, given by six numbers. The units form a tree, so two passes give the exact answer for
every unit: up, what each unit's own bounds and those below allow; and down, what all the rest allows. Bounds that are whole numbers give
ends that are whole numbers, so for counts no whole number between is impossible (the equations are a network's).

Everything is put as a move from where the figure is: 0 is always possible, so figures need not add up exactly, as rounded ones do not.
Source: the attacker's problem of Fischetti & Salazar-González (2001); the network view of two-dimensional tables, Cox (1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kpi.measure.cells import CellTable, K, M, T
from kpi.measure.gap import TOLERANCE


class Hexagons(NamedTuple):
    """For each row of a table: how far K, M and T can move, [3, rows]; ``low`` ≤ 0 ≤ ``high``, infinite where nothing is known."""

    low: np.ndarray
    high: np.ndarray

    def closed(self) -> Hexagons:
        """Each bound as tight as the two others make it. One step is enough: the three are a triangle of differences."""
        low, high = self.low, self.high
        new_low = np.stack(
            [np.maximum(low[T], low[K] + low[M]), np.maximum(low[K], low[T] - high[M]), np.maximum(low[M], low[T] - high[K])]
        )
        new_high = np.stack(
            [np.minimum(high[T], high[K] + high[M]), np.minimum(high[K], high[T] - low[M]), np.minimum(high[M], high[T] - low[K])]
        )
        return Hexagons(new_low, new_high)

    def meet(self, other: Hexagons, rows: np.ndarray) -> None:
        """Cut the given rows by the others', in place."""
        self.low[:, rows] = np.maximum(self.low[:, rows], other.low)
        self.high[:, rows] = np.minimum(self.high[:, rows], other.high)


def widths(table: CellTable, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """[3, rows]: how wide an interval everything shown leaves each cell. ``low``, ``high`` [3, rows]: how far each could move by what is
    known of it alone (0 for a shown cell and for one that is nobody, infinite for one that is nowhere given)."""
    own = Hexagons(low.astype(float), high.astype(float)).closed()
    levels = [np.flatnonzero(table.depth == d) for d in range(table.depth.max(initial=0), 0, -1)]
    below = Hexagons(own.low.copy(), own.high.copy())
    totals: list[tuple[np.ndarray, np.ndarray, np.ndarray, _Sum, _Sum]] = []
    for rows in levels:  # deepest first
        parents, place = np.unique(table.parent[rows], return_inverse=True)
        low_sum, high_sum = (_Sum.of(part[:, rows], place, len(parents)) for part in below)
        below.meet(Hexagons(low_sum.all(-np.inf), high_sum.all(np.inf)), parents)
        below.low[:, parents], below.high[:, parents] = Hexagons(below.low[:, parents], below.high[:, parents]).closed()
        totals.append((rows, parents, place, low_sum, high_sum))
    outside = Hexagons(own.low.copy(), own.high.copy())
    for rows, parents, place, low_sum, high_sum in reversed(totals):
        # What a unit can be by its parent and its siblings: the parent's move less all siblings'.
        above = Hexagons(outside.low[:, parents], outside.high[:, parents]).closed()
        others_low = low_sum.without(below.low[:, rows], place, -np.inf)
        others_high = high_sum.without(below.high[:, rows], place, np.inf)
        left = Hexagons(above.low[:, place] - others_high, above.high[:, place] - others_low)
        outside.meet(left, rows)
        below.meet(left, rows)
    full = below.closed()
    return full.high - full.low


class _Sum(NamedTuple):
    """Per parent, [3, parents]: the sum of its children's finite bounds, and how many are infinite."""

    finite: np.ndarray
    free: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, place: np.ndarray, size: int) -> _Sum:
        free = np.isinf(values)
        finite = np.where(free, 0.0, values)
        return cls(*(np.stack([np.bincount(place, weights=v, minlength=size) for v in part]) for part in (finite, free)))

    def all(self, beyond: float) -> np.ndarray:
        return np.where(self.free > 0, beyond, self.finite)

    def without(self, own: np.ndarray, place: np.ndarray, beyond: float) -> np.ndarray:
        """The siblings' sum: the parent's, without one's own."""
        mine = np.isinf(own)
        return np.where(self.free[:, place] > mine, beyond, self.finite[:, place] - np.where(mine, 0.0, own))


@dataclass(slots=True)
class Sums:
    """What means and shares are made of. For each cell given: its ``value``; the ``weight`` it has in a sum (n, or a denominator; NaN
    unknown); the lowest and highest that a value can be (infinite: no end); the smallest width that a protected one must keep."""

    value: np.ndarray
    weight: np.ndarray
    lowest: np.ndarray
    highest: np.ndarray
    narrowest: np.ndarray


class Narrowed(NamedTuple):
    """[3, rows] each. ``cells``: small groups' hidden cells that can be worked out too nearly; ``alone``: of these, the ones that can be so
    by their unit's own figures, whatever else is hidden. ``tight``: hidden cells of any group that their unit's own figures settle."""

    cells: np.ndarray
    alone: np.ndarray
    tight: np.ndarray


class Attack:
    """The attacker's problem of one table, for its counts and (with ``sums``) its sums."""

    def __init__(self, table: CellTable, sums: Sums | None) -> None:
        self.table = table
        self.small = table.known & (table.n < table.need)
        rooms = [(-table.n, np.full(table.n.shape, np.inf), np.broadcast_to(np.ceil(table.need / 2) - 1, table.n.shape))]
        if sums is not None:
            rooms.append(self._rooms(sums))
        self.rooms = [(np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high), need) for low, high, need in rooms]

    def take(self, table: CellTable, rows: np.ndarray) -> Attack:
        """The same problem for these rows alone, whole trees, of which ``table`` is made (``CellTable.take``)."""
        part = Attack.__new__(Attack)
        part.table, part.small = table, self.small[:, rows]
        part.rooms = [(low[:, rows], high[:, rows], need[:, rows]) for low, high, need in self.rooms]
        return part

    def _rooms(self, sums: Sums) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """How far each sum can move if every n is known: a value lies between the lowest and highest that it can be."""
        shape = self.table.n.shape
        weight, low, high, narrow = (np.full(shape, np.nan) for _ in range(4))
        at = (self.table.sex, self.table.row)
        weight[at] = sums.weight
        with np.errstate(invalid="ignore"):
            low[at] = np.minimum((sums.lowest - sums.value) * sums.weight, 0.0)
            high[at] = np.maximum((sums.highest - sums.value) * sums.weight, 0.0)
        narrow[at] = sums.narrowest * sums.weight
        with np.errstate(invalid="ignore"):  # nothing known less nothing known is nothing known
            for one, other in ((K, M), (M, K)):  # an implied sex: what the total leaves
                implied = self.table.known[one] & np.isnan(weight[one])
                low[one] = np.where(implied, np.minimum(low[T] - low[other], 0.0), low[one])
                high[one] = np.where(implied, np.maximum(high[T] - high[other], 0.0), high[one])
        return low, high, np.nan_to_num(narrow, nan=0.0)

    def narrowed(self, hidden: np.ndarray) -> Narrowed:
        """Which of the hidden cells of small groups can be worked out too nearly when these are hidden."""
        free, small = self.table.free, self.small & hidden
        cells, alone, tight = (np.zeros_like(hidden) for _ in range(3))
        for low, high, need in self.rooms:
            lows = np.where(free, -np.inf, np.where(hidden & self.table.known, low, 0.0))
            highs = np.where(free, np.inf, np.where(hidden & self.table.known, high, 0.0))
            enough = need - TOLERANCE * np.maximum(need, 1.0)
            cells |= small & (widths(self.table, lows, highs) < enough)
            own = Hexagons(lows, highs).closed()
            alone |= small & (own.high - own.low < enough)
            tight |= hidden & self.table.known & (own.high - own.low < TOLERANCE)
        return Narrowed(cells, alone, tight)
