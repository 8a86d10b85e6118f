"""Values as people write them, through the whole import: what is kept of marks, signs and scales, and in which columns."""

from __future__ import annotations

import io

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.intake.cells import numbers, words
from kpi.intake.marks import reason
from kpi.intake.periods import read_period
from kpi.intake.written import has_texts_like_numbers, is_typed
from tests.intake.builders import HEADINGS, csv, sheet_rows, xlsx

patient = settings(deadline=None, max_examples=100)
VALUES = HEADINGS["indikatorvarden"]


def figures(*rows):
    return [VALUES, *rows]


def facts_of(reading):
    return {(f["indicator"], f["unit"], f["sex"]): f for f in reading.facts.to_pylist()}


# ---------------------------------------------------------------------------------------------------- numbers

SPACES = st.sampled_from([" ", "\u00a0", "\u202f", "\u2009"])


@patient
@given(
    whole=st.integers(0, 10**12),
    decimals=st.text("0123456789", max_size=5),
    minus=st.sampled_from(["", "-", "\u2212", "\u2013", "+"]),
    comma=st.sampled_from(",."),
    space=SPACES,
    percent=st.sampled_from(["", "%", " %", "\u00a0%"]),
    around=st.sampled_from(["", " ", "\u00a0"]),
)
def test_any_number_reads_as_itself_however_it_is_spelled(whole, decimals, minus, comma, space, percent, around):
    digits = f"{whole:,}".replace(",", space) + (comma + decimals if decimals else "")
    read = numbers(pl.Series([f"{around}{minus}{digits}{percent}{around}"]))
    wanted = float(f"{whole}.{decimals or 0}") * (-1 if minus in ("-", "\u2212", "\u2013") else 1)
    assert read.values[0] == pytest.approx(wanted, rel=1e-12)
    assert read.percent[0] == bool(percent)
    assert not read.unreadable[0]


@patient
@given(st.text(max_size=12))
def test_no_text_whatever_is_both_a_number_and_a_mark_or_breaks_the_reading(text):
    read = numbers(pl.Series([text], dtype=pl.String))
    assert [read.values[0] is not None, read.marks[0] is not None, read.unreadable[0]].count(True) == 1
    if any(c.isalpha() for c in text) and text.strip().casefold() not in ("", "e") and read.values[0] is not None:
        assert "e" in text.casefold()  # only "1e5" is a number with a letter in it


@patient
@given(st.text(max_size=20))
def test_no_text_whatever_breaks_the_reading_of_a_period_and_every_period_is_one(text):
    period = read_period(text)
    if period is not None and period.month is not None:
        assert 1 <= period.month <= 12


@patient
@given(st.lists(st.sampled_from(["a", "b", "å", "", " "]) | st.none(), min_size=1, max_size=30))
def test_a_column_put_together_again_from_its_distinct_texts_is_the_column(cells):
    raw = pl.Series("x", cells, dtype=pl.String)
    column = words(raw)
    assert column.spread(column.texts).to_list() == cells
    assert column.counts().sum() == raw.drop_nulls().len()


# ---------------------------------------------------------------------------------------------------- marks


def test_marked_sums_leave_the_ratio_missing_with_the_reason_and_nothing_half_is_stored(intake):
    rows = [
        ["2024-03", "0101", "K", "..", 6400, "<10", "<10", "..", ".."],
        ["2024-03", "0102", "K", 20, 3200, 150, 80, 70, 0],
    ]
    reading = intake.read(csv(sheet_rows("sjukfranvaro", rows)), "s.csv")
    hidden = [f for f in reading.facts.to_pylist() if f["unit"] == "0101"]
    assert {(f["value"], f["numerator"], f["denominator"], f["n"], f["missing"]) for f in hidden} == {
        (None, None, None, None, "skyddat i källan")
    }
    assert {f["sex"] for f in hidden} == {"K"}  # no total is made of what is missing
    assert {"suppressed_at_source", "missing_at_source"} <= {w.code for w in reading.warnings}


def test_a_marked_number_of_answers_is_unknown_and_keeps_the_index(intake):
    reading = intake.read(xlsx([HEADINGS["hme"], [2024, "0102", "Chef", "T", "..", 88, 87, 84, 86.3]]), "h.xlsx")
    assert {(f["n"], f["value"] is None) for f in reading.facts.to_pylist()} == {(None, False)}


def test_a_value_hidden_by_the_sender_is_not_computed_from_its_numerator_but_a_failed_formula_is(intake):
    rows = [[2024, u, "T", "sam-chefer", mark, None, 9, 12] for u, mark in (("0101", "*"), ("0102", "#DIV/0!"))]
    facts = facts_of(intake.read(csv(figures(*rows)), "v.csv"))
    hidden, failed = (facts[("sam-chefer", u, "T")] for u in ("0101", "0102"))
    assert (hidden["value"], hidden["numerator"], hidden["denominator"], hidden["missing"]) == (None, None, None, "skyddat i källan")
    assert (failed["value"], failed["missing"]) == (75.0, None)


