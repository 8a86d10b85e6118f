"""The tables of an OpenDocument spreadsheet's content, from XML events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from xml.parsers import expat

from kpi.errors import Refusal
from kpi.intake.formats.calamine import Total, check_extent
from kpi.intake.formats.cellwise import Cells, date_text, number_text
from kpi.intake.formats.package import Clock, check_declarations, damaged
from kpi.intake.formats.sheet import ERROR_TEXTS, FAILED, UNCOMPUTED, Sheet, Traits
from kpi.intake.formats.shown import percent_text, shown
from kpi.intake.formats.xlsx import check_count
from kpi.intake.limits import Limits
from kpi.language import tr

_DEEPEST = 200  # elements within each other; a spreadsheet needs a dozen
_LAST_COLUMN = 16_384
_EVERY = 20_000  # elements between two looks at the clock
_HIDDEN = ("collapse", "filter")
_CELLS = ("table:table-cell", "table:covered-table-cell")
_QUOTED_SHEET = re.compile(r"^\$?(?:'((?:[^']|'')*)'|([^'.]*))\.")

Attributes = dict[str, str]


@dataclass(slots=True)
class _Table:
    name: str
    visible: bool
    cells: Cells
    row: int = 0
    column: int = 0
    repeat: int = 1  # of the row being read
    columns: int = 0  # columns described so far
    styles: list[tuple[int, str]] = field(default_factory=list)  # first column, default cell style; in order
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False


class Reader:
    """Takes a document's content piece by piece, and gives its sheets."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._path: list[str] = []
        self._count = 0
        self._tables: list[_Table] = []
        self._table: _Table | None = None
        self._cell: Attributes = {}
        self._repeat = 1
        self._text: list[str] | None = None  # of the cell being read
        self._styles: dict[str, tuple[bool, str]] = {}  # by name: is what it styles displayed, and its number style
        self._digits: dict[str, int] = {}  # of number styles that show integers with zeros in front
        self._style = ""
        self._filters: set[str] = set()
        self._external = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        """Read on. Raises Refusal for what cannot or must not be read."""
        self._parse(chunk, False)

    def close(self) -> list[Sheet]:
        """The sheets of the whole content, in order."""
        self._parse(b"", True)
        total, sheets = Total(self._limits), []
        for table in self._tables:
            grid = table.cells.grid()
            total.add(table.name, grid)
            traits = Traits(
                tuple(table.merged),
                frozenset(table.hidden_rows),
                frozenset(table.hidden_columns),
                table.filtered or table.name in self._filters,
                self._external,
            )
            sheets.append(Sheet(table.name, grid, table.visible, traits))
        return sheets

    def _parse(self, chunk: bytes, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except (expat.ExpatError, ValueError, OverflowError) as e:
            raise damaged() from e

    def _doctype(self, *_: object) -> None:
        check_declarations(b"<!DOCTYPE")

    def _start(self, name: str, given: Attributes) -> None:
        self._count += 1
        if self._count % _EVERY == 0:
            self._clock.check()
        if len(self._path) >= _DEEPEST:
            raise Refusal(tr("Filen är orimligt djupt nästlad. Öppna den i ett kalkylprogram och spara på nytt."), code="unsafe_file")
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if name == "table:table" and parent == "office:spreadsheet":
            self._open(given)
        elif name in ("style:style", "number:number-style"):
            self._style = given.get("style:name", "")
            if name == "style:style":
                self._styles[self._style] = (True, given.get("style:data-style-name", ""))
        elif name == "style:table-properties" and self._style in self._styles:
            self._styles[self._style] = (given.get("table:display") != "false", self._styles[self._style][1])
        elif name == "number:number" and parent == "number:number-style":
            digits = _number(given, "number:min-integer-digits", 0)
            if digits > 1 and given.get("number:decimal-places", "0") == "0":
                self._digits[self._style] = min(digits, 30)
        elif name == "table:database-range":
            sheet = _QUOTED_SHEET.match(given.get("table:target-range-address", ""))
            if sheet and given.get("table:display-filter-buttons") == "true":
                self._filters.add((sheet[1] or sheet[2] or "").replace("''", "'"))
        elif self._table is not None:
            self._in_table(self._table, name, parent, given)

    def _open(self, given: Attributes) -> None:
        name = given.get("table:name", "")
        if name.startswith("'file:"):  # another file's sheet, kept for formulas; hidden from people
            self._external = True
            return
        check_count(len(self._tables) + 1, self._limits)
        displayed, _ = self._styles.get(given.get("table:style-name", ""), (True, ""))
        self._table = _Table(name, displayed, Cells(name, self._limits))
        self._tables.append(self._table)

    def _in_table(self, table: _Table, name: str, parent: str, given: Attributes) -> None:
        if name == "table:table-column":
            times = min(_number(given, "table:number-columns-repeated", 1), _LAST_COLUMN)
            if given.get("table:visibility") in _HIDDEN:
                table.hidden_columns |= set(range(table.columns, min(table.columns + times, _LAST_COLUMN)))
            table.styles.append((table.columns, given.get("table:default-cell-style-name", "")))
            table.columns += times
        elif name == "table:table-row":
            table.column, table.repeat = 0, _number(given, "table:number-rows-repeated", 1)
            if given.get("table:visibility") in _HIDDEN:
                table.hidden_rows |= set(range(table.row, min(table.row + table.repeat, self._limits.rows)))
                table.filtered |= given.get("table:visibility") == "filter"
        elif name in _CELLS and parent == "table:table-row":
            self._cell, self._text = given, []
            self._repeat = _number(given, "table:number-columns-repeated", 1)
            rows, columns = (_number(given, f"table:number-{what}-spanned", 1) for what in ("rows", "columns"))
            if rows > 1 or columns > 1:
                table.merged.append((table.row, table.column, table.row + rows - 1, table.column + columns - 1))
        elif name == "table:table-source":
            self._external = True
        elif self._text is not None and self._in_paragraph():
            if name == "text:p" and self._text:
                self._text.append("\n")
            elif name == "text:s":
                self._text.append(" " * min(_number(given, "text:c", 1), 1000))
            elif name == "text:tab":
                self._text.append("\t")
            elif name == "text:line-break":
                self._text.append("\n")

    def _in_paragraph(self) -> bool:
        """Within a paragraph of the cell itself, not of a comment or a drawing on it?"""
        for i in range(len(self._path) - 1, -1, -1):
            if self._path[i] in _CELLS:
                return i + 1 < len(self._path) and self._path[i + 1] == "text:p"
        return False

    def _characters(self, text: str) -> None:
        if self._text is not None and self._in_paragraph():
            self._text.append(text)

    def _end(self, name: str) -> None:
        self._path.pop()
        table = self._table
        if table is None:
            return
        if name in _CELLS and self._text is not None and self._path[-1] == "table:table-row":
            self._close_cell(table, "".join(self._text))
            self._text = None
        elif name == "table:table-row":
            table.row += table.repeat
        elif name == "table:table" and self._path[-1] == "office:spreadsheet":
            self._table = None

    def _close_cell(self, table: _Table, written: str) -> None:
        text = self._value(table, written)
        if text:
            check_extent(table.name, table.row + table.repeat, table.column + self._repeat, self._limits)
            for column in range(table.column, table.column + self._repeat):
                table.cells.add(table.row, column, text, table.repeat)
        table.column += self._repeat

    def _value(self, table: _Table, written: str) -> str:
        """A cell's text. A number, a date and a truth value say what they are; other cells say what is written in them."""
        cell = self._cell
        kind = cell.get("office:value-type")
        if cell.get("calcext:value-type") == "error":
            return written if written in ERROR_TEXTS else FAILED
        if kind in ("float", "currency", "percentage"):
            value = float(cell.get("office:value", "nan"))
            if value - value:  # not finite
                return FAILED
            if kind == "percentage":
                return percent_text(value)
            digits = self._digits.get(self._styles.get(self._style_of(table), (True, ""))[1])
            return (shown(value, digits) if digits else None) or number_text(value)
        if kind == "date":
            day = cell.get("office:date-value", "")
            try:
                return date_text(datetime.fromisoformat(day).replace(tzinfo=None))
            except ValueError:
                return day
        if kind == "boolean":
            return cell.get("office:boolean-value", "")
        if kind is None and cell.get("table:formula") and not written:
            return UNCOMPUTED
        return written or cell.get("office:string-value", "")

    def _style_of(self, table: _Table) -> str:
        own = self._cell.get("table:style-name")
        if own is not None:
            return own
        return next((style for first, style in reversed(table.styles) if first <= table.column), "")


def _number(given: Attributes, name: str, otherwise: int) -> int:
    text = given.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise
