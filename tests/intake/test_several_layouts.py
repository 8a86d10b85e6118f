"""One file with tables of several layouts: read layout by layout, shown and stored as one file, refused whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kpi.intake import Intake
from kpi.intake.questions import SKIP
from kpi.store import open_store
from tests.intake.builders import HEADINGS, sheet_rows
from tests.intake.conftest import TODAY
from tests.intake.sheets import Page, book, told

UNITS = Page(
    sheet_rows(
        "organisation", [["F1", "Förvaltning ett", "REGION", "Förvaltning", None, None], ["0101", "Avdelning 1", "F1", "Enhet", None, None]]
    ),
    "Organisation",
)
LEAVING = Page(sheet_rows("pensionsavgangar"), "Avgångar")
VALUES = Page(sheet_rows("indikatorvarden", [[2024, "0101", "T", "delaktighet", 76.5, 40, None, None]]), "Värden")
LAYOUTS = "organisation, pensionsavgangar, indikatorvarden"


@pytest.fixture(scope="module")
def empty(programme, tmp_path_factory) -> Path:
    """A store with nothing in it, made once and copied to each test."""
    path = tmp_path_factory.mktemp("tomt") / "kpi.duckdb"
    open_store(str(path), programme).close()
    return path


@pytest.fixture
def store(programme, empty, tmp_path):
    opened = open_store(str(shutil.copy(empty, tmp_path)), programme)
    yield opened
    opened.close()


@pytest.fixture
def intake(programme, store) -> Intake:
    return Intake(programme, store, today=lambda: TODAY)


def test_every_layout_of_a_file_is_read_and_the_organisation_first(intake):
    reading = intake.read(book(LEAVING, VALUES, Page([["Läs mig"]], "Info"), UNITS), "bok.xlsx")
    assert (reading.faults, reading.questions) == ([], ())
    assert (reading.layout, reading.sheet, reading.other_sheets) == (LAYOUTS, "Organisation, Avgångar, Värden", ["Info"])
    assert [(p.layout, p.sheet, p.rows_read, p.rows_accepted) for p in reading.parts] == [
        ("organisation", "Organisation", 2, 2),
        ("pensionsavgangar", "Avgångar", 3, 3),
        ("indikatorvarden", "Värden", 1, 1),
    ]
    assert (reading.rows_read, reading.rows_accepted, reading.rows_rejected) == (6, 6, 0)
    assert "delaktighet 0101 2024 T 76.5" in told(reading) and "pensionsalder 0101 2024 M 66.5" in told(reading)
    assert [u["code"] for u in reading.units.to_pylist()] == ["F1", "0101"]
    assert [s.state for s in reading.seen] == ["read", "read", "other", "read"]


def test_a_file_of_several_layouts_is_one_import_a_layout_and_the_same_again_is_told_for_each(intake, store):
    data = book(VALUES, UNITS, LEAVING)
    reading = intake.read(data, "bok.xlsx")
    preview = intake.preview(reading)
    shown = preview.comparison
    assert (shown.new, shown.changed, shown.unchanged) == (6, 0, 0)
    assert [(p.reading.layout, p.comparison.new) for p in preview.parts] == [
        ("organisation", 2),
        ("indikatorvarden", 1),
        ("pensionsavgangar", 3),
    ]
    done = intake.commit(reading, "anna", expect_version=preview.data_version)
    assert (done.state, done.facts_new, done.batch) == ("active", 6, "B00001, B00002, B00003")
    assert done.message == "bok.xlsx: inläst som B00001, B00002 och B00003."
    assert {b.sha256 for b in store.batches()} == {reading.sha256}
    version = store.data_version()
    again = intake.commit(intake.read(data, "bok.xlsx"), "bo")
    assert (again.state, again.batch, again.facts_new) == ("unchanged", done.batch, 0)
    assert [w.code for w in again.notes] == ["already_imported"] * 3
    assert store.data_version() == version
    store.undo("B00002", "anna", "fel tal")
    half = intake.commit(intake.read(data, "bok.xlsx"), "bo")
    assert [(p.reading.layout, p.state, p.batch) for p in half.parts] == [
        ("organisation", "unchanged", "B00001"),
        ("indikatorvarden", "active", f"B{version + 2:05d}"),
        ("pensionsavgangar", "unchanged", "B00003"),
    ]
    assert half.message == f"bok.xlsx: inläst som B{version + 2:05d} (B00001 och B00003 var redan inläst)."
    assert store.check() == []


def test_json_has_one_object_for_the_file_with_the_same_fields_for_each_layout(intake):
    result = intake.commit(intake.read(book(VALUES, UNITS), "bok.xlsx"), "anna").to_json()
    assert (result["layout"], result["batch"], result["facts_new"]) == ("organisation, indikatorvarden", "B00001, B00002", 3)
    assert [
        (p["layout"], p["batch"], p["sheet"], p["header_row"], p["rows_read"], p["facts_new"], p["state"]) for p in result["parts"]
    ] == [
        ("organisation", "B00001", "Organisation", 1, 2, 2, "active"),
        ("indikatorvarden", "B00002", "Värden", 1, 1, 1, "active"),
    ]
    assert {*result} - {"parts"} == {*result["parts"][0]}
    alone = intake.commit(intake.read(book(LEAVING), "p.xlsx"), "anna").to_json()
    assert (alone["layout"], alone["parts"]) == ("pensionsavgangar", [])


def test_a_fault_in_one_table_refuses_the_file_whole(intake, store):
    wrong = Page(sheet_rows("pensionsavgangar", [[2024, "0101", "K", 650]]), "Avgångar")
    reading = intake.read(book(UNITS, VALUES, wrong), "bok.xlsx")
    assert reading.refused and (reading.rows_read, reading.rows_accepted) == (4, 0)
    assert [(f.code, f.sheet, f.row) for f in reading.faults] == [("out_of_range", "Avgångar", 2)]
    assert all(p.refused and p.rows_accepted == 0 for p in reading.parts)
    done = intake.commit(reading, "anna")
    assert (done.state, [p.state for p in done.parts], store.batches()) == ("refused", ["refused"] * 3, [])


def test_a_fault_in_the_organisation_is_told_without_the_units_that_it_would_have_brought(intake):
    wrong = Page(sheet_rows("organisation", [["F1", "Förvaltning ett", "FINNS-EJ", "Förvaltning", None, None]]), "Organisation")
    reading = intake.read(book(VALUES, wrong), "bok.xlsx")
    assert reading.refused and {f.sheet for f in reading.faults} == {"Organisation"}


def test_a_missing_column_in_one_of_the_tables_refuses_the_file(intake):
    faulty = Page([row[:3] for row in sheet_rows("pensionsavgangar")], "Avgångar (2)")
    reading = intake.read(book(UNITS, LEAVING, faulty), "bok.xlsx")
    assert reading.refused and [(f.code, f.sheet) for f in reading.faults] == [("missing_column", "Avgångar (2)")]


def test_only_the_layout_that_is_asked_for_is_read(intake):
    intake.commit(intake.read(book(UNITS), "organisation.xlsx"), "anna")
    reading = intake.read(book(UNITS, VALUES, LEAVING), "bok.xlsx", layout="pensionsavgangar")
    assert (reading.layout, reading.parts, reading.other_sheets) == ("pensionsavgangar", (), ["Organisation", "Värden"])


def test_tables_of_two_layouts_that_tell_of_the_same_figure_are_asked_about(intake):
    same = Page(sheet_rows("indikatorvarden", [[2024, "0101", "K", "pensionsalder", 64, 2, None, None]]), "Värden")
    intake.commit(intake.read(book(UNITS), "organisation.xlsx"), "anna")
    (question,) = intake.read(book(same, LEAVING), "bok.xlsx").questions
    assert (question.kind, {c.value for c in question.choices}) == ("layout", {"indikatorvarden", "pensionsavgangar"})
    assert "Värden rad 2" in question.why and "Avgångar rad 2" in question.why
    reading = intake.read(book(same, LEAVING), "bok.xlsx", answers={question.id: "pensionsavgangar"})
    assert (reading.layout, reading.parts, reading.other_sheets) == ("pensionsavgangar", (), ["Värden"])
    assert [w.code for w in reading.warnings] == ["layout_left_out"]


def test_a_table_of_another_layout_with_something_to_ask_is_neither_read_nor_dropped_in_silence(intake):
    odd = Page([[*HEADINGS["pensionsavgangar"], "Kommentar"], [2024, "0101", "K", 65, "prel"]], "Avgångar")
    data = book(UNITS, VALUES, odd)
    (question,) = intake.read(data, "bok.xlsx").questions
    assert (question.kind, question.sheet, [c.value for c in question.choices]) == ("layout", "Avgångar", ["pensionsavgangar", SKIP])
    left = intake.read(data, "bok.xlsx", answers={question.id: SKIP})
    assert (left.layout, left.other_sheets, left.refused) == ("organisation, indikatorvarden", ["Avgångar"], False)
    (column,) = intake.read(data, "bok.xlsx", answers={question.id: "pensionsavgangar"}).questions
    whole = intake.read(data, "bok.xlsx", answers={question.id: "pensionsavgangar", column.id: SKIP})
    assert (whole.layout, whole.refused) == ("organisation, indikatorvarden, pensionsavgangar", False)


def test_a_question_about_a_word_in_two_tables_is_asked_once(intake):
    intake.commit(intake.read(book(UNITS), "organisation.xlsx"), "anna")
    values = Page(sheet_rows("indikatorvarden", [[2024, "Avd ett", "T", "delaktighet", 76.5, 40, None, None]]), "Värden")
    leaving = Page(sheet_rows("pensionsavgangar", [[2024, "Avd ett", "K", 65]]), "Avgångar")
    reading = intake.read(book(values, leaving), "bok.xlsx")
    (question,) = reading.questions
    assert question.kind == "unit" and reading.faults_total == len(reading.faults) == 1
    answered = intake.read(book(values, leaving), "bok.xlsx", answers={question.id: "0101"})
    assert not answered.refused and {u.how for u in answered.units_read} == {"svar"}


def test_sound_rows_can_be_kept_in_every_layout(intake):
    intake.commit(intake.read(book(UNITS), "organisation.xlsx"), "anna")
    values = Page(
        sheet_rows(
            "indikatorvarden",
            [[2024, "0101", "T", "delaktighet", 76.5, 40, None, None], [2024, "0101", "K", "delaktighet", 176.5, 40, None, None]],
        ),
        "Värden",
    )
    reading = intake.read(book(values, LEAVING), "bok.xlsx", accept_valid=True)
    done = intake.commit(reading, "anna")
    assert (done.state, [(p.reading.rows_accepted, p.reading.rows_rejected) for p in done.parts]) == ("active", [(1, 1), (3, 0)])


def test_units_as_headings_may_be_units_that_the_file_brings(intake):
    wide = Page([["Tydliga mål"], [], ["År", "F1", "0101"], [2023, 71.5, 68], [2024, 77.7, 71]], "Mål")
    first = intake.read(book(wide, UNITS), "bok.xlsx")
    assert first.questions and {q.sheet for q in first.questions} == {"Mål"}
