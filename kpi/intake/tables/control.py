"""Totalt, Summa and Alla as control sums: never imported, but compared with the rows and columns that they sum up.

What can be added (numbers of persons, hours, numerators) must be the sum within the cells' rounding. A value that may be an index or a
share must be the sum, or lie between the smallest and the largest of its parts. A message gives the place and never a figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from kpi.errors import Fault
from kpi.intake.letters import letter
from kpi.intake.tables.body import Body, named_columns
from kpi.intake.tables.figures import number_of
from kpi.intake.tables.find import Draft
from kpi.intake.tables.model import Melted, label
from kpi.intake.tables.periods import take_period
from kpi.intake.tables.vocabulary import MEANS, is_total
from kpi.intake.tables.words import VALUE_ROLES, normal
from kpi.intake.wording import folded
from kpi.language import tr
from kpi.programme.model import Layout

_MOST = 200  # control sums that are checked in a table, and told of
_ROWS = 50_000
_WORK = 1_000_000  # rows looked at for all control sums of a table


def _half_step(text: str) -> float:
    found = re.search(r"[.,](\d+)", text)
    return 0.5 * 10.0 ** -(len(found[1]) if found else 0)


def additive(layout: Layout, key: str) -> bool:
    """Can the figures of a column be added up over units?"""
    column = layout.column(key)
    used = {k for m in layout.measures for k in (m.n, m.numerator, m.denominator)}
    whole = {k for w in layout.checks for k in (*w.parts, w.whole)}
    return column.role in ("n", "numerator", "denominator") or column.type == "integer" or key in used | whole


def check_sums(draft: Draft, body: Body) -> list[Fault]:
    """A warning for each control sum that does not hold."""
    if draft.plan.layout.individual or draft.plan.layout.kind == "organisation":
        return []
    return [*_rows(draft, body), *_columns(draft, body)][:_MOST]


def _value_columns(draft: Draft) -> dict[str, str]:
    """Grid column → Column.key of what holds figures."""
    layout = draft.plan.layout
    found = {c[0]: key for key, c in draft.plan.plain.items() if layout.column(key).role in VALUE_ROLES}
    return found | {m.column: m.key for m in draft.plan.melted}


def _rows(draft: Draft, body: Body) -> list[Fault]:
    totals = body.totals[: min(_MOST, max(1, _WORK // max(1, body.last - body.first)))]
    if not totals or body.last - body.first > _ROWS:
        return []
    left = {d.row for d in body.dropped}
    grid = draft.page.grid
    unit = draft.plan.layout.role("unit")
    unit_column = (draft.plan.plain.get(unit.key, [""]) if unit else [""])[0]
    named = [c for c in named_columns(draft) if c != unit_column]
    cells = {c: grid[c].to_list() for c in [*named, unit_column, *_value_columns(draft)] if c}
    for column, spans in body.filled.items():
        for a, b in spans:
            cells[column][a - 1 : b] = [cells[column][a - 1]] * (b - a + 1)
    rows = [r for r in range(body.first, max(body.last, *totals) + 1) if r not in left]
    faults = []
    for total in totals:
        about = {c: t for c in named if (t := cells[c][total - 1]) is not None and not is_total(t)}
        parts = [r for r in rows if all((cells[c][r - 1] or "") == t for c, t in about.items())]
        parts = _one_sex(draft, cells, parts, about)
        before = max((t for t in totals if t < total), default=0)
        since = [r for r in parts if before < r < total]
        above = [r for r in parts if r < total]
        groups = [g for g in (parts, above, since) if g]
        mean = any(folded(t).rstrip(":.") in MEANS for c in [*named, unit_column] if c and (t := cells[c][total - 1]))
        for column, key in _value_columns(draft).items():
            said = cells[column][total - 1]
            can_add = additive(draft.plan.layout, key) and not mean
            if said is not None and groups and not any(_holds(said, [cells[column][r - 1] for r in g], can_add) for g in groups):
                place = label(column, draft.header.headings)
                message = tr("Summaraden stämmer inte med raderna som den sammanfattar, kolumn {place}. Den läses inte in.", place=place)
                faults.append(Fault("control_sum", message, sheet=draft.page.sheet.name, row=total, column=place))
    return faults


def _one_sex(draft: Draft, cells: dict[str, list[str | None]], rows: list[int], about: dict[str, str]) -> list[int]:
    """Without a word of sex in the sum's row: the rows of everyone where there are any, else women's and men's."""
    sex = draft.plan.layout.role("sex")
    column = draft.plan.plain.get(sex.key, [""])[0] if sex else ""
    if not column or column in about:
        return rows
    everyone = [r for r in rows if is_total(cells[column][r - 1] or "") or (cells[column][r - 1] or "").strip().upper() == "T"]
    return everyone or rows


def _holds(said: str, parts: Sequence[str | None], can_add: bool) -> bool:
    """Is a total what its parts say? True where one of them cannot be read as a number."""
    total = number_of(said)
    known = [(n, _half_step(t)) for t in parts if t is not None and (n := number_of(t)) is not None]
    if total is None or not known:
        return True
    unknown = len(known) < sum(t is not None for t in parts)
    slack = sum(step for _, step in known if step < 0.5) + (_half_step(said) if _half_step(said) < 0.5 else 0) + 1e-6
    whole = sum(n for n, _ in known)
    if abs(total - whole) <= slack or (unknown and can_add and total >= whole - slack):
        return True
    if can_add:
        return False
    step = max(s for _, s in known)
    return min(n for n, _ in known) - step <= total <= max(n for n, _ in known) + step


def _columns(draft: Draft, body: Body) -> list[Fault]:
    """Columns of sums beside years, units or indicators."""
    plan, faults = draft.plan, []
    if not plan.totals or not plan.melted:
        return []
    sex = plan.layout.role("sex")
    melted = [m for m in plan.melted if sex is None or m.set.get(sex.key, "T") == "T"] or plan.melted
    key = melted[0].key
    melted = [m for m in melted if m.key == key]
    of_year = {c: found for c in plan.totals if (found := _of_its_year(draft, c, melted))}
    left = {d.row for d in body.dropped}
    first, height = body.first - 1, min(body.last - body.first + 1, _ROWS)
    region = draft.page.grid.slice(first, max(0, height)).select(pl.col([m.column for m in melted] + plan.totals))
    for i, row in enumerate(region.iter_rows(named=True)):
        if first + i + 1 in left:
            continue
        for column in plan.totals:
            said, parts = row[column], of_year.get(column, melted)
            if said is not None and not _holds(said, [row[m.column] for m in parts], additive(plan.layout, key)):
                place = label(column, draft.header.headings)
                message = tr(
                    "Summakolumnen {letter} stämmer inte med kolumnerna som den sammanfattar. Den läses inte in.",
                    letter=letter(int(column)),
                )
                faults.append(Fault("control_sum", message, sheet=draft.page.sheet.name, row=first + i + 1, column=place))
    return faults


def _of_its_year(draft: Draft, column: str, melted: Sequence[Melted]) -> list[Melted]:
    """Of the columns that a sum of one year stands beside ("Summa 2023"), those of that year; none for a sum that names no year."""
    headings = draft.header.headings
    year = take_period(normal(headings.get(column, "")))[0]
    if year is None or not year.whole:
        return []
    found = {m.column: take_period(normal(headings.get(m.column, "").replace(", ", " ")))[0] for m in melted}
    return [m for m in melted if (period := found[m.column]) is not None and period.year == year.year]
