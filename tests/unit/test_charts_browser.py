"""Tracks and figures as a real browser draws them, in the product's own typeface: nothing covers, nothing is cut, type can be read."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import plotly
import pytest
import streamlit
from playwright.sync_api import Page, sync_playwright

from kpi.charts import figures, tables, tokens
from kpi.charts.track import track_html
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.unit.charts_cases import BELOW, NAMES, PATH_LABEL, SERIES, TRACKS, UNIT_NAME, months, quarters

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
FONT = next((Path(streamlit.__file__).parent / "static" / "static" / "media").glob("SourceSansVF-Upright*.woff2"))

# Boxes of visible texts that lie outside their drawing, or on another text of the same drawing.
FAULTS = """() => {
  const faults = [];
  for (const drawing of document.querySelectorAll('[data-drawing]')) {
    const svgs = [...drawing.querySelectorAll('svg')].filter(s => s.getBoundingClientRect().width > 0);
    const whole = drawing.getBoundingClientRect();
    const texts = svgs.flatMap(s => [...s.querySelectorAll('.annotation-text, .mb-t')]);
    const boxes = texts.map(t => ({text: t.textContent, box: t.getBoundingClientRect()}));
    for (const {text, box} of boxes)
      if (box.left < whole.left - 1 || box.right > whole.right + 1 || box.top < whole.top - 5 || box.bottom > whole.bottom + 1)
        faults.push(`${drawing.dataset.drawing}: ${text} outside`);
    for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) {
      const a = boxes[i].box, b = boxes[j].box;
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
        faults.push(`${drawing.dataset.drawing}: ${boxes[i].text} on ${boxes[j].text}`);
    }
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser.new_page()
        browser.close()


def document(body: str, mode: tokens.Mode, script: str = "") -> str:
    font = base64.b64encode(FONT.read_bytes()).decode()
    face = f"@font-face {{ font-family: 'Source Sans'; src: url(data:font/woff2;base64,{font}); font-weight: 200 900; }}"
    css = f"{face}{tokens.css_variables(mode)}{tokens.chart_css()} body {{ margin: 16px; background: var(--mb-paper); }}"
    return f"<!doctype html><html lang=sv><meta charset=utf-8><style>{css}</style><body>{body}{script}</body></html>"


def settle(page: Page) -> None:
    page.evaluate(
        "async () => { await document.fonts.load('13px \"Source Sans\"'); await document.fonts.load('600 16px \"Source Sans\"'); }"
    )
    page.wait_for_timeout(100)


@pytest.mark.parametrize("width", [390, 700, 1100])
def test_tracks_are_readable_at_every_width(page, width):
    body = "".join(f'<div data-drawing="{case}">{track_html(c)}</div>' for case, c in TRACKS.items())
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(document(body.replace("<text ", '<text class="mb-t" '), "light"))
    settle(page)
    assert page.evaluate(FAULTS) == []
    shown = page.evaluate("() => [...document.querySelectorAll('.mb-track svg')].filter(s => s.getBoundingClientRect().width > 0).length")
    assert shown == len(TRACKS), "one size of each"
    scales = page.evaluate(
        "() => [...document.querySelectorAll('.mb-track svg')].map(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)"
    )
    smallest = 13 * min(scale for scale in scales if scale > 0)
    assert smallest >= 11.5
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_one_drawing_takes_the_colours_of_both_themes(page):
    seen = []
    for mode in ("light", "dark"):
        page.set_content(document(track_html(TRACKS["behind"]), mode))
        seen.append(page.evaluate("() => getComputedStyle(document.querySelector('.mb-track svg tspan')).fill"))
    assert seen[0] != seen[1]


def drawn() -> dict[str, dict]:
    lower = SERIES["lower is better"]
    made = {case: figures.series_figure(c, path_label=PATH_LABEL) for case, c in SERIES.items()}
    made["months"] = figures.parts_figure(lower, months(3.4, 64), months(3.6, 64), months(2.8, 64))
    made["quarters"] = figures.parts_figure(lower, quarters(3.4, 14), quarters(3.6, 14), quarters(2.8, 14))
    made["months with a gap"] = figures.parts_figure(lower, months(3.4, 30, hidden=(10, 11, 12)))
    made["units"] = figures.units_figure(SERIES["both sexes"], BELOW, NAMES, unit_name=UNIT_NAME)
    return made


@pytest.mark.parametrize("width", [390, 760])
def test_figures_keep_their_labels_at_every_width(page, width):
    made = drawn()
    body = "".join(f'<div data-drawing="{case}" id="f{k}"></div>' for k, case in enumerate(made))
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(document(body, "light"))
    page.add_script_tag(path=str(PLOTLY_JS))
    settle(page)
    for k, figure in enumerate(made.values()):
        page.evaluate(f"([f, c]) => Plotly.newPlot('f{k}', f.data, f.layout, c)", [json.loads(json.dumps(figure)), figures.CONFIG])
    page.wait_for_timeout(300)
    assert page.evaluate(FAULTS) == []
    assert page.locator(".modebar-btn").count() == 0 and page.locator(".legend .traces").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [390, 700, 1100])
def test_tables_do_not_scroll_sideways_and_keep_their_roles(page, width):
    every = [
        tables.series_table(SERIES["gaps"], PATH_LABEL),
        tables.units_table(SERIES["both sexes"], BELOW, NAMES, UNIT_NAME),
        tables.overview_table(list(TRACKS.values()), "Läget 2024"),
    ]
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(document("".join(tables.table_html(t) for t in every), "light"))
    settle(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert page.get_by_role("table").count() == len(every)
    assert page.get_by_role("rowheader").count() == sum(len(t.rows) for t in every)
