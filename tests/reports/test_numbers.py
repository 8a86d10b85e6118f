"""Number by number: what stands in each of the three files is what ``status`` answers, and nothing else is there."""

from __future__ import annotations

import io
import itertools
import json

import openpyxl
import pytest
from pptx import Presentation

from kpi import cli
from kpi.reports.cells import exact
from kpi.text import numbers, words
from tests.reports import stores
from tests.reports.reachable import held, tokens
from tests.reports.tagged import read

pytestmark = pytest.mark.xdist_group("reports")
YEAR = 2026


@pytest.fixture(scope="module")
def status(sample):
    """``status --json`` as the command line answers it, inside the process that holds the store: sex → indicator → row."""
    found = {}
    for sex in "TKM":
        out = io.StringIO()
        request = cli.control.Request(("status", "--year", str(YEAR), "--sex", sex, "--json"), "/", "Prov", sample.settings.programme)
        output = cli.Output(out, io.StringIO(), as_json=True)
        assert cli._run_in_server(sample, request, output) == 0
        found[sex] = {row["indicator"]: row for row in json.loads(out.getvalue())["rows"]}
    return found


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").strip()


def shown(row, number: str) -> str:
    return "skyddat" if row["status"] == "suppressed" else plain(number)


def test_each_goals_table_in_the_pdf_is_the_status(sample, status):
    tables = read(stores.once(sample, "pdf", year=YEAR).data).tables()
    rows = {cells[0]: cells for table in tables if "Till mål" in [plain(h) for h in table[0]] for cells in table[1:]}
    for i in sample.programme.planned:
        row, cells = status["T"][i.id], [plain(c) for c in rows[i.label]]
        change = "" if row["change_year"] is None else plain(numbers.difference_short(i, row["change_year"]))
        assert cells[1] == shown(row, numbers.value(i, row["value"])), i.id
        assert cells[2] == (plain(numbers.stated(i, row["target"])) if row["target"] is not None else words.DIRECTION[i.direction])
        assert cells[3] == plain(numbers.difference_short(i, row["gap"]))
        assert cells[4] == (change or numbers.MISSING)
        assert cells[5] == (words.CERTAINTY[row["certainty"]].word if change else cells[5]) and bool(cells[5])
        assert cells[6] == words.STATUS[row["status"]].word
    assert len(rows) == len(sample.programme.planned)


def test_women_and_men_in_the_pdf_are_the_status(sample, status):
    tables = read(stores.once(sample, "pdf", year=YEAR).data).tables()
    rows = next(table for table in tables if plain(table[0][1]) == words.SEX["K"])[1:]
    by_label = {cells[0]: [plain(c) for c in cells] for cells in rows}
    for i in (i for i in sample.programme.planned if i.by_sex):
        women, men, cells = status["K"][i.id], status["M"][i.id], by_label[i.label]
        assert cells[1:5] == [
            shown(women, numbers.value(i, women["value"])), plain(numbers.count(women["n"])),
            shown(men, numbers.value(i, men["value"])), plain(numbers.count(men["n"])),
        ]  # fmt: skip
        assert cells[6:] == [words.STATUS[women["status"]].word, words.STATUS[men["status"]].word]


def test_the_workbooks_numbers_are_numbers_and_the_status(sample, status):
    book = openpyxl.load_workbook(io.BytesIO(stores.once(sample, "xlsx", year=YEAR).data))
    rows = [dict(zip([c.value for c in next(book["Siffror"].iter_rows())], row, strict=True)) for row in book["Siffror"].iter_rows(2)]
    sexes = {word: sex for sex, word in words.SEX.items()}
    by_label = {i.label: i for i in sample.programme.planned}
    assert len(rows) == sum(3 if i.by_sex else 1 for i in sample.programme.planned)
    for row in rows:
        i = by_label[row["Indikator"].value]
        told = status[sexes[row["Kön"].value]][i.id]
        for heading, name in (
            (f"Värde {YEAR}", "value"),
            ("n (antal)", "n"),
            ("Målvärde", "target"),
            ("Nuläge", "baseline"),
            ("Till mål", "gap"),
        ):
            assert row[heading].value == exact(told[name]), (i.id, heading)
        assert row["Status"].value == words.STATUS[told["status"]].word
        assert told["value"] is None or row[f"Värde {YEAR}"].number_format.startswith("#,##0" + ("." if i.decimals else ""))


