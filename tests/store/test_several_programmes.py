"""Several programmes over one store, on both backends: shared facts measured once, everything else each programme's own."""

from __future__ import annotations

import pytest

from kpi.errors import Refusal
from kpi.programme.judgement import Judgement, Presentation, Step, Verdict
from kpi.programme.model import Area
from kpi.programme.plan import ActionChange
from kpi.programme.together import together
from kpi.store import Store
from kpi.store.grant import NewGrant
from kpi.store.types import Revision
from tests.reference.indicators import indicator
from tests.store.world import MEAN, SHARE, YEAR, fact, fill, make_older, programme, unit

ONLY = "bara-i-den-andra"
NAME = "andel, ur provet"


def pack(id_: str, *indicators: dict[str, object], **changes: object):
    """A pack of the store's world with these indicators, by what is said of each beside the usual."""
    made = tuple(indicator(name=str(i["id"]), number=n, **i) for n, i in enumerate(indicators, start=1))
    area = Area(id=f"omrade-{id_}", number=1, name="A", goal="mål", indicators=made, actions=())
    return programme(id=id_, areas=(area,), digest=id_, **changes)


SAME = {"id": SHARE, "rollup": "share", "scale": 100.0, "methods": ("",), "shared": NAME}
FIRST = pack("ett", SAME | {"min_n": 10}, {"id": MEAN, "rollup": "mean", "methods": ("",)})
SECOND = pack("tva", SAME | {"min_n": 13}, {"id": ONLY, "rollup": "mean", "methods": ("",)})


@pytest.fixture
def pair(new_place):
    store = new_place().open(FIRST, beside=(SECOND,))
    yield store, store.of(SECOND)
    store.close()


def revision(target: float) -> Revision:
    return Revision(SHARE, target, 40.0, "up", 2023, "beslut", "eva")


def test_shared_facts_are_measured_once_and_hidden_alike_by_the_stricter(pair):
    one, other = pair
    rows = [fact("A", 50, 12), fact("B", 50, 40), fact("C", 60, 40), fact("A", 3, 40, indicator=ONLY, year=2026)]
    fill(one, [unit("A"), unit("B"), unit("C")], *rows)
    seen = [{(c.unit, c.sex): (c.value, c.hidden) for c in s.cells(units=["A", "B", "C", "TOPP"], indicators=[SHARE])} for s in pair]
    assert seen[0] == seen[1] and len(seen[0]) == 4
    assert seen[0]["A", "T"][1], "12 is enough for the first programme alone, not for the second"
    assert [s.years() for s in pair] == [[YEAR], [YEAR, 2026]]
    assert [b.batch for b in one.batches()] == [b.batch for b in other.batches()]
    assert one.check() == []


def test_everything_else_is_each_programmes_own(pair):
    one, other = pair
    fill(one, [unit("A")], fact("A", 50, 40))
    one.revise_target(revision(70))
    other.revise_target(revision(80))
    one.assess(SHARE, "A", YEAR, "fel i underlaget", True, "eva")
    told = Judgement("indicator", SHARE, "A", YEAR, Step.DRAFT, Verdict.UNCERTAIN, "skäl", "")
    one.judge(told, "eva", after=0)
    other.judge(told, "bo", after=0)
    one.present(Presentation("A", YEAR, "nämnden", "2026-03-01", ""), "eva")
    one.change_actions([ActionChange("ny", "omrade-ett", "gör det", ("HR",), 2026, 2024, "beslut")], "eva")
    given = NewGrant("anna", "Anna", "manager", "2026-01-01", "chef", ("A",))
    one.change_access([given], {}, "ada")
    assert [[r.target for r in s.revisions()] for s in pair] == [[70.0], [80.0]]
    assert [[r.target for r in s.head().revisions] for s in pair] == [[70.0], [80.0]]
    assert [len(s.assessments()) for s in pair] == [len(s.head().assessments) for s in pair] == [1, 0]
    assert [[j.user for j in s.remarks().judgements] for s in pair] == [["eva"], ["bo"]]
    assert [len(s.remarks().presentations) for s in pair] == [len(s.actions().changes) for s in pair] == [1, 0]
    assert [[g.person for g in s.grants()] for s in pair] == [["anna"], []]
    assert [g.programme for g in other.grants_of_all()] == ["ett"]
    mine = ["access", "action", "presentation", "judgement", "assessment", "target", "import", "import"]
    assert [[e.kind for e in s.events()] for s in pair] == [mine, ["judgement", "target", "import", "import"]]
    with pytest.raises(Refusal, match="ingen behörighet"):
        other.change_access([], {given.id: "slutat"}, "ada")
    assert one.check() == []


