"""What must hold between the cells of a row, and between rows: no key twice, K + M = T, value = numerator / denominator, parts ≤ whole."""

from __future__ import annotations

import polars as pl

from kpi.intake.extract import Extract
from kpi.intake.facts import role_key
from kpi.intake.faults import FaultList
from kpi.intake.lookups import IndicatorIndex
from kpi.intake.validate import INDEX, INDICATOR, METHOD, PERIOD, POPULATION, SEX, UNIT, plain, span_text
from kpi.intake.wording import rows_listed
from kpi.programme.model import Indicator, Measure, Rollup, Within

_KEYS = (INDICATOR, UNIT, PERIOD, POPULATION, METHOD, SEX)
_EXACT = 1e-6
TOLERANCE = 1e-9


def check_rows(extract: Extract, checked: pl.DataFrame, indicators: IndicatorIndex, faults: FaultList) -> None:
    """Every check that applies to the layout. Rows already at fault are not told of again for what follows from it."""
    for within in extract.layout.checks:
        _check_within(extract, checked, within, faults)
    if extract.layout.kind == "values":
        for indicator, rows in checked.filter(pl.col(INDICATOR).is_not_null()).group_by(INDICATOR):
            _check_values(extract, rows, indicators.by_id[str(indicator[0])], faults)
    for measure in extract.layout.measures:
        _check_measure(extract, checked, measure, indicators.by_id[measure.indicator], faults)
    if extract.layout.kind != "organisation" and not extract.layout.individual:
        repeated = _check_duplicates(extract, checked, faults)
        _check_sexes(extract, checked.filter(~repeated), indicators, faults)


def _decimals(key: str) -> pl.Expr:
    """Decimals as written in a column of text; 0 for a whole number and a blank cell."""
    return pl.col(key).str.strip_chars().str.extract(r"[.,](\d+)$", 1).str.len_bytes().fill_null(0)


def _half_steps(extract: Extract, rows: pl.Series, keys: list[str]) -> pl.Series:
    """How far the sum of these cells may be off in each row when every cell is rounded as written: half a step each."""
    texts = extract.frame.select(keys)[rows.cast(pl.UInt32)]
    decimals = texts.select(pl.max_horizontal(_decimals(k) for k in keys).cast(pl.Float64)).to_series()
    return pl.select(pl.lit(10.0).pow(-decimals)).to_series() * len(keys) / 2


def _check_within(extract: Extract, checked: pl.DataFrame, within: Within, faults: FaultList) -> None:
    parts = [k for k in within.parts if extract.has(k)]
    if not parts or not extract.has(within.whole):
        return
    total = pl.sum_horizontal(pl.col(k).fill_null(0) for k in parts)
    rows = checked.select(INDEX, total.alias("sum"), pl.col(within.whole).alias("whole"))
    over = rows.filter(pl.col("sum") > pl.col("whole") + _EXACT)
    if len(parts) > 1:
        # Cells rounded one by one may add up to a little more than the rounded whole; a single cell may not exceed it.
        over = over.filter(over["sum"] > over["whole"] + _half_steps(extract, over[INDEX], [*parts, within.whole]))
    sums = {i: (part, whole) for i, part, whole in over.iter_rows()}
    names = " + ".join(f"”{extract.layout.column(k).heading}”" for k in parts)
    heading = extract.layout.column(within.whole).heading

    def message(_: str | None, i: int) -> str:
        part, whole = sums[i]
        return f"{names} är {plain(part)}, mer än ”{heading}” {plain(whole)}. Rätta den som är fel."

    faults.add_at(within.whole if len(parts) > 1 else parts[0], over[INDEX], "parts_exceed_whole", message)


