"""What is odd about figures that are right as far as they go: against each other, and against what is stored already.

Each warning says which figure and what is odd, never the figure itself: the group may be too small to be shown. The limits:

- *unlike the unit's earlier figures*: with at least four earlier periods (years for a year's figure, quarters for a quarter's, months for
  a month's) more than five scaled median deviations from their median, and more than 5 % of the valid range or a quarter of the median,
  whichever is less; with one to three, further from the latest than 15 % of the range or half of it, whichever is less;
- *changed much* (must be confirmed): a stored figure moved by more than 10 % of the range or half of itself, whichever is less, or lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from kpi.errors import Fault
from kpi.intake.questions import Choice, Question, question_id
from kpi.intake.scale import FAR, FRACTIONS, expected_of
from kpi.intake.wording import listed, row_spans
from kpi.language import N_, ntr, tr
from kpi.programme.model import Indicator, Programme
from kpi.programme.periods import LAST_PART, MONTHS
from kpi.store.types import UnitRow
from kpi.text import numbers
from kpi.text.words import SEX as SEX_WORDS
from kpi.text.words import period

YEARS_BACK = 8
CONFIRMED = "ja"
_ENOUGH, _DEVIATIONS, _NORMAL = 4, 5.0, 1.4826  # 1.4826 · the median deviation is the standard deviation of a normal distribution
_TOLD = 5  # odd figures of a kind that are listed one by one
_EPSILON = 1e-6
_PLACES = LAST_PART + 1  # of a year in ``at``: one for itself, one a month and one a quarter
_PARTS_BACK = 3 * _PLACES
_ALL_OF = 2**40  # more than there are units and methods
_AT_A_TIME = 50_000
_SEXES = pl.Enum(["T", "K", "M"])
_YEAR, _MONTH, _QUARTER = 0, 1, 2  # grains: a figure is judged against earlier ones of its own


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What figures are judged against. history: ``Store.history`` from YEARS_BACK before the file's first year to its last."""

    programme: Programme
    units: Sequence[UnitRow]
    history: pa.Table


class Judged:
    """A file's facts (FACT_SCHEMA) put beside what is stored."""

    def __init__(self, facts: pa.Table, around: Surroundings) -> None:
        self._around = around
        self._new, self._old = _coded(_frame(facts), _frame(around.history), around.programme)
        self._told = Told(around.programme, {u.code: u.name for u in around.units})

    def odd(self, *, computed: bool = False) -> list[Fault]:
        """Warnings about figures that are odd. computed: all were made here, out of rows of persons, and agree as far as they can."""
        new, old, told, programme = self._new, self._old, self._told, self._around.programme
        found: list[Fault] = []
        if not computed:
            # What has a numerator agrees with it, women and men and all: it has been checked.
            reported = new if new["numerator"].null_count() == new.height else new.filter(pl.col("numerator").is_null())
            found += told.each(
                "sexes_and_total", _sexes_apart(reported), N_("{figure}: totalen är inte den vägda mitten av kvinnor och män.")
            )
            found += told.each(
                "odd_scale", _tiny(reported, programme), N_("{figure} är mycket litet mot planens värde. Är det en andel 0–1?")
            )
            found += told.each("mean_of_parts", _parts_apart(new, programme), N_("{figure} är inte medelvärdet av sina delar."))
        if old.height:
            found += told.each("unlike_history", _unlike(new, old), N_("{figure} avviker mycket från enhetens tidigare värden."))
            found += _missing_units(new, old, self._around.units, told.names)
        return found

    def change_question(self, sha256: str) -> Question | None:
        """The question whether figures that are stored already are to change as much as this; None when none does."""
        before = self._old.filter(pl.col("value").is_not_null()).select("series", "at", pl.col("value").alias("before"))
        if before.is_empty():
            return None
        both = self._new.join(before, on=["series", "at"])
        apart = (pl.col("value") - pl.col("before")).abs()
        limit = pl.min_horizontal(0.1 * pl.col("range"), 0.5 * pl.col("before").abs())
        limit = pl.when(pl.col("before") == 0).then((0.1 * pl.col("range")).fill_null(1.0)).otherwise(limit)
        much = both.filter(pl.col("value").is_null() | (apart > limit + pl.col("step") / 2 + _EPSILON)).sort("row_first")
        if much.is_empty():
            return None
        first = much.row(0, named=True)
        return Question(
            id=question_id("change", sha256, str(much.height)),
            kind="change",
            text=ntr(
                "Ett värde som redan är inläst ändras mycket eller försvinner. Stämmer det?",
                "{n} värden som redan är inlästa ändras mycket eller försvinner. Stämmer det?",
                much.height,
                n=much.height,
            ),
            why=tr("Mer än en tiondel av skalan, eller mer än hälften av värdet. Se ändringarna i förhandsvisningen."),
            choices=(Choice(CONFIRMED, tr("ja, det stämmer: ändra dem")),),
            proposed=None,
            sheet=first["sheet"],
            row=first["row_first"],
            column=first["col"],
            examples=tuple(self._told.name(row) for row in much.head(5).iter_rows(named=True)),
        )


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame.with_columns(pl.col("year", "month").cast(pl.Int32))


