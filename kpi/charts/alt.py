"""Alternative texts: what a chart says, in words, for those who do not see it.

Built from finished rows and nothing else, so what the disclosure gate holds back cannot stand here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kpi.charts import remarks
from kpi.charts.svg import capitalised
from kpi.language import in_order
from kpi.measure.status import Status
from kpi.programme.model import Direction, Indicator
from kpi.programme.periods import Grain
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.rows import Card, Point, StatusRow

_SEXES = (("K", "series_women"), ("M", "series_men"))


def shown_value(row: StatusRow | Point) -> float | None:
    """The row's value, or None when it is protected or not measured: a second lock behind the disclosure gate."""
    return None if row.status in (Status.SUPPRESSED, Status.NOT_MEASURED) else row.value


def alt_track(card: Card) -> str:
    """The track in words: value, nuläge, path, target, direction and status, each with its year."""
    row, indicator = card.total, card.indicator
    value = shown_value(row)
    said = [f"{indicator.label} {row.year}: {numbers.value(indicator, value)}" if value is not None else indicator.label]
    if row.status is Status.SUPPRESSED:
        said.append(f"Värdet för {row.year} är skyddat, för få i gruppen")
    elif value is None:
        said.append(f"Inget mätt värde för {row.year}")
    said.append(_baseline_words(row))
    if row.expected is not None and row.baseline is not None and row.target is not None:
        said.append(f"Beräknad linjär väg {row.year}: {numbers.value(indicator, row.expected)}")
    if row.target is None:
        said.append(f"Inget målvärde, {words.intent(indicator.direction)}")
    else:
        said.append(f"Mål {row.target_year}: {numbers.stated(indicator, row.target)}")
    if indicator.direction is Direction.DOWN:
        said.append("Lägre är bättre")
    return ". ".join([*said, f"Status: {words.of(row).word}"]) + "."


def alt_series(card: Card, path_label: str) -> str:
    """The yearly series in words: from–to for the total and each sex, gaps, target and path."""
    indicator, row = card.indicator, card.total
    said = [f"Linjediagram: {indicator.label}", _course(indicator, "Totalt", card.series)]
    for sex, attribute in _SEXES:
        points = getattr(card, attribute)
        if any(shown_value(p) is not None for p in points):
            said.append(_course(indicator, words.SEX[sex], points))
    said.append(_baseline_words(row))
    if row.target is not None:
        said.append(f"Mål {row.target_year}: {numbers.stated(indicator, row.target)}")
    if card.path:
        (first, start), (last, end) = card.path[0], card.path[-1]
        said.append(f"{capitalised(path_label)}: {numbers.value(indicator, start)} ({first}) till {numbers.value(indicator, end)} ({last})")
    if indicator.direction is Direction.DOWN:
        said.append("Lägre är bättre")
    return _joined([*said, *(remarks.said(a) for a in card.annotations), card.sentence])


def alt_parts(card: Card, total: Sequence[Point], women: Sequence[Point] = (), men: Sequence[Point] = (), *, grain: Grain = "month") -> str:
    """The monthly or quarterly series in words: first, last, highest and lowest of the total, the sexes' course, the target."""
    indicator, row = card.indicator, card.total
    known = [(p, v) for p in total if (v := shown_value(p)) is not None]
    said = [f"Linjediagram per {words.GRAIN[grain].lower()}: {indicator.label}", _course(indicator, "Totalt", total)]
    if len(known) > 1:
        (top, high), (bottom, low) = max(known, key=lambda k: k[1]), min(known, key=lambda k: k[1])
        said.append(f"Högst {numbers.value(indicator, high)} i {words.period(top.period)}")
        said.append(f"lägst {numbers.value(indicator, low)} i {words.period(bottom.period)}")
    said += [_course(indicator, words.SEX[sex], points) for sex, points in (("K", women), ("M", men)) if points]
    if row.target is not None:
        said.append(f"Mål {row.target_year}: {numbers.stated(indicator, row.target)}")
    return _joined([*said, *(remarks.said(a) for a in card.annotations)])


def alt_units(card: Card, below: Sequence[StatusRow], names: Mapping[str, str], unit_name: str) -> str:
    """The units below in words: each unit's value in order of name, the whole unit's value, the target, which are protected."""
    indicator, row = card.indicator, card.total
    said = [f"Punktdiagram per enhet {row.year}: {indicator.label}"]
    if (own := shown_value(row)) is not None:
        said.append(f"{unit_name}: {numbers.value(indicator, own)}")
    if row.target is not None:
        said.append(f"Mål {row.target_year}: {numbers.stated(indicator, row.target)}")
    for part in sorted(below, key=lambda r: in_order(names.get(r.unit, r.unit))):
        said.append(f"{names.get(part.unit, part.unit)}: {value_or_word(indicator, part)}")
    return _joined(said)


def value_or_word(indicator: Indicator, row: StatusRow | Point) -> str:
    """The value with its unit, or why there is none: as ``words.short``."""
    value = shown_value(row)
    if value is not None:
        return numbers.value(indicator, value)
    return words.short(row.status, row.lacking)


def why_empty(row: StatusRow) -> str:
    """Why there is no value, in words for an empty chart: "Skyddat – för få", "Ej mätt 2021 · mäts hösten 2022"."""
    if row.status is Status.SUPPRESSED:
        return words.STATUS[Status.SUPPRESSED].word
    note = row.indicator.baseline_note if row.baseline is None and row.lacking is None else None
    said = f"{(words.STATUS[Status.NOT_MEASURED] if row.lacking is None else words.of(row)).word} {row.year}"
    return f"{said} · {note[0].lower()}{note[1:]}" if note else said


def _baseline_words(row: StatusRow) -> str:
    indicator = row.indicator
    if row.baseline is not None:
        return f"Nuläge {indicator.baseline_year}: {numbers.stated(indicator, row.baseline)}"
    return f"Nuläge saknas{f' ({indicator.baseline_note})' if indicator.baseline_note else ''}"


def _course(indicator: Indicator, name: str, points: Sequence[Point]) -> str:
    known = [(p, v) for p in points if (v := shown_value(p)) is not None]
    protected = [words.period(p.period) for p in points if p.status is Status.SUPPRESSED]
    tail = f" (skyddat, för få: {', '.join(protected)})" if protected else ""
    if not known:
        return f"{name}: inget värde att visa{tail}"
    (first, start), (last, end) = known[0], known[-1]
    text = f"{name}: {numbers.value(indicator, start)} ({words.period(first.period)})"
    if last is not first:
        text += f" till {numbers.value(indicator, end)} ({words.period(last.period)})"
    return text + tail


def _joined(parts: Sequence[str]) -> str:
    return ". ".join(p.strip().rstrip(".") for p in parts if p.strip()) + "."
