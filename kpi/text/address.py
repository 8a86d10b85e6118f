"""Where a figure stands in a workbook, written as a spreadsheet program understands it: ``Blad1!F17``, ``'Utfall 2023'!D17:F40``."""

from __future__ import annotations

import re

_LETTERS = r"[A-Z]{1,3}(?:–[A-Z]{1,3})?"
_COLUMNS = re.compile(rf"({_LETTERS}(?:, {_LETTERS})*)(?: · .*)?", re.DOTALL)
_PLAIN_SHEET = re.compile(r"[^\W\d]\w*")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


def address(sheet: str | None, column: str | None, first: int | None, last: int | None) -> str:
    """The cells of a sheet in one or several columns ("F · Utfall 2023", "D–F, H") and rows ``first``–``last`` (1-based).

    Without rows whole columns, without columns whole rows; "" when nothing is known.
    """
    found = _COLUMNS.fullmatch(column or "")
    runs = [run.partition("–") for run in found[1].split(", ")] if found else []
    ranges = [_range(start, end or start, first, last) for start, _, end in runs] or ([f"{first}:{last or first}"] if first else [])
    if not sheet:
        return ", ".join(ranges)
    return ", ".join(f"{_quoted(sheet)}!{cells}" for cells in ranges) or _quoted(sheet)


def _range(start: str, end: str, first: int | None, last: int | None) -> str:
    if first is None:
        return f"{start}:{end}"
    top, bottom = f"{start}{first}", f"{end}{last or first}"
    return top if top == bottom else f"{top}:{bottom}"


def _quoted(sheet: str) -> str:
    """A sheet's name as it stands in a reference: in quotes unless it is one plain word that is no cell's name."""
    if _PLAIN_SHEET.fullmatch(sheet) and not _CELL_LIKE.fullmatch(sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"
