"""Finished rows of *Min enhet*. As ``kpi.views.rows``: all of it has passed the disclosure gate, and a hidden number is not here at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kpi.measure.status import Certainty
from kpi.programme.model import Action, Area, Indicator
from kpi.programme.organisation import Stated, StatedFigure
from kpi.views.rows import Card, Context, Point, StatusRow, UnitChoice

Why = Literal["protected", "protected_in_source", "not_assessable", "missing", "not_measured"]
"""Why there is nothing to judge: hidden here, hidden by the one who sent the file, set aside by a controller, missing as the file says, or
told by no file."""


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Where the unit stands. ``above``: the units over it, nearest first; ``level`` of each is its level's name."""

    unit: UnitChoice
    above: tuple[UnitChoice, ...]
    since: int | None  # first year in its place; None: the organisation file gives no year
    until: int | None  # last year; None: still there
    moved_from: str | None  # name of the unit it lay under before, when it has moved
    kind: Literal[
        "own", "chosen", "compared"
    ]  # a manager's own or below it, any unit that a controller has chosen, or only to compare with


@dataclass(frozen=True, slots=True)
class Against:
    """A figure beside another one: the difference (this − other, in the indicator's unit) and whether it is more than chance.

    ``difference`` None: they cannot be compared (one of them is missing or hidden, or they were measured in different ways).
    """

    row: StatusRow  # of the other
    difference: float | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class MineRow:
    """One indicator of the unit."""

    card: Card
    before: Point | None  # the unit's own figure the year before; None when that year cannot be read
    before_comparable: bool  # it was measured in the same way as this year's, and both are shown
    above: Against | None  # the level above; None when there is none within reach
    moved_share: float | None  # |change since the year before| as a share of the way from nuläge to målvärde; None without such a way
    better: bool | None  # the change since the year before is towards better; None when there is none, or no difference
    why: Why | None  # why there is nothing to judge; None when there is
    reason: str = ""  # in the source's or the controller's words, where there are any
    quality: tuple[str, ...] = ()  # what must be known of how the figure was made: units or months that are missing
    only_above: bool = False  # not measured here, but the level above has a figure

    @property
    def total(self) -> StatusRow:
        return self.card.total

    @property
    def indicator(self) -> Indicator:
        return self.card.indicator


@dataclass(frozen=True, slots=True)
class MineArea:
    """A programme area with its rows, in the plan's order."""

    area: Area
    rows: tuple[MineRow, ...]


@dataclass(frozen=True, slots=True)
class People:
    """How many the unit's figures are about: n as it stands beside figures that are shown, and the measurements it comes from.

    ``counted``: what n counts ("svar"), "" where no source says. Women and men are None where they may not be shown or were not told.
    """

    counted: str
    source: str  # where it is said what n counts
    population: str  # the group's name
    year: int
    total: int
    women: int | None
    men: int | None
    sexes_hidden: bool  # women and men are protected
    indicators: tuple[Indicator, ...]
    monthly: frozenset[str]  # ids of those whose n is the mean of a year's months or quarters


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes since the year before, largest first (by ``moved_share``). Only ``clear`` ones are changes; the rest are not told from
    chance, or cannot be."""

    since: int
    clear: tuple[MineRow, ...]
    within_noise: tuple[MineRow, ...]
    unknown: tuple[MineRow, ...]


@dataclass(frozen=True, slots=True)
class Tasks:
    """Actions of the plan that concern the unit: the plan puts them on a level that it belongs to, or their text is for a group."""

    kind: Literal["responsible", "concerns"]
    name: str  # the level's name in the plural, or the group's name
    unit: str  # the unit of that level that this one belongs to (its own name when it is that unit); "" for a group
    actions: tuple[tuple[Area, Action], ...]


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """One of a manager's units, to choose among. ``reached``, ``measured``: how many indicators reach their målvärde, of those that have
    both a målvärde and a figure that is shown."""

    unit: UnitChoice
    chosen: bool
    reached: int
    measured: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One indicator for each of several units, in the organisation's order, and for the unit that they are held against."""

    indicator: Indicator
    whole: StatusRow | None
    units: tuple[tuple[UnitChoice, StatusRow, Against | None], ...]  # Against the whole; None without one


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Several units beside each other. Whether one differs from the whole is judged by the funnel's outer limits (99,8 %): many are held
    up at once. ``kind``: a manager's own units, or those directly below the unit."""

    kind: Literal["own", "below"]
    whole: UnitChoice | None
    areas: tuple[tuple[Area, tuple[Compared, ...]], ...]  # only indicators that at least one of the units has a figure for


@dataclass(frozen=True, slots=True)
class Persons:
    """How many persons a figure of persons for each of some is about, and how many those are: ``row`` is that figure, and is shown."""

    row: StatusRow
    everybody: int
    some: int


@dataclass(frozen=True, slots=True)
class StatedFigures:
    """What a source says of the unit. ``hidden``: figures of persons that may not be shown, without their numbers."""

    stated: Stated
    shown: tuple[StatedFigure, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """``rows``: the year's figures of what is measured beside the plan. ``persons``: None where it is not measured or may not be shown."""

    rows: tuple[StatusRow, ...] = ()
    persons: Persons | None = None
    stated: tuple[StatedFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class Mine:
    """*Min enhet*: everything a manager asks about one unit and year."""

    context: Context
    place: UnitPlace
    finding: tuple[str, ...]  # the summary, a sentence each
    areas: tuple[MineArea, ...]
    changes: Changes
    people: tuple[People, ...]
    tasks: tuple[Tasks, ...]
    above: UnitChoice | None  # the level above that figures are held against
    mine: tuple[OwnUnit, ...]  # a manager's units when there are several
    beside: SideBySide | None
    figures: UnitFigures = UnitFigures()  # the unit's people and managers, and what a source says of it
    too_many: int = 0  # units directly below when they are too many to stand side by side

    @property
    def rows(self) -> tuple[MineRow, ...]:
        """All rows in the plan's order."""
        return tuple(row for area in self.areas for row in area.rows)
