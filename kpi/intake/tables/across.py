"""Tables with a unit a column under names that nobody knows: "År; BJUV; BÅS; HBG". Their shape is seen, and what they are is asked."""

from __future__ import annotations

import polars as pl

from kpi.intake.questions import Choice, Question, question_id
from kpi.intake.tables.figures import number_of
from kpi.intake.tables.joint import planned
from kpi.intake.tables.model import Melted
from kpi.intake.tables.page import Page
from kpi.intake.tables.periods import take_period
from kpi.intake.tables.plan import VALUE, Header, Plan
from kpi.intake.tables.vocabulary import NOT_OUTCOME
from kpi.intake.tables.words import Words, normal
from kpi.intake.wording import listed, short
from kpi.language import tr

UNITS, OTHER = "enheter", "annat"  # answers: the headings are units, or something else
_FEWEST = 2  # columns
_LOOKED_AT = 200
_ENOUGH = 0.8  # share of a column's cells that are figures, and of the periods' that are periods


def units_across(page: Page, header: Header, last: int, words: Words) -> Plan | None:
    """The table read with a unit a column, when it has the shape of one: a column of periods, and figures under names. None otherwise."""
    for layout in words.layouts:
        unit, value, period = layout.role("unit"), layout.role(VALUE), layout.role("period")
        if layout.kind != "values" or unit is None or value is None or period is None:
            continue
        plan = planned(page, header, layout, words)
        if plan.melted or unit.key in plan.told or value.key in plan.told or not plan.plain.get(period.key) or plan.repeated:
            continue
        sums = [c for c in plan.unknown if c in header.parts and words.heading(layout, header.parts[c]).total]
        named = [c for c in plan.unknown if c not in sums]
        below = page.grid.slice(header.last + 1, last - header.last)
        if len(named) < _FEWEST or not (plan.joint or _periods(below, plan.plain[period.key][0])):
            continue
        if all(_name_over_figures(below, c, header.headings.get(c, "")) for c in named):
            plan.melted = [Melted(c, value.key, {unit.key: header.headings[c]}) for c in named]
            plan.totals, plan.unknown = sums, []
            return plan
    return None


def _periods(below: pl.DataFrame, column: str) -> bool:
    cells = below[column].drop_nulls().head(_LOOKED_AT).to_list()
    return bool(cells) and sum(take_period(normal(t))[0] is not None for t in cells) >= _ENOUGH * len(cells)


def _name_over_figures(below: pl.DataFrame, column: str, heading: str) -> bool:
    cells, name = below[column].drop_nulls().head(_LOOKED_AT).to_list(), normal(heading)
    if not cells or not any(c.isalpha() for c in name) or NOT_OUTCOME & set(name.split()):
        return False
    return sum(number_of(t) is not None for t in cells) >= _ENOUGH * len(cells)


def across_id(fp: str) -> str:
    """The id of the question whether headings are units."""
    return question_id("column", fp, "enheter i rubrikerna")


def across_question(sheet: str, plan: Plan, fp: str) -> Question:
    """Are these headings units? sheet: its name."""
    names = [plan.header.headings[m.column] for m in plan.melted]
    return Question(
        across_id(fp),
        "column",
        tr("Är rubrikerna {names} på bladet ”{sheet}” enheter?", names=listed(names, limit=4), sheet=sheet),
        why=tr("Tabellen har en kolumn med perioder och tal under namn som inte känns igen. Är de enheter frågas det sedan vilka."),
        choices=(Choice(UNITS, tr("ja, en enhet i varje kolumn")), Choice(OTHER, tr("nej, något annat"))),
        proposed=UNITS,
        sheet=sheet,
        row=plan.header.last + 1,
        examples=tuple(short(n) for n in names[:5]),
    )
