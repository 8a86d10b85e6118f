"""Each cell of an extract read as what its column says, each row's words looked up; everything that does not fit is a fault or a question.

Works a column at a time; a text that occurs in many rows is read once. The result keeps the extract's row order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from kpi.errors import Fault
from kpi.intake import cells
from kpi.intake.cells import Read, Words
from kpi.intake.extract import COLUMN, ROW, SHEET, Extract
from kpi.intake.faults import FaultList, Message
from kpi.intake.known import (
    FIRST_YEAR,
    INDEX,
    INDICATOR,
    KEY,
    METHOD,
    MONTH,
    NUMBER,
    PERIOD,
    POPULATION,
    SEX,
    UNIT,
    YEAR,
    Known,
)
from kpi.intake.lookups import Problem
from kpi.intake.numeric import check_range, read_figures
from kpi.intake.periods import Period, read_period
from kpi.intake.scale import with_scales
from kpi.intake.tables.joint import year_place
from kpi.intake.tables.model import Match, label
from kpi.intake.tables.parts import JOINED, why_not
from kpi.intake.tables.vocabulary import METHOD_WORDS
from kpi.intake.wording import closest, listed, short
from kpi.intake.words import indicators_of, units_of
from kpi.language import N_, tr
from kpi.programme.model import Column
from kpi.programme.periods import part_of, period_text

_EMPTY_IS_AN_ANSWER = {"value", "method", "parent", "valid_from", "valid_to"}  # roles where a blank cell means something
_WORD = re.compile(r"[^\W_]+")
_QUARTER = N_("Perioden är ett kvartal, men de här uppgifterna gäller hela år. Ta med helåret i stället.")
_TERTIAL = N_(
    "Perioden är ett tertial. Det kan vara fyra månader eller allt hittills under året: ta med månaderna eller kvartalen i stället."
)


@dataclass(slots=True)
class _Columns:
    """What has been read so far: the values by name, the distinct texts by Column.key, and small whole numbers that stand for keys."""

    values: dict[str, pl.Series]
    words: dict[str, Words]
    codes: dict[str, tuple[pl.Series, int]]  # name → number per row (null: none) and how many there are


def validate(extract: Extract, known: Known, faults: FaultList) -> pl.DataFrame:
    """The extract's rows with values in place of text. A cell that is blank or faulty is null; faults are added to ``faults``.

    What must be asked is in ``known.asking``; the rows that it is about are null there, or kept out.
    """
    frame, layout = extract.frame, extract.layout
    index = pl.int_range(frame.height, eager=True, dtype=pl.UInt32)
    place = [name for name in (ROW, SHEET, COLUMN) if name in frame.columns]
    texts = cells.words_of(frame.select(c.key for c in layout.columns if extract.has(c.key) and not _is_free_text(c)))
    read = _Columns({**{name: frame[name] for name in place}, INDEX: index}, texts, {})
    for column in layout.columns:
        if extract.has(column.key):
            _check_blank(extract, column, faults)
            _read(extract, column, known, faults, read)
    _roles(extract, read, frame.height)
    _units(extract, known, faults, read)
    _methods(extract, known, faults, read)
    if layout.kind != "organisation":
        read.values[KEY] = _key(read, frame.height)
    checked = pl.DataFrame(read.values)
    value = layout.role("value")
    if layout.kind == "values" and value is not None and extract.has(value.key) and NUMBER in checked.columns:
        checked = with_scales(extract, checked, value.key, known)
    return checked


def _is_free_text(column: Column) -> bool:
    return column.type == "text" and column.role != "method"


def _check_blank(extract: Extract, column: Column, faults: FaultList) -> None:
    raw = extract.frame[column.key]
    needed = column.required or column.role == "sex"
    if needed and raw.null_count() and not _may_be_empty(extract, column):
        message = tr("Cellen är tom. Skriv K, M eller T.") if column.role == "sex" else tr("Cellen är tom. Fyll i den.")
        faults.add(column.key, raw.is_null(), "missing_value", message)


def _may_be_empty(extract: Extract, column: Column) -> bool:
    """A value that is missing is not a fault: it is kept as missing. Nor is an answer that was not given."""
    values = {m.value for m in extract.layout.measures if m.rule == "column"}
    return column.type == "likert" or column.role in _EMPTY_IS_AN_ANSWER or column.key in values


def _read(extract: Extract, column: Column, known: Known, faults: FaultList, read: _Columns) -> None:
    raw = extract.frame[column.key]
    if _is_free_text(column):
        read.values[column.key] = raw.str.strip_chars()
        return
    words = read.words[column.key]
    match column.type:
        case "number" | "integer":
            read.values.update(read_figures(extract, column, words, known, faults))
        case "year" if column.role == "period":
            _periods(extract, column, words, known, faults, read)
        case "year":
            read.values[column.key] = _plain_year(column, words, faults)
        case "month":
            _periods(extract, column, words, known, faults, read)
        case "likert":
            answers = cells.answers(words, column.choices)
            unread = tr("Svaret går inte att läsa: skriv 1–5, eller lämna tomt.")
            faults.add(column.key, words.rows(answers.unreadable), "bad_answer", unread)
            read.values[column.key] = words.spread(answers.values)
            check_range(column, words, answers.values, faults)
        case "sex":
            chosen = cells.choices(words, {**cells.SEXES, **column.choices})
            read.values[column.key] = _choice(column, words, chosen, {"K": "", "M": "", "T": ""}, "bad_sex", faults)
        case "choice":
            chosen = cells.choices(words, column.choices)
            read.values[column.key] = _choice(column, words, chosen, column.choices, "bad_choice", faults)
        case "indicator":
            places = indicators_of(extract, column, words, known, faults)
            ids = pl.Series([i.id for i in known.programme.indicators], dtype=pl.String)
            read.values[NUMBER] = words.spread(places)
            read.values[column.key] = ids.gather(read.values[NUMBER])
            read.codes[INDICATOR] = read.values[NUMBER], len(ids)
        case _:
            read.values[column.key] = words.spread(words.texts.str.strip_chars())


def _choice(column: Column, words: Words, read: Read, accepted: Mapping[str, str], code: str, faults: FaultList) -> pl.Series:
    def message(text: str | None, _: int) -> str:
        near = closest(text or "", accepted)
        hint = tr("Menas ”{near}”? ", near=near) if near else ""
        return tr(
            "”{short}” är inte ett giltigt val. {hint}Godtagna: {accepted}.", short=short(text or ""), hint=hint, accepted=listed(accepted)
        )

    faults.add(column.key, words.rows(read.unreadable), code, message)
    return words.spread(read.values)


def _plain_year(column: Column, words: Words, faults: FaultList) -> pl.Series:
    """Years that are no period: from when, and until when, a unit is in force."""
    low, high = int(column.value_min or 0), int(column.value_max or 9999)
    meant = [read_period(text) for text in words.texts]
    years = [p.year if p and p.kind == "year" and low <= p.year <= high else None for p in meant]
    said = (
        tr("Året ska stå med fyra siffror och ligga i {low}–{high}.", low=low, high=high)
        if column.value_min and column.value_max
        else tr("Året ska stå med fyra siffror.")
    )
    _bad(column, words, [y is None for y in years], "bad_year", said, faults)
    return words.spread(pl.Series(years, dtype=pl.Int32))


def _bad(column: Column, words: Words, which: list[bool], code: str, message: Message, faults: FaultList) -> None:
    faults.add(column.key, words.rows(pl.Series(which, dtype=pl.Boolean)), code, message)


def _periods(extract: Extract, column: Column, words: Words, known: Known, faults: FaultList, read: _Columns) -> None:
    """Period as text, year and month. A column of years takes months and quarters too where each row is a value with its own
    period; a column of months takes quarters."""
    low = max(int(column.value_min or FIRST_YEAR), FIRST_YEAR)
    high = min(int(column.value_max or known.last_year), known.last_year)
    meant = [read_period(text) for text in words.texts]
    yearly = column.type == "year"
    dates_are_years = yearly and all(p.ends_a_year for p in meant if p and p.kind == "day")
    periods = [_meant(p, yearly, dates_are_years, extract.layout.kind == "values") for p in meant]
    sound = [p is not None and low <= int(p[:4]) <= high for p in periods]
    quarters = [p is None and m is not None and m.kind == "quarter" for p, m in zip(periods, meant, strict=True)]
    tertials = [m is not None and m.kind == "tertial" for m in meant]
    _bad(column, words, quarters, "quarter_period", tr(_QUARTER), faults)
    _bad(column, words, tertials, "tertial_period", tr(_TERTIAL), faults)
    apart = [not s and JOINED in text and any(m.joint for m in extract.matches) for s, text in zip(sound, words.texts, strict=True)]
    _bad(column, words, apart, "period_of_two", lambda text, i: _apart(extract.match_of(i), text or ""), faults)
    wrong = [not (s or q or t or a) for s, q, t, a in zip(sound, quarters, tertials, apart, strict=True)]
    if yearly:
        _bad(column, words, wrong, "bad_year", tr("Året ska stå med fyra siffror och ligga i {low}–{high}.", low=low, high=high), faults)
    else:
        late = [w and p is not None for w, p in zip(wrong, periods, strict=True)]
        unread = [w and p is None for w, p in zip(wrong, periods, strict=True)]
        _bad(column, words, unread, "bad_period", tr("Perioden ska skrivas ÅÅÅÅ-MM, till exempel 2024-03, eller som 2024 kv 1."), faults)
        _bad(column, words, late, "bad_period", tr("Periodens år ska ligga i {low}–{high}.", low=low, high=high), faults)
    if dates_are_years:
        _tell_dates(extract, column, words, meant, known)
    kept = [p if s else None for p, s in zip(periods, sound, strict=True)]
    read.values[column.key] = read.values[PERIOD] = words.spread(pl.Series(kept, dtype=pl.String))
    read.values[YEAR] = words.spread(pl.Series([int(p[:4]) if p else None for p in kept], dtype=pl.Int32))
    read.values[MONTH] = words.spread(pl.Series([part_of(p) if p else None for p in kept], dtype=pl.Int32))
    read.codes[PERIOD] = _numbered(words, kept)


def _apart(match: Match, text: str) -> str:
    """Why a year and a part of it make no period."""
    joint = match.joint
    return why_not(text, joint.grain, year_place(match), label(joint.part, match.headings)) if joint else ""


def _meant(period: Period | None, yearly: bool, dates_are_years: bool, months_too: bool) -> str | None:
    """ "2024", "2024-03" or "2024-Q1"; None for what the column does not take."""
    if period is None:
        return None
    if not yearly:
        return period.whole_part
    if period.kind == "year" or (period.kind == "day" and dates_are_years):
        return period_text(period.year)
    return period.whole_part if period.kind in ("month", "quarter") and months_too else None


def _tell_dates(extract: Extract, column: Column, words: Words, meant: list[Period | None], known: Known) -> None:
    rows = words.rows(pl.Series([p is not None and p.kind == "day" for p in meant], dtype=pl.Boolean))
    if rows.any():
        i = int(rows.arg_true()[0])
        message = tr("Datumen i kolumnen ”{heading}” läses som år: alla ligger på ett årsskifte.", heading=column.heading)
        sheet, row, place = extract.sheet_of(i), extract.row_of(i), extract.place(column.key, i)
        known.notes.append(Fault("dates_as_years", message, sheet=sheet, row=row, column=place, value=extract.text(column.key, i)))


def _numbered(words: Words, meant: list[str | None]) -> tuple[pl.Series, int]:
    """Each row's number for what its text means: texts that mean the same have the same."""
    numbers = {value: n for n, value in enumerate(dict.fromkeys(m for m in meant if m is not None))}
    return words.spread(pl.Series([None if m is None else numbers[m] for m in meant], dtype=pl.UInt32)), len(numbers)


