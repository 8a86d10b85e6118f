"""Milestones: how far they have come and what shows it, read through the gate; and what a controller says of them.

A milestone is the whole organisation's, and so are the indicators that show it, whatever unit the page is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kpi.access import audit
from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.intake.personnummer import contains_personnummer
from kpi.language import tr
from kpi.programme.milestones import (
    MilestoneAssessment,
    MilestoneIndicator,
    MilestoneLog,
    MilestoneState,
    assessed_at,
    indicators_of,
    is_overdue,
    said_of,
)
from kpi.programme.milestones import milestones as known
from kpi.programme.model import Area
from kpi.views.cards import card, figures, series_years
from kpi.views.choices import LAST_YEAR, Place, place
from kpi.views.moments import day_of
from kpi.views.plan_rows import MilestoneRow, MilestoneSaid, Tied
from kpi.views.remarks import hidden_keys, shown_keys
from kpi.views.rows import Card
from kpi.views.source import Source

LONGEST = 1000  # characters of a reason


class Milestones:
    """The milestones as a checked place sees them; ``rows``: all of them. Figures are the whole organisation's, of the place's year;
    assessments are those that hold in the year ``looked`` at."""

    def __init__(self, source: Source, at: Place, looked: int, today: date) -> None:
        self._source = source
        self._year = looked
        self._today = today.isoformat()
        self._log = source.store.milestones(as_of=at.snapshot.at)
        self._shows = indicators_of(source.programme, self._log.indicators)
        self._root = _at_root(source, at)
        self._hidden = self._hidden_now()
        self.rows = tuple(self._row(id_) for id_ in known(source.programme))

    def of(self, area: Area) -> tuple[MilestoneRow, ...]:
        """The area's milestones, in the pack's order."""
        return tuple(row for row in self.rows if row.area.id == area.id)

    def shown_by(self, indicator: str) -> tuple[MilestoneRow, ...]:
        """The milestones that an indicator shows."""
        return tuple(row for row in self.rows if indicator in self._shows[row.milestone.id])

    def _row(self, id_: str) -> MilestoneRow:
        area, milestone = known(self._source.programme)[id_]
        said = said_of(self._log, id_)
        held = assessed_at(said, self._year, self._today)
        ties = [tie for tie in self._log.indicators if tie.milestone == id_]
        return MilestoneRow(
            area=area,
            milestone=milestone,
            held=self._said(held) if held else None,
            overdue=is_overdue(milestone, held, self._year, self._today),
            indicators=tuple(self._tied(name, ties) for name in self._shows[id_]) if self._root else (),
            history=tuple(self._said(one) for one in reversed(said)),
            ties=tuple(sorted(ties, key=lambda tie: -tie.seq)),
            last=said[-1].seq if said else 0,
        )

    def _tied(self, name: str, ties: list[MilestoneIndicator]) -> Tied:
        assert self._root is not None
        row = figures(self._source, self._root, self._source.indicator(name)).row(self._root.year, "T")
        made = [tie for tie in ties if tie.indicator == name]
        return Tied(row, made[-1] if made else None)

    def _said(self, one: MilestoneAssessment) -> MilestoneSaid:
        withheld = bool(one.shown) and (self._hidden is None or not self._hidden.isdisjoint(one.shown))
        return MilestoneSaid(
            None if withheld else one.state, "" if withheld else one.reason, one.day, one.user, one.time, withheld=withheld, seq=one.seq
        )

    def _hidden_now(self) -> set[str] | None:
        """Of the figures that anything was written beside, those that may not be shown now. None: they are out of reach, and nothing can
        be said for certain."""
        asked = {key.partition("/")[0] for one in self._log.assessments for key in one.shown}
        if not asked:
            return set()
        if self._root is None:
            return None
        return hidden_keys(_cards(self._source, self._root, asked), LAST_YEAR)


def milestones(
    source: Source, scope: Scope, indicator: str | None, year: int | None, as_of: str | None, today: date
) -> tuple[MilestoneRow, ...]:
    """Every milestone, or those that an indicator shows, as in a year (None: today). Raises Refusal for an unknown indicator."""
    at = place(source, scope, year, None, as_of)
    name = source.indicator(indicator).id if indicator else None
    if not known(source.programme):
        return ()
    day = day_of(as_of, today)
    found = Milestones(source, at, day.year if year is None else year, day)
    return found.shown_by(name) if name else found.rows


def _at_root(source: Source, at: Place) -> Place | None:
    """The place at the whole organisation; None where the scope does not reach it."""
    return Place(at.snapshot, at.scope, source.root, at.year, at.reach) if source.root in at.reach else None


def _cards(source: Source, at: Place, indicators: Iterable[str]) -> list[Card]:
    """The cards of those of the indicators that the pack has."""
    wanted = set(indicators)
    years = series_years(source, at)
    return [card(source, at, i, years) for i in source.programme.indicators if i.id in wanted]


def assess(
    source: Source, scope: Scope, milestone: str, state: str, reason: str, day: str | None, after: int | None, today: date
) -> MilestoneAssessment:
    """Say how far a milestone had come on an ISO day (None: today). ``after``: the last assessment that was seen (None: whatever there is).

    Controllers only. Raises Refusal: an unknown milestone or state, a day that has not come, a missing reason, a text that cannot be kept,
    another assessment in between.
    """
    require(scope, Permission.JUDGE)
    _fits(reason)
    when = (day or today.isoformat()).strip()
    if when > today.isoformat():
        raise Refusal(tr("Dagen {day} har inte kommit än. Ange när delmålet hade kommit så långt.", day=when), code="future_day")
    log = source.store.milestones()
    shown = _shown(source, scope, milestone, log)
    said = said_of(log, milestone)
    told = MilestoneAssessment(milestone, _state(state), when, reason, shown)
    made = source.store.assess_milestone(told, scope.user, after=(said[-1].seq if said else 0) if after is None else after)
    audit.record(scope.user, "assess_milestone", milestone=milestone, state=made.state.value)
    return made


def _shown(source: Source, scope: Scope, milestone: str, log: MilestoneLog) -> tuple[str, ...]:
    """Which figures of the milestone's indicators are shown now."""
    tied = indicators_of(source.programme, log.indicators).get(milestone, ())
    return shown_keys(_cards(source, place(source, scope, None, source.root, None), tied), LAST_YEAR) if tied else ()


