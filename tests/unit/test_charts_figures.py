"""Plotly figures: valid, Swedish, labelled on the lines, with gaps that say why, and silent about what is protected."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations, pairwise, product

import numpy as np
import plotly.graph_objects as go
import plotly.tools
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.charts import figures, place
from kpi.charts.axis import card_values, own_range, value_axis
from kpi.charts.svg import text_width
from kpi.charts.tokens import palette
from kpi.measure.status import Status
from tests.unit.charts_cases import (
    BELOW,
    INDEX,
    LOWER,
    NAMES,
    PATH_LABEL,
    PROGRAMME,
    SERIES,
    TRACKS,
    UNIT_NAME,
    WIDE,
    card,
    months,
    point,
    points,
    quarters,
    row,
    with_sexes,
)

ENGLISH = re.compile(r"\b(target|value|year|path|suppressed|measured|women|lower|higher|none|null|nan|inf|trace|jan\w+ary|may|oct)\b", re.I)


def series(case: str, **given: object) -> dict:
    return figures.series_figure(SERIES[case], path_label=PATH_LABEL, **given)


def every_figure() -> dict[str, dict]:
    made = {f"series: {case}": series(case) for case in SERIES}
    made |= {f"track as series: {case}": figures.series_figure(c, path_label=PATH_LABEL) for case, c in TRACKS.items()}
    lower = SERIES["lower is better"]
    made["months"] = figures.parts_figure(lower, months(3.4, 64), months(3.6, 64), months(2.8, 64))
    made["months with a gap"] = figures.parts_figure(lower, months(3.4, 30, hidden=(10, 11, 12)))
    made["few months"] = figures.parts_figure(lower, months(3.4, 8))
    made["quarters"] = figures.parts_figure(lower, quarters(3.4, 14), quarters(3.6, 14), quarters(2.8, 14))
    made["many quarters"] = figures.parts_figure(lower, quarters(3.4, 44, hidden=(9, 10)))
    made["few quarters"] = figures.parts_figure(lower, quarters(3.4, 2))
    made["no months"] = figures.parts_figure(lower, ())
    made["units"] = figures.units_figure(SERIES["both sexes"], BELOW, NAMES, unit_name=UNIT_NAME)
    made["no units"] = figures.units_figure(SERIES["both sexes"], (), {}, unit_name=UNIT_NAME)
    return made


FIGURES = every_figure()


def texts(figure: dict) -> list[str]:
    """Every text a figure can show: labels, ticks, hover."""
    layout = figure["layout"]
    found = [a["text"] for a in layout["annotations"]]
    found += [t for axis in ("xaxis", "yaxis") for t in layout[axis].get("ticktext", [])]
    found += [str(t) for trace in figure["data"] for t in trace.get("customdata", [])]
    return found


def labels(figure: dict) -> list[str]:
    return [re.sub("<[^>]+>", "", a["text"]) for a in figure["layout"]["annotations"]]


def line(figure: dict, name: str) -> dict:
    return next(t for t in figure["data"] if t.get("name") == name)


@pytest.mark.parametrize("case", FIGURES)
def test_plotly_accepts_every_figure_whole(case):
    assert go.Figure(FIGURES[case]).to_dict()["data"]


@pytest.mark.parametrize("case", FIGURES)
def test_text_is_swedish_with_decimal_comma(case):
    for text in texts(FIGURES[case]):
        assert not re.search(r"\d\.\d", text) and not ENGLISH.search(text), text
    assert "%{y" not in json.dumps(FIGURES[case]) and "%{x" not in json.dumps(FIGURES[case]), "Plotly would format the number itself"


@pytest.mark.parametrize("case", FIGURES)
def test_there_is_no_legend_and_nothing_to_drag(case):
    layout = FIGURES[case]["layout"]
    assert layout["showlegend"] is False and layout["dragmode"] is False
    assert layout["xaxis"]["fixedrange"] and layout["yaxis"]["fixedrange"]
    assert figures.CONFIG["displayModeBar"] is False


def test_a_ready_figure_goes_through_streamlits_own_check_unchanged():
    spec = series("both sexes")
    assert plotly.tools.return_figure_from_figure_or_data(figures.ready(spec), validate_figure=True) is spec


def test_first_last_and_target_are_labelled():
    assert {"nuläge 77,3", "Kvinnor 78,9", "Män 76,6", "Totalt 78,4", "mål 82", PATH_LABEL} <= set(labels(series("both sexes")))
    assert {"nuläge 77,3", "78,4", "mål 82"} <= set(labels(series("total only")))
    assert "77,8" in labels(series("an earlier year chosen")), "the chosen year, when it is not the last"


def test_years_are_categories_from_nuläge_to_target():
    axis = series("both sexes")["layout"]["xaxis"]
    assert axis["type"] == "category" and axis["categoryarray"] == [str(y) for y in range(2021, 2028)]


def test_the_path_is_dotted_and_named_by_the_pack():
    figure = figures.series_figure(SERIES["both sexes"], path_label="en annan väg")
    dotted = [t for t in figure["data"] if t.get("line", {}).get("dash") == "dot"]
    assert len(dotted) == 1 and dotted[0]["y"][0] == pytest.approx(77.3) and dotted[0]["y"][-1] == pytest.approx(82)
    assert any("en annan väg" in text for text in labels(figure))


def test_the_sexes_have_hue_and_shape_of_their_own_and_women_come_first():
    figure, colours = series("both sexes"), palette("light")
    women, men, total = (line(figure, n) for n in ("Kvinnor", "Män", "Totalt"))
    assert women["marker"]["symbol"] != men["marker"]["symbol"]
    assert (women["line"]["color"], men["line"]["color"], total["line"]["color"]) == (colours.women, colours.men, colours.text)
    names = [t.get("name") for t in figure["data"] if t.get("name")]
    assert names == ["Kvinnor", "Män", "Totalt"]
    assert not [t for t in series("both sexes", sexes=False)["data"] if t.get("name") in ("Kvinnor", "Män")]


def test_a_gap_is_a_gap_with_a_mark_and_a_word():
    figure = series("gaps")
    total = line(figure, "Totalt")
    assert total["connectgaps"] is False and total["y"][1:3] == [None, None] and 0 not in total["y"]
    assert {"skyddat", "ej mätt", "Kvinnor och män: skyddat 2024"} <= set(labels(figure))
    assert len([s for s in figure["layout"]["shapes"] if s["type"] == "path"]) == 2, "a lock for each protected year"
    assert "2022: Skyddat – för få" in texts(figure) and "2025: Ej mätt" in texts(figure)


def test_later_years_are_empty_not_missing():
    assert not {"ej mätt", "skyddat"} & set(labels(series("both sexes")))


def test_an_empty_chart_says_why():
    assert labels(series("nothing at all")) == ["Ej mätt 2021 · mäts hösten 2022"]
    assert "Ej mätt 2024" in labels(FIGURES["no months"])


def test_the_axis_begins_where_the_data_needs_it_and_says_so():
    axis = value_axis(INDEX, [77.3, 78.4, 82.0])
    assert 70 < axis.low < 77.3 and axis.high > 82
    assert axis.note == "axeln börjar vid 76" and axis.low == 76
    assert "Axeln börjar vid 2,5 · lägre är bättre" in labels(figures.series_figure(card(LOWER, 3.2, Status.BEHIND), path_label=PATH_LABEL))
    assert value_axis(WIDE, [0.0, 40.0, 100.0]).note == "" and value_axis(WIDE, [0.0, 40.0, 100.0]).low == 0
    assert max(v for v, _ in value_axis(WIDE, [40.0, 100.0]).ticks) == 100


def test_what_is_compared_has_one_scale_and_what_cannot_be_keeps_its_own():
    hme = [
        card(i, i.baseline, Status.BEHIND, year=2021)
        for i in PROGRAMME.indicators
        if i.unit.id == INDEX.unit.id and i.target and i.baseline
    ]
    ranges = figures.shared_range([*hme, card(LOWER, 3.2, Status.BEHIND), card(WIDE, 70.0, Status.ON_TRACK)])
    assert len({ranges[c.indicator.id] for c in hme}) == 1
    assert len({ranges[INDEX.id], ranges[LOWER.id], ranges[WIDE.id]}) == 3
    for made in hme:
        low, high = ranges[made.indicator.id]
        assert all(low <= v <= high for v in card_values(made))
        drawn = figures.series_figure(made, path_label=PATH_LABEL, y_range=ranges[made.indicator.id])
        assert drawn["layout"]["yaxis"]["range"] == [low, high]


def test_months_are_named_in_swedish():
    figure = FIGURES["months"]
    assert figure["data"][0]["x"][:3] == ["jan 2021", "feb 2021", "mar 2021"]
    assert "maj 2021" in figure["layout"]["xaxis"]["categoryarray"] and "okt 2021" in figure["layout"]["xaxis"]["categoryarray"]
    assert figure["layout"]["xaxis"]["ticktext"] == ["2021", "2022", "2023", "2024", "2025", "2026"]
    assert FIGURES["few months"]["layout"]["xaxis"]["ticktext"] == ["jan 2021", "aug 2021"]
    assert "skyddat" in labels(FIGURES["months with a gap"])


def test_quarters_are_categories_named_in_swedish():
    axis = FIGURES["quarters"]["layout"]["xaxis"]
    assert axis["ticktext"] == ["kv 1 2021", "kv 1 2023"]
    assert len(FIGURES["many quarters"]["layout"]["xaxis"]["ticktext"]) <= 3
    assert FIGURES["few quarters"]["layout"]["xaxis"]["ticktext"] == ["kv 1 2021", "kv 2 2021"]
    assert axis["categoryarray"][:6] == ["kv 1 2021", "kv 2 2021", "kv 3 2021", "kv 4 2021", "kv 1 2022", "kv 2 2022"]


def test_units_stand_in_order_of_name_with_words_for_what_cannot_be_shown():
    figure = FIGURES["units"]
    said = labels(figure)
    order = [said.index(n) for n in ("Akutsjukvård", "Folktandvården", "Ögonkliniken")]
    assert order == sorted(order)
    assert {"skyddat", "ej mätt", "mål 82", f"{UNIT_NAME} 78,4", "74,2", "82,4"} <= set(said)
    assert any("Kirurgi &amp; &lt;b&gt;ortopedi&lt;/b&gt;" in text for text in texts(figure))
    assert figure["data"][0]["marker"]["opacity"].count(0) == 2


def test_figures_grow_with_their_units_and_fit_a_phone():
    many = [row(INDEX, 70.0 + k, Status.BEHIND, unit=f"x{k}") for k in range(30)]
    figure = figures.units_figure(SERIES["both sexes"], many, {}, unit_name=UNIT_NAME)
    assert figure["layout"]["height"] > 30 * 40
    assert all("width" not in f["layout"] for f in FIGURES.values())
    for made in FIGURES.values():
        margin = made["layout"]["margin"]
        assert margin["l"] + margin["r"] < 0.55 * place.WIDTHS[0]


@pytest.mark.parametrize("status", [Status.SUPPRESSED, Status.NOT_MEASURED])
def test_a_value_that_slipped_past_the_gate_is_not_drawn(status):
    leak = point(2023, 54.321, status, n=7777)
    leaked = with_sexes(card(INDEX, None, status, series=(point(2021, 77.3), leak)), (leak,), (leak,))
    leaked = replace(leaked, total=replace(leaked.total, value=54.321, n=7777))
    below = [row(INDEX, 54.321, status, unit="u1", n=7777)]
    monthly = [point("2024-01", 3.2), point("2024-02", 54.321, status, n=7777)]
    for figure in (
        figures.series_figure(leaked, path_label=PATH_LABEL),
        figures.units_figure(leaked, below, NAMES, unit_name=UNIT_NAME),
        figures.parts_figure(SERIES["lower is better"], monthly, monthly, monthly),
    ):
        assert not re.search(r"54[.,]3|7\D?777", json.dumps(figure, ensure_ascii=False))


def test_markup_in_names_is_shown_not_run():
    evil = '<a href="javascript:alert(1)">x</a> & <b>y</b>'
    made = figures.units_figure(SERIES["both sexes"], BELOW, {"u1": evil}, unit_name=evil)
    lines = figures.series_figure(SERIES["both sexes"], path_label=evil)
    for text in (*texts(made), *texts(lines)):
        assert "<a" not in text and "<b>y" not in text


def test_dark_and_light_differ_in_colour_only():
    light, dark = series("both sexes"), series("both sexes", dark=True)
    assert palette("dark").women in json.dumps(dark) and palette("light").women not in json.dumps(dark)
    strip = lambda f: re.sub("#[0-9A-Fa-f]{6}", "", json.dumps(f))  # noqa: E731
    assert strip(light) == strip(dark)


def annotation_boxes(figure: dict, width: float) -> list[tuple[str, float, float, float, float]]:
    """Each label's box in px inside a figure of ``width``, as Plotly places it."""
    layout = figure["layout"]
    margin, (x_low, x_high), (y_low, y_high) = layout["margin"], layout["xaxis"]["range"], layout["yaxis"]["range"]
    inner_w, inner_h = width - margin["l"] - margin["r"], layout["height"] - margin["t"] - margin["b"]
    found = []
    for a in layout["annotations"]:
        text = re.sub("<[^>]+>", "", a["text"])
        w, h = text_width(text, 13, bold="<b>" in a["text"]), 15.0
        x = a["x"] * inner_w if a.get("xref") == "paper" else (a["x"] - x_low) / (x_high - x_low) * inner_w
        y = (1 - a["y"]) * inner_h if a.get("yref") == "paper" else (y_high - a["y"]) / (y_high - y_low) * inner_h
        x, y = x + a.get("xshift", 0) + a.get("ax", 0), y - a.get("yshift", 0) + a.get("ay", 0)
        left = x - {"left": 0, "center": w / 2, "right": w}[a["xanchor"]]
        top = y - {"top": 0, "middle": h / 2, "bottom": h}[a["yanchor"]]
        found.append((text, left + margin["l"], top + margin["t"], left + margin["l"] + w, top + margin["t"] + h))
    return found