def _numbers_of(values: pl.Series) -> tuple[pl.Series, int]:
    words = cells.words(values)
    return words.codes, len(words.texts)


def _roles(extract: Extract, read: _Columns, height: int) -> None:
    """Sex (T where the file has no such column), population and indicator under their common names."""
    for role, name in (("sex", SEX), ("population", POPULATION), ("indicator", INDICATOR)):
        column = extract.layout.role(role)
        if column is not None and column.key in read.values:
            read.values[name] = read.values[column.key]
            if name == POPULATION:
                read.codes[name] = _numbers_of(read.values[name])
        elif role == "sex":
            read.values[SEX] = pl.repeat("T", height, eager=True, dtype=pl.String)


def _units(extract: Extract, known: Known, faults: FaultList, read: _Columns) -> None:
    """Unit codes, where the layout has rows about units."""
    column = extract.layout.role("unit")
    if column is None or column.key not in read.words:
        return
    years = read.values.get(YEAR)
    if years is None:
        years = pl.repeat(None, extract.frame.height, eager=True, dtype=pl.Int32)
    read.values[UNIT] = units_of(extract, column, read.words[column.key], years, known, faults)
    read.codes[UNIT] = _numbers_of(read.values[UNIT])


def _methods(extract: Extract, known: Known, faults: FaultList, read: _Columns) -> None:
    """The method of each row with an indicator; the indicator's first where the file says nothing."""
    if NUMBER not in read.values:
        return
    column = extract.layout.role("method")
    key = column.key if column is not None and column.key in read.values else None
    indicators = known.programme.indicators
    if key is None:
        first = pl.Series([i.methods[0] for i in indicators], dtype=pl.String)
        read.values[METHOD] = first.gather(read.values[NUMBER])
        named = extract.layout.role("indicator")
        said = _in_names(read.words[named.key]) if named is not None and named.key in read.words else None
        if said is None or named is None:
            return
        key = named.key
    else:
        said = read.values[key]
    rows = pl.DataFrame({NUMBER: read.values[NUMBER], "said": said})
    pairs = rows.filter(pl.col(NUMBER).is_not_null()).unique()
    found = [known.indicators.method(indicators[number].id, text) for number, text in pairs.iter_rows()]
    names = pairs.with_columns(pl.Series(METHOD, [f if isinstance(f, str) else None for f in found], dtype=pl.String))
    read.values[METHOD] = rows.join(names, on=[NUMBER, "said"], how="left", nulls_equal=True, maintain_order="left")[METHOD]
    problems = {pair: f for pair, f in zip(pairs.iter_rows(), found, strict=True) if isinstance(f, Problem)}
    if problems:
        wrong = rows[NUMBER].is_not_null() & read.values[METHOD].is_null()
        faults.add(key, wrong, "unknown_method", lambda _, i: problems[(rows[NUMBER][i], said[i])].message)
    read.codes[METHOD] = _numbers_of(read.values[METHOD])


def _in_names(names: Words) -> pl.Series | None:
    """The method that each row's name of an indicator says ("Korttidssjukfrånvaro, R12"); None when no name says one."""
    found = [next((m for word in _WORD.findall(t.casefold()) if (m := METHOD_WORDS.get(word))), None) for t in names.texts]
    return names.spread(pl.Series(found, dtype=pl.String)) if any(found) else None


def _key(read: _Columns, height: int) -> pl.Series:
    """One number for everything that a figure is told apart by, except its sex; null in a row where any of it is missing."""
    key = pl.repeat(0, height, eager=True, dtype=pl.Int64)
    for numbers, size in read.codes.values():
        key = key * max(size, 1) + numbers.cast(pl.Int64)
    return key
