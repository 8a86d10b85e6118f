"""*Årsstatus*: what has changed since the board last saw it, folded under one sentence. Then and now have passed the gate alike."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.language import ptr, tr
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
        way = f' <a href="{html(address)}" data-mb="top">{tr("Ange när årsstatus visades")}</a>'
    if changes is None:
        none = tr("Ingen har angett när årsstatus {year} visades.", year=view.context.year)
        return f'<p class="mb-note mb-seen">{none}{way}</p>' if writes else ""
    day = parts.day(changes.since)
    if changes.audience:
        whom = tr("{audience} såg årsstatus {day}.", audience=changes.audience, day=day)
    else:
        whom = tr("Den senaste bedömningen godkändes {day}.", day=day)
    told = f"{whom} {changes.summary}"
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
    name = tr("Ändrat sedan")
    return f'<div class="mb-picks"><nav aria-label="{name}"><span>{name}</span><ul>{items}</ul></nav></div>'


def _lists(changes: YearChanges) -> Iterator[str]:
    if changes.figures:
        rows = [(f.indicator.label, f"{f.year}", words.SEX[f.sex], *_then_now(f)) for f in changes.figures]
        yield parts.table(tr("Siffror som har ändrats"), (tr("Indikator"), tr("År"), tr("Kön"), tr("Då"), tr("Nu")), rows, numeric=(3, 4))
    if changes.statuses:
        rows = [(s.indicator.label, words.STATUS[s.then].word, words.STATUS[s.now].word) for s in changes.statuses]
        yield parts.table(tr("Indikatorer med en annan status"), (tr("Indikator"), tr("Då"), tr("Nu")), rows)
    if changes.targets:
        rows = [
            (
                t.indicator.label,
                *(numbers.stated(t.indicator, v) for v in (*t.target, *t.baseline)),
                " → ".join(dict.fromkeys(words.DIRECTION[d] for d in t.direction)),
            )
            for t in changes.targets
        ]
        headings = (tr("Indikator"), tr("Målvärde då"), tr("Målvärde nu"), tr("Nuläge då"), tr("Nuläge nu"), tr("Riktning"))
        yield parts.table(tr("Målvärden, nulägen och riktningar som har ändrats"), headings, rows)
    if changes.judgements:
        rows = []
        for j in changes.judgements:
            then, now = _verdict(j.then, j.had), _verdict(j.now, j.written)
            rows.append((j.name, then, tr("{verdict} (ny text)", verdict=now) if j.had and j.written and then == now else now))
        yield parts.table(tr("Bedömningar som har ändrats"), (ptr("om vad", "Gäller"), tr("Då"), tr("Nu")), rows)
    if changes.actions:
        absent = tr("inte i planen")
        rows = [(a.id, a.text, *(action_words.STATUS[s].word if s else absent for s in (a.then, a.now))) for a in changes.actions]
        yield parts.table(tr("Åtgärder som har ändrats"), (tr("Id"), tr("Åtgärd"), tr("Då"), tr("Nu")), rows)


def _verdict(verdict: Verdict | None, there: bool) -> str:
    return say.VERDICT[verdict].word if verdict else tr("skyddad text") if there else "–"


def _then_now(figure: FigureChange) -> tuple[str, str]:
    return _shown(figure, figure.then, figure.then_status), _shown(figure, figure.now, figure.now_status)


def _shown(figure: FigureChange, value: float | None, status: Status) -> str:
    if value is not None:
        return numbers.value(figure.indicator, value)
    return tr("skyddat") if status is Status.SUPPRESSED else tr("ej mätt")
