"""Is a difference more than chance variation? A judgement of its own, never merged into status.

A 95 % interval of the difference is computed; when it holds zero the difference is within noise. Means (index, age) use their standard
deviation, 1.96·s/√n; shares use Wilson's interval and, for two shares, Newcombe's hybrid of it. Ratios of hours or money, and figures
without n (or, for means, without a standard deviation), give ``unknown``.

How to read it: a survey of everyone has no sampling error. The interval does not say how well the group was sampled; it answers "would a
group of this size vary this much by chance alone?". Two years of the same group are treated as independent.
Sources: Wilson (1927); Newcombe (1998), method 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from kpi.measure.gap import TOLERANCE, refuse_unreal
from kpi.measure.status import Certainty
from kpi.programme.model import Rollup

Z_95 = 1.96
Z_998 = 3.09  # 99,8 %: the outer limits of a funnel, where many units are held up at once


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured figure. ``value`` in the indicator's unit (None: not measured), ``n`` persons or answers, ``sd`` in the value's unit.

    ``method``: how it was measured; figures of different methods are never compared. Raises ValueError for NaN, infinity, negative n or sd.
    """

    value: float | None
    n: float | None = None
    sd: float | None = None
    method: str | None = None

    def __post_init__(self) -> None:
        refuse_unreal(self.value, self.n, self.sd)
        if min(self.n or 0, self.sd or 0) < 0:
            raise ValueError(f"n och standardavvikelse kan inte vara negativa: n={self.n!r}, s={self.sd!r}")


def wilson(share: float, n: float, z: float = Z_95) -> tuple[float, float]:
    """Wilson's interval (low, high), 0–1, of a share 0–1 among ``n`` > 0 persons; of 95 % unless ``z`` says otherwise."""
    spread = z * sqrt(share * (1 - share) / n + z**2 / (4 * n * n))
    scale = 1 + z**2 / n
    middle = share + z**2 / (2 * n)
    # At 0 and 1 the interval ends in the share itself; rounding must not move it past.
    return max(0.0, min(share, (middle - spread) / scale)), min(1.0, max(share, (middle + spread) / scale))


def newcombe(share: float, n: float, other: float, other_n: float) -> tuple[float, float]:
    """Newcombe's 95 % interval (low, high) of share − other, both 0–1."""
    low, high = wilson(share, n)
    other_low, other_high = wilson(other, other_n)
    difference = share - other
    return (
        difference - sqrt((share - low) ** 2 + (other_high - other) ** 2),
        difference + sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )


def _share(figure: Measured, scale: float) -> tuple[float, float] | None:
    """The figure as (share 0–1, n), or None when it has no usable n or is no share."""
    if figure.value is None or not figure.n:
        return None
    share = figure.value / scale
    return (min(1.0, max(0.0, share)), figure.n) if -TOLERANCE <= share <= 1 + TOLERANCE else None


def _variance_of_mean(figure: Measured) -> float | None:
    """s²/n, or None without a standard deviation or with fewer than two answers (one answer has no spread)."""
    if figure.sd is None or figure.n is None or figure.n < 2:
        return None
    return figure.sd**2 / figure.n


def _judge(low: float, high: float) -> Certainty:
    return Certainty.WITHIN_NOISE if low <= TOLERANCE and high >= -TOLERANCE else Certainty.CLEAR


def of_difference(now: Measured, before: Measured, *, rollup: Rollup, scale: float = 1.0) -> Certainty:
    """Is now − before more than chance? ``scale``: what makes a share of the value (100 for per cent). Both figures vary."""
    if now.value is None or before.value is None:
        return Certainty.UNKNOWN
    if rollup is Rollup.SHARE:
        share, other = _share(now, scale), _share(before, scale)
        return Certainty.UNKNOWN if share is None or other is None else _judge(*newcombe(*share, *other))
    if rollup is Rollup.MEAN:
        variance, other_variance = _variance_of_mean(now), _variance_of_mean(before)
        if variance is None or other_variance is None:
            return Certainty.UNKNOWN
        half, difference = Z_95 * sqrt(variance + other_variance), now.value - before.value
        return _judge(difference - half, difference + half)
    return Certainty.UNKNOWN


def from_fixed(now: Measured, fixed: float | None, *, rollup: Rollup, scale: float = 1.0, z: float = Z_95) -> Certainty:
    """Is now − fixed more than chance, when ``fixed`` (a target, the plan's baseline, which is stated without n, or the whole that a unit
    is a part of) does not vary? ``z``: how wide the interval is."""
    refuse_unreal(fixed)
    if now.value is None or fixed is None:
        return Certainty.UNKNOWN
    if rollup is Rollup.SHARE:
        share = _share(now, scale)
        if share is None:
            return Certainty.UNKNOWN
        low, high = wilson(*share, z)
        return _judge(low - fixed / scale, high - fixed / scale)
    if rollup is Rollup.MEAN:
        variance = _variance_of_mean(now)
        if variance is None:
            return Certainty.UNKNOWN
        half = z * sqrt(variance)
        return _judge(now.value - half - fixed, now.value + half - fixed)
    return Certainty.UNKNOWN
