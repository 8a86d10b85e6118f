"""Who is let in before the frontend has seen the request: hosts, origins, the proxy's word, and sign-ins that have ended."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.requests import cookie_parser
from streamlit import config

from kpi.access import audit
from kpi.access.identity import Person, is_loopback, person_id
from kpi.access.permissions import WORDS, Permission
from kpi.access.provider import Provider, Proxy
from kpi.access.throttle import Throttle
from kpi.language import ntr, tr
from pages._ui import cookies, signin, standing, state
from pages._ui.handed import MEDIA, file_of, handed
from pages._ui.headers import HOST

Scope = MutableMapping[str, Any]
logger = logging.getLogger("malbild.door")

LOGIN, LOGOUT, CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
UPLOAD = "/_stcore/upload_file/"
PRIVATE = (MEDIA, UPLOAD)  # never answered to someone who has not signed in
SENDING = (Permission.IMPORT, Permission.MANAGE_ACCESS)  # what files are sent for: extracts, and lists of managers
ALTERING = {"PUT", "DELETE"}  # of uploads; nothing else is altered by a request
READING = {"GET", "HEAD", "OPTIONS"}
OURS = {name.encode() for name in (signin.PERSON, signin.NAME, signin.UNTIL, signin.CHECKED, signin.WHY)}
# What a proxy in between adds: then whoever asks is not at this machine.
FORWARDED = (b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")
failures = Throttle()


@dataclass(frozen=True, slots=True)
class Turned:
    """Why someone is not let in: status, heading, text and seconds to wait, in Swedish; ``reason`` is for the log."""

    status: int
    heading: str
    text: str
    reason: str
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Let:
    """Someone is let in with this request. ``person`` may be missing: then there is only a sign-in page. ``key``: of the sign-in."""

    scope: Scope
    person: Person | None
    key: str = ""


def admit(scope: Scope) -> Turned | Let:
    """Look at a request (http or websocket). The scope in the answer is a copy without what only the door may say."""
    provider = state.provider()
    turned = _place(scope, provider) or _manner(scope)
    if turned is not None:
        return turned
    clean = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() not in OURS]}
    if provider.proxy is not None:
        return _vouched(clean, provider.proxy)
    if provider.source == "oidc":
        return _signed_in(clean)
    return Let(clean, signin.of_this_machine())


def permit(let: Let) -> Turned | None:
    """May whoever was let in fetch this file, or send one? Asks the store, so not in the server's loop. None: yes.

    At the machine itself there is nobody else. A file is taken in from those who have a page to send files on; taken back by anyone.
    """
    path, person = let.scope["path"], let.person
    if person is None or person.source == "local":
        return None
    if path.startswith(MEDIA) and not handed.may_fetch(file_of(path), person.id, standing.of(person)):
        audit.record(person.id, "refused", reason="file_of_others")
        text = tr("Filen är inte hämtad av dig, eller så har din behörighet ändrats. Öppna sidan igen och hämta filen där.")
        return Turned(403, tr("Inte tillåtet"), text, "file_of_others")
    if path.startswith(UPLOAD) and let.scope.get("method") == "PUT" and not standing.may(person, *SENDING):
        audit.record(person.id, "refused", reason="upload")
        words = tr(" eller ").join(tr(WORDS[permission]) for permission in SENDING)
        return Turned(403, tr("Inte tillåtet"), tr("Du har ingen roll som får {actions}, så ingen fil tas emot.", actions=words), "upload")
    return None


def header(scope: Scope, wanted: bytes) -> str:
    """The first header of that name (lower case), "" when there is none."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted), "")


def client(scope: Scope) -> str:
    """The address that a request came from."""
    return str((scope.get("client") or ("?",))[0])


def failed(scope: Scope, action: str, reason: str) -> None:
    """Count a failure, and log it unless the address has had all it may have: nobody fills the log."""
    if failures.fail(client(scope), time.monotonic()):
        audit.record("-", action, reason=reason, address=client(scope))


def _place(scope: Scope, provider: Provider) -> Turned | None:
    """Was the server asked for by a name of its own? A foreign name is how rebinding attacks come in."""
    asked = header(scope, b"host")
    try:
        name = (urlsplit(f"//{asked}").hostname or "").rstrip(".") if HOST.fullmatch(asked) else ""
    except ValueError:  # brackets around what is no address
        name = ""
    if provider.vouches:
        if name in provider.hosts:
            return None
        return Turned(403, tr("Inte tillåtet"), tr("Adressen är inte Målbilds egen. Använd den adress som du har fått."), "host")
    server = scope.get("server")
    forwarded = any(header(scope, name) for name in FORWARDED)
    if not forwarded and is_loopback(name) and (server is None or is_loopback(str(server[0]))):
        return None
    text = tr("Utan inloggningstjänst får Målbild bara användas från samma dator som den körs på, på adressen 127.0.0.1 eller localhost.")
    return Turned(403, tr("Inte tillåtet"), text, "not_local")


