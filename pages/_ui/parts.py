"""Pieces that several pages use: HTML, where text from data is escaped, and places that what is drawn keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import streamlit as st

from kpi.charts import tables
from kpi.language import ptr, tr
from kpi.programme.model import Indicator, Programme
from kpi.text import numbers, words
from kpi.text.escape import html

P = ParamSpec("P")
R = TypeVar("R")
SWEDEN = ZoneInfo("Europe/Stockholm")
_TITLED = "malbild-rubrik"


def write(*blocks: str) -> None:
    """Put ready HTML on the page. Nothing is put there for nothing."""
    body = "".join(blocks)
    if body:
        if "<h1" in body:
            st.session_state[_TITLED] = True
        st.html(body)


def placed(draw: Callable[P, R]) -> Callable[P, R]:
    """Let a function draw in a place of its own, also when it draws nothing. Otherwise what is below moves a step when a message comes or
    goes; while the page is half made it is then there twice, and the field that somebody is in is taken away, and its focus with it."""

    @wraps(draw)
    def in_place(*args: P.args, **kwargs: P.kwargs) -> R:
        with st.container():
            return draw(*args, **kwargs)

    return in_place


def has_title() -> bool:
    """Has this run written the page's one heading?"""
    return bool(st.session_state.get(_TITLED))


def forget_title() -> None:
    """The next heading is of another run."""
    st.session_state.pop(_TITLED, None)


def title(text: str, above: str = "", lead: str = "") -> str:
    """The page's one heading, what it is about above it, and at most one paragraph below."""
    over = f'<p class="mb-label">{html(above)}</p>' if above else ""
    under = f'<p class="mb-lead">{html(lead)}</p>' if lead else ""
    return f'<div class="mb-title">{over}<h1 id="rubrik" tabindex="-1">{html(text)}</h1>{under}</div>'


def notes(texts: Iterable[str]) -> str:
    """What a reader must know, as a list; "" when there is nothing."""
    items = "".join(f"<li>{html(t)}</li>" for t in texts if t)
    return f'<ul class="mb-notes">{items}</ul>' if items else ""


def judged_against(programme: Programme, unit: str) -> str:
    """Below the root: whose nuläge and målvärde the unit is held against. "" at the root."""
    if unit == programme.root_unit:
        return ""
    told = tr("Nuläge och målvärden är planens och gäller hela {organisation}.", organisation=programme.organisation)
    return f'<p class="mb-note">{html(told)}</p>'


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    """Names and texts below each other. The texts are plain text; a missing one is "–"."""
    rows = "".join(f"<dt>{html(name)}</dt><dd>{html(text) or words.NO_VALUE}</dd>" for name, text in pairs)
    return f'<dl class="mb-facts">{rows}</dl>'


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[int] = ()) -> str:
    """A table of plain texts; where there is too little room each row becomes a block. ``numeric``: which columns are numbers."""
    return tables.table_html(tables.Table(caption, list(headings), [list(r) for r in rows], frozenset(numeric)))


def when(iso: str) -> str:
    """A time as people write it, in Swedish time: "2 mars 2025 kl. 14:05". What is no time is given back as it is."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    local = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(SWEDEN)
    return words.moment(words.day(local.year, local.month, local.day), local.hour, local.minute)


def day(as_of: str) -> str:
    """A date as people write it: "2 mars 2025"; a time as ``when`` does."""
    try:
        date = datetime.strptime(as_of.strip(), "%Y-%m-%d")  # noqa: DTZ007
    except ValueError:
        return when(as_of)
    return words.day(date.year, date.month, date.day)


def section(heading: str, text: str = "") -> str:
    """A heading inside a page, with at most one paragraph below."""
    below = f'<p class="mb-finding">{html(text)}</p>' if text else ""
    return f'<section class="mb-section"><h2>{html(heading)}</h2>{below}</section>'


def definition_pairs(indicator: Indicator, target: float | None, baseline: float | None) -> list[tuple[str, str]]:
    """What is measured, the target and nuläge in force, and what the plan says."""
    goal = words.aim(indicator.direction)
    if target is not None:
        goal = tr("{value} till {year}", value=numbers.stated(indicator, target), year=indicator.target_year)
    start = f"{numbers.stated(indicator, baseline)} ({words.period(indicator.baseline_date or str(indicator.baseline_year))})"
    better = words.DIRECTION_BETTER[indicator.direction]
    return [
        (tr("Definition"), indicator.definition or words.NO_DEFINITION),
        (tr("Definitionens källa"), indicator.definition_source or ""),
        (ptr("målvärde", "Mål"), goal),
        (tr("Bättre är"), better + (f" ({indicator.direction_note})" if indicator.direction_note else "")),
        (tr("Nuläge"), start if baseline is not None else indicator.baseline_note or ""),
        (tr("Måttenhet"), indicator.unit.name),
        (tr("Minsta grupp som visas"), numbers.count(indicator.min_n)),
        (tr("Bakgrund") if indicator.supplementary else tr("I planen"), indicator.source_text),
        *((tr("Not"), f"{n.text}{f' ({n.source})' if n.source else ''}") for n in indicator.notes),
    ]
