"""The pieces of the page about one indicator."""

from __future__ import annotations

import streamlit as st

from kpi.charts import milestones as milestone_charts
from kpi.charts import tables
from kpi.charts.tokens import status_variable
from kpi.charts.track import track_html
from kpi.language import N_, ntr, tr
from kpi.programme.model import Indicator
from kpi.programme.periods import GRAINS, Grain
from kpi.text import numbers, words
from kpi.text.escape import html
from kpi.text.sentences import sex_sentence
from kpi.views.rows import IndicatorView, StatusRow
from pages._ui import cards, export, origin, parts
from pages._ui.guard import Visit
from pages._ui.navigation import INDICATOR, ORIGIN, entries
from pages._ui.urls import SERIES


def choose(visit: Visit) -> str:
    """All indicators as links, for an address that names none, or one that there is not."""
    areas = []
    for area in visit.programme.areas:
        links = "".join(
            f'<li><a href="{html(visit.query.href(INDICATOR, indikator=i.id))}" data-mb="top">{html(i.name)}</a></li>'
            for i in area.indicators
        )
        areas.append(f'<section class="mb-section"><h2>{html(area.name)}</h2><ul class="mb-links">{links}</ul></section>')
    lead, asked = tr("Välj en indikator för att se allt om den."), visit.query.indikator
    if asked:
        lead = f"{tr('Indikatorn ”{asked}” finns inte i programmet.', asked=asked)} {lead}"
    return parts.title(tr("Indikatorer"), lead=lead) + "".join(areas)


def milestones(visit: Visit, indicator: str) -> str:
    """The milestones that the indicator shows, each with how far it has come; "" when it shows none."""
    found = visit.views.milestones(visit.scope, indicator=indicator, year=visit.query.year, as_of=visit.as_of)
    links = {e.area: e.link for e in entries(visit.programme) if e.area}
    items = "".join(
        f'<li style="--mb-c:{milestone_charts.colour(row.state)}">'
        f'<a href="{html(visit.query.href(links[row.area.id], delmal=row.milestone.id))}" data-mb="top">{html(row.milestone.text)}</a> '
        f'<span class="mb-status">{milestone_charts.state_html(row.state)}</span></li>'
        for row in found
    )
    heading = parts.section(ntr("Visar delmålet", "Visar delmålen", len(found)))
    return f'{heading}<ul class="mb-shown-by">{items}</ul>' if items else ""


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
    return f'<p><a href="{html(origin.link(visit, view.card.indicator.id))}" data-mb="top">{tr(origin.HEADING)}</a></p>'


OVER_TIME: dict[Grain, str] = {
    "year": N_("Utvecklingen år för år"),
    "quarter": N_("Utvecklingen kvartal för kvartal"),
    "month": N_("Utvecklingen månad för månad"),
}
NOT_JUDGED = N_("Målvärdet och den linjära vägen gäller hela år, så kvartal och månader bedöms inte.")


def _grains(view: IndicatorView) -> list[Grain]:
    """The year, and the quarters and months that there are."""
    return [g for g in GRAINS if g == "year" or any(view.by_grain[g])]


def grain(view: IndicatorView, visit: Visit) -> Grain:
    """What the address asks to see the series by; by year when there is no such series. Raises Refusal for what is no period."""
    asked = visit.query.grain
    return asked if asked in _grains(view) else "year"


def over_time(view: IndicatorView, visit: Visit, chosen: Grain) -> str:
    """The heading of the series, and the choice of year, quarter or month where there is one."""
    grains = _grains(view)
    heading = parts.section(tr(OVER_TIME[chosen]), "" if chosen == "year" else tr(NOT_JUDGED))
    if len(grains) == 1:
        return heading
    names = {grain: name for name, grain in SERIES.items()}
    links = "".join(_grain_link(visit, words.GRAIN[g], None if g == "year" else names[g], g == chosen) for g in grains)
    per = html(tr("Visa per"))
    return f'{heading}<nav class="mb-years" aria-label="{per}"><span class="mb-label">{per}</span><ul>{links}</ul></nav>'


def _grain_link(visit: Visit, text: str, serie: str | None, here: bool) -> str:
    address = visit.query.href(INDICATOR, **(visit.query.own | {"serie": serie}))
    current = ' aria-current="true"' if here else ""
    return f'<li><a href="{html(address)}" data-mb="stay"{current}>{html(text)}</a></li>'


def sexes(view: IndicatorView) -> str:
    """Women and men against the target, in a sentence and a small table."""
    gap = view.card.sexes
    if gap is None:
        return ""
    rows = [_sex_row(view.card.indicator, row) for row in (gap.women, gap.men, view.card.total)]
    headings = (tr("Kön"), tr("Värde"), tr("Mot mål"), tr("Antal (n)"), tr("Status"))
    table = parts.table(tr("Kvinnor och män {year}", year=view.card.total.year), headings, rows, numeric=(1, 2, 3))
    return parts.section(tr("Kvinnor och män"), sex_sentence(gap)) + table


def _sex_row(indicator: Indicator, row: StatusRow) -> tuple[str, ...]:
    word = words.of(row)
    return (
        words.SEX[row.sex],
        numbers.value(indicator, row.value),
        numbers.difference_short(indicator, row.gap),
        numbers.count(row.n),
        f"{word.symbol} {word.word}",
    )


def below_note(view: IndicatorView) -> str:
    """What a comparison of units is, and is not."""
    return tr(
        "Enheterna under {unit} i bokstavsordning. Små enheter svänger mer av slump; se på antalet innan du jämför.",
        unit=view.context.unit.name,
    )


def other_methods(view: IndicatorView) -> str:
    """Figures measured another way, apart from the rest."""
    if not view.other_methods:
        return ""
    indicator = view.card.indicator
    blocks = [
        tables.table_html(tables.points_table(indicator, tr("metod {name}", name=label), points))
        for label, points in view.other_methods.items()
    ]
    told = tr("De här siffrorna är framtagna med en annan metod och blandas aldrig med de andra.")
    return parts.section(tr("Mätt på annat sätt"), told) + "".join(blocks)


def definition(view: IndicatorView) -> str:
    """What is measured, and what the plan says."""
    indicator = view.card.indicator
    return parts.section(tr("Definition och källa")) + parts.facts(
        parts.definition_pairs(indicator, view.card.total.target, view.card.total.baseline)
    )


def download(view: IndicatorView, visit: Visit, chosen: Grain) -> None:
    """The figures of the series that is shown, as a file that Excel opens as it is."""
    if chosen == "year":
        table = tables.series_table(view.card, path_label=visit.programme.path_label)
    else:
        table = tables.parts_table(view.card, *view.by_grain[chosen], grain=chosen)
    per = "" if chosen == "year" else f"-per-{words.GRAIN[chosen].lower()}".replace("å", "a")
    st.download_button(
        tr("Hämta siffrorna som CSV"),
        export.csv(table, view.context),
        file_name=export.name(f"{view.card.indicator.id}{per}", view.context),
        mime="text/csv",
        on_click="ignore",
    )
