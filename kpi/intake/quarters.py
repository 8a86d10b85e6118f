"""Quarters beside months of the same year: do they agree, and which of them makes the year? Warnings, never with a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl
import polars.selectors as cs
import pyarrow as pa
import pyarrow.compute as pc

from kpi.errors import Fault
from kpi.intake.warnings import Told
from kpi.language import N_, all_of, ntr, tr
from kpi.programme.model import Programme, Rollup
from kpi.programme.periods import MONTHS, MONTHS_IN
from kpi.store.types import UnitRow
from kpi.text import numbers

Held = Callable[[Sequence[str], int, int], pa.Table]
"""``Store.parts``: the stored months and quarters of indicators, first to last year."""

_UNIT = ["indicator", "unit", "year", "sex", "population", "method"]
_KEY = [*_UNIT, "month"]
_SUMS = ["numerator", "denominator"]
_ROUNDED = 2.0  # a quarter and its three months may each be rounded to whole hours, half an hour each
_PLACE = ["period", "sheet", "row_first", "col"]


def quarters_beside_months(
    facts: pa.Table, programme: Programme, units: Sequence[UnitRow], held: Held, has_quarters: Callable[[int, int], bool]
) -> list[Fault]:
    """Warnings about a file's facts (FACT_SCHEMA): quarters that are not what their months make, and units whose year is told in both.

    has_quarters: is any quarter stored from one year to another? Most stores have none, and then nothing is read.
    """
    months = pc.min_max(facts["month"]).as_py()
    if months["max"] is None:
        return []
    years = pc.min_max(facts["year"]).as_py()
    if months["max"] <= MONTHS and not has_quarters(years["min"], years["max"]):
        return []
    known = _with_stored(facts, held(facts["indicator"].unique().to_pylist(), years["min"], years["max"]))
    quarters = known.filter(pl.col("month") > MONTHS)
    both = quarters.join(_made_of_months(known), on=_KEY)
    told = Told(programme, {u.code: u.name for u in units})
    apart = both.filter((pl.col("new") | pl.col("new_months")) & _apart(programme)).with_columns(
        pl.format("{}-Q{}", "year", pl.col("month") - MONTHS).alias("period"),
        *(pl.coalesce(c, f"{c}_months").alias(c) for c in _PLACE[1:]),
    )
    return [*told.each("quarter_not_months", apart, N_("{figure}: kvartalet är inte vad dess månader ger tillsammans.")), *_in_both(known)]


def _with_stored(facts: pa.Table, stored: pa.Table) -> pl.DataFrame:
    """The months and quarters that will hold: the file's, and those stored that it does not replace."""
    columns = [*_KEY, "value", *_SUMS]
    new, old = (pl.from_arrow(table) for table in (facts.select([*columns, *_PLACE]), stored.select(columns)))
    assert isinstance(new, pl.DataFrame) and isinstance(old, pl.DataFrame)
    alike = ((cs.categorical() | cs.enum()).cast(pl.String), pl.col("year", "month").cast(pl.Int32))
    new, old = (frame.with_columns(alike) for frame in (new, old))
    new = new.filter(pl.col("month").is_not_null()).with_columns(pl.lit(True).alias("new"))
    old = old.join(new, on=_KEY, how="anti").with_columns(pl.lit(False).alias("new"))
    return pl.concat([new, old], how="diagonal").filter(pl.col("value").is_not_null())


def _made_of_months(known: pl.DataFrame) -> pl.DataFrame:
    """What three months make of each quarter that has all of them."""
    quarter = (MONTHS + (pl.col("month") + MONTHS_IN - 1) // MONTHS_IN).alias("month")
    made = known.filter(pl.col("month") <= MONTHS).group_by(*_UNIT, quarter).agg(
        pl.len().alias("parts"),
        *(pl.when(pl.col(c).null_count() == 0).then(pl.col(c).sum()).alias(f"{c}_months") for c in _SUMS),
        pl.col("value").min().alias("low"),
        pl.col("value").max().alias("high"),
        pl.col("new").any().alias("new_months"),
        *(pl.col(c).filter(pl.col("new")).first().alias(f"{c}_months") for c in _PLACE[1:]),
    )  # fmt: skip
    return made.filter(pl.col("parts") == MONTHS_IN)


def _apart(programme: Programme) -> pl.Expr:
    """Is the quarter something else than its months? Hours add up; any other figure must lie among its months'."""
    adds_up = pl.col("indicator").is_in([i.id for i in programme.indicators if i.rollup is Rollup.RATIO])
    sums = pl.any_horizontal((pl.col(c) - pl.col(f"{c}_months")).abs() > _ROUNDED for c in _SUMS)
    known = pl.all_horizontal(pl.col(c).is_not_null() & pl.col(f"{c}_months").is_not_null() for c in _SUMS)
    steps = {i.id: 10.0**-i.decimals for i in programme.indicators}
    slack = pl.col("indicator").replace_strict(list(steps), list(steps.values()), return_dtype=pl.Float64)
    outside = (pl.col("value") < pl.col("low") - slack) | (pl.col("value") > pl.col("high") + slack)
    return pl.when(adds_up & known).then(sums).otherwise(outside)


def _in_both(known: pl.DataFrame) -> list[Fault]:
    """One warning for all units with both months and quarters in a year."""
    of_unit = known.group_by(_UNIT).agg((pl.col("month") > MONTHS).n_unique().alias("grains"), pl.col("new").any())
    both = of_unit.filter((pl.col("grains") > 1) & pl.col("new"))
    if both.is_empty():
        return []
    units, years = both["unit"].n_unique(), all_of(str(y) for y in both["year"].unique().sort())
    message = ntr(
        "Både månader och kvartal finns för en enhet {years}. {rule}",
        "Både månader och kvartal finns för {n} enheter {years}. {rule}",
        units,
        n=numbers.count(units),
        years=years,
        rule=tr("Månader och kvartal läggs aldrig ihop: ett år räknas ur det som täcker mest av året, ur månaderna när det är lika."),
    )
    return [Fault("months_and_quarters", message)]
