"""The command line: the plan and its status, in JSON with the agreed field names."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.cli.shell import HELTID, PROGRAMME, Shell

GAPS = {
    "pensionsalder": "-2.39",
    "hme-total-medarbetare": "-4.7",
    "hme-styrning-medarbetare": "-7.3",
    "korttidssjukfranvaro": "0.9",
    "delaktighet": "-9.4",
}


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


def test_the_19_rows_of_2021_are_right_to_the_last_decimal(begun: Shell) -> None:
    answer = begun("status", "--year", 2021, "--json").json
    assert {"year", "unit", "data_version", "rows"} <= answer.keys()
    assert (answer["year"], answer["unit"]) == (2021, "REGION")
    assert [r["indicator"] for r in answer["rows"]] == [i.id for i in PROGRAMME.planned]
    for row, indicator in zip(answer["rows"], PROGRAMME.planned, strict=True):
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


def test_a_gap_is_written_without_the_noise_of_binary_fractions(begun: Shell) -> None:
    rows = json.loads(begun("status", "--year", 2021, "--json").out, parse_float=str)["rows"]
    assert {r["indicator"]: r["gap"] for r in rows if r["indicator"] in GAPS} == GAPS


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
