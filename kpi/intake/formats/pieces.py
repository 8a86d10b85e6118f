"""A sheet's XML in pieces that begin and end between rows, so that a large sheet can be looked at and read piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kpi.errors import Refusal
from kpi.intake.limits import MIB
from kpi.language import tr

_LONGEST_ROW = 64 * MIB  # eight times a row of 256 cells that each hold the longest text a cell can
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_SHEET_DATA = b"sheetData"
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData(?:\s[^<>]*)?/>")


class Piece(NamedTuple):
    """A piece of a sheet's part: what stands before the rows, whole rows, what stands after them. Joined in order they are the part."""

    head: bytes
    rows: bytes
    tail: bytes


def pieces(chunks: Iterable[bytes], size: int) -> Iterator[Piece]:
    """Cut a sheet's part at row starts into pieces of at least ``size`` bytes (the last may be smaller).

    Raises Refusal ``too_large`` for a row beyond what a spreadsheet program can hold.
    """
    begun = ended = False
    for block in _blocks(chunks, size):
        head, rows, tail = b"", block, b""
        if not begun:
            start = _ROW.search(rows) or _END.search(rows)
            if start is None:
                head, rows = rows, b""
            else:
                begun = True
                head, rows = rows[: start.start()], rows[start.start() :]
        if ended:
            rows, tail = b"", rows
        elif rows and (end := _last(rows)) is not None:
            ended = True
            rows, tail = rows[:end], rows[end:]
        yield Piece(head, rows, tail)


def _last(rows: bytes) -> int | None:
    """Where the rows end; None when they go on."""
    said = rows.find(_SHEET_DATA)
    while said >= 0:
        tag = rows.rfind(b"<", 0, said)
        if tag >= 0 and _END.match(rows, tag):
            return tag
        said = rows.find(_SHEET_DATA, said + 1)
    return None


def _blocks(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    waiting: list[bytes] = []
    length = 0
    for chunk in chunks:
        waiting.append(chunk)
        length += len(chunk)
        if length < size:
            continue
        block = b"".join(waiting)
        cut = _cut(block)
        if cut:
            yield block[:cut]
            block = block[cut:]
        elif len(block) > _LONGEST_ROW:
            raise Refusal(tr("Ett blad har en rad som är orimligt stor. Dela upp filen eller exportera den på nytt."), code="too_large")
        waiting, length = [block], len(block)
    if waiting:
        yield b"".join(waiting)


def _cut(block: bytes) -> int:
    """The last row start; where the rows are over, the last tag; 0 when the block cannot be cut yet."""
    cut = block.rfind(b"<row ")
    if cut > 0:
        return cut
    last = max((found.start() for found in _ROW.finditer(block)), default=None)
    if last:
        return last
    return max(block.rfind(b"<"), 0) if last is None or _END.search(block) else 0
