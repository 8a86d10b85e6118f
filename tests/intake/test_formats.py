"""Every format comes in as the same text, with what it tells beside the text; large sheets are read in pieces to the same result."""

from __future__ import annotations

import io
import random
import struct
from datetime import date

import polars as pl
import pytest
import xlsxwriter
import xlwt

from kpi.errors import Refusal
from kpi.intake.delimited import separator_of
from kpi.intake.formats import split
from kpi.intake.formats.pieces import pieces
from kpi.intake.formats.shown import look_of, percent_text, shown_texts
from kpi.intake.read import UNCOMPUTED, Sheet, Traits, read_book
from tests.corpus.page import Failed, Formatted, Formula, Page, Percent
from tests.corpus.workbooks import changed, ods, parts_of, xls, xlsb, xlsm, xlsx, zipped


def cells(sheet: Sheet) -> dict[tuple[int, int], str]:
    """What a sheet says, by row and column (0-based)."""
    return {(r, int(c)): text for c in sheet.grid.columns for r, text in enumerate(sheet.grid[c].to_list()) if text is not None}


def workbook(write, **options) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        write(book)
    return out.getvalue()


# --- a large sheet, in pieces -----------------------------------------------------------------------------------------------------


def messy(seed: int, rows: int = 400, inline: bool = False) -> bytes:
    """A sheet with gaps, errors, formulas, percents, hidden rows and merged cells at random places, and a small sheet beside it."""
    rng = random.Random(seed)

    def write(book):
        percent, code, date = (book.add_format({"num_format": f}) for f in ("0.0%", "0000", "yyyy-mm-dd"))
        page = book.add_worksheet("Stora & små")
        first = rng.choice([0, 0, 3, 40])
        for r in range(first, first + rows):
            if rng.random() < 0.1:
                r += rng.randrange(3)
            if rng.random() < 0.05:
                page.set_row(r, None, None, {"hidden": True})
            for c in range(rng.choice([0, 1]), rng.randrange(2, 9)):
                kind = rng.randrange(9)
                if kind == 0:
                    page.write_string(r, c, rng.choice(["Enhet A", " ", "é<&>\"'", "a\nb", "x" * 50]))
                elif kind == 1:
                    page.write_number(r, c, rng.random(), percent)
                elif kind == 2:
                    page.write_number(r, c, rng.randrange(2000), code)
                elif kind == 3:
                    page.write_number(r, c, 40000 + rng.randrange(5000), date)
                elif kind == 4:
                    page.write_formula(r, c, "=1/0", None, rng.choice(["#DIV/0!", "#N/A", "", 5, "text"]))
                elif kind == 5:
                    page.write_blank(r, c, None, percent)
                else:
                    page.write_number(r, c, rng.choice([rng.randrange(100), rng.random() * 1000, -4.7]))
        page.merge_range(first + rows + 5, 1, first + rows + 6, 3, "fotnot")
        other = book.add_worksheet("Annat")
        other.write(2, 2, "x")
        other.hide()

    return workbook(write, constant_memory=inline)


@pytest.mark.parametrize("seed", range(12))
def test_a_sheet_read_in_pieces_says_what_it_says_when_read_whole(monkeypatch, seed):
    data = messy(seed, inline=seed % 3 == 0)
    whole = read_book(data, "a.xlsx")
    monkeypatch.setattr(split, "SPLIT_FROM", 1000)
    monkeypatch.setattr(split, "PIECE", 3000)
    monkeypatch.setattr(split, "_STRINGS_SHARE", 100)
    calls = []
    original = split.read_split

    def counted(*args):
        grid, look = original(*args)
        calls.append(grid)
        return grid, look

    monkeypatch.setattr("kpi.intake.formats.xlsx.read_split", counted)
    monkeypatch.setattr("kpi.intake.formats.xlsx.PIECE", 3000)
    cut = read_book(data, "a.xlsx")
    assert calls and calls[0] is not None, "the sheet was not read in pieces"
    for one, other in zip(whole.sheets, cut.sheets, strict=True):
        assert (one.name, one.visible, one.traits) == (other.name, other.visible, other.traits)
        assert cells(one) == cells(other)
        assert one.grid.height == other.grid.height


