"""The pieces of the page about one indicator."""

from __future__ import annotations

import streamlit as st

from kpi.charts import tables
from kpi.charts.tokens import status_variable
from kpi.charts.track import track_html
from kpi.programme.model import Indicator
from kpi.text import numbers, words
from kpi.text.escape import html
from kpi.text.sentences import sex_sentence
from kpi.views.rows import IndicatorView, StatusRow
from pages._ui import cards, export, origin, parts
from pages._ui.guard import Visit
from pages._ui.navigation import INDICATOR, ORIGIN, entries


def choose(visit: Visit) -> str:
    """All indicators as links, for an address that names none, or one that there is not."""
    areas = []
    for area in visit.programme.areas:
        links = "".join(
            f'<li><a href="{html(visit.query.href(INDICATOR, indikator=i.id))}" data-mb="top">{html(i.name)}</a></li>'
            for i in area.indicators
        )
        areas.append(f'<section class="mb-section"><h2>{html(area.name)}</h2><ul class="mb-links">{links}</ul></section>')
    asked = f"Indikatorn ”{visit.query.indikator}” finns inte i programmet. " if visit.query.indikator else ""
    return parts.title("Indikatorer", lead=f"{asked}Välj en indikator för att se allt om den.") + "".join(areas)


def heading(view: IndicatorView, visit: Visit) -> str:
    """Area, name, the finding, and the track."""
    card, row = view.card, view.card.total
    entry = next(e for e in entries(visit.programme) if e.area == view.area.id)
    above = f'<p class="mb-label"><a href="{html(visit.query.href(entry.link))}" data-mb="top">{html(view.area.name)}</a></p>'
    return (
        f'<div class="mb-title" style="--mb-c:{status_variable(row.status)}">{above}<h1>{html(card.indicator.name)}</h1>'
        f'{cards.status_html(row)}<p class="mb-lead">{html(card.sentence)}</p>{_whence(view, visit)}</div>'
        f'<div class="mb-large">{track_html(card, key="i")}</div>{parts.notes(card.notes)}'
    )


def _whence(view: IndicatorView, visit: Visit) -> str:
    if visit.query.visa == ORIGIN:
        return ""
    return f'<p><a href="{html(origin.link(visit, view.card.indicator.id))}" data-mb="top">{origin.HEADING}</a></p>'


def sexes(view: IndicatorView) -> str:
    """Women and men against the target, in a sentence and a small table."""
    gap = view.card.sexes
    if gap is None:
        return ""
    rows = [_sex_row(view.card.indicator, row) for row in (gap.women, gap.men, view.card.total)]
    headings = ("Kön", "Värde", "Mot mål", "Antal (n)", "Status")
    table = parts.table(f"Kvinnor och män {view.card.total.year}", headings, rows, numeric=(1, 2, 3))
    return parts.section("Kvinnor och män", sex_sentence(gap)) + table


def _sex_row(indicator: Indicator, row: StatusRow) -> tuple[str, ...]:
    word = words.STATUS[row.status]
    return (
        words.SEX[row.sex],
        numbers.value(indicator, row.value),
        numbers.difference_short(indicator, row.gap),
        numbers.count(row.n),
        f"{word.symbol} {word.word}",
    )


def below_note(view: IndicatorView) -> str:
    """What a comparison of units is, and is not."""
    return f"Enheterna under {view.context.unit.name} i bokstavsordning. Små enheter svänger mer av slump; se på antalet innan du jämför."


def other_methods(view: IndicatorView) -> str:
    """Figures measured another way, apart from the rest."""
    if not view.other_methods:
        return ""
    indicator = view.card.indicator
    blocks = [tables.table_html(tables.points_table(indicator, f"metod {label}", points)) for label, points in view.other_methods.items()]
    return parts.section(
        "Mätt på annat sätt", "De här siffrorna är framtagna med en annan metod och blandas aldrig med de andra."
    ) + "".join(blocks)


def definition(view: IndicatorView) -> str:
    """What is measured, and what the plan says."""
    indicator = view.card.indicator
    return parts.section("Definition och källa") + parts.facts(
        parts.definition_pairs(indicator, view.card.total.target, view.card.total.baseline)
    )


def download(view: IndicatorView, visit: Visit) -> None:
    """The figures as a file that a Swedish Excel opens as it is."""
    table = tables.series_table(view.card, path_label=visit.programme.path_label)
    st.download_button(
        "Hämta siffrorna som CSV",
        export.csv(table, view.context),
        file_name=export.name(view.card.indicator.id, view.context),
        mime="text/csv",
        on_click="ignore",
    )
