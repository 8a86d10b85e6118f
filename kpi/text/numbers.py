"""Numbers as text: the only formatter of figures on screen, in exports and in sentences.

The decimal mark and what parts thousands are the language's own (Swedish "1 034,5", with a no-break space); a real minus sign (U+2212) and
a no-break space before the unit are the product's in all languages. A missing value (None or NaN) is ``MISSING``, never 0. Rounding is half
away from zero, on the value as a reader would write it: noise of floating point below 1e-9 does not decide a digit.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from kpi.language import number_marks, tr
from kpi.programme.model import Indicator

MISSING = "–"
NBSP = "\u00a0"
MINUS = "\u2212"
TOLERANCE = 1e-9
_MOST_DECIMALS = 6  # of a stated target or baseline
_NOISE_DECIMALS = 9
_EXACT = Context(prec=400)  # enough digits for every float


def number(v: float | None, decimals: int, *, sign: bool = False) -> str:
    """``v`` with exactly ``decimals`` decimals: "77,3", "1 034", "−4,7". ``sign``: also write + (zero has no sign)."""
    if v is None or not math.isfinite(v):
        return MISSING
    rounded, marks = _rounded(v, decimals), number_marks()
    whole, _, fraction = f"{abs(rounded):,f}".partition(".")
    text = whole.replace(",", marks.thousands) + (marks.decimal + fraction if fraction else "")
    if rounded < 0:
        return MINUS + text
    return "+" + text if sign and rounded > 0 else text


def value(indicator: Indicator, v: float | None) -> str:
    """A measured value with its unit, in the indicator's own number of decimals: "3,6 %", "64,61 år", "77,3"."""
    return _with(number(v, indicator.decimals), indicator.unit.suffix)


def stated(indicator: Indicator, v: float | None) -> str:
    """A target or baseline as it was decided, no decimal added or rounded away: "82", "67 år", "64,61 år", "2,7 %"."""
    if v is None or not math.isfinite(v):
        return MISSING
    decimals = next((d for d in range(_MOST_DECIMALS) if abs(v - float(_rounded(v, d))) < TOLERANCE), _MOST_DECIMALS)
    return _with(number(v, decimals), indicator.unit.suffix)


def difference(indicator: Indicator, d: float | None) -> str:
    """A difference, always signed, with what it is counted in: "−4,7 indexenheter", "+0,8 procentenheter"."""
    return _in_words(indicator, number(d, indicator.decimals, sign=True))


def difference_short(indicator: Indicator, d: float | None) -> str:
    """A difference, signed, with the short form of what it is counted in: "+0,8 p.e."."""
    return _with(number(d, indicator.decimals, sign=True), indicator.unit.gap_short)


def distance(indicator: Indicator, d: float | None) -> str:
    """The size of a difference, unsigned: "0,5 procentenheter". A difference that would round to zero is said to be less than a step."""
    if d is None or not math.isfinite(d):
        return MISSING
    if abs(d) > TOLERANCE and rounds_to_zero(indicator, d):
        return tr("mindre än {step}", step=_in_words(indicator, number(10.0**-indicator.decimals, indicator.decimals)))
    return _in_words(indicator, number(abs(d), indicator.decimals))


def signed(indicator: Indicator, d: float) -> str:
    """A difference with its sign; one that would be rounded to nothing is said to be less than a step."""
    unseen = abs(d) > TOLERANCE and rounds_to_zero(indicator, d)
    return distance(indicator, d) if unseen else difference(indicator, d)


def rounds_to_zero(indicator: Indicator, d: float) -> bool:
    """Whether a difference cannot be seen in the indicator's own number of decimals."""
    return _rounded(d, indicator.decimals) == 0


def share(v_share: float | None) -> str:
    """A share 0–1 as whole per cent: "42 %". What falls short of the whole is never rounded up to "100 %"."""
    if v_share is None or not math.isfinite(v_share):
        return MISSING
    pct = _rounded(v_share * 100, 0)
    if pct == 100 and v_share < 1 - TOLERANCE:
        pct = Decimal(99)
    return _with(number(float(pct), 0), "%")


def bare(text: str) -> str | None:
    """A number as ``number`` writes it, as a spreadsheet of the language reads it: nothing parts thousands, and minus is "-". None for
    any other text."""
    marks = number_marks()
    if not _written(marks.decimal, marks.thousands).fullmatch(text):
        return None
    return _BLANKS.sub("", text.replace(marks.thousands, "")).replace(MINUS, "-")


_BLANKS = re.compile(f"[{NBSP}\u202f ]")


@cache
def _written(decimal: str, thousands: str) -> re.Pattern[str]:
    sign, fraction = rf"[+\-{MINUS}]?", rf"(?:{re.escape(decimal)}\d+)?"
    blanks = "" if thousands in ".," else f"{NBSP}\u202f "
    return re.compile(rf"{sign}\d{{1,3}}(?:[{re.escape(thousands)}{blanks}]?\d{{3}})*{fraction}|{sign}\d+{fraction}")


def count(n: float | None) -> str:
    """A whole number: "1 034"; ``MISSING`` when unknown."""
    return number(n, 0)


def _rounded(v: float, decimals: int) -> Decimal:
    exact = Decimal(repr(float(v))).quantize(_step(_NOISE_DECIMALS), ROUND_HALF_UP, _EXACT)
    return exact.quantize(_step(decimals), ROUND_HALF_UP, _EXACT)


@cache
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def _with(text: str, suffix: str) -> str:
    return text if text == MISSING else text + after(suffix)


def after(suffix: str) -> str:
    """What stands after a number: a unit's short form with what parts it from the number. "" without one."""
    if suffix == "%":
        return number_marks().percent
    return f"{NBSP}{suffix}" if suffix else ""


def _in_words(indicator: Indicator, text: str) -> str:
    unit = indicator.unit
    one = unit.gap_name_one if text.lstrip("+" + MINUS) == "1" else None
    return text if text == MISSING else _with(text, one or unit.gap_name)
