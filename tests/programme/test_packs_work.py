"""Every pack works on the command line, also one that still awaits its indicators."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from kpi.programme.loader import PROGRAMMES, load_programme
from kpi.programme.model import Layout, Programme
from tests.cli.shell import ENVIRON, Answer, Shell

PACKS = [load_programme(p.parent) for p in sorted(PROGRAMMES.glob("*/programme.toml"))]


@pytest.fixture(params=PACKS, ids=lambda p: p.id)
def programme(request: pytest.FixtureRequest) -> Programme:
    return request.param


@pytest.fixture
def run(tmp_path: Path, programme: Programme) -> Shell:
    return Shell(tmp_path, {**ENVIRON, "KPI_PROGRAMME": programme.id})


def layout_of(programme: Programme, kind: str) -> Layout:
    return next(layout for layout in programme.layouts if layout.kind == kind)


def heading(layout: Layout, role: str) -> str:
    column = layout.role(role)
    assert column is not None
    return column.heading


def organisation(programme: Programme) -> list[list[object]]:
    """A unit on every level, below a unit of the level it answers to (or of the level above), as the pack's own layout has it."""
    layout = layout_of(programme, "organisation")
    choices = {key: word for word, key in (layout.role("level") or layout.columns[0]).choices.items()}
    roles = ("code", "name", "parent", "level")
    rows: list[list[object]] = [[heading(layout, role) for role in roles]]
    last: dict[int, str] = {0: programme.root_unit}
    code = {programme.levels[0].key: programme.root_unit}
    for number, level in enumerate(programme.levels[1:], 1):
        code[level.key] = last[level.depth] = f"E{number}"
        parent = code[level.reports_to[0]] if level.reports_to else last[level.depth - 1]
        rows.append([f"E{number}", f"Exempel {number}", parent, choices[level.key]])
    return rows


def test_a_pack_says_what_it_holds_in_json_and_in_words(run: Shell, programme: Programme) -> None:
    plan = run("programme", "--json").json
    assert {"id", "name", "period", "areas"} <= plan.keys()
    assert (plan["id"], plan["language"]) == (programme.id, programme.language)
    assert plan["period"] == {"from": programme.period_from, "to": programme.period_to}
    assert [a["name"] for a in plan["areas"]] == [a.name for a in programme.areas]
    assert [a["goal"] for a in plan["areas"]] == [a.aim for a in programme.areas]
    text = run("programme").out
    assert "None" not in text
    for area in programme.areas:
        assert area.name in text
        for told in (*area.states, *area.milestones, *area.actions):
            assert told.text in text
    if any(level.reports_to for level in programme.levels):
        assert all(level.name in text for level in programme.levels)


def test_its_organisation_is_read_and_every_level_is_there(run: Shell, programme: Programme) -> None:
    rows = organisation(programme)
    run.workbook("organisation.xlsx", rows)
    done: Answer = run("import", "organisation.xlsx", "--json")
    assert done.json[0]["rows_accepted"] == len(rows) - 1
    answer = run("status", "--unit", f"E{len(programme.levels) - 1}", "--json").json
    assert answer["unit_name"] == f"Exempel {len(programme.levels) - 1}"
    assert [r["indicator"] for r in answer["rows"]] == [i.id for i in programme.planned]


def test_its_templates_can_be_written_before_there_are_indicators(run: Shell, programme: Programme) -> None:
    run("templates", "--out", "mallar")
    for layout in programme.layouts:
        book = openpyxl.load_workbook(run.folder / "mallar" / f"{layout.id}.xlsx", read_only=True)
        first = next(book.worksheets[0].iter_rows(max_row=1, values_only=True))
        assert list(first) == [c.heading for c in layout.columns]
        book.close()


