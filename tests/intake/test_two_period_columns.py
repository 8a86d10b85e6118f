"""A year in one column and its part in another: what is told of it, what is asked, and what stands where they disagree."""

from __future__ import annotations

import pytest

from kpi.intake.tables.parts import grain_of_heading, joined, read_part
from tests.intake.builders import xlsx
from tests.intake.tables import codes, sound

HEAD = ["Enhet", "Kön", "Indikator", "Värde"]


def table(head: list[str], *periods: list[object]) -> bytes:
    rows = [[*period, "0101", "T", "tydliga-mal", 70 + i] for i, period in enumerate(periods)]
    return xlsx([[*head, *HEAD], *rows])


def periods(reading) -> list[str]:
    return [f["period"] for f in sound(reading).facts.to_pylist()]


@pytest.mark.parametrize(
    ("text", "grain", "number"),
    [
        *[(t, "quarter", 2) for t in ("2", "02", "2.0", "K2", "q2", "Kv. 2", "kvartal 2", "2:a kvartalet", "2 kv")],
        *[(t, "month", 4) for t in ("4", "04", "4,0", "april", "Apr.", "04 april", "4. apr", "04-apr", "M04", "månad 4")],
        *[(t, "tertial", 3) for t in ("3", "T3", "tertial 3", "3:e tertialet")],
    ],
)
def test_a_part_is_read_as_people_write_it(text, grain, number):
    found = read_part(text, grain)
    assert (found.grain, found.number, found.year) == (grain, number, None)


@pytest.mark.parametrize(
    ("text", "grain"),
    [("0", "quarter"), ("5", "quarter"), ("13", "month"), ("0", "month"), ("05 april", "month"), ("K1", "month"), ("mars", "quarter"),
     ("1-2", "quarter"), ("jan-mar", "month"), ("2023", "month"), ("2023-13", "month"), ("2023-03-15", "month"), ("2023-Q1", "month"),
     ("1", "period"), ("", "month"), ("4", "tertial")],
)  # fmt: skip
def test_what_is_no_part_of_a_year_is_none(text, grain):
    assert read_part(text, grain) is None


@pytest.mark.parametrize(
    ("heading", "grain"),
    [("kvartal", "quarter"), ("kvartal nr", "quarter"), ("kvartal (1-4)", "quarter"), ("kv", "quarter"), ("månad", "month"),
     ("månadsnummer", "month"), ("månadsnamn", "month"), ("mån", "month"), ("tertial", "tertial"), ("period", None), ("månadslön", None),
     ("år", None), ("kvinnor", None), ("kvot", None)],
)  # fmt: skip
def test_a_heading_says_which_part_it_is_of(heading, grain):
    assert grain_of_heading(heading) == grain


def test_what_does_not_make_a_period_is_kept_as_it_stands():
    assert [joined("2023", "2024-03", "month"), joined(None, "3", "month"), joined("2023", None, "month"), joined("23", "3", "month")] == [
        "2023 + 2024-03", " + 3", "2023 + ", "23 + 3",
    ]  # fmt: skip
    assert joined(None, None, "month") is None


def test_the_screen_says_which_columns_the_period_is_read_from(intake):
    reading = intake.read(table(["År", "Kvartal"], [2024, 1], [2024, 2]), "a.xlsx")
    assert periods(reading) == ["2024-Q1", "2024-Q2"]
    assert [c.meaning for c in reading.seen[0].tables[0].columns[:3]] == ["periodens år", "periodens kvartal", "Enhet"]
    told = next(w for w in reading.warnings if w.code == "period_of_two")
    assert "läses ur året i kolumnen A · År och kvartalet i kolumnen B · Kvartal" in told.message


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ([2024, "2023-03"], "Kolumnen B · Månad säger år 2023 men kolumnen A · År säger 2024. Rätta den cell som är fel."),
        ([None, "mars"], "Året saknas i kolumnen A · År. Fyll i det."),
        ([24, "mars"], "Året i kolumnen A · År ska stå med fyra siffror."),
        ([2024, None], "Cellen i kolumnen B · Månad är tom. Fyll i månad, eller ”helår” om uppgiften gäller hela året."),
    ],
    ids=["another-year", "no-year", "short-year", "no-month"],
)
def test_a_row_whose_year_and_month_make_no_period_is_a_fault_with_its_place(intake, period, message):
    data = table(["År", "Månad"], [2024, "jan"], [2024, "feb"], [2024, "april"], [2024, "maj"], period)
    reading = intake.read(data, "a.xlsx")
    assert [(f.code, f.row, f.column, f.message) for f in reading.faults] == [("period_of_two", 6, "B · Månad", message)]
    kept = intake.read(data, "a.xlsx", accept_valid=True)
    assert [f["period"] for f in kept.facts.to_pylist()] == ["2024-01", "2024-02", "2024-04", "2024-05"]


