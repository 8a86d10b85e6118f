from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.shell import ENVIRON, HELTID, ORGANISATION, Shell


@pytest.fixture
def run(tmp_path: Path) -> Shell:
    return Shell(tmp_path, ENVIRON)


@pytest.fixture(scope="module")
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