def test_the_order_of_the_packs_changes_nothing(new_place):
    place = new_place(empty=True)
    store = place.open(FIRST, beside=(SECOND,))
    fill(store, [unit("A")], fact("A", 50, 40))
    version = store.data_version()
    store.close()
    store = place.open(SECOND, beside=(FIRST,))
    assert store.data_version() == version, "the roll-up was made again"
    store.close()


def test_a_check_tells_what_is_nobodys_or_of_a_programme_that_is_not_open(pair):
    one, other = pair
    other.revise_target(revision(80))
    assert one.check() == []
    alone = Store(one._connection, FIRST, one._clock, one._reader, FIRST)
    assert [(p.code, p.severity, p.count) for p in alone.check()] == [("other_programme", "note", 1)]
    one._connection.write(lambda cursor: cursor.execute("UPDATE revision SET programme = NULL"))
    assert [(p.code, p.severity) for p in one.check()] == [("unowned", "error")]


def older(store: Store) -> None:
    """As it was before there could be several."""
    store._connection.write(lambda cursor: make_older(cursor, 5))
    store.close()


def written(place, made_with) -> None:
    """A store of one pack with something of each of its own, taken back to the schema before this one."""
    store = place.open(made_with)
    fill(store, [unit("A")], fact("A", 50, 40))
    store.revise_target(revision(70))
    store.change_access([NewGrant("anna", "Anna", "manager", "2026-01-01", "chef", ("A",))], {}, "ada")
    older(store)


def test_an_older_store_keeps_its_rows_under_the_pack_it_was_made_with(new_place):
    place = new_place(empty=True)
    written(place, FIRST)
    store = place.open(SECOND, beside=(FIRST,))  # the default is not the one it was made with
    second, first = store, store.of(FIRST)
    assert [len(s.revisions()) for s in (first, second)] == [len(s.grants()) for s in (first, second)] == [1, 0]
    kinds = [[e.kind for e in s.events()] for s in (first, second)]
    assert kinds == [["rules", "access", "target", "import", "import"], ["rules", "import", "import"]]
    assert store.check() == []
    store.close()


def test_an_older_store_whose_pack_cannot_be_told_is_not_given_to_anyone(new_place):
    place = new_place(empty=True)
    written(place, pack("tre", SAME))
    with pytest.raises(Refusal) as caught:
        place.open(FIRST, beside=(SECOND,))
    assert caught.value.code == "store_unowned"
    store = place.open(FIRST)  # alone it is its own, as it always was
    assert len(store.revisions()) == 1
    store.close()


@pytest.mark.parametrize("change", [{"shared": None}, {"shared": "något annat"}, {"scale": 1.0}, {"definition": "på ett annat sätt"}])
def test_the_same_id_by_accident_or_with_another_meaning_is_refused(change):
    other = pack("tva", SAME | change)
    with pytest.raises(Refusal) as caught:
        together([FIRST, other])
    assert {f.code for f in caught.value.faults} <= {"not_shared", "shared_differs"}
    assert all("ett" in f.message and "tva" in f.message and SHARE in str(f.column) for f in caught.value.faults)


@pytest.mark.parametrize("change", [{"root_unit": "ANNAN"}, {"organisation": "En annan region"}, {"levels": FIRST.levels[:2]}])
def test_packs_of_different_organisations_are_refused(change):
    with pytest.raises(Refusal) as caught:
        together([FIRST, pack("tva", SAME, **change)])
    assert [f.code for f in caught.value.faults] == ["other_organisation"]


def test_one_pack_is_what_it_always_was():
    assert together([FIRST]) is FIRST
    with pytest.raises(Refusal, match="två gånger"):
        together([FIRST, FIRST])