def _coded(new: pl.DataFrame, old: pl.DataFrame, programme: Programme) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both with numbers for what figures are told apart by, the same in both: ``kind`` (indicator and population), ``of`` (unit and
    method), ``sex_no`` (one of ``_SEXES``), ``series`` (all of these) and ``at`` (year and part of it). New figures also have their
    indicator's valid range (null when open) and the step their values are rounded to at the finest.
    """
    frames = [new, old]
    indicators, units, populations, methods = (_codes([f[name] for f in frames]) for name in ("indicator", "unit", "population", "method"))
    for i, frame in enumerate(frames):
        kind = indicators.of[i] * populations.count + populations.of[i]
        of = methods.of[i] * units.count + units.of[i]
        sex = frame["sex"].cast(_SEXES).to_physical().to_numpy()
        series = (kind * (methods.count * units.count) + of) * len(_SEXES.categories) + sex
        at = (frame["year"] * _PLACES + frame["month"].fill_null(0)).alias("at")
        numbered = {"kind": kind, "of": of, "sex_no": sex, "series": series}
        frames[i] = frame.hstack([*(pl.Series(name, numbers) for name, numbers in numbered.items()), at])
    known = programme.indicators
    number = new["indicator"].cast(pl.Enum([i.id for i in known])).to_physical().cast(pl.UInt32)
    steps = pl.Series("step", _steps(number, new["value"], known), dtype=pl.Float64)
    ranges = pl.Series("range", [_range(i) for i in known], dtype=pl.Float64)
    return frames[0].hstack([ranges.gather(number), steps.gather(number)]), frames[1]


class _Codes(NamedTuple):
    """Texts as numbers from 0: of each column, its rows'; and how many texts there are."""

    of: list[np.ndarray]
    count: int


def _codes(columns: Sequence[pl.Series]) -> _Codes:
    """Each column's texts as numbers, the same text the same number in all."""
    texts = [c.dtype.categories if isinstance(c.dtype, pl.Enum) else c.unique().cast(pl.String) for c in columns]
    distinct = pl.concat(texts).unique(maintain_order=True).drop_nulls()
    kind = pl.Enum(distinct)

    def coded(column: pl.Series, of: pl.Series) -> np.ndarray:
        if not isinstance(column.dtype, pl.Enum):
            return column.cast(kind).to_physical().to_numpy().astype(np.int64)
        return of.cast(kind).to_physical().to_numpy().astype(np.int64)[column.to_physical().to_numpy()]  # each of its texts once

    return _Codes([coded(c, of) for c, of in zip(columns, texts, strict=True)], max(len(distinct), 1))


def _steps(number: pl.Series, value: pl.Series, indicators: Sequence[Indicator]) -> list[float]:
    """Per indicator the step its values are rounded to: the plan's, or a coarser one when the sender has rounded more."""
    used = [0] * len(indicators)
    for decimals in range(max((i.decimals for i in indicators), default=0)):
        for n in number.filter((value != value.round(decimals)).fill_null(False)).unique():
            used[n] = decimals + 1
    return [10.0 ** -min(i.decimals, u) for i, u in zip(indicators, used, strict=True)]


def _range(indicator: Indicator) -> float | None:
    if indicator.value_min is None or indicator.value_max is None:
        return None
    return indicator.value_max - indicator.value_min


