"""The roll-up once more, in plain Python: dictionaries and recursion, one rule at a time. Slow, and meant to be obviously right.

It shares nothing with ``kpi.store``: facts come as dictionaries (the columns of FACT_SCHEMA and ``seq``, the batch's order), units as
dictionaries (the columns of UNIT_SCHEMA). The result is what ``Store.cells`` must give, without ``hidden``. ``finished``: the fact is a
finished value, whose quarters make no year.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A unit's figure for one sex; ``value`` None: persons, and none of those they are counted for ("per"): added above, never a figure.
    ``top`` and ``bottom`` are what is added up; None where the figure lacks what its rule needs."""

    value: float | None
    numerator: float | None
    denominator: float | None
    top: float | None
    bottom: float | None
    n: int | None
    smallest_n: int | None
    sd: float | None
    origin: str
    parts: int | None = None
    parts_missing: int | None = None
    rolled_value: float | None = None
    months: int | None = None
    synthetic: bool = False


class Tree:
    """Who stands under whom, one year."""

    def __init__(self, units: Iterable[Mapping[str, Any]], root: str, year: int) -> None:
        self.root = root
        self.parent = {
            u["code"]: u["parent"]
            for u in units
            if u["code"] != root and (u["valid_from"] or -9999) <= year <= (9999 if u["valid_to"] is None else u["valid_to"])
        }

    def children(self, unit: str) -> list[str]:
        return [code for code, parent in self.parent.items() if parent == unit]

    def has(self, unit: str) -> bool:
        return unit == self.root or unit in self.parent


def half_up(number: float) -> int:
    return math.floor(number + 0.5)


