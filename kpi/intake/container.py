"""What a file is, told from its bytes and not from its name."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from kpi.errors import Refusal
from kpi.intake.delimited import is_delimited
from kpi.intake.formats.package import Package
from kpi.intake.limits import MIB
from kpi.language import N_, tr

ACCEPTED = N_("Godtagna format: .xlsx, .xlsm, .xlsb, .xls, .ods, .csv och .tsv.")
_EXCEL_SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WORKBOOK = "xl/workbook.xml"
_BINARY_WORKBOOK = "xl/workbook.bin"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
# What many systems call .xls: a table as a web page, or Excel's XML of 2003.
_MARKUP = re.compile(
    r"\s*(?:<!--.*?-->\s*)?<(?:!doctype|html|head|body|meta|style|table|\?xml|\?mso|(?:\w+:)?workbook)\b", re.IGNORECASE | re.DOTALL
)

Format = Literal["zip", "xls", "csv"]


def recognise_format(data: bytes, name: str) -> Format:
    """``zip`` (a workbook of a kind that ``kind_of_package`` tells), ``xls`` or ``csv``, by content and not by name.

    Raises Refusal for anything else, naming the accepted formats.
    """
    suffix = PurePath(name).suffix.lower()
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise Refusal(tr("Filen är tom. Exportera den på nytt."), code="empty_file")
    if data.startswith(_OLE):
        return "xls"
    if data.startswith(_ZIP):
        return "zip"
    if _is_binary(data):
        raise Refusal(tr("Filen är varken en arbetsbok eller en textfil. {accepted}", accepted=tr(ACCEPTED)), code="unknown_format")
    if _MARKUP.match(_head(data)):
        raise Refusal(
            tr(
                "Filen är en webbsida eller XML, alltså en textfil och inte en arbetsbok; många system kallar sådana filer .xls. "
                "Öppna den i Excel och spara som Excelarbetsbok (.xlsx)."
            ),
            code="not_xlsx",
        )
    # Many systems export delimited text under the name .xls, and Excel opens it; nothing but a mistake gives text the newer names.
    if suffix in _EXCEL_SUFFIXES and not (suffix == ".xls" and is_delimited(data)):
        raise Refusal(
            tr(
                "Filen heter {suffix} men är en textfil, inte en Excelarbetsbok. "
                "Öppna den i Excel och spara som Excelarbetsbok (.xlsx), eller byt filändelsen till .csv.",
                suffix=suffix,
            ),
            code="not_xlsx",
        )
    return "csv"


def _head(data: bytes) -> str:
    """The beginning as text, as far as it takes to tell markup."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return data[:4096].decode(encoding, "ignore")


def _is_binary(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    head = data[:8192]
    control = sum(b < 9 or 13 < b < 32 for b in head)
    return b"\x00" in data[:MIB] or control > len(head) // 50 or head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf"))


def kind_of_package(package: Package) -> Literal["xlsx", "xlsb", "ods"]:
    """Which kind of workbook a zip is. Raises Refusal for all others."""
    if package.has("[content_types].xml"):
        if package.has(_WORKBOOK):
            return "xlsx"
        if package.has(_BINARY_WORKBOOK):
            return "xlsb"
        message = N_("Filen är ett Office-dokument av annat slag än Excel. {accepted}")
    else:
        mimetype = package.read("mimetype")[:100]
        if mimetype.startswith(_SPREADSHEET):
            return "ods"
        message = N_("Filen är ett zip-arkiv, inte en arbetsbok. {accepted}")
        if mimetype.startswith(_OPEN_DOCUMENT):
            message = N_("Filen är ett OpenDocument av annat slag än kalkylblad. {accepted}")
    raise Refusal(tr(message, accepted=tr(ACCEPTED)), code="unknown_format")
