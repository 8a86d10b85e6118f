"""``python -m tests.audit [--organisations N] [--seed S]``: audit generated organisations, whole path, all pages and versions."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from kpi.audit import Report, audit
from tests.audit.organisations import YEAR, Organisation, filled, programme


def run(seed: int, folder: Path, *, versions: int, pages: int | None) -> Report:
    """One organisation's audit."""
    here = folder / str(seed)
    here.mkdir()
    store = filled(here, Organisation(seed), versions=versions)
    try:
        return audit(store, programme(), YEAR, versions=None, pages=pages)
    finally:
        store.close()
        shutil.rmtree(here)


def main() -> int:
    """Exit 0 when nothing could be worked out anywhere."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--organisations", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20260615)
    parser.add_argument("--pages", type=int, default=1, help="indicator pages with all their traces, in each")
    given = parser.parse_args()
    start, totals, bad = time.process_time(), Counter[str](), 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.organisations):
            seed = given.seed + number
            report = run(seed, Path(folder), versions=1 + number % 3, pages=given.pages)
            totals.update({name: value for name, value in asdict(report).items() if isinstance(value, int) and name != "year"})
            totals.update(solvable=len(report.cells_solvable), narrowed=len(report.narrowed), texts=len(report.texts))
            if not report.clean:
                bad += 1
                print(
                    f"{seed}: {report.cells_solvable[:3]} {report.narrowed[:3]} {report.texts[:3]} {report.roles}",
                    file=sys.stderr,
                    flush=True,
                )
    print(f"{given.organisations} organisations, {bad} not clean, {time.process_time() - start:.0f} s: {dict(totals)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
