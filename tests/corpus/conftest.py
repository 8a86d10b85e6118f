from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kpi.intake import LIMITS, Intake, Limits
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.store import Store, open_store
from tests.corpus.world import TODAY, Kept, organisation_file


@pytest.fixture(scope="session")
def programme() -> Programme:
    return load_programme(programme_dir("region-vastmanland"))


@pytest.fixture(scope="session")
def store(programme, tmp_path_factory) -> Iterator[Store]:
    """A real store with the corpus's organisation and no figures. Files are only read against it."""
    opened = open_store(str(tmp_path_factory.mktemp("corpus") / "kpi.duckdb"), programme)
    intake = Intake(programme, opened, today=lambda: TODAY)
    assert intake.commit(intake.read(organisation_file(), "organisation.xlsx"), "anna").state == "active"
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def intake_with(programme, store) -> Callable[[Limits | None], Intake]:
    kept = Kept(store)
    return lambda limits: Intake(programme, kept, limits=limits or LIMITS, today=lambda: TODAY)
