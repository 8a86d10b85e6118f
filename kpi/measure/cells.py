"""The cells of ``disclosure`` laid out as a table: one row a unit in a group, one column each for T, K and M.

A cell that is not published may still be worked out from those that are: the absent sex from the total and the other sex, a parent from all
its children, the only absent child from its parent. Such a cell is *implied*, and protected like a published one. A sex that is worked out
to be nobody, or published with n 0, is *empty*. What cannot be worked out is *free*.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

T, K, M = 0, 1, 2
NOBODY = 1e-9
"""A group of at most this many persons is no group (float noise in a difference of counts)."""
_DEEPEST = 100
_CLOSE = 8  # numbers that span at most so many times their count


@dataclass(slots=True)
class CellTable:
    """Rows are (group, unit), ordered by group and unit whatever the order of the cells given."""

    row: np.ndarray  # of each cell given: its row
    sex: np.ndarray  # of each cell given: T, K or M
    unit: np.ndarray  # of each row
    parent: np.ndarray  # row of the parent in the same group, −1 without
    depth: np.ndarray  # rows above
    need: np.ndarray  # smallest n that may be shown: the largest min_n given in the group
    unknown_ok: np.ndarray  # an unknown n may be shown
    adds_up: np.ndarray  # the children's n should add up to this row's
    n: np.ndarray  # [3, rows]; NaN unknown or free; 0 empty
    known: np.ndarray  # [3, rows]: published or implied, and somebody
    empty: np.ndarray  # [3, rows]: nobody

    @property
    def free(self) -> np.ndarray:
        """[3, rows]: neither published nor possible to work out."""
        return ~(self.known | self.empty)

    @property
    def top(self) -> np.ndarray:
        """Of each row: the row at the top of its tree."""
        top = np.arange(len(self.parent))
        for _ in range(self.depth.max(initial=0)):
            top = np.where(self.parent[top] >= 0, self.parent[top], top)
        return top

    def trees_of(self, rows: np.ndarray) -> np.ndarray:
        """Every row of the trees that these are in, ascending."""
        top = self.top
        chosen = np.zeros(len(top), dtype=bool)
        chosen[top[rows]] = True
        return np.flatnonzero(chosen[top])

    def pieces(self, size: int) -> list[tuple[int, int]]:
        """First row and the one after the last of pieces of whole trees, each of at least ``size`` rows but the last."""
        top, rows = self.top, len(self.parent)
        last = np.zeros(rows, dtype=np.int64)
        np.maximum.at(last, top, np.arange(rows))
        ends = np.flatnonzero(np.maximum.accumulate(last[top]) == np.arange(rows)) + 1  # no tree goes on after these
        cuts = [0]
        while cuts[-1] < rows:
            cuts.append(int(ends[min(np.searchsorted(ends, cuts[-1] + size), len(ends) - 1)]))
        return list(pairwise(cuts))

    def piece(self, first: int, last: int) -> CellTable:
        """As ``take``, of the rows from ``first`` to before ``last``, without copying."""
        none, parent = np.empty(0, dtype=np.int64), self.parent[first:last]
        parent = np.where(parent >= 0, parent - first, -1)
        flat = (self.depth, self.need, self.unknown_ok, self.adds_up)
        of_cells = {"n": self.n[:, first:last], "known": self.known[:, first:last], "empty": self.empty[:, first:last]}
        return CellTable(none, none, self.unit[first:last], parent, *(column[first:last] for column in flat), **of_cells)

    def take(self, rows: np.ndarray) -> CellTable:
        """A table of these rows alone, which are whole trees in ascending order. No cells given belong to it."""
        place = np.full(len(self.parent) + 1, -1)
        place[rows] = np.arange(len(rows))
        none = np.empty(0, dtype=np.int64)
        flat = (self.depth, self.need, self.unknown_ok, self.adds_up)
        of_cells = {"n": self.n[:, rows], "known": self.known[:, rows], "empty": self.empty[:, rows]}
        return CellTable(none, none, self.unit[rows], place[self.parent[rows]], *(column[rows] for column in flat), **of_cells)


def cell_table(
    group: ArrayLike,
    unit: ArrayLike,
    parent: ArrayLike,
    sex: ArrayLike,
    n: ArrayLike,
    min_n: ArrayLike,
    unknown_ok: ArrayLike,
    adds_up: ArrayLike | None = None,
) -> CellTable:
    """Lay out the cells. Raises ValueError for arrays of unequal length, a double cell, two parents of a unit, or a circle of parents."""
    group, unit, parent, sex = (np.asarray(a, dtype=np.int64) for a in (group, unit, parent, sex))
    n, min_n = (np.asarray(a, dtype=np.float64) for a in (n, min_n))
    unknown_ok = np.asarray(unknown_ok, dtype=bool)
    adds_up = np.zeros(len(unit), dtype=bool) if adds_up is None else np.asarray(adds_up, dtype=bool)
    _refuse_malformed(group, unit, parent, sex, n, min_n, unknown_ok, adds_up)
    groups, _, group_index = _distinct(group)
    width = int(max(unit.max(initial=0), parent.max(initial=0))) + 1
    keys, first, row = _distinct(group_index * width + unit)
    _refuse_contradictions(parent, sex, first, row)
    above = _rows_of_parents(keys, parent[first], keys - unit[first])
    need = _largest(min_n, group_index, len(groups))[group_index[first]]
    shape = (3, len(keys))
    table = CellTable(
        row, sex, unit[first], above, _depth(above), need, _any(row, unknown_ok, len(keys)), _any(row, adds_up, len(keys)),
        n=np.full(shape, np.nan), known=np.zeros(shape, dtype=bool), empty=np.zeros(shape, dtype=bool),
    )  # fmt: skip
    _settle(table, sex, row, n)
    _imply(table)
    return table


def _refuse_malformed(group, unit, parent, sex, n, min_n, *flags: np.ndarray) -> None:
    if len({len(a) for a in (group, unit, parent, sex, n, min_n, *flags)}) != 1:
        raise ValueError("fälten har olika längd")
    if np.any(unit < 0) or np.any(parent < -1) or np.any((sex < T) | (sex > M)):
        raise ValueError("enhet, överordnad eller kön utanför sitt värdeförråd")
    if np.any(n < 0) or np.any(np.isinf(n)) or np.any(np.isnan(min_n)):
        raise ValueError("n måste vara minst 0 eller okänt (NaN), och minsta antal får inte saknas")


def _refuse_contradictions(parent: np.ndarray, sex: np.ndarray, first: np.ndarray, row: np.ndarray) -> None:
    if np.any(parent != parent[first][row]):
        raise ValueError("en enhet har två överordnade i samma grupp")
    if np.bincount(row * 3 + sex).max(initial=0) > 1:
        raise ValueError("samma cell (grupp, enhet, kön) förekommer två gånger")


def _rows_of_parents(keys: np.ndarray, parent: np.ndarray, group_start: np.ndarray) -> np.ndarray:
    """Row of each row's parent; −1 for a top unit and for a parent without cells in the group."""
    wanted = group_start + parent
    found = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    return np.where((parent >= 0) & (keys[found] == wanted), found, -1) if len(keys) else found


