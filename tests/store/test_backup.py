"""A copy while the store is in use, and back into either backend."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kpi.errors import Refusal
from kpi.programme.judgement import Remarks
from kpi.programme.milestones import MilestoneLog
from kpi.store import Store, open_store, restore
from tests.store import test_actions, test_grants, test_judgements, test_milestones
from tests.store.conftest import Place
from tests.store.test_targets import revision
from tests.store.world import MEAN, RATIO, SHARE, YEAR, cell, fact, organise, programme, put, unit, value
from tests.store.world import fill as put_at_once


def fill(store: Store) -> None:
    """Something of everything."""
    quarters = [fact("A", 4.0, 20, indicator=RATIO, month=12 + q, num=40.0, den=1000.0) for q in (1, 2, 3, 4)]
    put_at_once(store, [unit("A"), unit("B")], fact("A", 10.0, 50), fact("B", 20.0, 50), fact("B", 30.0, 20, sex="K"), *quarters)
    store.undo(put(store, fact("A", 11.0, 50)).batch, "eva", "fel")
    store.revise_target(revision())
    store.remember({"unit:norra vc": "A", "scale:3f2a:andel": "1"}, "eva")
    store.forget("scale:3f2a:andel", "bo", "fel")
    (held,) = store.change_access([test_grants.new(name="Åsa Öst")], {}, "ada")
    store.change_access([test_grants.new("bo", "board", ())], {held.id: "slutat"}, "ada")
    store.change_actions([test_actions.new(text="Översyn av åtgärder"), test_actions.report(), test_actions.link()], "Åsa")
    test_judgements.everything(store)
    test_milestones.everything(store)


def content(store: Store) -> tuple:
    return (
        store.cells(units=["TOPP", "A", "B"]),
        store.months(RATIO, "A"),
        store.batches(),
        store.revisions(),
        store.units(),
        store.trace(SHARE, "A", YEAR, "T", "").superseded,
        store.memory(),
        store.grants(),
        store.actions(),
        store.remarks(),
        store.milestones(),
    )


@pytest.fixture(scope="module")
def backed_up(store_of_module: Store, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Path]:
    """A store, to be read only, and its backup."""
    fill(store_of_module)
    return store_of_module, store_of_module.backup(tmp_path_factory.mktemp("kopior") / "under" / "kopia.duckdb")


def test_a_backup_is_a_store_with_the_same_content(backed_up):
    store, path = backed_up
    assert [p.name for p in path.parent.iterdir()] == ["kopia.duckdb"]
    copy = open_store(str(path), programme())
    assert content(copy) == content(store)
    assert cell(copy, "A", RATIO).origin == "quarters" and len(copy.months(RATIO, "A")) == 4
    assert copy.memory().history and copy.grants() and copy.actions().links
    assert copy.remarks() != Remarks() and copy.milestones() != MilestoneLog()
    assert copy.events() == store.events()
    assert copy.data_version() == store.data_version()
    assert copy.check() == []
    copy.close()


def test_a_backup_can_be_restored_into_the_other_backend_and_replaces_what_is_there_only_when_told_so(backed_up, tmp_path, postgres):
    store, path = backed_up
    wanted = content(store)
    target = Place(str(tmp_path / "ny.duckdb"), None) if store._connection.is_lake else postgres.new()
    version = restore(path, target.url, programme(), data_path=target.data_path)
    copy = target.open()
    assert content(copy) == wanted
    assert version == copy.data_version() == store.data_version() + 1
    assert copy.events()[0].kind == "restore"
    assert copy.check() == []
    assert put(copy, fact("A", 99.0, 50), fact("A", 5.0, 50, indicator=MEAN, year=2020)).changed == 1
    assert value(copy, "A") == 99.0
    newer = copy.data_version()
    copy.close()
    with pytest.raises(Refusal) as refused:
        restore(path, target.url, programme(), data_path=target.data_path)
    assert refused.value.code == "store_not_empty"
    assert restore(path, target.url, programme(), data_path=target.data_path, force=True) == newer + 1
    again = target.open()
    assert content(again) == wanted
    assert again.years() == [YEAR]
    assert again.check() == []
    again.close()


def test_an_earlier_version_asked_for_before_a_restore_is_not_remembered_after_it(tmp_path):
    source, target = (Place(str(tmp_path / f"{name}.duckdb"), None) for name in ("ena", "andra"))
    with_ten = source.open()
    put(with_ten, fact("TOPP", 10.0, 50))
    path = with_ten.backup(tmp_path / "kopia.duckdb")
    with_ten.close()
    store = target.open()
    put(store, fact("TOPP", 1.0, 50))
    put(store, fact("TOPP", 2.0, 50))
    assert value(store, as_of=1) == 1.0
    restore(path, target.url, programme(), force=True)
    assert value(store) == 10.0
    assert value(store, as_of=1) == 10.0
    store.close()


def test_a_backup_never_replaces_a_file(store, tmp_path):
    existing = tmp_path / "viktig.duckdb"
    existing.write_text("viktigt")
    with pytest.raises(Refusal) as refused:
        store.backup(existing)
    assert refused.value.code == "file_exists"
    assert existing.read_text() == "viktigt"


def test_what_is_no_backup_is_refused_and_the_store_is_left_alone(openings, tmp_path):
    store, place = openings(), openings.place
    put(store, fact("TOPP", 10.0, 50))
    (tmp_path / "tom.duckdb").write_bytes(b"")
    (tmp_path / "text.duckdb").write_bytes(b"inte en databas" * 1000)
    for name in ("finns-inte.duckdb", "tom.duckdb", "text.duckdb"):
        with pytest.raises(Refusal) as refused:
            restore(tmp_path / name, place.url, programme(), data_path=place.data_path, force=True)
        assert refused.value.code == "bad_backup"
    assert value(store) == 10.0
    assert store.data_version() == 1


def test_a_backup_taken_while_others_write_is_consistent(store, tmp_path):
    organise(store, unit("A"), unit("B"))
    begun, done = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            put(store, *(fact(u, float(number), 50, indicator=i) for u in "AB" for i in (SHARE, MEAN)))
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        path = store.backup(tmp_path / "kopia.duckdb")
    finally:
        done.set()
        writer.join()
    copy = open_store(str(path), programme())
    assert copy.check() == []
    assert cell(copy).value == cell(copy, indicator=MEAN).value == cell(copy, "A").value is not None
    copy.close()
