"""Workbooks of every format: numbers as they are shown, what stands beside the text, and the same cells whatever the format."""

from __future__ import annotations

import io
import struct
from datetime import date

import polars as pl
import pytest
import xlwt

from kpi.errors import Refusal
from kpi.intake.formats.shown import look_of, percent_text, shown_texts
from kpi.intake.read import UNCOMPUTED, Traits, read_book
from tests.corpus.page import Failed, Formatted, Formula, Page, Percent
from tests.corpus.workbooks import changed, ods, parts_of, xls, xlsb, xlsm, xlsx, zipped
from tests.intake.grids import cells, workbook

# --- numbers as they are shown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "look"),
    [("0%", "percent"), ("0,0 %", "percent"), ("# ##0,0%;-0,0%", "percent"), ("[Red]0.00%", "percent"), ("0000", 4), ("00", 2)]
    + [(c, None) for c in ("General", "0", "0.0", '0.0"%"', r"0.0\%", "yyyy-mm-dd", "# ##0", "", "@", '0" st";0%')],
)
def test_which_number_formats_change_what_a_number_says(code, look):
    assert look_of(code) == look


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.072, "7.2 %"),
        (1, "100 %"),
        (0, "0 %"),
        (-0.047, "-4.7 %"),
        (0.123456789012, "12.345678901 %"),
        (1e-9, "0.0000001 %"),
        (12.5, "1250 %"),
        (-1e-15, "0 %"),
        (0.7 / 3, "23.333333333 %"),
        (1e15, "100000000000000000 %"),
    ],
)
def test_a_fraction_under_a_percent_format_is_what_people_see(value, text):
    assert percent_text(value) == text
    assert shown_texts(pl.Series([value], dtype=pl.Float64), pl.Series([0], dtype=pl.Int64)).to_list() == [text]


def test_percents_codes_formulas_and_errors_in_a_workbook():
    def write(book):
        percent, code = book.add_format({"num_format": "0.0 %"}), book.add_format({"num_format": "0000"})
        page = book.add_worksheet("Data")
        page.write_row(0, 0, ["Enhet", "Andel", "Fel", "Tom"])
        page.write(1, 0, 101, code)
        page.write(1, 1, 0.072, percent)
        page.write_formula(1, 2, "=A1/0", None, "#DIV/0!")
        page.write_formula(1, 3, "=A1", None, "")
        page.write_formula(2, 1, "=0.5*0.25", percent, 0.125)
        page.write_string(3, 1, "0.5", percent)

    says = cells(read_book(workbook(write), "a.xlsx").sheets[0])
    assert [says[1, c] for c in range(4)] == ["0101", "7.2 %", "#DIV/0!", UNCOMPUTED]
    assert (says[2, 1], says[3, 1]) == ("12.5 %", "0.5")


def test_what_a_workbook_tells_beside_its_text():
    def write(book):
        page = book.add_worksheet("Data")
        page.merge_range("B1:D1", "2023")
        page.merge_range(2, 0, 5, 0, "Enhet")
        page.set_row(3, None, None, {"hidden": True})
        page.set_column(4, 6, None, None, {"hidden": True})
        page.write_row(1, 0, ["a", "b", "c"])
        page.autofilter("A2:C6")
        page.filter_column("A", "x == a")
        book.add_worksheet("Dolt").hide()

    data, hidden = read_book(workbook(write), "a.xlsx").sheets
    assert data.traits == Traits(
        merged=((0, 1, 0, 3), (2, 0, 5, 0)), hidden_rows=frozenset({3}), hidden_columns=frozenset({4, 5, 6}), filtered=True
    )
    assert (data.visible, hidden.visible, hidden.traits) == (True, False, Traits())


# --- the other formats ------------------------------------------------------------------------------------------------------------

WRITERS = {"xlsx": xlsx, "xlsm": xlsm, "xlsb": xlsb, "xls": xls, "ods": ods}
PAGE = Page(
    [
        ["Sjukfrånvaro 2023", None, None, None],
        ["Enhet", "Andel", "Period", "Antal"],
        ["0101", Percent(0.072), date(2024, 3, 1), 1234.5],
        ["0102", Percent(-0.5), "2024-04", Failed("#N/A")],
        ["  é<&>", 0.1 + 0.2, True, Failed("#DIV/0!")],
        ["Totalt", None, None, Formula("SUM(D3:D5)", 77.3)],
    ],
    merged=[(0, 0, 0, 3)],
    hidden_rows=[3],
    hidden_columns=[2],
)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "uttag", "a.ods"])
def test_a_workbook_of_any_kind_says_the_same_whatever_its_name(kind, name):
    book = read_book(WRITERS[kind](PAGE, Page([["x"]], "Dolt", visible=False)), name)
    data, hidden = book.sheets
    rows = [
        ["Sjukfrånvaro 2023", None, None, None],
        ["Enhet", "Andel", "Period", "Antal"],
        ["0101", "7.2 %", "2024-03-01 00:00:00", "1234.5"],
        ["0102", "-50 %", "2024-04", "#N/A"],
        ["  é<&>", "0.3", "true", "#DIV/0!"],
        ["Totalt", None, None, "77.3"],
    ]
    assert data.grid.rows() == [tuple(row) for row in rows]
    assert data.traits == Traits(merged=((0, 0, 0, 3),), hidden_rows=frozenset({3}), hidden_columns=frozenset({2}))
    assert (data.name, data.visible, hidden.name, hidden.visible) == ("Blad1", True, "Dolt", False)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_that_nothing_has_worked_out_is_no_blank(kind):
    page = Page([["Enhet", "Andel"], ["0101", Formula("1+1")]])
    assert cells(read_book(WRITERS[kind](page), "a").sheets[0])[1, 1] == UNCOMPUTED


