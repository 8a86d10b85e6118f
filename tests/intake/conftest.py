from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kpi.intake import Intake
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.store import Store, open_store
from kpi.store.types import UnitRow
from tests.intake.builders import xlsx
from tests.intake.fakes import FakeStore

UNITS = [
    UnitRow("REGION", "Regionen", None, "region", None, None),
    UnitRow("F1", "Förvaltning ett", "REGION", "forvaltning", None, None),
    UnitRow("0101", "Vårdavdelning 1", "F1", "enhet", None, None),
    UnitRow("0102", "Akuten", "F1", "enhet", None, None),
    UnitRow("0103", "Nedlagda avdelningen", "F1", "enhet", 2019, 2022),
    UnitRow("0104", "Dubbletten", "F1", "enhet", None, None),
    UnitRow("0105", "Dubbletten", "F1", "enhet", None, None),
]
TODAY = date(2026, 6, 15)


@pytest.fixture(scope="session")
def programme() -> Programme:
    return load_programme(programme_dir("region-vastmanland"))


@pytest.fixture
def store() -> FakeStore:
    return FakeStore(UNITS)


@pytest.fixture(scope="module")
def organised_file(request: pytest.FixtureRequest, programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real store with the module's ``ORGANISATION``, made once and copied to each test."""
    path = tmp_path_factory.mktemp("organiserat") / "kpi.duckdb"
    made = open_store(str(path), programme)
    intake = Intake(programme, made, today=lambda: TODAY)
    assert intake.commit(intake.read(xlsx(request.module.ORGANISATION), "org.xlsx"), "anna").state == "active"
    made.close()
    return path


@pytest.fixture
def organised(organised_file: Path, programme: Programme, tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "organiserat").mkdir()
    opened = open_store(str(shutil.copy(organised_file, tmp_path / "organiserat")), programme)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def unwritten(organised_file: Path, programme: Programme, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A copy that the tests of the module only read."""
    opened = open_store(str(shutil.copy(organised_file, tmp_path_factory.mktemp("oskrivet"))), programme)
    yield opened
    opened.close()


@pytest.fixture
def intake(programme: Programme, store: FakeStore) -> Intake:
    return Intake(programme, store, today=lambda: TODAY)
