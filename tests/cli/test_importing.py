"""The command line: files in, with the agreed fields, exit codes and refusals; and the same file again."""

from __future__ import annotations

import openpyxl

from tests.cli.shell import HEADINGS, HELTID, ORGANISATION, Shell
from tests.intake.builders import IMPORT_FIELDS


def test_import_answers_per_file_with_the_agreed_fields(run: Shell) -> None:
    run.workbook("organisation.xlsx", ORGANISATION)
    (result,) = run("import", "organisation.xlsx", "--json", "--user", "mia").json
    assert set(IMPORT_FIELDS) <= result.keys()
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


def test_a_file_of_several_layouts_is_told_layout_by_layout(run: Shell) -> None:
    book = openpyxl.load_workbook(run.workbook("bok.xlsx", [HEADINGS, [2024, "O1", "T", HELTID.name, 61.25, 90]]))
    for row in ORGANISATION:
        (book["Organisation"] if "Organisation" in book.sheetnames else book.create_sheet("Organisation")).append(row)
    book.save(run.folder / "bok.xlsx")
    tried = run("import", "bok.xlsx", "--dry-run")
    assert "Organisation (blad Organisation): Nya: 4." in tried.out and "Indikatorvärden (blad Sheet): Nya: 1." in tried.out
    (done,) = run("import", "bok.xlsx", "--json").json
    assert (done["state"], done["layout"], done["batch"]) == ("active", "organisation, indikatorvarden", "B00001, B00002")
    assert [(p["layout"], p["batch"], p["facts_new"]) for p in done["parts"]] == [
        ("organisation", "B00001", 4),
        ("indikatorvarden", "B00002", 1),
    ]
    run("undo", "B00002", "--why", "fel tal")
    again = run("import", "bok.xlsx")
    assert (
        "inläst som B00004 (B00001 var redan inläst)" in again.out
        and "Organisation (blad Organisation): redan inläst (B00001)." in again.out
    )
    (alone,) = run("import", "bok.xlsx", "--layout", "indikatorvarden", "--json").json
    assert (alone["state"], alone["layout"], alone["parts"], alone["other_sheets"]) == (
        "unchanged",
        "indikatorvarden",
        [],
        ["Organisation"],
    )
