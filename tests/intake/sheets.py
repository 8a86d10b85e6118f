"""Workbooks with what people do to their sheets: merged cells, hidden rows and columns, filters."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import xlsxwriter

from kpi.intake.results import Reading

Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Page:
    """One sheet. merged: (first row, first column, last row, last column), 0-based, inclusive."""

    rows: Rows
    name: str = "Blad1"
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    filtered: tuple[int, int, int, int] | None = None
    visible: bool = True
    dates: Sequence[tuple[int, int]] = field(default=())


def book(*pages: Page | Rows) -> bytes:
    """A workbook of these sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}) as workbook:
        for page in (p if isinstance(p, Page) else Page(p) for p in pages):
            sheet = workbook.add_worksheet(page.name)
            anchors = {(r, c): (r2, c2) for r, c, r2, c2 in page.merged}
            for r, row in enumerate(page.rows):
                for c, value in enumerate(row):
                    if (r, c) in anchors:
                        sheet.merge_range(r, c, *anchors[(r, c)], value)
                    elif value is not None:
                        sheet.write(r, c, value)
            for r in page.hidden_rows:
                sheet.set_row(r, None, None, {"hidden": True})
            for c in page.hidden_columns:
                sheet.set_column(c, c, None, None, {"hidden": True})
            if page.filtered:
                sheet.autofilter(*page.filtered)
            if not page.visible:
                sheet.hide()
    return out.getvalue()


def told(reading: Reading) -> list[str]:
    """The facts of a reading as short lines, sorted: "delaktighet 0101 2024 K 76.5"."""
    assert reading.facts is not None, [str(f) for f in reading.faults]
    rows = reading.facts.to_pylist()
    return sorted(f"{r['indicator']} {r['unit']} {r['period']} {r['sex']} {r['value']:g}" for r in rows if r["value"] is not None)


def addresses(reading: Reading) -> set[str]:
    """Where the facts stand: "Blad1!F17"."""
    assert reading.facts is not None, [str(f) for f in reading.faults]
    return {f"{r['sheet']}!{r['col'].split(' · ')[0]}{r['row_first']}" for r in reading.facts.to_pylist()}
