"""*Visa som*: a controller sees exactly what a manager or the board sees, and can do no more. The address gives it to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpi.access.grants import in_force, scope_of
from kpi.access.permissions import Permission, require
from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.language import tr
from kpi.store.grant import Grant

BOARD = "namnd"
UNIT = "chef:"  # followed by a unit's code: a manager of that unit, whoever it is


@dataclass(frozen=True, slots=True)
class Seeing:
    """Whose eyes: the scope that everything is shown by (under the controller's own name), and who it is in words."""

    scope: Scope
    text: str


def seen_as(own: Scope, som: str, grants: Sequence[Grant], day: date) -> Seeing:
    """``som`` in the address: "namnd", "chef:KOD", or the id of a manager's grant (all that person's units).

    Raises Refusal: ``not_allowed`` for everyone but controllers, whatever it says; ``unknown_som`` for what names nobody in force.
    """
    require(own, Permission.VIEW_AS)
    if som == BOARD:
        return Seeing(Scope(Role.BOARD, (), own.user, own.programme), tr("nämnden"))
    if som.startswith(UNIT) and som != UNIT:
        unit = som.removeprefix(UNIT)
        return Seeing(Scope(Role.MANAGER, (unit,), own.user, own.programme), tr("en chef för {unit}", unit=unit))
    reason = next((r for r in in_force(grants, day) if r.grant.id == som and r.grant.role == Role.MANAGER), None)
    scope = scope_of(reason.grant.person, grants, day, Role.MANAGER) if reason else None
    if reason is None or scope is None:
        message = tr("Ingen gällande behörighet ”{som}” finns att visa som. Välj en chef eller nämnden på sidan Åtkomst.", som=som)
        raise Refusal(message, code="unknown_som")
    who = reason.grant.name or reason.grant.person
    text = tr("{who}, chef för {units}", who=who, units=", ".join(scope.units))
    return Seeing(Scope(scope.role, scope.units, own.user, own.programme), text)
