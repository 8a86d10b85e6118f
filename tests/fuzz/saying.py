"""What a cell says, decided apart from the code under test: strict, small, and unknown whenever a person could hesitate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

MISSING: Literal["missing"] = "missing"
Said = set[float] | Literal["missing"] | None
"""The values that the text can mean; MISSING; None when it means no number."""

_NUMBER = re.compile(r"([+−–-]?) ?(\d+|\d{1,3}(?: \d{3})+)(?:[.,](\d+))? ?%?")
_GROUPED = re.compile(r"([+−–-]?)(\d{1,3})(?:\.\d{3})+(?:,\d+)?|([+−–-]?)(\d{1,3})(?:,\d{3})+(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,2}")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_MARKS = {"", "-", "–", "—", "−", ".", "..", "...", "…", "*", "**", "x", "i.u.", "iu", "uppgift saknas", "saknas", "saknad", "ej svar"}


def says(cell: object) -> Said:
    """What a cell of numbers says."""
    if cell is None:
        return MISSING
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return {float(cell)}
    text = _SPACES.sub(" ", str(cell)).strip()
    if text.casefold() in _MARKS or text.startswith("#") or re.fullmatch(r"[<>≤] ?\d{1,2}", text):
        return MISSING
    out: set[float] = set()
    if found := _NUMBER.fullmatch(text):
        sign, whole, part = found.groups()
        out.add(_signed(sign, float(whole.replace(" ", "") + "." + (part or "0"))))
    if found := _GROUPED.fullmatch(text):
        point = "," if "." in text and (text.rfind(",") > text.rfind(".") or "," not in text) else "."
        group = "." if point == "," else ","
        plain = text.lstrip("+−–-").replace(group, "").replace(point, ".")
        out.add(_signed(found[1] or found[3] or "", float(plain)))
    if _SCIENTIFIC.fullmatch(text):
        out.add(float(text.replace(",", ".")))
    return out or None


_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH = re.compile(r"(jan|feb|mars|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.? (20\d\d)")


def _signed(sign: str, value: float) -> float:
    return -value if sign and sign != "+" else value


SEX_WORDS = {
    "k": "K",
    "kvinna": "K",
    "kvinnor": "K",
    "m": "M",
    "man": "M",
    "män": "M",
    "t": "T",
    "totalt": "T",
    "total": "T",
    "alla": "T",
    "summa": "T",
}


def sex_said(cell: object) -> str | None:
    """K, M or T; None when the cell says none of them."""
    return SEX_WORDS.get(str(cell).strip().casefold()) if cell is not None else None


_PARTS = {"quarter": ("-Q{}", 4), "month": ("-{:02}", 12)}
_PART = re.compile(r"(?:(?:kvartal|kv|q|k)\.? ?)?0?(\d{1,2})(?:[.,]0+)?")


def period_in_two(said: Mapping[str, object]) -> str | None:
    """The period of a row whose year and quarter, or year and month, stand in cells of their own."""
    year = period_said(said.get("year"))
    part = next(p for p in _PARTS if p in said)
    form, last = _PARTS[part]
    text = _SPACES.sub(" ", str(said[part])).strip().casefold()
    if year is None or len(year) > 4:
        return None
    if text in ("helår", "hela året"):
        return year
    if (whole := period_said(text)) is not None and len(whole) > 4:
        return whole if part == "month" and whole.startswith(year) else None
    number = next((i for i, m in enumerate(_MONTHS, start=1) if part == "month" and text.startswith(m)), None)
    if number is None and (found := _PART.fullmatch(text)) and (part == "quarter" or text[0].isdecimal()):
        number = int(found[1])
    return year + form.format(number) if number is not None and 1 <= number <= last else None


def period_said(cell: object) -> str | None:
    """A year or a month that is written out plainly."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if found := _MONTH.fullmatch(text.casefold()):
        return f"{found[2]}-{_MONTHS.index(found[1][:3]) + 1:02}"
    if re.fullmatch(r"20\d\d", text) or re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        return text
    return None
