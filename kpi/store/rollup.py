"""The roll-up: yearly (and monthly) figures for every unit, made from facts and the organisation, and kept in the table ``rollup``.

The rules stand in ``facts_held.sql``, ``own_….sql`` and ``levels`` and, as tables to read, in ``tests/spec/rollup.md``.
Groups (a series and a year) never mix, so they are worked through some at a time and memory stays bounded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf

import numpy as np
import polars as pl
import pyarrow as pa

from kpi.language import tr
from kpi.measure.protection import narrowest
from kpi.programme.model import Programme, Rollup
from kpi.programme.related import ROLLING, clusters, families, tells_of_others
from kpi.store.connection import Cursor
from kpi.store.gate import RULED, hidden_in_turn, hidden_months
from kpi.store.levels import what_all_hold
from kpi.store.organisation import build_tree, seams
from kpi.store.sql import schema, statement
from kpi.store.storing import Storing
from kpi.store.ticket import Writing
from kpi.store.types import TreeUnit, UnitRow

RULES = 9  # raised when the rules mean something else than before: stores then make their roll-up again when opened
_FACTS_AT_A_TIME = 1_500_000
_ROW_GROUP = 122_880  # cells that are looked at together: DuckDB knows the lowest and highest unit_no in each such group
_TAIL_SHARE = 0.1  # how much may have to be looked at for every unit, because it came after all was sorted, before all is sorted anew
_TAIL_LEAST = 300_000
_PLACE = ("year", "unit_no", "depth", "parent_no", "children")
_OF_GROUP = ("grp", "series_no", "year", "month", "monthly", "quarterly", "rolling", "reaches_back")
_EMPTY = pl.DataFrame(
    schema={
        **dict.fromkeys(("unit_no", "series_no", "year", "month"), pl.Int32),
        "sex": pl.Int8,
        **dict.fromkeys(("value", "numerator", "denominator"), pl.Float64),
        "n": pl.Int64,
        "sd": pl.Float64,
        "origin": pl.Int8,
        **dict.fromkeys(("parts", "parts_missing"), pl.Int32),
        "rolled_value": pl.Float64,
        "months": pl.Int32,
        **dict.fromkeys(("hidden", "synthetic"), pl.Boolean),
    }
)
_MOST = "QUALIFY row_number() OVER (PARTITION BY s.grp, s.unit_no, s.sex ORDER BY s.months DESC, s.quarterly) = 1"
_SMALLEST = "min(min(n)) OVER (PARTITION BY grp, unit_no, sex)"
_NOT_FINISHED = "AND NOT (month > 12 AND seq IN (SELECT seq FROM batch WHERE list_contains($finished::VARCHAR[], layout)))"
_LATEST = "QUALIFY row_number() OVER (PARTITION BY g.grp, f.unit_no, f.month, f.sex ORDER BY f.seq DESC) = 1"

Progress = Callable[[float, str], None]
Pairs = Iterable[tuple[int, int]]
"""Series number and year."""


def rule_table(programme: Programme) -> pa.Table:
    """How each indicator adds up: value = factor · Σ numerator / Σ denominator. ``rounding``: half a unit of the last decimal.
    ``lowest`` … ``narrowest``: what ``kpi.measure.intervals.Sums`` says; ``family``: the same for related indicators; ``cluster``: for
    those looked at together; ``tells``: it gives the n of others of its cluster away."""
    family, cluster, tells = families(programme), clusters(programme), tells_of_others(programme)
    rows = [
        {
            "indicator": i.id,
            "kind": i.rollup.value,
            "scale": i.scale,
            "factor": 1.0 if i.rollup is Rollup.MEAN else i.scale,
            "rounding": 0.5 * 10**-i.decimals + 1e-9,
            "min_n": i.min_n,
            "lowest": -inf if i.value_min is None else i.value_min,
            "highest": inf if i.value_max is None else i.value_max,
            "narrowest": narrowest(i.decimals),
            "family": family[i.id],
            "cluster": cluster[i.id],
            "tells": i.id in tells,
        }
        for i in programme.indicators
    ]
    numbers = ((name, pa.float64()) for name in ("scale", "factor", "rounding", "min_n", "lowest", "highest", "narrowest"))
    fields = [("indicator", pa.string()), ("kind", pa.string()), *numbers, ("family", pa.int32()), ("cluster", pa.int32())]
    fields.append(("tells", pa.bool_()))
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def rules_key(programme: Programme) -> str:
    """Changes when the roll-up of the same facts would."""
    return f"{RULES} {programme.root_unit} {rule_table(programme).to_pylist()} {finished_layouts(programme)}"


def finished_layouts(programme: Programme) -> list[str]:
    """The layouts of finished values: their quarters are a series of their own and never make a year."""
    return [layout.id for layout in programme.layouts if layout.kind == "values"]


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


def load_tree(cursor: Cursor, units: list[UnitRow], programme: Programme) -> pl.DataFrame:
    """Makes ``t_tree`` for the years in ``t_scope``, and returns it."""
    number = dict(cursor.execute("SELECT code, unit_no FROM unit_code").fetchall())
    years = [row[0] for row in cursor.execute("SELECT DISTINCT year FROM t_scope").fetchall()]
    flat: dict[int, pl.DataFrame] = {}
    found = [pl.DataFrame(schema=dict.fromkeys(_PLACE, pl.Int32))]
    for year, tree in trees(units, years, programme):
        if id(tree) not in flat:
            places = [(number[u.code], u.depth, None if u.parent is None else number[u.parent], len(u.children)) for u in tree.values()]
            flat[id(tree)] = pl.DataFrame(places, schema=dict.fromkeys(_PLACE[1:], pl.Int32), orient="row")
        found.append(flat[id(tree)].select(pl.lit(year, pl.Int32).alias("year"), pl.all()))
    frame = pl.concat(found)
    _load(cursor, "t_tree", frame.to_arrow())
    return frame


def compute(
    cursor: Cursor,
    programme: Programme,
    units: list[UnitRow],
    pairs: Pairs | None,
    *,
    months_beside: str | None = None,
    progress: Progress | None = None,
    storing: Storing | None = None,
    first_made: Callable[[pl.DataFrame], None] = lambda cells: None,
) -> pl.DataFrame:
    """Rolls up what the batches in ``t_active`` hold, under these organisation rows. Returns the cells, which SQL knows as ``t_finished``.

    ``months_beside``: work at the grain of months and quarters, hiding what the yearly cells of this table make it necessary to hide.
    ``storing``: what it has to count in and is not stored yet. It is stored beside the rolling up, and done when this returns.
    ``first_made`` is given the first of the cells that are returned, when the others take a while yet.
    """
    load_scope(cursor, pairs if pairs is None or months_beside else _with_related(cursor, programme, pairs))
    tree = load_tree(cursor, units, programme)
    _load(cursor, "t_rule", rule_table(programme))
    if storing:
        cursor.execute(statement("facts_coming", seq=str(storing.seq)))
    facts = "t_coming" if storing else "fact"
    cursor.execute(statement("groups", facts=facts), {"by_month": months_beside is not None, "rolling": ROLLING})
    groups = _frame(cursor, "SELECT * FROM t_group ORDER BY grp")
    years_beside = _frame(cursor, statement("years_beside", rollup=months_beside)) if months_beside else None
    # Months are of one indicator, and what is hidden of a year tells of the next year's rolling years: they are never parted.
    parted = not months_beside
    chunks = list(_chunks(groups.select("grp", "span" if parted else pl.lit(0), "facts").rows()))
    made = [_EMPTY]
    for done, (first, last) in enumerate(chunks, start=1):
        members = groups[first - 1 : last]
        own = _own(cursor, facts, members, finished_layouts(programme), by_part=months_beside is not None)
        cells = what_all_hold(own, members, tree)
        if storing and done == len(chunks):  # all that is needed has been read: the cursor is free, and so is a core from now on
            storing.start()
        of_group = members.select(*_OF_GROUP[1:], *RULED)[cells["grp"] - first]  # groups are numbered without gaps, and come in order
        cells = cells.hstack(of_group)
        kept = cells.select(name for name in _EMPTY.columns if name != "hidden")
        if years_beside is None:
            parts = hidden_in_turn(cells)
        else:
            parts = iter([(np.arange(cells.height), hidden_months(cells, years_beside).to_numpy())])
        for rows, hidden in parts:
            part = kept[rows].with_columns(pl.Series("hidden", hidden, dtype=pl.Boolean))
            made.append(part.select(_EMPTY.columns))
            if len(chunks) == 1 and len(made) == 2:
                first_made(made[1])
        if progress:
            progress(done / len(chunks), tr("Räknar upp till överordnade enheter"))
    finished = pl.concat(made)
    if storing:
        storing.finish()
    cursor.register("t_finished", finished.to_arrow())
    return finished


def _with_related(cursor: Cursor, programme: Programme, pairs: Pairs) -> set[tuple[int, int]]:
    """The series and years with those about the same people: what is hidden of one may have to be hidden of another."""
    cluster = clusters(programme)
    indicator = dict(cursor.execute("SELECT series_no, indicator FROM series").fetchall())
    others = {name: [number for number, of in indicator.items() if cluster.get(of) == its] for name, its in cluster.items()}
    return {(also, year) for number, year in pairs for also in others.get(indicator.get(number), (number,))}


def _frame(cursor: Cursor, query: str, values: Mapping[str, object] | None = None) -> pl.DataFrame:
    frame = pl.from_arrow(cursor.execute(query, values).to_arrow_table())
    assert isinstance(frame, pl.DataFrame)
    return frame


def _chunks(groups: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """First and last group of each share of about ``_FACTS_AT_A_TIME`` facts. What is about the same people stays together (``span``)."""
    first, group, load, last_span = 1, 0, 0, None
    for group, span, facts in groups:
        if span != last_span and load and load + facts > _FACTS_AT_A_TIME:
            yield first, group - 1
            first, load = group, 0
        load, last_span = load + facts, span
    if load:
        yield first, group


def _own(cursor: Cursor, facts: str, groups: pl.DataFrame, finished: list[str], *, by_part: bool) -> pl.DataFrame:
    """What units have of their own in these groups. ``by_part``: they are months and quarters, not years. ``finished``: layouts whose
    quarters make no year."""
    chunk = {"first": groups["grp"].min(), "last": groups["grp"].max()}
    held = statement(
        "facts_held", facts=facts, latest=_LATEST if groups["mixed"].any() else ""
    )  # of several batches the latest has to be found
    quarterly = bool(groups["quarterly"].sum())
    if by_part and quarterly:
        cursor.execute(statement("own_table", own=statement("own_years", facts=f"({held})")), chunk)
        cursor.execute(statement("own_quarters"))
    elif groups["monthly"].sum() and not by_part:
        cursor.execute(statement("fact_table", held=held), chunk)
        cursor.execute(statement("own_table", own=statement("own_years", facts="t_fact")))
        only, most, gate = (_NOT_FINISHED, _MOST, _SMALLEST) if quarterly else ("", "", "min(n)")
        cursor.execute(statement("own_parts", only=only, most=most, gate=gate), {"finished": finished} if quarterly else None)
    else:
        return _frame(cursor, statement("own_years", facts=f"({held})"), chunk)
    return _frame(cursor, statement("whole_table", table="t_own"))


def refresh(
    writing: Writing,
    programme: Programme,
    units: list[UnitRow],
    pairs: Pairs | None,
    *,
    progress: Progress | None = None,
    storing: Storing | None = None,
) -> None:
    """Makes the table ``rollup`` right again for these series and years (None: all), inside the write that changed them.

    ``storing``: facts of these series and years that are to be stored meanwhile.
    """
    if pairs is not None and not (pairs := set(pairs)):
        return
    cursor = writing.cursor
    placing = _Placing(cursor, None if pairs is None else storing)
    made = compute(cursor, programme, units, pairs, progress=progress, storing=storing, first_made=placing.soon)
    tail = writing.tail + sum(_unsorted(part.height) for part in placing.parts(made))
    if pairs is None or _is_too_long(cursor, tail):
        cursor.execute(statement("kept"), {"all": pairs is None})
        cursor.execute(schema("rollup"))
        cursor.execute(statement("place_all"))
        writing.tail = 0
    else:
        placing.rest(made)
        writing.tail = tail


def _unsorted(height: int) -> int:
    """How many cells have to be looked at for every unit when so many are placed: sorting few gains nothing."""
    return _ROW_GROUP if height > 2 * _ROW_GROUP else height


class _Placing:
    """New cells on their way into ``rollup`` in place of those of ``t_scope``: the first while the others are protected, where facts are
    being stored too (``storing``); then the rest."""

    def __init__(self, cursor: Cursor, storing: Storing | None) -> None:
        self._cursor, self._storing, self._early = cursor, storing, 0

    def soon(self, first: pl.DataFrame) -> None:
        """Begins to place the first cells, where it is worth while."""
        if self._storing is not None and first.height >= _ROW_GROUP // 2:
            self._early = first.height
            self._storing.then(lambda: self._replace(first))

    def parts(self, made: pl.DataFrame) -> list[pl.DataFrame]:
        """What is placed at a time."""
        return [made[: self._early], made[self._early :]]

    def rest(self, made: pl.DataFrame) -> None:
        """Places what is not placed yet of all that was made. The facts are stored."""
        if not self._early:
            self._replace(made)
        elif self._early < made.height:
            self._place(made[self._early :])

    def _replace(self, cells: pl.DataFrame) -> None:
        self._cursor.execute(statement("replace_scope"))
        self._place(cells)

    def _place(self, cells: pl.DataFrame) -> None:
        if cells.height > _unsorted(cells.height):
            cells = cells.sort("unit_no", "series_no", "year")
        self._cursor.register("t_placed", cells.to_arrow())
        self._cursor.execute(statement("place_rollup"))
        self._cursor.unregister("t_placed")


def _is_too_long(cursor: Cursor, tail: int) -> bool:
    if tail <= _TAIL_LEAST:
        return False
    return tail > _TAIL_SHARE * cursor.execute(statement("count", table="rollup")).fetchall()[0][0]
