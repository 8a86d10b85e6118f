"""A small, bounded, thread-safe cache. Keys are tuples of scalars only: data version, programme digest, scope, parameters."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
Scalar = str | int | float | bool | None
SCALARS = (str, int, float, bool, type(None))


class Cache:
    """Least recently used goes first when ``size`` entries are held."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[tuple[Scalar, ...], Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Scalar, ...], make: Callable[[], T]) -> T:
        """The entry for ``key``; made when missing. Two threads may both make it (the lock is not held while making); the first stays.

        Raises TypeError when the key holds anything but scalars: a frame or an object as key could mix up users.
        """
        if not all(isinstance(part, SCALARS) for part in key):
            raise TypeError(f"cache key of scalars only, got {key!r}")
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
                return self._entries[key]
        made = make()
        with self._lock:
            entry = self._entries.setdefault(key, made)
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)
        return entry

    def __len__(self) -> int:
        return len(self._entries)
