"""Fixtures: an empty store, one with the small organisation of ``world``, and one that a module fills: one's own, or shared by readers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kpi.store import Store
from kpi.views import Views
from tests.views import world


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store's file, to copy: making a store anew takes longer."""
    folder = tmp_path_factory.mktemp("empty")
    world.empty_store(folder).close()
    return folder / world.FILE


@pytest.fixture(scope="session")
def organised_file(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As ``empty_file``, with the small organisation in it."""
    folder = tmp_path_factory.mktemp("organised")
    with _copied(empty_file, folder) as opened:
        world.deliver_units(opened)
    return folder / world.FILE


@contextmanager
def _copied(file: Path, folder: Path) -> Iterator[Store]:
    shutil.copy(file, folder / world.FILE)
    opened = world.empty_store(folder)
    yield opened
    opened.close()


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of one's own; with the small organisation for those that ask for ``organised``."""
    file = request.getfixturevalue("organised_file" if "organised" in request.fixturenames else "empty_file")
    with _copied(file, tmp_path) as opened:
        yield opened


@pytest.fixture
def organised(store: Store) -> Store:
    return store


@pytest.fixture(scope="module")
def filled_file(request: pytest.FixtureRequest, organised_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with what stands in the module's ``DELIVERED``, delivered as one file; ``DELIVERED_AS``: what is said of that file. A module
    that needs another makes its own."""
    folder = tmp_path_factory.mktemp("filled")
    with _copied(organised_file, folder) as opened:
        world.deliver(opened, *request.module.DELIVERED, **getattr(request.module, "DELIVERED_AS", {}))
    return folder / world.FILE


@pytest.fixture
def filled(filled_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of one's own of the store that the module filled in its ``filled_file``."""
    (tmp_path / "filled").mkdir()
    with _copied(filled_file, tmp_path / "filled") as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(filled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """As ``filled``, opened once for all the tests of the module that only read it."""
    with _copied(filled_file, tmp_path_factory.mktemp("shared")) as opened:
        yield from _unchanged(opened)


@pytest.fixture(scope="session")
def untouched(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An empty store, opened once for all the tests that only read it."""
    with _copied(empty_file, tmp_path_factory.mktemp("untouched")) as opened:
        yield from _unchanged(opened)


def _unchanged(opened: Store) -> Iterator[Store]:
    """What many read, none of them may write to."""
    before = opened.data_version(), len(opened.events()), opened.grants()
    yield opened
    assert (opened.data_version(), len(opened.events()), opened.grants()) == before, "a test has written to a store that others read"


@pytest.fixture
def views(request: pytest.FixtureRequest) -> Views:
    """Views of the test's own, with nothing kept: over the store that it names, or over an empty one in the tests that fill their own."""
    named = next((name for name in ("filled", "shared", "untouched") if name in request.fixturenames), "store")
    opened = request.getfixturevalue(named)
    return Views(opened, opened.programme)
