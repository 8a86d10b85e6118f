"""Two tables of one organisation that tell about each other: a version and the one after it, or the same people measured in two ways.

What is shown of both gives their difference, cell by cell, and differences add up over sexes and units as the figures do. So the
differences are a table of their own, protected by the same rule: a difference of few persons, or of a hidden figure, must not be possible
to work out, and where it would be, more differences are hidden – by hiding one of the two figures. What is the same in both differs by
nobody. Then nothing hidden in either can be worked out from both: hidden figures and hidden differences are unknowns of separate equations.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import polars as pl

from kpi.measure.disclosure import hidden_cells

_KEY = ["unit_no", "sex"]
OF_SERIES = [*_KEY, "parent_no", "depth", "value", "n", "min_n", "family", "year", "series_no", "rolling"]
"""The columns of cells that ``between_series`` looks at."""
_TOP_LEVELS = 1
_YEARS, _SERIES = 10_000, 2**20  # more than there are years and series
_UNITS = 2**31  # more than there are unit numbers: one number is sorted faster than four
_LARGE = 1e9  # persons: more than any small group


def between(one: pl.DataFrame, other: pl.DataFrame, *, fixed: bool, exactly: bool) -> pl.DataFrame:
    """The cells (unit_no, sex) whose difference may not be known though both figures are shown.

    Both frames: unit_no, parent_no, depth, sex, value, n, min_n, hidden, rolling, and ``grp``: which tables of the two belong together.
    ``fixed``: what the first shows stays shown, so that a cell that only it has is known to differ by all it is. ``exactly``: cells are the
    same when value and n are (else when n is). ``rolling``: one of them is a rolling year, which is the other when their values are the
    same, whatever their n: of twelve months one may have the smallest and the other the mean.
    """
    key = ["grp", *_KEY]
    both = _beside(one, other, key)
    if both.is_empty():
        return both.select(key)
    n, m = pl.col("n"), pl.col("n_b")
    equal = (pl.col("value") - pl.col("value_b")).abs() < 1e-9
    same = (n.eq_missing(m) & (equal if exactly else n.is_not_null())) | (pl.col("rolling") & equal)
    only_shown = pl.col("hidden_b").is_null() & ~pl.col("hidden").fill_null(True)
    nothing = (same.fill_null(False) & pl.col("hidden").is_not_null() & pl.col("hidden_b").is_not_null()) | (only_shown if fixed else False)
    change = (n.fill_null(0) - m.fill_null(0)).abs()
    unknown = (pl.col("hidden").is_not_null() & n.is_null()) | (pl.col("hidden_b").is_not_null() & m.is_null())
    persons = (
        pl.when(nothing)
        .then(0.0)
        .when(unknown)
        .then(_LARGE)
        .when(change > 0)
        .then(change)
        .otherwise(pl.max_horizontal(n, m))
        .cast(pl.Float64)
    )
    either = pl.col("hidden").fill_null(False) | pl.col("hidden_b").fill_null(False)
    both = both.with_columns(
        persons.alias("persons"),
        (either & ~nothing).alias("already"),
        nothing.alias("nothing"),
        *(pl.coalesce(name, f"{name}_b").alias(name) for name in ("parent_no", "depth", "min_n")),
    ).filter(pl.col("grp").is_in(pl.col("grp").filter(~pl.col("nothing")).unique().implode()))
    if both.is_empty():
        return both.select(key)
    hidden = hidden_cells(
        both["grp"].to_numpy(),
        both["unit_no"].to_numpy(),
        both["parent_no"].fill_null(-1).to_numpy(),
        both["sex"].to_numpy(),
        both["persons"].to_numpy(),
        both["min_n"].to_numpy(),
        (both["depth"] <= _TOP_LEVELS).fill_null(False).to_numpy(),
        already=both["already"].to_numpy(),
    )
    return both.filter(pl.Series(hidden) & ~pl.col("nothing") & ~pl.col("already")).select(key)


def _beside(one: pl.DataFrame, other: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The rows of both by their key, the other's columns with "_b" after their names; null where one of them has no such row."""
    if one.height == other.height and one.select(key).equals(other.select(key)):  # as two figures of every unit and sex mostly are
        return one.hstack(other.drop(key).rename(lambda name: f"{name}_b" if name in one.columns else name))
    return one.join(other, on=key, how="full", coalesce=True, suffix="_b")


