"""The pieces of pages in another language than Swedish: what people type, cells as shown, work beside the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from docs import catalogues
from kpi.errors import Refusal
from kpi.intake.questions import Choice
from kpi.intake.seen import SheetSeen
from kpi.language import current, speaking, tr
from pages._ui import forms, importing_memory, importing_sheets
from pages._ui.aside import aside
from tests.pages.readings import HEAD, TABLE


@pytest.mark.parametrize(
    ("language", "written", "number"),
    [
        ("sv", "1 034", 1034),
        ("sv", "1.034", 1.034),
        ("sv", "77.3", 77.3),
        ("da", "1.034", 1034),
        ("da", "1.034.500,5", 1034500.5),
        ("da", "−1.034", -1034),
        ("da", "77,3", 77.3),
        ("da", "77.3", 77.3),  # no group of three: a decimal mark
        ("en", "1,034", 1034),
        ("en", "1,034.25", 1034.25),
        ("en", "77,3", 77.3),
        ("en", "", None),
    ],
)
def test_a_number_is_read_as_the_language_writes_it(language, written, number):
    with speaking(language):
        assert forms.number(written, "Mål") == number


@pytest.mark.parametrize(("language", "written"), [("da", "1.03.45"), ("da", "1,034.5"), ("en", "1.034,5"), ("en", "1,03,4")])
def test_a_number_with_marks_in_wrong_places_is_refused(language, written):
    with speaking(language), pytest.raises(Refusal, match="Mål"):
        forms.number(written, "Mål")


def test_what_is_wrong_is_said_in_the_language_of_the_run():
    with speaking("da"), pytest.raises(Refusal) as refused:
        forms.date_of("i går", "Dag")
    assert refused.value.message == "Dag: ”i går” kan ikke læses som en dag. Skriv ÅÅÅÅ-MM-DD."


@pytest.mark.parametrize(("language", "shown"), [("sv", "77,25"), ("da", "77,25"), ("en", "77.25")])
def test_a_cell_is_shown_with_the_languages_decimal_mark(language, shown):
    with speaking(language):
        assert importing_sheets.shown("77.25", "a.xlsx") == shown


def test_work_beside_the_page_speaks_its_language():
    with speaking("da"):
        assert aside(lambda tell: (current(), tr("Läser filerna")), lambda *_: None) == ("da", "Læser filerne")


def test_an_answer_is_told_in_the_language_of_the_run():
    with speaking("en"):
        assert importing_memory.kind_of("unit:akuten") == "Unit"
        assert importing_memory.about("unit:akuten") == "“akuten”"


def test_a_sheet_with_several_kinds_of_extract_says_which_table_is_which():
    choices = (Choice("a", "Utdrag A"), Choice("b", "Utdrag B"))
    tables = tuple(replace(TABLE, layout=layout, layout_choices=choices) for layout in ("a", "b"))
    html = importing_sheets.heading(SheetSeen("Blad1", True, "read", HEAD, tables))
    assert "(Utdrag A)" in html
    assert "(Utdrag B)" in html


def test_texts_within_formatted_strings_are_found(tmp_path, monkeypatch):
    path = tmp_path / "page.py"
    path.write_text(
        """x = f'<p>{tr("Hej {n}", n=ntr("en", "två", 2))}</p>'\ny = ptr("var", "När")\nz = N_("Nu")\nv = tr(z)\n""", encoding="utf-8"
    )
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    assert set(catalogues.said([path])) == {(None, "Hej {n}"), (None, "en"), (None, "två"), ("var", "När"), (None, "Nu")}
