"""What a preview shows is what the pages show: the old number before the import, the new one after it, and never another.

Generated organisations by year, quarter and month, in two methods; part of the figures is stored, the rest and some corrections are the
file. The file is previewed, then stored, and each of its rows is held against the gate of the pages.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from kpi.access.scope import Role, Scope
from kpi.store import Store, open_store
from kpi.store.types import FACT_SCHEMA, Delivery, NewBatch
from kpi.views import Views
from kpi.views.choices import place
from kpi.views.source import Source
from tests.audit.organisations import FINISHED, HOURS, YEAR, Fact, Organisation, programme
from tests.extent import some

SEEDS = (100069, 100074, 100077, 100078)  # by year, quarter and month; some rows of each are shown and some protected
Found = dict[tuple[str, ...], float]
CONTROLLER = Scope(Role.CONTROLLER, (programme().root_unit,), "eva")


def delivery(facts: list[Fact], layout: str, units: pa.Table | None = None) -> Delivery:
    sha = hashlib.sha256(repr((facts, layout)).encode()).hexdigest()
    return Delivery(NewBatch("fil.xlsx", sha, layout, "eva"), pa.Table.from_pylist(facts, FACT_SCHEMA) if facts else None, units)


def on_pages(store: Store, indicators: set[str]) -> Found:
    """Every figure of a year that passes the pages' gate, and every one of a quarter or month of these ``indicators``."""
    return dict(_on_pages(Source(store, programme()), indicators))


def _on_pages(source: Source, indicators: set[str]) -> Iterator[tuple[tuple[str, ...], float]]:
    at = place(source, CONTROLLER, YEAR, None, None)
    for unit in source.tree(at.snapshot, YEAR):
        for indicator, by in source.cells(at, unit).items():
            for (year, sex), methods in by.items():
                yield from (((indicator, unit, str(year), sex, m), c.value) for m, c in methods.items() if c.value is not None)
        for indicator in (programme().indicator(i) for i in indicators):
            for month in source.months(at, unit, indicator):
                if month.value is not None:
                    yield (indicator.id, unit, month.period, month.sex, month.method), month.value


def organisation(seed: int) -> Organisation:
    """Most units are large enough to be shown, so that it is told which are not."""
    org = Organisation(seed, most=9)
    rng = random.Random(f"{seed} large")
    org.persons = {key: n * rng.choice([1, 12, 12, 12]) for key, n in org.persons.items()}
    return org


def split(org: Organisation, seed: int) -> tuple[list[Fact], list[Fact]]:
    """What is stored first, and the file: the rest, and some of what is stored once more, corrected."""
    rng = random.Random(f"{seed} preview")
    facts = org.facts()
    first = [f for f in facts if rng.random() < 0.7]
    corrected = [
        f | {"n": max(1, int(str(f["n"])) + rng.randint(-4, 5)), "value": float(str(f["value"])) * rng.uniform(0.9, 1.0)}
        for f in rng.sample(first, min(len(first), 6))
    ]
    return first, corrected + [f for f in facts if f not in first]


@pytest.mark.parametrize("seed", some(SEEDS, (100069, 100078)))
def test_a_preview_shows_what_pages_show_before_and_after(seed: int, tmp_path: Path) -> None:
    org = organisation(seed)
    store = open_store(str(tmp_path / "kpi.duckdb"), programme())
    layout = random.Random(seed).choice([FINISHED, HOURS])
    first, later = split(org, seed)
    store.commit(*delivery(first, layout, org.units()))
    file = delivery(later, layout)
    assert file.facts is not None
    told = {row["indicator"] for row in file.facts.select(["indicator", "month"]).to_pylist() if row["month"] is not None}
    version, before = store.data_version(), on_pages(store, told)
    rows = Views(store, programme()).preview(CONTROLLER, store.compare(file.facts).rows, [file], 10_000)
    assert store.data_version() == version and on_pages(store, told) == before, "a preview stores nothing"
    assert len(rows) == len(later)
    store.commit(*file)
    after = on_pages(store, told)
    hidden = 0
    for row in rows:
        key = (row.indicator.id, row.unit, row.period, row.sex, row.method)
        assert row.value_to == after.get(key), key
        assert row.value_from == (None if row.kind == "new" else before.get(key)), key
        assert (row.n_to is None) == (row.value_to is None) and (row.n_from is None) == (row.value_from is None)
        hidden += row.hidden
    assert 0 < hidden < len(rows), "the organisation asks nothing"
    store.close()
