"""Bytes → sheets as grids of text. Nothing is interpreted here: row 0 of a grid is row 1 of the sheet, column "0" is column A."""

from __future__ import annotations

from pathlib import PurePosixPath

from kpi.errors import Refusal
from kpi.intake.container import kind_of_package, recognise_format
from kpi.intake.delimited import read_delimited
from kpi.intake.formats.ods import read_ods
from kpi.intake.formats.package import Clock, opened
from kpi.intake.formats.sheet import FAILED, FORMULA_FAULTS, UNCOMPUTED, Book, Sheet, Traits
from kpi.intake.formats.xls import read_xls
from kpi.intake.formats.xlsb import read_xlsb
from kpi.intake.formats.xlsx import read_xlsx
from kpi.intake.limits import LIMITS, MIB, Limits
from kpi.language import tr

__all__ = ["FAILED", "FORMULA_FAULTS", "SYNTHETIC_WORD", "UNCOMPUTED", "Book", "Sheet", "Traits", "read_book"]

SYNTHETIC_WORD = "SYNTETISK"  # an extract that carries this word above its header, in a sheet name or as a property is made up


def read_book(data: bytes, name: str, limits: Limits = LIMITS) -> Book:
    """Read a file given as bytes. Raises Refusal for what cannot or must not be read."""
    if len(data) > limits.file_bytes:
        raise Refusal(
            tr("Filen är {size} MB; högst {most} MB läses. Dela upp den.", size=len(data) // MIB, most=limits.file_bytes // MIB),
            code="too_large",
        )
    clock = Clock(limits)
    kind = recognise_format(data, name)
    if kind == "csv":
        stem = PurePosixPath(name.replace("\\", "/")).stem  # a name may come with a path, also another system's
        return Book((Sheet(stem[:31] or "CSV", read_delimited(data, limits, clock)),), synthetic=False)
    sheets, properties = read_xls(data, limits, clock) if kind == "xls" else _read_package(data, limits, clock)
    return Book(tuple(sheets), synthetic=any(SYNTHETIC_WORD in text.upper() for text in (properties, *(s.name for s in sheets))))


def _read_package(data: bytes, limits: Limits, clock: Clock) -> tuple[list[Sheet], str]:
    with opened(data, limits, clock) as package:
        match kind_of_package(package):
            case "xlsx":
                return read_xlsx(data, package, limits)
            case "xlsb":
                return read_xlsb(data, package, limits, clock)
            case "ods":
                return read_ods(package, limits, clock)
