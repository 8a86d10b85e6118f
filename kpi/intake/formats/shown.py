"""How number formats make a number look, as far as it changes what the number says: a percent sign, or zeros in front of a code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

Look = int | Literal["percent"]
"""``percent``, or how many digits an integer is shown with at least."""

_BUILT_IN: Mapping[int, Look] = {9: "percent", 10: "percent"}
_NUMBER_FORMATS = frozenset({*range(5), *range(9, 14), *range(37, 41), 48, 49})  # ECMA-376, 18.8.30
_LETTER = re.compile(r"[^\W\d_Ee]")  # E is of 0.00E+00
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # text, escaped signs, spaces, fillers, colours and conditions
_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Styles:
    """Cell styles that change what a number says, by the style's index in the workbook. dates: some style may make a number a date."""

    looks: Mapping[int, Look]
    dates: bool = True

    def __bool__(self) -> bool:
        return bool(self.looks)


def look_of(code: str) -> Look | None:
    """What a number format's code makes of a number; None for all formats that leave it as it is."""
    first = _NOT_SHOWN.sub("", code).split(";")[0].strip()
    if "%" in first:
        return "percent"
    return len(first) if len(first) > 1 and not first.strip("0") else None


def styles_of(codes: Mapping[int, str], format_ids: list[int]) -> Styles:
    """Styles of a workbook. codes: its own number formats by id; format_ids: the number format's id of each cell style, in order."""
    looks = {}
    for style, format_id in enumerate(format_ids):
        look = look_of(codes[format_id]) if format_id in codes else _BUILT_IN.get(format_id)
        if look is not None:
            looks[style] = look
    understood = bool(format_ids)  # every workbook has a style, so none means that they could not be read
    return Styles(looks, not understood or any(_may_be_date(format_id, codes.get(format_id)) for format_id in format_ids))


def _may_be_date(format_id: int, code: str | None) -> bool:
    """False for what is surely no date nor a time: the built-in formats of numbers, and codes without a letter."""
    return format_id not in _NUMBER_FORMATS if code is None else bool(_LETTER.search(code.replace("General", "")))


def shown(value: float, look: Look) -> str | None:
    """One number as ``shown_texts`` shows it; None when the look leaves it as it is."""
    if look == "percent":
        return percent_text(value)
    return f"{int(value):0{look}d}" if value == int(value) and value >= 0 else None


def percent_text(value: float) -> str:
    """A fraction as people see it under a percent format, at full precision: 0.072 → "7.2 %"."""
    text = f"{round(value * 100, _DECIMALS):.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return ("0" if text in ("-0", "") else text) + " %"


def shown_texts(values: pl.Series, looks: pl.Series) -> pl.Series:
    """Numbers (Float64) as shown. looks: 0 for percent, otherwise the digits shown. Null where the look leaves a number as it is."""
    percent = (values * 100).round(_DECIMALS)
    whole = percent.cast(pl.Int64, strict=False)
    # The usual spelling of a number, but never with an exponent: those few are written one by one.
    odd = (percent.abs() >= 1e15) | ((percent.abs() < 1e-4) & (percent != 0))
    text = pl.select(pl.when(whole.cast(pl.Float64) == percent).then(whole.cast(pl.String)).otherwise(percent.cast(pl.String))).to_series()
    text = text + " %"
    if odd.any():
        at = odd.arg_true()
        text = text.scatter(at, [percent_text(v) for v in values.gather(at)])
    number = values.cast(pl.Int64, strict=False)
    whole_number = (number.cast(pl.Float64) == values) & (number >= 0)
    padded = pl.select(pl.when(whole_number).then(number.cast(pl.String).str.zfill(looks))).to_series()
    return pl.select(pl.when(looks == 0).then(text).otherwise(padded)).to_series()
