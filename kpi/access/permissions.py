"""What can be done, who may do it, and the answer with its reason. Default deny."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.language import N_, tr


class Permission(StrEnum):
    """Everything that is checked. A new action gets its own name here before any role can have it."""

    READ_FIGURES = "read_figures"
    READ_UNIT = "read_unit"
    READ_CATALOGUE = "read_catalogue"
    READ_LOG = "read_log"
    IMPORT = "import"
    UNDO = "undo"
    EDIT_TARGETS = "edit_targets"
    ASSESS = "assess"
    BACKUP = "backup"
    RESTORE = "restore"
    READ_ACCESS = "read_access"
    MANAGE_ACCESS = "manage_access"
    VIEW_AS = "view_as"
    READ_ACTIONS = "read_actions"
    EDIT_ACTIONS = "edit_actions"
    JUDGE = "judge"


WORDS: dict[Permission, str] = {
    Permission.READ_FIGURES: N_("se siffror"),
    Permission.READ_UNIT: N_("se sidan om en enhet"),
    Permission.READ_CATALOGUE: N_("se katalogen"),
    Permission.READ_LOG: N_("se importloggen"),
    Permission.IMPORT: N_("importera filer"),
    Permission.UNDO: N_("ångra importer"),
    Permission.EDIT_TARGETS: N_("ändra målvärden"),
    Permission.ASSESS: N_("sätta ”kan ej bedömas”"),
    Permission.BACKUP: N_("ta säkerhetskopia"),
    Permission.RESTORE: N_("läsa tillbaka en säkerhetskopia"),
    Permission.READ_ACCESS: N_("se vem som har behörighet"),
    Permission.MANAGE_ACCESS: N_("ge och återkalla behörigheter"),
    Permission.VIEW_AS: N_("visa sidorna som någon annan"),
    Permission.READ_ACTIONS: N_("se åtgärderna"),
    Permission.EDIT_ACTIONS: N_("ändra åtgärderna"),
    Permission.JUDGE: N_("skriva bedömningar"),
}


COMMON = frozenset({Permission.IMPORT, Permission.UNDO, Permission.BACKUP, Permission.RESTORE})
"""What changes or copies what every programme over the store has in common: only for who has the role in all of them."""


class Controller:
    """HR controller: all units, imports, undoes, edits targets and notes."""

    name = N_("controller")
    permissions = frozenset(
        {
            Permission.READ_FIGURES,
            Permission.READ_UNIT,
            Permission.READ_CATALOGUE,
            Permission.READ_LOG,
            Permission.IMPORT,
            Permission.UNDO,
            Permission.EDIT_TARGETS,
            Permission.ASSESS,
            Permission.BACKUP,
            Permission.RESTORE,
            Permission.READ_ACCESS,
            Permission.VIEW_AS,
            Permission.READ_ACTIONS,
            Permission.EDIT_ACTIONS,
            Permission.JUDGE,
        }
    )


class Manager:
    """Manager: own unit and below, and to compare with the root's figures and those of the unit above."""

    name = N_("chef")
    permissions = frozenset({Permission.READ_FIGURES, Permission.READ_UNIT, Permission.READ_CATALOGUE, Permission.READ_ACTIONS})


class Board:
    """Political board: the top two levels and reports."""

    name = N_("nämnd")
    permissions = frozenset({Permission.READ_FIGURES, Permission.READ_CATALOGUE, Permission.READ_ACTIONS})


class Admin:
    """Administrator: access only, no figures."""

    name = N_("administratör")
    permissions = frozenset({Permission.READ_ACCESS, Permission.MANAGE_ACCESS})


ROLES: dict[Role, type[Controller] | type[Manager] | type[Board] | type[Admin]] = {
    Role.CONTROLLER: Controller,
    Role.MANAGER: Manager,
    Role.BOARD: Board,
    Role.ADMIN: Admin,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, with the reason in the language of the run (also for a yes, so that a log can say why)."""

    ok: bool
    reason: str

    def __bool__(self) -> bool:
        return self.ok


def allowed(scope: Scope, permission: Permission, *, unit: str | None = None, reach: frozenset[str] | None = None) -> Answer:
    """May this scope do this (to this unit)? Anything not granted is denied.

    ``unit`` with ``reach`` (the units the scope reaches, from ``kpi.access.reach``): the unit must be among them. A unit without
    a reach is denied: what cannot be checked is not allowed.
    """
    role = ROLES.get(scope.role)
    if role is None:
        return Answer(False, tr("Rollen är okänd."))
    if permission not in role.permissions:
        return Answer(False, tr("Rollen {name} får inte {do}.", name=tr(role.name), do=tr(WORDS[permission])))
    if scope.part and permission in COMMON:
        return Answer(
            False, tr("Uppgifterna är gemensamma för flera program: bara den som har rollen i alla får {do}.", do=tr(WORDS[permission]))
        )
    if unit is not None and (reach is None or unit not in reach):
        return Answer(False, tr("Enheten {unit} finns inte eller ligger utanför det du får se.", unit=unit))
    return Answer(True, tr("Rollen {name} får {do}.", name=tr(role.name), do=tr(WORDS[permission])))


def require(scope: Scope, permission: Permission, *, unit: str | None = None, reach: frozenset[str] | None = None) -> None:
    """``allowed`` or a Refusal with code ``not_allowed`` and the answer's reason."""
    answer = allowed(scope, permission, unit=unit, reach=reach)
    if not answer.ok:
        raise Refusal(answer.reason, code="not_allowed")
