"""What a reader must know beside a figure: data quality first, then what the plan itself leaves open. In plain Swedish."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.language import ntr, tr
from kpi.programme.judgement import AnnotationKind
from kpi.programme.model import Indicator
from kpi.programme.periods import MONTHS, MONTHS_IN, QUARTERS
from kpi.text import numbers, words
from kpi.text.year_status import ANNOTATION
from kpi.views.choices import Place
from kpi.views.judge import Figures
from kpi.views.rows import StatusRow
from kpi.views.source import Source

WHOLE_YEAR = MONTHS


def notes_for(source: Source, at: Place, figures: Figures, row: StatusRow) -> tuple[str, ...]:
    """The notes of a card. A protected figure gives no note about how it was made."""
    return (
        *quality(row),
        *_method(row),
        *_compared_with(source, at, figures, row),
        *_revised(at, row),
        *_annotated(at, row),
        *_definition(row.indicator),
        *(note.text for note in row.indicator.notes),
    )


def quality(row: StatusRow) -> Iterator[str]:
    """What must be known of how one figure was made: it is the plan's, its parts differ or are missing, the year is not whole."""
    if row.origin == "plan":
        yield tr("Siffran är planens nuläge ({when}).", when=row.indicator.baseline_date or row.indicator.baseline_year)
    if row.rolled_differs:
        yield tr("Den levererade siffran skiljer sig från vad de underliggande enheterna ger tillsammans. Den levererade visas.")
    if row.parts_missing:
        yield tr("Beräknad ur {units}; {missing} saknar värde.", units=_units(row.parts or 0), missing=_units(row.parts_missing))
    if row.months is not None and row.months < WHOLE_YEAR:
        if row.origin == "quarters":
            yield tr("Bygger på {n} av {all} kvartal.", n=row.months // MONTHS_IN, all=QUARTERS)
        else:
            yield tr("Bygger på {n} av {all} månader.", n=row.months, all=WHOLE_YEAR)


def _units(count: int) -> str:
    return ntr("{n} enhet", "{n} enheter", count, n=numbers.count(count))


def _method(row: StatusRow) -> Iterator[str]:
    first = row.indicator.methods[0]
    if row.method is None or row.method == first:
        return
    yield tr("Metod: {method}. Ett värde med metoden ”{first}” saknas för året.", method=row.method, first=first)
    if row.baseline is not None:
        yield tr("Planens nuläge kan vara mätt på ett annat sätt, så jämförelsen med det är osäker.")


def _compared_with(source: Source, at: Place, figures: Figures, row: StatusRow) -> Iterator[str]:
    """A unit is judged against the plan's one nuläge; its own figure that year says more about how the unit has moved."""
    i = row.indicator
    if at.unit == source.root or i.baseline is None or row.value is None:
        return
    said = {"year": i.baseline_year, "baseline": numbers.stated(i, i.baseline)}
    own = figures.at(i.baseline_year, row.sex, row.method)
    if own is not None and own.value is not None and row.year > i.baseline_year:
        own_value = numbers.value(i, own.value)
        yield tr("Nuläget {year} ({baseline}) är hela organisationens. Enhetens eget värde {year} var {value}.", **said, value=own_value)
    else:
        yield tr("Nuläget {year} ({baseline}) är hela organisationens.", **said)


def _revised(at: Place, row: StatusRow) -> Iterator[str]:
    made = at.snapshot.revision_in_force(row.indicator.id, row.year)
    if made is not None:
        yield tr("Målvärde eller nuläge är ändrat och gäller från {year}. Skäl: {reason}", year=made.valid_from, reason=made.reason)


def _annotated(at: Place, row: StatusRow) -> Iterator[str]:
    for made in at.snapshot.annotations_of(row.indicator.id, at.unit):
        said = f"{ANNOTATION[made.kind]} {words.period(made.period)}: {made.text.rstrip('.')}."
        parted = tr("Värdena före och efter jämförs inte med varandra.")
        yield f"{said} {parted}" if made.kind is AnnotationKind.BREAK else said


def _definition(i: Indicator) -> Iterator[str]:
    if i.direction_note:
        yield tr("Riktning: {direction} ({note}).", direction=words.DIRECTION[i.direction], note=i.direction_note)
    if i.baseline is None and i.baseline_note:
        yield tr("Nuläge i planen: {note}.", note=i.baseline_note)
    if i.definition is None:
        yield f"{words.capital(words.NO_DEFINITION)}."
