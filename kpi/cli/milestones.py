"""Commands about the plan's milestones: list them, say how far they have come, tie indicators to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kpi.cli.call import Call
from kpi.language import N_, tr
from kpi.text import plan as say
from kpi.text import words
from kpi.views.plan_rows import MilestoneRow

DONE = 0


def milestones(call: Call) -> int:
    """Run the part that was asked for."""
    parts = {"list": _list, "assess": _assess, "link": _link}
    return parts[call.args.part](call)


def _list(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        rows = runtime.views.milestones(call.scope(runtime), year=args.year, as_of=args.as_of)
        version = runtime.store.data_version()
    call.output.document({"data_version": version, "milestones": [row_json(row) for row in rows]})
    if not rows:
        call.output.text(tr("Planen har inga delmål."))
        return DONE
    body = [(row.milestone.id, str(row.milestone.year), say.stands(row), row.held.day if row.held else "", _why(row)) for row in rows]
    call.output.table((tr("Id"), tr("År"), tr("Läge"), tr("Avser"), tr("Skäl")), body)
    return DONE


def _why(row: MilestoneRow) -> str:
    return " ".join(text for text in (row.held.reason if row.held else "", tr(say.OVERDUE) if row.overdue else "") if text)


def row_json(row: MilestoneRow) -> dict[str, Any]:
    """A milestone as JSON."""
    held = row.held
    return {
        "id": row.milestone.id,
        "area": row.area.id,
        "year": row.milestone.year,
        "text": row.milestone.text,
        "state": row.state,
        "day": held.day if held else None,
        "reason": held.reason if held else None,
        "withheld": held.withheld if held else False,
        "overdue": row.overdue,
        "indicators": [
            {"indicator": t.row.indicator.id, "unit": t.row.unit, "year": t.row.year, "value": t.row.value, "status": t.row.status}
            for t in row.indicators
        ],
        "history": [asdict(said) for said in row.history],
        "ties": [asdict(tie) for tie in row.ties],
    }


def _assess(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        made = runtime.views.assess_milestone(call.scope(runtime), args.milestone, args.state, reason=args.why, day=args.day)
    return _done(
        call,
        made.milestone,
        tr("bedömt som {state} {day}", state=tr(say.MILESTONE[made.state].word).lower(), day=words.period(made.day)),
        made.seq,
    )


def _link(call: Call) -> int:
    args = call.args
    with call.runtime() as runtime:
        made = runtime.views.tie_milestone(call.scope(runtime), args.milestone, args.indicator, reason=args.why, active=not args.remove)
    tied, loose = N_("indikatorn {indicator} är knuten till delmålet"), N_("indikatorn {indicator} är inte längre knuten till delmålet")
    return _done(call, made.milestone, tr(tied if made.active else loose, indicator=made.indicator), made.seq)


def _done(call: Call, milestone: str, said: str, version: int) -> int:
    call.output.document({"milestone": milestone, "done": call.args.part, "data_version": version})
    call.output.text(f"{milestone}: {said}.")
    return DONE
