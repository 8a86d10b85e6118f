"""Formulas that no program has worked out: their cells hold no value, and a reader of values takes them for blank.

Scripts and some exporting systems write such workbooks. A blank would be stored as a missing figure, so these cells are marked instead.
"""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

from kpi.intake.letters import index_of

UNCOMPUTED = "#EJ BERÄKNAD"  # what such a cell is taken to say

_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# A cell whose formula is followed by its end, or by an empty value. A text that is empty (t="str") is worked out.
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*)>\s*(?:<(?:\w+:)?f[^>]*/>|<(?:\w+:)?f(?:\s[^>]*)?>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_TEXT = re.compile(rb"""(?:^|\s)t\s*=\s*["']str["']""")


def uncomputed(data: bytes) -> dict[str, list[tuple[int, int]]]:
    """Row and column (0-based) of the formulas without a value, by sheet name. data: a workbook that ``check_workbook`` has let through."""
    found: dict[str, list[tuple[int, int]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name.lower(): name for name in archive.namelist()}
        for sheet, path in _sheets(archive, parts).items():
            part = archive.read(parts[path]) if path in parts else b""
            places = _places(part)
            if places:
                found[sheet] = places
    return found


def _sheets(archive: zipfile.ZipFile, parts: dict[str, str]) -> dict[str, str]:
    """The part (in lower case) that each sheet stands in."""
    if "xl/_rels/workbook.xml.rels" not in parts:
        return {}
    links = {}
    for tag in _LINK.findall(archive.read(parts["xl/_rels/workbook.xml.rels"]).decode("utf-8", "replace")):
        link = _attributes(tag)
        target = link.get("Target", "").lower()
        links[link.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    sheets = {}
    for tag in _SHEET.findall(archive.read(parts["xl/workbook.xml"]).decode("utf-8", "replace")):
        sheet = _attributes(tag)
        link_id = next((value for key, value in sheet.items() if key.endswith(":id")), None)
        if link_id in links and "name" in sheet:
            sheets[sheet["name"]] = links[link_id]
    return sheets


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}


def _places(part: bytes) -> list[tuple[int, int]]:
    places = []
    for cell in _CELL.finditer(part):
        place = _PLACE.search(cell[1])
        if place and not _TEXT.search(cell[1]):
            places.append((int(place[2]) - 1, index_of(place[1].decode())))
    return places
