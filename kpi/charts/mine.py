"""The line of *Min enhet*: this year, last year, the level above and the målvärde, always running towards better. Inline SVG.

● now · ○ nuläge · small ring: last year · │ the level above · ◆ target. The line between last year and now is whole only when the change is
more than chance; else it is dotted. The line is as long as the way from nuläge to target, so that small differences look small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.charts import layout
from kpi.charts.alt import alt_track, shown_value, why_empty
from kpi.charts.svg import esc, hover, lock_path, text_width, unique_id
from kpi.charts.tokens import SIZE_BODY, SIZE_SMALL, status_variable, variable
from kpi.language import tr
from kpi.measure.status import Certainty, Status
from kpi.programme.model import Direction
from kpi.text import mine as say
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.mine_rows import MineRow
    from kpi.views.rows import StatusRow

_EDGE = 10.0
_TOP, _AXIS, _BELOW, _HEIGHT = 15.0, 34.0, 60.0, 66
_SIZES = (("wide", 560.0), ("compact", 340.0))


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where the marks stand (px); None: not drawn."""

    now: float | None
    before: float | None
    above: float | None
    baseline: float | None
    target: float | None


def mine_html(row: MineRow, above_name: str) -> str:
    """The line in both sizes; the width of its column decides which is shown (needs ``tokens.chart_css``)."""
    return f'<div class="mb-track">{"".join(_svg(row, above_name, name, width) for name, width in _SIZES)}</div>'


def alt_mine(row: MineRow, above_name: str) -> str:
    """The line in words: what the track says, last year's figure and how sure the change is, and the level above."""
    said = [alt_track(row.card).rstrip(".")]
    if row.before_comparable and row.before is not None:
        said.append(f"{row.before.year}: {numbers.value(row.indicator, row.before.value)}")
        if row.better is not None:
            said.append(tr("Förändringen är {chance}", chance=say.chance(row.total.certainty)))
    other = row.above.row if row.above else None
    if other is not None and (value := shown_value(other)) is not None:
        said.append(f"{above_name}: {numbers.value(row.indicator, value)}")
    return ". ".join(said) + "."


def strip_svg(row: StatusRow, whole: StatusRow | None, ends: tuple[float, float], sure: bool) -> str:
    """One unit's figure on a line that others share, 200 × 22 px. ``ends``: from ``strip_ends``. Filled: it differs from the whole for
    sure; hollow: it does not, or nobody can say. Decoration: its table says the same in words."""
    axis = layout.Scale(row.indicator.direction.axis, *ends, 9, 191, at_end=False)
    dashed = ' stroke-dasharray="1 5"' if shown_value(row) is None else ""
    parts = [f'<path d="M9 11H191" stroke="{variable("hairline")}" stroke-width="2" stroke-linecap="round"{dashed}/>']
    if whole is not None and (value := shown_value(whole)) is not None:
        parts.append(f'<path d="M{axis.x(value):.1f} 3V19" stroke="{variable("text")}" stroke-width="2"/>')
    if row.target is not None:
        parts.append(_diamond(axis.x(row.target), 11, 6))
    if (value := shown_value(row)) is not None:
        colour = status_variable(row.status)
        fill = colour if sure else variable("paper")
        parts.append(f'<circle cx="{axis.x(value):.1f}" cy="11" r="5.5" fill="{fill}" stroke="{colour}" stroke-width="2"/>')
    return f'<svg class="mb-strip" viewBox="0 0 200 22" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'


def strip_ends(rows: Sequence[StatusRow]) -> tuple[float, float]:
    """The ends of a line that all the rows share, as sign·value: every figure shown, the target, and the plan's way from the nuläge."""
    values = [v for row in rows for v in (shown_value(row), row.target, row.baseline) if v is not None]
    signed = [rows[0].indicator.direction.axis * v for v in values] or [0.0, 1.0]
    air = (max(signed) - min(signed)) * 0.04 or 1.0
    return min(signed) - air, max(signed) + air


