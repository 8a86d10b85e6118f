"""A look at a piece of a sheet's XML for what the reader of values does not tell, and for what it must not be given.

The searches run through Arrow and Polars: ten times as fast over tens of megabytes as the re module, and they let other threads run.
Only when a search finds something is that piece read in detail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from kpi.intake.formats.package import check_declarations
from kpi.intake.formats.sheet import UNCOMPUTED
from kpi.intake.formats.shown import Styles, shown_texts
from kpi.intake.formats.sparse import FAR_CELL
from kpi.intake.formulas import places
from kpi.intake.letters import index_of

# A formula, a hidden row, or what no spreadsheet program writes among its rows: a comment, a declaration, an instruction.
_SIGN = r"<(?:[!?]|(?:\w+:)?(?:f[\s/>]|row\s[^<>]*hidden))"
_IN_SIGNS = (b"f", b"h", b"!", b"?")  # mostly none of them stands among the rows, and a single byte is soon looked for
_FAILED_CELL = r"""t\s*=\s*["']e["']"""
_ENCODING = re.compile(rb"""[^<]*<\?xml\s[^<>]*\bencoding\s*=\s*["']([^"']*)["']""")
_ODD = re.compile(rb"<[!?]")
# No search below looks past the next "<", or twice at the same run of letters: no text makes them slow.
_ATTRIBUTE = re.compile(r"""(?<![\w:])([\w:]++)\s*+=\s*(?:"([^"]*)"|'([^']*)')""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\s([^<>]*\bhidden\s*=\s*["'](?:1|true|on)["'][^<>]*)>""")
_HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\s([^<>]*\bhidden\s*=\s*["'](?:1|true|on)["'][^<>]*)>""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*\bref\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7}):([A-Za-z]{1,3})([0-9]{1,7})["']""")
_FILTER = re.compile(rb"<(?:\w+:)?autoFilter[\s/>]")
_ZERO = ("", " %")  # what is left of a zero as it is shown, without its zeros
_LAST_COLUMN = 16_384
_STYLED = (
    r"""<(?:\w+:)?c\s(?P<attributes>[^<>]*\bs\s*=\s*["'](?:{styles})["'][^<>]*)>\s*"""
    r"""(?:<(?:\w+:)?f(?:\s[^<>]*)?/>|<(?:\w+:)?f(?:\s[^<>]*)?>[^<]*</(?:\w+:)?f>)?\s*<(?:\w+:)?v(?:\s[^<>]*)?>(?P<number>[^<]*)</"""
)


@dataclass(slots=True)
class Look:
    """What pieces of a sheet tell beside the values. Rows and columns 0-based in the sheet.

    uncomputed: formulas without a value. shown: frames of row, column and the text that a number is shown as. odd: there are comments or
    instructions among the rows, so that the piece cannot be read by itself. far: a cell stands so far out that its place must be checked.
    failed: there may be formulas that failed.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    shown: list[pl.DataFrame] = field(default_factory=list)
    odd: bool = False
    far: bool = False
    failed: bool = False

    def add(self, other: Look) -> None:
        """Take in what another piece of the same sheet tells."""
        self.merged += other.merged
        self.hidden_rows |= other.hidden_rows
        self.hidden_columns |= other.hidden_columns
        self.filtered |= other.filtered
        self.uncomputed += other.uncomputed
        self.shown += other.shown
        self.odd |= other.odd
        self.far |= other.far
        self.failed |= other.failed


def matches(piece: bytes, pattern: str) -> bool:
    """Does a piece contain what an RE2 pattern says?"""
    offsets = pa.py_buffer(np.array([0, len(piece)], dtype=np.int64))
    one = pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(piece)])
    return bool(pc.match_substring_regex(one, pattern)[0].as_py())


def look_at(head: bytes, rows: bytes, tail: bytes, styles: Styles, zeros: bool = False) -> Look:
    """A look at a piece: what stands before the sheet's rows, the rows, and what stands after them. Each may be empty.

    zeros: see ``formulas.places``. Raises Refusal ``unsafe_file`` for a document type.
    """
    look = Look()
    look.far = bool(rows) and matches(rows, FAR_CELL)
    look.failed = b"e" in rows and matches(rows, _FAILED_CELL)
    if any(letter in rows for letter in _IN_SIGNS) and matches(rows, _SIGN):
        look.uncomputed = places(rows, zeros)
        look.odd = bool(_ODD.search(rows))
        numbers = (attributes(found[1]).get("r", "") for found in _HIDDEN_ROW.finditer(rows))
        look.hidden_rows = {int(number[:7]) - 1 for number in numbers if number.isdigit()}
    if rows and styles:
        look.shown = _shown(rows, styles)
    if head:
        check_declarations(head)
        encoding = _ENCODING.match(head)
        look.odd |= b"<!" in head or b"<?" in head[5:] or (encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii"))
    for found in _HIDDEN_COLUMN.finditer(head):
        span = attributes(found[1])
        first, last = (int(text[:6]) if (text := span.get(key, "")).isdigit() else 0 for key in ("min", "max"))
        look.hidden_columns |= set(range(max(first, 1) - 1, min(last, _LAST_COLUMN)))
    look.merged = [
        (int(row1) - 1, index_of(column1.decode()), int(row2) - 1, index_of(column2.decode()))
        for column1, row1, column2, row2 in _MERGED.findall(tail)
    ]
    look.filtered = bool(_FILTER.search(tail))
    return look


def attributes(tag: bytes | str) -> dict[str, str]:
    """The attributes of an XML tag by name, as written (prefixes stay)."""
    text = tag.decode("utf-8", "replace") if isinstance(tag, bytes) else tag
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(text)}


def _shown(rows: bytes, styles: Styles) -> list[pl.DataFrame]:
    """Numbers under a style that changes what they say, as a frame of row, column, text; no frame when there are none."""
    pattern = _STYLED.format(styles="|".join(map(str, styles.looks)))
    found = pl.Series([rows.decode("utf-8", "replace")]).str.extract_all(pattern).explode()
    if found.null_count() == len(found):
        return []
    cells = pl.DataFrame({"cell": found}).select(
        pl.col("cell").str.extract(r"""[\s"']r\s*=\s*["']([A-Za-z]{1,3})[0-9]{1,7}["']""").alias("letters"),
        pl.col("cell").str.extract(r"""[\s"']r\s*=\s*["'][A-Za-z]{1,3}([0-9]{1,7})["']""").cast(pl.Int64).alias("row"),
        pl.col("cell").str.extract(r"""[\s"']s\s*=\s*["']([0-9]{1,6})["']""").cast(pl.Int64).alias("style"),
        pl.col("cell").str.extract(r"""^<[^<>]*[\s"']t\s*=\s*["'](\w+)["']""").fill_null("n").alias("type"),
        pl.col("cell").str.extract(r"v(?:\s[^<>]*)?>([^<]*)</$").str.strip_chars().cast(pl.Float64, strict=False).alias("value"),
    )
    cells = cells.filter(pl.col("type") == "n", pl.col("value").is_finite(), pl.col("row") > 0).drop_nulls()
    looks = {style: 0 if look == "percent" else look for style, look in styles.looks.items()}
    columns = {letters: index_of(letters) for letters in cells["letters"].unique()}
    cells = cells.select(
        (pl.col("row") - 1).alias("row"),
        pl.col("letters").replace_strict(columns, return_dtype=pl.Int64).alias("column"),
        pl.col("value"),
        pl.col("style").replace_strict(looks, return_dtype=pl.Int64).alias("look"),
    )
    text = shown_texts(cells["value"], cells["look"])
    return [cells.select("row", "column", text.alias("text")).drop_nulls()] if cells.height else []


def with_look(grid: pl.DataFrame, look: Look, first: int = 0) -> pl.DataFrame:
    """The grid with numbers as they are shown, and formulas without a value marked. first: the sheet's row that the grid begins with."""
    for cells in look.shown:
        for (column,), part in cells.group_by("column"):
            part = part.filter(pl.col("row").is_between(first, first + grid.height - 1))
            if str(column) in grid.columns and part.height:
                grid = grid.with_columns(grid[str(column)].scatter(part["row"] - first, part["text"]))
    return _marked(grid, ((row - first, column) for row, column in look.uncomputed))


def _marked(grid: pl.DataFrame, cells: Iterable[tuple[int, int]]) -> pl.DataFrame:
    by_column: dict[str, list[int]] = {}
    for row, column in cells:
        if 0 <= row < grid.height and str(column) in grid.columns:
            by_column.setdefault(str(column), []).append(row)
    for name, rows in by_column.items():
        at = pl.Series(rows, dtype=pl.Int64)
        said = grid[name].gather(at)
        grid = grid.with_columns(grid[name].clone().scatter(at.filter(said.is_null() | said.str.strip_chars("0").is_in(_ZERO)), UNCOMPUTED))
    return grid