class Told:
    """Odd rows as warnings: the first ones each, the rest counted."""

    def __init__(self, programme: Programme, names: dict[str, str]) -> None:
        self._labels = {i.id: i.label for i in programme.indicators}
        self.names = names

    def name(self, row: dict[str, Any]) -> str:
        """Which figure a row is: "0101 Akuten, Pensionsålder 2024, kvinnor"."""
        unit = f"{row['unit']} {self.names.get(row['unit'], '')}".strip()
        label = self._labels.get(row["indicator"], row["indicator"])
        word = SEX_WORDS[row["sex"]]
        sex = "" if row["sex"] == "T" else f", {tr(word).lower()}"
        return f"{unit}, {label} {period(row['period'])}{sex}"

    def each(self, code: str, rows: pl.DataFrame, what: str) -> list[Fault]:
        """The warnings about these rows (columns of FACT_SCHEMA), in the file's order. what: the message, with a place for {figure}."""
        order = np.argsort(rows["row_first"].to_numpy(), kind="stable")
        found = [
            Fault(code, tr(what, figure=self.name(r)), sheet=r["sheet"], row=r["row_first"], column=r["col"])
            for r in rows[order[:_TOLD]].iter_rows(named=True)
        ]
        if rows.height > _TOLD:
            rest = rows["row_first"].gather(order[_TOLD:])
            found.append(
                Fault(
                    code,
                    tr("Detsamma gäller {n} värden till, på rad {rows}", n=numbers.count(len(rest)), rows=row_spans(rest)),
                )
            )
        return found


def _sexes_apart(facts: pl.DataFrame) -> pl.DataFrame:
    """Totals that women and men cannot make: outside the two, or away from their weighted middle where the numbers of both are known."""
    known = facts["value"].is_not_null().arg_true().to_numpy()
    kind, of, sex, at = (facts[name].to_numpy().astype(np.int64) for name in ("kind", "of", "sex_no", "at"))
    # In the order that files mostly have, which is soon sorted: a year's figures of one kind stand together.
    figure = (at * (kind.max(initial=0) + 1) + kind) * (of.max(initial=0) + 1) + of
    code = (figure * 3 + sex)[known]
    order = np.argsort(code, kind="stable")  # T, K and M of a figure stand together
    rows, code = known[order], code[order]
    first = np.flatnonzero((code[:-2] % 3 == 0) & (code[1:-1] == code[:-2] + 1) & (code[2:] == code[:-2] + 2))
    total, women, men = (rows[first + i] for i in range(3))
    value = facts["value"].to_numpy()
    weight = facts.select(pl.coalesce("denominator", pl.col("n").cast(pl.Float64))).to_series().to_numpy()  # NaN: not known
    slack = facts["step"].to_numpy()[total] + _EPSILON
    low, high = np.minimum(value[women], value[men]), np.maximum(value[women], value[men])
    outside = (value[total] < low - slack) | (value[total] > high + slack)
    weights = weight[women] + weight[men]
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (value[women] * weight[women] + value[men] * weight[men]) / weights
        away = (weights > 0) & (np.abs(value[total] - middle) > slack)
    return facts[np.sort(total[outside | away])]


