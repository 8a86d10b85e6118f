"""Periods in headings and titles: "Utfall 2023", "2023-03", "mars 2023", "Kv1 2023", "T1 2023". A span of years is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kpi.intake.tables.vocabulary import MONTHS

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SHORT_YEAR = r"(?P<short>[’']?\d\d)"
_NAME = r"(?P<name>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_QUARTER = r"(?:kvartal|kvart|kv|q|k)\.?\s?(?P<quarter>[1-4])"
_TERTIAL = r"(?:tertial\s?|tert\.?\s?|t)(?P<tertial>[1-3])"
_B, _E = r"(?<![\w-])", r"(?![\w-])"  # where a word begins and ends; a hyphen joins
_SPAN = re.compile(rf"{_B}(?:19|20)\d\d\s?(?:-|/|till|t\.?o\.?m\.?)\s?(?:(?:19|20)\d\d|(?!0[1-9]|1[0-2])\d\d){_E}")
_PATTERNS = tuple(
    re.compile(_B + p + _E)
    for p in (
        rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])-01(?:[ t]00:00(?::00)?)?",
        rf"{_YEAR}\s?[-/.m]\s?(?P<month>0[1-9]|1[0-2])",
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])",
        rf"{_QUARTER}[\s,/-]*{_YEAR}",
        rf"{_YEAR}[\s,/-]*{_QUARTER}",
        rf"(?P<quarter>[1-4])(?::?[ae])?\s?kvartalet\s{_YEAR}",
        rf"{_TERTIAL}[\s,/-]*{_YEAR}",
        rf"{_YEAR}[\s,/-]*{_TERTIAL}",
        rf"(?P<tertial>[1-3])(?::?[ae])?\s?tertialet\s{_YEAR}",
        rf"{_NAME}[\s,/-]*{_YEAR}",
        rf"{_YEAR}[\s,/-]*{_NAME}",
        rf"{_NAME}[\s-]+{_SHORT_YEAR}",
        rf"(?:år\s?)?{_YEAR}",
        _NAME,
        r"(?:kvartal|kv|q)\.?\s?(?P<quarter>[1-4])",
        r"(?P<quarter>[1-4])(?::?[ae])?\s?kvartalet",
        r"tertial\s?(?P<tertial>[1-3])",
        r"(?P<tertial>[1-3])(?::?[ae])?\s?tertialet",
    )
)
_DATE = re.compile(rf"{_B}(?:19|20)\d\d-\d\d-\d\d")
JANUARY_FIRST = re.compile(r"(?:19|20)\d\d-01-01(?:[ tT]00:00(?::00)?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or a month, a quarter or a tertial of it; without a year ("mars") it is only part of one."""

    year: int | None = None
    month: int | None = None
    quarter: int | None = None
    tertial: int | None = None

    @property
    def text(self) -> str:
        """As a cell would say it: "2023", "2023-03", "2023 kv1", "2023 tertial 1". Raises ValueError without a year."""
        if self.year is None:
            raise ValueError("a period needs a year")
        if self.month is not None:
            return f"{self.year}-{self.month:02d}"
        if self.tertial is not None:
            return f"{self.year} tertial {self.tertial}"
        return f"{self.year} kv{self.quarter}" if self.quarter is not None else str(self.year)

    @property
    def whole(self) -> bool:
        """Does it say its year?"""
        return self.year is not None

    def with_year(self, year: int) -> Period:
        """The part of a year made whole."""
        return replace(self, year=year)

    def joined(self, other: Period) -> Period | None:
        """A year and a part of a year together; None when both say the same kind of thing differently."""
        if self == other:
            return self
        for whole, part in ((self, other), (other, self)):
            if whole == Period(whole.year) and part.year is None:
                return replace(part, year=whole.year)
        return None


def take_period(text: str) -> tuple[Period | None, str]:
    """The only period in a text (lower case, one kind of dash) and what is left of it. None for a span, a date or several periods."""
    if _SPAN.search(text):
        return None, text
    for pattern in _PATTERNS:
        found = pattern.search(text)
        if not found:
            continue
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        parts = found.groupdict()
        year = parts.get("year") or (f"20{parts['short'][-2:]}" if parts.get("short") else None)
        month = parts.get("month") or MONTHS.get(parts.get("name") or "")
        if re.search(rf"{_B}(?:19|20)\d\d{_E}", rest) or (_DATE.search(text) and not parts.get("month")):
            return None, text
        quarter, tertial = parts.get("quarter"), parts.get("tertial")
        return Period(*(int(part) if part else None for part in (year, month, quarter, tertial))), rest
    return None, text
