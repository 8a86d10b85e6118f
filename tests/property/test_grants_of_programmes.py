"""Whatever grants there are in one programme, nobody sees more or less in the other for it: both in one store, or each in a store alone."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from kpi.access.grants import explain, roles_of, scope_of, standing_of
from kpi.access.scope import Role
from kpi.errors import Refusal
from kpi.store import Store, open_store
from kpi.store.grant import NewGrant
from tests.extent import examples
from tests.store.world import Clock, programme

DAY = date(2026, 3, 2)
PEOPLE, UNITS = ("anna", "bo", "cia", "dan"), ("A", "B", "C")
PACKS = [programme(id=id_, areas=(), layouts=(), digest=id_) for id_ in ("ett", "tva")]


def change(chance: random.Random, held: list[NewGrant]) -> tuple[list[NewGrant], dict[str, str]]:
    """One thing that an administrator may do, or try: give, deputise, replace or revoke."""
    kind = chance.choice(("give", "give", "deputy", "replace", "revoke"))
    of = chance.choice(held) if held else None
    first = (DAY + timedelta(days=chance.randint(-40, 5))).isoformat()
    last = chance.choice([None, (DAY + timedelta(days=chance.randint(-3, 30))).isoformat()])
    who = chance.choice(PEOPLE)
    if kind == "revoke" and of:
        return [], {of.id: "slutat"}
    if kind == "deputy" and of:
        return [NewGrant(who, who, of.role, first, "prov", (), last, deputy_for=of.id)], {}
    role = chance.choice(list(Role))
    units = (chance.choice(UNITS),) if role is Role.MANAGER else ()
    if kind == "replace" and of:
        return [NewGrant(of.person, of.person, of.role, first, "prov", units, last, replaces=of.id)], {}
    return [NewGrant(who, who, role.value, first, "prov", units, last)], {}


def seen(store: Store) -> list[object]:
    """What everyone has: scope in each role, the choice of roles, standing, and whether each grant holds."""
    held = store.grants()
    out: list[object] = []
    for who in PEOPLE:
        scopes = [scope_of(who, held, DAY, role) for role in (None, *Role)]
        out += [[(s.role, s.units, s.programme) if s else None for s in scopes], roles_of(who, held, DAY), standing_of(who, held, DAY)]
        out.append([(r.grant.id, r.holds, r.units) for r in explain(who, held, DAY).reasons])
    return out


@pytest.mark.parametrize("seed", range(examples(1, 3)))
def test_the_grants_of_one_programme_change_nothing_in_another(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    one = open_store(str(tmp_path / "bada.duckdb"), PACKS[0], beside=(PACKS[1],), clock=Clock())
    both = [one, one.of(PACKS[1])]
    alone = [open_store(str(tmp_path / f"{pack.id}.duckdb"), pack, clock=Clock()) for pack in PACKS]
    given: list[list[NewGrant]] = [[], []]
    done = refused = 0
    for _ in range(40):
        at = chance.randrange(2)
        new, revoked = change(chance, given[chance.randrange(2)])  # sometimes of the other programme's
        outcomes = []
        for store in (both[at], alone[at]):
            try:
                outcomes.append(sorted(g.id for g in store.change_access(new, revoked, "ada")))
            except Refusal as refusal:
                outcomes.append(refusal.code)
        assert outcomes[0] == outcomes[1]
        if isinstance(outcomes[0], list):
            given[at] += new
            done += 1
        else:
            refused += 1
    assert done > 10 and refused > 3
    assert [seen(s) for s in both] == [seen(s) for s in alone]
    assert all(any(standing_of(who, s.grants(), DAY) for who in PEOPLE) for s in both), "somebody sees something"
    assert {g.programme for s in both for g in s.grants()} == {"ett", "tva"}
    assert one.check() == []
    for store in (one, *alone):
        store.close()
