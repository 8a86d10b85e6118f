from __future__ import annotations

from datetime import date

import pytest

from kpi.intake import Intake
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.store.types import UnitRow
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


@pytest.fixture
def intake(programme: Programme, store: FakeStore) -> Intake:
    return Intake(programme, store, today=lambda: TODAY)
