"""What a person has by the grants, today: asked at the door, and of open connections while nobody touches the page."""

from __future__ import annotations

from kpi.access import grants
from kpi.access.grants import Standing
from kpi.access.identity import Person
from kpi.access.permissions import ROLES, Permission
from pages._ui import state


def of(person: Person) -> Standing:
    """Each role and unit, in any programme, that the person has now. Not for someone at the machine, whose rights come from no grant."""
    return grants.standing_of(person.id, state.runtime().store.grants_of_all(), grants.today())


def may(person: Person, *wanted: Permission) -> bool:
    """Does any of the person's roles allow any of ``wanted``? At the machine itself: yes, as its command line does."""
    if person.source == "local":
        return True
    return any(permission in ROLES[role].permissions for role, *_ in of(person) for permission in wanted)
