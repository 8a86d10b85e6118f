"""The synthetic organisation: the pack's named branches, filled with units of realistic sizes and a few changes over the years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.programme.model import Programme, SampleUnit
from kpi.sample.exact import apportion

SMALLEST, LARGEST = 4, 60  # people in a lowest unit; some are below the smallest group that may be shown


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A row of the organisation extract: a unit and the years it is in force (None: open)."""

    code: str
    name: str
    parent: str | None
    level: str
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True)
class Organisation:
    """Lowest units ("leaves"), the unit above each ("groups": where managers are counted) and their staff, by year.

    ``group``: index into ``groups`` [year, leaf]. ``in_force`` [year, leaf]. ``staff`` [year, leaf, women/men]: 0 when not in force.
    """

    years: tuple[int, ...]
    rows: tuple[UnitRow, ...]
    leaves: np.ndarray
    groups: np.ndarray
    group: np.ndarray
    in_force: np.ndarray
    staff: np.ndarray


@dataclass(slots=True)
class _Leaf:
    code: str
    group: str
    size: int
    valid_from: int | None = None
    valid_to: int | None = None
    moved: tuple[int, str] | None = None  # (first year, new group)


def build(programme: Programme, years: tuple[int, ...], units: int | None, rng: np.random.Generator) -> Organisation:
    """The organisation of ``programme.sample``, or one of ``units`` lowest units with the same proportions.

    Raises ValueError when the pack has no sample or ``units`` is below 1.
    """
    if programme.sample is None:
        raise ValueError("the pack has no [sample]")
    named = {u.code: u for u in programme.sample.units}
    above = {u.parent for u in named.values()}
    bearing = [u for u in named.values() if u.children or u.code not in above]
    counts, people = _scaled(programme, bearing, units)
    rows = [UnitRow(programme.root_unit, programme.organisation, None, programme.levels[0].key)]
    kept = _ancestors([u.code for u in bearing if counts[u.code]], named)
    rows += [
        UnitRow(u.code, u.name, u.parent or programme.root_unit, u.level)
        for u in named.values()
        if u.code in kept and u.code != programme.root_unit
    ]
    leaves: list[_Leaf] = []
    for unit in bearing:
        if counts[unit.code]:
            leaves += _fill(programme, unit, counts[unit.code], people[unit.code], unit.code in above, rows, rng)
    _change(leaves, rows, years)
    rows = _with_validity(rows, leaves)
    return _by_year(programme, years, rows, leaves, rng)


def _ancestors(codes: list[str], named: dict[str, SampleUnit]) -> set[str]:
    kept: set[str] = set()
    for code in codes:
        at: str | None = code
        while at in named and at not in kept:
            kept.add(at)
            at = named[at].parent
    return kept


def _scaled(programme: Programme, bearing: list[SampleUnit], units: int | None) -> tuple[dict[str, list[tuple[str, int]]], dict[str, int]]:
    """Per branch: how many units on each level below it ([] when scaled away), and how many people."""
    depth = {level.key: level.depth for level in programme.levels}
    chains = [sorted(u.children.items(), key=lambda item: depth[item[0]]) or [("", 1)] for u in bearing]
    full = np.array([chain[-1][1] for chain in chains])
    people = _people(programme, bearing, full)
    if units is not None and units < 1:
        raise ValueError("units must be at least 1")
    wanted = full if units is None else apportion(full, units)
    counts: dict[str, list[tuple[str, int]]] = {}
    for unit, chain, leaves, before in zip(bearing, chains, wanted, full, strict=True):
        below = int(leaves)
        scaled = []
        for level, count in reversed(chain):
            below = min(below, max(1, round(count * leaves / before))) if leaves else 0
            scaled.append((level, below))
        scaled[0] = (chain[-1][0], int(leaves))
        counts[unit.code] = scaled[::-1] if leaves else []
    return counts, {u.code: round(p * w / f) for u, p, w, f in zip(bearing, people, wanted, full, strict=True)}


def _people(programme: Programme, bearing: list[SampleUnit], leaves: np.ndarray) -> list[float]:
    """Stated sizes; what is left of the whole is shared by the branches without one, by their number of units."""
    stated = np.array([u.employees if u.employees is not None else np.nan for u in bearing], float)
    open_ = np.isnan(stated)
    rest = max(0.0, programme.sample.employees - np.nansum(stated))
    if open_.any():
        stated[open_] = rest * leaves[open_] / leaves[open_].sum()
    return stated.tolist()


