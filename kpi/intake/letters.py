"""Spreadsheet column letters: 0 → A, 26 → AA."""

from __future__ import annotations

from collections.abc import Sequence


def letter(index: int) -> str:
    """Column letter(s) of a 0-based column index."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def index_of(letters: str) -> int:
    """0-based column index of column letters, upper or lower case."""
    value = 0
    for char in letters.upper():
        value = value * 26 + ord(char) - 64
    return value - 1


def spans(indices: Sequence[int]) -> str:
    """Column indices as letters, runs joined: [3, 4, 5, 8] → "D–F, I"."""
    runs: list[list[int]] = []
    for i in sorted(set(indices)):
        if runs and i == runs[-1][-1] + 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return ", ".join(letter(r[0]) if len(r) == 1 else f"{letter(r[0])}–{letter(r[-1])}" for r in runs)
