"""Which moment a date stands for. People date things in Swedish time; the store knows UTC only."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")
_DATE = len("2026-01-31")


def moment(as_of: str | None) -> str | None:
    """``as_of`` as the store takes it: a date is the end of that day, and a time without a zone is Swedish. What is neither is left as it
    is: the store refuses it."""
    try:
        parsed = datetime.fromisoformat((as_of or "").strip())
    except ValueError:
        return as_of
    if len((as_of or "").strip()) <= _DATE:
        parsed = datetime.combine(parsed.date(), time.max)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=SWEDEN)).isoformat()


def day_of(as_of: str | None, today: date) -> date:
    """The Swedish day that is taken for today: never after the moment whose knowledge is shown (None: now)."""
    if as_of is None:
        return today
    return min(today, datetime.fromisoformat(moment(as_of) or "").astimezone(SWEDEN).date())
