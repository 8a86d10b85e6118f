"""``python -m kpi access``: the first administrator at the machine, and everything the page does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.shell import ENVIRON, Shell
from tests.views import world

GRANT = ("access", "grant", "Anna@x.se", "--role", "manager", "--unit", "O1", "--name", "Anna Ek", "--why", "chef")


@pytest.fixture(scope="module")
def organised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the small organisation, made once and copied to each test."""
    folder = tmp_path_factory.mktemp("organised")
    store = world.empty_store(folder)
    world.deliver_units(store)
    store.close()
    return folder / world.FILE


@pytest.fixture
def shell(organised: Path, tmp_path: Path) -> Shell:
    shutil.copy(organised, tmp_path)
    return Shell(tmp_path, ENVIRON)


def test_the_first_administrator_is_made_at_the_machine(shell: Shell) -> None:
    made = shell("access", "grant", "eva", "--role", "admin", "--why", "första", "--json").json
    assert (made["person"], made["role"], made["user"]) == ("eva", "admin", "eva")
    (listed,) = shell("access", "list", "--json").json
    assert listed["holds"] and "Administratör" in listed["why"]


def test_give_explain_and_revoke(shell: Shell) -> None:
    given = shell(*GRANT, "--to", "2099-12-31", "--json").json
    shell("access", "grant", "dan@x.se", "--role", "manager", "--deputy-for", "anna@x.se", "--why", "ledighet")
    told = shell("access", "explain", "dan@x.se", "--year", 2024, "--json").json
    assert told["role"] == "manager" and {u["unit"] for u in told["units"] if u["sees"]} == {"REGION", "F1", "O1", "V1", "V2"}
    assert all(u["why"] for u in told["units"])
    shell("access", "revoke", given["id"], "--why", "har slutat")
    assert shell("access", "explain", "dan@x.se", "--json").json["role"] is None
    assert shell("access", "list", "--json").json == []
    assert len(shell("access", "list", "--all", "--json").json) == 2
    assert "återkallades" in shell("access", "list", "--all").out
    assert "gäller inte" in shell("access", "explain", "anna@x.se").out


def test_one_who_has_left_is_forgotten_and_the_log_does_not_get_the_name(shell: Shell, caplog: pytest.LogCaptureFixture) -> None:
    given = shell(*GRANT, "--json").json
    assert "Återkalla den först" in shell("access", "forget", "anna@x.se", "--why", "har slutat", code=2).err
    shell("access", "revoke", given["id"], "--why", "har slutat")
    caplog.clear()
    with caplog.at_level("INFO", "kpi.audit"):
        done = shell("access", "forget", "Anna@X.se", "--why", "har slutat", "--json").json
    assert caplog.messages == [f"user=eva action=forget person={done['person']}"]
    (listed,) = shell("access", "list", "--all", "--json").json
    assert (listed["person"], listed["name"], listed["units"]) == (done["person"], done["person"], ["O1"])
    assert "anna" not in shell("access", "list", "--all").out.casefold()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grant", "anna@x.se", "--role", "chef", "--why", "x"), "ingen roll"),
        (("grant", "anna@x.se", "--role", "manager", "--why", "x"), "minst en enhet"),
        (("grant", "anna@x.se", "--role", "manager", "--unit", "O9", "--why", "x"), "finns inte i organisationen"),
        (("grant", "anna@x.se", "--role", "board"), "--why"),
        (("grant", "640823-3234", "--role", "board", "--why", "x"), "Personnummer"),
        (("grant", "anna@x.se", "--role", "board", "--from", "i går", "--why", "x"), "inget datum"),
        (("grant", "dan@x.se", "--role", "manager", "--deputy-for", "anna@x.se", "--why", "x"), "ingen egen behörighet"),
        (("forget", "anna@x.se", "--why", "x"), "finns inte i lagret"),
        (("forget", "anna@x.se"), "--why"),
        (("revoke", "b-x", "--why", "x"), "Det finns ingen behörighet"),
        (("import", "saknas.xlsx"), "går inte att läsa"),
        ((), "DEL"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(shell: Shell, words: tuple[str, ...], said: str) -> None:
    assert said in shell("access", *words, code=2).err
    assert shell("access", "list", "--all", "--json").json == []


def test_a_list_of_managers(shell: Shell) -> None:
    path: Path = shell.folder / "chefer.csv"
    path.write_text("Användarnamn;Namn;Enhet\nanna@x.se;Anna;O1\nbo@x.se;Bo;F2\n", encoding="utf-8")
    preview = shell("access", "import", "chefer.csv", "--dry-run", "--json").json
    assert (preview["state"], preview["new"]) == ("preview", 2)
    assert shell("access", "list", "--json").json == []
    assert shell("access", "import", "chefer.csv", "--json").json["state"] == "active"
    assert shell("access", "import", "chefer.csv", "--json").json["state"] == "unchanged"
    assert "inget nytt" in shell("access", "import", "chefer.csv").out
    path.write_text("Användarnamn;Namn;Enhet\nanna@x.se;Anna;O9\n", encoding="utf-8")
    refused = shell("access", "import", "chefer.csv", "--json", code=2)
    assert refused.json["state"] == "refused" and refused.json["errors"][0]["row"] == 2
    assert shell("access", "template", "--out", "mall.xlsx", "--json").json["file"].endswith("mall.xlsx")
    assert (shell.folder / "mall.xlsx").stat().st_size > 0
