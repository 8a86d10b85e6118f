"""The frame around the frontend: the door, the document and its texts in a programme's language, and what happens at start and stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import RedirectResponse, Response
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from kpi.access import audit
from kpi.charts import tokens
from kpi.language import SOURCE, current, speaking, tr
from pages._ui import answers, door, frontend, navigation, programmes, sockets, state, warm

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

logger = logging.getLogger("malbild.server")
ASSETS = Path(__file__).parent / "assets"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
# The frontend's own addresses; everything else is a page or does not exist.
CORE = ("/_stcore/health", "/_stcore/host-config", door.UPLOAD)
THEIRS = ("/static/", "/media/", "/component/", "/_stcore/", "/manifest.json")


@cache
def asset(name: str) -> bytes:
    """A file of ours as it is served. The style sheet gets the tokens of both modes; print is always light."""
    body = (ASSETS / name).read_bytes()
    if name != "malbild.css":
        return body
    dark = f"@media (prefers-color-scheme: dark) {{ {tokens.css_variables('dark', ':root')} }}"
    printed = f"@media print {{ {tokens.css_variables('light', ':root')} }}"
    return "\n".join([tokens.css_variables("light", ":root"), dark, tokens.chart_css(), body.decode(), printed]).encode()


def _address(name: str) -> str:
    return f"/malbild/{name}?v={frontend.etag(asset(name)).strip(chr(34))[:12]}"


@cache
def document(language: str = SOURCE) -> bytes:
    """The frontend's HTML document in a language, with our style, script and icon. Raises TextNotFound when it is not as expected."""
    with speaking(language):
        return _document()


def _document() -> bytes:
    text = (frontend.static_dir() / "index.html").read_text(encoding="utf-8")
    no_script = tr("Målbild behöver JavaScript. Slå på det i webbläsaren och ladda om sidan.")
    start, end = text.index("<noscript>"), text.index("</noscript>")
    text = text[:start] + f"<noscript><p>{no_script}</p>" + text[end:]
    script_start = text.index("<script>")
    script_end = text.index("</script>", script_start) + len("</script>")
    ours = f'<script src="{_address("boot.js")}"></script>\n    <link rel="stylesheet" href="{_address("malbild.css")}" />'
    text = text[:script_start] + ours + text[script_end:]
    swaps = (
        ('<html lang="en">', f'<html lang="{current()}">'),
        ("<title>Streamlit</title>", f"<title>{tr('Läget')} · Målbild</title>"),
        ('<link rel="shortcut icon" href="./favicon.png" />', f'<link rel="icon" type="image/svg+xml" href="{_address("favicon.svg")}" />'),
        ('<link rel="service-desc" href="./_stcore/agent/openapi.json" />', ""),
        ('<div id="root"></div>', f'<div id="root"><p class="mb-boot">{tr("Målbild hämtas …")}</p></div>'),
        ('"./static/', f'".{frontend.place(current())}'),
    )
    for old, new in swaps:
        if old not in text:
            raise frontend.TextNotFound(old)
        text = text.replace(old, new)
    return text.encode()


def refused(status: int, heading: str, text: str, link: str = "") -> Response:
    """A small page of our own, without the frontend, for what never reaches it."""
    body = (
        f'<!DOCTYPE html><html lang="{current()}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{heading} · Målbild</title><link rel="stylesheet" href="{_address("malbild.css")}"></head>'
        f'<body class="mb-plain"><main><h1>{heading}</h1><p>{text}</p>{link}</main></body></html>'
    )
    return Response(body, status_code=status, media_type="text/html; charset=utf-8", headers={"cache-control": "no-store"})


