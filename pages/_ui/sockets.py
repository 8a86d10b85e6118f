"""Open connections end when the sign-in does: by its own end, or by signing out in another tab. And when a role is taken away."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any

from kpi.access import audit
from kpi.access.grants import Standing
from kpi.access.identity import Person
from pages._ui import standing
from pages._ui.door import Let
from pages._ui.handed import files_in, handed
from pages._ui.logins import ended

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

logger = logging.getLogger("malbild.sockets")
# The token has ended; someone has signed out; a role or a unit has been taken away. boot.js clears the page and asks for it again, which
# gives the sign-in page, or what the person may see now.
OVER, LEFT, LOST = 4401, 4402, 4403
CHECK_SECONDS = 10.0  # how long an untouched page can show what the person no longer may see
_open: dict[str, set[asyncio.Event]] = {}


class _Watch:
    """Whether the person still has every role and unit that the page may have been made with. Asked no more often than it is worth."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._held: Standing = frozenset()
        self._next = 0.0

    async def begin(self) -> None:
        self._held = await asyncio.to_thread(standing.of, self._person)
        self._next = time.monotonic() + CHECK_SECONDS

    @property
    def left(self) -> float:
        """Seconds to the next time."""
        return max(0.0, self._next - time.monotonic())

    async def lost(self) -> bool:
        """True when something has been taken away since the last time. What has been added shows at the next run by itself."""
        if self.left:
            return False
        self._next = time.monotonic() + CHECK_SECONDS
        try:
            now = await asyncio.to_thread(standing.of, self._person)
        except Exception as error:  # the store is away for a moment: then no page can be made either; asked again next time
            audit.fault(logger, "standing", error)
            return False
        before, self._held = self._held, now
        return not before <= now


async def run(app: App, let: Let, receive: Receive, send: Send) -> None:
    """Run a connection for as long as its sign-in lasts; one without a sign-in, or at the machine itself, as long as it likes."""
    if let.person is None or let.person.expires is None:
        await app(let.scope, receive, send)
        return
    watch = _Watch(let.person)
    await watch.begin()
    over = asyncio.Event()
    same = _open.setdefault(let.key, set())
    same.add(over)
    try:
        await app(let.scope, _until(let.person.expires, over, watch, receive, send), _noting(let.person, send))
    finally:
        same.discard(over)
        if not same:
            _open.pop(let.key, None)


def end(key: str, until: datetime) -> None:
    """End a sign-in at once, in every tab. ``until``: when its token would have ended. To be called in the server's loop."""
    ended.add(key, until)
    for over in _open.get(key, ()):
        over.set()


def _noting(person: Person, send: Send) -> Send:
    """Sends, remembering the files that are handed out."""

    async def send_noted(message: Message) -> None:
        files = files_in(message.get("bytes") or b"")
        if files:
            held = await asyncio.to_thread(standing.of, person)
            for file in files:
                handed.give(file, person.id, held)
        await send(message)

    return send_noted


def _until(expires: datetime, over: asyncio.Event, watch: _Watch, receive: Receive, send: Send) -> Receive:
    async def next_message() -> Message:
        message, ending = asyncio.ensure_future(receive()), asyncio.ensure_future(over.wait())
        try:
            while True:
                left = max(0.0, (expires - datetime.now(UTC)).total_seconds())
                await asyncio.wait({message, ending}, timeout=min(left, watch.left), return_when=asyncio.FIRST_COMPLETED)
                code = await why_over()
                if code is not None:
                    await send({"type": "websocket.close", "code": code})
                    return {"type": "websocket.disconnect", "code": code}
                if message.done():
                    return message.result()
        finally:
            message.cancel()
            ending.cancel()

    async def why_over() -> int | None:
        if over.is_set():
            return LEFT
        if datetime.now(UTC) >= expires:
            return OVER
        return LOST if await watch.lost() else None

    return next_message
