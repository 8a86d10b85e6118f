"""The command line speaks the language of the programme it opens; what it answers in JSON, and its own words, are the same in all."""

from __future__ import annotations

import argparse
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from kpi import cli, control
from kpi.audit.asks import Asks
from kpi.cli.parser import build
from kpi.control import Request
from kpi.language import LANGUAGES, speaking
from kpi.programme.loader import language_of, load_programme, programme_dir
from kpi.programme.schema import schemas
from kpi.runtime import Runtime
from kpi.settings import Settings
from tests.cli.shell import ENVIRON, HELTID, ORGANISATION, PROGRAMME, Shell
from tests.extent import some
from tests.programme.pair import FIRST, SECOND, write_pair
from tests.unit.test_programme_faults import change

NOTHING = {"sv": "Inget är importerat.", "da": "Intet er importeret.", "en": "Nothing has been imported."}
SWEDISH = set("äöÄÖ")  # letters that neither of the others has
NAMED = 'id = "region-vastmanland"\n'


def pack_in(folder: Path, language: str) -> Path:
    """A copy of the default pack that says it is in ``language`` (its own texts stay)."""
    pack = Path(shutil.copytree(programme_dir("region-vastmanland"), folder / language))
    change(pack, "programme.toml", NAMED, f'{NAMED}language = "{language}"\n')
    return pack


@pytest.fixture
def run(tmp_path: Path) -> Shell:
    for language in LANGUAGES:
        pack_in(tmp_path, language)
    return Shell(tmp_path, ENVIRON)


