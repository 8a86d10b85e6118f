"""No region, area, indicator, heading or level is named in code: packs bring them, and more packs follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpi.programme.loader import load_programme
from tests.architecture.code import text

pytestmark = pytest.mark.xdist_group("architecture")
ROOT = Path(__file__).parents[2]
PACKS = sorted(p.parent for p in (ROOT / "data" / "programmes").glob("*/programme.toml"))
CODE = [ROOT / "app.py", *(ROOT / "kpi").rglob("*.py"), *(ROOT / "kpi").rglob("*.sql"), *(ROOT / "pages").rglob("*.py")]

# The one place where a pack is named: the default of the command line's contract (--programme, design).
DEFAULT_PACK = {("kpi/settings.py", "region-vastmanland")}


def _names(pack: Path) -> set[str]:
    programme = load_programme(pack)
    names = {programme.id, programme.organisation, programme.name}
    for area in programme.areas:
        names |= {area.id, area.name, area.goal}
        names |= {a.text for a in area.actions}
    for indicator in programme.indicators:
        names |= {indicator.id, indicator.name}
    # Short headings ("Enhet", "Gäller från") are everyday Swedish and may stand in a sentence; longer ones belong to a pack.
    names |= {c.heading for layout in programme.layouts for c in layout.columns if len(c.heading.split()) > 2 or "-" in c.heading}
    names |= {layout.id for layout in programme.layouts if layout.kind == "measures"}
    # A layout may be called by an everyday word for those it is about, as code says it of any organisation.
    everyday = {"chefer"}
    return {n for n in names if n and len(n) > 4 and n not in everyday}


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.name)
def test_code_names_nothing_that_a_pack_owns(pack):
    names = _names(pack)
    found = []
    for path in CODE:
        lower = text(path).lower()
        where = str(path.relative_to(ROOT))
        found += [
            f"{where}: {name}"
            for name in names
            if name.lower() in lower  # most are not, and that is soon seen
            and (where, name) not in DEFAULT_PACK
            and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text(path), re.IGNORECASE)
        ]
    assert not found


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.name)
def test_code_names_no_level_of_an_organisation(pack):
    # "Enhet" is what a unit of any level is called, whatever the lowest level of a pack is named.
    everyday = {"enhet", "enheter"}
    levels = {name for level in load_programme(pack).levels if level.depth for name in (level.key, level.name, level.plural)}
    levels = {name for name in levels if name.lower() not in everyday}
    named = re.compile(rf"[\"']({'|'.join(map(re.escape, levels)) or '(?!)'})[\"']", re.IGNORECASE)
    found = [f"{path.relative_to(ROOT)}: {name}" for path in CODE for name in named.findall(text(path))]
    assert not found


def test_there_is_a_pack_to_look_for():
    assert PACKS