class Frame:
    """ASGI middleware around the frontend's server: the door first, then our own answers, then the frontend's."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        if scope["type"] == "http":
            send = answers.secured(scope, send)
        with speaking(programmes.language(state.runtime(), None, _named(scope))):
            let = door.admit(scope)
            if isinstance(let, door.Turned):
                await _turn_away(let, scope, receive, send)
            elif scope["type"] == "websocket":
                await sockets.run(self.app, let, receive, send)
            else:
                await self._answer(let, receive, send)

    async def _answer(self, let: door.Let, receive: Receive, send: Send) -> None:
        """An answer, whatever happens: a fault of ours is told by its number, never by what it says."""
        watched = answers.Watched(let, send)
        try:
            turned = await asyncio.to_thread(door.permit, let) if let.scope["path"].startswith(door.PRIVATE) else None
            if turned is not None:
                await _turn_away(turned, let.scope, receive, watched)
            else:
                language, path = frontend.placed(let.scope["path"])
                asked = {**let.scope, "path": path, "raw_path": path.encode()} if path != let.scope["path"] else let.scope
                with speaking(await _language(let) if path == let.scope["path"] else language):
                    await (_answer(asked) or self.app)(asked, receive, watched)
        except Exception as error:
            number = secrets.token_hex(4)
            audit.fault(logger, number, error)
            if watched.started:
                raise
            text = tr("Sidan kunde inte visas. Händer det igen: ge felnumret {number} till den som sköter Målbild.", number=number)
            await refused(500, tr("Något gick fel"), text)(let.scope, receive, send)


def _named(scope: Message) -> str | None:
    """The programme that the address names."""
    return parse_qs(scope["query_string"].decode("latin-1")).get("program", [""])[-1].strip() or None


async def _language(let: door.Let) -> str:
    """The language of what the visitor will be shown: that which the run will speak (asks the store, so not in the server's loop)."""
    said = not state.runtime().beside or let.person is None or _named(let.scope) is not None
    if said or let.scope["path"].startswith((*THEIRS, "/malbild/")):
        return current()
    return await asyncio.to_thread(programmes.language, state.runtime(), let.person, None)


async def _turn_away(turned: door.Turned, scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    answer = refused(turned.status, turned.heading, turned.text)
    if turned.wait:
        answer.headers["retry-after"] = str(turned.wait)
    await answer(scope, receive, send)


def _answer(scope: Message) -> Response | None:
    """Our own answer, or None when the frontend's server is to answer."""
    path: str = scope["path"]
    if path.startswith("/malbild/"):
        return _asset_answer(path.removeprefix("/malbild/"))
    if path.startswith("/static/js/"):
        return _script_answer(scope, path.rsplit("/", 1)[1])
    if path in {"/favicon.ico", "/favicon.png"}:
        return _asset_answer("favicon.svg")
    if path.startswith(THEIRS) and not _unknown(path):
        return None
    if path in (door.LOGIN, door.LOGOUT, door.CALLBACK) and state.provider().source == "oidc":
        return None
    page = path.strip("/")
    query = scope["query_string"].decode("latin-1")
    if page == navigation.START or (page and path.endswith("/") and page in _paths()):
        return RedirectResponse(("/" if page == navigation.START else f"/{page}") + (f"?{query}" if query else ""), status_code=307)
    if page in _paths():
        return Response(document(current()), media_type="text/html; charset=utf-8", headers={"cache-control": "no-cache"})
    link = f'<p><a href="/">{tr("Till {name}", name=tr("Läget"))}</a></p>'
    return refused(404, tr("Sidan finns inte"), tr("Adressen leder ingenstans. Kontrollera den, eller börja om från Läget."), link)


def _unknown(path: str) -> bool:
    """The frontend's server answers what it does not know below its own address with its own document, in English."""
    return path.startswith("/_stcore/") and not path.startswith(CORE)


def _paths() -> set[str]:
    return {e.link for p in state.runtime().programmes for e in navigation.entries(p)}


def _asset_answer(name: str) -> Response:
    path = ASSETS / name
    if path.suffix not in TYPES or path.parent != ASSETS or not path.is_file():
        return Response(tr("Finns inte"), status_code=404, media_type="text/plain; charset=utf-8")
    return Response(asset(name), media_type=TYPES[path.suffix], headers={"cache-control": "no-cache", "etag": frontend.etag(asset(name))})


def _script_answer(scope: Message, name: str) -> Response | None:
    found = frontend.scripts(current()).get(name)
    if found is None:
        return None
    body, tag = found
    # The file's name does not change when our words do, so the browser has to ask each time; usually the answer is "not changed".
    headers = {"cache-control": "no-cache", "etag": tag}
    asked = next((value.decode("latin-1") for key, value in scope["headers"] if key == b"if-none-match"), "")
    if tag in asked:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=TYPES[".js"], headers=headers)


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Start: check the address, open the store, prepare the first page, open the door for the command line. Stop: close all of it."""
    warm.check_address(str(config.get_option("server.address") or ""))
    warm.set_up_log()
    # The exception is logged once, by errors.on_script_error, with the number that the user is given.
    logging.getLogger("streamlit.error_util").addFilter(lambda record: record.getMessage() != "Uncaught app execution")
    # Otherwise the very first visit is served by file name from pages/, before app.py has said which pages there are.
    PagesManager.uses_pages_directory = False
    runtime = state.runtime()
    door = warm.open_door(runtime)
    for language in {programme.language for programme in runtime.programmes}:
        document(language), frontend.scripts(language)
    asset("malbild.css")
    warm.first_page(runtime)
    gc.collect()
    gc.freeze()  # what is loaded now stays: the collector need not look at it again
    gc.enable()
    try:
        yield
    finally:
        with suppress(Exception):
            if door is not None:
                door.close()
        state.use(None)
