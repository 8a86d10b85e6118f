"""A sex that stands alone in a file, where the other one is stored already.

A unit with only women in an extract is normally a unit of women, and its total is theirs. When figures for its men hold in the store
the file is a part of something larger, and the total made from it would be that of the women alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pyarrow as pa

from kpi.errors import Fault
from kpi.intake.extract import Extract
from kpi.intake.facts import role_key, with_names
from kpi.intake.known import PERIOD, SEX, UNIT
from kpi.language import N_, tr
from kpi.programme.model import Layout
from kpi.store.types import FACT_SCHEMA, Comparison
from kpi.text.words import SEX as SEX_WORDS
from kpi.text.words import period

_KEY = ["indicator", "unit", "period", "population", "method"]
_PLACE = ["sheet", "row_first", "row_last"]
_OTHER = {"K": "M", "M": "K"}
_ADVICE = N_("totalen skulle bli fel. Ta med både kvinnor och män i filen, eller ångra den tidigare inläsningen först.")


def alone(facts: pa.Table, compare: Callable[[pa.Table], Comparison]) -> pl.DataFrame:
    """Unit, period, sex, sheet and row_first of each lone sex whose counterpart has figures in the store; one row for each.

    facts: what a file gives, totals included. A total that the file states itself is no concern: it stands on a row of its own.
    """
    rows = with_names(facts)
    lone = rows.filter((pl.col("sex") != "T") & (pl.len().over(*_KEY, pl.col("sex") != "T") == 1))
    lone = lone.join(rows.filter(pl.col("sex") == "T"), on=[*_KEY, *_PLACE], how="semi", maintain_order="left")
    if lone.is_empty():
        return lone
    mirrored = lone.with_columns(pl.col("sex").replace_strict(_OTHER)).select(FACT_SCHEMA.names).to_arrow().cast(FACT_SCHEMA)
    held = pl.DataFrame(compare(mirrored).rows)
    stored = lone.filter(held["value_from"].is_not_null())
    return stored.unique(["unit", "period", "sex"], keep="first", maintain_order=True).sort("row_first", maintain_order=True)


def whole_needed(extract: Extract, found: pl.DataFrame) -> list[Fault]:
    """A fault for each of these, at the first row of the sex that stands alone."""
    return [_fault(extract, row, tr(_ADVICE)) for row in found.iter_rows(named=True)]


def stored_meanwhile(facts: pa.Table | None, layout: Layout, compare: Callable[[pa.Table], Comparison]) -> list[Fault]:
    """The faults as ``whole_needed`` has them, of a file that was sound when it was read: others may have been stored since."""
    if facts is None or not layout.total_from_sexes or (layout.individual and len(set(facts["sex"].unique().to_pylist()) - {"T"}) > 1):
        return []
    sex = layout.role("sex")
    return [_told(row, sex.heading if sex else None, tr(_ADVICE)) for row in alone(facts, compare).iter_rows(named=True)]


def left_standing(extract: Extract, found: pl.DataFrame) -> list[Fault]:
    """A warning about all of these, at the first: the earlier figures of the other sex are still there."""
    advice = tr("de uppgifterna står kvar. Ångra den tidigare inläsningen om de inte längre gäller.")
    more = tr(" Detsamma gäller på {n} ställen till.", n=found.height - 1) if found.height > 1 else ""
    return [_fault(extract, found.row(0, named=True), advice + more)]


def _fault(extract: Extract, row: dict[str, Any], advice: str) -> Fault:
    key = role_key(extract, "sex")
    match = next(m for m in extract.matches if m.sheet.name == row["sheet"])
    return _told(row, match.place(key) if key and key in match.columns else None, advice)


def _told(row: dict[str, Any], column: str | None, advice: str) -> Fault:
    sex, other = SEX_WORDS[row["sex"]], SEX_WORDS[_OTHER[row["sex"]]]
    message = tr(
        "Filen har bara {here} för enheten {unit} {period}, men {there} är inlästa sedan tidigare: {advice}",
        here=tr(sex).lower(),
        unit=row["unit"],
        period=period(row["period"]),
        there=tr(other).lower(),
        advice=advice,
    )
    return Fault("other_sex_stored", message, sheet=row["sheet"], row=row["row_first"], column=column, value=row["sex"])


def without(rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The rows that are not about these."""
    return rows.join(found, left_on=[UNIT, PERIOD, SEX], right_on=["unit", "period", "sex"], how="anti", maintain_order="left")
