"""A plan told in words on the screen: a runtime over an empty store with that pack, and what its pages tell."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from kpi.programme.loader import load_programme, programme_dir
from kpi.runtime import Runtime
from kpi.settings import Settings
from pages._ui import state

WEST = load_programme(programme_dir("region-vasterbotten"))

LATER = "malstyrda"
INDICATORS = """[units.procent]
name = "procent"
suffix = "%"
gap_name = "procentenheter"
gap_short = "p.e."

[[indicators]]
area = "{area}"
id = "{id}"
number = 1
name = "Andel verksamheter med målstyrning"
unit = "procent"
decimals = 0
direction = "up"
target = 80
target_year = 2026
baseline_year = 2024
population = "chefer"
by_sex = false
min_n = 10
rollup = "share"
scale = 100
source_text = "Tillagd av controller"
"""


@pytest.fixture
def west(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """The app's runtime over an empty store of one's own, with a pack that has goals in words."""
    given = {"KPI_STORE": str(tmp_path / "kpi.duckdb"), "KPI_PROGRAMME": WEST.id, "KPI_USER": "Prov Provsson"}
    with Runtime.open(Settings.read(given)) as runtime:
        monkeypatch.setattr(state, "_runtime", runtime)
        state.rendered.clear()
        yield runtime


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    """As ``west``, with an indicator that the plan got later, in the first area, and its figure a year."""
    pack = Path(shutil.copytree(programme_dir(WEST.id), tmp_path / "eget"))
    group = '\n[[populations]]\nkey = "chefer"\nname = "chefer"\n'
    (pack / "programme.toml").write_text((pack / "programme.toml").read_text(encoding="utf-8") + group, encoding="utf-8")
    (pack / "indicators.toml").write_text(INDICATORS.format(area=WEST.areas[0].id, id=LATER), encoding="utf-8")
    given = {"KPI_STORE": str(tmp_path / "kpi.duckdb"), "KPI_PROGRAMME": str(pack), "KPI_USER": "Prov Provsson"}
    (tmp_path / "varden.csv").write_text(f"År;Enhet;Indikator;Värde;Antal (n)\n2025;REGION;{LATER};60;40\n", encoding="utf-8")
    with Runtime.open(Settings.read(given)) as runtime:
        read = runtime.intake.read_all([(tmp_path / "varden.csv", None)])
        assert runtime.intake.commit(read[0], "Prov Provsson").state == "active"
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
