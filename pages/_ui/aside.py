"""Long work beside the page: in a thread that gives way to others, while the page tells how far it is and can break it off at once."""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from typing import TypeVar

Tell = Callable[[float, str], None]
Result = TypeVar("Result")

GIVES_WAY = 10  # of nice: other sessions' threads come before those of this work
LOOKS = 0.2  # seconds between two looks at whether the page has been asked to stop


class BrokenOff(Exception):
    """Told to the work at its next step when nobody waits for it any longer."""


def aside(work: Callable[[Tell], Result], tell: Tell) -> Result:
    """``work(told)`` in a thread of its own; what it tells is told on by this thread, which alone may draw. Its result, or its exception.

    When ``tell`` raises (the page is made anew), the work is broken off at its next step; it must not have effects that outlive it.
    """
    said: queue.SimpleQueue[tuple[float, str] | None] = queue.SimpleQueue()
    left = threading.Event()
    done: list[Result] = []
    failed: list[BaseException] = []

    def told(share: float, text: str) -> None:
        if left.is_set():
            raise BrokenOff
        said.put((share, text))

    def run() -> None:
        _give_way()
        try:
            done.append(work(told))
        except BaseException as error:  # handed over, and raised where it is waited for
            failed.append(error)
        finally:
            said.put(None)

    thread = threading.Thread(target=copy_context().run, args=(run,), name="malbild-aside", daemon=True)
    thread.start()
    try:
        _tell_on(said, tell)
    finally:
        left.set()
    thread.join()
    if failed:
        raise failed[0]
    return done[0]


def _tell_on(said: queue.SimpleQueue[tuple[float, str] | None], tell: Tell) -> None:
    latest: tuple[float, str] | None = None
    while True:
        try:
            word = said.get(timeout=LOOKS)
        except queue.Empty:
            word = latest  # said once more, so that a click on the page is noticed
            if word is None:
                continue
        else:
            if word is None:
                return
        latest = word
        tell(*word)


def _give_way() -> None:
    """On Linux a thread has a priority of its own, and the threads that it starts inherit it."""
    if sys.platform == "linux":
        with suppress(OSError):
            me = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, me, max(GIVES_WAY, os.getpriority(os.PRIO_PROCESS, me)))
