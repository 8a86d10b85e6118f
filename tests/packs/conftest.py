"""Each pack once: the pack, and a store that has been filled through its own templates."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from kpi.runtime import Runtime
from kpi.settings import Settings
from tests.cli.conftest import loaded_once
from tests.cli.shell import Answer, Shell
from tests.once import once
from tests.packs.filling import rows_of, write
from tests.packs.packs import TESTED, Pack, made
from tests.packs.visitors import give_roles

__all__ = ["loaded_once"]


@dataclass(frozen=True)
class Filled:
    """A pack with a filled store in a folder of its own. ``answers``: what each import said, by layout."""

    pack: Pack
    run: Shell
    answers: dict[str, Answer]

    @property
    def store(self) -> Path:
        return self.run.folder / "kpi.duckdb"

    def copy(self, folder: Path) -> Shell:
        """The command line over a copy of the store and the filled templates, of one's own."""
        shutil.copytree(self.run.folder, folder, dirs_exist_ok=True)
        return Shell(folder, self.run.environ)

    def settings(self, store: Path) -> Settings:
        return Settings.read({"KPI_STORE": str(store), "KPI_USER": USER, "KPI_PROGRAMME": str(self.pack.folder)})


USER = "Prov Provsson"
FILLED = "filled.pickle"


def _fill(name: str, folder: Path) -> None:
    """Make the pack, a folder with what its templates can take, all of it read, and what is known of that, for other processes."""
    (making := folder / "paketet").mkdir()
    (there := folder / name).mkdir()
    pack = made(name, making)
    run = Shell(there, {"KPI_STORE": "kpi.duckdb", "KPI_USER": USER, "KPI_PROGRAMME": str(pack.folder)})
    answers = {}
    for layout in sorted(pack.programme.layouts, key=lambda each: each.kind != "organisation"):
        rows = rows_of(pack, layout)
        if layout.kind == "organisation":
            run("templates", "--out", "mallar")
        if rows:
            path = write(there / "mallar" / f"{layout.id}.xlsx", layout, rows)
            answers[layout.id] = run("import", path, "--json")
    (folder / FILLED).write_bytes(pickle.dumps(Filled(pack, run, answers)))


@pytest.fixture(scope="session")
def filled_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Filled]:
    """A pack by its name, filled: everything that its templates can take has been read."""

    @cache
    def fill(name: str) -> Filled:
        folder = once(tmp_path_factory, f"paket-{name}", lambda folder: _fill(name, folder))
        return pickle.loads((folder / FILLED).read_bytes())

    return fill


@pytest.fixture(scope="package", params=TESTED)
def filled(request: pytest.FixtureRequest, filled_of: Callable[[str], Filled]) -> Filled:
    """Every pack in turn; nothing is stored in what is shared."""
    return filled_of(request.param)


@pytest.fixture
def pack(filled: Filled) -> Pack:
    return filled.pack


@pytest.fixture(scope="package")
def runtime(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The app's runtime over a copy of the filled store, in which the roles have been given."""
    store = tmp_path_factory.mktemp("sida") / "kpi.duckdb"
    store.write_bytes(filled.store.read_bytes())
    with Runtime.open(filled.settings(store)) as runtime:
        give_roles(runtime, filled.pack)
        yield runtime
