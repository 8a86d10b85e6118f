"""*Årsstatus*: the year's status for the board, made once for the page and for every document. Every figure has passed the gate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from kpi.access.permissions import ROLES, Permission, require
from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.language import tr
from kpi.measure import certainty as chance
from kpi.measure.certainty import Measured
from kpi.measure.gap import change, moved_share
from kpi.measure.status import Certainty, Status
from kpi.programme.judgement import break_between
from kpi.programme.model import Area, Indicator
from kpi.programme.plan import ActionStatus
from kpi.text import numbers
from kpi.text import year_status as say
from kpi.views import actions, remarks
from kpi.views.action_rows import Actions, count_statuses
from kpi.views.cards import card, count, figures, series_years
from kpi.views.choices import Place, check_year, context_of, place, readable_years, unit_choice
from kpi.views.gate import GatedCell
from kpi.views.judge import Figures, measured
from kpi.views.milestones import Milestones
from kpi.views.rows import Card, StatusRow
from kpi.views.source import Source
from kpi.views.year_status_rows import Change, Decision, Goal, Moved, Stamp, Why, YearRow, YearStatus


def year_status(
    source: Source, scope: Scope, year: int | None, unit: str | None, as_of: str | None, compare_year: int | None, today: date
) -> YearStatus:
    """The unit's year, cached per data version and scope. ``compare_year``: another year beside it, or None. ``today``: for the actions.

    Raises Refusal for a year or unit outside the scope, or a year compared with itself.
    """
    require(scope, Permission.READ_FIGURES)
    at = place(source, scope, year, unit, as_of)
    other = _other_year(source, at, compare_year)
    plan = actions.actions(source, scope, at.year, as_of, today)
    key = source.key(at.snapshot, scope, "year_status", at.year, at.unit, other, plan.today)
    return source.cache.get(key, lambda: _make(source, at, other, plan))


def _other_year(source: Source, at: Place, compare_year: int | None) -> int | None:
    if compare_year is None:
        return None
    if check_year(compare_year) == at.year:
        raise Refusal(tr("Välj ett annat år än {year} att jämföra med.", year=at.year), code="same_year")
    if not readable_years(source, at, [compare_year]):
        raise Refusal(tr("Enheten {unit} låg {year} utanför det du får se.", unit=at.unit, year=compare_year), code="not_allowed")
    return compare_year


def _make(source: Source, at: Place, other: int | None, plan: Actions) -> YearStatus:
    years = series_years(source, at)
    said = remarks.reader(source, at)
    stand = Milestones(source, at, at.year, date.fromisoformat(plan.today)) if any(a.milestones for a in source.programme.areas) else None
    goals = tuple(
        replace(_goal(source, at, area, years, other, plan, said), milestones=stand.of(area) if stand else ())
        for area in source.programme.areas
    )
    rows = tuple(row for goal in goals for row in goal.rows)
    moved = _moved(rows, at.year - 1)
    decisions = tuple(_decisions(source, at, goals))
    context = context_of(source, at)
    beside = [row.other for row in rows if row.other is not None]
    indicators = sum(d.row is not None for d in decisions)
    finding = (
        *say.level([row.total for row in rows], at.year),
        say.change(moved),
        say.compared([row.total for row in rows], beside, at.year, other) if other is not None else "",
        say.taken_up(indicators, len(decisions) - indicators),
    )
    return YearStatus(
        context=context,
        goals=goals,
        counts=count(row.total.status for row in rows),
        other_year=other,
        other_counts=count(row.status for row in beside),
        finding=tuple(sentence for sentence in finding if sentence),
        moved=moved,
        decisions=decisions,
        actions=plan,
        stamp=_stamp(source, at, other),
        shown=said.shown(),
        verdicts=remarks.verdicts(goal.judged for goal in goals),
    )


def _goal(source: Source, at: Place, area: Area, years: list[int], other: int | None, plan: Actions, said: remarks.Reader) -> Goal:
    rows = tuple(_row(source, at, indicator, years, other, said) for indicator in area.planned)
    own = tuple(row for row in plan.rows if row.area.id == area.id)
    moved = _moved(rows, at.year - 1)
    return Goal(
        area=area,
        rows=rows,
        counts=count(row.total.status for row in rows),
        other_counts=count(row.other.status for row in rows if row.other is not None),
        actions=own,
        action_counts=count_statuses(own),
        sentences=tuple(s for s in (*say.level([row.total for row in rows], at.year), say.change(moved)) if s),
        judged=said.goal(area, [row.card for row in rows]),
    )


def _row(source: Source, at: Place, indicator: Indicator, years: list[int], other: int | None, said: remarks.Reader) -> YearRow:
    found = figures(source, at, indicator)
    made = card(source, at, indicator, years)
    then = found.row(other, "T") if other is not None else None
    return YearRow(
        card=made,
        since_last=_since(at, found, made, at.year, at.year - 1),
        since_start=_since_start(at, found, made, is_root=at.unit == source.root),
        other=then,
        since_other=_since(at, found, made, max(at.year, other), min(at.year, other)) if other is not None else None,
        judged=said.indicator(made),
        other_sexes=found.sex_gap(other) if other is not None else None,
    )


def _since(at: Place, found: Figures, made: Card, year: int, earlier: int) -> Change:
    """The figure of one year against that of an earlier one, measured in the same way and not parted by a method break."""
    now = found.at(year, "T")
    method = now.method if now is not None else None
    then = found.at(earlier, "T", method) if now is not None else found.at(earlier, "T")
    why = _why_not(now, then)
    if why is None and break_between(at.snapshot.annotations_of(found.indicator.id, found.unit), earlier, year):
        why = "break"
    if why == "no_earlier" and found.at(earlier, "T") is not None:
        why = "method"
    return _change(made.indicator, measured(now), measured(then), earlier, why)


def _since_start(at: Place, found: Figures, made: Card, *, is_root: bool) -> Change:
    """Against nuläge. At the root it is the plan's, stated without n; a unit below is held against its own figure that year."""
    i, year = made.indicator, made.total.year
    if year <= i.baseline_year:
        return Change(i.baseline_year, None, None, None, Certainty.UNKNOWN, None, "start")
    if not is_root:
        return _since(at, found, made, year, i.baseline_year)
    now = found.at(year, "T")
    why: Why | None = _why_not(now, now)
    if why is None and i.baseline is None:
        why = "no_earlier"
    if why is None and break_between(at.snapshot.annotations_of(i.id, found.unit), i.baseline_year, year):
        why = "break"
    return _change(i, measured(now), None if i.baseline is None else Measured(i.baseline), i.baseline_year, why, fixed=True)


