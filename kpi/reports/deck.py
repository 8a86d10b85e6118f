"""An empty deck in our own simple theme: white, one accent, a serif for headings, sixteen by nine, one layout with a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.util import Emu, Inches, Pt

from kpi.language import tr
from kpi.reports.cells import Table
from kpi.reports.colours import INK

WIDTH, HEIGHT = 13.333, 7.5  # inches
EDGE = 0.55
TITLE_TOP, TITLE_HEIGHT = 0.35, 0.62
BODY_TOP = 1.05
BODY_BOTTOM = 6.95
HEADING_FONT, TEXT_FONT = "Georgia", "Calibri"
_TITLE_ONLY = 5  # the layout of python-pptx' own template that is kept
_THEME = {
    "dk1": INK.text, "lt1": "#FFFFFF", "dk2": INK.muted, "lt2": "#FAF7F1", "accent1": INK.accent, "accent2": INK.women,
    "accent3": INK.men, "accent4": "#1D72B0", "accent5": "#966300", "accent6": "#7F1D1D", "hlink": INK.accent, "folHlink": INK.muted,
}  # fmt: skip


def blank() -> Any:
    """A deck without slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    kept = deck.slide_layouts[_TITLE_ONLY]
    for layout in [x for x in deck.slide_layouts if x is not kept]:
        deck.slide_layouts.remove(layout)
    for holder in [p for p in (*deck.slide_master.placeholders, *kept.placeholders) if p.placeholder_format.type != 1]:
        holder._element.getparent().remove(holder._element)
    kept.name = tr("Rubrik")
    for place in (deck.slide_master, kept):
        for holder in place.placeholders:
            _place(holder, EDGE, TITLE_TOP, WIDTH - 2 * EDGE, TITLE_HEIGHT)
    _theme(deck)
    _drop(deck.part.package, RT.THUMBNAIL)
    _drop(deck.part, RT.PRINTER_SETTINGS)
    return deck


def _theme(deck: Any) -> None:
    part = deck.slide_master.part.part_related_by(RT.THEME)
    xml = part.blob.decode("utf-8")
    for name, colour in _THEME.items():
        xml = re.sub(rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{colour[1:]}"/></a:{name}>', xml, count=1)
    for font, face in (("majorFont", HEADING_FONT), ("minorFont", TEXT_FONT)):
        xml = re.sub(rf'(<a:{font}><a:latin typeface=")[^"]*', rf"\g<1>{face}", xml, count=1)
    part._blob = xml.replace('name="Office Theme"', 'name="Målbild"', 1).encode("utf-8")


def _drop(part: Any, kind: str) -> None:
    """Leave out what came with the template and is not ours."""
    for key in [key for key, relation in part._rels.items() if relation.reltype == kind]:
        part._rels.pop(key)


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Inches(left), Inches(top), Inches(width), Inches(height)


def slide(deck: Any, title: str, foot: str, notes: Sequence[str]) -> Any:
    """A new slide: its title, the stamp at its foot, and what the speaker needs."""
    made = deck.slides.add_slide(deck.slide_layouts[0])
    made.shapes.title.text = title
    frame = made.shapes.title.text_frame
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    _style(frame.paragraphs[0], 26, INK.text)
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    words(made, [(foot, 9, INK.muted, False)], EDGE, 7.03, WIDTH - 2 * EDGE, 0.3, tr("Stämpel"))
    made.notes_slide.notes_text_frame.text = "\n".join(notes)
    return made


Said = tuple[str, float, str, bool]  # text, pt, colour, bold


def words(slide: Any, said: Sequence[Said], left: float, top: float, width: float, height: float, name: str) -> Any:
    """A box of paragraphs."""
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height))
    box.name = name
    frame = box.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    for k, (text, size, colour, bold) in enumerate(said):
        paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
        paragraph.text = text
        paragraph.space_after = Pt(size * 0.45)
        _style(paragraph, size, colour, bold)
    return box


def _style(paragraph: Any, size: float, colour: str, bold: bool = False) -> None:
    font = paragraph.font
    font.size, font.bold, font.color.rgb = Pt(size), bold, rgb(colour)


def rgb(colour: str) -> RGBColor:
    """#RRGGBB as the file has it."""
    return RGBColor.from_string(colour[1:])


def table(slide: Any, told: Table, left: float, top: float, width: float, row_height: float, size: float) -> Any:
    """A native table with a heading row; numbers flush right. Returns its frame."""
    frame = slide.shapes.add_table(len(told.rows) + 1, len(told.columns), Inches(left), Inches(top), Inches(width), Inches(0.1))
    frame.name = told.caption
    frame._element.nvGraphicFramePr.cNvPr.set("descr", told.caption)
    made = frame.table
    made.horz_banding = False
    shares = sum(column.share for column in told.columns)
    for k, column in enumerate(told.columns):
        made.columns[k].width = Inches(width * column.share / shares)
        _cell(made.cell(0, k), column.heading, size, "#FFFFFF", INK.accent, right=column.right, bold=True)
    for r, row in enumerate(told.rows, start=1):
        for k, (cell, column) in enumerate(zip(row, told.columns, strict=True)):
            colour = INK.status[cell.status] if cell.status is not None else INK.text
            _cell(made.cell(r, k), cell.text, size, colour, "#FFFFFF", right=column.right, bold=cell.status is not None)
    for row in made.rows:
        row.height = Inches(row_height)
    return frame


def _cell(cell: Any, text: str, size: float, colour: str, ground: str, *, right: bool, bold: bool) -> None:
    cell.text = text
    cell.margin_left = cell.margin_right = Inches(0.05)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(ground)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    _style(paragraph, size, colour, bold)
