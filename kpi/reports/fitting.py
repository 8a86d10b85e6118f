"""How tall the charts of a goal's page may be, so that it keeps to one page. Pure arithmetic, in pt; texts are measured generously."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from kpi.charts.svg import text_width

TEXT_WIDTH = 482.0  # between the margins of A4
FEW = 5  # up to so many indicators a goal's charts stand under each other, beside their words; more stand two beside each other
GUTTER = 14.0
_ROOM = 474.0  # of a goal's page that its charts share, when nobody has said anything of it
_LEAST, _MOST, _STEP = 48, 132, 2
_APART = 7.0  # between two rows of charts
_NAME, _CHANGE = 27.0, 22.0  # the words above or beside a chart: name, value and status; the change
_SMALL, _SMALL_LINE = 7.0, 8.8
_BODY, _BODY_LINE = 9.0, 12.6


def is_wide(charts: int) -> bool:
    """Do the charts stand under each other?"""
    return charts <= FEW


def chart_width(charts: int) -> float:
    """The width of each."""
    return TEXT_WIDTH * 0.66 if is_wide(charts) else (TEXT_WIDTH - GUTTER) / 2


def chart_height(said: Sequence[str], words: Sequence[Sequence[str]]) -> float:
    """The height of each. said: the paragraphs that stand above them all; words: the lines that each chart has of its own."""
    wide = is_wide(len(words))
    room = _ROOM - sum(_lines(text, TEXT_WIDTH, _BODY) * _BODY_LINE + 5 for text in said)
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


def _lines(text: str, width: float, size: float) -> int:
    return max(1, ceil(text_width(text, size) / width))