def _svg(row: MineRow, above_name: str, name: str, width: float) -> str:
    total = row.total
    marks = _place(row, width)
    title = unique_id("mine", total.indicator.id, total.unit, total.year, name)
    body = [_rail(row, marks, width), *_shapes(row, marks, above_name), *_over(row, marks, width), *_under(row, marks, width)]
    return (
        f'<svg class="mb-{name}" viewBox="0 0 {width:g} {_HEIGHT}" xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{title}"'
        f' font-size="{SIZE_SMALL}" style="font-variant-numeric: tabular-nums lining-nums">'
        f'<title id="{title}">{esc(alt_mine(row, above_name))}</title>{"".join(body)}</svg>'
    )


def _place(row: MineRow, width: float) -> _Marks:
    total = row.total
    other = shown_value(row.above.row) if row.above else None
    before = row.before.value if row.before is not None and row.before_comparable else None
    values = [shown_value(total), before, other, total.baseline, total.target]
    known = [v for v in values if v is not None]
    if total.baseline is None or total.target is None:  # no way between two fixed points: the series gives the scale
        known += [v for p in row.card.series if (v := shown_value(p)) is not None]
    axis = layout.scale(
        total.indicator.direction.axis,
        known,
        _EDGE,
        width - _EDGE,
        before=0.03,
        after=0.03 if total.target is not None else 0.2,
        at_end=False,
    )
    return _Marks(*(None if v is None else axis.x(v) for v in values))


def _rail(row: MineRow, marks: _Marks, width: float) -> str:
    dashed = ' stroke-dasharray="1 5"' if marks.now is None else ""
    style = f'stroke="{variable("hairline")}" stroke-width="2.5" stroke-linecap="round"{dashed}'
    rail = f'<path d="M{_EDGE:g} {_AXIS:g}H{width - _EDGE:g}" {style}/>'
    if row.total.target is None and row.indicator.direction is not Direction.UNSET:
        end = width - _EDGE
        head = f"M{end - 6:g} {_AXIS - 5:g}L{end:g} {_AXIS:g}L{end - 6:g} {_AXIS + 5:g}"
        rail += f'<path d="{head}" fill="none" stroke="{variable("muted")}" stroke-width="1.5"/>'
    if marks.now is None or marks.before is None:
        return rail
    clear = row.total.certainty is Certainty.CLEAR
    style = f'stroke="{status_variable(row.total.status)}" stroke-width="5"' if clear else f'stroke="{variable("muted")}" stroke-width="3"'
    dots = "" if clear else ' stroke-dasharray="0.5 5"'
    return rail + f'<path d="M{marks.before:.1f} {_AXIS:g}H{marks.now:.1f}" {style} stroke-linecap="round"{dots}/>'


def _shapes(row: MineRow, marks: _Marks, above_name: str) -> list[str]:
    """The marks in drawing order, now last, each with its hover text."""
    total, i, shapes = row.total, row.indicator, []
    if marks.baseline is not None and not _hidden_by(marks):
        ring = _ring(marks.baseline, 5, variable("muted"))
        shapes.append(
            hover(
                tr("Planens nuläge {year}: {baseline}", year=i.baseline_year, baseline=numbers.stated(i, total.baseline)),
                marks.baseline,
                _AXIS,
                ring,
            )
        )
    if marks.above is not None and row.above is not None:
        tick = f'<path d="M{marks.above:.1f} {_AXIS - 11:g}V{_AXIS + 11:g}" stroke="{variable("text")}" stroke-width="2.5"/>'
        shapes.append(hover(f"{above_name} {total.year}: {numbers.value(i, row.above.row.value)}", marks.above, _AXIS, tick))
    if marks.target is not None:
        diamond = _diamond(marks.target, _AXIS, 8)
        shapes.append(
            hover(
                tr("Mål {year}: {target}", year=total.target_year, target=numbers.stated(i, total.target)),
                marks.target,
                _AXIS,
                diamond,
            )
        )
    if marks.before is not None and row.before is not None:
        ring = _ring(marks.before, 4, variable("text"))
        shapes.append(hover(f"{row.before.year}: {numbers.value(i, row.before.value)}", marks.before, _AXIS, ring))
    if marks.now is not None:
        style = f'fill="{status_variable(total.status)}" stroke="{variable("paper")}" stroke-width="2"'
        dot = f'<circle cx="{marks.now:.1f}" cy="{_AXIS:g}" r="7.5" {style}/>'
        shapes.append(hover(f"{total.year}: {numbers.value(i, total.value)} – {words.STATUS[total.status].word}", marks.now, _AXIS, dot))
    return shapes


