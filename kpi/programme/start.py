"""A pack started from what a table says: rows in, the texts of its files out. Pure.

What the table does not say is not stated in the pack either, but for the few values that a pack cannot do without; those are listed in
docs/programpaket.md and stand openly in the files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from kpi.language import speaking, tr
from kpi.programme.model import Rollup
from kpi.programme.toml import inline, table

ROOT_UNIT = "REGION"
ROOT_LEVEL = "organisation"
_LETTERS = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "ae", "ø": "o", "ß": "ss"})
_LONGEST_ID = 60


@dataclass(frozen=True, slots=True)
class StartArea:
    """An area. goal None: not stated."""

    name: str
    goal: str | None = None


@dataclass(frozen=True, slots=True)
class StartLevel:
    """A level of the organisation below the whole of it."""

    name: str
    plural: str


@dataclass(frozen=True, slots=True)
class StartIndicator:
    """An indicator as the table has it. ``row``: the table's own row as text, word for word. ``baseline_date``: ÅÅÅÅ-MM."""

    area: str
    name: str
    unit: str
    direction: str  # "up", "down"
    interpreted: bool
    target: float | None
    target_year: int
    baseline: float | None
    baseline_date: str | None
    baseline_note: str | None
    group: str
    by_sex: bool
    min_n: int
    decimals: int
    rollup: Rollup
    definition: str | None
    definition_source: str | None
    note: str | None
    row: str


@dataclass(frozen=True, slots=True)
class StartPack:
    """Everything that a pack is started from. period_to None: no last year is stated."""

    id: str
    name: str
    organisation: str
    source: str
    language: str
    period_from: int
    period_to: int | None
    areas: tuple[StartArea, ...]
    levels: tuple[StartLevel, ...]
    indicators: tuple[StartIndicator, ...]


def identifier(name: str, taken: Iterable[str] = ()) -> str:
    """An id made of a name: small letters a–z, digits, hyphens; numbered when it is taken."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_ID].rstrip("-") or "utan-namn"
    used, number = set(taken), 2
    found = made
    while found in used:
        found, number = f"{made}-{number}", number + 1
    return found


def pack_files(pack: StartPack, layouts: dict[str, str]) -> dict[str, str]:
    """File name below the pack → its text, with what we say in it in the pack's language. layouts: the product's own, by file name, with
    ``choices = {}`` where the levels are named."""
    with speaking(pack.language):
        return _files(pack, layouts)


def _files(pack: StartPack, layouts: dict[str, str]) -> dict[str, str]:
    levels = {pack.organisation: ROOT_LEVEL} | _ids(level.name for level in pack.levels)
    choices = f"choices = {inline(levels)}"
    return {
        "programme.toml": _programme(pack),
        "organisation.toml": _organisation(pack, levels),
        "indicators.toml": _indicators(pack),
        "actions.toml": _comment(tr("Programmets åtgärder, ord för ord. Hur en skrivs: docs/programpaket.md, avsnittet actions.toml.")),
        **{f"layouts/{name}": text.replace("choices = {}", choices) for name, text in layouts.items()},
    }


def _comment(text: str) -> str:
    return f"# {text}\n"


def _ids(names: Iterable[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for name in dict.fromkeys(names):
        made[name] = identifier(name, [ROOT_LEVEL, *made.values()])
    return made


def _programme(pack: StartPack) -> str:
    head = table(
        None,
        id=pack.id,
        name=pack.name,
        language=pack.language,
        organisation=pack.organisation,
        source=pack.source,
        root_unit=ROOT_UNIT,
        period_from=pack.period_from,
        period_to=pack.period_to,
    )
    groups = _ids(i.group for i in pack.indicators)
    areas = _ids(a.name for a in pack.areas)
    tables = [
        *(table("[populations]", key=key, name=name) for name, key in groups.items()),
        *(table("[areas]", id=areas[a.name], number=n, name=a.name, goal=a.goal) for n, a in enumerate(pack.areas, 1)),
    ]
    return "\n".join([_comment(tr("Programmet, dess områden och de grupper som indikatorerna gäller.")), head, *tables])


def _organisation(pack: StartPack, levels: dict[str, str]) -> str:
    plurals = {level.name: level.plural for level in pack.levels} | {pack.organisation: pack.organisation}
    rows = (table("[levels]", key=key, name=name, plural=plurals[name], depth=depth) for depth, (name, key) in enumerate(levels.items()))
    return "\n".join([_comment(tr("Organisationens nivåer, överst först. Enheterna läses in med layouten ”organisation”.")), *rows])


def _indicators(pack: StartPack) -> str:
    units = _ids(i.unit for i in pack.indicators)
    groups, areas = _ids(i.group for i in pack.indicators), _ids(a.name for a in pack.areas)
    order = {a.name: at for at, a in enumerate(pack.areas)}
    ids: list[str] = []
    tables = [table(f"units.{key}", **_unit(name)) for name, key in units.items()]
    for number, i in enumerate(sorted(pack.indicators, key=lambda i: order[i.area]), 1):
        ids.append(identifier(i.name, ids))
        low, high = _range(i)
        row = table(
            "[indicators]",
            area=areas[i.area],
            id=ids[-1],
            number=number,
            name=i.name,
            unit=units[i.unit],
            decimals=i.decimals,
            direction=i.direction,
            direction_note=tr("tolkad, ej angiven i källan") if i.interpreted else None,
            target=i.target,
            target_year=i.target_year,
            baseline=i.baseline,
            baseline_year=int(i.baseline_date[:4]) if i.baseline_date else pack.period_from,
            baseline_date=i.baseline_date,
            baseline_note=i.baseline_note,
            population=groups[i.group],
            by_sex=i.by_sex,
            min_n=i.min_n,
            rollup=i.rollup.value,
            scale=100 if is_percent(i.unit) and i.rollup in (Rollup.SHARE, Rollup.RATIO) else None,
            value_min=low,
            value_max=high,
            definition=i.definition,
            definition_source=i.definition_source,
            source_text=i.row,
        )
        tables.append(row + ("\n" + table("[indicators.notes]", text=i.note) if i.note else ""))
    return "\n".join([_comment(tr("Mätenheterna, och programmets indikatorer.")), *tables])


def is_percent(unit: str) -> bool:
    """Is the unit per cent, however it is written?"""
    return unit.casefold().replace(" ", "") in ("%", "procent", "percent", "pct")


def _range(indicator: StartIndicator) -> tuple[int | None, int | None]:
    """Valid values: only what the unit itself says. A ratio in per cent may be more than a hundred."""
    if indicator.rollup is Rollup.SHARE and is_percent(indicator.unit):
        return 0, 100
    stated = re.search(r"(\d+)\s*[-–]\s*(\d+)", indicator.unit)
    return (int(stated[1]), int(stated[2])) if stated else (None, None)


def _unit(name: str) -> dict[str, str]:
    """How a unit is written: per cent has a sign and differences of its own, and so has a year; any other is its own name."""
    if is_percent(name):
        many, one, short = tr("procentenheter"), tr("procentenhet"), tr("p.e.")
        return {"name": tr("procent"), "suffix": "%", "gap_name": many, "gap_name_one": one, "gap_short": short}
    if name.casefold() == "år":
        return {"name": name, "suffix": name, "gap_name": name, "gap_short": name}
    if name.casefold().startswith("index"):
        many, one, short = tr("indexenheter"), tr("indexenhet"), tr("enh.")
        return {"name": name, "suffix": "", "gap_name": many, "gap_name_one": one, "gap_short": short}
    return {"name": name, "suffix": "", "gap_name": name, "gap_short": name}
