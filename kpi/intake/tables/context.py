"""What a table does not say but its title or the sheet's name does: proposed through a question, never taken in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kpi.intake.questions import Answers, Choice, Question, question_id
from kpi.intake.tables.find import Draft
from kpi.intake.tables.model import label
from kpi.intake.tables.periods import Period
from kpi.intake.tables.vocabulary import tells_of_the_export
from kpi.intake.tables.words import Said, Words
from kpi.intake.wording import folded, short
from kpi.language import N_, one_of, tr
from kpi.programme.model import Column, Layout

MONTHLY = "manad"
TITLE, SHEET = "title", "sheet"  # answers: the period or unit stands there, in this file and in the next
_SEXES = {"K": N_("kvinnor (K)"), "M": N_("män (M)"), "T": N_("alla, totalt (T)")}
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Context:
    """constants: Column.key → text for every row; year: for columns that say only a month; questions: what is still open."""

    constants: dict[str, str] = field(default_factory=dict)
    year: int | None = None
    questions: list[Question] = field(default_factory=list)


def surroundings(draft: Draft, layout: Layout, words: Words) -> list[tuple[str, str, Said]]:
    """(where, text, what it says) of the texts above the table, nearest first, and of the sheet's name."""
    found = [(TITLE, t) for t in reversed(draft.title) if not tells_of_the_export(t)] + [(SHEET, draft.page.sheet.name)]
    return [(where, text, words.around(layout, text)) for where, text in found]


def complete(draft: Draft, words: Words, fp: str, answers: Answers, *, open_columns: bool) -> Context:
    """Fill in what the table lacks from answers, and ask for what lacks one. open_columns: unknown columns may be what is missing."""
    layout, plan = draft.plan.layout, draft.plan
    lacking = _Lacking(draft, words, fp, answers, surroundings(draft, layout, words))
    context = lacking.context
    told = plan.told
    for key in plan.missing:
        lacking.ask(layout.column(key), open_columns=open_columns)
    period = layout.role("period")
    yearless = bool(plan.partial) or (plan.joint is not None and plan.joint.year is None)
    if yearless and period is not None and period.key not in context.constants:
        lacking.ask(period, open_columns=open_columns)
    if yearless and period is not None and period.key in context.constants:
        context.year = int(context.constants.pop(period.key)[:4])
    for role in ("sex", "method"):
        optional = layout.role(role)
        if optional is not None and optional.key not in told and not any(optional.key in m.set for m in plan.melted):
            lacking.ask_said(optional)
    if period is not None and period.type == "month" and layout.role("method") is None:
        lacking.ask_rolling()
    return context


