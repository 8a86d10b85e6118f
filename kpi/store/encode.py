"""Delivered facts with numbers instead of names: what repeats by the hundred thousand is stored once.

Numbers are given the first time a name is seen and never change. A comparison that stores nothing uses numbers that are not given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpi.errors import Fault, Refusal
from kpi.language import tr
from kpi.programme.periods import LAST_PART
from kpi.store.connection import Cursor
from kpi.store.types import FACT_SCHEMA, SEXES

_YEARS = 10_000
_NUMBERS = ("value", "numerator", "denominator", "n", "sd", "missing")
_SERIES = pa.schema([("series_no", pa.int32()), ("indicator", pa.string()), ("population", pa.string()), ("method", pa.string())])
_PLACE = pa.schema([("place_no", pa.int32()), ("sheet", pa.string()), ("col", pa.string())])
_UNIT = pa.schema([("unit_no", pa.int32()), ("code", pa.string())])


@dataclass(frozen=True, slots=True)
class Encoded:
    """``facts``: the rows with numbers, and ``line``, their order. ``fresh``: table → the names that got a number now."""

    facts: pa.Table
    fresh: dict[str, pa.Table]
    scope: list[tuple[int, int]]  # series_no, year


def encode(cursor: Cursor, facts: pa.Table) -> Encoded:
    """The rows in numbers. Raises Refusal(code="duplicate_facts") with a fault for each key that stands more than once, and ValueError for
    a table that is not in FACT_SCHEMA's columns and types.
    """
    facts = conform(facts, FACT_SCHEMA)
    _reject_impossible(facts)
    series, new_series = _numbered(cursor, "series", _SERIES, facts)
    unit, new_units = _numbered(cursor, "unit_code", _UNIT, facts.select(["unit"]).rename_columns(["code"]))
    place, new_places = _numbered(cursor, "place", _PLACE, facts)
    sex = _sexes(facts["sex"])
    year = facts["year"].to_numpy()
    month = pc.fill_null(facts["month"], 0).to_numpy()
    _refuse_duplicates(facts, (series, unit, year, month, sex))
    columns = {"line": np.arange(facts.num_rows, dtype=np.int32), "series_no": series, "unit_no": unit, "place_no": place}
    table = pa.table({name: pa.array(column, pa.int32()) for name, column in columns.items()})
    table = table.append_column("sex", pa.array(sex, pa.int8()))
    for name in ("year", "month", *_NUMBERS, "row_first", "row_last"):
        table = table.append_column(name, facts[name])
    pairs = np.flatnonzero(np.bincount(series.astype(np.int64) * _YEARS + year, minlength=1))
    scope = [(int(pair // _YEARS), int(pair % _YEARS)) for pair in pairs]
    return Encoded(table, {"series": new_series, "unit_code": new_units, "place": new_places}, scope)


def _reject_impossible(facts: pa.Table) -> None:
    """What no extract that was validated can hold."""
    for name in ("value", "numerator", "denominator", "sd"):
        if not pc.all(pc.is_finite(facts[name]), min_count=0).as_py():
            raise ValueError(f"{name} är inte ett ändligt tal")
    for name, low, high in (("year", 1, 9998), ("month", 1, LAST_PART)):
        span = pc.min_max(facts[name]).as_py()
        if span["min"] is not None and not low <= span["min"] <= span["max"] <= high:
            raise ValueError(f"{name} utanför {low}–{high}")


def _sexes(column: pa.ChunkedArray) -> np.ndarray:
    codes, distinct = _dictionary(column)
    strange = [sex for sex in distinct if sex not in SEXES]
    if strange:
        raise ValueError(f"okänt kön: {strange}")
    return np.array([SEXES.index(sex) for sex in distinct], dtype=np.int8)[codes]


def conform(table: pa.Table, wanted: pa.Schema) -> pa.Table:
    """The columns and types of the contract; a text column may come as a dictionary."""
    columns = []
    for field in wanted:
        column = table[field.name]
        if column.null_count and not field.nullable:
            raise ValueError(f"{field.name} saknas på {column.null_count} rader")
        if pa.types.is_dictionary(column.type) or column.type.equals(field.type):
            columns.append(column)
        else:
            columns.append(column.cast(field.type))
    return pa.table(columns, names=wanted.names)


def _dictionary(column: pa.ChunkedArray) -> tuple[np.ndarray, list[str | None]]:
    """Each row's index into the distinct values, and those; a missing text is a value of its own."""
    array = column.combine_chunks()
    if isinstance(array, pa.ChunkedArray):  # no rows
        array = pa.array([], array.type)
    if pa.types.is_dictionary(array.type):
        coded = array if not array.null_count else pc.dictionary_encode(array.dictionary_decode(), null_encoding="encode")
    else:
        coded = pc.dictionary_encode(array, null_encoding="encode")
    return coded.indices.to_numpy().astype(np.int64), coded.dictionary.to_pylist()


def _numbered(cursor: Cursor, table: str, schema: pa.Schema, facts: pa.Table) -> tuple[np.ndarray, pa.Table]:
    """Each row's number in ``table`` for its values of the table's name columns, and the rows that the table lacks."""
    names = schema.names[1:]
    known = {tuple(row[1:]): row[0] for row in cursor.table(table).select(*schema.names).fetchall()}
    combined = np.zeros(facts.num_rows, dtype=np.int64)
    values: list[list[str | None]] = []
    for name in names:
        codes, distinct = _dictionary(facts[name])
        combined = combined * max(len(distinct), 1) + codes
        values.append(distinct)
    sizes = [max(len(v), 1) for v in values]
    used = np.flatnonzero(np.bincount(combined, minlength=1)) if facts.num_rows else np.array([], dtype=np.int64)
    number = np.zeros(int(np.prod(sizes)), dtype=np.int32)
    fresh = []
    following = max(known.values(), default=-1) + 1
    for combination in used:
        at = np.unravel_index(combination, sizes)
        name = tuple(distinct[i] for distinct, i in zip(values, at, strict=True))
        if name not in known:
            known[name] = following
            fresh.append((following, *name))
            following += 1
        number[combination] = known[name]
    columns = list(zip(*fresh, strict=True)) or [() for _ in schema]
    return number[combined], pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _refuse_duplicates(facts: pa.Table, parts: tuple[np.ndarray, ...]) -> None:
    key = np.zeros(facts.num_rows, dtype=np.int64)
    for part in parts:
        key = key * (int(part.max(initial=0)) + 1) + part
    ordered = np.sort(key)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return
    rows = facts.filter(pa.array(np.isin(key, again))).slice(0, 1000).to_pylist()
    faults = [
        Fault(
            "duplicate_facts",
            tr(
                "{indicator}, {unit}, {period}, {sex} står flera gånger. Behåll en rad.",
                indicator=r["indicator"],
                unit=r["unit"],
                period=r["period"],
                sex=r["sex"],
            ),
            r["sheet"],
            r["row_first"],
            r["col"],
        )
        for r in rows
    ]
    raise Refusal(tr("Samma uppgift står flera gånger i filen. Behåll en rad för varje uppgift."), code="duplicate_facts", faults=faults)


def keep_names(cursor: Cursor, encoded: Encoded) -> None:
    """Stores the names that got a number, inside a write."""
    for table, rows in encoded.fresh.items():
        if rows.num_rows:
            cursor.register("fresh", rows)
            cursor.table("fresh").insert_into(table)
            cursor.unregister("fresh")
