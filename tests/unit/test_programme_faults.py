"""A faulty pack is refused with file, key and reason, and with every fault at once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kpi.errors import Refusal
from kpi.programme.errors import PackError
from kpi.programme.loader import load_programme, programme_dir

SOURCE = programme_dir("region-vastmanland")
IND, PRG, ORG, ACT, SAM = "indicators.toml", "programme.toml", "organisation.toml", "actions.toml", "sample.toml"
HME, SICK, VAL = "layouts/hme.toml", "layouts/sjukfranvaro.toml", "layouts/indikatorvarden.toml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOURCE, tmp_path / "pack"))


def change(pack: Path, file: str, old: str, new: str) -> None:
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} finns inte i {file}: testet måste rättas"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(pack: Path) -> list[tuple[str | None, str | None, str]]:
    with pytest.raises(PackError) as caught:
        load_programme(pack)
    return [(f.sheet, f.column, f.message) for f in caught.value.faults]


# file, what stands there, what it is changed to → the key blamed, what the reason says
MUTATIONS = {
    "text for a number": (IND, "target = 67", 'target = "67"', "indicators[2].target", "ett tal (utan citattecken), men där står ”67”"),
    "a missing key": (IND, 'population = "alla"\n', "", "indicators[1].population", "saknas och måste anges"),
    "a misspelt key": (IND, "target = 67", "malvarde = 67", "indicators[2].malvarde", "nyckeln är okänd"),
    "an unknown direction": (IND, 'direction = "down"', 'direction = "ner"', "indicators[1].direction", "'down' eller 'unset'"),
    "a target without a direction": (IND, 'direction = "up"\ntarget = 67', "target = 67", "indicators[2].direction", "ett målvärde kräver"),
    "an indicator of the plan without a direction": (IND, 'direction = "down"\n', "", "indicators[1].direction", "bara kompletterande"),
    "persons per one, by sex": (IND, 'by_sex = false\nmin_n = 10\ncounted', "min_n = 10\ncounted", "indicators[20].by_sex", "inte per kön"),
    "a number with decimals for a whole": (IND, "number = 3\n", "number = 3.5\n", "indicators[3].number", "ska vara ett heltal"),
    "too small a smallest group": (IND, "min_n = 10", "min_n = 4", "indicators[1].min_n", "ska vara minst 5, men där står ”4”"),
    "a count that no source tells of": (
        IND, 'counted_source = "Utdraget Pensionsavgångar: en rad per avgång"\n', "", "indicators[2].counted_source", "ange var det står",
    ),
    "an action for nobody there is": (ACT, 'concerns = ["chefer"]', 'concerns = ["alla chefer"]', "actions.cf-3.concerns", "finns inte"),
    "an id with capitals": (IND, 'id = "pensionsalder"', 'id = "Pensionsålder"', "indicators[2].id", "små bokstäver"),
    "not a number": (IND, "baseline = 64.61", "baseline = nan", "indicators[2].baseline", "ändligt tal"),
    "a baseline outside the valid values": (IND, "baseline = 64.61", "baseline = 6461", "indicators[2].baseline", "minst 50 och högst 80"),
    "a target outside the valid values": (IND, "target = 77", "target = 770", "indicators[3].target", "minst 0 och högst 100"),
    "a target year after the period": (IND, "target_year = 2027", "target_year = 2030", "indicators[1].target_year", "2021–2027"),
    "a target year before the baseline": (IND, "target_year = 2027", "target_year = 2021", "indicators[1].target_year", "ska vara efter"),
    "a baseline without a date": (IND, 'baseline_date = "2021-12"\n', "", "indicators[1].baseline_date", "ska ha ett datum"),
    "the same id twice": (IND, 'id = "pensionsalder"', 'id = "bristkompetenser-lang-sikt"', "indicators.id", "finns mer än en gång"),
    "the same number twice": (IND, "number = 2\n", "number = 1\n", "indicators.number", "nummer 1 finns mer än en gång"),
    "an unknown area": (IND, 'area = "kompetensforsorjning"', 'area = "kompetens"', "indicators[1].area", "området ”kompetens” finns inte"),
    "an unknown unit": (IND, 'unit = "alder"', 'unit = "manader"', "indicators[2].unit", "enheten ”manader” finns inte"),
    "a unit with an unknown key": (IND, 'gap_short = "p.e."', 'kort = "p.e."', "units.procent.kort", "nyckeln är okänd"),
    "an unknown population": (IND, 'population = "chefer"', 'population = "vd"', "indicators[4].population", "gruppen ”vd” finns inte"),
    "a way given twice": (IND, 'other_methods = ["B", "R12"]', 'other_methods = ["A"]', "indicators[17].methods", "”A” finns mer"),
    "a mean of what is not there": (IND, '["hme-motivation-chefer",', '["hme",', "indicators[4].mean_of", "”hme” är ingen annan"),
    "an unknown top-level table": (IND, "[units.procent]", "[enheter.procent]", "enheter", "nyckeln är okänd"),
    "a note without text": (IND, "[[indicators.notes]]\ntext", "[[indicators.notes]]\ntexten", "indicators[1].notes[1].text", "saknas"),
    "a missing name of the programme": (PRG, "organisation = ", "region = ", "organisation", "saknas och måste anges"),
    "a period that ends before it starts": (PRG, "period_to = 2027", "period_to = 2020", "period_to", "ska vara efter period_from"),
    "levels with a gap": (ORG, "depth = 3", "depth = 5", "levels[4].depth", "här väntades 3"),
    "the same level twice": (ORG, 'key = "omrade"', 'key = "forvaltning"', "levels.key", "”forvaltning” finns mer än en gång"),
    "an action without a year": (ACT, "due_year = 2023\n", "", "actions[1].due_year", "saknas och måste anges"),
    "a responsible not in a list": (ACT, 'responsible = ["CHR"]', 'responsible = "CHR"', "actions[1].responsible", "ska vara en lista"),
    "an action of an unknown area": (ACT, 'area = "lonebildning"', 'area = "lon"', "actions[14].area", "området ”lon” finns inte"),
    "a measure of an unknown indicator": (HME, '"hme-total-chefer"', '"hme-chefer"', "measures[1].indicator", "”hme-chefer” finns inte"),
    "a measure of no column": (HME, 'value = "motivation"', 'value = "motiv"', "measures[3].value", "”motiv” finns inte i layouten"),
    "a measure of an unknown group": (HME, 'population = "chefer"', 'population = "chef"', "measures[1].population", "”chef” finns inte"),
    "a measure in an unknown way": (SICK, 'method = "A"', 'method = "C"', "measures[1].method", "inget av indikatorns sätt"),
    "a measure without its denominator": (SICK, 'denominator = "ordinarie_tim"\n', "", "measures[1].denominator", "”ratio” behöver den"),
    "a check of an unknown column": (SICK, 'whole = "sjuk_tim"', 'whole = "sjuk_timmar"', "checks[2].whole", "finns inte i layouten"),
    "a check of words": (SICK, 'parts = ["sjuk_tim"]', 'parts = ["enhet"]', "checks[1].parts", "är inte ett tal"),
    "a measure of words": (SICK, 'n = "antal_anstallda"', 'n = "enhet"', "measures[1].n", "är inte ett tal"),
    "two columns with one heading": (VAL, 'heading = "Täljare"', 'heading = "värde"', "columns.heading", "mer än en kolumn"),
    "two columns with one role": (VAL, 'role = "numerator"', 'role = "denominator"', "columns.role", "mer än en kolumn"),
    "a layout without a value": (VAL, 'role = "value"', 'role = "input"', "columns", "måste ha en kolumn med rollen ”value”"),
    "a choice of no group": (HME, 'Chef = "chefer"', 'Chef = "chef"', "columns[3].choices.Chef", "”chef” är inte något av"),
    "an unknown type of column": (VAL, 'type = "integer"', 'type = "heltal"', "columns[6].type", "ska vara något av"),
    "a layout that is not its file's": (VAL, 'id = "indikatorvarden"', 'id = "varden"', "id", "ska vara filens namn"),
    "a sample unit without a parent": (SAM, 'parent = "REGION"\n', "", "units[2].parent", "bara roten"),
    "a sample unit on an unknown level": (SAM, 'level = "omrade"', 'level = "avdelning"', "units[3].level", "nivån ”avdelning” finns inte"),
    "a drift of nothing": (SAM, "pensionsalder = 0.18", "pension = 0.18", "yearly_drift.pension", "finns inte i indicators.toml"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "key", "reason"), MUTATIONS.values(), ids=MUTATIONS.keys())
def test_a_fault_is_told_with_file_key_and_reason(pack: Path, file: str, old: str, new: str, key: str, reason: str) -> None:
    change(pack, file, old, new)
    told = faults(pack)
    assert [(f, k) for f, k, message in told if reason in message] == [(file, key)], told


SYNTAX = {
    "no equals sign": ("target = 67", "target 67", "raden följer inte TOML"),
    "no closing quote": ('name = "procent"', 'name = "procent', "raden följer inte TOML"),
    "a key given twice": ("target = 67\n", "target = 67\ntarget = 68\n", "angiven två gånger"),
}


@pytest.mark.parametrize(("old", "new", "reason"), SYNTAX.values(), ids=SYNTAX.keys())
def test_a_file_that_is_not_toml_is_told_with_its_line(pack: Path, old: str, new: str, reason: str) -> None:
    line = (pack / IND).read_text(encoding="utf-8").split(old)[0].count("\n") + 1
    change(pack, IND, old, new)
    ((file, key, message),) = faults(pack)
    assert file == IND
    assert re.match(rf"rad ({line}|{line + 1})\b", key or "")
    assert reason in message


def test_a_file_in_another_encoding_is_told_with_its_line(pack: Path) -> None:
    (pack / ORG).write_bytes("# nivåer\n".encode("latin-1"))
    assert faults(pack) == [(ORG, "rad 1", "filen är inte sparad som UTF-8")]


def test_a_missing_file_and_an_unknown_file_are_both_told(pack: Path) -> None:
    (pack / ACT).rename(pack / "atgarder.toml")
    assert [(file, message.split(":")[0]) for file, _, message in faults(pack)] == [
        (ACT, "filen saknas i programpaketet"),
        ("atgarder.toml", "filen hör inte till programpaketet"),
    ]


def test_a_pack_without_layouts_is_refused(pack: Path) -> None:
    shutil.rmtree(pack / "layouts")
    assert ("layouts/", None, "minst en layout måste finnas") in faults(pack)


def test_a_directory_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path / "inget") == [(str(tmp_path / "inget"), None, "mappen finns inte")]


def test_all_faults_of_all_files_are_told_at_once(pack: Path) -> None:
    change(pack, IND, "target = 67", 'target = "67"')
    change(pack, IND, "target = 77", "target = 770")
    change(pack, ACT, "due_year = 2023", "due_year = 'snart'")
    change(pack, ORG, "depth = 4", "depth = 7")
    change(pack, HME, 'value = "ledarskap"', 'value = "ledning"')
    change(pack, SAM, "employees = 7000", 'employees = "7000"')
    assert [(file, key) for file, key, _ in faults(pack)] == [
        (ORG, "levels[5].depth"),
        (IND, "indicators[2].target"),
        (IND, "indicators[3].target"),
        (ACT, "actions[1].due_year"),
        (HME, "measures[5].value"),
        (SAM, "employees"),
    ]


def test_a_faulty_indicator_does_not_make_those_who_refer_to_it_faulty(pack: Path) -> None:
    change(pack, IND, "target = 2.7", 'target = "2.7"')
    assert [(file, key) for file, key, _ in faults(pack)] == [(IND, "indicators[17].target")]


def test_a_faulty_header_does_not_hide_other_faults(pack: Path) -> None:
    change(pack, PRG, "period_from = 2021", 'period_from = "2021"')
    change(pack, IND, "target = 77", "target = 770")
    assert [(file, key) for file, key, _ in faults(pack)] == [(PRG, "period_from"), (IND, "indicators[3].target")]


def test_the_message_is_swedish_and_names_the_pack_the_number_of_faults_and_each_place(pack: Path) -> None:
    change(pack, IND, "target = 67", 'target = "67"')
    change(pack, ORG, "depth = 4", "depth = 7")
    with pytest.raises(Refusal) as caught:
        load_programme(pack)
    lines = caught.value.message.splitlines()
    assert lines[0] == "Programpaketet pack kan inte användas (2 fel). Rätta filerna och starta om:"
    assert lines[1].startswith("– organisation.toml: levels[5].depth: nivåerna ska stå")
    assert lines[2] == "– indicators.toml: indicators[2].target: ska vara ett tal (utan citattecken), men där står ”67”"
    assert caught.value.code == "pack_invalid"


def test_an_unknown_programme_is_refused_with_those_there_are() -> None:
    with pytest.raises(PackError, match="region-vastmanland"):
        programme_dir("../hemligt")


def test_the_digest_follows_the_content_and_not_the_place(pack: Path) -> None:
    assert load_programme(pack).digest == load_programme(SOURCE).digest
    change(pack, PRG, "målbild för 2027", "målbild för 2028")
    assert load_programme(pack).digest != load_programme(SOURCE).digest


def test_a_file_moved_between_names_changes_the_digest(pack: Path) -> None:
    before = load_programme(pack).digest
    change(pack, VAL, 'id = "indikatorvarden"', 'id = "varden"')
    (pack / VAL).rename(pack / "layouts" / "varden.toml")
    assert load_programme(pack).digest != before


def test_a_pack_without_a_sample_is_whole(pack: Path) -> None:
    (pack / SAM).unlink()
    assert load_programme(pack).sample is None
