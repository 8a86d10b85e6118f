"""Which cells of a roll-up may not be shown, by the rule of ``kpi.measure.disclosure``, computed when they are made.

cells: a row a figure, with grp, series_no, year, month (null for a year), unit_no, depth and parent_no (null outside that year's tree),
sex, value, add_den, n, gate, months, monthly and quarterly (how many of its facts are), and ``RULED``. A *family* is the indicators about
the same answers of the same people, each by all its methods.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from kpi.measure.disclosure import hidden_cells
from kpi.measure.intervals import Sums
from kpi.store.grains import Grains
from kpi.store.linked import OF_SERIES, between_series
from kpi.store.rolling import with_rolling_years
from kpi.store.year_sums import with_sums_protected

RULED = ["min_n", "lowest", "highest", "narrowest", "family", "cluster", "tells"]
MONTHS_IN_QUARTER = 3
_YEARS, _UNITS, _SEXES = 10_000, 2**31, 3  # more than there are: parts of one number
_TOP_LEVELS = 1  # down to this depth an unknown n may be shown
_CELL = ["series_no", "year", "unit_no", "sex"]
_PEOPLE = ["family", "year", "unit_no", "sex"]
_TOTAL = 0  # of the sexes
_OF_HIDING = [
    "grp", "unit_no", "parent_no", "depth", "sex", "value", "add_den", "gate", "months", "monthly", "quarterly", "min_n", "lowest",
    "highest", "narrowest",
]  # fmt: skip
_OF_FAMILIES = list(dict.fromkeys([*_OF_HIDING, *OF_SERIES]))


def hidden_in_turn(cells: pl.DataFrame) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Row numbers and whether each of these cells may not be shown: first those of indicators that no other tells about, then the rest.

    The same people measured in two ways, or by two related indicators, are hidden in all or in none, and what then stands alone among its
    siblings is protected in its turn. Figures whose n differ by a whole group that may be shown are about other people.

    Then what ``tells`` of others' n (see ``kpi.programme.related``) is hidden wherever one of theirs is. That never hides more of theirs.
    """
    of_groups = cells.select("grp", "family", "year", "series_no").unique("grp")
    several = (pl.col("series_no").min() < pl.col("series_no").max()).over("family", "year")
    related = cells["grp"].is_in(of_groups.filter(several)["grp"].implode()).to_numpy()
    settled = ~(related | cells["tells"].to_numpy())
    hidden = np.zeros(cells.height, dtype=bool)
    hidden[settled] = _hidden(cells.select(_OF_HIDING).filter(settled))
    yield np.flatnonzero(settled), hidden[settled]
    if settled.all():
        return
    hidden[~settled] = _hidden(cells.select(_OF_HIDING).filter(~settled))
    hidden = _with_families(cells, hidden, related)
    told = hidden | _telling(cells, hidden)
    if not np.array_equal(told, hidden):
        touched = np.isin(cells["grp"].to_numpy(), np.unique(cells["grp"].to_numpy()[told != hidden]))
        hidden[touched] = _hidden(cells.filter(touched), already=told[touched])
        hidden = _with_families(cells, hidden, related)
    yield np.flatnonzero(~settled), hidden[~settled]


def _telling(cells: pl.DataFrame, hidden: np.ndarray) -> np.ndarray:
    """Cells that would tell how many there are in a group that is hidden elsewhere: the same unit's and year's."""
    if cells.is_empty() or not cells["tells"].any():
        return np.zeros(len(hidden), dtype=bool)
    key = ["cluster", "year", "unit_no"]
    rows = cells.select(*key, "family", "sex", "tells", pl.Series("hidden", hidden)).with_row_index("at")
    others = rows.filter(pl.col("hidden") & (pl.col("sex") == _TOTAL)).select(*key, pl.col("family").alias("of"))
    met = rows.filter("tells").join(others, on=key).filter(pl.col("of") != pl.col("family"))
    found = np.zeros(len(hidden), dtype=bool)
    found[met["at"].to_numpy()] = True
    return found


def _with_families(cells: pl.DataFrame, hidden: np.ndarray, related: np.ndarray) -> np.ndarray:
    """``hidden``, with what else must be hidden where figures are about the same people."""
    shared, hidden = np.flatnonzero(related), hidden.copy()
    if len(shared):
        hidden[shared] = _in_families(cells.select(_OF_FAMILIES)[shared], hidden[shared])
    return hidden


def _in_families(cells: pl.DataFrame, hidden: np.ndarray) -> np.ndarray:
    """``hidden``, with what else must be hidden in each family and year; they do not touch each other, and each is done when nothing more
    follows in it."""
    hidden, rows = hidden.copy(), np.arange(len(hidden))
    family = cells["family"].to_numpy().astype(np.int64) * _YEARS + cells["year"].to_numpy()
    people = np.unique((family * _UNITS + cells["unit_no"].to_numpy()) * _SEXES + cells["sex"].to_numpy(), return_inverse=True)[1]
    while len(rows):
        part, before, of = cells if len(rows) == cells.height else cells[rows], hidden[rows], family[rows]
        spread = before | _same_people(part, people[rows], before)
        still = ~np.isin(of, np.unique(of[spread != before]))
        if still.any():
            spread[still] = between_series(part.select(OF_SERIES).filter(still), before[still])
        group = part["grp"].to_numpy()
        touched = np.isin(group, np.unique(group[spread != before]))
        if not touched.any():
            break
        spread[touched] = _hidden(part.select(_OF_HIDING).filter(touched), already=spread[touched])
        hidden[rows] = spread
        rows = rows[np.isin(of, np.unique(of[touched]))]
    return hidden


