"""What the server does before it takes its first visitor, and how it is started."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from typing import Any

import uvicorn
from streamlit import config

from kpi import cli
from kpi.access import audit
from kpi.access.identity import check_listen_address
from kpi.charts import figures
from kpi.control import ControlServer
from kpi.errors import Refusal
from kpi.language import speaking, tr
from kpi.runtime import Runtime
from kpi.settings import ROOT, Settings, secrets_file
from pages._ui import programmes, signin, state

logger = logging.getLogger("malbild.server")
PORT = 8501
# Whom the frontend believes is for the door alone to say; its own protection stays on.
BELIEVED = ("server.trustedUserHeaders",)
FROM_THE_DOOR = {signin.PERSON: "person"}  # what the door has written
PROTECTING = ("server.enableXsrfProtection", "server.enableCORS")
TRIES = 20  # ports after the first, when none was asked for


def read_our_secrets_only() -> None:
    """Have the frontend read the same secrets file as we do, and no other: there must not be two opinions about who signs people in."""
    config.set_option("secrets.files", [str(secrets_file())])


def check_address(address: str) -> None:
    """Raises Refusal: the address is not loopback and nobody signs people in, or the frontend is told to believe what it must not."""
    provider = state.provider()
    check_listen_address(address, identity_provider=provider.vouches)
    for option in BELIEVED:
        if config.get_option(option) not in (None, {}, "", "{}", FROM_THE_DOOR):
            raise Refusal(tr("Servern startar inte: inställningen {option} ska inte användas.", option=option), code="frontend_settings")
    for option in PROTECTING:
        if not config.get_option(option):
            raise Refusal(tr("Servern startar inte: inställningen {option} får inte stängas av.", option=option), code="frontend_settings")
    if provider.vouches:
        config.set_option("server.allowedHosts", sorted(provider.hosts))
    if provider.source == "proxy":
        # So one person's broken connection is not taken up by another.
        config.set_option("server.trustedUserHeaders", FROM_THE_DOOR)


def open_door(runtime: Runtime) -> ControlServer | None:
    """Let the command line in while the server holds the store. A door that cannot be opened is logged, never fatal."""
    try:
        return cli.listen(runtime)
    except (Refusal, OSError) as error:
        logger.warning("control: %s", error)
        return None


def set_up_log() -> None:
    """Warnings and faults to the terminal; who did what, and our faults, also to the log files (``kpi.access.audit``)."""
    screen: logging.Handler = logging.StreamHandler()
    screen.setLevel(logging.WARNING)
    screen.setFormatter(logging.Formatter(audit.SHAPE))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    for handler in (screen, *audit.handlers(ROOT)):
        root.addHandler(handler)


def first_page(runtime: Runtime) -> None:
    """Make what the first visitor sees once, so that imports, queries and caches are warm. A fault here shows again on the page itself."""
    from pages._ui import cards  # late: it takes the time that this is about

    figures.warm()
    try:
        with speaking(runtime.programme.language):
            cards.overview_html(runtime.views.overview(runtime.scope))
    except Exception as error:  # the page tells the visitor; the server has to be up for that
        audit.fault(logger, "first_page", error)


def serve(app: Any) -> int:
    """Start the server for ``python app.py``, in the language of its programme. Returns the exit code; 2 when it refuses to start."""
    with speaking(programmes.language_installed()):
        return _serve(app)


def _serve(app: Any) -> int:
    args = _arguments()
    address = args.address or Settings.read().address
    try:
        check_address(address)
        state.runtime()
        sock = _listen(address, args.port)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return 2
    port = sock.getsockname()[1]
    config.set_option("server.address", address)
    config.set_option("server.port", port)
    server = _Server(
        uvicorn.Config(
            app, host=address, port=port, ws="websockets-sansio", ws_max_size=config.get_option("server.maxMessageSize") * 1024 * 1024,
            access_log=False, log_level="warning", server_header=False, timeout_graceful_shutdown=3,
        ),
        f"http://{f'[{address}]' if ':' in address else address}:{port}",
    )  # fmt: skip
    with sock:
        server.run(sockets=[sock])
    return 0 if server.started else 1


class _Server(uvicorn.Server):
    """Says where it is once it can be reached."""

    def __init__(self, settings: uvicorn.Config, url: str) -> None:
        super().__init__(settings)
        self.url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            sys.stdout.write(tr("Målbild är igång på {url}  (avsluta med Ctrl+C)", url=self.url) + "\n")
            sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description=tr("Starta Målbild."), add_help=False)
    parser.add_argument("--address", help=tr("adress att lyssna på (bara den egna datorn)"))
    parser.add_argument("--port", type=int, help=tr("port (annars {port}, eller nästa lediga)", port=PORT))
    parser.add_argument("-h", "--help", action="help", help=tr("visa den här hjälpen"))
    return parser.parse_args()


def _listen(address: str, port: int | None) -> socket.socket:
    """A bound socket. Raises Refusal when the port asked for, or every port tried, is taken."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    last = PORT if port is None else port
    for number in range(last, last + (TRIES if port is None else 1)):
        # The protocol has to be named: only then does asyncio turn off the delay of small packets, some 40 ms on each rerun.
        sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((address.strip("[]"), number))
        except OSError:
            sock.close()
            continue
        return sock
    raise Refusal(tr("Porten {port} är upptagen. Välj en annan med --port.", port=last), code="port_taken")
