"""Item 1: the same table in every format, encoding and separator; recognised by content and not by name."""

from __future__ import annotations

import csv
import io
import re

from tests.corpus.case import Case
from tests.corpus.page import Cell, Page
from tests.corpus.workbooks import changed, ods, xls, xlsb, xlsm, xlsx

HEAD: list[Cell] = ["År", "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"]
ROWS: list[list[Cell]] = [
    [2024, "0101", "K", "delaktighet", 76.5, 40],
    [2024, "0101", "M", "delaktighet", 74.25, 20],
    [2024, "0101", "T", "delaktighet", 75.75, 60],
    [2024, "Akuten", "T", "Tydliga mål", 71, 15],
]
LONG = [HEAD, *ROWS]


def long_facts(sheet: str = "Blad1", row: int = 2, value: str = "E") -> str:
    """What the rows above must come to when the first of them stands in this row."""
    return f"""
        delaktighet 0101 2024 K 76.5 n=40 at={sheet}!{value}{row}
        delaktighet 0101 2024 M 74.25 n=20 at={sheet}!{value}{row + 1}
        delaktighet 0101 2024 T 75.75 n=60 at={sheet}!{value}{row + 2}
        tydliga-mal 0102 2024 T 71 n=15 at={sheet}!{value}{row + 3}
    """


