"""Commands about what is said beside the figures: judgements, method breaks and events, and when the year's status was shown."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kpi.cli.call import Call
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.programme.judgement import Annotation, Kind, annotations_at
from kpi.text import numbers
from kpi.text import year_status as say
from kpi.views.year_changes import FigureChange, YearChanges
from kpi.views.year_status_rows import Judged

DONE = 0
STEPS = {"draft": N_("utkast"), "approved": N_("godkänd"), "withdrawn": N_("återtagen")}


def judgements(call: Call) -> int:
    """Run the part of ``judgements`` that was asked for."""
    parts = {"list": _list, "write": _write, "approve": _approve, "withdraw": _withdraw}
    return parts[call.args.part](call)


def _list(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        view = runtime.views.year_status(call.scope(runtime), year=args.year, unit=args.unit, as_of=args.as_of)
    every = [(goal.area.name, goal.judged) for goal in view.goals] + [(row.indicator.label, row.judged) for row in view.rows]
    told = [(name, judged) for name, judged in every if judged.history]
    here = view.context
    call.output.document(
        {"year": here.year, "unit": here.unit.code, "data_version": here.data_version, "judgements": [_judged(j) for _, j in told]}
    )
    body = []
    for name, judged in told:
        latest = judged.history[0]
        word = tr(say.VERDICT[latest.verdict].word if latest.verdict else say.WITHHELD)
        stale = tr("ja") if latest.outdated else ""
        body.append((judged.subject, name, tr(STEPS[latest.step.value]), word, stale, latest.reason))
    if body:
        call.output.table((tr("Id"), tr("Gäller"), tr("Läge"), tr("Bedömning"), tr("Siffror ändrade"), tr("Skäl")), body)
    else:
        call.output.text(tr("{year}: ingen bedömning är skriven för {name}.", year=here.year, name=here.unit.name))
    return DONE


def _judged(judged: Judged) -> dict[str, Any]:
    return {"kind": judged.kind, "subject": judged.subject, "history": [asdict(row) for row in judged.history]}


def _kind(call: Call, subject: str) -> Kind:
    """Whether the id is a programme area's (then its goal is meant) or an indicator's. Raises Refusal for neither."""
    if subject in {area.id for area in call.programme.areas}:
        return "goal"
    if subject in {indicator.id for indicator in call.programme.indicators}:
        return "indicator"
    raise Refusal(
        tr("{subject} är varken ett programområde eller en indikator. Se kommandot programme.", subject=repr(subject)),
        code="unknown_subject",
    )


def _write(call: Call) -> int:
    args, kind = call.args, _kind(call, call.args.subject)
    with call.runtime() as runtime:
        made = runtime.views.judge(
            call.scope(runtime), kind, args.subject, year=args.year, unit=args.unit, verdict=args.verdict, reason=args.why,
            analysis=args.text,
        )  # fmt: skip
    return _done(call, made.subject, tr("utkastet är sparat"), made.seq)


def _approve(call: Call) -> int:
    args, kind = call.args, _kind(call, call.args.subject)
    with call.runtime() as runtime:
        made = runtime.views.approve(call.scope(runtime), kind, args.subject, year=args.year, unit=args.unit)
    return _done(call, made.subject, tr("bedömningen är godkänd"), made.seq)


def _withdraw(call: Call) -> int:
    args, kind = call.args, _kind(call, call.args.subject)
    with call.runtime() as runtime:
        made = runtime.views.withdraw(call.scope(runtime), kind, args.subject, year=args.year, unit=args.unit, reason=args.why)
    return _done(call, made.subject, tr("bedömningen är återtagen"), made.seq)


def _done(call: Call, what: str, said: str, version: int) -> int:
    call.output.document({"subject": what, "done": call.args.part, "data_version": version})
    call.output.text(f"{what}: {said}.")
    return DONE


def annotations(call: Call) -> int:
    """Run the part of ``annotations`` that was asked for."""
    parts = {"list": _noted, "add": _note, "change": _change, "remove": _remove}
    return parts[call.args.part](call)


def _noted(call: Call) -> int:
    with call.runtime() as runtime:
        found = runtime.views.annotations(call.scope(runtime))
    held = {a.seq for a in annotations_at(found)}
    call.output.document({"annotations": [asdict(a) | {"holds": a.seq in held} for a in found]})
    body = [(a.id, a.indicator, a.unit, a.period, tr(say.ANNOTATION[a.kind]), a.text, tr("ja") if a.seq in held else "") for a in found]
    if body:
        call.output.table((tr("Id"), tr("Indikator"), tr("Enhet"), tr("Från"), tr("Slag"), tr("Text"), tr("Gäller")), body)
    else:
        call.output.text(tr("Inga metodbrott eller händelser är antecknade."))
    return DONE


def _note(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        made = runtime.views.annotate(
            call.scope(runtime), args.indicator, unit=args.unit, kind=args.kind, period=args.period, text=args.text
        )
    return _done(call, made.id, tr("antecknat på {indicator}", indicator=made.indicator), made.seq)


def _change(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        scope = call.scope(runtime)
        held = _held(runtime.views.annotations(scope), args.annotation)
        made = runtime.views.annotate(
            scope, held.indicator, unit=held.unit, kind=args.kind or held.kind.value, period=args.period or held.period,
            text=args.text or held.text, annotation=held.id, reason=args.why,
        )  # fmt: skip
    return _done(call, made.id, tr("ändrad"), made.seq)


def _held(found: list[Annotation], id_: str) -> Annotation:
    for annotation in annotations_at(found):
        if annotation.id == id_:
            return annotation
    raise Refusal(
        tr("Anteckningen {id} finns inte, eller är redan borttagen. Se annotations list.", id=repr(id_)), code="unknown_annotation"
    )


def _remove(call: Call) -> int:
    with call.runtime() as runtime:
        runtime.views.remove_annotation(call.scope(runtime), call.args.annotation, call.args.why)
        version = runtime.store.data_version()
    return _done(call, call.args.annotation, tr("borttagen"), version)


def shown(call: Call) -> int:
    """Run the part of ``shown`` that was asked for."""
    parts = {"list": _shown, "add": _present, "remove": _present, "changes": _changes}
    return parts[call.args.part](call)


def _shown(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        view = runtime.views.year_status(call.scope(runtime), year=args.year, unit=args.unit)
    here = view.context
    call.output.document({"year": here.year, "unit": here.unit.code, "shown": [asdict(one) for one in view.shown]})
    if view.shown:
        call.output.table(
            (tr("När"), tr("För vem"), tr("Anteckning"), tr("Av")), [(s.moment, s.audience, s.note, s.user) for s in view.shown]
        )
    else:
        call.output.text(tr("{year}: inget är antecknat om när årsstatus visades för {name}.", year=here.year, name=here.unit.name))
    return DONE


def _present(call: Call) -> int:
    args, active = call.args, call.args.part == "add"
    with call.runtime() as runtime:
        made = runtime.views.present(
            call.scope(runtime), year=args.year, unit=args.unit, audience=args.audience, day=args.day, note=args.why, active=active
        )
    return _done(
        call,
        made.audience,
        tr("årsstatus {year} visad {moment}", year=made.year, moment=made.moment) if active else tr("borttaget"),
        made.seq,
    )


def _changes(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        found = runtime.views.year_changes(call.scope(runtime), year=args.year, unit=args.unit, since=args.since)
    if found is None:
        raise Refusal(tr("Inget är antecknat om när årsstatus visades, och ingen text är godkänd. Ange --since."), code="never_shown")
    call.output.document(_changes_json(found))
    since = f"{found.since} ({found.audience})" if found.audience else found.since
    call.output.text(tr("{year}, sedan {since}: {summary}", year=found.year, since=since, summary=found.summary))
    if found.figures:
        call.output.table((tr("Indikator"), tr("År"), tr("Kön"), tr("Då"), tr("Nu")), [_figure_words(figure) for figure in found.figures])
    return DONE


def _changes_json(found: YearChanges) -> dict[str, Any]:
    return {
        "year": found.year,
        "since": found.since,
        "audience": found.audience,
        "data_versions": list(found.versions),
        "summary": found.summary,
        "figures": [_figure_json(figure) for figure in found.figures],
        "targets": [asdict(t) | {"indicator": t.indicator.id} for t in found.targets],
        "statuses": [{"indicator": s.indicator.id, "then": s.then, "now": s.now} for s in found.statuses],
        "judgements": [asdict(j) for j in found.judgements],
        "actions": [asdict(a) for a in found.actions],
    }


def _figure_words(f: FigureChange) -> tuple[str, ...]:
    return f.indicator.label, str(f.year), f.sex, numbers.value(f.indicator, f.then), numbers.value(f.indicator, f.now)


def _figure_json(f: FigureChange) -> dict[str, Any]:
    return {"indicator": f.indicator.id, "year": f.year, "sex": f.sex, "then": f.then, "then_status": f.then_status, "now": f.now,
            "now_status": f.now_status}  # fmt: skip
