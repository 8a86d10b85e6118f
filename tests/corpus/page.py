"""A sheet as a sender makes it, whatever the file format: cells with their formats, merges, what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Percent:
    """A fraction in a cell that shows per cent: 0.072 is seen as 7,2 %."""

    value: float
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class Formatted:
    """A number under a number format of its own ("0000" shows 101 as 0101)."""

    value: float
    number_format: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula; ``value`` is what the sending program worked out last, None when nothing has worked it out."""

    text: str
    value: float | str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A cell that holds an error: "#N/A", "#DIV/0!"."""

    code: str


Cell = str | int | float | bool | date | Percent | Formatted | Formula | Failed | None
Box = tuple[int, int, int, int]  # first row, first column, last row, last column; 0-based, inclusive


@dataclass(slots=True)
class Page:
    """One sheet. Merged boxes take their text from the first cell; rows and columns are 0-based."""

    rows: Sequence[Sequence[Cell]]
    name: str = "Blad1"
    merged: Sequence[Box] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    visible: bool = True
    filtered: Box | None = None
    at: tuple[int, int] = field(default=(0, 0))  # where the first cell stands

    def cells(self) -> list[tuple[int, int, Cell]]:
        """Row, column and what stands there; blank cells left out."""
        down, right = self.at
        return [(r + down, c + right, v) for r, row in enumerate(self.rows) for c, v in enumerate(row) if v is not None]
