"""The threat model names tests that exist, and every setting of the example is one that is read."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from kpi.access.provider import provider_of
from kpi.errors import Refusal

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "sakerhet.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".streamlit" / "secrets.toml.example").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)))
PARTS = re.split(r"(?m)^# ---- [ABC]\..*$", EXAMPLE)[1:]


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[f"{Path(f).stem}-{n}" for f, n in NAMED])
def test_a_protection_is_held_by_a_test_that_exists(file, name):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert not name or name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_threat_has_a_test():
    rows = TEXT.split("| Hot |")[1].split("\n\n")[0].splitlines()[2:]
    assert len(rows) > 15
    assert not [row for row in rows if "`tests/" not in row.rsplit("|", 2)[1]]


@pytest.mark.parametrize(("part", "source"), [(0, "oidc"), (1, "oidc"), (2, "proxy")], ids=["entra", "keycloak", "proxy"])
def test_each_part_of_the_example_is_understood_once_its_secrets_are_filled_in(part, source):
    lines = [line.removeprefix("#") for line in PARTS[part].splitlines() if not line.startswith("# ")]
    text = re.sub(r'"BYT[^"]*"', '"' + "x" * 40 + '"', "\n".join(lines)).replace("BYT", "x")
    assert provider_of(tomllib.loads(text)).source == source


def test_the_example_as_it_is_starts_nothing_by_mistake():
    for name in ("cookie_secret", "client_secret", "server_metadata_url"):
        made = tomllib.loads(EXAMPLE)
        made["auth"] = {key: value if key == name or "BYT" not in value else "https://x.example" * 3 for key, value in made["auth"].items()}
        with pytest.raises(Refusal, match=f"{name} står kvar som i exemplet"):
            provider_of(made)


def test_real_secrets_never_get_into_git():
    assert ".streamlit/secrets.toml" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
