"""Finished rows: what pages, charts, reports and the command line may know. Everything here has passed the disclosure gate.

A number that may not be shown is not here at all: ``value``, ``n`` and all that follows from them are None and ``status`` is
``suppressed``. None with another status means "not measured". Percentages are 0–100, indices 0–100, ages in years.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kpi.measure.status import Certainty, Lacking, Status
from kpi.programme.judgement import Annotation
from kpi.programme.model import Action, Area, Direction, Indicator
from kpi.programme.periods import Grain


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One indicator for one unit, year and sex, against its målvärde. The fields of ``status --json``."""

    indicator: Indicator
    unit: str  # unit code
    year: int
    sex: str  # K | M | T
    value: float | None
    n: int | None
    target: float | None
    target_year: int
    baseline: float | None
    gap: float | None  # value − target, in the indicator's unit
    remaining: float | None  # max(0, s·(target − value))
    attained_share: float | None  # 0–1; may be < 0 or > 1
    expected: float | None  # where the calculated linear path is this year
    required_pace: float | None  # per year to reach the target in time
    status: Status
    status_reason: str | None  # why not assessable, when that is the status
    change_year: float | None  # value − the value the year before
    change_year_from: int | None
    change_baseline: float | None  # value − baseline
    certainty: Certainty  # of change_year (of change_baseline where there is no year before)
    certainty_gap: Certainty  # of gap
    method: str | None  # how the figure was measured; "" when there is one way only
    origin: str | None  # "delivered" | "rolled" | "months" | "quarters" | "sexes" | "plan"; None without a value
    parts: int | None = None  # how many units a rolled figure is made from
    parts_missing: int | None = None  # units in force that year without a figure
    rolled_differs: bool = False  # a delivered figure that its parts do not add up to: a data-quality note
    months: int | None = None  # months behind a yearly figure made from months or quarters (12 = whole year)
    lacking: Lacking | None = None  # why a figure that is not measured is not, where the file says so


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a series."""

    period: str  # "2024", "2024-Q1" or "2024-03"
    year: int
    value: float | None
    n: int | None
    status: Status
    method: str | None = None
    origin: str | None = None
    lacking: Lacking | None = None  # as StatusRow.lacking; of the year that is asked about only


@dataclass(frozen=True, slots=True)
class SexGap:
    """Women against men: difference = women − men in the indicator's unit; None when either may not be shown."""

    women: StatusRow
    men: StatusRow
    difference: float | None


@dataclass(frozen=True, slots=True)
class Glance:
    """One indicator in one unit and year at a glance: what *Läget* draws of it, and no more."""

    indicator: Indicator
    total: StatusRow
    sexes: SexGap | None  # None when the indicator is not split by sex
    series: tuple[Point, ...]  # T, by year, from the baseline year on


@dataclass(frozen=True, slots=True)
class Card(Glance):
    """Everything a reader needs of one indicator in one unit and year: also the sexes' series, the path, and what is told in words."""

    series_women: tuple[Point, ...] = ()
    series_men: tuple[Point, ...] = ()
    path: tuple[tuple[int, float], ...] = ()  # (year, expected) from baseline year to target year; () without a path
    sentence: str = ""  # the finding in plain Swedish
    annotations: tuple[Annotation, ...] = ()  # method breaks and events on the series, by period
    notes: tuple[str, ...] = ()  # data-quality and definition notes that a reader must know


