"""Several programmes on the command line: listed, chosen, given access to, checked together; and a server that runs them."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from kpi import cli, control
from kpi.control import Request
from kpi.errors import Refusal
from kpi.runtime import Runtime
from kpi.settings import Settings
from tests.cli.shell import ENVIRON, HELTID, ORGANISATION, Shell
from tests.programme.pair import FIRST, OWN, SECOND, SHARED, TARGET, write_pair

SICK = SHARED[1]


BOTH = {**ENVIRON, "KPI_PROGRAMME": f"{FIRST},{SECOND}"}


@pytest.fixture(scope="module")
def organised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both packs and a store of them with an organisation, made once and copied to each test."""
    folder = tmp_path_factory.mktemp("both")
    write_pair(folder)
    shell = Shell(folder, BOTH)
    shell.workbook("organisation.xlsx", ORGANISATION)
    shell("import", "organisation.xlsx")
    return folder


@pytest.fixture
def run(organised: Path, tmp_path: Path) -> Shell:
    """A folder with both packs, installed in this order by their paths."""
    shutil.copytree(organised, tmp_path, dirs_exist_ok=True)
    return Shell(tmp_path, BOTH)


def settings(env: dict[str, str], cwd: Path, programme: str | None = None) -> Settings:
    return Settings.read(env, programme=programme, cwd=cwd)


def test_a_list_names_the_default_first_and_a_flag_chooses_within_it(tmp_path):
    write_pair(tmp_path)
    first, second = str(tmp_path / FIRST), str(tmp_path / SECOND)
    both = {"KPI_PROGRAMME": f" {FIRST} , {SECOND},"}
    listed = settings(both, tmp_path)
    assert (listed.programme, listed.programmes, listed.asked) == (first, (first, second), ())
    chosen = settings(both, tmp_path, SECOND)
    assert (chosen.programme, chosen.programmes, chosen.asked) == (second, (first, second), (second,))
    other = settings(both, tmp_path, "annat")
    assert (other.programme, other.programmes, other.asked) == ("annat", ("annat",), ())
    alone = settings({"KPI_PROGRAMME": "ett"}, tmp_path, SECOND)
    assert (alone.programme, alone.beside, alone.asked) == (second, (), ())
    with pytest.raises(Refusal, match="Inget program"):
        settings({"KPI_PROGRAMME": " , "}, tmp_path)


def test_one_import_feeds_both_and_each_has_its_own_target(run: Shell):
    run.values("v.xlsx", [2024, "F1", "T", SICK, 3.1, 40], [2024, "F1", "T", OWN, 12.0, 40], [2024, "F1", "T", HELTID.id, 71.0, 40])
    done = run("import", "v.xlsx", "--programme", SECOND, "--json").json[0]
    assert done["rows_accepted"] == 3, "whichever programme is asked about, a file brings what it has for all"
    first, second = (run("status", "--programme", p, "--unit", "F1", "--year", 2024, "--json").json["rows"] for p in (FIRST, SECOND))
    values = [{r["indicator"]: (r["value"], r["target"]) for r in rows} for rows in (first, second)]
    assert [v[SICK] for v in values] == [(3.1, 2.7), (3.1, TARGET)]
    assert OWN not in values[0] and values[1][OWN][0] == 12.0
    assert HELTID.id not in values[1] and values[0][HELTID.id][0] == 71.0
    assert run("status", "--unit", "F1", "--year", 2024, "--json").json["rows"] == first, "without a flag: the default"
    versions = {run("status", "--programme", p, "--json").json["data_version"] for p in (FIRST, SECOND, f"{SECOND},{FIRST}")}
    assert len(versions) == 1, "a command about one programme does not make the roll-up anew by fewer rules"
    assert run("series", OWN, "--programme", FIRST, code=2).err
    assert run("check", "--json").json["ok"]


def test_access_is_given_in_a_named_programme_only(run: Shell):
    args = ("access", "grant", "anna", "--role", "board", "--why", "prov")
    assert f"Ange med --programme vilket det gäller: {FIRST}, {SECOND}." in run(*args, code=2).err
    made = run(*args, "--programme", SECOND, "--json").json
    assert (made["person"], made["programme"]) == ("anna", SECOND)
    both = run("access", "grant", "bo", "--role", "board", "--why", "prov", "--programme", f"{FIRST},{SECOND}", "--json").json
    assert [m["programme"] for m in both] == [FIRST, SECOND]
    rows = run("access", "list", "--json").json
    assert {(r["person"], r["programme"]) for r in rows} == {("anna", SECOND), ("bo", FIRST), ("bo", SECOND)}
    assert [r["person"] for r in run("access", "list", "--programme", FIRST, "--json").json] == ["bo"]
    assert run("access", "explain", "anna", "--json").json["role"] is None
    explained = run("access", "explain", "anna", "--programme", SECOND, "--json").json
    assert (explained["programme"], explained["role"]) == (SECOND, "board")
    run("access", "revoke", made["id"], "--why", "slutat")
    assert "anna" not in {r["person"] for r in run("access", "list", "--json").json}
    run.workbook("chefer.xlsx", [["Användarnamn", "Enhet"], ["eva.ek", "F1"]])
    assert "--programme" in run("access", "import", "chefer.xlsx", code=2).err
    assert "ett program i taget" in run("access", "import", "chefer.xlsx", "--programme", f"{FIRST},{SECOND}", code=2).err
    run("access", "import", "chefer.xlsx", "--programme", SECOND)
    assert [r["programme"] for r in run("access", "list", "--json").json if r["person"] == "eva.ek"] == [SECOND]


