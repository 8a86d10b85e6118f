"""On which sheets the rows of persons that a figure is made of stand, when they stand on several. Whole sheets and columns, never rows."""

from __future__ import annotations

import polars as pl

from kpi.intake.extract import SHEET, Extract
from kpi.intake.known import PERIOD, POPULATION, SEX, UNIT
from kpi.store.types import SEXES

_TABLES = "_tables"
_TOTAL = SEXES[0]


def by_tables(extract: Extract, rows: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[int, ...]]]:
    """The rows with SHEET as a place in a list, and that list: the tables (indices into ``Extract.matches``) of the row's unit and period.

    All figures of a unit and period have the same tables: which of them a sex has rows in is not told. Where the tables themselves part
    women from men, or managers from others, a unit's tables would tell that it has none of the one: then all the period's are given.
    """
    if len(extract.matches) == 1:
        return rows, [(0,)]
    about = [PERIOD] if _parts_persons(rows, len(extract.matches)) else [UNIT, PERIOD]
    found = rows.group_by(about).agg(pl.col(SHEET).unique().sort().cast(pl.String).str.join(",").alias(_TABLES))
    distinct = found[_TABLES].unique().sort()
    numbered = found.with_columns(pl.col(_TABLES).cast(pl.Enum(distinct)).to_physical().cast(pl.Int32))
    placed = rows.drop(SHEET).join(numbered, on=about, how="left", nulls_equal=True, maintain_order="left").rename({_TABLES: SHEET})
    return placed, [tuple(map(int, tables.split(","))) for tables in distinct]


def _parts_persons(rows: pl.DataFrame, tables: int) -> bool:
    """Has a table only some of the sexes or populations that the file has?"""
    for name in (SEX, POPULATION):
        if name in rows.columns:
            groups = rows.lazy().filter(pl.col(name) != _TOTAL).select(SHEET, name).unique().collect()
            if groups.height < groups[name].n_unique() * tables:
                return True
    return False
