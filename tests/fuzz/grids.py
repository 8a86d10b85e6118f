"""A file's cells read apart from the code under test: Python's own csv and XML, and openpyxl. None where they cannot read it."""

from __future__ import annotations

import csv
import io
import zipfile
from xml.etree import ElementTree

import openpyxl

from tests.corpus.page import Cell
from tests.fuzz.bases import Rows

_ODS = {
    "table": "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}",
    "office": "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}",
    "text": "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}",
}
_FAR = 500  # repeated more often than this, a cell is padding


def grid_of(data: bytes, kind: str) -> Rows | None:
    """The first sheet's cells, all rows of the same length."""
    try:
        match kind:
            case "csv":
                found = _text(data)
            case "xlsx":
                found = _xlsx(data)
            case "ods":
                found = _ods(data)
            case _:
                return None
    except Exception:  # whatever a reader thinks of a broken file, it is no judge of it
        return None
    width = max((len(r) for r in found), default=0)
    return [[*r, *[None] * (width - len(r))] for r in found]


def _text(data: bytes) -> Rows:
    text = data.decode("utf-8-sig")
    return [
        [field if field.strip() else None for field in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    ]


def _xlsx(data: bytes) -> Rows:
    page = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    return [[c.value for c in row] for row in page.iter_rows(min_row=1, min_col=1)]


def _ods(data: bytes) -> Rows:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    table = next(root.iter(f"{_ODS['table']}table"))
    rows: Rows = []
    for row in table.iter(f"{_ODS['table']}table-row"):
        cells: list[Cell] = []
        for cell in row:
            repeat = int(cell.get(f"{_ODS['table']}number-columns-repeated", "1"))
            cells += [_ods_value(cell)] * min(repeat, _FAR)
        rows += [list(cells) for _ in range(min(int(row.get(f"{_ODS['table']}number-rows-repeated", "1")), _FAR))]
    return rows


def _ods_value(cell: ElementTree.Element) -> Cell:
    kind = cell.get(f"{_ODS['office']}value-type")
    if kind in ("float", "percentage", "currency"):
        value = float(cell.get(f"{_ODS['office']}value", "nan"))
        return f"{100 * value:.10g} %" if kind == "percentage" else value
    texts = ["".join(p.itertext()) for p in cell.iter(f"{_ODS['text']}p")]
    return "\n".join(texts) or None
