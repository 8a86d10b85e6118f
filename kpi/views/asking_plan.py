"""The part of ``Views`` that is about the plan told in words: its map, and what a controller says of its milestones."""

from __future__ import annotations

from kpi.access.grants import today
from kpi.access.scope import Scope
from kpi.programme.milestones import MilestoneAssessment, MilestoneIndicator
from kpi.views import milestones, plan
from kpi.views.plan_rows import MilestoneRow, PlanView
from kpi.views.source import Source


class AsksPlan:
    """Common parameters as ``Views``."""

    _source: Source

    def plan(
        self,
        scope: Scope,
        *,
        tied_to: str | None = None,
        year: int | None = None,
        unit: str | None = None,
        as_of: str | None = None,
    ) -> PlanView:
        """*Målkarta*: the areas with states, milestones, actions, indicators and what they are tied to. ``tied_to``: only what the source
        puts together with this area, goal, strategy or foundation (by id). ``year`` None: milestones and actions of a plan in words as they
        are today."""
        return plan.plan(self._source, scope, tied_to, year, unit, as_of, today())

    def milestones(
        self, scope: Scope, *, indicator: str | None = None, year: int | None = None, as_of: str | None = None
    ) -> tuple[MilestoneRow, ...]:
        """Every milestone with its assessment, history and the whole organisation's indicators; ``indicator``: those that it shows.
        ``year`` None: as they are today."""
        return milestones.milestones(self._source, scope, indicator, year, as_of, today())

    def assess_milestone(
        self, scope: Scope, milestone: str, state: str, *, reason: str, day: str | None = None, after: int | None = None
    ) -> MilestoneAssessment:
        """Say how far a milestone had come on an ISO day (None: today). ``after``: the last assessment that was seen. Controllers only."""
        return milestones.assess(self._source, scope, milestone, state, reason, day, after, today())

    def tie_milestone(self, scope: Scope, milestone: str, indicator: str, *, reason: str, active: bool = True) -> MilestoneIndicator:
        """Say that an indicator shows a milestone, or (``active`` False) no longer does. Controllers only."""
        return milestones.tie(self._source, scope, milestone, indicator, active, reason)
