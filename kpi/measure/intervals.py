"""How far each hidden figure could be from what it is while everything shown stays the same: the attacker's problem, solved exactly.

The unknowns of a group are the hidden cells; the equations T = K + M in each unit and parent = Σ children for each sex. What a unit is
is then a point (K, M), and what is known of it alone – bounds on K, on M and on T – is a hexagon, whose sides have one of three directions.
Sums and meetings of such hexagons are such hexagons, given by six numbers. The units form a tree, so two passes give the exact answer for
every unit: up, what each unit's own bounds and those below allow; and down, what all the rest allows. Bounds that are whole numbers give
ends that are whole numbers, so for counts no whole number between is impossible (the equations are a network's).

Everything is put as a move from where the figure is: 0 is always possible, so figures need not add up exactly, as rounded ones do not.
Source: the attacker's problem of Fischetti & Salazar-González (2001); the network view of two-dimensional tables, Cox (1995).

The six numbers are kept as ``bounds`` [2, …, 3, rows]: the lowest move of T, K and M, and the highest with its sign changed, so that both
are at most 0, −∞ where nothing is known, and the tighter of two is the larger.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kpi.measure.cells import CellTable, K, M, T
from kpi.measure.gap import TOLERANCE
from kpi.measure.tree import Tree

_PIECE = 4000  # rows: six numbers of two problems of so many are well within a processor's cache


def widths(table: CellTable, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """[3, rows]: how wide an interval everything shown leaves each cell. ``low``, ``high`` [3, rows]: how far each could move by what is
    known of it alone (0 for a shown cell and for one that is nobody, infinite for one that is nowhere given)."""
    rows = np.arange(len(table.parent))
    moves = _Moves(table, np.stack([low, -high])[:, None].astype(float))
    return _width(moves.bounds(rows))[0]


def _closed(bounds: np.ndarray) -> np.ndarray:
    """Each bound as tight as the two others make it. One step is enough: the three are a triangle of differences."""
    t, k, m = (bounds[..., sex, :] for sex in (T, K, M))
    closed = np.empty_like(bounds)
    for sex, one, other in ((T, k, m), (K, t, m[::-1]), (M, t, k[::-1])):
        np.maximum(bounds[..., sex, :], one + other, out=closed[..., sex, :])
    return closed


def _width(bounds: np.ndarray) -> np.ndarray:
    return -(bounds[0] + bounds[1])


class _Moves:
    """The two passes, kept so that what follows of a change is worked out for the rows that it touches."""

    def __init__(self, table: CellTable, own: np.ndarray) -> None:
        """``own`` [2, problems, 3, rows]: the bounds by what is known of each cell alone."""
        self.tree = Tree(table.parent, table.depth)
        self.own = _closed(own)
        self.below = self.own.copy()  # by the row's own and everything below it
        self.finite = np.zeros_like(own)  # of a row's children, the sum of the bounds that are finite
        self.endless = np.zeros_like(own)  # and how many are not
        for at in reversed(self.tree.down_to(np.flatnonzero(self.tree.children))):
            self._from_below(at[self.tree.children[at] > 0])

    def take(self, table: CellTable, rows: np.ndarray) -> _Moves:
        part = _Moves.__new__(_Moves)
        part.tree = Tree(table.parent, table.depth)
        for name in ("own", "below", "finite", "endless"):
            setattr(part, name, np.take(getattr(self, name), rows, axis=-1))
        return part

    def change(self, rows: np.ndarray, own: np.ndarray) -> None:
        """What is known of these rows alone has become ``own`` [2, problems, 3, these rows]."""
        self.own[..., rows] = _closed(own)
        self._upwards(rows)

    def _upwards(self, rows: np.ndarray) -> None:
        """Work out ``below`` anew of these rows and of all above them."""
        for at in reversed(self.tree.down_to(rows)):
            self.below[..., at] = np.take(self.own, at, axis=-1)
            self._from_below(at[self.tree.children[at] > 0])

    def _from_below(self, parents: np.ndarray) -> None:
        if not len(parents):
            return
        children, first = self.tree.runs_below(parents)
        bounds = np.take(self.below, children, axis=-1)
        free = np.isinf(bounds)
        bounds[free] = 0.0
        self.finite[..., parents] = finite = np.add.reduceat(bounds, first, axis=-1)
        self.endless[..., parents] = endless = np.add.reduceat(free, first, axis=-1, dtype=np.float64)
        finite[endless > 0] = -np.inf
        self.below[..., parents] = _closed(np.maximum(np.take(self.own, parents, axis=-1), finite))

    def bounds(self, rows: np.ndarray) -> np.ndarray:
        """[2, problems, 3, these rows]: the interval that everything leaves each of them."""
        if not len(rows):
            return np.empty((*self.own.shape[:-1], 0))
        outside, full = np.empty_like(self.own), np.empty_like(self.own)  # outside: what a unit can be by all but those below it
        tops, *levels = self.tree.down_to(rows)
        own = np.take(self.own, tops, axis=-1)
        outside[..., tops], full[..., tops] = _closed(own), np.take(self.below, tops, axis=-1)
        for at in levels:
            mine, above = np.take(self.below, at, axis=-1), self.tree.parent[at]
            endless = np.isinf(mine)
            others = np.take(self.finite, above, axis=-1) - np.where(endless, 0.0, mine)
            others[np.take(self.endless, above, axis=-1) > endless] = -np.inf
            # What a unit can be by its parent and its siblings: the parent's move less all siblings'.
            left = np.take(outside, above, axis=-1) + others[::-1]
            full[..., at] = np.maximum(mine, left)
            inner = np.flatnonzero(self.tree.children[at])
            own = np.take(self.own, at[inner], axis=-1)
            outside[..., at[inner]] = _closed(np.maximum(own, np.take(left, inner, axis=-1)))
        return _closed(np.take(full, rows, axis=-1))


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
    """Rows with small groups' hidden cells that can be worked out too nearly, ascending; and of these, [3, those rows]: ``cells``, which
    they are; ``alone``: the ones that can be so by their unit's own figures, whatever else is hidden; ``by_total``: the ones that can be so
    by these and what is known of their unit's hidden total, whatever is hidden of their own sex."""

    rows: np.ndarray
    cells: np.ndarray
    alone: np.ndarray
    by_total: np.ndarray


