"""What intake must not guess: a question to the controller, and the answers that are given or remembered.

A question's id does not depend on the file: "kind:what", so that an answer given once holds for the next file from the same sender.
``what`` of a table's own questions begins with the table's fingerprint (``fingerprint``); a unit's is its name as written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from kpi.intake.wording import folded

QuestionKind = Literal["layout", "range", "header", "column", "unit", "indicator", "population", "method", "scale", "decimal", "change"]
SKIP = ""  # the answer "leave this out": a sheet, a column, a unit's rows

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A possible answer: what is stored, and what the controller reads."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that the file does not say clearly enough. ``text`` is a whole question in the language of the run; ``why`` what was seen.

    proposed: the likeliest answer, shown first and never taken by itself; None when there is none. examples: cells as they stand.
    choices: all valid answers; empty when any text of the stated form is one (``range``: "A5:H40", ``header``: "5" or "5-6").
    """

    id: str
    kind: QuestionKind
    text: str
    why: str = ""
    choices: tuple[Choice, ...] = ()
    proposed: str | None = None
    sheet: str | None = None
    row: int | None = None  # the sheet's own, 1-based
    column: str | None = None  # "F · Utfall 2023"
    examples: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As ``import --json`` tells it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "question": self.text,
            "why": self.why,
            "choices": [{"value": c.value, "text": c.text} for c in self.choices],
            "proposed": self.proposed,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "examples": list(self.examples),
        }


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by question id: ``given`` now, by the one at the screen, before ``remembered`` from earlier files."""

    given: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)

    def get(self, question_id: str) -> str | None:
        """The answer, or None when there is none."""
        return self.given.get(question_id, self.remembered.get(question_id))


NO_ANSWERS = Answers()


def fingerprint(headings: Iterable[str]) -> str:
    """Eight hex digits that tell one sender's table from another's: its headings without case, spacing, order and digits (years change)."""
    words = sorted({_DIGITS.sub("#", folded(h)) for h in headings if h.strip()})
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:8]


def question_id(kind: QuestionKind, *what: str) -> str:
    """The id of a question: its kind and what it is about, texts folded."""
    return ":".join([kind, *(folded(w) for w in what)])
