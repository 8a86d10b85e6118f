"""Figures on another scale than their indicator's: 0,72 where 40–100 is expected, or 7 200. Asked about, never mended in silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from kpi.errors import Fault
from kpi.intake.extract import Extract
from kpi.intake.known import FACTOR, INDEX, NUMBER, PERCENT, Known, table_id
from kpi.intake.questions import Choice, Question, question_id
from kpi.intake.wording import plain, quoted, span_text
from kpi.language import N_, tr
from kpi.programme.model import Column, Indicator

AS_IT_STANDS, TIMES_HUNDRED, HUNDREDTH, ONE_TO_FIVE = "1", "100", "0.01", "1-5"
READ_AS = {AS_IT_STANDS: (1.0, 0.0), TIMES_HUNDRED: (100.0, 0.0), HUNDREDTH: (0.01, 0.0), ONE_TO_FIVE: (25.0, -25.0)}
"""Answer → what a value is multiplied by, and what is then added: (mean − 1) / 4 · 100 for a mean of answers from 1 to 5."""

FRACTIONS = 1.5  # shares as fractions hardly exceed this, and a column of percentages is hardly all below it …
_NEAR = 3.0  # a hundredth of them must come this near to what is usual
FAR = 10.0  # … unless values of that size are what is expected: then they must be this many times too small


def _suspect(low: float | None, high: float | None, top: float, bottom: float, middle: float, expected: float | None) -> str | None:
    """The answer that is likely when values (largest, smallest and median size) do not fit the range; None when they fit.

    expected: a usual value, from the plan; None when it has none.
    """
    if high is None or high < 2 * FRACTIONS or not top:
        return None
    if top <= FRACTIONS * max(high, 100.0) / 100 and (expected is None or middle * FAR < expected):
        return TIMES_HUNDRED
    if bottom >= 1 and top <= 5 and (low, high) == (0, 100) and expected is not None and middle * FAR < expected:
        return ONE_TO_FIVE
    if bottom > high and (low or 0) <= middle / 100 <= high:
        usual = high if expected is None else expected  # one value just above the range is a slip, not another scale
        return HUNDREDTH if middle / 100 * _NEAR > usual else None
    return None


def expected_of(indicators: Iterable[Indicator]) -> float | None:
    """The smallest of the values that the plan states for these, as a baseline or target."""
    stated = [abs(v) for i in indicators for v in (i.baseline, i.target) if v]
    return min(stated) if stated else None


def column_scale(extract: Extract, column: Column, values: pl.Series, measured: Sequence[Indicator], known: Known) -> str | None:
    """How the column's values are to be read (a key of READ_AS); None when that must be asked first. values: those without a per cent
    sign.
    """
    low, high = _range_of(column, measured)
    asked = question_id("scale", table_id(extract), column.heading)
    if high is None and known.asking.answers.given.get(asked) is None:
        return AS_IT_STANDS  # hours, kronor: any size is possible
    return _scale(
        extract, column, values, low, high, expected_of(measured), asked, tr("kolumnen ”{heading}”", heading=column.heading), known
    )


def _range_of(column: Column, measured: Sequence[Indicator]) -> tuple[float | None, float | None]:
    low, high = column.value_min, column.value_max
    if high is None and len({(i.value_min, i.value_max) for i in measured}) == 1:
        low, high = measured[0].value_min, measured[0].value_max
    return low, high


def with_scales(extract: Extract, checked: pl.DataFrame, value: str, known: Known) -> pl.DataFrame:
    """The rows with values on their indicators' scales, each indicator's rows judged together. A value that must be asked about is null."""
    counted = pl.col(value).is_not_null() & pl.col(NUMBER).is_not_null()
    counted = counted & ~pl.col(PERCENT) if PERCENT in checked.columns else counted
    size = pl.col(value).abs()
    sums = checked.lazy().filter(counted).group_by(NUMBER).agg(size.max().alias("top"), size.min().alias("bottom")).collect()
    column = extract.layout.column(value)
    scales: dict[int, str | None] = {}
    for number, top, bottom in sorted(sums.iter_rows()):
        indicator = known.programme.indicators[number]
        asked = question_id("scale", table_id(extract), column.heading, indicator.id)
        low, high = indicator.value_min, indicator.value_max
        if known.asking.answers.given.get(asked) is None and (high is None or (top > max(5.0, FRACTIONS * high / 100) and bottom <= high)):
            continue  # most indicators, told without a look at their rows
        rows = checked.filter(counted & (pl.col(NUMBER) == number))
        what = quoted(indicator.label)
        scale = _scale(extract, column, rows[value], low, high, expected_of([indicator]), asked, what, known, rows[INDEX])
        if scale != AS_IT_STANDS:
            scales[number] = scale
    if not scales:
        return checked
    read = [(None, None) if s is None else READ_AS[s] for s in scales.values()]
    factor, added = (_of_rows(counted, list(scales), [part[i] for part in read], usual) for i, usual in ((0, 1.0), (1, 0.0)))
    return checked.with_columns(factor.alias(FACTOR), (pl.col(value) * factor + added).round(9).alias(value))


def _of_rows(counted: pl.Expr, numbers: list[int], given: list[float | None], usual: float) -> pl.Expr:
    """What is given for a row's indicator, and the usual elsewhere."""
    known = pl.Series(given, dtype=pl.Float64)
    return pl.when(counted).then(pl.col(NUMBER).replace_strict(numbers, known, default=usual, return_dtype=pl.Float64)).otherwise(usual)


