"""The plan as a map: its areas with states, milestones, actions and indicators, and what the source ties them to; all, or around one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.goals import Element, Link
from kpi.programme.model import Area, Programme
from kpi.programme.network import in_words, tied
from kpi.views.action_rows import Actions, count_statuses
from kpi.views.actions import actions
from kpi.views.cards import count, figures
from kpi.views.choices import Place, context_of, place
from kpi.views.milestones import Milestones
from kpi.views.moments import day_of
from kpi.views.plan_rows import PlanArea, PlanView, References
from kpi.views.source import Source

_Named = TypeVar("_Named", bound=Element)


def plan(source: Source, scope: Scope, tied_to: str | None, year: int | None, unit: str | None, as_of: str | None, today: date) -> PlanView:
    """The whole plan, or what is tied to one id. Raises Refusal for an id that is no area, goal, strategy or foundation.

    ``year`` None: figures of the latest year that has any, and milestones and actions of a plan in words as they are today.
    """
    at = place(source, scope, year, unit, as_of)
    chosen = None if tied_to is None else _chosen(source.programme, tied_to)
    day = day_of(as_of, today)
    looked = year if year is not None else day.year if in_words(source.programme) else at.year
    key = source.key(at.snapshot, scope, "plan", at.year, at.unit, tied_to, looked, day.isoformat())
    return source.cache.get(key, lambda: _made(source, at, chosen, actions(source, scope, looked, as_of, today), day))


def _chosen(programme: Programme, asked: str) -> Area | Element:
    known = {x.id: x for x in (*programme.areas, *programme.plan_goals, *programme.strategies, *programme.foundations)}
    if asked not in known:
        raise Refusal(
            tr("”{text}” i adressen är inget område, mål, strategi eller fundament i planen. Välj ett på kartan.", text=asked),
            code="unknown_tie",
        )
    return known[asked]


def _made(source: Source, at: Place, chosen: Area | Element | None, planned: Actions, day: date) -> PlanView:
    programme = source.programme
    links = [link for link in programme.links if chosen is None or chosen.id in link.ids]
    milestones = Milestones(source, at, planned.year, day)
    areas: Iterable[Area] = programme.areas
    if chosen is not None:
        areas = (chosen,) if isinstance(chosen, Area) else tied(programme, chosen.id).areas
    return PlanView(
        context=context_of(source, at),
        planned=planned,
        chosen=chosen,
        areas=tuple(_area(source, at, area, planned, milestones, [link for link in links if link.area == area.id]) for area in areas),
        direct=tuple(_references(programme, [link]) for link in links if link.area is None),
    )


def _area(source: Source, at: Place, area: Area, planned: Actions, milestones: Milestones, links: list[Link]) -> PlanArea:
    rows = tuple(row for row in planned.rows if row.area.id == area.id)
    statuses = tuple(figures(source, at, indicator).row(at.year, "T") for indicator in area.planned)
    return PlanArea(
        area=area,
        milestones=milestones.of(area),
        actions=rows,
        action_counts=count_statuses(rows),
        statuses=statuses,
        counts=count(row.status for row in statuses),
        references=_references(source.programme, links),
    )


def _references(programme: Programme, links: list[Link]) -> References:
    printed = [link.plan_goals_text for link in links if link.plan_goals_text]
    return References(
        plan_goals=_named(programme.plan_goals, (x for link in links for x in link.plan_goals)),
        strategies=_named(programme.strategies, (x for link in links for x in link.strategies)),
        foundations=_named(programme.foundations, (x for link in links for x in link.foundations)),
        plan_goals_text=", ".join(printed) or None,
    )


def _named(elements: Iterable[_Named], ids: Iterable[str]) -> tuple[_Named, ...]:
    """The elements with these ids, in the order of the ids, once each."""
    known = {element.id: element for element in elements}
    return tuple(known[x] for x in dict.fromkeys(ids))
