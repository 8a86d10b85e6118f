"""Imports: storing a file's facts and units as a batch, undoing it and doing it again. Facts are only ever added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

import pyarrow as pa

from kpi.errors import Refusal
from kpi.language import in_order, tr
from kpi.programme.model import Programme
from kpi.store import compare, log, memory
from kpi.store.encode import conform, encode, keep_names
from kpi.store.organisation import build_tree, check_units
from kpi.store.rollup import Progress, load_active, refresh, trees
from kpi.store.sql import statement
from kpi.store.storing import Storing
from kpi.store.ticket import Writing
from kpi.store.types import UNIT_SCHEMA, BatchInfo, Committed, Delivery, NewBatch, UnitRow

Pairs = list[tuple[int, int]]


def commit(
    writing: Writing,
    programme: Programme,
    deliveries: Sequence[Delivery],
    *,
    progress: Progress | None,
    expect_version: int | None,
    answers: Mapping[str, str] | None = None,
) -> list[Committed]:
    """Stores what one file brings, a batch a delivery in their order, inside a write. See ``Store.commit_all``."""
    known = log.batches(writing.cursor, writing.version)
    held = {(b.sha256, b.layout): b for b in reversed(known) if b.state == "active"}
    same = [held.get((d.batch.sha256, d.batch.layout)) for d in deliveries]
    fresh = [d for d, b in zip(deliveries, same, strict=True) if b is None]
    made = iter(_commit_fresh(writing, programme, fresh, known, progress, expect_version) if fresh else [])
    if fresh:
        memory.store(writing, answers or {}, deliveries[0].batch.user)
    else:
        memory.remember(writing, answers or {}, deliveries[0].batch.user)
    version = writing.number or writing.version
    kept = [next(made) if b is None else Committed(b.batch, "unchanged", 0, 0, b.rows_accepted, version) for b in same]
    return [replace(c, data_version=version) for c in kept]


def _commit_fresh(
    writing: Writing,
    programme: Programme,
    deliveries: Sequence[Delivery],
    known: list[BatchInfo],
    progress: Progress | None,
    expect_version: int | None,
) -> list[Committed]:
    """Those that are not stored already, and one roll-up of all that they change."""
    if expect_version is not None and expect_version != writing.version:
        raise Refusal(tr("Lagret har ändrats sedan filen förhandsgranskades. Granska förändringarna igen."), code="changed_meanwhile")
    for d in deliveries:
        if not (d.facts.num_rows if d.facts is not None else 0) + (d.units.num_rows if d.units is not None else 0):
            raise Refusal(tr("Filen {file} innehåller inga uppgifter att läsa in.", file=d.batch.file), code="empty_batch")
    holding = log.active(known)
    before = after = log.units(writing.cursor, holding)
    made, pairs = [], []
    storing: Storing | None = None
    for d in deliveries:
        if storing:  # each is compared with what the one before it stored
            storing.finish()
        writing.begin()
        load_active(writing.cursor, holding)
        holding = [*holding, (writing.number, d.batch.synthetic)]
        counts, touched, storing = _arrive(writing, d.facts)
        pairs += touched
        if d.units is not None and d.units.num_rows:
            counts += _store_units(writing, programme, d.units, after)
            after = log.units(writing.cursor, holding)
        batch = _store_batch(writing, d.batch, counts, d.facts, d.units)
        made.append(Committed(batch, "active", counts["new"], counts["changed"], counts["unchanged"], writing.number))
    pairs += _moved(writing, programme, before, after)
    load_active(writing.cursor, holding)
    try:
        refresh(writing, programme, after, pairs, progress=progress, storing=storing)
    finally:
        if storing:
            storing.give_up()
    if progress:
        progress(1.0, tr("Sparar"))
    return made


def _arrive(writing: Writing, facts: pa.Table | None) -> tuple[Counter[str], Pairs, Storing | None]:
    """Returns how many are new, changed and unchanged, the series and years they are of, and how they are to be stored."""
    if facts is None or not facts.num_rows:
        return Counter(), [], None
    encoded = encode(writing.cursor, facts)
    compare.arrive_facts(writing.cursor, encoded)
    counts = compare.count_facts(writing.cursor, encoded)
    keep_names(writing.cursor, encoded)
    return counts, encoded.scope, Storing(writing.cursor, writing.number)


def _store_units(writing: Writing, programme: Programme, units: pa.Table, before: list[UnitRow]) -> Counter[str]:
    faults = check_units(before, units, programme)
    if faults:
        raise Refusal(tr("Organisationen hänger inte ihop. Rätta raderna och läs in filen igen."), code="bad_organisation", faults=faults)
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
    order += sorted({r.code for r in rows}, key=lambda code: in_order(code, programme.language))
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
            tr(
                "Importen {batch} kan inte ändras: organisationen skulle inte hänga ihop efteråt. Ändra senare organisationsfiler först.",
                batch=batch,
            ),
            code="bad_organisation",
            faults=faults,
        )
    pairs = writing.cursor.execute(statement("touched_by"), {"seq": switched.seq}).fetchall()
    load_active(writing.cursor, will_hold)
    refresh(writing, programme, after, [*pairs, *_moved(writing, programme, before, after)])
    return switched


def _refuse_switch(kind: str, batch: str, chosen: BatchInfo | None, why: str) -> None:
    if chosen is None:
        raise Refusal(tr("Importen {batch} finns inte. Se loggen för vilka som finns.", batch=batch), code="unknown_batch")
    if kind == "undo" and chosen.state == "undone":
        raise Refusal(tr("Importen {batch} är redan ångrad.", batch=batch), code="already_undone")
    if kind == "redo" and chosen.state == "active":
        raise Refusal(tr("Importen {batch} är inte ångrad.", batch=batch), code="not_undone")
    if not why.strip():
        raise Refusal(tr("Ange varför: skälet står kvar i loggen."), code="reason_missing")
