"""The one chart: nuläge → now → target on a line that always runs towards better, as inline SVG.

○ nuläge · ● now · ┊ where the calculated path is this year · ◆ target. Colours are CSS variables, so one drawing serves light and dark.
Two sizes are drawn (wide and compact) so that type keeps its size on a phone; ``track_html`` lets the column's width choose.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.charts import layout
from kpi.charts.alt import alt_track, shown_value, why_empty
from kpi.charts.spark import spark_svg
from kpi.charts.svg import esc, hover, lock_path, status_symbol_svg, text_width, unique_id
from kpi.charts.tokens import SIZE_BODY, SIZE_SMALL, status_variable, variable
from kpi.language import tr
from kpi.measure.status import Status
from kpi.programme.model import Direction
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.rows import Glance, StatusRow

__all__ = ["spark_svg", "status_symbol_svg", "track_html", "track_svg"]

_EDGE = 12.0  # px from the drawing's edge to the ends of the line
_REACH = 7.0  # a label under an end is aligned with the mark's outer edge
_NEAR = 6.0  # marks nearer than this are drawn inside each other
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class _Frame:
    """A size of the drawing, in px. ``stacked``: a label's words stand under its number."""

    name: str
    width: float
    height: float
    stacked: bool

    top = 15.0  # baseline of the text above
    axis = 35.0
    below = 60.0  # baseline of the text below


_WIDE = _Frame("wide", 600, 66, stacked=False)
_COMPACT = _Frame("compact", 340, 80, stacked=True)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where the marks stand (px); None: the mark is not drawn."""

    baseline: float | None
    now: float | None
    path: float | None
    target: float | None


@dataclass(frozen=True, slots=True)
class _Label:
    """A text under the line: a number and what it is."""

    number: str
    caption: str

    def width(self, frame: _Frame) -> float:
        number = text_width(self.number, SIZE_SMALL, bold=True)
        caption = text_width(self.caption, SIZE_SMALL)
        return max(number, caption) if frame.stacked or not self.number else number + caption + 4


def track_html(card: Glance, *, key: str = "") -> str:
    """The card's track in both sizes; the width of its column decides which is shown (needs ``tokens.chart_css``)."""
    return f'<div class="mb-track">{track_svg(card, key=key)}{track_svg(card, compact=True, key=key)}</div>'


def track_svg(card: Glance, *, compact: bool = False, key: str = "") -> str:
    """The card's total as one SVG with a Swedish name and hover texts. A protected or missing value is told in words, never drawn.

    ``compact``: for columns under 540 px. ``key`` parts the ids when the same card is drawn more than once on a page.
    """
    frame, row = (_COMPACT if compact else _WIDE), card.total
    marks = _place(card, frame)
    title_id = unique_id(row.indicator.id, row.unit, row.year, row.sex, frame.name, key)
    parts = [
        f'<title id="{title_id}">{esc(alt_track(card))}</title>',
        _rail(row, marks, frame),
        *_mark_shapes(row, marks, frame),
        *_above(row, marks, frame),
        *_below(row, marks, frame),
    ]
    return (
        f'<svg class="mb-{frame.name}" viewBox="0 0 {frame.width:g} {frame.height:g}" xmlns="http://www.w3.org/2000/svg" role="img"'
        f' aria-labelledby="{title_id}" font-size="{SIZE_SMALL}" style="font-variant-numeric: tabular-nums lining-nums">'
        + "".join(parts)
        + "</svg>"
    )


def _place(card: Glance, frame: _Frame) -> _Marks:
    """The marks' places. With nuläge and target the line runs between them, longer only when now lies outside."""
    row, sign = card.total, card.indicator.direction.axis
    value, expected = shown_value(row), row.expected if row.baseline is not None and row.target is not None else None
    values = [v for v in (row.baseline, value, row.target) if v is not None]
    if row.baseline is None or row.target is None:  # no line between two fixed points: the series gives the scale
        values += [v for p in card.series if (v := shown_value(p)) is not None]
    axis = layout.scale(
        sign,
        values,
        _EDGE,
        frame.width - _EDGE,
        before=0.35 if row.baseline is None and row.target is not None else 0.0,
        after=0.35 if row.target is None else 0.0,
        at_end=row.target is not None,
    )
    on_ends = expected is None or any(v is not None and abs(expected - v) < _SAME for v in (row.baseline, row.target))
    x = [None if v is None else axis.x(v) for v in (row.baseline, value, None if on_ends else expected, row.target)]
    return _Marks(*x)


