"""What the log may hold: who did what (logger ``kpi.audit``), and where a fault arose. Never a figure, never a person in the data."""

from __future__ import annotations

import logging
import traceback

logger = logging.getLogger("kpi.audit")


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