def _check_values(extract: Extract, rows: pl.DataFrame, indicator: Indicator, faults: FaultList) -> None:
    """Rows of one indicator in a layout where the value is delivered."""
    value, over, under = (role_key(extract, role) for role in ("value", "numerator", "denominator"))
    if value:
        _check_value_range(rows, value, pl.col(value), indicator, faults)
    if over and under:
        half = rows.filter(pl.col(under).is_null() != pl.col(over).is_null())
        faults.add_at(under, half[INDEX], "half_ratio", "Täljare och nämnare hör ihop: fyll i båda eller ingen.")
        _check_denominator(rows, over, under, faults)
        ratio = indicator.scale * pl.col(over) / pl.col(under)
        computed = rows.filter(pl.col(under) != 0)
        alone = computed.filter(pl.col(value).is_null()) if value else computed
        _check_value_range(alone, over, ratio, indicator, faults)
        if value:
            _check_ratio(extract, computed.with_columns(ratio.alias("_ratio")), value, over, under, indicator, faults)


def _check_measure(extract: Extract, checked: pl.DataFrame, measure: Measure, indicator: Indicator, faults: FaultList) -> None:
    rows = checked.filter(pl.col(POPULATION) == measure.population) if measure.population and POPULATION in checked.columns else checked
    if measure.rule == "column" and extract.has(measure.value):
        column = extract.layout.column(str(measure.value))
        if (column.value_min, column.value_max) != (indicator.value_min, indicator.value_max):  # else told already
            _check_value_range(rows, column.key, pl.col(column.key), indicator, faults)
    if measure.rule == "ratio" and not extract.layout.individual and extract.has(measure.numerator) and extract.has(measure.denominator):
        over, under = str(measure.numerator), str(measure.denominator)
        _check_denominator(rows, over, under, faults)
        ratio = indicator.scale * pl.col(over) / pl.col(under)
        _check_value_range(rows.filter(pl.col(under) > 0), over, ratio, indicator, faults)


def _check_value_range(rows: pl.DataFrame, key: str, value: pl.Expr, indicator: Indicator, faults: FaultList) -> None:
    low, high = indicator.value_min, indicator.value_max
    below = (value < low - TOLERANCE) if low is not None else pl.lit(False)
    above = (value > high + TOLERANCE) if high is not None else pl.lit(False)
    outside = rows.select(INDEX, value.alias("_value")).filter(rows.select(below | above).to_series().fill_null(False))
    values = dict(outside.iter_rows())
    faults.add_at(
        key,
        outside[INDEX],
        "out_of_range",
        lambda _, i: f"Värdet {plain(values[i])} ligger utanför det giltiga för ”{indicator.label}”: {span_text(low, high)}.",
    )


def _check_denominator(rows: pl.DataFrame, over: str, under: str, faults: FaultList) -> None:
    zero = rows.filter((pl.col(under) == 0) & (pl.col(over) > 0))
    faults.add_at(under, zero[INDEX], "denominator_zero", "Nämnaren är 0 fast täljaren är större. Rätta den som är fel.")


def _check_ratio(extract: Extract, rows: pl.DataFrame, value: str, over: str, under: str, indicator: Indicator, faults: FaultList) -> None:
    """The delivered value against scale · numerator / denominator, within the rounding that the value is written with."""
    off = rows.select(INDEX, value, over, under, "_ratio").filter((pl.col(value) - pl.col("_ratio")).abs() > TOLERANCE)
    off = off.filter((off[value] - off["_ratio"]).abs() > _half_steps(extract, off[INDEX], [value]) + TOLERANCE)
    cells = {i: rest for i, *rest in off.iter_rows()}
    factor = f"{plain(indicator.scale)} · " if indicator.scale != 1 else ""

    def message(_: str | None, i: int) -> str:
        said, top, bottom, ratio = cells[i]
        computed = f"{factor}{plain(top)} / {plain(bottom)} = {plain(round(ratio, 4))}"
        return f"Värdet {plain(said)} stämmer inte med täljare och nämnare: {computed}. Rätta det som är fel."

    faults.add_at(value, off[INDEX], "value_not_ratio", message)


