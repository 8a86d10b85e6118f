"""What a file is, told from its bytes and not from its name, and whether it is safe to unpack.

A workbook is a zip; a zip can claim to be small and be huge, and a single stray cell in the last corner of a sheet makes the reader
allocate the whole rectangle. Both are looked for here, before the workbook is handed to the reader.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePath
from typing import Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpi.errors import Refusal
from kpi.intake.letters import index_of, letter
from kpi.intake.limits import MIB, Limits

ACCEPTED = "Godtagna format: .xlsx och .csv."
_EXCEL_SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = "xl/workbook.xml"
_CHUNK = 4 * MIB
_OVERLAP = 64  # a cell reference cut in two by a chunk is seen whole in the next

# A far cell or row: column DA or beyond, row 300 000 or beyond. Only then are all references read one by one. The reader takes also
# what is not quite XML (an attribute without a space before it), so these patterns do.
_FAR_CELL = r"""r\s*=\s*["'](?:[A-Za-z]{3,}[0-9]|[D-Zd-z][A-Za-z][0-9]|[A-Za-z]{0,2}0*(?:[3-9][0-9]{5}|[0-9]{7}))"""
_EMPTY_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>"']*(?:"[^"<>]*"[^<>"']*)*/>""")  # formatting without content
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_REFERENCE = re.compile(rb"""[\s"']r\s*=\s*["']([A-Za-z]*)([0-9]+)""")
_LAST_COLUMN = 20_000  # beyond what any spreadsheet program has; a longer reference is not worked out

_FORMULA_SIGNS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")

Format = Literal["xlsx", "csv"]


class Contents(NamedTuple):
    """What a workbook says of itself: its own properties (title, keywords, …) as text, and whether there may be formulas in it."""

    properties: str
    formulas: bool


def recognise_format(data: bytes, name: str) -> Format:
    """``xlsx`` or ``csv`` by content. Raises Refusal for anything else, naming the accepted formats."""
    suffix = PurePath(name).suffix.lower()
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise Refusal("Filen är tom. Exportera den på nytt.", code="empty_file")
    if data.startswith(_OLE):
        raise _refuse_ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "xlsx"
    if _is_binary(data):
        raise Refusal(f"Filen är varken en arbetsbok eller en textfil. {ACCEPTED}", code="unknown_format")
    if suffix in _EXCEL_SUFFIXES:
        raise Refusal(
            f"Filen heter {suffix} men är en textfil, inte en Excelarbetsbok. "
            "Öppna den i Excel och spara som Excelarbetsbok (.xlsx), eller byt filändelsen till .csv.",
            code="not_xlsx",
        )
    return "csv"


def _refuse_ole(data: bytes) -> Refusal:
    if _ENCRYPTED_STREAM in data:
        return Refusal("Arbetsboken är skyddad med lösenord. Ta bort lösenordet i Excel och spara på nytt.", code="encrypted")
    return Refusal(f"Filen är i det äldre Excelformatet (.xls). Spara om den som Excelarbetsbok (.xlsx). {ACCEPTED}", code="unknown_format")


def _is_binary(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    head = data[:8192]
    control = sum(b < 9 or 13 < b < 32 for b in head)
    return b"\x00" in data[:MIB] or control > len(head) // 50 or head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf"))


def check_workbook(data: bytes, limits: Limits) -> Contents:
    """Unpack a workbook once, a piece at a time, and stop at the first limit; nothing is kept in memory.

    Raises Refusal for what cannot or must not be unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_kind(archive, infos, limits)
            total, formulas = 0, False
            for info in infos:
                size, far, computes = _walk(archive, info, total, len(data), limits)
                total, formulas = total + size, formulas or computes
                if far:
                    _check_rectangle(archive.read(info), limits)
            return Contents(_properties(archive), formulas)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as e:
        raise Refusal("Arbetsboken är skadad eller ofullständig. Hämta eller exportera den på nytt.", code="damaged_file") from e
    except RuntimeError as e:  # a zip entry that asks for a password
        raise Refusal("Arbetsboken är skyddad med lösenord. Ta bort lösenordet och spara på nytt.", code="encrypted") from e


def _check_kind(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = {i.filename.lower() for i in infos}
    if len(infos) > limits.zip_entries:
        raise Refusal(f"Arbetsboken består av fler än {limits.zip_entries} delar. Spara den på nytt ur Excel.", code="too_large")
    if any(i.flag_bits & 1 for i in infos):
        raise Refusal("Arbetsboken är skyddad med lösenord. Ta bort lösenordet och spara på nytt.", code="encrypted")
    if len(names) != len(infos):  # two parts of one name: readers disagree on which counts
        raise zipfile.BadZipFile
    if "[content_types].xml" in names and _WORKBOOK in names:
        return
    if "xl/workbook.bin" in names:
        kind = "det binära Excelformatet (.xlsb)"
    elif "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis"):
        kind = "ett OpenDocument-format (.ods)"
    elif "[content_types].xml" in names:
        kind = "ett Office-dokument av annat slag än Excel"
    else:
        kind = "ett zip-arkiv, inte en arbetsbok"
    raise Refusal(f"Filen är {kind}. Spara om den som Excelarbetsbok (.xlsx). {ACCEPTED}", code="unknown_format")


def _walk(archive: zipfile.ZipFile, info: zipfile.ZipInfo, before: int, packed: int, limits: Limits) -> tuple[int, bool, bool]:
    """Unpacked size of a part, whether it holds a cell far out, and whether it may hold a formula."""
    size, far, formulas, tail = 0, False, False, b""
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            _check_size(before + size, packed, limits)
            whole = tail + chunk if tail else chunk
            far = far or _matches(whole)
            formulas = formulas or any(sign in whole for sign in _FORMULA_SIGNS)
            tail = chunk[-_OVERLAP:]
    return size, far, formulas


def _check_size(unpacked: int, packed: int, limits: Limits) -> None:
    dense = unpacked > limits.zip_ratio_from_bytes and unpacked > limits.zip_ratio * packed
    if unpacked > limits.unpacked_bytes or dense:
        raise Refusal(
            f"Arbetsboken blir orimligt stor när den packas upp (mer än {unpacked // MIB} MB av {max(1, packed // MIB)} MB). "
            "Ta bort överflödig formatering eller dela upp filen.",
            code="zip_bomb",
        )


def _matches(chunk: bytes) -> bool:
    # RE2 through Arrow: about ten times as fast over tens of megabytes as the re module.
    offsets = pa.py_buffer(np.array([0, len(chunk)], dtype=np.int64))
    cells = pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(chunk)])
    return bool(pc.match_substring_regex(cells, _FAR_CELL)[0].as_py())


def _check_rectangle(part: bytes, limits: Limits) -> None:
    """The rectangle that a sheet's used cells span. Raises Refusal when it is larger than the limits."""
    part = _EMPTY_CELL.sub(b"", part)
    cells, rows, row_rows, columns = 0, 0, 0, 0
    for found in _REFERENCE.finditer(part):
        letters, row = found[1], int(found[2][:12])
        if letters:
            cells, rows = cells + 1, max(rows, row)
            columns = max(columns, index_of(letters.decode()) + 1 if len(letters) < 4 else _LAST_COLUMN)
        else:
            row_rows = max(row_rows, row)
    if len(_CELL.findall(part)) > cells:  # a cell without a reference stands where its row says
        rows = max(rows, row_rows)
    if columns > limits.columns:
        raise Refusal(
            f"Ett blad har innehåll ända ut i kolumn {letter(columns - 1)} (högst {limits.columns} kolumner läses). "
            "Ta bort det som ligger utanför tabellen.",
            code="too_many_columns",
        )
    if rows > limits.rows or rows * columns > limits.cells:
        raise Refusal(
            f"Ett blad har innehåll ända ned på rad {rows} i {columns} kolumner, mer än som läses. "
            "Ta bort det som ligger utanför tabellen eller dela upp filen.",
            code="too_many_rows",
        )


def _properties(archive: zipfile.ZipFile) -> str:
    """Title, subject, keywords and custom properties, as the text of their XML."""
    texts = []
    for part in ("docProps/core.xml", "docProps/custom.xml"):
        if part in archive.namelist():
            texts.append(archive.read(part)[:MIB].decode("utf-8", "replace"))
    return "\n".join(texts)
