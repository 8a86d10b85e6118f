"""Writing an extract as a workbook: a title row that says SYNTETISK, an empty row, the headings, the rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import xlsxwriter

from kpi.programme.model import Layout

MOST_ROWS = 1_000_000  # a sheet holds 1 048 576
TITLE_ROWS = 2
MADE = datetime(2021, 1, 1, tzinfo=UTC)  # a fixed time of creation: the same rows give the same bytes


def write_workbooks(layout: Layout, columns: dict[str, np.ndarray], out: Path, title: str) -> list[Path]:
    """One workbook (more when there are more rows than a sheet holds); columns in the layout's order. Returns their paths.

    NaN and empty text are written as empty cells, whole numbers without decimals.
    """
    given = [c for c in layout.columns if c.key in columns]
    rows = len(columns[given[0].key]) if given else 0
    paths = []
    for part, first in enumerate(range(0, max(rows, 1), MOST_ROWS)):
        suffix = f"_del{part + 1}" if rows > MOST_ROWS else ""
        path = out / f"syntetisk_{layout.id}{suffix}.xlsx"
        piece = {c.heading: columns[c.key][first : first + MOST_ROWS] for c in given}
        write_workbook(path, layout.name, title, piece)
        paths.append(path)
    return paths


def write_workbook(path: Path, sheet: str, title: str | None, columns: dict[str, np.ndarray]) -> None:
    """A sheet with headings and rows; a title above when given. Strings are shared, as Excel itself writes them."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": MADE, "title": title or sheet})
        page = book.add_worksheet(sheet.replace("/", "-")[:31])
        bold = book.add_format({"bold": True})
        top = 0
        if title is not None:
            page.write_string(0, 0, title, bold)
            top = TITLE_ROWS
        for at, (heading, values) in enumerate(columns.items()):
            page.write_string(top, at, heading, bold)
            page.set_column(at, at, max(8, min(40, len(heading) + 2)))
            _write_column(page, top + 1, at, values)
        page.freeze_panes(top + 1, 0)


def _write_column(page: xlsxwriter.worksheet.Worksheet, top: int, at: int, values: np.ndarray) -> None:
    if np.issubdtype(np.asarray(values).dtype, np.number):
        whole = np.asarray(values, float)
        for row, value in enumerate(whole.tolist()):
            if value == value:  # not NaN
                page.write_number(top + row, at, int(value) if value.is_integer() else value)
        return
    for row, text in enumerate(values.tolist()):
        if text:
            page.write_string(top + row, at, text)
