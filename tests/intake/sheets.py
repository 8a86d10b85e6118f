"""Workbooks in few words, and what a reading tells in few words."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.intake.results import Reading
from tests.corpus.page import Cell, Page
from tests.corpus.workbooks import xlsx

__all__ = ["Page", "addresses", "book", "told"]


def book(*pages: Page | Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of these sheets."""
    return xlsx(*(p if isinstance(p, Page) else Page(p) for p in pages))


def told(reading: Reading) -> list[str]:
    """The facts of a reading as short lines, sorted: "delaktighet 0101 2024 K 76.5"."""
    assert reading.facts is not None, [str(f) for f in reading.faults]
    rows = reading.facts.to_pylist()
    return sorted(f"{r['indicator']} {r['unit']} {r['period']} {r['sex']} {r['value']:g}" for r in rows if r["value"] is not None)


def addresses(reading: Reading) -> set[str]:
    """Where the facts stand: "Blad1!F17"."""
    assert reading.facts is not None, [str(f) for f in reading.faults]
    return {f"{r['sheet']}!{r['col'].split(' · ')[0]}{r['row_first']}" for r in reading.facts.to_pylist()}
