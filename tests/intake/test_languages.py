"""Importing speaks the language of the run: what it says and writes, never what it stores or asks by. Its workbooks are read in any."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kpi.errors import Refusal
from kpi.intake import Intake, Reading
from kpi.intake.action_list import COLUMNS as ACTION_COLUMNS
from kpi.intake.action_list import SHOWN, read_actions, write_actions
from kpi.intake.formats import split
from kpi.intake.managers import COLUMNS as MANAGER_COLUMNS
from kpi.intake.managers import read_managers, write_template
from kpi.intake.marked import marked_workbook
from kpi.intake.marks import reason, told
from kpi.intake.pack_book import read_pack_book, write_pack_book
from kpi.intake.read import read_book
from kpi.intake.recognise import is_guide
from kpi.intake.templates import write_templates
from kpi.language import LANGUAGES, speaking, tr
from tests.intake.builders import LAYOUTS, sheet_rows, xlsx
from tests.intake.conftest import TODAY, UNITS
from tests.programme.book import AREAS, FACTS, INDICATORS, LEVELS

OTHERS = [language for language in LANGUAGES if language != "sv"]
ORGANISATION = sheet_rows(
    "organisation",
    [
        ["F1", "Förvaltning ett", "REGION", "Förvaltning", None, None],
        ["0101", "Vårdavdelning 1", "F1", "Enhet", None, None],
        ["0102", "Akuten", "F1", "Enhet", None, None],
    ],
)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("writer", OTHERS)
def test_a_list_of_managers_is_read_whatever_language_its_template_is_in(tmp_path: Path, writer: str, reader: str) -> None:
    path = tmp_path / "chefer.xlsx"
    with speaking(writer):
        write_template(path, [("0101", "Vårdavdelning 1")], ["Enhetschef"])
        headings = [tr(heading) for heading in MANAGER_COLUMNS.values()]
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book.worksheets[0][1]] == headings != list(MANAGER_COLUMNS.values())
    book.worksheets[0].append(["anna@x.se", "Anna Ek", "0101", "2026-01-01", None, None, "Enhetschef"])
    with speaking(reader):
        found = read_managers(saved(book), "chefer.xlsx", UNITS)
    assert found.faults == ()
    assert [(row.person, row.unit, row.valid_from, row.title) for row in found.rows] == [("anna@x.se", "0101", "2026-01-01", "Enhetschef")]


@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("writer", OTHERS)
def test_the_actions_are_read_back_whatever_language_they_were_written_in(tmp_path: Path, writer: str, reader: str) -> None:
    row: dict[str, str | int] = dict.fromkeys([*ACTION_COLUMNS, *SHOWN], "")
    row |= {"id": "a-1", "area": "Hälsa", "text": "Utbilda", "responsible": "Anna", "due_year": 2027, "state": "x", "reason": "Beslut"}
    path = tmp_path / "atgarder.xlsx"
    with speaking(writer):
        row["closed"] = tr("nej")
        write_actions(path, [row], [], ["Hälsa"])
    with speaking(reader):
        found = read_actions(path.read_bytes(), path.name, {"x": "started"})
    assert found.faults == ()
    assert [(one.id, one.due_year, one.state, one.closed, one.reason) for one in found.rows] == [("a-1", 2027, "started", False, "Beslut")]


@pytest.mark.parametrize("reader", LANGUAGES)
@pytest.mark.parametrize("writer", LANGUAGES)
def test_a_new_pack_is_read_from_a_workbook_in_any_language(tmp_path: Path, writer: str, reader: str) -> None:
    path = tmp_path / "bok.xlsx"
    with speaking(writer):
        write_pack_book(path)
        book = openpyxl.load_workbook(path)
        for line in book.worksheets[0].iter_rows(min_row=2):
            line[1].value = next(value for name, value in FACTS.items() if tr(name) == line[0].value)
        for sheet, rows in zip(book.worksheets[1:3], (AREAS, LEVELS), strict=True):
            for cells in rows:
                sheet.append(list(cells))
        headings = [cell.value for cell in book.worksheets[3][1]]
        for indicator in INDICATORS:
            said = {tr(name): tr(value) if isinstance(value, str) else value for name, value in indicator.items()}
            assert set(said) <= set(headings)
            book.worksheets[3].append([said.get(heading) for heading in headings])
    with speaking(reader):
        pack = read_pack_book(saved(book), "bok.xlsx", "norrsken")
    assert (pack.name, pack.organisation, pack.period_from, pack.period_to) == ("Personalplan", "Region Norrsken", 2025, 2028)
    assert [level.plural for level in pack.levels] == ["Verksamhetsgrenar", "Mottagningar"]
    assert [(i.direction, i.interpreted, i.by_sex, i.rollup.value, i.target, i.baseline) for i in pack.indicators] == [
        ("down", False, True, "ratio", 4.5, 5.81),
        ("up", True, False, "share", None, None),
    ]


@pytest.mark.parametrize("writer", OTHERS)
def test_guide_sheets_are_never_read_whatever_language_they_are_in(programme, tmp_path: Path, writer: str) -> None:
    with speaking(writer):
        paths = write_templates(programme, UNITS, tmp_path)
    for path in paths:
        sheets = read_book(path.read_bytes(), path.name).sheets
        for reader in LANGUAGES:
            with speaking(reader):
                assert [is_guide(sheet) for sheet in sheets] == [False, True, True, True], reader


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_wrong_is_the_same_in_other_words(intake, layout: str) -> None:
    """The codes, places and questions of a file do not depend on the language; its messages do."""
    rows = [list(row) for row in sheet_rows(layout)]
    rows[1][0], rows[-1][-1] = "???", "!!!"
    data = xlsx(rows)
    swedish = intake.read(data, f"{layout}.xlsx")
    assert swedish.faults or swedish.questions
    for language in OTHERS:
        with speaking(language):
            _same_in_other_words(swedish, intake.read(data, f"{layout}.xlsx"))


def _same_in_other_words(swedish: Reading, other: Reading) -> None:
    for one, two in ((swedish.faults, other.faults), (swedish.warnings, other.warnings)):
        assert [(f.code, f.sheet, f.row, f.column, f.value) for f in one] == [(f.code, f.sheet, f.row, f.column, f.value) for f in two]
        assert all(f.message != g.message for f, g in zip(one, two, strict=True))
    asked = [(q.id, q.kind, [c.value for c in q.choices], q.proposed) for q in swedish.questions]
    assert asked == [(q.id, q.kind, [c.value for c in q.choices], q.proposed) for q in other.questions]
    assert all(q.text != p.text for q, p in zip(swedish.questions, other.questions, strict=True))


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_stored_is_the_same_in_any_language(programme, organised, language: str) -> None:
    """The reason why there is no figure, and the log."""
    intake = Intake(programme, organised, today=lambda: TODAY)
    data = xlsx(sheet_rows("indikatorvarden", [[2024, "0101", "T", "delaktighet", "sekretess", None, None, None]]))

    def stored() -> tuple[dict[tuple[str, str, str], str], list[str]]:
        before = len(organised.events())
        done = intake.commit(intake.read(data, "frisk.xlsx"), "anna")
        why = organised.why_missing(["0101"], 2024)
        organised.undo(str(done.batch), "anna", "fel fil")
        return why, [event.text.replace(str(done.batch), "B") for event in organised.events()[: len(organised.events()) - before]]

    swedish = stored()
    with speaking(language):
        assert stored() == swedish
    assert set(swedish[0].values()) == {"skyddat i källan"}


@pytest.mark.parametrize("mark", ["-", "..", ".", "*", "#DIV/0!", "#FEL!", "#EJ BERÄKNAD"])
def test_a_stored_reason_is_told_in_the_language_of_the_run(mark: str) -> None:
    why = reason(mark)
    assert why is not None
    said = {}
    for language in LANGUAGES:
        with speaking(language):
            assert reason(mark) == why
            said[language] = told(why)
    assert said["sv"] == why and len(set(said.values())) == len(LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_a_piece_that_is_read_in_a_thread_of_its_own_speaks_the_language_too(monkeypatch, language: str) -> None:
    def refuse(*_: object) -> None:
        raise Refusal(tr("Filen är tom. Exportera den på nytt."), code="empty_file")

    monkeypatch.setattr(split, "SPLIT_FROM", 1000)
    monkeypatch.setattr(split, "PIECE", 3000)
    monkeypatch.setattr(split, "_STRINGS_SHARE", 100)
    monkeypatch.setattr(split, "_read", refuse)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for row in range(2_000):
            sheet.write_row(row, 0, [f"Enhet {row}", row, "x" * 40])
    with speaking(language), pytest.raises(Refusal) as refused:
        read_book(out.getvalue(), "stor.xlsx")
    with speaking(language):
        assert refused.value.message == tr("Filen är tom. Exportera den på nytt.") != "Filen är tom. Exportera den på nytt."


@pytest.mark.parametrize("language", OTHERS)
def test_a_marked_workbook_has_its_list_in_the_language_and_is_read_again_without_it(intake, language: str) -> None:
    rows = sheet_rows("hme")
    rows[1][0] = "???"
    data = xlsx(rows)
    with speaking(language):
        marked = marked_workbook(data, "hme.xlsx", intake.read(data, "hme.xlsx").faults)
        assert marked is not None
        front = openpyxl.load_workbook(io.BytesIO(marked)).worksheets[0]
        assert front.title == tr("Fel att rätta") != "Fel att rätta"
        assert [cell.value for cell in front[2]] == [tr(heading) for heading in ("Blad", "Cell", "Där står", "Fel och vad du kan göra")]
    assert is_guide(read_book(marked, "hme.xlsx").sheets[0])
