"""What intake may not guess, asked: questions with their proposals, and every understood thing as something to correct."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import streamlit as st

from kpi.intake.questions import SKIP, Choice, Question
from kpi.intake.seen import ColumnSeen, SheetSeen, TableSeen
from kpi.text import numbers
from kpi.text.escape import html, plain
from pages._ui import errors, forms, parts
from pages._ui import importing_reading as reading
from pages._ui.importing_reading import Held

AT_A_TIME = 20  # questions of a file; the next ones come when these are answered
LEFT_OUT = "Läses inte"
KEPT = "Svaren gäller alla filer i den här omgången. De sparas när filen läses in, och gäller då också nästa fil från samma avsändare."
_FORMS = {  # of answers that are written, not chosen: how they look, and an example
    "range": (re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6}"), "A5:H40"),
    "header": (re.compile(r"[1-9]\d{0,6}(-[1-9]\d{0,6})?"), "5, eller 5-6 för två rader"),
}


def ask(held: Held) -> None:
    """The file's questions as one form."""
    asked = held.asked
    if not asked:
        return
    shown = asked[:AT_A_TIME]
    later = f" {numbers.count(len(asked) - len(shown))} till kommer när de här är besvarade." if len(shown) < len(asked) else ""
    parts.write(
        f'<section class="mb-questions"><h3>{_count(len(asked))} att besvara</h3><p class="mb-note">{html(KEPT + later)}</p></section>'
    )
    with st.form(key=f"malbild-fragor-{held.file.file_id}", border=False):
        given = {q.id: _field(q, f"fraga-{held.file.file_id}-{q.id}") for q in shown}
        proposed = {q.id: q.proposed for q in shown if q.proposed is not None}
        with st.container(horizontal=True):
            pressed = st.form_submit_button("Läs om filen med svaren", type="primary", key=f"svara-{held.file.file_id}")
            text = "Godta förslaget" if len(proposed) == 1 else f"Godta alla {numbers.count(len(proposed))} förslag"
            accepted = bool(proposed) and st.form_submit_button(text, key=f"godta-{held.file.file_id}")
    if pressed or accepted:
        _take(shown, {**(proposed if accepted else {}), **{k: v for k, v in given.items() if v is not None}})


def _take(asked: Sequence[Question], given: dict[str, str]) -> None:
    written = {q.id: q.kind for q in asked if not q.choices}
    if _readable(
        given, written, "Svaret går inte att läsa", ("Inget svar är valt", "Välj ett svar på minst en fråga, och läs sedan om filen.")
    ):
        reading.answer(given)
        st.rerun()


def _readable(given: dict[str, str], written: Mapping[str, str], wrong: str, none: tuple[str, str]) -> bool:
    """Can the answers be taken as they stand? If not, that is told. written: question id → kind, of answers that are written, not chosen.

    wrong: the heading when one is not of its form; none: heading and text when there are none.
    """
    examples = [_FORMS[k][1] for i, k in written.items() if i in given and k in _FORMS and not _FORMS[k][0].fullmatch(given[i])]
    if examples:
        errors.message(wrong, f"Skriv till exempel {examples[0]}.")
    elif not given:
        errors.message(*none)
    return bool(given) and not examples


def _count(n: int) -> str:
    return f"{numbers.count(n)} {'fråga' if n == 1 else 'frågor'}"


def _field(question: Question, key: str) -> str | None:
    """The question with its answers to choose from, the likeliest first; none is chosen in advance."""
    if not question.choices:
        text = st.text_input(forms.label(question.text), key=key, placeholder=_example(question), max_chars=40, width=640)
        parts.write(_about(question))
        return text.replace(" ", "").upper() or None
    choices = sorted(question.choices, key=lambda c: c.value != question.proposed)
    texts = {c.value: plain(c.text) for c in choices}
    if question.proposed in texts:
        texts[question.proposed] = f"Förslag: {texts[question.proposed]}"
    chosen = st.selectbox(
        forms.label(question.text),
        [c.value for c in choices],
        index=None,
        format_func=lambda v: texts.get(v, v),
        placeholder="Välj svar",
        key=key,
        width=640,
    )
    parts.write(_about(question))
    return chosen


def _example(question: Question) -> str:
    example = f"till exempel {_FORMS[question.kind][1]}" if question.kind in _FORMS else ""
    return question.proposed or example


