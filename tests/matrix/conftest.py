"""The court once for all tests, and a way for each person to open a page cold by its address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.runtime import Runtime
from pages._ui import signin, state
from tests.cli.conftest import loaded_once
from tests.matrix.court import Court, hold, person
from tests.pages.conftest import settings, visit

__all__ = ["loaded_once", "visit"]


@pytest.fixture(scope="package")
def court(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    path = tmp_path_factory.mktemp("matris") / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    with Runtime.open(settings(path)) as runtime:
        yield hold(runtime)


@pytest.fixture(scope="package")
def seen() -> dict[tuple, AppTest]:
    """What has been opened: the same question by the same person is put once."""
    return {}


@pytest.fixture
def opened(
    court: Court, seen: dict[tuple, AppTest], visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AppTest]:
    """Open a page as someone who has signed in. What earlier visitors were shown is still kept: it must not come out."""
    monkeypatch.setattr(state, "_runtime", court.runtime)

    def open_page(who: str, path: str, **query: str) -> AppTest:
        monkeypatch.setattr(signin, "arrival", lambda: signin.Arrival(person(who)))
        asked = (who, path, *sorted(query.items()))
        if asked not in seen:
            seen[asked] = visit(path, **query)
        return seen[asked]

    return open_page
