"""Columns of text → columns of values. Each distinct text is read once; blank stays null; what cannot be read is marked, never guessed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from kpi.intake.marks import reason
from kpi.intake.wording import folded

UNREADABLE = object()
"""What a reader of a cell's text gives back when the text means nothing."""

SEXES: Mapping[str, str] = {
    folded(word): sex
    for sex, words in {
        "K": ("K", "Kvinna", "Kvinnor"),
        "M": ("M", "Man", "Män"),
        "T": ("T", "Totalt", "Alla", "Samtliga", "Total", "Båda könen", "Båda", "Kvinnor och män"),
    }.items()
    for word in words
}
NO_ANSWER = frozenset(folded(word) for word in ("Vet ej", "Vet inte", "Ej svar", "Inget svar"))
_LARGEST = 1e15  # no count, amount or hours are larger; a float holds whole numbers exactly up to here
_THOUSANDS = r"^[+-]?\d{1,3}(?:\s\d{3})+(?:[.,]\d+)?$"
_NUMBERS_OF_GROUPS = (r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?", r"\d{1,3}\.\d{3},\d+", r"\d{1,3},\d{3}\.\d+")
GROUPED = re.compile(rf"[+-]?(?:{'|'.join(_NUMBERS_OF_GROUPS)})")
"""Numbers whose separators of thousands are certain: "1.234.567", "1.234,5", "1,234.5"."""

_CUT_OFF = r"[.,]$|^[+-]?[.,]"
_MINUS = "^[\u2212\u2013\u2012\u2011]"  # a dash of any kind before a digit; alone it is a mark for "nothing"
_LEADING_MARK = re.compile(r"(\d+)(?:\.0+)?(?![.,–-]?\d)")
_POINT_OR_GROUPS = r"^[+\-\u2212\u2013]?[1-9]\d{0,2}[.,]\d{3}(?:\s*%)?$"  # "1.234": a little more than one, or a good thousand?


@dataclass(frozen=True, slots=True)
class Words:
    """A column's distinct texts, and for each row which of them it has (null for a blank cell)."""

    texts: pl.Series
    codes: pl.Series

    def spread(self, values: pl.Series) -> pl.Series:
        """Values of the distinct texts, put in every row."""
        return values.gather(self.codes)

    def rows(self, which: pl.Series) -> pl.Series:
        """True for the rows whose text is one of these (a mask over the distinct texts); false for blank cells."""
        return which.gather(self.codes).fill_null(False) if which.any() else nothing(len(self.codes))

    def counts(self) -> pl.Series:
        """How many rows have each text."""
        found = self.codes.drop_nulls().value_counts()
        return pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(self.texts)).scatter(found.to_series(0), found["count"])


def words(raw: pl.Series) -> Words:
    """The distinct texts of a column, in no certain order."""
    return words_of(raw.to_frame())[raw.name]


def words_of(frame: pl.DataFrame) -> dict[str, Words]:
    """As ``words``, of each column of text: several at a time."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return dict(zip(frame.columns, pool.map(_coded, frame.iter_columns()), strict=True))


def _coded(column: pl.Series) -> Words:
    """Each row's text looked up once, while other threads run: Arrow codes a column as it finds its texts."""
    found = column.to_arrow(compat_level=pl.CompatLevel.oldest()).dictionary_encode()
    texts, codes = pl.from_arrow(found.dictionary), pl.from_arrow(found.indices)
    assert isinstance(texts, pl.Series) and isinstance(codes, pl.Series)
    return Words(texts.alias(column.name), codes.cast(pl.UInt32).alias(column.name))


def nothing(height: int) -> pl.Series:
    """False for every row."""
    return pl.Series([False]).new_from_index(0, height)


@dataclass(frozen=True, slots=True)
class Read:
    """What the distinct texts of a column mean, in the order of ``Words.texts``, and which of them mean nothing."""

    values: pl.Series
    unreadable: pl.Series


@dataclass(frozen=True, slots=True)
class Numbers:
    """The distinct texts of a column as numbers, in the order of ``Words.texts``.

    unreadable: means nothing. marks: why there is no figure ("skyddat i källan"), null where there is one. percent: a per cent sign.
    unsure: "1.234", whose value is taken as a little more than one; with separators of thousands it would be a thousand times more.
    """

    values: pl.Series
    unreadable: pl.Series
    marks: pl.Series
    percent: pl.Series
    unsure: pl.Series


