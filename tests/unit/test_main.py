"""What is set up around a command (``python -m kpi``) and around the server (``python app.py``): the collector looks at what they make, and
not at what was loaded."""

import os
import subprocess
import sys
from pathlib import Path

from kpi.settings import ROOT

COMMAND = """
import gc, sys
import kpi.__main__ as command
command.set_up_log = lambda: None
command.main = lambda: print(gc.isenabled(), gc.get_freeze_count() > 100_000) or 0
sys.exit(command.run())
"""
SERVER = """
import asyncio, gc
import app
print(gc.isenabled())

async def life():
    async with app.server.lifespan(None):
        print(gc.isenabled(), gc.get_freeze_count() > 100_000)

asyncio.run(life())
"""


def test_a_command(tmp_path: Path) -> None:
    assert _said(COMMAND, tmp_path) == ["True", "True"]


def test_the_server(tmp_path: Path) -> None:
    assert _said(SERVER, tmp_path) == ["False", "True", "True"]


def _said(program: str, folder: Path) -> list[str]:
    environ = {**os.environ, "KPI_STORE": str(folder / "kpi.duckdb"), "KPI_LOG": str(folder / "kpi.log")}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert not done.returncode, done.stderr
    return done.stdout.split()
