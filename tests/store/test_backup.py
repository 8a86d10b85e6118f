"""A copy while the store is in use, and back into either backend."""

from __future__ import annotations

import threading

import pytest

from kpi.errors import Refusal
from kpi.store import open_store, restore
from tests.store.conftest import Place
from tests.store.test_targets import revision
from tests.store.world import MEAN, SHARE, YEAR, cell, fact, organise, programme, put, unit, value


def fill(store) -> None:
    organise(store, unit("A"), unit("B"))
    put(store, fact("A", 10.0, 50), fact("B", 20.0, 50), fact("B", 30.0, 20, sex="K"))
    store.undo(put(store, fact("A", 11.0, 50)).batch, "eva", "fel")
    store.revise_target(revision())


def content(store):
    return (
        store.cells(units=["TOPP", "A", "B"]),
        store.batches(),
        store.revisions(),
        store.units(),
        store.trace(SHARE, "A", YEAR, "T", "").superseded,
    )


def test_a_backup_is_a_store_with_the_same_content(store, tmp_path):
    fill(store)
    path = store.backup(tmp_path / "kopior" / "kopia.duckdb")
    copy = open_store(str(path), programme())
    assert content(copy) == content(store)
    assert copy.events() == store.events()
    assert copy.data_version() == store.data_version()
    assert copy.check() == []
    copy.close()
    assert [p.name for p in path.parent.iterdir()] == ["kopia.duckdb"]


def test_a_backup_can_be_restored_into_the_other_backend(store, tmp_path, postgres):
    fill(store)
    path = store.backup(tmp_path / "kopia.duckdb")
    target = Place(str(tmp_path / "ny.duckdb"), None) if store._connection.is_lake else postgres.new()
    version = restore(path, target.url, programme(), data_path=target.data_path)
    copy = target.open()
    assert content(copy) == content(store)
    assert version == copy.data_version() == store.data_version() + 1
    assert copy.events()[0].kind == "restore"
    assert put(copy, fact("A", 12.0, 50)).changed == 1
    assert copy.check() == []
    copy.close()


def test_a_store_with_content_is_replaced_only_when_told_so(place, tmp_path):
    store = place.open()
    fill(store)
    path = store.backup(tmp_path / "kopia.duckdb")
    wanted = content(store)
    put(store, fact("A", 99.0, 50), fact("A", 5.0, 50, indicator=MEAN, year=2020))
    assert value(store, "A", as_of=6) == 99.0
    newer = store.data_version()
    store.close()
    with pytest.raises(Refusal) as refused:
        restore(path, place.url, programme(), data_path=place.data_path)
    assert refused.value.code == "store_not_empty"
    assert restore(path, place.url, programme(), data_path=place.data_path, force=True) == newer + 1
    again = place.open()
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


def test_what_is_no_backup_is_refused_and_the_store_is_left_alone(place, tmp_path):
    store = place.open()
    put(store, fact("TOPP", 10.0, 50))
    (tmp_path / "tom.duckdb").write_bytes(b"")
    (tmp_path / "text.duckdb").write_bytes(b"inte en databas" * 1000)
    for name in ("finns-inte.duckdb", "tom.duckdb", "text.duckdb"):
        with pytest.raises(Refusal) as refused:
            restore(tmp_path / name, place.url, programme(), data_path=place.data_path, force=True)
        assert refused.value.code == "bad_backup"
    assert value(store) == 10.0
    assert store.data_version() == 1
    store.close()


def test_a_backup_taken_while_others_write_is_consistent(store, tmp_path):
    organise(store, unit("A"), unit("B"))
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            put(store, *(fact(u, float(number), 50, indicator=i) for u in "AB" for i in (SHARE, MEAN)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        paths = [store.backup(tmp_path / f"kopia{n}.duckdb") for n in range(2)]
    finally:
        done.set()
        writer.join()
    for path in paths:
        copy = open_store(str(path), programme())
        assert copy.check() == []
        if copy.has_facts():
            assert cell(copy).value == cell(copy, indicator=MEAN).value == cell(copy, "A").value
        copy.close()
