"""Soak: 20 sessions rerunning for two and a half minutes; the server's memory must level out and no page may fail.

The server runs with Streamlit's collection after each run turned off and what is loaded at start frozen (``gc.freeze``), so memory is
watched here: the mean of the last third of the time against the middle third. Linux only (reads /proc).
"""

from __future__ import annotations

import itertools
import random
import statistics
import tempfile
import threading
import time
from pathlib import Path

from bench.rerun import fill_store
from bench.session import server, visitor
from bench.table import Result
from kpi.programme.loader import load_programme, programme_dir
from pages._ui.navigation import INDICATOR, entries

SESSIONS, SECONDS, PAUSE = 20, 150, 0.25
AT_MOST = 1.15


def measure() -> list[Result]:
    """Memory late against memory halfway, and the pages that failed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        visits = _visits(fill_store(folder))
        with server(["app.py"], {"KPI_STORE": str(folder / "bench.duckdb")}) as (process, port):
            start = _rss(process.pid)
            stop = time.monotonic() + SECONDS
            took: list[float] = []
            faults: list[str] = []
            threads = [threading.Thread(target=_visit, args=(port, visits, seed, stop, took, faults)) for seed in range(SESSIONS)]
            for thread in threads:
                thread.start()
            memory = _watch(process.pid, stop)
            for thread in threads:
                thread.join()
    middle, last = (statistics.mean(part) for part in (memory[len(memory) // 3 : 2 * len(memory) // 3], memory[2 * len(memory) // 3 :]))
    assert len(took) > SESSIONS, "the sessions did not run"
    slow = sorted(took)[int(0.95 * len(took))]
    detail = f"{start:.0f} → {middle:.0f} → {last:.0f} MB; {len(took)} omkörningar, 95 % inom {slow:.2f} s".replace(".", ",")
    return [
        Result("soak", f"minne sent mot halvvägs, {SESSIONS} sessioner i {SECONDS} s", last / middle, AT_MOST, False, detail),
        Result("soak", "sidor som gick fel", len(faults), 0, False, "; ".join(faults[:3]) or "inga", "st"),
    ]


def _visits(units: list[str]) -> list[tuple[str, str]]:
    """What the sessions look at: (page, query) for every page about a unit and year."""
    programme = load_programme(programme_dir("region-vastmanland"))
    indicators = [i.id for i in programme.indicators]
    pages = [entry for entry in entries(programme) if entry.filtered]
    places = list(itertools.product(units[:25], (2021, 2024, 2026)))
    return [
        (page.link, f"enhet={unit}&ar={year}" + (f"&indikator={indicators[at % len(indicators)]}" if page.path == INDICATOR else ""))
        for page in pages
        for at, (unit, year) in enumerate(places)
    ]


def _visit(port: int, visits: list[tuple[str, str]], seed: int, stop: float, took: list[float], faults: list[str]) -> None:
    """One session: pages in random order until the time is up."""
    rng = random.Random(seed)
    try:
        with visitor(port) as session:
            while time.monotonic() < stop:
                page, query = rng.choice(visits)
                took.append(session.rerun(query, page))
                time.sleep(rng.uniform(0, 2 * PAUSE))
            faults += session.faults
    except Exception as error:  # a session that breaks is what is looked for
        faults.append(f"{type(error).__name__}: {error}")


def _watch(pid: int, stop: float) -> list[float]:
    """The process' resident memory in megabytes, each second."""
    memory = []
    while time.monotonic() < stop:
        memory.append(_rss(pid))
        time.sleep(1)
    return memory


def _rss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")
