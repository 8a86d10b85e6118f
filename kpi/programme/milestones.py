"""Milestones as they are followed: how far a person says they have come, and which indicators show them. Pure.

Nothing is overwritten: each row is added to those before. Days are ISO texts, so that text order is time order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kpi.programme.goals import Milestone
from kpi.programme.model import Area, Programme
from kpi.programme.plan import is_over, last_day


class MilestoneState(StrEnum):
    """How far a milestone has come: a person's answer, never computed. Before the first answer it is not assessed, which is no state."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    AT_RISK = "at_risk"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOT_ASSESSABLE = "not_assessable"


OPEN = frozenset({MilestoneState.NOT_STARTED, MilestoneState.UNDER_WAY, MilestoneState.AT_RISK})
"""Those that do not yet say how it went."""


@dataclass(frozen=True, slots=True)
class MilestoneAssessment:
    """How far a milestone had come on ``day``, and why. ``shown``: keys of the figures that could be seen when it was written.

    ``seq`` is the data version that it made.
    """

    milestone: str
    state: MilestoneState
    day: str
    reason: str
    shown: tuple[str, ...] = ()
    user: str = ""
    time: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class MilestoneIndicator:
    """That an indicator shows a milestone; ``active`` False takes that away, also what the pack says. The last word holds."""

    milestone: str
    indicator: str
    active: bool
    reason: str
    user: str = ""
    time: str = ""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class MilestoneLog:
    """Everything that was said of milestones, oldest first."""

    assessments: tuple[MilestoneAssessment, ...] = ()
    indicators: tuple[MilestoneIndicator, ...] = ()


def milestones(programme: Programme) -> dict[str, tuple[Area, Milestone]]:
    """Every milestone of the pack with its area, by id, in the pack's order."""
    return {milestone.id: (area, milestone) for area in programme.areas for milestone in area.milestones}


def said_of(log: MilestoneLog, milestone: str) -> list[MilestoneAssessment]:
    """What was said of a milestone, oldest first."""
    return sorted((a for a in log.assessments if a.milestone == milestone), key=lambda a: a.seq)


def assessed_at(said: Sequence[MilestoneAssessment], year: int, today: str) -> MilestoneAssessment | None:
    """What holds when ``year`` is looked at on ``today``: the answer about the latest day, at most the year's last and today; of several
    about one day the last told. None: not assessed."""
    until = min(last_day(year), today)
    return max((a for a in said if a.day <= until), key=lambda a: (a.day, a.seq), default=None)


def is_overdue(milestone: Milestone, held: MilestoneAssessment | None, year: int, today: str) -> bool:
    """Is the milestone's year over, in the year looked at, without anybody having said how it went?"""
    return milestone.year <= year and is_over(milestone.year, today) and (held is None or held.state in OPEN)


def indicators_of(programme: Programme, ties: Iterable[MilestoneIndicator]) -> dict[str, tuple[str, ...]]:
    """Milestone → the indicators that show it: the pack's own and those tied since, without those taken away, in the pack's order."""
    held = {id_: dict.fromkeys(milestone.indicators, True) for id_, (_, milestone) in milestones(programme).items()}
    for tie in sorted(ties, key=lambda t: t.seq):
        if tie.milestone in held:
            held[tie.milestone][tie.indicator] = tie.active
    order = [i.id for i in programme.indicators]
    return {id_: tuple(i for i in order if found.get(i)) for id_, found in held.items()}
