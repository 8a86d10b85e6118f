"""Commands about the plan's actions: list them with their status, tell it, change the plan of a year, link them to indicators."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kpi.cli.call import Call
from kpi.errors import Refusal
from kpi.language import ptr, tr
from kpi.programme.plan import ActionStatus, State
from kpi.text import actions as say
from kpi.text import numbers
from kpi.views.action_rows import ActionRow, count_statuses
from kpi.views.actions import Revision

DONE, REFUSED = 0, 2


def actions(call: Call) -> int:
    """Run the part that was asked for."""
    return PARTS[call.args.part](call)


def _list(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        view = runtime.views.actions(call.scope(runtime), year=args.year, as_of=args.as_of)
    if args.owner and args.owner not in view.owners:
        known = ", ".join(view.owners)
        raise Refusal(
            tr("Ingen åtgärd {year} har den ansvarige {owner}. Skriv en av: {known}.", year=view.year, owner=repr(args.owner), known=known),
            code="unknown_owner",
        )
    if args.area and args.area not in {area.id for area in call.programme.areas}:
        raise Refusal(tr("Programområdet {area} finns inte. Se kommandot programme.", area=repr(args.area)), code="unknown_area")
    wanted = [row for row in view.rows if _wanted(row, args.owner, args.area, args.status)]
    counts = count_statuses(wanted)
    call.output.document(
        {
            "year": view.year,
            "today": view.today,
            "data_version": view.data_version,
            "counts": {status.value: counts.get(status, 0) for status in ActionStatus},
            "actions": [row_json(row) for row in wanted],
            "closed": [row_json(row) for row in view.closed if _wanted(row, args.owner, args.area, None)],
        }
    )
    call.output.text(f"{view.year}: {say.counted(counts)}")
    headings = (tr("Id"), tr("Status"), ptr("due year", "Klar"), tr("Ansvarig"), tr("Åtgärd"))
    body = [(row.id, tr(say.STATUS[row.status].word), str(row.due_year), row.owner, row.text) for row in wanted]
    if body:
        call.output.table(headings, body)
    return DONE


def _wanted(row: ActionRow, owner: str | None, area: str | None, status: str | None) -> bool:
    return (owner is None or owner in row.responsible) and area in (None, row.area.id) and status in (None, row.status.value)


def row_json(row: ActionRow) -> dict[str, Any]:
    """An action as JSON."""
    return {
        "id": row.id,
        "area": row.area.id,
        "text": row.text,
        "responsible": list(row.responsible),
        "due_year": row.due_year,
        "moved_from": row.moved_from,
        "due_note": row.due_note,
        "status": row.status.value,
        "day": row.told.day if row.told else None,
        "reason": row.told.reason if row.told else None,
        "note": row.note.reason if row.note else None,
        "indicators": [indicator.id for indicator in row.indicators],
        "history": [asdict(said) for said in row.history],
    }


def _set(call: Call) -> int:
    return _report(call, State(call.args.state))


def _note(call: Call) -> int:
    return _report(call, None)


def _report(call: Call, state: State | None) -> int:
    args = call.args
    with call.runtime() as runtime:
        runtime.views.report_action(call.scope(runtime), args.action, state, reason=args.why, day=args.day)
    return _done(call, args.action, tr("rapporterad som {state}", state=tr(say.STATE[state]).lower()) if state else tr("antecknat"))


def _add(call: Call) -> int:
    args = call.args
    return _revise(call, tr("tillagd"), Revision(args.valid_from, args.why, None, args.area, args.text, tuple(args.owner), args.due))


def _move(call: Call) -> int:
    return _revise(call, tr("flyttad"), _change(call, due_year=call.args.due))


def _reword(call: Call) -> int:
    owners = tuple(call.args.owner) if call.args.owner else None
    return _revise(call, tr("ändrad"), _change(call, text=call.args.text, responsible=owners))


def _close(call: Call) -> int:
    return _revise(call, tr("åter i planen") if call.args.reopen else tr("tagen ur planen"), _change(call, closed=not call.args.reopen))


def _change(call: Call, **what: Any) -> Revision:
    return Revision(call.args.valid_from, call.args.why, call.args.action, **what)


def _revise(call: Call, said: str, asked: Revision) -> int:
    with call.runtime() as runtime:
        action = runtime.views.revise_action(call.scope(runtime), asked)
    return _done(call, action, tr("{said} från {year}", said=said, year=asked.valid_from))


def _link(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        runtime.views.link_action(call.scope(runtime), args.action, args.indicator, reason=args.why, active=not args.remove)
    return _done(call, args.action, tr("inte längre kopplad till indikatorn") if args.remove else tr("kopplad till indikatorn"))


def _done(call: Call, action: str, said: str) -> int:
    call.output.document({"action": action, "done": call.args.part})
    call.output.text(tr("Åtgärden {action}: {said}.", action=action, said=said))
    return DONE


def _export(call: Call) -> int:
    path = call.path(call.args.out)
    with call.runtime() as runtime:
        try:
            runtime.views.actions_workbook(call.scope(runtime), path, year=call.args.year, as_of=call.args.as_of)
        except OSError as error:
            raise Refusal(tr("Arbetsboken går inte att skriva: {path}. Välj en annan plats.", path=path), code="out_path") from error
    call.output.document({"file": str(path)})
    call.output.text(tr("Arbetsboken är skriven: {path}", path=path))
    return DONE


def _import(call: Call) -> int:
    args, path = call.args, call.path(call.args.file)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(tr("Filen {path} går inte att läsa.", path=path), code="file_missing") from error
    with call.runtime() as runtime:
        scope = call.scope(runtime)
        plan = runtime.views.plan_actions(scope, data, path.name, valid_from=args.valid_from, reason=args.why)
        refused = bool(plan.faults)
        stored = 0 if refused or args.dry_run else runtime.views.apply_actions(scope, plan)
    state = "refused" if refused else "preview" if args.dry_run else "active" if stored else "unchanged"
    counts = {kind: plan.count(kind) for kind in say.KINDS}
    rows = [{"row": row.row, "kind": row.kind, "action": row.id, "said": list(row.said)} for row in plan.rows]
    call.output.document({"file": plan.file, "state": state, **counts, "rows": rows, "errors": [f.to_json() for f in plan.faults]})
    for row in plan.rows:
        if row.said:
            call.output.text(f"  {tr('rad {row}', row=row.row)}: {tr(say.KINDS[row.kind])}, {row.id}: {'; '.join(row.said)}")
    for fault in plan.faults:
        call.output.message(f"  {fault}")
    if refused:
        call.output.message(tr("Arbetsboken har fel, och inget är inläst. Rätta raderna och läs in den igen."))
        return REFUSED
    said = ", ".join(f"{numbers.count(n)} {tr(say.KINDS[kind])}" for kind, n in counts.items())
    call.output.text(tr("Skulle ge: {said}.", said=said) if args.dry_run else tr("Arbetsboken är inläst: {said}.", said=said))
    return DONE


PARTS = {
    "list": _list, "set": _set, "note": _note, "add": _add, "move": _move, "reword": _reword, "close": _close, "link": _link,
    "export": _export, "import": _import,
}  # fmt: skip
