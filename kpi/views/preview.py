"""What an uploaded file would change, gated: a controller sees the change, not the figures of groups too small to show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.measure.disclosure import hidden_cells
from kpi.programme.model import Indicator
from kpi.programme.related import related
from kpi.views.choices import unit_choice
from kpi.views.gate import UNKNOWN_OK_DEPTH, whole
from kpi.views.rows import PreviewRow
from kpi.views.source import SEXES, Snapshot, Source

if TYPE_CHECKING:
    from kpi.store.types import Cell

OWN = ("delivered", "months", "quarters")  # origins of a unit's own figures
REST = ("new", "unchanged")  # what comes after the changed ones
LOOKS = 5  # how many times more rows are looked at when those that may not be shown are left out of a list that is cut
GONE = 3.0  # the size of a change to or from no value: larger than any other
SEX_NUMBER = {"T": 0, "K": 1, "M": 2}


class Key(NamedTuple):
    """A fact's key."""

    indicator: str
    period: str
    population: str
    method: str
    unit: str
    sex: str


Group = tuple[str, str, str, str]  # indicator, period, population, method
Persons = dict[Key, float | None]  # persons behind each cell; None unknown


def preview(source: Source, scope: Scope, comparison_rows: pa.Table, limit: int) -> list[PreviewRow]:
    """The first ``limit`` rows: changed by the size of the change, then new and unchanged as in the file. Unknown indicators are left out.

    Size: the difference as a share of the larger of the two values, so that indicators in different units can stand in one list.
    A group is judged as it would be after the import, together with what the store already holds; what is hidden now or would be is
    shown without its numbers, after the others: its place must not tell its size. For the same reason it is left out of a list that does
    not hold every change. An organisation's rows have no figures: they give [].
    """
    require(scope, Permission.IMPORT)
    if "indicator" not in comparison_rows.column_names:
        return []
    shown = _changed(source, comparison_rows, limit)
    for kind in REST:
        if len(shown) < limit:
            rest = comparison_rows.filter(pc.equal(comparison_rows["kind"], kind)).slice(0, limit - len(shown))
            shown += _gated(source, comparison_rows, rest)
    return shown


def _changed(source: Source, comparison_rows: pa.Table, limit: int) -> list[PreviewRow]:
    """What changes, the largest first."""
    changed = comparison_rows.filter(pc.equal(comparison_rows["kind"], "changed"))
    if changed.num_rows <= limit:
        rows = _gated(source, comparison_rows, changed)
        return sorted(rows, key=lambda r: (r.hidden, 0.0 if r.hidden else -_size(r.value_from, r.value_to)))
    changed = changed.take(_by_size(changed))
    shown: list[PreviewRow] = []
    for start in range(0, LOOKS * limit, max(limit, 1)):
        if len(shown) < limit:
            shown += [row for row in _gated(source, comparison_rows, changed.slice(start, limit)) if not row.hidden]
    return shown[:limit]


def _size(old: float | None, new: float | None) -> float:
    if old is None or new is None:
        return GONE
    return abs(new - old) / (max(abs(old), abs(new)) or 1.0)


def _by_size(rows: pa.Table) -> pa.Array:
    """``_size`` of all rows at once: their positions, the largest first, otherwise as in the file."""
    old, new = rows["value_from"].cast(pa.float64()), rows["value_to"].cast(pa.float64())
    largest = pc.max_element_wise(pc.abs(old), pc.abs(new), skip_nulls=False)
    share = pc.divide(pc.abs(pc.subtract(new, old)), pc.if_else(pc.equal(largest, 0.0), 1.0, largest))
    sizes = pa.table({"size": pc.fill_null(share, GONE), "line": np.arange(rows.num_rows)})
    return pc.sort_indices(sizes, [("size", "descending"), ("line", "ascending")])


def _gated(source: Source, comparison_rows: pa.Table, chosen: pa.Table) -> list[PreviewRow]:
    """The chosen of the file's rows, without the numbers that may not be shown."""
    shown = chosen.to_pylist()
    if not shown:
        return []
    snapshot = source.snapshot()
    others = related(source.programme)
    rows = _same_groups(comparison_rows, shown, others)
    held = _held(source, snapshot, rows)
    groups = {_group(_key(row)) for row in rows}
    hidden = {key for key, cell in held.items() if cell.hidden}
    same = {name: min(names) for name, names in others.items()}
    now = _people(same, hidden | _hide(source, snapshot, {_key(r): r["n_from"] for r in rows}))
    staying = {key for key in hidden if _group(key) not in groups}
    coming = _people(same, staying | _hide(source, snapshot, _after(source, snapshot, held, rows)))
    indicators = {i.id: i for i in source.programme.indicators}
    return [
        _row(source, snapshot, row, not now.isdisjoint(people), not coming.isdisjoint(people), indicators[row["indicator"]])
        for row in shown
        if row["indicator"] in indicators and (people := _people(same, (_key(row),)))
    ]


