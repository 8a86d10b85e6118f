"""What every Plotly figure here is made of: layout defaults, annotations, escaped text, the drawn lock."""

from __future__ import annotations

import re
from typing import Any

from kpi.charts.axis import ValueAxis
from kpi.charts.tokens import FONT, SIZE_SMALL, Palette
from kpi.language import tr
from kpi.text import words

LABEL_AIR = 12.0  # px between a line's end and its label
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")

# st.plotly_chart(…, config=CONFIG): no tool bar, nothing that zooms or moves under a thumb, no link out.
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "showAxisDragHandles": False,
    "responsive": True,
}


def plot_text(text: str) -> str:
    """``text`` as Plotly shows it: its own markup (<b>, <a href>, entities) is escaped, control characters are left out."""
    return _UNWANTED.sub(" ", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def base_layout(palette: Palette, height: int, margin: tuple[float, float, float, float]) -> dict[str, Any]:
    """Layout without axes: transparent ground, our type, a quiet hover box, no legend, nothing to drag.

    ``margin``: left, right, top, bottom in px.
    """
    left, right, top, bottom = margin
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": SIZE_SMALL, "color": palette.text},
        "showlegend": False,
        "hovermode": "x unified",
        "hoverdistance": 40,
        "hoverlabel": {
            "bgcolor": palette.surface,
            "bordercolor": palette.hairline,
            "align": "left",
            "namelength": -1,
            "font": {"family": FONT, "size": SIZE_SMALL, "color": palette.text},
        },
        "dragmode": False,
        "autosize": True,
    }


def value_axis_layout(axis: ValueAxis, palette: Palette) -> dict[str, Any]:
    """The vertical value axis: few ticks, Swedish texts, gridlines nearly gone."""
    return {
        "type": "linear",
        "range": [axis.low, axis.high],
        "tickmode": "array",
        "tickvals": [v for v, _ in axis.ticks],
        "ticktext": [text for _, text in axis.ticks],
        "showgrid": True,
        "gridcolor": palette.hairline,
        "griddash": "solid",
        "gridwidth": 0.5,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "automargin": False,
        "tickfont": {"color": palette.muted, "size": SIZE_SMALL},
        "showspikes": False,
    }


def period_short(period: str) -> str:
    """A period in few letters: "2024-03" is "mar 2024", "2024-Q1" is "kv 1 2024", "2024" stays."""
    name, _, rest = words.period(period).partition(" ")
    if not rest:
        return name
    return tr("kv {quarter}", quarter=rest) if "Q" in period else f"{name[:3]} {rest}"


def annotation(text: str, colour: str, *, bg: str | None = None, **place: Any) -> dict[str, Any]:
    """A label of one line. ``text`` must be escaped (``plot_text``); ``place``: x, y, anchors, shifts."""
    note = {"text": text, "showarrow": False, "font": {"size": SIZE_SMALL, "color": colour}, "align": "left", "borderpad": 0, **place}
    if bg:
        note |= {"bgcolor": bg, "opacity": 1}
    return note


def lock_shape(x: float, y: float, colour: str) -> dict[str, Any]:
    """A closed padlock, 11 px wide, standing at (x, y) in data coordinates."""
    body = "M-5,-6 L5,-6 L5,1.5 L-5,1.5 Z"
    shackle = "M-3.4,1.5 L-3.4,4 C-3.4,8.2 3.4,8.2 3.4,4 L3.4,1.5 L1.7,1.5 L1.7,3.8 C1.7,6 -1.7,6 -1.7,3.8 L-1.7,1.5 Z"
    anchor = {"xref": "x", "yref": "y", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": x, "yanchor": y}
    return {"type": "path", "path": f"{body} {shackle}", **anchor, "fillcolor": colour, "line": {"width": 0}, "fillrule": "evenodd"}
