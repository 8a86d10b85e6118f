"""A file's faults as the same workbook: the bad cells filled and commented, and a sheet first that lists them.

A workbook that openpyxl can write again keeps its looks. Any other (text, .xls, .ods, .xlsb, a large or an odd one) is made anew from what
was read, as text where a number could be read in two ways. Nothing in the result is a formula that was not one in the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import openpyxl
import polars as pl
import xlsxwriter
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from kpi.errors import Fault
from kpi.intake.letters import index_of, letter
from kpi.intake.limits import LIMITS, Limits
from kpi.intake.read import Book, Sheet, read_book
from kpi.intake.recognise import GUIDE_MARK
from kpi.language import N_, tr

LIST_SHEET = N_("Fel att rätta")
AUTHOR = "Målbild"
FILL = "#FFD9A0"
_KEEPS_LOOKS = 150_000  # cells: openpyxl needs some 50 bytes a cell and seconds for more
_WHOLE = {"personnummer"}  # such a file is not to exist in one more copy
_LETTER = re.compile(r"([A-Z]{1,3})(?: · |$)")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?")
_AMBIGUOUS = re.compile(r"-?\d{1,3}\.\d{3}")
_LONGEST_TEXT = 32_767  # characters that a cell may have
_SHEET_NAME = 31  # characters that a sheet's name may have
_HEADINGS = (N_("Blad"), N_("Cell"), N_("Där står"), N_("Fel och vad du kan göra"))
_WIDTHS = (24, 10, 24, 100)
_NOTE_WIDTH, _NOTE_LINE, _NOTE_CHARACTERS = 320, 18, 46  # of a comment: pixels, pixels a line, characters a line

Place = tuple[int, int]  # row and column, both 0-based


@dataclass(frozen=True, slots=True)
class Marks:
    """Texts by cell, sheet by sheet; the list of everything."""

    cells: dict[str, dict[Place, list[str]]]
    rows: list[tuple[str, str, str, str]]  # sheet, cell ("F17" or ""), value, message


def can_be_marked(faults: Sequence[Fault]) -> bool:
    """Has any of the faults a place in a sheet, and may the file be made once more?"""
    return any(f.sheet and f.row for f in faults) and not any(f.code in _WHOLE for f in faults)


def marked_workbook(data: bytes | None, name: str, faults: Sequence[Fault], limits: Limits = LIMITS) -> bytes:
    """The file as .xlsx with its faults marked; without ``data`` only the list of them. Raises Refusal for what cannot be read.

    A file with personal identity numbers is never made again: it gives the list.
    """
    if data is None or any(f.code in _WHOLE for f in faults):
        return _rebuilt(Book((), synthetic=False), _marks(faults, {}))
    book = read_book(data, name, limits)
    marks = _marks(faults, {s.name: _width(s) for s in book.sheets})
    if data[:2] == b"PK" and sum(s.grid.height * s.grid.width for s in book.sheets) <= _KEEPS_LOOKS:
        kept = _kept(data, marks)
        if kept is not None:
            return kept
    return _rebuilt(book, marks)


def _width(sheet: Sheet) -> int:
    return max((int(c) for c in sheet.grid.columns), default=-1) + 1


def _marks(faults: Sequence[Fault], widths: dict[str, int]) -> Marks:
    cells: dict[str, dict[Place, list[str]]] = {}
    rows = []
    for fault in faults:
        place = _place(fault, widths)
        if place is not None and fault.sheet is not None:
            texts = cells.setdefault(fault.sheet, {}).setdefault(place, [])
            if fault.message not in texts:
                texts.append(fault.message)
        where = f"{letter(place[1])}{place[0] + 1}" if place is not None else ""
        rows.append((fault.sheet or "", where, fault.value or "", fault.message))
    return Marks(cells, rows)


def _place(fault: Fault, widths: dict[str, int]) -> Place | None:
    """The fault's cell; the first of its row when the column is not in the sheet."""
    if fault.sheet not in widths or not fault.row:
        return None
    found = _LETTER.match(fault.column or "") if fault.code != "missing_column" else None
    column = index_of(found[1]) if found else 0
    return fault.row - 1, column if column < widths[fault.sheet] else 0


