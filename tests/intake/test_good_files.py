"""A well-formed extract of each layout is recognised, read and stored, as a workbook and as delimited text."""

from __future__ import annotations

import hashlib

import pytest

from kpi.intake.questions import SKIP
from kpi.store.types import FACT_SCHEMA, UNIT_SCHEMA
from tests.intake.builders import GOOD, LAYOUTS, csv, sheet_rows, xlsx


def facts_of(reading) -> dict[tuple, dict]:
    return {(r["indicator"], r["unit"], r["period"], r["sex"], r["method"]): r for r in reading.facts.to_pylist()}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("make", [xlsx, csv], ids=["xlsx", "csv"])
def test_a_good_file_is_read_whole(intake, layout, make):
    data = make(sheet_rows(layout))
    reading = intake.read(data, f"uttag.{make.__name__}")
    assert [str(f) for f in reading.faults] == []
    assert (reading.layout, reading.header_row) == (layout, 1)
    assert reading.sheet == ("Data" if make is xlsx else "uttag")
    assert reading.rows_read == reading.rows_accepted == len(GOOD[layout])
    assert reading.sha256 == hashlib.sha256(data).hexdigest()
    assert not reading.synthetic
    if layout == "organisation":
        assert reading.units.schema.equals(UNIT_SCHEMA)
    else:
        assert reading.facts.cast(FACT_SCHEMA).num_rows == reading.facts.num_rows
        assert reading.facts.num_rows > 0


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_workbook_and_a_text_file_of_the_same_rows_give_the_same_figures(intake, layout):
    book, text = intake.read(xlsx(sheet_rows(layout)), "a.xlsx"), intake.read(csv(sheet_rows(layout)), "a.csv")
    table, other = (book.units, text.units) if layout == "organisation" else (book.facts, text.facts)
    assert table.drop_columns(["sheet"]).to_pylist() == other.drop_columns(["sheet"]).to_pylist()


@pytest.mark.parametrize(
    "options",
    [
        {"separator": ",", "decimal": "."},
        {"separator": "\t"},
        {"encoding": "utf-8"},
        {"encoding": "utf-16"},
        {"encoding": "cp1252"},
        {"newline": "\n"},
    ],
    ids=str,
)
def test_text_files_of_all_usual_kinds_are_read(intake, options):
    reading = intake.read(csv(sheet_rows("hme"), **options), "hme.csv")
    assert [str(f) for f in reading.faults] == []
    assert reading.facts.to_pylist() == intake.read(csv(sheet_rows("hme")), "hme.csv").facts.to_pylist()


def test_the_name_of_the_file_does_not_decide_what_it_is(intake):
    reading = intake.read(xlsx(sheet_rows("hme")), "hme.csv")
    assert (reading.layout, reading.sheet, reading.faults) == ("hme", "Data", [])


def test_headings_are_matched_without_regard_to_case_spacing_and_order(intake):
    header, *rows = sheet_rows("hme")
    shuffled = [list(reversed(row)) for row in [[f" {h.upper()}\u00a0" for h in header], *rows]]
    assert facts_of(intake.read(xlsx(shuffled), "a.xlsx")).keys() == facts_of(intake.read(xlsx([header, *rows]), "a.xlsx")).keys()


def test_title_and_empty_rows_above_the_header_and_between_the_rows_keep_the_row_numbers(intake):
    header, *rows = sheet_rows("pensionsavgangar", [[2024, "0101", "K", 65], [2024, "0102", "K", 66]])
    reading = intake.read(xlsx([["Uttag ur lönesystemet"], [], header, rows[0], [], [], rows[1]]), "a.xlsx")
    assert reading.header_row == 3
    assert reading.rows_read == 2
    places = {r["unit"]: (r["sheet"], r["row_first"], r["row_last"], r["col"]) for r in reading.facts.to_pylist()}
    assert places == {"0101": ("Data", 4, 4, "D · Ålder vid avgång"), "0102": ("Data", 7, 7, "D · Ålder vid avgång")}


