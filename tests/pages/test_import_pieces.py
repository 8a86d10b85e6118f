"""The pieces of the import page that are plain functions: labels, places, cells as shown, remembered answers in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpi.intake.questions import SKIP
from kpi.intake.seen import DroppedSeen, SheetSeen
from pages._ui import forms, importing_memory, importing_sheets
from pages._ui.importing_sheets import Place
from tests.pages.readings import HEAD, TABLE


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Vad är ”Enhet” (B) – Hälso- och sjukvård?", "Vad är ”Enhet” (B) – Hälso- och sjukvård?"),  # read out as it stands
        ("Antal*", "Antal\\*"),
        ("[x](http://y)", "\\[x\\](http:\u2060//y)"),
        ("$a$ :red[x] <b>", "\\$a\\$ :red\\[x\\] \\<b>"),
        (":smile: x", ":\u2060smile: x"),
        ("1. fil.xlsx", "\u20601. fil.xlsx"),
        ("# rubrik\nrad två", "\u2060# rubrik rad två"),
    ],
)
def test_a_label_shows_its_own_characters_and_no_markup(text, label):
    assert forms.label(text) == label


@pytest.mark.parametrize(
    ("file", "text", "shown"),
    [
        ("a.xlsx", "77.25", "77,25"),
        ("a.xlsx", "7.2 %", "7,2 %"),
        ("a.xlsx", "1.234", "1.234"),
        ("a.xlsx", "2024-03-01 00:00:00", "2024-03-01"),
        ("a.ods", "-4.5", "-4,5"),
        ("a.csv", "77.25", "77.25"),
        ("a.xlsx", "kl 3.5 h", "kl 3.5 h"),
    ],
)
def test_a_cell_is_shown_as_the_program_that_made_it_shows_it(file, text, shown):
    assert importing_sheets.shown(text, file) == shown


def test_the_place_of_a_table_is_read_from_its_range_and_header():
    place = Place.of(TABLE)
    assert (place.rows(), place.columns(), place.header) == (range(3, 8), range(0, 4), range(3, 5))


def test_a_range_that_cannot_be_read_holds_nothing():
    place = Place.of(replace(TABLE, range="?", header=""))
    assert not place.rows() and not place.columns()


def test_a_footnote_below_the_range_is_marked_as_not_read():
    table = replace(TABLE, dropped=(DroppedSeen(9, None, "fotnot"),))
    sheet = SheetSeen("Blad1", True, "read", (*HEAD, ("", "", "", ""), ("* Källa", "", "", "")), (table,))
    assert "Läses inte: fotnot" in importing_sheets.drawn(sheet, "a.xlsx")


def test_what_is_below_the_drawn_rows_is_said():
    table = replace(TABLE, range="A4:D4000", dropped=(DroppedSeen(4000, None, "summarad"),))
    html = importing_sheets.drawn(SheetSeen("Blad1", True, "read", HEAD, (table,)), "a.xlsx")
    assert "vidare till rad 4\u00a0000" in html and "Rad 4\u00a0000 läses inte: summarad" in html


def test_a_sheet_that_is_not_read_has_nothing_marked():
    html = importing_sheets.drawn(SheetSeen("Blad1", True, "other", HEAD, (TABLE,)), "a.xlsx")
    assert "Rubrik" not in html and "Utanför" in html


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        ("unit:akuten", "0102", ("Enhet", "”akuten”", "0102 Akuten")),
        ("unit:akuten", SKIP, ("Enhet", "”akuten”", "läses inte")),
        ("column:ab12cd34:utfall 2023", "varde", ("Kolumn", "”utfall 2023” i tabell ab12cd34", "varde")),
        ("layout:ab12cd34", "hme", ("Slag av utdrag", "tabell ab12cd34", "hme")),
    ],
)
def test_a_remembered_answer_in_words(question, answer, words):
    said = importing_memory.said(question, answer, {"0102": "Akuten"})
    assert (importing_memory.kind_of(question), importing_memory.about(question), said) == words