def test_a_formula_in_an_old_workbook_that_a_program_without_counting_has_written():
    out = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("Data").write(1, 1, xlwt.Formula("1+1"))
    book.save(out)
    assert cells(read_book(out.getvalue(), "a.xls").sheets[0]) == {(1, 1): UNCOMPUTED}


def _record(kind: int, content: bytes) -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def _code_in_xlsb() -> bytes:
    """The percent style of the corpus' binary workbooks made into a format of four zeros."""
    code = struct.pack("<HI", 164, 4) + "0000".encode("utf-16-le")
    data = xlsb(Page([["x"], [Percent(101)]]))
    return changed(
        data, "xl/styles.bin", lambda part: _record(44, code) + part.replace(struct.pack("<HH", 0, 10), struct.pack("<HH", 0, 164))
    )


def _code_in_ods() -> bytes:
    style = (
        '<number:number-style style:name="N9"><number:number number:decimal-places="0" number:min-integer-digits="4"/>'
        "</number:number-style>"
        '<style:style style:name="kod" style:family="table-cell" style:data-style-name="N9"/></office:automatic-styles>'
    )
    data = ods(Page([["x"], [101]]))
    data = changed(data, "content.xml", lambda part: part.replace(b"</office:automatic-styles>", style.encode()))
    return changed(
        data,
        "content.xml",
        lambda part: part.replace(b"<table:table-column/>", b'<table:table-column table:default-cell-style-name="kod"/>'),
    )


@pytest.mark.parametrize(
    "data",
    [xlsx(Page([["x"], [Formatted(101, "0000")]])), xls(Page([["x"], [Formatted(101, "0000")]])), _code_in_xlsb(), _code_in_ods()],
    ids=["xlsx", "xls", "xlsb", "ods"],
)
def test_a_code_keeps_the_zeros_that_its_number_format_shows(data):
    assert cells(read_book(data, "a").sheets[0]) == {(0, 0): "x", (1, 0): "0101"}


def test_a_zero_that_its_writer_put_there_without_counting_is_no_zero():
    def write(book):
        page = book.add_worksheet("Data")
        page.write_formula(0, 0, "=1+1")
        page.write_formula(0, 1, "=1+1", None, 2)
        page.write_number(0, 2, 0)

    data = workbook(write)
    assert cells(read_book(data, "a").sheets[0]) == {(0, 0): UNCOMPUTED, (0, 1): "2", (0, 2): "0"}
    saved = changed(data, "xl/workbook.xml", lambda part: part.replace(b' fullCalcOnLoad="1"', b""))
    assert cells(read_book(saved, "a").sheets[0])[0, 0] == "0"


FILTERED = Page([["a", "b"], ["1", "2"]], filtered=(0, 0, 1, 1))
OTHER = Page([["x"]], "Annat")
RANGE = (
    b"<table:database-ranges><table:database-range table:target-range-address=\"$'Blad1'.A1:.B2\" "
    b'table:display-filter-buttons="true"/></table:database-ranges>'
)


@pytest.mark.parametrize(
    "data",
    [
        xlsx(FILTERED, OTHER),
        changed(xlsb(FILTERED, OTHER), "xl/worksheets/sheet1.bin", lambda part: part[:-3] + _record(161, bytes(16)) + part[-3:]),
        changed(ods(FILTERED, OTHER), "content.xml", lambda part: part.replace(b"</office:spreadsheet>", RANGE + b"</office:spreadsheet>")),
    ],
    ids=["xlsx", "xlsb", "ods"],
)
def test_a_filter_is_told(data):
    assert [sheet.traits.filtered for sheet in read_book(data, "a").sheets] == [True, False]


def test_cells_and_rows_that_stand_several_times_and_comments_in_open_document():
    content = ods(Page([["x"]]))
    office = 'office:value-type="float" office:value="7.50"'
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/>'
        f'<table:table-cell {office} table:number-columns-repeated="2"><text:p>7,5</text:p></table:table-cell>'
        "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>intern anm.</text:p></office:annotation>'
        '<text:p>ett<text:s text:c="2"/>två</text:p><text:p>tre</text:p></table:table-cell></table:table-row></table:table>'
    )
    short = rows.replace("1000000", "3")
    data = changed(content, "content.xml", lambda part: part.replace(b"</table:table>", short.encode()))
    said = cells(read_book(data, "a.ods").sheets[0])
    assert said == {(0, 0): "x", (1, 3): "7.5", (1, 4): "7.5", (2, 3): "7.5", (2, 4): "7.5", (6, 0): "ett  två\ntre"}
    far = changed(content, "content.xml", lambda part: part.replace(b"</table:table>", rows.encode()))
    with pytest.raises(Refusal, match="fler än"):
        read_book(far, "a.ods")


def test_links_to_other_files_are_told():
    data = xlsx(PAGE)
    linked = zipped({**parts_of(data), "xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    assert [read_book(one, "a.xlsx").sheets[0].traits.external_links for one in (data, linked)] == [False, True]
