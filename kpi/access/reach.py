"""Which units a scope reaches, given the organisation of a year. Pure: the tree is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from kpi.access.scope import Role, Scope

BOARD_DEPTH = 1  # the top two levels: depth 0 and 1


class TreeNode(Protocol):
    """What is needed of a unit: its depth (root 0) and the codes of the units directly below."""

    @property
    def depth(self) -> int: ...

    @property
    def children(self) -> Sequence[str]: ...


def subtree(tree: Mapping[str, TreeNode], top: str) -> list[str]:
    """The unit and everything below it, parents first. Empty when the unit is not in the tree."""
    found: list[str] = []
    waiting = [top] if top in tree else []
    while waiting:
        code = waiting.pop()
        found.append(code)
        waiting.extend(c for c in reversed(tree[code].children) if c in tree)
    return found


def own_units(scope: Scope, tree: Mapping[str, TreeNode]) -> frozenset[str]:
    """The units whose figures are the scope's own: without what a manager sees only to compare with. Default none."""
    if scope.role is Role.CONTROLLER:
        return frozenset(tree)
    if scope.role is Role.MANAGER:
        below = (code for top in scope.units for code in subtree(tree, top))
        return frozenset(below)
    if scope.role is Role.BOARD:
        return frozenset(code for code, node in tree.items() if node.depth <= BOARD_DEPTH)
    return frozenset()


def reach(scope: Scope, tree: Mapping[str, TreeNode], root: str) -> frozenset[str]:
    """Every unit the scope may see figures of in that year's organisation. Unknown roles and admins reach nothing.

    A manager who reaches any unit also reaches the root, to compare with.
    """
    own = own_units(scope, tree)
    if scope.role is Role.MANAGER and own:
        return own | {root}
    return own


def top_unit(scope: Scope, tree: Mapping[str, TreeNode], root: str) -> str | None:
    """The unit a view opens with: the root, or a manager's first own unit in force that year. None when nothing is reached."""
    if scope.role in (Role.CONTROLLER, Role.BOARD):
        return root
    if scope.role is Role.MANAGER:
        return first_in(scope.units, tree)
    return None


def first_in(codes: Iterable[str], tree: Mapping[str, TreeNode]) -> str | None:
    """The first of the codes that is in the tree, or None."""
    return next((code for code in codes if code in tree), None)
