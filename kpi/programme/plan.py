"""The plan's actions over time: which plan held a year, what was told about each action, and the status that follows. Pure.

Days are ISO texts, so that text order is time order. Nothing is overwritten: a plan is the pack's, with every change since in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kpi.programme.model import Programme


class State(StrEnum):
    """What a controller says about an action. Being late is none of them: it follows from the years."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    DONE = "done"
    CANCELLED = "cancelled"


class ActionStatus(StrEnum):
    """What is shown of an action for a year."""

    DONE = "done"
    STARTED = "started"
    NOT_STARTED = "not_started"
    LATE = "late"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ActionChange:
    """An action as the plan has it from ``valid_from`` on: added, moved, reworded, closed or taken up again. The whole row, so that the one
    before stands as it was. closed: no longer in the plan from that year."""

    id: str
    area: str
    text: str
    responsible: tuple[str, ...]
    due_year: int
    valid_from: int
    reason: str
    closed: bool = False
    user: str = ""
    time: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class ActionReport:
    """What was told about an action: its state from a day on, or a note alone (``state`` None). ``reason``: why, or the note."""

    id: str
    state: State | None
    day: str
    reason: str
    user: str = ""
    time: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class ActionLink:
    """That an action should move an indicator; ``active`` False takes the link away. The last word holds."""

    id: str
    indicator: str
    active: bool
    reason: str
    user: str = ""
    time: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class ActionLog:
    """Everything that was told about actions, oldest first."""

    changes: tuple[ActionChange, ...] = ()
    reports: tuple[ActionReport, ...] = ()
    links: tuple[ActionLink, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """An action as the plan has it a year. ``change``: what made it so, None for the pack's own words. first_due: the first one planned."""

    id: str
    area: str
    text: str
    responsible: tuple[str, ...]
    due_year: int
    closed: bool = False
    change: ActionChange | None = field(default=None, compare=False)
    first_due: int | None = None


def original(programme: Programme) -> dict[str, PlannedAction]:
    """The plan as the pack has it, in its order."""
    return {
        a.id: PlannedAction(a.id, area.id, a.text, a.responsible, a.due_year, first_due=a.due_year)
        for area in programme.areas
        for a in area.actions
    }


def plan_at(programme: Programme, changes: Iterable[ActionChange], year: int) -> dict[str, PlannedAction]:
    """The plan that held in ``year``: of each action the change with the latest ``valid_from`` not after it (of several the last told),
    else the pack's own row. Closed ones are there, marked; what is added later is not. The pack's order, then as they were added."""
    held = original(programme)
    latest: dict[str, ActionChange] = {}
    firsts = {id_: action.due_year for id_, action in held.items()}
    for change in sorted(changes, key=lambda c: (c.valid_from, c.seq)):
        firsts.setdefault(change.id, change.due_year)
        if change.valid_from <= year:
            latest[change.id] = change
    for c in sorted(latest.values(), key=lambda c: c.seq):
        held[c.id] = PlannedAction(c.id, c.area, c.text, c.responsible, c.due_year, c.closed, c, firsts[c.id])
    return held


def last_day(year: int) -> str:
    """The day on which a year is over."""
    return f"{year:04d}-12-31"


def is_over(year: int, today: str) -> bool:
    """Is the year over? The whole of 31 December still belongs to it."""
    return today > last_day(year)


def told_at(reports: Sequence[ActionReport], year: int, today: str) -> ActionReport | None:
    """What holds of an action when ``year`` is looked at on ``today``: the report about the latest day, at most the year's last and today;
    of several about one day the last told. None: nothing has been told."""
    until = min(last_day(year), today)
    told = [r for r in reports if r.state is not None and r.day <= until]
    return max(told, key=lambda r: (r.day, r.seq), default=None)


def status_of(due_year: int, reports: Sequence[ActionReport], year: int, today: str) -> ActionStatus:
    """The status of an action for the year looked at.

    Done and cancelled stand as they were told. What else was to be finished by then is late once that year is over: the year is looked at
    as it ended, and the present one as it is today. What has not happened yet is never foretold.
    """
    told = told_at(reports, year, today)
    if told is not None and told.state in (State.DONE, State.CANCELLED):
        return ActionStatus(told.state.value)
    if due_year <= year and is_over(due_year, today):
        return ActionStatus.LATE
    return ActionStatus.STARTED if told is not None and told.state is State.STARTED else ActionStatus.NOT_STARTED


def links_at(links: Iterable[ActionLink]) -> Mapping[str, tuple[str, ...]]:
    """Action → the indicators that it should move."""
    held: dict[str, dict[str, bool]] = {}
    for link in sorted(links, key=lambda link: link.seq):
        held.setdefault(link.id, {})[link.indicator] = link.active
    return {id_: tuple(name for name, active in names.items() if active) for id_, names in held.items()}
