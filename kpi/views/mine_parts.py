"""Parts of *Min enhet* beside the indicators: the unit's people in numbers, and what the plan asks of it."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.access.above import path_to
from kpi.measure.status import Status
from kpi.programme.model import Action, Area, Programme
from kpi.views.choices import Place, unit_choice
from kpi.views.mine_rows import MineRow, People, Tasks
from kpi.views.source import Source

PLAN = "plan"  # origin of a figure that nobody has measured


def people(programme: Programme, rows: Sequence[MineRow]) -> tuple[People, ...]:
    """How many each measurement is about, those with a name for what is counted first, the most numerous first. Measurements that count
    the same and come to the same numbers stand together. Nothing is taken from a protected figure."""
    names = {p.key: p.name for p in programme.populations}
    groups: dict[tuple, list[MineRow]] = {}
    for row in rows:
        if row.total.value is not None and row.total.n is not None and row.total.origin != PLAN:
            key = (row.indicator.counted or "", row.indicator.population, row.total.n)
            groups.setdefault(key, []).append(row)
    found = [part for (counted, population, _), of in groups.items() for part in _parts(counted, names.get(population, population), of)]
    return tuple(sorted(found, key=lambda p: (not p.counted, -p.total)))


def _parts(counted: str, population: str, rows: list[MineRow]) -> list[People]:
    """The rows of one total. Those that tell of women and men differently stand apart; those that do not, stand with the first."""
    split: dict[tuple[int | None, int | None], list[MineRow]] = {}
    for row in rows:
        split.setdefault(_sexes(row), []).append(row)
    told = [key for key in split if key != (None, None)]
    if told and (None, None) in split:
        split[told[0]] += split.pop((None, None))
    return [_part(counted, population, key, of) for key, of in split.items()]


def _part(counted: str, population: str, sexes: tuple[int | None, int | None], rows: list[MineRow]) -> People:
    total = rows[0].total
    return People(
        counted=counted,
        source=rows[0].indicator.counted_source or "",
        population=population,
        year=total.year,
        total=total.n or 0,
        women=sexes[0],
        men=sexes[1],
        sexes_hidden=sexes == (None, None) and any(_sexes_hidden(row) for row in rows),
        indicators=tuple(row.indicator for row in rows),
        monthly=frozenset(row.indicator.id for row in rows if row.total.months is not None),
    )


def _sexes(row: MineRow) -> tuple[int | None, int | None]:
    """n of women and men where both are shown; (None, None) else."""
    gap = row.card.sexes
    if gap is None or gap.women.n is None or gap.men.n is None:
        return None, None
    return gap.women.n, gap.men.n


def _sexes_hidden(row: MineRow) -> bool:
    gap = row.card.sexes
    return gap is not None and Status.SUPPRESSED in (gap.women.status, gap.men.status)


def tasks(source: Source, at: Place) -> tuple[Tasks, ...]:
    """The plan's actions that concern the unit: those that name its level, or a level it lies under, as responsible (by the level's name
    in the plural, as the pack has it), and those whose text is for a group (managers, say)."""
    programme = source.programme
    tree = source.tree(at.snapshot, at.year)
    line = [tree[code] for code in (at.unit, *path_to(at.unit, tree)) if code in tree]
    own = {node.level: node.code for node in line}
    every = [(area, action) for area in programme.areas for action in area.actions]
    found: list[Tasks] = []
    for level in programme.levels:
        actions = _those(every, lambda a, name=level.plural: name in a.responsible)
        code = own.get(level.key)
        found.append(Tasks("responsible", level.plural, unit_choice(source, at.snapshot, code, at.year).name if code else "", actions))
    for group in programme.populations:
        found.append(Tasks("concerns", group.name, "", _those(every, lambda a, key=group.key: key in a.concerns)))
    return tuple(part for part in found if part.actions)


def _those(every: Sequence[tuple[Area, Action]], wanted) -> tuple[tuple[Area, Action], ...]:
    return tuple((area, action) for area, action in every if wanted(action))
