"""The command line's contract: JSON with the agreed field names, Swedish text, exit codes, nothing on the wrong stream."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpi.cli import COMMANDS, main
from kpi.cli.parser import build
from kpi.programme.loader import load_programme, programme_dir
from kpi.store import open_store

PROGRAMME = load_programme(programme_dir("region-vastmanland"))
ORGANISATION = [
    ["Enhetskod", "Enhetsnamn", "Överordnad enhet", "Nivå", "Gäller från", "Gäller till"],
    ["F1", "Förvaltning ett", "REGION", "Förvaltning", None, None],
    ["F2", "Förvaltning två", "REGION", "Förvaltning", None, None],
    ["O1", "Område ett", "F1", "Område", None, None],
    ["O2", "Område två", "F1", "Område", None, None],
]
ENVIRON = {"KPI_STORE": "kpi.duckdb", "KPI_USER": "eva"}
HEADINGS = ["År", "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"]
HELTID = PROGRAMME.indicator("heltid-manadsavlonade")


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    """Runs commands in a folder of its own, with a store there."""

    folder: Path
    environ: dict[str, str]

    def __call__(self, *argv: object, code: int = 0) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        found = main([str(a) for a in argv], out, err, environ=self.environ, cwd=self.folder)
        assert found == code, (found, out.getvalue(), err.getvalue())
        return Answer(found, out.getvalue(), err.getvalue())

    def workbook(self, name: str, rows: list[list[Any]]) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(self.folder / name)
        return self.folder / name

    def values(self, name: str, *rows: list[Any]) -> Path:
        return self.workbook(name, [HEADINGS, *rows])


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


# ------------------------------------------------------------------------------------------------ programme and status


def test_programme_gives_the_plan_with_the_agreed_field_names(run: Shell) -> None:
    plan = run("programme", "--json").json
    assert {"id", "name", "period", "areas"} <= plan.keys()
    assert plan["id"] == "region-vastmanland"
    assert set(plan["period"]) == {"from", "to"}
    assert [len(a["indicators"]) for a in plan["areas"]] == [3, 9, 2, 5]
    assert [len(a["actions"]) for a in plan["areas"]] == [7, 6, 4, 6]
    for area in plan["areas"]:
        assert {"id", "name", "goal", "indicators", "actions"} <= area.keys()
        for i in area["indicators"]:
            assert {
                "id",
                "name",
                "unit",
                "direction",
                "target",
                "target_year",
                "baseline",
                "baseline_date",
                "baseline_note",
                "population",
                "by_sex",
                "min_n",
                "note",
            } <= i.keys()
            assert i["direction"] in ("up", "down")
        for action in area["actions"]:
            assert {"id", "text", "responsible", "due_year"} <= action.keys()
            assert isinstance(action["responsible"], list)


def test_the_19_rows_of_2021_are_right_to_the_last_decimal(run: Shell) -> None:
    answer = run("status", "--year", 2021, "--json").json
    assert {"year", "unit", "data_version", "rows"} <= answer.keys()
    assert (answer["year"], answer["unit"]) == (2021, "REGION")
    assert [r["indicator"] for r in answer["rows"]] == [i.id for i in PROGRAMME.indicators]
    for row, indicator in zip(answer["rows"], PROGRAMME.indicators, strict=True):
        assert {
            "indicator",
            "sex",
            "value",
            "n",
            "target",
            "baseline",
            "gap",
            "remaining",
            "attained_share",
            "expected",
            "status",
            "certainty",
            "origin",
        } <= row.keys()
        assert (row["target"], row["baseline"], row["value"]) == (indicator.target, indicator.baseline, indicator.baseline)
        if indicator.target is None or indicator.baseline is None:
            assert row["gap"] is None
        else:
            gap = Decimal(str(indicator.baseline)) - Decimal(str(indicator.target))
            assert Decimal(str(row["gap"])) == gap
            assert Decimal(str(row["remaining"])) == max(Decimal(0), -indicator.direction.sign * gap)
            assert str(row["attained_share"]) == "0.0"


@pytest.mark.parametrize(
    ("indicator", "gap"),
    [
        ("pensionsalder", "-2.39"),
        ("hme-total-medarbetare", "-4.7"),
        ("hme-styrning-medarbetare", "-7.3"),
        ("korttidssjukfranvaro", "0.9"),
        ("delaktighet", "-9.4"),
    ],
)
def test_a_gap_is_written_without_the_noise_of_binary_fractions(run: Shell, indicator: str, gap: str) -> None:
    text = run("status", "--year", 2021, "--json").out
    row = next(r for r in json.loads(text, parse_float=str)["rows"] if r["indicator"] == indicator)
    assert row["gap"] == gap


def test_store_programme_and_json_may_stand_before_or_after_the_command(run: Shell) -> None:
    before = run("--json", "--store", "annan.duckdb", "--programme", "region-vastmanland", "status", "--year", 2021)
    after = run("status", "--year", 2021, "--json", "--store", "annan.duckdb", "--programme", "region-vastmanland")
    assert before.json == after.json
    assert (run.folder / "annan.duckdb").exists()
    assert not (run.folder / "kpi.duckdb").exists()


def test_status_of_a_unit_a_sex_and_an_earlier_moment(filled: Shell) -> None:
    rows = filled("status", "--year", 2024, "--unit", "O1", "--json").json
    found = next(r for r in rows["rows"] if r["indicator"] == HELTID.id)
    assert (rows["unit"], found["sex"], found["status"]) == ("O1", "T", "suppressed")
    assert (found["value"], found["n"], found["gap"]) == (None, None, None)
    assert {r["sex"] for r in filled("status", "--year", 2024, "--sex", "k", "--json").json["rows"]} == {"K"}
    then = filled("batches", "--json").json[0]["time"]
    filled.values("mer.xlsx", [2024, "REGION", "T", HELTID.name, 76, 7000])
    filled("import", "mer.xlsx")

    def value(*more: str) -> float:
        return next(r["value"] for r in filled("status", "--year", 2024, "--json", *more).json["rows"] if r["indicator"] == HELTID.id)

    assert value() == 76
    assert value("--as-of", then) == pytest.approx((74.5 * 400 + 75 * 300) / 700, abs=1e-9)


@pytest.mark.parametrize(
    ("argv", "units"),
    [
        (("--as-role", "manager", "--scope", "O1"), {"O1": 0, "REGION": 0, "F1": 0, "F2": 2, "O2": 2}),
        (("--as-role", "manager", "--scope", "O1", "--scope", "F2"), {"O1": 0, "F2": 0, "O2": 2}),
        (("--as-role", "board"), {"REGION": 0, "F1": 0, "O1": 2}),
        (("--as-role", "controller"), {"O2": 0}),
        (("--as-role", "admin"), {"REGION": 2}),
    ],
)
def test_as_role_shows_what_the_role_sees(filled: Shell, argv: tuple[str, ...], units: dict[str, int]) -> None:
    for unit, code in units.items():
        filled("status", "--year", 2024, "--json", *argv, "--unit", unit, code=code)


def test_a_manager_opens_with_the_own_unit(filled: Shell) -> None:
    assert filled("status", "--year", 2024, "--json", "--as-role", "manager", "--scope", "F2").json["unit"] == "F2"
    assert "--scope" in filled("status", "--as-role", "manager", code=2).err
    assert "--as-role" in filled("status", "--scope", "F2", code=2).err


# ------------------------------------------------------------------------------------------------ import and what follows


def test_import_answers_per_file_with_the_agreed_fields(run: Shell) -> None:
    run.workbook("organisation.xlsx", ORGANISATION)
    (result,) = run("import", "organisation.xlsx", "--json", "--user", "mia").json
    assert {
        "file",
        "sha256",
        "batch",
        "state",
        "layout",
        "sheet",
        "header_row",
        "rows_read",
        "rows_accepted",
        "rows_rejected",
        "facts_new",
        "facts_changed",
        "facts_unchanged",
        "errors",
        "warnings",
    } <= result.keys()
    assert (result["file"], result["state"], result["layout"], result["errors"]) == ("organisation.xlsx", "active", "organisation", [])
    assert run("batches", "--json").json[0]["user"] == "mia"


def test_the_organisation_is_stored_before_the_files_that_need_it_and_that_is_said(run: Shell) -> None:
    run.workbook("organisation.xlsx", ORGANISATION)
    run.values("varden.xlsx", [2024, "O2", "T", HELTID.name, 74, 200])
    answer = run("import", "varden.xlsx", "organisation.xlsx", "--json")
    assert [r["file"] for r in answer.json] == ["varden.xlsx", "organisation.xlsx"]
    assert [r["state"] for r in answer.json] == ["active", "active"]
    assert "Organisationen läses in före" in answer.err
    assert [b["file"] for b in run("batches", "--json").json] == ["varden.xlsx", "organisation.xlsx"]


def test_a_refused_file_gives_exit_2_and_its_faults_and_leaves_the_others_alone(run: Shell) -> None:
    run.workbook("organisation.xlsx", ORGANISATION)
    run.values("fel.xlsx", [2024, "F1", "T", HELTID.name, 740, 400], [2024, "OKÄND", "T", HELTID.name, 74, 400])
    answer = run("import", "organisation.xlsx", "fel.xlsx", "--json", code=2)
    good, bad = answer.json
    assert (good["state"], bad["state"], bad["batch"]) == ("active", "refused", None)
    assert sorted(e["row"] for e in bad["errors"]) == [2, 3]
    for fault in bad["errors"]:
        assert {"sheet", "row", "column", "code", "message", "value"} <= fault.keys()
    assert "rad 2" in answer.err
    assert len(run("batches", "--json").json) == 1


def test_a_missing_file_is_refused_by_name(run: Shell) -> None:
    answer = run("import", "finns-inte.xlsx", "--json", code=2)
    assert answer.json[0]["state"] == "refused"
    assert "finns inte" in answer.err


def test_the_same_file_again_changes_nothing(filled: Shell) -> None:
    version = filled("status", "--json").json["data_version"]
    (again,) = filled("import", "varden.xlsx", "--json").json
    assert (again["state"], again["facts_new"], again["facts_changed"]) == ("unchanged", 0, 0)
    assert filled("status", "--json").json["data_version"] == version


def test_a_dry_run_tells_what_would_change_and_stores_nothing(filled: Shell) -> None:
    version = filled("status", "--json").json["data_version"]
    filled.values("ny.xlsx", [2024, "F2", "T", HELTID.name, 76, 300], [2025, "F2", "T", HELTID.name, 77, 300])
    (found,) = filled("import", "ny.xlsx", "--dry-run", "--json").json
    assert (found["state"], found["facts_new"], found["facts_changed"], found["batch"]) == ("preview", 1, 1, None)
    assert filled("status", "--json").json["data_version"] == version


def test_undo_takes_an_import_back_and_redo_puts_it_in_force(filled: Shell) -> None:
    filled.values("ny.xlsx", [2025, "F2", "T", HELTID.name, 76, 300])
    batch = filled("import", "ny.xlsx", "--json").json[0]["batch"]
    undone = filled("undo", batch, "--user", "mia", "--why", "Fel år", "--json").json
    assert (undone["state"], undone["why"], undone["batch"]) == ("undone", "Fel år", batch)
    assert filled("status", "--json").json["year"] == 2024
    assert filled("batches", "--json").json[0]["state"] == "undone"
    assert filled("redo", batch, "--why", "Rätt ändå", "--json").json["state"] == "active"
    assert filled("status", "--json").json["year"] == 2025
    assert filled("undo", "B-FINNS-INTE", "--why", "x", code=2).err
    assert "--why" in filled("undo", batch, code=2).err


def test_series_by_year(filled: Shell) -> None:
    found = filled("series", HELTID.id, "--json").json
    assert [(p["period"], p["value"] is not None, p["origin"]) for p in found["points"]] == [
        ("2021", True, "plan"),
        ("2024", True, "rolled"),
    ]
    assert all({"period", "value", "n", "status"} <= p.keys() for p in found["points"])
    hidden = filled("series", HELTID.id, "--unit", "O1", "--json").json["points"]
    assert [(p["period"], p["value"], p["n"], p["status"]) for p in hidden] == [("2024", None, None, "suppressed")]
    for by in ("quarter", "month"):
        assert filled("series", HELTID.id, "--by", by, "--json").json["points"] == []


def test_quarters_from_the_file_to_the_series_and_the_trace(filled: Shell) -> None:
    filled.values(
        "kvartal.xlsx", *[[f"{year} kv {q}", "F2", "T", HELTID.name, 70 + q, 300] for year, q in ((2023, 4), (2024, 1), (2024, 2))]
    )
    assert filled("import", "kvartal.xlsx", "--json").json[0]["facts_new"] == 3
    found = filled("series", HELTID.id, "--unit", "F2", "--by", "quarter", "--json").json
    assert [(p["period"], p["year"], p["value"], p["n"], p["status"]) for p in found["points"]] == [
        ("2023-Q4", 2023, 74.0, 300, "not_assessable"),
        ("2024-Q1", 2024, 71.0, 300, "not_assessable"),
        ("2024-Q2", 2024, 72.0, 300, "not_assessable"),
    ]
    text = filled("series", HELTID.id, "--unit", "F2", "--by", "quarter").out
    assert "kvartal 4 2023" in text and "Kan ej bedömas" not in text
    traced = filled("trace", HELTID.id, "--unit", "F2", "--year", 2024, "--quarter", 2, "--json").json
    assert (traced["value"], traced["period"], traced["origins"][0]["file"], traced["origins"][0]["rows"]) == (
        72,
        "2024-Q2",
        "kvartal.xlsx",
        "4",
    )
    assert "kvartal 2 2024: 72" in filled("trace", HELTID.id, "--unit", "F2", "--year", 2024, "--quarter", 2).out
    assert "2023" not in [p["period"] for p in filled("series", HELTID.id, "--unit", "F2", "--json").json["points"]]  # they make no year
    assert "inget kvartal" in filled("trace", HELTID.id, "--quarter", 5, code=2).err
    assert "går inte ihop" in filled("trace", HELTID.id, "--quarter", 1, "--month", 1, code=2).err


def test_trace_names_file_sheet_rows_and_column(filled: Shell) -> None:
    filled.values("rättad.xlsx", [2024, "F2", "T", HELTID.name, 75.5, 300], [2024, "F1", "T", HELTID.name, 74.5, 400])
    filled.values("liten.xlsx", [2023, "REGION", "T", HELTID.name, 73, 7000])
    filled("import", "rättad.xlsx", "liten.xlsx")
    found = filled("trace", HELTID.id, "--unit", "REGION", "--year", 2023, "--sex", "T", "--json").json
    assert found["value"] == 73
    (origin,) = found["origins"]
    assert {"batch", "file", "sha256", "sheet", "rows", "column", "user", "time"} <= origin.keys()
    assert (origin["file"], origin["rows"], origin["user"]) == ("liten.xlsx", "2", "eva")
    assert found["superseded"] == []
    hidden = filled("trace", HELTID.id, "--unit", "O1", "--year", 2024, "--json").json
    assert (hidden["value"], hidden["status"], hidden["origins"][0]["value"], hidden["origins"][0]["n"]) == (None, "suppressed", None, None)


def test_trace_gives_the_cell_and_what_the_figure_is_made_of(filled: Shell) -> None:
    found = filled("trace", HELTID.id, "--year", 2024, "--json").json
    assert all(re.fullmatch(r"\w+![A-Z]+\d+", origin["address"]) for origin in found["origins"] if origin["value"] is not None)
    assert {part["unit"] for part in found["parts"]} == {"F1", "F2"}
    assert {"address", "sex", "active"} <= found["origins"][0].keys()
    assert filled("trace", HELTID.id, "--year", 2024, "--month", 3, "--json").json["origins"] == []
    assert "är ingen månad" in filled("trace", HELTID.id, "--month", 13, code=2).err
    text = filled("trace", HELTID.id, "--year", 2024).out
    assert "Siffran är gjord av:" in text and re.search(r"\w+![A-Z]+\d+", text)


def test_answers_are_listed_and_forgotten_with_a_reason(filled: Shell) -> None:
    assert filled("answers", "--json").json == []
    store = open_store(str(filled.folder / "kpi.duckdb"), PROGRAMME)
    store.remember({"unit:norra": "F1"}, "mia")
    store.close()
    (row,) = filled("answers", "--json").json
    assert (row["question"], row["answer"], row["user"], row["holds"]) == ("unit:norra", "F1", "mia", True)
    assert "unit:norra" in filled("answers").out
    assert "Ange varför" in filled("answers", "--forget", "unit:norra", code=2).err
    assert "unit:annan" in filled("answers", "--forget", "unit:annan", "--why", "x", code=2).err
    assert filled("answers", "--forget", "unit:norra", "--why", "fel enhet", "--json").json == []
    assert filled("check", "--json").json["ok"] is True


def test_a_question_is_named_answered_and_the_answer_kept_for_the_next_file(filled: Shell) -> None:
    filled.values("frågan.xlsx", [2023, "Forvaltning Ett", "T", HELTID.name, 74.5, 400])
    refused = filled("import", "frågan.xlsx", code=2)
    assert '--answer "unit:forvaltningett=…"' in refused.err and "F1" in refused.err
    (asked,) = filled("import", "frågan.xlsx", "--json", code=2).json[0]["questions"]
    assert asked["id"] == "unit:forvaltningett"
    assert filled("import", "frågan.xlsx", "--answer", "unit:Forvaltning Ett=F1", "--json").json[0]["state"] == "active"
    filled.values("nästa.xlsx", [2022, "Forvaltning Ett", "T", HELTID.name, 74.0, 400])
    assert "Svara med --answer" in filled("import", "nästa.xlsx", "--ask-again", code=2).err
    assert filled("import", "nästa.xlsx", "--json").json[0]["state"] == "active"
    assert [(a["question"], a["answer"], a["user"]) for a in filled("answers", "--json").json] == [("unit:forvaltningett", "F1", "eva")]


def test_an_answer_has_a_question(filled: Shell) -> None:
    assert "är inget svar" in filled("import", "varden.xlsx", "--answer", "norra", code=2).err


def test_backup_restore_and_check(filled: Shell) -> None:
    before = filled("status", "--json").json
    made = filled("backup", "kopia.duckdb", "--json").json
    assert Path(made["file"]) == filled.folder / "kopia.duckdb"
    assert made["data_version"] == before["data_version"]
    assert filled("backup", "kopia.duckdb", code=2).err
    assert filled("check", "--json").json["ok"] is True
    assert filled("restore", "kopia.duckdb", code=2).err
    filled("restore", "kopia.duckdb", "--store", "nytt.duckdb", "--json")
    after = filled("status", "--json", "--store", "nytt.duckdb").json
    assert after["rows"] == before["rows"]
    filled.values("mer.xlsx", [2026, "F2", "T", HELTID.name, 76, 300])
    filled("import", "mer.xlsx")
    filled("restore", "kopia.duckdb", "--force")
    assert filled("status", "--json").json["rows"] == before["rows"]
    assert filled("restore", "varden.xlsx", "--store", "tredje.duckdb", code=2).err


def test_templates_and_sample_write_files_and_name_them(run: Shell) -> None:
    templates = run("templates", "--out", "mallar", "--json").json["files"]
    assert {Path(f).stem for f in templates} == {layout.id for layout in PROGRAMME.layouts}
    assert all(Path(f).is_file() for f in templates)
    files = run("sample", "--out", "prov", "--units", 12, "--years", "2021-2022", "--no-months", "--seed", 3, "--json").json["files"]
    assert files
    assert all(Path(f).parent == run.folder / "prov" for f in files)


def test_the_sample_imports_and_says_that_it_is_synthetic(run: Shell) -> None:
    files = run("sample", "--out", "prov", "--units", 12, "--years", "2021-2022", "--no-months", "--json").json["files"]
    results = run("import", *reversed(files), "--json").json
    assert [r["errors"] for r in results] == [[]] * len(files)
    assert all(r["synthetic"] for r in results)
    assert run("status", "--json").json["synthetic"] is True
    assert "SYNTETISK" in run("status").out
    assert "SYNTETISK" in run("batches").out


# ------------------------------------------------------------------------------------------------ text, refusals and faults


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
    "backup": ("backup", "kopia.duckdb"),
    "restore": ("restore", "kopia.duckdb", "--force"),
}


def test_every_command_is_tested_here_and_in_the_grammar() -> None:
    names = next(a for a in build()._actions if a.dest == "command").choices
    assert set(COMMANDS) == set(EVERY) == set(names)


def prepare(filled: Shell, name: str) -> None:
    if name == "redo":
        filled("undo", "B00002", "--why", "prov")
    if name == "restore":
        filled("backup", "kopia.duckdb")


@pytest.mark.parametrize("name", EVERY)
def test_with_json_there_is_exactly_one_document_and_nothing_else(filled: Shell, name: str) -> None:
    prepare(filled, name)
    answer = filled(*EVERY[name], "--json")
    assert answer.json is not None
    assert answer.out.endswith("\n")
    assert "NaN" not in answer.out


@pytest.mark.parametrize("name", EVERY)
def test_without_json_the_answer_is_swedish_text(filled: Shell, name: str) -> None:
    prepare(filled, name)
    answer = filled(*EVERY[name])
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
