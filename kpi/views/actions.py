"""*Åtgärder*: the plan's actions in a year, with status, history and links; and what a controller tells about them, with reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpi.access import audit
from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.intake.personnummer import contains_personnummer
from kpi.language import tr
from kpi.programme.plan import (
    ActionChange,
    ActionLink,
    ActionLog,
    ActionReport,
    PlannedAction,
    State,
    links_at,
    plan_at,
    status_of,
    told_at,
)
from kpi.text import actions as say
from kpi.views.action_rows import ActionRow, Actions, PlanVersion, Said
from kpi.views.choices import check_year
from kpi.views.moments import day_of
from kpi.views.source import Source

LONGEST = 1000  # characters of a text or a reason
_NUMBERED = re.compile(r"(.*?)(\d+)")


@dataclass(frozen=True, slots=True)
class Revision:
    """What is to be changed of an action in the plan from ``valid_from`` on; None leaves it as it is. Without an ``id``: a new action."""

    valid_from: int
    reason: str
    id: str | None = None
    area: str | None = None
    text: str | None = None
    responsible: tuple[str, ...] | None = None
    due_year: int | None = None
    closed: bool | None = None


def actions(source: Source, scope: Scope, year: int | None, as_of: str | None, today: date) -> Actions:
    """The plan of the year (None: the year of the day). With ``as_of``, what was known then, as it stood that day."""
    require(scope, Permission.READ_ACTIONS)
    snapshot = source.snapshot(as_of)
    day = day_of(as_of, today)
    chosen = check_year(year) if year is not None else day.year
    key = source.key(snapshot, scope, "actions", chosen, day.isoformat())
    return source.cache.get(key, lambda: _made(source, source.store.actions(as_of=snapshot.at), snapshot.version, chosen, as_of, day))


def _made(source: Source, log: ActionLog, version: int, year: int, as_of: str | None, day: date) -> Actions:
    plan = plan_at(source.programme, log.changes, year)
    history = _history(source, log)
    links = links_at(log.links)
    rows = [_row(source, action, log, history, links.get(action.id, ()), year, day) for action in plan.values()]
    order = {area.id: at for at, area in enumerate(source.programme.areas)}
    rows.sort(key=lambda row: order[row.area.id])
    standing = tuple(row for row in rows if not plan[row.id].closed)
    dues = [action.due_year for action in plan.values()]
    first = min([source.baseline_year, source.programme.period_from])
    last = max([source.programme.period_to or first, *dues])
    return Actions(
        year=year,
        today=day.isoformat(),
        rows=standing,
        closed=tuple(row for row in rows if plan[row.id].closed),
        owners=tuple(dict.fromkeys(name for row in standing for name in row.responsible)),
        years=tuple(range(first, last + 1)),
        versions=_versions(log, history),
        data_version=version,
        as_of=as_of,
    )


def _row(
    source: Source,
    action: PlannedAction,
    log: ActionLog,
    history: dict[str, list[tuple[int, Said]]],
    links: Sequence[str],
    year: int,
    day: date,
) -> ActionRow:
    reports = [r for r in log.reports if r.id == action.id]
    told = told_at(reports, year, day.isoformat())
    note = max((r for r in reports if r.state is None), key=lambda r: r.seq, default=None)
    due = (action.id, action.due_year)  # a year that a controller has set is no longer the source's
    return ActionRow(
        id=action.id,
        area=source.area(action.area),
        text=action.text,
        responsible=action.responsible,
        due_year=action.due_year,
        status=status_of(action.due_year, reports, year, day.isoformat()),
        told=_said_report(told) if told else None,
        note=_said_report(note) if note else None,
        moved_from=action.first_due if action.first_due != action.due_year else None,
        added=action.id not in {a.id for area in source.programme.areas for a in area.actions},
        indicators=tuple(i for i in source.programme.indicators if i.id in links),
        history=tuple(said for _, said in sorted(history.get(action.id, []), key=lambda pair: -pair[0])),
        due_note=next((a.due_note for area in source.programme.areas for a in area.actions if (a.id, a.due_year) == due), None),
    )


def _said_report(report: ActionReport) -> Said:
    what = say.STATE[report.state] if report.state else tr("Anteckning")
    return Said(report.id, what, report.reason, report.user, report.time, report.day)


def _history(source: Source, log: ActionLog) -> dict[str, list[tuple[int, Said]]]:
    """Action → what was told about it, with the data version of each."""
    found: dict[str, list[tuple[int, Said]]] = {}
    for change in log.changes:
        before = plan_at(source.programme, [c for c in log.changes if c.seq < change.seq], change.valid_from).get(change.id)
        said = Said(change.id, say.change_said(before, change), change.reason, change.user, change.time, str(change.valid_from))
        found.setdefault(change.id, []).append((change.seq, said))
    for report in log.reports:
        found.setdefault(report.id, []).append((report.seq, _said_report(report)))
    labels = {i.id: i.label for i in source.programme.indicators}
    for link in log.links:
        name = labels.get(link.indicator, link.indicator)  # one that the pack no longer has keeps its id in the history
        what = tr("Ska påverka {name}", name=name) if link.active else tr("Ska inte längre påverka {name}", name=name)
        found.setdefault(link.id, []).append((link.seq, Said(link.id, what, link.reason, link.user, link.time, "")))
    return found


def _versions(log: ActionLog, history: dict[str, list[tuple[int, Said]]]) -> tuple[PlanVersion, ...]:
    """The plan's revisions, newest first."""
    told = {(said.action, seq, said.day): said for found in history.values() for seq, said in found}
    years: dict[int, list[Said]] = {}
    for change in log.changes:
        years.setdefault(change.valid_from, []).append(told[change.id, change.seq, str(change.valid_from)])
    return tuple(PlanVersion(year, tuple(years[year])) for year in sorted(years, reverse=True))