@dataclass(slots=True)
class _Lacking:
    """What one table lacks, and what stands around it. context: what has been found and asked so far."""

    draft: Draft
    words: Words
    fp: str
    answers: Answers
    around: Sequence[tuple[str, str, Said]]
    context: Context = field(default_factory=Context)

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.draft.page.sheet.name

    def ask(self, column: Column, *, open_columns: bool) -> None:
        """Ask for something that the layout requires."""
        match column.role:
            case "period":
                self._ask_place(column, [(w, t, self._when(s.period)) for w, t, s in self.around if s.period and s.period.whole])
            case "unit":
                units = [(w, t, t.strip()) for w, t, _ in self.around if folded(t) in self.words.units]
                self._ask_place(column, units)
            case "indicator" | "population":
                if not open_columns:
                    self.ask_said(column, needed=True)

    def _when(self, period: Period) -> str:
        """What a period outside the table says: all of it, or beside a column of parts of a year only the year."""
        return str(period.year) if self.draft.plan.joint is not None else period.text

    def _ask_place(self, column: Column, said: Sequence[tuple[str, str, str]]) -> None:
        """A period or a unit: the answer is where it stands, so that it is read anew in the next file."""
        by_place: dict[str, tuple[str, str]] = {}
        for where, text, meant in said:
            by_place.setdefault(where, (text, meant))
        id_ = question_id("column", self.fp, f"{column.heading} saknas", self.sheet)
        answer = self.answers.get(id_)
        if answer in by_place:
            self.context.constants[column.key] = by_place[answer][1]
        elif by_place:
            choices = tuple(Choice(where, f"{m}, {_where(where, text)}") for where, (text, m) in by_place.items())
            meant = one_of(dict.fromkeys(m for _, m in by_place.values()))
            self.context.questions.append(
                Question(
                    id_,
                    "column",
                    tr("{lacks} Gäller alla rader {meant}?", lacks=self._lacks(column), meant=meant),
                    why=tr("Uppgiften står inte i tabellen men utanför den."),
                    choices=choices,
                    proposed=choices[0].value,
                    sheet=self.sheet,
                    row=self.draft.header.last + 1,
                    examples=tuple(short(t) for t, _ in by_place.values()),
                )
            )

    def _lacks(self, column: Column) -> str:
        joint = self.draft.plan.joint
        if joint is not None and column.role == "period":
            return tr(
                "Kolumnen {column} på bladet ”{sheet}” säger inte vilket år.",
                column=label(joint.part, self.draft.header.headings),
                sheet=self.sheet,
            )
        return tr("Kolumnen ”{heading}” saknas på bladet ”{sheet}”.", heading=column.heading, sheet=self.sheet)

    def ask_said(self, column: Column, *, needed: bool = False) -> None:
        """Indicator, population, sex or method: the answer is the thing itself, for tables with such a title."""
        role = column.role
        meant = next(
            ((text, value) for _, text, s in self.around if (value := getattr(s, role)) is not None and not (role == "sex" and s.total)),
            None,
        )
        if meant is None and not needed:
            return
        text = meant[0] if meant else (self.around[0][1] if self.around else self.sheet)
        kind = {"indicator": "indicator", "population": "population", "method": "method"}.get(role, "column")
        id_ = question_id(kind, self.fp, *([f"{column.heading} saknas"] if kind == "column" else []), _norm(text))  # type: ignore[arg-type]
        choices = _CHOICES[role](column, self.words, meant[1] if meant else None)
        answer = self.answers.get(id_)
        if answer is not None and answer in {c.value for c in choices}:
            if answer:
                self.context.constants[column.key] = answer
            return
        self.context.questions.append(
            Question(
                id_,
                kind,  # type: ignore[arg-type]
                tr(_ASKED[role], sheet=self.sheet),
                why=tr("Det står i ”{text}” men inte i tabellen.", text=short(text))
                if meant
                else tr("Kolumnen ”{heading}” saknas.", heading=column.heading),
                choices=choices,
                proposed=str(meant[1]) if meant else None,
                sheet=self.sheet,
                row=self.draft.header.last + 1,
                examples=(short(text),),
            )
        )

    def ask_rolling(self) -> None:
        """A table of months under a title that says R12 or ackumulerat: hours of a month, or of more than that?"""
        found = next(((t, s.method) for _, t, s in self.around if s.method), None)
        if found is None:
            return
        id_ = question_id("method", self.fp, _norm(found[0]))
        if self.answers.get(id_) == MONTHLY:
            return
        self.context.questions.append(
            Question(
                id_,
                "method",
                tr("Gäller uppgifterna på bladet ”{sheet}” varje månad för sig?", sheet=self.sheet),
                why=tr(
                    "”{text}” säger {method}. Gäller uppgifterna flera månader ska bladet inte läsas.",
                    text=short(found[0]),
                    method=found[1],
                ),
                choices=(Choice(MONTHLY, tr("ja, varje månad för sig")),),
                sheet=self.sheet,
                row=self.draft.header.last + 1,
                examples=(short(found[0]),),
            )
        )


def _where(where: str, text: str) -> str:
    text = short(text)
    return tr("ur bladets namn ”{text}”", text=text) if where == SHEET else tr("ur texten ”{text}” ovanför tabellen", text=text)


def _norm(text: str) -> str:
    return _DIGITS.sub("#", folded(text))


_ASKED = {
    "indicator": N_("Vilken indikator gäller tabellen på bladet ”{sheet}”?"),
    "population": N_("Vilken grupp gäller tabellen på bladet ”{sheet}”?"),
    "sex": N_("Vilket kön gäller tabellen på bladet ”{sheet}”?"),
    "method": N_("Vilken metod gäller tabellen på bladet ”{sheet}”?"),
}


def _indicators(_: Column, words: Words, meant: object) -> tuple[Choice, ...]:
    ordered = sorted(words.indicators, key=lambda i: i.id != meant)
    return tuple(Choice(i.id, i.label) for i in ordered)


def _populations(column: Column, _: Words, meant: object) -> tuple[Choice, ...]:
    return tuple(Choice(word, word) for word in sorted(column.choices, key=lambda w: w != meant))


def _methods(_: Column, words: Words, meant: object) -> tuple[Choice, ...]:
    named = dict.fromkeys(m for i in words.indicators for m in (*i.methods, *i.other_methods) if m)
    first = [str(meant)] if meant else []
    return (*(Choice(m, m) for m in dict.fromkeys([*first, *named])), Choice("", tr("indikatorns vanliga")))


_CHOICES: dict[str, Callable[[Column, Words, object], tuple[Choice, ...]]] = {
    "indicator": _indicators,
    "population": _populations,
    "sex": lambda _, __, meant: tuple(Choice(sex, tr(_SEXES[sex])) for sex in sorted(_SEXES, key=lambda s: s != meant)),
    "method": _methods,
}
