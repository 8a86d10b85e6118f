"""Personal identity numbers: a file that carries any is refused whole, and the number is never repeated in a message, a log or a value.

Recognised: ÅÅMMDD-NNNN and ÅÅÅÅMMDD-NNNN with "-", "+" or a dash, anywhere in a cell, when the date is valid (samordningsnummer, day + 60,
included); ten or twelve digits in a row, when the date is valid and the check digit holds. And the Danish DDMMÅÅ-NNNN likewise (those since
2007 that fail the check digit when they are written together are not told from other numbers). Whatever region the pack is of: a file that
should not have come here is no less secret. Sources: SFS 1991:481 (folkbokföringslagen) 18 §; CPR-kontoret, Personnummeret i CPR.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from kpi.errors import Fault
from kpi.intake.letters import letter
from kpi.intake.read import Sheet
from kpi.intake.recognise import is_guide, label
from kpi.intake.wording import folded
from kpi.language import N_, tr

# A first sieve in Rust over a column's distinct cells; what passes is examined one by one.
_SIEVE = r"\d{2}[01]\d[0-9]\d\s?[-+‐‑‒–—−]?\s?\d{4}"
_SEPARATED = re.compile(r"(?<!\d)(?:\d{2})?(\d{2})(\d{2})(\d{2})\s?[-+‐‑‒–—−]\s?\d{4}(?!\d)")
_UNBROKEN = re.compile(r"(?<![\d.,])(\d{2})?(\d{2})(\d{2})(\d{2})(\d{4})(?![\d.,])")
_HEADING_PARTS = (
    "personnummer",
    "personnr",
    "persnr",
    "pers.nr",
    "samordningsnummer",
    "samordningsnr",
    "födelsenummer",
    "socialsecurity",
    "cprnummer",
    "cprnr",
    "cpr-",
    "cpr.",
)
_HEADINGS = ("pnr", "ssn", "personid", "person-id", "p-nr", "cpr")
_TOP_ROWS = 20
_BELOW = 2  # rows under a header that may belong to it
_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DANISH_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_LONGEST_HEADING = 40  # a longer text above the table is a title or a note ("… utan personnummer"), not a heading
ADVICE = N_("Personnummer får inte läsas in. Ta bort kolumnen ur utdraget, och radera filen där den inte behövs.")


def find_personnummer(sheet: Sheet, header_rows: Sequence[int], amounts: frozenset[str] = frozenset()) -> list[Fault]:
    """One fault per column with personal identity numbers. The value is never given.

    header_rows: 1-based, none when no header was recognised. amounts: grid columns recognised as numbers, where ten digits in a row are
    an amount of kronor or hours and not taken for a number of a person.
    """
    headings = _headings(sheet, header_rows)
    faults = []
    for column in sheet.grid.columns:
        row_of_heading, heading = headings.get(column, (None, ""))
        if heading and is_personnummer_heading(heading):
            faults.append(_fault(sheet, column, row_of_heading, {column: heading}, _OF_HEADING))
        elif (row := _first_row(sheet.grid[column], column in amounts)) is not None:
            shown = {} if contains_personnummer(heading) else {column: heading}
            faults.append(_fault(sheet, column, row + 1, shown, _OF_CELLS))
    return faults


_OF_HEADING = N_("Kolumn {letter} på bladet ”{sheet}”: rubriken avser personnummer. {advice}")
_OF_CELLS = N_("Kolumn {letter} på bladet ”{sheet}”: det som står där ser ut som personnummer. {advice}")


def _fault(sheet: Sheet, column: str, row: int | None, headings: dict[str, str], what: str) -> Fault:
    message = tr(what, letter=letter(int(column)), sheet=sheet.name, advice=tr(ADVICE))
    return Fault("personnummer", message, sheet=sheet.name, row=row, column=label(column, headings))


def in_sheet_name(sheet: Sheet) -> list[Fault]:
    """A fault when the sheet's own name holds a personal identity number; the name is not repeated."""
    if not contains_personnummer(sheet.name):
        return []
    return [Fault("personnummer", tr("Ett blads namn ser ut att vara ett personnummer. {advice}", advice=tr(ADVICE)))]


def _headings(sheet: Sheet, header_rows: Sequence[int]) -> dict[str, tuple[int | None, str]]:
    """Grid column → (row, text) of its heading; without a known header, every such heading in the top rows that does not stand alone.

    Of several headers' texts the one of a personal identity number is told, where there is any, else the lowest.
    """
    found: dict[str, tuple[int | None, str]] = {}
    for number in header_rows:
        for column, text in sheet.grid.row(number - 1, named=True).items():
            if text is not None and not (column in found and is_personnummer_heading(found[column][1])):
                found[column] = (number, text)
    if is_guide(sheet):
        return found
    near = max(header_rows, default=_TOP_ROWS - _BELOW) + _BELOW
    for number, row in enumerate(sheet.grid.head(max(near, _TOP_ROWS)).iter_rows(named=True), start=1):
        cells = {c: t for c, t in row.items() if t is not None}
        if len(cells) > 1:  # a note stands alone
            new = {
                c: t for c, t in cells.items() if is_personnummer_heading(t) and not is_personnummer_heading(found.get(c, (None, ""))[1])
            }
            found |= {c: (number if header_rows else None, t) for c, t in new.items()}
    return found


def is_personnummer_heading(text: str) -> bool:
    """Does a heading say that its column holds personal identity numbers?"""
    key = folded(text).replace("_", "")
    return len(key) <= _LONGEST_HEADING and (key.rstrip(".:*") in _HEADINGS or any(p in key for p in _HEADING_PARTS))


def _first_row(cells: pl.Series, amount: bool) -> int | None:
    """0-based row of the first personal identity number in a column."""
    distinct = cells.filter(cells.str.len_bytes() >= 10).unique()  # most columns have no text as long as that
    suspects = distinct.filter(distinct.str.contains(_SIEVE))
    hits = [text for text in suspects if contains_personnummer(text, amount=amount)]
    return None if not hits else int(cells.is_in(hits).arg_max() or 0)


def contains_personnummer(text: str, *, amount: bool = False) -> bool:
    """Does a cell hold a personal identity number? amount: ten digits in a row are then not counted."""
    if any(_is_date(*found.groups()) or _is_date(*reversed(found.groups())) for found in _SEPARATED.finditer(text)):
        return True
    for found in _UNBROKEN.finditer(text):
        century, first, month, last, rest = found.groups()
        short, digits = century is None and not amount, first + month + last + rest
        if (short or century in ("19", "20")) and _is_date(first, month, last) and _check_digit_holds(digits):
            return True
        if short and _is_date(last, month, first) and _danish_check_digit_holds(digits):
            return True
    return False


def _is_date(year: str, month: str, day: str) -> bool:
    number = int(day) - 60 if int(day) > 60 else int(day)
    if not 1 <= int(month) <= 12:
        return False
    leap = int(year) % 4 == 0
    return 1 <= number <= (29 if int(month) == 2 and leap else _DAYS[int(month)])


def _check_digit_holds(digits: str) -> bool:
    """Luhn's check over the ten digits."""
    total = 0
    for i, char in enumerate(digits):
        product = int(char) * (2 if i % 2 == 0 else 1)
        total += product // 10 + product % 10
    return total % 10 == 0


def _danish_check_digit_holds(digits: str) -> bool:
    """Modulus 11 over the ten digits."""
    return sum(weight * int(char) for weight, char in zip(_DANISH_WEIGHTS, digits, strict=True)) % 11 == 0