def tie(source: Source, scope: Scope, milestone: str, indicator: str, active: bool, reason: str) -> MilestoneIndicator:
    """Say that an indicator shows a milestone, or no longer does. Controllers only. Raises Refusal: what is unknown, what is so already,
    a missing reason."""
    require(scope, Permission.JUDGE)
    _fits(reason)
    found = source.indicator(indicator)
    made = source.store.tie_milestone(MilestoneIndicator(milestone, found.id, active, reason), scope.user)
    audit.record(scope.user, "tie_milestone" if active else "untie_milestone", milestone=milestone, indicator=found.id)
    return made


def _state(state: str) -> MilestoneState:
    if state not in set(MilestoneState):
        known_states = ", ".join(MilestoneState)
        raise Refusal(tr("Läget {state} finns inte. Välj ett av: {known}.", state=repr(state), known=known_states), code="unknown_state")
    return MilestoneState(state)


def _fits(reason: str) -> None:
    """Refuse what is too long, or looks like a personnummer. The text is never repeated."""
    if len(reason) > LONGEST:
        raise Refusal(tr("Texten är för lång. Skriv högst {longest} tecken.", longest=LONGEST), code="text_too_long")
    if contains_personnummer(reason):
        raise Refusal(tr("Texten innehåller något som ser ut som ett personnummer. Ta bort det."), code="personnummer")