def _same_people(cells: pl.DataFrame, people: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Cells that could be about the same people as a hidden one, but for a group too small to be shown. ``people``: a number for those of
    each family, year, unit and sex."""
    size = int(people.max(initial=-1)) + 1
    parted = (np.bincount(people, hidden, size) > 0) & (np.bincount(people, ~hidden, size) > 0)
    min_n = cells["min_n"].to_numpy()
    near = np.zeros(len(hidden), dtype=bool)
    for name in ("n", "gate"):
        count = cells[name].cast(pl.Float64).to_numpy()  # NaN: unknown
        unknown = np.isnan(count)
        known = hidden & ~unknown
        least, most = np.full(size, np.inf), np.full(size, -np.inf)
        np.minimum.at(least, people[known], count[known])
        np.maximum.at(most, people[known], count[known])
        any_unknown = np.bincount(people, hidden & unknown, size) > 0
        within = (count > least[people] - min_n + 1e-9) & (count < most[people] + min_n - 1e-9)
        near |= unknown | any_unknown[people] | within
    return near & parted[people]


def hidden_months(cells: pl.DataFrame, years: pl.DataFrame) -> pl.Series:
    """Whether each cell of months and quarters may not be shown, as a column ``hidden``. years: the yearly cells beside them (see
    ``Grains``).

    A year is the sum of its months and of its quarters, and a quarter of its months, so all of a unit and sex in a year are hidden or none,
    whatever the method, the year's own as well: a single hidden one could be worked out from the others. So are they above a hidden unit
    that has not all of them.
    A year of one part only *is* that part: they are hidden together. Where the parts' own table would have such a one hidden whose year is
    shown, only years are shown of these people's figures. Nor may the months' sum give a year away (``year_sums``),
    or a rolling year what is hidden of the years it has months of (``rolling``).
    """
    of_people = years.filter("hidden").select(*_PEOPLE, "hidden").unique(_PEOPLE)
    hidden = cells.join(of_people, on=_PEOPLE, how="left", maintain_order="left")["hidden"]
    hidden = hidden.fill_null(False).to_numpy()
    if cells.is_empty():
        return pl.Series("hidden", hidden, dtype=pl.Boolean)
    # December's rolling year is the year, which no month gives away.
    of_year, whole_year = hidden, np.flatnonzero(cells.select(pl.col("rolling") & ~pl.col("reaches_back")).to_series().to_numpy())
    grains = Grains(cells, years)
    cells = cells.with_columns(pl.lit(0).alias("monthly"))
    year_of = cells.select(pl.struct(_PEOPLE).rank("dense")).to_series().to_numpy() - 1
    while True:
        hidden = with_sums_protected(cells, years, grains.spread((np.bincount(year_of, weights=hidden) > 0)[year_of]))
        found = _hidden(cells, already=hidden)
        if np.array_equal(found, hidden):
            hidden = _as_years_of_one_part(cells, years, hidden)
            hidden = with_rolling_years(cells, hidden, years, _protected)
            hidden[whole_year] = _protected(cells[whole_year], of_year[whole_year])
            return pl.Series("hidden", hidden)
        hidden = found


def _as_years_of_one_part(cells: pl.DataFrame, years: pl.DataFrame, hidden: np.ndarray) -> np.ndarray:
    beside = years.select(*_CELL, pl.col("months").alias("year_months"), pl.col("hidden").alias("year_hidden"))
    cells = cells.join(beside, on=_CELL, how="left", maintain_order="left")
    quarter = pl.col("month") > 12
    alone = pl.len().over(*_CELL, quarter) == 1
    is_year = (alone & (pl.col("year_months") == pl.when(quarter).then(MONTHS_IN_QUARTER).otherwise(1))).fill_null(False)
    shown = cells.select(is_year & ~pl.col("year_hidden").fill_null(True)).to_series().to_numpy()
    # A column, not a literal: ``over`` does not group a literal, and one such year would hide every year's parts.
    cells = cells.with_columns(pl.Series("broken", shown & hidden))
    broken = cells.select(pl.col("broken").any().over("family", "year")).to_series().to_numpy()
    return np.where(broken, ~shown, hidden)


def _protected(cells: pl.DataFrame, hidden: np.ndarray) -> np.ndarray:
    """``hidden``, with what else must be hidden in each group for its sake."""
    return _hidden(cells, already=hidden)


def _counts_once(cells: pl.DataFrame) -> pl.Series:
    """Is n of people counted once, so that the units below should add up to it? An average over months, or its smallest month, is not;
    where every year is of one part only, it is that part's."""
    if not cells["monthly"].sum():
        return pl.repeat(True, cells.height, eager=True, dtype=pl.Boolean)
    most = pl.col("months").max().over("grp")
    one = (most == 1) | ((most == MONTHS_IN_QUARTER) & (pl.col("quarterly") == pl.col("monthly")))
    return cells.select((pl.col("monthly") == 0) | one.fill_null(False)).to_series()


def _hidden(cells: pl.DataFrame, already: np.ndarray | None = None) -> np.ndarray:
    return hidden_cells(
        cells["grp"].to_numpy(),
        cells["unit_no"].to_numpy(),
        cells["parent_no"].fill_null(-1).to_numpy(),
        cells["sex"].to_numpy(),
        cells["gate"].clip(0).cast(pl.Float64).to_numpy(),  # a missing n is NaN
        cells["min_n"].to_numpy(),
        (cells["depth"] <= _TOP_LEVELS).fill_null(False).to_numpy(),
        # n counts people once, so that the units below should add up to it; an average over months, or its smallest month, does not.
        adds_up=_counts_once(cells).to_numpy(),
        already=already,
        sums=Sums(*(cells[name].cast(pl.Float64).to_numpy() for name in ("value", "add_den", "lowest", "highest", "narrowest"))),
    )