def roll_up(facts: Iterable[Mapping[str, Any]], units: Iterable[Mapping[str, Any]], programme, *, by_month: bool = False) -> dict:
    """All figures: (indicator, unit, year, month, sex, population, method) → Figure. month is None unless ``by_month`` (1–12, or 13–16
    for a quarter)."""
    units = list(units)
    latest: dict[tuple, Mapping[str, Any]] = {}
    for fact in sorted(facts, key=lambda f: f["seq"]):
        latest[tuple(fact[k] for k in ("indicator", "unit", "year", "month", "sex", "population", "method"))] = fact
    groups: dict[tuple, dict[str, dict[str, list]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for fact in latest.values():
        if fact["indicator"] not in {i.id for i in programme.indicators}:
            continue
        if fact["value"] is None and not _nobody_to_count_for(fact, programme.indicator(fact["indicator"])):
            continue
        if by_month and fact["month"] is None:
            continue
        month = fact["month"] if by_month else None
        group = (fact["indicator"], fact["population"], fact["method"], fact["year"], month)
        groups[group][fact["unit"]][fact["sex"]].append({**fact, "month": None} if by_month else fact)
    if by_month:
        _fill_quarters(groups, latest, programme)
    result = {}
    for (indicator, population, method, year, month), delivered in groups.items():
        rules = programme.indicator(indicator)
        tree = Tree(units, programme.root_unit, year)
        held: dict[str, dict[str, Figure]] = {}
        _held(tree.root, tree, delivered, rules, held)
        for unit in delivered:
            if not tree.has(unit):
                held[unit] = _own(delivered[unit], rules)
        for unit, by_sex in held.items():
            for sex, figure in by_sex.items():
                if figure.value is None:
                    continue
                result[indicator, unit, year, month, sex, population, method] = figure
    return result


def _nobody_to_count_for(fact: Mapping[str, Any], rules) -> bool:
    return rules.rollup == "per" and fact["month"] is None and fact["denominator"] == 0 and fact["numerator"] is not None


def _fill_quarters(groups: Mapping, latest: Iterable[tuple], programme) -> None:
    """Where a quarter was delivered by some, the others' comes from its three months, if it is of what adds up over time."""
    for indicator, _, year, part, _, population, method in {key for key in latest if (key[3] or 0) > 12}:
        if indicator not in {i.id for i in programme.indicators} or programme.indicator(indicator).rollup != "ratio":
            continue
        first = (part - 13) * 3 + 1
        months = [groups.get((indicator, population, method, year, m), {}) for m in range(first, first + 3)]
        quarter = groups[indicator, population, method, year, part]
        for unit in set(months[0]) & set(months[1]) & set(months[2]):
            for sex in set(months[0][unit]) & set(months[1][unit]) & set(months[2][unit]):
                if not quarter[unit][sex]:
                    quarter[unit][sex] += [{**fact, "month": m} for m, by_unit in enumerate(months, first) for fact in by_unit[unit][sex]]


def _held(unit: str, tree: Tree, delivered: Mapping, rules, held: dict) -> dict[str, Figure]:
    """What the unit holds: its own figures, else what its children's add up to. Fills ``held`` for it and all below."""
    children = {child: _held(child, tree, delivered, rules, held) for child in tree.children(unit)}
    own = _own(delivered[unit], rules) if unit in delivered else {}
    if children:
        own = {sex: figure for sex, figure in own.items() if figure.value is not None}
    holds = {}
    for sex in ("T", "K", "M"):
        rolled = _rolled(list(children.values()), sex, rules)
        if sex in own:
            figure = own[sex]
            if rolled and abs(figure.value - rolled.value) > 0.5 * 10**-rules.decimals + 1e-9:
                figure = Figure(**{**figure.__dict__, "rolled_value": rolled.value})
            holds[sex] = figure
        elif rolled:
            holds[sex] = rolled
    held[unit] = holds
    return holds


def _own(by_sex: Mapping[str, list], rules) -> dict[str, Figure]:
    own = {}
    for sex, facts in by_sex.items():
        yearly = [f for f in facts if f["month"] is None]
        figure = _delivered(yearly[0], rules) if yearly else _from_parts(facts, rules)
        if figure:
            own[sex] = figure
    if "T" not in own and "K" in own and "M" in own:
        both = [own["K"], own["M"]]
        if all(f.top is not None for f in both) and sum(f.bottom for f in both) > 0:
            own["T"] = _sum(both, rules, origin="sexes")
    return own


def _delivered(fact: Mapping[str, Any], rules) -> Figure:
    value, numerator, denominator, n = fact["value"], fact["numerator"], fact["denominator"], fact["n"]
    top = bottom = None
    if rules.rollup == "share":
        bottom = denominator if denominator is not None else n
        if numerator is not None:
            top = numerator
        elif bottom is not None:
            top = value * bottom / rules.scale
        if n is None and denominator is not None:
            n = half_up(denominator)
    elif rules.rollup in ("ratio", "per"):
        top, bottom = numerator, denominator
        if rules.rollup == "per" and n is None and denominator is not None:
            n = half_up(denominator)
    elif rules.rollup == "mean" and n is not None:
        top, bottom = n * value, n
    if top is None or bottom is None:
        top = bottom = None
    sd = fact["sd"] if rules.rollup == "mean" else None
    return Figure(value, numerator, denominator, top, bottom, n, n, sd, "delivered", synthetic=fact["synthetic"])


def _factor(rules) -> float:
    return 1.0 if rules.rollup == "mean" else rules.scale


def _from_parts(facts: list[Mapping[str, Any]], rules) -> Figure | None:
    """From months or from quarters, never both: what covers most of the year, and the months when both cover as much."""
    months = [_delivered(f, rules) for f in facts if f["month"] <= 12]
    quarters = [_delivered(f, rules) for f in facts if f["month"] > 12 and not f["finished"]]
    from_months, from_quarters = _added(months, rules, "months", 1), _added(quarters, rules, "quarters", 3)
    found = from_months or from_quarters
    if from_months and from_quarters and from_quarters.months > from_months.months:
        found = from_quarters
    counted = [p.n for p in (*months, *quarters) if p.n is not None]
    return found and replace(found, smallest_n=None if found.smallest_n is None else min(counted))


def _added(months: list[Figure], rules, origin: str, each: int) -> Figure | None:
    if any(m.top is None for m in months) or sum(m.bottom for m in months) <= 0:
        return None
    top, bottom = sum(m.top for m in months), sum(m.bottom for m in months)
    counted = [m.n for m in months]
    known = None not in counted
    return Figure(
        value=_factor(rules) * top / bottom,
        numerator=None if rules.rollup == "mean" else top,
        denominator=None if rules.rollup == "mean" else bottom,
        top=top,
        bottom=bottom,
        n=half_up(sum(counted) / len(counted)) if known else None,
        smallest_n=min(counted) if known else None,
        sd=None,
        origin=origin,
        months=each * len(months),
        synthetic=any(m.synthetic for m in months),
    )


def _sum(adding: list[Figure], rules, *, origin: str, **more: int) -> Figure:
    top, bottom = sum(p.top for p in adding), sum(p.bottom for p in adding)
    counted, smallest = [p.n for p in adding], [p.smallest_n for p in adding]
    covered = [p.months for p in adding if p.months is not None]
    return Figure(
        value=_factor(rules) * top / bottom,
        numerator=None if rules.rollup == "mean" else top,
        denominator=None if rules.rollup == "mean" else bottom,
        top=top,
        bottom=bottom,
        n=None if None in counted else sum(counted),
        smallest_n=None if None in smallest else sum(smallest),
        sd=_pooled(adding, top / bottom) if rules.rollup == "mean" else None,
        origin=origin,
        months=min(covered) if covered else None,
        synthetic=any(p.synthetic for p in adding),
        **more,
    )


def _pooled(parts: list[Figure], mean: float) -> float | None:
    """The standard deviation of everybody, from the parts' own. A part of one person has none and needs none."""
    everybody = sum(p.n for p in parts)
    if everybody <= 1 or any(p.n > 1 and p.sd is None for p in parts):
        return None
    squares = sum((p.n - 1) * p.sd**2 for p in parts if p.n > 1) + sum(p.n * (p.value - mean) ** 2 for p in parts)
    return math.sqrt(squares / (everybody - 1))


def _rolled(children: list[dict[str, Figure]], sex: str, rules) -> Figure | None:
    """The children's figures added up, when every child with any figure has what is needed for this sex."""
    parts = [child for child in children if child]
    if rules.rollup == "per" and len(parts) != len(children):  # of every unit below, or not at all
        return None
    adding = []
    for part in parts:
        if sex in part:
            adding.append(part[sex])
        elif not _is_empty_group(part, sex):
            return None
    if not adding or any(f.top is None for f in adding) or sum(f.bottom for f in adding) <= 0:
        return None
    return _sum(adding, rules, origin="rolled", parts=len(parts), parts_missing=len(children) - len(parts))


def _is_empty_group(part: dict[str, Figure], sex: str) -> bool:
    """No women, when the men are as many as all; no men, when the women are."""
    if sex == "T" or "T" not in part:
        return False
    other = part.get("M" if sex == "K" else "K")
    return other is not None and other.n is not None and other.n == part["T"].n
