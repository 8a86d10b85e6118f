"""A grid put together cell by cell, for the formats that are read so; and values as the same text that other formats give."""

from __future__ import annotations

from array import array
from datetime import datetime, timedelta

import polars as pl

from kpi.errors import Refusal
from kpi.intake.formats.calamine import check_extent
from kpi.intake.limits import Limits
from kpi.language import tr

_CELLS_SHARE = 4  # cells that are read one by one take more memory: of the limit, one in so many


class Cells:
    """The cells of a sheet, added in any order."""

    def __init__(self, sheet: str, limits: Limits) -> None:
        self._sheet = sheet
        self._limits = limits
        self._rows: dict[int, array[int]] = {}
        self._texts: dict[int, list[str]] = {}
        self._height = 0
        self._width = 0
        self._count = 0

    def add(self, row: int, column: int, text: str, times: int = 1) -> None:
        """Add a text at a place (0-based), and in the rows below it when it stands several times. Blank text is no cell.

        Raises Refusal when the used cells become more than are read.
        """
        if not text or text.isspace():
            return
        self._height = max(self._height, row + times)
        self._width = max(self._width, column + 1)
        self._count += times
        if self._count * _CELLS_SHARE > self._limits.cells:
            raise Refusal(
                tr(
                    "Bladet ”{sheet}” har fler ifyllda celler än som läses ur det här formatet. Spara om filen som Excelarbetsbok "
                    "(.xlsx) eller dela upp den.",
                    sheet=self._sheet,
                ),
                code="too_many_rows",
            )
        check_extent(self._sheet, self._height, self._width, self._limits)
        self._rows.setdefault(column, array("q")).extend(range(row, row + times))
        self._texts.setdefault(column, []).extend([text] * times)

    def grid(self) -> pl.DataFrame:
        """The grid as text, from row 1 to the last used row and from the first used column to the last."""
        if not self._texts:
            return pl.DataFrame()
        none = pl.Series([None], dtype=pl.String)
        columns = {}
        for column in range(min(self._texts), self._width):
            columns[str(column)] = none.new_from_index(0, self._height)
            if column in self._texts:
                rows = pl.Series(self._rows[column], dtype=pl.Int64)
                columns[str(column)].scatter(rows, pl.Series(self._texts[column], dtype=pl.String))
        return pl.DataFrame(columns)


def number_text(value: float) -> str:
    """A number with a decimal point and at most nine decimals."""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def date_text(value: datetime) -> str:
    """A date as ISO text with time, to the second."""
    return (value + timedelta(milliseconds=500)).strftime("%Y-%m-%d %H:%M:%S") if value.microsecond else value.isoformat(" ", "seconds")
