"""A report as PDF, set by Typst: tagged (PDF/UA-1) and to be kept (PDF/A-2a). The same content gives the same bytes."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

import typst

from kpi.reports.content import Content
from kpi.reports.pages import pages

STANDARDS = ["ua-1", "a-2a"]
_TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
_FONT_WHEELS = ("font_source_sans_pro", "font_source_serif_pro")
_PAGE = re.compile(rb"/Type\s*/Page[^s]")
_lock = Lock()


def pdf(content: Content) -> tuple[bytes, int]:
    """The whole file, and how many pages it has."""
    data = json.dumps(pages(content), ensure_ascii=False, separators=(",", ":"))
    with _lock:  # one compiler a process: its fonts and its memory of what is set already are what makes the next file quick
        made = _compiler().compile(
            format="pdf", sys_inputs={"data": data}, pdf_standards=STANDARDS, timestamp=int(content.known.timestamp())
        )
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no file")
    return made, len(_PAGE.findall(made))


@cache
def _compiler() -> typst.Compiler:
    """Sets the template in the fonts of the wheels and of Typst itself: what the machine has installed changes no file."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(f) for f in font_folders()])
    return typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), font_paths=fonts, ignore_system_fonts=True)


def font_folders() -> list[Path]:
    """Where the typefaces' wheels have their files. Raises ModuleNotFoundError for one that is not installed."""
    folders = []
    for name in _FONT_WHEELS:
        found = find_spec(name)
        if found is None or found.origin is None:
            raise ModuleNotFoundError(f"the typeface {name} is not installed", name=name)
        folders.append(Path(found.origin).parent / "files")
    return folders
