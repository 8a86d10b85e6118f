"""Which cells of a roll-up may not be shown, by the rule of ``kpi.measure.disclosure``, computed when they are made."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kpi.measure.disclosure import hidden_cells
from kpi.store.connection import Cursor
from kpi.store.sql import statement

_TOP_LEVELS = 1  # down to this depth an unknown n may be shown
_TOO_SMALL = 0.5  # somebody, but never enough


def hidden_years(cursor: Cursor) -> pa.Table:
    """The cells of ``t_cell`` that may not be shown, by row id."""
    cells = _fetch(cursor, statement("gate_input"))
    return _picked(cells, _hidden(cells, cells["gate"]))


def hidden_months(cursor: Cursor, rollup: str) -> pa.Table:
    """As ``hidden_years`` at month grain. ``rollup`` names the yearly cells that are shown beside them.

    A year is the sum of its months, so the months of a unit and sex in a year are hidden all or none: a single hidden month could be worked
    out from the year and the others.
    """
    cells = _fetch(cursor, statement("gate_months", rollup=rollup))
    year_of = np.unique(np.stack([cells["series_no"], cells["year"], cells["unit_no"], cells["sex"]]), axis=1, return_inverse=True)[1].ravel()
    gate = cells["gate"].copy()
    while True:
        hidden = _hidden(cells, gate)
        with_year = (np.bincount(year_of, weights=hidden) > 0)[year_of] if len(hidden) else hidden
        if np.array_equal(with_year, hidden):
            return _picked(cells, hidden)
        gate[with_year] = _TOO_SMALL


def _fetch(cursor: Cursor, query: str) -> dict[str, np.ndarray]:
    """Columns as plain arrays; a missing n is NaN."""
    columns = cursor.execute(query).fetchnumpy()
    gate = columns["gate"]
    columns["gate"] = gate.filled(np.nan) if isinstance(gate, np.ma.MaskedArray) else gate
    return {name: np.asarray(column) for name, column in columns.items()}


def _hidden(cells: dict[str, np.ndarray], gate: np.ndarray) -> np.ndarray:
    return hidden_cells(
        cells["grp"], cells["unit_no"], cells["parent_no"], cells["sex"], gate, cells["min_n"], cells["depth"] <= _TOP_LEVELS,
        adds_up=cells["adds_up"],
    )  # fmt: skip


def _picked(cells: dict[str, np.ndarray], hidden: np.ndarray) -> pa.Table:
    return pa.table({"cell": pa.array(cells["cell"][hidden], pa.int64())})
