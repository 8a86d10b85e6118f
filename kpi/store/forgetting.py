"""A person's id and name taken out of the store's history, with a pseudonym in their place. The one thing here that is ever overwritten.

What was done, when, to which unit and with what figures stays as it was: only who did it, or had it, can no longer be told.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from uuid import uuid4

from kpi.errors import Refusal
from kpi.language import tr
from kpi.store.access import EVENT, grants
from kpi.store.sql import statement
from kpi.store.ticket import Writing

# Where a person stands alone, and texts that may name one. Every column of the schema that is neither is told in the tests.
NAMED = (
    ("access_grant", "who"), ("access_revocation", "who"), ("event", "who"), ("batch", "who"), ("answer", "who"), ("revision", "who"),
    ("assessment", "who"), ("action_change", "who"), ("action_report", "who"), ("action_link", "who"),
    ("judgement", "who"), ("annotation", "who"), ("presentation", "who"),
    ("milestone_assessment", "who"), ("milestone_indicator", "who"),
)  # fmt: skip
TOLD = (
    ("access_grant", "reason"), ("access_revocation", "reason"), ("event", "text"), ("batch", "note"), ("batch", "file"), ("answer", "why"),
    ("revision", "reason"), ("assessment", "reason"), ("action_change", "text"), ("action_change", "responsible"),
    ("action_change", "reason"), ("action_report", "reason"), ("action_link", "reason"), ("judgement", "reason"),
    ("judgement", "analysis"), ("annotation", "text"), ("annotation", "reason"), ("presentation", "audience"), ("presentation", "note"),
    ("milestone_assessment", "reason"), ("milestone_indicator", "reason"),
)  # fmt: skip


def forget_person(writing: Writing, person: str, user: str, why: str, today: date) -> str:
    """Replaces a person's id and name everywhere. Returns the pseudonym, which nothing ties to the person. See ``Store.forget_person``."""
    person = person.strip().casefold()
    held = grants(writing.cursor, writing.version, None)
    own = [grant for grant in held if grant.person == person]
    # A name that somebody else has too says nothing for certain: then only the id is looked for.
    others = {grant.name.casefold() for grant in held if grant.person != person}
    words = {person, *(grant.name.casefold() for grant in own)} - others - {""}
    _refuse(person, user, why, words)
    if any(not grant.ended and (grant.valid_to is None or grant.valid_to >= today.isoformat()) for grant in own):
        raise Refusal(tr("Personen har en behörighet som gäller eller ska börja gälla. Återkalla den först."), code="still_granted")
    pseudonym = f"borttagen-{uuid4().hex[:8]}"
    changed = {(table, column): _changed(writing, table, column, words, pseudonym) for table, column in (*NAMED, *TOLD)}
    if not own and not any(changed.values()):
        raise Refusal(tr("Personen finns inte i lagret. Ange användarnamnet så som det står i listan."), code="unknown_person")
    writing.begin()
    writing.cursor.execute(statement("forget_grants"), {"person": person, "pseudonym": pseudonym})
    for (table, column), texts in changed.items():
        for old, new in texts.items():
            writing.cursor.execute(statement("forget_text", table=table, column=column), {"old": old, "new": new})
    writing.log(user.strip(), EVENT, None, f"glömd: {pseudonym}. {why.strip()}")
    return pseudonym


def _refuse(person: str, user: str, why: str, words: Collection[str]) -> None:
    if not person or not user.strip():
        raise Refusal(tr("Ange vem som ska glömmas, och vem som gör det."), code="no_person")
    if user.strip().casefold() in words:
        raise Refusal(tr("Du kan inte glömma dig själv. Be en annan administratör."), code="own_person")
    if not why.strip():
        raise Refusal(tr("Ange ett skäl: det står kvar i historiken."), code="reason_missing")
    if _without(why, words, "") != why:
        raise Refusal(tr("Skriv skälet utan personens namn: det står kvar i historiken."), code="names_person")


def _changed(writing: Writing, table: str, column: str, words: Collection[str], pseudonym: str) -> dict[str, str]:
    """Text → the same without the person, of those that name the person."""
    texts = [row[0] for row in writing.cursor.execute(statement("texts", table=table, column=column)).fetchall()]
    if (table, column) in NAMED:
        return {text: pseudonym for text in texts if text.strip().casefold() in words}
    return {text: new for text in texts if (new := _without(text, words, pseudonym)) != text}


def _without(text: str, words: Collection[str], pseudonym: str) -> str:
    """The text with whole words only replaced: an id that begins another's address is not that one. Longer ones first."""
    for word in sorted(words, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.@-]){re.escape(word)}(?![\w@-]|\.\w)", pseudonym, text, flags=re.IGNORECASE)
    return text
