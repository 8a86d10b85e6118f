"""The templates of any pack filled in: an organisation with every level of the pack, and figures for each of its indicators.

Two units a level, A with units below and B without any. The last B is so small that it may not be shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl

from kpi.programme.model import Column, Indicator, Layout, Rollup
from tests.packs.packs import Pack

SEXES = {"K": 0.6, "M": 0.4}
PERSONS = 100  # in a unit that may be shown
NAME = "Zxcv Qwer"  # that nothing is called


@dataclass(frozen=True)
class Node:
    """A unit of the organisation."""

    code: str
    name: str
    parent: str
    level: str  # key


def organisation(pack: Pack) -> list[Node]:
    """Two units on every level, below the first of the level it answers to (or of the level above)."""
    programme = pack.programme
    above = {programme.levels[0].key: programme.root_unit}
    last = {0: programme.root_unit}
    nodes = []
    for number, level in enumerate(programme.levels[1:], 1):
        parent = above[level.reports_to[0]] if level.reports_to else last[level.depth - 1]
        above[level.key] = last[level.depth] = f"E{number}A"
        nodes += [Node(f"E{number}{x}", f"Prov {number}{x}", parent, level.key) for x in "AB"]
    return nodes


def leaves(pack: Pack) -> list[str]:
    """Codes of the units with none below, the smallest last."""
    nodes = organisation(pack)
    parents = {n.parent for n in nodes}
    return [n.code for n in nodes if n.code not in parents]


def small(pack: Pack) -> str:
    """The unit that is too small to be shown."""
    return leaves(pack)[-1]


def layout_of(pack: Pack, kind: str) -> Layout:
    return next(layout for layout in pack.programme.layouts if layout.kind == kind)


def rows_of(pack: Pack, layout: Layout, shift: float = 0.0) -> list[dict[str, Any]]:
    """Rows to fill in, by the key of the column. ``shift``: how much the first figure differs from what it else is."""
    if layout.kind == "organisation":
        words = {key: word for word, key in (_role(layout, "level").choices or {}).items()}
        return [_by_role(layout, code=n.code, name=n.name, parent=n.parent, level=words[n.level]) for n in organisation(pack)]
    if layout.kind == "values":
        return list(_values(pack, layout, shift))
    return list(_counted(pack, layout))


def extract(pack: Pack) -> Layout:
    """What is corrected and made faulty: figures where the pack has indicators of units, else the organisation."""
    return layout_of(pack, "values" if pack.by_unit else "organisation")


def corrected(pack: Pack) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The extract with one thing in it changed, and the row that it is in: a figure of the first unit, or the name of the last."""
    layout = extract(pack)
    rows = rows_of(pack, layout)
    if not pack.by_unit:
        rows[-1][_role(layout, "name").key] = NAME
        return rows, rows[-1]
    unit, name, value = (_role(layout, role).key for role in ("unit", "indicator", "value"))
    row = next(row for row in rows if row[unit] == leaves(pack)[0])
    indicator = next(i for i in pack.measured if i.name == row[name])
    more = row[value] * (0.96 if row[value] * 1.04 > (indicator.value_max or 1e9) else 1.04)  # so little that nobody asks if it is right
    told = {c.role: c.key for c in layout.columns}
    row |= {told[role]: figure for role, figure in _figures(indicator, more, row[told["n"]]).items() if role in told}
    return rows, row


def write(path: Path, layout: Layout, rows: list[dict[str, Any]]) -> Path:
    """Fill in the template at ``path``, under the headings that it has."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = {c.value: c.column for c in sheet[1]}
    for number, row in enumerate(rows, 2):
        for key, value in row.items():
            sheet.cell(number, at[layout.column(key).heading]).value = value
    book.save(path)
    return path


def _role(layout: Layout, role: str) -> Column:
    column = layout.role(role)
    assert column is not None, (layout.id, role)
    return column


def _by_role(layout: Layout, **values: Any) -> dict[str, Any]:
    """By the key of each role's column; a role that the layout has not is left out."""
    return {column.key: value for role, value in values.items() if (column := layout.role(role)) is not None}


