"""What the log may hold: who did what (logger ``kpi.audit``), and where a fault arose. Never a figure, never a person in the data."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path

from kpi.errors import Refusal
from kpi.language import tr

logger = logging.getLogger("kpi.audit")
LOG_FILE, AUDIT_FOLDER = "data/var/kpi.log", "data/var/audit"  # below the project
LOG_BYTES, LOG_FILES = 1_000_000, 3
DAYS = 365  # that a line of the audit log is kept when KPI_AUDIT_DAYS says nothing else
OURS = ("kpi", "malbild")
SHAPE = "%(asctime)s %(levelname)s %(name)s %(message)s"


def handlers(root: Path, environ: Mapping[str, str] | None = None) -> list[logging.Handler]:
    """The log files of the server and the command line, below ``root`` unless KPI_LOG and KPI_AUDIT name others.

    Faults and events go to the one, by size. Who did what goes to the other and only there, a file a day, for KPI_AUDIT_DAYS days. What
    cannot be written is left out. Raises Refusal when KPI_AUDIT_DAYS is no number of days.
    """
    env = os.environ if environ is None else environ
    days = env.get("KPI_AUDIT_DAYS") or str(DAYS)
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= 36_500):
        raise Refusal(tr("KPI_AUDIT_DAYS ska vara ett antal dagar, från 1."), code="audit_days")
    made: list[logging.Handler] = []
    log = Path(env.get("KPI_LOG") or root / LOG_FILE)
    with suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        made.append(RotatingFileHandler(log, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"))
        made[-1].addFilter(lambda record: record.name.startswith(OURS) and record.name != logger.name)
    folder = Path(env.get("KPI_AUDIT") or (log.parent / "audit" if env.get("KPI_LOG") else root / AUDIT_FOLDER))
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made.append(Daily(folder, int(days)))
        made[-1].addFilter(lambda record: record.name == logger.name)
    for handler in made:
        handler.setFormatter(logging.Formatter(SHAPE))
    return made


class Daily(logging.Handler):
    """A file a day in ``folder``, readable by its owner only; files older than ``days`` are removed when a new one is begun.

    Nothing is renamed, and a line is one write at the file's end: the server and the command line can write to the same file.
    """

    def __init__(self, folder: Path, days: int) -> None:
        super().__init__()
        self._folder, self._days = folder, days
        self._day: date | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line. A disk that is full or gone is told as other logs do, and stops nothing."""
        try:
            day = datetime.fromtimestamp(record.created).date()  # noqa: DTZ006 - the day of the clock in the same line
            file = os.open(self._folder / f"{day}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(file, f"{self.format(record)}\n".encode())
            finally:
                os.close(file)
            if day != self._day:
                self._day = day
                self._remove(day - timedelta(days=self._days))
        except OSError:
            self.handleError(record)

    def _remove(self, last: date) -> None:
        for path in self._folder.glob("????-??-??.log"):
            with suppress(OSError, ValueError):
                if date.fromisoformat(path.stem) < last:
                    path.unlink()


def record(user: str, action: str, **what: object) -> None:
    """Log one line. ``what``: identifiers only (batch, indicator, unit, year, file name), never a value or a count of people.

    Control characters are replaced, and quotes escaped, so that a file name can forge neither a line nor a field.
    """
    parts = [f"user={_clean(user)}", f"action={_clean(action)}"]
    parts += [f"{key}={_clean(value)}" for key, value in what.items() if value is not None]
    logger.info(" ".join(parts))


def fault(log: logging.Logger, what: str, error: BaseException) -> None:
    """Log where an unexpected exception arose. Its text is left out, here and of its causes: it may quote a cell of somebody's file."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(lines) < 200:
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        lines += [line.rstrip() for line in traceback.format_tb(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    log.error("%s: %s", _clean(what), "\n".join(lines))


def _clean(value: object) -> str:
    text = "".join(c if c.isprintable() else "?" for c in str(value))[:200]
    if not any(c in text for c in ' "=\\'):
        return text
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'
