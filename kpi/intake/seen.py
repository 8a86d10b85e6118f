"""What was understood of a file, sheet by sheet, in the shape that a screen shows it: the first rows, the tables in them, their columns.

Every understood thing names the question whose answer overrules it (``kpi.intake.questions``), also where nothing was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kpi.errors import Fault
from kpi.intake.questions import Choice

HEAD_ROWS, HEAD_COLUMNS = 25, 20  # as much of a sheet as is shown

SheetState = Literal["read", "asked", "other", "empty", "guide"]
"""read: imported. asked: a question about it is open. other: not read. guide: one of our own templates' help sheets."""


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column of a table as understood. ``meaning`` in words: "Enhet", "Värde, 2023, kvinnor", "läses inte"."""

    letter: str
    heading: str
    meaning: str
    question_id: str
    choices: tuple[Choice, ...]
    current: str  # the answer value that holds: a Column.key, a melt ("value|period=2023|sex=K"), or SKIP


@dataclass(frozen=True, slots=True)
class DroppedSeen:
    """A row (1-based) or a column (letter) inside a table's range that is not read in, and why: "summarad"."""

    row: int | None
    column: str | None
    text: str


@dataclass(frozen=True, slots=True)
class TableSeen:
    """One table of a sheet. range: "A5:H40", header included; header: "5" or "5-6". layout: a layout's id, None when not recognised."""

    layout: str | None
    range: str
    header: str
    columns: tuple[ColumnSeen, ...]
    fingerprint: str
    rows: int  # rows of data, blank and dropped ones not counted
    layout_question: str
    range_question: str
    header_question: str
    layout_choices: tuple[Choice, ...]
    notes: tuple[Fault, ...] = ()
    dropped: tuple[DroppedSeen, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """One sheet. head: its first rows and columns as text (at most HEAD_ROWS × HEAD_COLUMNS), "" for a blank cell."""

    name: str
    visible: bool
    state: SheetState
    head: tuple[tuple[str, ...], ...] = ()
    tables: tuple[TableSeen, ...] = ()
