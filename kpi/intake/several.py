"""A file with tables of several layouts: a reading a layout, shown as one, and stored in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import polars as pl
import pyarrow as pa

from kpi.errors import Fault
from kpi.intake.asking import fault_of
from kpi.intake.facts import with_names
from kpi.intake.limits import Limits
from kpi.intake.results import ImportResult, Preview, Reading, UnitRead
from kpi.language import all_of, tr
from kpi.store.types import FACT_SCHEMA, Comparison

_KEY = ["indicator", "unit", "year", "month", "sex", "population", "method"]
_UNITS_TOLD = 500


def joined(base: Reading, parts: Sequence[Reading], limits: Limits) -> Reading:
    """The readings of a file's layouts as one. Is one of them refused, then so is the file, and nothing of any part may be stored.

    base: the file as far as it was understood before its rows were read; its warnings are the file's own.
    """
    refused = any(p.refused for p in parts)
    questions = {q.id: q for p in reversed(parts) for q in reversed(p.questions)}
    repeated = {fault_of(q) for p in parts for q in p.questions if questions[q.id] is not q}
    faults = [f for p in parts for f in p.faults if f not in repeated]
    units = [p.units for p in parts if p.units is not None]
    facts = [p.facts for p in parts if p.facts is not None]
    facts = [f.cast(FACT_SCHEMA) for f in facts] if len(facts) > 1 else facts  # each part numbers its names in its own way
    if refused:
        parts = [replace(p, facts=None, units=None, rows_accepted=0) for p in parts]
    return replace(
        base,
        rows_read=sum(p.rows_read for p in parts),
        rows_accepted=sum(p.rows_accepted for p in parts),
        rows_left_out=sum(p.rows_left_out for p in parts),
        facts=pa.concat_tables(facts) if facts and not refused else None,
        units=pa.concat_tables(units) if units and not refused else None,
        faults=faults[: limits.faults_listed],
        faults_total=sum(p.faults_total for p in parts) - (sum(len(p.faults) for p in parts) - len(faults)),
        warnings=[*base.warnings, *(w for p in parts for w in p.warnings)],
        questions=tuple(q for p in parts for q in p.questions if questions[q.id] is q),
        units_read=tuple(_units_read(parts))[:_UNITS_TOLD],
        parts=tuple(parts),
    )


def _units_read(parts: Sequence[Reading]) -> Iterable[UnitRead]:
    """What each word for a unit was read as, once, with its rows in every part."""
    rows: dict[UnitRead, int] = {}
    for unit in (u for p in parts for u in p.units_read):
        key = replace(unit, rows=0)
        rows[key] = rows.get(key, 0) + unit.rows
    return (replace(unit, rows=n) for unit, n in rows.items())


def told_twice(parts: Sequence[Reading]) -> tuple[int, int, str] | None:
    """Two parts that tell of the same figure, and where it stands in both, in words; None when none do."""
    tables = [(i, p.facts) for i, p in enumerate(parts) if p.facts is not None]
    if len(tables) < 2:
        return None
    wanted = [*_KEY, "sheet", "row_first"]
    frames = [with_names(t.select(wanted)).with_columns(pl.lit(i).alias("part")) for i, t in tables]
    every = pl.concat(frames)
    both = every.filter(every.select(_KEY).is_duplicated()).sort([*_KEY, "part"]).head(2)
    if both.is_empty():
        return None
    places = all_of(tr("{sheet} rad {row}", sheet=sheet, row=row) for sheet, row in both.select("sheet", "row_first").iter_rows())
    return both["part"][0], both["part"][1], places


def compared(reading: Reading, facts: Comparison | None, units: Comparison | None, version: int) -> Preview:
    """What a file of several layouts would change, in all and layout by layout. facts: of all its facts at once, in their order."""
    ends = [0]
    for part in reading.parts:
        ends.append(ends[-1] + (0 if part.facts is None else part.facts.num_rows))
    of_parts = []
    for part, (first, last) in zip(reading.parts, pairwise(ends), strict=True):
        counts = units if part.facts is None or facts is None else counted(facts.rows.slice(first, last - first))
        of_parts.append(Preview(part, counts, version))
    rows = facts or units
    assert rows is not None  # a reading that is not refused has facts or units
    new, changed, unchanged = (sum(n) for n in zip(*((p.new, p.changed, p.unchanged) for p in (facts, units) if p), strict=True))
    return Preview(reading, Comparison(new, changed, unchanged, rows.rows), version, tuple(of_parts))


def counted(rows: pa.Table) -> Comparison:
    """Compared rows with how many there are of each kind."""
    kinds = rows["kind"].to_pylist()
    return Comparison(kinds.count("new"), kinds.count("changed"), kinds.count("unchanged"), rows)


def outcome(reading: Reading, parts: Sequence[ImportResult]) -> ImportResult:
    """What became of a file of several layouts. It is ``unchanged`` when all of it was stored already."""
    state = next((p.state for p in parts if p.state != "unchanged"), "unchanged")
    return ImportResult(
        reading,
        state,
        ", ".join(p.batch for p in parts if p.batch) or None,
        sum(p.facts_new for p in parts),
        sum(p.facts_changed for p in parts),
        sum(p.facts_unchanged for p in parts),
        parts[-1].data_version,
        _each_once(f for p in parts for f in p.notes),
        tuple(parts),
    )


def _each_once(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(dict.fromkeys(faults))
