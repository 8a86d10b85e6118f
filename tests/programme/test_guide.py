"""The guide is followed step by step: a fourth, invented region is made by nothing else than what it says, and works."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kpi.programme.loader import PROGRAMMES, load_programme
from kpi.programme.network import tied
from kpi.text.numbers import NBSP
from tests.cli.shell import Answer, Shell
from tests.programme.guide import GUIDE, fill, steps


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shell, list[tuple[tuple[str, ...], Answer]]]:
    """Everything that the guide says has been done; each command with its answer."""
    run = Shell(tmp_path_factory.mktemp("region"), {"KPI_USER": "anna"})
    answers = []
    pack = ""
    for step in steps():
        if step.kind == "run":
            answers.append((step.what, run(*step.what)))
            pack = step.what[2] if step.what[:2] == ("programme", "new") and "--from" in step.what else pack
        elif step.kind == "export":
            run = replace(run, environ={**run.environ, step.what[0]: step.what[1]})
        elif step.kind == "write":
            path = run.folder / pack / step.what[0]
            path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + step.what[1], encoding="utf-8")
        else:
            fill(run.folder / step.what[0], step.what[1], step.rows)
    return run, answers


def test_every_kind_of_step_is_in_the_guide_and_its_commands_succeed(followed: tuple[Shell, list[tuple[tuple[str, ...], Answer]]]) -> None:
    _, answers = followed
    assert [words[0] for words, _ in answers] == [*["programme"] * 4, "templates", "import", "import", "status"]
    assert {step.kind for step in steps()} == {"run", "export", "write", "fill"}


def test_the_pack_is_what_the_guide_shows(followed: tuple[Shell, list[tuple[tuple[str, ...], Answer]]]) -> None:
    run, _ = followed
    plan = load_programme(run.folder / "region-norrsken")
    assert [len(a.indicators) for a in plan.areas] == [1, 1, 0]
    assert [x.id for a in plan.areas for x in a.actions] == ["fa-1"]
    assert plan.areas[2].aim == "Alla medarbetare har en plan för sitt lärande."
    assert [a.id for a in tied(plan, "mal-3").areas] == ["friska-arbetsplatser"]


def test_its_figures_are_imported_rolled_up_and_held_against_its_targets(
    followed: tuple[Shell, list[tuple[tuple[str, ...], Answer]]],
) -> None:
    run, answers = followed
    sick, chiefs = run("status", "--year", 2026, "--json").json["rows"]
    assert sick["value"] == pytest.approx(100 * (3400 + 2040) / (68000 + 34000))
    assert (sick["target"], sick["baseline"], sick["origin"]) == (4.5, 5.8, "rolled")
    assert (chiefs["value"], chiefs["n"], chiefs["target"], chiefs["status"]) == (74, 55, 80, "on_track")
    assert f"5,3{NBSP}%" in answers[-1][1].out
    assert "5,3 %" in GUIDE.read_text(encoding="utf-8")


def test_a_small_unit_is_protected_in_a_pack_that_nobody_has_seen_before(
    followed: tuple[Shell, list[tuple[tuple[str, ...], Answer]]],
) -> None:
    run, _ = followed
    few = [["År", "Enhet", "Indikator", "Värde", "Antal (n)"], [2025, "M1", "Medarbetare som är nöjda med sin chef", 50, 6]]
    run.workbook("fa.xlsx", few)
    run("import", "fa.xlsx")
    rows = {r["indicator"]: r for r in run("status", "--year", 2025, "--unit", "M1", "--json").json["rows"]}
    hidden = rows["medarbetare-som-ar-nojda-med-sin-chef"]
    assert (hidden["status"], hidden["value"], hidden["n"]) == ("suppressed", None, None)


def test_what_the_guide_invents_is_no_part_of_the_product() -> None:
    assert not (PROGRAMMES / "region-norrsken").exists()
    code = [p for top in ("kpi", "pages") for p in (Path(__file__).parents[2] / top).rglob("*.py")]
    assert not [p for p in code if "norrsken" in p.read_text(encoding="utf-8").lower()]