class Problem:
    """What an attacker knows of each cell of a table whether it is hidden or not, for its counts and (with ``sums``) its sums."""

    def __init__(self, table: CellTable, sums: Sums | None) -> None:
        rooms = [(-table.n, np.inf, np.ceil(table.need / 2) - 1)]
        if sums is not None:
            rooms.append(_rooms(table, sums))
        self.room = np.empty((2, len(rooms), *table.n.shape))  # how far each could move if it were hidden
        self.enough = np.empty(self.room.shape[1:])  # how wide a small group's interval must be
        for problem, (low, high, need) in enumerate(rooms):
            self.room[0, problem] = low
            self.room[1, problem] = -high
            self.enough[problem] = need - TOLERANCE * np.maximum(need, 1.0)
        np.fmax(self.room, -np.inf, out=self.room)  # of a number and one that is not known, the number

    def take(self, rows: np.ndarray) -> Problem:
        part = Problem.__new__(Problem)
        part.room, part.enough = np.take(self.room, rows, axis=-1), np.take(self.enough, rows, axis=-1)
        return part

    def piece(self, first: int, last: int) -> Problem:
        part = Problem.__new__(Problem)
        part.room, part.enough = (np.ascontiguousarray(whole[..., first:last]) for whole in (self.room, self.enough))
        return part


