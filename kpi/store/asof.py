"""Earlier versions: which one a moment stands for, and the roll-up as it was then."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, time
from typing import Generic, TypeVar

from kpi.errors import Refusal
from kpi.language import tr
from kpi.store.connection import Cursor
from kpi.store.ticket import Version, current_version, iso

AsOf = str | datetime | int | None
T = TypeVar("T")


def moment(as_of: str | datetime) -> str:
    """The ISO time that ``as_of`` means: a date alone is the end of that day, a time without a zone is UTC.

    Raises Refusal(code="bad_time") for a text that is no ISO date or time.
    """
    if isinstance(as_of, datetime):
        return iso(as_of)
    try:
        parsed = datetime.fromisoformat(as_of.strip())
    except ValueError:
        raise Refusal(
            tr("Tidpunkten {as_of} går inte att läsa. Skriv ÅÅÅÅ-MM-DD eller ÅÅÅÅ-MM-DDTHH:MM.", as_of=repr(as_of)), code="bad_time"
        ) from None
    if len(as_of.strip()) <= len("2026-01-31"):
        parsed = datetime.combine(parsed.date(), time.max, tzinfo=UTC)
    return iso(parsed)


def version_at(cursor: Cursor, as_of: AsOf) -> Version:
    """The data version that held at a moment: number 0 before the first write. None is now, a number is a version itself."""
    now = current_version(cursor)
    if as_of is None:
        return now
    if isinstance(as_of, int):
        return now._replace(number=min(as_of, now.number))
    query = "SELECT coalesce(max(seq), 0) FROM event WHERE time <= $time"
    return now._replace(number=cursor.execute(query, {"time": moment(as_of)}).fetchall()[0][0])


class Kept(Generic[T]):
    """The latest few results of something slow whose key never gets another result. One thread makes it, the others wait for it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._results: OrderedDict[Hashable, T] = OrderedDict()
        self._guard = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._guard:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._guard:
                if key in self._results:
                    return self._results[key]
            result = make()
            with self._guard:
                self._results[key] = result
                self._making.pop(key, None)
                while len(self._results) > self._size:
                    self._results.popitem(last=False)
            return result
