"""A report as a workbook: a table a sheet, values as numbers in full, their status in words beside them, made to be printed."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from kpi.language import ptr, tr
from kpi.reports import tables
from kpi.reports.cells import Cell, Column, Table
from kpi.reports.content import Content, goal_heading, goals_table, judged_lines, milestone_lines
from kpi.reports.packing import settled

_WIDTH = 3.0  # characters a share of a column
_WIDEST, _NARROWEST = 90.0, 9.0  # characters
_LINE = 15.0  # pt
_PRINTED = 100  # characters of a text in a printed heading or foot
_MINUS = "\u2212"


def xlsx(content: Content) -> tuple[bytes, int]:
    """The whole file, and how many sheets it has."""
    out = io.BytesIO()
    # Text is text: what begins with = or looks like an address is neither formula nor link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": f"{content.title} · {content.status.context.unit.name}",
            "subject": content.subject,
            "author": content.organisation,
            "comments": content.stamp,
            "created": content.known.replace(tzinfo=None),
        }
    )
    styles = _Styles(book)
    tables_ = sheets(content)
    for table in tables_:
        _sheet(book, styles, table, content)
    book.close()
    return settled(out.getvalue(), content.known), len(tables_)


def sheets(content: Content) -> list[Table]:
    """The tables, in the order of the sheets: what it is and what to know first, then the figures."""
    status = content.status
    return [
        notes_table(content),
        goals_table(status),
        tables.figures_table(status),
        tables.series_table(status),
        judgements_table(content),
        tables.actions_table(status, status.actions.rows),
        definitions_table(content),
    ]


def notes_table(content: Content) -> Table:
    """What the workbook is: its stamp, the findings, how to read it."""
    rows = [(tr("Rapport"), f"{content.title} · {content.status.context.unit.name}"), *content.facts]
    rows += [(tr("Läget"), sentence) for sentence in content.status.finding]
    rows += [(tr("Att ta ställning till"), d.sentence) for d in content.status.decisions]
    rows += [(tr("Så läses"), f"{what}: {meaning}") for what, meaning in content.reading]
    columns = [Column(tr("Om"), 8), Column(tr("Upplysning"), 30)]
    return Table(tr("Om rapporten"), tr("Om rapporten"), columns, [(Cell(what), Cell(text)) for what, text in rows])


def judgements_table(content: Content) -> Table:
    """What is approved of goals and indicators: whether they will be reached, why, and the analysis. And how far milestones have come."""
    columns = [Column(ptr("vad", "Gäller"), 14), Column(tr("Bedömning"), 24), Column(tr("Analys"), 30)]
    told = []
    for goal in content.status.goals:
        told.append((goal_heading(goal), judged_lines(goal.judged)))
        told += [(row.indicator.label, judged_lines(row.judged)) for row in goal.rows]
    rows = [(Cell(about), Cell(said[0][1]), Cell(said[1][1] if len(said) > 1 else "")) for about, said in told if said]
    for goal in content.status.goals:
        for milestone in goal.milestones:
            (heading, text), (_, said) = milestone_lines(milestone)
            rows.append((Cell(f"{goal_heading(goal)}. {heading}: {text}"), Cell(said), Cell("")))
    none = (Cell("–"), Cell(tr("Ingen bedömning är godkänd.")), Cell(""))
    return Table(tr("Bedömningar"), tr("Godkända bedömningar"), columns, rows or [none])


def definitions_table(content: Content) -> Table:
    """Each indicator's sentence, definition, source, and what must be known."""
    told = (
        (tr("Indikator"), 12),
        (tr("Läget i ord"), 22),
        (tr("Definition"), 22),
        (tr("Källa"), 9),
        (tr("I planen"), 12),
        (tr("Att veta"), 22),
    )
    columns = [Column(heading, share) for heading, share in told]
    rows = [
        (Cell(d.indicator), Cell(d.sentence), Cell(d.definition), Cell(d.source), Cell(d.planned), Cell(" ".join(d.notes)))
        for d in content.definitions
    ]
    return Table(tr("Definitioner"), tr("Definitioner och källor"), columns, rows)


