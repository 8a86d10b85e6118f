"""What was done to the store: imports, events and answers about files. No figures stand here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.language import NN_, ntr
from kpi.text import numbers
from kpi.views.moments import moment
from kpi.views.rows import AnswerRow, BatchRow, EventRow
from kpi.views.source import Source

if TYPE_CHECKING:
    from kpi.store.types import Event


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
        for b in source.store.batches(as_of=moment(as_of))
    ]


def events(source: Source, scope: Scope) -> list[EventRow]:
    """Every write, newest first. Raises Refusal for a role that may not read the log."""
    require(scope, Permission.READ_LOG)
    return [EventRow(e.seq, e.time, e.user, e.kind, e.batch, _said(e)) for e in source.store.events()]


def _said(event: Event) -> str:
    """An import's text is its file; the answers that came with it are told beside it."""
    if event.kind != "import" or not event.answers:
        return event.text
    saved = NN_("{text} ({n} svar sparade för nästa fil)", "{text} ({n} svar sparade för nästa fil)")
    return ntr(*saved, event.answers, text=event.text, n=numbers.count(event.answers))


def answers(source: Source, scope: Scope) -> list[AnswerRow]:
    """Every answer about files, newest first; those that hold are used for the next file. Raises Refusal as ``events``."""
    require(scope, Permission.READ_LOG)
    history = source.store.memory().history
    return [AnswerRow(r.question, r.answer, r.user, r.time, r.why, r.replaced, r.latest and r.answer is not None) for r in history]
