"""Two packs for one installation: the region's own, and an invented one that shares two of its indicators and has one of its own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from kpi.programme.loader import programme_dir
from kpi.settings import DEFAULT_PROGRAMME

FIRST, SECOND = DEFAULT_PROGRAMME, "friskt-arbete"
SHARED = ("lag-stabil-sjukfranvaro", "korttidssjukfranvaro")
OWN, AREA = "anmalda-tillbud", "narvaro"
NAME, STRICTER = "Program för ett friskt arbete", 14
TARGET = 2.1  # of SHARED[1] in the second
_LAYOUTS = ("indikatorvarden", "organisation", "sjukfranvaro")
_OWN = f"""
[[indicators]]
area = "{AREA}"
id = "{OWN}"
number = 3
name = "Andel enheter med anmälda tillbud"
unit = "procent"
decimals = 1
direction = "down"
target_year = 2027
baseline_year = 2021
population = "alla"
by_sex = false
min_n = 10
rollup = "none"
source_text = "Andel enheter med anmälda tillbud"
"""


def write_pair(folder: Path) -> tuple[Path, Path]:
    """Both packs in the folder, as the files that an operator would have."""
    first = Path(shutil.copytree(programme_dir(FIRST), folder / FIRST))
    indicators = (first / "indicators.toml").read_text(encoding="utf-8")
    (first / "indicators.toml").write_text(_marked(indicators), encoding="utf-8")
    second = folder / SECOND
    (second / "layouts").mkdir(parents=True)
    shutil.copy(first / "organisation.toml", second)
    (second / "actions.toml").write_text(
        f'[[actions]]\narea = "{AREA}"\nid = "fa-1"\ntext = "Följ upp tillbuden"\nresponsible = ["HR"]\ndue_year = 2026\n', encoding="utf-8"
    )
    head, _, _ = (first / "programme.toml").read_text(encoding="utf-8").partition("[[areas]]")
    head = re.sub(r'(?m)^id = ".*"', f'id = "{SECOND}"', head, count=1)
    head = re.sub(r'(?m)^name = ".*"', f'name = "{NAME}"', head, count=1)
    area = f'[[areas]]\nid = "{AREA}"\nnumber = 1\nname = "Närvaro"\ngoal = "Alla kan vara på jobbet"\n'
    (second / "programme.toml").write_text(head + area, encoding="utf-8")
    (second / "indicators.toml").write_text(_second(_marked(indicators)), encoding="utf-8")
    for name in _LAYOUTS:
        text = (first / "layouts" / f"{name}.toml").read_text(encoding="utf-8")
        (second / "layouts" / f"{name}.toml").write_text(_measures_of(text), encoding="utf-8")
    return first, second


def _marked(text: str) -> str:
    """With the shared indicators said to be shared."""
    for id_ in SHARED:
        text = text.replace(f'id = "{id_}"\n', f'id = "{id_}"\nshared = "{id_}, personalsystemet"\n')
    return text


def _second(text: str) -> str:
    head, *blocks = text.split("[[indicators]]")
    kept = []
    for number, id_ in enumerate(SHARED, 1):
        block = next(b for b in blocks if f'id = "{id_}"\n' in b)
        block = re.sub(r'(?m)^area = ".*"', f'area = "{AREA}"', block)
        block = re.sub(r"(?m)^number = .*", f"number = {number}", block)
        block = re.sub(r"(?m)^min_n = .*", f"min_n = {STRICTER}", block)
        kept.append(re.sub(r"(?m)^target = .*", f"target = {TARGET}", block) if id_ == SHARED[1] else block)
    return head + "".join(f"[[indicators]]{block}" for block in kept) + _OWN


def _measures_of(text: str) -> str:
    head, *blocks = text.split("[[measures]]")
    return head + "".join(f"[[measures]]{b}" for b in blocks if any(f'indicator = "{id_}"' in b for id_ in SHARED))