class _Styles:
    """The workbook's formats, made once each."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format({"text_wrap": True, "valign": "bottom", "bold": True, "font_color": "#FFFFFF", "bg_color": "#0F5A5E"})

    def of(self, cell: Cell) -> Any:
        """Thousands apart, the decimals that are shown, and a difference with its sign."""
        if cell.number is None:
            return self.text
        digits = "#,##0" + (f".{'0' * cell.decimals}" if cell.decimals else "")
        code = f'+{digits};"{_MINUS}"{digits};{digits}' if cell.kind == "difference" else f'{digits};"{_MINUS}"{digits};{digits}'
        code = "0" if cell.kind == "year" else code
        if code not in self._made:
            self._made[code] = self._book.add_format({"num_format": code, "valign": "top"})
        return self._made[code]


def _sheet(book: xlsxwriter.Workbook, styles: _Styles, table: Table, content: Content) -> None:
    """One table from A1 on, its heading frozen and repeated on paper."""
    sheet = book.add_worksheet(table.name)
    columns, rows = table.columns, table.rows
    widths = [_width(column) for column in columns]
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.set_row(0, _LINE * max(_lines(c.heading, width - 2) for c, width in zip(columns, widths, strict=True)))
    headings = [{"header": name, "header_format": styles.head} for name in _apart([c.heading for c in columns])]
    name = "T_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in table.name)
    last = max(1, len(rows))
    look = {"columns": headings, "name": name, "style": "Table Style Light 1", "autofilter": len(rows) > 1}
    sheet.add_table(0, 0, last, len(columns) - 1, look)
    for r, row in enumerate(rows, start=1):
        sheet.set_row(r, _LINE * max(_lines(cell.text, width) for cell, width in zip(row, widths, strict=True)))
        for c, cell in enumerate(row):
            _write(sheet, r, c, cell, styles)
    sheet.freeze_panes(1, 1)
    _print(sheet, table, content, last, len(columns))


def _width(column: Column) -> float:
    """In characters: words need room by their share, numbers as much as their heading's longest word."""
    if column.kind in ("text", "status"):
        return min(_WIDEST, max(_NARROWEST, column.share * _WIDTH))
    return max(_NARROWEST, 3.5 + max(len(word) for word in column.heading.split()))


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes; a file's reader does not always count them itself."""
    return max(1, math.ceil(1.15 * len(text) / width))


def _write(sheet: Any, row: int, column: int, cell: Cell, styles: _Styles) -> None:
    if cell.number is not None:
        sheet.write_number(row, column, cell.number, styles.of(cell))
    elif cell.kind in ("text", "status"):
        sheet.write_string(row, column, cell.text, styles.text)
    else:
        sheet.write_blank(row, column, None, styles.text)


def _apart(headings: Sequence[str]) -> list[str]:
    """A table's headings must differ."""
    seen: dict[str, int] = {}
    named = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        named.append(heading if seen[heading] == 1 else f"{heading} {seen[heading]}")
    return named


def _print(sheet: Any, table: Table, content: Content, last: int, width: int) -> None:
    """A4 across, as wide as one page, the heading on every page, the stamp at the foot."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, last, width - 1)
    sheet.hide_gridlines(2)
    sheet.set_header(f"&L{_coded(content.title)} · {_coded(content.status.context.unit.name)}&R{_coded(table.caption)}")
    sheet.set_footer(f"&L&8{_coded(content.brief)}&R&8{tr('Sida {page} av {pages}', page='&P', pages='&N')}")


def _coded(text: str) -> str:
    """Text in a printed heading or foot, where & begins a code and there is room for 255 characters in all."""
    return text[:_PRINTED].replace("&", "&&")