def _rail(row: StatusRow, marks: _Marks, frame: _Frame) -> str:
    """The empty line, and on it the way from nuläge to now."""
    y, end = frame.axis, frame.width - _EDGE
    dashed = ' stroke-dasharray="1 5"' if marks.now is None or marks.baseline is None else ""
    rail = f'<path d="M{_EDGE:g} {y:g}H{end:g}" stroke="{variable("hairline")}" stroke-width="2.5" stroke-linecap="round"{dashed}/>'
    if row.target is None and row.indicator.direction is not Direction.UNSET:
        head = f"M{end - 6:g} {y - 5:g}L{end:g} {y:g}L{end - 6:g} {y + 5:g}"
        rail += f'<path d="{head}" fill="none" stroke="{variable("muted")}" stroke-width="1.5"/>'
    if marks.baseline is None or marks.now is None:
        return rail
    colour = status_variable(row.status)
    fill = f'<path d="M{marks.baseline:.1f} {y:g}H{marks.now:.1f}" stroke="{colour}" stroke-width="5" stroke-linecap="round"/>'
    return rail + fill + (_arrow(marks.baseline, marks.now, y, colour) if row.target is None else "")


def _arrow(start: float, end: float, y: float, colour: str) -> str:
    """Which way it went, where there is no target to go to; "" when the way is too short for an arrow."""
    if abs(end - start) < 30:
        return ""
    way = 1 if end > start else -1
    tip = end - way * 9
    return f'<path d="M{tip - way * 10:.1f} {y - 6.5:g}L{tip:.1f} {y:g}L{tip - way * 10:.1f} {y + 6.5:g}Z" fill="{colour}"/>'


def _mark_shapes(row: StatusRow, marks: _Marks, frame: _Frame) -> list[str]:
    """Path tick, nuläge, target and now, in drawing order, each with its hover text."""
    indicator, y, shapes = row.indicator, frame.axis, []
    on_baseline, on_target = _near(marks.now, marks.baseline), _near(marks.now, marks.target)
    if marks.path is not None:
        line = (
            f'<path d="M{marks.path:.1f} {y - 12:g}V{y + 12:g}" stroke="{variable("path")}" stroke-width="2" stroke-dasharray="2.5 2.5"/>'
        )
        shapes.append(
            hover(
                tr("Beräknad linjär väg {year}: {value}", year=row.year, value=numbers.value(indicator, row.expected)), marks.path, y, line
            )
        )
    if marks.baseline is not None:
        ring = _circle(marks.baseline, y, 9 if on_baseline else 6, variable("paper"), variable("text"), 1.75)
        shapes.append(
            hover(
                tr(
                    "Nuläge {year}: {baseline}",
                    year=indicator.baseline_year,
                    baseline=numbers.stated(indicator, row.baseline),
                ),
                marks.baseline,
                y,
                ring,
            )
        )
    if marks.target is not None:
        diamond = _diamond(marks.target, y, 11 if on_target else 8)
        shapes.append(
            hover(
                tr("Mål {year}: {target}", year=row.target_year, target=numbers.stated(indicator, row.target)),
                marks.target,
                y,
                diamond,
            )
        )
    if marks.now is not None:
        dot = _circle(marks.now, y, 5.5 if on_baseline or on_target else 7.5, status_variable(row.status), variable("paper"), 2)
        told = f"{row.year}: {numbers.value(indicator, row.value)} – {words.STATUS[row.status].word}"
        shapes.append(hover(told, marks.now, y, dot))
    return shapes


