"""Which tables a sheet has and with which layout each is read. A well-formed one is known at once; nothing is guessed in silence."""

from __future__ import annotations

import polars as pl

from kpi.intake.limits import LIMITS, Limits
from kpi.intake.questions import Answers, fingerprint, question_id
from kpi.intake.read import Sheet
from kpi.intake.tables.body import read_columns
from kpi.intake.tables.build import Table, build, column_ids
from kpi.intake.tables.find import Draft, draft_at, find_tables, plan_of, range_of, rows_of
from kpi.intake.tables.model import Match, label
from kpi.intake.tables.page import Page
from kpi.intake.tables.plan import Plan, best
from kpi.intake.tables.words import Words, normal
from kpi.intake.wording import folded
from kpi.language import N_, everywhere

__all__ = ["GUIDE_MARK", "Match", "is_guide", "label", "recognise"]

_WIDEST_TITLE = 2  # cells of a row above a header that is no row of another table
GUIDE_MARK = N_("Läses inte in:")  # cell A1 of the guide sheets (example, help, lists) in our own templates


def is_guide(sheet: Sheet) -> bool:
    """Is it one of our templates' guide sheets (example, help, lists)? They are never read."""
    first = next(iter(sheet.grid.row(0)), None) if sheet.grid.height and sheet.grid.width else None
    return first is not None and (first.startswith(GUIDE_MARK) or (":" in first and first.startswith(everywhere(GUIDE_MARK))))


def recognise(sheet: Sheet, words: Words, answers: Answers, limits: Limits = LIMITS) -> list[Table]:
    """The tables of a sheet, read with the answers that there are. A sheet that fits nothing gives one table with a fault.

    A match may carry faults of its own (repeated or missing headings) and questions; its rows are then not worth reading yet.
    """
    page = Page(sheet)
    quick = _well_formed(page, words, limits)
    drafts = [quick] if quick is not None else find_tables(page, words, limits)
    found: list[Table] = []
    for draft in drafts:
        headings = [sheet.name, *draft.header.headings.values()]
        draft.base = fingerprint(headings)
        while draft.base in {t.draft.base for t in found}:
            headings.append("tabell" + "x" * len(found))
            draft.base = fingerprint(headings)
        found.append(build(_pointed_out(page, draft, words, answers), words, answers))
    return found


def _well_formed(page: Page, words: Words, limits: Limits) -> Draft | None:
    """The sheet's only table when one row of the first holds all that a layout needs and nothing else, and no other is above or below."""
    plans: list[Plan] = []
    for row in range(min(limits.header_within_rows, page.height)):
        texts = {folded(t) for t in page.row(row).values()}
        for layout in words.layouts:
            accepted = words.accepted(layout)
            if all(accepted[c.key] & texts for c in layout.columns if c.required) and any(c.required for c in layout.columns):
                plans.append(plan_of(page, page.header(row, row, page.height - 1), layout, words))
    plan = best(plans)
    if plan is None or not plan.clean or plan.melted or plan.totals:
        return None
    if any(p is not plan and p.rank[:3] == plan.rank[:3] for p in plans):
        return None
    if any(len(page.row(r)) > _WIDEST_TITLE for r in range(plan.header.first)):
        return None
    draft = Draft(page, plan, page.height - 1, page.columns)
    draft.title = tuple(t for r in range(plan.header.first) if len(cells := page.row(r)) <= _WIDEST_TITLE for t in cells.values())
    return None if _heading_below(draft, words) else draft


def _heading_below(draft: Draft, words: Words) -> bool:
    """Does a heading stand among the units or periods, as where another table follows?"""
    layout = draft.plan.layout
    for role in ("unit", "period"):
        column = layout.role(role)
        if column is None or column.key not in draft.plan.plain:
            continue
        cells = draft.page.distinct(draft.plan.plain[column.key][0], draft.header.last + 1, draft.last)
        if any(folded(normal(t)) in words.heading_words for t in cells.filter(cells.str.contains(r"^\s*\pL"))):
            return True
    return False


def _pointed_out(page: Page, draft: Draft, words: Words, answers: Answers) -> Draft:
    """The table with the range and header that a controller has given, when there are such answers."""
    whole = range_of(said, page) if (said := answers.get(question_id("range", draft.base))) else None
    rows = rows_of(said, page.height) if (said := answers.get(question_id("header", draft.base))) else None
    if whole is None and rows is None:
        return draft
    first, last, columns = whole or (0, draft.last, draft.columns)
    if rows is None:
        inside = [r for r in range(first, min(last, first + 10) + 1) if page.row(r)]
        tried = [
            d
            for r in inside
            for size in range(3)
            if r + size <= last and (d := draft_at(page, words, words.layouts, (r, r + size), last, columns))
        ]
        kept = (draft.header.first, draft.header.last)
        found = next((d for d in tried if (d.header.first, d.header.last) == kept), None)
        chosen = found or max(tried, key=lambda d: d.plan.rank, default=None)
    else:
        chosen = draft_at(page, words, words.layouts, rows, last, columns)
    if chosen is None:
        return draft
    chosen.base = draft.base
    chosen.below = _rows_below(draft, last) if whole is not None else []
    return chosen


def _rows_below(draft: Draft, last: int) -> list[int]:
    """Rows (1-based) of the table as found that a given range ends before."""
    read = read_columns(draft)
    cells = draft.page.grid.slice(last + 1, max(0, draft.last - last)).select(read) if read else None
    if cells is None or not cells.height:
        return []
    filled = cells.select(pl.sum_horizontal(pl.col(c).is_not_null() for c in read)).to_series()
    return [last + 2 + i for i in (filled > 1).arg_true()]


def used_ids(table: Table) -> list[str]:
    """The ids of the questions that can overrule what was understood of a table."""
    base, fp = table.draft.base, table.fingerprint
    own = [question_id("layout", fp), question_id("range", base), question_id("header", base)]
    return [*own, *column_ids(table.draft, fp).values()]
