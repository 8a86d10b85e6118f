"""Rolling years: what one of them holds of a year before that is hidden must not be possible to work out.

A rolling twelve months of June holds July–December of the year before. Its figure, less January–June, is just that half-year: where units
deliver rolling years differently than months, a half-year of one that is hidden would be what is left. And June's less December's before it
is what this half-year is over the last. So a rolling year is hidden where anything of the unit's is in either year that it holds months of,
and among rolling years as many more as protect those. December's is the year itself, and holds nothing of the one before. Nothing else is
hidden for a rolling year's sake: it only adds an unknown to what is shown of that year.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

_PEOPLE = ["family", "year", "unit_no", "sex"]
_CELL = ["series_no", "year", "unit_no", "sex"]
Protect = Callable[[pl.DataFrame, np.ndarray], np.ndarray]
"""Cells and what of them is hidden already → what is hidden when those are protected."""


def with_rolling_years(cells: pl.DataFrame, hidden: np.ndarray, years: pl.DataFrame, protect: Protect) -> np.ndarray:
    """``hidden`` of months and quarters, with the rolling years that hold months of a year where anything is hidden, and those that protect
    them: of a unit and sex all of a year or none.

    cells: as in ``gate``, with ``rolling`` and ``reaches_back``: does it hold months of the year before? years: the yearly cells beside.
    """
    at = np.flatnonzero(cells.select(pl.col("rolling") & pl.col("reaches_back")).to_series().to_numpy())
    if not len(at):
        return hidden
    those = cells[at]
    held = _years_that_hold(cells, hidden, years).with_columns(pl.lit(True).alias("held"))
    also = those.join(held, on=_PEOPLE, how="left", maintain_order="left")["held"].fill_null(False).to_numpy()
    place = those.select(pl.struct(_CELL).rank("dense")).to_series().to_numpy() - 1
    hidden, found = hidden.copy(), hidden[at] | also
    while True:
        spread = (np.bincount(place, weights=found) > 0)[place]
        found = protect(those, spread)
        if np.array_equal(found, spread):
            hidden[at] = found
            return hidden


def _years_that_hold(cells: pl.DataFrame, hidden: np.ndarray, years: pl.DataFrame) -> pl.DataFrame:
    """The years of which anything is hidden and those after them, by people and sex (``_PEOPLE``); rolling years that hold months of two
    years aside."""
    ordinary = cells.filter(~(pl.col("rolling") & pl.col("reaches_back")) & pl.Series(hidden)).select(_PEOPLE)
    found = pl.concat([ordinary, years.filter("hidden").select(_PEOPLE)], how="vertical_relaxed").unique()
    after = found.with_columns((pl.col("year") + 1).cast(found.schema["year"]))
    return pl.concat([found, after]).unique().cast({"year": cells.schema["year"]})
