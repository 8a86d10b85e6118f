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
def views(store: Store) -> Views:
    return Views(store, store.programme)
