"""Who sees what and why: the grants with their history, an explanation for any person and day, and the changes an administrator makes.

No figures stand here. A person is known by the id that the identity provider gives and a name to show; personnummer are refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpi.access import audit, grants
from kpi.access.permissions import ROLES, WORDS, Answer, Permission, allowed, require
from kpi.access.reach import subtree, why
from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.intake.managers import write_template
from kpi.intake.personnummer import contains_personnummer
from kpi.language import tr
from kpi.store.grant import Grant, NewGrant
from kpi.views.choices import check_year, unit_choice
from kpi.views.levels import check_title, leaders, said, shared_leader
from kpi.views.rows import UnitChoice
from kpi.views.source import Snapshot, Source

LONGEST = 200  # characters of a person's id or name


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant as it is listed. ``role``: in the pack's own words where the unit's level has any. ``holds``: today; ``reason``: why, or why
    not. ``units``: code and name, also a deputy's. ``leads``: what a manager leads and sees, in the levels' words; "" without such."""

    grant: Grant
    role: str
    units: tuple[tuple[str, str], ...]
    holds: bool
    reason: str
    deputy_for: str | None  # the person deputised for, by name
    leads: str = ""


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """Whether a person may see a unit's figures in a year, and why."""

    code: str
    name: str
    depth: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Explained:
    """What a person may see and do on a day. ``units``: every unit of the year with yes or no; ``actions``: every action likewise.
    ``leads``: what a manager leads and sees, in the levels' words; "" where the pack has none."""

    explanation: grants.Explanation
    role: str | None
    year: int
    units: tuple[UnitAnswer, ...]
    actions: tuple[tuple[str, Answer], ...]
    leads: str = ""


def listed(source: Source, scope: Scope, day: date) -> list[GrantRow]:
    """Every grant there is or has been, those in force on the day first, then newest first."""
    require(scope, Permission.READ_ACCESS)
    snapshot, held = source.snapshot(), source.store.grants()
    by_id = {grant.id: grant for grant in held}
    rows = [_row(source, snapshot, reason, by_id, day) for reason in grants.judged(held, day)]
    return sorted(rows, key=lambda row: not row.holds)


def _row(source: Source, snapshot: Snapshot, reason: grants.Reason, by_id: Mapping[str, Grant], day: date) -> GrantRow:
    grant = reason.grant
    other = by_id.get(grant.deputy_for or "")
    codes = reason.units or (other.units if other else grant.units)
    units = tuple((code, unit_choice(source, snapshot, code, day.year).name) for code in codes)
    title = shared_leader(source, snapshot, codes, day.year) if grant.role == Role.MANAGER else None
    return GrantRow(
        grant=grant,
        role=title or role_word(grant.role),
        units=units,
        holds=reason.holds,
        reason=reason.text,
        deputy_for=(other.name or other.person) if other else None,
        leads=said(source, snapshot, units, day.year) if grant.role == Role.MANAGER else "",
    )


def role_word(role: str) -> str:
    """The role in words."""
    return tr(ROLES[Role(role)].name) if role in ROLES else role


def explained(source: Source, scope: Scope, person: str, day: date, year: int | None, role: Role | None) -> Explained:
    """Who sees what and why: for each grant, each unit of the year's organisation and each action a yes or no with its reason."""
    require(scope, Permission.READ_ACCESS)
    found = grants.explain(person, source.store.grants(), day, role)
    snapshot = source.snapshot()
    chosen = check_year(year) if year is not None else day.year
    tree = source.tree(snapshot, chosen)
    nobody = Answer(False, tr("Personen har ingen roll den dagen."))
    units = tuple(
        UnitAnswer(code, tree[code].name, tree[code].depth, why(found.scope, code, tree, source.root) if found.scope else nobody)
        for code in subtree(tree, source.root)
    )
    actions = tuple((tr(WORDS[p]), allowed(found.scope, p) if found.scope else nobody) for p in Permission)
    role_said = role_word(found.scope.role) if found.scope else None
    return Explained(found, role_said, chosen, units, actions, _leads(source, snapshot, found.scope, chosen))


