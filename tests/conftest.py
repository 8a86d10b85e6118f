"""How the tests are spread over processes, on how many threads their stores work, and the small sample that many of them read."""

from __future__ import annotations

import gc
import os
import pickle
import tomllib
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from tests.compiled import compile_tests
from tests.extent import ALL
from tests.once import once

if not ALL:
    os.environ["POLARS_MAX_THREADS"] = "1"  # read when Polars is imported; see ``_lightly``

from kpi.intake import storing_order
from kpi.programme import loader
from kpi.programme.loader import load_programme, programme_dir
from kpi.runtime import Runtime
from kpi.sample import write_sample
from kpi.settings import DEFAULT_PROGRAMME, Settings

_loads = tomllib.loads
# What waits much or takes long begins first, so that no process is left alone with it at the end. (Left to itself, xdist begins with the
# group that has the most tests.)
FIRST = (
    "browser", "lake", "pages", "leaks", "sample", "audit", "packs", "tests/store", "tests/intake", "tests/fuzz", "tests/corpus",
    "tests/views",
)  # fmt: skip
_connect = duckdb.connect
# A pack is loaded hundreds of times, by commands, runtimes and modules of tests: the text of its files is worked out once and given as a
# copy.
_known = cache(lambda text: pickle.dumps(_loads(text)))
loader.tomllib = SimpleNamespace(loads=lambda text: pickle.loads(_known(text)), TOMLDecodeError=tomllib.TOMLDecodeError)


def pytest_configure(config: pytest.Config) -> None:
    """Before xdist starts its processes."""
    if getattr(config.option, "numprocesses", None):
        compile_tests(config, Path(__file__).parent)


def pytest_collection(session: pytest.Session) -> None:
    """What the tests are made of stays: the collector looks for nothing to free in it, now or later."""
    if hasattr(session.config, "workerinput"):
        gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each file is a group, and has its fixtures made in one process, where it has not joined another. So are all tests on a lake: no other
    process starts a PostgreSQL. What sweeps is left for a night."""
    if not ALL and (left := [item for item in items if item.get_closest_marker("sweep")]):
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not item.get_closest_marker("sweep")]
    if not hasattr(config, "workerinput"):
        return
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group("lake" if _on_a_lake(item) else item.nodeid.split("::")[0]))
    items.sort(key=lambda item: _turn(item.get_closest_marker("xdist_group").args[0]))


def _on_a_lake(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return "postgres" in item.fixturenames or (callspec is not None and "ducklake" in callspec.params.values())


def _turn(group: str) -> int:
    return next((turn for turn, first in enumerate(FIRST) if group.startswith(first)), len(FIRST))


@pytest.hookimpl(tryfirst=True)  # before the fixtures of the test are made
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Databases are opened lightly, but in tests that are marked ``as_served``, in the servers that tests start, and with ``ALL=1``."""
    duckdb.connect = _connect if item.get_closest_marker("as_served") or ALL else _lightly


def _lightly(*args: Any, **more: Any) -> duckdb.DuckDBPyConnection:
    """On one thread: the others mostly wait, busily, when there is little to do. Without reading the extensions through each time a lake
    is opened, to check who signed them."""
    light = {"threads": "1", "allow_unsigned_extensions": "true"}
    return _connect(*args, **{**more, "config": {**more.get("config", {}), **light}})


@pytest.fixture(scope="session")
def sample_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The synthetic extracts of a small organisation; nobody writes to them."""

    def make(folder: Path) -> None:
        write_sample(load_programme(programme_dir(DEFAULT_PROGRAMME)), folder, units=12, years=range(2021, 2025))

    return sorted(once(tmp_path_factory, "utdrag", make).iterdir())


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory, sample_files: list[Path]) -> Path:
    """A store file with the sample in it, to be copied."""

    def make(folder: Path) -> None:
        with Runtime.open(Settings.read({"KPI_STORE": str(folder / "kpi.duckdb"), "KPI_USER": "Prov Provsson"})) as runtime:
            readings = runtime.intake.read_all([(p, None) for p in sample_files])
            for index in storing_order(readings):
                result = runtime.intake.commit(readings[index], "Prov Provsson")
                assert result.state == "active", (result.message, readings[index].faults[:3])

    return once(tmp_path_factory, "fylld", make) / "kpi.duckdb"
