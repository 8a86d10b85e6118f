"""A store in memory that does what intake asks of a store: keeps the latest figure for each key and knows files by their hash."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa

from kpi.errors import Refusal
from kpi.store.types import FACT_SCHEMA, Committed, Comparison, NewBatch, UnitRow

KEY = ("indicator", "unit", "period", "sex", "population", "method")
HISTORY = ("indicator", "unit", "year", "month", "sex", "population", "method", "value")
FIGURES = ("value", "numerator", "denominator", "n", "sd", "missing")


class FakeStore:
    def __init__(self, units: list[UnitRow]) -> None:
        self._units = list(units)
        self.facts: dict[tuple, tuple] = {}
        self.batches: list[NewBatch] = []
        self.answers: dict[str, str] = {}

    def units(self) -> list[UnitRow]:
        return list(self._units)

    def memory(self) -> SimpleNamespace:
        return SimpleNamespace(answers=dict(self.answers))

    def history(self, indicators: list[str], first_year: int, last_year: int) -> pa.Table:
        """Nothing: what is odd against what is stored is tested on the real store."""
        return pa.table({f.name: pa.array([], f.type) for f in FACT_SCHEMA if f.name in HISTORY})

    def has_quarters(self, first_year: int, last_year: int) -> bool:
        """No: quarters beside months are tested on the real store."""
        return False

    def parts(self, indicators: list[str], first_year: int, last_year: int) -> pa.Table:
        """Nothing, as ``history``."""
        return FACT_SCHEMA.empty_table()

    def data_version(self) -> int:
        return len(self.batches)

    def years(self) -> list[int]:
        return sorted({int(key[KEY.index("period")][:4]) for key in self.facts})

    def compare(self, facts: pa.Table) -> Comparison:
        rows = []
        for row in facts.to_pylist():
            old = self.facts.get(_key(row))
            kind = "new" if old is None else "unchanged" if old == _figures(row) else "changed"
            rows.append({**row, "kind": kind, "value_from": None if old is None else old[0], "value_to": row["value"]})
        count = {k: sum(r["kind"] == k for r in rows) for k in ("new", "changed", "unchanged")}
        return Comparison(**count, rows=pa.Table.from_pylist(rows))

    def compare_units(self, units: pa.Table) -> Comparison:
        known = {(u.code, u.valid_from): u for u in self._units}
        new = sum((r["code"], r["valid_from"]) not in known for r in units.to_pylist())
        return Comparison(new, 0, units.num_rows - new, units)

    def commit_all(self, deliveries, *, progress=None, expect_version=None, answers=None) -> list[Committed]:
        done = []
        for d in deliveries:
            done.append(self.commit(*d, progress=progress, expect_version=expect_version, answers=answers))
            expect_version = None
        return done

    def commit(self, batch: NewBatch, facts, units, *, progress=None, expect_version=None, answers=None) -> Committed:
        if any((b.sha256, b.layout) == (batch.sha256, batch.layout) for b in self.batches):
            return Committed("B1", "unchanged", 0, 0, batch.rows_accepted, self.data_version())
        if expect_version is not None and expect_version != self.data_version():
            raise Refusal("Lagret har ändrats.", code="changed_meanwhile")
        compared = self.compare(facts) if facts is not None else self.compare_units(units)
        for row in facts.to_pylist() if facts is not None else []:
            self.facts[_key(row)] = _figures(row)
        for row in units.to_pylist() if units is not None else []:
            self._units.append(UnitRow(row["code"], row["name"], row["parent"], row["level"], row["valid_from"], row["valid_to"]))
        self.batches.append(batch)
        self.answers.update(answers or {})
        if progress:
            progress(1.0, "Klart")
        return Committed(f"B{len(self.batches)}", "active", compared.new, compared.changed, compared.unchanged, self.data_version())


def _key(row: dict) -> tuple:
    return tuple(row[k] for k in KEY)


def _figures(row: dict) -> tuple:
    return tuple(row[k] for k in FIGURES)
