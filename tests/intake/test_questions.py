"""What the import must not answer by itself: asked once, named in the refusal, answered, remembered, and taken back."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from kpi.intake import Intake, asking
from kpi.intake.lookups import UnitIndex
from kpi.intake.near import NearNames
from kpi.intake.questions import SKIP, Answers, Choice, Question, fingerprint
from kpi.store.types import UnitRow
from tests.intake.builders import HEADINGS, csv, sheet_rows
from tests.intake.conftest import TODAY

ORGANISATION = sheet_rows(
    "organisation",
    [
        ["F1", "Förvaltning ett", "REGION", "Förvaltning", None, None],
        ["0101", "Vårdavdelning 1", "F1", "Enhet", None, None],
        ["0102", "Akuten", "F1", "Enhet", None, None],
        ["0103", "Röntgen", "F1", "Enhet", None, 2022],
    ],
)


@pytest.fixture
def real(programme, organised):
    return Intake(programme, organised, today=lambda: TODAY), organised


@pytest.fixture
def untouched(programme, unwritten):
    """The same with a store that nothing is written to."""
    return Intake(programme, unwritten, today=lambda: TODAY), unwritten


def ages(*units: object, year: int = 2024) -> bytes:
    return csv(sheet_rows("pensionsavgangar", [[year, unit, "K", 65] for unit in units]))


def test_an_open_question_refuses_the_file_and_is_named_in_the_refusal(real):
    intake, _ = real
    reading = intake.read(ages("0101", "Akutten", "Akutten"), "p.csv")
    assert reading.refused and reading.rows_accepted == 0
    (question,) = reading.questions
    (fault,) = reading.faults
    assert (question.id, question.kind, question.proposed, question.examples) == ("unit:akutten", "unit", "0102", ("Akutten",))
    assert (fault.code, fault.sheet, fault.row, fault.column, fault.value) == ("needs_answer", "p", 3, "B · Enhet", "Akutten")
    assert question.text in fault.message and question.id in fault.message and "2 rader" in fault.message
    result = intake.commit(reading, "anna")
    told = result.to_json()["questions"]
    assert (result.state, [q["id"] for q in told], told[0]["choices"][0]) == (
        "refused",
        ["unit:akutten"],
        {"value": "0102", "text": "0102 Akuten"},
    )


def test_choices_begin_with_the_likely_ones_and_hold_only_units_of_that_year_and_the_way_out(untouched):
    intake, _ = untouched
    values = [c.value for c in intake.read(ages("Akutten"), "p.csv").questions[0].choices]
    assert values[0] == "0102" and values[-1] == SKIP and "0103" not in values and len(values) == len(set(values))
    assert "0103" in [c.value for c in intake.read(ages("Akutten", year=2021), "p.csv").questions[0].choices]


def test_an_answer_is_remembered_with_the_import_and_holds_for_the_next_file(real):
    intake, store = real
    first = intake.read(ages("Akutten"), "p.csv", answers={"unit:akutten": "0102", "unit:other": "0101"})
    assert first.answered == {"unit:akutten": "0102"}  # only what was asked for
    assert store.memory().answers == {}
    intake.commit(first, "anna")
    assert store.memory().answers == {"unit:akutten": "0102"}
    second = intake.read(ages("Akutten", year=2023), "p.csv")
    assert (second.refused, second.questions, second.answered) == (False, (), {})
    assert [(u.text, u.code, u.name, u.rows, u.how) for u in second.units_read] == [("Akutten", "0102", "Akuten", 1, "svar")]
    assert intake.read(ages("Akutten", year=2023), "p.csv", remembered=False).refused
    store.forget("unit:akutten", "anna", "fel enhet")
    assert intake.read(ages("Akutten", year=2023), "p.csv").refused


def test_an_answer_given_now_goes_before_the_remembered_one(real):
    intake, store = real
    store.remember({"unit:akutten": "0101"}, "anna")
    reading = intake.read(ages("Akutten"), "p.csv", answers={"unit:akutten": "0102"})
    assert set(reading.facts["unit"].to_pylist()) == {"0102"}


@pytest.mark.parametrize("answer", ["9999", "akuten", "ja"])
def test_an_answer_that_is_none_of_the_choices_is_no_answer(untouched, answer):
    intake, _ = untouched
    assert [q.id for q in intake.read(ages("Akutten"), "p.csv", answers={"unit:akutten": answer}).questions] == ["unit:akutten"]


def test_an_answer_does_not_change_what_a_code_or_an_exact_name_means(untouched):
    intake, _ = untouched
    reading = intake.read(ages("Akuten", "0101"), "p.csv", answers={"unit:akuten": "0101", "unit:0101": "0102"})
    assert (set(reading.facts["unit"].to_pylist()), reading.answered) == ({"0101", "0102"}, {})


def test_a_unit_that_an_answer_names_must_be_there_that_year(untouched):
    intake, _ = untouched
    reading = intake.read(ages("Rtg"), "p.csv", answers={"unit:rtg": "0103"})
    assert [(f.code, f.row) for f in reading.faults] == [("unit_not_in_force", 2)]


def test_rows_can_be_left_out_by_an_answer_and_are_counted_and_told(untouched):
    intake, _ = untouched
    reading = intake.read(ages("0101", "Hela länet", "Hela länet"), "p.csv", answers={"unit:helalänet": SKIP})
    assert (reading.rows_read, reading.rows_accepted, reading.rows_left_out, reading.rows_rejected) == (3, 1, 2, 0)
    assert [(w.code, w.row, w.column) for w in reading.warnings] == [("rows_left_out", 3, "B · Enhet")]
    assert "”Hela länet”" in reading.warnings[0].message
    assert [(u.text, u.code, u.rows) for u in reading.units_read] == [("Hela länet", None, 2), ("0101", "0101", 1)]


def test_faults_in_rows_that_are_left_out_are_no_faults(untouched):
    intake, _ = untouched
    rows = sheet_rows("pensionsavgangar", [[2024, "0101", "K", 65], [2024, "Övrigt", "K", "många"]])
    assert intake.read(csv(rows), "p.csv", answers={"unit:övrigt": SKIP}).faults == []


def test_a_file_whose_rows_are_all_left_out_is_refused(untouched):
    intake, _ = untouched
    reading = intake.read(ages("Övrigt"), "p.csv", answers={"unit:övrigt": SKIP})
    assert (reading.refused, [f.code for f in reading.faults]) == (True, ["no_facts"])


def test_sound_rows_can_be_accepted_although_a_unit_is_unknown_but_not_although_a_column_is_unclear(untouched):
    intake, _ = untouched
    some = intake.read(ages("0101", "Akutten"), "p.csv", accept_valid=True)
    assert (some.rows_accepted, [f.code for f in some.faults], [q.id for q in some.questions]) == (1, ["unknown_unit"], ["unit:akutten"])
    rows = [[2024, "0101", "T", "delaktighet", "0,75", None, None, None], [2024, "0102", "T", "sam-chefer", "45", None, None, None]]
    unclear = intake.read(csv([HEADINGS["indikatorvarden"], *rows]), "v.csv", accept_valid=True)
    assert unclear.refused and [f.code for f in unclear.faults] == ["needs_answer"]


def test_an_indicator_by_another_name_is_asked_about_and_mapped(untouched):
    intake, store = untouched
    rows = csv([HEADINGS["indikatorvarden"], [2024, "0101", "T", "Delaktighetsindex", 75, None, None, None]])
    (question,) = intake.read(rows, "v.csv").questions
    assert (question.id, question.kind) == ("indicator:delaktighetsindex", "indicator")
    assert len(question.choices) == len(store.programme.indicators) + 1  # and leaving the rows out
    reading = intake.read(rows, "v.csv", answers={question.id: "delaktighet"})
    assert reading.facts["indicator"].to_pylist() == ["delaktighet"]
    assert intake.read(rows, "v.csv", answers={question.id: SKIP}).refused


def test_one_question_for_each_unknown_word_and_not_for_each_row(untouched):
    intake, _ = untouched
    reading = intake.read(ages(*["Norra"] * 50, *["Södra"] * 50), "p.csv")
    assert [q.id for q in reading.questions] == ["unit:norra", "unit:södra"] and reading.faults_total == 2


def test_when_hardly_any_unit_is_known_the_organisation_is_missing_and_not_everything_is_asked(untouched):
    intake, _ = untouched
    reading = intake.read(ages(*[f"Plats nr {i}" for i in range(150)]), "p.csv")
    assert len(reading.questions) == 100
    assert {f.code for f in reading.faults} == {"needs_answer", "unknown_unit"} and reading.faults_total == 150


def test_what_may_be_a_mistyped_personal_identity_number_is_not_repeated_in_a_question(untouched):
    intake, _ = untouched
    reading = intake.read(ages("851399-1234"), "p.csv")
    assert reading.questions == () and "851399" not in str(reading.faults)


def test_the_answer_to_a_question_about_one_file_is_not_remembered(real):
    intake, store = real
    rows = [[2024, "0101", "T", "delaktighet", 75, 40, None, None]]
    intake.commit(intake.read(csv([HEADINGS["indikatorvarden"], *rows]), "v.csv"), "anna")
    rows[0][4] = 41
    changed = csv([HEADINGS["indikatorvarden"], *rows])
    (question,) = intake.read(changed, "v.csv").questions
    assert question.kind == "change" and question.choices[0].value == "ja"
    done = intake.commit(intake.read(changed, "v.csv", answers={question.id: "ja"}), "anna")
    assert (done.state, done.facts_changed, store.memory().answers) == ("active", 1, {})


def test_answers_are_stored_with_the_file_or_not_at_all(real):
    intake, store = real
    reading = intake.read(ages("Akutten"), "p.csv", answers={"unit:akutten": "0102"})
    version = intake.preview(reading).data_version
    intake.commit(intake.read(ages("0101"), "q.csv"), "bo")
    with pytest.raises(Refusal):
        intake.commit(reading, "anna", expect_version=version)
    assert store.memory().answers == {}


# ---------------------------------------------------------------------------------------------------- the parts


def test_the_given_answers_that_were_used_are_known():
    given = asking.Given({"a": "1", "b": "2"})
    answers = Answers(given, {"c": "3"})
    assert (answers.get("a"), answers.get("c"), answers.get("d")) == ("1", "3", None)
    assert given.used == {"a": "1"}
    assert asking.to_remember({"change:x:1": "ja", "unit:a": "0101"}) == {"unit:a": "0101"}


def test_a_question_without_choices_takes_any_answer():
    asked = asking.Asking(Answers({"range:x": "A5:H40", "scale:x": "7"}))
    assert asked.answer(Question("range:x", "range", "Vilket område?")) == "A5:H40"
    assert asked.answer(Question("scale:x", "scale", "Vilken skala?", choices=(Choice("1", "en"),))) is None
    assert [q.id for q in asked.open] == ["scale:x"]


def test_the_table_of_a_sender_is_known_again_next_year():
    assert fingerprint(["Enhet", "Utfall 2023"]) == fingerprint(["utfall  2024", "Enhet"]) != fingerprint(["Enhet", "Budget 2023"])


def test_near_names_are_found_among_thousands_and_strangers_are_not():
    names = NearNames([*((f"Vårdcentral {i} i Ort{i}", str(i)) for i in range(5000)), ("Kirurgkliniken", "K1"), ("Kirurgkliniken Ö", "K2")])
    assert names.nearest("Kirurgklinken")[0] == "K1"
    assert names.nearest("Biblioteksbussen") == []


def test_a_name_written_with_loose_accents_is_the_same_name():
    index = UnitIndex([UnitRow("1", "Vårdavdelning", None, "enhet", None, None)])
    assert index.find("Va\u030ardavdelning", 2024) == "1"


def test_an_earlier_name_of_a_unit_is_proposed_and_the_name_of_a_closed_unit_is_told_to_be_closed():
    index = UnitIndex(
        [
            UnitRow("1", "Gamla", None, "enhet", None, 2021),
            UnitRow("1", "Nya", None, "enhet", 2022, None),
            UnitRow("2", "Stängda", None, "enhet", None, 2021),
        ]
    )
    assert (index.find("Gamla", 2021), index.find("Nya", 2024)) == ("1", "1")
    assert (index.find("Gamla", 2024).code, index.likely("Gamla")) == ("unknown_unit", ["1"])
    assert index.find("Stängda", 2024).code == "unit_not_in_force"
