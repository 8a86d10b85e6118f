"""What a controller sets beside the figures: a changed target or baseline, and "kan ej bedömas". Each with a reason, never overwritten."""

from __future__ import annotations

from dataclasses import replace

from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.model import Direction, Programme
from kpi.store.connection import Cursor
from kpi.store.sql import statement
from kpi.store.ticket import Writing
from kpi.store.types import Assessment, Revision


def _refuse(programme: Programme, indicator: str, reason: str | None, *, needs_reason: bool) -> None:
    if indicator not in {i.id for i in programme.indicators}:
        raise Refusal(tr("Indikatorn {indicator} finns inte i programmet.", indicator=indicator), code="unknown_indicator")
    if needs_reason and not (reason or "").strip():
        raise Refusal(tr("Ange ett skäl: det visas tillsammans med ändringen."), code="reason_missing")


def _stored(writing: Writing, made: Revision | Assessment) -> dict[str, object]:
    """The fields as the tables have them: ``user`` is ``who`` there."""
    names = ("seq", "time", *(name for name in made.__slots__ if name not in ("seq", "time", "user")))
    return {name: getattr(made, name) for name in names} | {"who": made.user, "programme": writing.programme}


def revise(writing: Writing, programme: Programme, revision: Revision) -> Revision:
    """Stores a revision, inside a write. Returns it with its time and data version."""
    _refuse(programme, revision.indicator, revision.reason, needs_reason=True)
    if revision.direction not in {d.value for d in Direction}:
        raise Refusal(
            tr("Riktningen {direction} finns inte. Använd up, down eller unset.", direction=repr(revision.direction)), code="bad_direction"
        )
    if revision.direction == Direction.UNSET and revision.target is not None:
        raise Refusal(tr("Ett målvärde kräver en riktning: ange om högre eller lägre är bättre."), code="target_without_direction")
    writing.begin()
    made = replace(revision, reason=revision.reason.strip(), time=writing.time, seq=writing.number)
    writing.cursor.execute(statement("store_revision"), _stored(writing, made))
    writing.log(made.user, "target", None, f"{made.indicator}: {made.reason}")
    return made


def revisions(cursor: Cursor, version: int, programme: str | None) -> list[Revision]:
    """All revisions of a programme (its id) known at a version, newest first."""
    return [Revision(*row) for row in cursor.execute(statement("revisions"), {"version": version, "programme": programme}).fetchall()]


def assess(writing: Writing, programme: Programme, assessment: Assessment) -> Assessment:
    """Stores or lifts a "kan ej bedömas", inside a write. Returns it with its time and data version."""
    _refuse(programme, assessment.indicator, assessment.reason, needs_reason=assessment.active)
    writing.begin()
    reason = (assessment.reason or "").strip() or None
    made = replace(assessment, reason=reason, time=writing.time, seq=writing.number)
    writing.cursor.execute(statement("store_assessment"), _stored(writing, made))
    writing.log(made.user, "assessment", None, f"{made.indicator}, {made.unit}, {made.year}: {reason or '–'}")
    return made


def assessments(cursor: Cursor, version: int, programme: str | None) -> list[Assessment]:
    """All assessments of a programme (its id) known at a version, newest first: the first for an indicator, unit and year holds."""
    rows = cursor.execute(statement("assessments"), {"version": version, "programme": programme}).fetchall()
    return [Assessment(*row) for row in rows]
