"""Open connections end when the sign-in does: by its own end, or because the person has signed out in another tab."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any

from pages._ui.door import Let
from pages._ui.logins import ended

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

# The token has ended; someone has signed out. boot.js clears the page and asks for it again, which gives the sign-in page.
OVER, LEFT = 4401, 4402
_open: dict[str, set[asyncio.Event]] = {}


async def run(app: App, let: Let, receive: Receive, send: Send) -> None:
    """Run a connection for as long as its sign-in lasts; one without a sign-in, or at the machine itself, as long as it likes."""
    if let.person is None or let.person.expires is None:
        await app(let.scope, receive, send)
        return
    over = asyncio.Event()
    same = _open.setdefault(let.key, set())
    same.add(over)
    try:
        await app(let.scope, _until(let.person.expires, over, receive, send), send)
    finally:
        same.discard(over)
        if not same:
            _open.pop(let.key, None)


def end(key: str, until: datetime) -> None:
    """End a sign-in at once, in every tab. ``until``: when its token would have ended. To be called in the server's loop."""
    ended.add(key, until)
    for over in _open.get(key, ()):
        over.set()


def _until(expires: datetime, over: asyncio.Event, receive: Receive, send: Send) -> Receive:
    async def next_message() -> Message:
        message, ending = asyncio.ensure_future(receive()), asyncio.ensure_future(over.wait())
        left = max(0.0, (expires - datetime.now(UTC)).total_seconds())
        try:
            await asyncio.wait({message, ending}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if message.done() and not over.is_set() and datetime.now(UTC) < expires:
                return message.result()
            code = LEFT if over.is_set() else OVER
            await send({"type": "websocket.close", "code": code})
            return {"type": "websocket.disconnect", "code": code}
        finally:
            message.cancel()
            ending.cancel()

    return next_message
