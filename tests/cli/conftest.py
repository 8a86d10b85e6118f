from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi import runtime
from kpi.programme.loader import load_programme
from kpi.programme.model import Programme
from tests.cli.shell import ENVIRON, HELTID, ORGANISATION, Shell

_loaded: dict[tuple[tuple[str, bytes], ...], Programme] = {}


def _load_once(folder: Path) -> Programme:
    """A pack of the same files is the same, and nothing can change it. One with faults is refused each time."""
    files = tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file())
    if files not in _loaded:
        _loaded[files] = load_programme(folder)
    return _loaded[files]


@pytest.fixture(scope="module", autouse=True)
def loaded_once() -> Iterator[None]:
    """Each command loads its pack anew, and of a small command that is the half."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "load_programme", _load_once)
        yield


@pytest.fixture
def run(tmp_path: Path) -> Shell:
    return Shell(tmp_path, ENVIRON)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with nothing in it, to copy: making one anew takes longer."""
    run = Shell(tmp_path_factory.mktemp("empty"), ENVIRON)
    run("check")
    return run.folder / "kpi.duckdb"


@pytest.fixture
def begun(empty_file: Path, tmp_path: Path) -> Shell:
    """As ``run``, for the tests to which it is all one that the store is there already."""
    shutil.copy(empty_file, tmp_path)
    return Shell(tmp_path, ENVIRON)


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store and the two files in it, made once and copied to each test."""
    run = Shell(tmp_path_factory.mktemp("ready"), ENVIRON)
    run.workbook("organisation.xlsx", ORGANISATION)
    run.values(
        "varden.xlsx",
        [2024, "F1", "T", HELTID.name, 74.5, 400],
        [2024, "F2", "T", HELTID.name, 75, 300],
        [2024, "O1", "T", HELTID.name, 61.25, 9],
        [2024, "O2", "T", HELTID.name, 74, 200],
    )
    run("import", "organisation.xlsx", "varden.xlsx")
    return run.folder


@pytest.fixture
def filled(run: Shell, ready: Path) -> Shell:
    shutil.copytree(ready, run.folder, dirs_exist_ok=True)
    return run
