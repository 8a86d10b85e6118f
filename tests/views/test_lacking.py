"""Why there is no value, where the file says so: told on every page, in every drawing, table and file, and never of a hidden figure."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from kpi import cli
from kpi.charts import alt, tables
from kpi.charts.figures import series_figure, units_figure
from kpi.charts.svg import row_symbol_svg, status_symbol_svg
from kpi.charts.track import track_html
from kpi.measure.status import Lacking, Status
from kpi.store import Store
from kpi.text import words
from kpi.views import Views
from tests.views.world import CONTROLLER, FILE, HELTID, HME, deliver, deliver_units, empty_store, fact, manager

SOURCE, GONE = "skyddat i källan", "uppgift saknas i källan"
PROTECTED, MISSING = Lacking.PROTECTED_IN_SOURCE, Lacking.MISSING


def without(unit: str, why: str, indicator: str = HELTID, year: int = 2024, **more: object) -> dict[str, object]:
    return fact(indicator, unit, year, None, **more) | {"missing": why}


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """O1 protected in the source, O2 missing, O3 hidden here, V1 and V2 told by no file."""
    folder = tmp_path_factory.mktemp("told")
    made = empty_store(folder)
    deliver_units(made)
    deliver(made, without("O1", SOURCE), without("O2", GONE), fact(HELTID, "O3", 2024, 71.0, n=5))
    made.close()
    return folder / FILE


@pytest.fixture
def told(filled: Store) -> Store:
    """To be changed."""
    return filled


def of_overview(views: Views, unit: str, indicator: str = HELTID, scope=CONTROLLER):
    areas = views.overview(scope, year=2024, unit=unit).areas
    return next(c for a in areas for c in a.cards if c.indicator.id == indicator)


def test_the_five_states_are_told_apart_on_every_page(views: Views, told: Store) -> None:
    views.assess(CONTROLLER, HELTID, unit="V1", year=2024, reason="Omorganisation")
    wanted = {
        "O1": (Status.NOT_MEASURED, PROTECTED), "O2": (Status.NOT_MEASURED, MISSING), "O3": (Status.SUPPRESSED, None),
        "V1": (Status.NOT_ASSESSABLE, None), "V2": (Status.NOT_MEASURED, None),
    }  # fmt: skip
    area = views.programme.area_of(HELTID).id
    for unit, state in wanted.items():
        on_area = next(c for c in views.area(CONTROLLER, area, year=2024, unit=unit).area.cards if c.indicator.id == HELTID)
        page = views.indicator(CONTROLLER, HELTID, unit=unit, year=2024)
        for card in (of_overview(views, unit), on_area, page.card):
            assert (card.total.status, card.total.lacking) == state, unit
            assert next((p.status, p.lacking) for p in card.series if p.year == 2024) == state
        assert (page.trace.status, page.trace.lacking) == state
    seen = [words.of(of_overview(views, unit).total) for unit in wanted]
    assert len({w.word for w in seen}) == len({w.symbol for w in seen}) == len(wanted)


def test_units_below_say_why_and_so_do_their_chart_table_and_file(views: Views, shared: Store) -> None:
    page = views.indicator(CONTROLLER, HELTID, unit="F1", year=2024)
    assert {r.unit: r.lacking for r in page.below} == {"O1": PROTECTED, "O2": MISSING}
    table = tables.units_table(page.card, page.below, page.below_names)
    for said in (tables.table_html(table), tables.table_csv(table).decode()):
        assert "Skyddat i källan" in said and "Uppgift saknas" in said and "Ej mätt" not in said
    hover = units_figure(page.card, page.below, page.below_names, unit_name="F1")["data"][0]["customdata"]
    assert [h.rpartition("<br>")[2] for h in hover] == ["Skyddat i källan", "Uppgift saknas"]
    assert "Område ett: skyddat i källan" in alt.alt_units(page.card, page.below, page.below_names, "F1")


def test_the_drawings_and_tables_of_a_page_say_why(views: Views, told: Store) -> None:
    card = views.indicator(CONTROLLER, HELTID, unit="O2", year=2024).card
    assert alt.why_empty(card.total) == "Uppgift saknas 2024" and "Uppgift saknas" in track_html(card, key="k")
    assert "Status: Uppgift saknas." in alt.alt_track(card)
    assert "saknas" in tables.table_csv(tables.series_table(card, "")).decode()
    assert tables.overview_table([card], "Läget").rows[0][-1] == "Uppgift saknas"
    deliver(told, fact(HELTID, "O2", 2023, 70.0, n=90), fact(HELTID, "O2", 2022, 69.0, n=90), file="fler.xlsx")
    figure = series_figure(views.indicator(CONTROLLER, HELTID, unit="O2", year=2024).card, path_label="")
    assert any("2024: Uppgift saknas" in str(trace["customdata"]) for trace in figure["data"])
    symbols = {row_symbol_svg(of_overview(views, unit).total) for unit in ("O1", "O2", "V2")}
    assert len(symbols) == 3 and len(symbols & {status_symbol_svg(s) for s in Status}) == 1  # only "ej mätt" is a status' own


def test_a_hidden_figure_says_nothing_of_the_file_and_another_year_nothing_of_this(views: Views, told: Store) -> None:
    deliver(told, without("O3", SOURCE, year=2023), file="ifjol.xlsx")
    card = of_overview(views, "O3")
    assert card.total.lacking is None and {p.lacking for p in card.series if p.year != 2023} == {None}


def test_a_figure_that_comes_later_takes_the_word_away(views: Views, told: Store) -> None:
    deliver(told, fact(HELTID, "O2", 2024, 70.0, n=90), file="rättad.xlsx")
    assert of_overview(views, "O2").total.lacking is None
    deliver(told, without("V2", "streck i källan", HME, method="officiell"), file="streck.xlsx")
    assert of_overview(views, "V2", HME).total.lacking is MISSING
    assert of_overview(views, "V2", HME, manager("V2")).total.lacking is MISSING


def test_the_command_line_says_why(filled_file: Path, tmp_path: Path) -> None:
    shutil.copy(filled_file, tmp_path)

    def said(*words_: str) -> str:
        out = io.StringIO()
        assert cli.main(list(words_), out, io.StringIO(), environ={"KPI_STORE": FILE, "KPI_USER": "eva"}, cwd=tmp_path) == 0
        return out.getvalue()

    assert "Uppgift saknas" in said("status", "--year", "2024", "--unit", "O2")
    rows = json.loads(said("--json", "status", "--year", "2024", "--unit", "O2"))
    found = next(r for r in (rows["rows"] if isinstance(rows, dict) else rows) if r["indicator"] == HELTID)
    assert (found["status"], found["lacking"], found["value"]) == ("not_measured", "missing", None)
    assert "Uppgift saknas" in said("trace", HELTID, "--unit", "O2", "--year", "2024", "--sex", "T")
