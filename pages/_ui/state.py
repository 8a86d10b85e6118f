"""What lives as long as the process: the one Runtime, who vouches for people, and a cache of rendered HTML."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock, RLock

from kpi.access.provider import Provider, provider_of
from kpi.runtime import Runtime
from kpi.settings import Settings, read_secrets

Scalar = str | int | float | bool | None
CACHE_SIZE = 400  # rendered pages; a page is some tens of kilobytes

_opening = RLock()
_runtime: Runtime | None = None
_provider: Provider | None = None


def runtime() -> Runtime:
    """The process' Runtime, opened at the first call. Raises Refusal: a faulty pack, or a store that another process holds."""
    global _runtime
    with _opening:
        if _runtime is None:
            _runtime = Runtime.open(Settings.read())
        return _runtime


def use(new: Runtime | None) -> None:
    """Put a Runtime in place of the current one (tests), or None for a fresh one at the next call. The old one is closed."""
    global _runtime
    with _opening:
        old, _runtime = _runtime, new
        rendered.clear()
    if old is not None and old is not new:
        old.close()


def provider() -> Provider:
    """Who vouches for people, as the secrets file says at the first call; nobody without one. Raises Refusal when half said."""
    global _provider
    with _opening:
        if _provider is None:
            _provider = provider_of(read_secrets())
        return _provider


def use_provider(new: Provider | None) -> None:
    """Put a provider in place of the current one (tests), or None for what the secrets file says at the next call."""
    global _provider
    with _opening:
        _provider = new


class Rendered:
    """Finished HTML by scalar keys: data version, scope, parameters. Least recently used goes first; safe between threads."""

    def __init__(self, size: int = CACHE_SIZE) -> None:
        self._size = size
        self._lock = Lock()
        self._texts: OrderedDict[tuple[Scalar, ...], str] = OrderedDict()

    def get(self, key: tuple[Scalar, ...], make: Callable[[], str]) -> str:
        """The text for ``key``, made when missing. Raises TypeError when the key holds anything but scalars."""
        if not all(isinstance(part, str | int | float | bool | None) for part in key):
            raise TypeError(f"cache key of scalars only, got {key!r}")
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        text = make()
        with self._lock:
            self._texts[key] = text
            while len(self._texts) > self._size:
                self._texts.popitem(last=False)
        return text

    def clear(self) -> None:
        with self._lock:
            self._texts.clear()


rendered = Rendered()
