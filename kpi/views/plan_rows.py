"""What the map of a plan shows: each area with what is said of it in words, its actions and indicators, and what it is tied to.

Figures are gated ``StatusRow``s, as on every other page. Texts are the pack's, word for word.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpi.measure.status import Status
from kpi.programme.goals import Element, Foundation, Milestone, PlanGoal, Strategy
from kpi.programme.model import Area
from kpi.programme.plan import ActionStatus
from kpi.views.action_rows import ActionRow
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
class PlanArea:
    """An area on the map. ``statuses``: its indicators for the context's unit and year, in the plan's order. ``references``: what its links
    tie it to; when something is chosen, of the links that hold that."""

    area: Area
    milestones: tuple[Milestone, ...]
    actions: tuple[ActionRow, ...]
    action_counts: dict[ActionStatus, int]
    statuses: tuple[StatusRow, ...]
    counts: dict[Status, int]
    references: References


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan as it is looked at in a year. ``chosen``: the area, goal, strategy or foundation that all shown is tied to, None: all.

    ``direct``: links that name no area. ``today``: the ISO day that is taken for today.
    """

    context: Context
    today: str
    chosen: Area | Element | None
    areas: tuple[PlanArea, ...]
    direct: tuple[References, ...]

    def area(self, area_id: str | None) -> PlanArea:
        """The area with this id. Raises KeyError."""
        for row in self.areas:
            if row.area.id == area_id:
                return row
        raise KeyError(area_id)
