"""Who may see what, kept with its history: grants are only ever added, and ended by a revocation or by another grant in their place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pyarrow as pa

from kpi.errors import Refusal
from kpi.language import tr
from kpi.store.connection import Cursor
from kpi.store.grant import Grant, NewGrant
from kpi.store.sql import statement
from kpi.store.ticket import Writing

EVENT = "access"
_SHOWN = 3  # persons that an event names
_TEXTS = ("id", "person", "name", "role", "units", "valid_from", "valid_to", "deputy_for", "replaces", "reason")


def grants(cursor: Cursor, version: int, programme: str | None) -> list[Grant]:
    """Every grant of a programme (its id; None: of all) known at a version, newest first."""
    rows = cursor.execute(statement("grants"), {"version": version, "programme": programme}).fetchall()
    return [Grant(*row[:4], tuple(json.loads(row[4])), *row[5:]) for row in rows]


def change(
    writing: Writing, given: Sequence[NewGrant], revoked: Mapping[str, str], user: str, expect_version: int | None = None
) -> list[Grant]:
    """Stores grants and revocations (id → reason) as one write. See ``Store.change_access``."""
    if not (given or revoked):
        return []
    if not user.strip():
        raise Refusal(tr("Ange vem som ändrar behörigheten."), code="no_user")
    if expect_version is not None and expect_version != writing.version:
        raise Refusal(tr("Behörigheterna har ändrats sedan listan granskades. Granska den igen."), code="changed_meanwhile")
    given = [_folded(new) for new in given]
    held = {grant.id: grant for grant in grants(writing.cursor, writing.version, writing.programme)}
    _refuse(given, revoked, held)
    writing.begin()
    stored = {"seq": writing.number, "time": writing.time, "who": user.strip()}
    _insert(writing, "grants", [_row(new) for new in given], _TEXTS, stored | {"programme": writing.programme})
    _insert(writing, "revocations", [{"id": id_, "reason": why.strip()} for id_, why in revoked.items()], ("id", "reason"), stored)
    writing.log(user.strip(), EVENT, None, _said(given, [held[id_] for id_ in revoked]))
    made = {new.id for new in given}
    return [grant for grant in grants(writing.cursor, writing.number, writing.programme) if grant.id in made]


def _folded(new: NewGrant) -> NewGrant:
    return replace(
        new,
        person=new.person.strip().casefold(),
        name=" ".join(new.name.split()),
        reason=new.reason.strip(),
        units=tuple(dict.fromkeys(new.units)),
    )


def _refuse(given: Sequence[NewGrant], revoked: Mapping[str, str], held: Mapping[str, Grant]) -> None:
    ending = [*revoked, *(new.replaces for new in given if new.replaces)]
    for id_ in ending:
        if id_ not in held:
            raise Refusal(tr("Det finns ingen behörighet {id}. Se listan över behörigheter.", id=id_), code="unknown_grant")
        if held[id_].ended or ending.count(id_) > 1:
            raise Refusal(tr("Behörigheten {id} för {person} är redan avslutad.", id=id_, person=held[id_].person), code="already_ended")
    if not all(why.strip() for why in revoked.values()) or not all(new.reason for new in given):
        raise Refusal(tr("Ange ett skäl: det står kvar i historiken."), code="reason_missing")
    known = {**held, **{new.id: new for new in given}}
    for new in given:
        _refuse_one(new, held, known)


def _refuse_one(new: NewGrant, held: Mapping[str, Grant], known: Mapping[str, Grant | NewGrant]) -> None:
    if not new.person or not new.role:
        raise Refusal(tr("Ange vem som får behörigheten och vilken roll."), code="no_person")
    if new.id in held:
        raise Refusal(tr("Behörigheten {id} finns redan.", id=new.id), code="grant_exists")
    for text in (new.valid_from, new.valid_to):
        if text is not None and not is_date(text):
            raise Refusal(tr("Datumet {text} går inte att läsa. Skriv ÅÅÅÅ-MM-DD.", text=repr(text)), code="bad_date")
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise Refusal(
            tr(
                "Behörigheten för {person} slutar {valid_to}, före den börjar {valid_from}.",
                person=new.person,
                valid_to=new.valid_to,
                valid_from=new.valid_from,
            ),
            code="bad_dates",
        )
    if new.replaces and (held[new.replaces].person, held[new.replaces].role) != (new.person, new.role):
        raise Refusal(tr("En behörighet kan bara ersättas av en annan för samma person och roll."), code="bad_replacement")
    if new.deputy_for is None:
        return
    other = known.get(new.deputy_for)
    if other is None or other.deputy_for or other.person == new.person or other.role != new.role or new.units:
        raise Refusal(
            tr("{person} kan inte vara ställföreträdare för den behörigheten. Ange en annan persons egen.", person=new.person),
            code="bad_deputy",
        )


def is_date(text: str) -> bool:
    """Is it a date as they are stored, ÅÅÅÅ-MM-DD?"""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _row(new: NewGrant) -> dict[str, str | None]:
    return {name: getattr(new, name) for name in _TEXTS} | {"units": json.dumps(new.units, ensure_ascii=False)}


def _insert(
    writing: Writing, what: str, rows: Sequence[Mapping[str, str | None]], names: Iterable[str], stored: Mapping[str, object]
) -> None:
    if not rows:
        return
    table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})
    writing.cursor.register(f"arriving_{what}", table)
    writing.cursor.execute(statement(f"store_{what}"), stored)
    writing.cursor.unregister(f"arriving_{what}")


def _said(given: Sequence[NewGrant], revoked: Sequence[Grant]) -> str:
    """The change in the log: the first few persons, and how many more."""
    parts = [
        ("given", [f"{new.person} ({new.role})" for new in given]),
        ("återkallad", [f"{old.person} ({old.role})" for old in revoked]),
    ]
    texts = []
    for what, who in parts:
        if who:
            more = f" och {len(who) - _SHOWN} till" if len(who) > _SHOWN else ""
            texts.append(f"{what}: {', '.join(who[:_SHOWN])}{more}")
    return "; ".join(texts)
