"""What was done to the store: imports and events. No figures stand here."""

from __future__ import annotations

from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.views.rows import BatchRow, EventRow
from kpi.views.source import Source


def batches(source: Source, scope: Scope, as_of: str | None) -> list[BatchRow]:
    """The imports, newest first. Raises Refusal for a role that may not read the log."""
    require(scope, Permission.READ_LOG)
    return [
        BatchRow(
            batch=b.batch,
            seq=b.seq,
            file=b.file,
            sha256=b.sha256,
            layout=b.layout,
            user=b.user,
            time=b.time,
            state=b.state,
            synthetic=b.synthetic,
            rows_read=b.rows_read,
            facts_new=b.facts_new,
            facts_changed=b.facts_changed,
            facts_unchanged=b.facts_unchanged,
            why=b.why,
        )
        for b in source.store.batches(as_of=as_of)
    ]


def events(source: Source, scope: Scope) -> list[EventRow]:
    """Every write, newest first. Raises Refusal for a role that may not read the log."""
    require(scope, Permission.READ_LOG)
    return [EventRow(e.seq, e.time, e.user, e.kind, e.batch, e.text) for e in source.store.events()]
