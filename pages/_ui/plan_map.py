"""*Målkarta* as HTML: the whole plan on one page, or what is tied to one goal, strategy or foundation; and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kpi.charts import actions as action_charts
from kpi.charts import milestones as milestone_charts
from kpi.charts.svg import status_symbol_svg
from kpi.language import tr
from kpi.programme.goals import Element
from kpi.programme.model import Area, Programme
from kpi.text import actions as action_words
from kpi.text import numbers, words
from kpi.text import plan as say
from kpi.text.escape import html
from kpi.views.plan_rows import MilestoneRow, PlanArea, PlanView, References
from pages._ui import cards, parts, plan
from pages._ui.navigation import ACTIONS, MAP, Entry
from pages._ui.urls import Query


class Column(NamedTuple):
    """A column of the map: what it is called, and how wide beside the others."""

    key: str
    name: str
    width: float


def page(view: PlanView, programme: Programme, query: Query, entries: Mapping[str | None, Entry]) -> str:
    """The whole page."""
    columns = _columns(view, programme)
    return "".join(
        (
            _heading(view, query),
            picks(view, programme, query),
            _map(view, programme, query, entries, columns),
            _direct(view, programme, query),
            _twin(view, programme),
            parts.notes(note.text for note in programme.notes) if view.chosen is None else "",
        )
    )


def _heading(view: PlanView, query: Query) -> str:
    here = f"{view.context.unit.name} {view.context.year}"
    if view.chosen is None:
        return parts.title(tr("Målkarta"), here, say.answer(view))
    back = f'<a href="{html(query.href(MAP))}" data-mb="top">{tr("Målkarta")}</a> · {html(here)}'
    own = view.chosen.text if isinstance(view.chosen, Element) else None
    text = f'<p class="mb-goal-text">{html(own)}</p>' if own else ""
    return (
        f'<div class="mb-title"><p class="mb-label">{back}</p><h1 id="rubrik" tabindex="-1">{html(say.question(view.chosen))}</h1>{text}'
        f'<p class="mb-lead">{html(say.answer(view))}</p></div>{parts.notes(note.text for note in view.chosen.notes)}'
    )


def picks(view: PlanView, programme: Programme, query: Query) -> str:
    """Everything that the map can be gathered around, kind by kind; "" where the plan ties nothing to anything."""
    chosen = view.chosen.id if view.chosen else None
    rows = []
    for kind in say.KINDS:
        elements = getattr(programme, kind)
        if elements:
            name = say.term(programme, kind)
            items = "".join(f"<li>{plan.link(element, query, here=element.id == chosen)}</li>" for element in elements)
            rows.append(f'<nav aria-label="{html(name)}"><span>{html(name)}</span><ul>{items}</ul></nav>')
    told = tr("Välj ett för att se det som källan ställer samman med det. Ingenting sluts över två samband.")
    every = f' <a href="{html(query.href(MAP))}" data-mb="top">{tr("Visa hela planen")}</a>' if chosen else ""
    return f'<div class="mb-picks">{"".join(rows)}</div><p class="mb-note">{told}{every}</p>' if rows else ""


def _columns(view: PlanView, programme: Programme) -> list[Column]:
    """Those that something stands in, in the plan as a whole: choosing does not move them."""
    areas = programme.areas
    found = [Column("area", say.term(programme, "areas"), 2.8)]
    if any(area.milestones for area in areas):
        found.append(Column("milestones", say.term(programme, "milestones"), 2.2))
    if any(area.planned for area in areas):
        found.append(Column("indicators", tr("Indikatorer"), 1.2 if programme.links else 2.4))
    if any(area.actions for area in areas):
        found.append(Column("actions", say.term(programme, "actions"), 1.4))
    tied = {kind for link in programme.links for kind in say.KINDS if getattr(link, kind)}
    widths = {"plan_goals": 1.1, "strategies": 2.3, "foundations": 1.7}
    return found + [Column(kind, say.term(programme, kind), widths[kind]) for kind in say.KINDS if kind in tied]


def _map(view: PlanView, programme: Programme, query: Query, entries: Mapping[str | None, Entry], columns: list[Column]) -> str:
    """A line for each area. The columns' names stand at the top once, and in each cell for who hears it or reads it on a phone."""
    if not view.areas:
        return ""
    widths = " ".join(f"minmax(0,{column.width:g}fr)" for column in columns)
    head = "".join(f"<span>{html(column.name)}</span>" for column in columns)
    lines = "".join(_line(view, row, programme, query, entries, columns) for row in view.areas)
    return f'<div class="mb-map" style="--mb-map:{widths}"><div class="mb-map-head" aria-hidden="true">{head}</div>{lines}</div>'


def _line(
    view: PlanView, row: PlanArea, programme: Programme, query: Query, entries: Mapping[str | None, Entry], columns: list[Column]
) -> str:
    entry = entries.get(row.area.id)
    name = html(row.area.name)
    heading = f'<a href="{html(query.href(entry.link))}" data-mb="top">{name}</a>' if entry else name
    cells = [f"<div><h2>{heading}</h2>{_states(row.area)}</div>"]
    for column in columns[1:]:
        body = _cell(view, row, programme, query, entries, column.key) or '<p class="mb-note">–</p>'
        unseen = " mb-unseen" if column.key == "milestones" else ""  # each milestone has a heading of its own
        cells.append(f'<section><h3 class="mb-map-name{unseen}">{html(column.name)}</h3>{body}</section>')
    return f"<article>{''.join(cells)}</article>"