@pytest.mark.parametrize("year", ["2024.000", "2024,000"])
def test_a_year_with_three_decimals_may_be_thousands_and_is_no_year(intake, year):
    """Found by the fuzz; in a column of its own, and beside a quarter."""
    alone = intake.read(table(["År"], [year]), "a.xlsx")
    assert [(f.code, f.row, f.column) for f in alone.faults] == [("bad_year", 2, "A · År")]
    beside = intake.read(table(["År", "Kvartal"], [2024, 1], [2024, 2], [year, 3]), "a.xlsx")
    assert [(f.code, f.row) for f in beside.faults] == [("period_of_two", 4)]


def test_a_year_out_of_range_is_no_period(intake):
    reading = intake.read(table(["År", "Månad"], [2024, 1], [1987, 2]), "a.xlsx")
    assert [(f.code, f.row, f.column, f.value) for f in reading.faults] == [("bad_year", 3, "B · Månad", "1987-02")]


def test_numbers_that_nothing_says_what_they_are_are_asked_about_and_the_answer_is_remembered(intake, store):
    data = table(["År", "Period"], [2024, 1], [2024, 2])
    (question,) = intake.read(data, "a.xlsx").questions
    assert (question.proposed, question.column) == (None, "B · Period")
    assert [(c.value, c.text) for c in question.choices[:3]] == [
        ("ar|part=quarter", "periodens kvartal"), ("ar|part=month", "periodens månad"), ("ar|part=year", "periodens år"),
    ]  # fmt: skip
    answered = intake.read(data, "a.xlsx", answers={question.id: "ar|part=month"})
    assert periods(answered) == ["2024-01", "2024-02"]
    store.answers[question.id] = "ar|part=quarter"
    assert periods(intake.read(data, "a.xlsx")) == ["2024-Q1", "2024-Q2"]
    seventh = intake.read(table(["År", "Period"], [2024, 1], [2024, 7]), "a.xlsx")
    assert [(f.code, f.row, f.message) for f in seventh.faults] == [
        ("period_of_two", 3, "Cellen i kolumnen B · Period är inget kvartal. Skriv 1–4.")
    ]


def test_a_column_that_a_controller_has_left_out_is_not_joined(intake):
    reading = intake.read(table(["År", "Kvartal"], [2024, 1], [2024, 2]), "a.xlsx")
    ids = {c.heading: c.question_id for c in reading.seen[0].tables[0].columns}
    left = intake.read(table(["År", "Kvartal"], [2024, 1]), "a.xlsx", answers={ids["Kvartal"]: ""})
    assert periods(left) == ["2024"]
    assert "period_of_two" not in codes(left)


def test_a_table_below_in_the_same_columns_does_not_make_the_quarters_unclear(intake):
    rows = [
        ["År", "Kvartal", *HEAD],
        [2024, 1, "0101", "T", "tydliga-mal", 70],
        [],
        ["Helår"],
        ["År", *HEAD],
        [2023, "0101", "T", "delaktighet", 71],
    ]
    assert periods(intake.read(xlsx(rows), "a.xlsx")) == ["2024-Q1", "2023"]
