"""The disclosure rule of ``kpi.measure.disclosure`` once more: slow, one group at a time, dictionaries and loops, no numpy.

Same arguments and same answer. The rules' numbers are those of that module's docstring. A cell is keyed (unit, sex).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isnan, nan

SEXES = T, K, M = 0, 1, 2
NOBODY = 1e-9


def hidden_cells(
    group: Sequence[int],
    unit: Sequence[int],
    parent: Sequence[int],
    sex: Sequence[int],
    n: Sequence[float],
    min_n: Sequence[float],
    unknown_ok: Sequence[bool],
    *,
    adds_up: Sequence[bool] | None = None,
    already: Sequence[bool] | None = None,
) -> list[bool]:
    """True for each cell that may not be shown."""
    groups: dict[int, Group] = {}
    for i, g in enumerate(group):
        one = groups.setdefault(g, Group())
        one.settle({(unit[i], sex[i]): float(n[i])})
        one.parent[unit[i]] = parent[i]
        one.need = max(one.need, min_n[i])
        one.unknown_ok |= {unit[i]} if unknown_ok[i] else set()
        one.adds_up |= {unit[i]} if adds_up is not None and adds_up[i] else set()
        one.hidden |= {(unit[i], sex[i])} if already is not None and already[i] and not n[i] <= NOBODY else set()
    for one in groups.values():
        one.protect()
    return [(unit[i], sex[i]) in groups[g].hidden | groups[g].empty for i, g in enumerate(group)]


class Group:
    """The cells of one group. ``n`` has the published and implied cells, ``empty`` those that are nobody; others are free."""

    def __init__(self) -> None:
        self.n: dict[tuple[int, int], float] = {}
        self.parent: dict[int, int] = {}
        self.need = 0.0
        self.unknown_ok: set[int] = set()
        self.adds_up: set[int] = set()
        self.empty: set[tuple[int, int]] = set()
        self.hidden: set[tuple[int, int]] = set()

    def protect(self) -> None:
        self.imply()
        for (u, s), n in self.n.items():  # rule 1
            if n < self.need or (isnan(n) and u not in self.unknown_ok):
                self.hidden.add((u, s))
        self.spread()
        while True:
            before = len(self.hidden)
            for s in SEXES:
                self.hide_more(s)
                self.spread()
            if len(self.hidden) == before:
                return

    # --- rule 4 -----------------------------------------------------------------------------------------------------------------------

    def count(self, u: int, s: int) -> float | None:
        """n of the cell, 0 for an empty one, None for a free one."""
        return 0.0 if (u, s) in self.empty else self.n.get((u, s))

    def children(self, u: int) -> list[int]:
        return sorted(c for c, p in self.parent.items() if p == u)

    def imply(self) -> None:
        while True:
            before = len(self.n) + len(self.empty)
            for s, one, other, sign in ((K, T, M, -1), (M, T, K, -1), (T, K, M, 1)):
                self.settle({(u, s): self.by_sexes(u, s, one, other, sign) for u in self.parent})
            for s in SEXES:
                self.settle({(u, s): self.by_relations(u, s) for u in self.parent})
            if len(self.n) + len(self.empty) == before:
                return

    def settle(self, found: dict[tuple[int, int], float | None]) -> None:
        for cell, n in found.items():
            if n is None:
                continue
            if n <= NOBODY:
                self.empty.add(cell)
            else:
                self.n[cell] = n

    def by_sexes(self, u: int, s: int, one: int, other: int, sign: int) -> float | None:
        a, b = self.count(u, one), self.count(u, other)
        return None if self.count(u, s) is not None or a is None or b is None else a + sign * b

    def by_relations(self, u: int, s: int) -> float | None:
        if self.count(u, s) is not None:
            return None
        counts = [self.count(c, s) for c in self.children(u)]
        above = self.parent[u]
        if above in self.parent and self.count(above, s) is not None:
            siblings = [self.count(c, s) for c in self.children(above) if c != u]
            if None not in siblings:
                return self.count(above, s) - sum(siblings)
        return sum(counts) if counts and None not in counts else None

    # --- rules 2 and 5 ----------------------------------------------------------------------------------------------------------------

    def spread(self) -> None:
        for u in self.parent:
            lone = (u, K) in self.empty or (u, M) in self.empty
            if lone and (u, T) in self.n and ((u, K) in self.hidden or (u, M) in self.hidden):
                self.hidden.add((u, T))
            if any((u, s) in self.hidden for s in SEXES):
                self.hidden |= {(u, s) for s in (K, M) if (u, s) in self.n}

    # --- rules 3, 5, 6 and 7 ----------------------------------------------------------------------------------------------------------

    def members(self, u: int, s: int) -> list[int]:
        return [c for c in self.children(u) if (c, s) in self.n]

    def hidden_members(self, u: int, s: int) -> list[int]:
        return [c for c in self.members(u, s) if (c, s) in self.hidden]

    def outside(self, u: int, s: int) -> tuple[int, float]:
        """How many parts of the unit are published by nobody, and their n together."""
        free = [c for c in self.children(u) if self.count(c, s) is None]
        left = self.n[u, s] - sum(self.n[c, s] for c in self.members(u, s))
        if not free:
            return (1, left) if self.members(u, s) and u in self.adds_up and NOBODY < left < self.need else (0, 0.0)
        return len(free), inf if isnan(left) else max(left, 0.0)

    def hidden_below(self, u: int, s: int) -> float:
        """n of the unit's hidden parts, each by its own hidden parts; NaN when it cannot be worked out."""
        guards = self.hidden_members(u, s)
        total = sum(self.weight(c, s) for c in guards) + self.outside(u, s)[1]
        if guards and isnan(total):
            beyond = self.n[u, s] - sum(self.n[c, s] for c in self.members(u, s) if c not in guards)
            return beyond if isnan(beyond) else max(beyond, 0.0)
        return total

    def weight(self, u: int, s: int) -> float:
        below = self.hidden_below(u, s) if self.hidden_members(u, s) else nan
        return self.n[u, s] if isnan(below) else below

    def hide_more(self, s: int) -> None:
        chosen: set[int] = set()
        for u in self.parent:
            if (u, s) not in self.n or not self.members(u, s) or not self.lacking(u, s):
                continue
            visible = [c for c in self.members(u, s) if (c, s) not in self.hidden]
            chosen |= {min(visible, key=lambda c: self.rank(c, s))} if visible else {u}
        self.hidden |= {(u, s) for u in chosen}

    def lacking(self, u: int, s: int) -> bool:
        parts, left = self.outside(u, s)
        parent_hidden = (u, s) in self.hidden
        covered = len(self.hidden_members(u, s)) + parent_hidden
        exposed = parts > 0 and NOBODY < left < self.need
        if not covered and not exposed:
            return False
        total = self.hidden_below(u, s) + (self.n[u, s] if parent_hidden else 0.0)
        return covered + parts < 2 or total < self.need - NOBODY

    def rank(self, u: int, s: int) -> tuple[bool, float, int]:
        one_sex = s != T and ((u, K) in self.empty or (u, M) in self.empty)
        return one_sex, inf if isnan(self.n[u, s]) else self.n[u, s], u
