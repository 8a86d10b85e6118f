"""What one indicator tells of how many persons there are in another: equations between counts across indicators, as an outsider knows them.

How many persons there are for each of some gives, with the number of those, how many there are in all; and where everybody in a unit is
counted by another measure of the same rows, that is the other one's n. What counts the same group is tied where n are equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from kpi.audit.world import Figure, Key, World
from kpi.programme.model import Indicator, Layout, Programme, Rollup

SLACK = 1e-6


class Persons(NamedTuple):
    """How many persons a figure is about in all, where it says how many there are for each of some. Known when the figure is."""

    figure: Figure


class Elsewhere(NamedTuple):
    """The persons of a unit that no unit below has a figure of. ``tag`` tells it from the persons themselves: both are tuples."""

    figure: Figure
    tag: str = "elsewhere"


Row = dict[Figure | Persons | Elsewhere, int]


def equations(world: World, programme: Programme) -> Iterator[Row]:
    """Every equation of the year's totals between counts of different indicators."""
    by_people: dict[str, list[Indicator]] = {}
    for indicator in programme.indicators:
        if indicator.people:
            by_people.setdefault(indicator.people, []).append(indicator)
    for group in by_people.values():
        for one, other in combinations(group, 2):
            yield from _same_n(_totals(world, one.id), _totals(world, other.id))
    for indicator in (i for i in programme.indicators if i.rollup is Rollup.PER):
        beside = {m.indicator for layout in programme.layouts for m in layout.measures if _has(layout, indicator.id)}
        yield from _counted(world, indicator, sorted(beside - {indicator.id}))


def _has(layout: Layout, indicator: str) -> bool:
    return any(m.indicator == indicator for m in layout.measures)


def _totals(world: World, indicator: str) -> dict[str, list[Figure]]:
    """The year's totals by unit, of every method."""
    found: dict[str, list[Figure]] = {}
    for key, figure in world.figures.items():
        if key.indicator == indicator and key.sex == "T" and key.period == str(world.year):
            found.setdefault(key.unit, []).append(figure)
    return found


def _same_n(one: dict[str, list[Figure]], other: dict[str, list[Figure]]) -> Iterator[Row]:
    for unit in one.keys() & other.keys():
        yield from ({a: 1, b: -1} for a in one[unit] for b in other[unit] if a.n is not None and a.n == b.n)


def _counted(world: World, indicator: Indicator, beside: list[str]) -> Iterator[Row]:
    own = _totals(world, indicator.id)
    persons = {unit: _persons(world, indicator, figures[0]) for unit, figures in own.items()}
    for unit, (figure, *_) in own.items():
        below = [c for c in world.tree[unit].children if c in own] if unit in world.tree else []
        total, parts = persons[unit], [persons[c] for c in below]
        if not below or total is None or None in parts:
            continue
        row: Row = {Persons(figure): 1} | {Persons(own[c][0]): -1 for c in below}
        if abs(total - sum(part or 0.0 for part in parts)) > SLACK:
            row[Elsewhere(figure)] = -1
        yield row
    for name in beside:
        others = _totals(world, name)
        for unit in own.keys() & others.keys():
            n = persons[unit]
            yield from (
                {f: 1, Persons(own[unit][0]): -1} for f in others[unit] if n is not None and f.n is not None and abs(f.n - n) < SLACK
            )


def _persons(world: World, indicator: Indicator, figure: Figure) -> float | None:
    weight = world.weights.get(Key(*figure.key))
    return None if weight is None else figure.value * weight / indicator.scale
