"""The roll-up: yearly (and monthly) figures for every unit, made from facts and the organisation, and kept in the table ``rollup``.

The rules stand in the SQL (``facts_held``, ``own_…``, ``sexes``, ``level_…``) and, as tables to read, in ``tests/spec/rollup.md``.
Groups (a series and a year) never mix, so they are worked through some at a time and memory stays bounded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa

from kpi.programme.model import Programme, Rollup
from kpi.store.connection import Cursor
from kpi.store.gate import hidden_months, hidden_years
from kpi.store.organisation import build_tree, seams
from kpi.store.sql import schema, statement
from kpi.store.ticket import Writing
from kpi.store.types import TreeUnit, UnitRow

RULES = 1  # raised when the SQL means something else than before: stores then make their roll-up again when opened
_FACTS_AT_A_TIME = 1_500_000
_ROW_GROUP = 122_880  # cells that are looked at together: DuckDB knows the lowest and highest unit_no in each such group
_TAIL_SHARE = 0.1  # how much may have to be looked at for every unit, because it came after all was sorted, before all is sorted anew
_TAIL_LEAST = 300_000
_LATEST = "QUALIFY row_number() OVER (PARTITION BY g.grp, f.unit_no, f.month, f.sex ORDER BY f.seq DESC) = 1"

Progress = Callable[[float, str], None]
Pairs = Iterable[tuple[int, int]]
"""Series number and year."""


def rule_table(programme: Programme) -> pa.Table:
    """How each indicator adds up: value = factor · Σ numerator / Σ denominator. ``rounding``: half a unit of the last decimal."""
    rows = [
        {
            "indicator": i.id,
            "kind": i.rollup.value,
            "scale": i.scale,
            "factor": 1.0 if i.rollup is Rollup.MEAN else i.scale,
            "rounding": 0.5 * 10**-i.decimals + 1e-9,
            "min_n": i.min_n,
        }
        for i in programme.indicators
    ]
    numbers = ((name, pa.float64()) for name in ("scale", "factor", "rounding", "min_n"))
    fields = [("indicator", pa.string()), ("kind", pa.string()), *numbers]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def rules_key(programme: Programme) -> str:
    """Changes when the roll-up of the same facts would."""
    return f"{RULES} {programme.root_unit} {rule_table(programme).to_pylist()}"


def load_active(cursor: Cursor, active: Iterable[tuple[int, bool]]) -> None:
    """Makes ``t_active``: the batches that hold, by number and whether they are synthetic."""
    seqs, synthetic = [], []
    for seq, is_synthetic in active:
        seqs.append(seq)
        synthetic.append(is_synthetic)
    _load(cursor, "t_active", pa.table({"seq": pa.array(seqs, pa.int64()), "synthetic": pa.array(synthetic, pa.bool_())}))


def load_scope(cursor: Cursor, pairs: Pairs | None) -> None:
    """Makes ``t_scope``: the series and years to work with (None: all that have facts)."""
    if pairs is None:
        pairs = cursor.execute("SELECT DISTINCT series_no, year FROM fact").fetchall()
    _load(cursor, "t_scope", _integers(("series_no", "year"), zip(*sorted(pairs), strict=True)))


def _integers(names: Iterable[str], columns: Iterable[Iterable[int | None]]) -> pa.Table:
    names = list(names)
    columns = list(columns) or [[] for _ in names]
    return pa.table([pa.array(c, pa.int32()) for c in columns], names=names)


def _load(cursor: Cursor, name: str, table: pa.Table) -> None:
    cursor.register("arriving", table)
    cursor.execute(statement("load", name=name))
    cursor.unregister("arriving")


def trees(units: list[UnitRow], years: Iterable[int], programme: Programme) -> Iterator[tuple[int, dict[str, TreeUnit]]]:
    """Each year's tree; years between the same two changes share one."""
    changes = seams(units)
    made: dict[int, dict[str, TreeUnit]] = {}
    for year in years:
        era = bisect_right(changes, year)
        if era not in made:
            made[era] = build_tree(units, year, programme)
        yield year, made[era]


def load_tree(cursor: Cursor, units: list[UnitRow], programme: Programme) -> int:
    """Makes ``t_tree`` for the years in ``t_scope``. Returns the deepest depth."""
    number = dict(cursor.execute("SELECT code, unit_no FROM unit_code").fetchall())
    years = [row[0] for row in cursor.execute("SELECT DISTINCT year FROM t_scope").fetchall()]
    columns: list[list[int | None]] = [[], [], [], [], []]
    flat: dict[int, list[list[int | None]]] = {}
    deepest = 0
    for year, tree in trees(units, years, programme):
        if id(tree) not in flat:
            flat[id(tree)] = [
                [number[u.code] for u in tree.values()],
                [u.depth for u in tree.values()],
                [None if u.parent is None else number[u.parent] for u in tree.values()],
                [len(u.children) for u in tree.values()],
            ]
            deepest = max(deepest, *(u.depth for u in tree.values()))
        columns[0] += [year] * len(tree)
        for column, part in zip(columns[1:], flat[id(tree)], strict=True):
            column += part
    _load(cursor, "t_tree", _integers(("year", "unit_no", "depth", "parent_no", "children"), columns))
    return deepest


