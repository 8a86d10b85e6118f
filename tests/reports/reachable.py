"""Every number that a view holds, as a figure and as it can be written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import BaseModel

from kpi.reports.cells import exact
from kpi.text import numbers

TOKEN = re.compile(r"\d+(?:[\u00a0\u202f ]\d{3})*(?:,\d+)?")
_MOST_DECIMALS = 3


def tokens(text: str) -> set[str]:
    """The numbers in a text, as they stand there without the spaces of thousands."""
    return {re.sub(r"[\u00a0\u202f ]", "", found) for found in TOKEN.findall(text)}


def held(root: Any) -> tuple[set[float], set[str]]:
    """The figures in a view, and every way to write them and the numbers of its texts."""
    figures: set[float] = set()
    written: set[str] = set()
    for value in _leaves(root, set()):
        if isinstance(value, str):
            written |= tokens(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            figures.add(exact(value))
            written |= {t for d in range(_MOST_DECIMALS) for t in tokens(numbers.number(abs(value), d))}
    return figures, written


def _leaves(value: Any, seen: set[int]) -> Iterable[Any]:
    if isinstance(value, str | int | float) or value is None:
        yield value
        return
    if id(value) in seen:
        return
    seen.add(id(value))
    if is_dataclass(value):
        parts: Iterable[Any] = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, BaseModel):
        parts = [getattr(value, name) for name in type(value).model_fields]
    elif isinstance(value, Mapping):
        parts = [*value.keys(), *value.values()]
    else:
        parts = value if isinstance(value, list | tuple | set | frozenset) else []
    for part in parts:
        yield from _leaves(part, seen)
