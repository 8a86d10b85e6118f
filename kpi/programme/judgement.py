"""What people say beside the figures: how a goal or an indicator is judged a year, what happened to a series, when the board saw it. Pure.

Nothing is overwritten: each row is added to those before, and the last word holds. Days are ISO texts, so that text order is time order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kpi.programme.periods import months_of, part_of

Kind = Literal["goal", "indicator"]


class Verdict(StrEnum):
    """Will the goal be reached? A person's answer, never computed."""

    REACHED = "reached"
    UNCERTAIN = "uncertain"
    NOT_REACHED = "not_reached"
    NOT_ASSESSABLE = "not_assessable"


class Step(StrEnum):
    """What is done with a text: written, approved as it stands, or taken back."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class AnnotationKind(StrEnum):
    """What is noted on a series. Over a break years are not compared."""

    BREAK = "break"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A step with the judgement of a goal (an area's) or an indicator, for a unit and year: the whole of it, so that each version stands.

    ``reason``: why this verdict, or why it is taken back. ``analysis``: the longer text. ``figures``: a digest of the figures it is about,
    as they were shown. ``shown``: which of them were shown, as keys. ``seq`` is the data version that the step made.
    """

    kind: Kind
    subject: str
    unit: str
    year: int
    step: Step
    verdict: Verdict
    reason: str
    analysis: str
    figures: str = ""
    shown: tuple[str, ...] = ()
    user: str = ""
    time: str = ""
    seq: int = 0

    @property
    def about(self) -> tuple[str, str, str, int]:
        """What it judges."""
        return self.kind, self.subject, self.unit, self.year


@dataclass(frozen=True, slots=True)
class Annotation:
    """A method break or an event on an indicator's series, for a unit and all below it. ``active`` False takes it away, with the reason.

    ``period``: "2024", "2024-Q2" or "2024-03": the first period after a break. ``id`` is the same through its history.
    """

    id: str
    indicator: str
    unit: str
    kind: AnnotationKind
    period: str
    text: str
    active: bool
    reason: str
    user: str = ""
    time: str = ""
    seq: int = 0

    @property
    def year(self) -> int:
        return int(self.period[:4])


@dataclass(frozen=True, slots=True)
class Presentation:
    """That the year's status was shown to someone: whom (``audience``), as it was known at ``moment`` (an ISO date or time)."""

    unit: str
    year: int
    audience: str
    moment: str
    note: str
    active: bool = True  # False: taken away again, with ``note`` as the reason
    user: str = ""
    time: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Remarks:
    """Everything that was said beside the figures, oldest first."""

    judgements: tuple[Judgement, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    presentations: tuple[Presentation, ...] = ()


def versions(judgements: Iterable[Judgement], about: tuple[str, str, str, int]) -> list[Judgement]:
    """The steps about one thing, oldest first."""
    return sorted((j for j in judgements if j.about == about), key=lambda j: j.seq)


def approved(steps: Iterable[Judgement]) -> Judgement | None:
    """The text that holds: the last one approved, unless it has been taken back. A draft after it changes nothing."""
    told = [j for j in sorted(steps, key=lambda j: j.seq) if j.step is not Step.DRAFT]
    return told[-1] if told and told[-1].step is Step.APPROVED else None


def draft(steps: Iterable[Judgement]) -> Judgement | None:
    """What is written and not yet approved: the last step, when it is a draft."""
    told = sorted(steps, key=lambda j: j.seq)
    return told[-1] if told and told[-1].step is Step.DRAFT else None


def annotations_at(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """The annotations that hold, by period: of each id its last row, unless that takes it away."""
    latest = {a.id: a for a in sorted(annotations, key=lambda a: a.seq)}
    return tuple(sorted((a for a in latest.values() if a.active), key=lambda a: (a.period, a.seq, a.id)))


def presentations_at(presentations: Iterable[Presentation], unit: str, year: int) -> tuple[Presentation, ...]:
    """When the unit's year was shown: newest moment first, without those that were taken away."""
    latest = {(p.audience, p.moment): p for p in sorted(presentations, key=lambda p: p.seq) if (p.unit, p.year) == (unit, year)}
    return tuple(sorted((p for p in latest.values() if p.active), key=lambda p: (p.moment, p.seq), reverse=True))


def break_between(annotations: Iterable[Annotation], earlier: int, later: int) -> Annotation | None:
    """The last method break that parts two years, whichever comes first. None when there is none.

    A break from a year's beginning parts it from the year before. One within a year parts it from the year after too: the year's own
    figure is measured in two ways.
    """
    low, high = min(earlier, later), max(earlier, later)
    parting = [a for a in annotations if a.kind is AnnotationKind.BREAK and (low < a.year <= high or (low <= a.year < high and _within(a)))]
    return parting[-1] if parting else None


def _within(annotation: Annotation) -> bool:
    """Does it begin after the year's first month?"""
    part = part_of(annotation.period)
    return part is not None and months_of(part)[0] > 1
