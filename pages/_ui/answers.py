"""What is added to answers on their way out: security headers, shorter-lived sign-in cookies, and lines in the audit log."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote

from kpi.access import audit
from pages._ui import cookies, door, headers, signin, sockets, state
from pages._ui.handed import MEDIA
from pages._ui.sockets import Message, Send

logger = logging.getLogger("malbild.door")
# Told to the sign-in page in its address; nothing else is read from it.
PARAMETER = "inloggning"
FAILED, SIGNED_OUT, OVER = "misslyckades", "avslutad", "slut"
Headers = list[tuple[bytes, bytes]]


def secured(scope: Message, send: Send) -> Send:
    """Sends answers with the security headers. A file of figures is never kept by the browser or by what is in between."""
    added = headers.security(door.header(scope, b"host"), secure=state.provider().secure)
    if scope["path"].startswith(MEDIA):
        added["cache-control"] = "no-store"
    raw = [(name.encode(), value.encode()) for name, value in added.items()]

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.lower().decode("latin-1") not in added]
            message["headers"] = [*kept, *raw]
        await send(message)

    return with_headers


class Watched:
    """Sends the frontend's answers to one request, having looked at what they do. ``started``: something has been sent."""

    def __init__(self, let: door.Let, send: Send) -> None:
        self._let = let
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._look(message)
        await self._send(message)

    def _look(self, message: Message) -> None:
        path, status = self._let.scope["path"], message["status"]
        if state.provider().source == "oidc":
            if path == door.CALLBACK:
                self._came_back(message)
            elif path == door.LOGOUT:
                self._signed_out(message)
            elif path == door.LOGIN and status >= 400:
                door.failed(self._let.scope, "sign_in_failed", "provider_unreachable")
                _redirect(message, FAILED)
            message["headers"] = cookies.harden(message["headers"], until=None, secure=state.provider().secure)
        if path.startswith(MEDIA) and status in (200, 206):
            self._exported(message)

    def _came_back(self, message: Message) -> None:
        """From the provider: signed in, or not; or (without anything in the address) signed out there."""
        query = parse_qs(self._let.scope["query_string"].decode("latin-1"))
        claims = cookies.claims(cookies.set_values(message["headers"]))
        if not query:
            _redirect(message, SIGNED_OUT)
            return
        arrival = signin.of_claims(claims)
        if not claims:
            reason = "provider_error" if "error" in query else "callback"
            door.failed(self._let.scope, "sign_in_failed", reason)
            _redirect(message, FAILED)
        elif arrival.person is None:
            door.failed(self._let.scope, "sign_in_failed", str(arrival.why))
        else:
            audit.record(arrival.person.id, "sign_in", source=arrival.person.source)
        until = arrival.person.expires if arrival.person else datetime.now(UTC)
        message["headers"] = cookies.harden(message["headers"], until=until, secure=state.provider().secure)

    def _signed_out(self, message: Message) -> None:
        """Ended here at once, in every tab; the answer leads to the provider's own sign-out, where it has one."""
        person = self._let.person
        if person is not None and person.expires is not None:
            sockets.end(self._let.key, person.expires)
            audit.record(person.id, "sign_out", source=person.source)
        if _header(message["headers"], b"location") == "/":
            _redirect(message, SIGNED_OUT)

    def _exported(self, message: Message) -> None:
        named = re.search(r"filename\*?=(?:utf-8'')?\"?([^\";]+)", _header(message["headers"], b"content-disposition"), re.IGNORECASE)
        if named and self._let.person is not None and self._let.scope.get("method") == "GET":
            audit.record(self._let.person.logged_as, "export", file=unquote(named[1]))


def _header(given: Headers, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in given if name.lower() == wanted), "")


def _redirect(message: Message, said: str) -> None:
    """Lead to the sign-in page, which says what happened."""
    message["status"] = 302
    kept = [(name, value) for name, value in message["headers"] if name.lower() != b"location"]
    message["headers"] = [*kept, (b"location", f"/?{PARAMETER}={said}".encode())]