def check_boxes(figure: dict) -> None:
    for width in place.WIDTHS:
        found = annotation_boxes(figure, width)
        for text, left, top, right, bottom in found:
            assert left >= -1 and right <= width + 1 and top >= -1 and bottom <= figure["layout"]["height"] + 1, (
                f"{text!r} outside at {width}"
            )
        for a, b in combinations(found, 2):
            apart = a[3] <= b[1] + 1 or b[3] <= a[1] + 1 or a[4] <= b[2] + 2 or b[4] <= a[2] + 2
            assert apart, f"{a[0]!r} covers {b[0]!r} at {width}"


@pytest.mark.parametrize("case", [c for c in FIGURES if "units" not in c])
def test_labels_lie_inside_and_apart_at_phone_and_desktop_width(case):
    check_boxes(FIGURES[case])


def covered(figure: dict, width: float) -> list[str]:
    """Names of lines that a label of another line's end lies upon."""
    layout = figure["layout"]
    margin, (x_low, x_high), (y_low, y_high) = layout["margin"], layout["xaxis"]["range"], layout["yaxis"]["range"]
    inner_w, inner_h = width - margin["l"] - margin["r"], layout["height"] - margin["t"] - margin["b"]
    lines = [t for t in figure["data"] if t.get("name") in ("Kvinnor", "Män", "Totalt")]
    boxes = [box for box in annotation_boxes(figure, width) if box[0].startswith(("Kvinnor", "Män", "Totalt"))]
    found = []
    for line, (text, left, top, right, bottom) in product(lines, boxes):
        for (i, a), (_, b) in pairwise(enumerate(line["y"])):
            for share in np.linspace(0, 1, 50):
                if a is not None and b is not None:
                    x = margin["l"] + (i + share - x_low) / (x_high - x_low) * inner_w
                    y = margin["t"] + (y_high - a - (b - a) * share) / (y_high - y_low) * inner_h
                    found += [f"{text} on {line['name']}"] if left <= x <= right and top + 1 <= y <= bottom - 1 else []
    return found


