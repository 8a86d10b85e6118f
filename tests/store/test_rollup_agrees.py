"""The roll-up against a second implementation in plain Python, on generated organisations and facts: moved and closed units, months,
quarters, missing n, women and men with and without totals, delivered inner units, facts that are replaced and taken back.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import NamedTuple

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.programme.periods import period_text
from kpi.store import Store
from kpi.store.gate import RULED, hidden_in_turn
from kpi.store.rollup import rule_table
from kpi.store.types import Cell, Delivery
from tests.extent import examples
from tests.reference.rollup import Tree, roll_up
from tests.store.world import FINISHED, MEAN, NONE, PER, RATIO, SHARE, batch, fact, facts, programme, unit, units

YEARS = (2023, 2024)
PACK = programme()
EXAMPLES = {"duckdb": examples(6, 100), "ducklake": examples(2, 10)}
# What is delivered for a unit and year: sexes by grain. "KT": as many women as all, so no men.
SHAPES = ("", "", "", "", "T", "KM", "TKM", "K", "KT", "T·m", "KM·m", "TKM·m", "T+T·m", "TK", "T·q", "KM·q", "TKM·q", "T·m+T·q", "T·m+T·q")


class Numbers(NamedTuple):
    """A store's numbers: of units by code, and of series by indicator and method."""

    units: dict[str, int]
    series: dict[tuple[str, str], int]


@st.composite
def organisations(draw):
    """Units U0, U1 … each under the top or an earlier one; some move in 2024; some without units below begin or end."""
    size = draw(st.integers(1, 7))
    rows, parents = [], set()
    for i in range(size):
        choice = st.sampled_from(["TOPP", *(f"U{j}" for j in range(i))])
        parent, moved_to = draw(choice), draw(st.none() | choice)
        parents |= {parent, moved_to}
        if moved_to and moved_to != parent:
            rows += [unit(f"U{i}", parent, until=YEARS[0]), unit(f"U{i}", moved_to, since=YEARS[1])]
        else:
            rows.append(unit(f"U{i}", parent))
    for i, row in enumerate(rows):
        if row["code"] not in parents and row["valid_from"] is None and row["valid_to"] is None:
            rows[i] = row | draw(st.sampled_from([{}, {}, {"valid_to": YEARS[0]}, {"valid_from": YEARS[1]}]))
    return rows


def quantities(draw, indicator: str) -> dict:
    """value, n and what else the indicator may come with; now and then something is lacking."""
    value = draw(st.integers(0, 1000)) / 10
    n = draw(st.sampled_from([None, 1, 4, 9, 10, 11, 12, 25, 40]))
    more: dict = {}
    if indicator in (SHARE, RATIO) and draw(st.booleans() if indicator == SHARE else st.sampled_from([True, True, True, False])):
        den = draw(st.integers(1, 400)) / 4
        more = (
            {"den": den, "num": draw(st.sampled_from([den * value / 100, None]))}
            if indicator == SHARE
            else {"den": den, "num": den * value / 100}
        )
    if indicator == PER:  # persons, and how many of them there are persons for: now and then nobody
        persons, some = draw(st.integers(0, 60)), draw(st.sampled_from([0, 0, 1, 3, 10, 12]))
        persons = max(persons, some, 1)
        return {"value": persons / some if some else None, "n": draw(st.sampled_from([some, some, None])), "num": persons, "den": some}
    if indicator == MEAN and draw(st.booleans()):
        more = {"sd": draw(st.integers(0, 200)) / 10}
    return {"value": value, "n": n, **more}


@st.composite
def deliveries(draw, codes):
    """Facts of one file: one or two indicators in a year, each unit in one of the shapes."""
    rows = []
    indicators = draw(st.lists(st.sampled_from([SHARE, RATIO, MEAN, NONE, PER, PER]), min_size=1, max_size=2, unique=True))
    year = draw(st.sampled_from(YEARS))
    for code in codes:
        for indicator in indicators:
            shape = draw(st.sampled_from(SHAPES))
            for part in shape.split("+"):
                sexes, _, grain = part.partition("·")
                first, last = {"m": (1, 4), "q": (13, 14), "": (0, 0)}[grain]
                months = draw(st.lists(st.integers(first, last), min_size=1, max_size=3, unique=True)) if grain else [None]
                for month in months:
                    base = quantities(draw, indicator)
                    for sex in sexes:
                        same = shape == "KT" or draw(st.integers(0, 3)) == 0
                        q = dict(base) if same else quantities(draw, indicator)
                        q = {**q, "value": None} if draw(st.integers(0, 15)) == 0 else q
                        rows.append(fact(code, q.pop("value"), indicator=indicator, year=year, month=month, sex=sex, **q))
    return rows


@st.composite
def worlds(draw):
    organisation = draw(organisations())
    codes = ["TOPP", *dict.fromkeys(u["code"] for u in organisation), "OKÄND"]
    return organisation, [draw(deliveries(codes)) for _ in range(draw(st.integers(1, 3)))]


def close(a: float | None, b: float | None) -> bool:
    return (a is None) == (b is None) and (a is None or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-7))


def is_finished(seq: int) -> bool:
    """Is this file of finished values? Every third is."""
    return seq % 3 == 2


def files(delivered: list[list[dict]]) -> list[list[Delivery]]:
    """What is stored at a time: a file with something in it, or none."""
    return [
        [Delivery(batch(synthetic=seq % 2 == 1, layout=FINISHED if is_finished(seq) else "timmar"), facts(*file), None)] if file else []
        for seq, file in enumerate(delivered)
    ]


