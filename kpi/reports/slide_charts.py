"""The native charts of the slides: an indicator over the years, and how many indicators of each goal have each status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.util import Inches, Pt

from kpi.charts.alt import alt_series, shown_value, why_empty
from kpi.charts.axis import card_values
from kpi.language import N_, tr
from kpi.measure.status import Status
from kpi.reports import deck
from kpi.reports.cells import exact
from kpi.reports.colours import INK
from kpi.reports.content import goal_heading
from kpi.text import words
from kpi.views.rows import Point
from kpi.views.year_status_rows import YearRow, YearStatus

Box = tuple[float, float, float, float]  # left, top, width, height in inches
TARGET = N_("Målvärde")


def years_chart(slide: Any, row: YearRow, box: Box, y_range: tuple[float, float] | None) -> None:
    """Total, women, men and målvärde by year. A protected or missing year is an empty cell. Without any value: why, in words."""
    i, card = row.indicator, row.card
    if not card_values(card):
        said = [(i.label, 10.0, INK.text, True), (why_empty(card.total), 10.0, INK.muted, False)]
        deck.words(slide, said, *box, i.label)
        return
    years = _years(row)
    data = CategoryChartData(number_format="0" + (f".{'0' * i.decimals}" if i.decimals else ""))
    data.categories = [str(year) for year in years]
    series = [("T", card.series), ("K", card.series_women), ("M", card.series_men)]
    for sex, points in series:
        values = _values(points, years)
        if any(v is not None for v in values):
            data.add_series(words.SEX[sex], values)
    if card.total.target is not None:
        data.add_series(tr(TARGET), [exact(card.total.target)] * len(years))
    if card.total.baseline is not None:
        at = [exact(card.total.baseline) if year == i.baseline_year else None for year in years]
        data.add_series(tr("Nuläge"), at)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *(Inches(v) for v in box), data)
    _named(frame, i.label, alt_series(card, ""))
    _look(frame.chart, i.label, y_range)


def _years(row: YearRow) -> list[int]:
    known = [p.year for p in row.card.series] + [row.total.year]
    ends = [row.indicator.baseline_year] if row.total.baseline is not None else []
    ends += [row.total.target_year] if row.total.target is not None else []
    return list(range(min(known + ends), max(known + ends) + 1))


def _values(points: Sequence[Point], years: Sequence[int]) -> list[float | None]:
    by_year = {p.year: exact(shown_value(p)) for p in points}
    return [by_year.get(year) for year in years]


def _named(frame: Any, name: str, alt: str) -> None:
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)


def _look(chart: Any, title: str, y_range: tuple[float, float] | None) -> None:
    chart.has_title, chart.has_legend = True, False
    chart.font.size, chart.font.color.rgb = Pt(8), deck.rgb(INK.muted)
    chart.chart_title.include_in_layout = False
    paragraph = chart.chart_title.text_frame.paragraphs[0]
    paragraph.text = title
    paragraph.font.size, paragraph.font.bold, paragraph.font.color.rgb = Pt(9), True, deck.rgb(INK.text)
    axis = chart.value_axis
    axis.major_gridlines.format.line.color.rgb = deck.rgb(INK.hairline)
    axis.major_gridlines.format.line.width = Pt(0.5)
    axis.format.line.fill.background()
    if y_range is not None:
        axis.minimum_scale, axis.maximum_scale = y_range
    chart.category_axis.format.line.color.rgb = deck.rgb(INK.hairline)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    for plotted in chart.plots[0].series:
        _line(plotted)


def _line(plotted: Any) -> None:
    """Kvinnor and män in their hues and shapes, the total heaviest, målvärde dashed, nuläge a ring alone."""
    styles = {
        words.SEX["T"]: (INK.text, 2.25, XL_MARKER_STYLE.CIRCLE),
        words.SEX["K"]: (INK.women, 1.25, XL_MARKER_STYLE.CIRCLE),
        words.SEX["M"]: (INK.men, 1.25, XL_MARKER_STYLE.SQUARE),
        tr(TARGET): (INK.accent, 1.25, XL_MARKER_STYLE.NONE),
    }
    colour, width, marker = styles.get(plotted.name, (INK.text, 1.0, XL_MARKER_STYLE.CIRCLE))
    plotted.smooth = False
    plotted.format.line.color.rgb = deck.rgb(colour)
    plotted.format.line.width = Pt(width)
    if plotted.name == tr(TARGET):
        plotted.format.line.dash_style = MSO_LINE.DASH
    plotted.marker.style = marker
    if marker is XL_MARKER_STYLE.NONE:
        return
    plotted.marker.size = 8 if plotted.name not in styles else 5
    plotted.marker.format.fill.solid()
    plotted.marker.format.fill.fore_color.rgb = deck.rgb(colour if plotted.name == words.SEX["T"] else INK.paper)
    plotted.marker.format.line.color.rgb = deck.rgb(colour)


def counts_chart(slide: Any, status: YearStatus, box: Box) -> None:
    """How many indicators of each goal have each status that occurs, stacked."""
    found = [s for s in Status if status.counts.get(s)]
    data = CategoryChartData(number_format="0")
    data.categories = [goal_heading(goal) for goal in reversed(status.goals)]
    for s in found:
        data.add_series(f"{words.STATUS[s].symbol} {words.STATUS[s].word}", [goal.counts.get(s) or None for goal in reversed(status.goals)])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *(Inches(v) for v in box), data)
    told = [f"{goal_heading(g)}: " + ", ".join(f"{n} {words.STATUS[s].word}" for s, n in g.counts.items()) for g in status.goals]
    _named(frame, tr("Indikatorer per mål och status"), ". ".join(told))
    chart = frame.chart
    chart.font.size = Pt(12)
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.category_axis.format.line.fill.background()
    plot = chart.plots[0]
    plot.gap_width, plot.overlap, plot.has_data_labels = 45, 100, True
    plot.data_labels.font.size, plot.data_labels.font.bold = Pt(12), True
    plot.data_labels.font.color.rgb = deck.rgb(INK.paper)
    for s, plotted in zip(found, plot.series, strict=True):
        plotted.format.fill.solid()
        plotted.format.fill.fore_color.rgb = deck.rgb(INK.status[s])
        plotted.format.line.color.rgb = deck.rgb(INK.paper)
