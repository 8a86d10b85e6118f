"""How a language writes numbers and months, and in what order names stand."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.dates import get_month_names

# Letters that stand after z, in their order. Babel has no collation: the alphabets are those of SAOL and Retskrivningsordbogen.
LAST_LETTERS = {"sv": ("å", "äæ", "öø"), "da": ("æä", "øö", "å"), "en": ()}
_AFTER_Z = "{|}"


class Marks(NamedTuple):
    """Of numbers: the decimal mark, what parts thousands, and "%" with what stands between it and the number."""

    decimal: str
    thousands: str
    percent: str


@cache
def marks(language: str) -> Marks:
    """Those of a language ("sv", "da" or "en")."""
    locale = Locale.parse(language)
    symbols = locale.number_symbols["latn"]
    return Marks(symbols["decimal"], symbols["group"], locale.percent_formats[None].suffix[0])


@cache
def months(language: str) -> tuple[str, ...]:
    """The twelve months' names in a language, January first, as they stand within a sentence."""
    names = get_month_names("wide", "format", language)
    return tuple(names[month] for month in range(1, 13))


def collated(language: str, name: str) -> str:
    """A text to sort by: case does not count, accents only where the language has a letter of its own. "aa" is "å" in Danish names."""
    folded = unicodedata.normalize("NFC", name.casefold())
    if language == "da":
        folded = folded.replace("aa", "å")
    after = {letter: mark for mark, letters in zip(_AFTER_Z, LAST_LETTERS[language], strict=False) for letter in letters}
    return "".join(after.get(c) or _bare(c) for c in folded)


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]
