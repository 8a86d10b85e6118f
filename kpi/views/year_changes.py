"""What has changed in a unit's year since someone last saw it: figures, målvärden, judgements and actions, then and now. Both gated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.language import tr
from kpi.measure.status import Status
from kpi.programme.judgement import Step, Verdict
from kpi.programme.model import Direction, Indicator
from kpi.programme.plan import ActionStatus
from kpi.text.year_changes import summary
from kpi.views.action_rows import ActionRow
from kpi.views.choices import place
from kpi.views.rows import Card, Point
from kpi.views.source import Source
from kpi.views.year_status import year_status
from kpi.views.year_status_rows import Goal, Judged, JudgementRow, Shown, YearRow, YearStatus


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that is not what it was. None: not measured, or hidden, as the status says."""

    indicator: Indicator
    year: int
    sex: str
    then: float | None
    then_status: Status
    now: float | None
    now_status: Status


@dataclass(frozen=True, slots=True)
class TargetChange:
    """Another målvärde, nuläge or direction for the year."""

    indicator: Indicator  # as it holds now
    target: tuple[float | None, float | None]  # then, now
    baseline: tuple[float | None, float | None]
    direction: tuple[Direction, Direction]


@dataclass(frozen=True, slots=True)
class StatusChange:
    """Another status: because of a figure, a målvärde, or what a controller has set aside."""

    indicator: Indicator
    then: Status
    now: Status


@dataclass(frozen=True, slots=True)
class JudgementChange:
    """An approved text that was not there, is another, or is not there any longer. ``name``: of the goal or indicator."""

    name: str
    then: Verdict | None
    now: Verdict | None
    written: bool  # there is one now
    had: bool  # there was one then


@dataclass(frozen=True, slots=True)
class ActionMove:
    """An action that stands otherwise. None: it was not, or is not, in the year's plan."""

    id: str
    text: str
    then: ActionStatus | None
    now: ActionStatus | None
    due: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class YearChanges:
    """Then and now. ``since``: the moment that is compared with; ``audience``: who saw it then ("" when nobody has told).

    ``shown``: every recorded moment, newest first. ``summary``: how much has changed, in a sentence.
    """

    year: int
    since: str
    audience: str
    figures: tuple[FigureChange, ...]
    statuses: tuple[StatusChange, ...]
    targets: tuple[TargetChange, ...]
    judgements: tuple[JudgementChange, ...]
    actions: tuple[ActionMove, ...]
    versions: tuple[int, int]  # data versions then and now
    shown: tuple[Shown, ...]
    summary: str

    @property
    def count(self) -> int:
        """How much is otherwise, all kinds together; a status that follows from a figure counts too."""
        return sum(len(part) for part in (self.figures, self.statuses, self.targets, self.judgements, self.actions))


def year_changes(source: Source, scope: Scope, year: int | None, unit: str | None, since: str | None, today: date) -> YearChanges | None:
    """What has changed since ``since`` (an ISO date or time; None: the last time the year was shown, else its last approved text).

    None: nobody has seen it yet. Raises Refusal for a unit or year outside the scope, now or then, or a moment that is none.
    """
    require(scope, Permission.READ_FIGURES)
    at = place(source, scope, year, unit, None)
    now = year_status(source, scope, at.year, at.unit, None, None, today)
    moment, audience = (since, _audience(now, since)) if since else _last(now)
    if moment is None:
        return None
    try:
        then = year_status(source, scope, at.year, at.unit, moment, None, today)
    except Refusal as refused:
        if refused.code not in ("not_allowed", "unknown_unit"):
            raise
        raise Refusal(
            tr("Enheten fanns inte, eller låg utanför det du får se, så som det var känt {moment}.", moment=moment), code="not_allowed"
        ) from None
    return _compared(now, then, moment, audience)


def _last(now: YearStatus) -> tuple[str | None, str]:
    if now.shown:
        return now.shown[0].moment, now.shown[0].audience
    approved = [held.time for held in _approved(now)]
    return max(approved, default=None), ""


def _approved(now: YearStatus) -> list[JudgementRow]:
    every = [goal.judged for goal in now.goals] + [row.judged for row in now.rows]
    return [one.approved for one in every if one.approved is not None and one.approved.step is Step.APPROVED]


