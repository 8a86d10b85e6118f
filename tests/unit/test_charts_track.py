"""The track: right for every state, labels inside and apart, escaped, and silent about what is protected."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.charts import layout
from kpi.charts.svg import lock_path, text_width
from kpi.charts.track import spark_svg, status_symbol_svg, track_html, track_svg
from kpi.measure.status import Status
from kpi.text import numbers, words
from tests.unit.charts_cases import DIRECTION, INDEX, LOWER, PROGRAMME, TRACKS, UNMEASURED, card, expected, point, points

SVG = "{http://www.w3.org/2000/svg}"
ENGLISH = re.compile(r"\b(baseline|target|value|year|path|status code|suppressed|measured|women|lower|higher|none|null|nan|inf)\b", re.I)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def shown(svg: str) -> list[str]:
    """Every text a reader or a screen reader meets: labels and hover texts."""
    root = parsed(svg)
    return ["".join(e.itertext()) for e in root.iter() if e.tag in (f"{SVG}text", f"{SVG}title")]


def boxes(svg: str) -> list[tuple[str, float, float, float]]:
    """(text, left, right, baseline) of each label, by the widths the chart itself counts with."""
    found = []
    for element in parsed(svg).iter(f"{SVG}text"):
        spans = list(element) or [element]
        size = 13.0
        width = sum(
            text_width(s.text or "", float(s.get("font-size", size)), bold=s.get("font-weight", element.get("font-weight")) == "600")
            for s in spans
        )
        x = float(element.get("x"))
        left = {"start": x, "middle": x - width / 2, "end": x - width}[element.get("text-anchor", "start")]
        found.append(("".join(element.itertext()), left, left + width, float(element.get("y"))))
    return found


def check_labels(svg: str) -> None:
    _, _, width, height = (float(v) for v in parsed(svg).get("viewBox").split())
    labels = boxes(svg)
    for text, left, right, baseline in labels:
        assert left >= 0 and right <= width, f"{text!r} outside: {left:.1f}–{right:.1f}"
        assert 10 <= baseline <= height, text
    for a, b in combinations(labels, 2):
        if abs(a[3] - b[3]) < 12:
            assert a[2] <= b[1] + 0.01 or b[2] <= a[1] + 0.01, f"{a[0]!r} covers {b[0]!r}"


def at(svg: str, tip: str) -> float:
    """x of the mark whose hover text begins with ``tip``."""
    group = next(g for g in parsed(svg).iter(f"{SVG}g") if g.find(f"{SVG}title").text.startswith(tip))
    return float(group.find(f"{SVG}circle").get("cx"))


@pytest.mark.parametrize("compact", [False, True], ids=["wide", "compact"])
@pytest.mark.parametrize("case", TRACKS)
def test_labels_lie_inside_and_apart(case, compact):
    check_labels(track_svg(TRACKS[case], compact=compact))


@pytest.mark.parametrize("compact", [False, True], ids=["wide", "compact"])
@pytest.mark.parametrize("case", TRACKS)
def test_text_is_swedish_with_decimal_comma(case, compact):
    for text in shown(track_svg(TRACKS[case], compact=compact)):
        assert not re.search(r"\d\.\d", text) and not ENGLISH.search(text), text


def test_every_status_is_drawn_and_named():
    drawn = {c.total.status for c in TRACKS.values()}
    assert drawn == set(Status)
    for case in TRACKS.values():
        svg = track_svg(case)
        assert words.STATUS[case.total.status].word in parsed(svg).find(f"{SVG}title").text
        assert parsed(status_symbol_svg(case.total.status).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)) is not None


def test_it_is_one_image_with_a_full_sentence_as_its_name():
    root = parsed(track_svg(TRACKS["behind"]))
    title = root.find(f"{SVG}title")
    assert root.get("role") == "img" and root.get("aria-labelledby") == title.get("id")
    for part in ("medarbetare 2024: 78,4", "Nuläge 2021: 77,3", "Mål 2027: 82", "väg 2024: 79,7", "Efter plan"):
        assert part in title.text


def test_left_to_right_is_towards_the_target_also_when_lower_is_better():
    for case in ("behind", "lower is better"):
        svg = track_svg(TRACKS[case])
        assert at(svg, "Nuläge") < at(svg, "2024") < at(svg, "Beräknad linjär väg") < at(svg, "Mål")
    assert "lägre är bättre" in " ".join(shown(track_svg(TRACKS["lower is better"]))[1:])
    assert "lägre är bättre" not in " ".join(shown(track_svg(TRACKS["behind"]))).lower()


@pytest.mark.parametrize("compact", [False, True], ids=["wide", "compact"])
@pytest.mark.parametrize("case", [c for c, made in TRACKS.items() if made.indicator in (LOWER, TRACKS["direction, fewer"].indicator)])
def test_the_axis_always_says_when_lower_is_better(case, compact):
    assert any("lägre är bättre" in text for text, *_ in boxes(track_svg(TRACKS[case], compact=compact)))


def test_the_scale_is_true():
    svg = track_svg(TRACKS["behind"])
    left, now, right = at(svg, "Nuläge"), at(svg, "2024"), at(svg, "Mål")
    assert (now - left) / (right - left) == pytest.approx((78.4 - 77.3) / (82 - 77.3), abs=0.001)
    worse = track_svg(TRACKS["the wrong way"])
    assert at(worse, "2024") < at(worse, "Nuläge")
    beyond = track_svg(TRACKS["past the target"])
    assert at(beyond, "2024") > at(beyond, "Mål")


def test_a_nuläge_and_a_target_stand_at_the_ends_in_every_indicator():
    ends = {
        (at(svg, "Nuläge"), at(svg, "Mål")) for case in ("behind", "lower is better", "two decimals") for svg in [track_svg(TRACKS[case])]
    }
    assert len(ends) == 1


def test_direction_only_has_an_arrow_and_no_target():
    texts = shown(track_svg(TRACKS["direction, improved"]))
    assert not [t for t in texts if re.search(r"\bmål \d", t, re.I)]
    assert "mål: öka" in texts and any("målet är att öka" in t for t in texts)


def test_a_track_without_a_value_says_so_in_words():
    assert any(t.startswith("Ej mätt 2021 · mäts hösten 2022") for t in shown(track_svg(TRACKS["direction, not measured"])))
    assert "Ej mätt 2024" in shown(track_svg(TRACKS["not measured"]))


def test_a_protected_track_has_a_lock_and_words_and_no_mark_for_now():
    svg = track_svg(TRACKS["protected"])
    assert "Skyddat – för få" in shown(svg)
    assert not [t for t in shown(svg)[1:] if t.startswith("2024")]
    lock = lock_path(0, 0, 13).split(" ")[0]
    assert re.match(r"M[\d.]+,[\d.]+", lock) and 'fill-rule="evenodd"' in svg


@pytest.mark.parametrize("status", UNMEASURED)
def test_a_value_that_slipped_past_the_gate_is_not_drawn(status):
    leaked = card(INDEX, 54.321, status, n=7777, series=(point(2021, 77.3), point(2023, 54.321, status, n=7777)))
    leaked = replace(leaked, total=replace(leaked.total, value=54.321, gap=-27.679))
    for out in (track_html(leaked), spark_svg(leaked.series, INDEX)):
        assert "54" not in "".join(shown(f'<g xmlns="{SVG[1:-1]}">{out}</g>')) and "7777" not in out
    clean = track_svg(card(INDEX, None, status))
    assert track_svg(leaked) == clean, "not even its place on the line may show"


def test_markup_in_a_name_is_text():
    named = replace(TRACKS["direction, first time"], indicator=DIRECTION)
    indicator = DIRECTION.model_copy(
        update={"name": '<script>alert("x")</script>', "short_name": None, "baseline_note": "<b>\n\nsenare</b>"}
    )
    evil = replace(named, indicator=indicator, total=replace(named.total, indicator=indicator, value=None, status=Status.NOT_MEASURED))
    out = track_html(evil)
    assert "<script" not in out and "<b>" not in out and "\n" not in out
    assert parsed(f"<g>{out}</g>") is not None


def test_ids_differ_by_size_card_and_key_and_are_stable():
    ids = re.findall(
        r' id="([^"]+)"', "".join(track_html(c, key=k) for c in (TRACKS["behind"], TRACKS["lower is better"]) for k in ("", "b"))
    )
    assert len(ids) == len(set(ids)) == 8
    assert track_html(TRACKS["behind"]) == track_html(TRACKS["behind"])


def test_colours_are_variables_so_that_one_drawing_serves_both_themes():
    colours = re.findall(r'(?:fill|stroke)="([^"]+)"', track_html(TRACKS["behind"]))
    assert {c for c in colours if not c.startswith("var(--mb-")} <= {"none", "transparent"}


def test_a_spark_shows_gaps_and_the_last_point():
    svg = spark_svg(points(2021, 77.3, None, 77.8, 78.4), INDEX)
    path = parsed(svg).find(f"{SVG}path").get("d")
    assert path.count("M") == 2 and path.count("L") == 1
    assert "2021: 77,3" in shown(svg)[0] and "2024: 78,4" in shown(svg)[0]
    assert spark_svg(points(2021, None, None), INDEX) == ""


values = st.one_of(st.none(), st.floats(-20_000, 120_000, allow_nan=False), st.integers(0, 100).map(float))


@settings(max_examples=300, deadline=None)
@given(
    indicator=st.sampled_from(PROGRAMME.indicators),
    value=values,
    baseline=values,
    target=values,
    year=st.integers(2015, 2035),
    status=st.sampled_from(Status),
    compact=st.booleans(),
)
def test_any_numbers_give_well_formed_svg_with_labels_in_their_places(indicator, value, baseline, target, year, status, compact):
    given_expected = expected(indicator, baseline, target, year)
    made = card(indicator, value, status, year=year, baseline=baseline, target=target, expected=given_expected)
    svg = track_svg(made, compact=compact)
    check_labels(svg)
    _, _, width, _ = (float(v) for v in parsed(svg).get("viewBox").split())
    assert all(0 <= float(c.get("cx")) <= width for c in parsed(svg).iter(f"{SVG}circle"))
    assert not re.search(r"\d\.\d", " ".join(shown(svg)))
    if status in UNMEASURED and value is not None:
        assert not any(t.startswith(f"{year}: ") for t in shown(svg))


@settings(max_examples=100, deadline=None)
@given(name=st.text(max_size=80), note=st.text(max_size=40))
def test_any_text_gives_well_formed_svg(name, note):
    indicator = DIRECTION.model_copy(update={"name": name, "short_name": None, "baseline_note": note or None})
    made = card(indicator, None, Status.NOT_MEASURED)
    assert parsed(f"<g>{track_html(made)}</g>") is not None


@given(
    a=st.floats(12, 588), b=st.floats(12, 588), wa=st.floats(10, 250), wb=st.floats(10, 250)
)  # fmt: skip
def test_two_labels_never_touch_and_stay_inside(a, b, wa, wb):
    xa, xb = sorted((a, b))
    start_a, start_b = layout.two_apart((xa, wa), (xb, wb), 7, 2, 598)
    assert start_a >= 2 - 1e-9 and start_b + wb <= 598 + 1e-9
    assert start_a + wa + layout.GAP <= start_b + 1e-9


def test_width_is_counted_for_the_number_as_written():
    assert text_width(numbers.value(LOWER, 3.2), 13) > text_width("3,2", 13) > 0