def test_a_marked_denominator_leaves_no_numerator_alone(intake):
    rows = [[2024, "0101", "T", "sam-chefer", None, None, 9, ".."]]
    fact = facts_of(intake.read(csv(figures(*rows)), "v.csv"))[("sam-chefer", "0101", "T")]
    assert (fact["numerator"], fact["denominator"], fact["missing"]) == (None, None, "uppgift saknas i källan")


def test_a_numerator_in_a_file_without_denominators_is_a_fault(intake):
    rows = [[*VALUES[:5], "Täljare"], [2024, "0101", "T", "sam-chefer", None, 9]]
    assert [(f.code, f.column) for f in intake.read(csv(rows), "v.csv").faults] == [("half_ratio", "F · Täljare")]


def test_no_mark_is_a_property_of_a_person_but_an_answer_may_be_missing(intake):
    age = intake.read(xlsx(sheet_rows("pensionsavgangar", [[2024, "0101", "K", "-"]])), "p.xlsx")
    assert [f.code for f in age.faults] == ["not_a_number"]
    rows = sheet_rows("hme-svar")
    rows[1][4] = "-"
    assert intake.read(xlsx(rows), "s.xlsx").faults == []


@pytest.mark.parametrize("text", ["x", "0", "10", "< tio", "#1", "minus", "<1000000", "saknas inte", "*a"])
def test_other_words_are_no_marks(text):
    assert reason(text) is None


# ---------------------------------------------------------------------------------------------------- signs and scales


def test_a_fraction_under_a_percent_format_is_the_percentage_that_people_see(intake):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page, percent = book.add_worksheet("Data"), book.add_format({"num_format": "0.0%"})
        for r, row in enumerate(figures([2024, "0101", "T", "sam-chefer", None, 12, None, None])):
            page.write_row(r, 0, [v if v is not None else "" for v in row])
        page.write_number(1, 4, 0.4, percent)
    reading = intake.read(out.getvalue(), "v.xlsx")
    assert [str(f) for f in reading.faults] == []
    assert [f["value"] for f in reading.facts.to_pylist()] == [40]


def test_a_per_cent_sign_among_fractions_keeps_its_own_scale(intake):
    rows = [[2024, "0101", "T", "sam-chefer", "0,4", None, None, None], [2024, "0102", "T", "sam-chefer", "45 %", None, None, None]]
    (question,) = intake.read(csv(figures(*rows)), "v.csv").questions
    assert question.kind == "scale" and question.examples == ("0,4",)
    facts = facts_of(intake.read(csv(figures(*rows)), "v.csv", answers={question.id: "100"}))
    assert (facts[("sam-chefer", "0101", "T")]["value"], facts[("sam-chefer", "0102", "T")]["value"]) == (40, 45)


@pytest.mark.parametrize(
    ("text", "answer", "value"), [("0,72", "100", 72), ("0,72", "1", 0.72), ("7200", "0.01", 72), ("3,9", "1-5", 72.5)]
)
def test_the_answer_about_the_scale_holds_for_the_whole_column(intake, text, answer, value):
    rows = [[2024, "0101", "T", "delaktighet", text, 40, None, None], [2024, "0102", "T", "sam-chefer", "40", None, None, None]]
    (question,) = intake.read(csv(figures(*rows)), "v.csv").questions
    reading = intake.read(csv(figures(*rows)), "v.csv", answers={question.id: answer})
    assert {f["indicator"]: f["value"] for f in reading.facts.to_pylist()} == {"delaktighet": value, "sam-chefer": 40}
    assert reading.answered == {question.id: answer}
    assert ("scale_used" in [w.code for w in reading.warnings]) == (answer != "1")


def test_a_column_of_a_wide_layout_has_a_scale_of_its_own(intake):
    rows = [[2024, "0102", "Medarbetare", "T", 12, 0.88, 87, 84, 86.3], [2023, "0102", "Medarbetare", "T", 12, 0.9, 87, 84, 87]]
    (question,) = intake.read(xlsx([HEADINGS["hme"], *rows]), "h.xlsx").questions
    assert (question.kind, question.column, question.proposed) == ("scale", "F · Motivation", "100")
    reading = intake.read(xlsx([HEADINGS["hme"], *rows]), "h.xlsx", answers={question.id: "100"})
    assert sorted(f["value"] for f in reading.facts.to_pylist() if "motivation" in f["indicator"]) == [88, 90]