def _same_groups(rows: pa.Table, shown: Sequence[Mapping[str, Any]], others: Mapping[str, frozenset[str]]) -> list[dict[str, Any]]:
    """Every row of the groups that are shown, and of those about the same people (all methods and months of a year, ``others``: related
    indicators): the gate judges a group as a whole."""
    years = pc.utf8_slice_codeunits(rows["period"].cast(pa.string()), 0, 4)
    text = pc.binary_join_element_wise(rows["indicator"].cast(pa.string()), years, "\x1f")
    wanted = {f"{name}\x1f{row['period'][:4]}" for row in shown for name in others.get(row["indicator"], (row["indicator"],))}
    return rows.filter(pc.is_in(text, pa.array(sorted(wanted), pa.string()))).to_pylist()


def _key(row: Mapping[str, Any]) -> Key:
    return Key(row["indicator"], row["period"], row["population"], row["method"], row["unit"], row["sex"])


def _group(key: Key) -> Group:
    return (key.indicator, key.period, key.population, key.method)


def _people(same: Mapping[str, str], keys: Iterable[Key]) -> set[Key]:
    """Whose figures they are, whatever the method and the ``related`` indicator, and in a month or its whole year: hidden all or none."""
    return {k._replace(indicator=same.get(k.indicator, k.indicator), period=k.period[:4], method="") for k in keys}


def _held(source: Source, snapshot: Snapshot, rows: Sequence[Mapping[str, Any]]) -> dict[Key, Cell]:
    """The yearly cells that the store has for the indicators and years of the rows, for every unit. Ungated: they stay in this module."""
    others = related(source.programme)
    indicators = sorted(set().union(*(others.get(r["indicator"], {r["indicator"]}) for r in rows)))
    years = sorted({int(r["period"][:4]) for r in rows})
    cells = source.store.cells(units=sorted(snapshot.units), years=years, indicators=indicators, sexes=SEXES)
    return {Key(c.indicator, str(c.year), c.population, c.method, c.unit, c.sex): c for c in cells}


def _after(source: Source, snapshot: Snapshot, held: Mapping[Key, Cell], rows: Sequence[Mapping[str, Any]]) -> Persons:
    """Persons behind each cell of the rows' groups as they would be after the import: the file's, what the store has of its own, and on top
    of that what would be added up from women and men and from the units below."""
    groups = {_group(_key(row)) for row in rows}
    found: Persons = {key: cell.n for key, cell in held.items() if _group(key) in groups and cell.origin in OWN}
    found |= {_key(row): row["n_to"] for row in rows}
    for group in groups:
        tree = source.tree(snapshot, int(group[1][:4]))
        for code, node in sorted(tree.items(), key=lambda pair: -pair[1].depth):
            _add_up(found, group, code, "T", [Key(*group, code, sex) for sex in ("K", "M")], both=True)
            for sex in SEXES:
                _add_up(found, group, code, sex, [Key(*group, child, sex) for child in node.children])
    return found


def _add_up(found: Persons, group: Group, code: str, sex: str, parts: Sequence[Key], *, both: bool = False) -> None:
    """Give a cell without figures of its own the n of its parts together; unknown when a part's is. ``both``: every part must be there."""
    key = Key(*group, code, sex)
    present = [part for part in parts if part in found]
    if key in found or not present or (both and len(present) < len(parts)):
        return
    counts = [n for part in present if (n := found[part]) is not None]
    found[key] = sum(counts) if len(counts) == len(present) else None


def _hide(source: Source, snapshot: Snapshot, persons: Persons) -> set[Key]:
    """Those of the cells that may not be shown, by the number of persons behind each (None unknown)."""
    keys = list(persons)
    groups = {group: number for number, group in enumerate(sorted({k[:4] for k in keys}))}
    units = {code: number for number, code in enumerate(sorted(snapshot.units.keys() | {k.unit for k in keys}))}
    smallest = {i.id: i.min_n for i in source.programme.indicators}
    nodes = [source.tree(snapshot, int(k.period[:4])).get(k.unit) for k in keys]
    hidden = hidden_cells(
        group=np.array([groups[k[:4]] for k in keys]),
        unit=np.array([units[k.unit] for k in keys]),
        parent=np.array([units[node.parent] if node is not None and node.parent in units else -1 for node in nodes]),
        sex=np.array([SEX_NUMBER[k.sex] for k in keys]),
        n=np.array([np.nan if n is None else float(n) for n in persons.values()]),
        min_n=np.array([float(smallest.get(k.indicator, np.inf)) for k in keys]),
        unknown_ok=np.array([node is not None and node.depth <= UNKNOWN_OK_DEPTH for node in nodes]),
    )
    return {key for key, hide in zip(keys, hidden, strict=True) if hide}


def _row(source: Source, snapshot: Snapshot, row: Mapping[str, Any], hide_from: bool, hide_to: bool, indicator: Indicator) -> PreviewRow:
    return PreviewRow(
        indicator=indicator,
        unit=row["unit"],
        unit_name=unit_choice(source, snapshot, row["unit"], int(row["period"][:4])).name,
        period=row["period"],
        sex=row["sex"],
        population=row["population"],
        method=row["method"],
        kind=row["kind"],
        value_from=None if hide_from else row["value_from"],
        value_to=None if hide_to else row["value_to"],
        n_from=None if hide_from else whole(row["n_from"]),
        n_to=None if hide_to else whole(row["n_to"]),
        hidden=(hide_from and row["value_from"] is not None) or (hide_to and row["value_to"] is not None),
    )
