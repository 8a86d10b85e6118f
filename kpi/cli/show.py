"""Commands that show: status, series, trace, batches. They ask ``kpi.views`` and format; no figure is made here."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kpi.cli.call import Call
from kpi.cli.change import state_word
from kpi.language import ptr, tr
from kpi.measure.status import Status
from kpi.programme.model import Indicator
from kpi.text import numbers, words
from kpi.views.rows import BatchRow, Context, Origin, Part, Point, StatusRow, Trace


def status(call: Call) -> int:
    """Where every indicator stands against its målvärde."""
    args = call.args
    with call.runtime() as runtime:
        scope = call.shown_scope(runtime)
        at = {name: getattr(args, name) for name in ("year", "unit", "sex", "as_of")}
        context, rows = runtime.views.status(scope, **at)
        _, beside = runtime.views.status(scope, **at, supplementary=True)
    call.output.document(
        {
            "year": context.year,
            "unit": context.unit.code,
            "unit_name": context.unit.name,
            "data_version": context.data_version,
            "as_of": context.as_of,
            "synthetic": context.synthetic,
            "rows": [row_json(row) for row in rows],
            "supplementary": [row_json(row) for row in beside],
        }
    )
    _say_context(call, context)
    headings = (
        tr("Indikator"),
        tr("Värde"),
        "n",
        ptr("målvärde", "Mål"),
        tr("Nuläge"),
        tr("Gap"),
        tr("Status"),
        tr("Ändring"),
        tr("Säkerhet"),
        tr("Ursprung"),
    )
    call.output.table(headings, [_row_text(row) for row in rows], right=(1, 2, 3, 4, 5, 7))
    if beside:
        call.output.text(f"{tr(words.SUPPLEMENTARY)}:")
        call.output.table(headings, [_row_text(row) for row in beside], right=(1, 2, 3, 4, 5, 7))
    return 0


def row_json(row: StatusRow) -> dict[str, Any]:
    """A status row with the field names of the command line's contract. A protected row has no number at all."""
    data = {name: getattr(row, name) for name in StatusRow.__slots__ if name != "indicator"}
    return {"indicator": row.indicator.id} | data


def _row_text(row: StatusRow) -> tuple[str, ...]:
    i = row.indicator
    word = words.of(row)
    change, since = (row.change_year, row.change_year_from) if row.change_year is not None else (row.change_baseline, i.baseline_year)
    if since is None or since >= row.year:  # in the baseline's own year there is nothing to count from
        change = None
    return (
        i.label,
        numbers.value(i, row.value),
        numbers.count(row.n),
        numbers.stated(i, row.target),
        numbers.stated(i, row.baseline),
        numbers.difference_short(i, row.gap),
        f"{word.symbol} {tr(word.word)}",
        tr("{change} sedan {year}", change=numbers.difference_short(i, change), year=since) if change is not None else numbers.MISSING,
        tr(words.CERTAINTY[row.certainty].word) if change is not None else numbers.MISSING,
        tr(words.ORIGIN.get(row.origin or "", numbers.MISSING)),
    )


def _say_context(call: Call, context: Context) -> None:
    call.output.text(
        tr(
            "{name} ({code}), {year}. Dataversion {data_version}.",
            name=context.unit.name,
            code=context.unit.code,
            year=context.year,
            data_version=context.data_version,
        )
    )
    if context.as_of:
        call.output.text(tr("Så som det var känt {as_of}.", as_of=context.as_of))
    if context.empty:
        call.output.text(tr("Inget utdrag är inläst: bara planens egna siffror visas."))
    if context.synthetic:
        call.output.text(tr("SYNTETISK: det finns påhittade siffror i lagret."))


def series(call: Call) -> int:
    """One indicator over time."""
    args = call.args
    with call.runtime() as runtime:
        scope = call.shown_scope(runtime)
        context = runtime.views.context(scope, unit=args.unit, as_of=args.as_of)
        points = runtime.views.series(scope, args.indicator, unit=args.unit, sex=args.sex, by=args.by, as_of=args.as_of)
        indicator = runtime.programme.indicator(args.indicator)
    call.output.document(
        {
            "indicator": indicator.id,
            "unit": context.unit.code,
            "sex": args.sex,
            "by": args.by,
            "data_version": context.data_version,
            "synthetic": context.synthetic,
            "points": [{name: getattr(point, name) for name in Point.__slots__} for point in points],
        }
    )
    _say_context(call, context)
    call.output.text(f"{indicator.name}, {tr(words.SEX[args.sex]).lower()}")
    call.output.table(
        (tr("Period"), tr("Värde"), "n", tr("Status"), tr("Metod"), tr("Ursprung")),
        [_point_text(indicator, point) for point in points],
        right=(1, 2),
    )
    return 0