def test_an_odd_sheet_is_read_whole_whatever_its_size(monkeypatch):
    data = messy(1, 50)
    odd = changed(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", b"<!-- <row r='1'> --></sheetData>"))
    whole = read_book(data, "a.xlsx")
    monkeypatch.setattr(split, "SPLIT_FROM", 1000)
    monkeypatch.setattr(split, "PIECE", 3000)
    monkeypatch.setattr(split, "_STRINGS_SHARE", 100)
    assert cells(read_book(odd, "a.xlsx").sheets[0]) == cells(whole.sheets[0])


@pytest.mark.parametrize("size", [1, 7, 64, 1000, 100_000])
@pytest.mark.parametrize("chunk", [1, 13, 4096])
def test_pieces_joined_are_the_part_and_rows_stay_whole(size, chunk):
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>%d</v></c></row>' % (i, i, i) for i in range(1, 60))
    part = (
        b'<?xml version="1.0"?><worksheet><cols/><sheetData>'
        + rows
        + b'</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
    )
    found = list(pieces((part[i : i + chunk] for i in range(0, len(part), chunk)), size))
    assert b"".join(x for piece in found for x in piece) == part
    assert b"".join(piece.rows for piece in found) == rows
    assert all(piece.rows.count(b"<row") == piece.rows.count(b"</row>") for piece in found)


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


# --- text -------------------------------------------------------------------------------------------------------------------------

ROWS = [["År", "Enhet", "Värde"], ["2024", "Åkeröd", "77,3"], ["2024", "Örby ”norra”", "1\u202f234,5"]]


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_in_every_encoding_and_with_every_separator_says_the_same(encoding, separator, newline):
    rows = [[c.replace("\u202f", "\xa0") if encoding == "cp1252" else c for c in row] for row in ROWS]
    text = newline.join(separator.join(f'"{c}"' if separator in c else c for c in row) for row in rows) + newline
    assert read_book(text.encode(encoding), "uttag.txt").sheets[0].grid.rows() == [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b\n1,2;3,4\n5,6;7,8\n", ";"),
        ("1,2;3,4;5,6\n1,2;3,4;5,6\n", ";"),
        ("Rapport, region, 2023, slutlig, version\n\nEnhet\tVärde\nA\t77,3\nB\t12,5\n", "\t"),
        ("Period,Enhet,Mått\n2023,A; B,1\n2023,C,2\n", ","),
        ("sep=,\na,b\n1;2,3\n", ","),
        ("Enhet\nA\n", ";"),
        ("", ";"),
    ],
)
def test_the_decimal_comma_is_not_taken_for_the_separator(text, separator):
    assert separator_of(text) == separator


def test_a_line_break_within_quotes_is_no_new_row_and_rows_of_different_length_are_filled_up():
    grid = read_book(b'a;"b\r\nc"\r\n1\r\n;;x\r\n', "a.csv").sheets[0].grid
    assert grid.rows() == [("a", "b\r\nc", None), ("1", None, None), (None, None, "x")]


def test_text_read_in_batches_keeps_its_rows_and_columns(monkeypatch):
    rows = [f"{i};" + "x;" * (i % 5) for i in range(500)]
    data = "\n".join(rows).encode()
    whole = read_book(data, "a.csv").sheets[0].grid
    monkeypatch.setattr("kpi.intake.delimited._BATCH", 7)
    assert read_book(data, "a.csv").sheets[0].grid.equals(whole)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"\xef\xbb\xbf\xc5r;Enhet\n1;2\n", "a.csv", "bad_encoding"),
        (b"\xff\xfea\x00;\x00\x00\xd8;\x00", "a.txt", "bad_encoding"),
        (b"<table><tr><td>1</td></tr></table>", "uttag.xls", "not_xlsx"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><html></html>", "uttag.csv", "not_xlsx"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "uttag.xls", "not_xlsx"),
        ("<html></html>".encode("utf-16"), "uttag.xls", "not_xlsx"),
        ("År;Enhet\n2024;A\n".encode(), "uttag.xlsx", "not_xlsx"),
        (b"hej", "uttag.xls", "not_xlsx"),
    ],
)
def test_text_that_is_no_table_is_refused(data, name, code):
    with pytest.raises(Refusal) as refused:
        read_book(data, name)
    assert refused.value.code == code


def test_tab_separated_text_that_a_system_calls_xls_is_read():
    assert read_book("Enhet\tVärde\r\nA\t77,3\r\n".encode("cp1252"), "uttag.xls").sheets[0].grid.rows() == [
        ("Enhet", "Värde"),
        ("A", "77,3"),
    ]
