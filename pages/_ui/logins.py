"""Which sign-ins have been ended before their time. Kept by the process until the tokens would have ended by themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock

# What tells one sign-in from another of the same person: the nonce is new each time.
TELLING = ("iss", "aud", "sub", "iat", "exp", "nonce", "sid")


def key_of(claims: Mapping[str, object]) -> str:
    """A sign-in's key: a hash of what tells it from others, so that no claim is kept."""
    text = json.dumps([claims.get(name) for name in TELLING], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Ended:
    """The keys of ended sign-ins; safe between threads. A key is forgotten when its token would have ended anyway."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until: dict[str, datetime] = {}

    def add(self, key: str, until: datetime) -> None:
        """End a sign-in. ``until``: when its token ends, aware."""
        now = datetime.now(UTC)
        with self._lock:
            self._until = {k: t for k, t in self._until.items() if t > now} | {key: until}

    def __contains__(self, key: object) -> bool:
        with self._lock:
            return key in self._until

    def __len__(self) -> int:
        with self._lock:
            return len(self._until)


ended = Ended()
