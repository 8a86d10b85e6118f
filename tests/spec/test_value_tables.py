"""Runs every row of ``values.md``: what is written in a cell, and what the import makes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest

from kpi.intake import Intake, Reading
from kpi.intake.cells import numbers
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.store.types import UnitRow
from tests.intake.builders import HEADINGS, csv
from tests.intake.fakes import FakeStore
from tests.spec.tables import MISSING, Row, sections

UNITS = [
    UnitRow("REGION", "Regionen", None, "region", None, None),
    UnitRow("0101", "Gamla avdelningen", "REGION", "enhet", None, 2021),
    UnitRow("0101", "Vårdavdelning 1", "REGION", "enhet", 2022, None),
    UnitRow("0102", "Akuten", "REGION", "enhet", None, None),
]
SPACES = str.maketrans({"⍽": "\u00a0", "⎵": "\u202f"})
PROPOSED = {"gånger 100": "100", "delat med 100": "0.01", "medelvärden 1–5": "1-5"}
OPEN_INDICATOR = "bristkompetenser-lang-sikt"  # any number from 0
BY_EXPECTED = {"75,6": "delaktighet", "2,7": "korttidssjukfranvaro"}

TABLES = {section.heading: section.rows for section in sections("values.md")}


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(programme_dir("region-vastmanland"))


@pytest.fixture
def intake(programme: Programme) -> Intake:
    return Intake(programme, FakeStore(UNITS), today=lambda: date(2026, 6, 15))


def written(row: Row, column: str = "Skrivs") -> str:
    return row[column].translate(SPACES)


def values(intake: Intake, texts: list[str], indicator: str = OPEN_INDICATOR) -> Reading:
    """A file with these texts as values, a year each."""
    rows = [[2010 + i, "REGION", "T", indicator, text, None, None, None] for i, text in enumerate(texts)]
    return intake.read(csv([HEADINGS["indikatorvarden"], *rows]), "v.csv")


def of(heading: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", TABLES[heading], ids=lambda r: next(iter(r.cells.values())))


@of("Tal")
def test_a_number_is_read_as_the_table_says(row: Row) -> None:
    read = numbers(pl.Series([written(row)]))
    assert (read.values[0], read.unreadable[0]) == (row.number("Läses"), row["Läses"] == MISSING)
    assert read.percent[0] == ("%" in row["Skrivs"])


@of("Märken för det som saknas")
def test_a_mark_is_kept_as_the_reason_that_the_table_says(intake: Intake, row: Row) -> None:
    reading = values(intake, [written(row), "77,5"])
    assert [(f["value"], f["missing"]) for f in reading.facts.to_pylist()] == [(None, row["Skäl"]), (77.5, None)]
    assert [w.row for w in reading.warnings] == [2]


def test_a_mark_in_a_key_is_a_fault(intake: Intake) -> None:
    marks = [written(row) for row in TABLES["Märken för det som saknas"]]
    rows = [[mark, "REGION", "T", OPEN_INDICATOR, 1, None, None, None] for mark in marks]
    reading = intake.read(csv([HEADINGS["indikatorvarden"], *rows]), "v.csv")
    assert [(f.row, f.code) for f in reading.faults] == [(line, "bad_year") for line, _ in enumerate(marks, start=2)]


@of("Tecken som kan betyda två saker")
def test_a_sign_that_can_mean_two_things_is_asked_about_unless_the_column_tells(intake: Intake, row: Row) -> None:
    reading = values(intake, written(row, "Cellerna").split(" ; "))
    if row["Läses"] == MISSING:
        assert [(q.kind, [c.value for c in q.choices]) for q in reading.questions] == [("decimal", ["decimal", "thousands"])]
        assert reading.refused
    else:
        assert reading.questions == ()
        assert reading.facts["value"][0].as_py() == row.number("Läses")


@of("Skala")
def test_a_scale_that_does_not_fit_is_asked_about(intake: Intake, row: Row) -> None:
    reading = values(intake, row["Värden"].split(" ; "), BY_EXPECTED[row["Väntat"]])
    kinds = [q.kind for q in reading.questions]
    assert kinds == ([] if row["Fråga"] == MISSING else ["scale"])
    if kinds:
        assert reading.refused and reading.questions[0].proposed == PROPOSED[row["Föreslaget svar"]]


PERIODS = TABLES["Perioder"]
PERIOD_CELLS = {
    "Månad": ("sjukfranvaro", ["T", 40, 6400, 450.5, 200, 150.5, 100]),
    "År": ("indikatorvarden", ["T", OPEN_INDICATOR, 3, None, None, None]),
}
Periods = dict[str, dict[str, tuple[list[str], list[str]]]]


def told_of(intake: Intake, column: str, rows: Sequence[Row]) -> dict[str, tuple[list[str], list[str]]]:
    """What is written → the periods of its facts, and its faults: these rows in one file, each of a unit of its own."""
    layout, cells = PERIOD_CELLS[column]
    reading = intake.read(csv([HEADINGS[layout], *[[written(row), f"P{row.line}", *cells] for row in rows]]), "p.csv", accept_valid=True)
    facts = [] if reading.facts is None else [(f["row_first"], f["period"]) for f in reading.facts.to_pylist()]
    return {
        row["Skrivs"]: ([p for at, p in facts if at == line], [f.code for f in reading.faults if f.row == line])
        for line, row in enumerate(rows, start=2)
    }


@pytest.fixture(scope="module")
def periods(programme: Programme) -> Periods:
    """Every period of the table in either column. Dates in a column of years stand each alone: what one is depends on the others."""
    units = [UnitRow(f"P{row.line}", f"Plats {row.line}", "REGION", "enhet", None, None) for row in PERIODS]
    intake = Intake(programme, FakeStore([*UNITS, *units]), today=lambda: date(2026, 6, 15))
    dates = [row for row in PERIODS if re.match(r"\d{4}-\d\d-\d\d|\d{8}$|\d{5}$", row["Skrivs"])]
    found = {"Månad": told_of(intake, "Månad", PERIODS), "År": told_of(intake, "År", [row for row in PERIODS if row not in dates])}
    for row in dates:
        found["År"] |= told_of(intake, "År", [row])
    return found


@of("Perioder")
def test_a_period_is_read_as_the_table_says(periods: Periods, row: Row) -> None:
    tertial = "tertial" in row["Skrivs"] or row["Skrivs"].startswith("T")
    for column, fault in (("Månad", "bad_period"), ("År", "bad_year")):
        wanted = ([], ["tertial_period" if tertial else fault]) if row[column] == MISSING else ([row[column]], [])
        assert periods[column][row["Skrivs"]] == wanted, f"{row}: {column}"


@of("Enheter")
def test_a_unit_is_read_or_proposed_as_the_table_says(intake: Intake, row: Row) -> None:
    cells = [2024, written(row), "T", OPEN_INDICATOR, 3, None, None, None]
    reading = intake.read(csv([HEADINGS["indikatorvarden"], cells]), "e.csv")
    if row["Läses"] == MISSING:
        assert [(q.kind, q.proposed) for q in reading.questions] == [("unit", row.word("Föreslås"))]
        assert {c.value for c in reading.questions[0].choices} == {"REGION", "0101", "0102", ""}
    else:
        assert reading.facts["unit"].to_pylist() == [row["Läses"]]
