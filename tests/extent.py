"""How much is tested. At each change every rule, where that is cheapest; with ``make test ALL=1``, for a night, every case of it.

A test, or a case of one, that shows again elsewhere what others show is marked ``sweep``, and left out at each change.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

T = TypeVar("T")
ALL = bool(os.environ.get("ALL"))
sweep = pytest.mark.sweep


def some(cases: Sequence[T], few: Sequence[T]) -> Sequence[T]:
    """``few`` of the cases; all of them in a night. Raises ValueError where one of the few is not a case, so that nobody thinks it is."""
    if strange := [case for case in few if case not in cases]:
        raise ValueError(f"not among the cases: {strange}")
    return cases if ALL else few


def examples(few: int, many: int) -> int:
    """How many generated examples: ``few`` at each change, ``many`` in a night."""
    return many if ALL else few
