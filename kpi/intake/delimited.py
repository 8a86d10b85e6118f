"""Delimited text as a grid: encoding, separator and quoting recognised, every record kept on its own row.

Rows are counted as a spreadsheet program would show them: one per record, empty lines included.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

import polars as pl

from kpi.errors import Refusal
from kpi.intake.limits import Limits

_SEPARATORS = (";", "\t", ",", "|")
_SAMPLE_ROWS = 50
_HINT = "sep="  # Excel's own first line in a file that names its separator


def read_delimited(data: bytes, limits: Limits) -> pl.DataFrame:
    """The file as a grid of text (columns "0", "1", …), blank cells null. Raises Refusal for undecodable or malformed text."""
    text = decode(data)
    rows = list(_records(text, separator_of(text), limits))
    width = max((len(r) for r in rows), default=0)
    if width > limits.columns:
        raise Refusal(f"Filen har {width} kolumner; högst {limits.columns} läses. Kontrollera skiljetecknet.", code="too_many_columns")
    filled = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    frame = pl.DataFrame(filled, schema={str(i): pl.String for i in range(width)}, orient="row")
    return frame.with_columns(pl.when(pl.all().str.strip_chars() != "").then(pl.all()))


def decode(data: bytes) -> str:
    """Text of UTF-8 or UTF-16 with a byte order mark, else UTF-8, else Windows-1252. Raises Refusal when none fits."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("Filens teckenkodning går inte att läsa. Spara den som CSV UTF-8.", code="bad_encoding")


def separator_of(text: str) -> str:
    """The separator that splits the first rows into most cells; semicolon when nothing splits them."""
    if text[: len(_HINT)].lower() == _HINT and text[len(_HINT) : len(_HINT) + 1] in _SEPARATORS:
        return text[len(_HINT)]
    head = text[:65_536]
    return max(_SEPARATORS, key=lambda s: _cells(head, s))  # max keeps the first of equals


def _cells(head: str, separator: str) -> int:
    count = 0
    try:
        for i, row in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=separator)):
            count += len(row) - 1 if row else 0
            if i >= _SAMPLE_ROWS:
                break
    except csv.Error:
        return 0
    return count


def _records(text: str, separator: str, limits: Limits) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = 0
    try:
        for row, record in enumerate(reader, start=1):
            if row > limits.rows:
                raise Refusal(f"Filen har fler än {limits.rows} rader. Dela upp den.", code="too_many_rows")
            yield record
    except csv.Error as e:
        raise Refusal(
            f'Raden efter rad {row} går inte att läsa: ett citattecken (") är inte avslutat eller står fel. Rätta raden.',
            code="bad_csv",
        ) from e
