"""An area told in words, as HTML: from the state now by its milestones to the state at the end, its actions, and what it is tied to."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.charts import milestones as charts
from kpi.charts.svg import row_symbol_svg
from kpi.charts.tokens import status_variable
from kpi.language import tr
from kpi.programme.goals import Element, StateDescription
from kpi.programme.model import Programme
from kpi.text import numbers, words
from kpi.text import plan as say
from kpi.text.escape import html
from kpi.views.action_rows import Actions
from kpi.views.plan_rows import MilestoneRow, MilestoneSaid, PlanArea, References
from kpi.views.rows import StatusRow
from pages._ui import actions, parts
from pages._ui.navigation import INDICATOR, MAP, Entry
from pages._ui.urls import Query


def steps(row: PlanArea, programme: Programme, query: Query, entry: Entry) -> str:
    """The area's way as three places on a line: how it is, what is to be reached on the way, how it is to be. "" without any of them."""
    area = row.area
    now = sorted((s for s in area.states if s.kind == "current"), key=lambda s: s.year)
    end = sorted((s for s in area.states if s.kind == "end"), key=lambda s: s.year)
    items = [
        *(_state(state, "now") for state in now),
        *(_milestone(one, programme, query, entry) for one in sorted(row.milestones, key=lambda one: one.milestone.year)),
        *(_state(state, "end") for state in end),
    ]
    return f'<ol class="mb-steps" style="--mb-steps:{len(items)}">{"".join(items)}</ol>' if items else ""


def _state(state: StateDescription, place: str) -> str:
    return f'<li class="mb-step-{place}"><h2>{html(state.heading)}</h2><p>{html(state.text)}</p></li>'


def _milestone(row: MilestoneRow, programme: Programme, query: Query, entry: Entry) -> str:
    milestone = row.milestone
    notes = parts.notes(note.text for note in milestone.notes)
    heading = say.milestone_heading(programme, milestone)
    return (
        f'<li class="mb-step-way"><h2>{html(heading)}</h2><p>{html(milestone.text)}</p>{notes}'
        f'<div class="mb-standing">{standing(row)}{shown_by(row, query)}{_more(row, query, entry)}</div></li>'
    )


def standing(row: MilestoneRow) -> str:
    """How far it has come, why, who said so and when."""
    held = row.held
    state = (
        f'<p class="mb-status mb-verdict-none">{html(say.WITHHELD)}</p>'
        if held and held.withheld
        else f'<p class="mb-status" style="--mb-c:{charts.colour(row.state)}">{charts.state_html(row.state)}</p>'
    )
    why = f"<p>{html(held.reason)}</p>" if held and held.reason else ""
    who = f'<p class="mb-note">{html(said_by(held))}</p>' if held else ""
    late = f'<p class="mb-note">{html(say.OVERDUE)}</p>' if row.overdue else ""
    return f"{state}{why}{who}{late}"


def said_by(said: MilestoneSaid) -> str:
    """Who assessed it, and of what day."""
    return tr("Bedömt av {user}, avser {day}", user=said.user, day=parts.day(said.day))


def shown_by(row: MilestoneRow, query: Query) -> str:
    """The indicators that show it, with where they stand for the whole organisation; "" without any."""
    items = "".join(
        f'<li style="--mb-c:{status_variable(tied.row.status)}"><a href="{html(_figure(tied.row, query))}" data-mb="top">'
        f"{html(tied.row.indicator.label)}</a> {html(_value(tied.row))}"
        f'<span class="mb-status">{row_symbol_svg(tied.row)} {html(words.of(tied.row).word)}</span></li>'
        for tied in row.indicators
    )
    return f'<ul class="mb-shown-by" aria-label="{tr("Visas av")}">{items}</ul>' if items else ""


def _figure(row: StatusRow, query: Query) -> str:
    return query.href(INDICATOR, indikator=row.indicator.id, enhet=row.unit)


def _value(row: StatusRow) -> str:
    return "" if row.value is None else numbers.value(row.indicator, row.value)


def _more(row: MilestoneRow, query: Query, entry: Entry) -> str:
    address = query.href(entry.link, delmal=row.milestone.id)
    return f'<p class="mb-write"><a href="{html(address)}" data-mb="top">{tr("Om delmålet och dess historik")}</a></p>'


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
