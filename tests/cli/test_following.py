"""The command line: undo and redo, series, trace, answers, backup, templates and the sample."""

from __future__ import annotations

import re
from pathlib import Path

from kpi.store import open_store
from tests.cli.shell import HELTID, PROGRAMME, Shell


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
    filled.values("liten.xlsx", [2023, "REGION", "T", HELTID.name, 73, 7000])
    filled("import", "liten.xlsx")
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
    files = run("sample", "--out", "prov", "--units", 4, "--years", "2021-2021", "--no-months", "--json").json["files"]
    results = run("import", *reversed(files), "--json").json
    assert [r["errors"] for r in results] == [[]] * len(files)
    assert all(r["synthetic"] for r in results)
    assert run("status", "--json").json["synthetic"] is True
    assert "SYNTETISK" in run("status").out
    assert "SYNTETISK" in run("batches").out
