"""*Åtgärder* as HTML: how they stand in a sentence, the line of years, the list in groups, and one action with its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kpi.charts import actions as charts
from kpi.charts import tables
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.text import actions as say
from kpi.text import numbers
from kpi.text.escape import html
from kpi.views.action_rows import ActionRow, Actions, Said, count_statuses
from pages._ui import parts
from pages._ui.navigation import ACTIONS, INDICATOR
from pages._ui.urls import Query

GROUPS = {"program": N_("Programområde"), "ansvar": N_("Ansvarig"), "ar": N_("År")}
"""``gruppera`` in the address, and its word."""


def page(view: Actions, query: Query) -> str:
    """The whole plan of the year, or what one owner has of it."""
    owner = _owner(view, query)
    rows = [row for row in view.rows if owner is None or owner in row.responsible]
    table = tables.table_html(charts.timeline_table(view, rows))
    twin = f'<details class="mb-fold"><summary>{tr("Visa som tabell")}</summary>{table}</details>'
    line = f"{parts.section(tr('När de planeras klara'))}{_key()}{charts.timeline_svg(view, rows)}{twin}" if rows else ""
    return "".join(
        (_heading(view, rows, owner), _choices(view, query), line, _groups(rows, query), _closed(view, query), _versions(view, query))
    )


def _owner(view: Actions, query: Query) -> str | None:
    if query.ansvar and query.ansvar not in view.owners:
        known = ", ".join(view.owners)
        raise Refusal(
            tr("Ingen åtgärd {year} har den ansvarige ”{owner}”. Välj en av: {known}.", year=view.year, owner=query.ansvar, known=known),
            code="unknown_owner",
        )
    return query.ansvar


def _heading(view: Actions, rows: Sequence[ActionRow], owner: str | None) -> str:
    counts = count_statuses(rows)
    lead = say.counted(counts, tr("som {owner} ansvarar för", owner=owner) if owner else "")
    items = "".join(
        f'<li style="--mb-c:{charts.colour(status)}" title="{html(say.STATUS[status].meaning)}">'
        f"{numbers.count(n)} {charts.status_html(status)}</li>"
        for status, n in counts.items()
    )
    tally = f'<ul class="mb-tally" aria-label="{html(tr("Antal åtgärder per status"))}">{items}</ul>' if items else ""
    return parts.title(tr("Åtgärder"), tr("Planen {year}", year=view.year), lead) + f'<p class="mb-note">{html(_seen(view))}</p>' + tally


def _seen(view: Actions) -> str:
    """What "the year" is: as it ended, as it is today, or one that has not come; and that nobody has told anything, where that is so."""
    if any(row.told for row in view.rows):
        return _year_seen(view)
    return f"{_year_seen(view)} {tr('Ingen har rapporterat något om åtgärderna till dess.')}"


def _year_seen(view: Actions) -> str:
    today = int(view.today[:4])
    if view.year < today:
        return tr(
            "Så som {year} slutade. Försenad räknas ut: året är slut, och ingen har rapporterat den som genomförd eller inställd.",
            year=view.year,
        )
    if view.year == today:
        return tr(
            "Så som det är {day}. Försenad räknas ut: det som planeras klart i år blir det först när året är slut.",
            day=parts.day(view.today),
        )
    return tr(
        "{year} har inte kommit än: statusen är den som är känd {day}, och ingenting förutsägs.", year=view.year, day=parts.day(view.today)
    )


def _choices(view: Actions, query: Query) -> str:
    """Year, grouping and owner, each a link that keeps the others; what is chosen stands in the address."""
    kept = {"gruppera": query.gruppera, "ansvar": query.ansvar}
    years = [(str(year), query.href(ACTIONS, ar=year, **kept), year == view.year) for year in view.years]
    grouped = _grouping(query)
    groups = [(tr(word), query.href(ACTIONS, **kept | {"gruppera": key}), key == grouped) for key, word in GROUPS.items()]
    owners = [(tr("Alla"), query.href(ACTIONS, **kept | {"ansvar": None}), query.ansvar is None)]
    owners += [(name, query.href(ACTIONS, **kept | {"ansvar": name}), name == query.ansvar) for name in view.owners]
    told = tr("Välj ditt eget namn så som planen skriver det. Adressen kommer ihåg valet: spara den som bokmärke.")
    return (
        f'<div class="mb-picks">{_links(tr("År"), years)}{_links(tr("Gruppera efter"), groups)}{_links(tr("Ansvarig"), owners)}</div>'
        f'<p class="mb-note">{told}</p>'
    )


def _links(name: str, links: Iterable[tuple[str, str, bool]]) -> str:
    items = ""
    for text, address, here in links:
        current = ' aria-current="true"' if here else ""
        items += f'<li><a href="{html(address)}" data-mb="stay"{current}>{html(text)}</a></li>'
    return f'<nav aria-label="{html(name)}"><span>{html(name)}</span><ul>{items}</ul></nav>'


def _key() -> str:
    items = "".join(f'<li style="--mb-c:{charts.colour(s)}">{charts.status_html(s)}</li>' for s in say.STATUS)
    return f'<ul class="mb-tally" aria-label="{html(tr("Vad tecknen betyder"))}">{items}</ul>'


def _grouping(query: Query) -> str:
    if query.gruppera and query.gruppera not in GROUPS:
        raise Refusal(
            tr("Det går inte att gruppera efter ”{asked}”. Skriv {known}.", asked=query.gruppera, known=", ".join(GROUPS)),
            code="unknown_group",
        )
    return query.gruppera or "program"


def _groups(rows: Sequence[ActionRow], query: Query) -> str:
    grouped: dict[str, list[ActionRow]] = {}
    by = _grouping(query)
    for row in sorted(rows, key=lambda r: r.due_year) if by == "ar" else rows:
        if by == "ansvar":
            names = [name for name in row.responsible if query.ansvar in (None, name)] or [row.owner]
        else:
            names = [row.area.name if by == "program" else tr("Planeras klar {year}", year=row.due_year)]
        for name in names:
            grouped.setdefault(name, []).append(row)
    shared = by == "ansvar" and query.ansvar is None and any(len(row.responsible) > 1 for row in rows)
    note = f'<p class="mb-note">{tr("En åtgärd med flera ansvariga står under var och en.")}</p>' if shared else ""
    return note + "".join(
        f'<section class="mb-area"><h2>{html(name)}</h2>{listed(found, query)}</section>' for name, found in grouped.items()
    )


def listed(rows: Iterable[ActionRow], query: Query) -> str:
    """Actions with their status; each leads to its own page."""
    items = "".join(
        f'<li style="--mb-c:{charts.colour(row.status)}"><p class="mb-status">{charts.status_html(row.status)}</p>'
        f'<div><a href="{html(query.href(ACTIONS, atgard=row.id))}" data-mb="top">{html(row.text)}</a>'
        f'<p class="mb-who">{html(_about(row))}</p></div></li>'
        for row in rows
    )
    return f'<ul class="mb-actions mb-actions-status">{items}</ul>'


def beside(view: Actions, area: str | None, query: Query) -> str:
    """An area's actions in the plan of the year, for the page about the area; "" when the plan has none."""
    rows = [row for row in view.rows if row.area.id == area]
    if not rows:
        return ""
    told = f"{tr('Planen {year}', year=view.year)}. {_seen(view)}"
    heading = f"<h2>{tr('Åtgärder')}</h2>"
    return f'<section class="mb-beside">{heading}<p class="mb-note">{html(told)}</p>{listed(rows, query)}</section>'


