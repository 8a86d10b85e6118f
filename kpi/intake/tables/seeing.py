"""What was found on each sheet, in the shape that a screen shows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kpi.intake.letters import letter
from kpi.intake.questions import SKIP, question_id
from kpi.intake.read import Sheet
from kpi.intake.seen import HEAD_COLUMNS, HEAD_ROWS, ColumnSeen, DroppedSeen, SheetSeen, SheetState, TableSeen
from kpi.intake.tables.ask import column_choices, current, layout_choices, meaning_in
from kpi.intake.tables.body import read_columns
from kpi.intake.tables.build import Table, column_ids
from kpi.intake.tables.words import Words
from kpi.intake.wording import LIKE_A_PERSON
from kpi.language import tr

_LONGEST_CELL = 200
_MOST_DROPPED = 500


def sheet_seen(sheet: Sheet, state: SheetState, tables: Sequence[Table], words: Words) -> SheetSeen:
    """A sheet with its tables as understood."""
    return SheetSeen(sheet.name, sheet.visible, state, head_of(sheet), tuple(_table(t, words) for t in tables))


def head_of(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    """The first rows and columns as text, from A1; trailing blank rows and columns left out."""
    width = min(HEAD_COLUMNS, max((int(c) for c in sheet.grid.columns), default=-1) + 1)
    rows = []
    for row in sheet.grid.head(HEAD_ROWS).iter_rows(named=True):
        rows.append(tuple(LIKE_A_PERSON.sub("…", row.get(str(c)) or "")[:_LONGEST_CELL] for c in range(width)))
    while rows and not any(rows[-1]):
        rows.pop()
    return tuple(rows)


def _table(table: Table, words: Words) -> TableSeen:
    draft, match, fp = table.draft, table.match, table.fingerprint
    first, last = draft.header.first + 1, draft.header.last + 1
    columns = sorted({*draft.header.parts, *(draft.header.used if match else ())}, key=int)
    foot = match.last_row if match else draft.last + 1
    shown = [int(c) for c in columns] or [0]
    rows = 0
    if match is not None:
        read = read_columns(draft)
        left = {d.row for d in match.dropped if d.row is not None}
        spans = draft.page.grid.slice(match.first_row - 1, max(0, match.last_row - match.first_row + 1))
        if read and spans.height:
            filled = spans.select(pl.any_horizontal(pl.col(read).is_not_null())).to_series()
            rows = int(filled.sum()) - sum(1 for r in left if match.first_row <= r <= match.last_row and filled[r - match.first_row])
    ids = column_ids(draft, fp)
    return TableSeen(
        layout=match.layout.id if match else None,
        range=f"{letter(min(shown))}{first}:{letter(max(shown))}{max(foot, last)}",
        header=str(last) if first == last else f"{first}-{last}",
        columns=tuple(_column(table, c, ids[c], words) for c in columns),
        fingerprint=fp,
        rows=rows,
        layout_question=question_id("layout", fp),
        range_question=question_id("range", draft.base),
        header_question=question_id("header", draft.base),
        layout_choices=layout_choices(words.layouts),
        notes=match.notes if match else (),
        dropped=tuple(DroppedSeen(d.row, letter(int(d.column)) if d.column else None, d.text) for d in match.dropped[:_MOST_DROPPED])
        if match
        else (),
    )


def _column(table: Table, column: str, question: str, words: Words) -> ColumnSeen:
    draft = table.draft
    heading = draft.header.headings.get(column, "")
    now = current(draft, column) if table.match else SKIP
    choices = column_choices(draft, words, column) if table.match else ()
    text = meaning_in(draft, words, now) if now is not None else tr("okänd")
    if column in draft.plan.totals:
        text = tr("kontrollsumma, läses inte")
    return ColumnSeen(letter(int(column)), heading, text, question, choices, now or SKIP)
