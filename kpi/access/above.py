"""Which units a unit may be held against: the levels above it that the scope reaches. Pure: the tree is handed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, Protocol

from kpi.access.reach import own_units, subtree
from kpi.access.scope import Role, Scope


class Placed(Protocol):
    """What is needed of a unit: the code of the unit above it (None for the root), its depth and what lies below."""

    @property
    def parent(self) -> str | None: ...

    @property
    def depth(self) -> int: ...

    @property
    def children(self) -> tuple[str, ...]: ...


def path_to(unit: str, tree: Mapping[str, Placed]) -> tuple[str, ...]:
    """The units above a unit, nearest first; () for the root and for a unit that is not in the tree."""
    found: list[str] = []
    parent = tree[unit].parent if unit in tree else None
    while parent is not None and parent in tree and parent not in found:
        found.append(parent)
        parent = tree[parent].parent
    return tuple(found)


def units_above(unit: str, tree: Mapping[str, Placed], reached: Collection[str]) -> tuple[str, ...]:
    """The units above a unit whose figures may stand beside its own: those that ``kpi.access.reach`` gives the scope, nearest first."""
    return tuple(code for code in path_to(unit, tree) if code in reached)


def shared_above(units: Iterable[str], tree: Mapping[str, Placed], reached: Collection[str]) -> str | None:
    """The nearest reached unit that lies above all of ``units``; None when there is none."""
    above = [units_above(unit, tree, reached) for unit in units]
    return next((code for code in above[0] if all(code in others for others in above)), None) if above else None


def tops_of(scope: Scope, tree: Mapping[str, Placed], reached: Collection[str]) -> tuple[str, ...]:
    """The units that a manager has been given and that are in force; one that lies below another is left out.

    () for every other role: a controller has no unit of their own.
    """
    if scope.role is not Role.MANAGER:
        return ()
    given = [code for code in dict.fromkeys(scope.units) if code in tree and code in reached]
    below = {code for top in given for code in subtree(tree, top)[1:]}
    return tuple(code for code in given if code not in below)


def kind_of(scope: Scope, unit: str, tree: Mapping[str, Placed]) -> Literal["own", "chosen", "compared"]:
    """What a reached unit is to the one who asks: a manager's own (or below it), one that someone who has no unit of their own has chosen,
    or one that is there to compare with."""
    if scope.role is not Role.MANAGER:
        return "chosen"
    return "own" if unit in scope.units or unit in own_units(scope, tree) else "compared"
