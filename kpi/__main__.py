"""``python -m kpi <command>``."""

from __future__ import annotations

import gc
import io
import logging
import os
import sys

gc.disable()  # what is loaded here stays as long as the command runs: the collector need not look for anything to free in it

from kpi.access import audit  # noqa: E402
from kpi.cli import main  # noqa: E402
from kpi.errors import Refusal  # noqa: E402
from kpi.settings import ROOT  # noqa: E402


def run() -> int:
    """Set up streams and log, run the command. Text is UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    set_up_log()
    gc.freeze()
    gc.enable()
    code = main()
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has gone (kpi … | head): nothing more to say, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def set_up_log() -> None:
    """Log to the same files as the server; a log that cannot be written does not stop the command."""
    try:
        made = audit.handlers(ROOT)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        sys.exit(2)
    logging.basicConfig(handlers=made or [logging.NullHandler()], level=logging.INFO)


if __name__ == "__main__":
    sys.exit(run())
