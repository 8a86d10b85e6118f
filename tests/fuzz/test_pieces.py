"""A large sheet is read in pieces, a small one whole: the same mutated workbooks must come to the same, whichever way they are read."""

from __future__ import annotations

import pytest

from kpi.intake import Reading
from kpi.intake.formats import xlsx
from tests.fuzz.running import fuzzed

_CASES = 60
_PIECE = 700  # bytes: every sheet of the bases becomes several pieces


def _came_to(reading: Reading) -> tuple[object, ...]:
    """What a reading came to, without its words."""
    facts = reading.facts.to_pylist() if reading.facts is not None else None
    return (
        facts,
        sorted({f.code for f in reading.faults}),
        sorted({w.code for w in reading.warnings}),
        sorted(q.id for q in reading.questions),
    )


def test_in_pieces_and_as_a_whole_come_to_the_same(monkeypatch):
    unlike, tried = [], 0
    with fuzzed() as fuzz:
        for number in range(_CASES):
            done = fuzz.file(number)
            if not done.name.endswith("xlsx"):
                continue
            whole = fuzz.read(done)
            with monkeypatch.context() as patch:
                patch.setattr(xlsx, "piece_size", lambda sheet, strings: _PIECE)
                pieces = fuzz.read(done)
            tried += 1
            if _came_to(whole) != _came_to(pieces):
                unlike.append(f"#{number} {done.what}: {_came_to(whole)[1:]} / {_came_to(pieces)[1:]}")
    if not tried:
        pytest.fail("no workbook among the cases")
    assert not unlike, "\n".join(unlike)
