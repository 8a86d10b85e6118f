"""Some of the mutated files; ``make fuzz`` runs 5 000. One that failed is run again with ``python -m tests.fuzz --from N --cases 1``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from kpi.intake import Reading
from kpi.intake.formats import xlsx
from tests.extent import examples
from tests.fuzz.running import Fuzz, Outcome, fuzzed

_CASES = examples(25, 120)
_PIECE = 700  # bytes: every sheet of the bases becomes several pieces


@pytest.fixture(scope="module")
def fuzz() -> Iterator[Fuzz]:
    with fuzzed() as made:
        yield made


@pytest.fixture(scope="module")
def outcomes(fuzz: Fuzz) -> list[Outcome]:
    """What became of the first of the files."""
    return [fuzz.case(number) for number in range(_CASES)]


def test_no_wrong_value_is_accepted_in_silence_and_nothing_breaks(outcomes):
    bad = [done for done in outcomes if done.wrong]
    assert not bad, "\n".join(f"#{b.file.number} {b.file.what}: {b.wrong[:2]}" for b in bad)
    ends = Counter(done.ended for done in outcomes)
    assert ends["same"] + ends["other"] > _CASES // 20, f"nearly everything is refused, so nothing was tried: {ends}"


def _came_to(reading: Reading) -> tuple[object, ...]:
    """What a reading came to, without its words."""
    facts = reading.facts.to_pylist() if reading.facts is not None else None
    return (
        facts,
        sorted({f.code for f in reading.faults}),
        sorted({w.code for w in reading.warnings}),
        sorted(q.id for q in reading.questions),
    )


def test_in_pieces_and_as_a_whole_come_to_the_same(fuzz, outcomes, monkeypatch):
    """A large sheet is read in pieces, a small one whole: the same mutated workbooks must come to the same, whichever way they are read."""
    monkeypatch.setattr(xlsx, "piece_size", lambda sheet, strings: _PIECE)
    whole = [(done.file, done.reading) for done in outcomes if done.file.name.endswith("xlsx") and done.reading is not None]
    assert len(whole) > _CASES // 10, "hardly a workbook among the cases"
    told = [(file, _came_to(reading), _came_to(fuzz.read(file))) for file, reading in whole]
    unlike = [f"#{file.number} {file.what}: {one[1:]} / {other[1:]}" for file, one, other in told if one != other]
    assert not unlike, "\n".join(unlike)
