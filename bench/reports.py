"""(reports) The region's PDF and a PDF for each of 110 units from the sample store, and the same charts by way of a browser.

The store is that of ``make sample``: the pack's whole organisation, six years, with months. Kaleido (Plotly's own way to a picture, through
Chromium) is given the yearly chart of each of the region's indicators, started before the clock is; our time is that of the whole document
with the same charts and all else. Both draw from the same gated rows. Neither time is of an import or of reading the store.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import kaleido
import plotly.graph_objects as go

from bench.table import Result, seconds, show
from kpi.charts.figures import series_figure
from kpi.intake import storing_order
from kpi.reports import report
from kpi.runtime import Runtime
from kpi.sample import write_sample
from kpi.settings import Settings
from kpi.views.year_status_rows import YearStatus

YEAR, UNITS = 2026, 110
MOST_REGION, MOST_UNITS, AT_LEAST = 2.0, 60.0, 10.0
RUNS = 3


def measure() -> list[Result]:
    """The two times against their limits, and the charts' against kaleido's."""
    with tempfile.TemporaryDirectory() as folder, Runtime.open(_settings(Path(folder))) as runtime:
        _fill(runtime, Path(folder) / "utdrag")
        first = seconds(lambda: _pdf(runtime, None))  # fonts are read and the template set for the first time
        region = seconds(lambda: _pdf(runtime, None), RUNS)
        units = [unit.code for unit in runtime.views.context(runtime.scope, YEAR).units][:UNITS]
        each = seconds(lambda: [_pdf(runtime, unit) for unit in units])
        view = runtime.views.year_status(runtime.scope, year=YEAR)
        ours, theirs = seconds(lambda: report(_apart(view), runtime.programme, "pdf"), RUNS), _kaleido(view)
    charts = len(view.rows)
    return [
        Result("reports", "regionens PDF, den första i processen", first, MOST_REGION, False, f"därefter {show(region)}", "s"),
        Result("reports", f"PDF för {len(units)} enheter", each, MOST_UNITS, False, f"{show(each / len(units))} styck", "s"),
        Result(
            "reports",
            f"{charts} diagram genom kaleido mot hela dokumentet med dem",
            theirs / ours,
            AT_LEAST,
            True,
            f"kaleido {show(theirs)}; dokumentet {show(ours)}",
        ),
    ]


def _settings(folder: Path) -> Settings:
    return Settings.read({"KPI_STORE": str(folder / "kpi.duckdb"), "KPI_USER": "bench"})


def _fill(runtime: Runtime, folder: Path) -> None:
    paths = write_sample(runtime.programme, folder)
    readings = runtime.intake.read_all([(path, None) for path in paths])
    for index in storing_order(readings):
        runtime.intake.commit(readings[index], "bench")


def _pdf(runtime: Runtime, unit: str | None) -> bytes:
    return report(runtime.views.year_status(runtime.scope, year=YEAR, unit=unit), runtime.programme, "pdf").data


_turn = iter(range(10_000))


def _apart(view: YearStatus) -> YearStatus:
    """The same with another first sentence: the typesetter remembers what it has set, and each document here is a new one."""
    return replace(view, finding=(f"{next(_turn)}.", *view.finding))


def _kaleido(view: YearStatus) -> float:
    """Seconds for the yearly chart of each indicator as SVG, by a browser that runs already."""
    figures = [go.Figure(series_figure(row.card, path_label="väg")) for row in view.rows]
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    kaleido.start_sync_server(path=browser, silence_warnings=True)
    try:
        kaleido.calc_fig_sync(figures[0], opts={"format": "svg"})
        return seconds(lambda: [kaleido.calc_fig_sync(figure, opts={"format": "svg"}) for figure in figures])
    finally:
        kaleido.stop_sync_server(silence_warnings=True)
