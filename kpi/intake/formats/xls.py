"""The older Excel format (.xls, Excel 5.0 to 2003), through xlrd. Macros are not even found; links to other files cannot be told here."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field
from pathlib import Path

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.sheet import Sheet as XlsSheet
from xlrd.xldate import XLDateError, xldate_as_datetime

from kpi.errors import Refusal
from kpi.intake.formats.calamine import Total
from kpi.intake.formats.cellwise import Cells, date_text, number_text
from kpi.intake.formats.package import Clock, damaged, protected
from kpi.intake.formats.sheet import ERROR_TEXTS, FAILED, UNCOMPUTED, Sheet, Traits
from kpi.intake.formats.shown import Look, look_of, shown
from kpi.intake.formats.xlsx import check_count
from kpi.intake.limits import MIB, Limits
from kpi.language import tr

_LARGEST = 64 * MIB  # the format holds 65 536 rows a sheet; it is read cell by cell
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "WORKBOOK", "Book", "BOOK"))
# Record types of [MS-XLS]
_FILTER_RECORD = 0x009D  # a sheet has one when a filter is on
_FORMULA_RECORDS = (0x0006, 0x0206, 0x0406)
_RECALCULATED_RECORD = 0x01C1  # programs that work formulas out say which version of theirs did
_BEGIN_RECORDS = (0x0009, 0x0209, 0x0409, 0x0809)
_END_RECORD = 0x000A


def read_xls(data: bytes, limits: Limits, clock: Clock) -> tuple[list[Sheet], str]:
    """All sheets, and no properties. Raises Refusal for what cannot or must not be read; also for other documents of this container."""
    if _ENCRYPTED_STREAM in data:
        raise protected()
    if not any(name in data for name in _STREAMS):
        raise Refusal(
            tr("Filen är ett Office-dokument av annat slag än Excel. Spara uppgifterna som Excelarbetsbok (.xlsx)."), code="unknown_format"
        )
    if len(data) > _LARGEST:
        message = tr(
            "Filen är {size} MB i det äldre Excelformatet (.xls); högst {most} MB läses. Spara om den som Excelarbetsbok (.xlsx).",
            size=len(data) // MIB,
            most=_LARGEST // MIB,
        )
        raise Refusal(message, code="too_large")
    try:
        with Path(os.devnull).open("w") as silence:
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=silence)
            check_count(book.nsheets, limits)
            looks = [_look(book, xf.format_key) for xf in book.xf_list]
            worked_out = struct.pack("<HH", _RECALCULATED_RECORD, 8) in book.mem
            sheets, total = list[Sheet](), Total(limits)
            for index in range(book.nsheets):
                clock.check()
                sheets.append(_sheet(book, index, looks, worked_out, limits))
                total.add(sheets[-1].name, sheets[-1].grid)
                book.unload_sheet(index)
            book.release_resources()
    except Refusal:
        raise
    except xlrd.XLRDError as e:
        raise (protected() if "encrypt" in str(e).lower() else damaged()) from e
    except Exception as e:  # xlrd trusts what a file says of itself: a damaged one can raise anything
        raise damaged() from e
    return sheets, ""


def _look(book: xlrd.Book, format_key: int) -> Look | None:
    number_format = book.format_map.get(format_key)
    return look_of(number_format.format_str) if number_format is not None else None


def _sheet(book: xlrd.Book, index: int, looks: list[Look | None], worked_out: bool, limits: Limits) -> Sheet:
    page = book.sheet_by_index(index)
    cells = Cells(page.name, limits)
    for row in range(page.nrows):
        for column in range(page.row_len(row)):
            cells.add(row, column, _text(book, page, row, column, looks))
    scan = _scan(book.mem, book._sh_abs_posn[index])
    if not worked_out:  # a program that does not count has written the file: an empty text is no formula's value
        for row, column in scan.uncomputed:
            cells.add(row, column, UNCOMPUTED)
    traits = Traits(
        merged=tuple((r1, c1, r2 - 1, c2 - 1) for r1, r2, c1, c2 in page.merged_cells),
        hidden_rows=frozenset(row for row, info in page.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(column for column, info in page.colinfo_map.items() if info.hidden),
        filtered=scan.filtered,
    )
    return Sheet(page.name, cells.grid(), page.visibility == 0, traits)


def _text(book: xlrd.Book, page: XlsSheet, row: int, column: int, looks: list[Look | None]) -> str:
    kind = page.cell_type(row, column)
    value = page.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_NUMBER:
        style = page.cell_xf_index(row, column)
        look = looks[style] if style < len(looks) else None
        return (shown(value, look) if look is not None else None) or number_text(value)
    if kind == xlrd.XL_CELL_DATE:
        try:
            return date_text(xldate_as_datetime(value, book.datemode))
        except (XLDateError, OverflowError, ValueError):  # a number that is no date, under a date's format
            return number_text(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "true" if value else "false"
    if kind == xlrd.XL_CELL_ERROR:
        text = error_text_from_code.get(value, FAILED)
        return text if text in ERROR_TEXTS else FAILED
    return ""


@dataclass(slots=True)
class _Scan:
    """What a sheet's records tell that xlrd does not. uncomputed: places of formulas that no program has worked out."""

    filtered: bool = False
    uncomputed: list[tuple[int, int]] = field(default_factory=list)


def _scan(mem: bytes, at: int) -> _Scan:
    """Read the records between a sheet's beginning and end."""
    found, depth = _Scan(), 0
    while at + 4 <= len(mem):
        record, length = struct.unpack_from("<HH", mem, at)
        # A chart in a sheet is a sheet within it: it begins and ends likewise.
        depth += record in _BEGIN_RECORDS
        depth -= record == _END_RECORD
        if depth <= 0:
            break
        if depth == 1 and record == _FILTER_RECORD:
            found.filtered = True
        elif depth == 1 and record in _FORMULA_RECORDS and length >= 14:
            row, column, _, result = struct.unpack_from("<HHH8s", mem, at + 4)
            if result[0] == 3 and result[6:] == b"\xff\xff":
                found.uncomputed.append((row, column))
        at += 4 + length
    return found
