"""What is remembered of earlier files: answers to what intake may not guess, with their history. Answers are only ever added."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from kpi.errors import Refusal
from kpi.language import tr
from kpi.store.connection import Cursor
from kpi.store.sql import statement
from kpi.store.ticket import Writing
from kpi.store.types import Memory, Remembered

EVENT = "answer"
_SHOWN = 3  # answers that an event names


def memory(cursor: Cursor, version: int) -> Memory:
    """What is remembered at a version."""
    rows = cursor.execute(statement("answers"), {"version": version}).fetchall()
    return Memory(tuple(Remembered(*row) for row in rows))


def remember(writing: Writing, answers: Mapping[str, str], user: str) -> int:
    """Stores answers as a write of their own, when any of them is other than what holds. Returns how many were."""
    fresh = _fresh(writing, answers)
    if fresh:
        if not user.strip():
            raise Refusal(tr("Ange vem som svarar."), code="no_user")
        writing.begin()
        store(writing, fresh, user.strip())
        writing.log(user.strip(), EVENT, None, _said(fresh))
    return len(fresh)


def store(writing: Writing, answers: Mapping[str, str], user: str) -> None:
    """Stores those answers that are other than what holds, inside a write that has its number and logs itself."""
    _insert(writing, dict(_fresh(writing, answers)), user, None)


def forget(writing: Writing, question: str, user: str, why: str) -> None:
    """Takes an answer back: the question is asked again. See ``Store.forget``."""
    held = _held(writing.cursor)
    if held.get(question) is None:
        raise Refusal(
            tr("Det finns inget sparat svar på frågan {question}. Se listan över sparade svar.", question=question), code="unknown_answer"
        )
    if not why.strip():
        raise Refusal(tr("Ange varför: skälet står kvar i loggen."), code="reason_missing")
    if not user.strip():
        raise Refusal(tr("Ange vem som tar bort svaret."), code="no_user")
    writing.begin()
    _insert(writing, {question: None}, user.strip(), why.strip())
    writing.log(user.strip(), EVENT, None, f"{question}: svaret borttaget. {why.strip()}")


def _held(cursor: Cursor) -> dict[str, str | None]:
    return dict(cursor.execute(statement("answers_held")).fetchall())


def _fresh(writing: Writing, answers: Mapping[str, str]) -> dict[str, str]:
    if not answers:
        return {}
    held = _held(writing.cursor)
    return {question: answer for question, answer in answers.items() if held.get(question) != answer}


def _insert(writing: Writing, answers: Mapping[str, str | None], user: str, why: str | None) -> None:
    if not answers:
        return
    table = pa.table({"question": pa.array(answers.keys(), pa.string()), "answer": pa.array(answers.values(), pa.string())})
    writing.cursor.register("arriving_answers", table)
    values = {"seq": writing.number, "time": writing.time, "who": user, "why": why}
    writing.cursor.execute(statement("store_answers"), values)
    writing.cursor.unregister("arriving_answers")


def _said(answers: Mapping[str, str]) -> str:
    """The answers in the log: the first few, and how many more."""
    shown = [f"{question} → {answer or 'utelämnas'}" for question, answer in list(answers.items())[:_SHOWN]]
    more = len(answers) - len(shown)
    return "; ".join([*shown, f"och {more} till"] if more else shown)
