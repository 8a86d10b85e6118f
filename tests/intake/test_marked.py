"""A faulty file comes back as the same workbook, with its bad cells filled and commented and its faults listed first."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from openpyxl.styles import Font

from kpi.errors import Fault
from kpi.intake import Intake, marked
from kpi.intake.marked import LIST_SHEET, can_be_marked, marked_workbook
from kpi.intake.recognise import GUIDE_MARK
from tests.intake.builders import csv, sheet_rows, xlsx

FILLED = marked.FILL.removeprefix("#")


def fault(cell_row: int, column: str, message: str = "Här ska stå ett tal.", sheet: str = "Data", value: str | None = "x") -> Fault:
    return Fault("not_a_number", message, sheet=sheet, row=cell_row, column=column, value=value)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def is_marked(cell) -> bool:
    return cell.fill.fgColor.rgb is not None and str(cell.fill.fgColor.rgb).endswith(FILLED)


def test_the_bad_cells_are_filled_and_commented_and_the_others_are_as_they_were():
    source = xlsx(sheet_rows("indikatorvarden"))
    book = opened(
        marked_workbook(source, "f.xlsx", [fault(2, "E · Värde"), fault(2, "E · Värde", "Och ligga i 0–100."), fault(3, "B · Enhet")])
    )
    sheet, before = book["Data"], opened(source)["Data"]
    assert is_marked(sheet["E2"]) and sheet["E2"].comment.text == "Här ska stå ett tal.\nOch ligga i 0–100."
    assert is_marked(sheet["B3"]) and not is_marked(sheet["B2"]) and sheet["B2"].comment is None
    assert [[c.value for c in row] for row in sheet] == [[c.value for c in row] for row in before]


def test_the_first_sheet_lists_every_fault_with_a_link_to_its_cell():
    book = opened(
        marked_workbook(xlsx(sheet_rows("hme"), sheet="Vårt 'blad' 1"), "f.xlsx", [fault(3, "F · Motivation", sheet="Vårt 'blad' 1")])
    )
    front = book.worksheets[0]
    assert front.title == LIST_SHEET and front["A1"].value.startswith(GUIDE_MARK)
    assert [c.value for c in front[3]] == ["Vårt 'blad' 1", "F3", "x", "Här ska stå ett tal."]
    assert front["B3"].hyperlink.location == "'Vårt ''blad'' 1'!F3"


def test_the_looks_of_the_workbook_stay():
    book = openpyxl.Workbook()
    book.active.title = "Data"
    book.active.append(["År", "Värde"])
    book.active.append([2024, "x"])
    book.active["A1"].font = Font(italic=True)
    book.active.column_dimensions["A"].width = 33
    out = io.BytesIO()
    book.save(out)
    sheet = opened(marked_workbook(out.getvalue(), "f.xlsx", [fault(2, "B · Värde")]))["Data"]
    assert sheet["A1"].font.italic and sheet.column_dimensions["A"].width == 33


def test_a_file_that_is_corrected_in_its_marked_copy_is_read_as_if_nothing_had_been_marked(intake: Intake):
    rows = sheet_rows("indikatorvarden")
    good = intake.read(xlsx(rows), "f.xlsx")
    rows[1][4] = "abc"
    bad = intake.read(xlsx(rows), "f.xlsx")
    assert bad.refused and can_be_marked(bad.faults)
    book = opened(marked_workbook(xlsx(rows), "f.xlsx", bad.faults))
    assert is_marked(book["Data"]["E2"])
    book["Data"]["E2"] = 76.5
    out = io.BytesIO()
    book.save(out)
    again = intake.read(out.getvalue(), "f.xlsx")
    assert not again.refused, again.faults
    assert again.facts.drop_columns(["sheet"]).equals(good.facts.drop_columns(["sheet"]))


def test_a_text_file_becomes_a_workbook_with_the_same_cells(intake: Intake):
    rows = sheet_rows("indikatorvarden")
    rows[1][4] = "abc"
    bad = intake.read(csv(rows), "utdrag.csv")
    book = opened(marked_workbook(csv(rows), "utdrag.csv", bad.faults))
    sheet = book["utdrag"]
    assert is_marked(sheet["E2"]) and sheet["E2"].comment is not None
    assert sheet["B2"].value == "0101"  # a code, not a number
    assert sheet["E3"].value == "74,25"


def test_nothing_becomes_a_formula_on_the_way():
    data = b"A;B\r\n=1+1;@SUM(A1)\r\n"
    book = opened(marked_workbook(data, "x.csv", [fault(2, "A · A", sheet="x", value="=1+1")]))
    assert all(c.data_type != "f" for sheet in book for row in sheet for c in row)
    assert book["x"]["A2"].value == "=1+1"
    kept = opened(marked_workbook(xlsx(sheet_rows("hme")), "f.xlsx", [fault(3, "F · Motivation", value='=HYPERLINK("http://x")')]))
    assert all(c.data_type != "f" for sheet in kept for row in sheet for c in row)


def test_what_may_be_read_in_two_ways_stays_text():
    book = opened(marked_workbook(b"A;B\r\n1.234;77.25\r\n", "x.csv", [fault(2, "A · A", sheet="x")]))
    assert book["x"]["A2"].value == "1.234" and book["x"]["B2"].value == 77.25


def test_a_merged_cell_is_marked_where_it_begins():
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for row in (["År", "Värde"], [2024, "x"], [None, 3]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    sheet = opened(marked_workbook(out.getvalue(), "f.xlsx", [fault(3, "A · År")]))["Data"]
    assert is_marked(sheet["A2"]) and sheet["A2"].comment is not None


@pytest.mark.parametrize("column", [None, "HME", "Rubrik utan bokstav", "ZZ · utanför"])
def test_a_fault_without_a_column_in_the_sheet_marks_the_row(column):
    sheet = opened(marked_workbook(xlsx(sheet_rows("hme")), "f.xlsx", [fault(2, column)]))["Data"]
    assert is_marked(sheet["A2"])


def test_a_large_workbook_is_made_anew_with_its_hidden_sheets_hidden(monkeypatch):
    monkeypatch.setattr(marked, "_KEEPS_LOOKS", 0)
    source = xlsx(sheet_rows("hme"), more={"Dold": [["a", date(2024, 3, 1).isoformat()]]}, hidden="Dold")
    book = opened(marked_workbook(source, "f.xlsx", [fault(2, "F · Motivation")]))
    assert book.sheetnames == [LIST_SHEET, "Data", "Dold"] and book["Dold"].sheet_state == "hidden"
    assert book["Data"]["F2"].value == 78.1 and is_marked(book["Data"]["F2"])


def test_a_list_sheet_of_an_earlier_round_is_in_nobodys_way():
    once = marked_workbook(xlsx(sheet_rows("hme")), "f.xlsx", [fault(2, "F · Motivation")])
    twice = opened(marked_workbook(once, "f.xlsx", [fault(3, "F · Motivation")]))
    assert twice.sheetnames == [f"{LIST_SHEET} 2", LIST_SHEET, "Data"]


def test_a_file_with_personal_identity_numbers_is_never_made_again():
    number = Fault("personnummer", "Filen innehåller personnummer.", sheet="Data", row=2, column="A · Pnr")
    assert not can_be_marked([number])
    book = opened(marked_workbook(xlsx([["Pnr"], ["19121212-1212"]]), "f.xlsx", [number]))
    assert book.sheetnames == [LIST_SHEET]
    assert not any("1212" in str(c.value) for row in book.worksheets[0] for c in row)


def test_a_file_without_places_has_nothing_to_mark():
    assert not can_be_marked([Fault("damaged_file", "Skadad.")])
