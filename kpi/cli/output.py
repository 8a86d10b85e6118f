"""What a command writes: one JSON document or text on one stream, messages on the other. Nothing is printed past these streams."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Sequence
from typing import Any, TextIO

from kpi.errors import Fault, Refusal

DECIMALS = 10  # hides the noise of binary floating point (64,61 − 67), no digit that was measured


class Output:
    """The two streams of a command. ``json``: the answer is a JSON document, else text in the language of the run."""

    def __init__(self, out: TextIO, err: TextIO, *, as_json: bool) -> None:
        self.out = out
        self.err = err
        self.as_json = as_json

    def document(self, data: Any) -> None:
        """The one JSON document of a command (nothing without --json)."""
        if self.as_json:
            json.dump(clean(data), self.out, ensure_ascii=False, indent=2, allow_nan=False)
            self.out.write("\n")

    def text(self, line: str = "") -> None:
        """A line of the human answer (nothing with --json)."""
        if not self.as_json:
            self.out.write(f"{printable(line)}\n")

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
        """A table of the human answer. ``right``: the columns that are set flush right (numbers)."""
        cells = [[printable(cell) for cell in row] for row in (headings, *rows)]
        widths = [max(width(row[i]) for row in cells) for i in range(len(headings))]
        for row in cells:
            self.text("  ".join(pad(cell, widths[i], i in right) for i, cell in enumerate(row)).rstrip())

    def message(self, line: str) -> None:
        """A line for the person at the keyboard; never part of the answer."""
        self.err.write(f"{printable(line)}\n")

    def refusal(self, refusal: Refusal) -> None:
        """Say why: the message and every fault on the message stream, and as a JSON document when that was asked for."""
        self.message(refusal.message)
        for fault in refusal.faults:
            self.message(f"  {fault}")
        self.document({"error": {"code": refusal.code, "message": refusal.message, "faults": [_fault(f) for f in refusal.faults]}})


def clean(data: Any) -> Any:
    """JSON data with floats as right as they were measured: 10 decimals, no negative zero; not-a-number becomes null."""
    if isinstance(data, float):
        return round(data, DECIMALS) + 0.0 if math.isfinite(data) else None
    if isinstance(data, dict):
        return {key: clean(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [clean(value) for value in data]
    return data


def printable(text: str) -> str:
    """Text from files is data: control characters (a terminal's commands) are replaced, tabs become spaces."""
    return "".join(" " if c in "\t\n\r" else c if c.isprintable() or c in "\u00a0\u202f" else "\ufffd" for c in text)


def width(text: str) -> int:
    """Columns on a terminal: combining marks take none, wide characters two."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int, right: bool) -> str:
    """The text filled with spaces to so many terminal columns, flush left or ``right``."""
    fill = " " * (columns - width(text))
    return fill + text if right else text + fill


def _fault(fault: Fault) -> dict[str, object]:
    return fault.to_json()
