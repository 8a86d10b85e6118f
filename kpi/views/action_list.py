"""The plan's actions as a workbook, out and in: what a filled-in one would add, change and leave, and then all of it in one write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpi.access import audit
from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.errors import Fault, Refusal
from kpi.intake.action_list import COLUMNS, ListedAction, read_actions, write_actions
from kpi.intake.wording import folded
from kpi.language import tr
from kpi.programme.plan import ActionChange, ActionLog, ActionReport, ActionStatus, State, plan_at, told_at
from kpi.text import actions as say
from kpi.views import actions
from kpi.views.action_rows import ActionRow
from kpi.views.source import Source


def _states() -> dict[str, str]:
    """Each state as it is written in a workbook, in the language of the run and in Swedish."""
    return {folded(word): state.value for state in State for word in (say.STATUS[ActionStatus(state.value)].said, say.STATE[state])}


# The column that a refusal of a row is about.
_COLUMN_OF = {
    "unknown_area": "area",
    "unknown_action": "id",
    "no_responsible": "responsible",
    "bad_years": "due_year",
    "future_day": "day",
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """What one row would do: new | changed | unchanged. ``told``: what is stored for it; ``said``: that in words."""

    row: int
    kind: str
    id: str
    text: str
    said: tuple[str, ...]
    told: tuple[ActionChange | ActionReport, ...] = ()


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What a workbook would change in the plan from a year on, at one data version. With faults nothing can be applied."""

    file: str
    valid_from: int
    rows: tuple[ListRow, ...]
    faults: tuple[Fault, ...]
    version: int

    def count(self, kind: str) -> int:
        """How many rows are of the kind."""
        return sum(row.kind == kind for row in self.rows)


def write(source: Source, scope: Scope, path: Path, year: int | None, as_of: str | None, today: date) -> None:
    """Write the plan of a year as a workbook, closed actions too: those who may read the actions may have it."""
    view = actions.actions(source, scope, year, as_of, today)
    about = [(tr("Plan"), f"{source.programme.name}, {view.year}"), (tr("Sett"), view.today), (tr("Dataversion"), str(view.data_version))]
    about += [(tr("Som det var känt"), as_of)] if as_of else []
    rows = [*(_cells(row, False) for row in view.rows), *(_cells(row, True) for row in view.closed)]
    write_actions(path, rows, about, [area.name for area in source.programme.areas])


def _cells(row: ActionRow, closed: bool) -> dict[str, str | int]:
    return {
        "id": row.id, "area": row.area.name, "text": row.text, "responsible": ", ".join(row.responsible), "due_year": row.due_year,
        "state": row.told.what if row.told else "", "day": row.told.day if row.told else "", "closed": "ja" if closed else "nej",
        "reason": "", "status": "" if closed else say.STATUS[row.status].word, "why": row.told.reason if row.told else "",
        "note": row.note.reason if row.note else "", "indicators": ", ".join(i.label for i in row.indicators),
    }  # fmt: skip


def plan(source: Source, scope: Scope, data: bytes, name: str, valid_from: int, reason: str, today: date) -> ListPlan:
    """Read a workbook and compare it with the plan of ``valid_from``. What is not in it stays as it is. Controllers only."""
    require(scope, Permission.EDIT_ACTIONS)
    version = source.store.data_version()
    read = read_actions(data, name, _states())
    if read.faults:
        return ListPlan(read.file, valid_from, (), read.faults, version)
    planning = _Planning(source, scope, valid_from, reason, today)
    rows = tuple(made for row in read.rows if (made := planning.row(row)) is not None)
    return ListPlan(read.file, valid_from, () if planning.faults else rows, tuple(planning.faults), version)


def apply(source: Source, scope: Scope, made: ListPlan) -> int:
    """Store everything that the workbook adds and changes, in one write; returns how many rows. Raises Refusal: faults, or actions changed
    since it was compared."""
    require(scope, Permission.EDIT_ACTIONS)
    if made.faults:
        raise Refusal(tr("Arbetsboken har fel och är inte inläst. Rätta raderna och läs in den igen."), code="bad_list", faults=made.faults)
    told = [one for row in made.rows for one in row.told]
    source.store.change_actions(told, scope.user, expect_version=made.version)
    audit.record(scope.user, "action_list", file=made.file)
    return sum(bool(row.told) for row in made.rows)


class _Planning:
    """One workbook under comparison."""

    def __init__(self, source: Source, scope: Scope, valid_from: int, reason: str, today: date) -> None:
        self._source, self._scope, self._from, self._reason, self._today = source, scope, valid_from, reason, today
        self._log: ActionLog = source.store.actions()
        self._plan = plan_at(source.programme, self._log.changes, valid_from)
        self._areas = {folded(area.name): area.id for area in source.programme.areas}
        self._taken: list[str] = []
        self.faults: list[Fault] = []

    def row(self, row: ListedAction) -> ListRow | None:
        """What the row would do; None when it has a fault."""
        try:
            return self._row(row)
        except Refusal as refusal:
            column = _COLUMN_OF.get(refusal.code)
            self.faults.append(Fault(refusal.code, refusal.message, row=row.row, column=COLUMNS[column] if column else None))
            return None

    def _row(self, row: ListedAction) -> ListRow:
        area = self._areas.get(folded(row.area))
        if area is None:
            raise Refusal(tr("Programområdet finns inte. Skriv namnet som på bladet Läs mig."), code="unknown_area")
        reason = row.reason or self._reason
        change = self._change(row, area, reason)
        id_ = change.id if change else row.id or ""
        told = [one for one in (change, self._report(row, id_, reason)) if one is not None]
        if told and not reason.strip():
            raise Refusal(tr("Ange ett skäl, på raden eller för hela arbetsboken: det står kvar i historiken."), code="reason_missing")
        kind = "new" if row.id is None else "changed" if told else "unchanged"
        return ListRow(row.row, kind, id_, row.text, tuple(self._said(one) for one in told), tuple(told))

    def _change(self, row: ListedAction, area: str, reason: str) -> ActionChange | None:
        asked = actions.Revision(self._from, reason, row.id, area, row.text, row.responsible, row.due_year, row.closed)
        try:
            change = actions.revised(self._source, self._scope, self._log, asked, self._taken)
        except Refusal as refusal:
            if refusal.code == "nothing_changed":
                return None
            raise
        self._taken.append(change.id)
        return change

    def _report(self, row: ListedAction, id_: str, reason: str) -> ActionReport | None:
        if row.state is None:
            return None
        today = self._today.isoformat()
        held = told_at([r for r in self._log.reports if r.id == id_], self._from, today)
        if held is not None and held.state == row.state and row.day in (None, held.day):
            return None
        return actions.checked_report(ActionReport(id_, State(row.state), row.day or today, reason), self._today)

    def _said(self, one: ActionChange | ActionReport) -> str:
        if isinstance(one, ActionChange):
            return say.change_said(self._plan.get(one.id), one)
        return f"{say.STATE[one.state] if one.state else ''} {one.day}"
