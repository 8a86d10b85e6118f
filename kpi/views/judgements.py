"""What a controller says beside the figures: judgements as draft and approved, method breaks and events, when the board was shown it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from kpi.access import audit
from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.intake.personnummer import contains_personnummer
from kpi.language import tr
from kpi.programme.judgement import (
    Annotation,
    AnnotationKind,
    Judgement,
    Kind,
    Presentation,
    Step,
    Verdict,
    annotations_at,
    draft,
    versions,
)
from kpi.views.choices import Place, check_year, place
from kpi.views.moments import SWEDEN, moment
from kpi.views.remarks import shown_keys
from kpi.views.rows import Card
from kpi.views.source import Source
from kpi.views.year_status import year_status
from kpi.views.year_status_rows import Judged, YearStatus

LONGEST_REASON, LONGEST_ANALYSIS, LONGEST_TEXT = 1000, 6000, 300  # characters
KINDS: tuple[Kind, ...] = ("goal", "indicator")


def write(
    source: Source,
    scope: Scope,
    kind: Kind,
    subject: str,
    unit: str | None,
    year: int,
    verdict: str,
    reason: str,
    analysis: str,
    after: int | None,
    today: date,
) -> Judgement:
    """Save a draft. ``after``: the data version of the last step that the writer has seen (0: none; None: whatever there is now).

    Controllers only. Raises Refusal: an unknown goal, indicator, unit, year or verdict, a missing reason, a text that cannot be kept, or
    another's step in between.
    """
    require(scope, Permission.JUDGE)
    found, cards, view = _about(source, scope, kind, subject, unit, year, today)
    _fits((reason, LONGEST_REASON), (analysis, LONGEST_ANALYSIS))
    told = Judgement(
        kind, subject, view.context.unit.code, year, Step.DRAFT, _verdict(verdict), reason, analysis, found.figures, shown_keys(cards, year)
    )
    made = source.store.judge(told, scope.user, after=_after(source, told, after))
    audit.record(scope.user, "judge", subject=subject, unit=told.unit, year=year, step=told.step.value)
    return made


def approve(
    source: Source,
    scope: Scope,
    kind: Kind,
    subject: str,
    unit: str | None,
    year: int,
    after: int | None,
    figures: str | None,
    today: date,
) -> Judgement:
    """Approve the draft as it stands: from now on everyone who may see the unit reads it.

    ``figures``: the digest of the figures that the one who approves has seen (None: those shown now). Controllers only. Raises Refusal: no
    draft, another step in between, or figures that have changed.
    """
    require(scope, Permission.JUDGE)
    found, cards, view = _about(source, scope, kind, subject, unit, year, today)
    if figures is not None and figures != found.figures:
        raise Refusal(
            tr("Siffrorna har ändrats sedan du läste dem. Läs text och siffror igen innan du godkänner."), code="changed_meanwhile"
        )
    held = draft(versions(source.store.remarks().judgements, (kind, subject, view.context.unit.code, year)))
    if held is None:
        raise Refusal(tr("Det finns inget utkast att godkänna. Spara texten som utkast först."), code="no_draft")
    told = replace(held, step=Step.APPROVED, figures=found.figures, shown=shown_keys(cards, year))
    made = source.store.judge(told, scope.user, after=held.seq if after is None else after)
    audit.record(scope.user, "judge", subject=subject, unit=told.unit, year=year, step=told.step.value)
    return made


def withdraw(
    source: Source, scope: Scope, kind: Kind, subject: str, unit: str | None, year: int, reason: str, after: int | None, today: date
) -> Judgement:
    """Take an approved text back, with a reason: nobody but controllers sees it any longer. Controllers only."""
    require(scope, Permission.JUDGE)
    found, cards, view = _about(source, scope, kind, subject, unit, year, today)
    _fits((reason, LONGEST_REASON))
    steps = versions(source.store.remarks().judgements, (kind, subject, view.context.unit.code, year))
    if not steps:
        raise Refusal(tr("Det finns ingen godkänd text att ta tillbaka."), code="not_approved")
    told = replace(steps[-1], step=Step.WITHDRAWN, reason=reason, figures=found.figures, shown=shown_keys(cards, year))
    made = source.store.judge(told, scope.user, after=steps[-1].seq if after is None else after)
    audit.record(scope.user, "judge", subject=subject, unit=told.unit, year=year, step=told.step.value)
    return made


def _about(
    source: Source, scope: Scope, kind: Kind, subject: str, unit: str | None, year: int, today: date
) -> tuple[Judged, list[Card], YearStatus]:
    """What is judged as it stands now, the cards with its figures, and the year's status they are from."""
    if kind not in KINDS:
        raise Refusal(
            tr("Slaget {kind} finns inte. Ange goal (ett mål) eller indicator (en indikator).", kind=repr(kind)), code="unknown_kind"
        )
    view = year_status(source, scope, check_year(year), unit, None, None, today)
    if kind == "goal":
        area = source.area(subject)
        goal = next(g for g in view.goals if g.area.id == area.id)
        return goal.judged, [row.card for row in goal.rows], view
    indicator = source.indicator(subject)
    row = next(r for r in view.rows if r.indicator.id == indicator.id)
    return row.judged, [row.card], view


