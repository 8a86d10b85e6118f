"""What is told of a table that is read: what is hidden, filtered or left out, and what may be no outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from kpi.errors import Fault
from kpi.intake.tables.find import Draft
from kpi.intake.tables.model import Match, label
from kpi.intake.tables.words import Words
from kpi.intake.wording import listed, rows_listed, short
from kpi.language import N_, tr


def hidden(match: Match, read: Sequence[str]) -> Iterable[Fault]:
    """Hidden rows and columns are read, and that is said."""
    sheet, traits = match.sheet.name, match.sheet.traits
    span = range(match.first_row, match.last_row + 1)
    left = {d.row for d in match.dropped}
    rows = sorted(r + 1 for r in traits.hidden_rows if r + 1 in span and r + 1 not in left)
    if rows:
        cells = match.sheet.grid[[r - 1 for r in rows]].select(read) if read else pl.DataFrame()
        rows = [r for r, row in zip(rows, cells.iter_rows(), strict=False) if any(t is not None for t in row)]
    if rows:
        message = tr("Dolda rader på bladet ”{sheet}” är lästa: rad {rows}.", sheet=sheet, rows=rows_listed(rows))
        yield Fault("hidden_rows_read", message, sheet=sheet, row=rows[0])
    columns = [c for c in read if int(c) in traits.hidden_columns]
    if columns:
        names = listed(label(c, match.headings) for c in columns)
        yield Fault(
            "hidden_columns_read", tr("Dolda kolumner på bladet ”{sheet}” är lästa: {names}.", sheet=sheet, names=names), sheet=sheet
        )
    if traits.filtered:
        yield Fault(
            "filtered", tr("Bladet ”{sheet}” har ett filter. Alla rader är lästa, även de som filtret döljer.", sheet=sheet), sheet=sheet
        )


_REASONS = {
    "total": N_("summarad"),
    "note": N_("fotnot"),
    "section": N_("enstaka text"),
    "empty": N_("utan värden"),
    "repeated_header": N_("rubrikrad igen"),
    "skipped": N_("utelämnad"),
}


def left_out(match: Match) -> Iterable[Fault]:
    """Rows inside the table's range that are not read."""
    by_reason: dict[str, list[int]] = {}
    for d in match.dropped:
        if d.row is not None:
            by_reason.setdefault(_REASONS[d.reason], []).append(d.row)
    if by_reason:
        parts = "; ".join(tr("{reason}: rad {rows}", reason=tr(reason), rows=rows_listed(rows)) for reason, rows in by_reason.items())
        sheet, first = match.sheet.name, min(map(min, by_reason.values()))
        yield Fault(
            "rows_left_out", tr("Rader på bladet ”{sheet}” som inte läses in – {parts}.", sheet=sheet, parts=parts), sheet=sheet, row=first
        )


def words_left_out(match: Match) -> Iterable[Fault]:
    """Rows that an answer about what their value is leaves out."""
    if match.pivot and match.pivot.skipped:
        sheet, column = match.sheet.name, label(match.pivot.column, match.headings)
        message = tr(
            "Raderna med {words} på bladet ”{sheet}” läses inte in, enligt svaret.", words=listed(match.pivot.skipped), sheet=sheet
        )
        yield Fault("rows_left_out", message, sheet=sheet, column=column)


def below(match: Match, rows: Sequence[int]) -> Iterable[Fault]:
    """A range that was given for an earlier file may be too short for this one."""
    if rows:
        sheet = match.sheet.name
        message = tr(
            "Det angivna området på bladet ”{sheet}” slutar före tabellen. Ej lästa: rad {rows}.",
            sheet=sheet,
            rows=rows_listed(rows),
        )
        yield Fault("rows_below_range", message, sheet=sheet, row=rows[0])


def no_outcome(match: Match, draft: Draft, words: Words) -> Iterable[Fault]:
    """A title or a sheet's name that speaks of targets, budgets or forecasts: the figures may be no outcome."""
    for text in (*draft.title, match.sheet.name):
        if words.speaks_of_no_outcome(match.layout, text):
            message = tr(
                "”{text}” tyder på mål, budget eller prognos. Kontrollera att bladet ”{sheet}” har utfall.",
                text=short(text),
                sheet=match.sheet.name,
            )
            yield Fault("not_outcome", message, sheet=match.sheet.name)
            return


def blank_cells(match: Match) -> Iterable[Fault]:
    """Blank cells among the values of a wide table say nothing."""
    if not match.melted:
        return
    left = [d.row - match.first_row for d in match.dropped if d.row is not None and match.first_row <= d.row <= match.last_row]
    region = match.sheet.grid.slice(match.first_row - 1, match.last_row - match.first_row + 1)
    region = region.with_row_index("_").filter(~pl.col("_").is_in(left))
    values = [m.column for m in match.melted]
    named = region.filter(pl.any_horizontal(pl.col(c).is_not_null() for c in values))
    blank = sum(named[c].null_count() for c in values)
    if blank:
        message = tr("Tomma celler bland värdena på bladet ”{sheet}”: {n}. De läses som ingen uppgift.", sheet=match.sheet.name, n=blank)
        yield Fault("blank_cells", message, sheet=match.sheet.name)
