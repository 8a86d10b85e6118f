"""Rows of persons on several sheets: a figure's address names each of them, and tells of nobody by leaving one out."""

from __future__ import annotations

import pytest

from tests.intake.builders import HEADINGS, xlsx

HEADER = HEADINGS["pensionsavgangar"]
MOVED = ["Kön", "År", "Enhet", "Kommentar till avgången", "Ålder vid avgång"]


def leavers(intake, **sheets: list[list[object]]) -> dict[tuple[str, str], tuple[str, str]]:
    """(unit, sex) → (sheet, col) of the year 2024."""
    (first, rows), *more = sheets.items()
    data = xlsx([HEADER, *rows], sheet=first, more={name: [HEADER, *rows] for name, rows in more})
    return placed(intake.read(data, "a.xlsx"))


def placed(reading) -> dict[tuple[str, str], tuple[str, str]]:
    assert reading.faults == []
    return {(f["unit"], f["sex"]): (f["sheet"], f["col"]) for f in reading.facts.to_pylist() if f["year"] == 2024}


def person(unit: str, sex: str, age: float = 64.5, year: int = 2024) -> list[object]:
    return [year, unit, sex, age]


def test_a_figure_of_rows_on_two_sheets_has_both_and_one_of_rows_on_one_has_that(intake):
    found = leavers(
        intake,
        Norra=[person("0101", "K"), person("0101", "M"), person("0102", "K"), person("0102", "M")],
        Södra=[person("0101", "M"), person("0101", "K")],
    )
    assert found == {("0101", sex): ("Norra/Södra", "D · Ålder vid avgång") for sex in "KMT"} | {
        ("0102", sex): ("Norra", "D · Ålder vid avgång") for sex in "KMT"
    }


def test_the_columns_of_each_sheet_are_told_where_they_differ(intake):
    moved = [MOVED, ["M", 2024, "0101", None, 63.5], ["K", 2024, "0101", None, 65.5]]
    data = xlsx([HEADER, person("0101", "K"), person("0101", "M")], sheet="Norra", more={"Södra": moved})
    found = placed(intake.read(data, "a.xlsx"))
    assert set(found.values()) == {("Norra/Södra", "D/E")}


def test_another_years_sheet_is_no_part_of_it(intake):
    found = leavers(
        intake, Förra=[person("0101", "K", year=2023), person("0101", "M", year=2023)], Senaste=[person("0101", "K"), person("0101", "M")]
    )
    assert {sheet for sheet, _ in found.values()} == {"Senaste"}


@pytest.mark.parametrize("men", [[], [person("0102", "M")]], ids=["none", "one"])
def test_sheets_of_women_and_men_do_not_tell_that_a_unit_has_none_of_them(intake, men):
    """Whether 0102 has a man or none, its figures have the same address; so have those of 0101, which has both."""
    found = leavers(intake, Kvinnor=[person("0101", "K"), person("0102", "K"), person("0102", "K")], Män=[person("0101", "M"), *men])
    assert {sheet for (_, sex), (sheet, _) in found.items() if sex != "M"} == {"Kvinnor/Män"}


def test_the_figure_is_that_of_all_the_sheets_rows(intake):
    rows = {
        "Norra": [person("0101", "K", 60.0), person("0101", "M", 61.0)],
        "Södra": [person("0101", "K", 65.0), person("0101", "M", 70.0)],
    }
    data = xlsx([HEADER, *rows["Norra"]], sheet="Norra", more={"Södra": [HEADER, *rows["Södra"]]})
    facts = {f["sex"]: (f["value"], f["n"]) for f in intake.read(data, "a.xlsx").facts.to_pylist()}
    assert facts == {"T": (64.0, 4), "K": (62.5, 2), "M": (65.5, 2)}
