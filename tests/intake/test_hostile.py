"""Files made to harm: each is refused with a reason, within bounds of memory and time, and the program goes on."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.errors import Refusal
from kpi.intake import Limits
from kpi.intake.formats.calamine import guarded
from kpi.intake.read import Book, read_book
from tests.corpus.page import Page, Percent
from tests.corpus.workbooks import changed, ods, parts_of, xls, xlsb, xlsx, zipped
from tests.extent import examples, sweep

ROOT = Path(__file__).parents[2]
SHEET = "xl/worksheets/sheet1.xml"
PAGE = Page([["Enhet", "Andel"], ["0101", Percent(0.072)], ["0102", 5]], hidden_rows=[2], merged=[(2, 2, 3, 3)])
XLSX, XLS, XLSB, ODS = xlsx(PAGE), xls(PAGE), xlsb(PAGE), ods(PAGE)
TEXT = "År;Enhet;Värde\r\n2024;Åkeröd;77,3\r\n".encode("utf-16")
ENTITIES = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY l "&e;&e;&e;&e;">]>'


def refused(data: bytes, name: str = "a", limits: Limits | None = None) -> str:
    """The code that a file is refused with."""
    with pytest.raises(Refusal) as refusal:
        read_book(data, name, limits or Limits())
    assert refusal.value.message and "Traceback" not in refusal.value.message
    return refusal.value.code


def declared(part: bytes) -> bytes:
    start = part.index(b"?>") + 2 if part.startswith(b"<?xml") else 0
    return part[:start] + ENTITIES + part[start:]


XML_PARTS = (SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels", "docProps/core.xml")


@pytest.mark.parametrize(
    ("data", "part"),
    [*((XLSX, part) for part in XML_PARTS), (ODS, "content.xml"), (ODS, "META-INF/manifest.xml"), (XLSB, "xl/_rels/workbook.bin.rels")],
    ids=lambda given: given if isinstance(given, str) else "file",  # the bytes hold the time: processes would name the test differently
)
def test_entities_are_never_worked_out(data, part):
    assert refused(changed(data, part, declared)) == "unsafe_file"


DENSE = Limits(zip_ratio_from_bytes=Limits().zip_ratio_from_bytes // 25)  # a small file is too dense as well


@pytest.mark.parametrize(("limits", "times"), [(DENSE, 1), pytest.param(Limits(), 25, marks=sweep)], ids=["small", "large"])
@pytest.mark.parametrize("ahead", [b" " * 2_800_000, b"<a>" * 800_000], ids=["blanks", "deep"])
def test_a_sheet_without_rows_ends_before_it_fills_the_memory(ahead, limits, times):
    data = changed(XLSX, SHEET, lambda part: part.replace(b"<sheetData>", ahead * times + b"<sheetData>"))
    assert refused(data, limits=limits) == "zip_bomb"


MUCH = examples(150_000, 400_000)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (SHEET, b"<row " * MUCH),
        (SHEET, b'<row r="9" hidden="1" ' * MUCH),
        (SHEET, b'<row r="9" ' + b" " * MUCH + b"x>"),
        (SHEET, b'<row r="9"><c r="A9"><f>1</f>' + b" " * MUCH + b"</row>"),
        (SHEET, b'<row r="9"><c r="A9"><f>' * MUCH),
        (SHEET, b'<row r="9" ' + b"a" * MUCH + b' hidden="1"></row>'),
        (SHEET, b"</sheetData><mergeCell " * (MUCH // 10)),
        ("xl/workbook.xml", b"<sheet " + b"a" * MUCH + b">" + b"<sheet " * MUCH),
        ("xl/workbook.xml", b"<calcPr " * MUCH),
        ("xl/styles.xml", b"<cellXfs>" * MUCH + b"<xf " * MUCH),
        ("xl/_rels/workbook.xml.rels", b"<Relationship Id" * MUCH),
    ],
    ids=range(11),
)
def test_no_text_makes_the_searches_slow(part, text):
    """What would take a search that tries again from every place hours, takes seconds."""
    ends = (b"</sheetData>", b"</sheets>", b"</styleSheet>", b"</Relationships>")
    data = changed(XLSX, part, lambda old: next(old.replace(end, text + end) for end in ends if end in old))
    started = time.process_time()
    with suppress(Refusal):
        read_book(data, "a")
    assert time.process_time() - started < 3


def test_open_document_nested_deeply_is_refused():
    deep = changed(ODS, "content.xml", lambda part: part.replace(b"<office:body>", b"<text:p>" * 5000 + b"<office:body>"))
    assert refused(deep) == "unsafe_file"


@pytest.mark.parametrize(("limits", "size"), [(DENSE, 5_000_000), pytest.param(Limits(), 120_000_000, marks=sweep)], ids=["small", "large"])
@pytest.mark.parametrize("data", [XLSX, XLSB, ODS], ids=["xlsx", "xlsb", "ods"])
def test_a_bomb_in_a_part_that_nobody_reads_is_found(data, limits, size):
    started = time.monotonic()
    assert refused(zipped({**parts_of(data), "media/x.bin": b"\0" * size}), limits=limits) == "zip_bomb"
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("data", [XLSX, XLSB, ODS], ids=["xlsx", "xlsb", "ods"])
def test_parts_that_ask_for_a_password_and_parts_that_stand_twice(data):
    flagged = bytearray(data)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(signature, place + 1)) >= 0:
            flagged[place + at] |= 1
    assert refused(bytes(flagged)) == "encrypted"
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning):
        archive.writestr(archive.namelist()[-1], b"x")
    assert refused(out.getvalue()) == "damaged_file"


def test_more_sheets_than_are_read():
    pages = [Page([["x"]], f"B{i}") for i in range(4)]
    for write in (xlsx, xlsb, xls, ods):
        assert refused(write(*pages), limits=Limits(sheets=3)) == "too_many_sheets"
        assert len(read_book(write(*pages), "a", Limits(sheets=4)).sheets) == 4


@pytest.mark.parametrize("write", [xlsx, xlsb, xls, ods])
def test_more_rows_columns_or_cells_than_are_read(write):
    page = Page([["x"] * 6] * 9)
    assert len(read_book(write(page), "a", Limits(rows=9, columns=6, cells=216)).sheets) == 1
    assert refused(write(page), limits=Limits(rows=8)) == "too_many_rows"
    assert refused(write(page), limits=Limits(columns=5)) == "too_many_columns"
    assert refused(write(page), limits=Limits(cells=53)) == "too_many_rows"


def test_two_cells_far_apart_on_many_sheets_do_not_fill_the_memory():
    """Each sheet alone is within the limits; a reader makes room for all that lies between its cells."""
    parts = parts_of(xlsx(*(Page([["x"]], f"B{i}") for i in range(40))))
    far = b'</row><row r="199999"><c r="AZ199999"><v>1</v></c></row></sheetData>'
    wide = {
        name: part.replace(b"</row></sheetData>", far) if name.startswith("xl/worksheets/sheet") else part for name, part in parts.items()
    }
    assert refused(zipped(wide)) == "too_large"


def test_a_cell_far_out_in_a_binary_workbook():
    row, foot = struct.pack("<IIH", 2, 0, 300), struct.pack("<IIH", 1_048_575, 0, 300)
    far = changed(XLSB, "xl/worksheets/sheet1.bin", lambda part: part.replace(row, foot))
    assert refused(far, limits=Limits(rows=1_000_000)) == "too_many_rows"


def test_reading_ends_when_the_time_is_out():
    for data in (XLSX, XLSB, XLS, ODS):
        assert refused(data, limits=Limits(seconds=-1)) == "too_slow"


def test_an_encrypted_package_of_any_kind():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert refused(zipped({**parts_of(ODS), "encrypted-package": b"x"})) == "encrypted"
    assert refused(ole + "WordDocument".encode("utf-16-le")) == "unknown_format"


def test_when_the_reader_gives_up_in_the_middle_the_file_is_damaged():
    class PanicException(BaseException):
        """As the one that a panic in Rust comes as."""

    with pytest.raises(Refusal, match="skadad"), guarded():
        raise PanicException
    with pytest.raises(KeyboardInterrupt), guarded():
        raise KeyboardInterrupt


@settings(max_examples=examples(60, 150), deadline=None)
@given(st.data())
def test_a_file_with_bytes_changed_lost_or_doubled_is_read_or_refused(data):
    original = data.draw(st.sampled_from([XLSX, XLSB, XLS, ODS, TEXT]))
    raw = bytearray(original)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        kind = data.draw(st.sampled_from(["flip", "cut", "drop", "twice"]))
        if kind == "flip":
            raw[at] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del raw[max(at, 1) :]
        elif kind == "drop":
            del raw[at : at + data.draw(st.integers(1, 40))]
        else:
            raw[at:at] = raw[at : at + 40]
        if not raw:
            return
    try:
        assert isinstance(read_book(bytes(raw), "a.xlsx"), Book)
    except Refusal as refusal:
        assert refusal.code and refusal.message


SPOILT = [b"", b"\0", b"<", b">", b"</", b"99999999", b"\xff" * 4, b'"', b"<row>"]


@settings(max_examples=examples(60, 150), deadline=None)
@given(st.data())
def test_a_workbook_with_a_part_spoilt_is_read_or_refused(data):
    original = data.draw(st.sampled_from([XLSX, XLSB, ODS]))
    parts = parts_of(original)
    name = data.draw(st.sampled_from(sorted(parts)))
    part = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(part)))
        part[at : at + data.draw(st.integers(0, 12))] = data.draw(st.sampled_from(SPOILT))
    try:
        assert isinstance(read_book(zipped({**parts, name: bytes(part)}), "a.xlsx"), Book)
    except Refusal as refusal:
        assert refusal.code and refusal.message


# --- memory -----------------------------------------------------------------------------------------------------------------------

MEASURE = """
import logging, os, re, sys
from pathlib import Path
logging.disable(logging.ERROR)
os.cpu_count = lambda: 2  # a sheet in pieces takes memory for as many at a time as there are cores
from kpi.errors import Refusal
from kpi.intake.read import read_book
try:
    said = [sheet.grid.shape for sheet in read_book(Path(sys.argv[1]).read_bytes(), "a").sheets]
