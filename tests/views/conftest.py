"""Fixtures: an empty store, and one with the small organisation of ``world``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
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


@pytest.fixture
def store(empty_file: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(empty_file, tmp_path / world.FILE)
    opened = world.empty_store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def organised(store: Store) -> Store:
    world.deliver_units(store)
    return store


@pytest.fixture
def filled(filled_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of one's own of the store that the module filled in its ``filled_file``."""
    (tmp_path / "filled").mkdir()
    shutil.copy(filled_file, tmp_path / "filled" / world.FILE)
    opened = world.empty_store(tmp_path / "filled")
    yield opened
    opened.close()


@pytest.fixture
def views(request: pytest.FixtureRequest) -> Views:
    """Views over the filled store, or over an empty one in the tests that fill their own."""
    opened = request.getfixturevalue("filled" if "filled" in request.fixturenames else "store")
    return Views(opened, opened.programme)
