"""Who opens the pages: a controller, a manager of a unit with units below, a board, an administrator and one without a role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kpi.access.grants import scope_of, today
from kpi.access.identity import Person
from kpi.access.scope import Role, Scope
from kpi.runtime import Runtime
from kpi.store.grant import NewGrant
from tests.packs.filling import organisation
from tests.packs.packs import Pack

ROLES = {who: Role(who) for who in ("controller", "manager", "board", "admin")}
NOBODY = "nobody"


def own_unit(pack: Pack) -> str:
    """The manager's: the first unit below the top."""
    return organisation(pack)[0].code


def beside(pack: Pack) -> str:
    """A unit that the manager does not reach."""
    return organisation(pack)[1].code


def give_roles(runtime: Runtime, pack: Pack) -> None:
    """Everyone gets a role of their own."""
    given = [
        NewGrant(f"{who}@prov.se", who.capitalize(), role.value, "2020-01-01", "prov", (own_unit(pack),) if role is Role.MANAGER else ())
        for who, role in ROLES.items()
    ]
    runtime.store.change_access(given, {}, "prov")


def person(who: str) -> Person:
    """As one who has signed in."""
    return Person(f"{who}@prov.se", who.capitalize(), "oidc", datetime.now(UTC) + timedelta(hours=1))


def scope(runtime: Runtime, who: str) -> Scope:
    found = scope_of(f"{who}@prov.se", runtime.store.grants(), today())
    assert found is not None
    return found
