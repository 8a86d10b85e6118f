"""``python -m kpi actions``: list, tell, change the plan, link; exit codes and JSON."""

from __future__ import annotations

import openpyxl

from tests.cli.shell import Shell


def test_list_tells_status_by_year_and_filters(begun: Shell) -> None:
    found = begun("actions", "list", "--year", 2023, "--json").json
    assert len(found["actions"]) == 23 and found["counts"]["late"] == 17 and sum(found["counts"].values()) == 23
    assert {a["id"] for a in begun("actions", "list", "--year", 2023, "--owner", "UE", "--json").json["actions"]} == {"cf-6"}
    late = begun("actions", "list", "--year", 2023, "--area", "lonebildning", "--status", "late", "--json").json["actions"]
    assert [a["id"] for a in late] == ["lb-1", "lb-2", "lb-3"]
    text = begun("actions", "list", "--year", 2021).out
    assert "2021: Alla 23 åtgärder är ej påbörjade." in text and "kf-1" in text


def test_tell_move_link_and_close(begun: Shell) -> None:
    assert begun("actions", "set", "kf-1", "done", "--day", "2023-05-02", "--why", "beslutad", "--json").json == {
        "action": "kf-1",
        "done": "set",
    }
    assert begun("actions", "add", "--area", "lonebildning", "--text", "Nytt", "--owner", "CHR", "--due", 2027, "--from", 2026,
               "--why", "revidering", "--json").json["action"] == "lb-5"  # fmt: skip
    begun("actions", "move", "kf-2", "--due", 2026, "--from", 2024, "--why", "resurser")
    begun("actions", "reword", "kf-3", "--owner", "CK", "--from", 2024, "--why", "ny ansvarig")
    begun("actions", "note", "kf-3", "--why", "möte hållet")
    begun("actions", "link", "ha-6", "korttidssjukfranvaro", "--why", "ska sänka den")
    begun("actions", "close", "kf-4", "--from", 2026, "--why", "ingår i kf-3", "--user", "anna")
    found = begun("actions", "list", "--year", 2026, "--json").json
    by_id = {a["id"]: a for a in found["actions"]}
    assert (by_id["kf-1"]["status"], by_id["kf-1"]["day"], by_id["kf-1"]["reason"]) == ("done", "2023-05-02", "beslutad")
    assert (by_id["kf-2"]["due_year"], by_id["kf-2"]["moved_from"]) == (2026, 2023)
    assert (by_id["kf-3"]["responsible"], by_id["kf-3"]["note"]) == (["CK"], "möte hållet")
    assert by_id["ha-6"]["indicators"] == ["korttidssjukfranvaro"]
    assert [a["id"] for a in found["closed"]] == ["kf-4"] and found["closed"][0]["history"][0]["user"] == "anna"
    begun("actions", "close", "kf-4", "--reopen", "--from", 2026, "--why", "behövs")
    assert "kf-4" in {a["id"] for a in begun("actions", "list", "--year", 2026, "--json").json["actions"]}
    assert begun("check", "--json", code=0).json


def test_what_cannot_be_is_refused_with_two(begun: Shell) -> None:
    assert begun("actions", "set", "kf-1", "late", "--why", "x", code=2).err
    assert "försenad räknas ut" in begun("actions", "set", "--help").out.replace("\n", " ")
    for words, code in [
        (("set", "xx-1", "done", "--why", "x"), "unknown_action"),
        (("set", "kf-1", "done", "--why", " "), "reason_missing"),
        (("set", "kf-1", "done", "--day", "2099-01-01", "--why", "x"), "future_day"),
        (("move", "kf-1", "--due", 2023, "--from", 2024, "--why", "x"), "nothing_changed"),
        (("link", "kf-1", "xx", "--why", "x"), "unknown_indicator"),
        (("list", "--owner", "Ingen"), "unknown_owner"),
        (("list", "--area", "xx"), "unknown_area"),
        (("move", "kf-1", "--due", "nästa", "--from", 2024, "--why", "x"), "usage"),
    ]:
        assert begun("actions", *words, "--json", code=2).json["error"]["code"] == code


def test_the_workbook_goes_out_and_in(begun: Shell) -> None:
    path = begun.folder / "plan.xlsx"
    assert begun("actions", "export", "--out", "plan.xlsx", "--year", 2025, "--json").json == {"file": str(path)}
    words = ("actions", "import", "plan.xlsx", "--from", 2025, "--why", "revidering")
    assert begun(*words, "--json").json["state"] == "unchanged"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["E2"] = 2026
    book.save(path)
    found = begun(*words, "--dry-run", "--json").json
    assert (found["state"], found["changed"], found["unchanged"]) == ("preview", 1, 22)
    assert "1 ändrad" in begun(*words).out
    assert begun("actions", "list", "--year", 2025, "--json").json["actions"][0]["due_year"] == 2026
    book.worksheets[0]["E2"] = "snart"
    book.save(path)
    refused = begun(*words, "--json", code=2)
    assert refused.json["errors"][0]["row"] == 2 and "inget är inläst" in refused.err
    assert begun("actions", "import", "saknas.xlsx", "--from", 2025, "--why", "x", "--json", code=2).json["error"]["code"] == "file_missing"