@pytest.mark.parametrize("width", place.WIDTHS)
@pytest.mark.parametrize("case", SERIES)
def test_no_line_goes_on_behind_the_label_of_one_that_has_ended(case, width):
    assert covered(FIGURES[f"series: {case}"], width) == []


@pytest.mark.parametrize("width", place.WIDTHS)
@pytest.mark.parametrize("y_range", [None, (70.0, 90.0)])
@pytest.mark.parametrize("case", [case for case, made in SERIES.items() if made.indicator == INDEX])
def test_no_thin_line_to_a_label_runs_through_another_label(case, y_range, width):
    figure = series(case, y_range=y_range)
    boxes = annotation_boxes(figure, width)
    for a, own in zip(figure["layout"]["annotations"], boxes, strict=True):
        if not a.get("showarrow"):
            continue
        x, y = own[1] if a["xanchor"] == "left" else own[3], own[4] if a["yanchor"] == "bottom" else own[2]
        line = [(x - a["ax"] * share, y - a["ay"] * share) for share in np.linspace(0, 1, 30)]
        for text, left, top, right, bottom in boxes:
            assert (text == own[0]) or not any(left - 2 <= px <= right + 2 and top <= py <= bottom for px, py in line), f"{own[0]} – {text}"


level = st.floats(60, 95)


