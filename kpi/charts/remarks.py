"""Method breaks and events on a series: where they stand on the axis, and what is said of them (people's own words: escape when drawn)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpi.programme.judgement import Annotation, AnnotationKind
from kpi.programme.periods import MONTHS, months_of, part_of
from kpi.text import words
from kpi.text.year_status import ANNOTATION


@dataclass(frozen=True, slots=True)
class Mark:
    """One on the axis. ``at``: in categories; a break that begins with one stands before it. ``index``: the category it is told at."""

    kind: AnnotationKind
    index: int
    at: float
    text: str


def marks(annotations: Iterable[Annotation], periods: Sequence[str]) -> tuple[Mark, ...]:
    """Those that fall within the periods ("2024", "2024-Q1", "2024-03"; in time order, of one kind)."""
    found = []
    for annotation in annotations:
        year, month = _start(annotation.period)
        index = next((i for i, p in enumerate(periods) if (year, month) <= _end(p)), None)
        if index is None or _start(periods[index])[0] != year:
            continue
        begins = annotation.kind is AnnotationKind.BREAK and _start(periods[index]) == (year, month)
        found.append(Mark(annotation.kind, index, index - 0.5 if begins else float(index), said(annotation)))
    return tuple(found)


def said(annotation: Annotation) -> str:
    """An annotation in words: "Metodbrott 2024: ny enkät"."""
    return f"{ANNOTATION[annotation.kind]} {words.period(annotation.period)}: {annotation.text}"


def short(annotations: Iterable[Annotation]) -> str:
    """Which there are, under a chart: "┊ metodbrott 2024 · △ händelse mars 2025". "" without any."""
    symbol = {AnnotationKind.BREAK: "┊", AnnotationKind.EVENT: "△"}
    return " · ".join(f"{symbol[a.kind]} {ANNOTATION[a.kind].lower()} {words.period(a.period)}" for a in annotations)


def _start(period: str) -> tuple[int, int]:
    part = part_of(period)
    return int(period[:4]), months_of(part)[0] if part else 1


def _end(period: str) -> tuple[int, int]:
    part = part_of(period)
    return int(period[:4]), months_of(part)[-1] if part else MONTHS
