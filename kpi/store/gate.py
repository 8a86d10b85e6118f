"""Which cells of a roll-up may not be shown, by the rule of ``kpi.measure.disclosure``, computed when they are made."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kpi.measure.disclosure import hidden_cells
from kpi.store.connection import Cursor
from kpi.store.sql import statement

_TOP_LEVELS = 1  # down to this depth an unknown n may be shown


def hidden_years(cursor: Cursor) -> pa.Table:
    """The cells of ``t_cell`` that may not be shown, by row id."""
    cells = _fetch(cursor, statement("gate_input"))
    return _picked(cells, _hidden(cells))


def hidden_months(cursor: Cursor, rollup: str) -> pa.Table:
    """As ``hidden_years`` at month grain. ``rollup`` names the yearly cells that are shown beside them.

    A year is the sum of its months, so the months of a unit and sex in a year are hidden all or none: a single hidden month could be worked
    out from the year and the others.
    """
    cells = _fetch(cursor, statement("gate_months", rollup=rollup))
    if not len(cells["cell"]):
        return _picked(cells, cells["already"])
    year_of = _numbered(cells["series_no"], cells["year"], cells["unit_no"], cells["sex"])
    hidden = cells["already"]
    while True:
        found = _hidden(cells, already=hidden)
        hidden = (np.bincount(year_of, weights=found) > 0)[year_of]
        if np.array_equal(found, hidden):
            return _picked(cells, hidden)


def _numbered(*columns: np.ndarray) -> np.ndarray:
    """A number for each row, the same for rows with the same values."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        key = key * (int(column.max()) + 1) + column
    return np.unique(key, return_inverse=True)[1]


def _fetch(cursor: Cursor, query: str) -> dict[str, np.ndarray]:
    """Columns as plain arrays; a missing n is NaN."""
    columns = cursor.execute(query).fetchnumpy()
    gate = columns["gate"]
    columns["gate"] = gate.filled(np.nan) if isinstance(gate, np.ma.MaskedArray) else gate
    return {name: np.asarray(column) for name, column in columns.items()}


def _hidden(cells: dict[str, np.ndarray], already: np.ndarray | None = None) -> np.ndarray:
    return hidden_cells(
        cells["grp"],
        cells["unit_no"],
        cells["parent_no"],
        cells["sex"],
        cells["gate"],
        cells["min_n"],
        cells["depth"] <= _TOP_LEVELS,
        adds_up=cells["adds_up"],
        already=already,
    )


def _picked(cells: dict[str, np.ndarray], hidden: np.ndarray) -> pa.Table:
    return pa.table({"cell": pa.array(cells["cell"][hidden], pa.int64())})
