"""Columns of text → columns of values, a whole column at a time. Blank stays null; what cannot be read is marked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from kpi.intake.wording import folded

UNREADABLE = object()
"""What a reader of a cell's text gives back when the text means nothing."""

SEXES: Mapping[str, str] = {
    folded(word): sex
    for sex, words in {"K": ("K", "Kvinna", "Kvinnor"), "M": ("M", "Man", "Män"), "T": ("T", "Totalt", "Alla")}.items()
    for word in words
}
NO_ANSWER = frozenset(folded(word) for word in ("Vet ej", "Vet inte", "Ej svar", "Inget svar"))
_LARGEST = 1e15  # no count, amount or hours are larger; a float holds whole numbers exactly up to here
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?")
_LEADING_MARK = re.compile(r"(\d+)(?:\.0+)?(?![.,–-]?\d)")
_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-01(?:[ T]00:00:00)?)?")


@dataclass(frozen=True, slots=True)
class Read:
    """A column's values, and which rows hold text that means nothing."""

    values: pl.Series
    unreadable: pl.Series


def translate(raw: pl.Series, meaning: Callable[[str], object], dtype: pl.DataType | type[pl.DataType]) -> Read:
    """Each distinct text is read once by ``meaning`` and put back in every row. Null stays null."""
    distinct = raw.drop_nulls().unique()
    meant = [meaning(text) for text in distinct]
    bad = [text for text, value in zip(distinct, meant, strict=True) if value is UNREADABLE]
    known = pl.Series([None if value is UNREADABLE else value for value in meant], dtype=dtype)
    values = raw.replace_strict(distinct, known, default=None, return_dtype=dtype) if len(distinct) else raw.cast(dtype)
    return Read(values, raw.is_in(bad) if bad else _nothing(raw))


def _nothing(raw: pl.Series) -> pl.Series:
    return pl.repeat(False, len(raw), eager=True, dtype=pl.Boolean)


def numbers(raw: pl.Series) -> Read:
    """Numbers with decimal comma or point: "77,3", "77.3", "−4,7", "1 034,5" (space, NBSP or narrow NBSP between thousands)."""
    values = raw.str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    values = pl.select(pl.when(values.is_finite() & (values.abs() <= _LARGEST)).then(values)).to_series()
    left = raw.is_not_null() & values.is_null()
    if not left.any():
        return Read(values, left)
    slow = translate(raw.filter(left), _number, pl.Float64)
    rows = left.arg_true()
    return Read(values.scatter(rows, slow.values), _nothing(raw).scatter(rows, slow.unreadable))


def _number(text: str) -> object:
    plain = text.strip().replace("\u2212", "-")
    if _THOUSANDS.fullmatch(plain):
        plain = re.sub(r"\s", "", plain)
    try:
        value = float(plain.replace(",", ".", 1)) if re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", plain) else UNREADABLE
    except ValueError:
        return UNREADABLE
    return value if isinstance(value, float) and abs(value) <= _LARGEST else UNREADABLE


def months(raw: pl.Series) -> Read:
    """Months as "2024-03". A date on the first of a month counts too: that is what Excel makes of 2024-03."""

    def meaning(text: str) -> object:
        found = _MONTH.fullmatch(text.strip())
        return f"{found[1]}-{found[2]}" if found and 1 <= int(found[2]) <= 12 else UNREADABLE

    return translate(raw, meaning, pl.String)


def choices(raw: pl.Series, accepted: Mapping[str, str]) -> Read:
    """Texts of a closed set → canonical values. ``accepted``: text → value, compared without regard to case and spacing."""
    known = {folded(word): value for word, value in accepted.items()}
    return translate(raw, lambda text: known.get(folded(text), UNREADABLE), pl.String)


def answers(raw: pl.Series, accepted: Mapping[str, str]) -> Read:
    """Answers on a scale as whole numbers: "4", "5 Stämmer mycket bra". Null where there is none ("Vet ej").

    ``accepted``: other texts → the number as text, or "" for no answer.
    """
    known = {folded(word): value for word, value in accepted.items()}

    def meaning(text: str) -> object:
        key = folded(text)
        if key in known:
            return int(known[key]) if known[key] else None
        if key in NO_ANSWER:
            return None
        found = _LEADING_MARK.match(text.strip())
        return int(found[1]) if found and len(found[1]) < 4 else UNREADABLE

    return translate(raw, meaning, pl.Int32)
