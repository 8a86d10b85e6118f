"""*Årsstatus*, one goal: its judgement, and each indicator with level, change and certainty in three places. All of it is gated."""

from __future__ import annotations

from collections.abc import Mapping

from kpi.charts.remarks import said
from kpi.charts.tokens import status_variable
from kpi.charts.track import track_html
from kpi.language import tr
from kpi.measure.status import Certainty
from kpi.text import numbers, words
from kpi.text import year_status as say
from kpi.text.escape import html
from kpi.views.year_status_rows import Change, Goal, Judged, YearRow, YearStatus
from pages._ui import cards, parts
from pages._ui.navigation import INDICATOR, YEAR_STATUS, Entry
from pages._ui.urls import Query
from pages._ui.year_status import verdict_line


def section(view: YearStatus, goal: Goal, query: Query, entries: Mapping[str | None, Entry], writes: bool) -> str:
    """The goal's section. ``writes``: the visitor may judge, and gets the ways to it."""
    entry = entries.get(goal.area.id)
    name = html(goal.area.name)
    heading = f'<a href="{html(query.href(entry.link))}" data-mb="top">{name}</a>' if entry else name
    lines = "".join(_row(view, row, query, writes) for row in goal.rows)
    found = f'<p class="mb-finding">{html(" ".join(goal.sentences))}</p>'
    return (
        f'<section class="mb-area mb-goal"><h2>{heading}</h2><p class="mb-goal-text">{html(goal.area.aim or words.NO_GOAL)}</p>{found}'
        f"{judgement(goal.judged, query, writes)}{lines}</section>"
    )


def _row(view: YearStatus, row: YearRow, query: Query, writes: bool) -> str:
    way = _way(row.judged, query) if writes else ""
    return line(view, row, query, judgement(row.judged, query, writes=False), way)


def line(view: YearStatus, row: YearRow, query: Query, judged: str = "", way: str = "") -> str:
    """One indicator: level, the line, and beside it what has changed and how sure that is. ``judged``: what stands below the line;
    ``way``: the way to judging it."""
    total = row.total
    address = query.href(INDICATOR, indikator=row.indicator.id)
    changes = f"{_change(row, row.since_last)}{_change(row, row.since_start, start=True)}{_other(view, row)}"
    noted = parts.notes(said(annotation) for annotation in row.annotations)
    return (
        f'<article class="mb-card" style="--mb-c:{status_variable(total.status)}"><div class="mb-level">'
        f'<h3><a href="{html(address)}" data-mb="top">{html(row.indicator.label)}</a></h3>'
        f'<p class="mb-value">{cards.traced(total, query)}</p><p class="mb-gap">{cards.gap_text(total)}</p>'
        f"{cards.status_html(total)}{cards.sexes_html(row.card)}</div>"
        f"<div>{track_html(row.card, key='ar')}{noted}{judged}</div>"
        f'<div class="mb-than">{changes}{way}</div></article>'
    )


def _change(row: YearRow, told: Change, *, start: bool = False) -> str:
    """An earlier figure, the difference, and how sure it is: heavy only when it is more than chance. "" where there is nothing to tell."""
    when = f"<span>{tr('nuläge {year}', year=told.since) if start else told.since}</span>"
    if told.amount is None:
        why = "" if row.total.value is None else say.WHY.get(told.why or "", "")
        return f'<p>{when}<span></span><span>–</span><span class="mb-sure">{html(why)}</span></p>' if why else ""
    clear = told.certainty is Certainty.CLEAR
    size = html(numbers.difference_short(row.indicator, told.amount))
    value = numbers.stated(row.indicator, told.before) if start and row.total.origin else numbers.value(row.indicator, told.before)
    sure = words.CERTAINTY[told.certainty].word
    if clear and told.better is not None:
        sure = tr("till det bättre, {sure}", sure=sure) if told.better else tr("till det sämre, {sure}", sure=sure)
    return (
        f"<p>{when}<span>{html(value)}</span><span>{f'<b>{size}</b>' if clear else size}</span>"
        f'<span class="mb-sure" title="{html(words.CERTAINTY[told.certainty].meaning)}">{html(sure)}</span></p>'
    )


def _other(view: YearStatus, row: YearRow) -> str:
    """The year compared with, when it is not told already: its figure and status, and the change between the two."""
    if row.other is None or row.since_other is None or view.other_year is None:
        return ""
    word = words.STATUS[row.other.status].word
    if row.other.value is None:
        return f'<p><span>{view.other_year}</span><span></span><span>–</span><span class="mb-sure">{html(word)}</span></p>'
    value = numbers.value(row.indicator, row.other.value)
    between = _between(row, row.since_other)
    if row.since_other.amount is not None:
        word = tr("{status} då, {certainty}", status=word, certainty=words.CERTAINTY[row.since_other.certainty].word)
    return f'<p><span>{view.other_year}</span><span>{html(value)}</span><span>{between}</span><span class="mb-sure">{html(word)}</span></p>'


def _between(row: YearRow, told: Change) -> str:
    if told.amount is None:
        return "–"
    size = html(numbers.difference_short(row.indicator, told.amount))
    return f"<b>{size}</b>" if told.certainty is Certainty.CLEAR else size


def judgement(judged: Judged, query: Query, writes: bool) -> str:
    """What a controller has judged, and for those who write the draft and the way to the form. "" when there is nothing for the reader."""
    held = judged.approved
    body = ""
    if held is not None:
        paragraphs = "".join(f"<p>{html(line)}</p>" for line in (held.reason, *held.analysis.splitlines()) if line.strip())
        who = tr("Bedömt av {writer}, godkänt av {user} {day}", writer=held.written_by, user=held.user, day=parts.day(held.time[:10]))
        body = f'{verdict_line(judged)}{paragraphs}<p class="mb-note">{html(who)}</p>'
    body += _way(judged, query) if writes else ""
    return f'<div class="mb-judgement{"" if held else " mb-judgement-none"}">{body}</div>' if body else ""


def _way(judged: Judged, query: Query) -> str:
    """To the form, for those who write."""
    where = "mal" if judged.kind == "goal" else "indikator"
    address = query.href(YEAR_STATUS, skriv=f"{where}:{judged.subject}")
    text = tr("Ändra bedömningen") if judged.approved else tr("Fortsätt på utkastet") if judged.draft else tr("Skriv en bedömning")
    name = f' aria-label="{html(f"{text}: {judged.subject}")}"'
    waiting = tr("Det finns ett utkast.") + " " if judged.draft and judged.approved else ""
    return f'<p class="mb-write">{waiting}<a href="{html(address)}" data-mb="top"{name}>{text}</a></p>'
