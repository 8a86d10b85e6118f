"""Validated rows → facts, by each measure's rule. Rows of persons and answers end here: only sums, means and spreads go on.

``sd`` is the sample standard deviation (n − 1) of the persons' own values: for an index the respondent's own index over the items
that the respondent answered. Missing is null with a reason in ``missing``, never 0.
"""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from kpi.intake.delivered import delivered_measure, delivered_values, totals
from kpi.intake.extract import ROW, SHEET, Extract
from kpi.intake.facts import ROW_FIRST, ROW_LAST, ZERO_DENOMINATOR, counted, fact_frame, identity, meets
from kpi.intake.known import MONTH, PERIOD, SEX, UNIT, YEAR
from kpi.intake.notes import lacks
from kpi.intake.spread import by_tables
from kpi.language import N_
from kpi.programme.model import Indicator, Measure, Programme
from kpi.store.types import FACT_SCHEMA, SEXES

NO_ANSWERS = N_("inga svar")
UNTOLD_ROW = N_("minst en rad saknar uppgift")
UNANSWERED_ITEM = N_("minst en fråga saknar svar")

_GROUP = [UNIT, PERIOD, YEAR, MONTH]
_NAMES = ["unit", "period", "population", "method", "sheet", "col"]
_LOWEST, _STEPS = 1.0, 4.0  # answers 1–5; index = (mean − 1) / 4 · 100. Source: SKR/RKA (Kolada U60200)


def aggregate(extract: Extract, rows: pl.DataFrame, programme: Programme, *, complete: bool = True) -> pa.Table:
    """Facts (FACT_SCHEMA, names as dictionaries) of the accepted rows. complete: no row of the file was rejected."""
    layout = extract.layout
    if layout.kind == "values":
        parts = [delivered_values(extract, rows, programme)]
    elif layout.individual:
        parts = _individual(extract, rows, programme)
    else:
        found = [delivered_measure(extract, rows, m, programme.indicator(m.indicator)) for m in layout.measures]
        parts = [f for f in found if f is not None]
    if not parts:
        return FACT_SCHEMA.empty_table()
    facts = pl.concat(parts)
    if layout.total_from_sexes and not layout.individual:
        facts = pl.concat([facts, totals(facts, programme, complete=complete)])
    return _table(facts.select(FACT_SCHEMA.names), programme)


def _table(facts: pl.DataFrame, programme: Programme) -> pa.Table:
    """In FACT_SCHEMA's columns, with names as numbers of the distinct ones: whoever looks names up does it once each, not once a row."""
    distinct = facts.select(pl.col(_NAMES).drop_nulls().unique(maintain_order=True).implode())
    kinds = {column.name: pl.Enum(column.explode(empty_as_null=False)) for column in distinct}
    kinds |= {"sex": pl.Enum(SEXES), "indicator": pl.Enum([i.id for i in programme.indicators])}
    return facts.rechunk().cast(kinds).to_arrow(compat_level=pl.CompatLevel.oldest())


def _individual(extract: Extract, rows: pl.DataFrame, programme: Programme) -> list[pl.DataFrame]:
    """Facts of all measures, in all and by sex. Measures over the same rows are computed in one pass."""
    by_rows: dict[tuple[object, ...], list[Measure]] = {}
    for measure in (m for m in extract.layout.measures if not lacks(extract, m) and not _untold(rows, m)):
        by_rows.setdefault((measure.population, measure.where), []).append(measure)
    parts = []
    rows, tables = by_tables(extract, rows)
    for measures in by_rows.values():
        chosen = counted(rows, measures[0])
        chosen = chosen.with_columns(own_index(m).alias(f"{i}_own") for i, m in enumerate(measures) if m.rule == "index")
        everyone = _sums(chosen, measures, []).with_columns(pl.lit("T").alias(SEX))
        by_sex = _sums(chosen.filter(pl.col(SEX) != "T"), measures, [SEX])
        for i, measure in enumerate(measures):
            indicator = programme.indicator(measure.indicator)
            for sums in (everyone, by_sex) if indicator.by_sex else (everyone,):
                parts.append(_facts_of(extract, sums, tables, i, measure, indicator))
    return parts


