"""A reader of tagged PDF of the tests' own: the structure tree with the text that stands in it, as assistive technology finds it.

Knows what the reports' files use: Type 0 fonts with a ToUnicode map, marked content with MCIDs, /Alt and /ActualText.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pikepdf

_HEX = r"<([0-9A-Fa-f]+)>\s*"
_CHAR = re.compile(_HEX + _HEX)
_RANGE = re.compile(_HEX + _HEX + r"(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_SECTION = re.compile(r"beginbf(char|range)(.*?)endbf\1", re.DOTALL)


@dataclass
class Node:
    """A structure element. ``text``: of itself, without its children's."""

    tag: str
    alt: str = ""
    text: str = ""
    children: list[Node] = field(default_factory=list)

    @property
    def whole(self) -> str:
        """Its text with that of all below it, in order."""
        return " ".join(part for part in (self.text, *(child.whole for child in self.children)) if part).strip()

    def walk(self) -> Iterator[Node]:
        """It and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, *tags: str) -> list[Node]:
        return [node for node in self.walk() if node.tag in tags]


@dataclass
class Tagged:
    """A file as it is read. ``pages``: everything that is drawn as text on each page, artifacts too. ``artifacts``: what is only drawn."""

    root: Node
    pages: list[str]
    artifacts: list[str]

    def tables(self) -> list[list[list[str]]]:
        """Each table as rows of cells, its heading row first."""
        return [[[cell.whole for cell in row.find("TH", "TD")] for row in table.find("TR")] for table in self.root.find("Table")]


@lru_cache(8)
def read(data: bytes) -> Tagged:
    """The file's structure and text. The same file is read once; nothing changes what was read."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        texts: dict[tuple[int, int], str] = {}
        pages, artifacts = [], []
        for number, page in enumerate(pdf.pages):
            drawn = _page(page)
            pages.append(" ".join(text for _, text in drawn))
            artifacts.append(" ".join(text for mcid, text in drawn if mcid is None))
            for mcid, text in drawn:
                if mcid is not None:
                    texts[number, mcid] = texts.get((number, mcid), "") + text
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        root = Node("Root")
        _children(pdf.Root.StructTreeRoot.get("/K"), root, None, numbers, texts)
        return Tagged(root, pages, artifacts)


def _children(kids: Any, into: Node, page: int | None, numbers: dict, texts: dict[tuple[int, int], str]) -> None:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []:
        if isinstance(kid, int):
            if page is not None:
                _said(into, texts.get((page, int(kid)), ""))
            continue
        at = numbers.get(kid.Pg.objgen, page) if "/Pg" in kid else page
        if kid.get("/Type") == "/MCR":
            _said(into, texts.get((at, int(kid.MCID)), ""))
        elif "/S" in kid:
            node = Node(str(kid.S)[1:], str(kid.get("/Alt", "")))
            into.children.append(node)
            _children(kid.get("/K"), node, at, numbers, texts)


def _said(node: Node, text: str) -> None:
    """Text after a child is a child of its own, so that the order is kept."""
    if node.children:
        node.children.append(Node("#text", text=text))
    else:
        node.text += text


def _page(page: pikepdf.Page) -> list[tuple[int | None, str]]:
    """(MCID or None, text) of each run of marked content."""
    fonts = {name: _unicode(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: list[tuple[int | None, str]] = []
    marks: list[int | None] = []
    current: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BDC":
            given = operands[1]
            marks.append(int(given.MCID) if isinstance(given, pikepdf.Dictionary) and "/MCID" in given else None)
            found.append((marks[-1], ""))
        elif name == "BMC":
            marks.append(None)
            found.append((None, ""))
        elif name == "EMC":
            marks.pop()
            found.append((marks[-1] if marks else None, ""))
        elif name == "Tf":
            current = fonts[str(operands[0])]
        elif name in ("Tj", "TJ"):
            text = "".join(_decoded(part, current) for part in (operands[0] if name == "TJ" else [operands[0]]))
            if found:
                found[-1] = (found[-1][0], found[-1][1] + text)
    return [(mcid, text) for mcid, text in found if text]


def _decoded(part: Any, font: dict[int, str]) -> str:
    if not isinstance(part, pikepdf.String):
        return ""
    raw = bytes(part)
    return "".join(font.get(int.from_bytes(raw[i : i + 2], "big"), "\ufffd") for i in range(0, len(raw), 2))


def _unicode(font: Any) -> dict[int, str]:
    """Glyph → text, by the font's ToUnicode map."""
    mapped: dict[int, str] = {}
    for kind, body in _SECTION.findall(font.ToUnicode.read_bytes().decode("latin-1")):
        if kind == "char":
            mapped |= {int(glyph, 16): _utf16(text) for glyph, text in _CHAR.findall(body)}
            continue
        for first, last, target, several in _RANGE.findall(body):
            each = re.findall(_HEX, several)
            for step, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
                mapped[glyph] = _utf16(each[step]) if each else _utf16(target)[:-1] + chr(ord(_utf16(target)[-1]) + step)
    return mapped


def _utf16(code: str) -> str:
    return bytes.fromhex(code).decode("utf-16-be")
