"""What people have said beside a unit's figures: judgements, annotations, when it was shown. Read through the same gate as figures.

A text tells of figures. When one that it was written about may not be shown any longer, the text may not either, whoever asks.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kpi.access.permissions import Permission, allowed
from kpi.measure.status import Status
from kpi.programme.judgement import Judgement, Kind, Step, Verdict, approved, draft, presentations_at, versions
from kpi.programme.model import Area
from kpi.views.choices import Place
from kpi.views.rows import Card, Point
from kpi.views.source import Source
from kpi.views.year_status_rows import Judged, JudgementRow, Shown

_DECIMALS = 9  # of a figure in a digest: noise of floating point is no change


class Reader:
    """What was said of one place. Drafts and history are there for those who write, and for nobody else."""

    def __init__(self, source: Source, at: Place) -> None:
        self._at = at
        self._remarks = at.snapshot.remarks
        self._writes = allowed(at.scope, Permission.JUDGE).ok

    def goal(self, area: Area, cards: Sequence[Card]) -> Judged:
        """What is said of an area's goal. ``cards``: of all its indicators."""
        return self._judged("goal", area.id, cards)

    def indicator(self, card: Card) -> Judged:
        """What is said of one indicator."""
        return self._judged("indicator", card.indicator.id, [card])

    def _judged(self, kind: Kind, subject: str, cards: Sequence[Card]) -> Judged:
        steps = versions(self._remarks.judgements, (kind, subject, self._at.unit, self._at.year))
        now = digest(cards, self._at.year)
        hidden = hidden_keys(cards, self._at.year)
        rows = {step.seq: _row(step, number, steps, now, hidden) for number, step in enumerate(steps, start=1)}
        holds, written = approved(steps), draft(steps)
        return Judged(
            kind,
            subject,
            approved=rows[holds.seq] if holds else None,
            draft=rows[written.seq] if written and self._writes else None,
            history=tuple(rows[step.seq] for step in reversed(steps)) if self._writes else (),
            figures=now,
        )

    def shown(self) -> tuple[Shown, ...]:
        """When the unit's status of the year was shown, newest first by the moment that was shown."""
        made = presentations_at(self._remarks.presentations, self._at.unit, self._at.year)
        return tuple(Shown(p.audience, p.moment, p.note, p.user, p.time) for p in made)


def reader(source: Source, at: Place) -> Reader:
    """What was said of a checked place."""
    return Reader(source, at)


def verdicts(judged: Iterable[Judged]) -> dict[Verdict, int]:
    """How many approved judgements of each verdict, in the verdicts' order; those that do not occur are left out."""
    found = Counter(one.approved.verdict for one in judged if one.approved and one.approved.verdict)
    return {verdict: found[verdict] for verdict in Verdict if found[verdict]}


def _row(step: Judgement, number: int, steps: Sequence[Judgement], now: str, hidden: set[str]) -> JudgementRow:
    withheld = not hidden.isdisjoint(step.shown)
    written = [one.user for one in steps if one.step is Step.DRAFT and one.seq <= step.seq]
    return JudgementRow(
        step=step.step,
        verdict=None if withheld else step.verdict,
        reason="" if withheld else step.reason,
        analysis="" if withheld else step.analysis,
        outdated=step.figures != now,
        withheld=withheld,
        user=step.user,
        time=step.time,
        written_by=written[-1] if written else step.user,
        version=number,
        seq=step.seq,
    )


def digest(cards: Iterable[Card], year: int) -> str:
    """A digest of what is shown of the cards up to the year: values by sex, statuses, and the målvärde, nuläge and direction in force."""
    told = []
    for card in cards:
        row, i = card.total, card.indicator
        plan = [_figure(row.target), _figure(row.baseline), row.target_year, i.direction.value, row.status_reason or ""]
        told.append([i.id, plan, [[key, _figure(p.value), p.status.value] for key, p in _points([card], year)]])
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def shown_keys(cards: Iterable[Card], year: int) -> tuple[str, ...]:
    """Which figures of the cards are shown up to the year."""
    return tuple(key for key, point in _points(cards, year) if point.value is not None)


def hidden_keys(cards: Iterable[Card], year: int) -> set[str]:
    """Which figures of the cards are protected up to the year."""
    return {key for key, point in _points(cards, year) if point.status is Status.SUPPRESSED}


def _points(cards: Iterable[Card], year: int) -> Iterator[tuple[str, Point]]:
    for card in cards:
        for sex, series in (("T", card.series), ("K", card.series_women), ("M", card.series_men)):
            yield from ((f"{card.indicator.id}/{sex}/{p.year}", p) for p in series if p.year <= year)


def _figure(v: float | None) -> str:
    return "" if v is None else f"{v:.{_DECIMALS}f}"
