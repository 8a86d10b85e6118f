"""A person who has left can be taken out of the history, and the history still holds together, on both backends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest

from kpi.errors import Refusal
from kpi.programme.judgement import Annotation, AnnotationKind, Judgement, Presentation, Step, Verdict
from kpi.programme.milestones import MilestoneAssessment, MilestoneIndicator, MilestoneState
from kpi.programme.plan import ActionChange, ActionLink, ActionReport, State
from kpi.store import Store
from kpi.store.forgetting import NAMED, TOLD
from kpi.store.grant import Grant
from kpi.store.owning import OWNED
from kpi.store.types import Revision
from tests.store import world
from tests.store.test_grants import new, refused

TODAY = date(2026, 3, 1)
ID, NAME = "anna.ek@region.se", "Anna Ek"
# Texts that cannot name a person: ids, codes, dates, digests, what stood in a file's cells and headings, and what the pack calls things.
OTHER = {
    "access_grant": {"time", "id", "person", "name", "role", "units", "valid_from", "valid_to", "deputy_for", "replaces"},
    "access_revocation": {"time", "id"},
    "event": {"time", "kind", "batch"},
    "batch": {"batch", "sha256", "layout", "time", "sheet"},
    "answer": {"time", "question", "answer"},
    "revision": {"time", "indicator", "direction"},
    "assessment": {"time", "indicator", "unit"},
    "action_change": {"time", "id", "area"}, "action_report": {"time", "id", "state", "day"}, "action_link": {"time", "id", "indicator"},
    "judgement": {"time", "kind", "subject", "unit", "step", "verdict", "figures", "shown"},
    "annotation": {"time", "id", "indicator", "unit", "kind", "period"}, "presentation": {"time", "unit", "moment"},
    "milestone_assessment": {"time", "programme", "milestone", "state", "day", "shown"},
    "milestone_indicator": {"time", "programme", "milestone", "indicator"},
    "meta": {"name", "text"}, "ticket": {"time", "era"}, "series": {"indicator", "population", "method"}, "place": {"sheet", "col"},
    "unit_code": {"code"}, "fact": {"missing"}, "unit": {"code", "name", "parent", "level", "sheet"},
}  # fmt: skip


def everything(store) -> dict[str, list[tuple]]:
    with store._connection.read() as cursor:
        return {table: sorted(map(repr, cursor.execute(f"SELECT * FROM {table}").fetchall())) for table in OTHER}


def grant(store: Store, valid_to: str | None = None) -> Grant:
    """Anna's, by Ada, who has none herself."""
    return store.change_access([new(ID, name=NAME, reason="Anna Ek efter Bo", valid_to=valid_to)], {}, "ada")[0]


def live(store: Store) -> Store:
    """Anna has had a grant, deputised, worked, and been told of in reasons; her namesake of another address has not left."""
    own = grant(store)
    store.change_access([new("bo", "manager", (), deputy_for=own.id, reason="vikarie för anna.ek@region.se.")], {}, ID)
    store.change_access([new("anna.ek@region.se.example", "board", (), name="Annan", reason="Anna Eklund bad om det")], {}, NAME)
    world.organise(store, world.unit("A"))
    store.assess(world.SHARE, "A", 2025, f"enligt {NAME.upper()}", True, ID)
    store.revise_target(Revision(world.SHARE, 5.0, None, "up", 2025, "Anna Ek: nytt mål", NAME))
    store.remember({"fråga": "svar"}, ID)
    store.forget("fråga", ID, "Anna Ek svarade fel")
    plan = ActionChange("a-1", "a", f"Det {NAME} tog fram", ("HR", NAME), 2026, 2025, f"{NAME} bad om det")
    report = ActionReport("a-1", State.STARTED, "2026-02-01", "Anna Ek: påbörjad")
    store.change_actions([plan, report, ActionLink("a-1", world.SHARE, True, ID)], ID)
    said = Judgement("indicator", world.SHARE, "A", 2025, Step.DRAFT, Verdict.UNCERTAIN, "Anna Ek bedömer", f"Enligt {NAME}")
    made = store.judge(said, ID, after=0)
    store.judge(replace(said, step=Step.APPROVED), NAME, after=made.seq)
    note = store.annotate(Annotation("", world.SHARE, "A", AnnotationKind.EVENT, "2025", f"{NAME} slutade", True, ""), ID)
    store.annotate(replace(note, active=False, reason=f"{ID} bad om det"), ID)
    store.present(Presentation("A", 2025, f"Nämnden och {NAME}", "2026-02-01", f"{NAME} visade"), ID)
    store.assess_milestone(MilestoneAssessment("framme", MilestoneState.AT_RISK, "2026-02-01", f"{NAME} har slutat"), ID, after=0)
    store.tie_milestone(MilestoneIndicator("halvvags", world.SHARE, True, f"enligt {ID}"), NAME)
    store.change_access([], {own.id: "Anna Ek har slutat"}, "ada")
    return store


