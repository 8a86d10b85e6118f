"""Questions that come up while rows are read: answered by what was given or is remembered, else left open; and which answers were used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kpi.errors import Fault
from kpi.intake.questions import Answers, Question
from kpi.language import tr

NEEDS_ANSWER = "needs_answer"
ROW_KINDS = frozenset({"unit", "indicator"})  # left open, such a question only keeps its own rows out when sound rows are to be accepted
_UNREMEMBERED = frozenset({"change"})  # about one file and never asked again


_YEAR = re.compile(r"\|period=(\d{4})")


class Given(Mapping[str, str]):
    """Answers given with a reading, which keep count of those that were asked for."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = dict(answers)
        self._used: dict[str, str] = {}

    def __getitem__(self, question_id: str) -> str:
        answer = self._answers[question_id]
        self._used[question_id] = answer
        return answer

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def used(self) -> dict[str, str]:
        """Those that were asked for."""
        return dict(self._used)


def to_remember(answered: Mapping[str, str]) -> dict[str, str]:
    """The answers that hold for the next file too: not those about a period that the heading asked about does not name, since the next
    file's column with that heading is of another one.
    """
    return {
        question: answer
        for question, answer in answered.items()
        if question.partition(":")[0] not in _UNREMEMBERED and all(year in question for year in _YEAR.findall(answer))
    }


class Asking:
    """What has been asked about one file. lenient: rows whose unit or indicator is not known are faulty rows and keep no others out."""

    def __init__(self, answers: Answers, *, lenient: bool = False) -> None:
        self.answers = answers
        self.lenient = lenient
        self.open: list[Question] = []

    def answer(self, question: Question) -> str | None:
        """The answer, when there is one and it is among the choices; else None, and the question is open."""
        said = self.answers.get(question.id)
        if said is not None and (not question.choices or any(c.value == said for c in question.choices)):
            return said
        self.open.append(question)
        return None

    def in_order(self) -> list[Question]:
        """The open questions as their rows come in the file: the same every time."""
        return sorted(self.open, key=lambda q: (q.row or 0, q.column or "", q.id))

    def blocking(self) -> list[Question]:
        """The open questions that keep the whole file out."""
        return [q for q in self.in_order() if not (self.lenient and q.kind in ROW_KINDS)]


def fault_of(question: Question) -> Fault:
    """An unanswered question as a fault."""
    parts = [question.text, question.why, tr("Svara på frågan när filen läses in (fråga {id}).", id=question.id)]
    value = question.examples[0] if question.examples else None
    message = " ".join(p for p in parts if p)
    return Fault(NEEDS_ANSWER, message, sheet=question.sheet, row=question.row, column=question.column, value=value)
