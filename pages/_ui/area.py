"""An area's page: what is told of it in words, and the words around its charts."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from kpi.charts.tokens import status_variable
from kpi.language import tr
from kpi.programme.model import Programme
from kpi.text import plan as say
from kpi.text import words
from kpi.text.escape import html
from kpi.text.sentences import sex_sentence
from kpi.views.plan_rows import PlanArea, PlanView
from kpi.views.rows import AreaView, Card
from pages._ui import cards, charts, parts, plan
from pages._ui.guard import Visit
from pages._ui.navigation import INDICATOR, MAP
from pages._ui.urls import Query


def page(visit: Visit, view: AreaView, plan_view: PlanView) -> None:
    """The whole page: what is told in words first, then figures with the actions beside, then what the area is tied to."""
    programme, query = visit.programme, visit.query
    whole = plan_view.area(view.area.area.id)
    tasks = plan.tasks(plan_view.planned, whole, programme, query)
    against = parts.judged_against(programme, view.context.unit.code) if view.area.cards else ""
    parts.write(heading(view, whole, programme), against, plan.steps(whole, programme, query, visit.entry))
    if view.area.cards or view.area.supplementary:
        figures, beside = st.columns([2.1, 1], gap="large")
        with figures:
            for title, of_title in groups(view):
                parts.write(title)
                ranges = charts.same_scale(of_title)
                for card in of_title:
                    parts.write(finding(card, query))
                    charts.series(visit, card, ranges.get(card.indicator.id))
                    parts.write(below(card))
        with beside:
            parts.write(tasks)
    else:
        parts.write(tasks)
    way = f'<p class="mb-way-in"><a href="{html(query.href(MAP))}" data-mb="top">{tr("Hela planen på en sida")}</a></p>'
    parts.write(plan.tied(whole, programme, query), way)


def heading(view: AreaView, whole: PlanArea, programme: Programme) -> str:
    """The area's name and goal, and how its indicators stand."""
    area = view.area.area
    awaits = "" if area.states else f'<p class="mb-note">{html(words.NO_INDICATORS)}</p>'
    counts = cards.tally_html(view.area.counts) if view.area.cards else awaits
    notes = parts.notes(n.text for n in area.notes)
    stands = say.area_stands(programme, whole) if area.states or area.milestones else words.NO_GOAL
    lead = area.goal or stands  # what is told of the end stands in its own place
    return parts.title(area.name, f"{view.context.unit.name} {view.context.year}", lead) + counts + notes


def groups(view: AreaView) -> Iterator[tuple[str, tuple[Card, ...]]]:
    """The plan's indicators, and those measured beside it under a heading that says so."""
    yield "", view.area.cards
    if view.area.supplementary:
        yield parts.section(words.SUPPLEMENTARY, words.NOT_COUNTED), view.area.supplementary


def finding(card: Card, query: Query) -> str:
    """An indicator's name, its status, and the finding in a sentence."""
    address = query.href(INDICATOR, indikator=card.indicator.id)
    return (
        f'<section class="mb-figure" style="--mb-c:{status_variable(card.total.status)}">'
        f'<h2><a href="{html(address)}" data-mb="top">{html(card.indicator.name)}</a></h2>'
        f"{cards.status_html(card.total)}"
        f'<p class="mb-finding">{html(card.sentence)}</p></section>'
    )


def below(card: Card) -> str:
    """Women against men in words, and what a reader must know."""
    sexes = f'<p class="mb-finding">{html(sex_sentence(card.sexes))}</p>' if card.sexes and card.total.value is not None else ""
    return f'<div class="mb-below">{sexes}{parts.notes(card.notes)}</div>' if sexes or card.notes else ""
