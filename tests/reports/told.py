"""What a report says, as text: one line a piece, in the order that it is read. The golden files hold it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache

import openpyxl
from pptx import Presentation

from tests.reports.tagged import Node, read


@lru_cache(maxsize=32)  # what is made once is read once
def told(kind: str, data: bytes) -> str:
    """The file's structure and text, by another library than made it."""
    lines = {"pdf": _pdf, "xlsx": _xlsx, "pptx": _pptx}[kind](data)
    return "\n".join(line.replace("\u00a0", " ").rstrip() for line in lines) + "\n"


def _pdf(data: bytes) -> Iterator[str]:
    tagged = read(data)
    yield f"{len(tagged.pages)} sidor"
    yield from _node(tagged.root.children[0], 0)


def _node(node: Node, depth: int) -> Iterator[str]:
    if node.tag == "TR":
        yield f"{'  ' * depth}TR {' | '.join(_cell(cell) for cell in node.find('TH', 'TD'))}"
        return
    alt = f" ALT {node.alt}" if node.alt else ""
    yield f"{'  ' * depth}{node.tag} {node.text.strip()}{alt}"
    for child in node.children:
        yield from _node(child, depth + 1)


def _cell(cell: Node) -> str:
    return " ".join([cell.whole, *(f"[{figure.alt}]" for figure in cell.find("Figure"))]).strip()


def _xlsx(data: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        yield f"# {sheet.title}: {', '.join(sheet.tables)} {sheet.dimensions}, fryst {sheet.freeze_panes}"
        for row in sheet.iter_rows():
            yield " | ".join("" if c.value is None else f"{c.value}" for c in row)


def _pptx(data: bytes) -> Iterator[str]:
    for number, slide in enumerate(Presentation(io.BytesIO(data)).slides, start=1):
        yield f"# {number}"
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield f"{shape.name}: {shape.text_frame.text}"
            elif shape.has_table:
                yield f"Tabell {shape.name}"
                yield from (" | ".join(cell.text for cell in row.cells) for row in shape.table.rows)
            elif shape.has_chart:
                yield f"Diagram {shape.name}: {shape._element.nvGraphicFramePr.cNvPr.get('descr')}"
                plot = shape.chart.plots[0]
                yield f"  {' | '.join(plot.categories)}"
                yield from (f"  {s.name}: {' | '.join('' if v is None else str(v) for v in s.values)}" for s in plot.series)
        yield f"Anteckningar: {slide.notes_slide.notes_text_frame.text}"
