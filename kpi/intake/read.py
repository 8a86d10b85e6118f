"""Bytes → sheets as grids of text. Nothing is interpreted here: row 0 of a grid is row 1 of the sheet, column "0" is column A."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath

import fastexcel
import polars as pl

from kpi.errors import Refusal
from kpi.intake.container import check_workbook, recognise_format
from kpi.intake.delimited import read_delimited
from kpi.intake.formulas import UNCOMPUTED, uncomputed
from kpi.intake.limits import LIMITS, MIB, Limits

SYNTHETIC_WORD = "SYNTETISK"  # an extract that carries this word above its header, in a sheet name or as a property is made up
_ERROR_KIND = re.compile(r"Error\((\w+)\)")
_ERROR_TEXTS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}
FAILED = "#FEL!"
FORMULA_FAULTS = frozenset({*_ERROR_TEXTS.values(), FAILED, UNCOMPUTED})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text: columns named by their 0-based index in the sheet, blank cells null.

    Numbers stand with a decimal point and at most nine decimals (as the reader gives them), dates as ISO text with time, a formula
    that failed as its error text ("#DIV/0!"). Leading empty columns may be absent; rows are always complete from row 1.
    """

    name: str
    grid: pl.DataFrame
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of a file. ``synthetic``: a sheet name or document property says SYNTETISK."""

    sheets: tuple[Sheet, ...]
    synthetic: bool


def read_book(data: bytes, name: str, limits: Limits = LIMITS) -> Book:
    """Read a file given as bytes. Raises Refusal (Swedish, with a code) for what cannot or must not be read."""
    if len(data) > limits.file_bytes:
        raise Refusal(f"Filen är {len(data) // MIB} MB; högst {limits.file_bytes // MIB} MB läses. Dela upp den.", code="too_large")
    if recognise_format(data, name) == "csv":
        return Book((Sheet(PurePath(name).stem[:31] or "CSV", read_delimited(data, limits)),), synthetic=False)
    return _read_workbook(data, limits)


def _read_workbook(data: bytes, limits: Limits) -> Book:
    properties, formulas = check_workbook(data, limits)
    try:
        reader = fastexcel.read_excel(data)
        names = reader.sheet_names
        if len(names) > limits.sheets:
            raise Refusal(f"Arbetsboken har {len(names)} blad; högst {limits.sheets} läses. Dela upp den.", code="too_many_sheets")
        sheets = tuple(_load(reader, i, limits) for i in range(len(names)))
        if formulas:  # one without a value is read as blank
            places = uncomputed(data)
            sheets = tuple(_marked(sheet, places.get(sheet.name, ())) for sheet in sheets)
    except fastexcel.FastExcelError as e:
        raise Refusal("Arbetsboken går inte att läsa; den är skadad. Öppna den i Excel och spara på nytt.", code="damaged_file") from e
    return Book(sheets, synthetic=any(SYNTHETIC_WORD in text.upper() for text in (properties, *names)))


def _marked(sheet: Sheet, places: Iterable[tuple[int, int]]) -> Sheet:
    """The sheet with formulas that lack a value told apart from blank cells."""
    grid = sheet.grid
    by_column: dict[str, list[int]] = {}
    for row, column in places:
        if row < grid.height and str(column) in grid.columns:
            by_column.setdefault(str(column), []).append(row)
    for name, rows in by_column.items():
        blank = [row for row in rows if grid[name][row] is None]
        grid = grid.with_columns(grid[name].scatter(blank, UNCOMPUTED))
    return replace(sheet, grid=grid)


def _load(reader: fastexcel.ExcelReader, index: int, limits: Limits) -> Sheet:
    # skip_rows=0 keeps empty rows above the table, so that row numbers are the sheet's own.
    sheet = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string", whitespace_as_null=True)
    if sheet.width > limits.columns:
        raise Refusal(
            f"Bladet ”{sheet.name}” har {sheet.width} kolumner; högst {limits.columns} läses. Ta bort det som ligger utanför tabellen.",
            code="too_many_columns",
        )
    if sheet.height > limits.rows:
        raise Refusal(f"Bladet ”{sheet.name}” har fler än {limits.rows} rader. Dela upp filen.", code="too_many_rows")
    batch, errors = sheet.to_arrow_with_errors()
    grid = pl.DataFrame(batch)
    if errors is not None:
        # The reader gives an error's row in the sheet but its column within the used range.
        grid = _with_errors(grid, ((e.position[0], e.position[1], e.detail) for e in errors.errors))
    grid.columns = [str(c.absolute_index) for c in sheet.selected_columns]
    return Sheet(sheet.name, grid, sheet.visible == "visible")


def _with_errors(grid: pl.DataFrame, errors: Iterable[tuple[int, int, str]]) -> pl.DataFrame:
    """Failed formulas as text, so that they are faults further on and not taken for blank cells."""
    by_column: dict[int, list[tuple[int, str]]] = {}
    for row, column, detail in errors:
        kind = _ERROR_KIND.search(detail)
        by_column.setdefault(column, []).append((row, _ERROR_TEXTS.get(kind[1] if kind else "", FAILED)))
    for column, cells in by_column.items():
        rows, texts = zip(*cells, strict=True)
        grid = grid.with_columns(grid.to_series(column).scatter(list(rows), pl.Series(texts, dtype=pl.String)))
    return grid
