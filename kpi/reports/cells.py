"""Tables between the rows and a file: a cell is finished text, with the number that it tells for files that hold numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kpi.charts.alt import shown_value
from kpi.charts.gaps import gap_word
from kpi.language import number_marks
from kpi.measure.status import Status
from kpi.programme.model import Indicator
from kpi.text import numbers, words
from kpi.views.rows import Point, StatusRow

Kind = Literal["text", "number", "difference", "count", "year", "status"]
_NOISE = 10  # decimals of a number in a file: what binary floating point adds is not measured, as on the command line


@dataclass(frozen=True, slots=True)
class Cell:
    """``number`` None: there is none, or it may not be shown, and ``text`` says which. decimals: those that are shown of it."""

    text: str
    number: float | int | None = None
    kind: Kind = "text"
    decimals: int = 0
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """``share``: how wide it is beside the others. ``kind``: of its cells."""

    heading: str
    share: float
    kind: Kind = "text"

    @property
    def right(self) -> bool:
        """Are its cells set flush right?"""
        return self.kind in ("number", "difference", "count")


@dataclass(frozen=True, slots=True)
class Table:
    """``name``: short, also a sheet's. The first column names its rows. ``groups``: row index → a heading that begins there."""

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    groups: dict[int, str] = field(default_factory=dict)


def text(said: str | None) -> Cell:
    """Words, or nothing."""
    return Cell(said or "")


def year(value: int | None) -> Cell:
    """A year: never with a thousands separator."""
    return Cell(numbers.MISSING if value is None else str(value), value, "year")


def count(n: int | None) -> Cell:
    """How many."""
    return Cell(numbers.count(n), n, "count")


def value(indicator: Indicator, row: StatusRow | Point | None, *, unit: bool = True) -> Cell:
    """A measured value, or why there is none. ``unit``: with its unit in the text."""
    shown = None if row is None else shown_value(row)
    if row is not None and row.status is Status.SUPPRESSED:
        return Cell(gap_word(Status.SUPPRESSED), None, "number")
    said = numbers.value(indicator, shown) if unit else numbers.number(shown, indicator.decimals)
    return Cell(said, exact(shown), "number", indicator.decimals)


def counted(row: StatusRow | Point | None) -> Cell:
    """The n of a value that is shown."""
    return count(None if row is None or shown_value(row) is None else row.n)


def stated(indicator: Indicator, told: float | None, *, without: str = numbers.MISSING) -> Cell:
    """A målvärde or nuläge as it was decided. ``without``: what is said where there is none."""
    if told is None:
        return Cell(without, None, "number")
    said = numbers.stated(indicator, told)
    number = said.removesuffix(numbers.after(indicator.unit.suffix))
    return Cell(said, exact(told), "number", len(number.partition(number_marks().decimal)[2]))


def difference(indicator: Indicator, d: float | None) -> Cell:
    """A difference, signed."""
    if d is None:
        return Cell(numbers.MISSING, None, "difference")
    return Cell(numbers.difference_short(indicator, d), exact(d), "difference", indicator.decimals)


def status(found: Status) -> Cell:
    """A status: its word; files draw or write its symbol before it."""
    return Cell(words.STATUS[found].word, None, "status", status=found)


def exact(value: float | None) -> float | None:
    """A number as it goes into a file: without the noise of floating point."""
    return None if value is None else round(float(value), _NOISE) + 0.0
