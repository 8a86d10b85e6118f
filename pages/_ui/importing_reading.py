"""The files of a round as they are read: kept for the session until they, an answer or the data change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import streamlit as st

from kpi.intake import Intake, Preview, Reading, storing_order
from kpi.intake.questions import Question
from kpi.language import tr
from kpi.text.escape import markdown
from kpi.views.rows import PreviewRow
from pages._ui import parts
from pages._ui.aside import Tell, aside
from pages._ui.guard import Visit
from pages._ui.later import later

READ = "malbild-lasta"
ANSWERS = "malbild-svar"
ACCEPTED = "malbild-felfria"
CHANGES = "malbild-andringar"
ROUND = "malbild-omgang"
CONFIRM = "change"  # the kind of question that is answered with the changes before one's eyes


@dataclass(frozen=True, slots=True)
class Held:
    """A file as it was read. ``confirm``: what must be ticked before it is stored; ``preview`` is then of the file with that ticked."""

    file: Any  # as Streamlit hands it over: name, file_id, getvalue()
    preview: Preview
    version: int
    confirm: tuple[Question, ...] = ()

    @property
    def reading(self) -> Reading:
        return self.preview.reading

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that keep the file out."""
        return tuple(q for q in self.reading.questions if q.kind != CONFIRM)

    @property
    def about(self) -> set[str]:
        """Every question that an answer to would change how the file is read."""
        tables = [t for s in self.reading.seen for t in s.tables]
        ids = {q.id for q in self.reading.questions} | set(self.reading.answered)
        ids |= {i for t in tables for i in (t.layout_question, t.range_question, t.header_question)}
        return ids | {c.question_id for t in tables for c in t.columns}


@parts.placed
def read(visit: Visit, files: Sequence[Any]) -> list[Held]:
    """The files, read and compared with what is stored. Only those are read again whose answers have changed; all, when the data has."""
    version = visit.context.data_version
    kept: dict[str, Held] = {k: h for k, h in st.session_state.get(READ, {}).items() if h.version == version}
    missing = [f for f in files if f.file_id not in kept]
    if missing:
        round_ = _Round(
            visit.runtime.intake, version, dict(st.session_state.get(ANSWERS, {})), frozenset(st.session_state.get(ACCEPTED, ()))
        )
        with working(tr("Läser filerna"), start_over) as tell:
            made = aside(lambda told: round_.read(files, missing, kept, file_by_file(told, len(missing))), tell)
        kept = {f.file_id: made[f.file_id] for f in files}
        st.session_state[READ] = kept
    return [kept[f.file_id] for f in files]


@dataclass(frozen=True, slots=True)
class _Round:
    """What the files are read with. Used outside the page's thread: nothing here draws or looks at the session."""

    intake: Intake
    version: int
    answers: Mapping[str, str]
    accepted: frozenset[str]

    def read(self, files: Sequence[Any], missing: Sequence[Any], kept: Mapping[str, Held], tell: Tell) -> dict[str, Held]:
        """All files, by id. Units of an organisation extract among them are known to the others, so those with faults are read again."""
        made = dict(kept)
        for file in missing:
            made[file.file_id] = self._held(file, _pending(made), tell)
        pending = _pending(made)
        new_units = any(made[f.file_id].reading.units is not None for f in missing)
        if pending is not None and new_units:
            for file in files:
                reading = made[file.file_id].reading
                if (reading.units is None or reading.parts) and (reading.faults or reading.questions):
                    made[file.file_id] = self._held(file, pending, tell)
        return made

    def _held(self, file: Any, pending: pa.Table | None, tell: Tell) -> Held:
        accept = file.file_id in self.accepted
        reading = self.intake.read(
            file.getvalue(), file.name, answers=self.answers, pending_units=pending, accept_valid=accept, progress=tell
        )
        confirm = tuple(q for q in reading.questions if q.kind == CONFIRM and q.choices)
        if confirm and len(confirm) == len(reading.questions):
            # To tick that the changes are right one must see them: the file is read as if they were, and stored only when it is ticked.
            yes = {q.id: q.choices[0].value for q in confirm}
            answers = {**self.answers, **yes}
            confirmed = self.intake.read(file.getvalue(), file.name, answers=answers, pending_units=pending, accept_valid=accept)
            if not confirmed.refused:
                return Held(file, self.intake.preview(confirmed), self.version, confirm)
        return Held(file, self.intake.preview(reading), self.version)


