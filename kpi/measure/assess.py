"""The whole assessment of one figure against its målvärde: level, change and certainty as three separate fields.

Status, first that holds (s = +1 when higher is better, −1 when lower is; every comparison with ``gap.TOLERANCE``):
  suppressed · not_assessable (set by a controller, with a reason) · not_measured · no_direction (nobody has said what is better)
  with a target:     reached s·(v−m) ≥ 0 · without a baseline: not_reached · wrong_way s·(v−b) < 0 · on_track s·(v−expected) ≥ 0 · behind
  direction only:    no_baseline · improved · unchanged · worsened, against the baseline
"""

from __future__ import annotations

from dataclasses import dataclass

from kpi.measure import certainty as chance
from kpi.measure import gap as distance
from kpi.measure.certainty import Measured
from kpi.measure.gap import TOLERANCE, refuse_unreal
from kpi.measure.status import Certainty, Status
from kpi.programme.model import Direction, Indicator

__all__ = ["Assessment", "Measured", "assess", "status_of"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The measure fields of a status row. None: missing, or may not be shown (then ``status`` is ``suppressed``).

    ``change_year_from`` is the year ``change_year`` counts from (always the year before). ``certainty`` is of ``change_year``, or of
    ``change_baseline`` when the year before was not measured; ``certainty_gap`` is of ``gap``.
    """

    value: float | None
    n: float | None
    gap: float | None
    remaining: float | None
    attained_share: float | None
    expected: float | None
    required_pace: float | None
    status: Status
    status_reason: str | None
    change_year: float | None
    change_year_from: int | None
    change_baseline: float | None
    certainty: Certainty
    certainty_gap: Certainty


def assess(
    *,
    indicator: Indicator,
    year: int,
    now: Measured | None,
    target: float | None,
    baseline: float | None,
    direction: Direction,
    previous: tuple[int, Measured] | None = None,
    suppressed: bool = False,
    not_assessable: str | None = None,
) -> Assessment:
    """Assess one figure of one indicator, unit, year and sex.

    ``target``, ``baseline`` and ``direction`` are those in force that year (a controller may have revised the pack's); ``target_year``,
    ``baseline_year``, roll-up rule and scale are the indicator's. ``now`` None (or without value): not measured.
    ``previous``: (year, figure) of the latest earlier year measured with the same method; used only when it is the year before, and
    never across methods. The caller leaves it out when it may not be shown.
    ``suppressed``: nothing that follows from the figure is kept, n least of all; only ``expected`` stays, which follows from the plan
    alone. ``not_assessable``: the controller's reason, or None.
    Raises ValueError for NaN or infinity.
    """
    path = distance.expected(baseline, target, year=year, baseline_year=indicator.baseline_year, target_year=indicator.target_year)
    shown = now if now is not None and not suppressed else Measured(None)
    value = shown.value
    before = _year_before(year, shown, previous)
    change_year = distance.change(value, before.value) if before else None
    return Assessment(
        value=value,
        n=shown.n if value is not None else None,
        gap=distance.gap(value, target),
        remaining=distance.remaining(value, target, direction),
        attained_share=distance.attained_share(value, target, baseline),
        expected=path,
        required_pace=distance.required_pace(value, target, year=year, target_year=indicator.target_year),
        status=status_of(value, target, baseline, path, direction, suppressed=suppressed, not_assessable=not_assessable is not None),
        status_reason=None if suppressed else not_assessable,
        change_year=change_year,
        change_year_from=year - 1 if change_year is not None else None,
        change_baseline=distance.change(value, baseline),
        certainty=_certainty_of_change(indicator, shown, before, baseline),
        certainty_gap=chance.from_fixed(shown, target, rollup=indicator.rollup, scale=indicator.scale),
    )


def status_of(
    value: float | None,
    target: float | None,
    baseline: float | None,
    path: float | None,
    direction: Direction,
    *,
    suppressed: bool = False,
    not_assessable: bool = False,
) -> Status:
    """The status alone; ``path`` is where the calculated line is that year. Exactly one status for every combination of missing figures."""
    refuse_unreal(value, target, baseline, path)
    if suppressed:
        return Status.SUPPRESSED
    if not_assessable:
        return Status.NOT_ASSESSABLE
    if value is None:
        return Status.NOT_MEASURED
    if direction is Direction.UNSET:
        return Status.NO_DIRECTION
    s = direction.sign  # s · (value − other): positive is better whichever way the indicator goes
    if target is None:
        return _against_baseline(value, baseline, s)
    if s * (value - target) >= -TOLERANCE:
        return Status.REACHED
    if baseline is None:
        return Status.NOT_REACHED
    if s * (value - baseline) < -TOLERANCE:
        return Status.WRONG_WAY
    if path is not None and s * (value - path) >= -TOLERANCE:
        return Status.ON_TRACK
    return Status.BEHIND


def _against_baseline(value: float, baseline: float | None, s: int) -> Status:
    if baseline is None:
        return Status.NO_BASELINE
    better = s * (value - baseline)
    if abs(better) <= TOLERANCE:
        return Status.UNCHANGED
    return Status.IMPROVED if better > 0 else Status.WORSENED


def _year_before(year: int, now: Measured, previous: tuple[int, Measured] | None) -> Measured | None:
    """The previous figure, if it is of the year before and measured in the same way."""
    if previous is None or previous[0] != year - 1 or previous[1].value is None or previous[1].method != now.method:
        return None
    return previous[1]


def _certainty_of_change(indicator: Indicator, now: Measured, before: Measured | None, baseline: float | None) -> Certainty:
    if before is not None:
        return chance.of_difference(now, before, rollup=indicator.rollup, scale=indicator.scale)
    return chance.from_fixed(now, baseline, rollup=indicator.rollup, scale=indicator.scale)
