"""*Min enhet*: what the unit is and how it stands, and its indicators. Everything shown has passed the gate in kpi.views."""

from __future__ import annotations

from kpi.access.permissions import Permission, allowed
from kpi.charts import tables
from kpi.charts.mine import mine_html
from kpi.charts.mine_tables import indicators_table
from kpi.charts.tokens import status_variable
from kpi.language import N_, tr
from kpi.measure.status import Certainty, Status
from kpi.text import mine as say
from kpi.text import numbers, words
from kpi.text.escape import html
from kpi.views.mine_rows import Mine, MineArea, MineRow, OwnUnit, UnitPlace
from pages._ui import cards, parts
from pages._ui.guard import Visit
from pages._ui.navigation import INDICATOR, MINE
from pages._ui.urls import Query

ABOVE = {"own": N_("Min enhet"), "chosen": N_("Enhet"), "compared": N_("Att jämföra med")}


def way_in(visit: Visit) -> str:
    """From another page about a unit to *Min enhet* for the same unit; "" for those who may not open it, and for the root."""
    if visit.context.unit.depth == 0 or not allowed(visit.scope, Permission.READ_UNIT):
        return ""
    text = tr("Allt om enheten: Min enhet")
    return f'<p class="mb-way-in"><a href="{html(visit.query.href(MINE))}" data-mb="top">{text}</a></p>'


def heading(view: Mine, query: Query) -> str:
    """The unit, how it stands in a few sentences, where it lies; a manager's other units; how many indicators stand where."""
    first, rest = (f"<strong>{html(view.finding[0])}</strong>", view.finding[1:]) if view.finding else ("", ())
    counts = {status: n for status in Status if (n := sum(row.total.status is status for row in view.rows))}
    return (
        f'<div class="mb-title"><p class="mb-label">{tr(ABOVE[view.place.kind])} · {view.context.year}</p>'
        f'<h1 id="rubrik" tabindex="-1">{html(view.place.unit.name)}</h1><p class="mb-lead">{first} {html(" ".join(rest))}</p></div>'
        f"{_where(view, query)}{_whose(view.place, query)}{cards.tally_html(counts)}{_own_units(view.mine, query)}"
    )


def _whose(place: UnitPlace, query: Query) -> str:
    """That the unit is not one's own, and the way to the own one."""
    if place.kind == "own":
        return ""
    if place.kind == "compared":
        back = f'<a href="{html(query.href(MINE, enhet=None))}" data-mb="top">{tr("Till min enhet")}</a>'
        told = tr("Det här är inte din enhet: den visas för att du ska kunna jämföra.")
        return f'<p class="mb-note">{told} {back}</p>'
    told = tr("Du har ingen egen enhet här. Välj ovan vilken du vill se, så som dess chef ser den.")
    return f'<p class="mb-note">{told}</p>'


def _where(view: Mine, query: Query) -> str:
    """The units above as links where they may be opened, and since when the unit lies there."""
    place = view.place
    reached = {unit.code for unit in view.context.units}
    links = [
        f'<a href="{html(query.href(MINE, enhet=unit.code))}" data-mb="top">{html(unit.name)}</a>'
        if unit.code in reached
        else f"<span>{html(unit.name)}</span>"
        for unit in place.above
    ]
    level = html(place.unit.level)
    where = (
        tr("{level} under {units}.", level=level, units=" › ".join(links))
        if links
        else tr("{level}, överst i organisationen.", level=level)
    )
    return f'<p class="mb-note mb-where">{where} {html(_since(place))}</p>'


def _since(place: UnitPlace) -> str:
    if place.since is None and not place.above:
        return ""
    said = [tr("Organisationsfilen anger inget startår.") if place.since is None else tr("På sin plats sedan {year}.", year=place.since)]
    if place.moved_from:
        said.append(tr("Låg tidigare under {unit}.", unit=place.moved_from))
    if place.until is not None:
        said.append(tr("Till och med {year}.", year=place.until))
    return " ".join(said)


def _own_units(units: tuple[OwnUnit, ...], query: Query) -> str:
    """A manager's units to choose among, in the order they were given; "" when there is one."""
    items = []
    for own in units:
        here = ' aria-current="true"' if own.chosen else ""
        tally = say.reached_of(own.reached, own.measured)
        address = html(query.href(MINE, enhet=own.unit.code))
        items.append(f'<li><a href="{address}" data-mb="top"{here}><b>{html(own.unit.name)}</b><span>{tally}</span></a></li>')
    title = tr("Mina enheter")
    return f'<nav class="mb-own" aria-label="{title}"><h2>{title}</h2><ul>{"".join(items)}</ul></nav>' if items else ""


def indicators(view: Mine, query: Query) -> str:
    """Every indicator by area, and all of them as a table."""
    above = view.above.name if view.above else ""
    table = tables.table_html(indicators_table(view))
    twin = f'<details class="mb-fold"><summary>{tr("Visa alla siffror som tabell")}</summary>{table}</details>'
    return parts.section(tr("Indikatorerna")) + _key(view) + "".join(_area(area, above, query) for area in view.areas) + twin


