"""A door into the running server: a unix socket beside the store, so that the command line works while the app holds the store.

An embedded store belongs to one process. When the command line finds it taken, it sends its arguments here, the server runs the same
command in its own process and sends back what it wrote. The socket is for its owner only (mode 0600, and the caller's uid is checked).

Protocol: one line of JSON from the client, then lines of JSON back: ``{"out": text}`` and ``{"err": text}`` as they come,
``{"exit": code}`` last.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import logging
import os
import socket
import stat
import struct
import tempfile
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO, cast

from kpi.access import audit
from kpi.errors import Refusal
from kpi.language import tr

logger = logging.getLogger("kpi.control")

LONGEST_PATH = 100  # bytes; the system's limit for a socket's path is 104–108
LONGEST_REQUEST = 256 * 1024  # bytes
FRAME = 32 * 1024  # characters of output a line
REQUEST_TIMEOUT = 10.0  # seconds a caller has to send its request
MOST_CALLERS = 4
FAULT = 1  # exit code of a fault of ours


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller asks the server to run: its arguments, where it stands, who it is and which pack it means."""

    argv: tuple[str, ...]
    cwd: str
    user: str
    programme: str

    @classmethod
    def parse(cls, line: bytes) -> Request:
        """The request in a line of JSON. Raises ValueError for anything else."""
        data = json.loads(line)
        if not isinstance(data, dict) or set(data) != {"argv", "cwd", "user", "programme"}:
            raise ValueError("not a request")
        argv = data["argv"]
        texts = [data["cwd"], data["user"], data["programme"], *(argv if isinstance(argv, list) else [None])]
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("not a request")
        return cls(tuple(argv), data["cwd"], data["user"], data["programme"])


Handler = Callable[[Request, TextIO, TextIO], int]


def socket_path(store: str) -> Path:
    """Where the server of an embedded store listens: beside the store, or under the temporary folder when that path is too long."""
    beside = Path(f"{store}.sock")
    if len(os.fsencode(beside)) <= LONGEST_PATH:
        return beside
    name = hashlib.sha256(os.fsencode(os.path.realpath(store))).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"malbild-{os.getuid()}" / f"{name}.sock"


