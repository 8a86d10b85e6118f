"""A pack whose levels answer to levels: the tree on screen, word for word, and roles in its own words. Others are as they were."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.language import one_of, speaking, tr
from kpi.programme.loader import load_programme, programme_dir
from kpi.runtime import Runtime
from kpi.settings import Settings
from kpi.text.escape import html
from kpi.views.access import GrantRow
from pages._ui import navigation, state
from tests.cli.shell import ENVIRON, Shell
from tests.pages.conftest import Open, html_of
from tests.programme.test_packs_work import organisation

pytestmark = pytest.mark.xdist_group("pages")
PACK = load_programme(programme_dir("region-midtjylland"))
KEYS = [level.key for level in PACK.levels]
OF_HOSPITALS = [level for level in PACK.levels if level.branches == PACK.levels[1].branches]
CENTRE, DEPARTMENT = (next(level for level in OF_HOSPITALS if level.depth == depth) for depth in (2, 3))
UNIT = {key: f"E{number}" for number, key in enumerate(KEYS)}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder with a store in which there is a unit on every level."""
    made = Shell(tmp_path_factory.mktemp("nivaer"), {**ENVIRON, "KPI_PROGRAMME": PACK.id})
    made.workbook("organisation.xlsx", organisation(PACK))
    made("import", "organisation.xlsx")
    return made


@pytest.fixture
def runtime(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    with Runtime.open(Settings.read(shell.environ, cwd=shell.folder)) as opened:
        monkeypatch.setattr(state, "_runtime", opened)
        state.rendered.clear()
        yield opened


def rows_of(page: str, caption: str) -> list[list[str]]:
    table = next(t for t in re.findall(r"<table.*?</table>", page, re.DOTALL) if caption in t)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]
    return [[re.sub(r"<[^>]*>", "", cell) for cell in row] for row in cells[1:]]


@pytest.fixture(autouse=True)
def in_the_packs_language() -> Iterator[None]:
    with speaking(PACK.language):
        yield


def told_of(level, name: str) -> str:
    return tr("{leader} för {name}: ser {name} och allt under", leader=level.leader.capitalize(), name=name)


def test_every_level_and_whom_it_answers_to_is_in_the_tree_on_screen(runtime, visit: Open):
    page = html_of(visit(navigation.ACCESS))
    names, beside = {x.key: x.name for x in PACK.levels}, {c.key: c.name for c in PACK.committees}
    shown = rows_of(page, tr("Nivåer: {count}", count=len(PACK.levels)))
    assert len(shown) == len(PACK.levels) > 10
    for level, (name, above, committee, leader, units) in zip(PACK.levels, shown, strict=True):
        assert name == "\u2003" * level.depth + html(level.name)
        assert above == (html(one_of(names[key] for key in level.reports_to)) or (tr("ej angivet") if level.depth else ""))
        assert committee == html(beside.get(level.committee or "", tr("ej angivet")))
        assert (leader, units) == (html(level.leader or ""), "1")
    told = [text for level in PACK.levels for section in level.sections for text in (section.heading, *section.text)]
    assert len(told) > 50
    assert not [text for text in told if html(text) not in page], "the source's own words, whole"


def test_a_manager_at_a_level_sees_the_unit_and_all_below(shell: Shell, runtime):
    shell("access", "grant", "mette", "--role", CENTRE.leader.upper(), "--unit", UNIT[CENTRE.key], "--why", "prov")
    (row,) = shell("access", "list", "--json").json
    assert (row["role"], row["units"]) == ("manager", [UNIT[CENTRE.key]])
    explained = shell("access", "explain", "mette", "--json").json
    sees = {u["unit"] for u in explained["units"] if u["sees"]}
    below = set(runtime.store.tree(2026)[UNIT[CENTRE.key]].children)
    assert UNIT[DEPARTMENT.key] in below and {UNIT[CENTRE.key], *below} <= sees
    other = next(x for x in PACK.levels if x.depth == 1 and x.branches != CENTRE.branches)
    assert UNIT[other.key] not in sees
    name = f"Exempel {KEYS.index(CENTRE.key)}"
    said = told_of(CENTRE, name)
    assert f"{said}." in shell("access", "explain", "mette").out
    listed: list[GrantRow] = runtime.views.grants(runtime.scope)
    assert [(r.role, r.leads) for r in listed if r.grant.person == "mette"] == [(CENTRE.leader, said)]


def test_the_page_says_it_in_the_levels_words(shell: Shell, runtime, visit: Open):
    admin = Scope(Role.ADMIN, (), "ada")
    runtime.views.give(admin, "kirsten", "manager", units=[UNIT[DEPARTMENT.key]], reason="prov")
    page = html_of(visit(navigation.ACCESS))
    name = f"Exempel {KEYS.index(DEPARTMENT.key)}"
    assert told_of(DEPARTMENT, name) in page


@pytest.mark.parametrize(("role", "unit", "said"), [
    (CENTRE.leader, UNIT[DEPARTMENT.key], f"på niveauet {DEPARTMENT.name}, som ledes af {DEPARTMENT.leader}, ikke af {CENTRE.leader}"),
    ("förvaltningschef", UNIT[CENTRE.key], "er ikke en rolle; skriv controller, manager, board, admin"),
])  # fmt: skip
def test_a_role_that_is_not_the_units_level_is_refused(shell: Shell, role, unit, said):
    before = shell("access", "list", "--json", "--all").out
    assert said in shell("access", "grant", "ole", "--role", role, "--unit", unit, "--why", "prov", code=2).err
    assert shell("access", "list", "--json", "--all").out == before


def test_a_list_of_managers_says_what_they_lead(shell: Shell, tmp_path: Path):
    shell("access", "template", "--out", "mall.xlsx")
    book = openpyxl.load_workbook(shell.folder / "mall.xlsx")
    assert [c.value for c in book.worksheets[0][1]][-1] == tr("Ledning")
    assert any(DEPARTMENT.leader in str(c.value) for row in book.worksheets[1] for c in row)
    heading = [tr("Användarnamn"), tr("Enhet"), tr("Ledning")]
    shell.workbook("fel.xlsx", [heading, ["bo.bo", UNIT[DEPARTMENT.key], CENTRE.leader]])
    refused = shell("access", "import", "fel.xlsx", "--json", code=2).json
    assert [(e["code"], e["row"]) for e in refused["errors"]] == [("other_level", 2)]
    right = [["bo.bo", UNIT[DEPARTMENT.key], DEPARTMENT.leader.capitalize()], ["cia.c", UNIT[CENTRE.key], None]]
    shell.workbook("ratt.xlsx", [heading, *right])
    assert shell("access", "import", "ratt.xlsx", "--json").json["new"] == 2


def test_a_pack_without_such_words_is_as_it_was(tmp_path: Path, filled: Runtime, visit: Open):
    shell = Shell(tmp_path, ENVIRON)
    shell("access", "template", "--out", "mall.xlsx")
    assert "Ledning" not in [c.value for c in openpyxl.load_workbook(tmp_path / "mall.xlsx").worksheets[0][1]]
    assert filled.views.levels(filled.scope) == ()
    assert "Svarar inför" not in html_of(visit(navigation.ACCESS))
    with pytest.raises(Refusal, match="må ikke se, hvem"):
        filled.views.levels(Scope(Role.BOARD, (), "nils"))
