"""Disclosure control: which cells may not be shown so that no small group's figure can be seen or worked out.

A *cell* is one figure of a group (indicator, period, population, method), unit and sex. Two kinds of relation tie cells together, for
numerators as for n: T = K + M within a unit, and parent = Σ children within a sex. The rule:

1. A cell is hidden when its n is below the minimum, or unknown where an unknown n is not accepted.
2. If K or M of a unit is hidden, both are. If T is hidden, K and M are.
3. In a relation parent = Σ children, the hidden cells (a hidden parent counts as one) are none, or at least two with together at least the
   minimum n; otherwise the smallest visible child is hidden too, and when there is none, the parent. A leak is worse than a missing parent.

Strengthened beyond that, each because something could otherwise be worked out:

4. *Implied cells* (see ``cells``) are protected as if they were published: with T 25 and K 18 shown, an absent M of 7 is no secret.
5. *One sex only*: where the other sex is nobody, the sex's figure is the total's, and the two are hidden together. A published n of 0 is
   nobody: the cell has nothing to show and is hidden, but protects nobody and needs no protection; rule 2 does not hide the other sex for
   its sake. Among children, those with both sexes are hidden first, for they cost no total.
6. *Sums*: a hidden child with children of its own counts by its hidden children's n, not by its own: its visible children are known.
   Where some hidden n is unknown, what the parent has beyond its visible children counts; where that is unknown too, nobody can work
   the hidden figures out, and two are enough.
7. *Remainders* (``adds_up``): where the children's n should add up to the parent's but leave a remainder of 1 … minimum − 1 persons, those
   persons are a group that is hidden already, and must not stand alone.

Why nothing can be solved for: the relations of one sex form a tree, so whenever each holds none or at least two hidden cells, any hidden
cell can be changed and another in the same relation changed to match, and so on down or up the tree to an end. A change of K in a unit
whose T is shown is met by the opposite change of M. Where the match in K is a unit of one sex, rule 5 has hidden its T too, and the match
in M is either of the same kind or goes the opposite way by a unit with both sexes; so T balances as well. Hence every hidden cell can take
another value while everything shown stays the same. The property tests attack the result with linear algebra.

8. *Intervals* (``sums``): what everything shown leaves a small group's n and value is at least as wide as ``protection`` says; else one
   more cell near it is hidden, and it is tried again. The intervals are exact (``intervals``).

Outside this rule, done where figures are rolled up (``kpi.store.gate``): months and their year, the same people in two ways, and versions.

Sources: Hundepool et al., Handbook on Statistical Disclosure Control (secondary suppression); LKBR ch. 11 (more than 10 employees);
the minimum of each indicator is the pack's.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from kpi.measure.cells import NOBODY, CellTable, K, M, T, cell_table
from kpi.measure.gap import TOLERANCE
from kpi.measure.intervals import Attack, Problem, Sums, too_near
from kpi.measure.tree import Tree

_FEW = 0.7  # of all rows: so few are worth a table of their own


def hidden_cells(
    group: ArrayLike,
    unit: ArrayLike,
    parent: ArrayLike,
    sex: ArrayLike,
    n: ArrayLike,
    min_n: ArrayLike,
    unknown_ok: ArrayLike,
    *,
    adds_up: ArrayLike | None = None,
    already: ArrayLike | None = None,
    sums: Sums | None = None,
    intervals: bool = False,
) -> np.ndarray:
    """True for each cell that may not be shown. All arguments are arrays with one element a cell, in any order.

    ``group``, ``unit`` ≥ 0: integers; ``parent``: the unit above in the same group, −1 at the top (one without cells is as none; a unit
    between two units with cells should have a cell itself). ``sex``: 0 T, 1 K, 2 M. ``n``: persons or answers, NaN unknown.
    ``min_n``: smallest n that may be shown, the same in a group (the largest holds; infinity: no known n is enough).
    ``unknown_ok``: an unknown n may be shown there (the top two levels).
    ``adds_up``: the unit's n is a plain count that its children's n should add up to (False, the default, where n is an average or a
    minimum over months). ``already``: hidden for another reason, whatever its n (a month whose year is hidden). ``sums``: what values are
    made of; with them, or with ``intervals`` for the counts alone, rule 8 holds too.
    The answer does not depend on the order of the cells; ties are settled by the lower unit number. Raises ValueError for malformed input.
    """
    table = cell_table(group, unit, parent, sex, n, min_n, unknown_ok, adds_up)
    small = table.n < table.need
    unknown = np.isnan(table.n) & ~table.unknown_ok
    hidden = table.known & (small | unknown)
    if already is not None:
        _add(hidden, table, np.asarray(already, dtype=bool))
    _spread_between_sexes(table, hidden)
    relations = [_Relations(table, sex) for sex in (T, K, M)]
    _settle(table, relations, hidden)
    if sums is not None or intervals:
        problem = Problem(table, sums)
        rows = table.trees_of(too_near(table, problem, hidden))
        _on_part(table, rows, hidden, lambda part: Attack(part, problem.take(rows), hidden[:, rows]))
    return hidden[table.sex, table.row] | table.empty[table.sex, table.row]


def _settle(table: CellTable, relations: list[_Relations], hidden: np.ndarray) -> None:
    """Hide more until every relation holds none or enough."""
    settled = False
    while not settled:
        settled = True
        for relation in relations:
            if relation.hide_more(hidden):
                _spread_between_sexes(table, hidden)
                settled = False


def _on_part(table: CellTable, rows: np.ndarray, hidden: np.ndarray, attack: Callable[[CellTable], Attack]) -> None:
    """Rule 8 in these rows, whole trees, in place."""
    part, of_part = table.take(rows), hidden[:, rows]
    _protect_intervals(part, [_Relations(part, sex) for sex in (T, K, M)], of_part, attack(part))
    hidden[:, rows] = of_part


def _protect_intervals(table: CellTable, relations: list[_Relations], hidden: np.ndarray, attack: Attack) -> None:
    """Rule 8 until it holds, in place. Trees do not touch each other: where few are left to protect, only those are looked at."""
    while len(attack.narrowed.rows):
        rows = table.trees_of(attack.narrowed.rows)
        if len(rows) <= _FEW * len(table.parent):
            _on_part(table, rows, hidden, lambda part, attack=attack, rows=rows: attack.take(part, rows))
            return
        if not _widen(table, relations, hidden, attack):
            return
        _settle(table, relations, hidden)
        attack.hide(hidden)


def _widen(table: CellTable, relations: list[_Relations], hidden: np.ndarray, attack: Attack) -> bool:
    """Rule 8: hide one more near each cell that can be worked out too nearly. False when there is nothing more to hide."""
    near, before = attack.narrowed, hidden.copy()
    by_own, by_total = near.alone.any(axis=0), near.by_total.any(axis=0)
    alone = near.rows[by_own]
    hidden[T, alone[table.known[T, alone]]] = True
    wanting = near.cells & ~by_own & ~by_total
    wanting[T] |= by_total
    for relation in relations:
        relation.widen(hidden, near.rows[wanting[relation.sex]], attack)
    _spread_between_sexes(table, hidden)
    if np.array_equal(before, hidden):  # nothing of the sex is left around it: the nearest total above that is shown, which bounds both
        rows = near.rows
        while len(rows := np.unique(rows[rows >= 0])):
            shown = table.known[T, rows] & ~hidden[T, rows]
            hidden[T, rows[shown]] = True
            rows = table.parent[rows[~shown]]
    return not np.array_equal(before, hidden)


def _add(hidden: np.ndarray, table: CellTable, already: np.ndarray) -> None:
    if len(already) != len(table.row):
        raise ValueError("fälten har olika längd")
    hidden[table.sex, table.row] |= already
    hidden &= table.known  # an empty cell needs no protection


def _spread_between_sexes(table: CellTable, hidden: np.ndarray) -> None:
    """Rule 2, and the first half of 5: a unit of one sex only has that sex and T hidden together."""
    nobody = table.empty[K] | table.empty[M]
    hidden[T] |= nobody & (hidden[K] | hidden[M]) & table.known[T]
    either = hidden[T] | hidden[K] | hidden[M]
    hidden[K] |= either & table.known[K]
    hidden[M] |= either & table.known[M]


class _Relations:
    """Every relation parent = Σ children of a sex: what is fixed about them, and the step that hides more."""

    def __init__(self, table: CellTable, sex: int) -> None:
        self.table, self.sex = table, sex
        self.member, self.n = table.known[sex], table.n[sex]
        self.one_sex = (table.empty[K] | table.empty[M]) if sex != T else np.zeros_like(self.member)
        children = np.flatnonzero(table.parent >= 0)
        children = children[self.member[table.parent[children]]]
        self.children = children[self.member[children]]
        self.parents = table.parent[self.children]
        above = np.full(len(self.member), -1)
        above[self.children] = self.parents
        self.tree = Tree(above, table.depth)
        self.active = np.bincount(self.parents, minlength=len(self.member)) > 0
        self._unpublished(children[table.free[sex, children]])
        self.looked_at = np.zeros_like(self.member)  # what was hidden when it was last seen what is lacking
        self.weight = self.n.copy()  # what a hidden child counts for by rule 6
        self.never = True

    def _unpublished(self, free_children: np.ndarray) -> None:
        """Parts that nobody publishes: free children, and (rule 7) a small remainder. They count as hidden, with what is left of n."""
        rows, need = len(self.member), self.table.need
        outside = np.bincount(self.table.parent[free_children], minlength=rows)
        left = self.n - np.bincount(self.parents, weights=self.n[self.children], minlength=rows)
        remainder = self.active & self.table.adds_up & (outside == 0) & (left > NOBODY) & (left < need)
        self.outside = outside + remainder
        # An unknown remainder cannot be worked out either, so it is protection enough.
        self.outside_n = np.where(self.outside > 0, np.where(np.isnan(left), np.inf, np.maximum(left, 0.0)), 0.0)
        self.exposed = (self.outside > 0) & (self.outside_n > NOBODY) & (self.outside_n < need)

    def hide_more(self, hidden: np.ndarray) -> bool:
        """Hide one more cell in each relation that needs it. False when none could be."""
        concealed = hidden[self.sex]
        rows = self._next_to_hide(self._lacking(concealed), concealed)
        hidden[self.sex, rows] = True
        return len(rows) > 0

    def widen(self, hidden: np.ndarray, rows: np.ndarray, attack: Attack) -> None:
        """Hide one more cell around each of the rows: a sibling, else the parent, else one more step up. Where the parent's total is what
        binds (it settles the parent's sexes), the total."""
        concealed, parent = hidden[self.sex], self.table.parent
        wanting = [np.empty(0, dtype=np.int64)]
        above = parent[rows[self.member[rows]]]
        while len(above := above[above >= 0]):
            above = np.unique(above[self.active[above]])
            children, place = self.tree.below(above)
            can = ~concealed[above] | (np.bincount(place, weights=~concealed[children], minlength=len(above)) > 0)
            wanting.append(above[can])
            above = above[~can]
            bound = attack.tight(above)[self.sex] & self.table.known[T, above] & ~hidden[T, above]
            hidden[T, above[bound]] = True
            above = parent[above[~bound]]
        hidden[self.sex, self._next_to_hide(np.unique(np.concatenate(wanting)), concealed)] = True

    def _lacking(self, concealed: np.ndarray) -> np.ndarray:
        """The parents whose relations need one more cell hidden, ascending. Of those where nothing could be hidden when last asked, and no
        cell in them or below has been since, nothing is said."""
        changed = np.flatnonzero(self.active if self.never else concealed != self.looked_at)
        self.never, self.looked_at = False, concealed.copy()
        found = [self._among(rows[self.active[rows]], concealed) for rows in reversed(self.tree.down_to(changed))]
        return np.sort(np.concatenate(found)) if found else changed

    def _among(self, rows: np.ndarray, concealed: np.ndarray) -> np.ndarray:
        children, place = self.tree.below(rows)
        under, n = concealed[children], self.n[rows]

        def total(of_children: np.ndarray, where: np.ndarray) -> np.ndarray:
            return np.bincount(place, weights=np.where(where, of_children, 0.0), minlength=len(rows))

        hidden_children = total(np.ones(len(children)), under)
        # n of the relation's hidden cells by rule 6; NaN when it cannot be worked out.
        below = self.outside_n[rows] + total(self.weight[children], under)
        below = np.where(np.isnan(below), np.maximum(n - total(self.n[children], ~under), 0.0), below)
        self.weight[rows] = np.where(np.isnan(below) | (hidden_children == 0), n, below)
        covered = hidden_children + concealed[rows]
        too_few = below + np.where(concealed[rows], n, 0.0) < self.table.need[rows] - TOLERANCE
        lacking = ((covered > 0) | self.exposed[rows]) & ((covered + self.outside[rows] < 2) | too_few)
        return rows[lacking]

    def _next_to_hide(self, lacking: np.ndarray, concealed: np.ndarray) -> np.ndarray:
        """In each lacking relation (parents, ascending) the smallest visible child, of both sexes before of one (which costs a total); else
        the parent."""
        if not len(lacking):
            return lacking
        choice, place = self.tree.below(lacking)
        seen = ~concealed[choice]
        choice, place = choice[seen], place[seen]
        size = np.where(np.isnan(self.n[choice]), np.inf, self.n[choice])
        order = np.lexsort((self.table.unit[choice], size, self.one_sex[choice], place))
        choice, place = choice[order], place[order]
        first = np.ones(len(choice), dtype=bool)
        first[1:] = place[1:] != place[:-1]
        exhausted = ~concealed[lacking]
        exhausted[place] = False
        return np.concatenate([choice[first], lacking[exhausted]])
