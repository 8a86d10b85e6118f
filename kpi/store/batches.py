"""Imports: storing a file's facts and units as a batch, undoing it and doing it again. Facts are only ever added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace

import pyarrow as pa

from kpi.errors import Refusal
from kpi.programme.model import Programme
from kpi.store import compare, log, memory
from kpi.store.encode import conform, encode, keep_names
from kpi.store.organisation import build_tree, check_units, swedish_order
from kpi.store.rollup import Progress, load_active, refresh, trees
from kpi.store.sql import statement
from kpi.store.ticket import Writing
from kpi.store.types import UNIT_SCHEMA, BatchInfo, Committed, NewBatch, UnitRow

Pairs = list[tuple[int, int]]


def commit(
    writing: Writing,
    programme: Programme,
    new: NewBatch,
    facts: pa.Table | None,
    units: pa.Table | None,
    *,
    progress: Progress | None,
    expect_version: int | None,
    answers: Mapping[str, str] | None = None,
) -> Committed:
    """Stores one file, inside a write. See ``Store.commit``."""
    known = log.batches(writing.cursor, writing.version)
    same = next((b for b in known if b.state == "active" and (b.sha256, b.layout) == (new.sha256, new.layout)), None)
    if same:
        memory.remember(writing, answers or {}, new.user)
        return Committed(same.batch, "unchanged", 0, 0, same.rows_accepted, writing.number or writing.version)
    if expect_version is not None and expect_version != writing.version:
        raise Refusal("Lagret har ändrats sedan filen förhandsgranskades. Granska förändringarna igen.", code="changed_meanwhile")
    if not (facts.num_rows if facts is not None else 0) + (units.num_rows if units is not None else 0):
        raise Refusal(f"Filen {new.file} innehåller inga uppgifter att läsa in.", code="empty_batch")
    writing.begin()
    holding = log.active(known)
    before = log.units(writing.cursor, holding)
    load_active(writing.cursor, holding)
    counts, pairs = _store_facts(writing, facts)
    after = before
    if units is not None and units.num_rows:
        counts += _store_units(writing, programme, units, before)
        after = log.units(writing.cursor, [*holding, (writing.number, new.synthetic)])
        pairs += _moved(writing, programme, before, after)
    batch = _store_batch(writing, new, counts, facts, units)
    memory.store(writing, answers or {}, new.user)
    load_active(writing.cursor, [*holding, (writing.number, new.synthetic)])
    refresh(writing, programme, after, pairs, progress=progress)
    if progress:
        progress(1.0, "Sparar")
    return Committed(batch, "active", counts["new"], counts["changed"], counts["unchanged"], writing.number)


def _store_facts(writing: Writing, facts: pa.Table | None) -> tuple[Counter[str], Pairs]:
    """Returns how many were new, changed and unchanged, and the series and years they are of."""
    if facts is None or not facts.num_rows:
        return Counter(), []
    encoded = encode(writing.cursor, facts)
    compare.arrive_facts(writing.cursor, encoded)
    counts = compare.count_facts(writing.cursor, encoded)
    keep_names(writing.cursor, encoded)
    writing.cursor.execute(statement("store_facts"), {"seq": writing.number})
    return counts, encoded.scope


def _store_units(writing: Writing, programme: Programme, units: pa.Table, before: list[UnitRow]) -> Counter[str]:
    faults = check_units(before, units, programme)
    if faults:
        raise Refusal("Organisationen hänger inte ihop. Rätta raderna och läs in filen igen.", code="bad_organisation", faults=faults)
    found = compare.compare_units(before, units)
    writing.cursor.register("arriving_units", conform(units, UNIT_SCHEMA))
    writing.cursor.execute(statement("store_units"), {"seq": writing.number})
    number_units(writing, programme)
    return Counter(new=found.new, changed=found.changed, unchanged=found.unchanged)


def number_units(writing: Writing, programme: Programme) -> None:
    """Gives each code without one a number: the root first, then in tree order, so that siblings lie together in the roll-up."""
    cursor = writing.cursor
    known = dict(cursor.execute("SELECT code, unit_no FROM unit_code").fetchall())
    rows = [UnitRow._make(r) for r in cursor.execute("SELECT code, name, parent, level, valid_from, valid_to FROM unit").fetchall()]
    order = list(build_tree(rows, max((r.valid_from or 0 for r in rows), default=0), programme))
    order += sorted({r.code for r in rows}, key=swedish_order)
    fresh = [code for code in dict.fromkeys(order) if code not in known]
    first = max(known.values(), default=-1) + 1
    table = pa.table({"unit_no": pa.array(range(first, first + len(fresh)), pa.int32()), "code": pa.array(fresh, pa.string())})
    cursor.register("numbered", table)
    cursor.execute("INSERT INTO unit_code SELECT unit_no, code FROM numbered")
    cursor.unregister("numbered")


def _store_batch(writing: Writing, new: NewBatch, counts: Counter[str], facts: pa.Table | None, units: pa.Table | None) -> str:
    """Returns the batch's id."""
    batch = f"B{writing.number:05d}"
    values = asdict(new)
    who = values.pop("user")
    values |= {
        "batch": batch,
        "seq": writing.number,
        "time": writing.time,
        "who": who,
        "facts_new": counts["new"],
        "facts_changed": counts["changed"],
        "facts_unchanged": counts["unchanged"],
        "facts_stored": facts.num_rows if facts is not None else 0,
        "units_stored": units.num_rows if units is not None else 0,
    }
    writing.cursor.execute(statement("store_batch"), values)
    writing.log(who, "import", batch, new.file)
    return batch


