"""``programme new``: a pack from a workbook, all of it or nothing, with every fault of the workbook at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kpi.intake.pack_columns import SHEETS
from kpi.programme.loader import load_programme
from kpi.programme.model import Direction, Programme, Rollup
from kpi.programme.start import identifier
from kpi.programme.toml import scalar, table
from tests.cli.shell import ENVIRON, Answer, Shell
from tests.programme.book import AREAS, INDICATORS, LEVELS, fill


@pytest.fixture
def run(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path, ENVIRON)
    shell("programme", "new", "--template", "bok.xlsx")
    return shell


def started(run: Shell, **filled: Any) -> Programme:
    fill(run.folder / "bok.xlsx", **filled)
    run("programme", "new", "norrsken", "--from", "bok.xlsx")
    return load_programme(run.folder / "norrsken")


def refused(run: Shell, **filled: Any) -> list[tuple[str, int | None, str | None, str]]:
    fill(run.folder / "bok.xlsx", **filled)
    answer: Answer = run("programme", "new", "norrsken", "--from", "bok.xlsx", "--json", code=2)
    assert [p.name for p in run.folder.iterdir()] == ["bok.xlsx"], "inget får skrivas"
    return [(f["sheet"], f["row"], f["column"], f["message"]) for f in answer.json["error"]["faults"]]


def test_the_template_has_the_documented_columns_and_explains_each(run: Shell) -> None:
    book = openpyxl.load_workbook(run.folder / "bok.xlsx")
    for name, headings in SHEETS.items():
        assert [c.value for c in book[name][1]] == [h.name for h in headings]
    explained = {(row[0].value, row[1].value) for row in book["Läs mig"].iter_rows(min_row=2)}
    assert {(name, h.name) for name, headings in SHEETS.items() for h in headings} <= explained
    assert run("programme", "new", "--template", "bok.xlsx", code=2).err.endswith("finns redan. Ange ett annat namn.\n")


def test_a_filled_in_workbook_becomes_a_valid_pack_that_says_what_it_says(run: Shell) -> None:
    plan = started(run)
    assert (plan.id, plan.name, plan.organisation, plan.language) == ("norrsken", "Personalplan", "Region Norrsken", "sv")
    assert (plan.period_from, plan.period_to, plan.source) == (2025, 2028, "Regionfullmäktige 2025, § 12")
    assert [(a.name, a.goal) for a in plan.areas] == [tuple(row) for row in AREAS]
    assert [(x.name, x.plural, x.depth) for x in plan.levels] == [
        ("Region Norrsken", "Region Norrsken", 0),
        *((name, plural, depth) for depth, (name, plural) in enumerate(LEVELS, 1)),
    ]
    sick, plans = plan.indicators
    assert (sick.name, sick.target, sick.target_year, sick.baseline, sick.baseline_date) == (
        "Sjukfrånvaro i timmar",
        4.5,
        2028,
        5.81,
        "2025-03",
    )
    assert (sick.direction, sick.direction_note, sick.decimals, sick.min_n, sick.by_sex) == (Direction.DOWN, None, 2, 11, True)
    assert (sick.rollup, sick.scale, sick.value_max, sick.unit.suffix, sick.population) == (Rollup.RATIO, 100, None, "%", "alla")
    assert sick.source_text == "Sjukfrånvaro i timmar | Målvärde: 4,5 | Nuläge: 5,81"
    assert (plans.target, plans.baseline, plans.baseline_note, plans.decimals) == (None, None, "Mäts hösten 2026", 1)
    assert (plans.direction_note, plans.population, plans.by_sex, plans.value_max) == ("tolkad, ej angiven i källan", "chefer", False, 100)
    assert (plans.definition, [n.text for n in plans.notes]) == (None, ["Egen räkning"])
    assert {layout.kind for layout in plan.layouts} == {"values", "organisation"}


@pytest.mark.parametrize(("language", "heading"), [("svenska", "Enhet"), ("danska", "Enhed"), ("engelska", "Unit")])
def test_the_extracts_of_a_new_pack_speak_its_language(run: Shell, language: str, heading: str) -> None:
    plan = started(run, facts={"Språk": language, "Sista år": None}, indicators=[{**INDICATORS[0], "Målår": 2028}])
    assert (plan.language, plan.period_to) == ({"svenska": "sv", "danska": "da", "engelska": "en"}[language], None)
    values = next(layout for layout in plan.layouts if layout.kind == "values")
    assert values.role("unit").heading == heading
    organisation = next(layout for layout in plan.layouts if layout.kind == "organisation")
    assert organisation.role("level").choices == {x.name: x.key for x in plan.levels}
    indicators = (run.folder / "norrsken" / "indicators.toml").read_text(encoding="utf-8")
    comment = {"sv": "# Mätenheterna, och", "da": "# Måleenhederne og", "en": "# The units of measurement, and"}[plan.language]
    assert indicators.startswith(comment)
    assert (
        plan.path_label == {"sv": "linjär väg (beräknad)", "da": "lineær vej (beregnet)", "en": "linear path (calculated)"}[plan.language]
    )


def test_areas_may_await_their_indicators(run: Shell) -> None:
    plan = started(run, indicators=[])
    assert [len(a.indicators) for a in plan.areas] == [0, 0]


def test_indicators_are_numbered_by_area_whatever_their_order_in_the_workbook(run: Shell) -> None:
    plan = started(run, indicators=[*reversed(INDICATORS)])
    assert [(i.number, i.name) for i in plan.indicators] == [(1, "Sjukfrånvaro i timmar"), (2, "Chefer med egen plan")]


WRONG = {
    "an area that is not there": ("Programområde", "Vården", "A · Programområde", "Skriv ett av: Arbetsmiljö i vården, Hållbart chefskap."),
    "a direction that is none": ("Riktning", "uppåt", "E · Riktning", "Skriv ett av: öka, minska."),
    "no direction": ("Riktning", None, "E · Riktning", "Cellen är tom"),
    "a target in words": ("Målvärde", "lägre", "G · Målvärde", "Skriv ett tal"),
    "a target year before the first": ("Målår", 2024, "H · Målår", "efter 2025"),
    "a target year after the last": ("Målår", 2031, "H · Målår", "inte efter programmets sista år"),
    "a nuläge without a month": ("Nuläget mättes", "2025", "J · Nuläget mättes", "ÅÅÅÅ-MM"),
    "a nuläge before the programme": ("Nuläget mättes", "2023-12", "J · Nuläget mättes", "2025 eller senare"),
    "too small a group": ("Minsta grupp", 4, "M · Minsta grupp", "från 5"),
    "a roll-up that is none": ("Sammanvägning", "summa", "N · Sammanvägning", "andel, kvot, medel, ingen"),
    "neither yes nor no": ("Per kön", "kanske", "L · Per kön", "ja, nej"),
    "part of a decimal": ("Decimaler", "1,5", "D · Decimaler", "heltal från 0 till 4"),
}


@pytest.mark.parametrize(("heading", "value", "column", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_fault_is_told_with_sheet_row_and_column_and_nothing_is_written(
    run: Shell, heading: str, value: object, column: str, message: str
) -> None:
    ((sheet, row, where, said),) = refused(run, indicators=[INDICATORS[1], {**INDICATORS[0], heading: value}])
    assert (sheet, row, where) == ("Indikatorer", 3, column)
    assert message in said


def test_all_faults_of_all_sheets_are_told_at_once(run: Shell) -> None:
    told = refused(
        run,
        facts={"Organisation": None, "Första år": "i år", "Språk": "finska"},
        areas=[["Arbetsmiljö i vården", None], ["arbetsmiljö i vården", None]],
        indicators=[{**INDICATORS[0], "Målvärde": "x"}, {**INDICATORS[0], "Riktning": "y"}],
    )
    assert [sheet for sheet, *_ in told].count("Program") == 3
    assert {("Programområden", "Namnet står två gånger"), ("Indikatorer", "Namnet står två gånger")} <= {
        (s, m.split(".")[0]) for s, _, _, m in told
    }
    assert {(row, column) for s, row, column, _ in told if row} == {(2, "G · Målvärde"), (3, "E · Riktning")}


def test_a_column_that_is_unknown_and_a_sheet_that_is_missing_are_told(run: Shell) -> None:
    book = openpyxl.load_workbook(run.folder / "bok.xlsx")
    book["Indikatorer"].cell(1, len(SHEETS["Indikatorer"]) + 1).value = "Målvärde 2030"
    del book["Nivåer"]
    book.create_sheet("Nivåer").append(["Namn"])
    del book["Programområden"]
    book.save(run.folder / "bok.xlsx")
    answer = run("programme", "new", "norrsken", "--from", "bok.xlsx", "--json", code=2)
    codes = {(f["sheet"], f["code"]) for f in answer.json["error"]["faults"]}
    assert {("Indikatorer", "unknown_heading"), ("Nivåer", "missing_heading"), ("Programområden", "missing_sheet")} <= codes


def test_a_folder_that_is_there_is_never_written_over(run: Shell) -> None:
    started(run)
    before = (run.folder / "norrsken" / "programme.toml").read_bytes()
    refusal = run("programme", "new", "norrsken", "--from", "bok.xlsx", "--json", code=2).json["error"]
    assert refusal["code"] == "exists"
    assert (run.folder / "norrsken" / "programme.toml").read_bytes() == before


def test_a_folder_s_name_that_is_no_id_is_refused_with_one_that_is(run: Shell) -> None:
    fill(run.folder / "bok.xlsx")
    refusal = run("programme", "new", "Vår Region", "--from", "bok.xlsx", "--json", code=2).json["error"]
    assert "Ge mappen ett namn som var-region" in refusal["faults"][0]["message"]


def test_a_workbook_with_a_personal_number_is_refused_and_the_number_is_not_repeated(run: Shell) -> None:
    told = fill(run.folder / "bok.xlsx", areas=[*AREAS, ["Område för 19811228-9874", None]])
    answer = run("programme", "new", "norrsken", "--from", told.name, code=2)
    assert "personnummer" in answer.err
    assert "9874" not in answer.err


def test_without_a_workbook_the_command_says_how(run: Shell) -> None:
    assert "--template FIL" in run("programme", "new", "norrsken", code=2).err
    assert "går inte att läsa" in run("programme", "new", "norrsken", "--from", "saknas.xlsx", code=2).err


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Hälso- och sjukvård", "halso-och-sjukvard"),
        ("Produktivitet/aktivitet", "produktivitet-aktivitet"),
        ("Øst & Æble", "ost-aeble"),
        ("§§", "utan-namn"),
    ],
)
def test_an_id_is_made_of_a_name(name: str, made: str) -> None:
    assert identifier(name) == made
    assert identifier(name, [made, f"{made}-2"]) == f"{made}-3"


@pytest.mark.parametrize("text", ['"citat"', "rad\nrad", "back\\slash", "tab\t", "\x7f", "\x00", "å–”𝄞", "]]\n[x]", "'''"])
def test_any_text_comes_back_from_toml_as_it_was(text: str) -> None:
    assert tomllib.loads(table("[t]", text=text, number=1.5, whole=3.0, yes=True, none=None)) == {
        "t": [{"text": text, "number": 1.5, "whole": 3, "yes": True}]
    }
    assert tomllib.loads(f"x = {scalar(text)}")["x"] == text