def _hidden_by(marks: _Marks) -> bool:
    """Whether the nuläge lies so near this year's mark that a ring would only be a smudge behind it."""
    return marks.now is not None and marks.baseline is not None and abs(marks.now - marks.baseline) < 11


def _ring(x: float, radius: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{_AXIS:g}" r="{radius:g}" fill="{variable("paper")}" stroke="{colour}" stroke-width="1.75"/>'


def _diamond(x: float, y: float, half: float) -> str:
    outline = f"M{x:.1f} {y - half:g}L{x + half:.1f} {y:g}L{x:.1f} {y + half:g}L{x - half:.1f} {y:g}Z"
    return f'<path d="{outline}" fill="{variable("accent")}" stroke="{variable("paper")}" stroke-width="1.5"/>'


def _over(row: MineRow, marks: _Marks, width: float) -> list[str]:
    """Over the line: this year's value, last year where there is room; or why there is no value; that lower is better at the far end."""
    total = row.total
    taken: list[tuple[float, float]] = []
    texts: list[str] = []
    if marks.now is None:
        said = why_empty(total)
        lock = 18.0 if total.status is Status.SUPPRESSED else 0.0
        span = text_width(said, SIZE_SMALL) + lock
        start = max(4.0, (width - span) / 2)
        taken.append((start, start + span))
        texts.append(_text(start + lock, _TOP, said, status_variable(total.status)))
        if lock:
            texts.append(f'<path d="{lock_path(start, _TOP - 11.5, 13)}" fill="{status_variable(total.status)}" fill-rule="evenodd"/>')
    else:
        value = numbers.value(row.indicator, total.value)
        span = text_width(value, SIZE_BODY, bold=True)
        start = layout.clamp(marks.now - span / 2, span, 2, width - 2)
        taken.append((start, start + span))
        bold = f'<tspan font-size="{SIZE_BODY}" font-weight="600">{esc(value)}</tspan>'
        texts.append(f'<text x="{start:.1f}" y="{_TOP:g}" fill="{variable("text")}">{bold}</text>')
        if marks.before is not None and row.before is not None:
            texts += _fitted(str(row.before.year), marks.before, _TOP, width, taken)
    if row.indicator.direction is Direction.DOWN:
        note = f"{words.DIRECTION_BETTER[Direction.DOWN]} →"
        texts += _fitted(note, width, _TOP, width, taken) or _fitted(note, 0, _TOP, width, taken)
    return texts


def _under(row: MineRow, marks: _Marks, width: float) -> list[str]:
    """Under the line, the most important first: the target, the level above, the nuläge. What has no room is told by hover and text."""
    total, i = row.total, row.indicator
    taken: list[tuple[float, float]] = []
    texts: list[str] = []
    if marks.target is not None:
        texts += _fitted(tr("mål {target}", target=numbers.stated(i, total.target)), marks.target, _BELOW, width, taken, variable("accent"))
    else:
        texts += _fitted(words.aim(i.direction), width, _BELOW, width, taken)
    if marks.above is not None and row.above is not None:
        texts += _fitted(
            tr("ovanför {value}", value=numbers.value(i, row.above.row.value)), marks.above, _BELOW, width, taken, variable("text")
        )
    if marks.baseline is not None:
        texts += _fitted(tr("nuläge {baseline}", baseline=numbers.stated(i, total.baseline)), marks.baseline, _BELOW, width, taken)
    return texts


def _fitted(text: str, x: float, y: float, width: float, taken: list[tuple[float, float]], colour: str = "") -> list[str]:
    """The text about ``x`` where it covers nothing in ``taken`` (which it joins): in the middle, else to either side; [] without room."""
    span = text_width(text, SIZE_SMALL)
    for wanted in (x - span / 2, x - span + 6, x - 6):
        start = layout.clamp(wanted, span, 2, width - 2)
        near = start <= x + 8 and x - 8 <= start + span
        if near and all(start + span + layout.GAP <= low or high + layout.GAP <= start for low, high in taken):
            taken.append((start, start + span))
            return [_text(start, y, text, colour or variable("muted"))]
    return []


def _text(x: float, y: float, text: str, colour: str) -> str:
    return f'<text x="{x:.1f}" y="{y:g}" fill="{colour}">{esc(text)}</text>'
