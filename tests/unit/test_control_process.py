"""While a server holds the store, a second process' commands run inside it: the real thing, with two processes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from kpi import cli, control
from kpi.runtime import Runtime
from kpi.settings import DEFAULT_PROGRAMME, ROOT, Settings
from kpi.views.rows import StatusRow


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kpi-") as made:  # short: a socket's path has a limit
        yield Path(made)


@pytest.fixture
def server(folder: Path) -> Iterator[Runtime]:
    """A runtime that holds the store in this process, with the door open."""
    with Runtime.open(Settings.read({}, store=str(folder / "kpi.duckdb"), user="server")) as runtime:
        door = cli.listen(runtime)
        assert door is not None
        yield runtime
        door.close()


def kpi(folder: Path, *argv: str, user: str = "mia") -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, standing in ``folder``."""
    environ = {
        **os.environ,
        "KPI_STORE": str(folder / "kpi.duckdb"),
        "KPI_USER": user,
        "KPI_LOG": str(folder / "kpi.log"),
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, "-m", "kpi", *argv],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def at_the_door(folder: Path, *argv: str, programme: str = DEFAULT_PROGRAMME) -> tuple[int | None, str, str]:
    """The same by the same door, without a process to start: where what is asked about is the answer."""
    out, err = io.StringIO(), io.StringIO()
    request = control.Request(argv, str(folder), "mia", programme)
    return control.forward(str(folder / "kpi.duckdb"), request, out, err), out.getvalue(), err.getvalue()


def extract(folder: Path, runtime: Runtime, value: float) -> str:
    book = openpyxl.Workbook()
    book.active.append(["År", "Enhet", "Indikator", "Värde", "Antal (n)"])
    book.active.append([2024, runtime.programme.root_unit, runtime.programme.indicators[2].name, value, 7000])
    (folder / "under").mkdir()
    book.save(folder / "under" / "utdrag.xlsx")
    return "under/utdrag.xlsx"  # relative to where the caller stands, not the server


def seen_by_the_server(runtime: Runtime) -> StatusRow:
    return runtime.views.status(runtime.scope, year=2024)[1][2]


def test_import_status_and_backup_work_while_the_server_runs(folder: Path, server: Runtime) -> None:
    imported = kpi(folder, "import", extract(folder, server, 75.25), "--json")
    assert imported.returncode == 0, imported.stderr
    assert json.loads(imported.stdout)[0]["state"] == "active"
    assert seen_by_the_server(server).value == 75.25
    assert server.views.batches(server.scope)[0].user == "mia"

    code, said, _ = at_the_door(folder, "status", "--year", "2024", "--json")
    assert (code, json.loads(said)["rows"][2]["value"]) == (0, 75.25)
    assert "75,3" in at_the_door(folder, "status", "--year", "2024")[1]

    code, _, told = at_the_door(folder, "backup", "kopia.duckdb")
    assert code == 0, told
    assert (folder / "kopia.duckdb").is_file()

    code, said, _ = at_the_door(folder, "import", "finns-inte.xlsx", "--json")
    assert (code, json.loads(said)[0]["state"]) == (2, "refused")


def test_what_cannot_run_beside_the_server_is_refused(folder: Path, server: Runtime) -> None:
    restore = kpi(folder, "restore", "kopia.duckdb")
    assert (restore.returncode, restore.stdout) == (2, "")
    assert "Stoppa servern" in restore.stderr
    assert seen_by_the_server(server).value is None


def test_another_programme_is_refused(folder: Path, server: Runtime) -> None:
    pack = folder / "paket"
    pack.mkdir()
    for path in (ROOT / "data" / "programmes" / server.programme.id).rglob("*.toml"):
        target = pack / path.relative_to(ROOT / "data" / "programmes" / server.programme.id)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    code, _, told = at_the_door(folder, "status", "--year", "2021", "--json", programme=str(pack))
    assert code == 0, told  # the same pack by another name
    with (pack / "programme.toml").open("a", encoding="utf-8") as file:
        file.write("\n# ändrat\n")
    code, _, told = at_the_door(folder, "status", programme=str(pack))
    assert code == 2
    assert "Servern kör programmet" in told


def test_a_store_held_by_a_process_without_a_door_is_refused(folder: Path) -> None:
    with Runtime.open(Settings.read({}, store=str(folder / "kpi.duckdb"), user="server")):
        answer = kpi(folder, "status", "--json")
    assert answer.returncode == 2
    assert json.loads(answer.stdout)["error"]["code"] == "store_locked"


def test_without_a_server_the_process_opens_the_store_itself_and_logs_who_did_what(folder: Path) -> None:
    answer = kpi(folder, "status", "--year", "2021", "--json")
    assert answer.returncode == 0, answer.stderr
    assert len(json.loads(answer.stdout)["rows"]) == 19
    assert "kpi.audit user=mia action=status year=2021" in next((folder / "audit").iterdir()).read_text(encoding="utf-8")