def compute(
    cursor: Cursor,
    programme: Programme,
    units: list[UnitRow],
    pairs: Pairs | None,
    *,
    months_beside: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Rolls up what the batches in ``t_active`` hold, under these organisation rows, into ``t_finished``. Returns how many cells.

    ``months_beside``: work at month grain, hiding what the yearly cells of this table make it necessary to hide.
    """
    load_scope(cursor, pairs)
    deepest = load_tree(cursor, units, programme)
    _load(cursor, "t_rule", rule_table(programme))
    cursor.execute(statement("groups"), {"by_month": months_beside is not None})
    groups = cursor.execute("SELECT grp, span, facts, monthly, mixed FROM t_group ORDER BY grp").fetchall()
    chunks = list(_chunks(groups))
    cursor.execute(statement("new_table"))
    for done, (first, last) in enumerate(chunks, start=1):
        members = groups[first - 1 : last]
        monthly = months_beside is None and any(g[3] for g in members)
        _own(cursor, {"first": first, "last": last}, monthly=monthly, mixed=any(g[4] for g in members))
        _roll_levels(cursor, deepest)
        _load(cursor, "t_hidden", hidden_months(cursor, months_beside) if months_beside else hidden_years(cursor))
        if len(chunks) > 1:
            cursor.execute(statement("finished_add", made=statement("finished")))
        if progress:
            progress(done / len(chunks), "Räknar upp till överordnade enheter")
    # A single share is not copied once more: it is read where it was made.
    single = len(chunks) == 1
    cursor.execute(statement("finished_view", made=statement("finished") if single else statement("whole_table", table="t_new")))
    return cursor.execute(statement("count", table="t_cell" if single else "t_new")).fetchall()[0][0]


def _chunks(groups: list[tuple[int, int, int, int, bool]]) -> Iterator[tuple[int, int]]:
    """First and last group of each share of about ``_FACTS_AT_A_TIME`` facts. A year's months stay together (``span``)."""
    first, load, last_span = 1, 0, None
    for group, span, facts, _, _ in groups:
        if span != last_span and load and load + facts > _FACTS_AT_A_TIME:
            yield first, group - 1
            first, load = group, 0
        load, last_span = load + facts, span
    if groups:
        yield first, groups[-1][0]


def _own(cursor: Cursor, chunk: dict[str, int], *, monthly: bool, mixed: bool) -> None:
    """What units have of their own in these groups. ``mixed``: from several batches, so that the latest has to be found."""
    held = statement("facts_held", latest=_LATEST if mixed else "")
    if monthly:
        cursor.execute(statement("fact_table", held=held), chunk)
        cursor.execute(statement("own_years", facts="t_fact"))
        cursor.execute(statement("own_months"))
    else:
        cursor.execute(statement("own_years", facts=f"({held})"), chunk)
    cursor.execute(statement("sexes"))


def _roll_levels(cursor: Cursor, deepest: int) -> None:
    cursor.execute(statement("inner_table"))
    cursor.execute(statement("cell_view"))
    for depth in range(deepest - 1, -1, -1):
        cursor.execute(statement("level_rolled"), {"depth": depth})
        cursor.execute(statement("level_held"), {"depth": depth})


def refresh(writing: Writing, programme: Programme, units: list[UnitRow], pairs: Pairs | None, *, progress: Progress | None = None) -> None:
    """Makes the table ``rollup`` right again for these series and years (None: all), inside the write that changed them."""
    if pairs is not None and not (pairs := set(pairs)):
        return
    cursor = writing.cursor
    made = compute(cursor, programme, units, pairs, progress=progress)
    in_order = made > 2 * _ROW_GROUP  # sorting fewer gains nothing
    tail = writing.tail + (_ROW_GROUP if in_order else made)
    if pairs is None or _is_too_long(cursor, tail):
        cursor.execute(statement("kept"), {"all": pairs is None})
        cursor.execute(schema("rollup"))
        cursor.execute(statement("place_all"))
        writing.tail = 0
    else:
        cursor.execute(statement("replace_scope"))
        cursor.execute(statement("place_sorted" if in_order else "place_rollup"))
        writing.tail = tail


def _is_too_long(cursor: Cursor, tail: int) -> bool:
    if tail <= _TAIL_LEAST:
        return False
    return tail > _TAIL_SHARE * cursor.execute(statement("count", table="rollup")).fetchall()[0][0]
