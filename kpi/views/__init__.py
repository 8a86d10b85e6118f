"""What a page, a report or the command line shows: Scope in, finished rows out.

``Views`` is the only door to figures above the store. Each call checks the scope, passes every number through the disclosure
gate (``kpi.views.gate``) once, and returns the frozen rows of ``kpi.views.rows``. Bad input (unknown unit, year, area or
indicator, or something outside the scope) raises ``kpi.errors.Refusal`` with a Swedish message.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpi.access.grants import today
from kpi.access.scope import Role, Scope
from kpi.programme.judgement import Annotation, Judgement, Kind, Presentation
from kpi.programme.model import Programme
from kpi.programme.periods import Grain
from kpi.programme.plan import State
from kpi.store.grant import NewGrant
from kpi.views import (
    access,
    action_list,
    actions,
    area,
    catalogue,
    choices,
    indicator,
    judgements,
    levels,
    log,
    managers,
    mine,
    overview,
    preview,
    series,
    status,
    trace,
    year_changes,
    year_status,
)
from kpi.views.action_rows import Actions
from kpi.views.asking_plan import AsksPlan
from kpi.views.mine_rows import Mine
from kpi.views.own import only_own
from kpi.views.rows import (
    AnswerRow,
    AreaView,
    BatchRow,
    CatalogueRow,
    Context,
    EventRow,
    IndicatorView,
    Overview,
    Point,
    PreviewRow,
    StatusRow,
    Trace,
    UnitChoice,
)
from kpi.views.source import Source
from kpi.views.trace import part_asked
from kpi.views.year_changes import YearChanges
from kpi.views.year_status_rows import YearStatus

if TYPE_CHECKING:
    from kpi.store import Store
    from kpi.store.grant import Grant
    from kpi.store.types import Delivery

__all__ = ["Views"]


@only_own
class Views(AsksPlan):
    """All views over one store and one programme. Thread-safe; share one per process. ``alone``: no other programme shares the store.

    Common parameters: ``year`` None gives the latest year with figures, else the baseline year. ``unit`` None gives the scope's top unit.
    ``as_of`` is an ISO date (the end of that day in Sweden) or time: what was known then, None is now. ``sex`` is "T", "K" or "M".
    """

    def __init__(self, store: Store, programme: Programme, *, alone: bool = True) -> None:
        self.programme = programme
        self.alone = alone
        self._source = Source(store, programme)

    def context(self, scope: Scope, year: int | None = None, unit: str | None = None, as_of: str | None = None) -> Context:
        """Unit, year, what can be chosen, data version: what every page says about itself."""
        return choices.context(self._source, scope, year, unit, as_of)

    def frame(self, scope: Scope, as_of: str | None = None) -> Context:
        """As ``context`` for a page that is not about figures: also for a role that sees none (then without units and years)."""
        return choices.frame(self._source, scope, as_of)

    def overview(self, scope: Scope, *, year: int | None = None, unit: str | None = None, as_of: str | None = None) -> Overview:
        """*Läget*: a card for every indicator by area, and counts per status."""
        return overview.overview(self._source, scope, year, unit, as_of)

    def year_status(
        self,
        scope: Scope,
        *,
        year: int | None = None,
        unit: str | None = None,
        compare_year: int | None = None,
        as_of: str | None = None,
    ) -> YearStatus:
        """*Årsstatus*: the year's status by goal, what moved, what to take a stand on, judgements and annotations. For page and documents.
        ``compare_year``: another year beside it."""
        return year_status.year_status(self._source, scope, year, unit, as_of, compare_year, today())

    def year_changes(
        self, scope: Scope, *, year: int | None = None, unit: str | None = None, since: str | None = None
    ) -> YearChanges | None:
        """What has changed in the year's status since an ISO date or time (None: since it was last shown). None: nobody has seen it yet."""
        return year_changes.year_changes(self._source, scope, year, unit, since, today())

    def judge(
        self,
        scope: Scope,
        kind: Kind,
        subject: str,
        *,
        year: int,
        verdict: str,
        reason: str,
        analysis: str = "",
        unit: str | None = None,
        after: int | None = None,
    ) -> Judgement:
        """Save a draft about a goal (an area's id) or an indicator. ``after``: the last step that was seen. Controllers only."""
        return judgements.write(self._source, scope, kind, subject, unit, year, verdict, reason, analysis, after, today())

    def approve(
        self,
        scope: Scope,
        kind: Kind,
        subject: str,
        *,
        year: int,
        unit: str | None = None,
        after: int | None = None,
        figures: str | None = None,
    ) -> Judgement:
        """Approve the draft for everyone who may see the unit. ``figures``: the digest of those that were seen. Controllers only."""
        return judgements.approve(self._source, scope, kind, subject, unit, year, after, figures, today())

    def withdraw(
        self, scope: Scope, kind: Kind, subject: str, *, year: int, reason: str, unit: str | None = None, after: int | None = None
    ) -> Judgement:
        """Take an approved text back. Controllers only."""
        return judgements.withdraw(self._source, scope, kind, subject, unit, year, reason, after, today())

    def annotate(
        self,
        scope: Scope,
        indicator_id: str,
        *,
        kind: str,
        period: str,
        text: str,
        unit: str | None = None,
        annotation: str | None = None,
        reason: str = "",
    ) -> Annotation:
        """Note a method break or an event on a series; with the id of one, change it. Controllers only."""
        return judgements.annotate(self._source, scope, indicator_id, unit, kind, period, text, annotation, reason)

    def remove_annotation(self, scope: Scope, annotation: str, reason: str) -> None:
        """Take an annotation away. Controllers only."""
        judgements.remove_annotation(self._source, scope, annotation, reason)

    def annotations(self, scope: Scope, as_of: str | None = None) -> list[Annotation]:
        """Every annotation with its history, newest first. Controllers only; others see those that hold on the series."""
        return judgements.annotations(self._source, scope, as_of)

    def present(
        self,
        scope: Scope,
        *,
        year: int,
        audience: str,
        unit: str | None = None,
        day: str | None = None,
        note: str = "",
        active: bool = True,
    ) -> Presentation:
        """Say that the year's status was shown to someone on a day (None: today), or (``active`` False) was not. Controllers only."""
        return judgements.present(self._source, scope, unit, year, audience, day, note, active, today())

    def mine(self, scope: Scope, *, year: int | None = None, unit: str | None = None, as_of: str | None = None) -> Mine:
        """*Min enhet*: one unit's indicators, changes, people and tasks; a manager's several units beside each other."""
        return mine.mine(self._source, scope, year, unit, as_of)

    def area(self, scope: Scope, area_id: str, *, year: int | None = None, unit: str | None = None, as_of: str | None = None) -> AreaView:
        """One programme area with its cards and actions."""
        return area.area(self._source, scope, area_id, year, unit, as_of)

    def indicator(
        self,
        scope: Scope,
        indicator_id: str,
        *,
        year: int | None = None,
        unit: str | None = None,
        sex: str = "T",
        as_of: str | None = None,
    ) -> IndicatorView:
        """*Indikator*: card, quarters, months, units below, other methods, trace. ``sex``: whose figure trace and ``below`` are about."""
        return indicator.indicator(self._source, scope, indicator_id, year, unit, sex, as_of)

    def status(
        self,
        scope: Scope,
        *,
        year: int | None = None,
        unit: str | None = None,
        sex: str = "T",
        as_of: str | None = None,
        supplementary: bool = False,
    ) -> tuple[Context, list[StatusRow]]:
        """One row per indicator of the plan, in its order; or one per ``supplementary`` indicator."""
        return status.status(self._source, scope, year, unit, sex, as_of, supplementary=supplementary)

    def series(
        self,
        scope: Scope,
        indicator_id: str,
        *,
        unit: str | None = None,
        sex: str = "T",
        by: Grain = "year",
        as_of: str | None = None,
    ) -> list[Point]:
        """The indicator's points in time order, ``by`` "year", "quarter" or "month" (only where they exist)."""
        return series.series(self._source, scope, indicator_id, unit, sex, by, as_of)

    def trace(
        self,
        scope: Scope,
        indicator_id: str,
        *,
        unit: str | None = None,
        year: int | None = None,
        sex: str = "T",
        month: int | None = None,
        quarter: int | None = None,
        method: str | None = None,
        as_of: str | None = None,
    ) -> Trace:
        """Which figures and delivered facts a figure is made from, and what they replaced; ``month`` (1–12) or ``quarter``
        (1–4): the figure of that part of the year; ``method``: measured in that way. A hidden figure's trace shows no values."""
        return trace.trace(self._source, scope, indicator_id, unit, year, sex, as_of, part_asked(month, quarter), method)

    def catalogue(self, scope: Scope, as_of: str | None = None) -> list[CatalogueRow]:
        """Every indicator with definition, the target and baseline in force now, and their history."""
        return catalogue.catalogue(self._source, scope, as_of)

    def revise(
        self,
        scope: Scope,
        indicator_id: str,
        *,
        target: float | None,
        baseline: float | None,
        direction: str | None = None,
        valid_from: int,
        reason: str,
    ) -> None:
        """Change target, baseline and direction from the year ``valid_from`` on.

        ``target`` None: direction only. ``direction`` None: as now.

        The whole of it holds from then on: give what should stay unchanged as it is. Controllers only; a reason is required.
        """
        catalogue.revise(self._source, scope, indicator_id, target, baseline, direction, valid_from, reason)

    def assess(self, scope: Scope, indicator_id: str, *, unit: str, year: int, reason: str | None, active: bool = True) -> None:
        """Set "kan ej bedömas" with a reason for one unit and year, or lift it (``active`` False). Controllers only."""
        catalogue.assess(self._source, scope, indicator_id, unit, year, reason, active)

    def actions(self, scope: Scope, *, year: int | None = None, as_of: str | None = None) -> Actions:
        """*Åtgärder*: the plan's actions in a year (None: this year) with their status, history and links, and the plan's versions."""
        return actions.actions(self._source, scope, year, as_of, today())

    def report_action(self, scope: Scope, action: str, state: State | None, *, reason: str, day: str | None = None) -> None:
        """Tell an action's state from an ISO day on (None: today), or a note alone (``state`` None). Controllers only."""
        actions.report(self._source, scope, action, state, day, reason, today())

    def revise_action(self, scope: Scope, asked: actions.Revision) -> str:
        """Add, move, reword, close or take up an action in the plan of a year and after. Returns its id. Controllers only."""
        return actions.revise(self._source, scope, asked)

    def link_action(self, scope: Scope, action: str, indicator: str, *, reason: str, active: bool = True) -> None:
        """Say that an action should move an indicator, or (``active`` False) no longer. Controllers only."""
        actions.link(self._source, scope, action, indicator, active, reason)

    def actions_workbook(self, scope: Scope, path: Path, *, year: int | None = None, as_of: str | None = None) -> None:
        """Write the actions of a year's plan as an Excel workbook that can be filled in and read back."""
        action_list.write(self._source, scope, path, year, as_of, today())

    def plan_actions(self, scope: Scope, data: bytes, name: str, *, valid_from: int, reason: str = "") -> action_list.ListPlan:
        """What a filled-in workbook would change in the plan of ``valid_from`` and after; nothing is stored. Controllers only."""
        return action_list.plan(self._source, scope, data, name, valid_from, reason, today())

    def apply_actions(self, scope: Scope, plan: action_list.ListPlan) -> int:
        """Store a workbook as it was planned, in one write; returns how many actions it changed. Controllers only."""
        return action_list.apply(self._source, scope, plan)

    def batches(self, scope: Scope, as_of: str | None = None) -> list[BatchRow]:
        """The imports, newest first. Controllers only."""
        return log.batches(self._source, scope, as_of)

    def events(self, scope: Scope) -> list[EventRow]:
        """What was done, newest first. Controllers only."""
        return log.events(self._source, scope)

    def answers(self, scope: Scope) -> list[AnswerRow]:
        """The answers about files that are remembered for the next file, and all there have been, newest first. Controllers only."""
        return log.answers(self._source, scope)

    def preview(self, scope: Scope, comparison_rows: Any, deliveries: Sequence[Delivery], limit: int = 200) -> list[PreviewRow]:
        """The rows of a store comparison (``Comparison.rows``), changed first, gated; at most ``limit``. ``deliveries``: what would
        be stored of that file and those that go with it, in that order. Controllers only."""
        return preview.preview(self._source, scope, comparison_rows, deliveries, limit)

    def grants(self, scope: Scope, day: date | None = None) -> list[access.GrantRow]:
        """Who has which role, with history: those in force on the day (today) first. Administrators and controllers."""
        return access.listed(self._source, scope, day or today())

    def explain(
        self, scope: Scope, person: str, day: date | None = None, *, year: int | None = None, role: Role | None = None
    ) -> access.Explained:
        """What a person may see and do on a day (today), with a reason for each yes and each no. ``year``: of the organisation."""
        return access.explained(self._source, scope, person, day or today(), year, role)

    def access_units(self, scope: Scope) -> list[UnitChoice]:
        """The units that a manager can be given: those in force this year. Administrators and controllers."""
        return access.units(self._source, scope, today())

    def give(
        self,
        scope: Scope,
        person: str,
        role: str,
        *,
        reason: str,
        name: str = "",
        units: Sequence[str] = (),
        valid_from: str | None = None,
        valid_to: str | None = None,
        deputy_for: str | None = None,
        machine: bool = False,
        title: str | None = None,
    ) -> Grant:
        """Give a person a role. Dates are ISO; ``valid_from`` None is today. ``units``: of a manager. ``deputy_for``: the id of the grant
        to deputise for. ``machine``: asked for at the machine itself. ``title``: what the units' management is called, to be held against
        their levels. Administrators only."""
        first = valid_from or today().isoformat()
        new = NewGrant(person, name or person, role, first, reason, tuple(units), valid_to, deputy_for)
        return access.give(self._source, scope, new, machine, title)

    def revoke(self, scope: Scope, grant_id: str, reason: str) -> None:
        """End a grant now, with a reason. Administrators only."""
        access.revoke(self._source, scope, grant_id, reason)

    def forget_person(self, scope: Scope, person: str, why: str) -> str:
        """Take a person who has left out of the history, for a pseudonym, which is returned. Administrators only."""
        return access.forget(self._source, scope, person, why, today())

    def plan_managers(self, scope: Scope, data: bytes, name: str) -> managers.Plan:
        """What a list of managers would change; nothing is stored. Administrators only."""
        return managers.plan(self._source, scope, data, name, today())

    def apply_managers(self, scope: Scope, plan: managers.Plan) -> list[Grant]:
        """Store a list of managers as it was planned, in one write. Administrators only."""
        return managers.apply(self._source, scope, plan)

    def levels(self, scope: Scope, *, year: int | None = None) -> tuple[levels.LevelRow, ...]:
        """Who answers to whom and the committee beside, level by level, with how many units there are of each (``year`` None: this year).
        () for a pack that does not say. Administrators and controllers."""
        return levels.levels(self._source, scope, year or today().year)

    def managers_template(self, scope: Scope, path: Path) -> None:
        """Write a workbook to fill in with managers. Administrators and controllers."""
        access.template(self._source, scope, path, today())