def _key(view: Mine) -> str:
    """What the marks of the lines mean, and whose målvärden they are."""
    year = view.context.year
    marks = [
        ("now", f"{year}"),
        ("before", f"{year - 1}"),
        *([("above", tr("ovanför: {name}", name=view.above.name))] if view.above else []),
    ]
    marks += [("target", tr("målvärde")), ("start", tr("planens nuläge"))]
    items = "".join(f'<li><span class="mb-mark-{mark}" aria-hidden="true"></span>{html(text)}</li>' for mark, text in marks)
    how = tr("Åt höger är alltid mot målet. Hel linje från förra året: förändringen är säkert mer än slumpen. Prickad: det vet vi inte.")
    return f'<ul class="mb-marks">{items}</ul><p class="mb-note">{how}</p>'


def _area(area: MineArea, above: str, query: Query) -> str:
    lines = "".join(_card(row, above, query) if row.total.value is not None else _without(row, above, query) for row in area.rows)
    return f'<section class="mb-area"><h2>{html(area.area.name)}</h2>{lines}</section>'


def _name(row: MineRow, query: Query) -> str:
    address = query.href(INDICATOR, indikator=row.indicator.id)
    return f'<h3><a href="{html(address)}" data-mb="top">{html(row.indicator.label)}</a></h3>'


def _card(row: MineRow, above: str, query: Query) -> str:
    """One indicator with a value: level, line, and beside it last year, the level above, women and men."""
    total = row.total
    than = f"{_before(row)}{_above(row, above)}{cards.sexes_html(row.card)}{parts.notes(row.quality)}"
    return (
        f'<article class="mb-card" style="--mb-c:{status_variable(total.status)}"><div class="mb-level">{_name(row, query)}'
        f'<p class="mb-value">{cards.traced(total, query)}</p><p class="mb-gap">{cards.gap_text(total)}</p>{cards.status_html(total)}</div>'
        f'{mine_html(row, above)}<div class="mb-than">{than}</div></article>'
    )


def _without(row: MineRow, above: str, query: Query) -> str:
    """One indicator without a value, in little room: its name, why, and the level above where it has a figure."""
    other = row.above.row if row.above else None
    beside = (
        f'<p class="mb-change">{html(above)}: {numbers.value(row.indicator, other.value)}</p>' if other and other.value is not None else ""
    )
    return (
        f'<article class="mb-card mb-card-bare" style="--mb-c:{status_variable(row.total.status)}">{_name(row, query)}'
        f'<div class="mb-side">{cards.status_html(row.total)}{beside}</div></article>'
    )


def _before(row: MineRow) -> str:
    """Last year's own figure and the difference, with how sure it is; a difference is heavy only when it is more than chance."""
    before = row.before
    if before is None:
        return ""
    if before.value is None:
        return _than(str(before.year), tr("skyddat") if before.status is Status.SUPPRESSED else tr("inget värde"))
    value = numbers.value(row.indicator, before.value)
    if not row.before_comparable:
        return _than(str(before.year), value, tr("mätt på annat sätt"))
    if row.better is None:
        return _than(str(before.year), value, tr("samma som i år"))
    return _than(
        str(before.year), value, _difference(row, row.total.change_year, row.total.certainty), words.CERTAINTY[row.total.certainty]
    )


def _above(row: MineRow, above: str) -> str:
    """The level above: its figure, and the difference from it."""
    if row.above is None:
        return ""
    other = row.above.row
    if other.value is None:
        return _than(above, tr("skyddat") if other.status is Status.SUPPRESSED else tr("inget värde"))
    value = numbers.value(row.indicator, other.value)
    if row.above.difference is None:
        return _than(above, value, tr("mätt på annat sätt"))
    sure = row.above.certainty
    word = None if sure is Certainty.UNKNOWN else words.CERTAINTY[sure]
    return _than(above, value, _difference(row, row.above.difference, sure), word)


def _difference(row: MineRow, d: float | None, sure: Certainty) -> str:
    if d is not None and numbers.rounds_to_zero(row.indicator, d):
        least = 10.0**-row.indicator.decimals
        under = tr("under {value}", value=numbers.difference_short(row.indicator, least).lstrip("+"))
        return under if abs(d) > numbers.TOLERANCE else tr("lika")
    text = numbers.difference_short(row.indicator, d)
    return f"<b>{text}</b>" if sure is Certainty.CLEAR else text


def _than(what: str, value: str, difference: str = "", sure: words.Word | None = None) -> str:
    """A figure to hold the unit's own against: whose, the figure, how far off the own is, and how sure that is."""
    told = f'<span class="mb-sure" title="{html(sure.meaning)}">{html(sure.word)}</span>' if sure else ""
    return f"<p><span>{html(what)}</span><span>{value}</span><span>{difference}</span>{told}</p>"
