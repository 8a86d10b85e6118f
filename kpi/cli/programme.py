"""The command ``programme``: the plan as data; a pack checked; a new pack started from a workbook."""

from __future__ import annotations

from typing import Any

from kpi.cli import packs
from kpi.cli.call import Call
from kpi.language import ptr, tr
from kpi.programme.model import Area, Direction, Indicator, Programme
from kpi.programme.organisation import Level
from kpi.text import numbers, words


def programme(call: Call) -> int:
    """The part that was asked for; the plan itself when none was."""
    parts = {"check": packs.check, "new": packs.new}
    asked = parts.get(call.args.part or "", _show)
    return asked(call)


def _show(call: Call) -> int:
    plan = call.programme
    call.output.document(programme_json(plan))
    until = f"–{plan.period_to}" if plan.period_to is not None else "–"
    call.output.text(f"{plan.name}, {plan.organisation} {plan.period_from}{until}")
    for area in plan.areas:
        _show_area(call, plan, area)
    if plan.links:
        _show_links(call, plan)
    if any(level.reports_to for level in plan.levels):
        _show_levels(call, plan)
    return 0


def programme_json(plan: Programme) -> dict[str, Any]:
    """The pack with the field names of the command line's contract."""
    named = {name: [x.model_dump(mode="json") for x in getattr(plan, name)] for name in ("plan_goals", "strategies", "foundations")}
    return {
        "id": plan.id,
        "name": plan.name,
        "language": plan.language,
        "organisation": plan.organisation,
        "source": plan.source,
        "period": {"from": plan.period_from, "to": plan.period_to},
        "period_note": plan.period_note,
        "areas": [_area_json(area) for area in plan.areas],
        "levels": [level.model_dump(mode="json") for level in plan.levels],
        "branches": [branch.model_dump(mode="json") for branch in plan.branches],
        "committees": [committee.model_dump(mode="json") for committee in plan.committees],
        "terms": plan.terms.model_dump(mode="json"),
        **named,
        "links": [link.model_dump(mode="json") for link in plan.links],
    }


def _area_json(area: Area) -> dict[str, Any]:
    return {
        "id": area.id,
        "name": area.name,
        "goal": area.aim,
        "indicators": [_indicator_json(i) for i in area.planned],
        "supplementary": [_indicator_json(i) for i in area.supplementary],
        "actions": [action.model_dump(mode="json") for action in area.actions],
        "states": [state.model_dump(mode="json") for state in area.states],
        "milestones": [milestone.model_dump(mode="json") for milestone in area.milestones],
        "notes": [note.model_dump(mode="json") for note in area.notes],
    }


def _indicator_json(i: Indicator) -> dict[str, Any]:
    return {
        "id": i.id,
        "number": i.number,
        "name": i.name,
        "unit": i.unit.name,
        "direction": None if i.direction is Direction.UNSET else i.direction.value,
        "direction_note": i.direction_note,
        "target": i.target,
        "target_year": i.target_year,
        "baseline": i.baseline,
        "baseline_date": i.baseline_date,
        "baseline_note": i.baseline_note,
        "population": i.population,
        "by_sex": i.by_sex,
        "min_n": i.min_n,
        "note": " ".join(note.text for note in i.notes) or None,
        "definition": i.definition,
        "decimals": i.decimals,
        "methods": list(i.methods),
        "other_methods": list(i.other_methods),
        "source_text": i.source_text,
    }


def _show_area(call: Call, plan: Programme, area: Area) -> None:
    say = call.output.text
    say()
    say(f"{area.number}. {area.name}: {area.aim or tr(words.NO_GOAL)}")
    for state in area.states:
        say(f"  {state.heading}: {state.text}")
    for milestone in area.milestones:
        say(f"  {milestone.heading or f'{plan.terms.milestones or tr(words.MILESTONE)} {milestone.year}'}: {milestone.text}")
    headings = (tr("Indikator"), tr("Id"), tr("Nuläge"), ptr("målvärde", "Mål"), tr("Riktning"))
    if area.planned:
        call.output.table(headings, [_indicator_text(i) for i in area.planned], right=(2, 3))
    else:
        say(f"  {tr(words.NO_INDICATORS)}")
    if area.supplementary:
        say(f"  {tr(words.SUPPLEMENTARY)}")
        call.output.table(headings, [_indicator_text(i) for i in area.supplementary], right=(2, 3))
    for action in area.actions:
        say(f"  – {action.text} ({words.responsible(action.responsible)}; {action.due_year})")


def _indicator_text(i: Indicator) -> tuple[str, ...]:
    baseline = numbers.stated(i, i.baseline) if i.baseline is not None else i.baseline_note or numbers.MISSING
    return (i.label, i.id, baseline, numbers.stated(i, i.target), tr(words.DIRECTION[i.direction]))


def _show_links(call: Call, plan: Programme) -> None:
    names = {x.id: x.name for x in (*plan.areas, *plan.plan_goals, *plan.strategies, *plan.foundations)}
    call.output.text()
    call.output.text(tr("Samband:"))
    for link in plan.links:
        first, *others = link.ids
        call.output.text(f"  {names[first]}: {' · '.join(names[x] for x in others)}")


def _show_levels(call: Call, plan: Programme) -> None:
    names = {level.key: level.name for level in plan.levels}
    beside = {c.key: c.name for c in plan.committees}
    call.output.text()
    rows = [
        ("  " * level.depth + level.name, _above(level, names), beside.get(level.committee or "", numbers.MISSING)) for level in plan.levels
    ]
    call.output.table((tr("Nivå"), tr("Svarar inför"), tr("Samverkansorgan")), rows)


def _above(level: Level, names: dict[str, str]) -> str:
    """Whom a level answers to; the root answers to nobody here."""
    said = f" {tr('eller')} ".join(names[key] for key in level.reports_to)
    return said or (tr(words.NOT_STATED) if level.depth else numbers.MISSING)
