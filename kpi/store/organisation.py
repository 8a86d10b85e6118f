"""The organisation as a tree with validity years: which units are in force, under which parent, and what a faulty tree is.

Pure: rows in, trees or faults out. The pack's root unit is always in force, whether or not an extract holds a row for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pyarrow as pa

from kpi.errors import Fault
from kpi.language import in_order, ptr, tr
from kpi.programme.model import Programme
from kpi.store.types import TreeUnit, UnitRow

_OPEN = 9999  # stands for "still in force"
_START = 0  # stands for "from the beginning"


class _Named(NamedTuple):
    """A unit row with where it was delivered; rows already in the store have no place."""

    unit: UnitRow
    sheet: str | None
    row: int | None
    delivered: bool


def starts(unit: UnitRow) -> int:
    """First year in force; a year before any other when that is open."""
    return _START if unit.valid_from is None else unit.valid_from


def ends(unit: UnitRow) -> int:
    """Last year in force; a year after any other when that is open."""
    return _OPEN if unit.valid_to is None else unit.valid_to


def root_row(programme: Programme) -> UnitRow:
    """The root as the pack has it."""
    level = min(programme.levels, key=lambda item: item.depth)
    return UnitRow(programme.root_unit, programme.organisation, None, level.key, None, None)


def with_root(units: Sequence[UnitRow], programme: Programme) -> list[UnitRow]:
    """The rows, with the pack's root first when no row is the root's."""
    if any(u.code == programme.root_unit for u in units):
        return list(units)
    return [root_row(programme), *units]


def build_tree(units: Sequence[UnitRow], year: int, programme: Programme) -> dict[str, TreeUnit]:
    """The tree in force that year, root first, then level by level; children sorted by name in the alphabet of the
    pack's language. Units cut off from the root are left out."""
    root = _root_in(units, year, programme)
    below: dict[str, list[UnitRow]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: (in_order(u.name, programme.language), u.code)):
        if unit.parent is not None and unit.code != root.code and starts(unit) <= year <= ends(unit):
            below[unit.parent].append(unit)
    tree: dict[str, TreeUnit] = {}
    layer = [(root, None)]
    depth = 0
    while layer:
        deeper: list[tuple[UnitRow, str | None]] = []
        for unit, parent in layer:
            children = [c for c in below[unit.code] if c.code not in tree]
            tree[unit.code] = TreeUnit(unit.code, unit.name, parent, unit.level, depth, tuple(c.code for c in children))
            deeper += [(child, unit.code) for child in children]
        layer, depth = deeper, depth + 1
    return tree


def _root_in(units: Sequence[UnitRow], year: int, programme: Programme) -> UnitRow:
    """The root's row that year, else the row nearest in time, else the pack's own."""
    rows = sorted((u for u in units if u.code == programme.root_unit), key=starts)
    for row in rows:
        if starts(row) <= year <= ends(row):
            return row
    later = [r for r in rows if starts(r) > year]
    return later[0] if later else rows[-1] if rows else root_row(programme)


def seams(units: Sequence[UnitRow]) -> list[int]:
    """The years in which a new tree may begin: between two of them the tree is the same."""
    return sorted({_START} | {starts(u) for u in units} | {ends(u) + 1 for u in units if u.valid_to is not None})


def check_units(existing: Sequence[UnitRow], new: pa.Table | Sequence[Mapping[str, Any]], programme: Programme) -> list[Fault]:
    """Every fault of the organisation as it would be with ``new`` on top of ``existing``; an empty list when it is sound.

    ``new`` has the columns of UNIT_SCHEMA; a row replaces the existing row with the same code and valid_from. Faults in rows that are not
    delivered but that the delivered ones cause (a closed parent with units left) carry no row number.
    """
    delivered = [_named(row) for row in (new.to_pylist() if isinstance(new, pa.Table) else new)]
    faults = _row_faults(delivered, programme)
    merged = {(u.code, u.valid_from): _Named(u, None, None, False) for u in existing}
    for row in delivered:
        merged[(row.unit.code, row.unit.valid_from)] = row
    rows = [r for r in merged.values() if starts(r.unit) <= ends(r.unit)]
    return faults + _overlaps(rows) + _tree_faults(rows, programme)


def _named(row: Mapping[str, Any]) -> _Named:
    unit = UnitRow(row["code"], row["name"], row["parent"], row["level"], row["valid_from"], row["valid_to"])
    return _Named(unit, row.get("sheet"), row.get("row_first"), True)


def _fault(row: _Named, code: str, message: str, value: object = None) -> Fault:
    return Fault(code=code, message=message, sheet=row.sheet, row=row.row, value=None if value is None else str(value))


