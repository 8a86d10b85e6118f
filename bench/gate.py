"""The gate's cost on a page: the data of *Läget* and *Indikator* at 600 units with and without suppression, by processor time.

What is hidden is worked out when figures are stored; a page's part is to carry it out. "Without" is the same page with every cell passed on
as it is. Figures are read and judged anew each time; the two are taken in turn. What the working out costs at an import is told beside.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from unittest import mock

import numpy as np

from bench.load import YEARS, Size, _batch, _table, bench_programme, facts, organisation
from bench.table import Result, show
from kpi.access.scope import Role, Scope
from kpi.programme.model import Programme
from kpi.store import Store, open_store, rollup
from kpi.views import Views, gate

AT_MOST = 2.0
RUNS = 15
SIZE = Size(600)
KEPT_YEARS = 3


def measure() -> list[Result]:
    """The pages' ratio, and the import's."""
    programme = bench_programme()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "kpi.duckdb"), programme)
        try:
            took = [_fill(store, programme), _fill_without(programme, Path(folder))]
            results = [_page(store, programme, name, ask) for name, ask in _pages(programme).items()]
        finally:
            store.close()
    detail = f"{show(took[0])} mot {show(took[1])}"
    return [*results, Result("gate", "inläsning av ett år, 540 000 fakta: med skydd mot utan", took[0] / took[1], None, False, detail)]


def _pages(programme: Programme) -> dict[str, Callable[[Views], object]]:
    scope, root = Scope(Role.CONTROLLER, (programme.root_unit,), "bench"), programme.root_unit
    first = programme.indicators[0].id
    return {
        "Lägets data vid 600 enheter": lambda views: views.overview(scope, year=YEARS[KEPT_YEARS - 1], unit=root),
        "Indikatorns data vid 600 enheter": lambda views: views.indicator(scope, first, year=YEARS[KEPT_YEARS - 1], unit=root),
    }


def _page(store: Store, programme: Programme, name: str, ask: Callable[[Views], object]) -> Result:
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(RUNS):
        for suppressed in (True, False):
            views = Views(store, programme)
            views.context(Scope(Role.CONTROLLER, (programme.root_unit,), "bench"))
            with _nothing_hidden() if not suppressed else mock.patch.object(gate, "UNKNOWN_OK_DEPTH", gate.UNKNOWN_OK_DEPTH):
                start = time.process_time()
                ask(views)
                times[suppressed].append(time.process_time() - start)
    with_, without = (statistics.median(times[s]) for s in (True, False))
    return Result("gate", f"{name}: med skydd mot utan", with_ / without, AT_MOST, False, f"{show(with_)} mot {show(without)}")


@contextmanager
def _nothing_hidden() -> Iterator[None]:
    real = gate.gate_cell
    with (
        mock.patch.object(gate, "too_small", lambda *_: False),
        mock.patch.object(gate, "gate_cell", lambda cell, indicator: real(cell._replace(hidden=False) if cell.hidden else cell, indicator)),
    ):
        yield


def _fill(store: Store, programme: Programme) -> float:
    """Processor time of the last year's commit."""
    units, codes, _ = organisation(programme, SIZE)
    store.commit(_batch("organisation", units), None, units)
    took = 0.0
    for year in islice(facts(programme, SIZE.units), KEPT_YEARS):
        table = _table(programme, codes, year)
        start = time.process_time()
        store.commit(_batch(str(year.year), table), table, None)
        took = time.process_time() - start
    return took


def _fill_without(programme: Programme, folder: Path) -> float:
    """The same with nothing worked out."""
    store = open_store(str(folder / "utan.duckdb"), programme)
    nothing = lambda cells: iter([(np.arange(cells.height), np.zeros(cells.height, dtype=bool))])  # noqa: E731
    try:
        with mock.patch.object(rollup, "hidden_in_turn", nothing):
            return _fill(store, programme)
    finally:
        store.close()
