"""Rows that a layout's template shows as an example: made up from the columns' own rules, and valid as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kpi.language import tr
from kpi.programme.model import Column, Indicator, Layout, Programme

_PERSONS = 25.0
_PART = 12.0  # hours or kronor in a column that nothing else bounds
_WHOLE = 10  # a whole is this many times its parts
_HIGH_UP = 0.75  # where in its range a value is put


def example_rows(layout: Layout, programme: Programme, units: Sequence[Any]) -> list[dict[str, str | float]]:
    """Two valid rows (Column.key → value). A key that is not there is a blank cell."""
    return [_row(layout, programme, units, number) for number in (0, 1)]


def _row(layout: Layout, programme: Programme, units: Sequence[Any], number: int) -> dict[str, str | float]:
    row = {c.key: _value(c, layout, programme, units, number) for c in layout.columns}
    return {key: value for key, value in row.items() if value is not None}


def _value(column: Column, layout: Layout, programme: Programme, units: Sequence[Any], number: int) -> str | float | None:
    match column.type:
        case "year":
            return None if column.role == "valid_to" else float(programme.period_from)
        case "month":
            return f"{programme.period_from}-01"
        case "unit":
            return units[-1].code if units else programme.root_unit
        case "sex":
            return ("K", "M")[number]
        case "indicator":
            indicator = _indicator(programme)
            return indicator.name if indicator else None
        case "choice":
            return _choice(column, programme, number)
        case "likert":
            return ("4", "5")[number]
        case "number" | "integer":
            return _amount(column, layout, programme)
        case _:
            return _text(column, programme, number)


def _indicator(programme: Programme) -> Indicator | None:
    """An indicator that has a value by sex to show. None where the programme still awaits its indicators."""
    named = [i for i in programme.indicators if i.baseline is not None]
    return next((i for i in named if i.by_sex), next(iter(programme.indicators), None))


def _choice(column: Column, programme: Programme, number: int) -> str:
    if column.role == "level":
        below = [level.key for level in programme.levels if level.depth == 1] or [programme.levels[0].key]
        return next((word for word, key in column.choices.items() if key == below[0]), next(iter(column.choices)))
    words = list({value: word for word, value in reversed(column.choices.items())}.values())[::-1]
    return words[number % len(words)]


def _amount(column: Column, layout: Layout, programme: Programme) -> float | None:
    if column.role == "value":
        indicator = _indicator(programme)
        stated = indicator.baseline if indicator else None
        return stated if stated is not None else (indicator.value_min if indicator else None) or 1.0
    if column.type == "integer" or column.role == "n":
        return _PERSONS
    if layout.kind == "values":
        return None  # numerator and denominator are optional beside a value
    if column.value_min is not None and column.value_max is not None:
        return round(column.value_min + _HIGH_UP * (column.value_max - column.value_min), 1)
    return _bounded(column.key, layout)


def _bounded(key: str, layout: Layout) -> float:
    """Large enough for the parts that it holds, and for the numerator over it."""
    parts = [p for w in layout.checks if w.whole == key for p in w.parts]
    parts += [m.numerator for m in layout.measures if m.denominator == key and m.numerator and m.numerator not in parts]
    return _WHOLE * sum(_bounded(p, layout) for p in parts) if parts else _PART


def _text(column: Column, programme: Programme, number: int) -> str | None:
    match column.role:
        case "code":
            return f"EX{number + 1:02d}"
        case "name":
            return tr("Exempel {n}", n=number + 1)
        case "parent":
            return programme.root_unit
        case "method":
            return None
        case _:
            return tr("Exempel")
