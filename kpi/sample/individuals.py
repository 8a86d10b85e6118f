"""Synthetic extracts with one row a person or answer. The people do not exist; intake aggregates the rows as it would real ones."""

from __future__ import annotations

from functools import partial

import numpy as np

from kpi.programme.model import Column, Condition, Indicator, Layout, Measure
from kpi.sample.aggregates import by_population, population_column, shares
from kpi.sample.assignments import assignments_extract
from kpi.sample.exact import apportion, period, settle, weighted_shift
from kpi.sample.world import Cells, Rows, World, concat

OUTSIDE_SHARE = 0.06  # rows that do not meet a measure's ``where``
LEAVERS_SHARE = 0.017  # of the staff who leave in a year where a mean is taken over leavers
BLANK_SHARE = 0.03  # unanswered items
ANSWER_SPREAD = 0.85  # of one answer on the scale 1–5


def individual_extract(world: World, layout: Layout, only: tuple[int, set[str]]) -> Rows:
    """One row a person, by the rule of the layout's measures. Answers are given for ``only`` (year, units)."""
    rule = layout.measures[0].rule
    if rule == "units":
        return assignments_extract(world, layout)
    blocks: list[Rows] = []
    if rule == "index":
        year, units = only
        for population, measures in by_population(world, layout).items():
            cells = world.answers(population, year)
            cells = cells.only(np.isin(cells.units, list(units)))
            if len(cells.units):
                blocks.append(_answers(world, layout, population, measures, cells))
        return concat(blocks) if blocks else {}
    make = partial(_share_rows, world, layout) if rule == "share" else partial(_mean_rows, world, layout)
    for measure in layout.measures[:1]:
        indicator = world.programme.indicator(measure.indicator)
        for year, root in world.roots(indicator).items():
            blocks.append(make(measure, indicator, world.people(measure.population or indicator.population, year), root))
    return concat(blocks) if blocks else {}


def _people_rows(layout: Layout, cells: Cells, women: np.ndarray, men: np.ndarray) -> Rows:
    """The columns that say when, where and who, one row a person: all women of a unit, then all men."""
    counts = np.stack([women, men], axis=-1).ravel()
    columns: Rows = {
        layout.role("period").key: np.full(counts.sum(), cells.year),
        layout.role("unit").key: np.repeat(np.repeat(cells.units, 2), counts),
    }
    sex = layout.role("sex")
    if sex is not None:
        columns[sex.key] = np.repeat(np.tile(np.array(["K", "M"]), len(cells.units)), counts)
    return columns


def _share_rows(world: World, layout: Layout, measure: Measure, indicator: Indicator, cells: Cells, root: float) -> Rows:
    """People who meet ``where`` (of whom a share meets ``counts``), and some who do not."""
    rng = world.rng("persons", layout.id, cells.year)
    outside_women, outside_men = (rng.binomial(n, OUTSIDE_SHARE) for n in (cells.women, cells.men))
    inside = Cells(cells.year_index, cells.year, cells.units, cells.places, cells.women - outside_women, cells.men - outside_men)
    inside, women, men = shares(world, indicator, inside, root)
    outside_women, outside_men = _everybody_else(cells, inside)
    groups = [
        (inside, women, men, "counted"),
        (inside, inside.women - women, inside.men - men, "other"),
        (cells, outside_women, outside_men, "outside"),
    ]
    blocks = []
    for at, k, m, kind in groups:
        rows = _people_rows(layout, at, k, m)
        count = len(rows[layout.role("unit").key])
        blocks.append(rows | _meeting(layout, measure, kind, count, rng))
    rows = concat(blocks)
    return rows | _marked(world, layout, measure, rows[layout.role("unit").key], cells.year_index)


def _everybody_else(cells: Cells, inside: Cells) -> tuple[np.ndarray, np.ndarray]:
    """The women and men of each place who are not inside: everybody is in the extract."""
    women, men = cells.women.copy(), cells.men.copy()
    at = np.searchsorted(cells.places, inside.places)
    women[at] -= inside.women
    men[at] -= inside.men
    return women, men


def _marked(world: World, layout: Layout, measure: Measure, units: np.ndarray, year_index: int) -> Rows:
    """Choices that the measure does not look at (such as whether someone is a manager): the first choice for the managers, the last for the
    others. In each unit one, and in the first unit of a group one more: the group's own manager."""
    used = {c.column for c in (*measure.where, *measure.counts)}
    named, firsts = np.unique(units, return_index=True)
    few = np.zeros(len(units), bool)
    if world.sample.population_per_unit:
        few[firsts] = True
        order = np.argsort(units, kind="stable")
        second = dict(zip(named, order[np.searchsorted(units[order], named) + 1], strict=True))
        few[[second[code] for code in world.group_homes(year_index) if code in second]] = True
    columns = [c for c in layout.columns if c.role == "input" and c.type == "choice" and c.choices and c.key not in used]
    return {c.key: np.where(few, next(iter(c.choices)), list(c.choices)[-1]) for c in columns}


