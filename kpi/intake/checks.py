"""What must hold between the cells of a row, and between rows: no key twice, K + M = T, value = numerator / denominator, parts ≤ whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from kpi.intake.extract import Extract
from kpi.intake.facts import role_key
from kpi.intake.faults import FaultList
from kpi.intake.known import FACTOR, INDEX, INDICATOR, KEY, MARK, NUMBER, PERCENT, POPULATION, SEX, in_per_cent
from kpi.intake.wording import plain, quoted, rows_listed, span_text
from kpi.language import tr
from kpi.programme.model import Indicator, Measure, Programme, Rollup, Within

_EXACT = 1e-6
_SEXES = pl.Enum(["T", "K", "M"])
TOLERANCE = 1e-9


def check_rows(extract: Extract, checked: pl.DataFrame, programme: Programme, faults: FaultList) -> None:
    """Every check that applies to the layout. Rows already at fault are not told of again for what follows from it."""
    for within in extract.layout.checks:
        _check_within(extract, checked, within, faults)
    if extract.layout.kind == "values" and NUMBER in checked.columns:
        _check_values(extract, checked, programme.indicators, faults)
    for measure in extract.layout.measures:
        _check_measure(extract, checked, measure, programme.indicator(measure.indicator), faults)
    if extract.layout.kind != "organisation" and not extract.layout.individual:
        ordered = _Ordered.of(checked)
        repeated = _check_duplicates(extract, checked, ordered, faults)
        if repeated is not None:
            checked = checked.filter(~repeated)
            ordered = _Ordered.of(checked)
        _check_sexes(extract, checked, ordered, programme.indicators, faults)


def _decimals(key: str) -> pl.Expr:
    """Decimals as written in a column of text; 0 for a whole number and a blank cell."""
    return pl.col(key).str.strip_chars(" \u00a0\u202f%").str.extract(r"[.,](\d+)$", 1).str.len_bytes().fill_null(0)


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
    over = checked.filter(total > pl.col(within.whole) + _EXACT).select(INDEX, total.alias("sum"), pl.col(within.whole).alias("whole"))
    if len(parts) > 1 and over.height:
        # Cells rounded one by one may add up to a little more than the rounded whole; a single cell may not exceed it.
        over = over.filter(over["sum"] > over["whole"] + _half_steps(extract, over[INDEX], [*parts, within.whole]))
    sums = {i: (part, whole) for i, part, whole in over.iter_rows()}
    names = " + ".join(quoted(extract.layout.column(k).heading) for k in parts)
    heading = extract.layout.column(within.whole).heading

    def message(_: str | None, i: int) -> str:
        part, whole = sums[i]
        return tr(
            "{names} är {part}, mer än ”{heading}” {whole}. Rätta den som är fel.",
            names=names,
            part=plain(part),
            heading=heading,
            whole=plain(whole),
        )

    faults.add_at(within.whole if len(parts) > 1 else parts[0], over[INDEX], "parts_exceed_whole", message)


def _check_values(extract: Extract, checked: pl.DataFrame, indicators: Sequence[Indicator], faults: FaultList) -> None:
    """Rows that name their indicator: the value in its range, and as its numerator and denominator make it."""
    value, over, under = (role_key(extract, role) for role in ("value", "numerator", "denominator"))
    bounds = pl.DataFrame(
        {
            NUMBER: pl.Series(range(len(indicators)), dtype=pl.UInt32),
            "low": pl.Series([float("-inf") if i.value_min is None else i.value_min for i in indicators], dtype=pl.Float64),
            "high": pl.Series([float("inf") if i.value_max is None else i.value_max for i in indicators], dtype=pl.Float64),
            "scale": pl.Series([i.scale for i in indicators], dtype=pl.Float64),
            "percent": pl.Series([in_per_cent(i) for i in indicators], dtype=pl.Boolean),
        }
    )
    about = {name: bounds[name].gather(checked[NUMBER]) for name in ("low", "high", "scale")}
    if value:
        _check_span(checked, value, checked[value], about, indicators, faults)
        if PERCENT in checked.columns:
            _check_signs(checked, value, bounds, indicators, faults)
    if not (over and under):
        _check_lone(checked, over or under, faults)
        return
    has_over, has_under = checked[over].is_not_null(), checked[under].is_not_null()
    if (has_over | has_under).any():
        _check_half(checked, over, under, faults)
        _check_denominator(checked, over, under, faults)
        ratio = pl.select(pl.when(checked[under] != 0).then(about["scale"] * checked[over] / checked[under])).to_series()
        alone = pl.select(pl.when(checked[value].is_null()).then(ratio)).to_series() if value else ratio
        _check_span(checked, over, alone, about, indicators, faults)
        if value:
            _check_ratio(extract, checked, ratio, value, over, under, indicators, faults)


def _check_span(
    checked: pl.DataFrame, key: str, values: pl.Series, about: dict[str, pl.Series], indicators: Sequence[Indicator], faults: FaultList
) -> None:
    outside = ((values < about["low"] - TOLERANCE) | (values > about["high"] + TOLERANCE)).fill_null(False)
    if not outside.any():
        return
    numbers = checked[NUMBER]

    def message(_: str | None, i: int) -> str:
        return _outside(values[i], indicators[numbers[i]])

    faults.add_at(key, checked[INDEX].filter(outside), "out_of_range", message)


def _outside(value: float, indicator: Indicator) -> str:
    span = span_text(indicator.value_min, indicator.value_max)
    return tr("Värdet {value} ligger utanför det giltiga för ”{label}”: {span}.", value=plain(value), label=indicator.label, span=span)


def _check_signs(checked: pl.DataFrame, value: str, bounds: pl.DataFrame, indicators: Sequence[Indicator], faults: FaultList) -> None:
    wrong = checked[PERCENT] & ~bounds["percent"].gather(checked[NUMBER]).fill_null(True)
    numbers = checked[NUMBER]

    def message(_: str | None, i: int) -> str:
        indicator = indicators[numbers[i]]
        return tr(
            "Procenttecknet passar inte: ”{label}” mäts i {unit}. Rätta värdet eller indikatorn.",
            label=indicator.label,
            unit=indicator.unit.name,
        )

    faults.add_at(value, checked[INDEX].filter(wrong), "not_a_number", message)


def _check_lone(checked: pl.DataFrame, key: str | None, faults: FaultList) -> None:
    """A numerator in a file without denominators, or the other way round."""
    if key:
        message = tr("Täljare och nämnare hör ihop: ta med båda kolumnerna eller ingen.")
        faults.add_at(key, checked[INDEX].filter(checked[key].is_not_null()), "half_ratio", message)


def _check_half(checked: pl.DataFrame, over: str, under: str, faults: FaultList) -> None:
    """Numerator and denominator go together; one that is marked as missing needs no other."""
    half = pl.col(under).is_null() != pl.col(over).is_null()
    for mark in (MARK + over, MARK + under):
        half = half & pl.col(mark).is_null() if mark in checked.columns else half
    message = tr("Täljare och nämnare hör ihop: fyll i båda eller ingen.")
    faults.add_at(under, checked.filter(half)[INDEX], "half_ratio", message)


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
    outside = rows.filter((below | above).fill_null(False)).select(INDEX, value.alias("_value"))
    values = dict(outside.iter_rows())
    faults.add_at(key, outside[INDEX], "out_of_range", lambda _, i: _outside(values[i], indicator))


def _check_denominator(rows: pl.DataFrame, over: str, under: str, faults: FaultList) -> None:
    zero = ((rows[under] == 0) & (rows[over] > 0)).fill_null(False)
    faults.add_at(under, rows[INDEX].filter(zero), "denominator_zero", tr("Nämnaren är 0 fast täljaren är större. Rätta den som är fel."))


def _check_ratio(
    extract: Extract, checked: pl.DataFrame, ratio: pl.Series, value: str, over: str, under: str, indicators: Sequence[Indicator],
    faults: FaultList,
) -> None:  # fmt: skip
    """The delivered value against scale · numerator / denominator, within the rounding that the value is written with."""
    apart = (checked[value] - ratio).abs()
    off = checked[INDEX].filter((apart > TOLERANCE).fill_null(False))
    if off.is_empty():
        return
    steps = _half_steps(extract, off, [value])
    if FACTOR in checked.columns:
        steps = steps * checked[FACTOR].gather(off)
    off = off.filter(apart.gather(off) > steps + TOLERANCE)
    cells = checked[[value, over, under, NUMBER]]

    def message(_: str | None, i: int) -> str:
        said, top, bottom, number = cells.row(i)
        scale = indicators[number].scale
        factor = f"{plain(scale)} · " if scale != 1 else ""
        computed = f"{factor}{plain(top)} / {plain(bottom)} = {plain(round(ratio[i], 4))}"
        return tr(
            "Värdet {said} stämmer inte med täljare och nämnare: {computed}. Rätta det som är fel.", said=plain(said), computed=computed
        )

    faults.add_at(value, off, "value_not_ratio", message)


class _Ordered(NamedTuple):
    """The rows that say what figure they are, put beside those of the same figure: T, K and M of each. One sort answers what else would
    take several joins."""

    rows: np.ndarray  # their places
    codes: np.ndarray  # a number for the figure and its sex: 0 T, 1 K, 2 M of three

    @classmethod
    def of(cls, checked: pl.DataFrame) -> _Ordered:
        there = (checked[KEY].is_not_null() & checked[SEX].is_not_null()).arg_true()
        sexes = checked[SEX].cast(_SEXES).to_physical().gather(there).to_numpy()
        codes = checked[KEY].gather(there).to_numpy() * len(_SEXES.categories) + sexes
        order = np.argsort(codes)
        return cls(there.to_numpy()[order], codes[order])

    def whole(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The places of T, K and M of the figures that have all three."""
        first = np.flatnonzero(self.codes % 3 == 0)
        first = first[first + 2 < len(self.codes)]
        first = first[(self.codes[first + 1] == self.codes[first] + 1) & (self.codes[first + 2] == self.codes[first] + 2)]
        return self.rows[first], self.rows[first + 1], self.rows[first + 2]


