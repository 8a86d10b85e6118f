"""The rows of an extract below its header(s), still as text, with their place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from kpi.intake.recognise import Match
from kpi.programme.model import Layout

ROW = "_row"  # the sheet's own row number, 1-based
SHEET = "_sheet"  # index into Extract.matches


@dataclass(frozen=True, slots=True)
class Extract:
    """One or more sheets of the same layout. ``frame``: a text column per Column.key found, ROW and SHEET; no blank rows."""

    layout: Layout
    matches: tuple[Match, ...]
    frame: pl.DataFrame

    @property
    def keys(self) -> list[str]:
        """Column.key of the columns that the file has, in the layout's order."""
        return [c.key for c in self.layout.columns if c.key in self.frame.columns]

    def has(self, key: str | None) -> bool:
        """Does the file have this column?"""
        return key is not None and key in self.frame.columns

    def match_of(self, i: int) -> Match:
        """The sheet and header that row index ``i`` stands under."""
        return self.matches[self.frame[SHEET][i]]

    def sheet_of(self, i: int) -> str:
        """Name of the sheet of row index ``i``."""
        return self.match_of(i).sheet.name

    def row_of(self, i: int) -> int:
        """The sheet's own row number of row index ``i``."""
        return self.frame[ROW][i]

    def text(self, key: str, i: int) -> str | None:
        """What stands in a cell; None for a blank one or a column that the file lacks."""
        return self.frame[key][i] if key in self.frame.columns else None

    def place(self, key: str, i: int) -> str:
        """The column as the user sees it: "C · Kön"."""
        match = self.match_of(i)
        return match.place(key) if key in match.columns else self.layout.column(key).heading

    def position(self, key: str, i: int) -> int:
        """0-based column index in the sheet; -1 for a column that the file lacks."""
        return int(self.match_of(i).columns.get(key, "-1"))


def extract_rows(layout: Layout, matches: Sequence[Match]) -> Extract:
    """The rows below the headers of all matched sheets; blank rows are left out, row numbers are kept."""
    frames = [_rows(match, i) for i, match in enumerate(matches)]
    frame = frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal")
    return Extract(layout, tuple(matches), frame)


def _rows(match: Match, index: int) -> pl.DataFrame:
    below = match.sheet.grid.slice(match.header_row)
    keys = match.columns
    frame = below.select(
        pl.int_range(match.header_row + 1, match.header_row + 1 + below.height, dtype=pl.Int32).alias(ROW),
        pl.lit(index, dtype=pl.Int32).alias(SHEET),
        *[pl.col(column).alias(key) for key, column in keys.items()],
    )
    if any(below[c].null_count() for c in keys.values()):
        frame = frame.filter(~pl.all_horizontal(pl.col(key).is_null() for key in keys))
    return frame