def translate(column: Words, meaning: Callable[[str], object], dtype: pl.DataType | type[pl.DataType]) -> Read:
    """Each distinct text, read once by ``meaning``, which gives UNREADABLE for one that means nothing."""
    meant = [meaning(text) for text in column.texts]
    bad = pl.Series([value is UNREADABLE for value in meant], dtype=pl.Boolean)
    return Read(pl.Series([None if value is UNREADABLE else value for value in meant], dtype=dtype), bad)


def numbers(texts: pl.Series) -> Numbers:
    """Distinct texts as numbers with decimal comma or point: "77,3", "77.3", "−4,7", "1 034,5" (any kind of space between thousands),
    "77,3 %"; or as a mark that says why there is none.
    """
    bare = texts.str.strip_chars()
    values, unsure = _cast(bare), bare.str.contains(_POINT_OR_GROUPS)
    unreadable, percent = nothing(len(texts)), nothing(len(texts))
    marks = pl.repeat(None, len(texts), eager=True, dtype=pl.String)
    left = values.is_null().arg_true()
    if len(left):
        rest = bare.gather(left)
        signs = rest.str.ends_with("%")
        rest = rest.str.strip_suffix("%").str.strip_chars().str.replace(_MINUS, "-")
        spaced = rest.str.contains(_THOUSANDS)
        rest = pl.select(pl.when(spaced).then(rest.str.replace_all(r"\s", "")).otherwise(rest)).to_series()
        found = _cast(rest)
        values = values.scatter(left, found)
        percent = percent.scatter(left, signs & found.is_not_null())
        odd = left.filter(found.is_null())
        slow = [_odd(text) for text in texts.gather(odd)]
        values = values.scatter(odd, pl.Series([value for value, _ in slow], dtype=pl.Float64))
        marks = marks.scatter(odd, pl.Series([why for _, why in slow], dtype=pl.String))
        unreadable = unreadable.scatter(odd, [value is None and why is None for value, why in slow])
    return Numbers(values, unreadable, marks, percent, unsure & values.is_not_null())  # a digit of another script is no number


def _cast(bare: pl.Series) -> pl.Series:
    """Digits with a decimal comma or point as numbers; null for anything else, and for a number cut off at its decimals."""
    values = bare.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    sound = values.is_finite() & (values.abs() <= _LARGEST) & ~bare.str.contains(_CUT_OFF)
    return pl.select(pl.when(sound).then(values)).to_series()


def _odd(text: str) -> tuple[float | None, str | None]:
    """The number of a text with groups of digits, and if there is none the reason of its mark."""
    plain = text.strip()
    if GROUPED.fullmatch(plain):  # only one reading: the first sign separates thousands, the other one decimals
        plain = plain.replace(next(c for c in plain if c in ".,"), "")
        return float(plain.replace(",", ".")), None
    return None, reason(text)


def choices(column: Words, accepted: Mapping[str, str]) -> Read:
    """Texts of a closed set → canonical values. ``accepted``: text → value, compared without regard to case and spacing."""
    known = {folded(word): value for word, value in accepted.items()}
    return translate(column, lambda text: known.get(folded(text), UNREADABLE), pl.String)


def answers(column: Words, accepted: Mapping[str, str]) -> Read:
    """Answers on a scale as whole numbers: "4", "5 Stämmer mycket bra". Null where there is none ("Vet ej", "..").

    ``accepted``: other texts → the number as text, or "" for no answer.
    """
    known = {folded(word): value for word, value in accepted.items()}

    def meaning(text: str) -> object:
        key = folded(text)
        if key in known:
            return int(known[key]) if known[key] else None
        if key in NO_ANSWER or reason(text):
            return None
        found = _LEADING_MARK.match(text.strip())
        return int(found[1]) if found and len(found[1]) < 4 else UNREADABLE

    return translate(column, meaning, pl.Int32)


def picked(column: Words, which: Iterable[str] | Sequence[str]) -> pl.Series:
    """True for the rows that have one of these texts."""
    return column.rows(column.texts.is_in(list(which)))
