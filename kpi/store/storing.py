"""Facts on their way into the store: put there by one thread while another computes from the same facts in memory."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from kpi.store.connection import Cursor
from kpi.store.sql import statement


class Storing:
    """The facts that ``arriving_facts`` has, to be stored as batch ``seq``. Nobody else may use the cursor between start and finish."""

    def __init__(self, cursor: Cursor, seq: int) -> None:
        self.seq = seq
        self._cursor = cursor
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="storing")
        self._under_way: Future[None] | None = None
        self._following: list[Future[None]] = []

    def start(self) -> None:
        """Begins, unless that is done already."""
        if self._under_way is None:
            self._under_way = self._pool.submit(self._store)

    def then(self, job: Callable[[], None]) -> None:
        """Do this with the cursor too, when the facts are stored; after ``start``."""
        self._following.append(self._pool.submit(job))

    def finish(self) -> None:
        """Returns when all is stored; raises what went wrong. Does no harm a second time."""
        self.start()
        self._pool.shutdown(wait=True)
        assert self._under_way is not None
        for done in (self._under_way, *self._following):
            done.result()

    def give_up(self) -> None:
        """Waits for what is under way, and begins nothing more: the transaction can be rolled back."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _store(self) -> None:
        self._cursor.execute(statement("store_facts"), {"seq": self.seq})