def text(
    rows: list[list[Cell]], *, separator: str = ";", encoding: str = "utf-8", newline: str = "\r\n", decimal: str = ",", bom: bytes = b""
) -> bytes:
    """Delimited text; decimal comma unless told otherwise, quoted where it has to be."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=newline)
    for row in rows:
        writer.writerow(["" if v is None else str(v).replace(".", decimal) if isinstance(v, float) else str(v) for v in row])
    return bom + out.getvalue().encode(encoding)


UTF8_BOM, UTF16_BOM = b"\xef\xbb\xbf", b"\xff\xfe"


def _text(id_: str, why: str, name: str = "uttag.csv", **options: str | bytes) -> Case:
    return Case(id_, ("csv",), lambda: text(LONG, **options), why, name, long_facts("uttag"))  # type: ignore[arg-type]


def _quoted() -> bytes:
    rows = text([["År", "Enhet", "Kön", "Indikator", "Värde", "Antal\n(n)"], *ROWS])
    assert b'"Antal\n(n)"' in rows
    return rows


FORMATS = (
    Case("xlsx", ("xlsx",), lambda: xlsx(Page(LONG)), "a table at the top of a workbook", facts=long_facts()),
    Case("xlsm", ("xlsm",), lambda: xlsm(Page(LONG)), "the same with a macro: it never runs", "uttag.xlsm", long_facts()),
    Case("xlsb", ("xlsb",), lambda: xlsb(Page(LONG)), "the same, binary", "uttag.xlsb", long_facts()),
    Case("xls", ("xls",), lambda: xls(Page(LONG)), "the same, Excel 97–2003", "uttag.xls", long_facts()),
    Case("ods", ("ods",), lambda: ods(Page(LONG)), "the same, OpenDocument", "uttag.ods", long_facts()),
    _text("csv-utf8", "UTF-8, semicolon, decimal comma, CRLF"),
    _text("csv-bom", "the same with a BOM", bom=UTF8_BOM),
    _text("csv-1252", "Windows-1252", encoding="cp1252"),
    _text("csv-comma", "comma between, decimal point", separator=",", decimal="."),
    _text("csv-comma-quoted", "comma between and in the numbers, quoted", separator=","),
    _text("tsv", "tab between", "uttag.tsv", separator="\t"),
    _text(
        "csv-unicode-text", "Excel's ”Unicode-text”: UTF-16, tab, CRLF", "uttag.txt", separator="\t", encoding="utf-16-le", bom=UTF16_BOM
    ),
    _text("csv-lf", "lines that end in LF alone", newline="\n"),
    _text("csv-cr", "lines that end in CR alone, as old Mac programs write", newline="\r"),
    Case("csv-quoted-break", ("csv",), _quoted, "a line break within a quoted heading", "uttag.csv", long_facts("uttag")),
    Case(
        "csv-sep-line",
        ("csv",),
        lambda: b"sep=,\r\n" + text(LONG, separator=",", decimal="."),
        "a first line ”sep=,” for Excel",
        "uttag.csv",
        long_facts("uttag", 3),
    ),
    Case(
        "csv-ragged",
        ("csv", "footnote"),
        lambda: text([["Uttag ur statistiksystemet"], [], *LONG, [], ["Källa: personalsystemet; uttag 2025-01-15"]]),
        "a title and a footnote with fewer fields than the table",
        "uttag.csv",
        long_facts("uttag", 4),
    ),
    Case("xlsx-named-csv", ("content", "xlsx"), lambda: xlsx(Page(LONG)), "a workbook named .csv", "uttag.csv", long_facts()),
    Case("xls-named-xlsx", ("content", "xls"), lambda: xls(Page(LONG)), "an old workbook named .xlsx", "uttag.xlsx", long_facts()),
    Case("ods-named-xls", ("content", "ods"), lambda: ods(Page(LONG)), "OpenDocument named .xls", "uttag.xls", long_facts()),
    Case(
        "tsv-named-xls",
        ("content", "csv"),
        lambda: text(LONG, separator="\t", encoding="cp1252"),
        "tab-separated text named .xls, as many systems export",
        "uttag.xls",
        long_facts("uttag"),
    ),
    Case("no-ending", ("content", "csv"), lambda: text(LONG), "a name without an ending", "uttag", long_facts("uttag")),
    Case(
        "html-named-xls",
        ("content",),
        lambda: (
            "<html><table><tr>" + "".join(f"<td>{h}</td>" for h in HEAD) + "</tr><tr><td>2024</td><td>0101</td><td>K</td>"
            "<td>delaktighet</td><td>76,5</td><td>40</td></tr></table></html>"
        ).encode(),
        "a web page named .xls: read, or refused with advice",
        "uttag.xls",
        "delaktighet 0101 2024 K 76.5 n=40",
        held=True,
    ),
    Case(
        "xml-2003",
        ("content", "xml"),
        lambda: (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell><Data>1'
            b"</Data></Cell></Row></Table></Worksheet></Workbook>"
        ),
        "XML of Excel 2003 named .xls",
        "uttag.xls",
        held=True,
    ),
    Case("pdf", ("content",), lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "a PDF named .xlsx", faults=("unknown_format", "not_xlsx")),
    Case(
        "dimension-a1",
        ("writers", "xlsx"),
        lambda: changed(xlsx(Page(LONG)), "xl/worksheets/sheet1.xml", lambda b: b.replace(b'ref="A1:F5"', b'ref="A1"')),
        'a wrong `<dimension ref="A1">`: some readers then give one row',
        facts=long_facts(),
    ),
    Case(
        "drawing-missing",
        ("writers", "xlsx"),
        lambda: changed(
            xlsx(Page(LONG)), "xl/worksheets/sheet1.xml", lambda b: b.replace(b"</worksheet>", b'<drawing r:id="rId7"/></worksheet>')
        ),
        "a sheet that refers to a drawing part that is not there",
        facts=long_facts(),
    ),
    Case(
        "prefixed-xml",
        ("writers", "xlsx"),
        lambda: changed(xlsx(Page(LONG)), "xl/worksheets/sheet1.xml", _prefixed),
        "a writer that prefixes every element of the sheet (`<x:row>`)",
        facts=long_facts(),
    ),
    Case(
        "no-references",
        ("writers", "xlsx"),
        lambda: changed(xlsx(Page(LONG)), "xl/worksheets/sheet1.xml", _without_references),
        "a writer that gives cells and rows no references",
        facts=long_facts(),
    ),
)


def _prefixed(part: bytes) -> bytes:
    part = re.sub(rb"<(/?)([a-zA-Z]+)(?=[\s/>])", rb"<\1x:\2", part)
    return part.replace(b"xmlns=", b"xmlns:x=")


def _without_references(part: bytes) -> bytes:
    return re.sub(rb'(<(?:row|c)) r="[A-Z0-9]+"', rb"\1", part)
