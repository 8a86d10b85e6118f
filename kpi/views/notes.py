"""What a reader must know beside a figure: data quality first, then what the plan itself leaves open. In plain Swedish."""

from __future__ import annotations

from collections.abc import Iterator

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
        yield f"Siffran är planens nuläge ({row.indicator.baseline_date or row.indicator.baseline_year})."
    if row.rolled_differs:
        yield "Den levererade siffran skiljer sig från vad de underliggande enheterna ger tillsammans. Den levererade visas."
    if row.parts_missing:
        yield f"Beräknad ur {_units(row.parts or 0)}; {_units(row.parts_missing)} saknar värde."
    if row.months is not None and row.months < WHOLE_YEAR:
        if row.origin == "quarters":
            yield f"Bygger på {row.months // MONTHS_IN} av {QUARTERS} kvartal."
        else:
            yield f"Bygger på {row.months} av {WHOLE_YEAR} månader."


def _units(count: int) -> str:
    return f"{numbers.count(count)} {'enhet' if count == 1 else 'enheter'}"


def _method(row: StatusRow) -> Iterator[str]:
    first = row.indicator.methods[0]
    if row.method is None or row.method == first:
        return
    yield f"Metod: {row.method}. Ett värde med metoden \u201d{first}\u201d saknas för året."
    if row.baseline is not None:
        yield "Planens nuläge kan vara mätt på ett annat sätt, så jämförelsen med det är osäker."


def _compared_with(source: Source, at: Place, figures: Figures, row: StatusRow) -> Iterator[str]:
    """A unit is judged against the plan's one nuläge; its own figure that year says more about how the unit has moved."""
    i = row.indicator
    if at.unit == source.root or i.baseline is None or row.value is None:
        return
    text = f"Nuläget {i.baseline_year} ({numbers.stated(i, i.baseline)}) är hela organisationens."
    own = figures.at(i.baseline_year, row.sex, row.method)
    if own is not None and own.value is not None and row.year > i.baseline_year:
        text += f" Enhetens eget värde {i.baseline_year} var {numbers.value(i, own.value)}."
    yield text


def _revised(at: Place, row: StatusRow) -> Iterator[str]:
    made = at.snapshot.revision_in_force(row.indicator.id, row.year)
    if made is not None:
        yield f"Målvärde eller nuläge är ändrat och gäller från {made.valid_from}. Skäl: {made.reason}"


def _annotated(at: Place, row: StatusRow) -> Iterator[str]:
    for made in at.snapshot.annotations_of(row.indicator.id, at.unit):
        parted = " Värdena före och efter jämförs inte med varandra." if made.kind is AnnotationKind.BREAK else ""
        yield f"{ANNOTATION[made.kind]} {words.period(made.period)}: {made.text.rstrip('.')}.{parted}"


def _definition(i: Indicator) -> Iterator[str]:
    if i.direction_note:
        yield f"Riktning: {words.DIRECTION[i.direction]} ({i.direction_note})."
    if i.baseline is None and i.baseline_note:
        yield f"Nuläge i planen: {i.baseline_note}."
    if i.definition is None:
        yield f"{words.NO_DEFINITION[:1].upper()}{words.NO_DEFINITION[1:]}."
