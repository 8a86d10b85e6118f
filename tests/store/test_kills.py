"""Killed at any moment, a store is as before the write or as after it: nothing lost, nothing half, nothing twice.

Children import, undo and redo without a pause and tell before and after each write. Every other file is of two layouts, and so two batches.
They are killed (SIGKILL) at random moments, and what the store then holds is compared with what they told. ``KILLS`` in the environment
says how many per store (``make kills``: more).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import ModuleType

import pytest

from kpi.errors import Refusal
from kpi.store import Store
from kpi.store.types import Delivery
from tests.store.conftest import Place, trust_extensions
from tests.store.world import MEAN, SHARE, YEAR, batch, fact, facts, organise, unit

KILLS = int(os.environ.get("KILLS", "6"))
CODES = [f"U{i}" for i in range(6)]
YEARS = range(YEAR - 2, YEAR + 1)
OTHER_YEAR = YEAR - 3  # of a file's other layout
ROWS = len(CODES) * len(YEARS) * 2
# A child of a lake has much to open, and many may work at once; an embedded store has one at a time, quickly opened.
AT_ONCE = {False: 1, True: 5}
LIFE = 2.5  # at most, from when all of them are at work, in imports as long as this machine takes for one


def work_until_killed(place: Place, seed: int, tells: Connection) -> None:
    """Writes without end. Each file gives every unit and year one value of its own."""
    trust_extensions()
    chance, store = random.Random(seed), place.open()
    known = [b.batch for b in store.batches() if b.layout == "provlayout"]
    tells.send(("ready", "", ""))
    number = 0
    while True:
        kind = chance.choice(["import", "import", "undo", "redo"]) if known else "import"
        number += 1
        what = f"{seed}-{number}" if kind == "import" else chance.choice(known)
        tells.send(("begun", kind, what))
        try:
            made = write(store, kind, what, seed * 1000.0 + number)
        except Refusal as refusal:
            assert refusal.code in ("already_undone", "not_undone", "store_busy"), refusal
            tells.send(("refused", kind, what))
            continue
        known += [made] if kind == "import" else []
        tells.send(("done", kind, what))


def write(store: Store, kind: str, what: str, value: float) -> str | None:
    if kind == "import":
        rows = [fact(code, value, 50, indicator=i, year=year) for code in CODES for year in YEARS for i in (SHARE, MEAN)]
        deliveries = [Delivery(batch(f"{what}.xlsx", sha256=what, rows_accepted=len(rows)), facts(*rows), None)]
        if is_of_two(what):
            other = facts(*(fact(code, value, 50, year=OTHER_YEAR) for code in CODES))
            deliveries.insert(0, Delivery(batch(f"{what}.xlsx", sha256=what, layout="annan"), other, None))
        return store.commit_all(deliveries, answers={f"unit:{what}": "U0"})[-1].batch
    getattr(store, kind)(what, "eva", "prov")
    return None


def is_of_two(what: str) -> bool:
    """Is a file of two layouts? Every other one."""
    return int(what.rpartition("-")[2]) % 2 == 1


@dataclass
class Told:
    """What the children have told: writes that are done, and those that the kill cut off."""

    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    cut_off: Counter[tuple[str, str]] = field(default_factory=Counter)
    kills: int = 0

    def hear(self, messages: Iterator[tuple[str, str, str]]) -> None:
        begun = None
        for word, kind, what in messages:
            if word == "begun":
                begun = (kind, what)
            elif begun:
                self.done[begun] += word == "done"
                begun = None
        if begun:
            self.cut_off[begun] += 1
        self.kills += 1


def heard(hears: Connection) -> Iterator[tuple[str, str, str]]:
    """All that a dead child has told."""
    try:
        while True:
            yield hears.recv()
    except (EOFError, OSError):  # a message may be cut off too
        return


def kill_some(context, place: Place, seeds: list[int], longest: float, told: Told) -> None:
    """Starts a child for each seed, and kills each at a moment of its own."""
    children = []
    for seed in seeds:
        hears, tells = context.Pipe(duplex=False)
        child = context.Process(target=work_until_killed, args=(place, seed, tells), daemon=True)
        child.start()
        tells.close()  # so that a child that fails is heard as an end, and not waited for
        children.append((child, hears))
    for _, hears in children:
        assert hears.recv()[0] == "ready"
    started = time.monotonic()
    moments = sorted((random.Random(seed).uniform(0, longest), i) for i, seed in enumerate(seeds))
    for moment, i in moments:
        time.sleep(max(0.0, started + moment - time.monotonic()))
        assert children[i][0].is_alive()
        children[i][0].kill()
    for child, hears in children:
        child.join()
        told.hear(heard(hears))


def judge(store: Store, told: Told) -> None:
    """The store holds every write that was told to be done, and of those cut off each whole or not at all."""
    layout = {b.batch: b.layout for b in store.batches()}
    held = Counter(
        (e.kind, e.text.removesuffix(".xlsx") if e.kind == "import" else str(e.batch))
        for e in store.events()
        if e.kind in ("import", "undo", "redo") and layout[str(e.batch)] != "annan"
    )
    del held["import", "organisation"]
    assert told.done - held == Counter(), "lost"
    assert held - told.done - told.cut_off == Counter(), "doubled"
    imported = {b.file.removesuffix(".xlsx"): b for b in store.batches() if b.layout == "provlayout"}
    assert len(imported) == sum(n for (kind, _), n in held.items() if kind == "import")
    others = [b.file.removesuffix(".xlsx") for b in store.batches() if b.layout == "annan"]
    assert sorted(others) == sorted(what for what in imported if is_of_two(what)), "half a file"
    assert {f"unit:{what}" for what in imported} == set(store.memory().answers), "partial"
    active = [b for b in store.batches() if b.layout == "provlayout" and b.state == "active"]
    newest = {b.rows_accepted for b in active[:1]}
    cells = store.cells(units=CODES, years=YEARS)
    assert len(cells) == sum(newest), "partial"
    assert len({c.value for c in cells}) == len(newest), "partial"
    cells = store.cells(units=CODES, years=[OTHER_YEAR])
    assert (len(cells), len({c.value for c in cells})) == ((len(CODES), 1) if others else (0, 0)), "partial"


def seconds_of_an_import(store: Store) -> float:
    """Makes the first three, for the children to undo."""
    started = time.monotonic()
    for number in range(3):
        write(store, "import", f"0-{number}", float(number))
    return (time.monotonic() - started) / 3


@pytest.fixture(scope="module")
def context() -> Iterator[object]:
    # A child runs its parent's main file first, and a page test in this process may have put a page there that is gone.
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    made = multiprocessing.get_context("forkserver")
    # pandas: pyarrow reads it when it makes its first table.
    made.set_forkserver_preload(["pandas", "kpi.store", "tests.store.world", "tests.store.conftest"])
    yield made
    sys.modules["__main__"] = main


@pytest.mark.slow
def test_a_store_survives_being_killed_at_random_moments(new_place, context):
    place = new_place()
    store = place.open()
    lake = store._connection.is_lake
    organise(store, *(unit(code) for code in CODES))
    told = Told(Counter({("import", f"0-{number}"): 1 for number in range(3)}))
    longest = LIFE * seconds_of_an_import(store)
    while told.kills < KILLS:
        if not lake:
            store.close()
        seeds = [told.kills + 1 + i for i in range(min(AT_ONCE[lake], KILLS - told.kills))]
        kill_some(context, place, seeds, longest, told)
        if not lake:
            store = place.open()
        judge(store, told)
        if told.kills % 20 == 0:
            assert store.check() == []
    assert store.check() == []
    print(f"{told.kills} kills, {sum(told.done.values())} writes done, {sum(told.cut_off.values())} cut off")
    assert sum(told.cut_off.values()) > KILLS / 2  # the kills hit writes, not the pauses between them
    if KILLS >= 100:  # what a few happen to hit is up to chance
        assert {kind for kind, _ in told.cut_off} == {kind for kind, _ in told.done} == {"import", "undo", "redo"}
    store.close()
