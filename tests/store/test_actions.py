"""The plan's actions in the store: kept with who, when and why, never overwritten, part of backup and check, on both backends."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from kpi.programme.plan import ActionChange, ActionLink, ActionReport, State
from tests.store.world import SHARE, Clock, another, damage_for, found_with


def new(**more) -> ActionChange:
    fields = {"id": "a-1", "area": "a", "text": "Kartlägg  orsaker", "responsible": (" HR ", "HR", "Förvaltningar"), "due_year": 2025,
              "valid_from": 2024, "reason": " årlig revidering "}  # fmt: skip
    return ActionChange(**(fields | more))


def report(**more) -> ActionReport:
    return ActionReport(**({"id": "a-1", "state": State.STARTED, "day": "2026-02-01", "reason": "arbetsgrupp utsedd"} | more))


def link(**more) -> ActionLink:
    return ActionLink(**({"id": "a-1", "indicator": SHARE, "active": True, "reason": "ska öka andelen"} | more))


def test_what_is_told_is_kept_with_who_when_and_why_and_as_it_was(store):
    clock = Clock()
    store = another(store, clock=clock)
    (made,) = store.change_actions([new()], " eva ")
    assert (made.text, made.responsible, made.reason, made.user, made.seq) == (
        "Kartlägg orsaker", ("HR", "Förvaltningar"), "årlig revidering", "eva", 1)  # fmt: skip
    clock.on(days=1)
    store.change_actions([report(), link()], "kim")
    store.change_actions([new(due_year=2026), report(state=None, reason="möte hållet")], "kim")
    log = store.actions()
    assert log.changes[0] == made and [c.due_year for c in log.changes] == [2025, 2026]
    assert [(r.state, r.reason, r.user) for r in log.reports] == [
        (State.STARTED, "arbetsgrupp utsedd", "kim"),
        (None, "möte hållet", "kim"),
    ]
    assert [(found.indicator, found.active) for found in log.links] == [(SHARE, True)]
    assert store.actions(as_of="2026-03-01") == store.actions(as_of=1) == type(log)((made,))
    assert [(e.kind, e.user, e.text) for e in store.events()][::2] == [
        ("action", "kim", "a-1: årlig revidering"), ("action", "eva", "a-1: årlig revidering")]  # fmt: skip
    assert store.check() == []
    assert another(store).actions() == log


def test_what_cannot_be_is_refused_whole(store):
    store.change_actions([new()], "eva")
    before = store.actions()
    for code, told, user in [
        ("no_user", [report()], " "),
        ("unknown_action", [report(), report(id="x-9")], "eva"),
        ("reason_missing", [new(reason=" ")], "eva"),
        ("reason_missing", [report(state=State.CANCELLED, reason="")], "eva"),
        ("reason_missing", [link(reason="")], "eva"),
        ("bad_date", [report(day="2026-2-1")], "eva"),
        ("unknown_area", [new(area="x")], "eva"),
        ("no_text", [new(text=" ")], "eva"),
        ("no_responsible", [new(responsible=(" ",))], "eva"),
        ("unknown_indicator", [link(indicator="x")], "eva"),
        ("told_twice", [report(), report(state=State.DONE)], "eva"),
    ]:
        with pytest.raises(Refusal) as refused:
            store.change_actions(told, user)
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        store.change_actions([report()], "eva", expect_version=0)
    assert refused.value.code == "changed_meanwhile"
    assert store.actions() == before and store.data_version() == 1
    assert store.change_actions([], "") == []


ALL_GONE = "DELETE FROM action_change; DELETE FROM action_report; DELETE FROM action_link"
DAMAGE = {
    "UPDATE action_report SET who = 'annan'": {"action_log"},
    ALL_GONE: {"action_silent"},
    "INSERT INTO action_link SELECT * FROM action_link": {"action_twice"},
    "UPDATE action_change SET reason = ''": {"action_text"},
    "UPDATE action_report SET state = 'late'": {"action_text"},
}


def test_damage_is_found(store):
    store.change_actions([new(), report(), link()], "eva")
    for damage, wanted in damage_for(store, DAMAGE, ALL_GONE):
        assert found_with(store, damage) == wanted, damage


def test_a_backup_from_before_actions_can_be_read_in(from_version):
    with from_version(3) as store:
        store.change_actions([new()], "eva")
        assert len(store.actions().changes) == 1
