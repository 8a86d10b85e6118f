"""What a controller should know about an extract that is right as far as it goes: warnings, one for each kind and not one for each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from kpi.errors import Fault
from kpi.intake.extract import COLUMN, ROW, SHEET, Extract
from kpi.intake.facts import role_key
from kpi.intake.known import INDICATOR, MARK, MONTH, SEX, YEAR
from kpi.intake.marks import FAILED_PREFIX, NOT_COMPUTED, SUPPRESSED
from kpi.intake.tables.model import Match, label
from kpi.intake.wording import listed, row_spans
from kpi.language import tr
from kpi.programme.model import Measure, Programme
from kpi.programme.periods import LAST_PART, months_of


def notes_on(extract: Extract, rows: pl.DataFrame, programme: Programme, today: date) -> list[Fault]:
    """Warnings about the accepted rows."""
    notes = [
        _uncomputed(extract, programme),
        *_marked(extract, rows),
        _without_value(extract, rows),
        _future(extract, rows, today),
        _unfinished(extract, rows, today),
        _split(extract, rows, programme),
    ]
    return [n for n in notes if n is not None]


def linked(matches: Sequence[Match]) -> list[Fault]:
    """A warning when values may come from other files than this one."""
    sheet = next((m.sheet.name for m in matches if m.sheet.traits.external_links), None)
    message = tr("Arbetsboken har länkar till andra filer. De följs inte: värdena är de som sparades senast.")
    return [] if sheet is None else [Fault("external_links", message, sheet=sheet)]


def lacks(extract: Extract, measure: Measure) -> list[str]:
    """Column.key of what a measure needs and the file has not."""
    needed = [*measure.items, measure.value, measure.numerator, measure.denominator]
    needed += [c.column for c in (*measure.where, *measure.counts)]
    return [k for k in dict.fromkeys(needed) if k and not extract.has(k)]


def _uncomputed(extract: Extract, programme: Programme) -> Fault | None:
    without = {m.indicator: lacks(extract, m) for m in extract.layout.measures if lacks(extract, m)}
    if not without:
        return None
    columns = dict.fromkeys(extract.layout.column(k).heading for keys in without.values() for k in keys)
    names = listed(programme.indicator(i).label for i in without)
    message = tr("Kolumner saknas ({columns}), så dessa indikatorer räknas inte ur filen: {names}.", columns=listed(columns), names=names)
    return Fault("measure_without_columns", message, sheet=extract.matches[0].sheet.name, row=extract.matches[0].header_row)


def _note(extract: Extract, rows: pl.DataFrame, code: str, message: str, key: str | None = None) -> Fault | None:
    """One warning for all these rows; it points at the first."""
    if rows.is_empty():
        return None
    match = extract.matches[rows[SHEET][0]]
    group = rows[COLUMN][0] if COLUMN in rows.columns else None
    at = extract.position_in(rows[SHEET][0], group, key) if key else -1
    column = label(str(at), match.headings) if at >= 0 else None
    where = tr(" (rad {rows})", rows=row_spans(rows[ROW]))
    return Fault(code, message + where, sheet=match.sheet.name, row=rows[ROW][0], column=column)


def _without_value(extract: Extract, rows: pl.DataFrame) -> Fault | None:
    value, over, under = (role_key(extract, r) for r in ("value", "numerator", "denominator"))
    values = (
        [value] if value else sorted({m.value for m in extract.layout.measures if m.rule == "column" and m.value and extract.has(m.value)})
    )
    if not values:
        return None
    empty = pl.any_horizontal(_blank(rows, v) for v in values)
    if over and under:
        empty &= pl.col(over).is_null() | pl.col(under).is_null() | (pl.col(under) == 0)
    return _note(extract, rows.filter(empty), "value_missing", tr("Värden som saknas sparas som saknade, inte som 0."), values[0])


def _blank(rows: pl.DataFrame, key: str) -> pl.Expr:
    """Is the cell empty, and not marked as missing for a reason of its own?"""
    empty = pl.col(key).is_null()
    return empty & pl.col(MARK + key).is_null() if MARK + key in rows.columns else empty


def _marked(extract: Extract, rows: pl.DataFrame) -> list[Fault | None]:
    """What the sender has marked as missing, one warning for each kind of reason."""
    marks = {c.removeprefix(MARK): pl.col(c) for c in rows.columns if c.startswith(MARK)}
    if not marks:
        return []
    failed = {k: m.str.starts_with(FAILED_PREFIX) | (m == NOT_COMPUTED) for k, m in marks.items()}
    kinds = (
        (
            "suppressed_at_source",
            {k: m == SUPPRESSED for k, m in marks.items()},
            tr("Uppgifter som är skyddade i källan sparas som saknade."),
        ),
        (
            "formula_without_value",
            failed,
            tr("Formler utan resultat sparas som saknade värden. Öppna filen i Excel om de ska räknas ut."),
        ),
        (
            "missing_at_source",
            {k: m.is_not_null() & (m != SUPPRESSED) & ~failed[k] for k, m in marks.items()},
            tr("Uppgifter som är märkta som saknade i källan sparas som saknade, inte som 0."),
        ),
    )
    found = []
    for code, tests, message in kinds:
        told = rows.filter(pl.any_horizontal(tests.values()))
        key = next((k for k, test in tests.items() if told.head(1).select(test).to_series().any()), None)
        found.append(_note(extract, told, code, message, key))
    return found


def _unfinished(extract: Extract, rows: pl.DataFrame, today: date) -> Fault | None:
    """Figures of the year, quarter or month that is still going on."""
    if YEAR not in rows.columns:
        return None
    now = [part for part in range(1, LAST_PART + 1) if today.month in months_of(part)]
    this = (pl.col(YEAR) == today.year) & (pl.col(MONTH).is_null() | pl.col(MONTH).is_in(now))
    message = tr("Perioden är inte slut: värdena kan komma att ändras.")
    return _note(extract, rows.filter(this), "period_not_finished", message, role_key(extract, "period"))


def _future(extract: Extract, rows: pl.DataFrame, today: date) -> Fault | None:
    if YEAR not in rows.columns:
        return None
    coming = [part for part in range(1, LAST_PART + 1) if months_of(part)[0] > today.month]
    later = (pl.col(YEAR) > today.year) | ((pl.col(YEAR) == today.year) & pl.col(MONTH).is_in(coming))
    return _note(
        extract, rows.filter(later), "future_period", tr("Rader som gäller en period som inte har börjat."), role_key(extract, "period")
    )


def _split(extract: Extract, rows: pl.DataFrame, programme: Programme) -> Fault | None:
    if INDICATOR not in rows.columns:
        return None
    whole = [i.id for i in programme.indicators if not i.by_sex]
    wrong = rows.filter(pl.col(INDICATOR).is_in(whole) & (pl.col(SEX) != "T"))
    return _note(
        extract, wrong, "not_by_sex", tr("Rader för kvinnor eller män av indikatorer som bara redovisas totalt."), role_key(extract, "sex")
    )
