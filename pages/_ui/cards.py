"""*Läget* as HTML: the counts, and one line of reading per indicator. Everything shown has passed the gate in kpi.views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kpi.charts.svg import row_symbol_svg
from kpi.charts.tokens import status_variable
from kpi.charts.track import spark_svg, status_symbol_svg, track_html
from kpi.language import number_marks, tr
from kpi.measure.status import Status
from kpi.text import numbers, words
from kpi.text.escape import html
from kpi.views.rows import AreaGlance, Glance, Overview, StatusRow
from pages._ui.navigation import INDICATOR, ORIGIN, Entry
from pages._ui.urls import Query

# The order of reading: what has succeeded, what has not, what cannot be said.
ORDER = (
    Status.REACHED, Status.ON_TRACK, Status.IMPROVED, Status.UNCHANGED, Status.BEHIND, Status.NOT_REACHED, Status.WRONG_WAY,
    Status.WORSENED, Status.NO_BASELINE, Status.NO_DIRECTION, Status.NOT_MEASURED, Status.NOT_ASSESSABLE, Status.SUPPRESSED,
)  # fmt: skip


def counts_html(counts: Mapping[Status, int], query: Query, chosen: Status | None) -> str:
    """How many indicators stand where, each a link that shows only those (and the chosen one a link back to all)."""
    items = []
    for status in ORDER:
        count = counts.get(status, 0)
        if not count:
            continue
        word = words.STATUS[status]
        visa = None if status is chosen else status.value
        here = ' aria-current="true"' if status is chosen else ""
        items.append(
            f'<li style="--mb-c:{status_variable(status)}"><a href="{html(query.href(visa=visa))}" data-mb="stay"{here}'
            f' title="{html(word.meaning)}"><b>{numbers.count(count)}</b>'
            f"<span>{status_symbol_svg(status)} {html(word.word)}</span></a></li>"
        )
    every = f'<li class="mb-all"><a href="{html(query.href())}" data-mb="stay">{tr("Visa alla")}</a></li>' if chosen else ""
    return f'<ul class="mb-counts" aria-label="{html(tr("Antal indikatorer per status"))}">{"".join(items)}{every}</ul>'


def tally_html(counts: Mapping[Status, int]) -> str:
    """The counts as one line of words, not links."""
    items = [
        f'<li style="--mb-c:{status_variable(status)}">{status_symbol_svg(status)} {numbers.count(counts[status])}'
        f" {html(words.STATUS[status].word)}</li>"
        for status in ORDER
        if counts.get(status)
    ]
    return f'<ul class="mb-tally" aria-label="{html(tr("Antal indikatorer per status"))}">{"".join(items)}</ul>'


def overview_html(view: Overview, query: Query | None = None, areas: Mapping[str, Entry] | None = None, only: Status | None = None) -> str:
    """All indicators by area; ``only`` those with one status, and then areas without any are left out."""
    query = query or Query()
    blocks = [area_html(a, query, (areas or {}).get(a.area.id), only) for a in view.areas]
    return "".join(blocks) or f'<p class="mb-nothing">{tr("Ingen indikator har den statusen här.")}</p>'


def area_html(area: AreaGlance, query: Query, entry: Entry | None, only: Status | None) -> str:
    """One area: its name as a link, and its indicators as lines; one that awaits its indicators says what it is for."""
    shown = [c for c in area.cards if only is None or c.total.status is only]
    if not shown and only is not None:
        return ""
    name = html(area.area.name)
    heading = f'<a href="{html(query.href(entry.link))}" data-mb="top">{name}</a>' if entry else name
    lines = "".join(card_html(c, query) for c in shown) or _awaiting_html(area)
    return f'<section class="mb-area"><h2>{heading}</h2>{lines}{_beside_html(area, query, only)}</section>'


def _awaiting_html(area: AreaGlance) -> str:
    awaits = "" if area.area.states else f'<p class="mb-note">{html(words.NO_INDICATORS)}</p>'
    return f'<p class="mb-aim">{html(area.area.aim or words.capital(words.NO_GOAL))}</p>{awaits}'


def _beside_html(area: AreaGlance, query: Query, only: Status | None) -> str:
    """What is measured beside the plan, under a heading that says so; "" where there is none, or where one status was asked for."""
    if only is not None or not area.supplementary:
        return ""
    return f'<h3 class="mb-beside">{html(words.SUPPLEMENTARY)}</h3>' + "".join(card_html(c, query, level=4) for c in area.supplementary)


def card_html(card: Glance, query: Query, level: int = 3) -> str:
    """One indicator: level (value, gap, status), the track, then change and certainty in a place of their own. ``level``: its heading's."""
    row = card.total
    address = query.href(INDICATOR, indikator=card.indicator.id)
    return (
        f'<article class="mb-card" style="--mb-c:{status_variable(row.status)}"><div class="mb-level">'
        f'<h{level}><a href="{html(address)}" data-mb="top">{html(card.indicator.label)}</a></h{level}>'
        f'<p class="mb-value">{traced(row, query)}</p><p class="mb-gap">{gap_text(row)}</p></div>'
        f"{track_html(card, key='l')}"
        f'<div class="mb-side">{status_html(row)}{trend_html(card)}{sexes_html(card)}{change_html(card)}</div></article>'
    )


