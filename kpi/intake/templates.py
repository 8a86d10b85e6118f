"""A workbook per layout for filling in by hand: a data sheet with headings and drop-down lists, an example sheet, help, and the lists.

Only the data sheet is read on import; the others carry a mark in their first cell that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from kpi.intake.examples import example_rows
from kpi.intake.letters import letter
from kpi.intake.recognise import GUIDE_MARK
from kpi.intake.wording import span_text
from kpi.language import N_, tr
from kpi.programme.model import Column, Layout, Programme

DATA_SHEET, EXAMPLE_SHEET, HELP_SHEET, LIST_SHEET = N_("Data"), N_("Exempel"), N_("Läs mig"), N_("Listor")
_ROWS = 20_000  # rows of the data sheet that have drop-down lists and number formats
_TEXT_TYPES = {"unit", "month", "indicator", "text", "choice", "sex", "likert"}  # kept as text: leading zeros and 2024-03 survive
_LIST_HEAD = 2  # rows above a list: the mark and the heading
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255  # Excel's limits for the boxes at a cell
_TYPE_WORDS = {
    "year": N_("Årtal"),
    "month": N_("Månad, ÅÅÅÅ-MM, eller kvartal, ÅÅÅÅ kv N"),
    "unit": N_("Kod eller exakt namn"),
    "sex": N_("Val"),
    "indicator": N_("Namn eller id"),
    "choice": N_("Val"),
    "number": N_("Tal"),
    "integer": N_("Heltal"),
    "text": N_("Text"),
    "likert": N_("Svar 1–5"),
}


class NamedUnit(Protocol):
    """Anything with a unit's code and name."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Formats:
    header: Any
    optional: Any
    text: Any
    number: Any
    integer: Any
    wrap: Any
    mark: Any

    def of(self, column: Column) -> Any:
        """The cell format of a column's values."""
        if column.type in _TEXT_TYPES:
            return self.text
        return self.number if column.type == "number" else self.integer


def write_templates(programme: Programme, units: Sequence[NamedUnit], out: Path) -> list[Path]:
    """Write one workbook per layout, named after it, into ``out`` (made when it is not there). units: for the drop-down lists."""
    out.mkdir(parents=True, exist_ok=True)
    return [_write(programme, units, layout, out / f"{layout.id}.xlsx") for layout in programme.layouts]


def _write(programme: Programme, units: Sequence[NamedUnit], layout: Layout, path: Path) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"{layout.name} – {programme.name}"})
        formats = _formats(book)
        data, example, guide, lists = (book.add_worksheet(tr(n)) for n in (DATA_SHEET, EXAMPLE_SHEET, HELP_SHEET, LIST_SHEET))
        sources = _write_lists(lists, layout, programme, units, formats)
        _write_data(data, layout, sources, formats)
        _write_example(example, layout, example_rows(layout, programme, units), formats)
        _write_help(guide, layout, programme, formats)
        data.activate()
    return path


def _formats(book: xlsxwriter.Workbook) -> _Formats:
    head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
    return _Formats(
        header=book.add_format({**head, "bg_color": "#DCE6F1"}),
        optional=book.add_format({**head, "bg_color": "#F2F2F2", "italic": True}),
        text=book.add_format({"num_format": "@"}),
        number=book.add_format({"num_format": "0.0###"}),
        integer=book.add_format({"num_format": "0"}),
        wrap=book.add_format({"text_wrap": True, "valign": "top"}),
        mark=book.add_format({"bold": True, "font_color": "#9C0006"}),
    )


def _write_headings(sheet: Worksheet, layout: Layout, row: int, formats: _Formats) -> None:
    for i, column in enumerate(layout.columns):
        width = min(max(12, len(column.heading) + 2), 34)
        sheet.set_column(i, i, width, formats.of(column))
        sheet.write_string(row, i, column.heading, formats.header if column.required else formats.optional)
    sheet.freeze_panes(row + 1, 0)


def _write_data(sheet: Worksheet, layout: Layout, sources: dict[str, str], formats: _Formats) -> None:
    _write_headings(sheet, layout, 0, formats)
    for i, column in enumerate(layout.columns):
        rule = _rule(column, sources.get(column.key))
        if rule:
            sheet.data_validation(1, i, _ROWS, i, rule | _boxes(column))


def _rule(column: Column, source: str | None) -> dict[str, Any] | None:
    if source:
        return {"validate": "list", "source": source}
    if column.type not in ("number", "integer", "year"):
        return None
    low, high = column.value_min, column.value_max
    kind = "decimal" if column.type == "number" else "integer"
    if low is not None and high is not None:
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
    return None if low is None else {"validate": kind, "criteria": ">=", "value": low}


def _boxes(column: Column) -> dict[str, Any]:
    """What Excel says at the cell. "warning": a unit's name is as good as its code, so a text that is not in the list may be kept."""
    expected = f"{tr(_TYPE_WORDS[column.type])}{_range(column)}."
    return {
        "input_title": column.heading[:_LONGEST_TITLE],
        "input_message": (column.help or expected)[:_LONGEST_MESSAGE],
        "error_title": column.heading[:_LONGEST_TITLE],
        "error_message": expected[:_LONGEST_MESSAGE],
        "error_type": "warning",
    }


