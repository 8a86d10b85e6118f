"""``report``: one unit's year as a file, or every unit's; the answer has the agreed field names, and a refusal its reason."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pikepdf
import pytest
from pptx import Presentation

from kpi.cli.report import _free
from tests.cli.shell import HELTID, Shell


def test_a_file_of_each_kind_with_the_agreed_answer(filled: Shell) -> None:
    pages = {
        "pdf": lambda path: len(pikepdf.open(path).pages),
        "xlsx": lambda path: len(openpyxl.load_workbook(path).sheetnames),
        "pptx": lambda path: len(Presentation(path).slides),
    }
    for kind, counted in pages.items():
        answer = filled("report", "--year", 2024, "--unit", "F1", "--out", f"ut.{kind.upper()}", "--json").json
        assert answer == {"file": str(filled.folder / f"ut.{kind.upper()}"), "pages": counted(answer["file"]), "data_version": 2}


def test_the_same_file_again_as_of_its_date(filled: Shell) -> None:
    filled("report", "--year", 2024, "--out", "da.pdf")
    time = filled("batches", "--json").json[0]["time"]
    filled.values("mer.xlsx", [2024, "F1", "T", HELTID.name, 71.5, 400])
    filled("import", "mer.xlsx")
    answer = filled("report", "--year", 2024, "--out", "igen.pdf", "--as-of", time, "--json").json
    filled("report", "--year", 2024, "--out", "nu.pdf")
    then, again, now = ((filled.folder / name).read_bytes() for name in ("da.pdf", "igen.pdf", "nu.pdf"))
    assert then == again != now and answer["data_version"] == 2


def test_every_unit_in_one_go(filled: Shell) -> None:
    answer = filled("report", "--year", 2024, "--all-units", "--format", "xlsx", "--out", "alla", "--json")
    made = answer.json["files"]
    assert [one["unit"] for one in made] == ["REGION", "F1", "O1", "O2", "F2"] and "5 av 5 enheter klara" in answer.err
    assert sorted(Path(one["file"]).name for one in made) == sorted(p.name for p in (filled.folder / "alla").iterdir())
    assert {one["data_version"] for one in made} == {2} and {one["pages"] for one in made} == {7}
    titles = {openpyxl.load_workbook(one["file"]).properties.title for one in made}
    assert len(titles) == 5 and "Årsstatus 2024 · Område ett" in titles


def test_every_unit_of_a_role_is_what_the_role_reaches(filled: Shell) -> None:
    options = ("--year", 2024, "--all-units", "--format", "xlsx", "--json")
    board = filled("report", *options, "--out", "n", "--as-role", "board").json["files"]
    mine = filled("report", *options, "--out", "c", "--as-role", "manager", "--scope", "O1").json["files"]
    assert [one["unit"] for one in board] == ["REGION", "F1", "F2"]
    assert {one["unit"] for one in mine} == {"REGION", "F1", "O1"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--out", "ut.doc"), "unknown_format", ".pdf, .xlsx eller .pptx"),
        (("--out", "ut"), "unknown_format", "ingen ändelse"),
        (("--out", "saknas/ut.pdf"), "out_path", "Välj en annan plats"),
        (("--out", "ut.pdf", "--format", "pdf"), "usage", "--all-units"),
        (("--out", "m", "--all-units", "--unit", "F1"), "usage", "går inte ihop"),
        (("--out", "ut.pdf", "--unit", "X"), "unknown_unit", "finns inte"),
        (("--out", "ut.pdf", "--year", "2024", "--compare", "2024"), "same_year", "annat år"),
        (("--out", "varden.xlsx/m", "--all-units"), "out_path", "mapp"),
        (("--out", "ut.pdf", "--as-role", "board", "--unit", "O1"), "not_allowed", "utanför det du får se"),
    ],
    ids=["kind", "no-kind", "no-folder", "format", "unit-and-all", "unit", "same-year", "a-file", "board"],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_written(filled: Shell, words, code, said) -> None:
    before = sorted(p.name for p in filled.folder.rglob("*"))
    answer = filled("report", *words, "--json", code=2)
    assert answer.json["error"]["code"] == code and said.lower() in answer.err.lower()
    assert sorted(p.name for p in filled.folder.rglob("*")) == before


def test_two_units_whose_codes_make_one_name_get_a_file_each(tmp_path: Path) -> None:
    taken = {tmp_path / "a.pdf", tmp_path / "a-2.pdf"}
    assert _free(tmp_path / "a.pdf", set()) == tmp_path / "a.pdf"
    assert _free(tmp_path / "a.pdf", taken) == tmp_path / "a-3.pdf"


def test_the_human_answer_says_what_was_written(filled: Shell) -> None:
    out = filled("report", "--year", 2024, "--out", "ut.xlsx").out
    assert "Skriven: " in out and "7 blad, dataversion 2" in out
