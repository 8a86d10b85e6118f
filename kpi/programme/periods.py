"""Periods: a year, or a quarter or a month of it. One place for how they are numbered and written.

A part of a year is one number beside the year: 1–12 its months, 13–16 its quarters; None is the year itself. As text: "2024", "2024-Q1",
"2024-03". A tertial is none of them: it is delivered as four months of its own or as all months so far, and nothing in a file tells which.
"""

from __future__ import annotations

import re
from typing import Literal

Grain = Literal["year", "quarter", "month"]
GRAINS: tuple[Grain, ...] = ("year", "quarter", "month")
MONTHS, QUARTERS = 12, 4
LAST_PART = MONTHS + QUARTERS
MONTHS_IN = MONTHS // QUARTERS  # a quarter's months
_TEXT = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


def quarter_part(quarter: int) -> int:
    """The number of a quarter, 1–4, as a part of its year."""
    return MONTHS + quarter


def period_text(year: int, part: int | None = None) -> str:
    """The period as text."""
    if part is None:
        return f"{year:04d}"
    return f"{year:04d}-Q{part - MONTHS}" if part > MONTHS else f"{year:04d}-{part:02d}"


def part_of(period: str) -> int | None:
    """The part of the year that a period's text says; None for a whole year. Raises ValueError for what is no period."""
    found = _TEXT.fullmatch(period)
    if not found:
        raise ValueError(f"no period: {period!r}")
    return quarter_part(int(found[2])) if found[2] else int(found[3]) if found[3] else None


def grain_of(part: int | None) -> Grain:
    """What kind of period a part of a year is."""
    return "year" if part is None else "quarter" if part > MONTHS else "month"


def months_of(part: int) -> range:
    """The months, 1–12, that a part of a year is made of."""
    last = part if part <= MONTHS else (part - MONTHS) * MONTHS_IN
    return range(part if part <= MONTHS else last - MONTHS_IN + 1, last + 1)
