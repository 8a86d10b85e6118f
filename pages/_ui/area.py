"""The words around an area's charts."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.charts.tokens import status_variable
from kpi.text import words
from kpi.text.escape import html
from kpi.text.sentences import sex_sentence
from kpi.views.rows import AreaView, Card
from pages._ui import cards, parts
from pages._ui.navigation import INDICATOR
from pages._ui.urls import Query


def heading(view: AreaView) -> str:
    """The area's name and goal, and how its indicators stand."""
    area = view.area.area
    awaits = "" if area.states else f'<p class="mb-note">{html(words.NO_INDICATORS)}</p>'
    counts = cards.tally_html(view.area.counts) if view.area.cards else awaits
    notes = parts.notes(n.text for n in area.notes)
    lead = area.goal or ("" if area.states else words.NO_GOAL)  # what is told of the end stands in its own place
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
