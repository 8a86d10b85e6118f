"""Method breaks and events in the charts: where they stand, what is said of them, and that no line runs over a break."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpi.charts import alt, figures
from kpi.charts.remarks import marks, said, short
from kpi.measure.status import Status
from kpi.programme.judgement import Annotation, AnnotationKind
from kpi.views.rows import Card
from tests.unit.charts_cases import INDEX, point, row

BREAK, EVENT = AnnotationKind.BREAK, AnnotationKind.EVENT


def note(kind: AnnotationKind, period: str, text: str = "Ny enkät") -> Annotation:
    return Annotation("h-1", INDEX.id, "REGION", kind, period, text, True, "")


def card(*annotations: Annotation) -> Card:
    series = tuple(point(year, value) for year, value in ((2021, 77.3), (2022, 78.0), (2023, 78.4), (2024, 80.1)))
    return replace(Card(INDEX, row(INDEX, 80.1, Status.BEHIND), None, series), annotations=annotations)


def total(figure: dict) -> list[list[float | None]]:
    """The pieces of the heavy line, as values by year."""
    return [t["y"] for t in figure["data"] if t.get("mode") == "lines+markers"]


@pytest.mark.parametrize(
    ("period", "periods", "at"),
    [
        ("2023", ["2022", "2023", "2024"], 0.5),
        ("2023-01", ["2022", "2023", "2024"], 0.5),
        ("2023-03", ["2022", "2023", "2024"], 1.0),
        ("2023-Q2", ["2023-Q1", "2023-Q2", "2023-Q3"], 0.5),
        ("2023-05", ["2023-Q1", "2023-Q2", "2023-Q3"], 1.0),
        ("2023", ["2022-11", "2022-12", "2023-01", "2023-02"], 1.5),
        ("2023-02", ["2023-01", "2023-02"], 0.5),
    ],
)
def test_a_break_stands_before_what_it_begins_with(period, periods, at):
    (mark,) = marks([note(BREAK, period)], periods)
    assert mark.at == at
    (event,) = marks([note(EVENT, period)], periods)
    assert event.at == event.index == mark.index


def test_what_is_outside_the_axis_is_not_marked():
    assert marks([note(BREAK, "2020"), note(EVENT, "2026")], ["2022", "2023"]) == ()


def test_no_line_runs_over_a_break():
    assert total(figures.series_figure(card(), path_label="väg")) == [[77.3, 78.0, 78.4, 80.1, None, None, None]]
    parted = figures.series_figure(card(note(BREAK, "2023")), path_label="väg")
    assert total(parted) == [[77.3, 78.0, None, None, None, None, None], [None, None, 78.4, 80.1, None, None, None]]
    dashed = [s for s in parted["layout"]["shapes"] if s["line"].get("dash") == "dash"]
    assert [(s["x0"], s["x1"]) for s in dashed] == [(1.5, 1.5)]
    within = figures.series_figure(card(note(BREAK, "2023-04")), path_label="väg")
    assert [[v for v in piece if v] for piece in total(within)] == [[77.3, 78.0], [78.4], [80.1]]
    event = figures.series_figure(card(note(EVENT, "2023")), path_label="väg")
    assert len(total(event)) == 1 and not [s for s in event["layout"]["shapes"] if s["line"].get("dash")]
    assert "triangle-up-open" in [t.get("marker", {}).get("symbol") for t in event["data"]]


def test_it_is_said_in_hover_under_the_chart_and_in_the_alternative_text():
    noted = card(note(BREAK, "2023", "Ny <enkät>"), note(EVENT, "2022-05", "Avtal"))
    figure = figures.series_figure(noted, path_label="väg")
    told = [text for t in figure["data"] for text in t["customdata"]]
    assert "Metodbrott 2023: Ny &lt;enkät&gt;" in told
    assert short(noted.annotations) == "┊ metodbrott 2023 · △ händelse maj 2022"
    assert any("metodbrott 2023" in a["text"] for a in figure["layout"]["annotations"])
    assert all(said(a).rstrip(".") in alt.alt_series(noted, "väg") for a in noted.annotations)
