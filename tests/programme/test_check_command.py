"""``programme check``: every fault at once with file, key, reason and what to do; what a valid pack leaves open."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kpi.programme.advice import advice
from kpi.programme.errors import PackError
from kpi.programme.loader import PROGRAMMES, load_programme, programme_dir
from tests.cli.shell import ENVIRON, Shell
from tests.unit.test_programme_faults import MUTATIONS, change

PACKS = sorted(p.parent.name for p in PROGRAMMES.glob("*/programme.toml"))
CODE = Path(__file__).parents[2] / "kpi" / "programme"


@pytest.fixture
def run(tmp_path: Path) -> Shell:
    return Shell(tmp_path, ENVIRON)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(programme_dir("region-vastmanland"), tmp_path / "pack"))


@pytest.mark.parametrize("name", PACKS)
def test_the_packs_that_come_with_the_product_are_valid_by_id_and_by_path(run: Shell, name: str) -> None:
    by_id = run("programme", "check", name, "--json").json
    by_path = run("programme", "check", programme_dir(name), "--json").json
    assert by_id["valid"] is True
    assert (by_id["id"], by_id["faults"]) == (name, [])
    assert {k: v for k, v in by_id.items() if k != "directory"} == {k: v for k, v in by_path.items() if k != "directory"}
    usable = {"sv": "kan användas", "da": "kan bruges"}[load_programme(programme_dir(name)).language]
    assert usable in run("programme", "check", name).out


def test_every_fault_is_told_at_once_with_file_key_reason_and_what_to_do(run: Shell, pack: Path) -> None:
    change(pack, "indicators.toml", "target = 67", 'target = "67"')
    change(pack, "organisation.toml", "depth = 4", "depth = 7")
    change(pack, "layouts/hme.toml", 'value = "ledarskap"', 'value = "ledning"')
    answer = run("programme", "check", "pack", "--json", code=2)
    assert answer.json["valid"] is False
    told = [(f["file"], f["key"], f["code"], f["value"]) for f in answer.json["faults"]]
    assert told == [
        ("organisation.toml", "levels[5].depth", "levels_not_contiguous", "7"),
        ("indicators.toml", "indicators[2].target", "float_type", "67"),
        ("layouts/hme.toml", "measures[5].value", "unknown_value", "ledning"),
    ]
    assert all(f["reason"] and f["advice"] for f in answer.json["faults"])
    said = run("programme", "check", "pack", code=2)
    assert said.out == ""
    lines = said.err.splitlines()
    assert lines[0] == "Paketet pack kan inte användas: 3 fel."
    assert lines[3] == "– indicators.toml: indicators[2].target: ska vara ett tal (utan citattecken), men där står ”67”"
    assert lines[4].strip() == "Skriv talet med punkt och utan citattecken: 3.6."


def test_a_pack_that_is_not_there_is_refused_with_those_that_are(run: Shell) -> None:
    assert run("programme", "check", "inget", "--json", code=2).json["faults"][0]["code"] == "unknown_programme"
    assert run("programme", "check", "./inget", "--json", code=2).json["faults"][0]["code"] == "missing_directory"


def test_what_is_not_established_is_told_of_a_valid_pack(run: Shell) -> None:
    left = run("programme", "check", "region-midtjylland", "--json").json["open"]
    assert any(text.startswith("Områder uden mål: Brugertilfredshed") and text.endswith("og 3 til") for text in left)
    assert "Niveauer, der ikke siger, hvem de svarer over for: Afdelingsledelse på socialområdet" in left
    assert "Programmet har intet sidste år (period_to)" in left
    whole = run("programme", "check", "region-vastmanland", "--json").json["open"]
    assert not [text for text in whole if text.startswith(("Områden", "Åtgärder", "Nivåer"))]
    assert any("Antal bristkompetenser" in text for text in whole if text.startswith("Indikatorer med tolkad riktning"))


def test_there_is_advice_for_every_fault_that_a_check_can_give() -> None:
    codes = {c for path in CODE.glob("*.py") for c in re.findall(r'fault\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8"))}
    assert len(codes) > 35
    assert all(advice(code) for code in codes)


@pytest.mark.parametrize("case", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_there_is_advice_for_every_fault_that_was_thought_of(pack: Path, case: tuple[str, str, str, str, str]) -> None:
    file, old, new, *_ = case
    change(pack, file, old, new)
    with pytest.raises(PackError) as caught:
        load_programme(pack)
    assert caught.value.faults
    assert all(advice(fault.code) for fault in caught.value.faults)


def test_a_code_that_no_fault_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        advice("nothing_of_the_kind")


def test_the_plan_is_still_shown_without_a_part(run: Shell) -> None:
    assert run("programme", "--json").json["id"] == "region-vastmanland"
    assert run("--programme", "region-midtjylland", "programme", "--json").json["language"] == "da"
