"""Year, quarter or month: the choice on the page about an indicator, its chart, table and file, and where a quarter comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from kpi.runtime import Runtime
from pages._ui import navigation
from tests.intake.builders import HEADINGS, csv
from tests.pages.conftest import _in_use, html_of, settings
from tests.pages.test_every_page import MONTHLY

pytestmark = pytest.mark.xdist_group("pages")

OTHER = "delaktighet"


@pytest.fixture(scope="module")
def with_quarters(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The sample, with quarters of 2023–2024 delivered for the whole organisation."""
    path = tmp_path_factory.mktemp("kvartal") / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    rows = [
        [f"{year} kv {q}", "REGION", sex, 4000, 1_600_000, 90_000, 40_000 + 1_000 * q, None, None]
        for year in (2023, 2024) for q in (1, 2, 3, 4) for sex in "KM"
    ]  # fmt: skip
    finished = [[f"2025 kv {q}", "REGION", "T", OTHER, 70 + q, 4000, None, None] for q in (1, 2)]
    with Runtime.open(settings(path)) as runtime:
        for layout, table in (("sjukfranvaro", rows), ("indikatorvarden", finished)):
            reading = runtime.intake.read(csv([HEADINGS[layout], *table]), f"{layout}-kvartal.csv")
            assert runtime.intake.commit(reading, "Prov Provsson").state == "active", reading.faults[:3]
        yield runtime


@pytest.fixture
def quarters(with_quarters: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    return _in_use(with_quarters, monkeypatch)


def choice(app) -> dict[str, tuple[str, bool]]:
    """Text → address and whether it is the one shown."""
    found = re.search(r'<nav class="mb-years" aria-label="Visa per">(.*?)</nav>', html_of(app))
    links = re.findall(r'<a href="([^"]+)" data-mb="stay"([^>]*)>([^<]+)</a>', found.group(1)) if found else []
    return {text: (unescape(href), "aria-current" in current) for href, current, text in links}


def test_only_what_exists_can_be_chosen(quarters, visit):
    assert list(choice(visit(navigation.INDICATOR, indikator=MONTHLY, ar="2024"))) == ["År", "Kvartal", "Månad"]
    assert list(choice(visit(navigation.INDICATOR, indikator=OTHER, ar="2024"))) == ["År", "Kvartal"]
    below = next(u.code for u in quarters.views.context(quarters.scope).units if u.depth == 1)
    assert list(choice(visit(navigation.INDICATOR, indikator=OTHER, ar="2024", enhet=below))) == []


def test_the_year_is_shown_until_another_is_chosen_and_the_choice_keeps_the_rest(quarters, visit):
    app = visit(navigation.INDICATOR, indikator=MONTHLY, ar="2024", visa="ursprung", kon="K", per="2099-01-01")
    links = choice(app)
    assert [text for text, (_, here) in links.items() if here] == ["År"]
    assert "Utvecklingen år för år" in html_of(app)
    for part in ("serie=kvartal", "indikator=" + MONTHLY, "ar=2024", "visa=ursprung", "kon=K", "per=2099-01-01"):
        assert part in links["Kvartal"][0]
    assert "serie=" not in links["År"][0]


@pytest.mark.parametrize(("serie", "per"), [("kvartal", "kvartal"), ("manad", "månad")])
def test_a_chart_with_its_text_its_table_and_its_file(quarters, visit, serie, per):
    app = visit(navigation.INDICATOR, indikator=MONTHLY, ar="2024", serie=serie)
    assert not app.exception
    html = unescape(html_of(app))
    assert f"Utvecklingen {per} för {per}" in html and "bedöms inte" in html
    chart = app.get("plotly_chart")[0].proto
    assert chart.alt.startswith(f"Linjediagram per {per}: ")
    first = "kvartal 1 2023" if serie == "kvartal" else "januari 2021"
    assert first in chart.alt and first.capitalize() in html
    if serie == "kvartal":
        assert "kv 1 2023" in chart.spec and "kv 4 2024" in chart.spec
    assert "Uppnått" not in re.search(rf"per {per}</caption>.*?</table>", html, re.S).group(0)  # not judged
    (button,) = [b for b in app.get("download_button") if "CSV" in b.proto.label]
    assert button.proto.url.endswith(".csv") or button.proto.label


def test_the_choice_follows_to_another_year(quarters, visit):
    html = html_of(visit(navigation.INDICATOR, indikator=MONTHLY, ar="2024", serie="kvartal"))
    assert re.search(r'href="[^"]*ar=2023[^"]*serie=kvartal', html) or re.search(r'href="[^"]*serie=kvartal[^"]*ar=2023', html)


def test_a_series_that_there_is_not_is_the_year_s_and_one_that_is_none_is_told(quarters, visit):
    below = next(u.code for u in quarters.views.context(quarters.scope).units if u.depth == 1)
    assert "år för år" in html_of(visit(navigation.INDICATOR, indikator=OTHER, ar="2024", enhet=below, serie="manad"))
    app = visit(navigation.INDICATOR, indikator=MONTHLY, ar="2024", serie="vecka")
    assert not app.exception
    assert "Serien ”vecka” i adressen finns inte" in unescape(html_of(app))


def test_a_quarter_leads_to_its_cell(quarters, visit):
    query = {"indikator": MONTHLY, "ar": "2024", "visa": "ursprung"}
    shown = unescape(html_of(visit(navigation.INDICATOR, **query)))
    assert {f"kvartal={q}" for q in (1, 2, 3, 4)} <= set(re.findall(r"kvartal=\d", shown))
    women = unescape(html_of(visit(navigation.INDICATOR, kon="K", kvartal="3", **query)))
    assert ", kvinnor, kvartal 3 2024" in women and "sjukfranvaro-kvartal.csv" in women
    for bad, said in (("5", "Kvartalet ”5”"), ("x", "Kvartalet ”x”")):
        assert said in unescape(html_of(visit(navigation.INDICATOR, kvartal=bad, **query)))


def test_a_year_with_nothing_but_finished_quarters_can_be_chosen(quarters, visit):
    html = unescape(html_of(visit(navigation.INDICATOR, indikator=OTHER, ar="2025", visa="ursprung", kvartal="2", serie="kvartal")))
    assert "kvartal 2 2025" in html and "indikatorvarden-kvartal.csv" in html
    assert "ar=2025" in html_of(visit(navigation.INDICATOR, indikator=OTHER, ar="2024"))
