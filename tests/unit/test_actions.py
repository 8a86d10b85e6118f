"""tests/spec/actions.md: the status of an action for each year; and which plan held when."""

from __future__ import annotations

import pytest

from kpi.programme.model import Action
from kpi.programme.plan import ActionChange, ActionLink, ActionReport, ActionStatus, State, links_at, plan_at, status_of
from kpi.text.actions import STATUS, change_said, counted
from tests.spec.tables import MISSING, rows
from tests.store.world import programme

YEARS = range(2022, 2029)
WORDS = {word.word.lower(): status for status, word in STATUS.items()}


def reports(text: str) -> list[ActionReport]:
    if text == MISSING:
        return []
    told = (one.split(" ", 1) for one in text.split(", "))
    return [ActionReport("x", State(WORDS[word].value), day, "prov", seq=n) for n, (day, word) in enumerate(told, start=1)]


@pytest.mark.parametrize("row", rows("actions.md", having="Planeras klar"), ids=str)
def test_the_status_of_each_year(row):
    told = reports(row["Rapporterat"])
    found = {year: status_of(int(row["Planeras klar"]), told, year, row["Idag"]) for year in YEARS}
    assert found == {year: WORDS[row[str(year)]] for year in YEARS}


def test_the_table_has_every_status_and_a_note_changes_none():
    cells = [row[str(year)] for row in rows("actions.md", having="Planeras klar") for year in YEARS]
    assert {WORDS[cell] for cell in cells} == set(ActionStatus)
    note = ActionReport("x", None, "2024-01-01", "möte hållet", seq=1)
    assert status_of(2025, [note], 2024, "2024-06-01") is ActionStatus.NOT_STARTED


def pack():
    area = programme().areas[0]
    actions = (
        Action(id="a-1", text="Kartlägg", responsible=("HR",), due_year=2023),
        Action(id="a-2", text="Inför", responsible=("HR",), due_year=2024),
    )
    return programme(areas=(area.model_copy(update={"actions": actions}),))


def change(seq: int, valid_from: int, id_: str = "a-1", **more) -> ActionChange:
    fields = {
        "id": id_,
        "area": "a",
        "text": "Kartlägg",
        "responsible": ("HR",),
        "due_year": 2023,
        "valid_from": valid_from,
        "reason": "beslut",
    }
    return ActionChange(**(fields | more), seq=seq)


def test_a_year_has_the_plan_of_its_time():
    changes = [change(1, 2025, due_year=2026), change(2, 2024, due_year=2025), change(3, 2024, "a-3", text="Ny", due_year=2027),
               change(4, 2026, "a-2", text="Inför", due_year=2024, closed=True)]  # fmt: skip
    due = {
        year: {id_: a.due_year for id_, a in plan_at(pack(), changes, year).items() if not a.closed} for year in (2023, 2024, 2025, 2026)
    }
    assert due == {
        2023: {"a-1": 2023, "a-2": 2024},
        2024: {"a-1": 2025, "a-2": 2024, "a-3": 2027},
        2025: {"a-1": 2026, "a-2": 2024, "a-3": 2027},
        2026: {"a-1": 2026, "a-3": 2027},
    }
    moved = plan_at(pack(), changes, 2025)["a-1"]
    assert (moved.first_due, moved.change) == (2023, changes[0])
    assert plan_at(pack(), changes, 2026)["a-2"].closed


def test_of_two_changes_from_one_year_the_last_told_holds():
    assert plan_at(pack(), [change(2, 2024, due_year=2027), change(1, 2024, due_year=2025)], 2024)["a-1"].due_year == 2027


def test_the_last_word_about_a_link_holds():
    links = [ActionLink("a-1", "x", True, "r", seq=1), ActionLink("a-1", "y", True, "r", seq=2), ActionLink("a-1", "x", False, "r", seq=3)]
    assert links_at(links) == {"a-1": ("y",)}


@pytest.mark.parametrize(
    ("counts", "whose", "said"),
    [
        ({}, "", "Planen har ingen åtgärd det året."),
        ({}, "som UE ansvarar för", "Planen har ingen åtgärd som UE ansvarar för det året."),
        ({ActionStatus.LATE: 1}, "som UE ansvarar för", "Den enda åtgärden som UE ansvarar för är försenad."),
        ({ActionStatus.DONE: 2}, "", "Alla 2 åtgärder är genomförda."),
        (
            {ActionStatus.DONE: 1, ActionStatus.STARTED: 2, ActionStatus.LATE: 3},
            "",
            "Av 6 åtgärder är 1 genomförd, 2 påbörjade och 3 försenade.",
        ),
    ],
    ids=["none", "none-of-one", "one", "all", "several"],
)
def test_the_counts_in_a_sentence(counts, whose, said):
    assert counted(counts, whose) == said


def test_a_change_is_told_in_words():
    before = plan_at(pack(), [], 2024)["a-1"]
    assert change_said(before, change(1, 2024, due_year=2025)) == "Planen 2024: flyttad från 2023 till 2025"
    assert change_said(before, change(1, 2024)) == "Planen 2024: oförändrad"
    assert change_said(None, change(1, 2024, due_year=2025)) == "Ny i planen 2024, planeras klar 2025"
