"""Definitions, and the target and baseline in force with their history. A controller changes them here, with a reason."""

from __future__ import annotations

import math

from kpi.access import audit
from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.programme.model import Direction, Indicator
from kpi.store.types import Revision as StoredRevision
from kpi.text import numbers
from kpi.views.choices import check_year, default_year, place, reached_units
from kpi.views.rows import Assessment, CatalogueRow, Revision
from kpi.views.source import Snapshot, Source


def catalogue(source: Source, scope: Scope, as_of: str | None) -> list[CatalogueRow]:
    """Every indicator in the plan's order. Assessments are those of units within reach, newest first."""
    require(scope, Permission.READ_CATALOGUE)
    snapshot = source.snapshot(as_of)
    year = default_year(source, snapshot)
    reached = reached_units(source, snapshot, scope, year)
    return [_row(source, snapshot, indicator, year, reached) for indicator in source.programme.indicators]


def _row(source: Source, snapshot: Snapshot, indicator: Indicator, year: int, reached: frozenset[str]) -> CatalogueRow:
    in_force = snapshot.in_force(indicator, year)
    made = [a for (name, unit, _), found in snapshot.assessments.items() if name == indicator.id and unit in reached for a in found]
    return CatalogueRow(
        indicator=indicator,
        area=source.programme.area_of(indicator.id),
        target=in_force.target,
        baseline=in_force.baseline,
        history=tuple(
            Revision(r.target, r.baseline, r.direction, r.valid_from, r.reason, r.user, r.time)
            for r in reversed(snapshot.revisions.get(indicator.id, ()))
        ),
        assessments=tuple(Assessment(a.year, a.unit, a.reason or "", a.active, a.user, a.time) for a in sorted(made, key=lambda a: -a.seq)),
        direction=in_force.direction,
        year=year,
    )


def revise(
    source: Source,
    scope: Scope,
    indicator_id: str,
    target: float | None,
    baseline: float | None,
    direction: str | None,
    valid_from: int,
    reason: str,
) -> None:
    """Store a new target, baseline and direction from ``valid_from`` on. Raises Refusal for a figure outside what the indicator can be, an
    unknown direction, a year that cannot be, or a missing reason."""
    require(scope, Permission.EDIT_TARGETS)
    indicator = source.indicator(indicator_id)
    check_year(valid_from)
    in_force = source.snapshot().in_force(indicator, valid_from)
    source.store.revise_target(
        StoredRevision(
            indicator=indicator.id,
            target=_checked(indicator, target, N_("Målvärdet går inte att spara: {value} är utanför {low} till {high} för {indicator}.")),
            baseline=_checked(indicator, baseline, N_("Nuläget går inte att spara: {value} är utanför {low} till {high} för {indicator}.")),
            direction=_direction(direction) if direction else in_force.direction.value,
            valid_from=valid_from,
            reason=_reason(reason),
            user=scope.user,
        )
    )
    audit.record(scope.user, "revise_target", indicator=indicator.id, valid_from=valid_from)


def assess(source: Source, scope: Scope, indicator_id: str, unit: str, year: int, reason: str | None, active: bool) -> None:
    """Set or lift "kan ej bedömas". Raises Refusal for an unknown unit or year, or a missing reason when it is set."""
    require(scope, Permission.ASSESS)
    indicator = source.indicator(indicator_id)
    at = place(source, scope, year, unit, None)
    text = _reason(reason or "") if active else (reason or "").strip() or None
    source.store.assess(indicator.id, at.unit, at.year, text, active, scope.user)
    audit.record(scope.user, "assess" if active else "lift_assessment", indicator=indicator.id, unit=at.unit, year=at.year)


def _checked(indicator: Indicator, value: float | None, outside: str) -> float | None:
    """``outside``: what is said of a value that the indicator cannot take."""
    if value is None:
        return None
    low, high = indicator.value_min, indicator.value_max
    if not math.isfinite(value) or (low is not None and value < low) or (high is not None and value > high):
        bounds = {"low": numbers.stated(indicator, low), "high": numbers.stated(indicator, high)}
        raise Refusal(tr(outside, value=value, indicator=indicator.label, **bounds), code="value_out_of_range")
    return float(value)


def _direction(direction: str) -> str:
    if direction not in set(Direction):
        raise Refusal(
            tr("Riktningen {direction} finns inte. Ange up (öka), down (minska) eller unset (ej fastställd).", direction=repr(direction)),
            code="unknown_direction",
        )
    return Direction(direction).value


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal(tr("Ange ett skäl. Det står kvar i historiken."), code="missing_reason")
    return reason.strip()
