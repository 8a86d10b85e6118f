"""What the map of a plan shows: each area with what is said of it in words, its actions and indicators, and what it is tied to.

Figures are gated ``StatusRow``s, as on every other page. Texts are the pack's, word for word.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpi.measure.status import Status
from kpi.programme.goals import Element, Foundation, Milestone, PlanGoal, Strategy
from kpi.programme.milestones import MilestoneIndicator, MilestoneState
from kpi.programme.model import Area
from kpi.programme.plan import ActionStatus
from kpi.views.action_rows import ActionRow, Actions
from kpi.views.rows import Context, StatusRow


@dataclass(frozen=True, slots=True)
class References:
    """What something is tied to, each kind in the source's order. ``plan_goals_text``: how goals are printed, when not by name."""

    plan_goals: tuple[PlanGoal, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    foundations: tuple[Foundation, ...] = ()
    plan_goals_text: str | None = None

    @property
    def elements(self) -> tuple[Element, ...]:
        """All of them, kind by kind."""
        return (*self.plan_goals, *self.strategies, *self.foundations)


@dataclass(frozen=True, slots=True)
class MilestoneSaid:
    """How far somebody has said that a milestone had come on an ISO ``day``, and why. ``withheld``: a figure that could be seen when it was
    written may not be shown any longer, so neither may ``state`` and ``reason``, which are None and "" then."""

    state: MilestoneState | None
    reason: str
    day: str
    user: str
    time: str
    withheld: bool
    seq: int


@dataclass(frozen=True, slots=True)
class Tied:
    """An indicator that shows a milestone, for the whole organisation. ``said``: who tied it and why; None: the pack says it."""

    row: StatusRow
    said: MilestoneIndicator | None


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone as it stands in the year looked at. ``held``: the assessment that holds, None when there is none. ``overdue``: its year
    is over and nobody has said how it went. ``history``: every assessment, newest first. ``ties``: what was tied and taken away, newest
    first. ``last``: the data version of the last assessment, 0 for none."""

    area: Area
    milestone: Milestone
    held: MilestoneSaid | None
    overdue: bool
    indicators: tuple[Tied, ...]
    history: tuple[MilestoneSaid, ...]
    ties: tuple[MilestoneIndicator, ...]
    last: int

    @property
    def state(self) -> MilestoneState | None:
        """How far it has come; None when it is not assessed, or what was said may not be shown."""
        return self.held.state if self.held else None


@dataclass(frozen=True, slots=True)
class PlanArea:
    """An area on the map. ``statuses``: its indicators for the context's unit and year, in the plan's order. ``references``: what its links
    tie it to; when something is chosen, of the links that hold that."""

    area: Area
    milestones: tuple[MilestoneRow, ...]
    actions: tuple[ActionRow, ...]
    action_counts: dict[ActionStatus, int]
    statuses: tuple[StatusRow, ...]
    counts: dict[Status, int]
    references: References


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan as it is looked at in a year. ``chosen``: the area, goal, strategy or foundation that all shown is tied to, None: all.

    ``direct``: links that name no area. ``planned``: all the plan's actions, and the year and day that they and the milestones are looked
    at, which is this year's where no year is asked for; figures are of the context's year.
    """

    context: Context
    planned: Actions
    chosen: Area | Element | None
    areas: tuple[PlanArea, ...]
    direct: tuple[References, ...]

    def area(self, area_id: str | None) -> PlanArea:
        """The area with this id. Raises KeyError."""
        for row in self.areas:
            if row.area.id == area_id:
                return row
        raise KeyError(area_id)

    def milestone(self, milestone_id: str | None) -> MilestoneRow | None:
        """The milestone with this id; None when none of the areas has it."""
        return next((one for row in self.areas for one in row.milestones if one.milestone.id == milestone_id), None)
