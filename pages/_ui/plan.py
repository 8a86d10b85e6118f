"""An area told in words, as HTML: from the state now by its milestones to the state at the end, its actions, and what it is tied to."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.programme.goals import Element, Milestone, StateDescription
from kpi.programme.model import Programme
from kpi.text import plan as say
from kpi.text.escape import html
from kpi.views.action_rows import Actions
from kpi.views.plan_rows import PlanArea, References
from pages._ui import actions, parts
from pages._ui.navigation import MAP
from pages._ui.urls import Query


def steps(row: PlanArea, programme: Programme) -> str:
    """The area's way as three places on a line: how it is, what is to be reached on the way, how it is to be. "" without any of them."""
    area = row.area
    now = sorted((s for s in area.states if s.kind == "current"), key=lambda s: s.year)
    end = sorted((s for s in area.states if s.kind == "end"), key=lambda s: s.year)
    items = [
        *(_state(state, "now") for state in now),
        *(_milestone(milestone, programme) for milestone in sorted(row.milestones, key=lambda m: m.year)),
        *(_state(state, "end") for state in end),
    ]
    return f'<ol class="mb-steps" style="--mb-steps:{len(items)}">{"".join(items)}</ol>' if items else ""


def _state(state: StateDescription, place: str) -> str:
    return f'<li class="mb-step-{place}"><h2>{html(state.heading)}</h2><p>{html(state.text)}</p></li>'


def _milestone(milestone: Milestone, programme: Programme) -> str:
    notes = parts.notes(note.text for note in milestone.notes)
    heading = say.milestone_heading(programme, milestone)
    return f'<li class="mb-step-way"><h2>{html(heading)}</h2><p>{html(milestone.text)}</p>{notes}</li>'


def tasks(planned: Actions, row: PlanArea, programme: Programme, query: Query) -> str:
    """The area's actions in the plan of the year: by the year they are planned for, where the area is told in words."""
    if row.area.states or row.area.milestones:
        return actions.by_year(planned, row.actions, say.term(programme, "actions"), query)
    return actions.beside(planned, row.area.id, query)


def tied(row: PlanArea, programme: Programme, query: Query) -> str:
    """What the area is tied to, kind by kind; each leads to the map around it. "" where the source ties it to nothing."""
    groups = "".join(
        f"<section><h2>{html(say.term(programme, kind))}</h2>{references(row.references, kind, query)}</section>"
        for kind in say.KINDS
        if getattr(row.references, kind)
    )
    return f'<div class="mb-tied">{groups}</div>' if groups else ""


def references(found: References, kind: str, query: Query, chosen: str | None = None) -> str:
    """One kind as a list of links, with how the source prints them when not by their names. "" without any."""
    elements: Sequence[Element] = getattr(found, kind)
    if not elements:
        return ""
    printed = f'<p class="mb-printed">{html(found.plan_goals_text)}</p>' if kind == "plan_goals" and found.plan_goals_text else ""
    items = "".join(f"<li>{link(element, query, here=element.id == chosen)}</li>" for element in elements)
    return f'{printed}<ul class="mb-refs mb-refs-{"row" if kind == "plan_goals" else "list"}">{items}</ul>'


def link(element: Element, query: Query, *, here: bool = False) -> str:
    """To the map around the goal, strategy or foundation; of the one that it is around already, back to the whole."""
    address = query.href(MAP, samband=None if here else element.id)
    current = ' aria-current="true"' if here else ""
    return f'<a href="{html(address)}" data-mb="top"{current}>{html(element.name)}</a>'
