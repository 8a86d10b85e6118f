"""The rows of an extract below its header(s), still as text, with their place in the file. A wide table's rows are made long here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from kpi.intake.tables.joint import with_joined
from kpi.intake.tables.model import Match, Pivot, label
from kpi.intake.tables.plan import ROW_YEAR
from kpi.programme.model import Layout

ROW = "_row"  # the sheet's own row number, 1-based
SHEET = "_sheet"  # index into Extract.matches
_WORD, _CELL, _NTH = "_word", "_cell", "_nth"
COLUMN = "_col"  # of a wide table: 0-based grid column of the value's cell, a key of Match.groups; null in other tables


ROW_OF = "_row:"  # before a Column.key: the row that its cell stands in; only where a row here is made of several of the sheet's


@dataclass(frozen=True, slots=True)
class Extract:
    """One or more tables of the same layout. ``frame``: a text column per Column.key found, ROW and SHEET; no blank rows.

    COLUMN is there when a table is wide.
    """

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

    def group_of(self, i: int) -> int | None:
        """The group of columns of a wide table that row index ``i`` is made from (a key of Match.groups); None in other tables."""
        return self.frame[COLUMN][i] if COLUMN in self.frame.columns else None

    def sheet_of(self, i: int) -> str:
        """Name of the sheet of row index ``i``."""
        return self.match_of(i).sheet.name

    def row_of(self, i: int, key: str | None = None) -> int:
        """The sheet's own row number of row index ``i``, or of its cell for ``key`` where a row is made of several."""
        own = f"{ROW_OF}{key}"
        return self.frame[ROW][i] if own not in self.frame.columns or self.frame[own][i] is None else self.frame[own][i]

    def text(self, key: str, i: int) -> str | None:
        """What stands in a cell; None for a blank one or a column that the file lacks."""
        return self.frame[key][i] if key in self.frame.columns else None

    def place(self, key: str, i: int) -> str:
        """The column as the user sees it: "C · Kön". In a wide table the cell's own: "F · Utfall 2023"."""
        match, column = self.match_of(i), self.position(key, i)
        return self.layout.column(key).heading if column < 0 else label(str(column), match.headings)

    def position(self, key: str, i: int) -> int:
        """0-based column index in the sheet; of what a wide table says in its headings the value's; -1 for a column that the file lacks."""
        return self.position_in(self.frame[SHEET][i], self.group_of(i), key)

    def position_in(self, sheet: int, group: int | None, key: str) -> int:
        """As ``position``, for all rows of a table (index into ``matches``) and a group of its columns (COLUMN)."""
        match = self.matches[sheet]
        column = match.grid_column(key, group)
        if column is None and group is not None and key in match.groups[group][0]:
            return group
        return -1 if column is None else int(column)


def extract_rows(layout: Layout, matches: Sequence[Match]) -> Extract:
    """The rows of all matched tables; blank and dropped rows are left out, row numbers are kept."""
    frames = [_sectioned(match, _rows(match, i)) for i, match in enumerate(matches)]
    frame = frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal")
    return Extract(layout, tuple(matches), frame)


def _sectioned(match: Match, frame: pl.DataFrame) -> pl.DataFrame:
    """With what headings of sections say of the rows below them; nothing in the rows above the first."""
    for key, marks in match.sections.items():
        nth = pl.Series([row for row, _ in marks]).search_sorted(frame[ROW], side="left")
        texts = pl.Series([None, *(text for _, text in marks)], dtype=pl.String)
        frame = frame.with_columns(texts.gather(nth).alias(key))
    return frame


def _rows(match: Match, index: int) -> pl.DataFrame:
    grid = _filled(match)
    below = grid.slice(match.first_row - 1, match.last_row - match.first_row + 1)
    place = [
        pl.int_range(match.first_row, match.first_row + below.height, dtype=pl.Int32).alias(ROW),
        pl.lit(index, dtype=pl.Int32).alias(SHEET),
    ]
    same = [pl.col(column).alias(key) for key, column in match.columns.items()]
    pivot = match.pivot
    used = list(dict.fromkeys([*match.columns.values(), *(m.column for m in match.melted), *([pivot.column] if pivot else [])]))
    if any(below[c].null_count() for c in used):
        below = below.with_columns(*place).filter(~pl.all_horizontal(pl.col(c).is_null() for c in used))
        place = [pl.col(ROW), pl.col(SHEET)]
    constants = [pl.lit(text).alias(key) for key, text in match.constants.items()]
    left = [d.row for d in match.dropped if d.row is not None]
    if pivot is not None:
        plain = [pl.col(column).alias(key) for key, column in match.columns.items() if column != pivot.value]
        below = below.select(*place, *plain, *constants, pl.col(pivot.column).alias(_WORD), pl.col(pivot.value).alias(_CELL))
        value = match.layout.role("value")
        return _laid_out(pivot, below.filter(~pl.col(ROW).is_in(left)), value.key if value else "")
    if match.melted:
        frame = _long(match, below, [*place, *same])
    else:
        frame = below.select(*place, *same, *constants)
    return frame.filter(~pl.col(ROW).is_in(left)) if left else frame