def _kept(data: bytes, marks: Marks) -> bytes | None:
    """The workbook itself with the marks in it; None when openpyxl cannot read or write it (it is strict about parts we never need)."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
        fill = PatternFill("solid", fgColor=FILL.removeprefix("#"))
        for name, cells in marks.cells.items():
            for (row, column), texts in cells.items():
                cell = _top_left(book[name], book[name].cell(row + 1, column + 1))
                cell.fill = fill
                cell.comment = _comment("\n".join(texts))
        _list_in(book, marks)
        out = io.BytesIO()
        book.save(out)
    except Exception:  # of many kinds, for workbooks that other programs open: then the file is made anew
        return None
    return out.getvalue()


def _top_left(sheet: Worksheet, cell: Cell | MergedCell) -> Cell:
    """A merged cell can carry no comment: its range's first cell does."""
    if isinstance(cell, Cell):
        return cell
    area = next(a for a in sheet.merged_cells.ranges if cell.coordinate in a)
    return sheet.cell(area.min_row, area.min_col)


def _comment(text: str) -> Comment:
    return Comment(text, AUTHOR, height=_note_height(text), width=_NOTE_WIDTH)


def _note_height(text: str) -> int:
    lines = sum(len(part) // _NOTE_CHARACTERS + 1 for part in text.split("\n"))
    return _NOTE_LINE * (lines + 1)


def _list_in(book: openpyxl.Workbook, marks: Marks) -> None:
    sheet = book.create_sheet(_free(tr(LIST_SHEET), book.sheetnames), 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    sheet.cell(1, 1, _title(marks)).font = Font(bold=True)
    for column, (text, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), start=1):
        sheet.cell(2, column, tr(text)).font = Font(bold=True)
        sheet.column_dimensions[letter(column - 1)].width = width
    for at, row in enumerate(marks.rows, start=3):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            cell.value = text
            cell.data_type = "s"  # never a formula, whatever it begins with
        if row[1]:
            link = sheet.cell(at, 2)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"{_quoted(row[0])}!{row[1]}")
            link.font = Font(underline="single", color="0F5A5E")


def _title(marks: Marks) -> str:
    return tr(
        "{mark} {n} fel i filen. Rätta de färgade cellerna och läs in filen på nytt; det här bladet kan stå kvar.",
        mark=tr(GUIDE_MARK),
        n=len(marks.rows),
    )


def _free(name: str, taken: Iterable[str]) -> str:
    used = {t.casefold() for t in taken}
    names = (name, *(f"{name} {n}" for n in range(2, 1000)))
    return next(n for n in names if n.casefold() not in used)[:_SHEET_NAME]


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _rebuilt(book: Book, marks: Marks) -> bytes:
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options | {"nan_inf_to_errors": True}) as made:
        bad, bold = made.add_format({"bg_color": FILL}), made.add_format({"bold": True})
        front = made.add_worksheet(_free(tr(LIST_SHEET), [s.name for s in book.sheets]))
        _write_list(front, marks, bold)
        for sheet in book.sheets:
            page = made.add_worksheet(_plain_name(sheet.name, [w.get_name() for w in made.worksheets()]))
            if not sheet.visible:
                page.hide()
            _write_sheet(page, sheet.grid, marks.cells.get(sheet.name, {}), bad)
    return out.getvalue()


def _plain_name(name: str, taken: Iterable[str]) -> str:
    """A sheet's name as Excel allows it: other formats allow more."""
    return _free(re.sub(r"[\[\]:*?/\\]", "_", name).strip("'")[: _SHEET_NAME - 4] or tr("Blad"), taken)


def _write_list(sheet: xlsxwriter.worksheet.Worksheet, marks: Marks, bold: xlsxwriter.format.Format) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, _title(marks), bold)
    for column, text in enumerate(_HEADINGS):
        sheet.write_string(1, column, tr(text), bold)
    for at, row in enumerate(marks.rows, start=2):
        for column, text in enumerate(row):
            sheet.write_string(at, column, text)


def _write_sheet(
    page: xlsxwriter.worksheet.Worksheet, grid: pl.DataFrame, cells: dict[Place, list[str]], bad: xlsxwriter.format.Format
) -> None:
    columns = [int(c) for c in grid.columns]
    by_row: dict[int, dict[int, list[str]]] = {}
    for (row, column), texts in cells.items():
        by_row.setdefault(row, {})[column] = texts
    for row, values in enumerate(grid.iter_rows()):
        here = by_row.get(row, {})
        for column, text in zip(columns, values, strict=True):
            form = bad if column in here else None
            if text is None:
                if form:
                    page.write_blank(row, column, None, form)
            elif _NUMBER.fullmatch(text) and not _AMBIGUOUS.fullmatch(text):
                page.write_number(row, column, float(text), form)
            else:
                page.write_string(row, column, text[:_LONGEST_TEXT], form)
        for column, texts in here.items():  # with its row: what is written later, to a row that is done, is dropped
            if column not in columns:
                page.write_blank(row, column, None, bad)
            text = "\n".join(texts)
            page.write_comment(row, column, text, {"author": AUTHOR, "width": _NOTE_WIDTH, "height": _note_height(text)})
