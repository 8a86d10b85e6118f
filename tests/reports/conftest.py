"""Stores whose clock is set: the plan alone, and a small synthetic organisation. What they hold is the same each time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kpi.runtime import Runtime
from tests.reports import stores


@pytest.fixture(scope="session")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """Nothing imported: the plan's own figures."""
    with stores.opened(tmp_path_factory.mktemp("plan")) as runtime:
        yield runtime


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The small sample to 2026; tests only read it."""
    with stores.opened(tmp_path_factory.mktemp("exempel")) as runtime:
        stores.fill(runtime, tmp_path_factory.mktemp("utdrag"))
        yield runtime