def _pending(made: Mapping[str, Held]) -> pa.Table | None:
    tables = [h.reading.units for h in made.values() if h.reading.units is not None]
    return pa.concat_tables(tables) if tables else None


def changes(visit: Visit, held: Held, every: Sequence[Held], limit: int) -> list[PreviewRow]:
    """What a file of the round would change, when all of the round that can be is stored. Kept until any of the files is another."""
    assert held.preview.comparison is not None
    kept: dict[str, tuple[tuple[Held, ...], list[PreviewRow]]] = st.session_state.setdefault(CHANGES, {})
    before, rows = kept.get(held.file.file_id, ((), []))
    if len(before) != len(every) or any(a is not b for a, b in zip(before, every, strict=True)):
        readings = [h.reading for h in every]
        deliveries = [d for at in storing_order(readings) for d in readings[at].deliveries(visit.scope.user)]
        rows = visit.views.preview(visit.scope, held.preview.comparison.rows, deliveries, limit=limit)
        kept[held.file.file_id] = (tuple(every), rows)
    return rows


def answer(new: Mapping[str, str]) -> None:
    """Keep the answers for the round, and have the files that they concern read again. They hold for every file of the round."""
    st.session_state[ANSWERS] = {**st.session_state.get(ANSWERS, {}), **new}
    _again(set(new))


def take_back(questions: Sequence[str]) -> None:
    """Forget answers given in this round."""
    st.session_state[ANSWERS] = {k: v for k, v in st.session_state.get(ANSWERS, {}).items() if k not in questions}
    _again(set(questions))


def accept_valid(file_id: str, accept: bool) -> None:
    """Whether the sound rows of a faulty file are read in without the others."""
    accepted: set[str] = set(st.session_state.get(ACCEPTED, set()))
    st.session_state[ACCEPTED] = accepted | {file_id} if accept else accepted - {file_id}
    st.session_state[READ] = {k: h for k, h in st.session_state.get(READ, {}).items() if k != file_id}


def _again(changed: set[str]) -> None:
    held: dict[str, Held] = st.session_state.get(READ, {})
    st.session_state[READ] = {k: h for k, h in held.items() if changed.isdisjoint(h.about)}


def read_again() -> None:
    """Read every file anew: what is remembered of earlier files has changed."""
    st.session_state.pop(READ, None)


def start_over() -> None:
    """An empty file field, and nothing kept of the files that were in it."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    for key in (READ, ANSWERS, ACCEPTED, CHANGES):
        st.session_state.pop(key, None)


class working:
    """A line that says what is being done and how far it is, with a way to break off. Used in a ``with``; gone afterwards.

    cancelled: called when it is broken off; the page is then made anew, which ends the work at its next step.
    """

    def __init__(self, text: str, cancelled: Callable[[], None] | None = None) -> None:
        self._text = text
        self._cancelled = cancelled

    def __enter__(self) -> Tell:
        self._place = st.empty()
        box = self._place.container(key=f"malbild-val-{self._text}")
        with box:
            bar = st.progress(0.0, self._text)
            st.button(tr("Avbryt"), key=f"avbryt-{self._text}", on_click=later(self._cancelled))
        # The text of a progress bar is Markdown, and the file's name is in it.
        return lambda share, text: bar.progress(min(max(share, 0.0), 1.0), f"{self._text}: {markdown(text[:1].lower() + text[1:])}")

    def __exit__(self, *_: object) -> None:
        self._place.empty()


def file_by_file(tell: Tell, total: int) -> Tell:
    """One progress over several files, of which each reports from 0 to 1. Files that must be read once more do not move it back."""
    begun = 0

    def told(share: float, text: str) -> None:
        nonlocal begun
        begun += share == 0.0
        if begun > total:
            tell(1.0, tr("Kontrollerar mot den nya organisationen"))
        else:
            step = f"{text[:1].lower()}{text[1:]}"
            tell((begun - 1 + share) / total, tr("fil {number} av {total}, {step}", number=begun, total=total, step=step))

    return told