def _after(source: Source, told: Judgement, after: int | None) -> int:
    if after is not None:
        return after
    steps = versions(source.store.remarks().judgements, told.about)
    return steps[-1].seq if steps else 0


def _verdict(verdict: str) -> Verdict:
    if verdict not in set(Verdict):
        known = ", ".join(Verdict)
        raise Refusal(
            tr("Bedömningen {verdict} finns inte. Välj en av: {known}.", verdict=repr(verdict), known=known), code="unknown_verdict"
        )
    return Verdict(verdict)


def annotate(
    source: Source, scope: Scope, indicator_id: str, unit: str | None, kind: str, period: str, text: str, id_: str | None, reason: str
) -> Annotation:
    """Note a method break or an event on an indicator's series, for a unit and all below it; with an id, change that one (then with a
    reason). Controllers only. Raises Refusal for what is unknown, no period, or a text that cannot be kept."""
    require(scope, Permission.JUDGE)
    indicator = source.indicator(indicator_id)
    if kind not in set(AnnotationKind):
        known = ", ".join(AnnotationKind)
        raise Refusal(tr("Slaget {kind} finns inte. Välj en av: {known}.", kind=repr(kind), known=known), code="unknown_kind")
    _fits((text, LONGEST_TEXT), (reason, LONGEST_REASON))
    written = period.strip().upper()
    if written[:4].isdigit():
        check_year(int(written[:4]))
    at = _place(source, scope, unit, None)
    told = Annotation(id_ or "", indicator.id, at.unit, AnnotationKind(kind), written, text, True, reason)
    made = source.store.annotate(told, scope.user)
    audit.record(scope.user, "annotate", indicator=made.indicator, unit=made.unit, kind=made.kind.value, period=made.period)
    return made


def remove_annotation(source: Source, scope: Scope, id_: str, reason: str) -> None:
    """Take an annotation away, with a reason. It stays in the history. Controllers only."""
    require(scope, Permission.JUDGE)
    _fits((reason, LONGEST_REASON))
    held = {a.id: a for a in annotations_at(source.store.remarks().annotations)}.get(id_)
    if held is None:
        raise Refusal(tr("Anteckningen {id} finns inte, eller är redan borttagen.", id=repr(id_)), code="unknown_annotation")
    source.store.annotate(replace(held, active=False, reason=reason), scope.user)
    audit.record(scope.user, "annotate", indicator=held.indicator, unit=held.unit, kind=held.kind.value, period=held.period, removed=True)


def annotations(source: Source, scope: Scope, as_of: str | None) -> list[Annotation]:
    """Every annotation there is or has been, each with its history, newest first. Controllers only: others see those on the series."""
    require(scope, Permission.JUDGE)
    return sorted(source.snapshot(as_of).remarks.annotations, key=lambda a: -a.seq)


def present(
    source: Source,
    scope: Scope,
    unit: str | None,
    year: int,
    audience: str,
    day: str | None,
    note: str,
    active: bool,
    today: date,
) -> Presentation:
    """Say that the unit's year was shown to someone on an ISO day, or at a time (None: today), or (``active`` False) that it was not, with
    ``note`` as the reason. Controllers only. Raises Refusal: a day that has not come, an empty audience, what is told already."""
    require(scope, Permission.JUDGE)
    _fits((audience, LONGEST_TEXT), (note, LONGEST_REASON))
    at = _place(source, scope, unit, check_year(year))
    told = Presentation(at.unit, at.year, audience, (day or today.isoformat()).strip(), note, active)
    if _day(told.moment) > today:
        raise Refusal(tr("Dagen {day} har inte kommit än. Ange när årsstatus visades.", day=told.moment), code="future_day")
    made = source.store.present(told, scope.user)
    audit.record(scope.user, "present" if active else "not_presented", unit=made.unit, year=made.year, moment=made.moment)
    return made


def _day(told: str) -> date:
    """The Swedish day of a moment. Raises Refusal for what is none."""
    try:
        return datetime.fromisoformat(moment(told) or "").astimezone(SWEDEN).date()
    except ValueError:
        raise Refusal(tr("Tidpunkten {time} går inte att läsa. Skriv ÅÅÅÅ-MM-DD.", time=repr(told)), code="bad_time") from None


def _place(source: Source, scope: Scope, unit: str | None, year: int | None) -> Place:
    return place(source, scope, year, unit, None)


def _fits(*texts: tuple[str, int]) -> None:
    """Refuse what is too long, or looks like a personnummer. The text is never repeated."""
    for text, longest in texts:
        if len(text) > longest:
            raise Refusal(tr("Texten är för lång. Skriv högst {longest} tecken.", longest=longest), code="text_too_long")
        if contains_personnummer(text):
            raise Refusal(tr("Texten innehåller något som ser ut som ett personnummer. Ta bort det."), code="personnummer")
