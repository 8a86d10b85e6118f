"""How tall the charts of a goal's page may be, so that it keeps to one page. Pure arithmetic, in pt; texts are measured generously."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from kpi.charts.svg import text_width
from kpi.reports.cells import Table

TEXT_WIDTH = 482.0  # between the margins of A4
FEW = 5  # up to so many indicators a goal's charts stand under each other, beside their words; more stand two beside each other
GUTTER = 14.0
_PAGE = 694.0  # between the margins of A4, with a little to spare
_FURNITURE = 82.0  # the goal's heading, the sentence on its actions, and the space between the parts
_LEAST, _MOST, _STEP = 48, 132, 2
_APART = 7.0  # between two rows of charts
_NAME, _CHANGE = 27.0, 22.0  # the words above or beside a chart: name, value and status; the change
_SMALL, _SMALL_LINE = 7.0, 8.8
_BODY, _BODY_LINE = 9.0, 12.6
_GOAL, _GOAL_LINE = 11.0, 14.5
_CELL, _CELL_LINE, _CELL_PAD = 7.6, 9.0, 6.6


def is_wide(charts: int) -> bool:
    """Do the charts stand under each other?"""
    return charts <= FEW


def chart_width(charts: int) -> float:
    """The width of each."""
    return TEXT_WIDTH * 0.66 if is_wide(charts) else (TEXT_WIDTH - GUTTER) / 2


def chart_height(goal: str, said: Sequence[str], words: Sequence[Sequence[str]], table: Table) -> float:
    """The height of each. goal: in the plan's words; said: the paragraphs below it; words: the lines that each chart has of its own;
    table: what stands under the charts."""
    wide = is_wide(len(words))
    above = _lines(goal, TEXT_WIDTH, _GOAL) * _GOAL_LINE + sum(_lines(text, TEXT_WIDTH, _BODY) * _BODY_LINE + 6 for text in said)
    room = _PAGE - _FURNITURE - above - _table_height(table)
    beside = TEXT_WIDTH - chart_width(len(words)) - 12 if wide else chart_width(len(words))
    tall = [_NAME + sum(_lines(text, beside, _SMALL) * _SMALL_LINE + 4 for text in own) for own in words]
    for height in range(_MOST, _LEAST, -_STEP):
        if _whole(tall, height, wide=wide) <= room:
            return float(height)
    return float(_LEAST)


def _whole(tall: Sequence[float], height: float, *, wide: bool) -> float:
    """The charts with their words: beside each other a row is as tall as the taller, above each other as both."""
    if wide:
        return sum(max(height, own + _CHANGE) + _APART for own in tall)
    return sum(max(tall[k : k + 2]) + height + _APART for k in range(0, len(tall), 2))


def _table_height(table: Table) -> float:
    """The heading row and each row as tall as its tallest cell. A status has its symbol before it."""
    shares = sum(column.share for column in table.columns)
    widths = [TEXT_WIDTH * column.share / shares - 6 - (8 if column.kind == "status" else 0) for column in table.columns]
    tall = [max(_lines(cell.text, width, _CELL) for cell, width in zip(row, widths, strict=True)) for row in table.rows]
    return 2 * _CELL_LINE + _CELL_PAD + sum(lines * _CELL_LINE + _CELL_PAD for lines in tall)


def _lines(text: str, width: float, size: float) -> int:
    return max(1, ceil(text_width(text, size) / width))