def _point_text(indicator: Indicator, point: Point) -> tuple[str, ...]:
    word = words.of(point)
    return (
        words.period(point.period),
        numbers.value(indicator, point.value),
        numbers.count(point.n),
        f"{word.symbol} {tr(word.word)}"
        if len(point.period) == 4 or point.status is Status.SUPPRESSED
        else "",  # a month or a quarter is not judged
        point.method or "",
        tr(words.ORIGIN.get(point.origin or "", "")),
    )


def trace(call: Call) -> int:
    """Where a figure comes from."""
    args = call.args
    with call.runtime() as runtime:
        scope = call.shown_scope(runtime)
        context = runtime.views.context(scope, args.year, args.unit, args.as_of)
        at = {name: getattr(args, name) for name in ("unit", "year", "month", "quarter", "method", "as_of")}
        found = runtime.views.trace(scope, args.indicator, sex=args.sex, **at)
        indicator = runtime.programme.indicator(args.indicator)
    key = {"indicator": indicator.id, "unit": context.unit.code, "year": context.year, "sex": args.sex}
    call.output.document(key | asdict(found) | {"data_version": context.data_version})
    _say_context(call, context)
    word = words.of(found)
    of_year = args.month is args.quarter is args.method is None  # only the year is judged
    judged = f" ({word.symbol} {tr(word.word)})" if found.value is None or of_year else ""
    about = f"{indicator.name}, {tr(words.SEX[found.sex]).lower()}, {words.period(found.period)}"
    call.output.text(f"{about}: {numbers.value(indicator, found.value)}{judged}")
    call.output.text(found.note)
    if found.parts:
        call.output.text(tr("Siffran är gjord av:"))
        headings = (tr("Enhet"), tr("Kod"), tr("Kön"), tr("Period"), tr("Värde"), "n")
        call.output.table(headings, [_part_text(indicator, part) for part in found.parts], right=(4, 5))
    _origins_text(call, indicator, found)
    return 0


def _part_text(indicator: Indicator, part: Part) -> tuple[str, ...]:
    hidden = words.STATUS[Status.SUPPRESSED]
    value = f"{hidden.symbol} {tr(hidden.word)}" if part.hidden else numbers.value(indicator, part.value)
    return (part.name, part.unit, tr(words.SEX[part.sex]), words.period(part.period), value, numbers.count(part.n))


def _origins_text(call: Call, indicator: Indicator, found: Trace) -> None:
    for heading, origins in ((tr("Siffran bygger på:"), found.origins), (tr("Tidigare uppgifter:"), found.superseded)):
        if origins:
            call.output.text(heading)
            headings = (
                tr("Enhet"),
                tr("Period"),
                tr("Kön"),
                tr("Värde"),
                "n",
                tr("Fil"),
                tr("Cell"),
                tr("Rubrik"),
                tr("Import"),
                tr("Läge"),
                tr("Användare"),
                tr("Tid"),
                "SHA-256",
            )
            call.output.table(headings, [_origin_text(indicator, o) for o in origins], right=(3, 4))


def _origin_text(indicator: Indicator, o: Origin) -> tuple[str, ...]:
    file = _file(o)
    value, n = numbers.value(indicator, o.value), numbers.count(o.n)
    state = state_word("active" if o.active else "undone")
    where = (file, o.address, o.column, o.batch, state, o.user, o.time, o.sha256)
    return (o.unit, words.period(o.period), tr(words.SEX[o.sex]), value, n, *where)


def _file(read: Origin | BatchRow) -> str:
    return f"{read.file} ({tr('SYNTETISK')})" if read.synthetic else read.file


def batches(call: Call) -> int:
    """The log of imports, newest first."""
    with call.runtime() as runtime:
        rows = runtime.views.batches(call.shown_scope(runtime), as_of=call.args.as_of)
    call.output.document([asdict(row) for row in rows])
    if not rows:
        call.output.text(tr("Inget är importerat."))
        return 0
    headings = (
        tr("Import"),
        tr("Tid"),
        tr("Användare"),
        tr("Fil"),
        tr("Utdrag"),
        tr("Tillstånd"),
        tr("Nya"),
        tr("Ändrade"),
        tr("Oförändrade"),
        tr("Skäl"),
    )
    call.output.table(headings, [_batch_text(row) for row in rows], right=(6, 7, 8))
    return 0


def _batch_text(row: BatchRow) -> tuple[str, ...]:
    file = _file(row)
    counts = (numbers.count(n) for n in (row.facts_new, row.facts_changed, row.facts_unchanged))
    return (row.batch, row.time, row.user, file, row.layout, state_word(row.state), *counts, row.why or "")