# ------------------------------------------------------------------------------------ finished figures


def _values(pack: Pack, layout: Layout, shift: float) -> Iterator[dict[str, Any]]:
    for year in pack.delivered:
        for indicator in pack.measured:
            for unit in leaves(pack) if indicator.rollup is not Rollup.NONE else [pack.programme.root_unit]:
                for sex, share in SEXES.items() if indicator.by_sex else {"T": 1.0}.items():
                    persons = round(PERSONS * share)
                    if unit == small(pack):
                        persons = (indicator.min_n - 1) // 2  # so few that women and men together may not be shown
                    figures = _figures(indicator, value_of(pack, indicator, unit, year, sex) + shift, persons)
                    shift = 0.0
                    yield _by_role(layout, period=year, unit=unit, sex=sex, indicator=indicator.name, **figures)


def value_of(pack: Pack, indicator: Indicator, unit: str, year: int, sex: str) -> float:
    """A figure on its way from the plan's nuläge to its målvärde, not alike in any two units."""
    low = 0.0 if indicator.value_min is None else indicator.value_min
    high = max(low + 50, 50) if indicator.value_max is None else indicator.value_max
    middle = (low + high) / 2
    start = next(x for x in (indicator.baseline, indicator.target, middle) if x is not None)
    end = start if indicator.target is None else indicator.target
    nearer = start + (end - start) * (year - pack.first + 0.5) / 4
    place = ([pack.programme.root_unit, *leaves(pack)].index(unit) + 1) * 0.1
    return min(high, max(low, nearer + place + (0.2 if sex == "K" else 0.0)))


def _figures(indicator: Indicator, value: float, persons: int) -> dict[str, Any]:
    """value and n, and what they are made of where the roll-up asks for it."""
    if indicator.rollup in (Rollup.MEAN, Rollup.NONE):
        return {"value": round(value, 2), "n": persons}
    whole = persons * 1000 if indicator.rollup is Rollup.RATIO else persons
    part = round(value * whole / indicator.scale)
    return {"value": indicator.scale * part / whole, "n": persons, "numerator": part, "denominator": whole}


# ------------------------------------------------------------------------------------ rows to count


def _counted(pack: Pack, layout: Layout) -> Iterator[dict[str, Any]]:
    turn = count()
    for unit in leaves(pack):
        for period in _periods(pack, layout):
            for sex in SEXES if layout.role("sex") else [""]:
                for population in _choices(layout.role("population")) or [""]:
                    few = unit == small(pack)
                    for _ in range(1 if not layout.individual else 2 if few else 14):
                        row = {c.key: _cell(layout, c, next(turn), few) for c in layout.columns if c.role in ("input", "n")}
                        yield row | _by_role(layout, period=period, unit=unit, sex=sex, population=population)


def _periods(pack: Pack, layout: Layout) -> list[Any]:
    if _role(layout, "period").type == "year":
        return [pack.counted]
    return [f"{pack.counted}-{month:02}" for month in range(1, 13)]


def _choices(column: Column | None) -> list[str]:
    """One word for each meaning."""
    return [] if column is None else list({key: word for word, key in column.choices.items() if key}.values())


def _cell(layout: Layout, column: Column, turn: int, few: bool) -> Any:
    if column.role == "n":
        return 3 if few else PERSONS
    if column.type == "choice":
        words = _choices(column)
        return words[turn % len(words)]
    if column.type == "likert":
        return 1 + turn % 5
    if column.value_max is not None:
        low = column.value_min or 0
        return low + (column.value_max - low) * (1 + turn % 4) / 4  # now and then the highest
    return (300 if few else 16_000) / 10 ** _inside(layout, column.key)


def _inside(layout: Layout, key: str) -> int:
    """How many wholes a column is part of, each in the next."""
    whole = next((check.whole for check in layout.checks if key in check.parts), None)
    return 0 if whole is None else 1 + _inside(layout, whole)