def _untold(rows: pl.DataFrame, measure: Measure) -> bool:
    """Is a column that persons are counted by empty all the way down? Then the file says no more of it than one without the column."""
    return measure.rule == "per" and any(rows[c.column].null_count() == rows.height for c in measure.counts)


def _sums(rows: pl.DataFrame, measures: list[Measure], also: list[str]) -> pl.DataFrame:
    """Per group what each measure needs, in columns "<number of the measure>_<what>", and the rows that the group spans."""
    return rows.group_by([*_GROUP, *also], maintain_order=True).agg(
        *[e.alias(f"{i}_{what}") for i, m in enumerate(measures) for what, e in _needed(m, i).items()],
        pl.col(ROW).min().alias(ROW_FIRST),
        pl.col(ROW).max().alias(ROW_LAST),
        pl.col(SHEET).first(),
    )


def own_index(measure: Measure) -> pl.Expr:
    """Each respondent's own index, 0–100, over the items that the respondent answered; null when none is."""
    return (pl.mean_horizontal(*measure.items) - _LOWEST) / _STEPS * 100


def _needed(measure: Measure, number: int) -> dict[str, pl.Expr]:
    match measure.rule:
        case "share":
            return {"numerator": meets(measure.counts).sum(), "denominator": pl.len(), "n": pl.len()}
        case "per":
            told = pl.all_horizontal(pl.col(c.column).is_not_null() for c in measure.counts).all()
            some = meets(measure.counts).sum()
            parts = {"numerator": pl.len(), "denominator": some, "n": some}
            return {name: pl.when(told).then(part) for name, part in parts.items()}
        case "units":  # a group is a unit
            return {"numerator": meets(measure.counts).any().cast(pl.Int64), "denominator": pl.lit(1), "n": pl.lit(1)}
        case "ratio":
            n = pl.col(measure.n).sum() if measure.n else pl.len()
            return {"numerator": pl.col(str(measure.numerator)).sum(), "denominator": pl.col(str(measure.denominator)).sum(), "n": n}
        case "index":
            own = pl.col(f"{number}_own")
            return {"value": _item_mean(measure), "n": own.count(), "sd": own.std(ddof=1)}
        case _:
            cell = pl.col(str(measure.value))
            return {"value": cell.mean(), "n": cell.count(), "sd": cell.std(ddof=1)}


def _item_mean(measure: Measure) -> pl.Expr:
    """The mean of the items' indices, each over those who answered it; null when an item has no answer at all."""
    indices = [(pl.col(item).mean() - _LOWEST) / _STEPS * 100 for item in measure.items]
    # A mean over columns passes over nulls, and would give an index of fewer items than it says.
    return pl.when(pl.all_horizontal(i.is_not_null() for i in indices)).then(pl.mean_horizontal(*indices))


def _facts_of(
    extract: Extract, sums: pl.DataFrame, tables: list[tuple[int, ...]], number: int, measure: Measure, indicator: Indicator
) -> pl.DataFrame:
    """The facts of one measure out of the sums of all."""
    prefix = f"{number}_"
    own = {c.removeprefix(prefix): pl.col(c) for c in sums.columns if c.startswith(prefix)}
    if "denominator" in own:
        own["value"] = pl.when(own["denominator"] != 0).then(indicator.scale * own["numerator"] / own["denominator"])
        own["missing"] = pl.when(own["denominator"].is_null()).then(pl.lit(UNTOLD_ROW)).otherwise(pl.lit(ZERO_DENOMINATOR))
    else:
        own["missing"] = pl.when(own["n"] == 0).then(pl.lit(NO_ANSWERS)).otherwise(pl.lit(UNANSWERED_ITEM))
    keys = [*measure.items, *(k for k in (measure.value, measure.numerator, measure.denominator) if k)]
    keys += [c.column for c in (*measure.where, *measure.counts)]
    return fact_frame(extract, sums.with_columns(identity(measure, indicator)), keys, tables, **own)
