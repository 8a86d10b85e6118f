"""Did a file come to what its case says? In words, so that a person sees at once who is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.intake import Intake, Reading
from tests.corpus.case import Case, differences
from tests.corpus.world import Talk, talk


def verdict(case: Case, intake: Intake) -> list[str]:
    """What is not as the case says; empty when all is."""
    done = talk(intake, case.data(), case.name, case.asks, **case.options)
    if case.faults:
        return list(_refused(case, done.last))
    held = done.last.refused or bool(done.unexpected)
    wrong = list(_asked_first(done)) if done.first.questions else []
    if case.held and held:
        return wrong + ([] if done.first.refused and all(f.message for f in done.last.faults) else ["accepted at first"])
    if held:
        wrong += [f"asked, and that was not foreseen: {q.id} ({q.text}; proposed {q.proposed})" for q in done.unexpected]
        return wrong + [f"refused: {f.code} {f}" for f in done.last.faults if f.code != "needs_answer" or not done.unexpected]
    return wrong + list(_accepted(case, done))


def _refused(case: Case, reading: Reading) -> Iterator[str]:
    if not reading.refused:
        yield "accepted"
    elif not {f.code for f in reading.faults} & set(case.faults):
        yield f"refused, but for another reason: {[f'{f.code}: {f}' for f in reading.faults[:3]]}"


def _asked_first(done: Talk) -> Iterator[str]:
    """Nothing may be taken before it is answered, and whoever reads the faults must see what to answer."""
    if not done.first.refused:
        yield "questions, and yet accepted"
    told = [f.message for f in done.first.faults if f.code == "needs_answer"]
    yield from (f"no fault names the question {q.id}" for q in done.first.questions if not any(q.id in m for m in told))


def _accepted(case: Case, done: Talk) -> Iterator[str]:
    reading = done.last
    yield from (f"accepted with a fault: {f.code} {f}" for f in reading.faults)
    if reading.units is not None and tuple(reading.units["code"].to_pylist()) != case.units:
        yield f"units {reading.units['code'].to_pylist()}"
    if reading.facts is not None:
        if not case.facts:
            yield "accepted, though it cannot be settled"
        rows = reading.facts.to_pylist()
        yield from differences(case.expected, rows)
        yield from (f"no address: {r}" for r in rows if not (r["sheet"] and r["row_first"] and r["row_last"] and r["col"]))
    if not case.held:
        yield from (f"never asked: {a.kind or 'anything'} {a.about}" for a in case.asks if not a.may and a not in done.used)
    codes = {w.code for w in reading.warnings}
    yield from (f"not warned: {w} (only {sorted(codes)})" for w in case.warns if not set(w.split("|")) & codes)
    yield from (f"warned for nothing: {w}" for w in case.silent if w in codes)
    yield from (f"sheet {s} is not listed among the others" for s in case.others if s not in reading.other_sheets)
