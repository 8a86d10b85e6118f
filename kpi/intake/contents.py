"""What the figures of a reading are about, without any figure: indicator by indicator, which periods, units, sexes and method."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Content:
    """The facts of one indicator measured in one way. ``values`` counts facts, ``missing`` those of them without a value."""

    indicator: str
    method: str  # "" when there is one way only
    first: str  # period: "2024" or "2024-03"
    last: str
    units: int
    sexes: tuple[str, ...]  # of T, K, M
    values: int
    missing: int


def contents(facts: pa.Table) -> list[Content]:
    """One row an indicator and method, in the order of the file. facts: FACT_SCHEMA."""
    frame = pl.from_arrow(facts.select(["indicator", "method", "period", "unit", "sex", "value"]))
    assert isinstance(frame, pl.DataFrame)
    grouped = frame.group_by("indicator", "method", maintain_order=True).agg(
        pl.col("period").cast(pl.String).min().alias("first"),
        pl.col("period").cast(pl.String).max().alias("last"),
        pl.col("unit").n_unique().alias("units"),
        pl.col("sex").cast(pl.String).unique().alias("sexes"),
        pl.len().alias("values"),
        pl.col("value").null_count().alias("missing"),
    )
    return [
        Content(r["indicator"], r["method"], r["first"], r["last"], r["units"], _sorted(r["sexes"]), r["values"], r["missing"])
        for r in grouped.to_dicts()
    ]


def _sorted(sexes: list[str]) -> tuple[str, ...]:
    return tuple(s for s in ("T", "K", "M") if s in sexes)