def test_a_table_that_does_not_begin_in_the_first_column_keeps_its_letters(intake):
    rows = [[None, None, *row] for row in sheet_rows("pensionsavgangar")]
    reading = intake.read(xlsx(rows), "a.xlsx")
    assert {r["col"] for r in reading.facts.to_pylist()} == {"F · Ålder vid avgång"}


def test_without_a_sex_column_everything_is_the_total(intake):
    rows = [row[:2] + row[3:] for row in sheet_rows("pensionsavgangar")]
    reading = intake.read(xlsx(rows), "a.xlsx")
    assert [(r["sex"], r["n"]) for r in reading.facts.to_pylist()] == [("T", 3)]


@pytest.mark.parametrize("words", [("K", "M", "T"), ("Kvinna", "Man", "Totalt"), ("kvinnor", "MÄN", "Alla")])
def test_sexes_may_be_written_in_three_ways(intake, words):
    header, *rows = sheet_rows("hme")
    wanted = dict(zip("KMT", words, strict=True))
    reading = intake.read(xlsx([header, *[[*r[:3], wanted[r[3]], *r[4:]] for r in rows]]), "a.xlsx")
    assert {r["sex"] for r in reading.facts.to_pylist()} == {"K", "M", "T"}


def test_a_unit_is_a_code_with_its_leading_zeros_or_an_exact_name(intake):
    rows = [[2024, "Akuten", "K", 65], [2024, "0101", "K", 65], [2024, "Vårdavdelning 1", "M", 66]]
    reading = intake.read(xlsx(sheet_rows("pensionsavgangar", rows)), "a.xlsx")
    assert {r["unit"] for r in reading.facts.to_pylist()} == {"0101", "0102"}


def test_a_unit_of_an_earlier_year_is_accepted_in_that_year(intake):
    reading = intake.read(xlsx(sheet_rows("pensionsavgangar", [[2021, "0103", "K", 65]])), "a.xlsx")
    assert reading.faults == []


def test_a_month_that_excel_made_a_date_is_still_the_month(intake):
    header, *rows = sheet_rows("sjukfranvaro")
    as_date = intake.read(csv([header, *[["2024-03-01 00:00:00", *r[1:]] for r in rows[:2]]]), "a.csv")
    assert {r["period"] for r in as_date.facts.to_pylist()} == {"2024-03"}


def test_numbers_may_have_decimal_comma_or_point_and_spaced_thousands(intake):
    rows = [["2024-03", "0101", "K", "1 040", "64 000,5", "450.5", "200,25", None, None]]
    reading = intake.read(csv(sheet_rows("sjukfranvaro", rows)), "a.csv")
    fact = facts_of(reading)[("korttidssjukfranvaro", "0101", "2024-03", "K", "A")]
    assert (fact["n"], fact["numerator"], fact["denominator"]) == (1040, 200.25, 64000.5)
    assert fact["value"] == pytest.approx(100 * 200.25 / 64000.5, abs=1e-12)


def test_sheets_of_the_same_layout_are_read_together_and_keep_their_names(intake):
    rows_2023 = [[2023, *r[1:]] for r in GOOD["pensionsavgangar"]]
    data = xlsx(
        sheet_rows("pensionsavgangar"), sheet="2024", more={"2023": sheet_rows("pensionsavgangar", rows_2023), "Anteckningar": [["hej"]]}
    )
    reading = intake.read(data, "a.xlsx")
    assert (reading.sheet, reading.rows_read, reading.other_sheets) == ("2024, 2023", 6, ["Anteckningar"])
    assert {(r["year"], r["sheet"]) for r in reading.facts.to_pylist()} == {(2024, "2024"), (2023, "2023")}


def test_an_empty_column_with_a_heading_of_its_own_disturbs_nobody(intake):
    header, *rows = sheet_rows("hme")
    assert intake.read(xlsx([[*header, "Kommentar"], *rows]), "a.xlsx").faults == []


@pytest.mark.parametrize(
    "data",
    [
        xlsx([["SYNTETISKA uppgifter"], *sheet_rows("hme")]),
        xlsx(sheet_rows("hme"), sheet="Syntetisk data"),
        xlsx(sheet_rows("hme"), properties={"title": "HME (SYNTETISK)"}),
        csv([["Syntetiskt", "SYNTETISK"], *sheet_rows("hme")]),
    ],
    ids=["title row", "sheet name", "property", "csv"],
)
def test_an_extract_that_says_synthetic_is_known_as_such(intake, data):
    reading = intake.read(data, "hme")
    assert reading.synthetic and reading.faults == []


