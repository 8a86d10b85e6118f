"""A tiny trend: how a figure has moved, without axes. Inline SVG, coloured by CSS variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kpi.charts.alt import shown_value
from kpi.charts.svg import esc, unique_id
from kpi.charts.tokens import variable
from kpi.language import tr
from kpi.programme.model import Indicator
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.rows import Point

_SAME = 1e-9


def spark_svg(points: Sequence[Point], indicator: Indicator, *, key: str = "") -> str:
    """A tiny trend, 96 × 28 px: the known values in order with gaps where there is none, and a dot on the last. "" without values."""
    known = [(i, p, v) for i, p in enumerate(points) if (v := shown_value(p)) is not None]
    if not known:
        return ""
    values = [v for _, _, v in known]
    low, span = min(values), max(values) - min(values)
    step = 84 / max(1, len(points) - 1)
    at = {i: (6 + i * step, 14.0 if span < _SAME else 23 - 18 * (v - low) / span) for i, _, v in known}
    (_, first, start), (last_i, last, end) = known[0], known[-1]
    ends = f"{words.period(first.period)}: {numbers.value(indicator, start)}. {words.period(last.period)}: {numbers.value(indicator, end)}."
    told = tr("Utveckling. {ends}", ends=ends)
    title_id = unique_id("spark", indicator.id, key, *((p.period, v) for _, p, v in known))
    return (
        '<svg class="mb-spark" viewBox="0 0 96 28" width="96" height="28" xmlns="http://www.w3.org/2000/svg" role="img"'
        f' aria-labelledby="{title_id}"><title id="{title_id}">{esc(told)}</title>'
        f'<path d="{_spark_path(at)}" fill="none" stroke="{variable("muted")}" stroke-width="1.5" stroke-linejoin="round"/>'
        f'<circle cx="{at[last_i][0]:.1f}" cy="{at[last_i][1]:.1f}" r="3.5" fill="{variable("text")}"/></svg>'
    )


def _spark_path(at: dict[int, tuple[float, float]]) -> str:
    return "".join(f"{'L' if i - 1 in at else 'M'}{x:.1f} {y:.1f}" for i, (x, y) in at.items())
