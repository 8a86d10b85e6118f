"""Everything that was understood of a table can be overruled; and no personal identity number is shown."""

from __future__ import annotations

import pytest

from kpi.intake.questions import SKIP
from tests.extent import ALL
from tests.intake.builders import csv
from tests.intake.sheets import Page, book, told
from tests.intake.tables import HEAD, ROWS, sound

# ---------------------------------------------------------------- overruling what was understood


def test_everything_that_was_understood_is_shown_and_names_the_question_that_overrules_it(intake):
    data = book(Page([["Titel"], HEAD, *ROWS, [], ["Källa: enkäten"]], "A"), Page([], "Tom"))
    first = sound(intake.read(data, "a.xlsx"))
    sheet, empty = first.seen
    (table,) = sheet.tables
    assert (sheet.state, empty.state, sheet.head[0][0], sheet.head[1][:2]) == ("read", "empty", "Titel", ("År", "Enhet"))
    assert (table.layout, table.range, table.header, table.rows) == ("indikatorvarden", "A2:F5", "2", 3)
    assert [(c.letter, c.meaning, c.current) for c in table.columns][:2] == [("A", "År", "ar"), ("B", "Enhet", "enhet")]
    assert all(c.current in {x.value for x in c.choices} and SKIP in {x.value for x in c.choices} for c in table.columns)
    assert [(d.row, d.column) for d in table.dropped] == [(7, None)]
    column = next(c for c in table.columns if c.heading == "Antal (n)")
    without = sound(intake.read(data, "a.xlsx", answers={column.question_id: SKIP}))
    assert {r["n"] for r in without.facts.to_pylist()} == {None}
    shorter = sound(intake.read(data, "a.xlsx", answers={table.range_question: "A2:F4"}))
    assert shorter.rows_read == 2
    assert shorter.seen[0].tables[0].fingerprint == table.fingerprint
    left = intake.read(data, "a.xlsx", answers={table.layout_question: SKIP})
    assert [f.code for f in left.faults] == ["no_data"]


def test_a_header_can_be_pointed_out(intake):
    data = book([["År", "Enhet", "Indikator", "Värde"], ["(kalenderår)", "(kod)", "(id)", "(procent)"], [2024, "0101", "tydliga-mal", 70]])
    first = intake.read(data, "a.xlsx")
    assert "bad_year" in {f.code for f in first.faults}
    table = first.seen[0].tables[0]
    reading = intake.read(data, "a.xlsx", answers={table.header_question: "1-2"})
    assert reading.seen[0].tables[0].header == "1-2"


def test_a_sheet_that_nobody_knows_can_be_explained_column_by_column(intake):
    data = csv([["Rapport 2024"], ["Ställe", "Vad", "När", "Siffra"], ["0101", "tydliga-mal", 2024, 70], ["0102", "tydliga-mal", 2024, 71]])
    first = intake.read(data, "rapport.csv")
    assert [f.code for f in first.faults] == ["unknown_layout"]
    table = first.seen[0].tables[0]
    answers = {table.layout_question: "indikatorvarden", table.header_question: "2"}
    second = intake.read(data, "rapport.csv", answers=answers)
    table = second.seen[0].tables[0]
    answers |= {table.layout_question: "indikatorvarden"}
    answers |= dict(zip([c.question_id for c in table.columns], ["enhet", "indikator", "ar", "varde"], strict=True))
    reading = sound(intake.read(data, "rapport.csv", answers=answers))
    assert told(reading) == ["tydliga-mal 0101 2024 T 70", "tydliga-mal 0102 2024 T 71"]


def test_a_column_can_be_told_to_be_one_of_a_wide_table(intake):
    rows = [["Enhet", "Indikator", "Senaste", "Föregående"], ["0101", "tydliga-mal", 71, 70]]
    first = intake.read(book(rows), "a.xlsx", layout="indikatorvarden")
    table = first.seen[0].tables[0]
    ids = [c.question_id for c in table.columns][2:]
    reading = sound(
        intake.read(book(rows), "a.xlsx", answers=dict(zip(ids, ["value|period=2024", "value|period=2023|sex=K"], strict=True)))
    )
    assert told(reading) == ["tydliga-mal 0101 2023 K 70", "tydliga-mal 0101 2024 T 71"]


ODD = {
    "range": ["", "A", "A5", "B2:A1", "XFD1048577:A1", "A99:F120"],
    "header": ["", "A5", "5-1", "0", "1-9", "abc"],
    "column": ["abc", "value|period=2024", "value|x=1"],
}


@pytest.mark.parametrize("about", ODD)
def test_an_answer_that_means_nothing_breaks_nothing(intake, about):
    data = book([["Titel"], HEAD, *ROWS])
    table = intake.read(data, "a.xlsx").seen[0].tables[0]
    question = {"range": table.range_question, "header": table.header_question, "column": table.columns[0].question_id}[about]
    for answer in ODD[about] if not ALL else {answer for answers in ODD.values() for answer in answers}:
        reading = intake.read(data, "a.xlsx", answers={question: answer})
        assert reading.facts is not None or reading.faults, answer


def test_the_questions_of_a_table_hold_for_the_next_file_from_the_same_sender(intake):
    def extract(year):
        return book([["Enhet", "Indikator", f"Utfall {year - 1}", f"Utfall {year}", "Trend"], ["0101", "tydliga-mal", 70, 71, "upp"]])

    first = intake.read(extract(2023), "a.xlsx")
    (question,) = first.questions
    assert sound(intake.read(extract(2024), "b.xlsx", answers={question.id: SKIP})).rows_read == 2


# ---------------------------------------------------------------- personal identity numbers


@pytest.mark.parametrize(
    "pages",
    [
        [Page([["Enhet", "Indikator", "2023", "Personnummer"], ["0101", "tydliga-mal", 70, None]])],
        [
            Page(
                [["Indikator", "Enhet", "2023", None], [None, None, "PERSNR", "Män"], ["tydliga-mal", "0101", 70, 71]],
                merged=[(0, 2, 0, 3)],
            )
        ],
        [Page([HEAD, *ROWS]), Page([["850101-1232"]], "Dolt", visible=False)],
        [Page([["Utdrag för 850101-1232"], HEAD, *ROWS])],
        [Page([HEAD, *ROWS], "850101-1232")],
        [Page([["Enhet", "Indikator", "2023", "2024"], ["0101", "tydliga-mal", "850101-1232", 71]])],
    ],
    ids=["heading", "upper heading", "hidden sheet", "title", "sheet name", "wide"],
)
def test_a_personal_identity_number_anywhere_refuses_the_file_and_shows_nothing_of_it(intake, pages):
    reading = intake.read(book(*pages), "a.xlsx")
    assert {f.code for f in reading.faults} == {"personnummer"}
    assert not reading.seen and not reading.questions and not reading.warnings
    assert "850101" not in repr(reading.faults)
