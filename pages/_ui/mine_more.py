"""The rest of *Min enhet*: what changed, the people in numbers, what is not shown and why, units side by side, what the unit can do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kpi.charts.mine import strip_ends, strip_svg
from kpi.charts.svg import row_symbol_svg
from kpi.charts.tokens import status_variable
from kpi.language import all_of, ptr, tr
from kpi.measure.status import Certainty, Status
from kpi.programme.model import Action, Area, Programme
from kpi.text import mine as say
from kpi.text import numbers, words
from kpi.text.escape import html
from kpi.views.mine_rows import Against, Compared, Mine, MineRow, People, SideBySide, Tasks
from kpi.views.rows import StatusRow, UnitChoice
from pages._ui import parts
from pages._ui.navigation import INDICATOR, MINE, ORIGIN
from pages._ui.urls import Query

ORDER = ("protected", "protected_in_source", "not_assessable", "missing", "not_measured")


def changes_and_people(view: Mine, query: Query) -> str:
    """Beside each other where there is room: what has changed, and how many the figures are about."""
    return f'<div class="mb-two">{_changes(view, query)}{_people(view, query)}</div>'


def _changes(view: Mine, query: Query) -> str:
    changes = view.changes
    heading = f"<h2>{tr('Vad som har ändrats sedan {year}', year=changes.since)}</h2>"
    if not (changes.clear or changes.within_noise or changes.unknown):
        return f'<section class="mb-section">{heading}<p>{say.nothing_changed(view.rows, changes.since)}</p></section>'
    clear = "".join(
        f"<li>{_link(row, query)}<span>{html(say.moved(row))}, {say.chance(Certainty.CLEAR)}</span></li>" for row in changes.clear
    )
    said = f'<ul class="mb-moved">{clear}</ul>' if clear else f"<p>{tr('Ingen förändring är säkert mer än slumpen.')}</p>"
    said += _fold(tr("Inte mer än slumpen"), changes.within_noise, words.CERTAINTY[Certainty.WITHIN_NOISE].meaning, query)
    said += _fold(tr("Går inte att avgöra om det är slump"), changes.unknown, words.CERTAINTY[Certainty.UNKNOWN].meaning, query)
    told = tr(
        "Störst först, mätt mot hela vägen från planens nuläge till målvärdet. Säkert är 95 %: en av tjugo oförändrade ser ändå ut så."
    )
    order = f'<p class="mb-note">{told}</p>'
    return f'<section class="mb-section">{heading}{said}{order}</section>'


def _fold(title: str, rows: Sequence[MineRow], meaning: str, query: Query) -> str:
    """Differences that may not be called changes, folded: how many, and each with its size."""
    if not rows:
        return ""
    items = "".join(
        f"<li>{_link(row, query)}<span>{numbers.difference_short(row.indicator, row.total.change_year)}</span></li>" for row in rows
    )
    return (
        f'<details class="mb-fold"><summary>{html(title)}: {numbers.count(len(rows))}</summary>'
        f'<p class="mb-note">{html(meaning)}</p><ul class="mb-moved mb-moved-quiet">{items}</ul></details>'
    )


def _link(row: MineRow, query: Query, **more: str) -> str:
    address = query.href(INDICATOR, indikator=row.indicator.id, **more)
    return f'<a href="{html(address)}" data-mb="top">{html(row.indicator.label)}</a>'


def _people(view: Mine, query: Query) -> str:
    """How many each measurement is about; each measurement leads to where its figure comes from."""
    groups = Counter(counted for counted, _ in {(part.counted, part.population) for part in view.people})
    items = "".join(_number(part, query, whose=groups[part.counted] > 1) for part in view.people if part.counted)
    others = "".join(_number(part, query) for part in view.people if not part.counted)
    body = f'<ul class="mb-people">{items}</ul>' if items else ""
    if others:
        told = f'<p class="mb-note">{tr("Ingen källa säger vad de här antalen räknar.")}</p>'
        more = tr("Fler mätningar")
        body += f'<details class="mb-fold"><summary>{more}</summary>{told}<ul class="mb-people">{others}</ul></details>'
    body = body or f"<p>{tr('Inget antal är inläst eller får visas för {year}.', year=view.context.year)}</p>"
    note = tr("Antalen står bakom var sin mätning och är därför inte lika.") if len(view.people) > 1 else ""
    note = f'<p class="mb-note">{note}</p>' if note else ""
    return f'<section class="mb-section"><h2>{tr("Enheten i siffror")}</h2>{body}{note}</section>'


def _number(part: People, query: Query, whose: bool = False) -> str:
    """One number, what it counts (and whose, where two groups are counted in the same way), and the measurements it stands behind."""
    names = [
        f'<a href="{html(query.href(INDICATOR, indikator=i.id, visa=ORIGIN))}" data-mb="top">{html(i.label)}</a>'
        f"{' ' + tr('(medeltal över året)') if i.id in part.monthly else ''}"
        for i in part.indicators
    ]
    sexes = say.people_sexes(part)
    source = f' title="{html(part.source)}"' if part.source else ""
    return (
        f"<li><p{source}><b>{html(say.people_line(part, whose=whose))}</b>{f' · {html(sexes)}' if sexes else ''}</p>"
        f'<p class="mb-note">{part.year}: {all_of(names)}</p></li>'
    )


def not_shown(view: Mine, query: Query) -> str:
    """What has no value to judge and why, in plain words; never how many people a hidden figure is about."""
    blocks = [_why(kind, [row for row in view.rows if row.why == kind], view, query) for kind in ORDER]
    blocks.append(_hidden_sexes([row for row in view.rows if _sexes_hidden(row)], query))
    if not any(blocks):
        return ""
    return f'{parts.section(tr("Det som inte visas, och varför"))}<div class="mb-whys">{"".join(blocks)}</div>'


def _why(kind: str, rows: Sequence[MineRow], view: Mine, query: Query) -> str:
    if not rows:
        return ""
    by_words: dict[str, list[MineRow]] = {}
    for row in rows:
        by_words.setdefault(_words(row, view), []).append(row)
    names = "".join(_names(of, query, told) for told, of in by_words.items())
    return f"<section><h3>{html(say.WHY_TITLE[kind])}</h3><p>{html(say.WHY[kind])}</p>{names}</section>"


def _names(rows: Sequence[MineRow], query: Query, told: str = "") -> str:
    """The indicators' names in running text, and what is told of all of them."""
    after = f"<span>{html(told)}</span>" if told else ""
    return f'<p class="mb-names">{all_of([_link(row, query) for row in rows])}{after}</p>'


