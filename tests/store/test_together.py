"""Many at once: readers during a write, several writers, and a process that is killed in the middle of one."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import pytest

from kpi.errors import Refusal
from tests.extent import examples
from tests.store.conftest import Place, trust_extensions
from tests.store.world import MEAN, SHARE, YEAR, batch, fact, facts, fill, organise, put, unit, value

CODES = [f"U{i}" for i in range(6)]
FILES = examples(1, 3)  # that are read about while they come
TURNS = examples(1, 2)


def same_everywhere(number: float) -> list[dict]:
    """A file in which every unit has the same figure for two indicators."""
    return [fact(code, number, 50, indicator=indicator) for code in CODES for indicator in (SHARE, MEAN)]


def test_twenty_readers_see_whole_versions_while_one_writes(store):
    fill(store, [unit(code) for code in CODES], *same_everywhere(0.0))
    done = threading.Event()

    def read() -> list[str]:
        wrong = []
        while not done.is_set():
            cells = store.cells(units=["TOPP", *CODES], years=[YEAR])
            figures = {round(c.value, 9) for c in cells}
            if len(cells) != 2 * (len(CODES) + 1) or len(figures) != 1:
                wrong.append(f"{len(cells)} celler, {figures}")
            time.sleep(0.3)  # leaves the writer some room on a small machine
        return wrong

    with ThreadPoolExecutor(20) as pool:
        readers = [pool.submit(read) for _ in range(20)]
        for number in range(1, 1 + FILES):
            put(store, *same_everywhere(float(number)))
        done.set()
        assert [r.result() for r in readers] == [[]] * 20
    assert value(store) == float(FILES)
    assert store.check() == []


def test_several_writers_each_get_a_version_and_none_is_lost(openings):
    stores = [openings(number) for number in range(3)]
    organise(stores[0], *(unit(code) for code in CODES))

    def write(number: int) -> list[int]:
        return [put(stores[number], fact(CODES[2 * number + turn], 10.0 * number + turn, 50)).data_version for turn in range(TURNS)]

    with ThreadPoolExecutor(3) as pool:
        versions = [v for done in pool.map(write, range(3)) for v in done]
    assert sorted(versions) == [*range(2, 2 + 3 * TURNS)]
    assert {c.unit: c.value for c in stores[0].cells(units=CODES)} == {
        CODES[2 * n + turn]: 10.0 * n + turn for n in range(3) for turn in range(TURNS)
    }
    assert stores[2].data_version() == 1 + 3 * TURNS
    assert stores[1].check() == []


def test_of_two_who_import_the_same_file_at_once_one_finds_it_unchanged(openings):
    stores = [openings(number) for number in range(2)]
    new = batch()
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda s: s.commit(new, facts(fact("TOPP", 1.0, 50)), None), stores))
    assert sorted(d.state for d in done) == ["active", "unchanged"]
    assert len(stores[0].batches()) == 1


def test_of_two_who_confirm_the_same_preview_one_is_refused(openings):
    stores = [openings(number) for number in range(2)]
    refused = []

    def confirm(number: int) -> None:
        try:
            stores[number].commit(batch(), facts(fact("TOPP", float(number), 50)), None, expect_version=0)
        except Refusal as refusal:
            refused.append(refusal.code)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(confirm, range(2)))
    assert refused == ["changed_meanwhile"]
    assert stores[0].data_version() == 1


def test_a_write_that_fails_leaves_nothing_behind(store):
    organise(store, unit("A"))

    def fail(share: float, text: str) -> None:
        raise RuntimeError(text)

    with pytest.raises(RuntimeError):
        store.commit(batch(), facts(fact("A", 1.0, 50)), None, progress=fail)
    assert store.data_version() == 1
    assert value(store, "A") is None
    assert store.check() == []
    assert put(store, fact("A", 2.0, 50)).data_version == 2


# What a child process does until it is killed. "Sparar" is the last word before everything is made to hold.
SIZE = 4000
MOMENTS = (0.1, "Sparar")  # random moments are for test_kills


def import_until_killed(place: Place, signal) -> None:
    trust_extensions()
    store = place.open()
    rows = [
        fact(f"U{i % 6}", float(i % 97), 50, year=2000 + i // 6 % 24, month=1 + i // 144 % 12, sex="TKM"[i // 1728]) for i in range(SIZE)
    ]
    table = facts(*rows)
    signal.send("nu")

    def progress(share: float, text: str) -> None:
        signal.send(text)
        if text == "Sparar":
            time.sleep(0.3)

    store.commit(batch("stor.xlsx", sha256=f"dödad {time.time()}"), table, None, progress=progress)
    signal.send("klar")
    time.sleep(60)


def kill_in_the_middle(context, place: Place, moment: float | str) -> None:
    hears, tells = context.Pipe(duplex=False)
    child = context.Process(target=import_until_killed, args=(place, tells))
    child.start()
    tells.close()  # so that a child that fails is heard as an end, and not waited for
    assert hears.recv() == "nu"
    if isinstance(moment, str):
        while hears.recv() != moment:
            pass
    else:
        time.sleep(moment)
    child.kill()
    child.join()


def test_a_killed_import_is_stored_whole_or_not_at_all(place, monkeypatch):
    # A child runs its parent's main file first, and a page test in this process may have put a page there that is gone.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    store = place.open()
    fill(store, [unit(code) for code in CODES], fact("U0", 1.0, 50, year=1999))
    store.close()
    context = multiprocessing.get_context("forkserver")
    # pandas: pyarrow reads it when it makes its first table.
    context.set_forkserver_preload(["pandas", "kpi.store", "tests.store.world", "tests.store.conftest"])
    for moment in MOMENTS:
        kill_in_the_middle(context, place, moment)
        store = place.open()
        assert store.check() == []
        large = [b for b in store.batches() if b.file == "stor.xlsx"]
        assert store.data_version() == 2 + len(large)
        assert value(store, "U0", year=1999) == 1.0
        store.close()
    store = place.open()
    assert put(store, fact("U0", 2.0, 50, year=1999)).changed == 1
    store.close()
