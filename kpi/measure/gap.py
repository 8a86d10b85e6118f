"""Distance to a target, as plain numbers: gap, remaining, attained share, calculated path, pace and change.

Values, targets and baselines are in the indicator's own unit (per cent 0–100, index 0–100, years of age); None means "not there" and gives
None. Results are freed from binary noise: rounded to ten decimals, and zero when not above TOLERANCE, so that 2,7 against 2,7 is exactly 0.
NaN and infinity are refused with ValueError: they mean a fault in our own arithmetic, never "missing".
Source: the programme's own targets; the straight line between baseline and target is this product's construct.
"""

from __future__ import annotations

import math

from kpi.programme.model import Direction

TOLERANCE = 1e-9
"""Two figures closer than this are the same figure."""


def _settled(difference: float) -> float:
    """A computed figure without binary noise (77,3 − 82 is −4,7, not −4,700000000000003)."""
    return 0.0 if abs(difference) <= TOLERANCE else round(difference, 10)


def refuse_unreal(*figures: float | None) -> None:
    """Raise ValueError if a figure is NaN or infinite."""
    for figure in figures:
        if figure is not None and not math.isfinite(figure):
            raise ValueError(f"inte ett ändligt tal: {figure!r}")


def moved_share(moved: float | None, target: float | None, baseline: float | None) -> float | None:
    """The size of a change as a share of the whole way from baseline to target (1 = all of it), whichever way it went: what makes changes
    in different units comparable. None when one is missing, or when there is no way to go."""
    refuse_unreal(moved, target, baseline)
    if moved is None or target is None or baseline is None or abs(target - baseline) <= TOLERANCE:
        return None
    return abs(moved) / abs(target - baseline)


def change(value: float | None, earlier: float | None) -> float | None:
    """value − earlier in the indicator's unit; also women − men. None when either is missing."""
    refuse_unreal(value, earlier)
    return None if value is None or earlier is None else _settled(value - earlier)


def gap(value: float | None, target: float | None) -> float | None:
    """value − target, signed, in the indicator's unit (a difference of percentages is in percentage points)."""
    return change(value, target)


def remaining(value: float | None, target: float | None, direction: Direction) -> float | None:
    """How far there is left to the target, never negative: max(0, s·(target − value)). None also where no direction is said."""
    distance = gap(value, target)
    return None if distance is None or direction is Direction.UNSET else max(0.0, -direction.sign * distance)


def attained_share(value: float | None, target: float | None, baseline: float | None) -> float | None:
    """(value − baseline)/(target − baseline): 0 at the baseline, 1 at the target, below 0 the wrong way, above 1 past the target.

    None when a figure is missing or the target equals the baseline (there was no way to go).
    """
    way, gone, left = change(target, baseline), change(value, baseline), gap(value, target)
    if way is None or gone is None or way == 0:
        return None
    return 1.0 if left == 0 else gone / way


def expected(baseline: float | None, target: float | None, *, year: int, baseline_year: int, target_year: int) -> float | None:
    """Where the straight line from baseline to target is in ``year``: the baseline up to its year, the target from its year on."""
    refuse_unreal(baseline, target)
    if baseline is None or target is None:
        return None
    if year <= baseline_year:
        return float(baseline)
    if year >= target_year:
        return float(target)
    return round(baseline + (target - baseline) * (year - baseline_year) / (target_year - baseline_year), 10)


def required_pace(value: float | None, target: float | None, *, year: int, target_year: int) -> float | None:
    """Change per year that reaches the target in its year: (target − value)/(target_year − year), signed.

    None when a figure is missing or no year is left (``year`` ≥ ``target_year``).
    """
    distance = change(target, value)
    return None if distance is None or year >= target_year else round(distance / (target_year - year), 10)
