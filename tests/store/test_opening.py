"""Opening a store: made when it is missing, refused when it cannot be used, brought up to date when the pack has changed."""

from __future__ import annotations

import subprocess
import sys
import threading
import traceback

import duckdb
import pytest

from kpi.errors import Refusal
from tests.reference.indicators import indicator
from tests.store.bucket import Bucket
from tests.store.conftest import Place
from tests.store.world import SHARE, cell, fact, fill, programme, put, unit, value

served = pytest.mark.as_served


def refusal(place: Place, **more) -> Refusal:
    with pytest.raises(Refusal) as refused:
        place.open(**more)
    return refused.value


def with_min_n(smallest: int, **changes):
    area = programme().areas[0]
    return programme(
        areas=(area.model_copy(update={"indicators": (indicator(id=SHARE, rollup="share", scale=100.0, min_n=smallest, **changes),)}),)
    )


@served
def test_another_process_is_told_who_has_the_file_and_what_to_do(tmp_path):
    place = Place(str(tmp_path / "upptagen.duckdb"), None)
    store = place.open()
    code = (
        "import sys; from kpi.errors import Refusal; from tests.store.conftest import Place\n"
        "try: Place(sys.argv[1], None).open()\n"
        "except Refusal as refused: print(refused.code, refused.message)"
    )
    said = subprocess.run([sys.executable, "-c", code, place.url], capture_output=True, text=True, timeout=60, check=True).stdout
    store.close()
    assert said.startswith("store_locked ")
    assert "annan process" in said
    assert "Stäng" in said
    assert place.url in said


@served
def test_the_same_process_may_open_a_file_twice(tmp_path):
    place = Place(str(tmp_path / "delad.duckdb"), None)
    one, two = place.open(), place.open()
    put(one, fact("TOPP", 1.0, 50))
    assert value(two) == 1.0
    one.close()
    assert value(two) == 1.0
    two.close()


@pytest.mark.parametrize("content", [b"", b"text" * 2000], ids=["empty", "text"])
def test_a_file_that_is_no_store_is_refused_and_left_as_it_was(tmp_path, content):
    path = tmp_path / "lager.duckdb"
    path.write_bytes(content)
    assert refusal(Place(str(path), None)).code == "store_unreadable"
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_refused_and_left_as_it_was(tmp_path):
    path = tmp_path / "annat.duckdb"
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE annat AS SELECT 1 AS a")
    assert refusal(Place(str(path), None)).code == "store_unreadable"
    with duckdb.connect(str(path)) as other:
        assert other.execute("SHOW TABLES").fetchall() == [("annat",)]


def test_a_missing_file_is_made_only_when_that_is_allowed(tmp_path):
    place = Place(str(tmp_path / "nytt" / "lager.duckdb"), None)
    assert refusal(place, create=False).code == "store_missing"
    assert not (tmp_path / "nytt").exists()
    place.open().close()
    place.open(create=False).close()


def test_a_lake_needs_its_data_directory(tmp_path):
    assert refusal(Place("ducklake:postgres:dbname=x", None)).code == "store_unreachable"


@served
def test_a_lake_that_cannot_be_reached_says_so_without_its_password(tmp_path):
    place = Place(f"ducklake:postgres:host={tmp_path} dbname=x user=y password=hemligt", str(tmp_path / "data"))
    refused = refusal(place)
    assert refused.code == "store_unreachable"
    told = "".join(traceback.format_exception(refused))
    assert "failed" in told  # what PostgreSQL said is there for the log
    assert "hemligt" not in told


def test_a_lake_has_one_data_directory(postgres, tmp_path):
    place = postgres.new(empty=True)
    place.open().close()
    assert refusal(place._replace(data_path=str(tmp_path / "annan"))).code == "store_unreachable"


@served
def test_a_lake_can_keep_its_data_in_a_bucket(postgres, monkeypatch):
    with Bucket() as bucket:
        for name, text in {"ACCESS_KEY_ID": "nyckel", "SECRET_ACCESS_KEY": "hemligt", "ENDPOINT_URL": bucket.url, "REGION": "nord"}.items():
            monkeypatch.setenv(f"AWS_{name}", text)
        place = postgres.new(empty=True)._replace(data_path="s3://hink/malbild")
        store = place.open()
        fill(store, [unit(f"U{i}") for i in range(30)], *(fact(f"U{i}", float(i), 50) for i in range(30)))
        store.close()
        assert {path.split("/")[1:4][-1] for path in bucket.files} >= {"main"}
        store = place.open()
        assert value(store) == 14.5
        assert store.check() == []
        store.close()


@served
def test_two_can_make_the_same_lake_at_once(postgres):
    place = postgres.new(empty=True)
    opened, failed = [], []

    def make() -> None:
        try:
            opened.append(place.open())
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=make) for _ in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert not failed
    put(opened[0], fact("TOPP", 1.0, 50))
    assert value(opened[1]) == 1.0
    assert opened[1].check() == []
    [store.close() for store in opened]


def test_a_pack_with_other_rules_makes_the_roll_up_again(place):
    store = place.open(with_min_n(10))
    fill(store, [unit("A"), unit("B"), unit("C")], fact("A", 10.0, 12), fact("B", 20.0, 30), fact("C", 30.0, 30))
    assert not cell(store, "A").hidden
    store.close()
    store = place.open(with_min_n(15, decimals=2))
    assert cell(store, "A").hidden
    assert (store.data_version(), store.events()[0].kind, store.events()[0].user) == (3, "rules", "systemet")
    assert store.check() == []
    store.close()
    store = place.open(with_min_n(15, decimals=2))  # the same again: nothing to do
    assert store.data_version() == len(store.events()) == 3
    store.close()


def test_an_indicator_that_comes_into_the_pack_is_shown_from_the_facts_kept(place):
    store = place.open(with_min_n(10))
    put(store, fact("TOPP", 80.0, 40, indicator="medel"))
    assert store.cells(units=["TOPP"]) == []
    store.close()
    store = place.open(programme())
    assert value(store, indicator="medel") == 80.0
    store.close()


@served
def test_the_database_reaches_nothing_outside_itself(store, tmp_path):
    for statement in (
        f"COPY (SELECT 1) TO '{tmp_path}/ut.csv'",
        f"ATTACH '{tmp_path}/annan.duckdb'",
        "SELECT * FROM read_csv('/etc/hostname')",
        "SET threads = 1",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ):
        with store._connection.read() as cursor, pytest.raises(duckdb.Error):
            cursor.execute(statement)


def test_the_address_decides_the_backend_and_a_closed_store_cannot_be_used(tmp_path, postgres):
    for place, is_lake in ((Place(str(tmp_path / "x.duckdb"), None), False), (postgres.new(), True)):
        store = place.open()
        assert store._connection.is_lake is is_lake
        store.close()
        with pytest.raises(duckdb.Error):
            store.data_version()