def _tiny(facts: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """Single figures that look like shares as fractions among percentages. A whole column of them has been asked about already."""
    usual = {i.id: expected_of([i]) for i in programme.indicators if i.value_max is not None}
    expected = pl.col("indicator").replace_strict(list(usual), list(usual.values()), default=None, return_dtype=pl.Float64)
    size = pl.col("value").abs()
    tiny = facts.filter((size > 0) & (size <= FRACTIONS) & (size * FAR < expected))
    return tiny.filter(pl.col("indicator").is_in(_mixed(facts, tiny)))


def _mixed(facts: pl.DataFrame, tiny: pl.DataFrame) -> list[str]:
    """The indicators with figures of both sizes."""
    kinds = tiny["indicator"].unique().to_list()
    larger = facts.filter(pl.col("indicator").is_in(kinds) & (pl.col("value").abs() > FRACTIONS))
    return larger["indicator"].unique().to_list()


def _parts_apart(facts: pl.DataFrame, programme: Programme) -> pl.DataFrame:
    """Figures that are the mean of others by the plan's definition, and are not."""
    off = [pl.Series("row", [], dtype=pl.UInt32)]
    involved = {name for i in programme.indicators if i.mean_of for name in (i.id, *i.mean_of)}
    place = ((pl.col("at").cast(pl.Int64) * _ALL_OF + pl.col("of")) * 3 + pl.col("sex_no")).alias("place")
    known = facts.with_row_index("row").filter(pl.col("indicator").is_in(list(involved)) & pl.col("value").is_not_null())
    known = known.select("row", "indicator", place, "value", "step")
    for whole in (i for i in programme.indicators if i.mean_of):
        total = known.filter(pl.col("indicator") == whole.id)
        if total.is_empty():
            continue
        parts = known.filter(pl.col("indicator").is_in(whole.mean_of))
        means = parts.group_by("place").agg(pl.col("value").mean().alias("mean"), pl.len().alias("parts"))
        both = total.join(means.filter(pl.col("parts") == len(whole.mean_of)), on="place")
        off.append(both.filter((pl.col("value") - pl.col("mean")).abs() > pl.col("step") + _EPSILON)["row"])
    return facts[pl.concat(off)]


def _unlike(new: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    """Figures unlike the unit's own of earlier periods (see the head of the module)."""
    part = pl.col("at") % _PLACES
    grain = pl.when(part == 0).then(_YEAR).when(part <= MONTHS).then(_MONTH).otherwise(_QUARTER).cast(pl.Int8).alias("grain")
    now = new.filter(pl.col("value").is_not_null()).with_columns(grain).with_row_index("point")
    then = old.filter(pl.col("value").is_not_null())
    then = then.select("series", grain, pl.col("at").alias("then"), pl.col("value").alias("earlier"))
    then = then.join(now.select("series").unique(), on="series", how="semi").sort("then")
    if then.is_empty():
        return new.clear()
    found = [_unlike_before(part, then) for part in now.iter_slices(_AT_A_TIME)]
    return pl.concat(found)


def _unlike_before(now: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """As ``_unlike``, for so many figures that their earlier ones have room beside each other."""
    seen = then.join(now.select("point", "series", "grain", "at"), on=["series", "grain"], maintain_order="left")
    value = pl.col("earlier")
    sums = (
        seen.filter((pl.col("then") < pl.col("at")) & ((pl.col("grain") == _YEAR) | (pl.col("at") - pl.col("then") <= _PARTS_BACK)))
        .group_by("point")
        .agg(
            pl.len().alias("points"),
            value.median().alias("median"),
            (value - value.median()).abs().median().alias("deviation"),
            value.last().alias("latest"),
        )
    )
    both = now.join(sums, on="point")
    many = pl.col("points") >= _ENOUGH
    centre = pl.when(many).then(pl.col("median")).otherwise(pl.col("latest"))
    least = pl.when(many).then(_less(0.05, 0.25, "median")).otherwise(_less(0.15, 0.5, "latest"))
    limit = pl.when(many).then(pl.max_horizontal(_DEVIATIONS * _NORMAL * pl.col("deviation"), least)).otherwise(least)
    return both.filter((pl.col("value") - centre).abs() > limit + pl.col("step") + _EPSILON)


def _less(of_range: float, of_value: float, value: str) -> pl.Expr:
    """The lesser of a share of the range and a share of the value itself; of the range alone where the value is 0."""
    share = pl.when(pl.col(value) != 0).then(of_value * pl.col(value).abs())
    return pl.min_horizontal(of_range * pl.col("range"), share).fill_null(0.0)


def _missing_units(new: pl.DataFrame, old: pl.DataFrame, units: Sequence[UnitRow], names: dict[str, str]) -> list[Fault]:
    """One warning a year: units in force that had figures of the same kind the year before, and have none in the file."""
    there = new.select("indicator", "year", "unit").unique().with_columns(pl.col("indicator", "unit").cast(pl.String))
    held = old.filter(pl.col("value").is_not_null()).select("indicator", "year", "unit").unique()
    found = []
    for (year,), now in there.sort("year").group_by("year", maintain_order=True):
        kinds = now["indicator"].unique().implode()
        of_kind = held.filter(pl.col("indicator").is_in(kinds))
        before, stored = (set(of_kind.filter(pl.col("year") == y)["unit"].unique().to_list()) for y in (year - 1, year))
        valid = {u.code for u in units if (u.valid_from or year) <= year <= (u.valid_to or year)}
        gone = sorted((before & valid) - stored - set(now["unit"].unique().to_list()))
        if gone:
            who = listed(f"{c} {names.get(c, '')}".strip() for c in gone)
            message = ntr(
                "En enhet som hade uppgifter {before} saknas i filen för {year}: {units}.",
                "{n} enheter som hade uppgifter {before} saknas i filen för {year}: {units}.",
                len(gone),
                n=len(gone),
                before=year - 1,
                year=year,
                units=who,
            )
            found.append(Fault("units_missing", message, sheet=new["sheet"][0]))
    return found
