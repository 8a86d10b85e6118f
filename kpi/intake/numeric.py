"""A column of figures: separators, per cent signs, marks for what is missing, and the scale; what is not certain is asked about."""

from __future__ import annotations

import polars as pl

from kpi.intake import cells
from kpi.intake.cells import GROUPED, Numbers, Words
from kpi.intake.extract import Extract
from kpi.intake.faults import FaultList
from kpi.intake.known import MARK, PERCENT, Known, in_per_cent, measured_by, table_id
from kpi.intake.questions import Choice, Question, question_id
from kpi.intake.scale import AS_IT_STANDS, READ_AS, column_scale
from kpi.intake.wording import plain, span_text
from kpi.language import tr
from kpi.programme.model import Column

DECIMAL, THOUSANDS = "decimal", "thousands"
_FIGURES = frozenset({"value", "n", "numerator", "denominator", "input"})


def read_figures(extract: Extract, column: Column, words: Words, known: Known, faults: FaultList) -> dict[str, pl.Series]:
    """The column's values under its key; where the file has them also its marks (MARK + key) and per cent signs (PERCENT, of values)."""
    read = cells.numbers(words.texts)
    values = read.values
    out: dict[str, pl.Series] = {}
    marks_count = takes_marks(extract, column)
    said = read.marks.is_not_null()
    wrong = read.unreadable | said if not marks_count else read.unreadable
    faults.add(column.key, words.rows(wrong), "not_a_number", tr("Här ska stå ett tal, utan enhet eller annan text."))
    if marks_count and said.any():
        out[MARK + column.key] = words.spread(read.marks)
    if read.unsure.any():
        values = _separated(extract, column, words, read, known)
    if read.percent.any():
        values = _with_percent(extract, column, words, read, values, known, faults, out)
    if not (column.role == "value" and extract.layout.kind == "values"):
        values = _scaled(extract, column, words, read, values, known)
    if values is None:  # asked about: nothing more can be said of it
        return {**out, column.key: pl.repeat(None, len(words.codes), eager=True, dtype=pl.Float64)}
    if column.type == "integer":
        faults.add(column.key, words.rows((values != values.floor()).fill_null(False)), "not_an_integer", tr("Här ska stå ett heltal."))
    check_range(column, words, values, faults)
    return {**out, column.key: words.spread(values)}


def takes_marks(extract: Extract, column: Column) -> bool:
    """Does a mark such as ".." mean a missing figure here? Not in rows of persons, where a figure is a property of one of them."""
    return column.role in _FIGURES and column.type in ("number", "integer") and not extract.layout.individual


def check_range(column: Column, words: Words, values: pl.Series, faults: FaultList) -> None:
    """A fault in every row whose value lies outside the column's range. values: of the distinct texts."""
    low, high = column.value_min, column.value_max
    outside = cells.nothing(len(values))
    if low is not None:
        outside = outside | (values < low).fill_null(False)
    if high is not None:
        outside = outside | (values > high).fill_null(False)
    if outside.any():
        faults.add(
            column.key,
            words.rows(outside),
            "out_of_range",
            tr("Värdet ligger utanför det giltiga: {span}.", span=span_text(low, high)),
        )


def _separated(extract: Extract, column: Column, words: Words, read: Numbers, known: Known) -> pl.Series:
    """The values, with "1.234" read as the column's other cells prove or the controller says; null where it must be asked about."""
    values = read.values
    for separator in ".,":
        about = read.unsure & words.texts.str.contains(separator, literal=True)
        if not about.any():
            continue
        means = _proved(words, read, separator, known)
        if means is None:
            means = known.asking.answer(_separator_question(extract, column, words.texts.filter(about), known))
        if means == DECIMAL:
            continue
        changed = (values * 1000).round(0) if means == THOUSANDS else pl.repeat(None, len(values), eager=True, dtype=pl.Float64)
        values = pl.select(pl.when(about).then(changed).otherwise(values)).to_series()
    return values


def _proved(words: Words, read: Numbers, separator: str, known: Known) -> str | None:
    """What the sign means in this column, for certain; None when the other cells do not tell, or contradict each other."""
    if separator == "." and known.typed:  # the workbook's own numbers are always given with a point, and prove nothing about texts
        return None if known.texts_like_numbers() else DECIMAL
    certain = words.texts.filter(read.values.is_not_null() & ~read.unsure & words.texts.str.contains(separator, literal=True))
    thousands = [bool(GROUPED.search(text)) and next(c for c in text if c in ".,") == separator for text in certain]
    if not thousands or (any(thousands) and not all(thousands)):
        return None
    return THOUSANDS if thousands[0] else DECIMAL


def _separator_question(extract: Extract, column: Column, unsure: pl.Series, known: Known) -> Question:
    i = int(extract.frame[column.key].is_in(unsure.to_list()).arg_true()[0])
    example = (extract.text(column.key, i) or "").strip()
    value = cells.numbers(pl.Series([example])).values[0]
    thousand = round(value * 1000)
    highs = [h for h in (column.value_max, *(x.value_max for x in measured_by(extract, column, known.programme))) if h is not None]
    proposed = THOUSANDS if column.type == "integer" else DECIMAL if highs and abs(thousand) > max(highs) else None
    choices = (
        Choice(DECIMAL, tr("decimaltecken: {example} är {number}", example=example, number=plain(value))),
        Choice(THOUSANDS, tr("tusental: {example} är {number}", example=example, number=plain(thousand))),
    )
    return Question(
        id=question_id("decimal", table_id(extract), column.heading),
        kind="decimal",
        text=tr("Vad betyder ”{example}” i kolumnen ”{heading}”?", example=example, heading=column.heading),
        why=tr("Tecknet kan skilja decimaler eller tusental, och inget annat i kolumnen visar vilket."),
        choices=choices,
        proposed=proposed,
        sheet=extract.sheet_of(i),
        row=extract.row_of(i),
        column=extract.place(column.key, i),
        examples=tuple(unsure.sort().head(5).to_list()),
    )


def _with_percent(
    extract: Extract, column: Column, words: Words, read: Numbers, values: pl.Series, known: Known, faults: FaultList,
    out: dict[str, pl.Series],
) -> pl.Series:  # fmt: skip
    """The values without those that a per cent sign makes meaningless; of rows that name their indicator that is checked row by row."""
    if column.role == "value" and extract.layout.kind == "values":
        out[PERCENT] = words.rows(read.percent)
        return values
    measured = measured_by(extract, column, known.programme)
    fits = all(in_per_cent(i) for i in measured) if measured else (column.value_min, column.value_max) == (0, 100)
    if fits:
        return values
    message = tr("Procenttecknet passar inte i kolumnen ”{heading}”. Skriv talet utan det, eller rätta kolumnen.", heading=column.heading)
    faults.add(column.key, words.rows(read.percent), "not_a_number", message)
    return pl.select(pl.when(~read.percent).then(values)).to_series()


def _scaled(extract: Extract, column: Column, words: Words, read: Numbers, values: pl.Series, known: Known) -> pl.Series | None:
    """The values on the column's scale; None when that must be asked about. A per cent sign tells the scale by itself."""
    if column.role not in ("value", "input"):
        return values
    plain_values = pl.select(pl.when(~read.percent).then(values)).to_series() if read.percent.any() else values
    scale = column_scale(extract, column, words.spread(plain_values), measured_by(extract, column, known.programme), known)
    if scale is None or scale == AS_IT_STANDS:
        return None if scale is None else values
    factor, added = READ_AS[scale]
    return pl.select(pl.when(~read.percent).then((values * factor + added).round(9)).otherwise(values)).to_series()
