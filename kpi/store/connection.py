"""An open database: cursors, transactions, and what happens when two write at once. ``connect`` opens it.

Every call gets a cursor of its own. Reads run in one transaction, so what a call returns is of one data version. Writes run one at a time
in a process; against other writers the ticket row decides, and the loser runs its whole work again.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import duckdb

from kpi.errors import Refusal
from kpi.language import tr

Cursor = duckdb.DuckDBPyConnection
T = TypeVar("T")

_ATTEMPTS = 12


class Connection:
    """An open database. ``catalogue`` is None for the embedded file, where nothing has to be chosen."""

    def __init__(self, root: Cursor, catalogue: str | None) -> None:
        self._root = root
        self._catalogue = catalogue
        self._write_lock = threading.Lock()

    @property
    def is_lake(self) -> bool:
        return self._catalogue is not None

    def cursor(self) -> Cursor:
        cursor = self._root.cursor()
        if self._catalogue:
            cursor.execute(f"USE {self._catalogue}")  # a cursor does not inherit it
        return cursor

    @contextmanager
    def read(self) -> Iterator[Cursor]:
        """A cursor inside one read transaction. Temporary tables made in it vanish with it."""
        cursor = self.cursor()
        try:
            cursor.begin()
            yield cursor
        finally:
            with suppress(duckdb.Error):
                cursor.rollback()
            cursor.close()

    @contextmanager
    def read_once(self) -> Iterator[Cursor]:
        """A cursor for one statement, which is a transaction by itself: half the time of ``read`` for a short one."""
        cursor = self.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def write(self, work: Callable[[Cursor], T]) -> T:
        """Runs ``work`` in one transaction: all of it is stored, or nothing.

        When another writer got in between, the whole of ``work`` runs again on what then holds. Raises Refusal(code="store_busy") when
        that keeps happening, and whatever ``work`` raises.
        """
        with self._write_lock:
            for attempt in range(_ATTEMPTS):
                try:
                    return self._attempt(work)
                except duckdb.Error as error:
                    if not _is_conflict(error):
                        raise
                    time.sleep(random.uniform(0.01, 0.05) * min(2**attempt, 32))  # jitter, so that two losers do not meet again
        raise Refusal(tr("Andra skriver till lagret just nu. Försök igen om en stund."), code="store_busy")

    def _attempt(self, work: Callable[[Cursor], T]) -> T:
        cursor = self.cursor()
        try:
            cursor.begin()
            result = work(cursor)
            cursor.commit()
            return result
        except BaseException:
            with suppress(duckdb.Error):  # a failed commit has already ended the transaction
                cursor.rollback()
            raise
        finally:
            cursor.close()

    def close(self) -> None:
        self._root.close()


def _is_conflict(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.TransactionException) or "conflict" in str(error).lower()
