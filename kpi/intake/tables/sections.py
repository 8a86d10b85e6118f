"""Headings of sections between a table's rows that say something of the rows below: "Kvinnor", "R12", "Prognos 2024". Asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kpi.intake.questions import Answers, Choice, Question, question_id
from kpi.intake.tables.body import Body
from kpi.intake.tables.find import Draft
from kpi.intake.tables.words import Words
from kpi.intake.wording import listed, rows_listed
from kpi.language import N_, tr

APPLY, NOTHING = "ja", "nej"  # answers: each heading holds for the rows below it, or none of them means anything
_ROLES = {"sex": N_("kön"), "method": N_("metod")}
_PLANNED = N_("mål, budget eller prognos")


class Section(NamedTuple):
    """A row (1-based) with one text. role: of the layout's column that it tells of and no column does; None where it is a plan's figures
    that it tells of. said: what it says, as a cell would ("K", "R12")."""

    row: int
    text: str
    role: str | None
    said: str


class Sections(NamedTuple):
    """What the headings of sections come to. marks: Column.key → (row, text): rows below the row have the text, until the next."""

    questions: list[Question]
    marks: dict[str, tuple[tuple[int, str], ...]]


def sections(draft: Draft, body: Body, words: Words, fp: str, answers: Answers) -> Sections:
    """What a table's headings of sections say that its columns do not, as far as it is answered."""
    found = Sections([], {})
    telling = list(_telling(draft, body, words))
    telling += _of_everyone(draft, body) if any(s.role == "sex" for s in telling) else []
    for role in (*_ROLES, None):
        mine = sorted(s for s in telling if s.role == role)
        if not mine:
            continue
        question = _question(draft, fp, mine)
        answer = answers.get(question.id)
        column = draft.plan.layout.role(role) if role else None
        if answer == APPLY and column is not None:
            found.marks[column.key] = tuple((s.row, s.said) for s in mine)
        elif answer != NOTHING:
            found.questions.append(question)
    return found


def _telling(draft: Draft, body: Body, words: Words) -> Iterator[Section]:
    layout, told = draft.plan.layout, draft.plan.told
    if layout.kind == "organisation":
        return
    open_roles = [
        r for r in _ROLES if (c := layout.role(r)) is not None and c.key not in told and not any(c.key in m.set for m in draft.plan.melted)
    ]
    for row, text in _single_texts(draft, body, "section"):
        said = words.around(layout, text)
        if words.speaks_of_no_outcome(layout, text):
            yield Section(row, text, None, text)
        for role in open_roles:
            if (value := getattr(said, role)) is not None:
                yield Section(row, text, role, value)


def _of_everyone(draft: Draft, body: Body) -> list[Section]:
    """ "Totalt" alone on its row beside headings of women and men: of everyone, and no sum."""
    return [Section(row, text, "sex", "T") for row, text in _single_texts(draft, body, "total")]


def _single_texts(draft: Draft, body: Body, reason: str) -> Iterator[tuple[int, str]]:
    for dropped in body.dropped:
        if dropped.reason == reason and dropped.row is not None:
            texts = [t for c, t in draft.page.row(dropped.row - 1).items() if c in draft.columns]
            if len(texts) == 1:
                yield dropped.row, texts[0]


def _question(draft: Draft, fp: str, found: Sequence[Section]) -> Question:
    sheet, role = draft.page.sheet.name, found[0].role
    texts = list(dict.fromkeys(s.text for s in found))
    of = _ROLES[role] if role else _PLANNED
    keep = tr("de betyder inget: raderna gäller det som kolumnerna säger") if role else tr("raderna under dem är ändå utfall")
    apply = [Choice(APPLY, tr("ja, {what} för raderna under, till nästa mellanrubrik", what=tr(of)))] if role else []
    return Question(
        question_id("column", fp, f"mellanrubrik {of}", *([] if role else texts[:5])),
        "column",
        tr("Gäller mellanrubriken {texts} på bladet ”{sheet}” raderna under den?", texts=listed(texts), sheet=sheet),
        why=tr(
            "Den säger {what}, och det står inte i någon kolumn (rad {rows}).",
            what=tr(of),
            rows=rows_listed([s.row for s in found], limit=8),
        ),
        choices=(*apply, Choice(NOTHING, keep)),
        proposed=APPLY if apply else None,
        sheet=sheet,
        row=found[0].row,
        examples=tuple(texts[:5]),
    )
