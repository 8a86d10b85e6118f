"""What units' months, or quarters, add up to over a year: a table of its own beside that of the years.

A unit's months may be hidden for another's sake while its year, which is their sum, is shown. Where the same units below one have a year
and months, the years' own table has protected the sums. But where some have a year and no months, the one above may have months and no
year, or a year of more units; then the sum of its months, less the years shown below, can be just one hidden unit's year. There the months
above are hidden too.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from kpi.measure.disclosure import hidden_cells
from kpi.programme.periods import MONTHS, MONTHS_IN

_SPAN = ["series_no", "year", "quarterly", "sex"]
_ROW = [*_SPAN, "unit_no"]
_YEAR_OF = ["series_no", "year", "unit_no", "sex"]
_LARGE = 1e9  # persons: more than any small group


def with_sums_protected(cells: pl.DataFrame, years: pl.DataFrame, hidden: np.ndarray) -> np.ndarray:
    """``hidden`` of the cells, with more: all months and quarters of a unit above, where their sum would give a hidden year away.

    cells: months and quarters (series_no, year, month, unit_no, parent_no, sex, gate, min_n); years: the yearly figures (series_no, year,
    unit_no, sex, months, hidden).
    """
    rows = _rows(cells, years, hidden)
    told = rows.filter("hidden", "told")
    if told.is_empty():
        return hidden
    rows = rows.join(told.select("series_no", "year", "quarterly").unique(), on=["series_no", "year", "quarterly"], how="semi")
    known = ~rows["hidden"] | rows["told"]
    found = hidden_cells(
        rows.select(pl.struct("series_no", "year", "quarterly").rank("dense")).to_series().to_numpy(),
        rows["unit_no"].to_numpy(),
        rows["parent_no"].fill_null(-1).to_numpy(),
        rows["sex"].to_numpy(),
        rows.select(pl.when(known).then(_LARGE).otherwise(pl.col("gate").clip(0)).cast(pl.Float64)).to_series().to_numpy(),
        rows["min_n"].to_numpy(),
        np.ones(rows.height, dtype=bool),  # an unknown n has been judged already
        already=(~known).to_numpy(),
    )
    reached = _with_all_above(rows, rows.filter(pl.Series(found) & known))
    more = cells.join(reached, on=_YEAR_OF, how="left", maintain_order="left")["reached"].fill_null(False).to_numpy()
    return hidden | more


def _rows(cells: pl.DataFrame, years: pl.DataFrame, hidden: np.ndarray) -> pl.DataFrame:
    """A row a unit and sex that has months, or quarters: are they ``hidden``, and is their sum ``told``, being the year that is shown?"""
    parts = cells.with_columns(pl.Series("hidden", hidden), (pl.col("month") > MONTHS).alias("quarterly"))
    rows = parts.group_by(_ROW).agg(
        pl.col("parent_no", "min_n").first(), pl.col("gate").min(), pl.col("hidden").any(), pl.len().alias("has")
    )
    beside = years.select(*_YEAR_OF, "months", pl.col("hidden").alias("year_hidden"))
    made_of = pl.col("has").cast(pl.Int64) * pl.when("quarterly").then(MONTHS_IN).otherwise(1)
    told = (made_of == pl.col("months")) & ~pl.col("year_hidden")
    return rows.join(beside, on=_YEAR_OF, how="left").with_columns(told.fill_null(False).alias("told")).sort(_ROW)


def _with_all_above(rows: pl.DataFrame, some: pl.DataFrame) -> pl.DataFrame:
    """series_no, year, unit_no and sex of some rows and of all rows above them, each once, with ``reached`` true."""
    found, new = [], some
    while not new.is_empty():
        found.append(new.select(_YEAR_OF))
        above = new.select(*_SPAN, pl.col("parent_no").alias("unit_no")).drop_nulls("unit_no").unique()
        new = rows.join(above, on=_ROW, how="semi")
    every = pl.concat([rows.select(_YEAR_OF).clear(), *found]).unique()
    return every.with_columns(pl.lit(True).alias("reached"))