def _words(row: MineRow, view: Mine) -> str:
    """The reason in the words of whoever gave it, and that the level above has a figure. Plain text."""
    said = [row.reason] if row.reason else []
    if row.only_above and view.above:
        said.append(tr("finns för {name}", name=view.above.name))
    return "; ".join(said)


def _sexes_hidden(row: MineRow) -> bool:
    gap = row.card.sexes
    return row.total.value is not None and gap is not None and Status.SUPPRESSED in (gap.women.status, gap.men.status)


def _hidden_sexes(rows: Sequence[MineRow], query: Query) -> str:
    if not rows:
        return ""
    return f"<section><h3>{tr('Kvinnor och män: skyddat')}</h3><p>{html(say.SEXES_HIDDEN)}</p>{_names(rows, query)}</section>"


def beside(view: Mine, query: Query) -> str:
    """Several units on the same lines, in the organisation's order: never the best first."""
    if view.beside is None:
        if not view.too_many:
            return ""
        text = tr(
            "Under {unit} finns {n} enheter, fler än som går att läsa sida vid sida. Välj en indikator ovan: där står de bredvid varandra.",
            unit=view.place.unit.name, n=numbers.count(view.too_many),
        )  # fmt: skip
        return parts.section(tr("Enheterna under"), text)
    side = view.beside
    title = tr("Mina enheter sida vid sida") if side.kind == "own" else tr("Enheterna under, sida vid sida")
    areas = "".join(f"<section><h3>{html(area.name)}</h3>{_tables(compared, side, query)}</section>" for area, compared in side.areas)
    return parts.section(title, _reading(side)) + f'<div class="mb-sides">{areas}</div>' if areas else ""


def _reading(side: SideBySide) -> str:
    """How to read the lines, so that chance is not taken for a difference."""
    told = tr("Samma skala för alla enheter i en rad, ordningen är organisationens. Små enheter svänger mer av slump: se på antalet (n).")
    if side.whole is None:
        return told
    marks = tr(
        "Strecket är {unit}. Fylld prick: skiljer sig från strecket med mer än slumpen (99,8 %, eftersom många jämförs på en gång). "
        "Ihålig: gör det inte, eller går inte att avgöra.",
        unit=side.whole.name,
    )
    return f"{told} {marks}"


def _tables(compared: Sequence[Compared], side: SideBySide, query: Query) -> str:
    return f'<div class="mb-grid-sides">{"".join(_table(each, side, query) for each in compared)}</div>'


