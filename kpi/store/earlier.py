"""What an earlier version may show beside the one after it, so that no one learns from the two what neither shows.

Versions are taken in a chain, from what holds now backwards, each against the one after it. A figure that is the same in both is shown
where the later one is. Of the others:

- where nothing of the same people's figures that year is hidden in either version, and none differs by a group too small to show, all is
  shown as it was;
- otherwise the differences are protected as figures are (``linked``) where a year has one series, delivered by year, and the same
  organisation in both versions; and where it has not, no figure that has changed since is shown.

Then whatever is hidden in a version stays unknown whoever puts versions together: what is shown of an earlier one is what is shown of the
later one and differences that are shown.
"""

from __future__ import annotations

import polars as pl

from kpi.store.linked import between

_CELL = ["series_no", "year", "unit_no", "sex"]
_PEOPLE = ["family", "year"]
_NEAR = 1e-9


def hidden_earlier(
    then: pl.DataFrame, later: pl.DataFrame, series: pl.DataFrame, tree: pl.DataFrame, moved: set[int], *, nothing: bool
) -> pl.Series:
    """Whether each cell of ``then`` may not be shown, as a column ``hidden``.

    then, later: the two versions' cells. series: series_no, family, min_n. tree: year, unit_no, depth, parent_no. moved: years with another
    organisation in the later version. nothing: whatever has changed is hidden, without looking closer.
    """
    of_later = later.select(*_CELL, pl.col("value").alias("value_b"), pl.col("n").alias("n_b"), pl.col("hidden").alias("hidden_b"))
    whole = (
        then.select(*_CELL, "value", "n", "hidden", "months")
        .join(of_later, on=_CELL, how="full", coalesce=True)
        .join(series, on="series_no")
    )
    stays = pl.col("n").eq_missing(pl.col("n_b")) & ((pl.col("value") - pl.col("value_b")).abs() < _NEAR)
    whole = whole.with_columns(stays.fill_null(False).alias("same"))
    change = (pl.col("n").fill_null(0) - pl.col("n_b").fill_null(0)).abs()
    unknown = pl.col("n").is_null() & pl.col("hidden").is_not_null() | pl.col("n_b").is_null() & pl.col("hidden_b").is_not_null()
    few = ~pl.col("same") & ((change > 0) & (change < pl.col("min_n")) | unknown)
    whole = whole.with_columns(
        (pl.col("hidden").fill_null(False) | pl.col("hidden_b").fill_null(False) | few).any().over(_PEOPLE).alias("careful")
    )
    simple = (pl.col("series_no").n_unique().over(_PEOPLE) == 1) & pl.col("months").is_null().all().over(_PEOPLE)
    whole = whole.with_columns((simple & ~pl.col("year").is_in(sorted(moved)) & (not nothing)).alias("closer"))
    differs = _differences(whole.filter("careful", "closer"), tree).with_columns(pl.lit(True).alias("told"))
    whole = whole.join(differs, on=_CELL, how="left").with_columns(pl.col("told").fill_null(False))
    changed = pl.col("hidden") | pl.col("hidden_b").fill_null(False) | (pl.col("careful") & (~pl.col("closer") | pl.col("told")))
    judged = whole.with_columns(pl.when("same").then("hidden_b").otherwise(changed).alias("judged")).select(*_CELL, "judged")
    return then.select(_CELL).join(judged, on=_CELL, how="left", maintain_order="left")["judged"].fill_null(True).alias("hidden")


def _differences(cells: pl.DataFrame, tree: pl.DataFrame) -> pl.DataFrame:
    """The cells whose difference between the two versions may not be known."""
    groups = cells.select("series_no", "year").unique(maintain_order=True).with_row_index("grp")
    cells = cells.join(groups, on=["series_no", "year"]).join(
        tree.select("year", "unit_no", "depth", "parent_no"), on=["year", "unit_no"], how="left"
    )
    columns = ["grp", "unit_no", "sex", "parent_no", "depth", "min_n"]
    then = cells.filter(pl.col("hidden").is_not_null()).select(*columns, "value", "n", "hidden", pl.lit(False).alias("rolling"))
    later = cells.filter(pl.col("hidden_b").is_not_null()).select(
        *columns, *(pl.col(f"{name}_b").alias(name) for name in ("value", "n", "hidden")), pl.lit(False).alias("rolling")
    )
    return between(later, then, fixed=True, exactly=True).join(groups, on="grp").select(_CELL)