def _range(column: Column) -> str:
    if column.type in ("choice", "sex", "likert") or (column.value_min is None and column.value_max is None):
        return ""
    return f", {span_text(column.value_min, column.value_max)}"


def _write_example(sheet: Worksheet, layout: Layout, rows: list[dict[str, str | float]], formats: _Formats) -> None:
    sheet.write_string(
        0,
        0,
        tr("{mark} exempel på ifyllda rader. Skriv egna rader på bladet {sheet}.", mark=tr(GUIDE_MARK), sheet=tr(DATA_SHEET)),
        formats.mark,
    )
    _write_headings(sheet, layout, 1, formats)
    for r, row in enumerate(rows, start=2):
        for c, column in enumerate(layout.columns):
            value = row.get(column.key)
            if isinstance(value, str):
                sheet.write_string(r, c, value, formats.of(column))
            elif value is not None:
                sheet.write_number(r, c, value, formats.of(column))


def _write_help(sheet: Worksheet, layout: Layout, programme: Programme, formats: _Formats) -> None:
    sheet.write_string(0, 0, tr("{mark} så fylls bladet {sheet} i", mark=tr(GUIDE_MARK), sheet=tr(DATA_SHEET)), formats.mark)
    intro = [
        f"{layout.name}: {layout.description}",
        tr("Program: {name}. Källa: {source}.", name=programme.name, source=programme.source),
        tr("Rubrikerna får stå i valfri ordning. Andra kolumner än dessa godtas inte. Personnummer får aldrig finnas i filen."),
    ]
    for r, text in enumerate(intro, start=1):
        sheet.write_string(r, 0, text)
    top = len(intro) + 2
    for c, (heading, width) in enumerate(
        ((tr("Kolumn"), 34), (tr("Krävs"), 8), (tr("Innehåll"), 34), (tr("Förklaring"), 80), (tr("Andra rubriker som godtas"), 40))
    ):
        sheet.set_column(c, c, width)
        sheet.write_string(top, c, heading, formats.header)
    for r, column in enumerate(layout.columns, start=top + 1):
        accepted = f": {', '.join(_options(column))}" if column.choices else _range(column)
        cells = (
            column.heading,
            tr("Ja") if column.required else tr("Nej"),
            tr(_TYPE_WORDS[column.type]) + accepted,
            column.help or "",
            "; ".join(column.also),
        )
        for c, text in enumerate(cells):
            sheet.write_string(r, c, text, formats.wrap)


def _write_lists(sheet: Worksheet, layout: Layout, programme: Programme, units: Sequence[NamedUnit], formats: _Formats) -> dict[str, str]:
    """Write the lists; Column.key → the range that its drop-down refers to."""
    sheet.write_string(0, 0, tr("{mark} listor till rullgardinsmenyerna", mark=tr(GUIDE_MARK)), formats.mark)
    sources: dict[str, str] = {}
    at = 0
    for column in layout.columns:
        words, notes = _list_of(column, programme, units)
        if not words:
            continue
        _write_list(sheet, at, column.heading, words, formats)
        if notes:
            _write_list(sheet, at + 1, tr("{heading}: namn", heading=column.heading), notes, formats)
        first, last = _LIST_HEAD + 1, _LIST_HEAD + len(words)
        sources[column.key] = f"={tr(LIST_SHEET)}!${letter(at)}${first}:${letter(at)}${last}"
        at += 2 if notes else 1
    return sources


def _write_list(sheet: Worksheet, at: int, heading: str, words: Iterable[str], formats: _Formats) -> None:
    sheet.write_string(1, at, heading, formats.header)
    sheet.set_column(at, at, 30, formats.text)
    for r, word in enumerate(words, start=_LIST_HEAD):
        sheet.write_string(r, at, word, formats.text)


def _list_of(column: Column, programme: Programme, units: Sequence[NamedUnit]) -> tuple[list[str], list[str]]:
    """A column's list, and for codes the names beside them."""
    match column.type:
        case "unit":
            by_code = {u.code: u.name for u in units} or {programme.root_unit: programme.organisation}
            return list(by_code), list(by_code.values())
        case "indicator":
            return [i.name for i in programme.indicators], [i.id for i in programme.indicators]
        case "sex":
            return ["K", "M", "T"], []
        case "choice":
            return _options(column), []
        case "likert":
            return ["1", "2", "3", "4", "5", *[word for word, value in column.choices.items() if not value][:1]], []
        case _:
            return [], []


def _options(column: Column) -> list[str]:
    """The first accepted text of each canonical value."""
    if column.type == "sex":
        return ["K", "M", "T"]
    first: dict[str, str] = {}
    for word, value in column.choices.items():
        first.setdefault(value, word)
    return list(first.values())