def _depth(parent: np.ndarray) -> np.ndarray:
    depth = np.zeros(len(parent), dtype=np.int64)
    above = parent.copy()
    for _ in range(_DEEPEST):
        below_something = above >= 0
        if not below_something.any():
            return depth
        depth[below_something] += 1
        above[below_something] = parent[above[below_something]]
    raise ValueError("de överordnade enheterna går i cirkel")


def _distinct(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """``np.unique`` with an index and the inverse. Numbers that lie close are counted instead of sorted, which is several times as fast."""
    least = int(values.min(initial=0))
    span = int(values.max(initial=0)) - least + 1
    if span > _CLOSE * len(values):
        return np.unique(values, return_index=True, return_inverse=True)
    from_least = values - least
    first_at = np.empty(span, dtype=np.int64)
    first_at[from_least[::-1]] = np.arange(len(values))[::-1]  # of equal ones the first is written last
    found = np.flatnonzero(np.bincount(from_least, minlength=span))
    place = np.empty(span, dtype=np.int64)
    place[found] = np.arange(len(found))
    return found + least, first_at[found], place[from_least]


def _any(row: np.ndarray, flag: np.ndarray, rows: int) -> np.ndarray:
    return np.bincount(row, weights=flag, minlength=rows) > 0


def _largest(values: np.ndarray, group_index: np.ndarray, groups: int) -> np.ndarray:
    largest = np.zeros(groups)
    np.maximum.at(largest, group_index, values)
    return largest


def _imply(table: CellTable) -> None:
    """Work out unpublished cells until nothing more follows. A figure given twice over keeps what its own row says."""
    while True:
        free = table.free
        if not free.any():
            return
        before = int(free.sum())
        _from_own_row(table)
        for sex in (T, K, M):
            _from_children_or_parent(table, sex)
        if int(table.free.sum()) == before:
            return


def _settle(table: CellTable, sex: int | np.ndarray, rows: np.ndarray, n: np.ndarray) -> None:
    nobody = n <= NOBODY  # False for an unknown n: somebody, but nobody knows how many
    table.n[sex, rows] = np.where(nobody, 0.0, n)
    table.empty[sex, rows] = nobody
    table.known[sex, rows] = ~nobody


def _from_own_row(table: CellTable) -> None:
    """T = K + M, whichever of the three is absent."""
    for sex, one, other, sign in ((K, T, M, -1), (M, T, K, -1), (T, K, M, 1)):
        free = table.free
        rows = np.flatnonzero(free[sex] & ~free[one] & ~free[other])
        _settle(table, sex, rows, table.n[one, rows] + sign * table.n[other, rows])


def _from_children_or_parent(table: CellTable, sex: int) -> None:
    """Parent = Σ children, when exactly one cell of the relation is absent."""
    free, rows = table.free[sex], len(table.parent)
    children = np.flatnonzero(table.parent >= 0)
    above = table.parent[children]
    lost = children[free[children]]
    absent = np.bincount(table.parent[lost], minlength=rows)
    summed = np.flatnonzero(free & (absent == 0) & (np.bincount(above, minlength=rows) > 0))
    only = lost[(absent[table.parent[lost]] == 1) & ~free[table.parent[lost]]]
    if not len(summed) and not len(only):
        return
    there = ~free[children]
    total = np.bincount(above[there], weights=table.n[sex, children[there]], minlength=rows)
    left = table.n[sex, table.parent[only]] - total[table.parent[only]]
    _settle(table, sex, summed, total[summed])
    _settle(table, sex, only, left)