def _moved(writing: Writing, programme: Programme, before: list[UnitRow], after: list[UnitRow]) -> Pairs:
    """The series and years with facts whose tree is another than it was."""
    if after == before:
        return []
    pairs = writing.cursor.execute("SELECT DISTINCT series_no, year FROM fact").fetchall()
    years = {year for _, year in pairs}
    was, now = dict(trees(before, years, programme)), dict(trees(after, years, programme))
    changed = {year for year in years if _shape(was[year]) != _shape(now[year])}
    return [(series, year) for series, year in pairs if year in changed]


def _shape(tree: dict) -> dict[str, str | None]:
    return {code: unit.parent for code, unit in tree.items()}


def switch(writing: Writing, programme: Programme, kind: str, batch: str, user: str, why: str) -> BatchInfo:
    """Undoes a batch (kind ``undo``) or does it again (``redo``), inside a write."""
    known = log.batches(writing.cursor, writing.version)
    chosen = next((b for b in known if b.batch == batch), None)
    _refuse_switch(kind, batch, chosen, why)
    writing.begin()
    switched = replace(chosen, state="undone" if kind == "undo" else "active", why=why.strip(), why_user=user, why_time=writing.time)
    writing.log(user, kind, batch, switched.why)
    holding = log.active(known)
    will_hold = log.active(switched if b is chosen else b for b in known)
    before, after = log.units(writing.cursor, holding), log.units(writing.cursor, will_hold)
    faults = check_units(after, [], programme) if after != before else []
    if faults:
        raise Refusal(
            f"Importen {batch} kan inte ändras: organisationen skulle inte hänga ihop efteråt. Ändra senare organisationsfiler först.",
            code="bad_organisation",
            faults=faults,
        )
    pairs = writing.cursor.execute(statement("touched_by"), {"seq": switched.seq}).fetchall()
    load_active(writing.cursor, will_hold)
    refresh(writing, programme, after, [*pairs, *_moved(writing, programme, before, after)])
    return switched


def _refuse_switch(kind: str, batch: str, chosen: BatchInfo | None, why: str) -> None:
    if chosen is None:
        raise Refusal(f"Importen {batch} finns inte. Se loggen för vilka som finns.", code="unknown_batch")
    if kind == "undo" and chosen.state == "undone":
        raise Refusal(f"Importen {batch} är redan ångrad.", code="already_undone")
    if kind == "redo" and chosen.state == "active":
        raise Refusal(f"Importen {batch} är inte ångrad.", code="not_undone")
    if not why.strip():
        raise Refusal("Ange varför: skälet står kvar i loggen.", code="reason_missing")
