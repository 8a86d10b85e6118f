"""``python -m tests.reports.golden`` writes the golden reports anew, to be read through before they are kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from kpi.reports import KINDS
from kpi.runtime import Runtime
from tests.reports import stores
from tests.reports.told import told

FOLDER = Path(__file__).parent / "golden"
PLAN_YEAR, SAMPLE_YEAR = 2021, 2026
NAMES = {"plan": PLAN_YEAR, "exempel": SAMPLE_YEAR}


def path(name: str, kind: str) -> Path:
    return FOLDER / f"{name}-{NAMES[name]}.{kind}.txt"


def said(runtime: Runtime, name: str, kind: str) -> str:
    return told(kind, stores.once(runtime, kind, year=NAMES[name]).data)


def main() -> None:
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder, stores.opened(Path(folder)) as runtime:
            if name != "plan":
                stores.fill(runtime, Path(folder) / "utdrag")
            for kind in KINDS:
                path(name, kind).write_text(said(runtime, name, kind), encoding="utf-8")


if __name__ == "__main__":
    main()
