"""Units that tell of a year in different parts: some by month, others by quarter or by year alone.

What a unit shows by year, by quarter and by month gives the differences between the three. They add up over units as the figures do, and
are nothing in a unit whose year is its quarters and its quarters its months. So where most units below one deliver months and a hidden one
quarters alone, the quarter less its months above is just the hidden one. Such a unit above shows its year, and neither months nor quarters.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from kpi.programme.periods import MONTHS, MONTHS_IN, QUARTERS
from kpi.store.types import ORIGINS

_KEY = ["series_no", "year", "unit_no", "sex"]
_ROLLED = ORIGINS.index("rolled")
_YEAR = 1  # the bit of the year in a unit's parts; a month or quarter has the bit of its number
_IN_QUARTER = (1 << MONTHS_IN) - 1


class Grains:
    """What the units of a series, year and sex have, and where they differ. cells: months and quarters (``_KEY``, month, origin, parent_no,
    depth); years: the yearly figures (``_KEY``, origin, months, hidden, parent_no, depth); depth null outside the organisation."""

    def __init__(self, cells: pl.DataFrame, years: pl.DataFrame) -> None:
        rows = _rows(cells, years)
        self._row_of = cells.join(rows.select(*_KEY, "row"), on=_KEY, how="left", maintain_order="left")["row"].to_numpy()
        above = rows.select(pl.col("parent_no").alias("unit_no"), *(pl.col(name) for name in _KEY if name != "unit_no"))
        self._above = above.join(rows.select(*_KEY, "row"), on=_KEY, how="left", maintain_order="left")["row"].fill_null(-1).to_numpy()
        self._year_hidden = rows["hidden"].to_numpy()
        self._differs, self._mixed = _compared(rows, self._above)

    def spread(self, hidden: np.ndarray) -> np.ndarray:
        """``hidden`` of the cells, with more: all of a unit's, where a unit below that has a difference of its own is hidden."""
        if not self._mixed.any():
            return hidden
        concealed = self._year_hidden | (np.bincount(self._row_of, weights=hidden, minlength=len(self._mixed)) > 0)
        reached = np.zeros_like(concealed)
        new = concealed & self._differs
        while new.any():
            above = self._above[new]
            above = above[above >= 0]
            new = np.zeros_like(concealed)
            new[above] = True
            new &= self._mixed & ~reached
            reached |= new
        return hidden | reached[self._row_of]


def _rows(cells: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """A row a unit and sex in a series and year: which parts it has (``has``, a bit each), if any of them is of the units below
    (``rolled``), and how many months its year is made of (``months``; null: delivered as a year)."""
    bit = pl.lit(1, pl.Int64) * 2 ** pl.col("month").cast(pl.Int64)
    place = pl.col("parent_no", "depth").first()
    rolled = pl.col("origin") == _ROLLED
    parts = cells.group_by(_KEY).agg(bit.sum().cast(pl.Int64).alias("has"), rolled.any().alias("rolled"), place)
    beside = years.select(*_KEY, pl.lit(_YEAR, pl.Int64).alias("has"), rolled.alias("rolled"), "parent_no", "depth", "months", "hidden")
    rows = pl.concat([parts, beside], how="diagonal").group_by(_KEY).agg(
        pl.col("has").sum(), pl.col("rolled").any(), pl.col("parent_no", "depth", "months").drop_nulls().first(), pl.col("hidden").any()
    )  # fmt: skip
    return rows.sort(_KEY).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64), pl.col("hidden").fill_null(False))


def _compared(rows: pl.DataFrame, above: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each row: may its year, quarters and months differ, and are there units below it of several kinds, of which some do?"""
    has, made = rows["has"].to_numpy(), rows["months"].fill_null(-1).to_numpy()
    kind, differs = _own(has, made, rows.select(pl.struct("series_no", "year").rank("dense")).to_series().to_numpy() - 1)
    mixed = np.zeros(len(has), dtype=bool)
    depth, rolled = rows["depth"].fill_null(0).to_numpy(), rows["rolled"].to_numpy()
    for level in range(int(depth.max(initial=0)), 0, -1):
        below = np.flatnonzero((depth == level) & (above >= 0))
        below = below[rolled[above[below]]]
        over = above[below]
        least, most = np.full(len(has), np.iinfo(np.int64).max), np.full(len(has), -1)
        np.minimum.at(least, over, kind[below])
        np.maximum.at(most, over, kind[below])
        some = np.bincount(over, weights=differs[below], minlength=len(has)) > 0
        several = (least != most) | (np.bincount(over, weights=mixed[below], minlength=len(has)) > 0)
        here = np.unique(over)
        kind[here], differs[here], mixed[here] = least[here], some[here], (several & some)[here]
    return differs, mixed


def _own(has: np.ndarray, made: np.ndarray, span: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What kind each row is of by its own parts, and if its year, quarters and months may differ. span: its series and year."""
    months = sum((has >> part) & 1 for part in range(1, MONTHS + 1))
    quarters = sum((has >> (MONTHS + quarter)) & 1 for quarter in range(1, QUARTERS + 1))
    any_months, any_quarters = (np.bincount(span, weights=count)[span] > 0 for count in (months, quarters))
    of_months = (months == MONTHS) | (made == months)
    of_quarters = (quarters == QUARTERS) | (made == quarters * MONTHS_IN)
    agree = np.ones(len(has), dtype=bool)
    for quarter in range(1, QUARTERS + 1):
        three = (has >> ((quarter - 1) * MONTHS_IN + 1)) & _IN_QUARTER
        whole = (has >> (MONTHS + quarter)) & 1 > 0
        agree &= np.where(whole, three == _IN_QUARTER, three == 0)
    same = (has & _YEAR > 0) & np.where(any_months, of_months & (agree | ~any_quarters), of_quarters)
    return has * 4 + of_months * 2 + of_quarters, ~same
