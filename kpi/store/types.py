"""What goes into the store and what comes out of it. Values are UNGATED: only ``kpi.views`` may ask for them.

Missing is None, never zero. Percentages and indices are 0–100, ages in years. Times are ISO 8601 in UTC with microseconds
("2026-03-01T09:30:00.000000+00:00") and strictly increasing within a store, so they can be handed back as ``as_of``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import pyarrow as pa

Sex = Literal["K", "M", "T"]
SEXES = ("T", "K", "M")
"""In the order of their numbers in the tables and in ``kpi.measure.disclosure``."""
Origin = Literal["delivered", "months", "sexes", "rolled", "quarters"]
ORIGINS = ("delivered", "months", "sexes", "rolled", "quarters")
"""In the order of their numbers in the roll-up's table."""

FACT_SCHEMA = pa.schema(
    [
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("unit", pa.string(), nullable=False),  # unit code
        pa.field("period", pa.string(), nullable=False),  # "2024", "2024-Q1" or "2024-03"
        pa.field("year", pa.int32(), nullable=False),
        pa.field("month", pa.int32()),  # 1–12, 13–16 for a quarter; null for a yearly figure
        pa.field("sex", pa.string(), nullable=False),  # K | M | T
        pa.field("population", pa.string(), nullable=False),  # the indicator's population key
        pa.field("method", pa.string(), nullable=False),  # "" when there is one way only
        pa.field("value", pa.float64()),  # null only together with ``missing``
        pa.field("numerator", pa.float64()),
        pa.field("denominator", pa.float64()),
        pa.field("n", pa.int64()),  # persons or answers behind the value; null = unknown
        pa.field("sd", pa.float64()),  # standard deviation of the persons' values; null = unknown
        pa.field("missing", pa.string()),  # why there is no value, as the extract said it; null when there is one
        pa.field("sheet", pa.string()),
        pa.field("row_first", pa.int32()),  # the sheet's own row numbers, 1-based
        pa.field("row_last", pa.int32()),
        pa.field("col", pa.string()),  # "E · Värde"
    ]
)
"""A delivered fact. Key: indicator, unit, period, sex, population, method – once in a batch."""

