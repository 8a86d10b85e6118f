"""What the catalogues take from the source: every marked text, wherever in an expression it stands."""

from __future__ import annotations

import ast

import pytest

from docs.catalogues import marked

SOURCES = {
    'tr("Filen {name} är tom.", name=name)': [(None, "Filen {name} är tom.")],
    'WORDS = {"new": N_("ny"), "old": N_("gammal")}': [(None, "ny"), (None, "gammal")],
    'ntr("{n} rad", "{n} rader", n, n=n)': [(None, "{n} rad"), (None, "{n} rader")],
    'ptr("target", "Mål")': [("target", "Mål")],
    "f\"  {tr('rad {row}', row=n)}: {what}\"": [(None, "rad {row}")],
    'tr("gäller" if holds else "gäller inte")': [(None, "gäller"), (None, "gäller inte")],
    'tr("ett " "två")': [(None, "ett två")],
    "tr(WORDS[kind])": [],
    'tr("")': [],
    'say("Inget", tr)': [],
    'catalogue.tr("Inget")': [],
}


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_marked_is_found(source: str) -> None:
    assert sorted(marked(ast.parse(source)), key=repr) == sorted(SOURCES[source], key=repr)
