"""Sheets as text through calamine (fastexcel), which reads .xlsx and .xlsb without running anything in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import fastexcel
import polars as pl

from kpi.errors import Refusal
from kpi.intake.formats.package import damaged
from kpi.intake.formats.sheet import FAILED
from kpi.intake.limits import Limits
from kpi.language import tr

_ERROR_KIND = re.compile(r"Error\((\w+)\)")
_ERROR_TEXTS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}


@contextmanager
def guarded() -> Iterator[None]:
    """Whatever the reader says of a workbook that it cannot read, as a Refusal; also where it gives up in the middle (a panic)."""
    try:
        yield
    except fastexcel.FastExcelError as e:
        raise damaged() from e
    except BaseException as e:
        # A panic in Rust comes as a BaseException of its own kind, which nothing else catches.
        if type(e).__name__ == "PanicException":
            raise damaged() from e
        raise


def load(reader: fastexcel.ExcelReader, sheet: int | str, *, from_first_used: bool = False) -> tuple[str, bool, pl.DataFrame]:
    """A sheet's name, whether it is visible, and its grid from row 1, or from its first used row."""
    # skip_rows=0 keeps empty rows above the table, so that row numbers are the sheet's own.
    skip = None if from_first_used else 0
    loaded = reader.load_sheet(sheet, header_row=None, skip_rows=skip, dtypes="string", whitespace_as_null=True)
    batch, errors = loaded.to_arrow_with_errors()
    grid = pl.DataFrame(batch)
    if errors is not None:
        # The reader gives an error's row in the grid but its column within the used range.
        grid = _with_errors(grid, ((e.position[0], e.position[1], e.detail) for e in errors.errors))
    grid.columns = [str(c.absolute_index) for c in loaded.selected_columns]
    return loaded.name, loaded.visible == "visible", grid


def load_plain(reader: fastexcel.ExcelReader, sheet: str) -> pl.DataFrame:
    """The grid of a sheet from its first used row, when that has a cell in column A; a tenth faster than ``load``.

    A failed formula and a date that is none come as blank cells: not for a sheet that may have any.
    """
    kept = reader.load_sheet(sheet, header_row=None, skip_rows=None, dtypes="string", whitespace_as_null=True, eager=True)
    grid = pl.DataFrame(kept)
    grid.columns = [name.removeprefix("__UNNAMED__") for name in grid.columns]
    return grid


class Total:
    """Counts what the sheets of a file take together, blank cells among the others too: they take memory as well."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells = self._whole = 0

    def add(self, name: str, grid: pl.DataFrame, *, whole: bool = True) -> None:
        """Count a sheet. whole: it was not read in pieces.

        Raises Refusal for one with more rows or columns than are read, and when all are too much together.
        """
        width = 1 + max((int(c) for c in grid.columns), default=-1)
        check_extent(name, grid.height, width, self._limits)
        self._cells += grid.height * width
        self._whole += grid.height * width if whole else 0
        if self._cells > self._limits.cells or self._whole > self._limits.cells_whole:
            raise Refusal(
                tr("Bladen är tillsammans större än som läses. Dela upp filen, eller ta bort det som ligger utanför tabellerna."),
                code="too_large",
            )


def check_extent(name: str, rows: int, columns: int, limits: Limits) -> None:
    """Raises Refusal for a sheet whose used cells, counted from A1, are more rows, columns or cells than are read."""
    if columns > limits.columns:
        raise Refusal(
            tr(
                "Bladet ”{name}” har {columns} kolumner; högst {most} läses. Ta bort det som ligger utanför tabellen.",
                name=name,
                columns=columns,
                most=limits.columns,
            ),
            code="too_many_columns",
        )
    if rows > limits.rows:
        raise Refusal(tr("Bladet ”{name}” har fler än {rows} rader. Dela upp filen.", name=name, rows=limits.rows), code="too_many_rows")
    if rows * columns > limits.cells:
        raise Refusal(
            tr(
                "Bladet ”{name}” har {rows} rader i {columns} kolumner, mer än som läses. Ta bort det som ligger utanför tabellen "
                "eller dela upp filen.",
                name=name,
                rows=rows,
                columns=columns,
            ),
            code="too_many_rows",
        )


def _with_errors(grid: pl.DataFrame, errors: Iterable[tuple[int, int, str]]) -> pl.DataFrame:
    """Failed formulas as text, so that they are told from blank cells further on."""
    by_column: dict[int, list[tuple[int, str]]] = {}
    for row, column, detail in errors:
        kind = _ERROR_KIND.search(detail)
        by_column.setdefault(column, []).append((row, _ERROR_TEXTS.get(kind[1] if kind else "", FAILED)))
    for column, cells in by_column.items():
        rows, texts = zip(*cells, strict=True)
        grid = grid.with_columns(grid.to_series(column).scatter(list(rows), pl.Series(texts, dtype=pl.String)))
    return grid
