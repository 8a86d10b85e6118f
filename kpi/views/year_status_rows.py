"""Finished rows of *Årsstatus*. As ``kpi.views.rows``: all of it has passed the disclosure gate, and a hidden number is not here at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kpi.measure.status import Certainty, Status
from kpi.programme.judgement import Annotation, Step, Verdict
from kpi.programme.model import Area, Indicator
from kpi.programme.plan import ActionStatus
from kpi.views.action_rows import ActionRow, Actions
from kpi.views.plan_rows import MilestoneRow
from kpi.views.rows import Card, Context, SexGap, StatusRow

Why = Literal["no_value", "hidden", "no_earlier", "earlier_hidden", "method", "break", "start"]
"""Why there is no change to tell: no value now, or a hidden one; none then, or a hidden one; measured in another way; parted by a method
break; it is the year that is counted from."""
DecisionKind = Literal["wrong_way", "worsened", "behind", "not_reached", "not_measured", "late"]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against an earlier one. Without ``amount`` there is nothing to tell, and ``why`` says why; then ``certainty`` is unknown.

    ``since``: the year of the earlier figure, ``before``: that figure (None unless both are shown and comparable).
    ``amount`` = now − before, in the indicator's unit. ``better``: it went towards better; None when nothing moved.
    ``share``: |amount| as a share of the way from nuläge to målvärde; None without such a way.
    """

    since: int
    before: float | None
    amount: float | None
    better: bool | None
    certainty: Certainty
    share: float | None
    why: Why | None


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """One version of what a controller says about a goal or an indicator a year.

    ``outdated``: the figures shown have changed since it was approved (of a draft: since it was written). ``withheld``: a figure that it
    was written about may not be shown any longer, so neither may ``verdict``, ``analysis`` and ``reason``, which are None and "" then.
    ``user`` and ``time``: of this step. ``written_by``: who wrote it, of an approved text. ``version``: its number, from 1.
    """

    step: Step
    verdict: Verdict | None
    reason: str
    analysis: str
    outdated: bool
    withheld: bool
    user: str
    time: str
    written_by: str
    version: int
    seq: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said about a goal or an indicator. ``draft`` and ``history`` (newest first) are for those who write; else None and ().

    ``figures``: a digest of the figures shown now, which an approval must be of.
    """

    kind: Literal["goal", "indicator"]
    subject: str  # id of the area or the indicator
    approved: JudgementRow | None = None
    draft: JudgementRow | None = None
    history: tuple[JudgementRow, ...] = ()
    figures: str = ""


@dataclass(frozen=True, slots=True)
class YearRow:
    """One indicator a year. ``card`` has level, K and M, the series over the years, path, sentence and notes.

    ``since_last``: against the year before. ``since_start``: against nuläge (the plan's at the root, the unit's own that year below).
    ``other``, ``since_other``: the year compared with, and the change since then (from the earlier year to the later); None without one.
    """

    card: Card
    since_last: Change
    since_start: Change
    other: StatusRow | None
    since_other: Change | None
    judged: Judged
    other_sexes: SexGap | None = None

    @property
    def total(self) -> StatusRow:
        return self.card.total

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """Method breaks and events on the series, by period."""
        return self.card.annotations

    @property
    def sexes(self) -> SexGap | None:
        return self.card.sexes

    @property
    def indicator(self) -> Indicator:
        """As it holds that year: with the målvärde, nuläge and direction in force."""
        return self.card.indicator


@dataclass(frozen=True, slots=True)
class Goal:
    """A programme area's goal: its indicators in the plan's order and its actions, how many of each status, and what is said about them.

    ``other_counts``: the statuses of the year compared with; empty without one.
    """

    area: Area
    rows: tuple[YearRow, ...]
    counts: dict[Status, int]
    other_counts: dict[Status, int]
    actions: tuple[ActionRow, ...]
    action_counts: dict[ActionStatus, int]
    sentences: tuple[str, ...]
    judged: Judged
    milestones: tuple[MilestoneRow, ...] = ()  # as they stood that year


@dataclass(frozen=True, slots=True)
class Moved:
    """The changes since the year before, by how sure they are, largest first (by ``Change.share``; those without one last). Only ``clear``
    ones are changes; the rest are not told from chance, or cannot be. ``still``: no visible difference. ``untold``: nothing to compare."""

    since: int
    clear: tuple[YearRow, ...]
    within_noise: tuple[YearRow, ...]
    unknown: tuple[YearRow, ...]
    still: tuple[YearRow, ...] = ()
    untold: tuple[YearRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Something to take a stand on, in a sentence. ``row``: the indicator, ``action``: the action; one of them."""

    kind: DecisionKind
    area: Area
    sentence: str
    row: YearRow | None = None
    action: ActionRow | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What everything rests on, for the foot of each page of a document. ``scope``, ``filters`` and ``suppression`` are in words."""

    data_version: int
    as_of: str | None
    scope: str
    filters: str
    suppression: str
    programme: str
    source: str
    synthetic: bool
    known_at: str | None = None  # when the data version was made, ISO; None before the first write


@dataclass(frozen=True, slots=True)
class Shown:
    """A recorded moment when the year's status was shown: whom, and as it was known when."""

    audience: str
    moment: str  # ISO date or time, as it was told
    note: str
    user: str
    time: str


@dataclass(frozen=True, slots=True)
class YearStatus:
    """*Årsstatus*: everything that the page and the documents say about a unit and a year.

    ``other_year``: the year compared with. ``finding``: the whole in sentences, level first, then change, then what is compared with.
    ``shown``: when it was shown, newest first.
    """

    context: Context
    goals: tuple[Goal, ...]
    counts: dict[Status, int]
    other_year: int | None
    other_counts: dict[Status, int]
    finding: tuple[str, ...]
    moved: Moved
    decisions: tuple[Decision, ...]
    actions: Actions
    stamp: Stamp
    shown: tuple[Shown, ...] = ()
    verdicts: dict[Verdict, int] = field(default_factory=dict)  # of the goals' approved judgements

    @property
    def rows(self) -> tuple[YearRow, ...]:
        """All rows in the plan's order."""
        return tuple(row for goal in self.goals for row in goal.rows)
