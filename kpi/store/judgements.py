"""Judgements, annotations and presentations, kept with their history: what was said beside the figures is only ever added to."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TypeVar

from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.judgement import (
    Annotation,
    AnnotationKind,
    Judgement,
    Presentation,
    Remarks,
    Step,
    Verdict,
    annotations_at,
    approved,
    draft,
    versions,
)
from kpi.programme.model import Programme
from kpi.programme.periods import part_of
from kpi.store.asof import moment
from kpi.store.connection import Cursor
from kpi.store.sql import statement
from kpi.store.ticket import Writing

Said = TypeVar("Said", Judgement, Annotation, Presentation)
STEPS = {Step.DRAFT: "utkast", Step.APPROVED: "godkänd", Step.WITHDRAWN: "återtagen"}  # as the log says it


def remarks(cursor: Cursor, version: int, programme: str | None) -> Remarks:
    """Everything said in a programme (its id) that was known at a version, oldest first."""

    def read(name: str) -> list[tuple]:
        return cursor.execute(statement(name), {"version": version, "programme": programme}).fetchall()

    return Remarks(
        tuple(Judgement(*r[:4], Step(r[4]), Verdict(r[5]), *r[6:9], tuple(json.loads(r[9])), *r[10:]) for r in read("judgements")),
        tuple(Annotation(*r[:3], AnnotationKind(r[3]), *r[4:]) for r in read("annotations")),
        tuple(Presentation(*r) for r in read("presentations")),
    )


def judge(writing: Writing, programme: Programme, told: Judgement, user: str, after: int) -> Judgement:
    """Stores a step with a judgement. See ``Store.judge``."""
    told = replace(told, reason=told.reason.strip(), analysis=told.analysis.strip())
    subjects = {a.id for a in programme.areas} if told.kind == "goal" else {i.id for i in programme.indicators}
    if told.subject not in subjects:
        raise Refusal(
            tr("{subject} finns inte i programmet.", subject=repr(told.subject)),
            code="unknown_area" if told.kind == "goal" else "unknown_indicator",
        )
    if not told.reason:
        raise Refusal(tr("Ange ett skäl: en bedömning utan skäl går inte att försvara."), code="reason_missing")
    steps = versions(remarks(writing.cursor, writing.version, writing.programme).judgements, told.about)
    if (steps[-1].seq if steps else 0) != after:
        raise Refusal(tr("Någon annan har ändrat texten sedan du läste den. Läs den som den är nu."), code="changed_meanwhile")
    if told.step is Step.APPROVED:
        written = draft(steps)
        if written is None or (written.verdict, written.reason, written.analysis) != (told.verdict, told.reason, told.analysis):
            raise Refusal(tr("Det finns inget sådant utkast att godkänna. Spara texten som utkast först."), code="no_draft")
    if told.step is Step.WITHDRAWN and approved(steps) is None:
        raise Refusal(tr("Det finns ingen godkänd text att ta tillbaka."), code="not_approved")
    made = _begin(writing, told, user)
    values = _values(writing, made) | {"step": made.step.value, "verdict": made.verdict.value, "shown": json.dumps(made.shown)}
    writing.cursor.execute(statement("store_judgement"), values)
    writing.log(made.user, "judgement", None, f"{made.subject}, {made.unit}, {made.year}: {STEPS[made.step]}")
    return made


def annotate(writing: Writing, programme: Programme, told: Annotation, user: str) -> Annotation:
    """Stores, changes or takes away an annotation. See ``Store.annotate``."""
    told = replace(told, text=" ".join(told.text.split()), reason=told.reason.strip(), period=told.period.strip())
    if told.indicator not in {i.id for i in programme.indicators}:
        raise Refusal(tr("Indikatorn {indicator} finns inte i programmet.", indicator=repr(told.indicator)), code="unknown_indicator")
    if not told.text:
        raise Refusal(tr("Skriv vad som hände, eller vad som mäts annorlunda."), code="no_text")
    try:
        part_of(told.period)
    except ValueError:
        raise Refusal(
            tr("Tiden {period} går inte att läsa. Skriv 2024, 2024-Q2 eller 2024-03.", period=repr(told.period)), code="bad_period"
        ) from None
    if told.id:
        held = {a.id: a for a in annotations_at(remarks(writing.cursor, writing.version, writing.programme).annotations)}.get(told.id)
        if held is None or (held.indicator, held.unit) != (told.indicator, told.unit):
            raise Refusal(tr("Anteckningen {id} finns inte, eller är redan borttagen.", id=repr(told.id)), code="unknown_annotation")
        if not told.reason:
            raise Refusal(tr("Ange ett skäl: det står kvar i historiken."), code="reason_missing")
    made = _begin(writing, told, user)
    made = made if made.id else replace(made, id=f"h-{made.seq}")  # a data version is never given twice
    writing.cursor.execute(statement("store_annotation"), _values(writing, made) | {"kind": made.kind.value})
    writing.log(made.user, "annotation", None, f"{made.indicator}, {made.unit}, {made.period}: {made.text if made.active else 'borttagen'}")
    return made


def present(writing: Writing, told: Presentation, user: str) -> Presentation:
    """Stores, or takes away, that a year was shown. See ``Store.present``."""
    told = replace(told, audience=" ".join(told.audience.split()), moment=told.moment.strip(), note=told.note.strip())
    if not told.audience:
        raise Refusal(tr("Ange för vem årsstatus visades."), code="no_audience")
    moment(told.moment)  # refuses what is no time
    key = (told.unit, told.year, told.audience, told.moment)
    known = remarks(writing.cursor, writing.version, writing.programme).presentations
    held = [p for p in known if (p.unit, p.year, p.audience, p.moment) == key]
    if (bool(held) and held[-1].active) == told.active:
        message = tr("Att årsstatus visades då är redan antecknat.") if told.active else tr("Att årsstatus visades då är inte antecknat.")
        raise Refusal(message, code="nothing_changed")
    if not told.active and not told.note:
        raise Refusal(tr("Ange ett skäl: det står kvar i historiken."), code="reason_missing")
    made = _begin(writing, told, user)
    writing.cursor.execute(statement("store_presentation"), _values(writing, made))
    writing.log(made.user, "presentation", None, f"{made.unit}, {made.year}: {made.audience}{'' if made.active else ', borttaget'}")
    return made


def _begin(writing: Writing, told: Said, user: str) -> Said:
    """Takes the write's number and time for what is said, with who says it."""
    if not user.strip():
        raise Refusal(tr("Ange vem som skriver."), code="no_user")
    writing.begin()
    return replace(told, user=user.strip(), time=writing.time, seq=writing.number)


def _values(writing: Writing, made: Judgement | Annotation | Presentation) -> dict[str, object]:
    """The fields as the tables have them: ``user`` is ``who`` there."""
    own = {"who": made.user, "programme": writing.programme}
    return {name: getattr(made, name) for name in made.__slots__ if name != "user"} | own