class History(NamedTuple):
    """A store before anything was tried, what was refused and how the store was then, and what is there now that she is forgotten."""

    store: Store
    before: dict[str, list[tuple]]
    refusals: list[Refusal]
    unchanged: dict[str, list[tuple]]
    pseudonym: str


REFUSED = (
    ("still_granted", "bo", "ada", "har slutat"),
    ("unknown_person", "ulf", "ada", "har slutat"),
    ("no_person", " ", "ada", "har slutat"),
    ("no_person", ID, " ", "har slutat"),
    ("reason_missing", ID, "ada", " "),
    ("names_person", ID, "ada", "Anna Ek har slutat"),
    ("names_person", ID, "ada", f"se {ID}"),
    ("own_person", ID, "Anna Ek", "har slutat"),
    ("own_person", "ada", "ada", "har slutat"),
)


@pytest.fixture(scope="module")
def history(store_of_module) -> History:
    store = live(store_of_module)
    before, refusals = everything(store), []
    for _, person, user, why in REFUSED:
        with pytest.raises(Refusal) as found:
            store.forget_person(person, user, why, TODAY)
        refusals.append(found.value)
    return History(store, before, refusals, everything(store), store.forget_person(f" {ID.upper()} ", "ada", "har slutat", TODAY))


def test_what_cannot_be_forgotten_is_refused_whole(history):
    assert [refusal.code for refusal in history.refusals] == [code for code, *_ in REFUSED]
    assert history.unchanged == history.before
    assert not any(ID in refusal.message or NAME in refusal.message for refusal in history.refusals)


def test_the_person_is_gone_and_all_else_is_as_it_was(history):
    store, before, pseudonym = history.store, history.before, history.pseudonym
    after = everything(store)
    told = str(after).casefold()
    assert pseudonym.startswith("borttagen-") and pseudonym in told
    assert "anna ek'" not in told and "anna ek " not in told and "anna ek:" not in told
    assert told.count(ID) == told.count(f"{ID}.example") > 0  # another's address, which begins as hers
    assert "Anna Eklund bad om det" in str(after)  # and another's name
    assert [row for row in after["event"] if "glömd" in row and f"{pseudonym}. har slutat" in row]
    for table in OTHER:
        assert len(after[table]) == len(before[table]) + (table == "event")
    by_person = {g.person: g for g in store.grants()}
    assert (by_person[pseudonym].name, by_person[pseudonym].reason) == (pseudonym, f"{pseudonym} efter Bo")
    assert by_person[pseudonym].revoked_reason == f"{pseudonym} har slutat"
    assert (by_person["bo"].user, by_person["bo"].reason) == (pseudonym, f"vikarie för {pseudonym}.")
    assert store.assessments()[0].user == store.revisions()[0].user == pseudonym
    assert store.check() == []


def test_the_trail_still_tells_one_person_from_another(store):
    grant(store, "2026-01-31")
    store.change_access([new("cia", "board", (), name=NAME, valid_to="2026-01-02")], {}, "ada")
    first = store.forget_person(ID, "ada", "har slutat", TODAY)
    second = store.forget_person("cia", "ada", "har slutat", TODAY)
    assert first != second and {first, second} <= {g.person for g in store.grants()}
    assert refused(lambda: store.forget_person(ID, "ada", "igen", TODAY)) == "unknown_person"
    third = store.forget_person("ada", "eva", "har slutat", TODAY)  # who never had a grant, but did something
    assert "ada" not in {e.user for e in store.events()} and third in {e.user for e in store.events()}
    assert store.check() == []


def test_a_name_that_somebody_else_has_is_left_with_them(store):
    grant(store, "2026-01-31")
    store.change_access([new("cia", "board", (), name=NAME)], {}, "ada")
    pseudonym = store.forget_person(ID, "ada", "har slutat", TODAY)
    assert {g.person: g.name for g in store.grants()} == {pseudonym: pseudonym, "cia": NAME}
    assert "Anna Ek efter Bo" in {g.reason for g in store.grants()}


def test_a_grant_to_come_is_not_forgotten(store):
    store.change_access([new("cia", valid_from="2027-01-01", valid_to="2027-12-31")], {}, "ada")
    assert refused(lambda: store.forget_person("cia", "ada", "fel person", TODAY)) == "still_granted"
    assert store.forget_person("cia", "ada", "har slutat", date(2028, 1, 1))


def test_every_text_that_may_name_a_person_is_looked_through(store):
    known = {*NAMED, *TOLD, *((table, column) for table, columns in OTHER.items() for column in columns)}
    known |= {(table, "programme") for table in (*OWNED, "event")}  # a pack's id
    with store._connection.read() as cursor:
        query = "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'VARCHAR'"
        found = {row for row in cursor.execute(query).fetchall() if row[0] in OTHER}
    assert found <= known and {*NAMED, *TOLD} <= found
