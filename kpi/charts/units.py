"""The units below as a dot plot: one row a unit in order of name (never a league table), against the whole unit's value and the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kpi.charts.alt import shown_value
from kpi.charts.axis import ValueAxis, value_axis
from kpi.charts.gaps import gap_word
from kpi.charts.parts import annotation, base_layout, lock_shape, plot_text
from kpi.charts.place import WIDTHS
from kpi.charts.svg import capitalised, text_width, wrapped
from kpi.charts.tokens import SIZE_SMALL, Palette, palette
from kpi.language import in_order, tr
from kpi.measure.status import Status
from kpi.programme.model import Direction, Indicator
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.rows import Card, StatusRow

_SIDE = 8  # px left and right of the plot
_LINE, _AIR = 17.0, 26.0  # px a line of a unit's name takes, and its dot with air
_LABEL_ROW = 18
_BOTTOM = 46
_INSIDE = WIDTHS[0] - 2 * _SIDE  # the plot's inside on a phone


@dataclass(frozen=True, slots=True)
class _Unit:
    """A row: its lines of name, and where its dot stands (px from the plot's top)."""

    row: StatusRow
    name: str
    lines: tuple[str, ...]
    y: float
    value: float | None


@dataclass(frozen=True, slots=True)
class _Reference:
    """A vertical line with its label over the plot: on which row (0 nearest), leaning which way."""

    value: float
    text: str
    colour: str
    level: int
    anchor: str


def units_figure(card: Card, below: Sequence[StatusRow], names: Mapping[str, str], *, unit_name: str, dark: bool = False) -> dict[str, Any]:
    """Each unit below at its value, names over their lines so that they are whole at any width; height follows the number of units.

    ``names``: unit code → name. ``unit_name``: the chosen unit's, for its reference line. A protected or unmeasured unit says so in words.
    """
    colours, indicator, row = palette("dark" if dark else "light"), card.indicator, card.total
    units, inner = _units(below, names)
    own = shown_value(row)
    axis = value_axis(indicator, [v for v in (*(u.value for u in units), own, row.target) if v is not None])
    lines = _references(indicator, row, own, unit_name, axis, colours)
    top = 8 + _LABEL_ROW * (1 + max((r.level for r in lines), default=0))
    layout = base_layout(colours, round(top + _BOTTOM + inner), (_SIDE, _SIDE, top, _BOTTOM))
    layout |= {"hovermode": "closest", "xaxis": _value_axis(axis, colours), "yaxis": _rows_axis(inner)}
    layout["annotations"] = [
        *(_reference_label(line) for line in lines),
        *(note for unit in units for note in _unit_labels(indicator, unit, axis, colours)),
        *_note(indicator, axis, colours),
    ]
    layout["shapes"] = [
        *(_reference_line(line, inner) for line in lines),
        *(_rail(unit, colours) for unit in units),
        *(lock_shape(axis.low, unit.y, colours.status[Status.SUPPRESSED]) for unit in units if unit.row.status is Status.SUPPRESSED),
    ]
    return {"data": [_dots(indicator, units, axis, colours)], "layout": layout}


def _units(below: Sequence[StatusRow], names: Mapping[str, str]) -> tuple[list[_Unit], float]:
    """The rows in order of name with their places, and the height they take."""
    units, y = [], 0.0
    for row in sorted(below, key=lambda r: in_order(names.get(r.unit, r.unit))):
        name = names.get(row.unit, row.unit)
        lines = wrapped(name, SIZE_SMALL, _INSIDE)
        y += _LINE * len(lines) + _AIR / 2
        units.append(_Unit(row, name, lines, y, shown_value(row)))
        y += _AIR / 2
    return units, max(y, _AIR)


def _value_axis(axis: ValueAxis, colours: Palette) -> dict[str, Any]:
    air = 0.03 * (axis.high - axis.low)
    return {
        "type": "linear",
        "range": [axis.low - air, axis.high + air],
        "tickmode": "array",
        "tickvals": [v for v, _ in axis.ticks],
        "ticktext": [text for _, text in axis.ticks],
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "automargin": False,
        "tickfont": {"color": colours.muted, "size": SIZE_SMALL},
    }


def _rows_axis(inner: float) -> dict[str, Any]:
    """The rows' axis counts px downwards: rows are as high as their names need."""
    return {"type": "linear", "range": [inner, 0], "visible": False, "fixedrange": True, "zeroline": False, "showgrid": False}


def _dots(indicator: Indicator, units: Sequence[_Unit], axis: ValueAxis, colours: Palette) -> dict[str, Any]:
    """One dot a unit in its status' colour; a unit without a value has an invisible one at the axis' beginning, for its hover text."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [axis.low if u.value is None else u.value for u in units] or [None],
        "y": [u.y for u in units] or [None],
        "customdata": [_hover(indicator, u) for u in units],
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
        "showlegend": False,
        "marker": {
            "symbol": "circle",
            "size": 13,
            "color": [colours.status[u.row.status] for u in units],
            "opacity": [0 if u.value is None else 1 for u in units],
            "line": {"color": colours.paper, "width": 1.5},
        },
    }


def _hover(indicator: Indicator, unit: _Unit) -> str:
    word = words.of(unit.row).word
    if unit.value is None:
        return f"{plot_text(unit.name)}<br>{word}"
    count = f" · n = {numbers.count(unit.row.n)}" if unit.row.n is not None else ""
    return f"{plot_text(unit.name)}<br><b>{plot_text(numbers.value(indicator, unit.value))}</b>{count}<br>{word}"


def _unit_labels(indicator: Indicator, unit: _Unit, axis: ValueAxis, colours: Palette) -> list[dict[str, Any]]:
    """The unit's name at the left over its line, and its value beside its dot (or why there is none)."""
    name = "<br>".join(plot_text(line) for line in unit.lines)
    over: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 9}
    notes = [annotation(name, colours.text, y=unit.y, bg=colours.paper, **over)]
    beside: dict[str, Any] = {"y": unit.y, "yanchor": "middle", "bg": colours.paper}
    if unit.value is None:
        shift = 12 if unit.row.status is Status.SUPPRESSED else -5
        return [*notes, annotation(gap_word(unit.row.status), colours.muted, x=axis.low, xanchor="left", xshift=shift, **beside)]
    to_left = unit.value > axis.low + 0.6 * (axis.high - axis.low)  # towards the middle, where there is room
    side: dict[str, Any] = {"xanchor": "right", "xshift": -11} if to_left else {"xanchor": "left", "xshift": 11}
    text = f"<b>{plot_text(numbers.value(indicator, unit.value))}</b>"
    return [*notes, annotation(text, colours.text, x=unit.value, **side, **beside)]


