"""Who may see what, in the store: kept with its history, ended with a reason, part of backup and check, on both backends."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from kpi.store.grant import NewGrant
from tests.store.world import Clock, another, damage_for, found_with


def new(person: str = "anna", role: str = "manager", units: tuple[str, ...] = ("A",), **more) -> NewGrant:
    return NewGrant(**({"person": person, "name": person.capitalize(), "role": role, "units": units, "valid_from": "2026-01-01",
                        "reason": "chef för enheten"} | more))  # fmt: skip


def refused(work) -> str:
    with pytest.raises(Refusal) as found:
        work()
    return found.value.code


def test_grants_are_kept_as_they_were_given(store):
    clock = Clock()
    store = another(store, clock=clock)
    (made,) = store.change_access([new(" Anna@Region.SE ", name="  Anna  Ek ", units=("A", "B", "A"), valid_to="2026-12-31")], {}, " ada ")
    assert (made.person, made.name, made.role, made.units) == ("anna@region.se", "Anna Ek", "manager", ("A", "B"))
    assert (made.valid_from, made.valid_to, made.user, made.seq, made.ended) == ("2026-01-01", "2026-12-31", "ada", 1, None)
    clock.on(days=1)
    store.change_access([new("bo", "admin", ())], {made.id: " har slutat "}, "eva")
    newest, first = store.grants()
    assert (newest.person, newest.units, newest.seq) == ("bo", (), 2)
    assert (first.id, first.revoked_user, first.revoked_reason, first.ended[:10]) == (made.id, "eva", "har slutat", "2026-03-02")
    assert [(e.kind, e.user, e.text) for e in store.events()] == [
        ("access", "eva", "given: bo (admin); återkallad: anna@region.se (manager)"),
        ("access", "ada", "given: anna@region.se (manager)"),
    ]
    assert store.check() == []
    assert [g.id for g in another(store).grants()] == [newest.id, first.id]


def test_a_grant_can_take_the_place_of_another_and_nothing_is_overwritten(store):
    (old,) = store.change_access([new()], {}, "ada")
    (later,) = store.change_access([new(valid_to="2027-01-31", replaces=old.id)], {}, "ada")
    newest, first = store.grants()
    assert (newest.replaces, first.replaced_by, first.ended) == (old.id, later.id, newest.time)
    assert (first.valid_to, first.revoked_time) == (None, None)
    assert store.check() == []


def test_a_deputy_may_come_in_the_same_write(store):
    own = new()
    deputy = new("bo", units=(), deputy_for=own.id)
    made = store.change_access([own, deputy], {}, "ada")
    assert {g.person: g.deputy_for for g in made} == {"anna": None, "bo": own.id}
    assert store.check() == []


def test_what_cannot_be_is_refused_whole(store):
    (held,) = store.change_access([new()], {}, "ada")
    (deputy,) = store.change_access([new("bo", units=(), deputy_for=held.id)], {}, "ada")
    before = store.grants()
    for code, given, revoked, user in [
        ("no_user", [new("cia")], {}, " "),
        ("no_person", [new("cia"), new(" ")], {}, "ada"),
        ("no_person", [new(role="")], {}, "ada"),
        ("reason_missing", [new("cia", reason=" ")], {}, "ada"),
        ("reason_missing", [], {held.id: ""}, "ada"),
        ("unknown_grant", [new("cia")], {"b-x": "slutat"}, "ada"),
        ("already_ended", [new(replaces=held.id)], {held.id: "slutat"}, "ada"),
        ("bad_date", [new("cia", valid_from="2026-1-1")], {}, "ada"),
        ("bad_date", [new("cia", valid_to="2026-02-30")], {}, "ada"),
        ("bad_dates", [new("cia", valid_to="2025-12-31")], {}, "ada"),
        ("bad_replacement", [new("cia", replaces=held.id)], {}, "ada"),
        ("bad_replacement", [new("anna", "board", (), replaces=held.id)], {}, "ada"),
        ("bad_deputy", [new("anna", units=(), deputy_for=held.id)], {}, "ada"),
        ("bad_deputy", [new("cia", units=(), deputy_for=deputy.id)], {}, "ada"),
        ("bad_deputy", [new("cia", units=("A",), deputy_for=held.id)], {}, "ada"),
        ("bad_deputy", [new("cia", units=(), deputy_for="b-x")], {}, "ada"),
        ("grant_exists", [new("cia", id=held.id)], {}, "ada"),
    ]:
        assert refused(lambda g=given, r=revoked, u=user: store.change_access(g, r, u)) == code
    assert store.grants() == before
    assert store.data_version() == 2
    store.change_access([], {held.id: "slutat"}, "ada")
    assert refused(lambda: store.change_access([], {held.id: "igen"}, "ada")) == "already_ended"
    assert refused(lambda: store.change_access([new("cia")], {}, "ada", expect_version=2)) == "changed_meanwhile"


def test_no_change_is_no_write(store):
    assert store.change_access([], {}, "") == []
    assert store.data_version() == 0


DAMAGE = {
    "DELETE FROM event WHERE seq = 1": {"grant_log", "log_version"},
    "UPDATE access_grant SET who = 'annan'": {"grant_log"},
    "INSERT INTO access_grant SELECT * FROM access_grant": {"grant_id"},
    "UPDATE access_grant SET reason = '' WHERE person = 'bo'": {"grant_text"},
    "UPDATE access_grant SET valid_to = '2020-01-01'": {"grant_text"},
    "INSERT INTO access_revocation SELECT seq, time, who, 'b-x', 'slutat' FROM access_grant LIMIT 1": {"grant_refers"},
    "INSERT INTO access_revocation SELECT seq, time, who, id, 'slutat' FROM access_grant UNION ALL "
    "SELECT seq, time, who, id, 'slutat' FROM access_grant": {"grant_ended"},
    "UPDATE access_grant SET deputy_for = id": {"grant_deputy"},
}  # fmt: skip


def test_damage_to_grants_is_found(store):
    store.change_access([new(), new("bo", "admin", ())], {}, "ada")
    for damage, wanted in damage_for(store, DAMAGE):
        found = found_with(store, damage)
        assert found >= wanted and all(code.startswith(("grant_", "log_")) for code in found), damage


def test_a_backup_from_before_grants_can_be_read_in(from_version):
    with from_version(2) as store:
        assert store.grants() == ()
        store.change_access([new()], {}, "ada")
