"""Excel workbooks of the XML kind (.xlsx, .xlsm and templates of them). Macros lie in a part that nothing here opens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import fastexcel
import polars as pl

from kpi.errors import Refusal
from kpi.intake.formats.calamine import Total, guarded, load
from kpi.intake.formats.look import Look, attributes, look_at, with_look
from kpi.intake.formats.package import Package, check_declarations
from kpi.intake.formats.pieces import pieces
from kpi.intake.formats.sheet import Sheet, Traits
from kpi.intake.formats.shown import Styles, styles_of
from kpi.intake.formats.sparse import check_rectangle
from kpi.intake.formats.split import PIECE, SPLIT_FROM, Frame, piece_size, read_split, stored
from kpi.intake.limits import MIB, Limits
from kpi.language import tr

WORKBOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedstrings.xml"
_STYLES = "xl/styles.xml"
_WORKED_OUT_LATER = re.compile(rb"""<(?:\w+:)?calcPr\s[^<>]*\bfullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
# What calamine and the grid take at most, measured: a shared string beside its text, and a cell of a sheet that is read as a whole.
_BYTES_A_STRING, _BYTES_A_CELL = 64, 110
_KEPT = 64 * MIB  # of parts as they were checked, for the reader
_SMALL_PARTS = ("[content_types].xml", "_rels/.rels", WORKBOOK, _LINKS, _STYLES)
_SHEET_FOLDER = "xl/worksheets/"
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^<>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\s[^<>]*>")
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\s[^<>]*>")
_CELL_STYLES = re.compile(r"<(?:\w+:)?cellXfs[\s>]")
_CELL_STYLES_END = re.compile(r"</(?:\w+:)?cellXfs\s*>")
_CELL_STYLE = re.compile(r"<(?:\w+:)?xf\s[^<>]*>")


@dataclass(slots=True)
class _Told:
    """A sheet before its values are read: its name, its part (in lower case), and what is known so far. grid: when read in pieces.

    cells: how many there are at most, of a large sheet that is read as a whole.
    """

    name: str
    part: str
    visible: bool
    look: Look = field(default_factory=Look)
    grid: pl.DataFrame | None = None
    cells: int = 0


def read_xlsx(data: bytes, package: Package, limits: Limits) -> tuple[list[Sheet], str]:
    """All sheets, and the document's properties as text. Raises Refusal for what cannot or must not be read."""
    parts = {package.written(name): package.read(name) for name in _SMALL_PARTS if package.has(name)}
    for part in parts.values():
        check_declarations(part)
    by_name = {name.lower(): part for name, part in parts.items()}
    workbook, styles = by_name.get(WORKBOOK, b""), by_name.get(_STYLES, b"")
    told = _named(workbook, by_name.get(_LINKS, b""))
    check_count(len(told), limits)
    strings = _strings(package, told, parts)
    properties = package.properties()
    kept = _look_at_all(package, told, Frame(parts, "", "", _styles(styles), bool(_WORKED_OUT_LATER.search(workbook))), limits)
    cells = sum(sheet.cells for sheet in told)
    if strings * _BYTES_A_STRING + cells * _BYTES_A_CELL + package.size(_STRINGS) > limits.memory_bytes:
        raise Refusal(
            tr("Arbetsboken har mer text än som kan läsas på en gång. Dela upp den, eller exportera den som .csv."), code="too_large"
        )
    package.count_rest()
    external = any(name.startswith("xl/externallinks/") for name in package.names)
    # What was checked is what is read, byte for byte; only sheets too large to be kept are unpacked once more.
    whole = (not package.has(_STRINGS) or package.written(_STRINGS) in parts) and all(
        sheet.grid is not None or package.written(sheet.part) in kept for sheet in told if package.has(sheet.part)
    )
    known = {sheet.name: sheet for sheet in told}
    total = Total(limits)
    with guarded():
        reader = fastexcel.read_excel(stored(parts | kept) if whole else data)
        names = reader.sheet_names
        check_count(len(names), limits)
        found = [_sheet(reader, i, known.get(name) or _Told(name, "", True), external, total) for i, name in enumerate(names)]
    return found, properties


def _strings(package: Package, told: list[_Told], parts: dict[str, bytes]) -> int:
    """Look at the shared strings, and keep them where they are needed once more. Returns how many there are."""
    if not package.has(_STRINGS):
        return 0
    keep = package.size(_STRINGS) <= _KEPT or any(piece_size(package.size(sheet.part), package.size(_STRINGS)) for sheet in told)
    count, chunks = 0, []
    for chunk in package.chunks(_STRINGS):
        check_declarations(chunk)
        count += chunk.count(b"<si")
        if keep:
            chunks.append(chunk)
    if keep:
        parts[package.written(_STRINGS)] = b"".join(chunks)
    return count


