"""From grants to a Scope: who has which role over which units on a day, and why. Pure: grants and day are handed in. Default deny.

The grants handed in are of one programme (``Store.grants``), but where it is only asked whether someone may come in at all.
A person may hold several roles. ``ORDER`` says which of them holds when nothing is chosen; one at a time, never two together. Several
grants of the manager's role are joined: all their subtrees. A deputy has the units of the grant deputised for, and only while that one, or
what has replaced it, is in force itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from kpi.access.permissions import ROLES
from kpi.access.scope import Role, Scope
from kpi.language import all_of, one_of, tr
from kpi.store.grant import Grant

SWEDEN = ZoneInfo("Europe/Stockholm")
ORDER = (Role.CONTROLLER, Role.MANAGER, Role.BOARD, Role.ADMIN)
"""Which role holds when a person has several and has chosen none: the one whose work is done here most often comes first."""


Standing = frozenset[tuple[Role, str | None, str]]
"""Each role that a person has with each unit that it is held for (None where the role decides which) and the programme it is in."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One grant and whether it holds on the day, with why (also why not). ``units``: what it gives while it holds."""

    grant: Grant
    holds: bool
    text: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person may do on a day. ``scope`` None: nothing. ``text`` says why in a sentence; ``reasons``: each grant, newest first."""

    person: str
    day: date
    scope: Scope | None
    roles: tuple[Role, ...]
    reasons: tuple[Reason, ...]
    text: str


def today() -> date:
    """The day in Sweden: the one place that asks the clock for which day grants hold."""
    return datetime.now(SWEDEN).date()


def scope_of(person_id: str, grants: Iterable[Grant], today: date, role: Role | None = None) -> Scope | None:
    """The Scope that the person has that day; None for nobody. ``role``: the one chosen among those held (None when it is not held)."""
    return _scope(person_id, _reasons(person_id, list(grants), today), role)


def roles_of(person_id: str, grants: Iterable[Grant], today: date) -> tuple[Role, ...]:
    """The roles that the person may choose among that day, in ``ORDER``."""
    return _roles(_reasons(person_id, list(grants), today))


def standing_of(person_id: str, grants: Iterable[Grant], today: date) -> Standing:
    """Each role, unit and programme that the person has that day, to tell whether anything has been taken away since another day."""
    reasons = [reason for reason in _reasons(person_id, list(grants), today) if reason.holds]
    return frozenset((Role(r.grant.role), unit, r.grant.programme) for r in reasons for unit in (r.units or (None,)))


def explain(person_id: str, grants: Iterable[Grant], day: date, role: Role | None = None) -> Explanation:
    """Who the person is that day and why, grant by grant. A day that has passed is told as it was known then: a grant given later, or
    backdated, gave nobody anything before it was given."""
    reasons = _reasons(person_id, list(grants), day)
    scope, roles = _scope(person_id, reasons, role), _roles(reasons)
    return Explanation(person_id.strip().casefold(), day, scope, roles, tuple(reasons), _said(reasons, roles, scope, role))


def in_force(grants: Iterable[Grant], day: date) -> list[Reason]:
    """The grants that hold that day, of everybody, newest first."""
    grants = list(grants)
    by_id = {grant.id: grant for grant in grants}
    return [reason for grant in grants if (reason := _reason(grant, by_id, grants, day)).holds]


def judged(grants: Sequence[Grant], day: date) -> list[Reason]:
    """Every grant with whether it holds that day, newest first."""
    by_id = {grant.id: grant for grant in grants}
    return [_reason(grant, by_id, grants, day) for grant in grants]


def day_of(time: str) -> date:
    """The day in Sweden of a stored time."""
    moment = datetime.fromisoformat(time)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(SWEDEN).date()


def _reasons(person_id: str, grants: Sequence[Grant], day: date) -> list[Reason]:
    person = person_id.strip().casefold()
    by_id = {grant.id: grant for grant in grants}
    return [_reason(grant, by_id, grants, day) for grant in grants if person and grant.person == person]


def _roles(reasons: Sequence[Reason]) -> tuple[Role, ...]:
    held = {reason.grant.role for reason in reasons if reason.holds}
    return tuple(role for role in ORDER if role in held)


def _scope(person_id: str, reasons: Sequence[Reason], role: Role | None) -> Scope | None:
    roles = _roles(reasons)
    if not roles or (role is not None and role not in roles):
        return None
    chosen = role or roles[0]
    units = [unit for reason in reversed(reasons) if reason.holds and reason.grant.role == chosen for unit in reason.units]
    return Scope(chosen, tuple(dict.fromkeys(units)), person_id.strip().casefold(), _programme(reasons))


def _programme(reasons: Sequence[Reason]) -> str:
    """The one programme that the grants are for. Grants of several together would give one what is another's."""
    (programme,) = {reason.grant.programme for reason in reasons}
    return programme


