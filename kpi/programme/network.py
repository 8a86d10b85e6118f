"""What supports what: the plan's links, followed from any area, plan goal, strategy or foundation. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from kpi.programme.goals import Foundation, Milestone, PlanGoal, Strategy
from kpi.programme.model import Action, Area, Programme

_Thing = TypeVar("_Thing", Area, PlanGoal, Strategy, Foundation)


@dataclass(frozen=True, slots=True)
class Related:
    """What is tied to something, each kind in the pack's order. Milestones and actions are those of the areas."""

    areas: tuple[Area, ...] = ()
    plan_goals: tuple[PlanGoal, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    foundations: tuple[Foundation, ...] = ()

    @property
    def milestones(self) -> tuple[tuple[Area, Milestone], ...]:
        """The areas' milestones, each with its area."""
        return tuple((area, milestone) for area in self.areas for milestone in area.milestones)

    @property
    def actions(self) -> tuple[tuple[Area, Action], ...]:
        """The areas' actions as the pack has them, each with its area."""
        return tuple((area, action) for area in self.areas for action in area.actions)


def in_words(programme: Programme) -> bool:
    """Does the plan say anything of its areas beside indicators and actions: states, milestones, what they are tied to?"""
    return bool(programme.links) or any(area.states or area.milestones for area in programme.areas)


def plan_years(programme: Programme) -> range:
    """The years that a plan in words is about, first to last told; none for a plan that is followed by its figures alone."""
    if not in_words(programme):
        return range(0)
    told = [*(s.year for a in programme.areas for s in a.states), *(m.year for a in programme.areas for m in a.milestones)]
    first, last = programme.period_from, programme.period_to or max([programme.period_from, *told])
    return range(first, last + 1)


def tied(programme: Programme, *ids: str) -> Related:
    """What the source puts together with all of ``ids`` (of areas, plan goals, strategies or foundations), themselves left out.

    Asked for one goal it answers "what supports it?"; asked for more, only links that hold all of them count. Nothing is inferred over
    two links: that two strategies are named beside the same goal does not tie them. Raises KeyError for an id that is not there.
    """
    known = {x.id for x in (*programme.areas, *programme.plan_goals, *programme.strategies, *programme.foundations)}
    for one in ids:
        if one not in known:
            raise KeyError(one)
    met = {x for link in programme.links if set(ids) <= set(link.ids) for x in link.ids} - set(ids)
    return Related(
        areas=_of(programme.areas, met),
        plan_goals=_of(programme.plan_goals, met),
        strategies=_of(programme.strategies, met),
        foundations=_of(programme.foundations, met),
    )


def _of(things: Iterable[_Thing], met: set[str]) -> tuple[_Thing, ...]:
    return tuple(thing for thing in things if thing.id in met)
