"""Which cells of a roll-up may not be shown, by the rule of ``kpi.measure.disclosure``, computed when they are made.

cells: a row a figure, with grp, series_no, year, unit_no, depth and parent_no (null outside that year's tree), sex, gate, min_n, monthly.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from kpi.measure.disclosure import hidden_cells

_TOP_LEVELS = 1  # down to this depth an unknown n may be shown
_CELL = ["series_no", "year", "unit_no", "sex"]


def hidden_years(cells: pl.DataFrame) -> pl.Series:
    """Whether each cell may not be shown, as a column ``hidden``."""
    # n counts people once, so that the units below should add up to it; an average over months, or its smallest month, does not.
    return pl.Series("hidden", _hidden(cells, cells["monthly"] == 0))


def hidden_months(cells: pl.DataFrame, years: pl.DataFrame) -> pl.Series:
    """As ``hidden_years`` of months and quarters. years: the yearly cells that are not shown beside them (series_no, year, unit_no, sex).

    A year is the sum of its months and of its quarters, and a quarter of its months, so all of a unit and sex in a year are hidden or none:
    a single hidden one could be worked out from the others.
    """
    years = years.with_columns(pl.lit(True).alias("hidden"))
    hidden = cells.join(years, on=_CELL, how="left", maintain_order="left")["hidden"].fill_null(False).to_numpy()
    if cells.is_empty():
        return pl.Series("hidden", hidden, dtype=pl.Boolean)
    adds_up = pl.repeat(True, cells.height, eager=True)
    year_of = cells.select(pl.struct(_CELL).rank("dense")).to_series().to_numpy() - 1
    while True:
        found = _hidden(cells, adds_up, already=hidden)
        hidden = (np.bincount(year_of, weights=found) > 0)[year_of]
        if np.array_equal(found, hidden):
            return pl.Series("hidden", hidden)


def _hidden(cells: pl.DataFrame, adds_up: pl.Series, already: np.ndarray | None = None) -> np.ndarray:
    return hidden_cells(
        cells["grp"].to_numpy(),
        cells["unit_no"].to_numpy(),
        cells["parent_no"].fill_null(-1).to_numpy(),
        cells["sex"].to_numpy(),
        cells["gate"].clip(0).cast(pl.Float64).to_numpy(),  # a missing n is NaN
        cells["min_n"].to_numpy(),
        (cells["depth"] <= _TOP_LEVELS).fill_null(False).to_numpy(),
        adds_up=adds_up.to_numpy(),
        already=already,
    )
