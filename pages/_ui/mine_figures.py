"""*Min enhet*: the unit in figures. People, managers and how many there are for each, and what a source says, with where it comes from."""

from __future__ import annotations

from kpi.language import tr
from kpi.programme.organisation import StatedFigure
from kpi.text import numbers, words
from kpi.text.escape import html
from kpi.views.mine_rows import Mine, Persons, StatedFigures
from kpi.views.rows import StatusRow
from pages._ui import cards
from pages._ui.navigation import INDICATOR
from pages._ui.urls import Query


def section(view: Mine, query: Query) -> str:
    """The unit in figures; "" where nothing is measured beside the plan and no source says anything of the unit."""
    figures = view.figures
    if not figures.rows and not figures.stated:
        return ""
    year = view.context.year
    measured = "".join((_people(figures.persons) if figures.persons else "", *(_measured(row, query) for row in figures.rows)))
    blocks = [_block(tr("Mätt {year}, räknat ur inlästa utdrag", year=year), measured)] if measured else []
    blocks += [_stated(found) for found in figures.stated]
    return f'<section class="mb-section mb-unit"><h2>{tr("Medarbetare och chefer")}</h2>{"".join(blocks)}</section>'


def _block(heading: str, items: str, note: str = "") -> str:
    under = f'<p class="mb-note">{html(note)}</p>' if note else ""
    return f'<div class="mb-unit-block"><h3>{html(heading)}</h3><dl class="mb-unit-figures">{items}</dl>{under}</div>'


def _item(name: str, number: str, after: str = "") -> str:
    small = f"<small>{html(after)}</small>" if after else ""
    return f"<div><dt>{name}</dt><dd>{number}{small}</dd></div>"


def _people(persons: Persons) -> str:
    counted = persons.row.indicator.counted or persons.row.indicator.population
    return _item(tr("Anställda"), f"<b>{numbers.count(persons.everybody)}</b>", tr("cheferna inräknade")) + _item(
        html(counted[:1].upper() + counted[1:]), f"<b>{numbers.count(persons.some)}</b>"
    )


def _measured(row: StatusRow, query: Query) -> str:
    """A figure with its own page; where it is protected or not measured, that in words."""
    name = f'<a href="{html(query.href(INDICATOR, indikator=row.indicator.id))}" data-mb="top">{html(row.indicator.label)}</a>'
    if row.value is None:
        return _item(name, f'<span class="mb-unit-word">{html(words.of(row).word)}</span>')
    of = (
        tr("av {n} {counted}", n=numbers.count(row.n), counted=row.indicator.counted)
        if row.indicator.unit.suffix and row.n is not None
        else ""
    )
    return _item(name, f"<b>{cards.traced(row, query)}</b>", of)


def _stated(found: StatedFigures) -> str:
    items = "".join(_item(html(f.name), f"<b>{number(f)}</b>", f.suffix) for f in found.shown)
    items += "".join(_item(html(name), f'<span class="mb-unit-word">{tr("Skyddat – för få")}</span>') for name in found.hidden)
    stated = found.stated
    return _block(tr("Enligt {source}, {date}", source=stated.source, date=stated.date), items, stated.note or "")


def number(figure: StatedFigure) -> str:
    """The number as the source has it."""
    whole = float(figure.value).is_integer()
    value = numbers.count(int(figure.value)) if whole else numbers.number(figure.value, figure.decimals)
    return tr("ca {value}", value=value) if figure.about else value
