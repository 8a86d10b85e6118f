"""The organisation that the corpus is about, and how a file of it is read: with a real store, answering what is asked as the case says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kpi.intake import Intake, Reading
from kpi.intake.questions import SKIP, Question
from kpi.intake.wording import folded
from kpi.store import Store
from tests.corpus.case import LEAVE_OUT, PROPOSED, Ask
from tests.corpus.page import Page
from tests.corpus.workbooks import xlsx

TODAY = date(2026, 6, 15)

ORGANISATION = [
    ["Enhetskod", "Enhetsnamn", "Överordnad enhet", "Nivå", "Gäller från", "Gäller till"],
    ["F1", "Förvaltning ett", "REGION", "Förvaltning", None, None],
    ["F2", "Förvaltning två", "REGION", "Förvaltning", None, None],
    ["0101", "Vårdavdelning 1", "F1", "Enhet", None, None],
    ["0102", "Akuten", "F1", "Enhet", None, None],
    ["0103", "Nedlagda avdelningen", "F1", "Enhet", 2019, 2022],
    ["0104", "Dubbletten", "F1", "Enhet", None, None],
    ["0105", "Dubbletten", "F1", "Enhet", None, None],
    ["0106", "Medicinmottagningen", "F2", "Enhet", 2015, 2022],
    ["0106", "Mottagning medicin", "F2", "Enhet", 2023, None],
]
_ROUNDS = 6  # an answer may lead to another question, but not for ever


def organisation_file() -> bytes:
    """The organisation as an extract."""
    return xlsx(Page(ORGANISATION, "Organisation"))


class Kept:
    """A store that nothing more is written to: what it answers is the same each time, and is asked of it once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._answers: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def answer(*given: Any) -> Any:
            key = f"{name}{given}"
            if key not in self._answers:
                self._answers[key] = getattr(self._store, name)(*given)
            return self._answers[key]

        return answer


@dataclass(slots=True)
class Talk:
    """What became of a file: the reading at first, the last one, and the questions on the way with what was answered."""

    first: Reading
    last: Reading
    asked: list[tuple[Question, str]] = field(default_factory=list)
    unexpected: list[Question] = field(default_factory=list)
    used: set[Ask] = field(default_factory=set)


def talk(intake: Intake, data: bytes, name: str, asks: tuple[Ask, ...] = (), **options: object) -> Talk:
    """Read a file, answer its questions from ``asks`` and read again, until nothing is asked or what is asked is not foreseen."""
    first = intake.read(data, name, **options)  # type: ignore[arg-type]
    done = Talk(first, first)
    answers: dict[str, str] = {}
    for _ in range(_ROUNDS):
        new = [q for q in done.last.questions if q.id not in answers]
        for question in new:
            ask = next((a for a in asks if _fits(a, question)), None)
            if ask is None:
                done.unexpected.append(question)
                continue
            answers[question.id] = picked(ask, question)
            done.asked.append((question, answers[question.id]))
            done.used.add(ask)
        if not new or done.unexpected:
            break
        done.last = intake.read(data, name, answers=answers, **options)  # type: ignore[arg-type]
    return done


def _fits(ask: Ask, question: Question) -> bool:
    said = (question.id, question.text, question.why, question.column or "", question.sheet or "", *question.examples)
    return (not ask.kind or question.kind in ask.kind.split("|")) and any(folded(ask.about) in folded(text) for text in said)


def picked(ask: Ask, question: Question) -> str:
    """The answer: a choice by its value or by words of its text; any text where there are no choices. AssertionError when there is none."""
    if ask.pick == PROPOSED:
        assert question.proposed is not None, f"nothing is proposed: {question.id} {question.text}"
        return question.proposed
    if ask.pick == LEAVE_OUT:
        assert not question.choices or any(c.value == SKIP for c in question.choices), f"cannot be left out: {question.id}"
        return SKIP
    if not question.choices:
        return ask.pick
    exact = [c.value for c in question.choices if c.value == ask.pick]
    near = [c.value for c in question.choices if ask.pick and folded(ask.pick) in folded(f"{c.value} {c.text}")]
    assert exact or near, f"no choice like ”{ask.pick}” in {[(c.value, c.text) for c in question.choices]} of {question.id}"
    return (exact or near)[0]
