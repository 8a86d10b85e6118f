"""Which units a scope reaches, given the organisation of a year, and why. Pure: the tree is handed in.

A manager's own units are the subtrees of the scope. To compare with, a manager also sees the root and the unit directly above each of the
scope's units. That tells nothing about the neighbours: what is hidden is hidden for everyone alike, so nobody can work out a hidden figure
from all that is shown to all roles together (ADR 0004), and least of all from a part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from kpi.access.permissions import ROLES, Answer
from kpi.access.scope import Role, Scope
from kpi.language import N_, tr

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

    A manager who reaches any unit also reaches the root and the unit above, to compare with.
    """
    own = own_units(scope, tree)
    if scope.role is Role.MANAGER and own:
        return own | {root} | {above for code in scope.units if (above := unit_above(code, tree)) is not None}
    return own


def unit_above(code: str, tree: Mapping[str, TreeNode]) -> str | None:
    """The unit directly above in that year's organisation; None for the root, or for a unit that is not in it."""
    return next((parent for parent, node in tree.items() if code in node.children), None) if code in tree else None


def why(scope: Scope, unit: str, tree: Mapping[str, TreeNode], root: str) -> Answer:
    """May the scope see figures of the unit in that year's organisation? With the reason, for a yes and for a no."""
    role = tr(ROLES[scope.role].name) if scope.role in ROLES else str(scope.role)
    if unit not in tree:
        return Answer(False, tr("Enheten finns inte i organisationen det året."))
    if unit not in reach(scope, tree, root):
        return Answer(False, tr(_WHY_NOT.get(scope.role, N_("Rollen är okänd."))))
    if scope.role is not Role.MANAGER:
        every = scope.role is Role.CONTROLLER
        return Answer(True, tr("Rollen {role} ser alla enheter.", role=role) if every else tr("Nämnden ser de två översta nivåerna."))
    if unit in scope.units:
        return Answer(True, tr("Egen enhet."))
    over = next((top for top in scope.units if unit in subtree(tree, top)), None)
    if over is not None:
        return Answer(True, tr("Ligger under den egna enheten {unit}.", unit=over))
    return Answer(True, tr("Hela organisationen, att jämföra med.") if unit == root else tr("Enheten närmast över, att jämföra med."))


_WHY_NOT = {
    Role.MANAGER: N_("Ligger inte under någon egen enhet."),
    Role.BOARD: N_("Nämnden ser bara de två översta nivåerna."),
    Role.ADMIN: N_("Administratörer ser inga siffror."),
}


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
