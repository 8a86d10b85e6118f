"""(b) The data of *Läget* from 5.4 million monthly facts, against the same roll-up in pandas, and from ten times as many.

5.4 million = 25 indicators × 600 units × 120 months × women, men and all; 54 million is the same with 6 000 units. The facts go into the
store by ``Store.commit``, a batch a year, which makes the roll-up. What is timed is ``Views.overview`` for the whole organisation and the
latest year: no figure is cached above the store, but which units and years there are is known since the last import, as on every visit but
the first after it; that first visit is told beside. pandas has the facts in memory with their text as categories (the fastest it can group
by) and makes the yearly figures of every unit of the tree from them. Both must give the same numbers, and are run in turn, so that whatever
else the machine does falls on both.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from bench.load import SEXES, YEARS, Size, bench_programme, facts, fill, organisation
from bench.table import Result, seconds, show
from kpi.access.scope import Role, Scope
from kpi.programme.model import Programme, Rollup
from kpi.store import Store, open_store
from kpi.views import Views
from kpi.views.rows import Overview

SMALL, LARGE = Size(600), Size(6_000)
AT_LEAST, AT_MOST = 50.0, 2.0
RUNS = 25
PANDAS_RUNS = 5
Totals = dict[tuple[str, int, str], float]  # (indicator, year, sex) → the whole organisation's figure


def measure() -> list[Result]:
    """The overview against pandas at 5.4 million facts, and against itself at 54 million."""
    programme = bench_programme()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        stores = {size: stack.enter_context(_filled(programme, size, Path(folder))) for size in (SMALL, LARGE)}
        roll_up = _in_pandas(programme, SMALL)
        _same(_shown(_overview(stores[SMALL], programme)), _totals(roll_up(), programme))
        took: dict[tuple[Size, bool], list[float]] = {}
        in_pandas: list[float] = []
        for run in range(RUNS):
            if run % (RUNS // PANDAS_RUNS) == 0:
                in_pandas.append(seconds(roll_up))
            for size, store in stores.items():
                for cold in (False, True):
                    took.setdefault((size, cold), []).append(_overview_seconds(store, programme, cold))
    shown = {key: statistics.median(times) for key, times in took.items()}
    pandas = statistics.median(in_pandas)
    return [*_results(shown, pandas, cold=False), *_results(shown, pandas, cold=True)]


def _results(shown: dict[tuple[Size, bool], float], in_pandas: float, *, cold: bool) -> list[Result]:
    """Both ratios. The first visit after an import is told beside, without a limit."""
    small, large = shown[SMALL, cold], shown[LARGE, cold]
    when = "första besöket efter en import, " if cold else ""
    limits = (None, None) if cold else (AT_LEAST, AT_MOST)
    first = f"{when}Lägets data ur {_millions(SMALL)} fakta: mot pandas"
    second = f"{when}Lägets data ur {_millions(LARGE)} mot ur {_millions(SMALL)} fakta"
    return [
        Result("b", first, in_pandas / small, limits[0], True, f"pandas {show(in_pandas)}; Läget {show(small)}"),
        Result("b", second, large / small, limits[1], False, f"{show(large)} mot {show(small)}"),
    ]


def _millions(size: Size) -> str:
    return f"{size.facts / 1e6:.1f} milj.".replace(".", ",", 1)


@contextmanager
def _filled(programme: Programme, size: Size, folder: Path) -> Iterator[Store]:
    store = open_store(str(folder / f"{size.units}.duckdb"), programme)
    try:
        fill(store, programme, size)
        yield store
    finally:
        store.close()


def _overview_seconds(store: Store, programme: Programme, cold: bool) -> float:
    """Time of one overview whose figures are read and judged anew. ``cold``: also the organisation, years and log are read anew."""
    views = Views(store, programme)
    if not cold:
        views.context(_scope(programme), YEARS[-1], programme.root_unit)
    return seconds(lambda: views.overview(_scope(programme), year=YEARS[-1], unit=programme.root_unit))


def _scope(programme: Programme) -> Scope:
    return Scope(Role.CONTROLLER, (programme.root_unit,), "bench")


def _overview(store: Store, programme: Programme) -> Overview:
    return Views(store, programme).overview(_scope(programme), year=YEARS[-1], unit=programme.root_unit)


def _shown(overview: Overview) -> Totals:
    """The series of all, and women and men in the year shown."""
    found: Totals = {}
    for area in overview.areas:
        for card in area.cards:
            found |= {(card.indicator.id, p.year, "T"): p.value for p in card.series if p.value is not None}
            sexes = (card.sexes.women, card.sexes.men) if card.sexes is not None else ()
            found |= {(card.indicator.id, row.year, row.sex): row.value for row in sexes if row.value is not None}
    return found


def _in_pandas(programme: Programme, size: Size) -> Callable[[], pd.DataFrame]:
    """The roll-up in pandas, the facts being in memory already."""
    _, codes, parents = organisation(programme, size)
    frame = _frame(programme, codes, size)
    parent = pd.Series({code: above or "" for code, above in parents.items()})
    depth = pd.Series({code: _depth(code, parents) for code in parents})
    factor = pd.Series({i.id: 1.0 if i.rollup is Rollup.MEAN else i.scale for i in programme.indicators})
    return lambda: _roll_up(frame, parent, depth, factor)


def _totals(made: pd.DataFrame, programme: Programme) -> Totals:
    top = made[made["unit"] == programme.root_unit]
    return {(i, y, s): v for i, y, s, v in zip(top["indicator"], top["year"], top["sex"], top["value"], strict=True)}


def _frame(programme: Programme, codes: list[str], size: Size) -> pd.DataFrame:
    """The facts that the roll-up needs, with their whole key. Text is categories, the fastest that pandas has to group by."""
    ids = [i.id for i in programme.indicators]
    populations = [i.population for i in programme.indicators]
    known = sorted(set(populations))
    population_of = np.array([known.index(p) for p in populations], np.int8)
    parts = []
    for year in facts(programme, size.units):
        columns = {
            "indicator": pd.Categorical.from_codes(year.indicator, ids),
            "unit": pd.Categorical.from_codes(year.unit, codes),
            "year": np.full(len(year.n), year.year, np.int32),
            "sex": pd.Categorical.from_codes(year.sex, list(SEXES)),
            "population": pd.Categorical.from_codes(population_of[year.indicator], known),
            "method": pd.Categorical.from_codes(np.zeros(len(year.n), np.int8), [""]),
        }
        is_mean = np.isnan(year.numerator)
        adds_up = {"above": np.where(is_mean, year.n * year.value, year.numerator), "below": np.where(is_mean, year.n, year.denominator)}
        parts.append(pd.DataFrame(columns | adds_up | {"n": year.n}))
    return pd.concat(parts, ignore_index=True)


def _roll_up(frame: pd.DataFrame, parent: pd.Series, depth: pd.Series, factor: pd.Series) -> pd.DataFrame:
    """Months to years for each unit, then level by level to the top: every unit's yearly figures by the store's rule.

    A part without what the rule adds up gives no figure above it; n is the mean over months, ``gate`` the smallest month's.
    """
    keys = ["indicator", "year", "population", "method", "sex", "unit"]
    yearly = (
        frame.groupby(keys, sort=False, observed=True)
        .agg(
            above=("above", "sum"),
            below=("below", "sum"),
            n=("n", "mean"),
            gate=("n", "min"),
            months=("n", "size"),
            full=("above", "count"),
        )
        .reset_index()
    )
    yearly = yearly[yearly["full"] == yearly["months"]]
    level_of = yearly["unit"].map(depth).astype(int)
    done = [yearly[level_of == depth.max()]]
    for level in range(depth.max() - 1, -1, -1):
        below = done[-1].assign(unit=done[-1]["unit"].map(parent))
        rolled = (
            below.groupby(keys, sort=False, observed=True)
            .agg(
                above=("above", "sum"),
                below=("below", "sum"),
                n=("n", "sum"),
                gate=("gate", "sum"),
                months=("months", "min"),
                parts=("n", "size"),
            )
            .reset_index()
        )
        everyone = rolled.groupby([k for k in keys if k != "sex"], sort=False, observed=True)["parts"].transform("max")
        done.append(pd.concat([yearly[level_of == level], rolled[rolled["parts"] == everyone]], ignore_index=True))
    every = pd.concat(done, ignore_index=True)
    return every.assign(value=every["indicator"].map(factor).astype(float) * every["above"] / every["below"])


def _depth(code: str, parents: dict[str, str | None]) -> int:
    depth = 0
    while (above := parents[code]) is not None:
        code, depth = above, depth + 1
    return depth


def _same(shown: Totals, totals: Totals) -> None:
    """Raise AssertionError unless the overview showed pandas' numbers, all of those it shows."""
    shown_years = {year for _, year, _ in shown}
    assert YEARS[-1] in shown_years and len(shown_years) >= 5, shown_years
    for key, value in totals.items():
        if key[1] == YEARS[-1] or (key[1] in shown_years and key[2] == "T"):
            assert abs(shown[key] - value) < 1e-6, (key, shown.get(key), value)
