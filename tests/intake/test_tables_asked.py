"""What a table does not say is asked, proposed or warned about, never taken in silence."""

from __future__ import annotations

import pytest

from tests.intake.builders import sheet_rows
from tests.intake.sheets import Page, book, told
from tests.intake.tables import HEAD, ROWS, codes, sound

# ---------------------------------------------------------------- what the table does not say


@pytest.mark.parametrize(
    ("title", "head", "row", "kind", "answer", "wanted"),
    [
        (
            "Medarbetarenkät 2023",
            ["Enhet", "Indikator", "Värde"],
            ["0101", "tydliga-mal", 70],
            "column",
            "title",
            "tydliga-mal 0101 2023 T 70",
        ),
        ("Tydliga mål", ["År", "Enhet", "Värde"], [2024, "0101", 70], "indicator", "tydliga-mal", "tydliga-mal 0101 2024 T 70"),
        (
            "Endast kvinnor",
            ["År", "Enhet", "Indikator", "Värde"],
            [2024, "0101", "tydliga-mal", 70],
            "column",
            "K",
            "tydliga-mal 0101 2024 K 70",
        ),
    ],
)
def test_what_only_the_title_says_is_proposed_and_taken_when_answered(intake, title, head, row, kind, answer, wanted):
    data = book([[title], [], head, row])
    first = intake.read(data, "a.xlsx")
    assert [(f.code) for f in first.faults] == ["needs_answer"]
    (question,) = first.questions
    assert (question.kind, question.proposed) == (kind, answer) and title in question.examples
    assert told(sound(intake.read(data, "a.xlsx", answers={question.id: answer}))) == [wanted]


def test_the_date_of_the_export_is_not_the_period_of_the_figures(intake):
    first = intake.read(book([["Uttag 2025-01-15"], HEAD[1:], *[r[1:] for r in ROWS]]), "a.xlsx")
    assert [f.code for f in first.faults] == ["missing_column"] and not first.questions


def test_a_rolling_figure_in_the_title_is_never_stored_as_the_first_method(intake):
    data = book([["Korttidssjukfrånvaro R12"], [], ["År", "Enhet", "Indikator", "Värde"], [2024, "0101", "korttidssjukfranvaro", 3.5]])
    (question,) = intake.read(data, "a.xlsx").questions
    assert (question.kind, question.proposed) == ("method", "R12")
    reading = sound(intake.read(data, "a.xlsx", answers={question.id: "R12"}))
    assert [r["method"] for r in reading.facts.to_pylist()] == ["R12"]


def test_hours_under_a_title_of_accumulated_figures_are_asked_about(intake):
    rows = [["Sjukfrånvaro, ackumulerat"], *sheet_rows("sjukfranvaro")]
    (question,) = intake.read(book(rows), "a.xlsx").questions
    assert question.kind == "method" and question.proposed is None
    assert sound(intake.read(book(rows), "a.xlsx", answers={question.id: "manad"})).rows_read == 3


# ---------------------------------------------------------------- never in silence


@pytest.mark.parametrize(("last", "asked"), [("Utfall 2024", True), ("Totalt", False)])
def test_a_column_without_a_sex_beside_women_and_men_is_asked_about(intake, last, asked):
    rows = [["Enhet", "Indikator", "2024", None, None], [None, None, "Kvinnor", "Män", last], ["0101", "tydliga-mal", 78, 76, 77]]
    reading = intake.read(book(Page(rows, merged=[(0, 2, 0, 4)])), "a.xlsx")
    assert [(q.column, q.proposed) for q in reading.questions] == ([(f"E · 2024, {last}", "value|period=2024|sex=T")] if asked else [])


def test_a_numerator_alone_under_a_year_is_no_figure(intake):
    rows = [["Enhet", "Indikator", "Värde 2023", "Täljare 2024"], ["0101", "tydliga-mal", 78, 76]]
    reading = intake.read(book(rows), "a.xlsx")
    assert [q.column for q in reading.questions] == ["D · Täljare 2024"]


def test_a_title_over_the_whole_table_gives_no_period_of_its_own(intake):
    rows = [["Utfall 2023", None, None, None], ["Enhet", "Indikator", "Kvinnor", "Män"], ["0101", "tydliga-mal", 70, 71]]
    for merged in ([(0, 0, 0, 3)], []):
        reading = intake.read(book(Page(rows, merged=merged)), "a.xlsx")
        assert [(q.kind, q.proposed) for q in reading.questions] == [("column", "title")]


@pytest.mark.parametrize(("title", "sheet"), [("Målvärden per år", "Blad1"), ("Budget", "Blad1"), ("", "Prognos 2024")])
def test_a_title_that_speaks_of_targets_or_forecasts_is_warned_about(intake, title, sheet):
    reading = sound(intake.read(book(Page([[title or None], HEAD, *ROWS], sheet)), "a.xlsx"))
    assert "not_outcome" in codes(reading)


def test_the_name_of_an_indicator_in_the_title_is_no_target(intake):
    assert "not_outcome" not in codes(sound(intake.read(book([["Tydliga mål 2024"], HEAD, *ROWS]), "a.xlsx")))


def test_a_range_that_ends_before_the_table_is_told(intake):
    table = intake.read(book([HEAD, *ROWS]), "a.xlsx").seen[0].tables[0]
    reading = sound(
        intake.read(book([HEAD, *ROWS, [*ROWS[2][:1], "0101", *ROWS[2][2:]]]), "b.xlsx", answers={table.range_question: "A1:F4"})
    )
    assert [(w.code, w.row) for w in reading.warnings] == [("rows_below_range", 5)]


def test_a_number_right_of_a_years_values_is_proposed_to_be_theirs(intake):
    rows = [["Enhet", "Indikator", "2023", "n", "2024", "n"], ["0101", "tydliga-mal", 70, 40, 71, 41]]
    first = intake.read(book(rows), "a.xlsx")
    assert [q.proposed for q in first.questions] == ["antal|beside", "antal|beside"]
    reading = sound(intake.read(book(rows), "a.xlsx", answers={q.id: q.proposed for q in first.questions}))
    assert {(r["period"], r["value"], r["n"]) for r in reading.facts.to_pylist()} == {("2023", 70, 40), ("2024", 71, 41)}


def test_a_column_told_to_be_the_value_beside_a_wide_table_is_a_fault(intake):
    rows = [["Enhet", "Indikator", "2023", "2024"], ["0101", "tydliga-mal", 70, 71]]
    table = intake.read(book(rows), "a.xlsx").seen[0].tables[0]
    reading = intake.read(book(rows), "a.xlsx", answers={table.columns[3].question_id: "varde"})
    assert reading.refused and "repeated_column" in {f.code for f in reading.faults}


def test_values_under_years_beside_a_column_of_units_without_heading_are_asked_about(intake):
    first = intake.read(
        book([["Tydliga mål"], [], [None, "2022", "2023"], ["0101", 70, 71], ["0102", 72, 73], ["Totalt", 71, 72]]), "a.xlsx"
    )
    assert [(q.column, q.proposed) for q in first.questions] == [("A", "enhet")]