def expected(delivered: list[list[dict]], organisation: list[dict], *, by_month: bool = False) -> dict:
    rows = [
        {**row, "seq": seq, "synthetic": seq % 2 == 1, "finished": is_finished(seq)} for seq, file in enumerate(delivered) for row in file
    ]
    return roll_up(rows, organisation, PACK, by_month=by_month)


def same_cells(cells: list[Cell], wanted: dict) -> None:
    got = {(c.indicator, c.unit, c.year, None, c.sex, c.population, c.method): c for c in cells}
    assert got.keys() == wanted.keys()
    for key, figure in wanted.items():
        cell = got[key]
        for name in ("value", "numerator", "denominator", "sd", "rolled_value"):
            assert close(getattr(cell, name), getattr(figure, name)), (key, name, cell, figure)
        for name in ("n", "origin", "parts", "parts_missing", "months", "synthetic"):
            assert getattr(cell, name) == getattr(figure, name), (key, name, cell, figure)


def hidden(wanted: dict, organisation: list[dict], delivered: list[list[dict]], numbers: Numbers) -> dict:
    """The gate on the reference's figures. Where months were delivered, n is an average: nothing should add up to it. ``numbers``: the
    store's, of units and series, which settle ties."""
    parts = [f for file in delivered for f in file if f["month"]]
    monthly = {(f["indicator"], f["year"], f["population"], f["method"]) for f in parts}
    by_month = {(f["indicator"], f["year"], f["population"], f["method"]) for f in parts if f["month"] <= 12}
    trees = {year: Tree(organisation, "TOPP", year) for year in YEARS}
    group = defaultdict(lambda: len(group))
    rules = {rule["indicator"]: rule for rule in rule_table(PACK).to_pylist()}
    rows = []
    for (indicator, code, year, month, sex, population, method), figure in wanted.items():
        parent = trees[year].parent.get(code)
        top = code == "TOPP" or parent == "TOPP"
        rows.append(
            {
                "grp": group[indicator, year, month, population, method],
                "series_no": numbers.series[indicator, method],
                "year": year,
                "unit_no": numbers.units[code],
                "depth": int(code != "TOPP") if top else 9,
                "parent_no": None if parent is None else numbers.units[parent],
                "sex": "TKM".index(sex),
                "value": figure.value,
                "add_den": figure.bottom,
                "n": figure.n,
                "gate": figure.smallest_n,
                "months": figure.months,
                "monthly": int((indicator, year, population, method) in monthly),
                "quarterly": int((indicator, year, population, method) in monthly - by_month),
                **{name: rules[indicator][name] for name in RULED},
            }
        )
    if not rows:
        return {}
    frame = pl.DataFrame(rows, infer_schema_length=None).cast(
        dict.fromkeys(("parent_no", "n", "gate", "months"), pl.Int64) | {"add_den": pl.Float64}
    )
    hidden = dict.fromkeys(range(frame.height))
    for rows, of_rows in hidden_in_turn(frame):
        hidden |= dict(zip(rows.tolist(), of_rows.tolist(), strict=True))
    return dict(zip(wanted, hidden.values(), strict=True))


def same_protection(cells: list[Cell], wanted: dict) -> None:
    for c in cells:
        assert c.hidden == wanted[c.indicator, c.unit, c.year, None, c.sex, c.population, c.method], c


def numbers(store: Store) -> Numbers:
    with store._connection.read() as cursor:
        series = {
            (indicator, method): n for n, indicator, method in cursor.execute("SELECT series_no, indicator, method FROM series").fetchall()
        }
        return Numbers(dict(cursor.execute("SELECT code, unit_no FROM unit_code").fetchall()), series)


def same_months(store: Store, wanted: dict) -> None:
    for indicator in (SHARE, RATIO, MEAN):
        got = {(m.period, m.sex, m.method): m for m in store.months(indicator, "TOPP")}
        want = {(period_text(k[2], k[3]), k[4], k[6]): f for k, f in wanted.items() if k[:2] == (indicator, "TOPP")}
        assert got.keys() == want.keys()
        assert all(close(got[k].value, want[k].value) and got[k].n == want[k].n for k in want)


@pytest.mark.parametrize("backend", ["duckdb", pytest.param("ducklake", marks=pytest.mark.as_served)])
def test_the_roll_up_is_what_plain_python_gives(backend, request, tmp_path):
    store = (request.getfixturevalue("postgres").new() if backend == "ducklake" else _file(tmp_path)).open()

    @settings(max_examples=EXAMPLES[backend], deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(worlds())
    def agree(world):
        organisation, delivered = world
        codes = ["TOPP", *{u["code"] for u in organisation}, "OKÄND"]
        try:
            first, *others = files(delivered)
            store.commit_all([Delivery(batch(layout="organisation"), None, units(*organisation)), *first])
            for other in filter(None, others):
                store.commit_all(other)
            version = store.data_version()
            wanted = expected(delivered, organisation)
            cells = store.cells(units=codes)
            same_cells(cells, wanted)
            same_protection(cells, hidden(wanted, organisation, delivered, numbers(store)))
            same_months(store, expected(delivered, organisation, by_month=True))
        finally:
            for known in store.batches():
                if known.state == "active":
                    store.undo(known.batch, "eva", "nästa prov")
        assert store.cells(units=codes) == []
        same_cells(store.cells(units=codes, as_of=version), wanted)

    agree()
    store.close()


def _file(tmp_path):
    from tests.store.conftest import Place

    return Place(str(tmp_path / "prov.duckdb"), None)
