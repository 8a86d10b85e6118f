"""What intake may not guess, asked: questions with their proposals, and every understood thing as something to correct."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import streamlit as st

from kpi.intake.questions import SKIP, Choice, Question
from kpi.intake.seen import ColumnSeen, SheetSeen, TableSeen
from kpi.language import N_, ntr, tr
from kpi.text import numbers
from kpi.text.escape import html, plain
from pages._ui import errors, forms, parts
from pages._ui import importing_reading as reading
from pages._ui.importing_reading import Held

AT_A_TIME = 20  # questions of a file; the next ones come when these are answered
LEFT_OUT = N_("Läses inte")
KEPT = N_("Svaren gäller alla filer i den här omgången. De sparas när filen läses in, och gäller då också nästa fil från samma avsändare.")
_FORMS = {  # of answers that are written, not chosen: how they look, and an example
    "range": (re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6}"), "A5:H40"),
    "header": (re.compile(r"[1-9]\d{0,6}(-[1-9]\d{0,6})?"), N_("5, eller 5-6 för två rader")),
}


def ask(held: Held) -> None:
    """The file's questions as one form."""
    asked = held.asked
    if not asked:
        return
    shown = asked[:AT_A_TIME]
    left = len(asked) - len(shown)
    later = f" {tr('{n} till kommer när de här är besvarade.', n=numbers.count(left))}" if left else ""
    heading = ntr("{n} fråga att besvara", "{n} frågor att besvara", len(asked), n=numbers.count(len(asked)))
    parts.write(f'<section class="mb-questions"><h3>{heading}</h3><p class="mb-note">{html(tr(KEPT) + later)}</p></section>')
    with st.form(key=f"malbild-fragor-{held.file.file_id}", border=False):
        given = {q.id: _field(q, f"fraga-{held.file.file_id}-{q.id}") for q in shown}
        proposed = {q.id: q.proposed for q in shown if q.proposed is not None}
        with st.container(horizontal=True):
            pressed = st.form_submit_button(tr("Läs om filen med svaren"), type="primary", key=f"svara-{held.file.file_id}")
            text = ntr("Godta förslaget", "Godta alla {n} förslag", len(proposed), n=numbers.count(len(proposed)))
            accepted = bool(proposed) and st.form_submit_button(text, key=f"godta-{held.file.file_id}")
    if pressed or accepted:
        _take(shown, {**(proposed if accepted else {}), **{k: v for k, v in given.items() if v is not None}})


def _take(asked: Sequence[Question], given: dict[str, str]) -> None:
    written = {q.id: q.kind for q in asked if not q.choices}
    none = (tr("Inget svar är valt"), tr("Välj ett svar på minst en fråga, och läs sedan om filen."))
    if _readable(given, written, tr("Svaret går inte att läsa"), none):
        reading.answer(given)
        st.rerun()


def _readable(given: dict[str, str], written: Mapping[str, str], wrong: str, none: tuple[str, str]) -> bool:
    """Can the answers be taken as they stand? If not, that is told. written: question id → kind, of answers that are written, not chosen.

    wrong: the heading when one is not of its form; none: heading and text when there are none.
    """
    examples = [_FORMS[k][1] for i, k in written.items() if i in given and k in _FORMS and not _FORMS[k][0].fullmatch(given[i])]
    if examples:
        errors.message(wrong, tr("Skriv till exempel {example}.", example=tr(examples[0])))
    elif not given:
        errors.message(*none)
    return bool(given) and not examples


