"""Files that are not what they say, too large, damaged, or about persons: refused with a reason, nothing stored."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.intake import Intake, Limits
from kpi.intake.personnummer import contains_personnummer, is_personnummer_heading
from kpi.intake.questions import SKIP
from tests.extent import examples
from tests.intake.builders import LAYOUTS, csv, sheet_rows, xlsx
from tests.intake.conftest import TODAY, UNITS
from tests.intake.fakes import FakeStore

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD_BOOK = xlsx(sheet_rows("hme"))


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """The good workbook with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD_BOOK)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info.filename, old.read(info))
        new.writestr(name, content)
    return out.getvalue()


def far_cell(reference: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(GOOD_BOOK))
    book["Data"][reference] = "x"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BAD_FILES = {
    "empty file": (b"", "a.xlsx", "empty_file", "tom"),
    "only line feeds": (b"\r\n\r\n", "a.csv", "empty_file", "tom"),
    "a text file called .xlsx": (csv(sheet_rows("hme")), "hme.xlsx", "not_xlsx", "textfil"),
    "a web page called .xls": (b"<html><table></table></html>", "hme.xls", "not_xlsx", "textfil"),
    "truncated workbook": (GOOD_BOOK[: len(GOOD_BOOK) // 2], "a.xlsx", "damaged_file", "skadad"),
    "workbook with a flipped byte": (GOOD_BOOK[:900] + bytes([GOOD_BOOK[900] ^ 255]) + GOOD_BOOK[901:], "a.xlsx", "damaged_file", "skadad"),
    "sheet that is not a sheet": (with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"), "a.xlsx", "damaged_file", "skadad"),
    "part that stands twice": (with_part("XL/worksheets/sheet1.xml", b"<worksheet/>"), "a.xlsx", "damaged_file", "skadad"),
    "encrypted workbook": (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "encrypted", "lösenord"),
    "old workbook without content": (OLE + b"\x00" * 600 + "Workbook".encode("utf-16-le"), "a.xls", "damaged_file", "skadad"),
    "binary workbook without content": (
        zipped(**{"[Content_Types]_dot_xml": b"<x/>", "xl__workbook_dot_bin": b"1"}),
        "a.xlsb",
        "damaged_file",
        "skadad",
    ),
    "OpenDocument without content": (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "a.ods", "damaged_file", "skadad"),
    "text document": (
        zipped(**{"[Content_Types]_dot_xml": b"<x/>", "word__document_dot_xml": b"1"}),
        "a.docx",
        "unknown_format",
        "annat slag",
    ),
    "zip archive": (zipped(a_dot_txt=b"hej"), "a.zip", "unknown_format", "zip-arkiv"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a.pdf", "unknown_format", ".csv och .tsv"),
    "text with NUL": ("År;Enhet\n2024;0101".encode("utf-16-le"), "a.csv", "unknown_format", ".csv och .tsv"),
    "unfinished quote": (b'\xc3\x85r;Enhet;"K\xc3\xb6n\n2024;0101;K\n', "a.csv", "bad_csv", "citattecken"),
    "cell in the last corner": (far_cell("XFD1048576"), "a.xlsx", "too_many_columns", "XFD"),
    "cell at the foot of the sheet": (far_cell("CZ1048576"), "a.xlsx", "too_many_rows", "1048576"),
    "empty sheet": (xlsx([]), "a.xlsx", "no_data", "tomt"),
    "headings alone": (xlsx(sheet_rows("hme", [])), "a.xlsx", "no_data", "inga rader"),
    "headings alone, text": (csv(sheet_rows("hme", [])), "a.csv", "no_data", "inga rader"),
    "wrong sheet": (
        xlsx([["Kommun", "Invånare"], ["Västerås", 160000]], sheet="Blad1"),
        "a.xlsx",
        "unknown_layout",
        "”Kommun”, ”Invånare”",
    ),
}


@pytest.mark.parametrize(("data", "name", "code", "says"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_with_a_reason(intake, store, data, name, code, says):
    reading = intake.read(data, name)
    assert [f.code for f in reading.faults] == [code]
    assert says in reading.faults[0].message
    assert reading.facts is None and reading.units is None
    result = intake.commit(reading, "anna").to_json()
    assert (result["state"], result["batch"], len(result["errors"])) == ("refused", None, 1)
    assert store.batches == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_says_what_is_missing_when_a_heading_is(intake, layout):
    rows = [row[1:] for row in sheet_rows(layout)]
    fault = intake.read(xlsx(rows), "a.xlsx").faults[0]
    assert (fault.code, fault.sheet, fault.row) == ("missing_column", "Data", 1)
    assert f"”{sheet_rows(layout)[0][0]}” saknas" in fault.message


def test_a_misspelt_heading_is_never_guessed_but_proposed(intake):
    header, *rows = sheet_rows("hme")
    header[3] = "Köm"
    reading = intake.read(xlsx([header, *rows]), "a.xlsx")
    (fault,), (question,) = reading.faults, reading.questions
    assert (fault.code, fault.row, fault.column) == ("needs_answer", 1, "D · Köm") and question.id in fault.message
    assert (question.kind, question.proposed, question.row, question.column) == ("column", "kon", 1, "D · Köm")
    assert "Menas ”Kön”?" in question.why
    assert intake.read(xlsx([header, *rows]), "a.xlsx", answers={question.id: "kon"}).faults == []


def test_a_column_that_the_layout_does_not_know_is_asked_about_and_may_be_left_out(intake):
    rows = [[*row, extra] for row, extra in zip(sheet_rows("hme"), ["Lön", 1, 2, 3, 4], strict=True)]
    reading = intake.read(xlsx(rows), "a.xlsx")
    assert [(f.code, f.column) for f in reading.faults] == [("needs_answer", "J · Lön")]
    answered = intake.read(xlsx(rows), "a.xlsx", answers={reading.questions[0].id: SKIP})
    assert answered.faults == []
    assert answered.facts.equals(intake.read(xlsx(sheet_rows("hme")), "a.xlsx").facts)


def test_values_under_no_heading_are_asked_about(intake):
    rows = [[*row, extra] for row, extra in zip(sheet_rows("hme"), [None, 1, 2, 3, 4], strict=True)]
    reading = intake.read(xlsx(rows), "a.xlsx")
    assert [(f.code, f.column) for f in reading.faults] == [("needs_answer", "J")]
    assert reading.questions[0].proposed is None


def test_a_heading_that_stands_twice_is_refused(intake):
    rows = [[*row, row[-1]] for row in sheet_rows("hme")]
    fault = intake.read(xlsx(rows), "a.xlsx").faults[0]
    assert (fault.code, fault.column) == ("repeated_column", "J · HME")


def test_a_sheet_that_nearly_fits_beside_one_that_fits_is_asked_about_and_not_left_out(intake):
    header, *rows = sheet_rows("pensionsavgangar")
    data = xlsx([header, *rows], sheet="2024", more={"2023": [[header[0], header[1], header[2], "Åldern"], *rows]})
    reading = intake.read(data, "a.xlsx")
    assert [(q.sheet, q.kind, q.proposed) for q in reading.questions] == [("2023", "column", "alder")]
    assert {(f.sheet, f.code) for f in reading.faults} == {("2023", "needs_answer")}


def test_another_layout_can_be_asked_for_and_an_unknown_one_is_refused(intake):
    assert intake.read(GOOD_BOOK, "a.xlsx", layout="hme").faults == []
    assert intake.read(GOOD_BOOK, "a.xlsx", layout="sjukfranvaro").faults[0].code in ("unknown_layout", "missing_column")
    assert intake.read(GOOD_BOOK, "a.xlsx", layout="finns-inte").faults[0].code == "unknown_layout_id"


@pytest.mark.parametrize(
    ("limits", "data", "code"),
    [
        (Limits(file_bytes=1000), GOOD_BOOK, "too_large"),
        (Limits(unpacked_bytes=5000), GOOD_BOOK, "zip_bomb"),
        (Limits(zip_ratio=20, zip_ratio_from_bytes=1000), with_part("xl/media/x.bin", b"\0" * 1_000_000), "zip_bomb"),
        (Limits(zip_entries=3), GOOD_BOOK, "too_large"),
        (Limits(sheets=2), xlsx(sheet_rows("hme"), more={"B": [], "C": []}), "too_many_sheets"),
        (Limits(columns=5), GOOD_BOOK, "too_many_columns"),
        (Limits(columns=5), csv(sheet_rows("hme")), "too_many_columns"),
        (Limits(rows=3), csv(sheet_rows("hme")), "too_many_rows"),
        (Limits(rows=3), GOOD_BOOK, "too_many_rows"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_what_is_larger_than_the_limits_is_refused(programme, store, limits, data, code):
    intake = Intake(programme, store, limits=limits, today=lambda: TODAY)
    assert [f.code for f in intake.read(data, "a").faults] == [code]


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_quickly(intake):
    bomb = with_part("xl/worksheets/sheet2.xml", b" " * examples(54_000_000, 120_000_000))
    assert len(bomb) < 1_000_000
    assert intake.read(bomb, "a.xlsx").faults[0].code == "zip_bomb"


SHEET_PART = zipfile.ZipFile(io.BytesIO(GOOD_BOOK)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="A2"', b'r="A99999999999"'),
        (b'r="A2"', b'r="ZZZZZ2"'),
        (b'r="A2"', b"r = 'a1048576'"),
        (b'<c r="A2">', b'<c t="n"r="A99999999">'),
        (b"</sheetData>", b'<row r="99999999"><c><v>1</v></c></row></sheetData>'),
    ],
    ids=repr,
)
def test_a_reference_far_out_never_reaches_the_reader_that_would_allocate_up_to_it(intake, old, new):
    assert SHEET_PART.count(old) == 1
    data = with_part("xl/worksheets/sheet1.xml", SHEET_PART.replace(old, new))
    assert intake.read(data, "a.xlsx").faults[0].code in ("too_many_rows", "too_many_columns")


def test_formatting_far_out_is_not_content(intake):
    data = with_part(
        "xl/worksheets/sheet1.xml", SHEET_PART.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    )
    assert intake.read(data, "a.xlsx").faults == []


@settings(deadline=None, max_examples=examples(60, 150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(str.encode)
    | st.binary(min_size=1, max_size=80).map(lambda b: GOOD_BOOK[:500] + b + GOOD_BOOK[500:])
)
def test_whatever_the_bytes_are_reading_gives_faults_and_never_breaks(programme, data):
    reading = Intake(programme, FakeStore(UNITS), today=lambda: TODAY).read(data, "uttag")
    assert reading.refused and reading.faults
    assert all(f.message for f in reading.faults)


@settings(deadline=None, max_examples=examples(20, 60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(LAYOUTS), st.lists(st.lists(st.text(max_size=12) | st.integers() | st.floats(), min_size=13, max_size=13), max_size=5)
)
def test_whatever_the_cells_hold_reading_gives_faults_and_never_breaks(programme, layout, rows):
    header = sheet_rows(layout)[0]
    reading = Intake(programme, FakeStore(UNITS), today=lambda: TODAY).read(csv([header, *[r[: len(header)] for r in rows]]), "uttag.csv")
    assert reading.refused == (reading.facts is None and reading.units is None)
    assert bool(reading.faults) == reading.refused


# ---------------------------------------------------------------- personal identity numbers

# Made up: the date and the check digit are right, no person is meant.


def luhn(first_nine: str) -> str:
    """Ten digits with the check digit that holds."""
    products = [int(c) * (2 - i % 2) for i, c in enumerate(first_nine)]
    return first_nine + str(-sum(p // 10 + p % 10 for p in products) % 10)


VALID = luhn("850101123")
COORDINATION = luhn("850161123")


@pytest.mark.parametrize(
    "text",
    [
        f"{VALID[:6]}-{VALID[6:]}",
        f"19{VALID[:6]}-{VALID[6:]}",
        f"{VALID[:6]}+{VALID[6:]}",
        f"{VALID[:6]}–{VALID[6:]}",
        VALID,
        f"19{VALID}",
        COORDINATION,
        f"{COORDINATION[:6]}-{COORDINATION[6:]}",
        f"Anna Svensson {VALID[:6]}-{VALID[6:]}",
        "000229-1234",
        "070761-4285",
        "Anne Jensen 311299-1234",
        "240785–1234",
        "0707614285",
        "680761-4285",
    ],
)
def test_personal_identity_numbers_are_recognised(text):
    assert contains_personnummer(text)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01 00:00:00",
        "556012-5790",
        "851301-1234",
        "320132-1234",
        "310229-1234",
        "1234567890",
        VALID[:9] + str((int(VALID[9]) + 1) % 10),
        "0.8501011236",
        f"0.{VALID}",
        f"{VALID}.5",
        "021-173000",
        "1000000000",
        "Avdelning 12",
        "0707614286",
    ],
)
def test_other_numbers_are_not_taken_for_personal_identity_numbers(text):
    assert not contains_personnummer(text)


@pytest.mark.parametrize(
    "heading",
    [
        "PERSNR",
        "Personnummer",
        "Pers.nr",
        "person nr",
        "Anställds personnummer",
        "PNR",
        "Samordningsnummer",
        "person_nr",
        "CPR",
        "CPR-nr.",
        "cpr-nummer",
    ],
)
def test_headings_of_personal_identity_numbers_are_recognised(heading):
    assert is_personnummer_heading(heading)


@pytest.mark.parametrize(
    "heading",
    ["Period", "Antal personer", "Personalkategori", "Enhetsnummer", "Personal", "Uttag ur lönesystemet, lämnat utan personnummer"],
)
def test_other_headings_are_not(heading):
    assert not is_personnummer_heading(heading)


@pytest.mark.parametrize("make", [xlsx, csv], ids=["xlsx", "csv"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_column_of_personal_identity_numbers_refuses_the_file_and_repeats_none(intake, store, caplog, layout, make):
    header, *rows = sheet_rows(layout)
    extra = f"{VALID[:6]}-{VALID[6:]}"
    data = make([[*header, "Id"], *[[*r, None] for r in rows[:-1]], [*rows[-1], extra]])
    with caplog.at_level("DEBUG"):
        result = intake.commit(intake.read(data, "uttag"), "anna")
    fault = result.reading.faults[0]
    assert [f.code for f in result.reading.faults] == ["personnummer"]
    assert fault.sheet == ("Data" if make is xlsx else "uttag")
    assert fault.column == f"{chr(65 + len(header))} · Id" and fault.row == len(rows) + 1
    assert fault.value is None
    for digits in (VALID, VALID[:6], VALID[6:]):
        assert digits not in str(result.to_json()["errors"]) + caplog.text + repr(result.reading.faults)
    assert store.batches == []


@pytest.mark.parametrize("heading", ["PERSNR", "Personnummer"])
def test_a_heading_of_personal_identity_numbers_refuses_the_file_even_when_the_column_is_empty(intake, heading):
    header, *rows = sheet_rows("anstallningar")
    fault = intake.read(xlsx([[heading, *header], *[[None, *r] for r in rows]]), "a.xlsx").faults[0]
    assert (fault.code, fault.row, fault.column) == ("personnummer", 1, f"A · {heading}")


def test_a_personal_identity_number_on_another_or_hidden_sheet_refuses_the_file(intake):
    data = xlsx(sheet_rows("hme"), more={"Underlag": [["Namn", "Nr"], ["Anna", VALID]]}, hidden="Underlag")
    assert [(f.code, f.sheet, f.column) for f in intake.read(data, "a.xlsx").faults] == [("personnummer", "Underlag", "B")]


def test_a_personal_identity_number_in_a_column_of_another_kind_refuses_the_file(intake):
    rows = sheet_rows("pensionsavgangar")
    rows[1][1] = VALID
    assert [(f.code, f.column, f.value) for f in intake.read(xlsx(rows), "a.xlsx").faults] == [("personnummer", "B · Enhet", None)]


def test_large_amounts_are_not_taken_for_personal_identity_numbers(intake):
    rows = [[2024, "REGION", "T", "egen-bemanning", None, None, int(VALID), int(VALID) * 3]]
    assert intake.read(xlsx(sheet_rows("indikatorvarden", rows)), "a.xlsx").faults == []


def test_what_looks_like_a_mistyped_personal_identity_number_is_not_repeated_either(intake):
    rows = sheet_rows("pensionsavgangar")
    rows[1][1] = "851399-1234"
    fault = intake.read(xlsx(rows), "a.xlsx").faults[0]
    assert fault.code == "unknown_unit" and fault.value is None and "851399" not in fault.message