def _states(area: Area) -> str:
    """How the area is and is to be; where that is not told, its goal."""
    if not area.states:
        return f"<p>{html(area.aim or words.NO_GOAL)}</p>"
    items = "".join(
        f'<p class="mb-state-{state.kind}"><span class="mb-label">{html(state.heading)}</span> {html(state.text)}</p>'
        for state in sorted(area.states, key=lambda s: (s.kind != "current", s.year))
    )
    return f'<div class="mb-states">{items}</div>'


def _cell(view: PlanView, row: PlanArea, programme: Programme, query: Query, entries: Mapping[str | None, Entry], key: str) -> str:
    chosen = view.chosen.id if view.chosen else None
    if key == "milestones":
        return "".join(_milestone(one, programme, query, entries.get(row.area.id)) for one in row.milestones)
    if key == "actions":
        return _actions(row, query)
    if key == "indicators":
        return cards.tiles(row.statuses, query)
    return plan.references(row.references, key, query, chosen)


def _milestone(row: MilestoneRow, programme: Programme, query: Query, entry: Entry | None) -> str:
    """Its heading leads to all that is said of it; the state stands below the text, with the reason for those that are not simply told."""
    heading = html(say.milestone_heading(programme, row.milestone))
    if entry:
        heading = f'<a href="{html(query.href(entry.link, delmal=row.milestone.id))}" data-mb="top">{heading}</a>'
    state = f'<p class="mb-status" style="--mb-c:{milestone_charts.colour(row.state)}">{milestone_charts.state_html(row.state)}</p>'
    withheld = f'<p class="mb-note">{html(say.WITHHELD)}</p>' if row.held and row.held.withheld else ""
    late = f'<p class="mb-note">{html(say.OVERDUE)}</p>' if row.overdue else ""
    return f'<p><span class="mb-label">{heading}</span> {html(row.milestone.text)}</p>{withheld or state}{late}{plan.shown_by(row, query)}'


def _actions(row: PlanArea, query: Query) -> str:
    """A symbol for each action, those of a status together with their number and word; each leads to the action."""
    groups = []
    for status, n in row.action_counts.items():
        word = action_words.STATUS[status].word
        links = "".join(
            f'<a href="{html(query.href(ACTIONS, atgard=one.id))}" data-mb="top" title="{html(one.text)}"'
            f' aria-label="{html(f"{one.text} {word}")}">{status_symbol_svg(action_charts.LOOKS[status])}</a>'
            for one in row.actions
            if one.status is status
        )
        groups.append(cards.tile(action_charts.colour(status), links, f"{numbers.count(n)} {action_words.adjective(status, n)}"))
    return f'<ul class="mb-tiles">{"".join(groups)}</ul>' if groups else ""


def _direct(view: PlanView, programme: Programme, query: Query) -> str:
    """What is tied to each other without any area."""
    if not view.direct:
        return ""
    chosen = view.chosen.id if view.chosen else None
    items = ""
    for one in view.direct:
        kinds = [
            f"<section><h3>{html(say.term(programme, kind))}</h3>{plan.references(one, kind, query, chosen)}</section>"
            for kind in say.KINDS
            if getattr(one, kind)
        ]
        items += f'<div class="mb-tied">{"".join(kinds)}</div>'
    return parts.section(tr("Knutet direkt, utan programområde")) + items


def _twin(view: PlanView, programme: Programme) -> str:
    """Everything on the map as a table: a line for each thing, with its area, kind and standing."""
    rows = list(_told(view, programme))
    if not rows:
        return ""
    caption = say.question(view.chosen) if view.chosen else tr("Hela planen")
    table = parts.table(caption, (tr("Programområde"), tr("Slag"), tr("År"), tr("Vad"), tr("Läge")), rows)
    return f'<details class="mb-fold"><summary>{tr("Visa som tabell")}</summary>{table}</details>'


def _told(view: PlanView, programme: Programme) -> Iterator[tuple[str, str, str, str, str]]:
    for row in view.areas:
        name = row.area.name
        if not row.area.states:
            yield name, tr("Mål"), "", row.area.aim or words.NO_GOAL, ""
        for state in row.area.states:
            yield name, say.STATE[state.kind], str(state.year), state.text, ""
        for one in row.milestones:
            yield name, say.term(programme, "milestones"), str(one.milestone.year), one.milestone.text, say.stands(one)
        for one in row.actions:
            yield name, say.term(programme, "actions"), str(one.due_year), one.text, action_words.STATUS[one.status].word
        for status in row.statuses:
            yield name, tr("Indikator"), str(status.year), status.indicator.label, words.of(status).word
        yield from _tied(name, row.references, programme)
    for one in view.direct:
        yield from _tied("", one, programme)


def _tied(area: str, found: References, programme: Programme) -> Iterator[tuple[str, str, str, str, str]]:
    for kind in say.KINDS:
        for element in getattr(found, kind):
            yield area, say.term(programme, kind), "", element.name, ""
