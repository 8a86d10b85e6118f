"""Runtimes over stores of one's own whose clock is set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from kpi.intake import Intake, storing_order
from kpi.language import current
from kpi.programme.model import Programme
from kpi.reports import Report, report
from kpi.runtime import Runtime, programme_of
from kpi.sample import write_sample
from kpi.settings import Settings
from kpi.store import open_store
from kpi.views import Views

START = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)
UNITS, YEARS = 8, range(2021, 2027)


def opened(folder: Path, clock: Callable[[], datetime] | None = None) -> Runtime:
    """An empty store. Without a clock each write is a minute after the one before."""
    settings = Settings.read({"KPI_STORE": str(folder / "kpi.duckdb"), "KPI_USER": "Prov Provsson"})
    programme = programme_of(settings)
    Path(settings.store).write_bytes(_empty(programme))
    ticks = iter(range(1_000_000))
    store = open_store(settings.store, programme, clock=clock or (lambda: START + timedelta(minutes=next(ticks))))
    return Runtime(settings, programme, store, Views(store, programme), Intake(programme, store))


_bytes: dict[str, bytes] = {}


def _empty(programme: Programme) -> bytes:
    """A store with nothing in it, made once."""
    if programme.digest not in _bytes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "kpi.duckdb"
            open_store(str(path), programme, clock=lambda: START).close()
            _bytes[programme.digest] = path.read_bytes()
    return _bytes[programme.digest]


def fill(runtime: Runtime, folder: Path) -> None:
    """The sample, as yearly figures."""
    paths = write_sample(runtime.programme, folder, units=UNITS, years=YEARS, months=False)
    readings = runtime.intake.read_all([(path, None) for path in paths])
    for index in storing_order(readings):
        result = runtime.intake.commit(readings[index], "Prov Provsson")
        assert result.state == "active", (result.message, readings[index].faults[:3])


def made(runtime: Runtime, kind: str, *, scope=None, **asked) -> Report:
    """A report, by the runtime's own controller unless another is given."""
    status = runtime.views.year_status(scope or runtime.scope, **asked)
    return report(status, runtime.programme, kind)


_made: dict[tuple[object, ...], Report] = {}


def once(runtime: Runtime, kind: str, **asked) -> Report:
    """As ``made``, for a store that is only read: the same report in the same language is made once for all tests."""
    key = (runtime.settings.store, current(), kind, *sorted(asked.items()))
    if key not in _made:
        _made[key] = made(runtime, kind, **asked)
    return _made[key]
