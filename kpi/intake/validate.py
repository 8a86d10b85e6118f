"""Each cell of an extract read as what its column says, each row's words looked up; everything that does not fit is a fault.

Works a column at a time; a word that occurs in many rows is looked up once. The result keeps the extract's row order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from kpi.intake import cells
from kpi.intake.cells import Read
from kpi.intake.extract import ROW, SHEET, Extract
from kpi.intake.faults import FaultList, Message
from kpi.intake.lookups import IndicatorIndex, Problem, UnitIndex
from kpi.intake.wording import closest, listed, short
from kpi.programme.model import Column

# Columns of the validated frame, named by what they mean; other columns keep their Column.key.
INDEX, PERIOD, YEAR, MONTH = "_i", "_period", "_year", "_month"
UNIT, SEX, POPULATION, INDICATOR, METHOD = "_unit", "_sex", "_population", "_indicator", "_method"
FIRST_YEAR = 2000  # no extract is older; an earlier year is a slip of the keyboard

_EMPTY_IS_AN_ANSWER = {"value", "method", "parent", "valid_from", "valid_to"}  # roles where a blank cell means something
_FRACTION_OF = 100.0


@dataclass(frozen=True, slots=True)
class Known:
    """What the cells are looked up in. last_year: the last year that an extract can be about."""

    units: UnitIndex
    indicators: IndicatorIndex
    last_year: int


def validate(extract: Extract, known: Known, faults: FaultList) -> pl.DataFrame:
    """The extract's rows with values in place of text. A cell that is blank or faulty is null; faults are added to ``faults``."""
    frame = extract.frame
    columns: dict[str, pl.Series] = {ROW: frame[ROW], SHEET: frame[SHEET]}
    columns[INDEX] = pl.int_range(frame.height, eager=True, dtype=pl.UInt32)
    for column in extract.layout.columns:
        if extract.has(column.key):
            _check_blank(extract, column, faults)
            columns[column.key] = _read(extract, column, known, faults)
    checked = pl.DataFrame(columns)
    checked = checked.with_columns(_periods(extract, columns))
    checked = checked.with_columns(_roles(extract, columns, checked.height))
    checked = _with_units(extract, checked, known, faults)
    return _with_methods(extract, checked, known, faults)


def _check_blank(extract: Extract, column: Column, faults: FaultList) -> None:
    raw = extract.frame[column.key]
    needed = column.required or column.role == "sex"
    if needed and raw.null_count() and not _may_be_empty(extract, column):
        advice = " Skriv K, M eller T." if column.role == "sex" else " Fyll i den."
        faults.add(column.key, raw.is_null(), "missing_value", f"Cellen är tom.{advice}")


def _may_be_empty(extract: Extract, column: Column) -> bool:
    """A value that is missing is not a fault: it is kept as missing. Nor is an answer that was not given."""
    values = {m.value for m in extract.layout.measures if m.rule == "column"}
    return column.type == "likert" or column.role in _EMPTY_IS_AN_ANSWER or column.key in values


def _read(extract: Extract, column: Column, known: Known, faults: FaultList) -> pl.Series:
    raw = extract.frame[column.key]
    match column.type:
        case "number" | "integer":
            return _numeric(extract, column, cells.numbers(raw), faults)
        case "year":
            return _year(extract, column, known, faults)
        case "month":
            return _months(extract, column, known, faults)
        case "likert":
            read = cells.answers(raw, column.choices)
            _unreadable(column, read, "bad_answer", "Svaret går inte att läsa: skriv 1–5, eller lämna tomt.", faults)
            _check_range(column, read.values, faults)
            return read.values
        case "sex":
            accepted = {**cells.SEXES, **column.choices}
            return _choice(column, cells.choices(raw, accepted), {"K": "", "M": "", "T": ""}, "bad_sex", faults)
        case "choice":
            return _choice(column, cells.choices(raw, column.choices), column.choices, "bad_choice", faults)
        case "indicator":
            return _looked_up(column, raw, known.indicators.find, faults)
        case _:
            return raw.str.strip_chars()


def _unreadable(column: Column, read: Read, code: str, message: Message, faults: FaultList) -> None:
    faults.add(column.key, read.unreadable, code, message)


