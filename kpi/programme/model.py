"""The plan as data: what a programme pack holds, as frozen typed models.

Nothing here knows a region, an area or an indicator by name: the packs under ``data/programmes`` do. Text keeps å ä ö;
identifiers (``id``, ``key``) are lower-case ASCII with hyphens or underscores. Missing means "not stated in the source", never zero.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kpi.language import N_, tr
from kpi.programme.base import IDENTIFIER, Frozen, Note
from kpi.programme.goals import Foundation, Link, Milestone, PlanGoal, StateDescription, Strategy, Terms
from kpi.programme.organisation import Branch, Committee, Level, Stated


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    UNSET = "unset"  # nobody has said: nothing is better or worse until a controller does

    @property
    def sign(self) -> int:
        """+1 when higher is better, −1 when lower is better (the ``s`` of every formula in ``kpi.measure``). Raises ValueError where
        neither is said: then there is nothing to compute."""
        if self is Direction.UNSET:
            raise ValueError("riktningen är inte fastställd")
        return self.axis

    @property
    def axis(self) -> int:
        """Which way a drawing's line runs: −1 towards lower values, else +1. Says nothing of what is better."""
        return -1 if self is Direction.DOWN else 1

    def better(self, moved: float | None) -> bool | None:
        """Is a change for the better? None where there is none, or nobody has said what is better."""
        return None if not moved or self is Direction.UNSET else self.sign * moved > 0


class Rollup(StrEnum):
    """How a unit's figure follows from its parts. Never a mean of percentages."""

    SHARE = "share"  # of persons: Σ numerator / Σ denominator · scale; n is the denominator when none is delivered
    PER = "per"  # persons for each of some of them: as RATIO, and a part with none of those adds its persons; n is the denominator
    RATIO = "ratio"  # of quantities (hours, kronor): Σ numerator / Σ denominator · scale; both must be delivered
    MEAN = "mean"  # index, age: Σ n·value / Σ n
    NONE = "none"  # no rule: only delivered figures hold


class Unit(Frozen):
    """A unit of measurement."""

    id: str
    name: str  # "procent", "år", "indexenheter"
    suffix: str  # what follows a value: "%", "år", ""
    gap_name: str  # what a difference is in: "procentenheter", "indexenheter", "år"
    gap_short: str  # short form: "p.e.", "enh.", "år"
    gap_name_one: str | None = None  # the singular after exactly "1", where it differs from ``gap_name``


class Indicator(Frozen):
    """One indicator of the plan.

    ``baseline`` is the plan's nuläge; ``target`` None means direction only. ``definition`` None means that no definition
    is established: screens then say "definition ej fastställd". ``min_n`` is the smallest group that may be shown.
    ``supplementary``: not in the plan. It is measured, protected and shown beside the plan's own, and never counted among them.
    """

    id: str = Field(pattern=IDENTIFIER)
    number: int
    name: str  # word for word from the source
    short_name: str | None = None
    sentence_name: str | None = None  # the name as the subject of "… är 3,2 %"; None: sentences say "Name: 3,2 %"
    unit: Unit
    decimals: int = Field(ge=0, le=4)
    supplementary: bool = False
    direction: Direction = Direction.UNSET
    direction_note: str | None = None  # set when the direction is interpreted, not stated
    target: float | None = None
    target_year: int
    baseline: float | None = None
    baseline_year: int
    baseline_date: str | None = None  # "2021-12"
    baseline_note: str | None = None  # "Mäts hösten 2022"
    population: str  # key of Programme.populations
    by_sex: bool = True
    min_n: int = Field(ge=5)
    counted: str | None = None  # what n counts, in the plural: "svar", "anställda"; None: no source says
    counted_source: str | None = None  # where that is said
    rollup: Rollup
    scale: float = 1.0  # value = scale · numerator / denominator: 100 for per cent
    value_min: float | None = None  # valid values, both ends included
    value_max: float | None = None
    methods: tuple[str, ...] = ("",)  # in order of precedence; a later one stands in, labelled, where an earlier is missing
    other_methods: tuple[str, ...] = ()  # accepted and shown apart, never standing in
    people: str | None = None  # the group that n counts; indicators with the same one count the same people and are protected together
    mean_of: tuple[str, ...] = ()  # ids of the indicators that it is the mean of, as reported; imports that disagree are pointed out
    definition: str | None = None
    definition_source: str | None = None
    source_text: str  # the indicator's row in the plan, as printed
    shared: str | None = None  # what is measured, by a name that other packs with the same indicator also say (``kpi.programme.together``)
    notes: tuple[Note, ...] = ()

    @property
    def label(self) -> str:
        return self.short_name or self.name