def between_series(cells: pl.DataFrame, hidden: np.ndarray) -> np.ndarray:
    """``hidden``, with more where two series of a family in a year would tell about each other: the later one's cell is hidden, or the only
    one's. cells: as in ``gate``."""
    hidden = hidden.copy()
    frame, ends = _by_place(cells)
    parts = [frame[first:last] for first, last in pairwise(ends)]
    by_place = [(part, _by_group(part)) for part in parts]
    any_rolling = bool(frame["rolling"].any())
    for (first, of_first), (second, of_second) in combinations(by_place, 2):
        groups = _of_others(of_first, of_second)
        if not groups:
            continue
        chosen = pl.col("grp").is_in(pl.Series(groups, dtype=frame.schema["grp"]).implode())
        one, other = (part.filter(chosen) for part in (first, second))
        one, other = (part.with_columns(pl.Series("hidden", hidden[part["at"].to_numpy()])) for part in (one, other))
        if any_rolling:
            rolling = pl.col("grp").is_in(pl.concat([part.filter("rolling")["grp"] for part in (first, second)]).implode()).alias("rolling")
            one, other = (part.with_columns(rolling) for part in (one, other))
        found = between(one, other, fixed=False, exactly=False)
        if found.is_empty():
            continue
        of_both = ["grp", *_KEY]
        later = other.join(found, on=of_both, how="semi")["at"].to_numpy()
        alone = one.join(found, on=of_both, how="semi").join(other, on=of_both, how="anti")["at"].to_numpy()
        hidden[later] = hidden[alone] = True
    return hidden


def _by_place(cells: pl.DataFrame) -> tuple[pl.DataFrame, list[int]]:
    """The cells by place: each family's first series in its year, then the second of each, and so on, for families and years do not touch
    each other; within a place in order of ``grp`` (family and year), unit and sex. With ``at``, the row in ``cells``; and where each place
    begins and the last ends."""
    key = cells["family"].to_numpy().astype(np.int64) * _YEARS + cells["year"].to_numpy()
    series, of_series = np.unique(key * _SERIES + cells["series_no"].to_numpy(), return_inverse=True)
    _, first, group = np.unique(series // _SERIES, return_index=True, return_inverse=True)
    place = (np.arange(len(series)) - first[group])[of_series]
    group = group[of_series]
    unit = cells["unit_no"].to_numpy().astype(np.int64)
    order = np.argsort(((place * len(series) + group) * _UNITS + unit) * 3 + cells["sex"].to_numpy())
    frame = cells.select(OF_SERIES).with_columns(pl.Series("grp", group, dtype=pl.UInt32))[order].with_columns(pl.Series("at", order))
    return frame, [0, *np.cumsum(np.bincount(place)).tolist()]


_Group = list[np.ndarray]
"""Units, sexes and n of a group, in order."""


def _of_others(one: dict[int, _Group], other: dict[int, _Group]) -> list[int]:
    """The groups that both have, but for those where all cells of both are the same people's, each with one in the other: there no
    difference is anybody's, which is soon seen."""

    def same(mine: _Group, others: _Group) -> bool:
        return len(mine[0]) == len(others[0]) and all(
            np.array_equal(a, b) for a, b in zip(mine, others, strict=True)
        )  # unknown equals none

    return [group for group in sorted(one.keys() & other.keys()) if not same(one[group], other[group])]


def _by_group(part: pl.DataFrame) -> dict[int, _Group]:
    """Of each group; ``part`` is in order of grp, unit_no and sex."""
    group = part["grp"].to_numpy()
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    columns = [part[name].to_numpy() for name in (*_KEY, "n")]
    return {int(group[a]): [column[a:b] for column in columns] for a, b in zip(starts, [*starts[1:], len(group)], strict=True)}
