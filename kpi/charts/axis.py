"""The value axis: where it begins and ends, its few ticks, and one scale for charts that are compared. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.charts.alt import shown_value
from kpi.language import tr
from kpi.programme.model import Indicator
from kpi.text import numbers

if TYPE_CHECKING:
    from kpi.views.rows import Card

_STEPS = (1.0, 2.0, 5.0, 10.0)
_MOST_INTERVALS = 5
_COMPARABLE = 4.0  # charts share a scale unless it would be more than this many times one's own
_TINY = 1e-9


_Held = tuple[Indicator, list[float]]


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """A value axis from ``low`` to ``high``, in the indicator's unit, with its ticks as (value, Swedish text)."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    note: str  # "axeln börjar vid 60"; "" when it begins at zero


def value_axis(indicator: Indicator, values: Iterable[float], within: tuple[float, float] | None = None) -> ValueAxis:
    """An axis that holds ``values`` with some air, or exactly ``within`` when given (a shared scale). No ticks without values."""
    known = list(values)
    low, high = within or own_range(indicator, known)
    if not known:
        return ValueAxis(low, high, (), "")
    step = _step(high - low)
    first, last = math.ceil(low / step - _TINY), math.floor(high / step + _TINY)
    at = [k * step for k in range(first, last + 1) if indicator.value_max is None or k * step <= indicator.value_max + _TINY]
    texts = [numbers.number(v, _decimals(step)) for v in at]
    if texts and indicator.unit.suffix:
        texts[-1] += numbers.after(indicator.unit.suffix)
    note = "" if abs(low) < _TINY else tr("axeln börjar vid {low}", low=numbers.number(low, _decimals(low)))
    return ValueAxis(low, high, tuple(zip(at, texts, strict=True)), note)


def own_range(indicator: Indicator, values: Iterable[float]) -> tuple[float, float]:
    """(low, high) with air around ``values``: it begins on a whole step and never below what the indicator can take; 0–1 without values.
    It is so wide that ticks are no finer than figures are written: what is rounded away is not drawn as a change."""
    known = sorted(values)
    if not known:
        return (0.0, 1.0)
    span = known[-1] - known[0]
    air = span * 0.1 if span > _TINY else max(abs(known[0]) * 0.02, 2 * 10.0**-indicator.decimals)
    air = max(air, (_MOST_INTERVALS * 10.0**-indicator.decimals - span) / 2)
    low, high = known[0] - air, known[-1] + air
    step = _step(high - low)
    low = round(math.floor(low / step + _TINY) * step, 9)
    if indicator.value_min is not None and low < indicator.value_min <= known[0]:
        low = indicator.value_min
    return low, high


def card_values(card: Card, *, sexes: bool = True) -> list[float]:
    """Every value a card's yearly chart shows: the series by sex, nuläge, target and path."""
    row = card.total
    points = (*card.series, *card.series_women, *card.series_men) if sexes else card.series
    values = [v for p in points if (v := shown_value(p)) is not None]
    values += [v for v in (row.baseline, row.target) if v is not None]
    return values + [v for _, v in card.path]


def shared_range(cards: Sequence[Card]) -> dict[str, tuple[float, float]]:
    """Indicator id → (low, high), one and the same for cards that can be compared: same unit, and values of the same size.

    A card whose own values would be squeezed to less than a quarter keeps its own scale. Cards without any value are left out.
    """
    ranges: dict[str, tuple[float, float]] = {}
    held = [(card.indicator, values) for card in cards if (values := card_values(card))]
    for unit_id in dict.fromkeys(indicator.unit.id for indicator, _ in held):
        same_unit = sorted((h for h in held if h[0].unit.id == unit_id), key=lambda h: (min(h[1]), max(h[1])))
        for group in _groups(same_unit):
            common = own_range(group[0][0], [v for _, values in group for v in values])
            ranges |= {indicator.id: common for indicator, _ in group}
    return ranges


def _groups(held: Sequence[_Held]) -> list[list[_Held]]:
    """Neighbours in order of value, as long as the common scale is at most ``_COMPARABLE`` times the narrowest of them."""
    groups: list[list[_Held]] = []
    for item in held:
        together = [*(groups[-1] if groups else []), item]
        common = _width(item[0], [v for _, values in together for v in values])
        if groups and common <= _COMPARABLE * min(_width(i, v) for i, v in together) + _TINY:
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _width(indicator: Indicator, values: Sequence[float]) -> float:
    low, high = own_range(indicator, values)
    return high - low


def _step(span: float) -> float:
    """A round step that divides ``span`` into at most ``_MOST_INTERVALS``."""
    if span < _TINY:
        return 1.0
    rough = span / _MOST_INTERVALS
    power = 10.0 ** math.floor(math.log10(rough))
    return next(s * power for s in _STEPS if s * power >= rough - _TINY * power)


def _decimals(v: float) -> int:
    """How many decimals it takes to write ``v`` in full (at most 6)."""
    return next((d for d in range(6) if abs(v - round(v, d)) < _TINY), 6)