UNIT_SCHEMA = pa.schema(
    [
        pa.field("code", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("parent", pa.string()),  # null only for the root
        pa.field("level", pa.string(), nullable=False),  # Level.key
        pa.field("valid_from", pa.int32()),  # first year in force; null = from the beginning
        pa.field("valid_to", pa.int32()),  # last year in force; null = still
        pa.field("sheet", pa.string()),
        pa.field("row_first", pa.int32()),
    ]
)
"""A delivered organisation row. Key: code, valid_from – once in a batch."""


class Cell(NamedTuple):
    """One yearly figure for a unit. ``value`` is always there: a cell without a figure does not exist.

    origin: ``delivered`` as a yearly figure, made from the unit's own ``months`` or ``quarters``, from its own women and men (``sexes``),
    or ``rolled`` up from the units below. ``n`` is persons (for a year of months or quarters: their rounded mean), None = unknown.
    ``parts``: units directly below that the figure is made from, and ``parts_missing``: units directly below in force that year without
    any figure (both None unless rolled). ``rolled_value``: what the units below give, when that differs from the unit's own figure by
    more than the indicator's rounding. ``months``: months behind the figure, three to a quarter (of a rolled figure the fewest of its
    parts'; None without months or quarters).
    """

    indicator: str
    unit: str
    year: int
    sex: str
    population: str
    method: str
    value: float
    numerator: float | None
    denominator: float | None
    n: int | None
    sd: float | None
    origin: str
    parts: int | None
    parts_missing: int | None
    rolled_value: float | None
    months: int | None
    hidden: bool  # may not be shown: the group is too small, or would reveal one that is
    synthetic: bool  # rests on at least one extract marked SYNTETISK


class MonthCell(NamedTuple):
    """One figure for a unit and a month or a quarter, delivered or rolled up at that grain (a quarter: or made from its three months)."""

    period: str  # "2024-03" or "2024-Q1"
    sex: str
    method: str
    value: float
    n: int | None
    hidden: bool
    origin: str


class UnitRow(NamedTuple):
    """A unit during the years ``valid_from``–``valid_to`` (both included; None = open). A moved unit has several rows."""

    code: str
    name: str
    parent: str | None  # None only for the root
    level: str  # Level.key
    valid_from: int | None
    valid_to: int | None


class Head(NamedTuple):
    """What holds at a version beside the figures, read at one moment. synthetic: at least one import in force is marked SYNTETISK."""

    years: tuple[int, ...]  # with any yearly figure, in order
    part_years: tuple[int, ...]  # with any month or quarter, in order: finished values of these make no year
    units: tuple[UnitRow, ...]  # all organisation rows, the pack's root included
    revisions: tuple[Revision, ...]  # newest first
    assessments: tuple[Assessment, ...]  # newest first
    synthetic: bool
    time: str | None = None  # when the version was made; None before the first write


class TreeUnit(NamedTuple):
    """A unit in one year's tree. ``depth`` 0 is the root; ``children`` are codes, sorted by name."""

    code: str
    name: str
    parent: str | None
    level: str
    depth: int
    children: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewBatch:
    """What an import says about its file. ``synthetic``: the extract is marked SYNTETISK."""

    file: str
    sha256: str
    layout: str
    user: str
    sheet: str | None = None
    header_row: int | None = None
    rows_read: int = 0
    rows_accepted: int = 0
    synthetic: bool = False
    note: str | None = None


class Delivery(NamedTuple):
    """What a file brings in one layout: facts (FACT_SCHEMA), units (UNIT_SCHEMA), or both."""

    batch: NewBatch
    facts: pa.Table | None
    units: pa.Table | None


@dataclass(frozen=True, slots=True)
class Committed:
    """The outcome of a commit. ``unchanged``: the same file is already active, nothing was stored and ``batch`` is that batch's id."""

    batch: str | None
    state: Literal["active", "unchanged"]
    new: int
    changed: int
    unchanged: int
    data_version: int


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """One import in the log. Counts are against what held when it was imported; they include organisation rows."""

    batch: str
    seq: int
    file: str
    sha256: str
    layout: str
    user: str
    time: str
    state: Literal["active", "undone"]
    synthetic: bool
    sheet: str | None
    header_row: int | None
    rows_read: int
    rows_accepted: int
    facts_new: int
    facts_changed: int
    facts_unchanged: int
    note: str | None
    why: str | None  # of the latest undo or redo
    why_user: str | None
    why_time: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """One write, newest data version first. kind: import | undo | redo | target | assessment | answer | access | action |
    judgement | annotation | presentation | milestone | restore | rules.

    answers: answers to questions about files that it brought or took back.
    """

    seq: int  # the data version it made
    time: str
    user: str
    kind: str
    batch: str | None
    text: str
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Remembered:
    """One answer to a question that intake may not guess: what it was, who gave it and what it replaced.

    answer: "" leaves out what was asked about; None takes the answer before it back, with ``why``. replaced: the answer before it, None
    when there was none. latest: nothing has come after it: it holds, unless it takes one back.
    """

    question: str
    answer: str | None
    user: str
    time: str
    seq: int  # the data version it came with
    why: str | None
    replaced: str | None
    latest: bool


@dataclass(frozen=True, slots=True)
class Memory:
    """What controllers have answered about earlier files. history: every answer, newest first."""

    history: tuple[Remembered, ...] = ()

    @property
    def held(self) -> tuple[Remembered, ...]:
        """The answers that hold, newest first."""
        return tuple(r for r in self.history if r.latest and r.answer is not None)

    @property
    def answers(self) -> dict[str, str]:
        """The answers that hold, by question id."""
        return {r.question: r.answer for r in self.held if r.answer is not None}


SHEETS = "/"
"""Between the names of a fact's sheets, when it was made of the same file's women and men on a sheet each, or of rows of persons on
several; and between the columns on each, where they differ. No sheet's name can have it."""


@dataclass(frozen=True, slots=True)
class FactOrigin:
    """One delivered fact with its place. ``active``: its batch is not undone. ``hidden``: it may not be shown.

    places: (sheet, col, row_first, row_last) on each of several sheets (``SHEETS``): women's and men's when it was made of those; of rows
    of persons the columns alone, without rows. Empty where there is one sheet.
    """

    batch: str
    file: str
    sha256: str
    user: str
    time: str
    sheet: str | None
    row_first: int | None
    row_last: int | None
    col: str | None
    unit: str
    period: str
    sex: str
    method: str
    value: float | None
    n: int | None
    hidden: bool
    synthetic: bool
    active: bool
    places: tuple[tuple[str | None, str | None, int | None, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file would change. ``rows``: indicator, unit, period, sex, population, method, value_from, value_to, n_from, n_to, kind
    (for units: code, name, parent, level, valid_from, valid_to, kind); kind is new | changed | unchanged.
    """

    new: int
    changed: int
    unchanged: int
    rows: pa.Table


@dataclass(frozen=True, slots=True)
class Revision:
    """A changed target, baseline or direction, valid from a year on. None: there is none. ``seq`` and ``time`` are set by the store."""

    indicator: str
    target: float | None
    baseline: float | None
    direction: str  # up | down
    valid_from: int
    reason: str
    user: str
    time: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Assessment:
    """A controller's "kan ej bedömas" for an indicator, unit and year. ``active`` False: lifted again."""

    indicator: str
    unit: str
    year: int
    reason: str | None
    active: bool
    user: str
    time: str
    seq: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What ``Store.check`` found. severity ``error``: the store contradicts itself; ``note``: kept but not shown."""

    code: str
    severity: Literal["error", "note"]
    message: str  # in the language of the run
    count: int = 1
