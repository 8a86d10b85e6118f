"""Pages → workbooks: .xlsx and .xlsm by xlsxwriter, .xls by xlwt, .ods and .xlsb part by part (no kept library writes them)."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from html import escape

import xlsxwriter
import xlwt

from tests.corpus.page import Cell, Failed, Formatted, Formula, Page, Percent

_NOT_COMPUTED = "\ue000"  # stands where xlsxwriter would write a value that nothing has worked out


def zipped(parts: Mapping[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip archive of these parts, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a zip archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed; the archive itself is sound."""
    parts = parts_of(data)
    new = change(parts[part])
    assert new != parts[part], f"{part} is as before"
    return zipped({**parts, part: new})


# ---------------------------------------------------------------- .xlsx


def xlsx(*pages: Page, properties: dict[str, str] | None = None) -> bytes:
    """As Excel writes it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}) as book:
        book.set_properties(properties or {})
        book.set_calc_mode("auto", "191029")
        for page in pages:
            _sheet(book, page)
    parts = parts_of(out.getvalue())
    for name, content in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            parts[name] = re.sub(rb' t="str"(><f>[^<]*</f>)<v>\xee\x80\x80</v>', rb"\1", content)
    # xlsxwriter asks for every formula to be worked out on opening; a workbook that Excel has saved does not.
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    return zipped(parts)


def _sheet(book: xlsxwriter.Workbook, page: Page) -> None:
    sheet = book.add_worksheet(page.name)
    formats: dict[str, xlsxwriter.format.Format] = {}

    def style(number_format: str) -> xlsxwriter.format.Format:
        return formats.setdefault(number_format, book.add_format({"num_format": number_format}))

    for first, left, last, right in page.merged:
        sheet.merge_range(first, left, last, right, "")
    for r, c, value in page.cells():
        match value:
            case Percent(number, decimals):
                sheet.write_number(r, c, number, style("0." + "0" * decimals + "%" if decimals else "0%"))
            case Formatted(number, number_format):
                sheet.write_number(r, c, number, style(number_format))
            case Formula(text, computed):
                sheet.write_formula(r, c, text, None, _NOT_COMPUTED if computed is None else computed)
            case Failed(code):
                sheet.write_formula(r, c, "=NA()", None, code)
            case date():
                moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
                sheet.write_datetime(r, c, moment, style("yyyy-mm-dd"))
            case _:
                sheet.write(r, c, value)
    for r in page.hidden_rows:
        sheet.set_row(r, None, None, {"hidden": True})
    for c in page.hidden_columns:
        sheet.set_column(c, c, None, None, {"hidden": True})
    if page.filtered:
        sheet.autofilter(*page.filtered)
    if not page.visible:
        sheet.hide()


def xlsm(*pages: Page, macro: bytes = b"\xd0\xcf\x11\xe0 this would be a macro") -> bytes:
    """The same with a macro part and the content type that says so."""
    parts = parts_of(xlsx(*pages))
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    kinds = parts["[Content_Types].xml"].replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    vba = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    parts["[Content_Types].xml"] = kinds.replace(b"</Types>", vba + b"</Types>")
    link = b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
    rels = parts["xl/_rels/workbook.xml.rels"]
    parts["xl/_rels/workbook.xml.rels"] = rels.replace(b"</Relationships>", link + b"</Relationships>")
    return zipped({**parts, "xl/vbaProject.bin": macro})


# ---------------------------------------------------------------- .xls


def xls(*pages: Page) -> bytes:
    """As Excel 97–2003 writes it. An error or a formula is written as its text: xlwt cannot write cached results."""
    out = io.BytesIO()
    _xls_book(pages).save(out)
    return out.getvalue()


def _xls_book(pages: tuple[Page, ...]) -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    for page in pages:
        sheet = book.add_sheet(page.name)
        tops = {(first, left): (last, right) for first, left, last, right in page.merged}
        for r, c, value in page.cells():
            if any(r in range(a, c2 + 1) and c in range(b, d + 1) and (r, c) != (a, b) for a, b, c2, d in page.merged):
                continue  # what a merged box covers cannot be written
            content, number_format = _xls_value(value)
            style = xlwt.easyxf(num_format_str=number_format)
            if (r, c) in tops:
                sheet.write_merge(r, tops[r, c][0], c, tops[r, c][1], content, style)
            else:
                sheet.write(r, c, content, style)
        for r in page.hidden_rows:
            sheet.row(r).hidden = True
        for c in page.hidden_columns:
            sheet.col(c).hidden = True
        sheet.visibility = 0 if page.visible else 1
    return book


def _xls_value(value: Cell) -> tuple[object, str]:
    match value:
        case Percent(number, decimals):
            return number, "0." + "0" * decimals + "%" if decimals else "0%"
        case Formatted(number, number_format):
            return number, number_format
        case Formula(_, computed):
            return computed, "General"
        case Failed(code):
            return code, "General"
        case date():
            return value, "yyyy-mm-dd"
        case _:
            return value, "General"


def encrypted_xls(page: Page) -> bytes:
    """A .xls with a password: the record that says so stands after the first one, and what follows is noise to a reader without it."""
    stream = _xls_book((page,)).get_biff_data()
    size = 4 + struct.unpack_from("<H", stream, 2)[0]
    locked = stream[:size] + struct.pack("<HHH", 0x2F, 54, 1) + bytes(range(52)) + bytes(b ^ 0x5A for b in stream[size:])
    out = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(out, locked)
    return out.getvalue()


# ---------------------------------------------------------------- .ods

_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"))
)
_ODS_STYLES = (
    '<number:percentage-style style:name="N1"><number:number number:decimal-places="1"/><number:text>%</number:text>'
    '</number:percentage-style><style:style style:name="pc" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


def ods(*pages: Page, more: Mapping[str, str] | None = None) -> bytes:
    """As LibreOffice writes it (a flat document; blank cells and rows are counted, not repeated)."""
    body = "".join(_ods_table(page) for page in pages)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMES} office:version="1.3">'
        f"<office:automatic-styles>{_ODS_STYLES}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest, **(more or {})}, stored=("mimetype",))


def _ods_table(page: Page) -> str:
    cells = {(r, c): v for r, c, v in page.cells()}
    height = max((r for r, _ in cells), default=-1) + 1
    width = max((c for _, c in cells), default=-1) + 1
    columns = "".join(f"<table:table-column{_ods_hidden(c in page.hidden_columns)}/>" for c in range(width))
    rows = []
    for r in range(height):
        row = "".join(_ods_cell(page, r, c, cells.get((r, c))) for c in range(width))
        rows.append(f"<table:table-row{_ods_hidden(r in page.hidden_rows)}>{row}</table:table-row>")
    style = "" if page.visible else ' table:style-name="off"'
    return f'<table:table table:name="{escape(page.name)}"{style}>{columns}{"".join(rows)}</table:table>'


def _ods_hidden(hidden: bool) -> str:
    return ' table:visibility="collapse"' if hidden else ""


def _ods_cell(page: Page, r: int, c: int, value: Cell) -> str:
    span = ""
    for first, left, last, right in page.merged:
        if (r, c) == (first, left):
            span = f' table:number-columns-spanned="{right - left + 1}" table:number-rows-spanned="{last - first + 1}"'
        elif first <= r <= last and left <= c <= right:
            return "<table:covered-table-cell/>"
    match value:
        case None:
            kind, shown = "", ""
        case Percent(number, decimals):
            kind = f' office:value-type="percentage" office:value="{number}" table:style-name="pc"'
            shown = f"{number * 100:.{decimals}f} %".replace(".", ",")
        case Formula(text, computed):
            kind = f' table:formula="of:{escape(text)}"' + (
                f' office:value-type="float" office:value="{computed}"' if computed is not None else ""
            )
            shown = "" if computed is None else str(computed)
        case Failed(code):
            kind, shown = ' office:value-type="string" table:formula="of:=NA()"', code
        case Formatted(number, _):
            kind, shown = f' office:value-type="float" office:value="{number}"', str(number)
        case date():
            kind, shown = f' office:value-type="date" office:date-value="{value.isoformat()}"', value.isoformat()
        case bool():
            kind, shown = f' office:value-type="boolean" office:boolean-value="{str(value).lower()}"', str(value)
        case int() | float():
            kind, shown = f' office:value-type="float" office:value="{value}"', str(value).replace(".", ",")
        case _:
            kind, shown = ' office:value-type="string"', escape(value)
    return f"<table:table-cell{kind}{span}>{f'<text:p>{shown}</text:p>' if shown else ''}</table:table-cell>"


# ---------------------------------------------------------------- .xlsb

_ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}


def xlsb(*pages: Page) -> bytes:
    """As Excel writes it in binary: MS-XLSB records, texts in the cells themselves."""
    links = "".join(
        f'<Relationship Id="rId{i}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        f'Target="worksheets/sheet{i}.bin"/>'
        for i, _ in enumerate(pages, 1)
    )
    links += (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.bin"/>'
    )
    names = b"".join(
        _record(156, struct.pack("<II", 0 if p.visible else 1, i) + _wide(f"rId{i}") + _wide(p.name)) for i, p in enumerate(pages, 1)
    )
    return zipped(
        {
            "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
            "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="xl/workbook.bin"/></Relationships>',
            "xl/_rels/workbook.bin.rels": '<?xml version="1.0"?>'
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
            "xl/workbook.bin": _record(131) + _record(143) + names + _record(144) + _record(132),
            "xl/styles.bin": _xlsb_styles(),
            **{f"xl/worksheets/sheet{i}.bin": _xlsb_sheet(p) for i, p in enumerate(pages, 1)},
        }
    )


def _record(number: int, content: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = len(content), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


_XLSB_FORMATS = (0, 10, 14)  # General, 0.00%, a date


def _xlsb_styles() -> bytes:
    cell_formats = b"".join(_record(47, struct.pack("<HHHHHBBHH", 0, f, 0, 0, 0, 0, 0, 0, 0)) for f in _XLSB_FORMATS)
    return _record(278) + _record(617, struct.pack("<I", len(_XLSB_FORMATS))) + cell_formats + _record(618) + _record(279)


def _xlsb_sheet(page: Page) -> bytes:
    cells = page.cells()
    by_row: dict[int, list[tuple[int, Cell]]] = {}
    for r, c, value in cells:
        by_row.setdefault(r, []).append((c, value))
    last_row, last_column = max((r for r, _, _ in cells), default=0), max((c for _, c, _ in cells), default=0)
    out = _record(129) + _record(148, struct.pack("<IIII", 0, last_row, 0, last_column))
    if page.hidden_columns:
        hidden = b"".join(_record(60, struct.pack("<IIIIH", c, c, 0, 0, 1)) for c in page.hidden_columns)
        out += _record(390) + hidden + _record(391)
    out += _record(145)
    for r in sorted(set(by_row) | set(page.hidden_rows)):
        flags = 0x10 if r in page.hidden_rows else 0
        out += _record(0, struct.pack("<IIHBBBI", r, 0, 300, 0, flags, 0, 0))
        out += b"".join(_xlsb_cell(c, value) for c, value in by_row.get(r, []))
    out += _record(146)
    if page.merged:
        boxes = b"".join(_record(176, struct.pack("<IIII", first, last, left, right)) for first, left, last, right in page.merged)
        out += _record(177, struct.pack("<I", len(page.merged))) + boxes + _record(178)
    return out + _record(130)


def _xlsb_cell(column: int, value: Cell) -> bytes:
    def at(style: int = 0) -> bytes:
        return struct.pack("<II", column, style)

    match value:
        case Percent(number, _):
            return _record(5, at(1) + struct.pack("<d", number))
        case Failed(code):
            return _record(3, at() + bytes([_ERRORS[code]]))
        case Formula(_, computed):
            return _record(5, at() + struct.pack("<d", computed)) if isinstance(computed, float | int) else _record(1, at())
        case Formatted(number, _):
            return _record(5, at() + struct.pack("<d", number))
        case bool():
            return _record(4, at() + bytes([value]))
        case date():
            return _record(5, at(2) + struct.pack("<d", (value - date(1899, 12, 30)).days))
        case int() | float():
            return _record(5, at() + struct.pack("<d", value))
        case _:
            return _record(6, at() + _wide(str(value)))
