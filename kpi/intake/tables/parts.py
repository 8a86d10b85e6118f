"""Parts of a year that stand in a column of their own beside its year: "1", "K1", "kv 1", "mars", "03 mars", "2023-03", "helår"."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from kpi.intake.periods import read_period
from kpi.intake.tables.vocabulary import MONTHS
from kpi.language import N_, tr
from kpi.programme.periods import MONTHS as LAST_MONTH
from kpi.programme.periods import QUARTERS

Grain = Literal["quarter", "month", "tertial", "period"]
"""What a column's cells are. period: whole periods, of which each says itself what it is ("2023-03", "2023 kv 1")."""

LAST: dict[Grain, int] = {"quarter": QUARTERS, "month": LAST_MONTH, "tertial": 3}
NAMES: dict[Grain, str] = {"quarter": N_("kvartal"), "month": N_("månad"), "tertial": N_("tertial"), "period": N_("period")}
DEFINITE: dict[Grain, str] = {"quarter": N_("kvartalet"), "month": N_("månaden"), "tertial": N_("tertialet"), "period": N_("perioden")}
NONE: dict[Grain, str] = {
    "quarter": N_("inget kvartal"),
    "month": N_("ingen månad"),
    "tertial": N_("inget tertial"),
    "period": N_("ingen period"),
}
JOINED = " + "  # between the texts of a year and a part that do not make a period together
_YEARS = range(1900, 2100)

_END = r"(?:s?\s?(?:\(?(?:nr|nummer|namn|no|num|number|name)\.?\)?|\(\d\s?-\s?\d{1,2}\)))?"
_HEADINGS: dict[Grain, re.Pattern[str]] = {
    "quarter": re.compile(rf"(?:kvartal(?:et)?|kvart|kv|quarter|qtr|q){_END}"),
    "month": re.compile(rf"(?:månad(?:en)?|mån|manad|month){_END}"),
    "tertial": re.compile(rf"(?:tertial(?:et)?|tert){_END}"),
}
_NUMBER = re.compile(r"0?(\d{1,2})(?:[.,]0{1,2})?")
_WORDS: dict[Grain, tuple[re.Pattern[str], ...]] = {
    "quarter": (
        re.compile(r"(?:kvartal|kvart|kv|k|q|qtr)\.?[\s-]?0?(\d)"),
        re.compile(r"(\d)[:.]?[ae]?\s?(?:kvartalet|kvartal|kv|kvart)\.?"),
    ),
    "month": (re.compile(r"m(?:ånad|ån)?\.?\s?0?(\d{1,2})"),),
    "tertial": (re.compile(r"(?:tertial|tert|t)\.?[\s-]?(\d)"), re.compile(r"(\d)[:.]?[ae]?\s?(?:tertialet|tertial|tert)\.?")),
}
_MONTH = re.compile(rf"(?:(?P<m>\d{{1,2}})\s?[-.:)]?\s?)?(?P<name>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?")
_WHOLE = frozenset({"helår", "hela året", "helåret", "hel år", "år", "året", "full year"})


class Part(NamedTuple):
    """What a cell says. number: of the month, quarter or tertial; None of the whole year. year: that the cell itself names; None: none.
    word: it says by itself what it is, and is no bare number."""

    grain: Grain | None
    number: int | None
    year: int | None = None
    word: bool = True


def grain_of_heading(text: str) -> Grain | None:
    """The part of a year that a heading (lower case) is of: "kvartal", "månadsnummer"; None for others."""
    return next((grain for grain, pattern in _HEADINGS.items() if pattern.fullmatch(text)), None)


def year_of(text: str) -> int | None:
    """The year that a cell says and nothing more; None for anything else."""
    found = read_period(text)
    return found.year if found is not None and found.kind == "year" and found.year in _YEARS else None


def read_part(text: str, grain: Grain) -> Part | None:
    """A cell of a column of this grain; None when it is none of its parts."""
    plain = " ".join(text.split()).casefold()
    if plain in _WHOLE:
        return Part(None, None)
    if whole := _with_its_year(text, grain):
        return whole
    if grain == "period":
        return None
    if found := _NUMBER.fullmatch(plain):
        return _within(grain, int(found[1]), word=False)
    if grain == "month" and (found := _MONTH.fullmatch(plain)):
        month = MONTHS[found["name"]]
        return Part(grain, month) if found["m"] is None or int(found["m"]) == month else None
    found = next((f for pattern in _WORDS[grain] if (f := pattern.fullmatch(plain))), None)
    return _within(grain, int(found[1])) if found else None


def _within(grain: Grain, number: int, *, word: bool = True) -> Part | None:
    return Part(grain, number, word=word) if 1 <= number <= LAST[grain] else None


def _with_its_year(text: str, grain: Grain) -> Part | None:
    """A period that names its year too. A date is a month's where it begins or ends one."""
    found = read_period(text)
    if found is None or found.year not in _YEARS or found.month is None:
        return None
    kind = "month" if found.kind == "day" and found.whole_month else found.kind
    if kind not in LAST or grain not in (kind, "period"):
        return None
    return Part(kind, found.month, found.year)  # type: ignore[arg-type]


def joined(year: str | None, part: str | None, grain: Grain) -> str | None:
    """A year's cell and a part's as one text: "2023-03", "2023 kv1", "2023 tertial 1", "2023". Both texts around ``JOINED`` when they make
    no period together, and None when both are blank."""
    if year is None and part is None:
        return None
    when, what = year_of(year or ""), read_part(part or "", grain)
    if when is None or what is None or what.year not in (None, when):
        return f"{year or ''}{JOINED}{part or ''}"
    if what.number is None:
        return str(when)
    return {"month": f"{when}-{what.number:02d}", "quarter": f"{when} kv{what.number}"}.get(
        str(what.grain), f"{when} tertial {what.number}"
    )


def why_not(text: str, grain: Grain, year: str, part: str) -> str:
    """Why a text of ``joined`` is no period, and what to do. year, part: the columns as the user sees them ("B · Kvartal")."""
    said, _, cell = text.partition(JOINED)
    if not said:
        return tr("Året saknas i kolumnen {year}. Fyll i det.", year=year)
    if year_of(said) is None:
        return tr("Året i kolumnen {year} ska stå med fyra siffror.", year=year)
    if not cell:
        return tr(
            "Cellen i kolumnen {part} är tom. Fyll i {grain}, eller ”helår” om uppgiften gäller hela året.",
            part=part,
            grain=tr(NAMES[grain]),
        )
    found = read_part(cell, grain)
    if found is not None:
        return tr(
            "Kolumnen {part} säger år {found} men kolumnen {year} säger {said}. Rätta den cell som är fel.",
            part=part,
            found=found.year,
            year=year,
            said=year_of(said),
        )
    how = tr("den som ÅÅÅÅ-MM eller 2024 kv 1") if grain == "period" else f"1–{LAST[grain]}"
    how = tr("{numbers} eller månadens namn", numbers=how) if grain == "month" else how
    return tr("Cellen i kolumnen {part} är {none}. Skriv {how}.", part=part, none=tr(NONE[grain]), how=how)