def _fill(
    programme: Programme,
    branch: SampleUnit,
    chain: list[tuple[str, int]],
    people: int,
    mixed: bool,
    rows: list[UnitRow],
    rng: np.random.Generator,
) -> list[_Leaf]:
    """The units below a branch, appended to ``rows`` except the lowest, which are returned with their sizes."""
    names = {level.key: level.name for level in programme.levels}
    if chain[-1][0] == "":  # a branch without units below is a lowest unit itself
        return [_Leaf(branch.code, branch.code, people)]
    parents, codes = [branch.code], [branch.code]
    for level, count in chain:
        split = apportion(rng.lognormal(0, 0.3, len(codes)), count, 1)
        parents = [parent for parent, k in zip(codes, split, strict=True) for _ in range(k)]
        codes = [f"{parent}-{i:02d}" for parent, k in zip(codes, split, strict=True) for i in range(1, k + 1)]
        if level != chain[-1][0]:
            rows += [UnitRow(c, f"{names[level]} {c}", p, level) for c, p in zip(codes, parents, strict=True)]
    sizes = apportion(rng.lognormal(0, 0.5, len(codes)), people, SMALLEST, np.full(len(codes), max(LARGEST, 2 * people // len(codes))))
    rows += [UnitRow(c, f"{names[chain[-1][0]]} {c}", p, chain[-1][0]) for c, p in zip(codes, parents, strict=True)]
    # A figure for a unit stands for all of it: managers may be counted above the lowest level only where nothing else lies below.
    own = mixed and len(chain) == 1
    return [_Leaf(c, c if own else p, int(n)) for c, p, n in zip(codes, parents, sizes, strict=True)]


def _change(leaves: list[_Leaf], rows: list[UnitRow], years: tuple[int, ...]) -> None:
    """One unit moves, one closes, one is new: in organisations and periods large enough for it."""
    parent_of = {r.code: r.parent for r in rows}
    members: dict[str, list[_Leaf]] = {}
    for leaf in leaves:
        members.setdefault(leaf.group, []).append(leaf)
    large = sorted((g for g, m in members.items() if len(m) >= 4), key=lambda g: (-len(members[g]), g))
    if len(years) < 5 or len(large) < 3:
        return
    home = large[0]
    siblings = sorted(g for g in members if g != home and parent_of[g] == parent_of[home])
    if siblings:
        members[home][-1].moved = (years[3], siblings[0])
    members[large[1]][-1].valid_to = years[2]
    members[large[2]][-1].valid_from = years[-2]


def _with_validity(rows: list[UnitRow], leaves: list[_Leaf]) -> list[UnitRow]:
    """Rows as an extract gives them: a moved unit has one row for each place."""
    changed = {leaf.code: leaf for leaf in leaves if leaf.valid_from or leaf.valid_to or leaf.moved}
    out: list[UnitRow] = []
    for row in rows:
        leaf = changed.get(row.code)
        if leaf is None:
            out.append(row)
        elif leaf.moved:
            first, group = leaf.moved
            out += [
                UnitRow(row.code, row.name, row.parent, row.level, None, first - 1),
                UnitRow(row.code, row.name, group, row.level, first),
            ]
        else:
            out.append(UnitRow(row.code, row.name, row.parent, row.level, leaf.valid_from, leaf.valid_to))
    return out


def _by_year(
    programme: Programme, years: tuple[int, ...], rows: list[UnitRow], leaves: list[_Leaf], rng: np.random.Generator
) -> Organisation:
    groups = list(dict.fromkeys(leaf.group for leaf in leaves))
    index = {g: i for i, g in enumerate(groups)}
    group = np.tile(np.array([index[leaf.group] for leaf in leaves]), (len(years), 1))
    in_force = np.ones((len(years), len(leaves)), bool)
    for at, leaf in enumerate(leaves):
        for y, year in enumerate(years):
            in_force[y, at] = (leaf.valid_from or year) <= year <= (leaf.valid_to or year)
            if leaf.moved and year >= leaf.moved[0]:
                group[y, at] = index[leaf.moved[1]]
    size = np.array([leaf.size for leaf in leaves])
    grown = np.maximum(SMALLEST, np.rint(size * np.exp(np.cumsum(rng.normal(0, 0.02, in_force.shape), axis=0))))
    grown[0] = size
    share = np.clip(programme.sample.share_women + rng.normal(0, 0.1, len(leaves)), 0.05, 1.0)
    share += programme.sample.share_women - (share * size).sum() / size.sum()
    women = np.clip(np.rint(grown * share), 0, grown)
    staff = np.where(in_force[..., None], np.stack([women, grown - women], axis=-1), 0).astype(np.int64)
    return Organisation(years, tuple(rows), np.array([leaf.code for leaf in leaves]), np.array(groups), group, in_force, staff)