def _manner(scope: Scope) -> Turned | None:
    """Does a page of ours ask? Another program's page on this computer has another port. Programs send no origin."""
    method = scope.get("method", "GET")
    if scope["type"] == "http" and method in READING:
        return None
    if scope["type"] == "http" and not (method in ALTERING and scope["path"].startswith(UPLOAD)):
        return Turned(405, tr("Inte tillåtet"), tr("Det går inte att ändra något på det här sättet."), "method")
    size = header(scope, b"content-length")
    largest = config.get_option("server.maxUploadSize")
    if size.isdigit() and int(size) > (largest + 1) * 1024 * 1024:  # with room for what goes along with a file
        return Turned(413, tr("För stor fil"), tr("En fil får vara högst {largest} MB.", largest=largest), "too_large")
    origin = header(scope, b"origin")
    if not origin or origin.partition("://")[2] == header(scope, b"host"):
        return None
    return Turned(403, tr("Inte tillåtet"), tr("Anropet kom från en annan webbplats."), "origin")


def _vouched(scope: Scope, proxy: Proxy) -> Turned | Let:
    """The proxy's word, which counts only with its secret."""
    given = _only(scope, proxy.secret_header)
    if given is None or not hmac.compare_digest(given, proxy.secret.encode()):
        failed(scope, "refused", "proxy_secret")
        return Turned(
            403, tr("Inte tillåtet"), tr("Målbild nås bara genom inloggningen. Använd den adress som du har fått."), "proxy_secret"
        )
    found = person_id(_text(_only(scope, proxy.person_header)))
    if found is None:
        failed(scope, "refused", "proxy_person")
        return Turned(403, tr("Inte inloggad"), tr("Inloggningen sade inte vem du är. Säg till den som sköter Målbild."), "proxy_person")
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=proxy.minutes)
    person = Person(found, _text(_only(scope, proxy.name_header)) or found, "proxy", until)
    theirs = {name.encode() for name in (proxy.secret_header, proxy.person_header, proxy.name_header)}
    said = {signin.PERSON: quote(person.id), signin.NAME: quote(person.name), signin.UNTIL: str(int(until.timestamp()))}
    said[signin.CHECKED] = signin.MARK
    kept = [(name, value) for name, value in scope["headers"] if name.lower() not in theirs]
    return Let({**scope, "headers": [*kept, *((k.encode(), v.encode()) for k, v in said.items())]}, person)


def _signed_in(scope: Scope) -> Turned | Let:
    """The sign-in cookie. One that has ended is taken away, so that the frontend never sees it; why is told instead."""
    path = scope["path"]
    if path in (LOGIN, CALLBACK):
        wait = failures.wait(client(scope), time.monotonic())
        if wait:
            minutes = int(wait // 60) + 1
            again = ntr("Försök igen om {n} minut.", "Försök igen om {n} minuter.", minutes, n=minutes)
            text = f"{tr('För många inloggningar har misslyckats härifrån.')} {again}"
            return Turned(429, tr("Vänta lite"), text, "too_many", int(wait) + 1)
    # A link on somebody else's page must not sign people out.
    if path == LOGOUT and header(scope, b"sec-fetch-site") not in ("", "none", "same-origin"):
        return Turned(403, tr("Inte tillåtet"), tr("Anropet kom från en annan webbplats."), "origin")
    claims = cookies.claims(cookie_parser(header(scope, b"cookie")))
    arrival = signin.of_claims(claims)
    if arrival.person is None:
        if path.startswith(PRIVATE):
            return Turned(401, tr("Inte inloggad"), tr("Logga in för att hämta filen."), "not_signed_in")
        return Let(_without_sign_in(scope, arrival.why) if path != LOGOUT else scope, None)
    return Let(scope, arrival.person, signin.key_of(claims))


def _without_sign_in(scope: Scope, why: signin.Why | None) -> Scope:
    kept = []
    for name, value in scope["headers"]:
        if name.lower() == b"cookie":
            value = cookies.without_sign_in(value.decode("latin-1")).encode("latin-1")
        kept.append((name, value))
    return {**scope, "headers": [*kept, (signin.WHY.encode(), str(why or "").encode())]}


def _only(scope: Scope, name: str) -> bytes | None:
    """The one header of that name. None when there is none, or more than one: then nobody knows which to believe."""
    found = [value for key, value in scope["headers"] if key.lower() == name.encode()]
    return found[0] if len(found) == 1 else None


def _text(value: bytes | None) -> str:
    try:
        return (value or b"").decode("utf-8").strip()
    except UnicodeDecodeError:
        return (value or b"").decode("latin-1").strip()
