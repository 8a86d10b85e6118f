"""Cells that are plainly numbers."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def number_of(text: str | None) -> float | None:
    """A cell as a number when it plainly is one; None for anything else."""
    if text is None:
        return None
    plain = re.sub(r"[\s\u00a0\u202f%]", "", text).replace("\u2212", "-")
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None
