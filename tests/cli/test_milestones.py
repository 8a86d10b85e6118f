"""``python -m kpi milestones``: list, assess, link; exit codes and JSON, with a pack that has milestones and with one that has none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kpi.programme.loader import PROGRAMMES
from tests.cli.shell import ENVIRON, Shell

MILESTONE, KORT = "prov-delmal", "korttidssjukfranvaro"


@pytest.fixture
def run(tmp_path: Path) -> Shell:
    """The pack with indicators, and a milestone added to it."""
    folder = Path(shutil.copytree(PROGRAMMES / "region-vastmanland", tmp_path / "eget"))
    goals = f'[[milestones]]\narea = "lonebildning"\nid = "{MILESTONE}"\nyear = 2027\ntext = "Det är gjort"\n'
    (folder / "goals.toml").write_text(goals, encoding="utf-8")
    return Shell(tmp_path, ENVIRON | {"KPI_PROGRAMME": "eget"})


def test_a_milestone_is_assessed_and_assessed_again(run: Shell) -> None:
    (row,) = run("milestones", "list", "--json").json["milestones"]
    assert (row["id"], row["state"], row["history"], row["indicators"]) == (MILESTONE, None, [], [])
    assert "Ej bedömt" in run("milestones", "list").out
    done = run("milestones", "assess", MILESTONE, "under_way", "--why", "arbetet går", "--day", "2026-02-01", "--user", "anna", "--json")
    assert (done.json["milestone"], done.json["done"]) == (MILESTONE, "assess")
    run("milestones", "assess", MILESTONE, "at_risk", "--why", "personal saknas")
    (row,) = run("milestones", "list", "--json").json["milestones"]
    assert (row["state"], row["reason"], row["area"]) == ("at_risk", "personal saknas", "lonebildning")
    assert [(h["state"], h["user"]) for h in row["history"]][1] == ("under_way", "anna")
    assert "Risk" in run("milestones", "list").out
    (then,) = run("milestones", "list", "--year", 2025, "--json").json["milestones"]
    assert then["state"] is None
    run("check")


def test_an_indicator_is_linked_and_taken_away(run: Shell) -> None:
    run("milestones", "link", MILESTONE, KORT, "--why", "visar det")
    (row,) = run("milestones", "list", "--year", 2021, "--json").json["milestones"]
    assert row["indicators"] == [{"indicator": KORT, "unit": "REGION", "year": 2021, "value": 3.6, "status": "on_track"}]
    run("milestones", "link", MILESTONE, KORT, "--why", "visar annat", "--remove")
    (row,) = run("milestones", "list", "--json").json["milestones"]
    assert row["indicators"] == [] and [t["active"] for t in row["ties"]] == [False, True]


def test_what_cannot_be_is_refused_with_two(run: Shell) -> None:
    for words, code in [
        (("assess", "xx", "reached", "--why", "x"), "unknown_milestone"),
        (("assess", MILESTONE, "kanske", "--why", "x"), "usage"),
        (("assess", MILESTONE, "reached", "--why", " "), "reason_missing"),
        (("assess", MILESTONE, "reached", "--why", "x", "--day", "2999-01-01"), "future_day"),
        (("assess", MILESTONE, "reached", "--why", "x", "--day", "i går"), "usage"),
        (("link", MILESTONE, "xx", "--why", "x"), "unknown_indicator"),
        (("link", MILESTONE, KORT, "--why", "x", "--remove"), "nothing_changed"),
    ]:
        assert run("milestones", *words, "--json", code=2).json["error"]["code"] == code


def test_a_pack_without_milestones_says_so(tmp_path: Path) -> None:
    own = Shell(tmp_path, ENVIRON)
    assert "inga delmål" in own("milestones", "list").out
    assert own("milestones", "list", "--json").json["milestones"] == []