def _leads(source: Source, snapshot: Snapshot, scope: Scope | None, year: int) -> str:
    if scope is None or scope.role is not Role.MANAGER:
        return ""
    return said(source, snapshot, [(code, unit_choice(source, snapshot, code, year).name) for code in scope.units], year)


def units(source: Source, scope: Scope, day: date) -> list[UnitChoice]:
    """The units in force in the day's year, each under the one above."""
    require(scope, Permission.READ_ACCESS)
    snapshot = source.snapshot()
    tree = source.tree(snapshot, day.year)
    return [unit_choice(source, snapshot, code, day.year) for code in subtree(tree, source.root)]


def template(source: Source, scope: Scope, path: Path, day: date) -> None:
    """A workbook for a list of managers, with the units to choose from."""
    write_template(path, [(unit.code, unit.name) for unit in units(source, scope, day)], leaders(source.programme))


def give(source: Source, scope: Scope, new: NewGrant, machine: bool, title: str | None = None) -> Grant:
    """Give a person a role. ``machine``: asked for at the machine itself, where the first administrator is made. ``title``: what the
    management of the units is called, to be held against their levels.

    Raises Refusal: not an administrator, to oneself, an unknown role or unit, units where the role has none or none where it needs them,
    what looks like a personnummer, and what the store refuses.
    """
    require(scope, Permission.MANAGE_ACCESS)
    check(source, [new])
    if title is not None:
        check_title(source, title, new.units, int(new.valid_from[:4]))
    if not machine and new.person.strip().casefold() == scope.user.strip().casefold():
        raise Refusal(tr("Du kan inte ge dig själv en roll. Be en annan administratör."), code="own_grant")
    (made,) = source.store.change_access([new], {}, scope.user)
    audit.record(scope.user, "grant", grant=made.id, person=made.person, role=made.role, units=",".join(made.units) or None)
    return made


def revoke(source: Source, scope: Scope, grant_id: str, reason: str) -> None:
    """End a grant now. Deputies for it end with it. Raises Refusal as ``give``."""
    require(scope, Permission.MANAGE_ACCESS)
    source.store.change_access([], {grant_id: reason}, scope.user)
    audit.record(scope.user, "revoke", grant=grant_id)


def forget(source: Source, scope: Scope, person: str, why: str, day: date) -> str:
    """Take a person who has left out of the history; returns the pseudonym that stands there instead. The log does not get the name.

    Raises Refusal: not an administrator, and what the store refuses (the person still has a grant, is unknown, is oneself).
    """
    require(scope, Permission.MANAGE_ACCESS)
    pseudonym = source.store.forget_person(person, scope.user, why, day)
    audit.record(scope.user, "forget", person=pseudonym)
    return pseudonym


def check(source: Source, given: Sequence[NewGrant]) -> None:
    """Refuse grants that say what cannot be, before they reach the store."""
    known = source.snapshot().units
    for new in given:
        check_person(new.person, new.name)
        if new.role not in set(Role):
            raise Refusal(
                tr("Rollen {role} finns inte. Välj en av: {known}.", role=repr(new.role), known=", ".join(Role)), code="unknown_role"
            )
        if new.role != Role.MANAGER and (new.units or new.deputy_for):
            raise Refusal(
                tr("Rollen {role} gäller inga särskilda enheter och har ingen ställföreträdare.", role=role_word(new.role)),
                code="no_units",
            )
        if new.role == Role.MANAGER and not new.units and not new.deputy_for:
            raise Refusal(tr("En chef behöver minst en enhet, eller någon att vara ställföreträdare för."), code="unit_missing")
        for code in new.units:
            if code not in known:
                raise Refusal(tr("Enheten {code} finns inte i organisationen. Kontrollera koden.", code=repr(code)), code="unknown_unit")


def check_person(person: str, name: str) -> None:
    """Refuse a person's id or name that is missing, too long, or looks like a personnummer. The text is never repeated."""
    if not person.strip() or len(person) > LONGEST or len(name) > LONGEST or any(not c.isprintable() for c in person + name):
        raise Refusal(tr("Ange personens användarnamn, så som inloggningstjänsten skriver det, och namnet att visa."), code="no_person")
    if contains_personnummer(person) or contains_personnummer(name):
        raise Refusal(tr("Personnummer får inte sparas. Ange användarnamnet i inloggningstjänsten."), code="personnummer")
