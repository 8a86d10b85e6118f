"""Alternative texts: what a chart says, in words, for those who do not see it.

Built from finished rows and nothing else, so what the disclosure gate holds back cannot stand here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kpi.charts import remarks
from kpi.charts.svg import capitalised
from kpi.language import in_order, tr
from kpi.measure.status import Status
from kpi.programme.model import Direction, Indicator
from kpi.programme.periods import Grain
from kpi.text import numbers, words

if TYPE_CHECKING:
    from kpi.views.rows import Card, Glance, Point, StatusRow

_SEXES = (("K", "series_women"), ("M", "series_men"))


def shown_value(row: StatusRow | Point) -> float | None:
    """The row's value, or None when it is protected or not measured: a second lock behind the disclosure gate."""
    return None if row.status in (Status.SUPPRESSED, Status.NOT_MEASURED) else row.value


def alt_track(card: Glance) -> str:
    """The track in words: value, nuläge, path, target, direction and status, each with its year."""
    row, indicator = card.total, card.indicator
    value = shown_value(row)
    said = [f"{indicator.label} {row.year}: {numbers.value(indicator, value)}" if value is not None else indicator.label]
    if row.status is Status.SUPPRESSED:
        said.append(tr("Värdet för {year} är skyddat, för få i gruppen", year=row.year))
    elif value is None:
        said.append(tr("Inget mätt värde för {year}", year=row.year))
    said.append(_baseline_words(row))
    if row.expected is not None and row.baseline is not None and row.target is not None:
        said.append(tr("Beräknad linjär väg {year}: {value}", year=row.year, value=numbers.value(indicator, row.expected)))
    if row.target is None:
        said.append(tr("Inget målvärde, {intent}", intent=words.intent(indicator.direction)))
    else:
        said.append(tr("Mål {year}: {target}", year=row.target_year, target=numbers.stated(indicator, row.target)))
    if indicator.direction is Direction.DOWN:
        said.append(tr("Lägre är bättre"))
    return ". ".join([*said, tr("Status: {status}", status=words.of(row).word)]) + "."


def alt_series(card: Card, path_label: str) -> str:
    """The yearly series in words: from–to for the total and each sex, gaps, target and path."""
    indicator, row = card.indicator, card.total
    said = [tr("Linjediagram: {label}", label=indicator.label), _course(indicator, words.SEX["T"], card.series)]
    for sex, attribute in _SEXES:
        points = getattr(card, attribute)
        if any(shown_value(p) is not None for p in points):
            said.append(_course(indicator, words.SEX[sex], points))
    said.append(_baseline_words(row))
    if row.target is not None:
        said.append(tr("Mål {year}: {target}", year=row.target_year, target=numbers.stated(indicator, row.target)))
    if card.path:
        (first, start), (last, end) = card.path[0], card.path[-1]
        said.append(_from_to(capitalised(path_label), indicator, (start, str(first)), (end, str(last))))
    if indicator.direction is Direction.DOWN:
        said.append(tr("Lägre är bättre"))
    return _joined([*said, *(remarks.said(a) for a in card.annotations), card.sentence])


def alt_parts(card: Card, total: Sequence[Point], women: Sequence[Point] = (), men: Sequence[Point] = (), *, grain: Grain = "month") -> str:
    """The monthly or quarterly series in words: first, last, highest and lowest of the total, the sexes' course, the target."""
    indicator, row = card.indicator, card.total
    known = [(p, v) for p in total if (v := shown_value(p)) is not None]
    said = [
        tr("Linjediagram per {grain}: {label}", grain=words.GRAIN[grain].lower(), label=indicator.label),
        _course(indicator, words.SEX["T"], total),
    ]
    if len(known) > 1:
        (top, high), (bottom, low) = max(known, key=lambda k: k[1]), min(known, key=lambda k: k[1])
        said.append(tr("Högst {value} i {period}", value=numbers.value(indicator, high), period=words.period(top.period)))
        said.append(tr("lägst {value} i {period}", value=numbers.value(indicator, low), period=words.period(bottom.period)))
    said += [_course(indicator, words.SEX[sex], points) for sex, points in (("K", women), ("M", men)) if points]
    if row.target is not None:
        said.append(tr("Mål {year}: {target}", year=row.target_year, target=numbers.stated(indicator, row.target)))
    return _joined([*said, *(remarks.said(a) for a in card.annotations)])


def alt_units(card: Card, below: Sequence[StatusRow], names: Mapping[str, str], unit_name: str) -> str:
    """The units below in words: each unit's value in order of name, the whole unit's value, the target, which are protected."""
    indicator, row = card.indicator, card.total
    said = [tr("Punktdiagram per enhet {year}: {label}", year=row.year, label=indicator.label)]
    if (own := shown_value(row)) is not None:
        said.append(f"{unit_name}: {numbers.value(indicator, own)}")
    if row.target is not None:
        said.append(tr("Mål {year}: {target}", year=row.target_year, target=numbers.stated(indicator, row.target)))
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
        return tr("Nuläge {year}: {baseline}", year=indicator.baseline_year, baseline=numbers.stated(indicator, row.baseline))
    return tr("Nuläge saknas ({note})", note=indicator.baseline_note) if indicator.baseline_note else tr("Nuläge saknas")


def _course(indicator: Indicator, name: str, points: Sequence[Point]) -> str:
    known = [(p, v) for p in points if (v := shown_value(p)) is not None]
    protected = [words.period(p.period) for p in points if p.status is Status.SUPPRESSED]
    tail = tr(" (skyddat, för få: {periods})", periods=", ".join(protected)) if protected else ""
    if not known:
        return tr("{name}: inget värde att visa{tail}", name=name, tail=tail)
    (first, start), (last, end) = known[0], known[-1]
    if last is first:
        return f"{name}: {numbers.value(indicator, start)} ({words.period(first.period)}){tail}"
    return _from_to(name, indicator, (start, words.period(first.period)), (end, words.period(last.period))) + tail


def _from_to(name: str, indicator: Indicator, first: tuple[float, str], last: tuple[float, str]) -> str:
    """The first value and the last, each with its period."""
    (start, begins), (end, ends) = first, last
    said = {"first": numbers.value(indicator, start), "begins": begins, "last": numbers.value(indicator, end), "ends": ends}
    return tr("{name}: {first} ({begins}) till {last} ({ends})", name=name, **said)


def _joined(parts: Sequence[str]) -> str:
    return ". ".join(p.strip().rstrip(".") for p in parts if p.strip()) + "."