def test_its_actions_are_listed_told_and_carried_out_and_in_again(run: Shell, programme: Programme) -> None:
    actions = [action for area in programme.areas for action in area.actions]
    listed = run("actions", "list", "--year", 2026, "--json").json
    assert [a["id"] for a in listed["actions"]] == [a.id for a in actions]
    if not actions:
        return
    run("actions", "set", actions[0].id, "cancelled", "--day", "2026-01-10", "--why", "inte aktuell")
    run("actions", "export", "--out", "plan.xlsx", "--year", 2026)
    run("actions", "import", "plan.xlsx", "--from", 2026, "--why", "som den är")
    found = {a["id"]: a for a in run("actions", "list", "--year", 2026, "--json").json["actions"]}
    assert found[actions[0].id]["status"] == "cancelled"
    assert found[actions[0].id]["responsible"] == list(actions[0].responsible)
    run("actions", "move", actions[-1].id, "--due", 2028, "--from", 2026, "--why", "flyttad")
    moved = {a["id"]: a for a in run("actions", "list", "--year", 2026, "--json").json["actions"]}[actions[-1].id]
    assert (moved["due_year"], moved["due_note"]) == (2028, None)
    assert found[actions[-1].id]["due_note"] == actions[-1].due_note


def test_somebody_responsible_cannot_be_taken_away(tmp_path: Path) -> None:
    run = Shell(tmp_path, ENVIRON)
    run("actions", "export", "--out", "plan.xlsx", "--year", 2024)
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    at = [c.value for c in book.worksheets[0][1]].index("Ansvarig") + 1
    book.worksheets[0].cell(2, at).value = None
    book.save(tmp_path / "plan.xlsx")
    refused = run("actions", "import", "plan.xlsx", "--from", 2024, "--why", "ingen", code=2)
    assert "rad 2" in refused.err
    assert "Skriv vem som ansvarar" in refused.err


def test_an_indicator_given_to_a_milestone_later_is_imported_and_shown(tmp_path: Path) -> None:
    (source,) = (p for p in PROGRAMMES.glob("*") if (p / "goals.toml").exists())
    pack = Path(shutil.copytree(source, tmp_path / "eget"))
    programme = load_programme(pack)
    area = programme.areas[0]
    (pack / "programme.toml").write_text(
        (pack / "programme.toml").read_text(encoding="utf-8") + '\n[[populations]]\nkey = "chefer"\nname = "chefer"\n', encoding="utf-8"
    )
    (pack / "indicators.toml").write_text(
        f"""[units.procent]
name = "procent"
suffix = "%"
gap_name = "procentenheter"
gap_short = "p.e."

[[indicators]]
area = "{area.id}"
id = "malstyrda"
number = 1
name = "Andel verksamheter med målstyrning"
unit = "procent"
decimals = 0
direction = "up"
target_year = 2026
baseline_year = 2024
population = "chefer"
min_n = 10
rollup = "share"
scale = 100
source_text = "Tillagd av controller"
""",
        encoding="utf-8",
    )
    goals = (pack / "goals.toml").read_text(encoding="utf-8")
    named = f'id = "{area.milestones[0].id}"\n'
    (pack / "goals.toml").write_text(goals.replace(named, f'{named}indicators = ["malstyrda"]\n'), encoding="utf-8")
    run = Shell(tmp_path, ENVIRON)
    run("programme", "check", "eget")
    values = layout_of(programme, "values")
    row = {"period": 2025, "unit": programme.root_unit, "indicator": "malstyrda", "value": 60, "n": 40}
    run.workbook("varden.xlsx", [[heading(values, role) for role in row], [*row.values()]])
    run("--programme", "eget", "import", "varden.xlsx")
    answer = run("--programme", "eget", "status", "--year", 2025, "--json").json
    assert [(r["indicator"], r["value"]) for r in answer["rows"]] == [("malstyrda", 60.0)]
    plan = run("--programme", "eget", "programme", "--json").json
    assert plan["areas"][0]["milestones"][0]["indicators"] == ["malstyrda"]