def _check_duplicates(extract: Extract, checked: pl.DataFrame, ordered: _Ordered, faults: FaultList) -> pl.Series | None:
    """One fault per key that stands more than once, at its second row; none of its rows is accepted. True for those rows; None for none."""
    if (ordered.codes[1:] != ordered.codes[:-1]).all():
        return None
    complete = checked[KEY].is_not_null() & checked[SEX].is_not_null()
    repeated = checked.select(KEY, SEX).is_duplicated() & complete
    groups = checked.filter(repeated).group_by(KEY, SEX, maintain_order=True).agg(pl.col(INDEX))
    by_second = {rows[1]: rows for rows in groups[INDEX].to_list()}

    def message(_: str | None, i: int) -> str:
        where = rows_listed(extract.row_of(j) for j in by_second[i])
        return tr("Samma uppgift (period, enhet, kön m.m.) står på raderna {where}. Behåll en av dem.", where=where)

    place = extract.layout.role("indicator") or extract.layout.role("unit")
    faults.add_at(place.key if place else extract.keys[0], list(by_second), "duplicate_key", message)
    faults.reject(checked[INDEX].filter(repeated))
    return repeated


def _check_sexes(extract: Extract, checked: pl.DataFrame, ordered: _Ordered, indicators: Sequence[Indicator], faults: FaultList) -> None:
    """Women + men = total, for what can be added: n, numerators and denominators. Told at the total; none of the three is accepted."""
    places = dict(zip("TKM", ordered.whole(), strict=True))
    for key in _additive(extract):
        values = checked[key].cast(pl.Float64).to_numpy()  # NaN: none, which is off by nothing
        apart = np.abs(values[places["K"]] + values[places["M"]] - values[places["T"]]) > _EXACT
        if apart.any():
            off = pl.DataFrame(
                [
                    *(checked[name].gather(places[s][apart]).alias(f"{name}_{s}") for s in "KMT" for name in (key, INDEX)),
                    *(checked[name].gather(places["T"][apart]) for name in (INDICATOR,) if name in checked.columns),
                ]
            )
            _tell_sexes(extract, key, off.sort(f"{INDEX}_T"), indicators, faults)


