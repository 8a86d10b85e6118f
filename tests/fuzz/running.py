"""Cases by number: the same seed and number give the same file, whatever was run before."""

from __future__ import annotations

import random
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from kpi.intake import Intake, Reading
from kpi.programme.loader import load_programme, programme_dir
from kpi.store import open_store
from tests.corpus.case import PROPOSED, Ask
from tests.corpus.world import TODAY, Kept, organisation_file, talk
from tests.fuzz.bases import BASES, Base, Rows, write
from tests.fuzz.bytes_changed import part, raw
from tests.fuzz.grids import grid_of
from tests.fuzz.judging import facts_of, values_said, violations, warned
from tests.fuzz.mutations import KINDS, Mutant, answered

SEED = 20260615
_ANSWERS = 0.06  # the share of cases where the file is sound and the answers are not
_KINDS = ("cell",) * 9 + ("column",) + ("heading",) * 3 + ("rows",) * 3 + ("columns",) * 2 + ("sheet",) + ("raw",) * 2 + ("part",) * 2
_ZIPPED = ("xlsx", "ods", "xlsb")
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Mutated:
    """A mutated file, the base that it was made from, what that came to (``before``) and how its questions were answered."""

    number: int
    what: str
    base: Base
    before: Reading
    answers: dict[str, str]
    mutant: Mutant
    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: refused, asked, warned, same or other (accepted with other facts, each of them in the file), exception."""

    file: Mutated
    ended: str
    wrong: list[str]
    reading: Reading | None = None  # None when it raised


@contextmanager
def fuzzed() -> Iterator[Fuzz]:
    """A fuzz against a store of its own."""
    programme = load_programme(programme_dir("region-vastmanland"))
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "kpi.duckdb"), programme)
        try:
            intake = Intake(programme, store, today=lambda: TODAY)
            intake.commit(intake.read(organisation_file(), "organisation.xlsx"), "anna")
            yield Fuzz(Intake(programme, Kept(store), today=lambda: TODAY))
        finally:
            store.close()


class Fuzz:
    """Mutates the bases and judges what is read."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._sound = lru_cache(maxsize=None)(self._read_sound)

    def _read_sound(self, base: Base, kind: str) -> tuple[bytes, Reading, dict[str, str]]:
        """A base as it is, and what had to be answered for it: mutants are read with the same answers, as remembered ones."""
        data = write(base.rows, kind, base.merged)
        done = talk(self._intake, data, f"uttag.{kind}", (Ask("", PROPOSED, may=True),))
        assert not done.last.refused, f"{base.id}.{kind} is sound but refused: {[str(f) for f in done.last.faults]}"
        return data, done.last, {q.id: a for q, a in done.asked}

    def file(self, number: int, seed: int = SEED) -> Mutated:
        """The mutated file of that number."""
        pick = random.Random(f"{seed}:{number}")
        base = pick.choice(BASES)
        kind, how = pick.choice(base.formats), pick.choice(_KINDS)
        if how == "part" and kind not in _ZIPPED:
            how = "raw"
        sound, before, answers = self._sound(base, kind)
        if pick.random() < _ANSWERS:
            mutant, odd = answered(base, before, pick)
            return Mutated(number, f"{base.id}.{kind} {mutant.what}", base, before, answers | odd, mutant, sound, f"uttag.{kind}")
        mutant = _mutant(base, kind, how, sound, pick)
        data = mutant.raw
        if data is None:
            data = write(mutant.rows, kind, base.merged if mutant.keep_merged else (), **({} if kind == "csv" else mutant.traits))
        return Mutated(number, f"{base.id}.{kind} {how}: {mutant.what}", base, before, answers, mutant, data, f"uttag.{kind}")

    def read(self, file: Mutated) -> Reading:
        """The file read with the answers that the sound one was given, as remembered ones."""
        return self._intake.read(file.data, file.name, answers=file.answers)

    def case(self, number: int, seed: int = SEED) -> Outcome:
        """One mutated file, read and judged."""
        file = self.file(number, seed)
        began = time.perf_counter()
        try:
            after = self.read(file)
        except Exception:
            return Outcome(file, "exception", traceback.format_exc().splitlines()[-5:])
        slow = time.perf_counter() - began
        wrong = [f"took {slow:.1f} s"] if slow > _SECONDS else []
        return Outcome(file, _ended(file.before, after), wrong + self._judged(file, after), after)

    def _judged(self, file: Mutated, after: Reading) -> list[str]:
        mutant = file.mutant
        if mutant.answered:
            return values_said(file.base, after, mutant)
        if not mutant.rows and not after.refused:  # no other reader can tell what the bytes say
            same = facts_of(file.before).keys() == facts_of(after).keys()
            return [] if same or warned(file.before, after) else ["other keys than those of the sound file"]
        if file.base.merged and not mutant.keep_merged:
            return []  # the headings no longer stand over their columns
        return violations(file.base, file.before, after, mutant)


def _mutant(base: Base, file: str, how: str, sound: bytes, pick: random.Random) -> Mutant:
    if how in KINDS:
        return KINDS[how](base, pick)
    data, what = (part if how == "part" else raw)(sound, pick)
    return _seen(base, file, sound, data, what)


def _seen(base: Base, file: str, sound: bytes, data: bytes, what: str) -> Mutant:
    """What a change of bytes did to the table, as another reader sees it; no rows when none can read it."""
    old, new = grid_of(sound, file), grid_of(data, file)
    width = max(len(r) for r in base.rows)
    if old is None or new is None:
        return Mutant(what, [], [], list(range(width)), raw=data)
    source, cells = _aligned(old, new)
    return Mutant(what, new, source, list(range(max(width, len(new[0]) if new else 0))), cells, raw=data)


def _aligned(old: Rows, new: Rows) -> tuple[list[int | None], set[tuple[int, int]]]:
    """For each new row the old one that it was, and the cells that differ."""
    source: list[int | None] = [None] * len(new)
    cells: set[tuple[int, int]] = set()
    texts = [[tuple(map(str, row)) for row in rows] for rows in (old, new)]
    for tag, a, b, c, d in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            for k in range(b - a):
                source[c + k] = a + k
                width = max(len(old[a + k]), len(new[c + k]))
                left, right = ([*r, *[None] * (width - len(r))] for r in (old[a + k], new[c + k]))
                cells |= {(c + k, i) for i in range(width) if left[i] != right[i]}
    return source, cells


def _ended(before: Reading, after: Reading) -> str:
    if after.refused:
        return "asked" if after.questions else "refused"
    if warned(before, after):
        return "warned"
    old, new = facts_of(before), facts_of(after)
    plain = {k: (r["value"], r["n"]) for k, r in old.items()} == {k: (r["value"], r["n"]) for k, r in new.items()}
    return "same" if plain else "other"


def run(numbers: range, seed: int = SEED) -> tuple[Counter[str], list[Outcome]]:
    """How the cases ended, and those that went wrong."""
    ends: Counter[str] = Counter()
    bad = []
    with fuzzed() as fuzz:
        for number in numbers:
            done = fuzz.case(number, seed)
            ends[done.ended] += 1
            if done.wrong:
                bad.append(done)
    return ends, bad