def _near(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and abs(a - b) < _NEAR


def _circle(x: float, y: float, radius: float, fill: str, stroke: str, width: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:g}" r="{radius:g}" fill="{fill}" stroke="{stroke}" stroke-width="{width:g}"/>'


def _diamond(x: float, y: float, half: float) -> str:
    outline = f"M{x:.1f} {y - half:g}L{x + half:.1f} {y:g}L{x:.1f} {y + half:g}L{x - half:.1f} {y:g}Z"
    return f'<path d="{outline}" fill="{variable("accent")}" stroke="{variable("paper")}" stroke-width="1.5"/>'


@dataclass(frozen=True, slots=True)
class _Headline:
    """The text over the line: where it would like to begin, how wide it is, its parts (SVG after the opening tag), and a lock or not."""

    start: float
    width: float
    colour: str
    inner: str
    lock: float = 0.0  # px the lock takes before the text

    def draw(self, start: float, frame: _Frame) -> list[str]:
        at_end = start + self.width >= frame.width - 4.5  # against the edge: aligned on it, whatever the typeface
        anchor, x = ("end", frame.width - 4) if at_end else ("start", start + self.lock)
        texts = [f'<text x="{x:.1f}" y="{frame.top:g}" text-anchor="{anchor}" fill="{self.colour}">{self.inner}</text>']
        if self.lock:
            texts.append(f'<path d="{lock_path(start, frame.top - 11.5, 13)}" fill="{self.colour}" fill-rule="evenodd"/>')
        return texts


def _above(row: StatusRow, marks: _Marks, frame: _Frame) -> list[str]:
    """Over the line: now's value and year (or why there is none), and that lower is better, on the side where there is room."""
    headline = _headline(row, marks, frame) if marks.now is not None else _words_instead(row, frame)
    if row.indicator.direction is not Direction.DOWN:
        return headline.draw(headline.start, frame) if headline else []
    note = f"{words.DIRECTION_BETTER[Direction.DOWN]} →"
    taken, right = text_width(note, SIZE_SMALL) + layout.GAP, frame.width - 4
    to_right = _text(right, frame.top, note, variable("muted"), "end")
    if headline is None:
        return [to_right]
    if headline.start + headline.width <= right - taken:
        return [*headline.draw(headline.start, frame), to_right]
    if marks.now is None:  # words need not stand over anything: they move aside
        return [*headline.draw(max(4.0, right - taken - headline.width), frame), to_right]
    return [_text(4, frame.top, note, variable("muted")), *headline.draw(max(headline.start, 4 + taken), frame)]


def _headline(row: StatusRow, marks: _Marks, frame: _Frame) -> _Headline | None:
    """Now's value over its mark, with the year; None when now is the nuläge itself, which is labelled under the line."""
    indicator = row.indicator
    if marks.now is None or row.value is None:
        return None
    if row.year == indicator.baseline_year and row.baseline is not None and abs(row.value - row.baseline) < _SAME:
        return None
    value, year = numbers.value(indicator, row.value), f" {row.year}"
    value_width = text_width(value, SIZE_BODY, bold=True)
    width = value_width + text_width(year, SIZE_SMALL)
    start = layout.clamp(marks.now - value_width / 2, width, 4, frame.width - 4)
    inner = f'<tspan font-size="{SIZE_BODY}" font-weight="600" fill="{variable("text")}">{esc(value)}</tspan><tspan>{esc(year)}</tspan>'
    return _Headline(start, width, variable("muted"), inner)


def _words_instead(row: StatusRow, frame: _Frame) -> _Headline:
    """Words in the middle of an empty track: protected (with a lock), or not measured and why."""
    said = why_empty(row)
    lock = 18.0 if row.status is Status.SUPPRESSED else 0.0
    width = text_width(said, SIZE_SMALL) + lock
    return _Headline(max(4.0, (frame.width - width) / 2), width, status_variable(row.status), esc(said), lock)


def _below(row: StatusRow, marks: _Marks, frame: _Frame) -> list[str]:
    """Under the line: nuläge at its mark, target at its mark, and the path's year between them when there is room."""
    start, end = _start_label(row), _end_label(row)
    left_x = _EDGE if marks.baseline is None else marks.baseline
    right_x = frame.width - _EDGE if marks.target is None else marks.target
    pairs = [(left_x, start), (right_x, end)]
    if left_x > right_x:  # the target is on the other side of the nuläge: passed before it began
        pairs.reverse()
    (xa, a), (xb, b) = pairs
    wa, wb = a.width(frame), b.width(frame)
    at_a, at_b = layout.two_apart((xa, wa), (xb, wb), _REACH, 2, frame.width - 2)
    texts = [_label(a, at_a, at_a, frame, "start"), _label(b, at_b, at_b + wb, frame, "end")]
    if marks.path is not None:
        caption = tr("väg {year}", year=row.year)
        width = text_width(caption, SIZE_SMALL)
        at = layout.between(marks.path, width, at_a + wa + layout.GAP, at_b - layout.GAP)
        if at is not None:
            texts.append(_text(at + width / 2, frame.below, caption, variable("muted"), "middle"))
    return texts


def _start_label(row: StatusRow) -> _Label:
    if row.baseline is not None:
        return _Label(numbers.stated(row.indicator, row.baseline), tr("nuläge {year}", year=row.indicator.baseline_year))
    return _Label("", tr("nuläge saknas"))


def _end_label(row: StatusRow) -> _Label:
    if row.target is not None:
        return _Label(numbers.stated(row.indicator, row.target), tr("mål {year}", year=row.target_year))
    return _Label("", words.aim(row.indicator.direction))


def _label(label: _Label, start: float, end: float, frame: _Frame, anchor: str) -> str:
    """A label in one line (number, then words) or, when stacked, in two lines aligned on the side of its mark."""
    x = start if anchor == "start" else end
    number = f'<tspan font-weight="600" fill="{variable("text")}">{esc(label.number)}</tspan>'
    first = f'<text x="{x:.1f}" y="{frame.below:g}" text-anchor="{anchor}" fill="{variable("muted")}">'
    if not label.number:
        return f"{first}{esc(label.caption)}</text>"
    if not frame.stacked:
        return f"{first}{number}<tspan> {esc(label.caption)}</tspan></text>"
    caption = f'<text x="{x:.1f}" y="{frame.below + 15:g}" text-anchor="{anchor}" fill="{variable("muted")}">{esc(label.caption)}</text>'
    return f"{first}{number}</text>{caption}"


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:g}" text-anchor="{anchor}" fill="{colour}">{esc(text)}</text>'