def _choice(column: Column, read: Read, accepted: dict[str, str], code: str, faults: FaultList) -> pl.Series:
    def message(text: str | None, _: int) -> str:
        near = closest(text or "", accepted)
        hint = f"Menas ”{near}”? " if near else ""
        return f"”{short(text or '')}” är inte ett giltigt val. {hint}Godtagna: {listed(accepted)}."

    _unreadable(column, read, code, message, faults)
    return read.values


def _looked_up(column: Column, raw: pl.Series, find: Callable[[str], str | Problem], faults: FaultList) -> pl.Series:
    problems: dict[str, Problem] = {}

    def meaning(text: str) -> object:
        found = find(text)
        if isinstance(found, Problem):
            problems[text] = found
            return cells.UNREADABLE
        return found

    read = cells.translate(raw, meaning, pl.String)
    for code in sorted({p.code for p in problems.values()}):
        of_code = [t for t, p in problems.items() if p.code == code]
        faults.add(column.key, raw.is_in(of_code), code, lambda text, _: problems[text or ""].message)
    return read.values


def _numeric(extract: Extract, column: Column, read: Read, faults: FaultList) -> pl.Series:
    _unreadable(column, read, "not_a_number", "Här ska stå ett tal, utan enhet eller annan text.", faults)
    if column.type == "integer":
        faults.add(column.key, read.values != read.values.floor(), "not_an_integer", "Här ska stå ett heltal.")
    _check_range(column, read.values, faults)
    _check_fractions(extract, column, read.values, faults)
    return read.values


def _check_range(column: Column, values: pl.Series, faults: FaultList) -> None:
    low, high = column.value_min, column.value_max
    outside = pl.repeat(False, len(values), eager=True, dtype=pl.Boolean)
    if low is not None:
        outside = outside | (values < low).fill_null(False)
    if high is not None:
        outside = outside | (values > high).fill_null(False)
    if outside.any():
        faults.add(column.key, outside, "out_of_range", f"Värdet ligger utanför det giltiga: {span_text(low, high)}.")


def span_text(low: float | None, high: float | None) -> str:
    """A range in words: "0–100", "minst 0", "högst 100"."""
    if high is None:
        return f"minst {plain(low or 0)}"
    return f"högst {plain(high)}" if low is None else f"{plain(low)}–{plain(high)}"


def plain(value: float) -> str:
    """A number as short as it can be written, with a decimal comma."""
    return f"{value:.10g}".replace(".", ",").replace("-", "\u2212")


def _check_fractions(extract: Extract, column: Column, values: pl.Series, faults: FaultList) -> None:
    """A column of 0–100 where nothing is above 1 holds fractions: a percent-formatted 100 % is stored as 1 in a workbook."""
    if column.value_max != _FRACTION_OF or column.value_min != 0 or column.role != "input" or not len(values):
        return
    top = values.max()
    if isinstance(top, float) and 0 < top <= 1:
        scale = f"Ange dem på skalan {span_text(0, _FRACTION_OF)} (i en procentformaterad cell är 100 % talet 1)."
        message = f"Alla värden i kolumnen ligger mellan 0 och 1. {scale}"
        faults.add(column.key, values.is_not_null(), "fractions", message)


def _year(extract: Extract, column: Column, known: Known, faults: FaultList) -> pl.Series:
    read = cells.numbers(extract.frame[column.key])
    whole = read.values.is_null() | (read.values == read.values.floor())
    wrong = read.unreadable | ~whole
    low, high = column.value_min, column.value_max
    if column.role == "period":
        low, high = max(low or FIRST_YEAR, FIRST_YEAR), min(high or known.last_year, known.last_year)
    years = read.values.fill_null(low if low is not None else 0)
    wrong = wrong | (years < (low if low is not None else 0)) | (years > (high if high is not None else 9999))
    message = f"Året ska stå med fyra siffror{f' och ligga i {int(low)}–{int(high)}' if low and high else ''}."
    faults.add(column.key, wrong, "bad_year", message)
    return pl.select(pl.when(~wrong).then(read.values)).to_series().cast(pl.Int32)


def _months(extract: Extract, column: Column, known: Known, faults: FaultList) -> pl.Series:
    read = cells.months(extract.frame[column.key])
    _unreadable(column, read, "bad_period", "Perioden ska skrivas ÅÅÅÅ-MM, till exempel 2024-03.", faults)
    year = read.values.str.slice(0, 4).cast(pl.Int32)
    outside = ((year < FIRST_YEAR) | (year > known.last_year)).fill_null(False)
    faults.add(column.key, outside, "bad_period", f"Periodens år ska ligga i {FIRST_YEAR}–{known.last_year}.")
    return pl.select(pl.when(~outside).then(read.values)).to_series() if outside.any() else read.values