class ControlServer:
    """Listens until closed. ``handler`` runs a request and returns its exit code; it is called on a thread of its own."""

    def __init__(self, store: str, handler: Handler) -> None:
        self.path = socket_path(store)
        self._handler = handler
        self._slots = threading.BoundedSemaphore(MOST_CALLERS)
        self._listener = _listen(self.path)
        self._inode = self.path.stat().st_ino
        self._thread = threading.Thread(target=self._accept, name="kpi-control", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and remove the socket. Commands that run are left to finish."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=5)
        with contextlib.suppress(OSError):
            if self.path.stat().st_ino == self._inode:  # not a successor's
                self.path.unlink()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            if not self._slots.acquire(blocking=False):
                _send(caller, {"err": tr("Servern är upptagen med andra kommandon. Försök igen om en stund.") + "\n"}, {"exit": 2})
                caller.close()
                continue
            threading.Thread(target=self._serve, args=(caller,), name="kpi-control-call", daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        try:
            with caller:
                if not same_user(caller):
                    logger.warning("control: a caller with another uid was turned away")
                    return
                request = _receive(caller)
                if request is None:
                    _send(caller, {"err": tr("Kommandot gick inte att läsa.") + "\n"}, {"exit": 2})
                    return
                self._run(caller, request)
        except OSError:
            logger.info("control: the caller went away")
        finally:
            self._slots.release()

    def _run(self, caller: socket.socket, request: Request) -> None:
        out, err = cast(TextIO, _Frames(caller, "out")), cast(TextIO, _Frames(caller, "err"))
        try:
            code = self._handler(request, out, err)
        except Exception as error:
            audit.fault(logger, "control", error)
            err.write(tr("Ett fel uppstod i servern. Se serverns logg.") + "\n")
            code = FAULT
        out.flush()
        err.flush()
        _send(caller, {"exit": code})


def forward(store: str, request: Request, out: TextIO, err: TextIO) -> int | None:
    """Run the request in the server that holds ``store`` and pass on what it writes. Returns its exit code; None when no server answers.

    Raises Refusal when the server goes away before it has answered: whether the command was carried out is then not known.
    """
    path = socket_path(store)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        try:
            if not _ours(path):
                return None
            server.connect(str(path))
        except OSError:
            return None
        line = json.dumps(asdict(request)).encode() + b"\n"
        if len(line) > LONGEST_REQUEST:
            raise Refusal(tr("Kommandot är för långt för att skickas till servern. Dela upp det på flera."), code="control_too_long")
        with contextlib.suppress(BrokenPipeError):  # a server that is busy answers without reading
            server.sendall(line)
        return _pass_on(server, out, err)


def _pass_on(server: socket.socket, out: TextIO, err: TextIO) -> int:
    with contextlib.suppress(OSError), server.makefile("r", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if not line.endswith("\n"):
                break
            frame = json.loads(line)
            if "exit" in frame:
                return int(frame["exit"])
            out.write(frame.get("out", ""))
            err.write(frame.get("err", ""))
            out.flush()
            err.flush()
    raise Refusal(
        tr("Servern avbröt innan kommandot var klart. Kontrollera med kommandot batches om något blev gjort."), code="control_interrupted"
    )


def same_user(caller: socket.socket) -> bool:
    """Is the process at the other end run by our own user? Where the system cannot say, the socket's mode is what protects."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    _pid, uid, _gid = struct.unpack("3i", caller.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i")))
    return uid == os.getuid()


def _listen(path: Path) -> socket.socket:
    _make_private_folder(path)
    _remove_stale(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(0o600)  # before listen(): until then nobody can connect
        listener.listen(8)
    except OSError:
        listener.close()
        raise
    return listener


def _make_private_folder(path: Path) -> None:
    """The folder under the shared temporary folder must be ours alone; a store's own folder is the operator's to protect."""
    if path.parent.parent != Path(tempfile.gettempdir()) or not path.parent.name.startswith("malbild-"):
        return
    path.parent.mkdir(mode=0o700, exist_ok=True)
    found = path.parent.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise Refusal(
            tr("Mappen {folder} är öppen för andra och kan inte användas. Ta bort den och försök igen.", folder=path.parent),
            code="control_folder",
        )


def _remove_stale(path: Path) -> None:
    """Remove the socket of a server that is no more. Raises Refusal when one answers, or when the path is something else."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise Refusal(tr("{path} finns redan och är inte en styrkanal. Flytta filen och försök igen.", path=path), code="control_path")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except OSError as error:
            if error.errno not in (errno.ECONNREFUSED, errno.ENOENT):
                raise
            path.unlink(missing_ok=True)
            return
    raise Refusal(tr("En server använder redan lagret. Stoppa den först, eller ange ett annat lager med --store."), code="store_locked")


def _ours(path: Path) -> bool:
    found = path.lstat()
    return stat.S_ISSOCK(found.st_mode) and found.st_uid == os.getuid()


def _receive(caller: socket.socket) -> Request | None:
    """The caller's one line, or None when it is too long, too slow or no request."""
    caller.settimeout(REQUEST_TIMEOUT)
    data = bytearray()
    try:
        while not data.endswith(b"\n"):
            part = caller.recv(min(FRAME, LONGEST_REQUEST + 1 - len(data)))
            data += part
            if not part or len(data) > LONGEST_REQUEST:
                return None
        caller.settimeout(None)
        return Request.parse(bytes(data))
    except (TimeoutError, ValueError):
        return None


def _send(caller: socket.socket, *frames: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        caller.sendall(b"".join(json.dumps(frame).encode() + b"\n" for frame in frames))


class _Frames(io.TextIOBase):
    """A text stream whose writes become frames to the caller. A caller that went away does not stop the command half done."""

    def __init__(self, caller: socket.socket, name: str) -> None:
        super().__init__()
        self._caller = caller
        self._name = name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        for start in range(0, len(text), FRAME):
            _send(self._caller, {self._name: text[start : start + FRAME]})
        return len(text)
