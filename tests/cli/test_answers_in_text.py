"""The command line: Swedish text, one JSON document or none, refusals, faults, and what is logged."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kpi.cli import COMMANDS
from kpi.cli.parser import build
from tests.audit.running import figures_alone
from tests.cli.shell import ENVIRON, HELTID, ORGANISATION, Shell

EVERY = {
    "programme": ("programme",),
    "status": ("status", "--year", 2024),
    "series": ("series", HELTID.id),
    "trace": ("trace", HELTID.id, "--unit", "REGION", "--year", 2024),
    "batches": ("batches",),
    "check": ("check",),
    "audit": ("audit", "--year", 2024),
    "import": ("import", "varden.xlsx"),
    "undo": ("undo", "B00002", "--why", "prov"),
    "redo": ("redo", "B00002", "--why", "prov"),
    "templates": ("templates", "--out", "mallar"),
    "sample": ("sample", "--out", "prov", "--units", 8, "--years", "2021", "--no-months"),
    "answers": ("answers",),
    "access": ("access", "explain", "eva"),
    "actions": ("actions", "list", "--year", 2024),
    "judgements": ("judgements", "list", "--year", 2024),
    "milestones": ("milestones", "list"),
    "annotations": ("annotations", "list"),
    "shown": ("shown", "list", "--year", 2024),
    "report": ("report", "--year", 2024, "--out", "status.xlsx"),
    "backup": ("backup", "kopia.duckdb"),
    "restore": ("restore", "kopia.duckdb", "--force"),
}


def test_every_command_is_tested_here_and_in_the_grammar() -> None:
    names = next(a for a in build()._actions if a.dest == "command").choices
    assert set(COMMANDS) == set(EVERY) == set(names)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store for what asks for every page of every unit: the fewest units in which something is hidden."""
    shell = Shell(tmp_path_factory.mktemp("few"), ENVIRON)
    shell.workbook("organisation.xlsx", ORGANISATION[:2])
    shell.values("varden.xlsx", [2024, "F1", "T", HELTID.name, 74.5, 9])
    shell("import", "organisation.xlsx", "varden.xlsx")
    return shell.folder / "kpi.duckdb"


@pytest.fixture
def asked(filled: Shell, few: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A store of one's own in which the command can be given."""
    if name == "redo":
        filled("undo", "B00002", "--why", "prov")
    if name == "restore":
        filled("backup", "kopia.duckdb")
    if name == "audit":
        shutil.copy(few, filled.folder)
        figures_alone(monkeypatch)
    return filled


@pytest.mark.parametrize("name", EVERY)
def test_with_json_there_is_exactly_one_document_and_nothing_else(asked: Shell, name: str) -> None:
    answer = asked(*EVERY[name], "--json")
    assert answer.json is not None
    assert answer.out.endswith("\n")
    assert "NaN" not in answer.out


@pytest.mark.parametrize("name", EVERY)
def test_without_json_the_answer_is_swedish_text(asked: Shell, name: str) -> None:
    answer = asked(*EVERY[name])
    assert answer.out.strip()
    assert not answer.out.startswith(("{", "["))
    assert not re.search(r"\b(None|True|False|null|nan|suppressed|delivered|rolled|on_track)\b", answer.out)
    without_files = re.sub(r"\S*/\S*|\S+\.(xlsx|csv|duckdb)|\d{4}-\d\d-\d\dT\S+", "", answer.out)
    assert not re.search(r"\d\.\d", without_files), "a decimal point"


def test_the_status_table_shows_words_units_and_protected_groups(filled: Shell) -> None:
    text = filled("status", "--year", 2024, "--unit", "O1").out
    assert "Skyddat – för få" in text
    assert "61,25" not in text
    assert "Område ett (O1), 2024" in text
    assert "64,61\u00a0år" in filled("status", "--year", 2021).out


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        ((), "KOMMANDO"),
        (("hej",), "finns inte"),
        (("status", "--year", "nittio"), "inget år"),
        (("status", "--year", "1066"), "inget år"),
        (("status", "--sex", "X"), "inget kön"),
        (("status", "--as-role", "kung"), "ingen roll"),
        (("status", "--year"), "behöver ett värde"),
        (("status", "--okänd"), "okänt"),
        (("status", "--jso"), "okänt"),
        (("status", "extra"), "okänt"),
        (("series",), "saknas"),
        (("series", HELTID.id, "--by", "vecka"), "year, quarter eller month"),
        (("sample", "--out", "x", "--years", "2026-2021"), "senare"),
        (("sample", "--out", "x", "--units", "-3"), "--units"),
        (("series", "finns-inte"), "finns inte i programmet"),
        (("status", "--unit", "FINNS-INTE"), "finns inte i organisationen"),
        (("status", "--as-of", "i går"), "Tidpunkten"),
        (("status", "--programme", "finns-inte"), "finns-inte"),
        (("restore", "finns-inte.duckdb"), "finns inte"),
        (("import", "x.xlsx", "--layout", "finns-inte"), "finns inte"),
    ],
)
def test_bad_input_is_refused_in_swedish_with_exit_2(run: Shell, argv: tuple[str, ...], word: str) -> None:
    answer = run(*argv, code=2)
    assert word.lower() in answer.err.lower()
    assert not re.search(r"\b(argument|usage|error|required|invalid|choose)\b", answer.err)
    refused = run(*argv, "--json", code=2).json
    if isinstance(refused, dict):
        assert set(refused["error"]) == {"code", "message", "faults"}


