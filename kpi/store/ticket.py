"""The write ticket: every write takes a number, which is the data version it makes, and a time later than any before it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

from kpi.store.connection import Cursor

Clock = Callable[[], datetime]
COMMON = ("import", "undo", "redo", "answer", "restore", "rules")
"""Kinds of events that are of every programme over the store."""


class Version(NamedTuple):
    """A data version within a store's history."""

    era: str
    number: int


def utc_now() -> datetime:
    """The clock in service."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """UTC with microseconds: text order is time order. A time without a zone is taken as UTC."""
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds")


def current_version(cursor: Cursor) -> Version:
    """The version that this transaction sees."""
    return Version(*cursor.execute("SELECT era, version FROM ticket").fetchall()[0])


class Writing:
    """One write in progress: its cursor, the version it starts from, and – once it has something to store – its number and time.

    ``programme``: whose rows it writes; None where it writes none of a programme's own.
    ``tail``: cells that have to be looked at whatever unit is asked for, since they came after all were sorted (see ``rollup.refresh``).
    """

    def __init__(self, cursor: Cursor, clock: Clock, programme: str | None = None) -> None:
        self.cursor = cursor
        self.programme = programme
        self.version, self._last, self.era, self.tail = cursor.execute("SELECT version, time, era, tail FROM ticket").fetchall()[0]
        self._clock = clock
        self.number = 0
        self.time = ""

    def begin(self, *, above: int = 0) -> None:
        """Takes the next number (higher than ``above``). A clock that stands still or goes back is moved on by a microsecond.

        A write of several imports takes one number for each; all of them become known at once, with the last.
        """
        before = self.time or self._last
        self.number = max(self.version, self.number, above) + 1
        self.time = iso(self._clock())
        if before and self.time <= before:
            self.time = iso(datetime.fromisoformat(before) + timedelta(microseconds=1))

    def begin_era(self) -> None:
        """From now on version numbers belong to another history: nothing cached under an old one is taken for this."""
        self.era = uuid4().hex

    def log(self, who: str, kind: str, batch: str | None, text: str) -> None:
        """The write's event: of the write's programme, or of all for what they have in common."""
        programme = None if kind in COMMON else self.programme
        values = {"seq": self.number, "time": self.time, "who": who, "kind": kind, "batch": batch, "text": text, "programme": programme}
        self.cursor.execute("INSERT INTO event VALUES ($seq, $time, $who, $kind, $batch, $text, $programme)", values)

    def finish(self) -> None:
        """Stores the ticket. Two writers that started from the same version both come here: one of them fails, and starts again."""
        if self.number:
            values = {"version": self.number, "time": self.time, "era": self.era, "tail": self.tail}
            self.cursor.execute("UPDATE ticket SET version = $version, time = $time, era = $era, tail = $tail", values)
