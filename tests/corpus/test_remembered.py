"""What a controller has answered once is not asked about the next file from the same sender."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kpi.intake import LIMITS, Intake
from kpi.store import open_store
from tests.corpus.case import Case
from tests.corpus.cases import CASES
from tests.corpus.cases_formats import LONG
from tests.corpus.page import Page
from tests.corpus.workbooks import xlsx
from tests.corpus.world import TODAY, organisation_file, talk

# One of each kind of question.
_FILES = ("sheets-of-years", "indicator-in-title", "point-asked", "scale-asked", "method-in-title", "unit-old-name", "unit-left-out")
ASKED = [c for c in CASES if c.id in _FILES]


@pytest.fixture(scope="module")
def remembering(programme, tmp_path_factory) -> Iterator[Intake]:
    """Intake with a store that files are imported into."""
    store = open_store(str(tmp_path_factory.mktemp("remembered") / "kpi.duckdb"), programme)
    intake = Intake(programme, store, limits=LIMITS, today=lambda: TODAY)
    intake.commit(intake.read(organisation_file(), "organisation.xlsx"), "anna")
    yield intake
    store.close()


@pytest.mark.parametrize("case", ASKED, ids=lambda c: c.id)
def test_an_answer_given_once_is_remembered(case: Case, remembering: Intake):
    data = case.data()
    reading = talk(remembering, data, case.name, case.asks, remembered=False).last
    assert not reading.refused, [str(f) for f in reading.faults]
    assert remembering.commit(reading, "anna").state == "active"
    again = remembering.read(data, case.name)
    assert [q.text for q in again.questions] == []
    assert again.facts is not None and reading.facts is not None
    assert again.facts.to_pylist() == reading.facts.to_pylist()


def test_answers_of_one_reading_bind_nobody_before_it_is_stored(intake_with):
    case = ASKED[0]
    talk(intake_with(None), case.data(), case.name, case.asks)
    assert intake_with(None).read(case.data(), case.name).questions


def test_an_answer_that_names_a_year_holds_for_its_file_only(remembering: Intake):
    """Next year's file has the same headings but for the years: the number of persons must not go to the earlier of them."""

    def of(first: int) -> bytes:
        return xlsx(Page([["Enhet", "Indikator", first, first + 1, "Antal"], ["0101", "Tydliga mål", 77.7, 78.5, 40]], "Antalsprov"))

    (question,) = remembering.read(of(2022), "a.xlsx").questions
    assert question.proposed is None and "Menas" not in question.why
    done = remembering.read(of(2022), "a.xlsx", answers={question.id: "antal|period=2023"})
    assert remembering.commit(done, "anna").state == "active"
    assert [q.id for q in remembering.read(of(2023), "b.xlsx").questions] == [question.id]
    done = remembering.read(of(2023), "b.xlsx", answers={question.id: "antal"})
    assert remembering.commit(done, "anna").state == "active"
    assert not remembering.read(of(2024), "c.xlsx").questions


def test_a_number_beside_each_year_is_remembered_for_whatever_years_there_are(remembering: Intake):
    def of(first: int) -> bytes:
        head = ["Enhet", "Indikator", first, "Antal", first + 1, "Antal"]
        return xlsx(Page([head, ["0101", "Tydliga mål", 77.7, 40, 78.5, 41]], "Antalsprov"))

    questions = remembering.read(of(2022), "a.xlsx", remembered=False).questions
    assert [(q.proposed, q.why.partition("Menas ")[2]) for q in questions] == [
        ("antal|beside", "”Antal (n), 2022”?"),
        ("antal|beside", "”Antal (n), 2023”?"),
    ]
    done = remembering.read(of(2022), "a.xlsx", answers={q.id: str(q.proposed) for q in questions}, remembered=False)
    assert remembering.commit(done, "anna").state == "active"
    later = remembering.read(of(2023), "b.xlsx")
    assert [(r["period"], r["n"]) for r in later.facts.to_pylist()] == [("2023", 40), ("2024", 41)]


def _of_scale(*values: float) -> bytes:
    rows = [[2024, unit, "T", "Tydliga mål", v] for unit, v in zip(("0101", "0102"), values, strict=True)]
    return xlsx(Page([["År", "Enhet", "Kön", "Indikator", "Värde"], *rows], "Skalprov"))


def test_a_remembered_scale_that_no_longer_fits_is_asked_about_again_and_says_why(remembering: Intake):
    (question,) = remembering.read(_of_scale(0.72, 0.71), "a.xlsx", remembered=False).questions
    assert question.proposed == "100"
    done = remembering.read(_of_scale(0.72, 0.71), "a.xlsx", answers={question.id: "100"}, remembered=False)
    assert remembering.commit(done, "anna").state == "active"
    assert [r["value"] for r in remembering.read(_of_scale(0.73, 0.74), "b.xlsx").facts.to_pylist()] == [73.0, 74.0]
    in_per_cent = remembering.read(_of_scale(72.5, 71.5), "c.xlsx")
    assert [r["value"] for r in in_per_cent.facts.to_pylist()] == [72.5, 71.5]
    (again,) = remembering.read(_of_scale(3.9, 4.2), "d.xlsx").questions
    assert again.kind == "scale" and again.id != question.id and again.proposed == "1-5"
    assert "tidigare fil, gånger 100" in again.why
    done = remembering.read(_of_scale(3.9, 3.8), "d.xlsx", answers={again.id: "1-5"})
    assert [r["value"] for r in done.facts.to_pylist()] == [72.5, 70.0]
    assert remembering.commit(done, "anna").state == "active"
    # Both are remembered: the sender may send either.
    for values, read in (((3.8, 3.9), [70.0, 72.5]), ((0.71, 0.72), [71.0, 72.0])):
        assert [r["value"] for r in remembering.read(_of_scale(*values), "e.xlsx").facts.to_pylist()] == read


def test_a_scale_answered_for_one_file_of_a_round_does_not_spoil_another_that_fits(intake_with):
    (question,) = intake_with(None).read(_of_scale(0.72, 0.71), "a.xlsx").questions
    reading = intake_with(None).read(_of_scale(72.5, 71.5), "b.xlsx", answers={question.id: "100"})
    assert [r["value"] for r in reading.facts.to_pylist()] == [72.5, 71.5]
    assert [w.code for w in reading.warnings] == ["scale_unused"]


def test_rows_below_a_remembered_range_are_not_lost_in_silence(remembering: Intake):
    first = xlsx(Page([["Enkät"], *LONG, ["Slutsumma, se not"]]))
    table = remembering.read(first, "a.xlsx", remembered=False).seen[0].tables[0]
    ending = table.range.split(":")[1]
    cut = remembering.read(first, "a.xlsx", answers={table.range_question: f"A2:{ending[0]}6"}, remembered=False)
    assert remembering.commit(cut, "anna").state == "active"
    longer = xlsx(Page([["Enkät"], *LONG, [2025, "0101", "T", "delaktighet", 78, 60], ["Slutsumma, se not"]]))
    again = remembering.read(longer, "a.xlsx")
    assert again.refused or any(w.row == 7 or "7" in w.message for w in again.warnings), "row 7 is neither read nor told"
