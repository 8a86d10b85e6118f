"""Charts on a page: the figure with its alternative text, and its table twin folded below it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kpi.charts import alt, figures, tables
from kpi.language import N_, tr
from kpi.programme.periods import Grain
from kpi.views.rows import Card, IndicatorView
from pages._ui import parts
from pages._ui.guard import Visit

SHOW_TABLE = N_("Visa som tabell")


def dark() -> bool:
    """Does the visitor's browser show the dark theme? Light when it has not said."""
    return st.context.theme.type == "dark"


def series(visit: Visit, card: Card, y_range: tuple[float, float] | None = None) -> None:
    """The indicator over the years, women and men with the total, with nuläge, target and calculated path."""
    label = visit.programme.path_label
    figure = figures.series_figure(card, path_label=label, dark=dark(), y_range=y_range)
    _draw(figure, alt.alt_series(card, label), f"ar-{card.indicator.id}")
    with st.expander(tr(SHOW_TABLE)):
        parts.write(tables.table_html(tables.series_table(card, path_label=label)))


def within_years(view: IndicatorView, grain: Grain) -> None:
    """The indicator quarter by quarter, or month by month."""
    points = view.by_grain[grain]
    figure = figures.parts_figure(view.card, *points, dark=dark())
    _draw(figure, alt.alt_parts(view.card, *points, grain=grain), grain)
    with st.expander(tr(SHOW_TABLE)):
        parts.write(tables.table_html(tables.parts_table(view.card, *points, grain=grain)))


def units(view: IndicatorView) -> None:
    """The units directly below, by name."""
    name = view.context.unit.name
    figure = figures.units_figure(view.card, view.below, view.below_names, unit_name=name, dark=dark())
    _draw(figure, alt.alt_units(view.card, view.below, view.below_names, name), "enheter")
    with st.expander(tr(SHOW_TABLE)):
        parts.write(tables.table_html(tables.units_table(view.card, view.below, view.below_names, name)))


def same_scale(cards: Sequence[Card]) -> dict[str, tuple[float, float]]:
    """Indicator id → the range of the value axis, for figures on one page that can be read against each other."""
    return figures.shared_range(cards)


def _draw(figure: dict, text: str, key: str) -> None:
    st.plotly_chart(
        figures.ready(figure), theme=None, config=figures.CONFIG, alt=text, key=f"diagram-{key}", width="stretch", height="content"
    )