def traced(row: StatusRow, query: Query) -> str:
    """The value as a link to where it comes from; without a value there is nothing to ask."""
    if row.value is None:
        return value_html(row)
    address = query.href(INDICATOR, indikator=row.indicator.id, visa=ORIGIN)
    return f'<a href="{html(address)}" data-mb="top" title="{html(tr("Varifrån kommer siffran?"))}">{value_html(row)}</a>'


def value_html(row: StatusRow) -> str:
    """The value, its decimals in a column of their own so that numbers under each other stand on the decimal mark."""
    if row.value is None:
        return '<span class="mb-none">–</span>'
    text = numbers.stated(row.indicator, row.value) if row.origin == "plan" else numbers.value(row.indicator, row.value)
    whole, comma, rest = text.partition(number_marks().decimal)
    if not comma:
        whole, space, rest = text.partition(numbers.NBSP)
        comma = space
    return f'<span class="mb-whole">{whole}</span><span class="mb-part">{comma}{rest}</span>'


def gap_text(row: StatusRow) -> str:
    """What is between the value and the target, in the indicator's own unit."""
    if row.target is None:
        return words.aim(row.indicator.direction)
    target = numbers.stated(row.indicator, row.target)
    if row.gap is None:
        return tr("mål {target}", target=target)
    if numbers.rounds_to_zero(row.indicator, row.gap):
        return tr("på målet {target}", target=target)
    gap = f"<b>{numbers.difference_short(row.indicator, row.gap)}</b>"
    return tr("{gap} mot mål {target}", gap=gap, target=target)


def status_html(row: StatusRow) -> str:
    """Word, symbol and colour, always together."""
    word = words.of(row)
    reason = f'<span class="mb-reason">{html(row.status_reason)}</span>' if row.status_reason else ""
    return f'<p class="mb-status" title="{html(word.meaning)}">{row_symbol_svg(row)} {html(word.word)}{reason}</p>'


def sexes_html(card: Glance) -> str:
    """Women and men, women first, with their own colours and shapes."""
    if card.sexes is None:
        return ""
    women, men = card.sexes.women, card.sexes.men
    if women.value is None and men.value is None:
        if Status.SUPPRESSED in (women.status, men.status):
            return f'<p class="mb-sexes">{tr("Kvinnor och män: skyddat")}</p>'
        return ""
    return f'<p class="mb-sexes">{_sex_html("women", "K", card, women)} {_sex_html("men", "M", card, men)}</p>'


def _sex_html(colour: str, sex: str, card: Glance, row: StatusRow) -> str:
    name = words.SEX[sex]
    return f'<span class="mb-{colour}"><abbr title="{html(name)}">{html(name[:1])}</abbr> {numbers.value(card.indicator, row.value)}</span>'


def trend_html(card: Glance) -> str:
    """The years up to the one shown as a small line; "" with fewer than two."""
    trend = [p for p in card.series if p.year <= card.total.year]
    return spark_svg(trend, card.indicator, key="l") if sum(p.value is not None for p in trend) > 1 else ""


def change_html(card: Glance) -> str:
    """Change and certainty, apart from the status: since the year before, else since the baseline."""
    row = card.total
    if row.change_year is not None and row.change_year_from is not None:
        change, since = row.change_year, row.change_year_from
    elif row.change_baseline is not None and row.year != row.indicator.baseline_year:
        change, since = row.change_baseline, row.indicator.baseline_year
    else:
        return ""
    sure = words.CERTAINTY[row.certainty]
    told = tr("{change} sedan {year}", change=f"<b>{numbers.difference_short(row.indicator, change)}</b>", year=since)
    return f'<p class="mb-change">{told} <span class="mb-sure" title="{html(sure.meaning)}">{html(sure.word)}</span></p>'


def tiles(rows: Iterable[StatusRow], query: Query) -> str:
    """A symbol for each indicator that leads to it, those of a status together with their number and word; "" without any."""
    rows, groups = list(rows), []
    for status in ORDER:
        found = [row for row in rows if row.status is status]
        if not found:
            continue
        word = words.STATUS[status].word
        links = "".join(
            f'<a href="{html(query.href(INDICATOR, indikator=row.indicator.id))}" data-mb="top" title="{html(row.indicator.label)}"'
            f' aria-label="{html(f"{row.indicator.label}: {word}")}">{status_symbol_svg(status)}</a>'
            for row in found
        )
        groups.append(tile(status_variable(status), links, f"{numbers.count(len(found))} {word}"))
    return f'<ul class="mb-tiles">{"".join(groups)}</ul>' if groups else ""


def tile(colour: str, links: str, told: str) -> str:
    """Symbols of one kind, as links, and what they are."""
    return f'<li style="--mb-c:{colour}"><span class="mb-tiles-row">{links}</span>{html(told)}</li>'
