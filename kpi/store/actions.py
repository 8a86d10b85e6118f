"""The plan's actions after the pack, kept with their history: what was changed, told and linked is only ever added to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.model import Programme
from kpi.programme.plan import ActionChange, ActionLink, ActionLog, ActionReport, State, original
from kpi.store.access import is_date
from kpi.store.connection import Cursor
from kpi.store.sql import statement
from kpi.store.ticket import Writing

EVENT = "action"
Told = ActionChange | ActionReport | ActionLink
_SHOWN = 3  # actions that an event names
_T = TypeVar("_T", ActionChange, ActionReport, ActionLink)


def actions(cursor: Cursor, version: int, programme: str | None) -> ActionLog:
    """Everything told about a programme's actions (its id) that was known at a version, oldest first."""

    def read(name: str) -> list[tuple]:
        return cursor.execute(statement(name), {"version": version, "programme": programme}).fetchall()

    return ActionLog(
        tuple(ActionChange(*row[:3], tuple(json.loads(row[3])), *row[4:]) for row in read("action_changes")),
        tuple(ActionReport(row[0], State(row[1]) if row[1] else None, *row[2:]) for row in read("action_reports")),
        tuple(ActionLink(*row) for row in read("action_links")),
    )


def change(writing: Writing, programme: Programme, told: Sequence[Told], user: str, expect_version: int | None = None) -> list[Told]:
    """Stores what is told about actions as one write. See ``Store.change_actions``."""
    if not told:
        return []
    if not user.strip():
        raise Refusal(tr("Ange vem som ändrar åtgärderna."), code="no_user")
    if expect_version is not None and expect_version != writing.version:
        raise Refusal(tr("Något har ändrats sedan listan granskades. Granska den igen."), code="changed_meanwhile")
    told = [_trimmed(one) for one in told]
    _refuse(programme, told, actions(writing.cursor, writing.version, writing.programme))
    writing.begin()
    made = [replace(one, user=user.strip(), time=writing.time, seq=writing.number) for one in told]
    for one in made:
        _store(writing, one)
    writing.log(user.strip(), EVENT, None, _said(made))
    return made


def _trimmed(one: _T) -> _T:
    if isinstance(one, ActionChange):
        responsible = tuple(dict.fromkeys(name for text in one.responsible if (name := " ".join(text.split()))))
        return replace(one, reason=one.reason.strip(), text=" ".join(one.text.split()), responsible=responsible)
    return replace(one, reason=one.reason.strip())


def _refuse(programme: Programme, told: Sequence[Told], log: ActionLog) -> None:
    known = original(programme).keys() | {c.id for c in log.changes} | {one.id for one in told if isinstance(one, ActionChange)}
    seen = set()
    for one in told:
        if one.id not in known:
            raise Refusal(tr("Åtgärden {id} finns inte i planen. Se listan över åtgärder.", id=one.id), code="unknown_action")
        if not one.reason:
            raise Refusal(tr("Ange ett skäl: det står kvar i historiken."), code="reason_missing")
        what = (type(one), one.id, one.indicator if isinstance(one, ActionLink) else None)
        if what in seen:
            raise Refusal(tr("Åtgärden {id} ändras två gånger på en gång. Gör ändringarna var för sig.", id=one.id), code="told_twice")
        seen.add(what)
        if isinstance(one, ActionChange):
            _refuse_change(programme, one)
        elif isinstance(one, ActionReport):
            if not is_date(one.day):
                raise Refusal(tr("Datumet {day} går inte att läsa. Skriv ÅÅÅÅ-MM-DD.", day=repr(one.day)), code="bad_date")
        elif one.indicator not in {i.id for i in programme.indicators}:
            raise Refusal(tr("Indikatorn {indicator} finns inte i programmet.", indicator=one.indicator), code="unknown_indicator")


def _refuse_change(programme: Programme, one: ActionChange) -> None:
    if not one.id.strip() or not one.text:
        raise Refusal(tr("Ange vad åtgärden är."), code="no_text")
    if one.area not in {area.id for area in programme.areas}:
        raise Refusal(tr("Programområdet {area} finns inte.", area=repr(one.area)), code="unknown_area")
    own = original(programme).get(one.id)
    if not one.responsible and (own is None or own.responsible):  # the plan itself may name nobody
        raise Refusal(tr("Ange vem som ansvarar för åtgärden."), code="no_responsible")


def _store(writing: Writing, one: Told) -> None:
    cursor = writing.cursor
    values: dict[str, object] = {"seq": one.seq, "time": one.time, "who": one.user, "id": one.id, "reason": one.reason}
    values["programme"] = writing.programme
    if isinstance(one, ActionChange):
        values |= {name: getattr(one, name) for name in ("area", "text", "due_year", "valid_from", "closed")}
        values["responsible"] = json.dumps(one.responsible, ensure_ascii=False)
        cursor.execute(statement("store_action_changes"), values)
    elif isinstance(one, ActionReport):
        cursor.execute(statement("store_action_reports"), values | {"state": one.state.value if one.state else None, "day": one.day})
    else:
        cursor.execute(statement("store_action_links"), values | {"indicator": one.indicator, "active": one.active})


def _said(made: Sequence[Told]) -> str:
    """The write in the log: the first few actions and why, and how many more."""
    ids = list(dict.fromkeys(one.id for one in made))
    more = f" och {len(ids) - _SHOWN} till" if len(ids) > _SHOWN else ""
    return f"{', '.join(ids[:_SHOWN])}{more}: {made[0].reason}"