@settings(max_examples=120, deadline=None)
@given(
    total=st.lists(st.none() | level, min_size=1, max_size=7),
    women=st.lists(st.none() | level, min_size=1, max_size=7),
    men=st.lists(st.none() | level, min_size=1, max_size=7),
    hidden=st.sets(st.integers(2021, 2027)),
    year=st.integers(2021, 2027),
)
def test_any_series_gives_a_figure_whose_labels_do_not_cover_each_other(total, women, men, hidden, year):
    made = card(INDEX, None, Status.NOT_MEASURED, year=year, series=points(2021, *total, hidden=tuple(hidden)))
    made = with_sexes(made, points(2021, *women), points(2021, *men))
    figure = figures.series_figure(made, path_label=PATH_LABEL)
    check_boxes(figure)
    for text in texts(figure):
        assert not re.search(r"\d\.\d", text)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6), st.booleans())
def test_spread_labels_keep_their_order_and_distance(wanted, anchored):
    fixed = 0 if anchored else None
    got = place.spread(wanted, 16, 0, 300, fixed)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert all(got[b] - got[a] >= 16 - 1e-6 for a, b in pairwise(order))
    assert min(got) >= -1e-6 and max(got) <= 300 + 1e-6


@given(st.lists(st.floats(0, 100), min_size=1, max_size=9))
def test_an_axis_holds_its_values_with_few_ticks(held):
    low, high = own_range(WIDE, held)
    axis = value_axis(WIDE, held)
    assert low <= min(held) and high >= max(held) and low >= 0
    assert 1 <= len(axis.ticks) <= 7
    assert all(low - 1e-9 <= v <= high + 1e-9 for v, _ in axis.ticks)


@pytest.mark.parametrize(("decimals", "values"), [(1, (19.89, 19.92, 19.98)), (1, (19.9,)), (0, (15.0, 16.0)), (2, (65.01, 65.02))])
def test_ticks_are_no_finer_than_figures_are_written(decimals, values):
    indicator = INDEX.model_copy(update={"decimals": decimals, "value_min": None, "value_max": None})
    drawn = value_axis(indicator, values)
    assert drawn.low <= min(values) and max(values) <= drawn.high
    assert all(len(text.split("\u00a0")[0].partition(",")[2]) <= decimals for _, text in drawn.ticks), drawn.ticks
    assert len({text for _, text in drawn.ticks}) == len(drawn.ticks) >= 2
