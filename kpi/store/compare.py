"""What a file would change: each delivered row against what holds now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from kpi.programme.periods import MONTHS
from kpi.store import log
from kpi.store.connection import Cursor
from kpi.store.encode import Encoded, conform
from kpi.store.rollup import load_active, load_scope
from kpi.store.sql import statement
from kpi.store.ticket import Version, current_version
from kpi.store.types import UNIT_SCHEMA, Comparison, UnitRow

_KEY = ("indicator", "unit", "period", "sex", "population", "method")


def arrive_facts(cursor: Cursor, encoded: Encoded) -> None:
    """Makes the rows readable as ``arriving_facts``."""
    cursor.register("arriving_facts", encoded.facts)


def count_facts(cursor: Cursor, encoded: Encoded) -> Counter[str]:
    """How many arriving facts are new, changed and unchanged. Needs ``t_active``."""
    if not _load_before(cursor, encoded):
        return Counter(new=encoded.facts.num_rows)
    return Counter(dict(cursor.execute("SELECT kind, count(*) FROM t_compared GROUP BY kind").fetchall()))


def compare_facts(cursor: Cursor, encoded: Encoded, facts: pa.Table) -> Comparison:
    """Each arriving fact with what holds now, in the order it came. Needs ``t_active``."""
    _load_before(cursor, encoded)
    found = cursor.execute("SELECT value_from, n_from, kind FROM t_compared ORDER BY line").to_arrow_table()
    columns = [facts[name] for name in _KEY]
    columns += [found["value_from"], facts["value"], found["n_from"], facts["n"], found["kind"]]
    return _comparison(pa.table(columns, names=[*_KEY, "value_from", "value_to", "n_from", "n_to", "kind"]))


def history(cursor: Cursor, indicators: Sequence[str], first: int, last: int) -> pa.Table:
    """See ``Store.history``."""
    load_active(cursor, log.holding(cursor, current_version(cursor).number))
    return cursor.execute(statement("history"), {"indicators": indicators, "first": first, "last": last}).to_arrow_table()


def parts(cursor: Cursor, indicators: Sequence[str], first: int, last: int, version: Version) -> pa.Table:
    """See ``Store.parts``."""
    load_active(cursor, log.holding(cursor, version.number))
    return cursor.execute(statement("parts_held"), {"indicators": indicators, "first": first, "last": last}).to_arrow_table()


def has_quarters(cursor: Cursor, first: int, last: int) -> bool:
    """See ``Store.has_quarters``."""
    query = "SELECT count(*) > 0 FROM fact WHERE month > $months AND year BETWEEN $first AND $last"
    return bool(cursor.execute(query, {"months": MONTHS, "first": first, "last": last}).fetchall()[0][0])


def _load_before(cursor: Cursor, encoded: Encoded) -> int:
    load_scope(cursor, encoded.scope)
    cursor.execute(statement("facts_before"))
    cursor.execute(statement("compared_facts"))
    return cursor.execute("SELECT count(*) FROM t_before").fetchall()[0][0]


def compare_units(held: Sequence[UnitRow], units: pa.Table) -> Comparison:
    """Each delivered organisation row with what holds now."""
    before = {(u.code, u.valid_from): u for u in held}
    rows = []
    for row in conform(units, UNIT_SCHEMA).select(UnitRow._fields).to_pylist():
        earlier = before.get((row["code"], row["valid_from"]))
        kind = "new" if earlier is None else "unchanged" if earlier == UnitRow(**row) else "changed"
        rows.append({**row, "kind": kind})
    schema = pa.schema([*(UNIT_SCHEMA.field(name) for name in UnitRow._fields), ("kind", pa.string())])
    return _comparison(pa.Table.from_pylist(rows, schema=schema))


def _comparison(rows: pa.Table) -> Comparison:
    kinds = {item["values"]: item["counts"] for item in pc.value_counts(rows["kind"]).to_pylist()}
    return Comparison(kinds.get("new", 0), kinds.get("changed", 0), kinds.get("unchanged", 0), rows)