def _reason(grant: Grant, by_id: Mapping[str, Grant], grants: Sequence[Grant], day: date) -> Reason:
    no = _why_not(grant, day)
    if no:
        return Reason(grant, False, no)
    if grant.role not in ROLES:
        return Reason(grant, False, tr("Rollen {role} är okänd.", role=grant.role))
    if grant.deputy_for is None:
        return Reason(
            grant,
            True,
            tr(
                "{role} {span}. Gavs {day} av {user}: {reason}.",
                role=_role(grant),
                span=_span(grant),
                day=day_of(grant.time),
                user=grant.user,
                reason=grant.reason,
            ),
            grant.units,
        )
    other = _latest(by_id.get(grant.deputy_for), grants, day)
    if other is None:
        return Reason(grant, False, tr("Den som personen är ställföreträdare för har ingen behörighet."))
    no = _why_not(other, day)
    if no:
        text = tr("Ställföreträdare för {person}, vars behörighet inte gäller: {why}", person=other.name or other.person, why=no)
        return Reason(grant, False, text)
    text = tr(
        "Ställföreträdare för {person} ({role}) {span}. Gavs {day} av {user}: {reason}.",
        person=other.name or other.person,
        role=_role(grant).lower(),
        span=_span(grant),
        day=day_of(grant.time),
        user=grant.user,
        reason=grant.reason,
    )
    return Reason(grant, True, text, other.units)


def _latest(grant: Grant | None, grants: Sequence[Grant], day: date) -> Grant | None:
    """The grant, or what had replaced it by that day."""
    by_id = {g.id: g for g in grants}
    while grant is not None and grant.replaced_by in by_id and grant.replaced_time and day_of(grant.replaced_time) <= day:
        grant = by_id[grant.replaced_by]
    return grant


def _why_not(grant: Grant, day: date) -> str | None:
    """Why the grant does not hold that day by itself, or None."""
    if day_of(grant.time) > day:
        return tr("Behörigheten gavs först {day}.", day=day_of(grant.time))
    if grant.revoked_time and day_of(grant.revoked_time) <= day:
        return tr(
            "Behörigheten återkallades {day} av {user}: {reason}.",
            day=day_of(grant.revoked_time),
            user=grant.revoked_user,
            reason=grant.revoked_reason,
        )
    if grant.replaced_time and day_of(grant.replaced_time) <= day:
        return tr("Behörigheten ersattes {day} av en annan.", day=day_of(grant.replaced_time))
    if day.isoformat() < grant.valid_from:
        return tr("Behörigheten börjar gälla först {day}.", day=grant.valid_from)
    if grant.valid_to is not None and day.isoformat() > grant.valid_to:
        return tr("Behörigheten slutade gälla {day}.", day=grant.valid_to)
    return None


def _role(grant: Grant) -> str:
    return tr(ROLES[Role(grant.role)].name).capitalize() if grant.role in ROLES else grant.role


def _span(grant: Grant) -> str:
    return f"{grant.valid_from}–{grant.valid_to}" if grant.valid_to else tr("från {day} tills vidare", day=grant.valid_from)


def _said(reasons: Sequence[Reason], roles: Sequence[Role], scope: Scope | None, role: Role | None) -> str:
    if scope is not None:
        others = [tr(ROLES[r].name) for r in roles if r is not scope.role]
        also = tr(" Personen kan också välja rollen {roles}.", roles=one_of(others)) if others else ""
        return tr("Rollen {name} gäller.{also}", name=tr(ROLES[scope.role].name), also=also)
    if role is not None and roles:
        return tr(
            "Personen har inte rollen {name}, bara {roles}.", name=tr(ROLES[role].name), roles=all_of(tr(ROLES[r].name) for r in roles)
        )
    if not reasons:
        return tr("Ingen behörighet har getts till personen, och utan behörighet visas ingenting.")
    return tr("Ingen av personens behörigheter gäller den dagen. Den senaste: {text}", text=reasons[0].text)