def _why_not(now: GatedCell | None, then: GatedCell | None) -> Why | None:
    if now is None:
        return "no_value"
    if now.hidden:
        return "hidden"
    if then is None:
        return "no_earlier"
    return "earlier_hidden" if then.hidden else None


def _change(i: Indicator, now: Measured | None, then: Measured | None, since: int, why: Why | None, *, fixed: bool = False) -> Change:
    if why is not None or now is None or then is None:
        return Change(since, None, None, None, Certainty.UNKNOWN, None, why)
    moved = change(now.value, then.value)
    sure = (
        chance.from_fixed(now, then.value, rollup=i.rollup, scale=i.scale)
        if fixed
        else chance.of_difference(now, then, rollup=i.rollup, scale=i.scale)
    )
    better = i.direction.better(moved)
    return Change(since, then.value, moved, better, sure, moved_share(moved, i.target, i.baseline), None)


def _moved(rows: Sequence[YearRow], since: int) -> Moved:
    """The rows by their change since the year before, largest first. A change to the same figure is none; one too small to be seen is told
    only when it is sure. A figure that a controller has set aside is not told either."""
    told = [row for row in rows if row.since_last.amount is not None and row.total.status is not Status.NOT_ASSESSABLE]
    moved = [row for row in told if row.since_last.better is not None and (row.since_last.certainty is Certainty.CLEAR or not _unseen(row))]
    order = sorted(moved, key=lambda row: (row.since_last.share is None, -(row.since_last.share or 0.0)))

    def those(sure: Certainty) -> tuple[YearRow, ...]:
        return tuple(row for row in order if row.since_last.certainty is sure)

    return Moved(
        since,
        those(Certainty.CLEAR),
        those(Certainty.WITHIN_NOISE),
        those(Certainty.UNKNOWN),
        still=tuple(row for row in told if row not in moved),
        untold=tuple(row for row in rows if row not in told),
    )


def _unseen(row: YearRow) -> bool:
    return row.since_last.amount is not None and numbers.rounds_to_zero(row.indicator, row.since_last.amount)


_ORDER = (Status.WRONG_WAY, Status.WORSENED, Status.BEHIND, Status.NOT_REACHED, Status.NOT_MEASURED)


def _decisions(source: Source, at: Place, goals: Sequence[Goal]) -> Iterable[Decision]:
    """What goes the wrong way first, then what does not go fast enough, what is not measured, and actions whose year is over."""
    for status in _ORDER:
        for goal in goals:
            for row in goal.rows:
                if row.total.status is status:
                    yield Decision(status.value, goal.area, _said(source, at, row), row=row)
    for goal in goals:
        for action in goal.actions:
            if action.status is ActionStatus.LATE:
                yield Decision("late", goal.area, say.late(action), action=action)


def _said(source: Source, at: Place, row: YearRow) -> str:
    status = row.total.status
    if status is Status.NOT_MEASURED:
        return say.not_measured(row)
    if status in (Status.WRONG_WAY, Status.WORSENED):
        return say.wrong_way(row, _against_plan(source, at, row.total))
    return say.short_of(row)


def _against_plan(source: Source, at: Place, total: StatusRow) -> Certainty:
    """Is a figure's difference from the plan's nuläge more than chance? Unknown when a method break parts them."""
    i = total.indicator
    if break_between(at.snapshot.annotations_of(i.id, total.unit), i.baseline_year, total.year):
        return Certainty.UNKNOWN
    now = measured(figures(source, at, source.indicator(i.id)).at(total.year, "T"))
    return Certainty.UNKNOWN if now is None else chance.from_fixed(now, i.baseline, rollup=i.rollup, scale=i.scale)


def _stamp(source: Source, at: Place, other: int | None) -> Stamp:
    programme, snapshot = source.programme, at.snapshot
    named = [unit_choice(source, snapshot, code, at.year).name for code in at.scope.units] if at.scope.role is Role.MANAGER else []
    unit = unit_choice(source, snapshot, at.unit, at.year).name
    return Stamp(
        data_version=snapshot.version,
        as_of=snapshot.as_of,
        scope=say.scope_words(ROLES[at.scope.role].name, named),
        filters=say.filters(unit, at.year, other, snapshot.as_of),
        suppression=say.suppression([i.min_n for i in programme.planned]),
        programme=programme.name,
        source=programme.source,
        synthetic=snapshot.synthetic,
        known_at=snapshot.known_at,
    )
