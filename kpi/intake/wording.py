"""How words of a file are compared with words of the pack: without regard to case, spacing and kind of dash; and what was nearly meant."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import polars as pl

from kpi.language import all_of, number_marks, tr

_SPACE = re.compile(r"[\s\u00ad\u200b\ufeff]+")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_SHORT = 80
LIKE_A_PERSON = re.compile(r"\d{6}\s?[-+‐‑‒–—−]?\s?\d{4}")
"""Wider than the rule for refusing a file: also a mistyped number of a person is not repeated."""


@lru_cache(maxsize=16_384)  # the pack's words and the units' names, again for each file
def folded(text: str) -> str:
    """A heading or name for comparison: composed letters, one kind of dash, lower case, no white space at all."""
    return _SPACE.sub("", unicodedata.normalize("NFC", text).translate(_DASHES)).casefold()


def closest(text: str, candidates: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The candidate nearest in spelling, or None when nothing is near."""
    return _closest(text, tuple(candidates), cutoff)


@lru_cache(maxsize=4096)
def _closest(text: str, candidates: tuple[str, ...], cutoff: float) -> str | None:
    by_key = {folded(c): c for c in candidates}
    found = difflib.get_close_matches(folded(text), by_key, n=1, cutoff=cutoff)
    return by_key[found[0]] if found else None


def short(text: str) -> str:
    """A cell's text as it may stand in a message: one line, cut after 80 characters, without what could be a personal identity number."""
    line = LIKE_A_PERSON.sub("…", " ".join(text.split()))
    return line if len(line) <= _SHORT else line[: _SHORT - 1] + "…"


def quoted(text: str) -> str:
    """A text in the quotation marks of the language of the run."""
    return tr("”{text}”", text=text)


def listed(words: Iterable[str], *, limit: int = 12) -> str:
    """Words in quotation marks with commas; "…" after the limit."""
    marked = [quoted(short(w)) for w in words]
    return ", ".join(marked[:limit]) + (" …" if len(marked) > limit else "")


def rows_listed(rows: Iterable[int], *, limit: int = 20) -> str:
    """Row numbers with commas and "och", as the language of the run joins them; "…" after the limit."""
    numbers = [str(r) for r in rows]
    if len(numbers) > limit:
        return ", ".join(numbers[:limit]) + " …"
    return all_of(filter(None, [", ".join(numbers[:-1]), numbers[-1]]))


def row_spans(rows: pl.Series, *, limit: int = 8) -> str:
    """Row numbers as spans, "4–190, 195"; "…" after ``limit`` of them."""
    numbers = rows.drop_nulls().unique().sort()
    ends = (numbers.diff() != 1).fill_null(True)
    spans = pl.DataFrame({"row": numbers, "span": ends.cum_sum()}).group_by("span", maintain_order=True)
    found = spans.agg(pl.col("row").first().alias("first"), pl.col("row").last().alias("last"))
    texts = [str(a) if a == b else f"{a}–{b}" for _, a, b in found.head(limit).iter_rows()]
    return ", ".join(texts) + (" …" if found.height > limit else "")


def plain(value: float) -> str:
    """A number as short as it can be written, with the decimal mark of the language of the run."""
    return f"{value:.10g}".replace(".", number_marks().decimal).replace("-", "\u2212")


def span_text(low: float | None, high: float | None) -> str:
    """A range in words: "0–100", "minst 0", "högst 100"."""
    if high is None:
        return tr("minst {low}", low=plain(low or 0))
    return tr("högst {high}", high=plain(high)) if low is None else f"{plain(low)}–{plain(high)}"
