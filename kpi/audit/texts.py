"""Is every number that is said, drawn or written in a file one of the rows' numbers? For the cards that hide something.

Whatever is made of a card is made from its gated row. Here that is checked from outside: numbers with decimals in sentences, notes,
alternative texts, hover and tables must be among those of the rows (or of the plan), as they are written on screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

from pydantic import BaseModel

from kpi.access.scope import Scope
from kpi.charts import alt, tables
from kpi.charts.spark import spark_svg
from kpi.charts.track import track_html
from kpi.views import Views
from kpi.views.rows import Card, IndicatorView

NUMBER = re.compile(r"\d[\d\u00a0\u202f]*,\d+")
COUNTED = re.compile(r"\b(?:n\s*[=:]?\s*|färre än )(\d[\d\u00a0]*)|(\d[\d\u00a0]*) (?:personer|svar)\b")
DRAWING = re.compile(r'(?:<style.*?</style>)|(?:\s(?!aria-label|title|alt)[\w:-]+="[^"]*")', re.DOTALL)
MOST_DECIMALS = 4


def unexplained(views: Views, scope: Scope, year: int, pages: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Where a number is said that no row has: "indicator unit: number". ``pages``: unit and indicator."""
    for unit, indicator in pages:
        view = views.indicator(scope, indicator, unit=unit, year=year)
        own = said_by(view)
        allowed = set(_written(view)) | set(_written(view.card.indicator))
        smallest = _least(view.card.indicator.decimals)
        for text in own:
            plain = smallest.sub(" ", DRAWING.sub(" ", text))
            for number in sorted(set(NUMBER.findall(plain)) - allowed):
                yield f"{indicator} {unit}: {number}"
            for match in COUNTED.finditer(plain):
                count = next(g for g in match.groups() if g)
                if count not in allowed:
                    yield f"{indicator} {unit}: n {count}"


def _least(decimals: int) -> re.Pattern[str]:
    """Words for a difference that is less than the last decimal shown: no figure's number."""
    return re.compile(rf"[Mm]indre än {re.escape(f'{10.0**-decimals:.{decimals}f}'.replace('.', ','))}(?![\d,])")


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
        for decimals, rounding in product(range(MOST_DECIMALS + 1), (ROUND_HALF_UP, ROUND_HALF_EVEN)):
            rounded = Decimal(repr(round(abs(found), 9))).quantize(Decimal(1).scaleb(-decimals), rounding)
            yield f"{rounded:,f}".replace(",", "\u00a0").replace(".", ",")
    elif isinstance(found, str):
        yield from NUMBER.findall(found)
        yield from re.findall(r"\d+", found)
    elif isinstance(found, BaseModel):
        for name in type(found).model_fields:
            yield from _written(getattr(found, name))
    elif is_dataclass(found):
        for field in fields(found):
            if field.name not in ("sentence",):
                yield from _written(getattr(found, field.name))
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from _written(key)
            yield from _written(value)
    elif isinstance(found, list | tuple):
        for each in found:
            yield from _written(each)
