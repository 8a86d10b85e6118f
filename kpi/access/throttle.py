"""How many failures one address may have in a while. Pure: the time is handed in."""

from __future__ import annotations

from collections import OrderedDict, deque
from threading import Lock

LIMIT = 20  # failures
SECONDS = 300.0
ADDRESSES = 10_000  # remembered; the longest silent goes first


class Throttle:
    """Counts failures by address in a sliding window; safe between threads. What it holds is bounded whatever is sent."""

    def __init__(self, limit: int = LIMIT, seconds: float = SECONDS, addresses: int = ADDRESSES) -> None:
        self._limit, self._seconds, self._size = limit, seconds, addresses
        self._lock = Lock()
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    def fail(self, address: str, now: float) -> bool:
        """Count a failure at ``now`` (seconds of a clock that never goes back). False when the address already had all it may have."""
        with self._lock:
            times = self._recent(address, now)
            if len(times) >= self._limit:
                return False
            times.append(now)
            self._failures[address] = times
            self._failures.move_to_end(address)
            while len(self._failures) > self._size:
                self._failures.popitem(last=False)
            return True

    def wait(self, address: str, now: float) -> float:
        """Seconds until the address may try again; 0 when it may now."""
        with self._lock:
            times = self._recent(address, now)
            return times[0] + self._seconds - now if len(times) >= self._limit else 0.0

    def _recent(self, address: str, now: float) -> deque[float]:
        times = self._failures.get(address, deque())
        while times and times[0] <= now - self._seconds:
            times.popleft()
        return times
