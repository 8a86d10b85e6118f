"""What an uploaded file would change, gated: a controller sees the change, not the figures of groups too small to show.

A number stands here only when it stands on a page: the old one now, the new one after the import. The store rolls up and hides as if the
file had been stored (``Store.ahead``), and the gate is the pages' own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.programme.model import Indicator, Programme
from kpi.views.choices import unit_choice
from kpi.views.gate import gate_cells, gate_months, whole
from kpi.views.rows import PreviewRow
from kpi.views.source import Snapshot, Source

if TYPE_CHECKING:
    from kpi.store.ahead import Figures
    from kpi.store.types import Delivery

REST = ("new", "unchanged")  # what comes after the changed ones
LOOKS = 6  # how many times more rows are looked at, since those that may not be shown are left out of a list that is cut
GONE = 3.0  # the size of a change to or from no value: larger than any other
NEAR = 1e-9


class Key(NamedTuple):
    """A fact's key."""

    indicator: str
    period: str
    population: str
    method: str
    unit: str
    sex: str


Shown = dict[Key, tuple[float, int | None]]
"""The figures that may be shown: value and n."""


def preview(source: Source, scope: Scope, comparison_rows: pa.Table, deliveries: Sequence[Delivery], limit: int) -> list[PreviewRow]:
    """The first ``limit`` rows: changed by the size of the change, then new and unchanged as in the file. Unknown indicators are left out.

    deliveries: what would be stored, of this file and of those that are to be stored with it, in that order.
    Size: the difference as a share of the larger of the two values, so that indicators in different units can stand in one list.
    What is hidden now or would be is shown without its numbers, after the others: its place must not tell its size. For the same reason
    it is left out of a list that does not hold every change. An organisation's rows have no figures: they give [].
    """
    require(scope, Permission.IMPORT)
    if "indicator" not in comparison_rows.column_names:
        return []
    changed = comparison_rows.filter(pc.equal(comparison_rows["kind"], "changed"))
    cut = changed.num_rows > limit
    if cut:
        changed = changed.take(_by_size(changed)).slice(0, LOOKS * limit)
    rest = [comparison_rows.filter(pc.equal(comparison_rows["kind"], kind)).slice(0, limit) for kind in REST]
    rows = _gated(source, deliveries, pa.concat_tables([changed, *rest]))
    first = [row for row in rows if row.kind == "changed" and not (cut and row.hidden)]
    if not cut:
        first.sort(key=lambda r: (r.hidden, 0.0 if r.hidden else -_size(r.value_from, r.value_to)))
    return [*first, *(row for row in rows if row.kind != "changed")][:limit]


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


def _gated(source: Source, deliveries: Sequence[Delivery], chosen: pa.Table) -> list[PreviewRow]:
    """The chosen of the file's rows, without the numbers that may not be shown."""
    indicators = {i.id: i for i in source.programme.indicators}
    rows = [row for row in chosen.to_pylist() if row["indicator"] in indicators]
    if not rows:
        return []
    ahead = source.store.ahead(deliveries, [(r["indicator"], r["unit"], r["period"]) for r in rows])
    now, after = (_shown(source.programme, figures) for figures in ahead)
    snapshot = source.snapshot()
    return [
        _row(source, snapshot, row, indicators[row["indicator"]], show_from=_stands(now, row, "from"), show_to=_stands(after, row, "to"))
        for row in rows
    ]


def _shown(programme: Programme, figures: Figures) -> Shown:
    """Every figure of the years, months and quarters that passes the pages' gate."""
    return dict(_passing(programme, figures))


def _passing(programme: Programme, figures: Figures) -> Iterator[tuple[Key, tuple[float, int | None]]]:
    units = gate_cells(figures.years, programme)
    for unit, index in units.items():
        for indicator, by in index.items():
            population = programme.indicator(indicator).population
            for (year, sex), methods in by.items():
                for method, cell in methods.items():
                    if not cell.hidden and cell.value is not None:
                        yield Key(indicator, str(year), population, method, unit, sex), (cell.value, cell.n)
    for (indicator, unit), months in figures.months.items():
        known = programme.indicator(indicator)
        yearly = units.get(unit, {}).get(indicator, {})
        hidden = {key for key, by in yearly.items() if any(cell.hidden for cell in by.values())}
        for month in gate_months(months, known, hidden):
            if not month.hidden and month.value is not None:
                yield Key(indicator, month.period, known.population, month.method, unit, month.sex), (month.value, month.n)


def _stands(shown: Shown, row: dict[str, Any], end: str) -> bool:
    """Is this number of the file's row what is shown? Of no number there is nothing to hide."""
    value = row[f"value_{end}"]
    if value is None:
        return True
    found = shown.get(Key(*(row[name] for name in Key._fields)))
    return found is not None and abs(found[0] - value) <= NEAR * max(1.0, abs(value))


def _row(source: Source, snapshot: Snapshot, row: dict[str, Any], indicator: Indicator, *, show_from: bool, show_to: bool) -> PreviewRow:
    return PreviewRow(
        indicator=indicator,
        unit=row["unit"],
        unit_name=unit_choice(source, snapshot, row["unit"], int(row["period"][:4])).name,
        period=row["period"],
        sex=row["sex"],
        population=row["population"],
        method=row["method"],
        kind=row["kind"],
        value_from=row["value_from"] if show_from else None,
        value_to=row["value_to"] if show_to else None,
        n_from=whole(row["n_from"]) if show_from and row["value_from"] is not None else None,
        n_to=whole(row["n_to"]) if show_to and row["value_to"] is not None else None,
        hidden=not (show_from and show_to),
    )
