"""Synthetic extracts with one row an assignment: the managers of each lowest unit, and those who stand in for them in some."""

from __future__ import annotations

import numpy as np

from kpi.programme.model import Condition, Layout, Measure
from kpi.sample.world import Rows, World, concat


def assignments_extract(world: World, layout: Layout) -> Rows:
    """A manager in each lowest unit and the group's own in its first, meeting the layout's conditions as often as the sample says: what
    units are counted by (rule ``units``) is a row more in that share of them, what rows are counted by (``share``) a word in a row."""
    blocks = [_year(world, layout, year) for year in world.organisation.years]
    return concat(blocks)


def _year(world: World, layout: Layout, year: int) -> Rows:
    rng, at = world.rng("assignments", layout.id, year), world.organisation.years.index(year)
    units = world.organisation.leaves[world.organisation.in_force[at]]
    homes = world.group_homes(at)
    counted = next(m for m in layout.measures if m.rule == "units")
    of_rows = [m for m in layout.measures if m.rule == "share"]
    managers = [_text(layout, c, 0) for m in of_rows for c in m.where]
    above = [_text(layout, c, 1) for m in of_rows for c in m.where]
    with_deputy = np.sort(rng.permutation(len(units))[: _count(world, counted, year, len(units))])
    codes = np.concatenate([units, np.array(homes, dtype=units.dtype), units[with_deputy]])
    size = len(codes)
    rows: Rows = {layout.role("period").key: np.full(size, year), layout.role("unit").key: codes}
    is_manager = np.arange(size) < len(units) + len(homes)
    for (key, text), (_, higher) in zip(managers, above, strict=True):
        rows[key] = np.where(np.arange(size) < len(units), text, higher)
    for condition in counted.counts:
        key, text = _text(layout, condition, 0)
        rows[key] = np.where(is_manager, rows[key], text)
    for measure in of_rows:
        chosen = rng.permutation(np.flatnonzero(is_manager))[: _count(world, measure, year, int(is_manager.sum()))]
        for condition in measure.counts:
            key, text = _text(layout, condition, 0)
            other = next(t for t, value in layout.column(key).choices.items() if value != condition.equals)
            rows[key] = np.where(np.isin(np.arange(size), chosen), text, other)
    order = np.argsort(codes, kind="stable")
    return {key: column[order] for key, column in rows.items()}


def _count(world: World, measure: Measure, year: int, out_of: int) -> int:
    """How many give the whole organisation's figure; nobody where the sample has none."""
    indicator = world.programme.indicator(measure.indicator)
    return round(world.roots(indicator).get(year, 0.0) / indicator.scale * out_of)


def _text(layout: Layout, condition: Condition, which: int) -> tuple[str, str]:
    """The condition's column and a text that meets it; ``which`` of several, the last one where there are fewer."""
    texts = [text for text, value in layout.column(condition.column).choices.items() if value == condition.equals]
    return condition.column, texts[min(which, len(texts) - 1)]
