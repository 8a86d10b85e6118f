"""What every format gives: sheets as grids of text, and the traits that text alone does not show."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

UNCOMPUTED = "#EJ BERÄKNAD"  # what a formula without a cached value is taken to say
FAILED = "#FEL!"  # a formula that failed in a way without a name of its own
ERROR_TEXTS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA")
FORMULA_FAULTS = frozenset({*ERROR_TEXTS, FAILED, UNCOMPUTED})


@dataclass(frozen=True, slots=True)
class Traits:
    """What a sheet is beyond its text, where the format tells it (rows and columns 0-based).

    merged: first row, first column, last row, last column, inclusive; the text stands in the first cell. filtered: a filter is on, so
    that people may not have seen every row. external_links: the workbook has links to other files; values are those last cached.
    Text formats have no traits.
    """

    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False
    external_links: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text: columns named by their 0-based index in the sheet, blank cells null.

    Numbers stand with a decimal point and at most nine decimals, under a percent format as people see them ("7.2 %"), under a format of
    zeros alone with the zeros that are shown ("0101"); dates as ISO text with time; a formula that failed as its error text ("#DIV/0!"),
    one that no program has worked out as ``UNCOMPUTED``. Leading empty columns may be absent; rows are always complete from row 1.
    """

    name: str
    grid: pl.DataFrame
    visible: bool = True
    traits: Traits = Traits()


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of a file. ``synthetic``: a sheet name or document property says SYNTETISK."""

    sheets: tuple[Sheet, ...]
    synthetic: bool
