"""``python -m kpi <command>``."""

from __future__ import annotations

import io
import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from kpi.cli import main
from kpi.settings import ROOT

LOG_FILE = "data/var/kpi.log"  # below the project
LOG_BYTES, LOG_FILES = 1_000_000, 3


def run() -> int:
    """Set up streams and log, run the command. Text is UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    set_up_log()
    code = main()
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has gone (kpi … | head): nothing more to say, not even at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def set_up_log() -> None:
    """Log to KPI_LOG, else to data/var/kpi.log; a log that cannot be written does not stop the command."""
    file = Path(os.environ.get("KPI_LOG") or ROOT / LOG_FILE)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    logging.basicConfig(handlers=[handler], level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")


if __name__ == "__main__":
    sys.exit(run())