def _additive(extract: Extract) -> list[str]:
    named = [role_key(extract, role) for role in ("n", "numerator", "denominator")]
    used = [k for m in extract.layout.measures for k in (m.n, m.numerator, m.denominator)]
    return list(dict.fromkeys(k for k in (*named, *used) if k and extract.has(k)))


def _tell_sexes(extract: Extract, key: str, off: pl.DataFrame, indicators: Sequence[Indicator], faults: FaultList) -> None:
    rows = [f"{INDEX}_{s}" for s in ("K", "M", "T")]
    if extract.layout.column(key).type != "integer":
        # Persons are counted and must agree exactly; hours may be rounded one by one, half a step each.
        shares = [i.id for i in indicators if i.rollup is Rollup.SHARE]
        about = off[INDICATOR] if INDICATOR in off.columns else pl.repeat(_indicator_of(extract, key), off.height, eager=True)
        steps = pl.DataFrame([_half_steps(extract, off[r], [key]).alias(r) for r in rows]).max_horizontal() * len(rows)
        gap = (off[f"{key}_K"] + off[f"{key}_M"] - off[f"{key}_T"]).abs()
        off = off.filter(about.is_in(shares) | (gap > steps + _EXACT))
    cells = {r[-1]: r for r in off.select(f"{key}_K", f"{key}_M", f"{key}_T", *rows).iter_rows()}

    def message(_: str | None, i: int) -> str:
        women, men, total, *at = cells[i]
        where = rows_listed(extract.row_of(j) for j in sorted(at))
        parts = tr("Kvinnor {women} + män {men} = {both}", women=plain(women), men=plain(men), both=plain(women + men))
        return tr("{parts}, men totalt är {total} (rad {where}). Rätta den som är fel.", parts=parts, total=plain(total), where=where)

    faults.add_at(key, off[rows[2]], "sexes_do_not_add_up", message)
    for column in rows[:2]:
        faults.reject(off[column])


def _indicator_of(extract: Extract, key: str) -> str:
    return next(m.indicator for m in extract.layout.measures if key in (m.n, m.numerator, m.denominator))
