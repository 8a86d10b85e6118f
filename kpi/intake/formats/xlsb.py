"""Excel's binary workbooks (.xlsb): values through calamine, and a look of our own at the records for what it does not tell."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import fastexcel
import polars as pl

from kpi.intake.formats.calamine import Total, check_extent, guarded, load
from kpi.intake.formats.package import Clock, Package, check_declarations, damaged
from kpi.intake.formats.sheet import Sheet, Traits
from kpi.intake.formats.shown import Styles, shown_texts, styles_of
from kpi.intake.formats.xlsx import check_count, links_of
from kpi.intake.limits import Limits

WORKBOOK = "xl/workbook.bin"
_LINKS = "xl/_rels/workbook.bin.rels"
_STYLES = "xl/styles.bin"
_LAST_COLUMN = 16_384

# Record types of [MS-XLSB]
_ROW, _BLANK, _NUMBERS, _LAST_CELL, _RICH_TEXT = 0, 1, (2, 5, 9), 11, 62
_NUMBER_FORMAT, _CELL_STYLE, _COLUMNS, _SHEET, _FILTER, _MERGED, _STYLES_BEGIN, _STYLES_END = 44, 47, 60, 156, 161, 176, 617, 618
_EVERY = 50_000  # records between two looks at the clock


class _Named(NamedTuple):
    name: str
    part: str
    visible: bool


@dataclass(slots=True)
class _Told:
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    styled: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))  # (column, style) → rows


def read_xlsb(data: bytes, package: Package, limits: Limits, clock: Clock) -> tuple[list[Sheet], str]:
    """All worksheets, and the document's properties as text. Raises Refusal for what cannot or must not be read."""
    relations = package.read(_LINKS)
    check_declarations(relations)
    links = links_of(relations)
    try:
        named = list(_named(package.read(WORKBOOK), links))
        check_count(len(named), limits)
        styles = _styles(package.read(_STYLES))
        told = {}
        for sheet in named:
            if package.unread(sheet.part):
                told[sheet.part] = _look_at(sheet, package.read(sheet.part), styles, limits.of_whole_sheets(), clock)
    except (struct.error, UnicodeDecodeError, IndexError) as e:
        raise damaged() from e
    properties = package.properties()
    external = any(name.startswith("xl/externallinks/") for name in package.names)
    package.count_rest()
    total = Total(limits)
    with guarded():
        reader = fastexcel.read_excel(data)
        return [_sheet(reader, sheet, told[sheet.part], styles, external, total) for sheet in named if sheet.part in told], properties


def _sheet(reader: fastexcel.ExcelReader, named: _Named, told: _Told, styles: Styles, external: bool, total: Total) -> Sheet:
    _, _, grid = load(reader, named.name)
    total.add(named.name, grid)
    for (column, style), rows in told.styled.items():
        if str(column) in grid.columns:
            at = pl.Series(rows, dtype=pl.Int64)
            at = at.filter(at < grid.height)
            values = grid[str(column)].gather(at).cast(pl.Float64, strict=False)
            look = styles.looks[style]
            looks = pl.Series([0 if look == "percent" else look], dtype=pl.Int64).new_from_index(0, len(at))
            text = shown_texts(values, looks)
            kept = text.is_not_null()
            grid = grid.with_columns(grid[str(column)].scatter(at.filter(kept), text.filter(kept)))
    traits = Traits(tuple(told.merged), frozenset(told.hidden_rows), frozenset(told.hidden_columns), told.filtered, external)
    return Sheet(named.name, grid, named.visible, traits)


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record. A type takes one or two bytes, a length up to four, seven bits a byte."""
    at = 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte = part[at]
            at += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, part[at : at + length]
        at += length


def _named(workbook: bytes, links: dict[str, str]) -> Iterator[_Named]:
    """The worksheets that the workbook names, in order; charts and macro sheets stand in other folders and are left."""
    for kind, content in _records(workbook):
        if kind == _SHEET:
            link, at = _string(content, 8)
            name, _ = _string(content, at)
            part = links.get(link, "")
            if part.startswith("xl/worksheets/"):
                yield _Named(name, part, struct.unpack_from("<I", content)[0] == 0)


def _string(content: bytes, at: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", content, at)[0]
    end = at + 4 + 2 * (0 if length == 0xFFFFFFFF else length)
    if end > len(content):
        raise IndexError
    return content[at + 4 : end].decode("utf-16-le"), end


def _styles(part: bytes) -> Styles:
    codes: dict[int, str] = {}
    ids: list[int] = []
    within = False
    for kind, content in _records(part):
        if kind == _NUMBER_FORMAT:
            codes[struct.unpack_from("<H", content)[0]] = _string(content, 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            within = kind == _STYLES_BEGIN
        elif kind == _CELL_STYLE and within:
            ids.append(struct.unpack_from("<H", content, 2)[0])
    return styles_of(codes, ids)


def _look_at(sheet: _Named, part: bytes, styles: Styles, limits: Limits, clock: Clock) -> _Told:
    told = _Told()
    row, height, width = 0, 0, 0
    for count, (kind, content) in enumerate(_records(part)):
        if count % _EVERY == 0:
            clock.check()
        if kind == _ROW:
            row = struct.unpack_from("<I", content)[0]
            if len(content) > 11 and content[11] & 0x10:
                told.hidden_rows.add(row)
        elif _BLANK < kind <= _LAST_CELL or kind == _RICH_TEXT:
            column, style = struct.unpack_from("<II", content)
            height, width = max(height, row + 1), max(width, column + 1)
            check_extent(sheet.name, height, width, limits)
            if kind in _NUMBERS and (style & 0xFFFFFF) in styles.looks:
                told.styled[column, style & 0xFFFFFF].append(row)
        elif kind == _COLUMNS:
            first, last, _, _, flags = struct.unpack_from("<IIIIH", content)
            if flags & 1:
                told.hidden_columns |= set(range(first, min(last + 1, _LAST_COLUMN)))
        elif kind == _MERGED:
            first_row, last_row, first, last = struct.unpack_from("<IIII", content)
            told.merged.append((first_row, first, last_row, last))
        elif kind == _FILTER:
            told.filtered = True
    return told