def _check_duplicates(extract: Extract, checked: pl.DataFrame, faults: FaultList) -> pl.Series:
    """One fault per key that stands more than once, at its second row; none of its rows is accepted. True for those rows."""
    keys = [k for k in _KEYS if k in checked.columns]
    complete = checked.select(pl.all_horizontal(pl.col(k).is_not_null() for k in keys)).to_series()
    repeated = checked.select(keys).is_duplicated() & complete
    if not repeated.any():
        return repeated
    groups = checked.filter(repeated).group_by(keys, maintain_order=True).agg(pl.col(INDEX))
    by_second = {rows[1]: rows for rows in groups[INDEX].to_list()}

    def message(_: str | None, i: int) -> str:
        where = rows_listed(extract.row_of(j) for j in by_second[i])
        return f"Samma uppgift (period, enhet, kön m.m.) står på raderna {where}. Behåll en av dem."

    place = extract.layout.role("indicator") or extract.layout.role("unit")
    faults.add_at(place.key if place else extract.keys[0], list(by_second), "duplicate_key", message)
    faults.reject(checked[INDEX].filter(repeated))
    return repeated


def _check_sexes(extract: Extract, checked: pl.DataFrame, indicators: IndicatorIndex, faults: FaultList) -> None:
    """Women + men = total, for what can be added: n, numerators and denominators. Told at the total; none of the three is accepted."""
    keys = [k for k in _KEYS if k in checked.columns and k != SEX]
    whole = checked.filter(pl.all_horizontal(pl.col(k).is_not_null() for k in keys))
    sides = [whole.filter(pl.col(SEX) == s) for s in ("K", "M", "T")]
    if not all(side.height for side in sides):
        return
    for key in _additive(extract):
        women, men, total = (side.select(*keys, pl.col(key, INDEX).name.suffix(f"_{s}")) for side, s in zip(sides, "KMT", strict=True))
        sums = total.join(women, on=keys, nulls_equal=True).join(men, on=keys, nulls_equal=True)
        off = sums.filter((pl.col(f"{key}_K") + pl.col(f"{key}_M") - pl.col(f"{key}_T")).abs() > _EXACT)
        if off.height:
            _tell_sexes(extract, key, off.sort(f"{INDEX}_T"), indicators, faults)


def _additive(extract: Extract) -> list[str]:
    named = [role_key(extract, role) for role in ("n", "numerator", "denominator")]
    used = [k for m in extract.layout.measures for k in (m.n, m.numerator, m.denominator)]
    return list(dict.fromkeys(k for k in (*named, *used) if k and extract.has(k)))


def _tell_sexes(extract: Extract, key: str, off: pl.DataFrame, indicators: IndicatorIndex, faults: FaultList) -> None:
    rows = [f"{INDEX}_{s}" for s in ("K", "M", "T")]
    if extract.layout.column(key).type != "integer":
        # Persons are counted and must agree exactly; hours may be rounded one by one, half a step each.
        shares = [i.id for i in indicators.by_id.values() if i.rollup is Rollup.SHARE]
        about = off[INDICATOR] if INDICATOR in off.columns else pl.repeat(_indicator_of(extract, key), off.height, eager=True)
        steps = pl.DataFrame([_half_steps(extract, off[r], [key]).alias(r) for r in rows]).max_horizontal() * len(rows)
        gap = (off[f"{key}_K"] + off[f"{key}_M"] - off[f"{key}_T"]).abs()
        off = off.filter(about.is_in(shares) | (gap > steps + _EXACT))
    cells = {r[-1]: r for r in off.select(f"{key}_K", f"{key}_M", f"{key}_T", *rows).iter_rows()}

    def message(_: str | None, i: int) -> str:
        women, men, total, *at = cells[i]
        where = rows_listed(extract.row_of(j) for j in sorted(at))
        parts = f"Kvinnor {plain(women)} + män {plain(men)} = {plain(women + men)}"
        return f"{parts}, men totalt är {plain(total)} (rad {where}). Rätta den som är fel."

    faults.add_at(key, off[rows[2]], "sexes_do_not_add_up", message)
    for column in rows[:2]:
        faults.reject(off[column])


def _indicator_of(extract: Extract, key: str) -> str:
    return next(m.indicator for m in extract.layout.measures if key in (m.n, m.numerator, m.denominator))
