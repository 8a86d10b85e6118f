"""Colours: contrast on both backgrounds, told apart with colour-deficient vision, no traffic light, no pink and blue."""

from __future__ import annotations

import colorsys
import re
from itertools import combinations

import numpy as np
import pytest

from kpi.charts import tokens
from kpi.charts.svg import status_symbol_svg
from kpi.measure.status import Status
from kpi.text import words

MODES = ("light", "dark")
# Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
}
LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]]
)
OKLAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099], [0.0259040371, 0.7827717662, -0.8086757660]]
)


def linear(colour: str) -> np.ndarray:
    v = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    """WCAG 2.2 contrast ratio."""
    low, high = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (a, b))
    return (high + 0.05) / (low + 0.05)


def distance(a: str, b: str, vision: str) -> float:
    """Distance in OKLab × 100 as seen with this vision; about 2 is just noticeable side by side."""
    seen = [OKLAB @ np.cbrt(LMS @ np.clip(VISION[vision] @ linear(c), 0, 1)) for c in (a, b)]
    return float(np.linalg.norm(seen[0] - seen[1]) * 100)


def hue(colour: str) -> float:
    return colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0] * 360


def test_contrast_is_measured_as_wcag_says():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("background", ["paper", "surface"])
def test_everything_written_in_colour_reaches_4_5_to_1(mode, background):
    colours = tokens.palette(mode)
    written = {name: getattr(colours, name) for name in ("text", "muted", "accent", "path", "women", "men")} | dict(colours.status)
    ratios = {name: contrast(colour, getattr(colours, background)) for name, colour in written.items()}
    assert {name: ratio for name, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("vision", VISION)
def test_the_five_status_families_are_told_apart(mode, vision):
    families = set(tokens.palette(mode).status.values())
    assert len(families) == 5
    assert min(distance(a, b, vision) for a, b in combinations(families, 2)) >= 9


@pytest.mark.parametrize("mode", MODES)
def test_no_two_statuses_share_both_colour_and_symbol(mode):
    colours = tokens.palette(mode)
    told = [(colours.status[s], words.STATUS[s].symbol, words.STATUS[s].word) for s in Status]
    assert len(set(told)) == len({t[1:] for t in told}) == len(Status)
    assert len({status_symbol_svg(s) for s in Status}) == len(Status)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("vision", VISION)
def test_women_men_and_total_are_told_apart(mode, vision):
    colours = tokens.palette(mode)
    assert min(distance(a, b, vision) for a, b in combinations((colours.women, colours.men, colours.text), 2)) >= 12


@pytest.mark.parametrize("mode", MODES)
def test_the_sexes_have_hues_of_their_own(mode):
    colours = tokens.palette(mode)
    assert min(distance(sex, status, "normal") for sex in (colours.women, colours.men) for status in colours.status.values()) >= 10
    assert not 315 <= hue(colours.women) <= 360, "not pink"
    assert not 190 <= hue(colours.men) <= 260, "not blue"


@pytest.mark.parametrize("mode", MODES)
def test_status_is_no_traffic_light(mode):
    good = [tokens.palette(mode).status[s] for s in (Status.REACHED, Status.ON_TRACK, Status.IMPROVED)]
    assert not [c for c in good if 70 <= hue(c) <= 170]


@pytest.mark.parametrize("mode", MODES)
def test_css_holds_every_token_and_every_status(mode):
    css = tokens.css_variables(mode, ":root")
    assert css.startswith(":root {") and css.endswith("}") and css.count("{") == 1
    colours = tokens.palette(mode)
    assert f"--mb-paper: {colours.paper}" in css
    for status in Status:
        name = re.search(r"--mb-status-[a-z-]+", tokens.status_variable(status)).group()
        assert f"{name}: {colours.status[status]};" in css


def test_every_variable_that_the_chart_css_uses_is_set():
    used = set(re.findall(r"var\((--mb-[a-z0-9-]+)", tokens.chart_css())) - {"--mb-frac"}
    assert used and all(f"{name}:" in tokens.css_variables("light") for name in used)


def test_there_are_three_sizes_of_type():
    assert len(set(re.findall(r"--mb-size-\w+: [\d.]+rem", tokens.css_variables("light")))) == 3
