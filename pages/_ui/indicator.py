"""The pieces of the page about one indicator."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.charts import tables
from kpi.charts.tokens import status_variable
from kpi.charts.track import track_html
from kpi.measure.status import Status
from kpi.programme.model import Indicator
from kpi.text import numbers, words
from kpi.text.escape import html
from kpi.text.sentences import sex_sentence
from kpi.views.rows import IndicatorView, Origin, StatusRow
from pages._ui import cards, export, parts
from pages._ui.guard import Visit
from pages._ui.navigation import INDICATOR, entries

SHORT_HASH = 12  # hexadecimal digits of a file's SHA-256 that are shown; the command line's trace gives the whole
SHOWN_ORIGINS = 60


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
        f'{cards.status_html(row)}<p class="mb-lead">{html(card.sentence)}</p></div>'
        f'<div class="mb-large">{track_html(card, key="i")}</div>{parts.notes(card.notes)}'
    )


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


def origin(view: IndicatorView) -> str:
    """Where the figure comes from: which files, who and when; then fact by fact; and what it replaced."""
    trace, indicator = view.trace, view.card.indicator
    head = parts.section("Varifrån kommer siffran?", trace.note)
    if trace.status is Status.SUPPRESSED or not (trace.origins or trace.superseded):
        return head
    year = view.context.year
    body = _folded(f"Uppgift för uppgift, {year}", origins_table(f"Underlag för {year}", indicator, trace.origins)) if trace.origins else ""
    old = _folded("Ersatta eller ångrade uppgifter", origins_table("Ersatta eller ångrade uppgifter", indicator, trace.superseded))
    return head + files_table(trace.origins) + body + (old if trace.superseded else "")


def _folded(summary: str, content: str) -> str:
    return f'<details class="mb-fold"><summary>{html(summary)}</summary>{content}</details>'


def files_table(rows: Sequence[Origin]) -> str:
    """The files behind a figure, each once."""
    files: dict[str, list[Origin]] = {}
    for origin in rows:
        files.setdefault(origin.batch, []).append(origin)
    headings = ("Fil", "Blad", "Uppgifter", "Inläst av", "När", "Import-id", "Filens SHA-256")
    body = [
        (_file(own[0]), own[0].sheet, numbers.count(len(own)), own[0].user, parts.when(own[0].time), batch, own[0].sha256[:SHORT_HASH])
        for batch, own in files.items()
    ]
    return parts.table("Filer bakom siffran", headings, body, numeric=(2,)) if body else ""


def origins_table(caption: str, indicator: Indicator, rows: Sequence[Origin]) -> str:
    """Delivered facts with their place in their file; the first ``SHOWN_ORIGINS`` of many."""
    headings = ("Var", "Period", "Värde", "Antal (n)", "Fil", "Plats i filen", "Inläst")
    body = [
        (
            o.unit,
            words.period(o.period),
            numbers.value(indicator, o.value),
            numbers.count(o.n),
            _file(o),
            ", ".join(p for p in (f"blad {o.sheet}", f"rad {o.rows}" if o.rows else "", f"kolumn {o.column}") if p),
            f"{parts.when(o.time)} av {o.user}",
        )
        for o in rows[:SHOWN_ORIGINS]
    ]
    more = f" (de {SHOWN_ORIGINS} första av {numbers.count(len(rows))})" if len(rows) > SHOWN_ORIGINS else ""
    return parts.table(caption + more, headings, body, numeric=(2, 3))


def _file(origin: Origin) -> str:
    return f"{origin.file}{' (SYNTETISK)' if origin.synthetic else ''}"


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
