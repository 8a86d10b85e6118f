"""A figure against its målvärde once more, in plain Python, as the definitions are written: one at a time, nothing shared with ``kpi``."""

from __future__ import annotations

from typing import Any

NEAR = 1e-9
SIGN = {"up": 1, "down": -1}


def reckoned(indicator: Any, value: float, year: int) -> dict[str, Any]:
    """What follows from a figure that is shown: gap, remaining, attained_share, expected, required_pace, change_baseline, status."""
    target, baseline, sign = indicator.target, indicator.baseline, SIGN.get(str(indicator.direction))
    gap = None if target is None else value - target
    way = None if target is None or baseline is None else target - baseline
    path = None if way is None else baseline + way * _gone(indicator, year)
    left = indicator.target_year - year
    return {
        "gap": gap,
        "remaining": None if gap is None or sign is None else max(0.0, -sign * gap),
        "attained_share": None if way is None or abs(way) <= NEAR else (value - baseline) / way,
        "expected": path,
        "required_pace": None if gap is None or left <= 0 else -gap / left,
        "change_baseline": None if baseline is None else value - baseline,
        "status": "no_direction" if sign is None else _status(value, target, baseline, path, sign),
    }


def _gone(indicator: Any, year: int) -> float:
    """How much of the time between the baseline's year and the target's has gone."""
    return min(1.0, max(0.0, (year - indicator.baseline_year) / (indicator.target_year - indicator.baseline_year)))


def _status(value: float, target: float | None, baseline: float | None, path: float | None, sign: int) -> str:
    if target is None and baseline is None:
        return "no_baseline"
    if target is None:
        better = sign * (value - baseline)
        return "unchanged" if abs(better) <= NEAR else "improved" if better > 0 else "worsened"
    if sign * (value - target) >= -NEAR:
        return "reached"
    if baseline is None:
        return "not_reached"
    if sign * (value - baseline) < -NEAR:
        return "wrong_way"
    return "on_track" if sign * (value - path) >= -NEAR else "behind"