def _periods(extract: Extract, columns: dict[str, pl.Series]) -> list[pl.Series]:
    """Period as text, year and month, from whichever column the layout has."""
    column = extract.layout.role("period")
    if column is None or column.key not in columns:
        return []
    values = columns[column.key]
    if column.type == "month":
        year, month = values.str.slice(0, 4).cast(pl.Int32), values.str.slice(5, 2).cast(pl.Int32)
        return [values.alias(PERIOD), year.alias(YEAR), month.alias(MONTH)]
    nothing = pl.repeat(None, len(values), eager=True, dtype=pl.Int32)
    return [values.cast(pl.String).alias(PERIOD), values.alias(YEAR), nothing.alias(MONTH)]


def _roles(extract: Extract, columns: dict[str, pl.Series], height: int) -> list[pl.Series]:
    """Sex (T where the file has no such column), population and indicator under their common names."""
    out = []
    for role, name in (("sex", SEX), ("population", POPULATION), ("indicator", INDICATOR)):
        column = extract.layout.role(role)
        if column is not None and column.key in columns:
            out.append(columns[column.key].alias(name))
        elif role == "sex":
            out.append(pl.repeat("T", height, eager=True, dtype=pl.String).alias(SEX))
    return out


def _with_units(extract: Extract, checked: pl.DataFrame, known: Known, faults: FaultList) -> pl.DataFrame:
    """Unit codes. The same name can mean different units in different years, so pairs of word and year are looked up."""
    column = extract.layout.role("unit")
    if column is None or column.key not in checked.columns:
        return checked
    pairs = checked.select(pl.col(column.key), pl.col(YEAR)).filter(pl.col(column.key).is_not_null()).unique()
    found = [known.units.find(text, year) for text, year in pairs.iter_rows()]
    codes = pairs.with_columns(pl.Series(UNIT, [f if isinstance(f, str) else None for f in found], dtype=pl.String))
    checked = checked.join(codes, on=[column.key, YEAR], how="left", nulls_equal=True, maintain_order="left")
    problems = {pair: f for pair, f in zip(pairs.iter_rows(), found, strict=True) if isinstance(f, Problem)}
    for code in sorted({p.code for p in problems.values()}):
        wrong = checked.filter(pl.col(UNIT).is_null() & pl.col(column.key).is_not_null()).select(INDEX, column.key, YEAR)
        rows = [i for i, text, year in wrong.iter_rows() if problems[(text, year)].code == code]
        faults.add_at(column.key, rows, code, lambda text, i: problems[((text or "").strip(), checked[YEAR][i])].message)
    return checked


def _with_methods(extract: Extract, checked: pl.DataFrame, known: Known, faults: FaultList) -> pl.DataFrame:
    """The method of each row with an indicator; the indicator's first where the file says nothing."""
    if INDICATOR not in checked.columns:
        return checked
    column = extract.layout.role("method")
    key = column.key if column is not None and column.key in checked.columns else None
    said = checked[key] if key else pl.repeat(None, checked.height, eager=True, dtype=pl.String)
    pairs = pl.DataFrame({INDICATOR: checked[INDICATOR], "_said": said}).filter(pl.col(INDICATOR).is_not_null()).unique()
    found = [known.indicators.method(indicator, text) for indicator, text in pairs.iter_rows()]
    names = pairs.with_columns(pl.Series(METHOD, [f if isinstance(f, str) else None for f in found], dtype=pl.String))
    checked = checked.with_columns(said.alias("_said"))
    checked = checked.join(names, on=[INDICATOR, "_said"], how="left", nulls_equal=True, maintain_order="left").drop("_said")
    problems = {pair: f for pair, f in zip(pairs.iter_rows(), found, strict=True) if isinstance(f, Problem)}
    if key and problems:
        wrong = checked[INDICATOR].is_not_null() & checked[METHOD].is_null()
        faults.add(key, wrong, "unknown_method", lambda _, i: problems[(checked[INDICATOR][i], checked[key][i])].message)
    return checked
