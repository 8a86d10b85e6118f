"""Work beside the page: told on, broken off, its failures passed on, its priority lower."""

from __future__ import annotations

import os
import sys
import threading
import time

import pytest

from pages._ui.aside import GIVES_WAY, BrokenOff, aside


def test_the_result_comes_back_and_everything_is_told_by_the_waiting_thread():
    told = []
    here = threading.get_ident()

    def work(tell):
        assert threading.get_ident() != here
        tell(0.0, "börjar")
        tell(1.0, "klart")
        return 7

    assert aside(work, lambda share, text: told.append((share, text, threading.get_ident()))) == 7
    assert told == [(0.0, "börjar", here), (1.0, "klart", here)]


def test_a_failure_is_raised_where_it_is_waited_for():
    def work(tell):
        raise LookupError("saknas")

    with pytest.raises(LookupError, match="saknas"):
        aside(work, lambda *_: None)


def test_work_that_nobody_waits_for_is_broken_off_at_its_next_step():
    ended = threading.Event()

    def work(tell):
        try:
            for step in range(1000):
                tell(step / 1000, "arbetar")
                time.sleep(0.01)
        except BrokenOff:
            ended.set()
            raise

    class Rerun(BaseException):
        """What the page's framework raises in the thread that draws."""

    def stop(share, _):
        if share > 0:
            raise Rerun

    with pytest.raises(Rerun):
        aside(work, stop)
    assert ended.wait(2)


def test_silent_work_is_broken_off_as_well():
    started, go_on = time.monotonic(), threading.Event()

    def work(tell):
        tell(0.0, "läser")
        go_on.wait(5)
        tell(1.0, "klart")

    calls = []

    def stop(*_):
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        aside(work, stop)
    assert time.monotonic() - started < 3  # at the next look, not when the work says something
    go_on.set()


@pytest.mark.skipif(sys.platform != "linux", reason="a thread's own priority is Linux'")
def test_it_gives_way_to_other_threads_and_leaves_their_priority_alone():
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    beside = aside(lambda _: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()), lambda *_: None)
    assert beside == max(GIVES_WAY, before)
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before
