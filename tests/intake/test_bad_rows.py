"""Bad rows of each layout: what is said, where, and that nothing is stored. The table can be read by a controller."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.extent import some
from tests.intake.builders import GOOD, HEADINGS, LAYOUTS, csv, sheet_rows, xlsx


class Bad(NamedTuple):
    """A good file with one cell changed (or a row added), and the fault that must come of it."""

    layout: str
    row: int  # of the good rows, 0-based; the sheet's row is two more
    heading: str
    value: object
    code: str
    says: str


BAD = [
    # wrong type
    Bad("indikatorvarden", 0, "År", "tjugofyra", "bad_year", "fyra siffror"),
    Bad("indikatorvarden", 0, "Värde", "hög", "not_a_number", "ett tal"),
    Bad("indikatorvarden", 0, "Värde", "nan", "not_a_number", "ett tal"),
    Bad("indikatorvarden", 0, "Värde", "inf", "not_a_number", "ett tal"),
    Bad("indikatorvarden", 0, "Värde", "1.234.5", "not_a_number", "ett tal"),
    Bad("indikatorvarden", 0, "Värde", "75,", "not_a_number", "ett tal"),
    Bad("indikatorvarden", 0, "Antal (n)", 40.5, "not_an_integer", "heltal"),
    Bad("hme", 0, "Antal svar", "77 %", "not_a_number", "Procenttecknet passar inte"),
    Bad("pensionsavgangar", 0, "Ålder vid avgång", "65 %", "not_a_number", "Procenttecknet passar inte"),
    Bad("hme", 0, "HME", "77 poäng", "not_a_number", "ett tal"),
    Bad("anstallningar", 0, "Sysselsättningsgrad (faktisk)", "..", "not_a_number", "ett tal"),
    Bad("hme", 0, "Antal svar", "fyrtio", "not_a_number", "ett tal"),
    Bad("hme", 0, "Grupp (Chef/Medarbetare)", "Konsult", "bad_choice", "”Chef”"),
    Bad("hme-svar", 0, HEADINGS["hme-svar"][4], "bra", "bad_answer", "1–5"),
    Bad("hme-svar", 0, HEADINGS["hme-svar"][4], "4,5", "bad_answer", "1–5"),
    Bad("hme-svar", 0, HEADINGS["hme-svar"][4], "4-5", "bad_answer", "1–5"),
    Bad("hme-svar", 0, "Är chef", "Kanske", "bad_choice", "”Ja”"),
    Bad("sjukfranvaro", 0, "Period (ÅÅÅÅ-MM)", "2024", "bad_period", "ÅÅÅÅ-MM"),
    Bad("pensionsavgangar", 0, "År", "kv 1 2024", "quarter_period", "hela år"),
    Bad("sjukfranvaro", 0, "Period (ÅÅÅÅ-MM)", "kv 5 2024", "bad_period", "2024 kv 1"),
    Bad("sjukfranvaro", 0, "Period (ÅÅÅÅ-MM)", "kv 1 1924", "bad_period", "Periodens år"),
    Bad("sjukfranvaro", 0, "Period (ÅÅÅÅ-MM)", "T1 2024", "tertial_period", "allt hittills"),
    Bad("indikatorvarden", 0, "År", "tertial 2 2024", "tertial_period", "allt hittills"),
    Bad("indikatorvarden", 0, "År", "2024-03-15", "bad_year", "fyra siffror"),
    Bad("sjukfranvaro", 0, "Period (ÅÅÅÅ-MM)", "2024-13", "bad_period", "ÅÅÅÅ-MM"),
    Bad("sjukfranvaro", 0, "Period (ÅÅÅÅ-MM)", "2024-03-15", "bad_period", "ÅÅÅÅ-MM"),
    Bad("sjukfranvaro", 0, "Period (ÅÅÅÅ-MM)", "#DIV/0!", "bad_period", "formel"),
    Bad("anstallningar", 0, "Sysselsättningsgrad (faktisk)", "heltid", "not_a_number", "ett tal"),
    Bad("anstallningar", 0, "Avlöningsform", "Månadslöm", "bad_choice", "Menas ”Månadslön”?"),
    Bad("chefer", 0, "Roll", "Konsult", "bad_choice", "”Enhetschef”"),
    Bad("chefer", 0, "Klinisk tjänstgöring", "40 %", "bad_choice", "”Ja”"),
    Bad("chefer", 0, "Klinisk tjänstgöring", None, "missing_value", "Fyll i den"),
    Bad("chefer", 2, "Enhet", "F1", "unit_above_others", "lägsta nivån"),
    Bad("anstallningar", 0, "Enhet", "REGION", "unit_above_others", "0101"),
    Bad("pensionsavgangar", 0, "Ålder vid avgång", "sextiofem", "not_a_number", "ett tal"),
    Bad("organisation", 1, "Gäller från", "förra året", "bad_year", "fyra siffror"),
    Bad("organisation", 1, "Nivå", "Avdelning", "bad_choice", "”Verksamhet”"),
    # sex
    Bad("indikatorvarden", 0, "Kön", "X", "bad_sex", "”K”, ”M”, ”T”"),
    Bad("pensionsavgangar", 0, "Kön", None, "missing_value", "K, M eller T"),
    # unknown unit, unit of other years, name of two units
    *[Bad(layout, 0, "Enhet", "0199", "needs_answer", "finns inte i organisationen") for layout in LAYOUTS if layout != "organisation"],
    Bad("hme", 0, "Enhet", 101, "needs_answer", "Menas ”0101”"),
    Bad("hme", 0, "Enhet", "Akutten", "needs_answer", "Menas ”0102” (Akuten)"),
    Bad("hme", 3, "Enhet", "0103", "unit_not_in_force", "2019–2022, inte 2024"),
    Bad("hme", 3, "Enhet", "Nedlagda avdelningen", "unit_not_in_force", "2019–2022, inte 2024"),
    Bad("hme", 3, "Enhet", "Dubbletten", "ambiguous_unit", "”0104”, ”0105”"),
    Bad("organisation", 1, "Överordnad enhet", "F7", "unknown_parent", "inte finns"),
    Bad("organisation", 1, "Överordnad enhet", None, "second_root", "saknar överordnad"),
    Bad("organisation", 1, "Gäller till", 2019, "bad_validity", "slutar gälla innan"),
    Bad("organisation", 1, "Enhetskod", "F9", "duplicate_unit", "två gånger"),
    Bad("organisation", 1, "Enhetskod", None, "missing_value", "tom"),
    # unknown indicator, unknown method
    Bad("indikatorvarden", 0, "Indikator", "delaktigheten", "needs_answer", "Menas ”Upplevd delaktighet bland medarbetare”"),
    Bad("indikatorvarden", 0, "Indikator", "zzz", "needs_answer", "Ingen indikator i programmet heter så"),
    # out of range
    Bad("indikatorvarden", 0, "Värde", 101, "out_of_range", "0–100"),
    Bad("indikatorvarden", 0, "Värde", -0.1, "out_of_range", "0–100"),
    Bad("indikatorvarden", 0, "Antal (n)", -1, "out_of_range", "minst 0"),
    Bad("hme", 0, "HME", 101, "out_of_range", "0–100"),
    Bad("hme-svar", 0, HEADINGS["hme-svar"][4], 6, "out_of_range", "1–5"),
    Bad("hme-svar", 0, HEADINGS["hme-svar"][4], 0, "out_of_range", "1–5"),
    Bad("sjukfranvaro", 0, "Ordinarie arbetstid (tim)", -1, "out_of_range", "minst 0"),
    Bad("anstallningar", 0, "Sysselsättningsgrad (faktisk)", 120, "out_of_range", "0–100"),
    Bad("pensionsavgangar", 0, "Ålder vid avgång", 17, "out_of_range", "50–80"),
    # years that no extract is about
    Bad("hme", 0, "År", 1924, "bad_year", "2000–2027"),
    Bad("hme", 0, "År", 2042, "bad_year", "2000–2027"),
    Bad("hme", 0, "År", 2024.5, "bad_year", "fyra siffror"),
    Bad("sjukfranvaro", 0, "Period (ÅÅÅÅ-MM)", "2042-01", "bad_period", "2000–2027"),
    # blank where something must stand
    Bad("indikatorvarden", 0, "Indikator", None, "missing_value", "tom"),
    Bad("hme", 0, "Antal svar", None, "missing_value", "tom"),
    Bad("sjukfranvaro", 0, "Dag 1–14 (tim)", None, "missing_value", "tom"),
    Bad("anstallningar", 0, "Avlöningsform", None, "missing_value", "tom"),
    Bad("pensionsavgangar", 0, "Ålder vid avgång", None, "missing_value", "tom"),
    # cells of a row that contradict each other
    Bad("indikatorvarden", 3, "Värde", 45, "value_not_ratio", "100 · 6 / 12 = 50"),
    Bad("indikatorvarden", 3, "Nämnare", 0, "denominator_zero", "Nämnaren är 0"),
    Bad("indikatorvarden", 3, "Nämnare", None, "half_ratio", "båda eller ingen"),
    Bad("sjukfranvaro", 0, "Sjukfrånvaro (tim)", 6401, "parts_exceed_whole", "mer än ”Ordinarie arbetstid (tim)” 6400"),
    Bad("sjukfranvaro", 0, "Dag 1–14 (tim)", 300, "parts_exceed_whole", "mer än ”Sjukfrånvaro (tim)” 450,5"),
]


def faulty(bad: Bad) -> list[list[object]]:
    rows = sheet_rows(bad.layout)
    rows[bad.row + 1][HEADINGS[bad.layout].index(bad.heading)] = bad.value
    return rows


def first_of_each(what: Callable[[Bad], str]) -> list[Bad]:
    """The first case of each layout or fault."""
    return list({what(bad): bad for bad in reversed(BAD)}.values())


# Each as a workbook; as text, one of each layout and one of each fault.
AS_TEXT = some(BAD, [*dict.fromkeys(first_of_each(lambda b: b.layout) + first_of_each(lambda b: b.code))])
CASES = [pytest.param(bad, make, id=f"{bad.layout}: {bad.heading} = {bad.value}-{make.__name__}")
         for make, cases in ((xlsx, BAD), (csv, AS_TEXT)) for bad in cases]  # fmt: skip


@pytest.mark.parametrize(("bad", "make"), CASES)
def test_a_bad_cell_refuses_the_file_and_is_told_with_its_place(intake, store, bad, make):
    reading = intake.read(make(faulty(bad)), "fel.xlsx" if make is xlsx else "fel.csv")
    result = intake.commit(reading, "anna")
    told = [f for f in result.reading.faults if f.code == bad.code]
    assert told, [str(f) for f in result.reading.faults]
    fault = told[0]
    where = HEADINGS[bad.layout].index(_told_at(bad))
    assert fault.sheet == ("Data" if make is xlsx else "fel")
    assert fault.row == bad.row + 2
    assert fault.column == f"{chr(65 + where)} · {HEADINGS[bad.layout][where]}"
    assert bad.says in fault.message
    assert (result.state, result.batch, result.to_json()["rows_accepted"]) == ("refused", None, 0)
    assert store.batches == [] and store.facts == {}


def _told_at(bad: Bad) -> str:
    """The column that a fault between columns is told at."""
    moved = {("half_ratio", "Nämnare"): "Nämnare", ("parts_exceed_whole", "Dag 1–14 (tim)"): "Sjukfrånvaro (tim)"}
    return moved.get((bad.code, bad.heading), bad.heading)


def test_the_value_of_a_fault_is_what_stood_in_the_cell(intake):
    rows = sheet_rows("hme")
    rows[1][8] = 101
    fault = intake.read(xlsx(rows), "a.xlsx").faults[0]
    assert (fault.value, fault.column, fault.row) == ("101", "I · HME", 2)


def test_a_unit_that_two_units_share_the_name_of_is_told_apart_by_the_year(intake):
    header, *_ = sheet_rows("pensionsavgangar")
    fault = intake.read(xlsx([header, [2024, "Dubbletten", "K", 65]]), "a.xlsx").faults[0]
    assert (fault.code, fault.column) == ("ambiguous_unit", "B · Enhet")


@pytest.mark.parametrize("layout", ["indikatorvarden", "hme", "sjukfranvaro"])
def test_a_key_that_stands_twice_is_told_with_all_its_rows(intake, layout):
    rows = sheet_rows(layout)
    reading = intake.read(xlsx([*rows, rows[1], rows[1]]), "a.xlsx")
    assert [f.code for f in reading.faults] == ["duplicate_key"]
    last = len(rows) + 1
    assert f"raderna 2, {last} och {last + 1}" in reading.faults[0].message
    assert reading.faults[0].row == last


def test_a_unit_by_code_and_by_name_is_the_same_key(intake):
    header, *_ = sheet_rows("hme")
    rows = [[2024, unit, "Chef", "T", 12, 88, 87, 84, 86.3] for unit in ("0102", "Akuten")]
    assert [f.code for f in intake.read(xlsx([header, *rows]), "a.xlsx").faults] == ["duplicate_key"]


def test_an_organisation_row_that_stands_twice_is_told(intake):
    rows = sheet_rows("organisation")
    codes = {f.code for f in intake.read(xlsx([*rows, rows[2]]), "a.xlsx").faults}
    assert "duplicate_unit" in codes


def test_the_same_row_twice_is_two_persons_where_a_row_is_a_person(intake):
    rows = sheet_rows("pensionsavgangar", [[2024, "0101", "K", 65], [2024, "0101", "K", 65]])
    reading = intake.read(xlsx(rows), "a.xlsx")
    assert reading.faults == []
    assert {(r["sex"], r["n"]) for r in reading.facts.to_pylist()} == {("K", 2), ("T", 2)}


@pytest.mark.parametrize(
    ("layout", "column", "heading"),
    [("hme", 4, "E · Antal svar"), ("indikatorvarden", 5, "F · Antal (n)")],
)
def test_women_and_men_that_do_not_make_the_total_are_told_at_the_total(intake, layout, column, heading):
    rows = sheet_rows(layout)
    rows[3][column] = 61
    faults = intake.read(xlsx(rows), "a.xlsx").faults
    assert [(f.code, f.row, f.column) for f in faults] == [("sexes_do_not_add_up", 4, heading)]
    assert "Kvinnor 40 + män 20 = 60, men totalt är 61 (rad 2, 3 och 4)" in faults[0].message


def test_numerators_and_denominators_of_women_and_men_must_make_the_total(intake):
    header, *_ = sheet_rows("indikatorvarden")
    rows = [
        [2024, "0101", "K", "sam-chefer", 50, None, 5, 10],
        [2024, "0101", "M", "sam-chefer", 50, None, 5, 10],
        [2024, "0101", "T", "sam-chefer", 55, None, 11, 20],
    ]
    faults = intake.read(xlsx([header, *rows]), "a.xlsx").faults
    assert [(f.code, f.row, f.column) for f in faults] == [("sexes_do_not_add_up", 4, "G · Täljare")]


def test_hours_of_women_and_men_must_make_the_total_but_for_rounding(intake):
    rows = [
        ["2024-03", "0101", "K", 40, 6400, 450, 200.4, None, None],
        ["2024-03", "0101", "M", 20, 3200, 150, 80.4, None, None],
        ["2024-03", "0101", "T", 60, 9600, 600, 280.9, None, None],
    ]
    assert intake.read(xlsx(sheet_rows("sjukfranvaro", rows)), "a.xlsx").faults == []
    rows[2][6] = 281.2
    faults = intake.read(xlsx(sheet_rows("sjukfranvaro", rows)), "a.xlsx").faults
    assert [(f.code, f.row, f.column) for f in faults] == [("sexes_do_not_add_up", 4, "G · Dag 1–14 (tim)")]


def test_a_value_may_be_rounded_as_it_is_written_but_no_more(intake):
    header, *_ = sheet_rows("indikatorvarden")
    third = [2024, "0101", "T", "sam-chefer", 33.3, None, 4, 12]
    assert intake.read(xlsx([header, third]), "a.xlsx").faults == []
    third[4] = 33.4
    assert [f.code for f in intake.read(xlsx([header, third]), "a.xlsx").faults] == ["value_not_ratio"]


def test_a_numerator_larger_than_its_denominator_is_out_of_range_when_the_value_is_left_out(intake):
    header, *_ = sheet_rows("indikatorvarden")
    faults = intake.read(xlsx([header, [2024, "0101", "T", "sam-chefer", None, None, 13, 12]]), "a.xlsx").faults
    assert [(f.code, f.column) for f in faults] == [("out_of_range", "G · Täljare")]


def test_a_column_of_per_cent_stored_as_fractions_is_not_taken_for_tiny_percentages(intake):
    rows = sheet_rows("anstallningar", [[2024, "0101", "K", "Månadslön", 1, "Nej"], [2024, "0101", "M", "Månadslön", 0.75, "Nej"]])
    reading = intake.read(xlsx(rows), "a.xlsx")
    assert [(f.code, f.column) for f in reading.faults] == [("needs_answer", "E · Sysselsättningsgrad (faktisk)")]
    assert [(q.kind, q.proposed) for q in reading.questions] == [("scale", "100")]


def test_a_failed_formula_is_a_missing_figure_with_its_reason_but_a_fault_where_a_key_stands(intake):
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("Data")
        for r, row in enumerate(sheet_rows("indikatorvarden")):
            page.write_row(r + 2, 1, [v for v in row if v is not None])
        page.write_formula(3, 5, "=1/0", None, "#DIV/0!")
        page.write_formula(4, 1, "=1/0", None, "#DIV/0!")
    reading = intake.read(out.getvalue(), "a.xlsx", accept_valid=True)
    assert ("bad_year", 5, "B · År", "#DIV/0!") in [(f.code, f.row, f.column, f.value) for f in reading.faults]
    assert [(w.code, w.row, w.column) for w in reading.warnings][:1] == [("formula_without_value", 4, "F · Värde")]
    assert [(f["value"], f["missing"]) for f in reading.facts.to_pylist() if f["row_first"] == 4] == [
        (None, "formeln i källan gav #DIV/0!")
    ]


def test_all_faults_are_told_in_the_order_of_the_sheet_after_what_must_be_answered(intake):
    rows = sheet_rows("hme")
    rows[4][1], rows[2][8], rows[2][0], rows[1][2] = "0199", 101, 1900, "Chefen"
    faults = intake.read(xlsx(rows), "a.xlsx").faults
    assert [(f.row, f.code) for f in faults] == [(5, "needs_answer"), (2, "bad_choice"), (3, "bad_year"), (3, "out_of_range")]


def test_a_thousand_faults_are_listed_and_all_are_counted(intake):
    rows = sheet_rows("pensionsavgangar", [[2024, "0101", "K", 17]] * 1500)
    reading = intake.read(xlsx(rows), "a.xlsx")
    assert (len(reading.faults), reading.faults_total) == (1000, 1500)
    assert intake.commit(reading, "anna").to_json()["errors_total"] == 1500


def test_the_valid_rows_can_be_accepted_and_the_rest_told(intake, store):
    rows = sheet_rows("hme")
    rows[4][1] = "0199"
    reading = intake.read(xlsx(rows), "a.xlsx", accept_valid=True)
    result = intake.commit(reading, "anna").to_json()
    assert (result["state"], result["rows_read"], result["rows_accepted"], result["rows_rejected"]) == ("active", 4, 3, 1)
    assert [e["code"] for e in result["errors"]] == ["unknown_unit"]
    assert {key[1] for key in store.facts} == {"0101"}


def test_persons_with_a_faulty_row_are_left_out_when_the_valid_rows_are_accepted(intake):
    rows = sheet_rows("pensionsavgangar", [[2024, "0101", "K", 65], [2024, "0101", "K", 17], [2024, "0101", "M", 66]])
    reading = intake.read(xlsx(rows), "a.xlsx", accept_valid=True)
    assert {(r["sex"], r["n"], r["value"]) for r in reading.facts.to_pylist()} == {("K", 1, 65), ("M", 1, 66), ("T", 2, 65.5)}


def test_a_total_is_not_made_of_one_sex_when_the_other_row_was_rejected(intake):
    rows = sheet_rows("sjukfranvaro")[:3]
    rows[2][3] = "många"
    reading = intake.read(xlsx(rows), "a.xlsx", accept_valid=True)
    assert {r["sex"] for r in reading.facts.to_pylist()} == {"K"}


def test_no_row_left_is_a_refusal_also_when_valid_rows_are_accepted(intake, store):
    reading = intake.read(xlsx(sheet_rows("pensionsavgangar", [[2024, "0101", "K", 17]])), "a.xlsx", accept_valid=True)
    assert intake.commit(reading, "anna").state == "refused"
    assert store.batches == []


def test_rows_that_no_indicator_counts_are_told(intake):
    rows = sheet_rows("anstallningar", [[2024, "0101", "K", "Timlön", 100, None]])
    assert [f.code for f in intake.read(xlsx(rows), "a.xlsx").faults] == ["no_facts"]


def test_units_below_a_faulty_unit_are_left_out_with_it(intake):
    rows = sheet_rows(
        "organisation",
        [["F8", "Åtta", "saknas", "Förvaltning", None, None], ["0801", "Under", "F8", "Enhet", None, None], *GOOD["organisation"]],
    )
    reading = intake.read(xlsx(rows), "a.xlsx", accept_valid=True)
    assert reading.units["code"].to_pylist() == ["F9", "0901"]
    assert (reading.rows_accepted, reading.rows_rejected) == (2, 2)


def test_future_months_and_years_are_pointed_out(intake):
    reading = intake.read(xlsx(sheet_rows("pensionsavgangar", [[2027, "0101", "K", 65]])), "a.xlsx")
    assert [w.code for w in reading.warnings] == ["future_period"] and reading.faults == []


def test_women_and_men_of_an_indicator_without_sexes_are_pointed_out(intake):
    rows = [[2024, "0101", "K", "bristkompetenser-lang-sikt", 12, None, None, None]]
    assert [w.code for w in intake.read(xlsx(sheet_rows("indikatorvarden", rows)), "a.xlsx").warnings] == ["not_by_sex"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_message_is_in_english_or_has_a_decimal_point(intake, layout):
    rows = sheet_rows(layout)
    for row in rows[1:]:
        row[:] = ["?!" for _ in row]
    for fault in intake.read(xlsx(rows), "a.xlsx").faults:
        assert not set(fault.message.lower().replace("”", " ").split()) & {"the", "is", "not", "column", "row", "value", "invalid", "must"}


def test_a_formula_that_no_program_has_worked_out_is_a_missing_figure_with_its_reason(intake):
    import io

    import openpyxl

    book = openpyxl.Workbook()  # writes formulas without values
    page = book.active
    page.title = "Data & så"
    for row in sheet_rows("hme"):
        page.append(row)
    page["I3"] = "=AVERAGE(F3:H3)"
    out = io.BytesIO()
    book.save(out)
    reading = intake.read(out.getvalue(), "a.xlsx")
    assert not reading.refused
    told = next(w for w in reading.warnings if w.code == "formula_without_value")
    assert (told.sheet, told.row, told.column) == ("Data & så", 3, "I · HME") and "Excel" in told.message
    facts = {(f["row_first"], f["missing"]) for f in reading.facts.to_pylist() if f["col"] == "I · HME" and f["value"] is None}
    assert facts == {(3, "formeln i källan är inte beräknad")}


def test_a_formula_whose_result_is_an_empty_text_is_a_blank_cell(intake):
    import io
    import zipfile

    import xlsxwriter

    written, out = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page = book.add_worksheet("Data")
        for r, row in enumerate(sheet_rows("hme")):
            page.write_row(r, 0, row)
        page.write_formula(2, 8, '=""', None, "")
        page.write_formula(3, 8, "=77", None, 77)
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():  # a spreadsheet program marks a worked-out text, this writer does not
            new.writestr(name, old.read(name).replace(b'<c r="I3"><f>', b'<c r="I3" t="str"><f>'))
    reading = intake.read(out.getvalue(), "a.xlsx")
    assert not reading.refused
    assert "value_missing" in [w.code for w in reading.warnings]


def test_rows_below_a_faulty_unit_are_not_told_of_as_faults_of_their_own(intake):
    rows = sheet_rows(
        "organisation",
        [
            ["F7", "Förvaltning sju", "SAKNAS", "Förvaltning", None, None],
            ["0701", "Mottagningen", "F7", "Enhet", None, None],
        ],
    )
    faults = intake.read(xlsx(rows), "o.xlsx").faults
    assert [(f.row, f.code) for f in faults] == [(2, "unknown_parent"), (3, "parent_rejected")]
    assert "finns inte" not in faults[1].message
