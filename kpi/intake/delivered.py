"""Layouts whose rows are groups (unit, period, sex) already: the value, or its numerator and denominator, stands in columns."""

from __future__ import annotations

import polars as pl

from kpi.intake.extract import Extract
from kpi.intake.facts import NOTHING, ZERO_DENOMINATOR, counted, fact_frame, identity, role_key
from kpi.intake.known import MARK, NUMBER, POPULATION
from kpi.intake.marks import FAILED_PREFIX, NOT_COMPUTED
from kpi.programme.model import Indicator, Measure, Programme, Rollup
from kpi.store.types import SHEETS

_KEY = ["indicator", "unit", "period", "year", "month", "population", "method"]


def delivered_values(extract: Extract, rows: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """Rows with an indicator each. An empty value with numerator and denominator is computed; an empty one without is missing.

    n is the denominator for a share of persons when none is given. A value that is marked as missing is missing: only a formula that
    failed may be computed anew.
    """
    keys = {role: role_key(extract, role) for role in ("value", "numerator", "denominator", "n")}
    value, over, under, n = (pl.col(k) if k else NOTHING.cast(pl.Float64) for k in keys.values())
    scales = pl.Series([i.scale for i in programme.indicators], dtype=pl.Float64)
    shares = pl.Series([i.rollup is Rollup.SHARE for i in programme.indicators], dtype=pl.Boolean)
    populations = pl.Series([i.population for i in programme.indicators], dtype=pl.String)
    numbers = rows[NUMBER]
    rows = rows.with_columns(
        scales.gather(numbers).alias("_scale"), shares.gather(numbers).alias("_share"), populations.gather(numbers).alias(POPULATION)
    )
    said, of_parts = _marks(rows, keys["value"]), _marks(rows, keys["numerator"], keys["denominator"])
    if said is not None:
        stands = said.is_null() | said.str.starts_with(FAILED_PREFIX) | (said == NOT_COMPUTED)
        over, under = (pl.when(stands).then(part) for part in (over, under))
    if of_parts is not None:
        over, under = pl.when(under.is_not_null()).then(over), pl.when(over.is_not_null()).then(under)
    computed = pl.when(under != 0).then(pl.col("_scale") * over / under)
    return fact_frame(
        extract,
        rows,
        [k for k in ([keys["value"]] if keys["value"] else [keys["numerator"], keys["denominator"]]) if k],
        value=pl.coalesce(value, computed),
        numerator=over,
        denominator=under,
        n=pl.coalesce(n, pl.when(pl.col("_share")).then(under)),
        missing=_first(said, _zero(under), of_parts),
    )


def _marks(rows: pl.DataFrame, *keys: str | None) -> pl.Expr | None:
    """Why there is no figure in the first of these columns that says so; None when the file has no such mark."""
    there = [pl.col(MARK + k) for k in keys if k and MARK + k in rows.columns]
    return pl.coalesce(there) if there else None


def _first(*reasons: pl.Expr | None) -> pl.Expr:
    return pl.coalesce([r for r in reasons if r is not None] or [NOTHING.cast(pl.String)])


def delivered_measure(extract: Extract, rows: pl.DataFrame, measure: Measure, indicator: Indicator) -> pl.DataFrame | None:
    """Facts of one measure with rule ``column`` or ``ratio``; None when the file lacks its columns."""
    keys = [k for k in (measure.value, measure.numerator, measure.denominator) if k]
    if not all(extract.has(k) for k in keys):
        return None
    rows = counted(rows, measure).with_columns(identity(measure, indicator))
    n = pl.col(measure.n) if measure.n and extract.has(measure.n) else NOTHING
    said = _marks(rows, *keys)
    if measure.rule == "column":
        return fact_frame(extract, rows, keys, value=pl.col(str(measure.value)), n=n, missing=_first(said))
    over, under = pl.col(str(measure.numerator)), pl.col(str(measure.denominator))
    if said is not None:
        over, under = (pl.when(said.is_null()).then(part) for part in (over, under))
    value = pl.when(under != 0).then(indicator.scale * over / under)
    return fact_frame(extract, rows, keys, value=value, numerator=over, denominator=under, n=n, missing=_first(said, _zero(under)))


def _zero(under: pl.Expr) -> pl.Expr:
    return pl.when(under == 0).then(pl.lit(ZERO_DENOMINATOR))


def totals(facts: pl.DataFrame, programme: Programme, *, complete: bool) -> pl.DataFrame:
    """T made from the sexes where the file has none: Σ numerator / Σ denominator, or Σ n·value / Σ n; every part must have them.

    complete: the sexes in the file make up the whole unit. Otherwise (rows were rejected) a lone sex may be half of one, and both
    must be there.
    """
    scales = pl.DataFrame([(i.id, i.scale) for i in programme.indicators], schema=["indicator", "_scale"], orient="row")
    groups = facts.group_by(_KEY, maintain_order=True).agg(
        pl.col("sex").alias("_sexes"),
        (pl.col("value") * pl.col("n")).sum().alias("_weighted"),
        *[pl.col(c).null_count().alias(f"_no_{c}") for c in ("value", "numerator", "denominator", "n")],
        *[pl.col(c).sum() for c in ("numerator", "denominator", "n")],
        pl.col("row_first").min(),
        pl.col("row_last").max(),
        *_places(facts),
    )
    enough = pl.col("_sexes").list.len() >= (1 if complete else 2)
    groups = groups.filter(~pl.col("_sexes").list.contains("T") & enough).join(scales, on="indicator", how="left", maintain_order="left")
    return groups.with_columns(_total_columns()).filter(pl.col("value").is_not_null()).select(facts.columns)


def _places(facts: pl.DataFrame) -> list[pl.Expr]:
    """Where a total stands: with its parts. In two columns of a sheet both; on two sheets both, with the parts' own rows to be looked up
    among the parts when somebody asks (``SHEETS``).
    """
    sheet, col = pl.col("sheet").cast(pl.String), pl.col("col").cast(pl.String)
    if facts.select(sheet, col).n_unique() == 1:
        return [sheet.first(), col.first()]
    letters = col.str.split(" · ").list.first().unique(maintain_order=True).str.join(", ")
    return [
        sheet.unique(maintain_order=True).str.join(SHEETS),
        pl.when(col.n_unique() == 1).then(col.first()).otherwise(letters).alias("col"),
    ]


def _total_columns() -> list[pl.Expr]:
    summed = (pl.col("_no_numerator") == 0) & (pl.col("_no_denominator") == 0) & (pl.col("denominator") > 0)
    weighed = (pl.col("_no_value") == 0) & (pl.col("_no_n") == 0) & (pl.col("n") > 0)
    ratio = pl.col("_scale") * pl.col("numerator") / pl.col("denominator")
    return [
        pl.when(summed).then(ratio).when(weighed).then(pl.col("_weighted") / pl.col("n")).alias("value"),
        *[pl.when(summed).then(pl.col(c)).alias(c) for c in ("numerator", "denominator")],
        pl.when(pl.col("_no_n") == 0).then(pl.col("n")).alias("n"),
        pl.lit("T").alias("sex"),
        pl.lit(None, dtype=pl.Float64).alias("sd"),
        pl.lit(None, dtype=pl.String).alias("missing"),
    ]
