"""The one chart on paper: nuläge → now → målvärde on a line that always runs towards better. Its numbers stand in the columns beside it.

○ nuläge · ● now · ┊ where the calculated path is that year · ◆ målvärde, as ``kpi.charts.track`` on the screen.
"""

from __future__ import annotations

from kpi.charts import layout
from kpi.charts.alt import alt_track, shown_value, why_empty
from kpi.measure.status import Status
from kpi.reports.colours import INK
from kpi.reports.drawing import Drawing
from kpi.views.rows import Card, StatusRow

_EDGE = 7.0  # pt from the drawing's edge to the ends of the line
_TEXT = 7.0
_SAME = 1e-9
_ARROW = 16.0  # pt that a way must be long to carry an arrow


def track(card: Card, width: float, height: float) -> Drawing:
    """The card's total. A protected or missing value is told in words, never drawn."""
    row, y = card.total, height / 2
    drawn = Drawing(width, height, alt_track(card))
    axis = _scale(card, width)
    value = shown_value(row)
    now = None if value is None else axis.x(value)
    start, end = (None if v is None else axis.x(v) for v in (row.baseline, row.target))
    drawn.line([(_EDGE, y), (width - _EDGE, y)], INK.hairline, 1.6, "dotted" if now is None or start is None else "")
    if end is None:
        tip = width - _EDGE
        drawn.line([(tip - 4, y - 3.2), (tip, y), (tip - 4, y + 3.2)], INK.muted, 1.0)
    if start is not None and now is not None:
        _way(drawn, row, start, now, y)
    _marks(drawn, row, (start, now, end), y)
    if row.expected is not None and start is not None and end is not None:
        _path_tick(drawn, axis.x(row.expected), (start, end), y)
    if now is None:
        _words(drawn, row, y)
    return drawn


def _scale(card: Card, width: float) -> layout.Scale:
    """As on the screen: between nuläge and målvärde, longer only when now lies outside; else the series gives the scale."""
    row = card.total
    values = [v for v in (row.baseline, shown_value(row), row.target) if v is not None]
    if row.baseline is None or row.target is None:
        values += [v for p in card.series if (v := shown_value(p)) is not None]
    return layout.scale(
        card.indicator.direction.axis,
        values,
        _EDGE,
        width - _EDGE,
        before=0.35 if row.baseline is None and row.target is not None else 0.0,
        after=0.35 if row.target is None else 0.0,
        at_end=row.target is not None,
    )


def _way(drawn: Drawing, row: StatusRow, start: float, now: float, y: float) -> None:
    """The way from nuläge to now; with an arrow where there is no målvärde to go to."""
    colour = INK.status[row.status]
    drawn.line([(start, y), (now, y)], colour, 3.2)
    if row.target is None and abs(now - start) >= _ARROW:
        way = 1 if now > start else -1
        tip = now - way * 5.5
        drawn.polygon([(tip - way * 6, y - 4), (tip, y), (tip - way * 6, y + 4)], fill=colour)


def _marks(drawn: Drawing, row: StatusRow, at: tuple[float | None, float | None, float | None], y: float) -> None:
    start, now, end = at
    if start is not None:
        drawn.circle(start, y, 5.2 if _near(start, now) else 3.6, fill=INK.paper, stroke=INK.text, thickness=1.1)
    if end is not None:
        drawn.diamond(end, y, 6.4 if _near(end, now) else 4.8, INK.accent)
    if now is not None:
        drawn.circle(now, y, 3.6, fill=INK.status[row.status], stroke=INK.paper, thickness=0.9)


def _path_tick(drawn: Drawing, x: float, ends: tuple[float, float], y: float) -> None:
    """Where the calculated path is, unless it is where nuläge or målvärde stands."""
    if all(abs(x - end) > _SAME for end in ends):
        drawn.line([(x, y - 7), (x, y + 7)], INK.path, 1.1, "dotted")


def _words(drawn: Drawing, row: StatusRow, y: float) -> None:
    """Why there is no value, above the empty line; a lock where it is protected."""
    said, middle = why_empty(row), drawn.width / 2
    lock = row.status is Status.SUPPRESSED
    drawn.text(middle + (5 if lock else 0), y - 3.5, said, INK.status[row.status], _TEXT, "middle")
    if lock:
        drawn.lock(middle - 35, y - 6, 7.5, INK.status[row.status])


def _near(a: float, b: float | None) -> bool:
    return b is not None and abs(a - b) < 4.0
