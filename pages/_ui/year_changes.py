"""*Årsstatus*: what has changed since the board last saw it, folded under one sentence. Then and now have passed the gate alike."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.measure.status import Status
from kpi.programme.judgement import Verdict
from kpi.text import actions as action_words
from kpi.text import numbers, words
from kpi.text import year_status as say
from kpi.text.escape import html
from kpi.views.year_changes import FigureChange, YearChanges
from kpi.views.year_status_rows import YearStatus
from pages._ui import parts
from pages._ui.navigation import YEAR_STATUS
from pages._ui.urls import Query


def section(changes: YearChanges | None, view: YearStatus, query: Query, writes: bool) -> str:
    """The sentence, with the lists folded below it. "" when nobody has seen the year and the visitor cannot say so either."""
    way = ""
    if writes:
        address = query.href(YEAR_STATUS, skriv="visad", jamfor=query.jamfor)
        way = f' <a href="{html(address)}" data-mb="top">Ange när årsstatus visades</a>'
    if changes is None:
        return f'<p class="mb-note mb-seen">Ingen har angett när årsstatus {view.context.year} visades.{way}</p>' if writes else ""
    whom = f"{changes.audience} såg årsstatus" if changes.audience else "Den senaste bedömningen godkändes"
    told = f"{whom} {parts.day(changes.since)}. {changes.summary}"
    lists = "".join(_lists(changes))
    body = f'<details class="mb-fold"><summary>{html(told)}</summary>{lists}{_others(changes, query)}</details>'
    quiet = f"<p>{html(told)}</p>{_others(changes, query)}"
    return f'<div class="mb-seen">{body if lists else quiet}{f"<p class={_NOTE}>{way}</p>" if way else ""}</div>'


_NOTE = '"mb-note"'


def _others(changes: YearChanges, query: Query) -> str:
    """The other recorded moments, each a link to what has changed since."""
    if len(changes.shown) < 2:
        return ""
    items = ""
    for shown in changes.shown:
        here = ' aria-current="true"' if shown.moment == changes.since else ""
        address = query.href(YEAR_STATUS, sedan=shown.moment, jamfor=query.jamfor)
        items += f'<li><a href="{html(address)}" data-mb="stay"{here}>{html(f"{shown.audience} {parts.day(shown.moment)}")}</a></li>'
    return f'<div class="mb-picks"><nav aria-label="Ändrat sedan"><span>Ändrat sedan</span><ul>{items}</ul></nav></div>'


def _lists(changes: YearChanges) -> Iterator[str]:
    if changes.figures:
        rows = [(f.indicator.label, f"{f.year}", words.SEX[f.sex], *_then_now(f)) for f in changes.figures]
        yield parts.table("Siffror som har ändrats", ("Indikator", "År", "Kön", "Då", "Nu"), rows, numeric=(3, 4))
    if changes.statuses:
        rows = [(s.indicator.label, words.STATUS[s.then].word, words.STATUS[s.now].word) for s in changes.statuses]
        yield parts.table("Indikatorer med en annan status", ("Indikator", "Då", "Nu"), rows)
    if changes.targets:
        rows = [
            (
                t.indicator.label,
                *(numbers.stated(t.indicator, v) for v in (*t.target, *t.baseline)),
                " → ".join(dict.fromkeys(words.DIRECTION[d] for d in t.direction)),
            )
            for t in changes.targets
        ]
        headings = ("Indikator", "Målvärde då", "Målvärde nu", "Nuläge då", "Nuläge nu", "Riktning")
        yield parts.table("Målvärden, nulägen och riktningar som har ändrats", headings, rows)
    if changes.judgements:
        rows = []
        for j in changes.judgements:
            then, now = _verdict(j.then, j.had), _verdict(j.now, j.written)
            rows.append((j.name, then, f"{now} (ny text)" if j.had and j.written and then == now else now))
        yield parts.table("Bedömningar som har ändrats", ("Gäller", "Då", "Nu"), rows)
    if changes.actions:
        rows = [(a.id, a.text, *(action_words.STATUS[s].word if s else "inte i planen" for s in (a.then, a.now))) for a in changes.actions]
        yield parts.table("Åtgärder som har ändrats", ("Id", "Åtgärd", "Då", "Nu"), rows)


def _verdict(verdict: Verdict | None, there: bool) -> str:
    return say.VERDICT[verdict].word if verdict else "skyddad text" if there else "–"


def _then_now(figure: FigureChange) -> tuple[str, str]:
    return _shown(figure, figure.then, figure.then_status), _shown(figure, figure.now, figure.now_status)


def _shown(figure: FigureChange, value: float | None, status: Status) -> str:
    if value is not None:
        return numbers.value(figure.indicator, value)
    return "skyddat" if status is Status.SUPPRESSED else "ej mätt"
