"""The shape that every layout's rows end in: facts with their key, their figures and the place they came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl
import pyarrow as pa

from kpi.intake.extract import COLUMN, ROW, SHEET, Extract
from kpi.intake.known import INDICATOR, METHOD, MONTH, PERIOD, POPULATION, SEX, UNIT, YEAR
from kpi.intake.letters import spans
from kpi.intake.tables.model import label, without_heading
from kpi.language import N_
from kpi.programme.model import Condition, Indicator, Measure
from kpi.store.types import SHEETS

NO_VALUE = "saknas"  # the extract has the row but no value
ZERO_DENOMINATOR = N_("nämnaren är 0")
ROW_FIRST, ROW_LAST = "row_first", "row_last"

_KEY_COLUMNS = {
    INDICATOR: ("indicator", pl.String),
    UNIT: ("unit", pl.String),
    PERIOD: ("period", pl.String),
    YEAR: ("year", pl.Int32),
    MONTH: ("month", pl.Int32),
    SEX: ("sex", pl.String),
    POPULATION: ("population", pl.String),
    METHOD: ("method", pl.String),
}
_FLOATS = ("value", "numerator", "denominator", "sd")
NOTHING = pl.lit(None)


def fact_frame(
    extract: Extract, rows: pl.DataFrame, keys: Iterable[str], tables: Sequence[tuple[int, ...]] | None = None, **measured: pl.Expr
) -> pl.DataFrame:
    """Rows in the shape of FACT_SCHEMA.

    keys: the Column.key of what the figure stands on. measured: value, numerator, denominator, n, sd and missing (the reason where
    value is null). Rows that are groups say ROW_FIRST and ROW_LAST; other rows stand for themselves. tables: what the numbers in SHEET
    stand for (indices into ``Extract.matches``); each for the table with its index when not given.
    """
    tables = tables or [(i,) for i in range(len(extract.matches))]
    value = measured.get("value", NOTHING).cast(pl.Float64)
    reason = pl.coalesce(measured.get("missing", NOTHING).cast(pl.String), pl.lit(NO_VALUE))
    first, last = (ROW_FIRST, ROW_LAST) if ROW_FIRST in rows.columns else (ROW, ROW)
    names = [SHEETS.join(_sheets(extract, together)) for together in tables]
    rows, places = _with_places(extract, rows, keys, tables)
    return rows.select(
        *[pl.col(source).cast(dtype).alias(name) for source, (name, dtype) in _KEY_COLUMNS.items()],
        *[measured.get(name, NOTHING).cast(pl.Float64).alias(name) for name in _FLOATS],
        measured.get("n", NOTHING).cast(pl.Int64).alias("n"),
        pl.when(value.is_null()).then(reason).alias("missing"),
        _by_sheet(names).alias("sheet"),
        pl.col(first).cast(pl.Int32).alias("row_first"),
        pl.col(last).cast(pl.Int32).alias("row_last"),
        places.alias("col"),
    )


def with_names(facts: pa.Table) -> pl.DataFrame:
    """Facts, or some of their columns, with names as texts, so that they can be put beside those of other files."""
    return pl.DataFrame(facts).with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String))


def identity(measure: Measure, indicator: Indicator) -> list[pl.Expr]:
    """What a measure's facts are called: indicator, population and method."""
    return [
        pl.lit(indicator.id).alias(INDICATOR),
        pl.lit(measure.population or indicator.population).alias(POPULATION),
        pl.lit(indicator.methods[0] if measure.method is None else measure.method).alias(METHOD),
    ]


def counted(rows: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """The rows that a measure is about: of its population, and meeting its ``where``."""
    if measure.population and POPULATION in rows.columns:
        rows = rows.filter(pl.col(POPULATION) == measure.population)
    return rows.filter(meets(measure.where)) if measure.where else rows


def meets(conditions: Iterable[Condition]) -> pl.Expr:
    """Rows that meet every condition; an empty cell meets none."""
    tests = []
    for c in conditions:
        cell = pl.col(c.column)
        if c.above is not None:
            tests.append(cell > c.above)
        elif isinstance(c.equals, str):
            tests.append(cell == c.equals)
        else:
            tests.append((cell - float(c.equals or 0)).abs() < 1e-9)
    return pl.all_horizontal(tests).fill_null(False)


def role_key(extract: Extract, role: str) -> str | None:
    """Column.key of the layout's column with this role, when the file has it."""
    column = extract.layout.role(role)
    return column.key if column is not None and extract.has(column.key) else None


def _by_sheet(texts: list[str]) -> pl.Expr:
    """The text of each row's sheet."""
    if len(texts) == 1:
        return pl.lit(texts[0])
    return pl.col(SHEET).replace_strict(range(len(texts)), texts, return_dtype=pl.String)


def _sheets(extract: Extract, together: Sequence[int]) -> list[str]:
    return list(dict.fromkeys(extract.matches[i].sheet.name for i in together))


def _with_places(
    extract: Extract, rows: pl.DataFrame, keys: Iterable[str], tables: Sequence[tuple[int, ...]]
) -> tuple[pl.DataFrame, pl.Expr]:
    """The rows, and the columns that each one's figure stands on: "E · Värde" or "D–F, H"; of a wide table the cell's own column."""
    wanted = [k for k in dict.fromkeys(keys) if extract.has(k)]
    if COLUMN not in rows.columns:
        return rows, _by_sheet([_in_all(extract, together, wanted) for together in tables])
    groups = rows.select(SHEET, COLUMN).unique()
    texts = [_place(extract, sheet, group, wanted) for sheet, group in groups.iter_rows()]
    placed = groups.with_columns(pl.Series("_place", texts, dtype=pl.String))
    return rows.join(placed, on=[SHEET, COLUMN], how="left", nulls_equal=True, maintain_order="left"), pl.col("_place")


def _in_all(extract: Extract, together: Sequence[int], wanted: list[str]) -> str:
    """The columns in several tables: once where they are the same in all, else a sheet's letters after another's, in the sheets' order."""
    places = [_place(extract, i, None, wanted) for i in together]
    if len(set(places)) == 1:
        return places[0]
    by_sheet: dict[str, list[str]] = {}
    for i, place in zip(together, places, strict=True):
        by_sheet.setdefault(extract.matches[i].sheet.name, []).append(without_heading(place))
    letters = [", ".join(dict.fromkeys(found)) for found in by_sheet.values()]
    return letters[0] if len(set(letters)) == 1 else SHEETS.join(letters)


def _place(extract: Extract, sheet: int, group: int | None, wanted: list[str]) -> str:
    match = extract.matches[sheet]
    columns = [c for c in (extract.position_in(sheet, group, k) for k in wanted) if c >= 0]
    if not columns and group is not None:
        columns = [group]
    if len(wanted) <= 1 or len(columns) == 1:
        return label(str(columns[0]), match.headings) if columns else ""
    return spans(sorted(set(columns)))
