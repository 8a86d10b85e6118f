"""The part of ``Views`` that is about the plan told in words: its map, and what a controller says of its milestones."""

from __future__ import annotations

from kpi.access.grants import today
from kpi.access.scope import Scope
from kpi.views import plan
from kpi.views.plan_rows import PlanView
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
        puts together with this area, goal, strategy or foundation (by id)."""
        return plan.plan(self._source, scope, tied_to, year, unit, as_of, today())