def _references(
    indicator: Indicator, row: StatusRow, own: float | None, unit_name: str, axis: ValueAxis, colours: Palette
) -> list[_Reference]:
    """The whole unit's value and the target. Their labels lean apart on one row when both fit on a phone, else stand on a row each."""
    said = []
    if row.target is not None:
        said.append((row.target, tr("mål {target}", target=numbers.stated(indicator, row.target)), colours.accent))
    if own is not None:
        said.append((own, f"{unit_name} {numbers.value(indicator, own)}", colours.text))
    at = [(v - axis.low) / max(axis.high - axis.low, 1e-12) * _INSIDE for v, _, _ in said]
    wide = [text_width(text, SIZE_SMALL, bold=True) for _, text, _ in said]
    if len(said) == 2:
        low, high = sorted((0, 1), key=lambda k: at[k])
        if at[low] - wide[low] >= 0 and at[high] + wide[high] <= _INSIDE:
            anchors = {low: "right", high: "left"}
            return [_Reference(*said[k], level=0, anchor=anchors[k]) for k in (0, 1)]
    return [_Reference(*part, level=k, anchor=_inward(at[k], wide[k])) for k, part in enumerate(said)]


def _inward(x: float, width: float) -> str:
    """How a label of ``width`` at ``x`` stays inside: beginning at its line, ending there, or around it."""
    if x + width <= _INSIDE:
        return "left"
    return "right" if x - width >= 0 else "center"


def _reference_label(line: _Reference) -> dict[str, Any]:
    shift = {"left": 4, "right": -4}.get(line.anchor, 0)
    over: dict[str, Any] = {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 3 + _LABEL_ROW * line.level}
    return annotation(f"<b>{plot_text(line.text)}</b>", line.colour, x=line.value, xanchor=line.anchor, xshift=shift, **over)


def _reference_line(line: _Reference, inner: float) -> dict[str, Any]:
    top = 1 + (_LABEL_ROW * line.level + (0 if line.anchor == "center" else _LABEL_ROW - 2)) / inner
    style: dict[str, Any] = {"line": {"color": line.colour, "width": 1}, "layer": "below"}
    return {"type": "line", "xref": "x", "x0": line.value, "x1": line.value, "yref": "paper", "y0": 0, "y1": top, **style}


def _rail(unit: _Unit, colours: Palette) -> dict[str, Any]:
    line = {"color": colours.hairline, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": unit.y, "y1": unit.y, "line": line, "layer": "below"}


def _note(indicator: Indicator, axis: ValueAxis, colours: Palette) -> list[dict[str, Any]]:
    lower = words.DIRECTION_BETTER[Direction.DOWN] if indicator.direction is Direction.DOWN else ""
    text = " · ".join(part for part in (axis.note, lower) if part)
    under: dict[str, Any] = {"x": 0, "y": 0, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "yshift": -26}
    return [annotation(plot_text(capitalised(text)), colours.muted, **under)] if text else []
