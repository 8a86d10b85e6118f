"""Periods as people and programs write them: "2024", "2024-03", "mars 2024", "202403", a date, a date's serial number, a
quarter, and a tertial, which is known only to be refused."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Literal, NamedTuple

from kpi.intake.tables.vocabulary import MONTHS
from kpi.programme.periods import period_text, quarter_part

_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = re.compile(r"(?:(?:hel)?år(?:et)?\s+)?(\d{4})(?:[.,]0{1,2})?")
_MONTHS = (
    re.compile(r"(?P<y>\d{4})\s?[-/–m]\s?(?P<m>\d{1,2})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?:[.,]0{1,2})?"),
    re.compile(r"(?P<m>\d{1,2})\s?[-/]\s?(?P<y>\d{4})"),
    re.compile(rf"(?P<name>{_NAMES})\.?(?:\s|,\s?|\s?-\s?|\s?')?(?P<y>\d{{4}}|\d{{2}})"),
    re.compile(rf"(?P<y>\d{{4}})\s?-?\s?(?P<name>{_NAMES})\.?"),
)
_DAYS = (
    re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ t]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"),
    re.compile(r"(\d{4})/(\d{2})/(\d{2})"),
    re.compile(r"(\d{4})(\d{2})(\d{2})(?:[.,]0{1,2})?"),
)
_QUARTERS = (
    re.compile(r"(?:kvartal|kv|k|q)\.?\s?(?P<q>[1-4])[\s\-/,]*(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})[\s\-/,]*(?:kvartal|kv|k|q)\.?\s?(?P<q>[1-4])"),
    re.compile(r"(?P<q>[1-4]):?[ae]?\s?kvartal(?:et)?[\s,]*(?P<y>\d{4})"),
)
_TERTIALS = (
    re.compile(r"(?:tertial\s?|tert\.?\s?|t)(?P<t>[1-3])[\s\-/,]*(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})[\s\-/,]*(?:tertial\s?|tert\.?\s?|t)(?P<t>[1-3])"),
    re.compile(r"(?P<t>[1-3]):?[ae]?\s?tertial(?:et)?[\s,]*(?P<y>\d{4})"),
)
_SERIAL = re.compile(r"(\d{5})(?:[.,]0{1,2})?")
_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet program's dates, after February 1900
_CENTURY = 2000


class Period(NamedTuple):
    """What a text says. month: 1–12 of a month or a date, the number of a quarter (1–4) or a tertial (1–3), None of a year.
    day: of a date only."""

    kind: Literal["year", "month", "day", "quarter", "tertial"]
    year: int
    month: int | None = None
    day: int | None = None

    @property
    def whole_month(self) -> str | None:
        """ "2024-03" for a month, and for a date that begins or ends one, as systems write a month; None for anything else."""
        if self.kind == "month" or (self.kind == "day" and self.day in (1, monthrange(self.year, int(self.month or 1))[1])):
            return f"{self.year:04}-{self.month:02}"
        return None

    @property
    def whole_part(self) -> str | None:
        """As ``whole_month``, and "2024-Q1" for a quarter."""
        if self.kind == "quarter":
            return period_text(self.year, quarter_part(int(self.month or 1)))
        return self.whole_month

    @property
    def ends_a_year(self) -> bool:
        """Is it a date that begins or ends a year, as systems write a year?"""
        return self.kind == "day" and (self.month, self.day) in ((1, 1), (12, 31))


def read_period(text: str) -> Period | None:
    """The period that a text means by itself; None when it means none, or could mean several ("03-04-2024")."""
    plain = " ".join(text.split()).casefold()
    if found := _YEAR.fullmatch(plain):
        return Period("year", int(found[1]))
    for pattern in _DAYS:
        if found := pattern.fullmatch(plain):
            return _day(int(found[1]), int(found[2]), int(found[3]))
    for pattern in _MONTHS:
        if found := pattern.fullmatch(plain):
            named = found.groupdict()
            month = MONTHS[named["name"]] if named.get("name") else int(named["m"])
            year = int(named["y"])
            return Period("month", year + _CENTURY if year < 100 else year, month) if 1 <= month <= 12 else None
    for pattern in _QUARTERS:
        if found := pattern.fullmatch(plain):
            return Period("quarter", int(found["y"]), int(found["q"]))
    for pattern in _TERTIALS:
        if found := pattern.fullmatch(plain):
            return Period("tertial", int(found["y"]), int(found["t"]))
    if found := _SERIAL.fullmatch(plain):
        when = _EPOCH + timedelta(days=int(found[1]))
        return Period("day", when.year, when.month, when.day)
    return None


def _day(year: int, month: int, day: int) -> Period | None:
    if not (1 <= year <= 9998 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return Period("day", year, month, day)
