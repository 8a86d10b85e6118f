"""Every text that is let through can be set: a character without a glyph would stop the whole file."""

from __future__ import annotations

import re

import pytest
import typst

from kpi.reports import safe
from kpi.reports.pages import OTHER, SANS, SERIF
from kpi.reports.pdf import STANDARDS, font_folders


def shown() -> str:
    parts = re.findall(r"(.)-(.)|(.)", safe.SHOWN, re.DOTALL)
    return "".join("".join(map(chr, range(ord(a), ord(b) + 1))) if a else c for a, b, c in parts)


@pytest.fixture(scope="module")
def fonts():
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in font_folders()])


@pytest.mark.parametrize("style", ["normal", "italic"])
@pytest.mark.parametrize("weight", ["regular", "semibold", "bold"])
@pytest.mark.parametrize("family", [SANS, SERIF])
def test_every_character_that_is_shown_has_a_glyph(family, weight, style, fonts):
    source = (
        f'#set document(title: "x")\n#set text(font: ("{family}", "{OTHER}"), weight: "{weight}", style: "{style}", fallback: false)\n= A\n'
    )
    source += "#sys.inputs.text"
    compiler = typst.Compiler(source.encode(), font_paths=fonts, ignore_system_fonts=True)
    assert compiler.compile(format="pdf", pdf_standards=STANDARDS, sys_inputs={"text": shown()}, timestamp=0)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("en\nrad\t med\r\nbrott", "en rad  med brott"), ("1\u202f034", "1\u00a0034"), ("a\u0308", "ä"), ("\u202eomvänd", "omvänd"),
        ("漢字 😀", "?? ?"), ("mjukt\u00adbindestreck", "mjuktbindestreck"), ("Målvärde: ↑", "Målvärde: ↑"), ("\x00\x1b[31m", "[31m"),
    ],
)  # fmt: skip
def test_a_text_on_one_line_without_what_cannot_be_seen(text, line):
    assert safe.line(text) == line


def test_keys_stay_and_every_text_below_is_made_safe():
    assert safe.everywhere({"å\u200b": ["b\u200b", ("c\n", 1, None)]}) == {"å\u200b": ["b", ["c ", 1, None]]}
