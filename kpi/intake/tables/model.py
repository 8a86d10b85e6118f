"""A table that was found: where it stands, what its columns mean, and what of it is not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from kpi.errors import Fault
from kpi.intake.letters import letter
from kpi.intake.questions import Question
from kpi.intake.read import Sheet
from kpi.intake.tables.parts import Grain
from kpi.intake.wording import short
from kpi.programme.model import Layout

DroppedReason = Literal["total", "note", "section", "skipped", "repeated_header", "empty"]


@dataclass(frozen=True, slots=True)
class Melted:
    """A column of a wide table that holds values of one period, sex, indicator …: what a row of its own would say in ``set``.

    Columns with the same ``set`` make one row together (women's answers, women's index).
    """

    column: str  # grid column
    key: str  # Column.key that receives the cell
    set: dict[str, str]  # Column.key → text, as if it stood in a cell


@dataclass(frozen=True, slots=True)
class Pivot:
    """A column whose words say what each row's value is, and the column of those values: "Kolumn" and "Mätvärde" of a long export.

    meant: word → Column.key that receives the value, and what it is of (Column.key → text, as ``Melted.set``; empty: of whatever the
    other rows about the same are of). skipped: words whose rows an answer leaves out. unknown: words to ask about.
    """

    column: str  # grid column
    value: str  # grid column
    meant: dict[str, tuple[str, dict[str, str]]]
    skipped: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def keys(self) -> set[str]:
        """Keys that receive values."""
        return {key for key, _ in self.meant.values()}

    @property
    def told(self) -> set[str]:
        """Keys that every row gets a text or a value for."""
        sets = [set(said) for _, said in self.meant.values() if said]
        return self.keys | (set.intersection(*sets) if sets else set())


@dataclass(frozen=True, slots=True)
class Joint:
    """Two columns whose cells make a period together: a year, and which part of it. text: the year where it stands outside the table.

    also: a column of quarters beside one of months, which says the same and is not read.
    """

    year: str | None  # grid column; None: the year stands outside the table
    part: str  # grid column
    grain: Grain
    text: str | None = None
    also: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row or column inside the table's range that is not imported, and why."""

    reason: DroppedReason
    text: str
    row: int | None = None  # the sheet's own, 1-based
    column: str | None = None  # grid column


@dataclass(frozen=True)
class Match:
    """A table read with a layout. Row numbers are the sheet's own (1-based); columns are the grid's names (0-based index as text).

    first_row, last_row: the range of the data, both included; last_row is first_row − 1 for a table without rows.
    constants: Column.key → text that every row has, stated outside the table (in its title or the sheet's name) and confirmed.
    """

    sheet: Sheet
    layout: Layout
    header_row: int  # the last row of the header
    columns: dict[str, str]  # Column.key → grid column
    headings: dict[str, str]  # grid column → heading as it stands; a header of several rows joined with ", "
    faults: tuple[Fault, ...] = ()
    header_rows: tuple[int, int] = (0, 0)
    first_row: int = 0
    last_row: int = 0
    melted: tuple[Melted, ...] = ()
    constants: dict[str, str] = field(default_factory=dict)
    filled: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)  # grid column → row spans that take their first row's text
    dropped: tuple[Dropped, ...] = ()
    fingerprint: str = ""
    questions: tuple[Question, ...] = ()
    notes: tuple[Fault, ...] = ()
    pivot: Pivot | None = None
    sections: dict[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)  # Column.key → (row, text of the rows below it)
    joint: Joint | None = None  # ``columns`` then has the part's column for the period

    def __post_init__(self) -> None:
        if not self.first_row:  # a plain table: everything below its header
            object.__setattr__(self, "header_rows", (self.header_row, self.header_row))
            object.__setattr__(self, "first_row", self.header_row + 1)
            object.__setattr__(self, "last_row", max(self.header_row, self.sheet.grid.height))

    @cached_property
    def groups(self) -> dict[int, tuple[dict[str, str], dict[str, str]]]:
        """The rows that each row of a wide table makes: 0-based grid column of the value → (what is set, Column.key → grid column)."""
        by_set: dict[tuple[tuple[str, str], ...], list[Melted]] = {}
        for m in self.melted:
            by_set.setdefault(tuple(sorted(m.set.items())), []).append(m)
        found = {}
        for members in by_set.values():
            value = next((m for m in members if self.layout.column(m.key).role == "value"), members[0])
            found[int(value.column)] = (value.set, {m.key: m.column for m in members})
        return found

    def grid_column(self, key: str, group: int | None = None) -> str | None:
        """The grid column that a key is read from, in a wide table the one of ``group`` (a key of ``groups``)."""
        if key in self.columns:
            return self.columns[key]
        if self.pivot is not None and key in self.pivot.told | self.pivot.keys:
            return self.pivot.value if key in self.pivot.keys else self.pivot.column
        return None if group is None or group not in self.groups else self.groups[group][1].get(key)

    def place(self, key: str, group: int | None = None) -> str:
        """A column as the user sees it: "C · Kön". Raises KeyError for one that the table lacks."""
        column = self.grid_column(key, group)
        if column is None:
            raise KeyError(key)
        return label(column, self.headings)


_HEADED = " · "


def label(column: str, headings: dict[str, str]) -> str:
    """Letter and heading of a grid column: "C · Kön"; the letter alone without a heading."""
    heading = headings.get(column)
    return letter(int(column)) + (f"{_HEADED}{short(heading)}" if heading else "")


def without_heading(place: str) -> str:
    """The letters of a ``label``, or of columns without headings."""
    return place.partition(_HEADED)[0]