def _audience(now: YearStatus, since: str) -> str:
    return next((shown.audience for shown in now.shown if shown.moment == since), "")


def _compared(now: YearStatus, then: YearStatus, moment: str, audience: str) -> YearChanges:
    before = {row.indicator.id: row for row in then.rows}
    pairs = [(before[row.indicator.id], row) for row in now.rows if row.indicator.id in before]
    figures = tuple(change for old, new in pairs for change in _figures(old.card, new.card, now.context.year))
    targets = tuple(change for old, new in pairs if (change := _target(old, new)))
    met = [(old.total.status, new) for old, new in pairs if old.total.status is not new.total.status]
    statuses = tuple(StatusChange(new.indicator, was, new.total.status) for was, new in met)
    said = tuple(_judgements(now, {goal.area.id: goal for goal in then.goals}, before))
    moves = tuple(_actions(now, then))
    return YearChanges(
        year=now.context.year,
        since=moment,
        audience=audience,
        figures=figures,
        statuses=statuses,
        targets=targets,
        judgements=said,
        actions=moves,
        versions=(then.context.data_version, now.context.data_version),
        shown=now.shown,
        summary=summary(len(figures), len(targets), len(statuses), len(said), len(moves)),
    )


def _figures(then: Card, now: Card, year: int) -> Iterator[FigureChange]:
    """Women, men and everybody, the year's and those before it."""
    for sex, old, new in (
        ("T", then.series, now.series),
        ("K", then.series_women, now.series_women),
        ("M", then.series_men, now.series_men),
    ):
        was = {p.year: p for p in old}
        for point in new:
            earlier = was.get(point.year)
            if point.year <= year and not _same(earlier, point):
                status = earlier.status if earlier else Status.NOT_MEASURED
                yield FigureChange(now.indicator, point.year, sex, earlier.value if earlier else None, status, point.value, point.status)


def _same(then: Point | None, now: Point) -> bool:
    """The same figure, or as little to see. Whether it is hidden is part of it; what it is judged as is not."""
    if then is None:
        return now.value is None and now.status is not Status.SUPPRESSED
    if then.value is None or now.value is None:
        return then.value is now.value and (then.status is Status.SUPPRESSED) == (now.status is Status.SUPPRESSED)
    return abs(then.value - now.value) < _NEAR


_NEAR = 1e-9


def _target(then: YearRow, now: YearRow) -> TargetChange | None:
    old, new = then.indicator, now.indicator
    if (old.target, old.baseline, old.direction) == (new.target, new.baseline, new.direction):
        return None
    return TargetChange(new, (old.target, new.target), (old.baseline, new.baseline), (old.direction, new.direction))


def _judgements(now: YearStatus, goals: dict[str, Goal], rows: dict[str, YearRow]) -> Iterator[JudgementChange]:
    for goal in now.goals:
        yield from _judgement(goal.area.name, goals[goal.area.id].judged if goal.area.id in goals else None, goal.judged)
        for row in goal.rows:
            old = rows.get(row.indicator.id)
            yield from _judgement(row.indicator.label, old.judged if old else None, row.judged)


def _judgement(name: str, then: Judged | None, now: Judged) -> Iterator[JudgementChange]:
    old, new = then.approved if then else None, now.approved
    if (old.seq if old else None) != (new.seq if new else None):
        yield JudgementChange(name, old.verdict if old else None, new.verdict if new else None, new is not None, old is not None)


def _actions(now: YearStatus, then: YearStatus) -> Iterator[ActionMove]:
    old, new = ({row.id: row for row in status.actions.rows} for status in (then, now))
    for id_ in dict.fromkeys([*new, *old]):
        before, after = old.get(id_), new.get(id_)
        if _standing(before) != _standing(after):
            row = after or before
            assert row is not None
            yield ActionMove(id_, row.text, *(r.status if r else None for r in (before, after)), due=(_due(before), _due(after)))


def _standing(row: ActionRow | None) -> tuple[ActionStatus, int, str] | None:
    return None if row is None else (row.status, row.due_year, row.text)


def _due(row: ActionRow | None) -> int | None:
    return None if row is None else row.due_year