def test_a_single_programmes_answers_say_nothing_of_programmes(tmp_path: Path):
    alone = Shell(tmp_path, ENVIRON)
    made = alone("access", "grant", "anna", "--role", "board", "--why", "prov", "--json").json
    (listed,) = alone("access", "list", "--json").json
    assert "programme" not in made and "programme" not in listed
    assert "programme" not in alone("access", "explain", "anna", "--json").json


def test_a_backup_of_both_is_read_back_with_both(run: Shell, tmp_path: Path):
    run("access", "grant", "anna", "--role", "board", "--why", "prov", "--programme", SECOND)
    run("backup", "kopia.duckdb")
    other = Shell(tmp_path, {**run.environ, "KPI_STORE": "ny.duckdb"})
    other("restore", "kopia.duckdb")
    assert [(r["person"], r["programme"]) for r in other("access", "list", "--json").json] == [("anna", SECOND)]
    assert other("check", "--json").json["ok"]


def test_a_set_is_checked_and_a_conflict_names_both_packs(tmp_path: Path):
    _, second = write_pair(tmp_path)
    shell = Shell(tmp_path, ENVIRON)
    done = shell("programme", "check", FIRST, SECOND, "--json").json
    assert (done["valid"], done["ids"], done["shared"]) == (True, [FIRST, SECOND], sorted(SHARED))
    assert f"Gemensamma indikatorer: {', '.join(sorted(SHARED))}." in shell("programme", "check", FIRST, SECOND).out
    path = second / "indicators.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("decimals = 1", "decimals = 2"), encoding="utf-8")
    faults = shell("programme", "check", FIRST, SECOND, "--json", code=2).json["faults"]
    assert {f["code"] for f in faults} == {"shared_differs"}
    assert all(FIRST in f["reason"] and SECOND in f["reason"] and f["advice"] for f in faults)
    refused = Shell(tmp_path, {**ENVIRON, "KPI_PROGRAMME": f"{FIRST},{SECOND}"})("status", code=2)
    assert "decimals" in refused.err and not (tmp_path / "kpi.duckdb").exists()
    assert shell("programme", "check", SECOND, "--json").json["valid"], "alone it can be used"


def test_the_server_carries_out_a_command_about_any_of_its_programmes(run: Shell, tmp_path: Path):
    with Runtime.open(settings(run.environ, tmp_path)) as runtime:
        door = cli.listen(runtime)
        assert door is not None

        def ask(programme: str, *argv: str) -> tuple[int | None, str, str]:
            out, err = io.StringIO(), io.StringIO()
            return (
                control.forward(str(tmp_path / "kpi.duckdb"), Request(argv, str(tmp_path), "eva", programme), out, err),
                out.getvalue(),
                err.getvalue(),
            )

        paths = {name: str(tmp_path / name) for name in (FIRST, SECOND)}
        try:
            for listed, shown in ((paths[SECOND], OWN), (paths[FIRST], SICK), (f"{paths[SECOND]},{paths[FIRST]}", OWN)):
                code, out, _ = ask(listed, "status", "--json")
                assert (code, shown in [r["indicator"] for r in json.loads(out)["rows"]]) == (0, True)
            grant = ("access", "grant", "anna", "--role", "board", "--why", "prov", "--json")
            code, out, _ = ask(paths[SECOND], *grant, "--programme", SECOND)
            assert (code, json.loads(out)["programme"]) == (0, SECOND)
            code, _, err = ask(f"{paths[FIRST]},{paths[SECOND]}", *grant)
            assert code == 2 and "Ange med --programme" in err
            code, _, err = ask("region-vasterbotten", "status")
            assert code == 2 and "Servern kör programmet" in err
        finally:
            door.close()


def test_a_request_still_has_the_shape_that_it_had():
    line = json.dumps({"argv": ["status"], "cwd": "/", "user": "eva", "programme": f"{FIRST},{SECOND}"}).encode()
    assert Request.parse(line).programme == f"{FIRST},{SECOND}"
