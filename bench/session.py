"""A visitor without a browser: the frontend's own WebSocket protocol, so that a rerun is timed as a browser would see it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds for a server to start or a run to finish


@dataclass
class Visitor:
    """One session. ``page`` holds what it was last shown: delta by path."""

    socket: ClientConnection
    page: dict[tuple[int, ...], Delta] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    page_hash: str = ""
    session_id: str = ""

    def rerun(self, query: str = "", page: str | None = None, widgets: Sequence[WidgetState] = ()) -> float:
        """Run the page once (or go to another, by its path); seconds from asking until the server says that the run is finished.

        widgets: what has been chosen on the page, and what was clicked.
        """
        ask = BackMsg()
        ask.rerun_script.query_string = query
        if page is None:
            ask.rerun_script.page_script_hash = self.page_hash
        else:
            ask.rerun_script.page_name = page
        ask.rerun_script.widget_states.SetInParent()
        ask.rerun_script.widget_states.widgets.extend(widgets)
        arrived: list[bytes] = []
        start = time.perf_counter()
        self.socket.send(ask.SerializeToString())
        while True:
            arrived.append(self.socket.recv(timeout=PATIENCE))
            message = ForwardMsg.FromString(arrived[-1])
            if message.WhichOneof("type") == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break
        took = time.perf_counter() - start
        self._keep(ForwardMsg.FromString(m) for m in arrived)
        return took

    def _keep(self, messages: Iterator[ForwardMsg]) -> None:
        for message in messages:
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.page_hash = message.new_session.page_script_hash
                self.session_id = message.new_session.initialize.session_id or self.session_id
                self.page.clear()
            elif kind == "delta":
                self.page[tuple(message.metadata.delta_path)] = message.delta
                if message.delta.new_element.WhichOneof("type") == "exception":
                    self.faults.append(message.delta.new_element.exception.message)


@contextmanager
def visitor(port: int) -> Iterator[Visitor]:
    """A session on a server of this machine, closed at the end."""
    address = f"127.0.0.1:{port}"
    with connect(f"ws://{address}/_stcore/stream", origin=f"http://{address}", subprotocols=["streamlit"], max_size=None) as open_:
        yield Visitor(open_)


@contextmanager
def server(arguments: list[str], environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen, int]]:
    """A server process of ours and its port: started, waited for, and stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, *arguments, "--port", str(port)], cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start: {' '.join(arguments)} (exit {process.poll()})")
            time.sleep(0.1)
        yield process, port
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as trial:
        trial.settimeout(0.5)
        return trial.connect_ex(("127.0.0.1", port)) == 0