@dataclass(frozen=True, slots=True)
class AreaGlance:
    """A programme area with each of the plan's indicators at a glance, and how many of them have each status.

    ``supplementary``: what is measured beside the plan. It is not counted.
    """

    area: Area
    cards: tuple[Glance, ...]
    counts: dict[Status, int]
    supplementary: tuple[Glance, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaCards:
    """A programme area with a card for each of the plan's indicators, its actions, and how many of them have each status.

    ``supplementary``: what is measured beside the plan. It is not counted.
    """

    area: Area
    cards: tuple[Card, ...]
    actions: tuple[Action, ...]
    counts: dict[Status, int] = field(default_factory=dict)
    supplementary: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit in a filter: indented by depth under what the scope reaches."""

    code: str
    name: str
    level: str  # the level's name
    depth: int
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What every page says about itself in one place: scope, unit, year, data version."""

    unit: UnitChoice
    year: int
    years: tuple[int, ...]  # years that can be chosen
    units: tuple[UnitChoice, ...]  # units that can be chosen
    data_version: int
    as_of: str | None  # ISO time when an earlier version is shown
    synthetic: bool  # any figure shown rests on a synthetic extract
    empty: bool  # no extract imported: only the plan's own figures


@dataclass(frozen=True, slots=True)
class Overview:
    """*Läget*: all indicators by area."""

    context: Context
    areas: tuple[AreaGlance, ...]
    counts: dict[Status, int]


@dataclass(frozen=True, slots=True)
class AreaView:
    """*Programområde*: one area in a unit and year."""

    context: Context
    area: AreaCards


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure comes from: one delivered fact."""

    batch: str
    file: str
    sha256: str
    address: str  # "Blad1!F17", as in a formula; whole columns where the rows would tell how many persons there are
    sheet: str
    rows: str  # "17" or "17–43"
    column: str
    user: str
    time: str  # ISO
    unit: str
    period: str
    sex: str
    value: float | None
    n: int | None
    synthetic: bool
    active: bool  # its import is in force (though another may have replaced it)


@dataclass(frozen=True, slots=True)
class Part:
    """A figure that another is made from: a unit below, a sex, a quarter or a month. ``value`` and ``n`` are None when ``hidden``."""

    unit: str
    name: str
    period: str
    sex: str
    value: float | None
    n: int | None
    origin: str | None  # as StatusRow.origin
    hidden: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """Where one figure comes from. ``value`` and the origins' values are None where they may not be shown."""

    value: float | None
    status: Status
    kind: str | None  # as StatusRow.origin
    origins: tuple[Origin, ...]
    superseded: tuple[Origin, ...]
    note: str = ""  # in words: how the figure was made
    period: str = ""  # "2024", "2024-Q1" or "2024-03"
    sex: str = "T"
    method: str = ""  # "" when there is one way only
    parts: tuple[Part, ...] = ()  # what the figure is made from, one step down
    lacking: Lacking | None = None  # as StatusRow.lacking


class Series(NamedTuple):
    """An indicator's points in time order for everybody, women and men; () where there are none."""

    total: tuple[Point, ...] = ()
    women: tuple[Point, ...] = ()
    men: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """*Indikator*: everything about one."""

    context: Context
    area: Area
    card: Card
    by_grain: dict[Grain, Series]  # by quarter and by month; empty series where there are none
    below: tuple[StatusRow, ...]  # T for each unit directly below
    below_names: dict[str, str]  # unit code → name
    other_methods: dict[str, tuple[Point, ...]]  # method label → T by year, shown apart
    trace: Trace


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """An indicator's definition and the target and baseline in force, with their history (newest first)."""

    indicator: Indicator
    area: Area
    target: float | None
    baseline: float | None
    history: tuple[Revision, ...]
    assessments: tuple[Assessment, ...]  # newest first
    direction: Direction = Direction.UP  # in force
    year: int | None = None  # the year that target, baseline and direction are in force for: the latest with figures


@dataclass(frozen=True, slots=True)
class Revision:
    """A changed target or baseline, valid from a year on."""

    target: float | None
    baseline: float | None
    direction: str
    valid_from: int
    reason: str
    user: str
    time: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """A controller's "kan ej bedömas" for a year, with its reason. ``active`` False: lifted again."""

    year: int
    unit: str
    reason: str
    active: bool
    user: str
    time: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One import in the log. Figures do not stand here."""

    batch: str
    seq: int
    file: str
    sha256: str
    layout: str
    user: str
    time: str
    state: str  # active | undone
    synthetic: bool
    rows_read: int
    facts_new: int
    facts_changed: int
    facts_unchanged: int
    why: str | None  # of the undo


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the store's log (import, undo, changed target, assessment, answers). Figures do not stand here."""

    seq: int
    time: str  # ISO
    user: str
    kind: str
    batch: str | None
    text: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer about files that is remembered for the next file, or once was. Figures do not stand here."""

    question: str  # its id
    answer: str | None  # "" leaves out what was asked about; None: taken back
    user: str
    time: str  # ISO
    why: str | None  # of taking it back
    replaced: str | None  # the answer before it
    holds: bool


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What one fact of an uploaded file would change. Values and n are None where the group is too small (``hidden``)."""

    indicator: Indicator
    unit: str  # unit code
    unit_name: str
    period: str  # "2024", "2024-Q1" or "2024-03"
    sex: str  # K | M | T
    population: str
    method: str
    kind: str  # new | changed | unchanged
    value_from: float | None  # what holds now; None when new (or hidden)
    value_to: float | None  # what the file says; None when missing there (or hidden)
    n_from: int | None
    n_to: int | None
    hidden: bool  # a value was left out to protect a small group