def test_a_value_on_another_scale_may_be_rounded_as_it_is_written(intake):
    rows = [[2024, "0101", "T", "sam-chefer", "0,33", None, 4, 12]]
    (question,) = intake.read(csv(figures(*rows)), "v.csv").questions
    assert intake.read(csv(figures(*rows)), "v.csv", answers={question.id: "100"}).faults == []


def test_one_fraction_among_percentages_is_pointed_out(intake):
    rows = [[2024, u, "T", "sam-chefer", v, None, None, None] for u, v in (("0101", "0,41"), ("0102", "45"))]
    reading = intake.read(csv(figures(*rows)), "v.csv")
    assert [(w.code, w.row) for w in reading.warnings] == [("odd_scale", 2)]


# ---------------------------------------------------------------------------------------------------- numbers that were numbers


def test_a_number_of_a_workbook_is_certain_but_a_text_in_it_is_not(intake):
    number = xlsx(figures([2024, "0101", "T", "pensionsalder", 64.612, None, None, None]))
    text = xlsx(figures([2024, "0101", "T", "pensionsalder", "64.612", None, None, None]))
    assert [f["value"] for f in intake.read(number, "a.xlsx").facts.to_pylist()] == [64.612]
    assert [q.kind for q in intake.read(text, "a.xlsx").questions] == ["decimal"]
    assert (has_texts_like_numbers(number), has_texts_like_numbers(text)) == (False, True)


def test_in_text_files_every_cell_is_text():
    assert not is_typed(b"a;b\r\n1;2\r\n") and has_texts_like_numbers(b"a;b\r\n1;2\r\n")


@pytest.mark.parametrize(("answer", "value"), [("decimal", 64.612), ("thousands", None)])
def test_the_answer_about_the_sign_holds_for_the_whole_column(intake, answer, value):
    rows = csv(figures([2024, "0101", "T", "pensionsalder", "64.612", None, None, None]))
    (question,) = intake.read(rows, "a.csv").questions
    reading = intake.read(rows, "a.csv", answers={question.id: answer})
    if value is None:  # 64 612 years of age
        assert reading.refused and {f.code for f in reading.faults} <= {"out_of_range", "needs_answer"}
    else:
        assert [f["value"] for f in reading.facts.to_pylist()] == [value]


def test_a_digit_of_another_script_after_a_decimal_sign_is_a_fault_and_no_question(intake):
    """Found by the fuzz: "77,25" and an Arabic three has the shape of a number that could be thousands, and is no number."""
    reading = intake.read(xlsx(figures([2024, "0101", "T", "delaktighet", "77,25\u0663", 40, None, None])), "a.xlsx")
    assert [(f.code, f.row, f.column) for f in reading.faults] == [("not_a_number", 2, "E · Värde")]
    assert reading.questions == ()


def test_a_count_is_proposed_to_be_thousands(intake):
    rows = csv(figures([2024, "REGION", "T", "delaktighet", "75,6", "7.250", None, None]))
    (question,) = intake.read(rows, "a.csv").questions
    assert question.proposed == "thousands"
    assert [f["n"] for f in intake.read(rows, "a.csv", answers={question.id: "thousands"}).facts.to_pylist()] == [7250]


# ---------------------------------------------------------------------------------------------------- periods


def test_months_of_a_value_are_kept_as_months(intake):
    rows = [[p, "0101", "T", "korttidssjukfranvaro", 3.1, None, None, None] for p in ("2024-03", "april 2024", "2024")]
    facts = intake.read(csv(figures(*rows)), "a.csv").facts.to_pylist()
    assert [(f["period"], f["year"], f["month"]) for f in facts] == [("2024-03", 2024, 3), ("2024-04", 2024, 4), ("2024", 2024, None)]


def test_dates_are_years_only_when_all_of_them_begin_or_end_one_and_that_is_told(intake):
    rows = [[p, "0101", "T", "delaktighet", 75, None, None, None] for p in ("2023-12-31", "2024-12-31")]
    reading = intake.read(csv(figures(*rows)), "a.csv")
    assert reading.facts["period"].to_pylist() == ["2023", "2024"] and [w.code for w in reading.warnings] == ["dates_as_years"]
    rows[1][0] = "2024-11-30"
    assert [f.code for f in intake.read(csv(figures(*rows)), "a.csv").faults] == ["bad_year", "bad_year"]


def test_two_spellings_of_the_same_period_are_the_same_key(intake):
    rows = [[p, "0101", "K", 40, 6400, 450.5, 200, 150.5, 100] for p in ("2024-03", "mars 2024")]
    assert [f.code for f in intake.read(csv(sheet_rows("sjukfranvaro", rows)), "a.csv").faults] == ["duplicate_key"]