def _table(compared: Compared, side: SideBySide, query: Query) -> str:
    """One indicator as a table: a row a unit, its line, value, n, and whether it differs from the whole."""
    i = compared.indicator
    ends = strip_ends([row for _, row, _ in compared.units] + ([compared.whole] if compared.whole else []))
    address = html(query.href(INDICATOR, indikator=i.id))
    target = tr("mål {value}", value=numbers.stated(i, compared.units[0][1].target)) if compared.units[0][1].target is not None else ""
    lines = "".join(_line(unit, row, against, compared.whole, ends, query) for unit, row, against in compared.units)
    whole = ""
    if compared.whole is not None and side.whole is not None:
        whole = f"{html(side.whole.name)} {_value(compared.whole)}"
    foot = " · ".join(part for part in (whole, target) if part)
    columns = "".join(
        f'<th scope="col" role="columnheader">{name}</th>' for name in (tr("Enhet"), ptr("på linjen", "Läge"), tr("Värde"), tr("Antal (n)"))
    )
    return (
        f'<div class="mb-side-one"><h4><a href="{address}" data-mb="top">{html(i.label)}</a></h4><p class="mb-note">{foot}</p>'
        f'<table class="mb-sidetable" role="table" aria-label="{html(i.label)}">'
        f'<thead role="rowgroup"><tr role="row">{columns}</tr></thead><tbody role="rowgroup">{lines}</tbody></table></div>'
    )


def _line(
    unit: UnitChoice, row: StatusRow, against: Against | None, whole: StatusRow | None, ends: tuple[float, float], query: Query
) -> str:
    address = html(query.href(MINE, enhet=unit.code))
    sure = against is not None and against.certainty is Certainty.CLEAR
    beside = "; " + tr("{difference}, säkert", difference=say.beside(against, row.indicator)) if sure and against else ""
    word = f"{row_symbol_svg(row)} {html(words.of(row).word)}"
    value = f"<b>{_value(row)}</b> " if row.value is not None else ""
    status = f'{value}<span style="--mb-c:{status_variable(row.status)}">{word}</span>'
    n = f"n {numbers.count(row.n)}" if row.value is not None and row.n is not None else ""
    return (
        f'<tr role="row"><th scope="row" role="rowheader"><a href="{address}" data-mb="top">{html(unit.name)}</a></th>'
        f'<td role="cell" class="mb-sideline">{strip_svg(row, whole, ends, sure)}</td>'
        f'<td role="cell" class="mb-sidevalue">{status}{html(beside)}</td><td role="cell" class="mb-siden">{n}</td></tr>'
    )


def _value(row: StatusRow) -> str:
    if row.value is not None:
        return numbers.value(row.indicator, row.value)
    return tr("skyddat") if row.status is Status.SUPPRESSED else tr("inget värde")


def to_do(view: Mine, programme: Programme, query: Query) -> str:
    """The plan's actions that concern the unit, where the figures come from, and what is known of the next measurement."""
    blocks = "".join(_tasks(part, view) for part in view.tasks)
    told = tr("Planen säger vem som ansvarar, inte vad just den här enheten ska göra. Om en åtgärd är genomförd framgår inte här.")
    actions = f'{parts.section(tr("Vad enheten kan göra"), told)}<div class="mb-tasks">{blocks}</div>' if blocks else ""
    following = tr("Ej fastställd: planen anger inte när indikatorerna mäts nästa gång.")
    if programme.follow_up:
        following += " " + tr("I planen står: ”{text}” ({source})", text=programme.follow_up, source=programme.source)
    pairs = [
        (
            tr("Varifrån siffrorna kommer"),
            tr("Varje värde ovan leder till filen, bladet och cellen som det kommer ur, och till den som läste in det."),
        ),
        (tr("Nästa mätning"), following),
    ]
    return actions + parts.section(tr("Om siffrorna")) + parts.facts(pairs)


def _tasks(part: Tasks, view: Mine) -> str:
    if part.kind == "concerns":
        title, whose = tr("För {name}", name=part.name), tr("Åtgärder vars text vänder sig till {name}.", name=part.name)
    else:
        title = tr("{name} har ansvar", name=part.name)
        own = view.place.unit.name
        whose = tr("{name} hör till {unit}.", name=own, unit=part.unit) if part.unit and part.unit != own else ""
    year = view.context.year
    ahead = "".join(_action(area, action, passed=False) for area, action in part.actions if action.due_year >= year)
    passed = [_action(area, action, passed=True) for area, action in part.actions if action.due_year < year]
    below = f"<p>{html(whose)}</p>" if whose else ""
    body = f'<ul class="mb-actions">{ahead}</ul>' if ahead else f"<p>{tr('Ingen planeras bli klar {year} eller senare.', year=year)}</p>"
    if passed:
        told = tr("Planerades klara före {year}: {n}", year=year, n=numbers.count(len(passed)))
        body += f'<details class="mb-fold"><summary>{told}</summary><ul class="mb-actions">{"".join(passed)}</ul></details>'
    return f"<section><h3>{html(title)}</h3>{below}{body}</section>"


def _action(area: Area, action: Action, *, passed: bool) -> str:
    when = tr("planerades klar {year}", year=action.due_year) if passed else tr("planeras klar {year}", year=action.due_year)
    who = f"{area.name} · {tr('ansvar: {names}', names=words.responsible(action.responsible))} · {when}"
    return f'<li><span>{html(action.text)}</span><span class="mb-who">{html(who)}</span></li>'
