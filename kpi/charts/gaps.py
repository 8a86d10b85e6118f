"""Periods without a value: which, why, and in what words. Protected and not measured are told apart, and neither is ever a zero."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from kpi.charts.alt import shown_value
from kpi.charts.linechart import Gap
from kpi.charts.parts import period_short
from kpi.language import all_of, tr
from kpi.measure.status import Lacking, Status
from kpi.text import words

if TYPE_CHECKING:
    from kpi.views.rows import Point


def gap_word(status: Status) -> str:
    """The short word at a gap: "skyddat" or "ej mätt"."""
    return words.short(status)


def gaps_of(points: Sequence[Point], periods: Sequence[str], *, until: int | None) -> list[Gap]:
    """Runs of neighbouring periods without a value for the same reason. ``until``: the last year that should have had one (None: all)."""
    by_period = {p.period: p for p in points}
    reasons = [_reason(by_period.get(p)) if until is None or int(p[:4]) <= until else None for p in periods]
    gaps = []
    for reason, run in groupby(range(len(periods)), key=lambda i: reasons[i]):
        if reason is not None:
            at, (status, lacking) = list(run), reason
            word = words.STATUS[status] if lacking is None else words.LACKING[lacking]
            told = tuple(f"{period_short(periods[i])}: {word.word}" for i in at)
            gaps.append(Gap(at[0], at[-1], status, words.short(status, lacking), told))
    return gaps


def sexes_note(total: Sequence[Point], women: Sequence[Point], men: Sequence[Point]) -> str:
    """Where the total is shown but a sex is protected: "kvinnor och män: skyddat 2022–2023"; "" when that is nowhere."""
    shown = {p.period for p in total if shown_value(p) is not None}
    hidden = {
        sex: tuple(sorted(p.period for p in points if p.status is Status.SUPPRESSED and p.period in shown))
        for sex, points in (("K", women), ("M", men))
    }
    names = {sex: words.SEX[sex].lower() for sex in hidden}
    if hidden["K"] == hidden["M"]:
        told = [(all_of(names.values()), hidden["K"])]
    else:
        told = [(names[sex], periods) for sex, periods in hidden.items()]
    return " · ".join(f"{who}: {gap_word(Status.SUPPRESSED)} {_periods(periods)}" for who, periods in told if periods)


def _periods(periods: Sequence[str]) -> str:
    """Periods in few words: one, two, or from–to with how many there are."""
    said = [period_short(p) for p in periods]
    if len(said) <= 2:
        return all_of(said)
    consecutive = all(len(p) == 4 for p in periods) and int(periods[-1]) - int(periods[0]) == len(periods) - 1
    if consecutive:
        return f"{said[0]}–{said[-1]}"
    return tr("{n} gånger {first}–{last}", n=len(said), first=said[0], last=said[-1])


def _reason(point: Point | None) -> tuple[Status, Lacking | None] | None:
    """Why there is no value; None when there is one."""
    if point is not None and shown_value(point) is not None:
        return None
    if point is not None and point.status is Status.SUPPRESSED:
        return Status.SUPPRESSED, None
    return Status.NOT_MEASURED, None if point is None else point.lacking