def test_the_slides_charts_hold_the_series_and_nothing_else(sample):
    view = sample.views.year_status(sample.scope, year=YEAR)
    deck = Presentation(io.BytesIO(stores.once(sample, "pptx", year=YEAR).data))
    charts = {shape.name: shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart}
    for row in view.rows:
        plot = charts[row.indicator.label].plots[0]
        years = [int(c) for c in plot.categories]
        held = {s.name: dict(zip(years, s.values, strict=True)) for s in plot.series}
        for sex, points in (("T", row.card.series), ("K", row.card.series_women), ("M", row.card.series_men)):
            expected = {p.year: exact(p.value) for p in points if p.value is not None}
            assert {y: v for y, v in held.pop(words.SEX[sex], {}).items() if v is not None} == expected, (row.indicator.id, sex)
        assert set(held.pop("Målvärde", {}).values()) == ({row.total.target} if row.total.target is not None else set())
        plan = [v for v in held.pop("Nuläge", {}).values() if v is not None]
        assert plan == ([] if row.total.baseline is None else [row.total.baseline]) and not held


def test_the_three_files_tell_the_same_findings(sample):
    """The sentences of the view stand in each file as they are."""
    view = sample.views.year_status(sample.scope, year=YEAR)
    pages = plain(" ".join(read(stores.once(sample, "pdf", year=YEAR).data).root.whole.split()))
    book = openpyxl.load_workbook(io.BytesIO(stores.once(sample, "xlsx", year=YEAR).data))
    cells = {plain(str(v)) for row in book["Om rapporten"].iter_rows(values_only=True) for v in row}
    deck = Presentation(io.BytesIO(stores.once(sample, "pptx", year=YEAR).data))
    slides = plain("\n".join(s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame))
    sentences = itertools.chain(view.finding, (d.sentence for d in view.decisions if d.row is not None))
    for sentence in map(plain, sentences):
        assert " ".join(sentence.split()) in pages and sentence in cells and sentence in slides, sentence


# Nothing but what the view holds


@pytest.fixture(scope="module")
def allowed(sample):
    """What the view holds, the words that explain statuses, and small counts of its own rows."""
    view = sample.views.year_status(sample.scope, year=YEAR)
    figures, written = held(view)
    counts = set(range(len(view.rows) + len(view.actions.rows) + 1))
    said = tokens(" ".join(w.meaning for w in (*words.STATUS.values(), *words.CERTAINTY.values())))
    return figures | counts, written | {str(n) for n in counts} | said


def test_no_number_in_the_pdf_that_the_view_does_not_hold(sample, allowed):
    tagged = read(stores.once(sample, "pdf", year=YEAR).data)
    told = [node.text for node in tagged.root.walk() if node.tag not in ("Figure", "Link")] + [f.alt for f in tagged.root.find("Figure")]
    stamp = {"2027", "02", "01", "09", "35"}  # when the data version was made
    strange = tokens("\n".join(told)) - allowed[1] - stamp
    assert not {t for t in strange if t.lstrip("0") not in allowed[1]}, strange


def test_no_number_in_the_workbook_that_the_view_does_not_hold(sample, allowed):
    book = openpyxl.load_workbook(io.BytesIO(stores.once(sample, "xlsx", year=YEAR).data))
    values = [c for sheet in book for row in sheet.iter_rows(values_only=True) for c in row]
    assert {v for v in values if isinstance(v, int | float)} <= allowed[0]


def test_no_number_in_the_charts_that_the_view_does_not_hold(sample, allowed):
    deck = Presentation(io.BytesIO(stores.once(sample, "pptx", year=YEAR).data))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    held_in = {v for chart in charts for series in chart.plots[0].series for v in series.values if v is not None}
    embedded = {
        value
        for chart in charts
        for row in openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active.iter_rows(values_only=True)
        for value in row
        if isinstance(value, int | float)
    }
    assert held_in <= allowed[0] and embedded <= allowed[0] and embedded >= held_in and len(held_in) > 50
