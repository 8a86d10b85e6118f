"""A list of managers against the grants there are: what it would give, change and leave as it is; then all of it in one write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpi.access import audit
from kpi.access.permissions import Permission, require
from kpi.access.scope import Role, Scope
from kpi.errors import Fault, Refusal
from kpi.intake.managers import COLUMNS, ManagerList, ManagerRow, read_managers
from kpi.language import tr
from kpi.store.grant import Grant, NewGrant
from kpi.views import access, levels
from kpi.views.source import Source


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What one row would do: new | changed | unchanged. ``new`` None when unchanged; ``before``: the grant it would replace or equals."""

    row: ManagerRow
    kind: str
    unit: str | None
    new: NewGrant | None = None
    before: Grant | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list would change, at one data version. With faults nothing can be applied."""

    file: str
    rows: tuple[PlanRow, ...]
    faults: tuple[Fault, ...]
    version: int

    def count(self, kind: str) -> int:
        """How many rows are of the kind."""
        return sum(row.kind == kind for row in self.rows)


def plan(source: Source, scope: Scope, data: bytes, name: str, day: date) -> Plan:
    """Read a list and compare it. Who is not in the list keeps what they have. Administrators only."""
    require(scope, Permission.MANAGE_ACCESS)
    version = source.store.data_version()
    read = read_managers(data, name, [unit for rows in source.snapshot().units.values() for unit in rows])
    if read.faults:
        return Plan(read.file, (), read.faults, version)
    return _Planning(source, scope, read, day, version).plan()


def apply(source: Source, scope: Scope, made: Plan) -> list[Grant]:
    """Store everything that the plan gives and changes, in one write. Raises Refusal: faults, or grants changed since it was made."""
    require(scope, Permission.MANAGE_ACCESS)
    if made.faults:
        raise Refusal(tr("Listan har fel och är inte inläst. Rätta raderna och läs in den igen."), code="bad_list", faults=made.faults)
    given = [row.new for row in made.rows if row.new is not None]
    access.check(source, given)
    done = source.store.change_access(given, {}, scope.user, expect_version=made.version)
    audit.record(scope.user, "grant_list", file=made.file)
    return done


class _Planning:
    """One list under comparison."""

    def __init__(self, source: Source, scope: Scope, read: ManagerList, day: date, version: int) -> None:
        self._source, self._scope, self._read, self._day, self._version = source, scope, read, day.isoformat(), version
        self._held = [g for g in source.store.grants() if g.role == Role.MANAGER and not g.ended and (g.valid_to or self._day) >= self._day]
        self._faults: list[Fault] = []
        self._own: list[NewGrant | Grant] = []  # managers' own grants as they will be
        self._renamed: dict[str, str] = {}  # id of a grant → id of the one that will replace it

    def plan(self) -> Plan:
        own = [row for row in self._read.rows if row.deputy_for is None]
        planned = [made for row in own if (made := self._manager(row)) is not None]
        self._own = [p.new or p.before for p in planned if p.new or p.before]
        self._renamed = {p.before.id: p.new.id for p in planned if p.new and p.before}
        self._own += [g for g in self._held if g.deputy_for is None and g.id not in {o.id for o in self._own} | self._renamed.keys()]
        for row in self._read.rows:
            planned += self._deputy(row) if row.deputy_for else []
        order = sorted(planned, key=lambda p: p.row.row)
        return Plan(self._read.file, () if self._faults else tuple(order), tuple(self._faults), self._version)

    def _bad(self, row: ManagerRow, key: str, code: str, message: str) -> None:
        self._faults.append(Fault(code, message, row=row.row, column=COLUMNS[key]))

    def _person_fits(self, row: ManagerRow) -> bool:
        try:
            access.check_person(row.person, row.name)
        except Refusal as refusal:
            self._bad(row, "person", refusal.code, refusal.message)
            return False
        if row.person == self._scope.user.strip().casefold():
            self._bad(row, "person", "own_grant", tr("Du kan inte ge dig själv en roll. Be en annan administratör."))
            return False
        return True

    def _title_fits(self, row: ManagerRow, unit: str) -> bool:
        try:
            if row.title:
                levels.check_title(self._source, row.title, [unit], int((row.valid_from or self._day)[:4]))
        except Refusal as refusal:
            self._bad(row, "title", refusal.code, refusal.message)
            return False
        return True

    def _manager(self, row: ManagerRow) -> PlanRow | None:
        if not self._person_fits(row) or row.unit is None or not self._title_fits(row, row.unit):
            return None
        known = [g for g in self._held if g.person == row.person and g.deputy_for is None and row.unit in g.units]
        wanted = NewGrant(
            row.person, row.name or row.person, Role.MANAGER, row.valid_from or self._day, self._why, (row.unit,), row.valid_to
        )
        if any(len(g.units) > 1 for g in known):
            same = next((g for g in known if self._same(row, wanted, g)), None)
            if same:
                return PlanRow(row, "unchanged", row.unit, before=same)
            message = tr("Personen har redan enheten i en behörighet för flera enheter. Återkalla den på sidan Åtkomst först.")
            self._bad(row, "unit", "several_units", message)
            return None
        return self._against(row, wanted, known, row.unit)

    def _against(self, row: ManagerRow, wanted: NewGrant, known: Sequence[Grant], unit: str | None) -> PlanRow | None:
        same = next((g for g in known if self._same(row, wanted, g)), None)
        if same:
            return PlanRow(row, "unchanged", unit, before=same)
        if len(known) > 1:
            message = tr("Personen har flera behörigheter för enheten, med olika datum. Återkalla den som inte ska gälla på sidan Åtkomst.")
            self._bad(row, "person", "several_grants", message)
            return None
        if not known:
            return PlanRow(row, "new", unit, wanted)
        first = row.valid_from or known[0].valid_from
        return PlanRow(row, "changed", unit, replace(wanted, valid_from=first, replaces=known[0].id), known[0])

    def _same(self, row: ManagerRow, wanted: NewGrant, held: Grant) -> bool:
        first = row.valid_from or held.valid_from
        return (first, row.valid_to, wanted.name if row.name else held.name) == (held.valid_from, held.valid_to, held.name)

    def _deputy(self, row: ManagerRow) -> list[PlanRow]:
        if not self._person_fits(row):
            return []
        bases = [o for o in self._own if o.person == row.deputy_for and (row.unit is None or row.unit in o.units)]
        if not bases:
            message = tr("Den som ska företrädas har ingen egen behörighet som chef. Lägg till en rad för den ordinarie chefen.")
            if row.unit:
                message = tr(
                    "Den som ska företrädas har ingen egen behörighet som chef för enheten {unit}. "
                    "Lägg till en rad för den ordinarie chefen.",
                    unit=row.unit,
                )
            self._bad(row, "deputy_for", "no_principal", message)
        made = []
        for base in bases:
            wanted = NewGrant(
                row.person, row.name or row.person, Role.MANAGER, row.valid_from or self._day, self._why, (), row.valid_to, base.id
            )
            known = [g for g in self._held if g.person == row.person and g.deputy_for and self._latest(g.deputy_for) == base.id]
            planned = self._against(row, wanted, known, row.unit)
            made += [planned] if planned else []
        return made

    def _latest(self, grant_id: str) -> str:
        """The grant that the deputised one's has become, in the store and by this list."""
        by_id = {g.id: g for g in self._source.store.grants()}
        while (grant := by_id.get(grant_id)) is not None and grant.replaced_by:
            grant_id = grant.replaced_by
        return self._renamed.get(grant_id, grant_id)

    @property
    def _why(self) -> str:
        return f"Ur listan {self._read.file}"
