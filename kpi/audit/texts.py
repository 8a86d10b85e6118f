"""Is every number that is said, drawn or written in a file one of the rows' numbers? For the cards that hide something.

Whatever is made of a card is made from its gated row. Here that is checked from outside: numbers with decimals in sentences, notes,
alternative texts, hover and tables must be among those of the rows (or of the plan), as they are written on screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import product
from typing import Any

from pydantic import BaseModel

from kpi.access.scope import Scope
from kpi.audit import drawn
from kpi.charts import alt, tables
from kpi.charts.spark import spark_svg
from kpi.charts.track import track_html
from kpi.views import Views
from kpi.views.rows import Card, IndicatorView

NUMBER = re.compile(r"\d[\d\u00a0\u202f]*,\d+")
LESS = re.compile(r"[Mm]indre än 0,0*1(?!\d)|[Aa]xeln börjar vid −?[\d\u00a0]+(?:,\d+)?")
"""Words for a difference that is less than the last decimal shown, and for where a drawing's scale begins: no figure's number."""
COUNTED = re.compile(r"\b(?:n\s*[=:]?\s*|färre än )(\d[\d\u00a0]*)|(\d[\d\u00a0]*) (?:personer|svar)\b")
DRAWING = re.compile(r'(?:<style.*?</style>)|(?:\s(?!aria-label|title|alt)[\w:-]+="[^"]*")', re.DOTALL)
MOST_DECIMALS = 4
WORDS = ("sentence", "finding", "quality")
"""Fields that are sentences made of other fields: what they say is held against those."""


def unexplained(views: Views, scope: Scope, year: int, pages: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Where a number is said or drawn that no row has: "indicator unit: number". ``pages``: unit and indicator."""
    for unit, indicator in pages:
        view = views.indicator(scope, indicator, unit=unit, year=year)
        rows, values = (view, view.card.indicator), list(_values(view))
        yield from (f"{indicator} {unit}: {found}" for found in strange(said_by(view), rows))
        for figure in drawn.figures(view):
            yield from (f"{indicator} {unit}: {found}" for found in strange(drawn.texts(figure), (rows, drawn.ticks(figure))))
            if drawn.strangers(figure, values):
                yield f"{indicator} {unit}: diagram"


def strange(said: Iterable[str], rows: Any) -> Iterator[str]:
    """The numbers in texts that are in none of the rows: those with decimals, and counts of people."""
    allowed = set(_written(rows))
    for text in said:
        plain = LESS.sub(" ", DRAWING.sub(" ", text))
        yield from sorted(set(NUMBER.findall(plain)) - allowed)
        for match in COUNTED.finditer(plain):
            count = next(g for g in match.groups() if g)
            if count not in allowed:
                yield f"n {count}"


def said_by(view: IndicatorView) -> list[str]:
    """Every text that is made of an indicator's page."""
    card: Card = view.card
    table = tables.series_table(card, path_label="")
    said = [card.sentence, *card.notes, view.trace.note, alt.alt_track(card), alt.alt_series(card, "")]
    said += [
        tables.table_csv(table).decode(),
        tables.table_html(table),
        track_html(card, key="k"),
        spark_svg(card.series, card.indicator, key="k"),
    ]
    for grain, series in view.by_grain.items():
        if series.total:
            said += [alt.alt_parts(card, *series, grain=grain), tables.table_html(tables.parts_table(card, *series, grain=grain))]
    if view.below:
        name = view.context.unit.name
        said += [
            alt.alt_units(card, view.below, view.below_names, name),
            tables.table_html(tables.units_table(card, view.below, view.below_names, name)),
        ]
    return said


def _written(found: Any) -> Iterator[str]:
    """Every number in rows, as it may be written."""
    if isinstance(found, bool) or found is None:
        return
    if isinstance(found, int | float):
        yield from _ways(found)
    elif isinstance(found, str):
        yield from NUMBER.findall(found)
        yield from re.findall(r"\d+", found)
    elif isinstance(found, BaseModel):
        for name in type(found).model_fields:
            yield from _written(getattr(found, name))
    elif is_dataclass(found):
        for field in fields(found):
            if field.name not in WORDS:
                yield from _written(getattr(found, field.name))
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from _written(key)
            yield from _written(value)
    elif isinstance(found, list | tuple):
        for each in found:
            yield from _written(each)


@lru_cache(maxsize=65_536)  # the same figures stand in many rows, and each takes ten roundings
def _ways(number: float) -> frozenset[str]:
    """A number's texts: without its sign, with as many decimals as there may be, rounded either way."""
    exact = Decimal(repr(round(abs(number), 9)))
    ways = product(range(MOST_DECIMALS + 1), (ROUND_HALF_UP, ROUND_HALF_EVEN))
    rounded = [exact.quantize(Decimal(1).scaleb(-decimals), rounding) for decimals, rounding in ways]
    return frozenset(f"{each:,f}".replace(",", "\u00a0").replace(".", ",") for each in rounded)


def _values(found: Any) -> Iterator[float]:
    """Every number in rows, as it is."""
    if isinstance(found, int | float) and not isinstance(found, bool):
        yield float(found)
    elif isinstance(found, BaseModel):
        yield from _values([getattr(found, name) for name in type(found).model_fields])
    elif is_dataclass(found):
        yield from _values([getattr(found, field.name) for field in fields(found)])
    elif isinstance(found, dict):
        yield from _values(list(found.values()))
    elif isinstance(found, list | tuple):
        for each in found:
            yield from _values(each)