class Action(Frozen):
    """An åtgärd of the plan, word for word. ``due_year``: the year it is planned to be finished.

    ``responsible`` is empty where the source names nobody. ``due_note`` is set when the source gives a year but not that the action is to
    be finished in it. ``concerns``: keys of the populations that the text itself says it is for (offered, supported, trained).
    """

    id: str
    text: str
    responsible: tuple[str, ...]
    due_year: int
    due_note: str | None = None
    concerns: tuple[str, ...] = ()


class Area(Frozen):
    """A programme area: its goal ("Programmets mål"), what it is to become in words, its indicators and actions.

    ``goal`` None: the source states none. An area may await its indicators. ``states`` and ``milestones`` are goals without numbers.
    """

    id: str = Field(pattern=IDENTIFIER)
    number: int
    name: str
    goal: str | None = None
    indicators: tuple[Indicator, ...]
    actions: tuple[Action, ...]
    states: tuple[StateDescription, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def planned(self) -> tuple[Indicator, ...]:
        """The plan's own indicators."""
        return tuple(i for i in self.indicators if not i.supplementary)

    @property
    def supplementary(self) -> tuple[Indicator, ...]:
        """Those measured beside the plan's."""
        return tuple(i for i in self.indicators if i.supplementary)

    @property
    def aim(self) -> str | None:
        """What the area is to reach, in the source's words: its goal, else the state described for the end. None: not established."""
        return self.goal or next((state.text for state in self.states if state.kind == "end"), None)


class Population(Frozen):
    """Whom a figure is about: managers, employees, everyone."""

    key: str
    name: str  # "chefer"


ColumnType = Literal["year", "month", "unit", "sex", "indicator", "choice", "number", "integer", "text", "likert"]
ColumnRole = Literal[
    "period", "unit", "sex", "population", "indicator", "method", "value", "n", "numerator", "denominator",
    "input", "code", "name", "parent", "level", "valid_from", "valid_to",
]  # fmt: skip


class Column(Frozen):
    """A column of a layout: its canonical heading, other accepted headings, what it means and what is valid in it."""

    key: str
    heading: str
    also: tuple[str, ...] = ()  # other accepted headings; matched without regard to case and spacing
    role: ColumnRole
    type: ColumnType
    required: bool = True  # the column must be in the file, and its cells filled unless ``blank``
    blank: bool = False  # an empty cell is allowed in a required column and means missing (in an optional column it always is)
    value_min: float | None = None
    value_max: float | None = None
    choices: dict[str, str] = Field(default={})  # accepted text → canonical value (matched without regard to case); "" = counts as empty
    help: str | None = None  # shown in the template


class Condition(Frozen):
    """A condition on one column of a row: exactly one of ``equals`` and ``above`` is set. An empty cell meets neither."""

    column: str  # Column.key
    equals: str | float | None = None  # the canonical value, or a number
    above: float | None = None  # strictly greater than

    @model_validator(mode="after")
    def _exactly_one(self) -> Condition:
        if (self.equals is None) == (self.above is None):
            raise PydanticCustomError("one_condition", tr("ange antingen equals eller above"))
        return self


class Measure(Frozen):
    """How rows of a layout become facts of one indicator.

    ``column``: the value stands in ``value``. ``ratio``: scale · Σ numerator / Σ denominator over the group's rows.
    ``share``: rows that meet ``counts`` / rows that meet ``where``. ``per``: rows / rows that meet ``counts``. ``units``: units with a row
    that meets ``counts`` / units with a row. ``mean``: mean of ``value``. ``index``: items answered 1–5;
    an item's index is (mean − 1)/4·100 over those who answered it, the result the mean of the items' indices.
    """

    indicator: str
    rule: Literal["column", "ratio", "share", "per", "units", "mean", "index"]
    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    n: str | None = None
    items: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    counts: tuple[Condition, ...] = ()
    population: str | None = None  # only rows of this population (layouts with a population column)
    method: str | None = None  # None: the indicator's first method


class Within(Frozen):
    """A check on each row of a layout: the sum of ``parts`` is at most ``whole`` (an empty cell in ``parts`` adds nothing)."""

    parts: tuple[str, ...]  # Column.key
    whole: str  # Column.key


class Layout(Frozen):
    """A kind of extract, as data. ``individual``: one row a person or answer; aggregated on the way in, never stored."""

    id: str
    name: str
    description: str
    kind: Literal["values", "measures", "organisation"]
    individual: bool = False
    lowest: bool = (
        False  # every row is of a lowest unit: one above another with rows is a fault, for its figure would be taken for all below
    )
    total_from_sexes: bool = False  # rows are a partition by sex: T is summed from them when T is not delivered
    columns: tuple[Column, ...]
    measures: tuple[Measure, ...] = ()
    checks: tuple[Within, ...] = ()

    def column(self, key: str) -> Column:
        return next(c for c in self.columns if c.key == key)

    def role(self, role: str) -> Column | None:
        """The layout's column with this role, or None."""
        return next((c for c in self.columns if c.role == role), None)


class SampleUnit(Frozen):
    """A branch of the synthetic organisation: generated children follow ``children`` (level key → how many in all)."""

    code: str
    name: str
    level: str
    parent: str | None = None
    employees: int | None = None
    children: dict[str, int] = Field(default={})


class Sample(Frozen):
    """What the synthetic extracts are made from. ``source`` says where the sizes come from; the rest is invented and labelled."""

    source: str
    employees: int
    share_women: float
    first_year: int
    last_year: int
    units: tuple[SampleUnit, ...]
    sex_gaps: dict[str, float] = Field(default={})  # indicator id → women minus men, in the indicator's unit (invented)
    yearly_drift: dict[str, float] = Field(default={})  # indicator id → change a year at the root (invented)
    start_values: dict[str, float] = Field(default={})  # first measured value where the plan has no baseline (invented)
    last_month: int = Field(default=12, ge=1, le=12)  # last month delivered of ``last_year`` in monthly extracts
    population_per_unit: dict[str, int] = Field(
        default={}
    )  # population key → people of it per lowest unit (a manager each); other staff are the rest
    # indicator id → denominator a person and year (hours, kronor); without one, workplaces are counted
    denominator_per_person: dict[str, float] = Field(default={})
    # layout column key that no measure uses → its usual size as a multiple of the numerator (invented)
    column_factors: dict[str, float] = Field(default={})
    column_sums: dict[str, tuple[str, ...]] = Field(default={})  # layout column key → the columns that it is the sum of


class Programme(Frozen):
    """A whole programme pack. ``period_to`` None: the source says no last year. ``period_note``: where interpreted years come from."""

    id: str
    name: str
    language: Literal["sv", "da", "en"] = "sv"  # of the screen
    organisation: str  # its name, as the root unit is called
    source: str  # reference of the decision document
    root_unit: str = "REGION"  # unit code of the organisation's root
    period_from: int
    period_to: int | None = None
    period_note: str | None = None
    path_label: str = N_("linjär väg (beräknad)")
    revised: str | None = None
    follow_up: str | None = None
    areas: tuple[Area, ...]
    levels: tuple[Level, ...]
    branches: tuple[Branch, ...] = ()
    committees: tuple[Committee, ...] = ()
    stated: tuple[Stated, ...] = ()  # what sources say of units in numbers
    terms: Terms = Terms()
    plan_goals: tuple[PlanGoal, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    foundations: tuple[Foundation, ...] = ()
    links: tuple[Link, ...] = ()
    populations: tuple[Population, ...]
    layouts: tuple[Layout, ...]
    notes: tuple[Note, ...] = ()
    sample: Sample | None = None
    digest: str = ""  # SHA-256 over the pack's files, set by the loader: part of every cache key

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Everything that is measured, in the plan's order."""
        return tuple(i for a in self.areas for i in a.indicators)

    @property
    def planned(self) -> tuple[Indicator, ...]:
        """The plan's own indicators, in its order: what is counted and reported."""
        return tuple(i for a in self.areas for i in a.planned)

    @property
    def supplementary(self) -> tuple[Indicator, ...]:
        """Those measured beside the plan's."""
        return tuple(i for a in self.areas for i in a.supplementary)

    def indicator(self, indicator_id: str) -> Indicator:
        """The indicator with this id. Raises KeyError."""
        for i in self.indicators:
            if i.id == indicator_id:
                return i
        raise KeyError(indicator_id)

    def area_of(self, indicator_id: str) -> Area:
        return next(a for a in self.areas for i in a.indicators if i.id == indicator_id)

    def layout(self, layout_id: str) -> Layout:
        for layout in self.layouts:
            if layout.id == layout_id:
                return layout
        raise KeyError(layout_id)
