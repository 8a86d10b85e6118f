"""A sheet's cells as they were read, and a workbook written cell by cell."""

from __future__ import annotations

import io

import xlsxwriter

from kpi.intake.read import Sheet


def cells(sheet: Sheet) -> dict[tuple[int, int], str]:
    """What a sheet says, by row and column (0-based)."""
    return {(r, int(c)): text for c in sheet.grid.columns for r, text in enumerate(sheet.grid[c].to_list()) if text is not None}


def workbook(write, **options) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        write(book)
    return out.getvalue()
