"""The command line with each pack as the active one: from the templates to a figure, its origin, its correction and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpi.programme.model import Layout
from tests.cli.shell import Answer, Shell
from tests.extent import ALL
from tests.packs.conftest import Filled
from tests.packs.filling import NAME, corrected, extract, layout_of, leaves, organisation, rows_of, small, write
from tests.packs.packs import Pack
from tests.packs.speech import foreign, own

pytestmark = pytest.mark.xdist_group("packs")
NOWHERE = "QX99"
MANY = 10


@pytest.fixture
def run(filled: Filled, tmp_path: Path) -> Shell:
    return filled.copy(tmp_path)


def saved(run: Shell, pack: Pack, rows: list[dict[str, Any]], layout: Layout | None = None) -> Path:
    layout = layout or extract(pack)
    return write(run.folder / "mallar" / f"{layout.id}.xlsx", layout, rows)


def test_a_pack_is_without_faults_and_says_what_it_leaves_open(run: Shell, pack: Pack) -> None:
    plan = run("programme", "--json").json
    assert {"id", "name", "period", "areas"} <= plan.keys()
    assert [i["id"] for a in plan["areas"] for i in a["indicators"]] == [i.id for i in pack.programme.planned]
    for told, planned in zip((i for a in plan["areas"] for i in a["indicators"]), pack.programme.planned, strict=True):
        assert (told["target"], told["baseline"], told["min_n"]) == (planned.target, planned.baseline, planned.min_n)
    checked = run("programme", "check", pack.folder)
    assert foreign(checked.out.splitlines() + checked.err.splitlines(), pack, [str(pack.folder), "actions.toml"]) == []


def test_every_template_that_the_pack_has_something_for_was_read(filled: Filled) -> None:
    pack = filled.pack
    filled_in = [layout for layout in pack.programme.layouts if rows_of(pack, layout)]
    assert set(filled.answers) == {layout.id for layout in filled_in}
    for layout in filled_in:
        told = filled.answers[layout.id].json[0]
        assert (told["state"], told["layout"], told["errors"]) == ("active", layout.id, [])
        assert told["rows_accepted"] == told["rows_read"] == len(rows_of(pack, layout))
        assert told["facts_new"] > 0 and not told["facts_changed"]
    if not pack.measured:  # then there is nothing to write on a row of figures
        assert {layout.kind for layout in filled_in} == {"organisation"}


def test_every_unit_level_and_indicator_is_there(run: Shell, pack: Pack) -> None:
    names = {u.code: u.name for u in organisation(pack)}
    assert {u.level for u in organisation(pack)} == {level.key for level in pack.programme.levels[1:]}
    for code in (pack.programme.root_unit, leaves(pack)[0], small(pack)):
        answer = run("status", "--unit", code, "--year", pack.first, "--json").json
        assert answer["unit_name"] == names.get(code, pack.programme.organisation)
        assert [r["indicator"] for r in answer["rows"]] == [i.id for i in pack.programme.planned]
        assert {r["target"] for r in answer["rows"]} == {i.target for i in pack.programme.planned}


def test_a_file_that_has_been_read_changes_nothing_a_second_time(run: Shell, pack: Pack) -> None:
    for layout in pack.programme.layouts:
        few = layout.kind != "measures" or ALL  # those take long, and are read alike
        if few and (rows := rows_of(pack, layout)):
            before = len(run("batches", "--json").json)
            again = run("import", run.folder / "mallar" / f"{layout.id}.xlsx", "--json").json[0]
            assert (again["state"], again["facts_new"], again["facts_changed"]) == ("unchanged", 0, 0)
            assert again["facts_unchanged"] > 0 and len(rows) == again["rows_read"]
            assert len(run("batches", "--json").json) == before
            if layout.kind == "organisation" and not pack.measured:
                assert [b["layout"] for b in run("batches", "--json").json] == [layout.id]


def test_a_correction_holds_what_was_is_kept_and_undoing_it_gives_it_back(run: Shell, pack: Pack) -> None:
    before = told(run, pack)
    rows, row = corrected(pack)
    done = run("import", saved(run, pack, rows), "--json").json[0]
    assert (done["state"], done["facts_new"], done["facts_changed"]) == ("active", 0, 1)
    after = told(run, pack)
    assert after != before
    if pack.by_unit:
        layout = extract(pack)
        unit, sex, name = (row[layout.role(r).key] for r in ("unit", "sex", "indicator"))
        indicator = next(i for i in pack.measured if i.name == name)
        year = row[layout.role("period").key]
        asked = (indicator.id, "--unit", unit, "--year", year, "--sex", sex, "--json")
        traced = run("trace", *asked).json
        assert traced["value"] == pytest.approx(row[layout.role("value").key])
        assert [o["batch"] for o in traced["origins"]] == [done["batch"]]
        assert [o["batch"] for o in traced["superseded"]] == [filled_batch(run, layout, done["batch"])]
        points = run("series", indicator.id, "--unit", unit, "--sex", sex, "--json").json["points"]
        assert {p["year"]: p["value"] for p in points}[year] == pytest.approx(traced["value"])
    undone = run("undo", done["batch"], "--user", "bo", "--why", "prov", "--json")
    assert undone.code == 0
    assert told(run, pack) == before
    newest = next(b for b in run("batches", "--json").json if b["batch"] == done["batch"])
    assert (newest["state"], newest["why"]) == ("undone", "prov")


def filled_batch(run: Shell, layout: Layout, but: str) -> str:
    return next(b["batch"] for b in run("batches", "--json").json if b["layout"] == layout.id and b["batch"] != but)


def told(run: Shell, pack: Pack) -> list[Any]:
    """What is known of the unit that is corrected, without the version that it is known in."""
    unit = leaves(pack)[0] if pack.by_unit else small(pack)
    sexes = "TK" if pack.by_unit else "T"  # without figures of units there are none of women
    answers = [run("status", "--unit", unit, "--year", pack.first, "--sex", sex, "--json").json for sex in sexes]
    return [{k: v for k, v in answer.items() if k != "data_version"} for answer in answers]


def test_a_faulty_file_is_refused_whole_with_the_reason_in_the_packs_language(run: Shell, pack: Pack) -> None:
    before = (told(run, pack), run("batches", "--json").json)
    layout = extract(pack)
    rows = rows_of(pack, layout)
    column = layout.role("unit") or layout.role("parent")
    rows[-1][column.key] = NOWHERE
    path = saved(run, pack, rows)
    refused = run("import", path, "--json", code=2).json[0]
    assert (refused["state"], refused["batch"], refused["rows_accepted"]) == ("refused", None, 0)
    fault = refused["errors"][0]
    assert (fault["row"], fault["value"]) == (len(rows) + 1, NOWHERE)
    assert column.heading in fault["column"]
    said = run("import", path, code=2)
    lines = [line for line in (said.out + said.err).splitlines() if not line.strip().startswith("--answer")]
    assert lines and foreign(lines, pack, [*own(pack), path.name, NOWHERE]) == []
    assert (told(run, pack), run("batches", "--json").json) == before


def test_a_figure_of_what_the_pack_does_not_measure_is_never_guessed(run: Shell, pack: Pack) -> None:
    layout = layout_of(pack, "values")
    said = {"period": pack.first, "unit": pack.programme.root_unit, "sex": "T", "indicator": NAME, "value": 1, "n": 100}
    path = saved(run, pack, [{layout.role(role).key: value for role, value in said.items()}], layout)
    book = openpyxl.load_workbook(path)
    book.worksheets[0].delete_rows(3, book.worksheets[0].max_row)  # what was filled in before
    book.save(path)
    refused = run("import", path, "--json", code=2).json[0]
    assert [e["code"] for e in refused["errors"]] == ["needs_answer"]
    assert NAME in refused["errors"][0]["message"]
    assert foreign([refused["errors"][0]["message"]], pack, [NAME]) == []


def test_a_small_group_is_hidden_and_cannot_be_worked_out(run: Shell, pack: Pack) -> None:
    for year in (pack.first, pack.counted):
        rows = run("status", "--unit", small(pack), "--year", year, "--json").json["rows"]
        known = [r for r in rows if r["status"] != "not_measured"]
        assert all((r["status"], r["value"], r["n"], r["gap"]) == ("suppressed", None, None, None) for r in known)
        if year == pack.first:
            assert {r["indicator"] for r in known} == {i.id for i in pack.by_unit if i in pack.programme.planned}
    if len(pack.measured) < MANY or ALL:  # else it takes long, and tests/audit does it
        audited = run("audit", "--year", pack.first, "--json").json
        assert audited["clean"] and audited["cells_solvable"] == []
        assert bool(audited["cells_hidden"]) is bool(pack.by_unit)
    if pack.by_unit:
        hidden = run("trace", pack.by_unit[0].id, "--unit", small(pack), "--year", pack.first, "--json").json
        assert (hidden["value"], hidden["status"]) == (None, "suppressed")


def test_the_years_status_is_written_as_a_document(run: Shell, pack: Pack) -> None:
    done = run("report", "--year", pack.first, "--out", "status.xlsx", "--json").json
    assert (run.folder / "status.xlsx").stat().st_size > 0 and done["pages"] > 0
    refused = run("report", "--year", pack.first, "--out", "status.doc", code=2)
    assert refused.err and foreign(refused.err.splitlines(), pack) == []


def test_a_copy_is_taken_and_read_back(run: Shell, pack: Pack) -> None:
    before = told(run, pack)
    run("backup", "kopia.duckdb")
    run("--store", "ny.duckdb", "restore", "kopia.duckdb")
    assert run("--store", "ny.duckdb", "check", "--json").json["ok"]
    assert told(Shell(run.folder, {**run.environ, "KPI_STORE": "ny.duckdb"}), pack) == before
    assert run("check", "--json").json["ok"]


def test_access_is_given_on_the_command_line_and_holds(run: Shell, pack: Pack) -> None:
    own_unit, other = leaves(pack)[0], small(pack)
    run("access", "grant", "anna@prov.se", "--role", "manager", "--unit", own_unit, "--why", "prov")
    (given,) = run("access", "list", "--json").json
    assert (given["role"], given["units"], given["reaches"], given["holds"]) == ("manager", [own_unit], [own_unit], True)
    assert foreign([given["why"]], pack, ["prov"]) == []
    as_manager = ("--as-role", "manager", "--scope", own_unit)
    assert run("status", *as_manager, "--json").json["unit"] == own_unit
    for refused in (
        run("status", *as_manager, "--unit", other, code=2),
        run("status", "--as-role", "board", "--unit", leaves(pack)[-2], code=2) if _deep(pack) else None,
        run("status", "--as-role", "admin", code=2),
        run("batches", *as_manager, code=2),
    ):
        assert refused is None or (not refused.out and refused.err and foreign(refused.err.splitlines(), pack) == [])


def _deep(pack: Pack) -> bool:
    """Are there units below those that a board sees?"""
    return pack.programme.levels[-1].depth > 1


def test_examples_are_made_or_it_is_said_why_not(run: Shell, pack: Pack) -> None:
    asked = ("sample", "--out", "exempel", "--units", "3", "--years", f"{pack.first}-{pack.first}")
    if pack.programme.sample is not None:
        run(*asked)
        assert {p.suffix for p in (run.folder / "exempel").iterdir()} == {".xlsx"}
        return
    refused: Answer = run(*asked, code=2)
    assert "sample.toml" in refused.err
    assert foreign(refused.err.splitlines(), pack) == []