def _row_faults(delivered: Sequence[_Named], programme: Programme) -> list[Fault]:
    """Faults that can be seen in a row by itself or among the delivered rows."""
    levels = {level.key for level in programme.levels}
    known = ", ".join(level.name for level in programme.levels)
    seen: set[tuple[str, int | None]] = set()
    faults = []
    for row in delivered:
        unit, key = row.unit, (row.unit.code, row.unit.valid_from)
        if unit.level not in levels:
            faults.append(
                _fault(row, "unknown_level", tr("Nivån finns inte i programmet. Använd en av: {known}.", known=known), unit.level)
            )
        if starts(unit) > ends(unit):
            faults.append(
                _fault(row, "bad_validity", tr("Enheten slutar gälla innan den börjar. Rätta åren."), f"{starts(unit)}–{ends(unit)}")
            )
        if key in seen:
            faults.append(_fault(row, "duplicate_unit", tr("Enheten står två gånger med samma startår. Ta bort den ena raden."), unit.code))
        seen.add(key)
        faults += _root_faults(row, programme)
    return faults


def _root_faults(row: _Named, programme: Programme) -> list[Fault]:
    unit, root = row.unit, programme.root_unit
    if unit.code == root and unit.parent is not None:
        return [
            _fault(row, "root_with_parent", tr("Enheten {root} är överst och ska inte ha någon överordnad enhet.", root=root), unit.parent)
        ]
    if unit.code != root and unit.parent is None:
        message = tr(
            "Enheten saknar överordnad enhet. Bara {root} ({organisation}) står överst; ange vilken enhet den hör till.",
            root=root,
            organisation=programme.organisation,
        )
        return [_fault(row, "second_root", message, unit.code)]
    return []


def _overlaps(rows: Sequence[_Named]) -> list[Fault]:
    by_code: dict[str, list[_Named]] = defaultdict(list)
    for row in rows:
        by_code[row.unit.code].append(row)
    faults = []
    for code, group in by_code.items():
        group.sort(key=lambda r: starts(r.unit))
        for earlier, later in pairwise(group):
            if ends(earlier.unit) >= starts(later.unit):
                place = later if later.delivered else earlier
                message = tr(
                    "Enheten gäller två gånger år {year}. Avsluta den tidigare raden året innan den nya börjar.",
                    year=starts(later.unit),
                )
                faults.append(_fault(place, "overlapping_validity", message, code))
    return faults


def _tree_faults(rows: Sequence[_Named], programme: Programme) -> list[Fault]:
    """Parents that do not exist or are not in force, and circles; each row and kind once, with the first year it happens."""
    codes = {r.unit.code for r in rows} | {programme.root_unit}
    found: dict[tuple[str, int | None, str], Fault] = {}
    for year in seams([r.unit for r in rows]):
        held = {r.unit.code: r for r in rows if starts(r.unit) <= year <= ends(r.unit) and r.unit.code != programme.root_unit}
        circling = _circles({code: r.unit.parent for code, r in held.items()})
        for code, row in held.items():
            fault = _parent_fault(row, codes, held.keys() | {programme.root_unit}, code in circling, year)
            if fault:
                found.setdefault((code, row.unit.valid_from, fault.code), fault)
    return list(found.values())


def _parent_fault(row: _Named, codes: set[str], in_force: set[str], circling: bool, year: int) -> Fault | None:
    parent = row.unit.parent
    if parent is None or (parent in in_force and not circling):
        return None
    who = tr("Enheten {code}", code=row.unit.code)
    if circling:
        return _fault(
            row, "circle", tr("{who} ligger under sig själv (via {parent}). Rätta överordnad enhet.", who=who, parent=parent), parent
        )
    if parent not in codes:
        return _fault(
            row, "unknown_parent", tr("{who} har en överordnad enhet som inte finns. Rätta koden eller lägg till enheten.", who=who), parent
        )
    when = tr("från början") if year == _START else ptr("giltig", "år {year}", year=year)
    message = tr(
        "{who} gäller {when}, men det gör inte dess överordnade enhet {parent}. Flytta enheten eller rätta giltighetsåren.",
        who=who,
        when=when,
        parent=parent,
    )
    return _fault(row, "parent_not_in_force", message, parent)


def _circles(parents: Mapping[str, str | None]) -> set[str]:
    """The units that are their own ancestors."""
    settled: set[str] = set()
    circling: set[str] = set()
    for start in parents:
        path: list[str] = []
        code: str | None = start
        while code in parents and code not in settled:
            settled.add(code)
            path.append(code)
            code = parents[code]
        if code in path:
            circling.update(path[path.index(code) :])
    return circling