def _scale(
    extract: Extract, column: Column, values: pl.Series, low: float | None, high: float | None, expected: float | None, asked: str,
    what: str, known: Known, rows: pl.Series | None = None,
) -> str | None:  # fmt: skip
    sizes = values.drop_nulls().abs()
    if sizes.is_empty():
        return AS_IT_STANDS
    top, bottom, middle = (float(v) for v in (sizes.max(), sizes.min(), sizes.median()))  # type: ignore[arg-type]
    likely = _suspect(low, high, top, bottom, middle, expected)
    said = known.asking.answers.get(asked) if likely is not None else known.asking.answers.given.get(asked)
    outgrown = said is not None and said in READ_AS and not _fits(said, low, high, middle)
    if likely is not None:
        question = _question(extract, column, values, likely, asked, what, low, high, rows)
        if outgrown:
            whose = tr("Svaret") if known.asking.answers.given.get(asked) is not None else tr("Svaret från en tidigare fil")
            why = tr("{whose}, {how}, ger värden utanför det giltiga här. {why}", whose=whose, how=_how(str(said)), why=question.why)
            question = replace(question, id=f"{asked}:{likely}", why=why, proposed=None if said == likely else likely)
        said = known.asking.answer(question)
    elif said not in READ_AS:
        return AS_IT_STANDS
    elif outgrown:
        _tell(
            extract,
            known,
            "scale_unused",
            tr("Värdena för {what} är lästa som de står: {how} blir de orimliga.", what=what, how=_how(str(said))),
        )
        return AS_IT_STANDS
    if said not in (None, AS_IT_STANDS):
        _tell(
            extract,
            known,
            "scale_used",
            tr("Värdena för {what} är lästa {how}, enligt svaret på frågan om skala.", what=what, how=_how(str(said))),
        )
    return said


_WORDS = {
    TIMES_HUNDRED: N_("gånger 100"),
    HUNDREDTH: N_("delade med 100"),
    ONE_TO_FIVE: N_("som medelvärden på skalan 1–5, omräknade till index"),
}


def _how(answer: str) -> str:
    return tr(_WORDS[answer])


def _fits(answer: str, low: float | None, high: float | None, middle: float) -> bool:
    """Does the usual value, read so, lie where the indicator's can? A sender may have changed scale since the question was answered."""
    if answer == AS_IT_STANDS or high is None:
        return True
    factor, added = READ_AS[answer]
    return (low or 0) <= middle * factor + added <= high


def _tell(extract: Extract, known: Known, code: str, message: str) -> None:
    match = extract.matches[0]
    known.notes.append(Fault(code, message, sheet=match.sheet.name, row=match.first_row))


def _question(
    extract: Extract, column: Column, values: pl.Series, likely: str, asked: str, what: str, low: float | None, high: float | None,
    rows: pl.Series | None,
) -> Question:  # fmt: skip
    first = values.is_not_null().arg_true()[0]
    i = int(rows[first]) if rows is not None else int(first)
    shown = values[first]
    texts = [extract.text(column.key, int(rows[j]) if rows is not None else int(j)) for j in values.is_not_null().arg_true().head(3)]
    between = span_text(low or 0, high)
    choices = {
        TIMES_HUNDRED: tr("gånger 100: {shown} är {read} (andelar 0–1)", shown=plain(shown), read=plain(shown * 100)),
        HUNDREDTH: tr("delat med 100: {shown} är {read}", shown=plain(shown), read=plain(shown / 100)),
        ONE_TO_FIVE: tr("medelvärden på skalan 1–5: {shown} är index {read}", shown=plain(shown), read=plain(round(25 * shown - 25, 2))),
        AS_IT_STANDS: tr("som det står: {shown}", shown=plain(shown)),
    }
    order = [likely, AS_IT_STANDS, *(c for c in choices if c not in (likely, AS_IT_STANDS))]
    why = N_("Alla är för stora (till exempel {shown}) där {between} gäller.")
    why = why if likely == HUNDREDTH else N_("Alla är mycket små (till exempel {shown}) där {between} gäller.")
    return Question(
        id=asked,
        kind="scale",
        text=tr("Vilken skala har värdena för {what}?", what=what),
        why=tr(why, shown=plain(shown), between=between),
        choices=tuple(Choice(c, choices[c]) for c in order),
        proposed=likely,
        sheet=extract.sheet_of(i),
        row=extract.row_of(i),
        column=extract.place(column.key, i),
        examples=tuple(t for t in texts if t),
    )
