"""Text that the report's typefaces can show. What they lack would stop the file from being made (PDF/A), so it is replaced first."""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar

T = TypeVar("T")
REPLACEMENT = "?"
# What there is a glyph for (a test sets them all): Latin letters of Europe, punctuation and signs in the report's own typefaces; Greek,
# Cyrillic and arrows in the one that stands in for them.
SHOWN = "".join(
    (
        "\u0020-\u007e\u00a0-\u00ac\u00ae-\u0107\u010c-\u0113\u0116-\u011b\u011e-\u0123\u012a-\u012b\u012e-\u0131\u0136-\u0137\u0139-\u0148",
        "\u014c-\u014d\u0150-\u015b\u015e-\u0165\u016a-\u016b\u016e-\u0173\u0178-\u017e\u0218-\u021b\u2012-\u2015\u2018-\u201a\u201c-\u201e",
        "\u2020-\u2022\u2026\u2030\u2032-\u2033\u2039-\u203a\u2044\u20ac\u2122\u2126\u2202\u2206\u2211-\u2212\u2219\u221a\u221e\u2248\u2260",
        "\u2264-\u2265\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2190-\u2193",
    )
)
_BLANK = re.compile("[\t\n\r\x0b\x0c\u2028\u2029]+")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_OTHER = re.compile(f"[^{SHOWN}]")
_NARROWED = str.maketrans(
    {**dict.fromkeys("\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f", "\u00a0"), "\u2010": "-", "\u2011": "-"}
)


def line(text: str) -> str:
    """``text`` on one line, without control characters and hidden marks; a character that the typefaces lack is "?"."""
    seen = _UNSEEN.sub("", _BLANK.sub(" ", unicodedata.normalize("NFC", text))).translate(_NARROWED)
    return _OTHER.sub(REPLACEMENT, seen)


def everywhere(data: T) -> T:
    """``data`` (JSON) with every text made safe; keys are ours and stay."""
    if isinstance(data, str):
        return line(data)  # type: ignore[return-value]
    if isinstance(data, dict):
        return {key: everywhere(value) for key, value in data.items()}  # type: ignore[return-value]
    if isinstance(data, list | tuple):
        return [everywhere(value) for value in data]  # type: ignore[return-value]
    return data