def _about(question: Question) -> str:
    """Where in the file it is, why it is asked, and cells as they stand."""
    place = ", ".join(
        p
        for p in (
            f"blad {question.sheet}" if question.sheet else "",
            f"rad {numbers.count(question.row)}" if question.row else "",
            f"kolumn {question.column}" if question.column else "",
        )
        if p
    )
    examples = f"I filen står: {', '.join(f'”{plain(e, 40)}”' for e in question.examples[:6])}." if question.examples else ""
    proposal = "" if question.proposed is None or question.choices else f"Förslag: {question.proposed}."
    place = f"{place[:1].upper()}{place[1:]}." if place else ""
    texts = " ".join(t for t in (question.why, place, examples, proposal) if t)
    return f'<p class="mb-note mb-why">{html(texts)}</p>' if texts else ""


def given(held: Held) -> None:
    """The answers that the file was read with, and a way to take them back."""
    confirmed = {q.id for q in held.confirm}
    answered = {k: v for k, v in held.reading.answered.items() if k not in confirmed}
    if not answered:
        return
    n = len(answered)
    text = f"Läst med {numbers.count(n)} svar från dig. De sparas när filen läses in."
    parts.write(f'<p class="mb-note mb-given">{html(text)}</p>')
    if st.button("Ta tillbaka svaren", key=f"tillbaka-{held.file.file_id}"):
        reading.take_back(list(answered))
        st.rerun()


def correct(held: Held, sheet: SheetSeen, table: TableSeen) -> None:
    """Everything that was understood of a table, each as a field to set otherwise."""
    key = f"{held.file.file_id}-{sheet.name}-{table.range}"
    changed: dict[str, str] = {}
    with st.form(key=f"malbild-ratta-{key}", border=False):
        layouts = _with_current(table.layout_choices, table.layout or SKIP, "Inget känt slag")
        changed |= _choose(f"Bladet {sheet.name}: slag av utdrag", layouts, table.layout or SKIP, table.layout_question, f"slag-{key}")
        with st.container(horizontal=True):
            changed |= _write("Tabellens område, till exempel A5:H40", "range", table.range, table.range_question, f"omrade-{key}")
            changed |= _write("Rubrikrad, till exempel 5 eller 5-6", "header", table.header, table.header_question, f"rubrik-{key}")
        for column in table.columns:
            changed |= _column(column, f"{key}-{column.letter}")
        pressed = st.form_submit_button("Läs om filen med ändringarna", key=f"las-om-{key}")
    if not pressed:
        return
    written = {table.range_question: "range", table.header_question: "header"}
    none = ("Inget är ändrat", "Ändra det som är fel, och läs sedan om filen.")
    if _readable(changed, written, "Ändringen går inte att läsa", none):
        reading.answer(changed)
        st.rerun()


def _column(column: ColumnSeen, key: str) -> dict[str, str]:
    name = f"Kolumn {column.letter} · {column.heading}" if column.heading else f"Kolumn {column.letter}"
    choices = _with_current(column.choices, column.current, column.meaning)
    return _choose(name, choices, column.current, column.question_id, key)


def _with_current(choices: Sequence[Choice], current: str, text: str) -> list[Choice]:
    """The choices; what holds now is always one of them."""
    held = [] if any(c.value == current for c in choices) else [Choice(current, text or LEFT_OUT)]
    return [*held, *choices]


def _choose(label: str, choices: Sequence[Choice], current: str, question: str, key: str) -> dict[str, str]:
    texts = {c.value: plain(c.text) or LEFT_OUT for c in choices}
    values = list(texts)
    # The key holds what is so now: when the file has been read otherwise, the field starts over with that.
    chosen = st.selectbox(
        forms.label(label), values, index=values.index(current), format_func=lambda v: texts.get(v, v), key=f"{key}-{current}", width=440
    )
    return {} if chosen is None or chosen == current or not question else {question: chosen}


def _write(label: str, kind: str, current: str, question: str, key: str) -> dict[str, str]:
    text = st.text_input(label, value=current, key=f"{key}-{current}", max_chars=24, width=300)
    tidy = (text or "").replace(" ", "").replace("–", "-").upper()
    return {} if tidy in ("", current) or not question else {question: tidy}