def helps(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The help of a parser and of every command below it."""
    yield parser.format_help()
    for action in parser._actions:
        for below in (action.choices or {}).values() if isinstance(action, argparse._SubParsersAction) else ():
            yield from helps(below)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "sv"])
def test_no_help_has_a_swedish_word_in_another_language(language: str) -> None:
    swedish = list(helps(build()))
    with speaking(language):
        spoken = list(helps(build()))
    assert len(spoken) == len(swedish) > 50
    assert not [text for text in spoken if SWEDISH & set(text)]
    assert not set(spoken) & set(swedish), "every one says at least what it is for, and how it is used"
    assert list(helps(build())) == swedish, "what was made in one language is not said in another"


def test_flag_environment_and_list_decide_in_that_order(run: Shell) -> None:
    assert run("batches").out.strip() == NOTHING["sv"]
    for language in LANGUAGES:
        assert run("--programme", language, "batches").out.strip() == NOTHING[language]
        assert run("batches", f"--programme={language}").out.strip() == NOTHING[language]
        assert Shell(run.folder, {**ENVIRON, "KPI_PROGRAMME": language})("batches").out.strip() == NOTHING[language]
    both = Shell(run.folder, {**ENVIRON, "KPI_PROGRAMME": "da"})
    assert both("--programme", "en", "batches").out.strip() == NOTHING["en"]


def test_refusals_are_in_it_before_anything_is_opened(run: Shell) -> None:
    said = {
        ("nope",): "KOMMANDO: 'nope' findes ikke; vælg blandt",
        ("status", "--year", "9"): "--year: '9' er ikke et år; skriv et år mellem",
        ("status", "--sex"): "--sex skal have en værdi. Hjælp: python -m kpi status --help",
        ("undo", "x"): "Mangler: --why.",
        ("trace", "i", "--month", "1", "--quarter", "1"): "--quarter kan ikke bruges sammen med --month",
        ("status", "--unit", "X", "fler"): "Ukendt på kommandolinjen: fler",
        ("report", "--out", "a.doc"): "Filen a.doc har ingen endelse, der kan skrives.",
    }
    for words, text in said.items():
        assert run("--programme", "da", *words, code=2).err.startswith(text)
    assert not (run.folder / "kpi.duckdb").exists()
    assert "Brug: python -m kpi status" in run("--programme", "da", "status", "--help").out
    assert "Usage: python -m kpi status" in run("--programme", "en", "status", "-h").out


def test_swedish_is_spoken_where_no_programme_can_be_opened(run: Shell) -> None:
    (run.folder / "en" / "programme.toml").write_text('language = "en"\nid = [', encoding="utf-8")
    assert "finns inte. Välj något av" in run("--programme", "finns-ej", "status", code=2).err
    assert run("batches", "--programme", code=2).err.startswith("--programme behöver ett värde")
    in_danish = Shell(run.folder, {**ENVIRON, "KPI_PROGRAMME": "da"})
    assert in_danish("batches", "--programme", code=2).err.startswith("--programme skal have en værdi")
    assert run("--programme", "en", "status", code=2).err.startswith("Programpaketet en kan inte användas (")


def test_answers_in_json_are_the_same_in_every_language(run: Shell) -> None:
    answers = []
    for language in some(LANGUAGES, ("sv", "en")):  # whose decimal marks differ
        here = Shell(run.folder, {**ENVIRON, "KPI_STORE": f"{language}.duckdb", "KPI_PROGRAMME": language})
        here.workbook("organisation.xlsx", ORGANISATION)
        here.values("v.xlsx", [2024, "F1", "T", HELTID.name, 74.5, 400], [2024, "F2", "T", HELTID.name, 75, 300])
        done = here("import", "organisation.xlsx", "v.xlsx", "--json").json
        rows = here("status", "--year", 2024, "--json").json["rows"]
        points = here("series", HELTID.id, "--json").json["points"]
        answers.append(([one["state"] for one in done], [one.keys() for one in done], rows, points))
    assert all(answer == answers[0] for answer in answers[1:]) and len(answers) > 1


def test_a_table_has_its_headings_and_words_in_it(run: Shell) -> None:
    here = Shell(run.folder, {**ENVIRON, "KPI_PROGRAMME": "da"})
    here.workbook("organisation.xlsx", ORGANISATION)
    here("import", "organisation.xlsx")
    batch = here("batches", "--json").json[0]["batch"]
    assert here("undo", batch, "--why", "prøve").out.strip() == f"Importen {batch} (organisation.xlsx) er nu fortrudt. Dataversion 2."
    heading, row = here("batches").out.splitlines()
    assert heading.split() == ["Import", "Tid", "Bruger", "Fil", "Udtræk", "Tilstand", "Nye", "Ændrede", "Uændrede", "Begrundelse"]
    assert "fortrudt" in row and "ångrad" not in row
    given = here("access", "grant", "anna", "--role", "board", "--why", "prøve").out
    assert given.startswith("anna har fået rollen ")
    assert {"Brugernavn", "Enheder", "Gælder", "Hvorfor"} <= set(here("access", "list").out.splitlines()[0].split())
    assert here("check").out.strip() == "Lageret hænger sammen."


def test_an_audit_is_the_same_in_every_language(run: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads what the pages say: a number written in another way is not one that no row has."""
    run.workbook("organisation.xlsx", ORGANISATION[:2])  # it asks for every page of every unit
    other = PROGRAMME.indicator("pensionsalder").name
    figures = [[year, "REGION", "T", other, value, 400] for year, value in ((2023, 64.25), (2024, 64.75))]
    run.values("v.xlsx", *figures, [2024, "F1", "T", HELTID.name, 61.25, 4])
    run("import", "organisation.xlsx", "v.xlsx")
    monkeypatch.setattr(Asks, "figures_by_role", lambda *_: {})  # they are numbers, which no language says
    found = []
    for language in ("sv", "en"):  # whose decimal marks differ
        answer = run("--programme", language, "audit", "--year", 2024, "--json").json
        del answer["seconds"]
        found.append(answer)
    assert found[0]["clean"] and found[0]["cells_hidden"] > 0 and found[0]["cells_shown"] > 0
    assert found[0] == found[1]


def test_the_server_speaks_the_language_of_the_programme_that_is_meant(tmp_path: Path) -> None:
    write_pair(tmp_path)
    change(tmp_path / SECOND, "programme.toml", f'id = "{SECOND}"\n', f'id = "{SECOND}"\nlanguage = "da"\n')
    environ = {**ENVIRON, "KPI_PROGRAMME": f"{FIRST},{SECOND}"}
    with Runtime.open(Settings.read(environ, cwd=tmp_path)) as runtime:
        door = cli.listen(runtime)
        assert door is not None

        def ask(programme: str, *argv: str) -> str:
            out, err = io.StringIO(), io.StringIO()
            control.forward(str(tmp_path / "kpi.duckdb"), Request(argv, str(tmp_path), "eva", programme), out, err)
            return (out.getvalue() or err.getvalue()).strip()

        try:
            for listed, language in ((FIRST, "sv"), (SECOND, "da"), (f"{SECOND},{FIRST}", "da"), (f"{FIRST},{SECOND}", "sv")):
                paths = ",".join(str(tmp_path / name) for name in listed.split(","))
                assert ask(paths, "batches") == NOTHING[language]
            assert ask(str(tmp_path / SECOND), "nope").startswith("KOMMANDO: 'nope' findes ikke")
            refused = json.loads(ask(str(tmp_path / SECOND), "restore", "k.zip", "--json"))["error"]
            assert refused["message"].startswith("Kommandoen kan ikke")
        finally:
            door.close()


# ---------------------------------------------------------------------------------------------------- packs


def test_a_pack_is_checked_in_its_own_language(run: Shell) -> None:
    change(run.folder / "da", "indicators.toml", "target = 67", 'target = "67"')
    change(run.folder / "da", "layouts/hme.toml", 'value = "ledarskap"', 'value = "ledning"')
    lines = run("programme", "check", "da", code=2).err.splitlines()
    assert lines[0] == "Pakken da kan ikke bruges: 2 fejl."
    assert lines[1] == "– indicators.toml: indicators[2].target: skal være et tal (uden anførselstegn), men der står ”67”"
    assert lines[2].strip() == "Skriv tallet med punktum og uden anførselstegn: 3.6."
    assert lines[3] == "– layouts/hme.toml: measures[5].value: kolonnen ”ledning” findes ikke i layoutet"
    assert run("programme", "check", "en").out.splitlines()[0].endswith("the pack region-vastmanland can be used.")
    assert "mappen finns inte" in run("programme", "check", "./inget", code=2).err, "there is no pack to speak for"


def test_advice_shows_its_braces_in_every_language(run: Shell) -> None:
    (run.folder / "da" / "layouts" / "hme.toml").write_text(
        'id = "hme"\nname = "H"\ndescription = "H"\nkind = "measures"\n'
        '[[columns]]\nkey = "kon"\nheading = "Kön"\nrole = "sex"\ntype = "choice"\nchoices = "K"\n',
        encoding="utf-8",
    )
    assert 'Skriv en tabel: { nøgle = "værdi" }.' in run("programme", "check", "da", code=2).err


def test_the_calculated_path_is_named_in_the_packs_language_unless_it_names_it_itself(run: Shell) -> None:
    own = 'path_label = "linjär väg (beräknad)"\n'
    found = {}
    for language in LANGUAGES:
        pack = run.folder / language
        assert load_programme(pack).path_label == "linjär väg (beräknad)", "the pack's own word, whatever language it says it is in"
        change(pack, "programme.toml", own, "")
        found[language] = load_programme(pack).path_label
        assert language_of(pack) == language
    assert found == {"sv": "linjär väg (beräknad)", "da": "lineær vej (beregnet)", "en": "linear path (calculated)"}


def test_a_packs_language_is_known_also_when_it_has_faults(run: Shell) -> None:
    da = run.folder / "da"
    change(da, "programme.toml", "period_from = 2021", 'period_from = "i fjol"')
    assert language_of(da) == "da"
    change(da, "programme.toml", 'language = "da"', 'language = ["da"]')
    assert language_of(da) == "sv"
    change(da, "programme.toml", 'language = ["da"]', 'language = "fi"')
    assert language_of(da) == language_of(run.folder / "none") == "sv"


def test_fields_are_described_in_the_language_of_the_run() -> None:
    swedish = schemas()
    with speaking("en"):
        english = schemas()
    described = english["layout"]["properties"]["kind"]
    assert described["description"] == "values (finished values), measures (worked out from columns) or organisation."
    assert SWEDISH & set(json.dumps(swedish, ensure_ascii=False))
    for schema in english.values():
        for part in (schema, *schema.get("$defs", {}).values()):
            assert not [p["description"] for p in part.get("properties", {}).values() if SWEDISH & set(p.get("description", ""))]


def test_a_synthetic_extract_is_known_as_one_in_every_language(run: Shell) -> None:
    for language in ("sv", "en"):  # whose decimal marks differ
        here = Shell(run.folder, {**ENVIRON, "KPI_STORE": f"{language}.duckdb", "KPI_PROGRAMME": language})
        files = here("sample", "--out", f"{language}-out", "--units", 4, "--years", "2024-2024", "--no-months", "--json").json["files"]
        title = openpyxl.load_workbook(files[0]).active["A1"].value
        marked = {"sv": "SYNTETISKA uppgifter", "da": "SYNTETISKE oplysninger", "en": "SYNTHETIC (SYNTETISK) figures"}
        assert title.startswith(marked[language])
        here("import", files[0])
        assert here("status", "--json").json["synthetic"] is True