def by_year(view: Actions, rows: Sequence[ActionRow], name: str, query: Query) -> str:
    """An area's actions under a heading for each year they are planned for, as sources print them. ``name``: what they are called there."""
    years = sorted({row.due_year for row in rows})
    lists = "".join(f"<h2>{html(f'{name} {year}')}</h2>{listed([r for r in rows if r.due_year == year], query)}" for year in years)
    return f'<section class="mb-area mb-by-year">{lists}<p class="mb-note">{html(_seen(view))}</p></section>' if lists else ""


def _about(row: ActionRow) -> str:
    first = f" ({tr('först {year}', year=row.moved_from)})" if row.moved_from else ""
    said = [row.owner, tr("planeras klar {year}", year=row.due_year) + first]
    if row.due_note:
        said.append(row.due_note)
    if row.told:
        said.append(f"{row.told.what.lower()} {parts.day(row.told.day)}")
    if row.indicators:
        said.append(tr("ska påverka {indicators}", indicators=", ".join(i.label for i in row.indicators)))
    return " · ".join([row.id, *said])


def _closed(view: Actions, query: Query) -> str:
    if not view.closed:
        return ""
    told = tr("Tagna ur planen {year} eller tidigare: {count}", year=view.year, count=numbers.count(len(view.closed)))
    items = "".join(
        f'<li><a href="{html(query.href(ACTIONS, atgard=row.id))}" data-mb="top">{html(row.text)}</a>'
        f'<span class="mb-who">{html(_closed_about(row))}</span></li>'
        for row in view.closed
    )
    return f'<details class="mb-fold"><summary>{html(told)}</summary><ul class="mb-actions">{items}</ul></details>'


