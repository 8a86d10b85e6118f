"""Starts servers: each as users start theirs (``python app.py``), or forked from a process that has all modules read already, which takes
a third of the time."""

from __future__ import annotations

import gc
import json
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

from streamlit.components.v2 import manifest_scanner

from kpi.charts import figures

ROOT = Path(__file__).parents[2]
# pandas: pyarrow reads it when it makes its first table.
READ = ("pages._ui.guard", "pages._ui.server", "pages._ui.shell", "pages._ui.trail", "pages._ui.warm", "kpi.sample.write", "pandas")
STOP_SECONDS = 20
Stop = Callable[[], None]


def anew(environ: Mapping[str, str], port: int, said: Path) -> Stop:
    """Start a server as users do. said: where what it writes goes. Returns what stops it."""
    with said.open("w") as out:
        server = subprocess.Popen([sys.executable, "app.py", "--port", str(port)], cwd=ROOT, env=environ, stdout=out, stderr=out)

    def stop() -> None:
        server.terminate()
        server.wait(timeout=STOP_SECONDS)

    return stop


def forked(environ: Mapping[str, str], port: int, said: Path) -> Stop:
    """Start a server out of the process that forks them. said: where what it writes goes. Returns what stops it."""
    asks = _forking()
    assert asks.stdin is not None and asks.stdout is not None
    asks.stdin.write(json.dumps({"environ": dict(environ), "port": port, "said": str(said)}) + "\n")
    asks.stdin.flush()
    server = int(asks.stdout.readline())

    def stop() -> None:
        os.kill(server, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        with suppress(ProcessLookupError):
            while time.monotonic() < until:
                os.kill(server, 0)
                time.sleep(0.02)
            os.kill(server, signal.SIGKILL)
            raise TimeoutError(f"the server did not stop in {STOP_SECONDS} s")

    return stop


@cache
def _forking() -> subprocess.Popen[str]:
    """The process that forks; it ends when this one does."""
    words = [sys.executable, "-c", "from tests.browser.starting import fork_when_asked; fork_when_asked()"]
    return subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def fork_when_asked() -> None:
    """Read all modules, and do what each server would do alike, then fork one for each line that comes, and tell its process."""
    for module in READ:
        import_module(module)
    figures.warm()
    scanned = manifest_scanner.scan_component_manifests()  # what all installed packages say of themselves
    manifest_scanner.scan_component_manifests = lambda: scanned
    gc.collect()
    gc.freeze()  # shared by all: no collector writes in it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them to end
    for line in sys.stdin:
        server = os.fork()
        if server == 0:
            _serve(**json.loads(line))
        print(server, flush=True)


def _serve(environ: dict[str, str], port: int, said: str) -> None:
    """Become the server. Ends the process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing, out = os.open(os.devnull, os.O_RDONLY), os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream, number in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(stream, number)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["app.py", "--port", str(port)]
    runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
    sys.exit()
