"""Wide tables: periods, sexes, indicators and units as columns, and the long export laid out."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.intake.questions import SKIP
from tests.intake.builders import csv
from tests.intake.sheets import Page, addresses, book, told
from tests.intake.tables import codes, sound

# ---------------------------------------------------------------- wide tables


@pytest.mark.parametrize(
    ("headings", "periods"),
    [
        (["2023", "2024"], ["2023", "2024"]),
        ([2023, 2024], ["2023", "2024"]),
        (["Utfall 2023", "Utfall 2024"], ["2023", "2024"]),
        (["År 2023*", "2024 (prel.)"], ["2023", "2024"]),
        (["2024-03", "2024-04"], ["2024-03", "2024-04"]),
        (["mars 2024", "Apr -24"], ["2024-03", "2024-04"]),
        ([date(2024, 3, 1), date(2024, 4, 1)], ["2024-03", "2024-04"]),
        (["202403", "2024/04"], ["2024-03", "2024-04"]),
    ],
    ids=str,
)
def test_periods_as_columns(intake, headings, periods):
    reading = sound(intake.read(book([["Enhet", "Indikator", *headings], ["0101", "korttidssjukfranvaro", 3.5, 3.25]]), "a.xlsx"))
    assert told(reading) == [f"korttidssjukfranvaro 0101 {p} T {v}" for p, v in zip(periods, (3.5, 3.25), strict=True)]
    assert addresses(reading) == {"Blad1!C2", "Blad1!D2"}


def test_months_without_a_year_take_it_from_their_own_row_or_ask_for_the_one_in_the_title(intake):
    rows = [["År", "Enhet", "Indikator", "jan", "februari"], [2024, "0101", "korttidssjukfranvaro", 3.5, 3.25]]
    wanted = ["korttidssjukfranvaro 0101 2024-01 T 3.5", "korttidssjukfranvaro 0101 2024-02 T 3.25"]
    assert told(sound(intake.read(book(rows), "a.xlsx"))) == wanted
    titled = [["Korttidssjukfrånvaro per månad 2024"], *[r[1:] for r in rows]]
    first = intake.read(book(titled), "a.xlsx")
    assert [q.proposed for q in first.questions] == ["title"]
    assert told(sound(intake.read(book(titled), "a.xlsx", answers={first.questions[0].id: "title"}))) == wanted


def test_headings_that_are_the_first_of_january_may_be_years(intake):
    rows = [["Enhet", "Indikator", date(2023, 1, 1), date(2024, 1, 1)], ["0101", "tydliga-mal", 70, 71]]
    first = intake.read(book(rows), "a.xlsx")
    (question,) = first.questions
    assert [c.value for c in question.choices] == ["ar", "januari"]
    assert told(intake.read(book(rows), "a.xlsx", answers={question.id: "ar"}))[0] == "tydliga-mal 0101 2023 T 70"
    assert told(intake.read(book(rows), "a.xlsx", answers={question.id: "januari"}))[0] == "tydliga-mal 0101 2023-01 T 70"


def test_indicators_as_columns_and_as_merged_groups_over_sexes(intake):
    plain = [["År", "Enhet", "Tydliga mål", "Upplevd delaktighet bland medarbetare"], [2024, "0101", 77, 75]]
    assert told(sound(intake.read(book(plain), "a.xlsx"))) == ["delaktighet 0101 2024 T 75", "tydliga-mal 0101 2024 T 77"]
    rows = [["År", "Enhet", "Tydliga mål", None], [None, None, "Kvinnor", "Män"], [2024, "0101", 78, 76]]
    reading = sound(intake.read(book(Page(rows, merged=[(0, 2, 0, 3)])), "a.xlsx"))
    assert told(reading) == ["tydliga-mal 0101 2024 K 78", "tydliga-mal 0101 2024 M 76"]


def test_units_as_columns(intake):
    rows = [["År", "0101", "Akuten"], [2023, 71.5, 68], [2024, 77.5, 71]]
    first = intake.read(book([["Tydliga mål"], [], *rows]), "a.xlsx")
    (question,) = first.questions
    assert (question.kind, question.proposed) == ("indicator", "tydliga-mal")
    reading = sound(intake.read(book([["Tydliga mål"], [], *rows]), "a.xlsx", answers={question.id: "tydliga-mal"}))
    assert told(reading) == [
        f"tydliga-mal {u} {y} T {v}" for u, y, v in (("0101", 2023, 71.5), ("0101", 2024, 77.5), ("0102", 2023, 68), ("0102", 2024, 71))
    ]


@pytest.mark.parametrize("heading", ["Mål 2024", "Budget 2024", "Förändring 2023–2024", "Kommentar", "Prognos 2025", "Diff"])
def test_a_column_that_is_no_outcome_is_asked_about_and_never_read_in_silence(intake, heading):
    rows = [["Enhet", "Indikator", "2022", "2023", heading], ["0101", "tydliga-mal", 70, 71, 5]]
    first = intake.read(book(rows), "a.xlsx")
    (question,) = first.questions
    assert (question.kind, question.proposed, question.column) == ("column", SKIP, f"E · {heading}")
    reading = sound(intake.read(book(rows), "a.xlsx", answers={question.id: SKIP}))
    assert told(reading) == ["tydliga-mal 0101 2022 T 70", "tydliga-mal 0101 2023 T 71"]


def test_a_number_of_persons_beside_women_and_men_is_not_given_to_both(intake):
    rows = [["År", "Enhet", "Indikator", "Antal (n)", "Kvinnor", "Män"], [2024, "0101", "tydliga-mal", 60, 77, 74]]
    first = intake.read(book(rows), "a.xlsx")
    assert [q.column for q in first.questions] == ["D · Antal (n)"]
    assert "antal|sex=T" in {c.value for c in first.questions[0].choices}


def test_a_period_twice_is_a_fault_until_one_of_them_is_left_out(intake):
    rows = [["Enhet", "Indikator", "2023", "2023"], ["0101", "tydliga-mal", 70, 71]]
    first = intake.read(book(rows), "a.xlsx")
    assert [f.code for f in first.faults] == ["repeated_column"]
    second = first.seen[0].tables[0].columns[3]
    assert told(sound(intake.read(book(rows), "a.xlsx", answers={second.question_id: SKIP}))) == ["tydliga-mal 0101 2023 T 70"]


def test_blank_cells_of_a_wide_table_say_nothing_and_that_is_told(intake):
    rows = [["Enhet", "Indikator", "2023", "2024"], ["0101", "tydliga-mal", 70, None], ["0102", "tydliga-mal", None, None]]
    reading = sound(intake.read(book(rows), "a.xlsx"))
    assert told(reading) == ["tydliga-mal 0101 2023 T 70"]
    assert {"blank_cells", "rows_left_out"} <= set(codes(reading))


def test_the_long_export_of_a_qlik_table(intake):
    rows = [
        ["Period", "Enhet", "Mått", "Kolumn", "Mätvärde"],
        ["2024", "Regionen", "Tydliga mål", "Totalt", 76.1],
        ["2024", "0101", "Tydliga mål", "Kvinnor", 77.7],
        ["2024", "0101", "Tydliga mål", "Män", 74.2],
    ]
    for separator in (",", "\t"):
        reading = sound(intake.read(csv(rows, separator=separator, decimal="."), "qlik.csv"))
        assert told(reading) == ["tydliga-mal 0101 2024 K 77.7", "tydliga-mal 0101 2024 M 74.2", "tydliga-mal REGION 2024 T 76.1"]
