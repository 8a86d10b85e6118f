"""A sheet prepared for looking for tables: where its rows and columns have something, and which rows may be headers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import polars as pl

from kpi.intake.read import Sheet
from kpi.intake.tables.plan import Header
from kpi.intake.tables.words import Words, normal
from kpi.intake.wording import folded

_LONGEST_HEADING = 60
_MOST_HITS = 20  # a column where heading words stand in more rows than this holds them as values
_MOST_CANDIDATES = 60
HEADER_ROWS = 3  # a header has at most so many


class Page:
    """One sheet. Rows are 0-based, columns the grid's names."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.grid = sheet.grid
        self.columns = tuple(sheet.grid.columns)
        self.height = sheet.grid.height
        self._distinct: dict[tuple[str, int, int], pl.Series] = {}

    def cells(self, row: int) -> dict[str, str]:
        """Grid column → text of a row's cells that are not blank; none beyond the sheet's last row."""
        if row >= self.height:
            return {}
        return {c: t for c, t in self.grid.row(row, named=True).items() if t is not None}

    @cached_property
    def head(self) -> list[dict[str, str]]:
        """The first rows' cells."""
        return [{c: t for c, t in row.items() if t is not None} for row in self.grid.head(200).iter_rows(named=True)]

    def row(self, index: int) -> dict[str, str]:
        """As ``cells``, quick for the first rows."""
        return self.head[index] if index < len(self.head) else self.cells(index)

    @cached_property
    def filled(self) -> dict[str, pl.Series]:
        """Grid column → which of its rows have something."""
        return {c: self.grid[c].is_not_null() for c in self.columns}

    def distinct(self, column: str, first: int, last: int) -> pl.Series:
        """The texts in a column's rows from ``first`` to ``last`` (both included), each once, in no certain order. Looked for once."""
        span = (column, first, last)
        if span not in self._distinct:
            self._distinct[span] = self.grid[column].slice(first, max(0, last - first + 1)).drop_nulls().unique()
        return self._distinct[span]

    def has_values(self, column: str, first: int, last: int) -> bool:
        """Has a column anything in these rows (both included)?"""
        return bool(self.filled[column].slice(first, max(0, last - first + 1)).any())

    @cached_property
    def _across(self) -> dict[int, list[tuple[int, int, int]]]:
        by_row: dict[int, list[tuple[int, int, int]]] = {}
        for r1, c1, r2, c2 in self.sheet.traits.merged:
            if c2 > c1:
                for row in range(r1, min(r2, r1 + HEADER_ROWS) + 1):
                    by_row.setdefault(row, []).append((r1, c1, c2))
        return by_row

    def merged_across(self, row: int) -> list[tuple[int, int, int]]:
        """Ranges merged over several columns that a row is part of: (anchor row, first column, last column)."""
        return self._across.get(row, [])

    def header(self, first: int, last: int, end: int, columns: Iterable[str] | None = None) -> Header:
        """The rows first–last as a header of what stands down to ``end``; columns: only these."""
        chosen = list(self.columns if columns is None else columns)
        wanted = set(chosen)
        rows = [{c: t for c, t in self.row(r).items() if c in wanted} for r in range(first, last + 1)]
        texts: dict[str, list[str]] = {}
        for i in range(len(rows)):
            below = set().union(*rows[i + 1 :]) if i + 1 < len(rows) else set()
            for column, text in (self._spread(first + i, rows[i], below, chosen) if below else rows[i]).items():
                texts.setdefault(column, []).append(text)
        used = frozenset(c for c in chosen if self.has_values(c, last + 1, end))
        return Header(first, last, {c: tuple(t) for c, t in texts.items()}, used)

    def _spread(self, row: int, cells: dict[str, str], below: set[str], columns: list[str]) -> dict[str, str]:
        """An upper row of a header with each group's name over all its columns: where merged, else up to the next of at least two names."""
        spread = dict(cells)
        merged = self.merged_across(row)
        for anchor, first, last in merged:
            text = cells.get(str(first))
            if all(first <= int(c) <= last for c in below | set(cells)):
                continue  # a title over the whole table
            if text is not None and anchor == row and (str(first) in below or any(str(c) in below for c in range(first, last + 1))):
                spread |= {c: text for c in columns if first <= int(c) <= last}
        if merged:
            return spread
        groups = [c for c in columns if c in cells and c in below]
        if len(groups) < 2:
            return spread
        current = None
        for column in columns:
            if column in cells:
                current = cells[column] if column in below else None
            elif current is not None and column in below:
                spread[column] = current
        return spread

    def hits(self, words: Words) -> list[int]:
        """Rows where words of headings stand: a heading of units, or two others."""
        count = pl.repeat(0, self.height, eager=True, dtype=pl.Int32)
        unit = pl.repeat(False, self.height, eager=True, dtype=pl.Boolean)
        for column in self.columns:
            cells = self.grid[column]
            distinct = cells.drop_nulls().unique()
            distinct = distinct.filter(distinct.str.len_chars() <= _LONGEST_HEADING)
            found = [t for t in distinct.filter(distinct.str.contains(r"^\s*\pL")) if folded(normal(t)) in words.heading_words]
            if not found:
                continue
            mask = cells.is_in(found).fill_null(False)
            if mask.sum() <= _MOST_HITS:
                count += mask.cast(pl.Int32)
                units = [t for t in found if folded(normal(t)) in words.unit_words]
                if units:
                    unit |= cells.is_in(units).fill_null(False)
        return ((count >= 2) | unit).arg_true().head(_MOST_CANDIDATES).to_list()

    def blocks(self, columns: Iterable[str], first: int, last: int) -> list[list[str]]:
        """The columns in runs that are separated by columns without anything in these rows."""
        runs: list[list[str]] = [[]]
        for column in columns:
            if self.has_values(column, first, last):
                if runs[-1] and int(column) - int(runs[-1][-1]) > 1:
                    runs.append([])
                runs[-1].append(column)
        return [r for r in runs if r]