def _closed_about(row: ActionRow) -> str:
    return " · ".join([row.id, row.owner, tr("planerades klar {year}", year=row.due_year)])


def _versions(view: Actions, query: Query) -> str:
    """The yearly revisions, newest first; the plan of each year can be looked at."""
    if not view.versions:
        return parts.section(tr("Planens versioner"), tr("Planen är som den beslutades: ingen åtgärd är ändrad."))
    blocks = []
    for version in view.versions:
        address = query.href(ACTIONS, ar=version.valid_from)
        link = f'<a href="{html(address)}" data-mb="top">{tr("Planen {year}", year=version.valid_from)}</a>'
        items = "".join(f"<li>{html(_told(said, with_id=True))}</li>" for said in version.changes)
        blocks.append(f'<h3>{link}</h3><ul class="mb-list">{items}</ul>')
    return f"{parts.section(tr('Planens versioner'), tr('Tidigare år har kvar sin plan och bedöms efter den.'))}{''.join(blocks)}"


def _told(said: Said, with_id: bool = False) -> str:
    before = f"{said.action}: " if with_id else ""
    why = tr("Skäl: {reason} ({user}, {when})", reason=said.reason, user=said.user, when=parts.when(said.time))
    return f"{before}{said.what}. {why}"


def chosen(view: Actions, query: Query) -> ActionRow:
    """The action that the address asks for. Raises Refusal when the year's plan has none such."""
    row = view.row(query.atgard)
    if row is None:
        raise Refusal(
            tr("Åtgärden ”{id}” finns inte i planen {year}. Välj en i listan.", id=query.atgard, year=view.year),
            code="unknown_action",
        )
    return row


def one(view: Actions, row: ActionRow, query: Query) -> str:
    """One action: how it stands and why, who and when, which indicators it should move, and all that has been told."""
    closed = row in view.closed
    status = (
        f'<p class="mb-note">{tr("Åtgärden är tagen ur planen {year}.", year=view.year)}</p>'
        if closed
        else f'<p class="mb-status" style="--mb-c:{charts.colour(row.status)}">{charts.status_html(row.status)}</p>'
    )
    why = f"{row.told.what} {parts.day(row.told.day)}: {row.told.reason} ({row.told.user})" if row.told else tr("Ingenting är rapporterat")
    first = f", {tr('först planerad {year}', year=row.moved_from)}" if row.moved_from else ""
    note = f"{row.note.reason} ({row.note.user}, {parts.day(row.note.day)})" if row.note else ""
    pairs = [
        (tr("Programområde"), row.area.name), (tr("Ansvarig"), row.owner),
        (tr("Planeras klar"), f"{row.due_year}{first}"),
        (tr("Rapporterat"), why), (tr("Anteckning"), note),
    ]  # fmt: skip
    back = (
        f'<p class="mb-label"><a href="{html(query.href(ACTIONS))}" data-mb="top">{tr("Åtgärder")}</a>'
        f" · {tr('planen {year}', year=view.year)} · {html(row.id)}</p>"
    )
    head = f'<div class="mb-title">{back}<h1 id="rubrik" tabindex="-1">{html(row.text)}</h1></div>{status}'
    lines = [(parts.when(s.time), s.what, s.reason, s.user, parts.day(s.day) if len(s.day) > 4 else s.day) for s in row.history]
    history = parts.section(
        tr("Historik"), "" if lines else tr("Ingenting är ändrat eller rapporterat: åtgärden är som planen beslutades.")
    )
    if lines:
        history += parts.table(
            tr("Det som har sagts om åtgärden, senast först"), (tr("När"), tr("Vad"), tr("Skäl"), tr("Vem"), tr("Gäller")), lines
        )
    return f'{head}<p class="mb-note">{html(_seen(view))}</p>{parts.facts(pairs)}{_moves(row, query)}{history}'


def _moves(row: ActionRow, query: Query) -> str:
    """The indicators that a controller has linked it to."""
    if not row.indicators:
        return parts.section(tr("Indikatorer som den ska påverka"), tr("Ingen är angiven. Planen säger det inte, och Målbild gissar inte."))
    items = "".join(
        f'<li><a href="{html(query.href(INDICATOR, indikator=i.id))}" data-mb="top">{html(i.label)}</a></li>' for i in row.indicators
    )
    told = tr("Angivna av en controller. Att en indikator har ändrats visar inte att åtgärden är orsaken.")
    return f'{parts.section(tr("Indikatorer som den ska påverka"), told)}<ul class="mb-list">{items}</ul>'
