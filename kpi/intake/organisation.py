"""Rows of an organisation layout → units, checked as the tree they would make together with the units that are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl
import pyarrow as pa

from kpi.errors import Fault
from kpi.intake.extract import ROW, SHEET, Extract
from kpi.language import N_, tr
from kpi.store.types import UNIT_SCHEMA, UnitRow

CheckUnits = Callable[[pa.Table], list[Fault]]

# The column that each of the tree's faults is about, by the code that the check gives it.
_ABOUT = {
    "unknown_level": "level",
    "bad_validity": "valid_to",
    "duplicate_unit": "code",
    "overlapping_validity": "valid_from",
    "root_with_parent": "parent",
    "second_root": "parent",
    "unknown_parent": "parent",
    "parent_not_in_force": "parent",
    "circle": "parent",
}

_PARENT_REJECTED = N_("Den överordnade enhetens rad går inte att läsa in, så den här följer inte med. Rätta den överordnade enhetens rad.")


def units_table(extract: Extract, rows: pl.DataFrame) -> pa.Table:
    """The rows as UNIT_SCHEMA. A column that the file lacks is null throughout."""
    sheets = [m.sheet.name for m in extract.matches]
    columns = []
    for role, name in (("code", "code"), ("name", "name"), ("parent", "parent"), ("level", "level")):
        columns.append(_column(extract, role, pl.String).alias(name))
    for role in ("valid_from", "valid_to"):
        columns.append(_column(extract, role, pl.Int32).alias(role))
    columns.append(pl.col(SHEET).replace_strict(range(len(sheets)), sheets, return_dtype=pl.String).alias("sheet"))
    columns.append(pl.col(ROW).alias("row_first"))
    return rows.select(columns).to_arrow().cast(UNIT_SCHEMA)


def _column(extract: Extract, role: str, dtype: type[pl.DataType]) -> pl.Expr:
    column = extract.layout.role(role)
    return pl.col(column.key).cast(dtype) if column is not None and extract.has(column.key) else pl.lit(None, dtype=dtype)


def check_tree(extract: Extract, units: pa.Table, check: CheckUnits) -> list[Fault]:
    """The tree's faults, each with the column that it is about."""
    return [_placed(extract, fault) for fault in check(units)]


def sound_part(rows: pl.DataFrame, extract: Extract, check: CheckUnits) -> tuple[pl.DataFrame, list[Fault]]:
    """The largest part of the rows that hangs together, found by leaving out faulty rows until none is; and the faults on the way.

    The first round finds every fault of the file. What later rounds find is wrong only because of rows that were left out.
    """
    told: list[Fault] = []
    while rows.height:
        faults = check_tree(extract, units_table(extract, rows), check)
        told += [replace(f, code="parent_rejected", message=tr(_PARENT_REJECTED)) for f in faults] if told else faults
        faulty = {(f.sheet, f.row) for f in faults if f.row is not None}
        if not faults:
            break
        if not faulty:  # the fault lies in what is there already: nothing of the file can be accepted
            return rows.clear(), told
        sheets = [m.sheet.name for m in extract.matches]
        keep = [(sheets[sheet], row) not in faulty for sheet, row in rows.select(SHEET, ROW).iter_rows()]
        rows = rows.filter(pl.Series(keep, dtype=pl.Boolean))
    return rows, sorted(told, key=lambda f: (f.row is None, f.sheet or "", f.row or 0))


def _placed(extract: Extract, fault: Fault) -> Fault:
    column = extract.layout.role(_ABOUT.get(fault.code, "code"))
    match = next((m for m in extract.matches if m.sheet.name == fault.sheet), None)
    if column is None or match is None or column.key not in match.columns:
        return fault
    return replace(fault, column=match.place(column.key))


def with_delivered(units: Sequence[UnitRow], delivered: pa.Table | None) -> list[UnitRow]:
    """The units there are, with those of an organisation extract that is not stored yet on top."""
    if delivered is None:
        return list(units)
    merged = {(u.code, u.valid_from): u for u in units}
    for row in delivered.to_pylist():
        merged[(row["code"], row["valid_from"])] = UnitRow(
            row["code"], row["name"], row["parent"], row["level"], row["valid_from"], row["valid_to"]
        )
    return list(merged.values())
