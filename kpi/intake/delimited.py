"""Delimited text as a grid: encoding, separator and quoting recognised, every record kept on its own row.

Rows are counted as a spreadsheet program would show them: one per record, empty lines included.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

import polars as pl

from kpi.errors import Refusal
from kpi.intake.formats.package import Clock
from kpi.intake.limits import Limits
from kpi.language import tr

_SEPARATORS = (";", "\t", ",", "|")
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 65_536
_MOST = 0.5  # a separator splits at least this share of the rows alike; titles and footnotes stand beside the table
_BATCH = 20_000  # records that are lists of texts at a time: as a grid they take a fraction of the memory
_HINT = "sep="  # Excel's own first line in a file that names its separator


def read_delimited(data: bytes, limits: Limits, clock: Clock | None = None) -> pl.DataFrame:
    """The file as a grid of text (columns "0", "1", …), blank cells null. Raises Refusal for undecodable or malformed text."""
    text = decode(data)
    grids, batch = [], []
    for record in _records(text, separator_of(text), limits):
        batch.append(record)
        if len(batch) == _BATCH:
            if clock is not None:
                clock.check()
            grids.append(_grid(batch, limits))
            batch = []
    grids.append(_grid(batch, limits))
    width = max(grid.width for grid in grids)
    columns = [str(i) for i in range(width)]
    whole = pl.concat(grids, how="diagonal") if len({grid.width for grid in grids}) > 1 else pl.concat(grids)
    return whole.select(columns)


def _grid(rows: list[list[str]], limits: Limits) -> pl.DataFrame:
    width = max((len(row) for row in rows), default=0)
    if width > limits.columns:
        raise Refusal(
            tr("Filen har {columns} kolumner; högst {most} läses. Kontrollera skiljetecknet.", columns=width, most=limits.columns),
            code="too_many_columns",
        )
    frame = pl.DataFrame({str(i): pl.Series(column, dtype=pl.String) for i, column in enumerate(zip_longest(*rows, fillvalue=""))})
    return frame.with_columns(pl.when(pl.all().str.strip_chars() != "").then(pl.all()))


def decode(data: bytes) -> str:
    """Text of UTF-8 or UTF-16 with a byte order mark, else UTF-8, else Windows-1252. Raises Refusal when none fits.

    What says that it is UTF-8 or UTF-16 and is not, is refused and never read as something else.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif data.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(tr("Filens teckenkodning går inte att läsa. Spara den som CSV UTF-8."), code="bad_encoding")


def is_delimited(data: bytes) -> bool:
    """Is this clearly a table as delimited text: a sign that is no comma splits most rows into the same number of cells?"""
    try:
        text = decode(data)
    except Refusal:
        return False
    head = text[:_SAMPLE_CHARACTERS]
    return any(_alike(head, separator, len(head) == len(text))[0] >= _MOST for separator in _SEPARATORS if separator != ",")


def separator_of(text: str) -> str:
    """The separator of a file, told from its first rows; semicolon when nothing splits them.

    A comma is also the Swedish decimal sign, so it is the separator only where no other sign splits the rows alike.
    """
    if text[: len(_HINT)].lower() == _HINT and text[len(_HINT) : len(_HINT) + 1] in _SEPARATORS:
        return text[len(_HINT)]
    head = text[:_SAMPLE_CHARACTERS]
    whole = len(head) == len(text)
    alike = {separator: _alike(head, separator, whole) for separator in _SEPARATORS}
    others = [separator for separator in _SEPARATORS if separator != "," and alike[separator][0] >= _MOST]
    if others:
        return max(others, key=lambda s: alike[s][1])  # max keeps the first of equals
    return max(_SEPARATORS, key=lambda s: alike[s][0] * alike[s][1])


def _alike(head: str, separator: str, whole: bool) -> tuple[float, int]:
    """Of the first rows with something in them, the share that a separator splits into as many cells as most are; and how many cells."""
    widths: list[int] = []
    try:
        for i, row in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=separator)):
            if any(cell.strip() for cell in row):
                widths.append(len(row))
            if i >= _SAMPLE_ROWS:
                break
        else:
            if not whole and len(widths) > 1:
                widths.pop()  # the last one may be cut
    except csv.Error:
        return 0.0, 0
    split = Counter(width for width in widths if width > 1)
    if not split:
        return 0.0, 0
    cells, count = split.most_common(1)[0]
    return count / len(widths), cells


def _records(text: str, separator: str, limits: Limits) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = 0
    try:
        for row, record in enumerate(reader, start=1):
            if row > limits.rows:
                raise Refusal(tr("Filen har fler än {rows} rader. Dela upp den.", rows=limits.rows), code="too_many_rows")
            yield record
    except csv.Error as e:
        raise Refusal(
            tr('Raden efter rad {row} går inte att läsa: ett citattecken (") är inte avslutat eller står fel. Rätta raden.', row=row),
            code="bad_csv",
        ) from e
