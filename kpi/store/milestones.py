"""Milestones as they are followed, kept with their history: what was said of them and tied to them is only ever added to."""

from __future__ import annotations

import json
from dataclasses import replace

from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.programme.milestones import (
    MilestoneAssessment,
    MilestoneIndicator,
    MilestoneLog,
    MilestoneState,
    indicators_of,
    said_of,
)
from kpi.programme.milestones import milestones as known
from kpi.programme.model import Programme
from kpi.store.access import is_date
from kpi.store.connection import Cursor
from kpi.store.sql import statement
from kpi.store.ticket import Writing
from kpi.text.plan import MILESTONE

EVENT = "milestone"


def milestones(cursor: Cursor, programme: str, version: int) -> MilestoneLog:
    """Everything said of a programme's milestones that was known at a version, oldest first."""

    def read(name: str) -> list[tuple]:
        return cursor.execute(statement(name), {"version": version, "programme": programme}).fetchall()

    return MilestoneLog(
        tuple(
            MilestoneAssessment(r[0], MilestoneState(r[1]), r[2], r[3], tuple(json.loads(r[4])), *r[5:])
            for r in read("milestone_assessments")
        ),
        tuple(MilestoneIndicator(*r) for r in read("milestone_indicators")),
    )


def assess(writing: Writing, programme: Programme, told: MilestoneAssessment, user: str, after: int) -> MilestoneAssessment:
    """Stores how far a milestone has come. See ``Store.assess_milestone``."""
    told = replace(told, reason=told.reason.strip(), day=told.day.strip())
    _refuse(programme, told, user)
    if not is_date(told.day):
        raise Refusal(tr("Datumet {day} går inte att läsa. Skriv ÅÅÅÅ-MM-DD.", day=repr(told.day)), code="bad_date")
    said = said_of(milestones(writing.cursor, programme.id, writing.version), told.milestone)
    if (said[-1].seq if said else 0) != after:
        raise Refusal(tr("Någon annan har bedömt delmålet sedan du läste det. Läs det som det är nu."), code="changed_meanwhile")
    writing.begin()
    made = replace(told, user=user.strip(), time=writing.time, seq=writing.number)
    values = _values(programme, made) | {"state": made.state.value, "day": made.day, "shown": json.dumps(made.shown)}
    writing.cursor.execute(statement("store_milestone_assessment"), values)
    writing.log(made.user, EVENT, None, f"{made.milestone}, {made.day}: {MILESTONE[made.state].word.lower()}. {made.reason}")
    return made


def tie(writing: Writing, programme: Programme, told: MilestoneIndicator, user: str) -> MilestoneIndicator:
    """Stores that an indicator shows a milestone, or no longer does. See ``Store.tie_milestone``."""
    told = replace(told, reason=told.reason.strip())
    _refuse(programme, told, user)
    if told.indicator not in {i.id for i in programme.indicators}:
        raise Refusal(tr("Indikatorn {indicator} finns inte i programmet.", indicator=told.indicator), code="unknown_indicator")
    held = indicators_of(programme, milestones(writing.cursor, programme.id, writing.version).indicators)
    if (told.indicator in held[told.milestone]) == told.active:
        already = N_("Indikatorn {indicator} är redan knuten till {milestone}. Inget är ändrat.")
        message = already if told.active else N_("Indikatorn {indicator} är inte knuten till {milestone}. Inget är ändrat.")
        raise Refusal(tr(message, indicator=told.indicator, milestone=told.milestone), code="nothing_changed")
    writing.begin()
    made = replace(told, user=user.strip(), time=writing.time, seq=writing.number)
    writing.cursor.execute(
        statement("store_milestone_indicator"), _values(programme, made) | {"indicator": made.indicator, "active": made.active}
    )
    done = "knuten" if made.active else "inte längre knuten"
    writing.log(made.user, EVENT, None, f"{made.milestone}: {made.indicator} {done}. {made.reason}")
    return made


def _refuse(programme: Programme, told: MilestoneAssessment | MilestoneIndicator, user: str) -> None:
    if told.milestone not in known(programme):
        raise Refusal(tr("Delmålet {milestone} finns inte i programmet.", milestone=repr(told.milestone)), code="unknown_milestone")
    if not told.reason:
        raise Refusal(tr("Ange ett skäl: det står kvar i historiken."), code="reason_missing")
    if not user.strip():
        raise Refusal(tr("Ange vem som skriver."), code="no_user")


def _values(programme: Programme, made: MilestoneAssessment | MilestoneIndicator) -> dict[str, object]:
    fields = {"seq": made.seq, "time": made.time, "who": made.user, "programme": programme.id}
    return fields | {"milestone": made.milestone, "reason": made.reason}
