"""The documents lead where they say: links, headings within a page, and the handbook's list of contents."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests" / "spec").glob("*.md")])
FENCED = re.compile(r"^```.*?^```", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#{1,6} (.+?)\s*$", re.M)
CONTENTS = re.compile(r"^- \[([^\]]+)\]\(#", re.M)


def _text(path):
    return FENCED.sub("", path.read_text(encoding="utf-8"))


def _anchors(path):
    """The headings' names in addresses, as GitHub makes them."""
    plain = (re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading).lower() for heading in HEADING.findall(_text(path)))
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(document):
    lost = []
    for target, anchor in LINK.findall(_text(document)):
        there = (document.parent / unquote(target)).resolve() if target else document
        if not there.exists() or (anchor and unquote(anchor) not in _anchors(there)):
            lost.append(f"{target}#{anchor}")
    assert not lost


def test_the_handbook_begins_with_all_its_chapters():
    text = _text(ROOT / "docs" / "handbok.md")
    assert CONTENTS.findall(text) == re.findall(r"^## (.+)$", text, re.M)
