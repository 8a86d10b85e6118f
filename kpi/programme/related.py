"""Which indicators are about the same answers of the same people: shown beside each other, one tells about another."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from kpi.programme.model import Programme

ROLLING = "R12"
"""The method of a rolling twelve months, in every pack: a month's figure then holds the eleven months before it too."""


def related(programme: Programme) -> dict[str, frozenset[str]]:
    """Indicator id → the indicators made from the same answers of the same people, or that count the same people (``Indicator.people``),
    itself included. An index over all the questions is the mean of the indices over some of them: shown beside them it tells the one that
    is hidden; so does one count beside another."""
    measured = [(layout.id, m) for layout in programme.layouts for m in layout.measures if m.items]
    asked: set[tuple[str, frozenset[Hashable]]] = {
        (m.indicator, frozenset((of, m.population, item) for item in m.items)) for of, m in measured
    }
    asked |= {(i.id, frozenset((i.people,))) for i in programme.indicators if i.people}
    joined = _joined(frozenset(asked))
    return {i.id: joined.get(i.id, frozenset((i.id,))) for i in programme.indicators}


@lru_cache(maxsize=8)
def _joined(measured: frozenset[tuple[str, frozenset[Hashable]]]) -> dict[str, frozenset[str]]:
    """Indicators with a question in common, directly or by way of another."""
    groups: list[tuple[set[str], set[Hashable]]] = []
    for indicator, items in measured:
        met = [g for g in groups if indicator in g[0] or items & g[1]]
        ids, asked = {indicator}.union(*(g[0] for g in met)), set(items).union(*(g[1] for g in met))
        groups = [*(g for g in groups if g not in met), (ids, asked)]
    return {indicator: frozenset(ids) for ids, _ in groups for indicator in ids}


def tells_of_others(programme: Programme) -> dict[str, frozenset[str]]:
    """Indicator id → those whose n it gives away: how many persons there are for each of some tells how many there are in all, and the
    other measures of the same rows count the same persons."""
    told: dict[str, set[str]] = {}
    known = {i.id for i in programme.indicators}
    for layout in programme.layouts:
        ids = {m.indicator for m in layout.measures} & known
        for measure in (m for m in layout.measures if m.rule == "per" and m.indicator in known):
            told.setdefault(measure.indicator, set()).update(ids - {measure.indicator})
    return {name: frozenset(others) for name, others in told.items() if others}


def clusters(programme: Programme) -> dict[str, int]:
    """Indicator id → a number shared by those that must be looked at together when it is settled what may be shown: families, and what
    gives their n away."""
    family, told = families(programme), tells_of_others(programme)
    number = dict(family)
    for name, others in told.items():
        joined = {number[one] for one in (name, *others)}
        number = {one: min(joined) if of in joined else of for one, of in number.items()}
    return number


def families(programme: Programme) -> dict[str, int]:
    """Indicator id → a number that ``related`` indicators share."""
    first = {name: min(others) for name, others in related(programme).items()}
    number = {name: at for at, name in enumerate(sorted(set(first.values())))}
    return {name: number[of] for name, of in first.items()}
