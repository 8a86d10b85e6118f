"""A large sheet read in pieces by several threads, while it is still being unpacked.

Each piece becomes a small workbook of its own in memory: the same shared strings and styles, some of the rows. The reader lets other
threads run while it works, so all cores take part, and no more than a few pieces are in memory at a time. What is looked at and what is
read are the same bytes.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections import deque
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass

import fastexcel
import polars as pl

from kpi.errors import Refusal
from kpi.intake.formats.calamine import check_extent, guarded, load, load_plain
from kpi.intake.formats.look import Look, look_at, with_look
from kpi.intake.formats.pieces import Piece
from kpi.intake.formats.shown import Styles
from kpi.intake.formats.sparse import check_rectangle
from kpi.intake.limits import MIB, Limits

SPLIT_FROM = 4 * MIB  # a smaller sheet is read as it is, faster than it is cut
PIECE = 3 * MIB // 2
_STRINGS_SHARE = 0.25  # every piece reads the shared strings anew: of the sheet's size, they may be so much in all

_FIRST_ROW = re.compile(rb"""<row\s(?:[^<>]*?\s)?r\s*=\s*["']([0-9]{1,7})["']""")
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_FOOT = b"</sheetData></worksheet>"
_ANCHOR = b'<row r="%d"><c r="A%d" t="str"><v>.</v></c></row>'


@dataclass(frozen=True, slots=True)
class Frame:
    """What the pieces of a sheet have in common: the small parts of its workbook by name, and the sheet's own name and part.

    zeros: see ``formulas.places``.
    """

    parts: dict[str, bytes]
    sheet: str
    part: str
    styles: Styles
    zeros: bool


def piece_size(sheet: int, strings: int) -> int | None:
    """Bytes a piece of a sheet with so many bytes of XML and of shared strings; None when it is better read as a whole."""
    if sheet < SPLIT_FROM:
        return None
    pieces = sheet // PIECE if not strings else min(sheet // PIECE, int(sheet * _STRINGS_SHARE / strings))
    return max(PIECE, -(-sheet // pieces)) if pieces >= 2 else None


@dataclass(frozen=True, slots=True)
class _Read:
    look: Look
    start: int  # the sheet's row (0-based) that the grid begins with
    grid: pl.DataFrame | None  # None: no rows in the piece


def read_split(frame: Frame, parts: Iterable[Piece], limits: Limits) -> tuple[pl.DataFrame | None, Look]:
    """The grid of a sheet, and what its pieces tell. No grid (None) when it turned out that the sheet must be read as a whole.

    Raises Refusal for what cannot or must not be read.
    """
    whole, stack = Look(), _Stack(frame.sheet, limits)
    waiting: deque[Future[_Read]] = deque()
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers, thread_name_prefix="intake") as pool:
        try:
            for piece in parts:
                # Each piece in a copy of the run's context: a thread speaks its language too.
                waiting.append(pool.submit(copy_context().run, _read, frame, piece, limits, stack.fits))
                if len(waiting) > workers + 1:
                    stack.add(waiting.popleft().result(), whole)
            while waiting:
                stack.add(waiting.popleft().result(), whole)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return stack.joined(), whole


class _Stack:
    """The pieces' grids on top of each other. fits: they can still make up the sheet."""

    def __init__(self, sheet: str, limits: Limits) -> None:
        self._sheet = sheet
        self._limits = limits
        self._grids: list[pl.DataFrame] = []
        self._height = 0
        self._width = 0
        self.fits = True

    def add(self, done: _Read, whole: Look) -> None:
        """Take in a piece and what it tells."""
        whole.add(done.look)
        self.fits = self.fits and not done.look.odd and done.start >= 0
        if not self.fits or done.grid is None or not done.grid.height:
            return
        if done.start < self._height:  # rows out of order
            self.fits = False
            return
        if done.start > self._height:
            blank = pl.Series("0", [None], dtype=pl.String).new_from_index(0, done.start - self._height)
            self._grids.append(blank.to_frame())
        self._grids.append(done.grid)
        self._height = done.start + done.grid.height
        self._width = max(self._width, *(int(c) + 1 for c in done.grid.columns))
        check_extent(self._sheet, self._height, self._width, self._limits)

    def joined(self) -> pl.DataFrame | None:
        """The sheet's grid; None when the pieces do not make it up."""
        if not self.fits or not self._grids:
            return None
        columns = [c for c in map(str, range(self._width)) if any(c in grid.columns for grid in self._grids)]
        grid = pl.concat(self._grids, how="diagonal").select(columns)
        self._grids.clear()
        first = next((i for i, c in enumerate(grid.iter_columns()) if c.null_count() < grid.height), 0)
        return grid.select(grid.columns[first:]).rechunk()


def _read(frame: Frame, piece: Piece, limits: Limits, splits: bool) -> _Read:
    """Look at a piece and read it. start -1: the piece cannot be read by itself."""
    look = look_at(*piece, frame.styles, frame.zeros)
    if not piece.rows:
        return _Read(look, 0, None)
    first = _FIRST_ROW.match(piece.rows)
    if not splits or look.odd or first is None:
        return _Read(look, -1, None)
    if look.far:
        check_rectangle([piece.rows], limits)
    row = int(first[1])
    if row < 1:
        return _Read(look, -1, None)
    # A cell in the row above the piece makes the reader begin there, whatever is blank in the piece's first rows.
    anchor = _ANCHOR % (row - 1, row - 1) if row > 1 else b""
    try:
        with guarded():
            reader = fastexcel.read_excel(stored({**frame.parts, frame.part: b"".join((_HEAD, anchor, piece.rows, _FOOT))}))
            if anchor and not look.failed and not frame.styles.dates:
                grid = load_plain(reader, frame.sheet)
            else:
                _, _, grid = load(reader, frame.sheet, from_first_used=bool(anchor))
    except Refusal:  # read whole, it may yet be readable; or it is refused then
        return _Read(look, -1, None)
    if anchor:
        grid = grid.slice(1)
    return _Read(look, row - 1, with_look(grid, look, row - 1))


def stored(parts: Mapping[str, bytes]) -> bytes:
    """A workbook of these parts by name, not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
