"""Fixtures: the app run by AppTest over an empty store, and over one with a small synthetic organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.util import calc_hash

from kpi.runtime import Runtime
from kpi.settings import Settings
from pages._ui import navigation, state

ROOT = Path(__file__).parents[2]
SECONDS = 30

Open = Callable[..., AppTest]

# AppTest looks through every installed package for components each time it opens a page, which takes longer than the page. The pages use
# none.
manifest_scanner.scan_component_manifests = list
# What stands in for the server answers every page alike, and is put together once.
app_test.MagicMock = cache(app_test.MagicMock)
_gives_up = local_script_runner.require_widgets_deltas


def _wait(runner: local_script_runner.LocalScriptRunner, timeout: float = SECONDS) -> None:
    """For the end of the page. AppTest asks a thousand times a second whether it is there, and takes the page's own time to ask."""
    runner._script_thread.join(timeout)
    if runner._script_thread.is_alive():
        _gives_up(runner, 0)


local_script_runner.require_widgets_deltas = _wait


def settings(store: Path) -> Settings:
    return Settings.read({"KPI_STORE": str(store), "KPI_USER": "Prov Provsson"})


@pytest.fixture(scope="session")
def shared(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    path = tmp_path_factory.mktemp("delad") / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    with Runtime.open(settings(path)) as runtime:
        yield runtime


@pytest.fixture
def filled(shared: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """The app's runtime over the small sample; shared between tests, which only read."""
    return _in_use(shared, monkeypatch)


@pytest.fixture
def writable(tmp_path: Path, filled_store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """The app's runtime over a copy of the small sample of one's own."""
    path = tmp_path / "kpi.duckdb"
    path.write_bytes(filled_store.read_bytes())
    with Runtime.open(settings(path)) as runtime:
        yield _in_use(runtime, monkeypatch)


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    with Runtime.open(settings(tmp_path_factory.mktemp("tom") / "kpi.duckdb")) as runtime:
        yield runtime


@pytest.fixture
def untouched(bare: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """The app's runtime over an empty store; shared between tests, which only read."""
    return _in_use(bare, monkeypatch)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """The app's runtime over an empty store of one's own."""
    with Runtime.open(settings(tmp_path / "kpi.duckdb")) as runtime:
        yield _in_use(runtime, monkeypatch)


def _in_use(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    monkeypatch.setattr(state, "_runtime", runtime)
    state.rendered.clear()
    return runtime


@pytest.fixture
def visit() -> Open:
    """Open a page by its path, with parameters in its address."""

    def open_page(path: str = navigation.START, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
        for name, value in query.items():
            app.query_params[name] = value
        app._page_hash = calc_hash(path)
        return app.run()

    return open_page


def address_of(app: AppTest) -> dict[str, str]:
    """The address' parameters."""
    return {k: v[-1] if isinstance(v, list) else v for k, v in app.query_params.items()}


def html_of(app: AppTest) -> str:
    """All HTML that the page wrote."""
    return "\n".join(block.proto.body for block in app.get("html"))
