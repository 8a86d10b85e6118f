"""Item 8: files that would harm: a clear refusal, quickly, and personnummer nowhere."""

from __future__ import annotations

import io
import zipfile

from kpi.intake import Limits
from tests.corpus.case import Case
from tests.corpus.cases_formats import HEAD, LONG, long_facts, text
from tests.corpus.page import Cell, Page
from tests.corpus.workbooks import changed, encrypted_xls, ods, parts_of, xls, xlsb, xlsx, zipped

SHEET = "xl/worksheets/sheet1.xml"
BOOK = xlsx(Page(LONG))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _number() -> str:
    """A personnummer that is nobody's: the date and the check digit are right."""
    digits = "850101123"
    products = [int(c) * (2 - i % 2) for i, c in enumerate(digits)]
    return digits + str(-sum(p // 10 + p % 10 for p in products) % 10)


NUMBER = _number()
WRITTEN = f"19{NUMBER[:6]}-{NUMBER[6:]}"


def _with(name: str, content: bytes) -> bytes:
    return zipped({**parts_of(BOOK), name: content})


def _many_sheets(count: int) -> bytes:
    """A workbook with so many sheets, each of them the first one's part."""
    parts = parts_of(BOOK)
    names = b"".join(b'<sheet name="B%d" sheetId="%d" r:id="rId1"/>' % (i, i) for i in range(1, count + 1))
    start, rest = parts["xl/workbook.xml"].split(b"<sheets>")
    parts["xl/workbook.xml"] = start + b"<sheets>" + names + b"</sheets>" + rest.split(b"</sheets>")[1]
    return zipped(parts)


def _many_parts(count: int) -> bytes:
    out = io.BytesIO(BOOK)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as archive:
        for i in range(count):
            archive.writestr(f"xl/worksheets/extra{i}.xml", b"<worksheet/>")
    return out.getvalue()


def _doctype(part: bytes) -> bytes:
    return part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1).replace(b"<v>76.5</v>", b"<v>&e;</v>", 1)


def _laughs(part: bytes) -> bytes:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    kind = f'?><!DOCTYPE x [<!ENTITY l0 "ha">{levels}]>'.encode()
    return part.replace(b"?>", kind, 1).replace(b"<v>76.5</v>", b"<v>&l9;</v>", 1)


def _external(data: bytes) -> bytes:
    parts = parts_of(data)
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = b'<Relationship Id="rId98" Type="%s" Target="externalLinks/externalLink1.xml"/>' % kind
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", link + b"</Relationships>")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</sheets>", b'</sheets><externalReferences><externalReference r:id="rId98"/></externalReferences>'
    )
    parts["xl/externalLinks/externalLink1.xml"] = (
        b'<?xml version="1.0"?><externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    )
    return zipped(parts)


def _person(id_: str, why: str, data: object, name: str = "uttag.xlsx") -> Case:
    return Case(f"person-{id_}", ("personnummer",), data, why, name, faults=("personnummer",))  # type: ignore[arg-type]


def _beside(value: Cell, heading: Cell = "Anm.") -> list[list[Cell]]:
    return [[*row, extra] for row, extra in zip(LONG, [heading, None, None, None, value], strict=True)]


HOSTILE = (
    Case(
        "bomb",
        ("bomb",),
        lambda: _with("xl/worksheets/sheet2.xml", b" " * 60_000_000),
        "60 MB of blanks in a part of 60 kB",
        faults=("zip_bomb",),
    ),
    Case(
        "bomb-ods",
        ("bomb", "ods"),
        lambda: ods(Page(LONG), more={"junk.xml": " " * 60_000_000}),
        "the same in .ods",
        "a.ods",
        faults=("zip_bomb",),
    ),
    Case(
        "ods-repeated",
        ("bomb", "ods"),
        lambda: changed(ods(Page(LONG)), "content.xml", _repeated),
        "a filled row that says it stands a million times, in a file of 2 kB",
        "a.ods",
        faults=("too_many_rows", "zip_bomb", "too_large", "damaged_file", "too_many_cells", "needs_answer", "duplicate_key"),
    ),
    Case("sheets-10000", ("bomb",), lambda: _many_sheets(10_000), "10 000 sheets", faults=("too_many_sheets", "too_large")),
    Case("parts-10000", ("bomb",), lambda: _many_parts(10_000), "10 000 parts", faults=("too_large", "too_many_sheets")),
    Case(
        "columns-million",
        ("bomb",),
        lambda: text(LONG) + b";" * 1_000_000 + b"1\r\n",
        "a row with a million columns",
        "uttag.csv",
        faults=("too_many_columns",),
    ),
    Case(
        "columns-far",
        ("bomb",),
        lambda: changed(BOOK, SHEET, lambda b: b.replace(b'r="F2"', b'r="XFD2"')),
        "a cell in the last column",
        faults=("too_many_columns",),
    ),
    Case(
        "rows-far",
        ("bomb",),
        lambda: changed(BOOK, SHEET, lambda b: b.replace(b'<row r="5"', b'<row r="1048576"').replace(b'5"', b'1048576"')),
        "a row at the foot of the sheet",
        faults=("too_many_rows", "damaged_file"),
    ),
    Case(
        "rows-limit",
        ("bomb",),
        lambda: text(LONG),
        "more rows than the limit",
        "uttag.csv",
        faults=("too_many_rows",),
        limits=Limits(rows=3),
    ),
    Case("size-limit", ("bomb",), lambda: BOOK, "more bytes than the limit", faults=("too_large",), limits=Limits(file_bytes=500)),
    Case("xxe", ("xml",), lambda: changed(BOOK, SHEET, _doctype), "an external entity: never fetched", faults=("unsafe_file",)),
    Case("laughs", ("xml",), lambda: changed(BOOK, SHEET, _laughs), "a billion laughs", faults=("unsafe_file",)),
    Case(
        "xxe-ods",
        ("xml", "ods"),
        lambda: changed(ods(Page(LONG)), "content.xml", _ods_doctype),
        "an entity in .ods",
        "a.ods",
        faults=("unsafe_file",),
    ),
    Case(
        "deep",
        ("xml",),
        lambda: changed(BOOK, SHEET, lambda b: b.replace(b"<sheetData>", b"<a>" * 200_000 + b"</a>" * 200_000 + b"<sheetData>")),
        "XML 200 000 elements deep before the rows",
        facts=long_facts(),
        held=True,
    ),
    Case(
        "deep-ods",
        ("xml", "ods"),
        lambda: changed(
            ods(Page(LONG)),
            "content.xml",
            lambda b: b.replace(b"<office:body>", b"<text:p>" * 100_000 + b"</text:p>" * 100_000 + b"<office:body>"),
        ),
        "the same in .ods",
        "a.ods",
        long_facts(),
        held=True,
    ),
    Case(
        "external-links",
        ("xml",),
        lambda: _external(BOOK),
        "links to another workbook: never followed, and said so",
        facts=long_facts(),
        warns=("external_links",),
    ),
    Case(
        "path-part",
        ("names",),
        lambda: _with("../../../../tmp/evil.txt", b"x"),
        "a part whose name climbs out of the archive: nothing is written anywhere",
        facts=long_facts(),
        held=True,
    ),
    Case(
        "path-relation",
        ("names",),
        lambda: changed(BOOK, "xl/_rels/workbook.xml.rels", lambda b: b.replace(b"worksheets/sheet1.xml", b"../../../etc/passwd")),
        "a sheet that is said to be /etc/passwd",
        held=True,
    ),
    Case("path-name", ("names",), lambda: text(LONG), "a file name with a path", "../../etc/uttag.csv", long_facts("uttag")),
    Case("path-name-windows", ("names",), lambda: BOOK, "a name of another system", "C:\\temp\\..\\uttag.xlsx", long_facts()),
    Case(
        "encrypted-xlsx",
        ("encrypted",),
        lambda: _OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600,
        "a workbook with a password",
        faults=("encrypted",),
    ),
    Case(
        "encrypted-xls",
        ("encrypted", "xls"),
        lambda: encrypted_xls(Page(LONG)),
        "an old one with a password",
        "a.xls",
        faults=("encrypted",),
    ),
    Case(
        "encrypted-ods",
        ("encrypted", "ods"),
        lambda: changed(
            ods(Page(LONG)),
            "META-INF/manifest.xml",
            lambda b: b.replace(b'media-type="text/xml"/>', b'media-type="text/xml"><manifest:encryption-data/></manifest:file-entry>'),
        ),
        "OpenDocument with a password",
        "a.ods",
        faults=("encrypted",),
    ),
    Case("truncated-xlsx", ("damaged",), lambda: BOOK[: len(BOOK) * 2 // 3], "a workbook cut off", faults=("damaged_file",)),
    Case(
        "truncated-xls",
        ("damaged", "xls"),
        lambda: xls(Page(LONG))[:3000],
        "an old one cut off",
        "a.xls",
        faults=("damaged_file", "unknown_format"),
    ),
    Case(
        "truncated-xlsb",
        ("damaged", "xlsb"),
        lambda: changed(xlsb(Page(LONG)), "xl/worksheets/sheet1.bin", lambda b: b[: len(b) // 2]),
        "a binary sheet cut off",
        "a.xlsb",
        held=True,
    ),
    Case(
        "truncated-xml",
        ("damaged",),
        lambda: changed(BOOK, SHEET, lambda b: b[: b.index(b'r="4"')]),
        "a sheet's XML cut off: never its first rows alone",
        held=True,
    ),
    Case(
        "truncated-ods",
        ("damaged", "ods"),
        lambda: changed(ods(Page(LONG)), "content.xml", lambda b: b[: len(b) * 3 // 4]),
        "the XML of .ods cut off",
        "a.ods",
        held=True,
    ),
    Case("empty", ("damaged",), lambda: b"", "no bytes at all", faults=("empty_file",)),
    Case(
        "binary",
        ("damaged",),
        lambda: bytes(range(256)) * 8,
        "noise",
        "uttag.csv",
        faults=("unknown_format", "bad_csv", "unknown_layout", "damaged_file"),
    ),
    _person("cell", "in a cell beside the table", lambda: xlsx(Page(_beside(WRITTEN)))),
    _person("digits", "as ten digits in a text cell", lambda: xlsx(Page(_beside(NUMBER)))),
    _person("number", "as a number of twelve digits", lambda: xlsx(Page(_beside(float(f"19{NUMBER}"))))),
    _person("heading", "a heading PERSNR over an empty column", lambda: xlsx(Page(_beside(None, "PERSNR")))),
    _person("unit", "in place of a unit", lambda: xlsx(Page([HEAD, [2024, WRITTEN, "K", "delaktighet", 76.5, 40]]))),
    _person("title", "in a title above the table", lambda: xlsx(Page([[f"Uttag för {WRITTEN}"], [], *LONG]))),
    _person("footnote", "in a footnote", lambda: xlsx(Page([*LONG, [], [f"Kontakt: {WRITTEN}"]]))),
    _person(
        "hidden-sheet", "on a hidden sheet", lambda: xlsx(Page(LONG, "A"), Page([["Namn", "Nr"], ["Anna", WRITTEN]], "B", visible=False))
    ),
    _person("hidden-row", "in a hidden row", lambda: xlsx(Page(_beside(WRITTEN), hidden_rows=[4]))),
    _person("other-sheet", "on a sheet of notes", lambda: xlsx(Page(LONG, "A"), Page([["Ring Anna", None, WRITTEN]], "B"))),
    _person("sheet-name", "as the name of a sheet", lambda: xlsx(Page(LONG, WRITTEN))),
    _person(
        "melted",
        "among the headings of years",
        lambda: xlsx(Page([["Indikator", "Enhet", "2023", WRITTEN], ["Tydliga mål", "0101", 71, 72]])),
    ),
    _person("csv", "in a text file", lambda: text(_beside(WRITTEN)), "uttag.csv"),
    _person("xls", "in .xls", lambda: xls(Page(_beside(WRITTEN))), "uttag.xls"),
    _person("xlsb", "in .xlsb", lambda: xlsb(Page(_beside(WRITTEN))), "uttag.xlsb"),
    _person("ods", "in .ods", lambda: ods(Page(_beside(WRITTEN))), "uttag.ods"),
)


def _repeated(part: bytes) -> bytes:
    at = part.rindex(b"<table:table-row")
    return part[:at] + part[at:].replace(b"<table:table-row", b'<table:table-row table:number-rows-repeated="1000000"', 1)


def _ods_doctype(part: bytes) -> bytes:
    return part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1).replace(b"Enhet", b"&e;", 1)