except Refusal as refusal:
    said = refusal.code
# Not getrusage: its peak begins with that of the process which started this one.
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024, said)
"""


def large(path: Path, rows: int, cell: str, strings: str = "") -> int:
    """A workbook with so many rows of ten cells, each cell of its own (packed it takes some five bytes); returns its size in MiB."""
    rng = np.random.default_rng(1)
    names = "ABCDEFGHIJ"
    at, cells = pl.Series("r", range(1, rows + 1)), rows * len(names)
    # Numbers come again after so many rows, which is further back than packing looks.
    values = np.arange(cells) if strings else np.resize(rng.integers(2**31, size=20_000 * len(names)), cells)
    by_name = [pl.Series(name, values[i :: len(names)]) for i, name in enumerate(names)]
    row = "".join(cell.replace("{place}", name + "{}").replace("{value}", "{}") for name in names)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts_of(XLSX).items():
            if name not in (SHEET, "xl/sharedStrings.xml"):
                archive.writestr(name, part)
        with archive.open(SHEET, "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            sheet.write(joined(f'<row r="{{}}">{row}</row>', at, *(each for value in by_name for each in (at, value))))
            sheet.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
            if strings:
                part.write(joined(strings, pl.Series(rng.integers(2**56, size=cells))))
            part.write(b"</sst>")
    return path.stat().st_size >> 20


def joined(text: str, *values: pl.Series) -> bytes:
    """The text once for each row of the values, which stand in its {}, one after the other."""
    return "".join(pl.select(pl.format(text, *values)).to_series().to_list()).encode()


TEXTS = ('<c r="{place}" t="s"><v>{value}</v></c>', "<si><t>text {}</t></si>")  # take the most memory
NUMBERS = ('<c r="{place}"><v>{value}</v></c>', "")
# Rows, cells, MiB of the file at least and of memory at most. Ten MiB of numbers in no pieces, or twice the memory for each text, is more.
LARGE = [
    pytest.param(60_000, *TEXTS, 7, 600, id="some-texts"),
    pytest.param(100_000, *NUMBERS, 9, 350, id="some-numbers"),
    pytest.param(360_000, *TEXTS, 45, 1024, id="texts", marks=sweep),
    pytest.param(500_000, *NUMBERS, 45, 1024, id="numbers", marks=sweep),
]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize(("rows", "cell", "strings", "size", "most"), LARGE)
def test_a_workbook_of_fifty_megabytes_takes_less_than_a_gibibyte(tmp_path, rows, cell, strings, size, most):
    """In a night; at each change smaller ones take as much less."""
    path = tmp_path / "large.xlsx"
    assert large(path, rows, cell, strings) >= size
    done = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, cwd=ROOT, check=True)
    megabytes, said = done.stdout.split(maxsplit=1)
    assert said.strip() in (f"[({rows}, 10)]", "too_large")
    assert int(megabytes) < most
