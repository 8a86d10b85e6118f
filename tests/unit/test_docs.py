"""The documents say what the product says."""

from __future__ import annotations

import re

import pytest

from docs import generate
from docs.tables import TABLES, indicator_table
from kpi.measure.status import Certainty, Status
from kpi.programme.loader import load_programme, programme_dir
from kpi.text import words

PROGRAMME = load_programme(programme_dir("region-vastmanland"))
DOCS = {d.name: d.read_text(encoding="utf-8") for d in generate.DOCUMENTS}
TEXT = DOCS["ordlista.md"]


def test_the_generated_tables_are_up_to_date() -> None:
    assert generate.main(["--check"]) == 0, "kör make fix"


def test_every_table_that_can_be_generated_is_there() -> None:
    assert {name for text in DOCS.values() for name in re.findall(r"<!-- genererat: (\S+) ur", text)} == TABLES.keys()


def test_a_changed_indicator_changes_the_table() -> None:
    first = PROGRAMME.areas[0].indicators[0].model_copy(update={"min_n": 25})
    area = PROGRAMME.areas[0].model_copy(update={"indicators": (first, *PROGRAMME.areas[0].indicators[1:])})
    changed = PROGRAMME.model_copy(update={"areas": (area, *PROGRAMME.areas[1:])})
    assert generate.updated(TEXT, lambda _: changed) != TEXT


def test_an_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        generate.updated("<!-- genererat: okänd ur x -->\n<!-- slut -->", lambda _: PROGRAMME)


def test_a_cell_cannot_break_the_table() -> None:
    area = PROGRAMME.areas[0]
    odd = area.model_copy(update={"indicators": (area.indicators[0].model_copy(update={"name": "a|b"}),)})
    table = indicator_table(PROGRAMME.model_copy(update={"areas": (odd,)}))
    assert "a\\|b" in table


@pytest.mark.parametrize("status", Status)
def test_every_status_stands_with_its_word_symbol_and_meaning(status: Status) -> None:
    told = words.STATUS[status]
    assert f"| {told.word} | {told.symbol} | `{status}` | {told.meaning} |" in TEXT


@pytest.mark.parametrize("certainty", Certainty)
def test_every_certainty_stands_with_its_word_and_meaning(certainty: Certainty) -> None:
    told = words.CERTAINTY[certainty]
    assert f"| {told.word} | `{certainty}` | {told.meaning} |" in TEXT


def test_every_origin_stands_with_its_words() -> None:
    assert [key for key, word in words.ORIGIN.items() if f"`{key}` {word}" not in TEXT] == []


def test_every_row_of_a_hand_written_table_has_as_many_cells_as_its_heading() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", TEXT, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1, table.splitlines()[0]
