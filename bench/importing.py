"""(a) Importing an extract of 200 000 rows, end to end, against merely reading it.

Each shape in a process of its own, as the command line has it: what an earlier one has left in memory is not measured with it.
Three shapes: one row a person, aggregated on the way in; hours by month, unit and sex, the largest extract that an organisation sends; and
finished figures, where every row becomes a fact and a cell of the roll-up. All are written as Excel writes them (shared strings), with a
title above the header.
"""

from __future__ import annotations

import gc
import logging
import statistics
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import fastexcel
import numpy as np
import pandas as pd

from bench.table import Result, seconds, show
from kpi.intake import Intake
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Layout, Programme, Rollup
from kpi.sample.aggregates import figures
from kpi.sample.workbook import TITLE_ROWS, write_workbooks
from kpi.sample.world import Rows, World, concat
from kpi.sample.write import extracts, make_world
from kpi.store import open_store

ROWS = 200_000
AT_LEAST, AT_MOST = 8.0, 3.0
RUNS = 5
SLOW_EVERY = 2  # openpyxl, which takes long, is run every other time
TITLE = "SYNTETISKA uppgifter – mätning"


@dataclass(frozen=True)
class Shape:
    """An extract to import: its workbook, and the organisation's, which the store must know first."""

    name: str
    workbook: Path
    organisation: Path
    rows: int


def measure() -> list[Result]:
    """Each shape against pandas with openpyxl and against a bare fastexcel read."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as alone:
        return [result for results in alone.map(_measure, (_persons, _hours, finished_figures)) for result in results]


def _measure(make: Callable[[Programme, Path], Shape]) -> list[Result]:
    gc.freeze()  # as the command line does
    programme = load_programme(programme_dir("region-vastmanland"))
    logging.getLogger("fastexcel").setLevel(logging.ERROR)  # it warns of columns that begin with empty cells
    with tempfile.TemporaryDirectory() as folder:
        return _compare(programme, make(programme, Path(folder)), Path(folder))


def _compare(programme: Programme, shape: Shape, folder: Path) -> list[Result]:
    """All three in turn, so that whatever else the machine does falls on each."""
    imports, reads, slow_reads = [], [], []
    for run in range(RUNS):
        if run % SLOW_EVERY == 0:
            slow_reads.append(seconds(lambda: pd.read_excel(shape.workbook, engine="openpyxl", header=TITLE_ROWS)))
        imports.append(_import_seconds(programme, shape, folder / f"{shape.workbook.stem}-{run}.duckdb"))
        reads.append(seconds(lambda: fastexcel.read_excel(shape.workbook).load_sheet(0, header_row=TITLE_ROWS).to_polars()))
    end_to_end, bare, slow = statistics.median(imports), statistics.median(reads), statistics.median(slow_reads)
    what = f"import av {shape.rows // 1000}\u00a0{shape.rows % 1000:03} rader, {shape.name}"
    made_of = f"import {show(end_to_end)}"
    return [
        Result("a", f"{what}, mot att läsa med pandas/openpyxl", slow / end_to_end, AT_LEAST, True, f"openpyxl {show(slow)}; {made_of}"),
        Result("a", f"{what}, mot enbart fastexcel", end_to_end / bare, AT_MOST, False, f"{made_of}; fastexcel {show(bare)}"),
    ]


def _import_seconds(programme: Programme, shape: Shape, path: Path) -> float:
    """Time of ``Intake.run`` into a store that holds the organisation only: hash, read, recognise, validate, aggregate, commit, roll up."""
    store = open_store(str(path), programme)
    try:
        intake = Intake(programme, store)
        first = intake.run(shape.organisation, "bench").to_json()
        assert first["state"] == "active", first
        said: list[dict] = []
        took = seconds(lambda: said.append(intake.run(shape.workbook, "bench").to_json()))
        assert said[0]["rows_accepted"] == shape.rows and said[0]["facts_new"] > 0, said[0]
        return took
    finally:
        store.close()


def _persons(programme: Programme, folder: Path) -> Shape:
    """One row an employee of an organisation as large as the largest regions' (2 000 lowest units), several years in one extract."""
    layout = next(one for one in programme.layouts if one.individual and one.measures[0].rule == "share")
    world = make_world(programme, 2000, (2021, 2025), 1)
    rows = next(columns for one, columns in extracts(world) if one.id == layout.id)
    assert len(rows[layout.columns[0].key]) >= ROWS, "too few employees: make the organisation larger"
    rows = {key: column[:ROWS] for key, column in rows.items()}
    return _shape("en rad per anställd", layout, rows, world, folder)


def finished_figures(programme: Programme, folder: Path) -> Shape:
    """Finished figures of every indicator that can be rolled up, by unit, year and sex."""
    layout = next(one for one in programme.layouts if one.kind == "values")
    world = make_world(programme, 1150, (2021, 2026), 1)
    blocks: list[Rows] = []
    for year in world.organisation.years:
        for indicator in programme.indicators:
            root = world.roots(indicator).get(year)
            if root is not None and indicator.rollup is not Rollup.NONE:
                rows = figures(world, indicator, year, root)
                blocks.append(rows | {"indicator": np.full(len(rows["unit"]), indicator.id)})
    rows = concat(blocks)
    rows = _whole_units(rows, rows["unit"])
    roles = {"period": "year"}
    named = {c.key: rows[roles.get(c.role, c.role)] for c in layout.columns if roles.get(c.role, c.role) in rows}
    return _shape("färdiga värden", layout, named, world, folder)


def _hours(programme: Programme, folder: Path) -> Shape:
    """Hours by month, unit and sex, as a payroll system's extract of several years."""
    layout = next(one for one in programme.layouts if any(c.type == "month" for c in one.columns))
    world = make_world(programme, 1500, (2021, 2026), 1)
    rows = next(columns for one, columns in extracts(world) if one.id == layout.id)
    units = next(c.key for c in layout.columns if c.role == "unit")
    return _shape("timmar per månad, enhet och kön", layout, _whole_units(rows, rows[units]), world, folder)


def _whole_units(rows: Rows, units: np.ndarray) -> Rows:
    """About ROWS rows: all of some units' and none of the others', so that women and men still add up to all."""
    _, at = np.unique(units, return_inverse=True)
    sizes = np.bincount(at)
    kept = np.cumsum(sizes) - sizes < ROWS
    assert not kept.all(), f"{len(at)} rows are too few: make the organisation larger"
    return {key: column[kept[at]] for key, column in rows.items()}


def _shape(name: str, layout: Layout, rows: Rows, world: World, folder: Path) -> Shape:
    folder = folder / layout.id
    folder.mkdir()
    (workbook,) = write_workbooks(layout, rows, folder, TITLE)
    organisation, columns = next((one, columns) for one, columns in extracts(world) if one.kind == "organisation")
    (units,) = write_workbooks(organisation, columns, folder, TITLE)
    return Shape(name, workbook, units, len(next(iter(rows.values()))))
