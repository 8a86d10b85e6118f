"""A fault in what is told in words, or in who answers to whom, is told with file, key and reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kpi.programme.errors import PackError
from kpi.programme.loader import load_programme, programme_dir

WEST, MID = programme_dir("region-vasterbotten"), programme_dir("region-midtjylland")
GOALS, ORG, PRG, ACT = "goals.toml", "organisation.toml", "programme.toml", "actions.toml"


def faults(source: Path, folder: Path, file: str, old: str, new: str) -> list[tuple[str | None, str | None, str]]:
    pack = Path(shutil.copytree(source, folder / "pack"))
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text, f"{old!r} finns inte i {file}: testet måste rättas"
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_programme(pack)
    return [(f.sheet, f.column, f.message) for f in caught.value.faults]


# pack, file, what stands there, what it is changed to → the file and key blamed, what the reason says
MUTATIONS = {
    "a state of an unknown area": (WEST, GOALS, 'area = "var-kultur"', 'area = "kultur"', GOALS, "states[3].area", "”kultur” finns inte"),
    "a state of an unknown kind": (WEST, GOALS, 'kind = "current"', 'kind = "nu"', GOALS, "states[1].kind", "'current' eller 'end'"),
    "a state outside the period": (WEST, GOALS, "year = 2027", "year = 2029", GOALS, "states[2].year", "2024–2027"),
    "a state without text": (WEST, GOALS, 'text = "Synk', 'texten = "Synk', GOALS, "states[1].text", "saknas"),
    "a milestone without a year": (WEST, GOALS, "year = 2026\n", "", GOALS, "milestones[1].year", "saknas"),
    "the same milestone twice": (
        WEST, GOALS, 'id = "delmal-var-kultur"', 'id = "delmal-samverkan"', GOALS, "milestones.id",
        "”delmal-samverkan” finns mer än en gång",
    ),
    "a milestone shown by no indicator of the pack": (
        WEST, GOALS, 'id = "delmal-samverkan"', 'id = "delmal-samverkan"\nindicators = ["hme"]', GOALS,
        "milestones[4].indicators", "”hme” finns inte",
    ),
    "a link to an unknown goal": (
        WEST, GOALS, '["mal-5"]', '["mal-9"]', GOALS, "links[2].plan_goals",
        "”mal-9” finns inte i [[plan_goals]]",
    ),
    "a link to an unknown strategy": (WEST, GOALS, '"beredskapsplan", ', '"plan", ', GOALS, "links[3].strategies", "”plan” finns inte"),
    "a link that names a goal twice": (WEST, GOALS, '["mal-5"]', '["mal-5", "mal-5"]', GOALS, "links[2].plan_goals", "mer än en gång"),
    "a link of one thing": (
        WEST, GOALS,
        '["mal-2"]\nstrategies = ["beredskapsplan", "katastrofmedicinsk-plan"]\nfoundations = ["medel-ledning-och-styrning"]', "[]",
        GOALS, "links[3]", "minst två att knyta ihop",
    ),
    "an id that an area has": (WEST, GOALS, 'id = "strategi-var-kultur"', 'id = "var-kultur"', GOALS, "strategies.id", "redan id i areas"),
    "an unknown key of a goal": (WEST, GOALS, 'name = "Mål 1"', 'namn = "Mål 1"', GOALS, "plan_goals[1].namn", "nyckeln är okänd"),
    "an unknown table": (WEST, GOALS, "[terms]", "[ord]", GOALS, "ord", "nyckeln är okänd"),
    "an unknown term": (WEST, GOALS, 'milestones = "Delmål"', 'delmal = "Delmål"', GOALS, "terms.delmal", "nyckeln är okänd"),
    "milestones in the file of areas": (
        WEST, PRG, 'name = "Samverkan"', 'name = "Samverkan"\nmilestones = []', PRG, "areas[4].milestones", "hör hemma i en annan fil",
    ),
    "a language that is none of the screen's": (WEST, PRG, 'language = "sv"', 'language = "fi"', PRG, "language", "'sv', 'da' eller 'en'"),
    "levels in another file": (WEST, PRG, 'root_unit = "REGION"', 'root_unit = "REGION"\nlinks = []', PRG, "links", "nyckeln är okänd"),
    "an answer to an unknown level": (
        MID, ORG, '["centerledelse", "h', '["center", "h', ORG, "levels[4].reports_to",
        "”center” finns inte",
    ),
    "an answer to a level below": (
        MID, ORG, 'reports_to = ["koncerndirektion"]', 'reports_to = ["centerledelse"]', ORG, "levels[2].reports_to",
        "ska stå tidigare i filen",
    ),
    "a level too high": (MID, ORG, "depth = 3", "depth = 2", ORG, "levels[4].depth", "ska vara 3, ett steg under den djupaste"),
    "a second top": (MID, ORG, "depth = 1\nbranches = [\"praehospitalet\"]\nreports_to = [\"koncerndirektion\"]", "depth = 0", ORG,
        "levels[11].depth", "bara den första nivån är överst"),
    "a level without a top": (MID, ORG, "depth = 0", "depth = 1", ORG, "levels[1].depth", "depth ska vara 0"),
    "an unknown committee": (MID, ORG, 'committee = "center-med"', 'committee = "cmed"', ORG, "levels[3].committee", "organet ”cmed”"),
    "an unknown branch": (MID, ORG, '["somatiske-hospitaler"]', '["hospitaler"]', ORG, "levels[2].branches", "grenen ”hospitaler”"),
    "the same committee twice": (MID, ORG, 'key = "center-med"', 'key = "lokal-med"', ORG, "committees.key", "mer än en gång"),
}  # fmt: skip


@pytest.mark.parametrize("case", MUTATIONS.values(), ids=MUTATIONS.keys())
def test_a_fault_is_told_with_file_key_and_reason(tmp_path: Path, case: tuple[Path, str, str, str, str, str, str]) -> None:
    source, file, old, new, blamed, key, reason = case
    told = faults(source, tmp_path, file, old, new)
    assert any((f, k) == (blamed, key) and reason in message for f, k, message in told), told


def test_a_chain_of_levels_may_not_have_gaps_and_a_tree_may_branch(tmp_path: Path) -> None:
    assert [level.depth for level in load_programme(WEST).levels] == [0, 1, 2]
    assert [level.depth for level in load_programme(MID).levels] == [0, 1, 2, 3, 4, 1, 2, 3, 2, 3, 1]
    told = faults(WEST, tmp_path, ORG, "depth = 2", "depth = 1")
    assert [key for _, key, _ in told] == ["levels[3].depth"]


def test_a_pack_without_words_has_none(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(WEST, tmp_path / "pack"))
    (pack / GOALS).unlink()
    programme = load_programme(pack)
    assert (programme.links, programme.plan_goals, programme.terms.milestones) == ((), (), None)
    assert all(not a.states and not a.milestones and a.aim is None for a in programme.areas)


def test_the_aim_of_an_area_is_its_goal_and_else_the_state_at_the_end() -> None:
    area = load_programme(WEST).areas[2]
    assert area.aim == "Vi har en förstärkt förmåga till civil beredskap"
    assert area.model_copy(update={"goal": "Ett mål"}).aim == "Ett mål"
    assert area.model_copy(update={"states": area.states[:1]}).aim is None
