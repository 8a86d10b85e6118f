"""Synthetic extracts that are aggregated when they come: figures, official indices and hours by unit and sex."""

from __future__ import annotations

import numpy as np

from kpi.programme.model import Indicator, Layout, Measure, Rollup
from kpi.sample.exact import apportion, fraction, period, settle, weighted_shift
from kpi.sample.world import Cells, Rows, World, concat, stack

HOURS_A_YEAR = 1720  # a person's ordinary working time when the pack states no denominator
HOURS_A_MONTH = 143


def means(world: World, indicator: Indicator, cells: Cells, root: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Means for women, men and all in each cell: Σ n·all/Σ n is ``root`` exactly, and all is the rounded mean of women and men."""
    decimals = max(1, min(indicator.decimals, 1))
    q = 10**decimals
    low = 0.0 if indicator.value_min is None and root >= 0 else (indicator.value_min if indicator.value_min is not None else -np.inf)
    high = np.inf if indicator.value_max is None else indicator.value_max
    rng = world.rng("means", indicator.id, cells.year)
    n, women, men = cells.all, cells.women, cells.men
    noise = rng.normal(size=(2, len(n))) * 0.8 * world.spread(indicator, root)
    raw = root + world.effects(indicator, cells, root) + noise[0] / np.sqrt(np.maximum(n, 1)) * 2
    whole = np.rint(weighted_shift(raw, n, root, low, high) * q).astype(np.int64)
    whole = settle(whole, n, round(root * q * n.sum()), low * q, high * q, rng.permutation(len(n)))
    apart = world.gap(indicator) + noise[1] / np.sqrt(np.maximum(1, np.minimum(women, men))) * 2
    k, m = _sides(whole, np.clip(np.rint(whole + q * apart * men / np.maximum(n, 1)), low * q, high * q), cells, low * q, high * q)
    return k / q, m / q, whole / q


def _sides(whole: np.ndarray, k: np.ndarray, cells: Cells, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Women (about ``k``) and men whose rounded mean is ``whole``, in whole steps; the one sex of a cell with no other is the whole."""
    n, women, men = cells.all, cells.women, cells.men
    m = np.clip(np.rint((n * whole - women * k) / np.maximum(men, 1)), low, high)
    k = np.where(men > 0, np.clip(np.rint((n * whole - men * m) / np.maximum(women, 1)), low, high), whole)
    return k, np.where(women > 0, m, whole)


def shares(world: World, indicator: Indicator, cells: Cells, root: float) -> tuple[Cells, np.ndarray, np.ndarray]:
    """How many of the women and of the men in each cell are counted, so that the whole is ``root`` (as near as whole people can).

    The cells come back with a few people fewer where that makes the figure exact.
    """
    rng = world.rng("shares", indicator.id, cells.year)
    count, out_of = fraction(root, indicator.scale, indicator.decimals, int(cells.all.sum()))
    cells = _fewer(cells, out_of)
    n = cells.all
    part = np.clip((root + world.effects(indicator, cells, root)) / indicator.scale, 0.02, 0.98)
    part = np.clip(part + rng.normal(size=len(n)) * np.sqrt(part * (1 - part) / np.maximum(n, 1)), 0.0, 1.0)
    counted = apportion(part * n + 1e-9, count, 0, n)
    expected = counted / np.maximum(n, 1) + world.gap(indicator) / indicator.scale * cells.men / np.maximum(n, 1)
    women = np.rint(
        np.clip(cells.women * expected + rng.normal(0, 0.3, len(n)), np.maximum(0, counted - cells.men), np.minimum(cells.women, counted))
    ).astype(np.int64)
    return cells, women, counted - women


def _fewer(cells: Cells, out_of: int) -> Cells:
    """The cells with ``out_of`` people in all: one fewer in each of the largest, in turn."""
    women, men = cells.women.copy(), cells.men.copy()
    while (over := int((women + men).sum()) - out_of) > 0:
        largest = np.argsort(-(women + men), kind="stable")[: min(over, len(women))]
        from_women = women[largest] >= men[largest]
        women[largest[from_women]] -= 1
        men[largest[~from_women]] -= 1
    return Cells(cells.year_index, cells.year, cells.units, cells.places, women, men).only(women + men > 0)


def hours(world: World, indicator: Indicator, cells: Cells, root: float, months: range | None, total: bool) -> Rows:
    """Numerator and denominator by unit and sex (and month, unless None): Σ numerator/Σ denominator·scale is ``root`` exactly."""
    rng = world.rng("hours", indicator.id, cells.year)
    names = [f"{cells.year}-{m:02d}" for m in months] if months else [str(cells.year)]
    people = np.stack([cells.women, cells.men], axis=-1)[:, None, :] + np.zeros((1, len(names), 1), np.int64)
    each = HOURS_A_MONTH if months else world.sample.denominator_per_person.get(indicator.id, HOURS_A_YEAR)
    denominator = np.rint(people * each * rng.uniform(0.92, 1.02, people.shape))
    level = np.exp(world.effects(indicator, cells, root) / max(root, 1e-9))[:, None, None] * _season(months)[None, :, None]
    apart = world.gap(indicator)
    women = cells.women.sum() / max(1, cells.all.sum())
    level = level * np.array([root + apart * (1 - women), root - apart * women]).clip(min=root * 0.1)
    numerator = denominator * level * (rng.gamma(np.maximum(people, 1) / 2) / (np.maximum(people, 1) / 2) if months else 1.0)
    numerator, denominator = _exactly(numerator, denominator, root, indicator)
    rows = {"n": people, "numerator": numerator, "denominator": denominator}
    if total:
        rows = {key: np.concatenate([c, c.sum(axis=-1, keepdims=True)], axis=-1) for key, c in rows.items()}
    sexes = np.array(["K", "M", "T"][: 3 if total else 2])
    shape = rows["n"].shape
    out: Rows = {
        "year": np.broadcast_to(np.array(names)[None, :, None], shape).ravel(),
        "sex": np.broadcast_to(sexes, shape).ravel(),
        "unit": np.broadcast_to(cells.units[:, None, None], shape).ravel(),
    } | {key: c.ravel() for key, c in rows.items()}
    kept = out["n"] > 0
    return {key: column[kept] for key, column in out.items()}


def _season(months: range | None) -> np.ndarray:
    """More in winter, less in summer; 1 on average over a year."""
    return np.ones(1) if months is None else 1 + 0.22 * np.cos(2 * np.pi * (np.array(months) - 2) / 12)


def _exactly(numerator: np.ndarray, denominator: np.ndarray, root: float, indicator: Indicator) -> tuple[np.ndarray, np.ndarray]:
    """Whole denominators and numerators in tenths that give ``root``; no cell is above the indicator's largest value."""
    largest = np.unravel_index(int(np.argmax(denominator)), denominator.shape)
    denominator[largest] += -int(denominator.sum()) % period(root, indicator.scale, indicator.decimals, 10)
    most = np.inf if indicator.value_max is None else indicator.value_max / indicator.scale
    highest = np.floor(denominator * min(most, 1e6) * 10).ravel()
    goal = round(root * denominator.sum() / indicator.scale * 10)
    tenths = apportion(numerator.ravel(), goal, 0, highest).reshape(numerator.shape)
    return tenths / 10, denominator


def workplaces(world: World, indicator: Indicator, cells: Cells, root: float) -> Rows:
    """A ratio of workplaces: each lowest unit counts as one that has or has not; n is its staff."""
    count, out_of = fraction(root, indicator.scale, indicator.decimals, len(cells.units))
    cells = cells.only(np.sort(np.argsort(-cells.all, kind="stable")[:out_of]))
    counted = apportion(np.exp(2 * world.effects(indicator, cells, root) / max(root, 1e-9)), count, 0, np.ones(out_of))
    return {
        "year": np.full(out_of, cells.year),
        "unit": cells.units,
        "sex": np.full(out_of, "T"),
        "n": cells.all,
        "numerator": counted,
        "denominator": np.ones(out_of, np.int64),
    }


def figures(world: World, indicator: Indicator, year: int, root: float) -> Rows:
    """An indicator's finished figures for one year: value, n, numerator and denominator by unit and sex.

    An indicator without a rule for adding up is given for the whole only.
    """
    if indicator.rollup is Rollup.NONE:
        return _whole_only(world, indicator, year, root)
    if indicator.rollup is Rollup.MEAN:
        cells = world.answers(indicator.population, year)
        k, m, t = means(world, indicator, cells, root)
        rows = stack(cells, {"value": k}, {"value": m}, {"value": t})
    elif indicator.rollup is Rollup.SHARE:
        cells, k, m = shares(world, indicator, world.answers(indicator.population, year), root)
        rows = stack(
            cells,
            {"numerator": k, "denominator": cells.women},
            {"numerator": m, "denominator": cells.men},
            {"numerator": k + m, "denominator": cells.all},
        )
    elif indicator.by_sex or indicator.id in world.sample.denominator_per_person:
        rows = hours(world, indicator, world.people(indicator.population, year), root, None, True)
        rows["year"] = rows["year"].astype(np.int64)
    else:
        rows = workplaces(world, indicator, world.people(indicator.population, year), root)
    if "value" not in rows:
        rows["value"] = np.round(indicator.scale * rows["numerator"] / rows["denominator"], indicator.decimals + 1)
    return rows if indicator.by_sex else {key: column[rows["sex"] == "T"] for key, column in rows.items()}


def _whole_only(world: World, indicator: Indicator, year: int, root: float) -> Rows:
    cells = world.people(indicator.population, year)
    women, men = int(cells.women.sum()), int(cells.men.sum())
    gap = world.gap(indicator)
    share = women / max(1, women + men)
    by_sex = [("K", root + gap * (1 - share), women), ("M", root - gap * share, men)] if indicator.by_sex else []
    rows = [*by_sex, ("T", root, women + men)]
    return {
        "year": np.full(len(rows), year),
        "unit": np.full(len(rows), world.programme.root_unit),
        "sex": np.array([r[0] for r in rows]),
        "value": np.round([r[1] for r in rows], indicator.decimals),
        "n": np.array([r[2] for r in rows]) if indicator.by_sex else np.full(len(rows), np.nan),
    }


def values_extract(world: World, layout: Layout, indicators: list[Indicator]) -> Rows:
    """Finished figures of the indicators that no other extract gives, under the layout's column keys."""
    blocks = []
    for year in world.organisation.years:
        for indicator in indicators:
            root = world.roots(indicator).get(year)
            if root is not None:
                rows = figures(world, indicator, year, root)
                blocks.append(rows | {"indicator": np.full(len(rows["unit"]), indicator.id)})
    rows = concat(blocks) if blocks else {}
    roles = {
        "period": "year",
        "unit": "unit",
        "sex": "sex",
        "indicator": "indicator",
        "value": "value",
        "n": "n",
        "numerator": "numerator",
        "denominator": "denominator",
    }
    return {c.key: rows[roles[c.role]] for c in layout.columns if roles.get(c.role) in rows}


def column_extract(world: World, layout: Layout, skip: tuple[int, set[str]]) -> Rows:
    """Finished values in columns (a measure each) by population. ``skip``: (year, units) that are not delivered."""
    period_, unit, sex = (layout.role(role) for role in ("period", "unit", "sex"))
    blocks = []
    for year in world.organisation.years:
        for population, measures in by_population(world, layout).items():
            cells = world.answers(population, year)
            if year == skip[0]:
                cells = cells.only(~np.isin(cells.units, list(skip[1])))
            rows = _measured(world, measures, cells, year)
            if rows is None:
                continue
            named = {period_.key: rows["year"], unit.key: rows["unit"], sex.key: rows["sex"], measures[0].n: rows["n"]}
            named |= {m.value: rows[m.value] for m in measures if m.value in rows}
            blocks.append(named | population_column(layout, population, len(rows["unit"])))
    return concat(blocks) if blocks else {}


def _measured(world: World, measures: list[Measure], cells: Cells, year: int) -> Rows | None:
    sides: tuple[Rows, Rows, Rows] = ({}, {}, {})
    for measure in measures:
        indicator = world.programme.indicator(measure.indicator)
        root = world.roots(indicator).get(year)
        if root is not None:
            for side, value in zip(sides, means(world, indicator, cells, root), strict=True):
                side[measure.value] = value
    for measure in measures:
        indicator = world.programme.indicator(measure.indicator)
        parts = [m.value for m in measures if m.indicator in indicator.mean_of and m.value in sides[0]]
        if indicator.mean_of and len(parts) == len(indicator.mean_of) and measure.value in sides[0]:
            root = world.roots(indicator)[year]
            for side, value in zip(sides, _mean_of(world, indicator, cells, root, [[s[p] for p in parts] for s in sides]), strict=True):
                side[measure.value] = value
    return stack(cells, *sides) if sides[0] and len(cells.units) else None


def _mean_of(world: World, indicator: Indicator, cells: Cells, root: float, parts: list[list[np.ndarray]]) -> list[np.ndarray]:
    """As ``means`` for an indicator that is the mean of others. parts: those of the women, the men and all."""
    q = 10 ** max(1, min(indicator.decimals, 1))
    middle = [np.mean(side, axis=0) for side in parts]
    apart = root - float(np.sum(cells.all * middle[2]) / max(1, cells.all.sum()))  # nothing, where the plan agrees with itself
    k, everyone = (np.rint((side + apart) * q).astype(np.int64) for side in (middle[0], middle[2]))
    order = world.rng("mean_of", indicator.id, cells.year).permutation(len(everyone))
    whole = settle(everyone, cells.all, round(root * q * cells.all.sum()), 0, 100 * q, order)
    k, m = _sides(whole, k, cells, 0, 100 * q)
    return [k / q, m / q, whole / q]


def by_population(world: World, layout: Layout) -> dict[str, list[Measure]]:
    """The layout's measures by the population they are about: the measure's own, else its indicator's."""
    out: dict[str, list[Measure]] = {}
    for measure in layout.measures:
        out.setdefault(measure.population or world.programme.indicator(measure.indicator).population, []).append(measure)
    return out


def population_column(layout: Layout, population: str, count: int) -> Rows:
    """The population column, in the layout's own word."""
    column = layout.role("population")
    if column is None:
        return {}
    return {column.key: np.full(count, next(text for text, value in column.choices.items() if value == population))}


def ratio_extract(world: World, layout: Layout) -> Rows:
    """Quantities (hours) by unit and sex, by month or year as the layout's period says."""
    monthly = layout.role("period").type == "month"
    blocks = []
    for measure in layout.measures:
        indicator = world.programme.indicator(measure.indicator)
        for year, root in world.roots(indicator).items():
            cells = world.people(measure.population or indicator.population, year)
            rows = hours(world, indicator, cells, root, world.months(year) if monthly else None, not layout.total_from_sexes)
            named = {
                layout.role("period").key: rows["year"],
                layout.role("unit").key: rows["unit"],
                layout.role("sex").key: rows["sex"],
                measure.numerator: rows["numerator"],
                measure.denominator: rows["denominator"],
            }
            if measure.n:
                named[measure.n] = rows["n"]
            blocks.append(named | _beside(world, layout, measure, rows, year))
    return concat(blocks) if blocks else {}


def _beside(world: World, layout: Layout, measure: Measure, rows: Rows, year: int) -> Rows:
    """Columns that no measure uses: the sample's factors of the numerator, and sums of columns."""
    rng = world.rng("beside", layout.id, year)
    keys = {c.key for c in layout.columns}
    out: Rows = {measure.numerator: rows["numerator"]}
    beside = {key: factor for key, factor in world.sample.column_factors.items() if key in keys}
    # All of them together are a part of the denominator, also in a unit of a few people.
    room = np.floor(10 * np.maximum(0, rows["denominator"] - rows["numerator"]) / max(len(beside), 1)) / 10
    for key, factor in beside.items():
        out[key] = np.minimum(room, np.round(rows["numerator"] * factor * rng.gamma(2.0, 0.5, len(rows["numerator"])), 1))
    for key, parts in world.sample.column_sums.items():
        if key in keys and all(part in out for part in parts):
            out[key] = np.round(sum(out[part] for part in parts), 1)
    return out