def _long(match: Match, below: pl.DataFrame, same: list[pl.Expr]) -> pl.DataFrame:
    """A row per row and group of columns, in the sheet's order. No row where all the group's cells are blank."""
    parts = []
    for group, (said, columns) in match.groups.items():
        filled = below.filter(~pl.all_horizontal(pl.col(c).is_null() for c in columns.values()))
        part = filled.select(
            *same,
            pl.lit(group, dtype=pl.Int32).alias(COLUMN),
            *[pl.lit(text).alias(key) for key, text in {**match.constants, **said}.items() if key not in match.columns],
            *[pl.col(column).alias(key) for key, column in columns.items()],
        )
        months = {key: text.removeprefix(ROW_YEAR) for key, text in said.items() if key in match.columns}  # the row says the year
        parts.append(part.with_columns(pl.concat_str(pl.col(key), pl.lit(text)) for key, text in months.items()))
    return pl.concat(parts, how="diagonal").sort(ROW, COLUMN)


def _laid_out(pivot: Pivot, rows: pl.DataFrame, value: str) -> pl.DataFrame:
    """A row for each thing that rows are about, with a column for each key that their words name, and the row its cell stands in.

    value: the Column.key of values, whose cell is the row's place. A row whose fellows tell of nothing that it belongs to stands alone.
    One that stands twice makes two rows, for the checks to find.
    """
    about = [c for c in rows.columns if c not in (ROW, SHEET, _WORD, _CELL)]
    of_all: dict[str, list[str]] = {}
    groups: dict[tuple[tuple[str, str], ...], dict[str, list[str]]] = {}
    for word, (key, said) in pivot.meant.items():
        keys = groups.setdefault(tuple(sorted(said.items())), {}) if said else of_all
        keys.setdefault(key, []).append(word)
    made = []
    for said, keys in groups.items() or [((), {})]:
        wide = rows.select(SHEET, *about, pl.lit(0, pl.UInt32).alias(_NTH)).clear()
        for key, found in {**keys, **of_all}.items():
            cells = rows.filter(pl.col(_WORD).is_in(found)).select(SHEET, *about, pl.col(_CELL).alias(key), pl.col(ROW).alias(ROW_OF + key))
            cells = cells.with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).over(SHEET, *about).alias(_NTH))
            again = cells.filter(pl.col(_NTH) > 0)
            if key in of_all and groups:
                wide = wide.join(cells.filter(pl.col(_NTH) == 0).drop(_NTH), on=[SHEET, *about], how="left", nulls_equal=True)
                wide = pl.concat([wide, again], how="diagonal")
            else:
                wide = wide.join(cells, on=[SHEET, *about, _NTH], how="full", nulls_equal=True, coalesce=True)
        made.append(wide.with_columns(pl.lit(text).alias(key) for key, text in said))
    frame = pl.concat(made, how="diagonal")
    cells = [c for c in frame.columns if c.startswith(ROW_OF)]
    return frame.with_columns(pl.coalesce(sorted(cells, key=lambda c: c != ROW_OF + value)).alias(ROW)).drop(_NTH).sort(ROW)


def _filled(match: Match) -> pl.DataFrame:
    """The sheet's grid with what a merged cell says in each of its rows, and a period of two columns in one of them."""
    grid = match.sheet.grid
    for column, spans in match.filled.items():
        cells = grid[column].to_list()
        for first, last in spans:
            cells[first - 1 : last] = [cells[first - 1]] * (last - first + 1)
        grid = grid.with_columns(pl.Series(column, cells, dtype=pl.String))
    return grid if match.joint is None else with_joined(grid, match.joint)