def test_help_is_swedish_and_lists_every_command(run: Shell) -> None:
    text = run("--help").out
    assert all(name in text for name in COMMANDS)
    for name in COMMANDS:
        help_text = run(name, "--help").out
        assert help_text.startswith("Användning: python -m kpi " + name)
        assert not re.search(r"\b(usage|options|positional|default|show this)\b", help_text)


def test_a_fault_of_ours_gives_exit_1_and_no_details(run: Shell, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    quoted = "".join(["hem", "ligt"])  # not in the source line that a traceback shows

    def broken(*_: object, **__: object) -> None:
        raise ValueError(quoted)

    monkeypatch.setattr("kpi.views.status.context_of", broken)
    answer = run("status", "--year", 2021, code=1)
    assert answer.out == ""
    assert answer.err.startswith("Ett fel uppstod i programmet")
    assert run("status", "--json", code=1).json["error"]["code"] == "fault"
    assert "hemligt" not in caplog.text + answer.err
    assert "ValueError" in caplog.text
    assert "kpi/views/status.py" in caplog.text


def test_text_from_files_cannot_steer_the_terminal(run: Shell) -> None:
    rows = [row[:] for row in ORGANISATION]
    rows[1][1] = "Förvaltning \u202e\u200b ett"
    run.workbook("organisation.xlsx", rows)
    run("import", "organisation.xlsx")
    text = run("status", "--unit", "F1").out
    assert not any(ord(c) < 32 and c != "\n" for c in text)
    assert "\u202e" not in text


def test_who_did_what_is_logged_without_figures(filled: Shell, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "kpi.audit")
    filled.values("ny.xlsx", [2025, "F2", "T", HELTID.name, 76.125, 333])
    filled("import", "ny.xlsx", "--user", "mia")
    filled("status", "--unit", "F2", "--year", 2025)
    lines = [r.getMessage() for r in caplog.records if r.name == "kpi.audit"]
    assert any(line.startswith("user=mia action=import file=ny.xlsx") for line in lines)
    assert any(line.startswith("user=eva action=status unit=F2 year=2025") for line in lines)
    assert not any("76" in line.replace("2025", "") and "76.125" in line for line in lines)
    assert not any("333" in line for line in lines)


def test_the_store_comes_from_flag_before_environment(run: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real: Callable[..., Any] = __import__("kpi.runtime", fromlist=["open_store"]).open_store

    def spy(url: str, *args: Any, **kwargs: Any) -> Any:
        opened.append(url)
        return real(url, *args, **kwargs)

    monkeypatch.setattr("kpi.runtime.open_store", spy)
    run("status", "--json")
    run("status", "--json", "--store", "mapp/annan.duckdb")
    assert opened == [str(run.folder / "kpi.duckdb"), str(run.folder / "mapp/annan.duckdb")]
