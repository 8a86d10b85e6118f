"""Whole numbers that add up: what makes a synthetic organisation give the plan's own figures exactly. Pure, numpy only."""

from __future__ import annotations

import math

import numpy as np

Ints = np.ndarray


def apportion(weights: np.ndarray, total: int, low: np.ndarray | int = 0, high: np.ndarray | None = None) -> Ints:
    """``total`` shared out in whole numbers in proportion to ``weights``, each between ``low`` and ``high``.

    When the bounds cannot hold the total, the nearest possible sum is given. Ties go to the lower index.
    """
    weights = np.maximum(np.asarray(weights, float), 1e-12)
    lowest = np.broadcast_to(np.asarray(low, float), weights.shape)
    highest = np.full(weights.shape, float(max(total, 0))) if high is None else np.asarray(high, float)
    highest = np.maximum(highest, lowest)
    total = int(min(max(total, lowest.sum()), highest.sum()))
    small, large = 0.0, 1.0
    while np.clip(weights * large, lowest, highest).sum() < total and large < 1e18:
        large *= 4
    for _ in range(80):
        middle = (small + large) / 2
        if np.clip(weights * middle, lowest, highest).sum() < total:
            small = middle
        else:
            large = middle
    wanted = np.clip(weights * large, lowest, highest)
    whole = np.floor(wanted + 1e-9).astype(np.int64)
    return _top_up(whole, wanted, total, lowest, highest)


def _top_up(whole: Ints, wanted: np.ndarray, total: int, low: np.ndarray, high: np.ndarray) -> Ints:
    """One more (or one fewer) where the rounding fell shortest, until the sum is ``total``."""
    while (short := total - int(whole.sum())) != 0:
        sign = 1 if short > 0 else -1
        free = whole < high if sign > 0 else whole > low
        order = np.argsort(-(wanted - whole) * sign, kind="stable")
        whole[order[free[order]][: abs(short)]] += sign
    return whole


def period(figure: float, scale: float, decimals: int, parts: int = 1) -> int:
    """The smallest m such that ``figure``/``scale`` of any multiple of m is a whole number of 1/``parts``."""
    whole = round(figure * 10**decimals)
    below = round(scale * 10**decimals)
    return below // math.gcd(below, whole * parts) if whole else 1


def fraction(figure: float, scale: float, decimals: int, most: int) -> tuple[int, int]:
    """(count, out of): scale·count/out of is ``figure``, exactly where a number not far below ``most`` allows it, else as near as can be.

    Fewer than ``most`` are counted when that brings the figure nearer: at most one in fifty fewer, or 30 if that is more.
    """
    if most <= 0:
        return 0, 0
    step = period(figure, scale, decimals)
    exact = most // step * step
    fewest = max(1, most - max(30, most // 50))
    if exact >= fewest:
        return round(figure / scale * exact), exact
    tried = np.arange(fewest, most + 1)
    counts = np.rint(figure / scale * tried)
    best = int(np.argmin(np.abs(counts / tried - figure / scale) - tried * 1e-12))
    return int(counts[best]), int(tried[best])


def settle(values: Ints, weights: Ints, goal: int, low: float = -np.inf, high: float = np.inf, order: np.ndarray | None = None) -> Ints:
    """``values`` moved by a step here and there so that Σ values·weights = ``goal``; whole numbers throughout.

    What a single step or a pair of steps cannot close is left: then the sum is short by less than the smallest weight.
    """
    values = values.copy()
    usable = np.flatnonzero(weights > 0) if order is None else order[weights[order] > 0]
    for _ in range(200):
        rest = int(goal - (values * weights).sum())
        sign = 1 if rest > 0 else -1
        free = usable[(values[usable] + sign <= high) & (values[usable] + sign >= low)]
        taken = np.searchsorted(np.cumsum(weights[free]), abs(rest), side="right")
        if rest == 0 or taken == 0:
            break
        values[free[:taken]] += sign
    return _close(values, weights, int(goal - (values * weights).sum()), low, high)


def _close(values: Ints, weights: Ints, rest: int, low: float, high: float) -> Ints:
    """The last, small rest: one cell of that weight, or two cells whose weights differ by it."""
    inner = np.flatnonzero((weights > 0) & (values + 1 <= high) & (values - 1 >= low))
    if rest == 0 or not inner.size:
        return values
    sign = 1 if rest > 0 else -1
    cell_of = {int(weights[i]): int(i) for i in inner[::-1]}
    if abs(rest) in cell_of:
        values[cell_of[abs(rest)]] += sign
        return values
    for weight, cell in sorted(cell_of.items()):
        other = cell_of.get(weight + abs(rest))
        if other is not None:
            values[other] += sign
            values[cell] -= sign
            return values
    return values


def weighted_shift(values: np.ndarray, weights: np.ndarray, mean: float, low: float, high: float) -> np.ndarray:
    """``values`` shifted alike, then held within the bounds, until their weighted mean is ``mean``."""
    total = weights.sum()
    for _ in range(30):
        if not total:
            break
        values = np.clip(values + mean - (values * weights).sum() / total, low, high)
    return values