def _field(question: Question, key: str) -> str | None:
    """The question with its answers to choose from, the likeliest first; none is chosen in advance."""
    if not question.choices:
        text = st.text_input(forms.label(question.text), key=key, placeholder=_example(question), max_chars=40, width=640)
        parts.write(_about(question))
        return text.replace(" ", "").upper() or None
    choices = sorted(question.choices, key=lambda c: c.value != question.proposed)
    texts = {c.value: plain(c.text) for c in choices}
    if question.proposed in texts:
        texts[question.proposed] = tr("Förslag: {answer}", answer=texts[question.proposed])
    chosen = st.selectbox(
        forms.label(question.text),
        [c.value for c in choices],
        index=None,
        format_func=lambda v: texts.get(v, v),
        placeholder=tr("Välj svar"),
        key=key,
        width=640,
    )
    parts.write(_about(question))
    return chosen


def _example(question: Question) -> str:
    example = tr("till exempel {example}", example=tr(_FORMS[question.kind][1])) if question.kind in _FORMS else ""
    return question.proposed or example


def _about(question: Question) -> str:
    """Where in the file it is, why it is asked, and cells as they stand."""
    places = (
        tr("blad {name}", name=question.sheet) if question.sheet else "",
        tr("rad {number}", number=numbers.count(question.row)) if question.row else "",
        tr("kolumn {column}", column=question.column) if question.column else "",
    )
    place = ", ".join(p for p in places if p)
    cells = ", ".join(tr("”{text}”", text=plain(e, 40)) for e in question.examples[:6])
    examples = tr("I filen står: {cells}.", cells=cells) if cells else ""
    proposal = "" if question.proposed is None or question.choices else tr("Förslag: {answer}.", answer=question.proposed)
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
    text = tr("Läst med {n} svar från dig. De sparas när filen läses in.", n=numbers.count(n))
    parts.write(f'<p class="mb-note mb-given">{html(text)}</p>')
    if st.button(tr("Ta tillbaka svaren"), key=f"tillbaka-{held.file.file_id}"):
        reading.take_back(list(answered))
        st.rerun()


def correct(held: Held, sheet: SheetSeen, table: TableSeen) -> None:
    """Everything that was understood of a table, each as a field to set otherwise."""
    key = f"{held.file.file_id}-{sheet.name}-{table.range}"
    changed: dict[str, str] = {}
    with st.form(key=f"malbild-ratta-{key}", border=False):
        layouts = _with_current(table.layout_choices, table.layout or SKIP, tr("Inget känt slag"))
        changed |= _choose(
            tr("Bladet {name}: slag av utdrag", name=sheet.name), layouts, table.layout or SKIP, table.layout_question, f"slag-{key}"
        )
        with st.container(horizontal=True):
            changed |= _write(tr("Tabellens område, till exempel A5:H40"), "range", table.range, table.range_question, f"omrade-{key}")
            changed |= _write(tr("Rubrikrad, till exempel 5 eller 5-6"), "header", table.header, table.header_question, f"rubrik-{key}")
        for column in table.columns:
            changed |= _column(column, f"{key}-{column.letter}")
        pressed = st.form_submit_button(tr("Läs om filen med ändringarna"), key=f"las-om-{key}")
    if not pressed:
        return
    written = {table.range_question: "range", table.header_question: "header"}
    none = (tr("Inget är ändrat"), tr("Ändra det som är fel, och läs sedan om filen."))
    if _readable(changed, written, tr("Ändringen går inte att läsa"), none):
        reading.answer(changed)
        st.rerun()


def _column(column: ColumnSeen, key: str) -> dict[str, str]:
    letter = tr("Kolumn {letter}", letter=column.letter)
    name = f"{letter} · {column.heading}" if column.heading else letter
    choices = _with_current(column.choices, column.current, column.meaning)
    return _choose(name, choices, column.current, column.question_id, key)


def _with_current(choices: Sequence[Choice], current: str, text: str) -> list[Choice]:
    """The choices; what holds now is always one of them."""
    held = [] if any(c.value == current for c in choices) else [Choice(current, text or tr(LEFT_OUT))]
    return [*held, *choices]


def _choose(label: str, choices: Sequence[Choice], current: str, question: str, key: str) -> dict[str, str]:
    texts = {c.value: plain(c.text) or tr(LEFT_OUT) for c in choices}
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
