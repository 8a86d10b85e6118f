"""What the individual layouts' rows must come to, written out in plain Python: slow, and easy to see that it is right."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

Fact = tuple[float | None, int, float | None]  # value, n, sd


def spread(values: list[Fraction]) -> float | None:
    """Sample standard deviation; None for fewer than two."""
    if len(values) < 2:
        return None
    mean = sum(values) / len(values)
    return math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))


def item_index(answers: list[int]) -> Fraction:
    """(mean − 1) / 4 · 100."""
    return (Fraction(sum(answers), len(answers)) - 1) / 4 * 100


def index(answers: list[list[int | None]]) -> Fact:
    """The index of some respondents' answers to some items (one list a respondent)."""
    items = [[a for a in column if a is not None] for column in zip(*answers, strict=True)]
    own = [item_index(given) for row in answers if (given := [a for a in row if a is not None])]
    value = None if not all(items) else float(sum(item_index(i) for i in items) / len(items))
    return value, len(own), spread(own)


def groups(rows: Iterable[dict]) -> dict[tuple, list[dict]]:
    """(year, unit, sex) → rows; T holds everyone, K and M those who are so registered."""
    out: dict[tuple, list[dict]] = {}
    for row in rows:
        for sex in {"T", row["sex"]}:
            out.setdefault((row["year"], row["unit"], sex), []).append(row)
    return out


def hme(rows: list[dict], items: slice, population: str) -> dict[tuple, Fact]:
    mine = [r for r in rows if r["population"] == population]
    return {key: index([r["answers"][items] for r in members]) for key, members in groups(mine).items()}


def full_time(rows: list[dict]) -> dict[tuple, tuple[float, int, int]]:
    """Share in per cent, numerator, denominator: 100 % among employed on monthly pay."""
    mine = [r for r in rows if r["pay"] == "Månadslön" and r["degree"] > 0]
    out = {}
    for key, members in groups(mine).items():
        full = sum(r["degree"] == 100 for r in members)
        out[key] = (float(Fraction(100 * full, len(members))), full, len(members))
    return out


def mean_age(rows: list[dict]) -> dict[tuple, Fact]:
    out = {}
    for key, members in groups(rows).items():
        ages = [Fraction(r["age"]) for r in members]
        out[key] = (float(sum(ages) / len(ages)), len(ages), spread(ages))
    return out
