"""``python -m kpi``: what is set up around a command."""

import subprocess
import sys

from kpi.settings import ROOT

WHEN_IT_RUNS = """
import gc, sys
import kpi.__main__ as command
command.set_up_log = lambda: None
command.main = lambda: print(gc.isenabled(), gc.get_freeze_count() > 100_000) or 0
sys.exit(command.run())
"""


def test_the_collector_looks_at_what_a_command_makes_and_not_at_what_was_loaded() -> None:
    said = subprocess.run([sys.executable, "-c", WHEN_IT_RUNS], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert said.stdout.split() == ["True", "True"]