def _rooms(table: CellTable, sums: Sums) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How far each sum can move if every n is known: a value lies between the lowest and highest that it can be."""
    shape = table.n.shape
    weight, low, high, narrow = (np.full(shape, np.nan) for _ in range(4))
    at = (table.sex, table.row)
    weight[at] = sums.weight
    with np.errstate(invalid="ignore"):
        low[at] = np.minimum((sums.lowest - sums.value) * sums.weight, 0.0)
        high[at] = np.maximum((sums.highest - sums.value) * sums.weight, 0.0)
    narrow[at] = sums.narrowest * sums.weight
    with np.errstate(invalid="ignore"):  # nothing known less nothing known is nothing known
        for one, other in ((K, M), (M, K)):  # an implied sex: what the total leaves
            implied = table.known[one] & np.isnan(weight[one])
            low[one] = np.where(implied, np.minimum(low[T] - low[other], 0.0), low[one])
            high[one] = np.where(implied, np.maximum(high[T] - high[other], 0.0), high[one])
    return low, high, np.nan_to_num(narrow, nan=0.0)


def too_near(table: CellTable, problem: Problem, hidden: np.ndarray) -> np.ndarray:
    """The rows with a small group's hidden cell that can be worked out too nearly, ascending. Solved in pieces that stay in fast memory."""
    found = [np.empty(0, dtype=np.int64)]
    for first, last in table.pieces(_PIECE):
        attack = Attack(table.piece(first, last), problem.piece(first, last), hidden[:, first:last])
        found.append(first + attack.narrowed.rows)
    return np.concatenate(found)


class Attack:
    """The attacker's problem of one table when these cells are hidden."""

    def __init__(self, table: CellTable, problem: Problem, hidden: np.ndarray) -> None:
        self.table, self.problem, self.hidden = table, problem, hidden.copy()
        self.moves = _Moves(table, self._known_alone(np.arange(len(table.parent))))
        self.small = table.known & (table.n < table.need)
        self.narrowed = self._too_near(np.flatnonzero((self.small & hidden).any(axis=0)))

    def take(self, table: CellTable, rows: np.ndarray) -> Attack:
        """The same problem for these rows alone, whole trees, of which ``table`` is made (``CellTable.take``)."""
        part = Attack.__new__(Attack)
        part.table, part.problem, part.hidden = table, self.problem.take(rows), self.hidden[:, rows]
        part.moves, part.small = self.moves.take(table, rows), self.small[:, rows]
        there = np.isin(self.narrowed.rows, rows)
        place = np.searchsorted(rows, self.narrowed.rows[there])
        part.narrowed = Narrowed(place, *(cells[:, there] for cells in self.narrowed[1:]))
        return part

    def hide(self, hidden: np.ndarray) -> None:
        """These cells are hidden now: all that were, and more. What was wide enough has only become wider: only the rest is tried again."""
        changed = np.flatnonzero((hidden != self.hidden).any(axis=0))
        self.hidden = hidden.copy()
        self.moves.change(changed, self._known_alone(changed))
        self.narrowed = self._too_near(self.narrowed.rows)

    def tight(self, rows: np.ndarray) -> np.ndarray:
        """[3, these rows]: hidden cells of any group that their unit's own figures settle."""
        settled = (_width(self.moves.own[..., rows]) < TOLERANCE).any(axis=0)
        return settled & self.hidden[:, rows] & self.table.known[:, rows]

    def _known_alone(self, rows: np.ndarray) -> np.ndarray:
        """[2, problems, 3, these rows]: a shown cell cannot move, nor one that is nobody; a free one can be anything."""
        moves = (self.hidden & self.table.known | self.table.free)[:, rows]
        return np.maximum(np.take(self.problem.room, rows, axis=-1), np.where(moves, -np.inf, 0.0))

    def _too_near(self, rows: np.ndarray) -> Narrowed:
        """Of these rows, with hidden cells of small groups: which can be worked out too nearly."""
        full = self.moves.bounds(rows)
        narrow = _width(full) < np.take(self.problem.enough, rows, axis=-1)
        narrow &= (self.small & self.hidden)[:, rows]
        found = narrow.any(axis=(0, 1))
        rows, narrow, full = rows[found], narrow[..., found], full[..., found]
        # Only of these, for what is known of a unit alone leaves no less than everything does.
        own, enough = self.moves.own[..., rows], self.problem.enough[..., rows]
        alone = narrow & (_width(own) < enough)
        own[..., T, :] = full[..., T, :]
        by_total = narrow & (_width(_closed(own)) < enough) & (self.hidden & self.table.known)[T, rows]
        return Narrowed(rows, *(cells.any(axis=0) for cells in (narrow, alone, by_total)))
