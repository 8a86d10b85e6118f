"""The unix socket beside the store: who may use it, and what happens when things go wrong."""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from kpi import control
from kpi.control import ControlServer, Request, forward, socket_path
from kpi.errors import Refusal

REQUEST = Request(("status", "--json"), "/tmp", "eva", "paket")


def answer(request: Request, out: TextIO, err: TextIO) -> int:
    out.write(f"{request.user}: {' '.join(request.argv)} å\n")
    err.write("klart\n")
    return 2


@pytest.fixture
def store() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="kpi-") as folder:  # short: a socket's path has a limit
        yield str(Path(folder) / "kpi.duckdb")


@pytest.fixture
def server(store: str) -> Iterator[ControlServer]:
    running = ControlServer(store, answer)
    yield running
    running.close()


def ask(store: str, request: Request = REQUEST) -> tuple[int | None, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return forward(store, request, out, err), out.getvalue(), err.getvalue()


def raw(server: ControlServer, data: bytes) -> list[dict[str, object]]:
    """Send bytes as they are and return the frames that come back."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(str(server.path))
        with contextlib.suppress(OSError):  # the server may have hung up already; its answer still waits
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
        frames = []
        with contextlib.suppress(ConnectionResetError), client.makefile("r", encoding="utf-8") as lines:  # hung up on what it did not read
            for line in lines:
                frames.append(json.loads(line))
        return frames


def test_a_command_runs_in_the_server_and_its_streams_and_exit_code_come_back(store: str, server: ControlServer) -> None:
    assert ask(store) == (2, "eva: status --json å\n", "klart\n")


def test_long_output_comes_back_whole(store: str) -> None:
    text = "räksmörgås " * 50_000

    def long(request: Request, out: TextIO, err: TextIO) -> int:
        out.write(text)
        return 0

    running = ControlServer(store, long)
    try:
        assert ask(store) == (0, text, "")
    finally:
        running.close()


def test_nobody_answers_where_no_server_runs(store: str) -> None:
    assert ask(store)[0] is None


def test_the_socket_is_its_owners_alone_and_is_removed_on_close(store: str) -> None:
    running = ControlServer(store, answer)
    assert stat.S_IMODE(running.path.stat().st_mode) == 0o600
    running.close()
    assert not running.path.exists()


def test_a_socket_left_by_a_server_that_died_is_replaced(store: str) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(socket_path(store)))
    assert socket_path(store).exists()
    assert ask(store)[0] is None
    running = ControlServer(store, answer)
    try:
        assert ask(store)[0] == 2
    finally:
        running.close()


def test_a_second_server_is_refused_and_the_first_goes_on(store: str, server: ControlServer) -> None:
    with pytest.raises(Refusal) as refused:
        ControlServer(store, answer)
    assert refused.value.code == "store_locked"
    assert ask(store)[0] == 2


def test_a_file_in_the_way_is_not_overwritten(store: str) -> None:
    socket_path(store).write_text("viktigt")
    with pytest.raises(Refusal, match="inte en styrkanal"):
        ControlServer(store, answer)
    assert socket_path(store).read_text() == "viktigt"
    assert ask(store)[0] is None


def test_a_store_with_a_long_path_gets_its_socket_in_a_private_folder(tmp_path: Path) -> None:
    store = str(tmp_path / ("mapp" * 30) / "kpi.duckdb")
    path = socket_path(store)
    assert len(os.fsencode(path)) <= control.LONGEST_PATH
    running = ControlServer(store, answer)
    try:
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert ask(store)[0] == 2
    finally:
        running.close()


def test_a_folder_open_to_others_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Path(tempfile.mkdtemp(prefix="t"))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(shared))
    store = str(tmp_path / ("mapp" * 30) / "kpi.duckdb")
    socket_path(store).parent.mkdir(mode=0o777)
    socket_path(store).parent.chmod(0o777)
    with pytest.raises(Refusal, match="öppen för andra"):
        ControlServer(store, answer)


@pytest.mark.parametrize(
    "data",
    [
        b"inte json\n",
        b'{"argv": "status", "cwd": "/", "user": "x", "programme": "p"}\n',
        b'{"argv": [1], "cwd": "/", "user": "x", "programme": "p"}\n',
        b'{"argv": [], "cwd": "/", "user": "x", "programme": "p", "mer": 1}\n',
        b"[]\n",
        b"",
        b"x" * (control.LONGEST_REQUEST + 10),
    ],
)
def test_what_is_no_request_is_refused_and_the_server_goes_on(store: str, server: ControlServer, data: bytes) -> None:
    assert raw(server, data)[-1] == {"exit": 2}
    assert ask(store)[0] == 2


def test_a_request_that_is_too_long_is_not_sent(store: str, server: ControlServer) -> None:
    with pytest.raises(Refusal, match="för långt"):
        ask(store, Request(("x" * control.LONGEST_REQUEST,), "/", "eva", "paket"))


def test_a_caller_with_another_uid_gets_nothing(store: str, server: ControlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "same_user", lambda caller: False)
    assert raw(server, b"{}\n") == []


def test_the_callers_uid_is_read_from_the_system() -> None:
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        assert control.same_user(one)


def test_a_fault_in_the_server_is_told_without_its_details(store: str) -> None:
    def broken(request: Request, out: TextIO, err: TextIO) -> int:
        raise ValueError("hemligt 77,3")

    running = ControlServer(store, broken)
    try:
        code, out, err = ask(store)
    finally:
        running.close()
    assert (code, out) == (1, "")
    assert "77,3" not in err


def test_a_server_that_goes_away_midway_is_told_as_unknown_outcome(store: str) -> None:
    path = socket_path(store)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(1)

        def hang_up() -> None:
            caller, _ = listener.accept()
            with caller:
                caller.recv(1000)
                caller.sendall(b'{"out": "halva"}\n')

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(Refusal, match="avbröt"):
            ask(store)
        thread.join()


def test_more_callers_than_the_server_takes_are_told_to_wait(store: str) -> None:
    go = threading.Event()

    def slow(request: Request, out: TextIO, err: TextIO) -> int:
        go.wait(20)
        return 0

    running = ControlServer(store, slow)
    codes: list[int | None] = []
    try:
        callers = [threading.Thread(target=lambda: codes.append(ask(store)[0])) for _ in range(control.MOST_CALLERS)]
        for caller in callers:
            caller.start()
        while running._slots._value:
            threading.Event().wait(0.01)
        code, _, err = ask(store)
        assert code == 2
        assert "upptagen" in err
        go.set()
        for caller in callers:
            caller.join()
        assert codes == [0] * control.MOST_CALLERS
    finally:
        go.set()
        running.close()