def report(source: Source, scope: Scope, action: str, state: State | None, day: str | None, reason: str, today: date) -> None:
    """Tell the state of an action from a day on (None: today), or a note alone (``state`` None). Controllers only.

    Raises Refusal: a day that has not come, a missing reason, a text that looks like a personnummer, and what the store refuses.
    """
    require(scope, Permission.EDIT_ACTIONS)
    told = checked_report(ActionReport(action, state, day or today.isoformat(), reason), today)
    source.store.change_actions([told], scope.user)
    audit.record(scope.user, "action_report", action_id=action, state=state.value if state else None)


def checked_report(told: ActionReport, today: date) -> ActionReport:
    """The report, or a Refusal when its day has not come or its text cannot be kept."""
    if told.day > today.isoformat():
        raise Refusal(tr("Dagen {day} har inte kommit än. Ange när det hände.", day=told.day), code="future_day")
    _fits(told.reason)
    return told


def revise(source: Source, scope: Scope, asked: Revision) -> str:
    """Change the plan from a year on: add, move, reword, close or take up again; the plan before stands. Returns the action's id.

    Controllers only. Raises Refusal: nothing that changes, years that cannot be, a new action without text, area, owner or year.
    """
    require(scope, Permission.EDIT_ACTIONS)
    change = revised(source, scope, source.store.actions(), asked)
    source.store.change_actions([change], scope.user)
    audit.record(scope.user, "action_plan", action_id=change.id, valid_from=change.valid_from)
    return change.id


def revised(source: Source, scope: Scope, log: ActionLog, asked: Revision, taken: Sequence[str] = ()) -> ActionChange:
    """What the revision makes of the action, as the store keeps it. ``taken``: ids that others in the same write will have."""
    require(scope, Permission.EDIT_ACTIONS)
    check_year(asked.valid_from)
    if asked.due_year is not None:
        check_year(asked.due_year)
    _fits(asked.reason, asked.text or "", *(asked.responsible or ()))
    plan = plan_at(source.programme, log.changes, asked.valid_from)
    if asked.id is None:
        return _new(source, log, asked, taken)
    held = plan.get(asked.id)
    if held is None:
        raise Refusal(
            tr("Åtgärden {id} finns inte i planen {year}. Se listan över åtgärder.", id=repr(asked.id), year=asked.valid_from),
            code="unknown_action",
        )
    given = {name: getattr(asked, name) for name in ("area", "text", "responsible", "due_year", "closed")}
    new = replace(held, **{name: value for name, value in given.items() if value is not None})
    if held.responsible and not new.responsible:
        raise Refusal(tr("Skriv vem som ansvarar för åtgärden."), code="no_responsible")
    if new == held:
        raise Refusal(
            tr("Åtgärden {id} är redan så i planen {year}. Inget är ändrat.", id=asked.id, year=asked.valid_from),
            code="nothing_changed",
        )
    return ActionChange(
        new.id, new.area, new.text, new.responsible, new.due_year, valid_from=asked.valid_from, reason=asked.reason, closed=new.closed
    )


def _new(source: Source, log: ActionLog, asked: Revision, taken: Sequence[str]) -> ActionChange:
    if not (asked.area and (asked.text or "").strip() and asked.responsible and asked.due_year):
        raise Refusal(tr("En ny åtgärd behöver område, text, ansvarig och året den planeras klar."), code="action_incomplete")
    area = source.area(asked.area)
    if asked.due_year < asked.valid_from:
        raise Refusal(
            tr("En åtgärd som är ny {year} kan inte planeras klar {due_year}.", year=asked.valid_from, due_year=asked.due_year),
            code="bad_years",
        )
    known = [*(a.id for each in source.programme.areas for a in each.actions), *(c.id for c in log.changes), *taken]
    own = [a.id for a in area.actions] or [f"{area.id}-0"]
    beginnings = Counter(found[1] for id_ in own if (found := _NUMBERED.fullmatch(id_)))
    first = beginnings.most_common(1)[0][0] if beginnings else f"{area.id}-"
    numbers = [int(found[2]) for id_ in known if (found := _NUMBERED.fullmatch(id_)) and found[1] == first]
    id_ = f"{first}{max(numbers, default=0) + 1}"
    return ActionChange(id_, area.id, asked.text or "", asked.responsible, asked.due_year, asked.valid_from, asked.reason)


def link(source: Source, scope: Scope, action: str, indicator: str, active: bool, reason: str) -> None:
    """Say that an action should move an indicator, or no longer. Controllers only."""
    require(scope, Permission.EDIT_ACTIONS)
    found = source.indicator(indicator)
    _fits(reason)
    if (found.id in links_at(source.store.actions().links).get(action, ())) == active:
        names = {"action": action, "indicator": found.label}
        if active:
            raise Refusal(tr("Åtgärden {action} är redan kopplad till {indicator}. Inget är ändrat.", **names), code="nothing_changed")
        raise Refusal(tr("Åtgärden {action} är inte kopplad till {indicator}. Inget är ändrat.", **names), code="nothing_changed")
    source.store.change_actions([ActionLink(action, found.id, active, reason)], scope.user)
    audit.record(scope.user, "action_link" if active else "action_unlink", action_id=action, indicator=found.id)


def _fits(*texts: str) -> None:
    """Refuse what is too long, or looks like a personnummer. The text is never repeated."""
    if any(len(text) > LONGEST for text in texts):
        raise Refusal(tr("Texten är för lång. Skriv högst {longest} tecken.", longest=LONGEST), code="text_too_long")
    if any(contains_personnummer(text) for text in texts):
        raise Refusal(tr("Texten innehåller något som ser ut som ett personnummer. Ta bort det."), code="personnummer")
