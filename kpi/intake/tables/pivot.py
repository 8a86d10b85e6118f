"""A long table whose column says what each row's value is ("Kolumn": Kvinnor, Män, Antal …): its rows laid side by side as a wide table's.

What the column's words mean is read as if each were the heading of a column of its own, by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kpi.intake.tables.model import Pivot
from kpi.intake.tables.page import Page
from kpi.intake.tables.plan import VALUE, Header, Plan, make_plan
from kpi.intake.tables.vocabulary import COLUMN_OF_COLUMNS
from kpi.intake.tables.words import VALUE_ROLES, Words, normal
from kpi.intake.wording import folded

_MOST_WORDS = 40  # a column with more different words holds something else
_PLAIN = re.compile(r"\w(?:[\w\s,.:()/%–-]*[\w.)%])?")  # in a cell, other signs are a slip that is better asked about than read past
_FIRST = 1_000_000  # the words' own columns are numbered from here, beyond every sheet's


def pivoted(page: Page, plan: Plan, words: Words, answers: Mapping[str, str]) -> Plan:
    """The plan with its column of columns understood, when it has one and at least one of the column's words is a value of the layout.

    answers: "<grid column>=<word>" → what a controller says that the word is.
    """
    value = plan.layout.role(VALUE)
    column = next((c for c in plan.unknown if folded(normal(plan.header.headings.get(c, ""))) in COLUMN_OF_COLUMNS), None)
    if column is None or value is None or plan.layout.kind != "values" or len(plan.plain.get(value.key, ())) != 1 or plan.melted:
        return plan
    texts = _words_in(page, column, plan.header.last + 1)
    if not 0 < len(texts) <= _MOST_WORDS:
        return plan
    said = {text: answer for text in texts if (answer := answers.get(f"{column}={text}")) is not None}
    own = {str(_FIRST + i): text for i, text in enumerate(texts) if text in said or _PLAIN.fullmatch(text)}
    cell = plan.plain[value.key][0]
    parts = {c: p for c, p in plan.header.parts.items() if c not in (column, cell)} | {c: (t,) for c, t in own.items()}
    header = Header(plan.header.first, plan.header.last, parts, frozenset({*plan.header.used, *own} - {column, cell}))
    told = {c: said[text] for c, text in own.items() if text in said}
    told = {c: everyone for c in own if (everyone := _everyone(plan, words, own[c]))} | told
    wide = make_plan(header, plan.layout, words, told)
    meant = _meant(wide, own)
    keys = {key for key, _ in meant.values()}
    both = {c.key for role in ("numerator", "denominator") if (c := plan.layout.role(role))}
    if value.key not in keys and not (len(both) == 2 and both <= keys):
        return plan
    skipped = [own[c] for c in wide.skipped if c in own]
    pivot = Pivot(column, cell, meant, tuple(skipped), tuple(t for t in texts if t not in meant and t not in skipped))
    return replace(plan, unknown=[c for c in plan.unknown if c != column], pivot=pivot)


def _everyone(plan: Plan, words: Words, text: str) -> str | None:
    """A bare "Totalt": the value of everyone, also where no other word is of women or men. As an answer; None for other words."""
    said, sex = words.heading(plan.layout, (text,)), plan.layout.role("sex")
    if sex is None or sex.key in plan.plain or not said.total or said.key or said.roles or said.rest:
        return None
    return f"{VALUE}|sex=T"


def _words_in(page: Page, column: str, first: int) -> list[str]:
    """The column's different words in their order; few are all that is wanted."""
    distinct = page.grid[column].slice(first).drop_nulls().unique(maintain_order=True)
    return distinct.to_list() if len(distinct) <= _MOST_WORDS else []


def _meant(wide: Plan, own: Mapping[str, str]) -> dict[str, tuple[str, dict[str, str]]]:
    """Word → the Column.key that its rows' values go to, and what they are of."""
    meant: dict[str, tuple[str, dict[str, str]]] = {}
    melted = {m.key for m in wide.melted}
    for key, columns in wide.plain.items():
        if wide.layout.column(key).role in VALUE_ROLES and key not in melted:
            meant |= {own[c]: (key, {}) for c in columns if c in own}
    return meant | {own[m.column]: (m.key, m.set) for m in wide.melted if m.column in own}