def test_an_empty_value_is_computed_from_numerator_and_denominator_else_kept_as_missing(intake):
    rows = [[2024, "0101", "T", "sam-chefer", None, None, 9, 12], [2024, "0102", "T", "sam-chefer", None, 14, None, None]]
    reading = intake.read(xlsx(sheet_rows("indikatorvarden", rows)), "a.xlsx")
    facts = {r["unit"]: r for r in reading.facts.to_pylist()}
    assert (facts["0101"]["value"], facts["0101"]["n"], facts["0101"]["missing"]) == (75.0, 12, None)
    assert (facts["0102"]["value"], facts["0102"]["n"], facts["0102"]["missing"]) == (None, 14, "saknas")
    assert [w.code for w in reading.warnings] == ["value_missing"]


def test_the_method_of_a_value_is_the_stated_one_or_the_first_of_the_indicator(intake):
    header, *_ = sheet_rows("indikatorvarden")
    rows = [[2024, "0101", "T", "korttidssjukfranvaro", 3.1, 40, None, None, m] for m in ("b", None)]
    reading = intake.read(xlsx([[*header, "Metod"], *rows]), "a.xlsx")
    assert {r["method"] for r in reading.facts.to_pylist()} == {"B", "ej angiven"}


def test_total_hours_are_summed_from_women_and_men_when_the_file_has_no_total(intake):
    facts = facts_of(intake.read(xlsx(sheet_rows("sjukfranvaro")), "a.xlsx"))
    total = facts[("korttidssjukfranvaro", "0101", "2024-03", "T", "A")]
    assert (total["numerator"], total["denominator"], total["n"]) == (280, 9600, 60)
    assert total["value"] == pytest.approx(100 * 280 / 9600, abs=1e-12)
    assert (total["row_first"], total["row_last"], total["month"]) == (2, 3, 3)


def test_an_organisation_among_the_files_is_known_to_the_others(intake):
    answers = xlsx(sheet_rows("pensionsavgangar", [[2024, "0901", "K", 65]]))
    readings = intake.read_all([(answers, "p.xlsx"), (xlsx(sheet_rows("organisation")), "o.xlsx")])
    assert [r.faults for r in readings] == [[], []]
    assert intake.read(answers, "p.xlsx").faults[0].code == "needs_answer"


def test_a_hidden_sheet_is_read_and_that_is_told(intake):
    data = xlsx([], sheet="Tom", more={"Data": sheet_rows("hme")}, hidden="Data")
    reading = intake.read(data, "a.xlsx")
    assert (reading.sheet, reading.rows_read, reading.faults) == ("Data", 4, [])
    assert [(w.code, w.sheet) for w in reading.warnings if w.code.startswith("hidden")] == [("hidden_sheet_read", "Data")]


def test_a_hidden_sheet_of_persons_beside_a_visible_one_is_asked_about(intake):
    data = xlsx(sheet_rows("pensionsavgangar"), more={"Gammalt": sheet_rows("pensionsavgangar")}, hidden="Gammalt")
    (question,) = intake.read(data, "a.xlsx").questions
    assert (question.kind, question.sheet, question.proposed) == ("layout", "Gammalt", SKIP)
    reading = intake.read(data, "a.xlsx", answers={question.id: SKIP})
    assert (reading.sheet, reading.rows_read, reading.other_sheets) == ("Data", 3, ["Gammalt"])
    assert [(w.code, w.sheet) for w in reading.warnings] == [("hidden_sheet", "Gammalt")]


def test_a_number_too_large_to_count_anything_is_not_a_number_of_anything(intake):
    rows = [[2024, "0101", "T", "delaktighet", 76.5, "1e30", None, None]]
    reading = intake.read(csv(sheet_rows("indikatorvarden", rows)), "a.csv")
    assert [(f.code, f.column) for f in reading.faults] == [("not_a_number", "F · Antal (n)")]