def _meeting(layout: Layout, measure: Measure, kind: str, count: int, rng: np.random.Generator) -> Rows:
    """Input columns of rows that are counted, inside but not counted, or outside."""
    counts, where = {c.column: c for c in measure.counts}, {c.column: c for c in measure.where}
    out: Rows = {}
    for key in dict.fromkeys([*where, *counts]):
        column = layout.column(key)
        if kind == "counted":
            out[key] = _yes(column, counts.get(key) or where[key], count)
        elif key in counts:
            out[key] = _no(column, counts[key], count, rng)
        else:
            out[key] = _no(column, where[key], count, rng) if kind == "outside" else _yes(column, where[key], count)
    if kind == "outside" and not set(where) - set(counts):
        out |= {key: _no(layout.column(key), condition, count, rng) for key, condition in where.items()}
    return out


def _yes(column: Column, condition: Condition, count: int) -> np.ndarray:
    """Values that meet a condition."""
    if condition.equals is None:
        return np.full(count, column.value_max if column.value_max is not None else condition.above + 1)
    if isinstance(condition.equals, str):
        return np.full(count, next(text for text, value in column.choices.items() if value == condition.equals))
    return np.full(count, float(condition.equals))


def _no(column: Column, condition: Condition, count: int, rng: np.random.Generator) -> np.ndarray:
    """Values that do not meet a condition: another choice, or a number below it (never the lowest, which may mean "none")."""
    if isinstance(condition.equals, str):
        other = {value: text for text, value in reversed(column.choices.items()) if value != condition.equals}
        return rng.choice(np.array(list(other.values())), count)
    if condition.equals is None:
        return np.full(count, float(condition.above))
    low = column.value_min or 0.0
    parts = np.array([0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9])
    return low + (condition.equals - low) * rng.choice(parts, count, p=[0.12, 0.08, 0.05, 0.3, 0.27, 0.1, 0.08])


def _mean_rows(world: World, layout: Layout, measure: Measure, indicator: Indicator, cells: Cells, root: float) -> Rows:
    """Leavers with a number each (one decimal), whose mean over the whole is ``root`` exactly where their count allows it."""
    rng = world.rng("leavers", layout.id, cells.year)
    column = layout.column(measure.value)
    low, high = (-np.inf if column.value_min is None else column.value_min), (np.inf if column.value_max is None else column.value_max)
    step = period(root, 1.0, indicator.decimals, 10)
    wanted = round(int(cells.all.sum()) * LEAVERS_SHARE)
    count = max(1, wanted // step * step or wanted)
    both = np.stack([cells.women, cells.men], axis=-1)
    leavers = apportion(both.ravel() * rng.gamma(1.0, 1.0, both.size), count, 0, both.ravel()).reshape(both.shape)
    rows = _people_rows(layout, cells, leavers[:, 0], leavers[:, 1])
    total = int(leavers.sum())
    women = np.repeat(np.tile([True, False], len(cells.units)), leavers.ravel())
    gap = world.gap(indicator)
    spread = 0.5 * world.spread(indicator, root) + 1.2
    numbers = root + np.where(women, gap, 0.0) - gap * women.mean() + rng.normal(0, spread, total)
    limit = 3 * spread
    numbers = weighted_shift(numbers, np.ones(total), root, max(low, root - limit), min(high, root + limit))
    tenths = settle(
        np.rint(numbers * 10).astype(np.int64),
        np.ones(total, np.int64),
        round(root * total * 10),
        low * 10,
        high * 10,
        rng.permutation(total),
    )
    return rows | {measure.value: tenths / 10}


def _answers(world: World, layout: Layout, population: str, measures: list[Measure], cells: Cells) -> Rows:
    """One row an answer: items 1–5 around the index that the place would have; some items unanswered."""
    rng = world.rng("items", population, cells.year)
    rows = _people_rows(layout, cells, cells.women, cells.men)
    counts = np.stack([cells.women, cells.men], axis=-1).ravel()
    person = rng.normal(0, 0.5, counts.sum())
    fewest = sorted(measures, key=lambda m: len(m.items))
    for item in dict.fromkeys(i for m in measures for i in m.items):
        measure = next(m for m in fewest if item in m.items)  # a sub-index says more about its items than the total does
        indicator = world.programme.indicator(measure.indicator)
        root = world.roots(indicator).get(cells.year, 50.0)
        index = root + world.effects(indicator, cells, root)
        mean = 1 + 4 * np.clip(np.repeat(np.repeat(index, 2), counts), 0, 100) / 100
        column = layout.column(item)
        answers = np.clip(np.rint(mean + person + rng.normal(0, ANSWER_SPREAD, counts.sum())), column.value_min or 1, column.value_max or 5)
        rows[item] = np.where(rng.random(counts.sum()) < BLANK_SHARE, np.nan, answers)
    return rows | population_column(layout, population, int(counts.sum()))