def check_count(sheets: int, limits: Limits) -> None:
    """Raises Refusal for a workbook with more sheets than are read."""
    if sheets > limits.sheets:
        raise Refusal(
            tr("Arbetsboken har {sheets} blad; högst {most} läses. Dela upp den.", sheets=sheets, most=limits.sheets),
            code="too_many_sheets",
        )


def _look_at_all(package: Package, told: list[_Told], frame: Frame, limits: Limits) -> dict[str, bytes]:
    """Look at all sheets, and read the large ones in pieces while at it. Returns the parts of the others, as far as they are kept."""
    kept: dict[str, bytes] = {}
    # Also sheets that no name leads to, as far as can be told here: the reader of values may find them.
    folder = [name for name in package.names if name.startswith(_SHEET_FOLDER) and name.endswith(".xml")]
    for part in dict.fromkeys([*(sheet.part for sheet in told), *folder]):
        if not package.unread(part):
            continue
        sheets = [sheet for sheet in told if sheet.part == part]
        size = piece_size(package.size(part), package.size(_STRINGS)) if len(sheets) == 1 else None
        chunks: Iterable[bytes] = package.chunks(part)
        if not size and sum(map(len, kept.values())) + package.size(part) <= _KEPT:
            kept[package.written(part)] = whole = b"".join(chunks)
            chunks = [whole]
        found = pieces(chunks, size or PIECE)
        grid, look, cells = None, Look(), 0
        if size:
            grid, look = read_split(replace(frame, sheet=sheets[0].name, part=package.written(part)), found, limits)
        else:
            for piece in found:
                look.add(look_at(*piece, frame.styles, frame.zeros))
                cells += piece.rows.count(b"<v") + piece.rows.count(b"<is") if package.size(part) >= SPLIT_FROM else 0
        if grid is None and look.far:
            check_rectangle((piece.rows for piece in pieces(package.chunks(part), PIECE)), limits.of_whole_sheets())
        for sheet in sheets:
            sheet.look, sheet.grid, sheet.cells = look, grid, cells
    return kept


def _sheet(reader: fastexcel.ExcelReader, index: int, told: _Told, external: bool, total: Total) -> Sheet:
    look, visible = told.look, told.visible
    if told.grid is not None:
        grid = told.grid
    else:
        _, visible, grid = load(reader, index)
        grid = with_look(grid, look)
    total.add(told.name, grid, whole=told.grid is None)
    traits = Traits(
        merged=tuple(look.merged),
        hidden_rows=frozenset(look.hidden_rows),
        hidden_columns=frozenset(look.hidden_columns),
        filtered=look.filtered,
        external_links=external,
    )
    return Sheet(told.name, grid, visible, traits)


def links_of(relations: bytes) -> dict[str, str]:
    """The parts (in lower case) that a workbook's relations lead to, by their id."""
    links = {}
    for tag in _LINK.findall(relations.decode("utf-8", "replace")):
        link = attributes(tag)
        target = link.get("Target", "").lower()
        links[link.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return links


def _named(workbook: bytes, relations: bytes) -> list[_Told]:
    """The sheets that the workbook names, in order."""
    links = links_of(relations)
    sheets = []
    for tag in _SHEET.findall(workbook.decode("utf-8", "replace")):
        sheet = attributes(tag)
        link_id = next((value for key, value in sheet.items() if key.endswith(":id")), "")
        if "name" in sheet:
            sheets.append(_Told(sheet["name"], links.get(link_id, ""), sheet.get("state", "visible") == "visible"))
    return sheets


def _styles(part: bytes) -> Styles:
    text = part.decode("utf-8", "replace")
    codes = {}
    for tag in _FORMAT.findall(text):
        number_format = attributes(tag)
        if (number := number_format.get("numFmtId", "")).isdigit():
            codes[int(number)] = number_format.get("formatCode", "")
    start = _CELL_STYLES.search(text)
    end = _CELL_STYLES_END.search(text, start.end()) if start else None
    block = text[start.end() : end.start()] if start and end else ""
    ids = [attributes(tag).get("numFmtId", "0") for tag in _CELL_STYLE.findall(block)]
    return styles_of(codes, [int(x) if x.isdigit() else 0 for x in ids])
