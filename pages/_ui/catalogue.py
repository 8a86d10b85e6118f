"""The catalogue's pieces: the list, one indicator with its history, and the two forms."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.access.permissions import Permission, allowed
from kpi.errors import Refusal
from kpi.language import ptr, tr
from kpi.programme.model import Direction
from kpi.text import numbers, words
from kpi.text.escape import html, plain
from kpi.views.rows import Assessment, CatalogueRow
from pages._ui import errors, forms, parts
from pages._ui.guard import Visit
from pages._ui.navigation import CATALOGUE, INDICATOR


def listing(visit: Visit, rows: Sequence[CatalogueRow]) -> str:
    """Every indicator by area: definition, target, nuläge; each name leads to its own page in the catalogue."""
    blocks = [
        parts.title(
            tr("Katalog"), lead=tr("Vad varje indikator är, vilket mål som gäller och var det står. Välj en indikator för att ändra.")
        )
    ]
    for area in visit.programme.areas:
        own = [r for r in rows if r.area.id == area.id]
        lines = "".join(_line(visit, r) for r in sorted(own, key=lambda r: r.indicator.supplementary))
        blocks.append(f'<section class="mb-section"><h2>{html(area.name)}</h2><ul class="mb-entries">{lines}</ul></section>')
    sources = parts.notes(f"{n.text}{f' ({n.source})' if n.source else ''}" for n in visit.programme.notes)
    return "".join(blocks) + parts.section(tr("Om programmet"), visit.programme.source) + sources


def _line(visit: Visit, row: CatalogueRow) -> str:
    indicator = row.indicator
    target = tr("mål {target}", target=numbers.stated(indicator, row.target)) if row.target is not None else words.aim(row.direction)
    baseline = tr("nuläge {baseline}", baseline=numbers.stated(indicator, row.baseline))
    beside = f"<span>{tr('kompletterande: ingår inte i planen')}</span>" if indicator.supplementary else ""
    when = html(parts.when(row.history[0].time)) if row.history else ""
    changed = f'<span class="mb-changed">{tr("ändrat {when}", when=when)}</span>' if when else ""
    address = html(visit.query.href(CATALOGUE, indikator=indicator.id))
    return (
        f'<li><a href="{address}" data-mb="top">{html(indicator.name)}</a>{beside}<span>{target}</span><span>{baseline}</span>{changed}'
        f'<span class="mb-definition">{html(indicator.definition or words.NO_DEFINITION)}</span></li>'
    )


def one(visit: Visit, row: CatalogueRow) -> str:
    """One indicator: what it is, and how target and nuläge have changed."""
    indicator = row.indicator
    links = (
        f'<p class="mb-label"><a href="{html(visit.query.href(CATALOGUE))}" data-mb="top">{tr("Katalog")}</a> · '
        f'<a href="{html(visit.query.href(INDICATOR, indikator=indicator.id))}" data-mb="top">{tr("Se siffrorna")}</a></p>'
    )
    head = f'<div class="mb-title">{links}<h1>{html(indicator.name)}</h1></div>'
    facts = parts.facts(parts.definition_pairs(indicator.model_copy(update={"direction": row.direction}), row.target, row.baseline))
    return head + f'<div class="mb-section">{facts}</div>' + _history(row)


def _history(row: CatalogueRow) -> str:
    plan = row.indicator
    lines = [
        (
            str(r.valid_from),
            numbers.stated(plan, r.target) if r.target is not None else words.NO_VALUE,
            numbers.stated(plan, r.baseline),
            words.DIRECTION[Direction(r.direction)] if r.direction else words.NO_VALUE,
            r.reason,
            r.user,
            parts.when(r.time),
        )
        for r in row.history
    ]
    lines.append(
        (
            words.ORIGIN["plan"], numbers.stated(plan, plan.target), numbers.stated(plan, plan.baseline),
            words.DIRECTION[plan.direction], "", "", "",
        )
    )  # fmt: skip
    headings = (tr("Gäller från"), ptr("målvärde", "Mål"), tr("Nuläge"), tr("Riktning"), tr("Skäl"), tr("Ändrat av"), tr("När"))
    return parts.section(tr("Historik")) + parts.table(tr("Mål och nuläge, det senaste först"), headings, lines, numeric=(1, 2))


def forms_for(visit: Visit, row: CatalogueRow) -> None:
    """The forms that the visitor may use. The views check again when something is saved."""
    if allowed(visit.scope, Permission.EDIT_TARGETS):
        revise_form(visit, row)
    if allowed(visit.scope, Permission.ASSESS):
        assess_form(visit, row)


@parts.placed
def revise_form(visit: Visit, row: CatalogueRow) -> None:
    """Change target, nuläge or direction from a year on."""
    indicator = row.indicator
    parts.write(
        parts.section(tr("Ändra mål eller nuläge"), tr("Ändringen gäller från det år du väljer. Tidigare år behåller det som gällde då."))
    )
    with st.form("andra-mal"):
        target = st.text_input(tr("Målvärde (tomt: bara riktning)"), _plain(row, row.target), key="mal")
        baseline = st.text_input(tr("Nuläge (tomt: saknas)"), _plain(row, row.baseline), key="nulage")
        direction = st.selectbox(
            tr("Riktning"), list(Direction), index=list(Direction).index(row.direction), format_func=words.DIRECTION.get, key="riktning"
        )
        years = _years(visit, row)
        valid_from = st.selectbox(tr("Gäller från och med år"), years, index=years.index(_from(visit, row)), key="fran")
        reason = st.text_area(tr("Skäl"), key="skal", max_chars=500, height=80)
        scope = forms.signature(visit, "mal-namn")
        if not st.form_submit_button(tr("Spara ändringen"), key="spara-mal"):
            return
    try:
        visit.views.revise(
            scope, indicator.id, target=forms.number(target, tr("Målvärdet")), baseline=forms.number(baseline, tr("Nuläget")),
            direction=direction.value, valid_from=valid_from, reason=reason,
        )  # fmt: skip
    except Refusal as error:
        errors.refusal(error)
        return
    forms.remember(scope)
    forms.done(tr("Sparat: {indicator} från {year}.", indicator=indicator.label, year=valid_from))
    st.rerun()


def _plain(row: CatalogueRow, value: float | None) -> str:
    """A number to edit: as decided, without unit."""
    return "" if value is None else numbers.stated(row.indicator, value).removesuffix(row.indicator.unit.suffix).rstrip()


def _from(visit: Visit, row: CatalogueRow) -> int:
    return row.year or visit.context.year


def _years(visit: Visit, row: CatalogueRow) -> list[int]:
    programme = visit.programme
    return sorted(
        {*range(programme.period_from, (programme.period_to or programme.period_from) + 1), *visit.context.years, _from(visit, row)}
    )


@parts.placed
def assess_form(visit: Visit, row: CatalogueRow) -> None:
    """Set or lift "kan ej bedömas" for one unit and year."""
    parts.write(parts.section(tr("Kan ej bedömas"), words_of_assessment()) + _assessments(visit, row.assessments))
    codes = [u.code for u in visit.context.units]
    names = {u.code: u.name for u in visit.context.units}
    with st.form("bedomning"):
        unit = st.selectbox(tr("Gäller enheten"), codes, format_func=lambda c: plain(names.get(c, c)), key="bedom-var")
        year = st.selectbox(tr("År"), list(visit.context.years), index=visit.context.years.index(visit.context.year), key="bedom-ar")
        reason = st.text_area(tr("Skäl"), key="bedom-skal", max_chars=500, height=80)
        scope = forms.signature(visit, "bedom-namn")
        with st.container(horizontal=True):
            on = st.form_submit_button(tr("Sätt kan ej bedömas"), key="bedom-satt")
            off = st.form_submit_button(tr("Häv bedömningen"), key="bedom-hav")
    if not (on or off):
        return
    try:
        visit.views.assess(scope, row.indicator.id, unit=unit, year=year, reason=reason, active=on)
    except Refusal as error:
        errors.refusal(error)
        return
    forms.remember(scope)
    where = f"{names.get(unit, unit)} {year}"
    forms.done(tr("Satt: kan ej bedömas, {where}.", where=where) if on else tr("Hävt: kan ej bedömas, {where}.", where=where))
    st.rerun()


def words_of_assessment() -> str:
    """What the state means."""
    return tr(
        "När en siffra finns men inte kan jämföras med målet, till exempel efter ett byte av mätmetod. Skälet visas bredvid statusen."
    )


def _assessments(visit: Visit, rows: Sequence[Assessment]) -> str:
    if not rows:
        return ""
    names = {u.code: u.name for u in visit.context.units}
    body = [
        (str(a.year), names.get(a.unit, a.unit), tr("satt") if a.active else tr("hävd"), a.reason, a.user, parts.when(a.time)) for a in rows
    ]
    headings = (tr("År"), tr("Enhet i organisationen"), ptr("tillstånd", "Läge"), tr("Skäl"), tr("Av"), tr("När"))
    return parts.table(tr("Bedömningar, den senaste först"), headings, body)
