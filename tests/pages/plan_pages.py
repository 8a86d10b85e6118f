"""A plan told in words on the screen: a runtime over an empty store with that pack, and what its pages tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from kpi.programme.loader import load_programme, programme_dir
from kpi.runtime import Runtime
from kpi.settings import Settings
from pages._ui import state

WEST = load_programme(programme_dir("region-vasterbotten"))


@pytest.fixture
def west(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """The app's runtime over an empty store of one's own, with a pack that has goals in words."""
    given = {"KPI_STORE": str(tmp_path / "kpi.duckdb"), "KPI_PROGRAMME": WEST.id, "KPI_USER": "Prov Provsson"}
    with Runtime.open(Settings.read(given)) as runtime:
        monkeypatch.setattr(state, "_runtime", runtime)
        state.rendered.clear()
        yield runtime


def words(html: str) -> str:
    """What is read of a piece of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def part(html: str, name: str, tag: str = "div") -> str:
    """The content of the first element with the class, up to the end tag that closes it."""
    found = re.search(rf'<{tag} class="{name}"[^>]*>', html)
    assert found, f"no {name} on the page"
    depth, at = 1, found.end()
    for each in re.finditer(rf"<(/?){tag}\b", html[found.end() :]):
        depth += -1 if each[1] else 1
        if not depth:
            return html[found.end() : at + each.start()]
    raise AssertionError(f"{name} is not closed")


def pieces(html: str) -> list[str]:
    """The texts of headings, paragraphs and links, in order; a paragraph with a link in it is not told twice."""
    return [words(body) for _, body in re.findall(r"<(h2|p|a)\b[^>]*>(.*?)</\1>", html, re.DOTALL)]
