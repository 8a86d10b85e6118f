"""A small invented world for the store's tests: a programme with one indicator of each kind, units and facts in a few words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pyarrow as pa

from kpi.programme.goals import Milestone
from kpi.programme.model import Area, Condition, Layout, Level, Measure, Population, Programme
from kpi.programme.periods import period_text
from kpi.store import Store
from kpi.store.check import problems
from kpi.store.reading import Reader
from kpi.store.sql import migrations, schema
from kpi.store.ticket import utc_now
from kpi.store.types import FACT_SCHEMA, UNIT_SCHEMA, Committed, Delivery, NewBatch
from tests.reference.indicators import indicator

SHARE, RATIO, MEAN, NONE, PER = "andel", "kvot", "medel", "bara-levererad", "per-person"
YEAR = 2024
FINISHED = "fardiga"
FINISHED_LAYOUT = Layout(id=FINISHED, name="Färdiga värden", description="", kind="values", columns=())
PERSONS_LAYOUT = Layout(  # the share and the persons for each are made from the same rows
    id="personer",
    name="Personer",
    description="",
    kind="measures",
    individual=True,
    columns=(),
    measures=(
        Measure(indicator=SHARE, rule="share", counts=(Condition(column="x", equals="ja"),)),
        Measure(indicator=PER, rule="per", counts=(Condition(column="y", equals="ja"),)),
    ),
)


def programme(**changes: object) -> Programme:
    """Indicators: a share, a ratio with two methods, a mean, one without a rule, and persons for each of some (supplementary, made from
    the rows of the share); min n 10."""
    kinds = {
        SHARE: ("share", 100.0, ("",)),
        RATIO: ("ratio", 100.0, ("ett", "två")),
        MEAN: ("mean", 1.0, ("",)),
        NONE: ("none", 1.0, ("",)),
        PER: ("per", 1.0, ("",)),
    }
    fields = {
        "id": "prov",
        "name": "Prov",
        "organisation": "Provregionen",
        "source": "påhittat",
        "root_unit": "TOPP",
        "period_from": 2022,
        "period_to": 2027,
        "areas": (
            Area(
                id="a",
                number=1,
                name="A",
                goal="mål",
                indicators=tuple(
                    indicator(id=name, number=i, name=name, rollup=kind, scale=scale, methods=methods, supplementary=name == PER)
                    for i, (name, (kind, scale, methods)) in enumerate(kinds.items(), start=1)
                ),
                actions=(),
                milestones=(
                    Milestone(id="halvvags", year=2025, text="Halva vägen är gången"),
                    Milestone(id="framme", year=2027, text="Hela vägen är gången", indicators=(SHARE,)),
                ),
            ),
        ),
        "levels": tuple(Level(key=f"niva{d}", name=f"Nivå {d}", plural=f"Nivåer {d}", depth=d) for d in range(4)),
        "populations": (Population(key="alla", name="alla"),),
        "layouts": (FINISHED_LAYOUT, PERSONS_LAYOUT),
    }
    return Programme(**(fields | changes))


def fact(
    unit: str,
    value: float | None,
    n: int | None = None,
    *,
    indicator: str = SHARE,
    year: int = YEAR,
    month: int | None = None,
    sex: str = "T",
    method: str | None = None,
    num: float | None = None,
    den: float | None = None,
    sd: float | None = None,
    missing: str | None = None,
    row: int = 2,
) -> dict[str, object]:
    """A delivered fact. Without a value it is missing, with a reason."""
    return {
        "indicator": indicator,
        "unit": unit,
        "period": period_text(year, month),
        "year": year,
        "month": month,
        "sex": sex,
        "population": "alla",
        "method": ("ett" if indicator == RATIO else "") if method is None else method,
        "value": value,
        "numerator": num,
        "denominator": den,
        "n": n,
        "sd": sd,
        "missing": missing or ("uppgift saknas" if value is None else None),
        "sheet": "Data",
        "row_first": row,
        "row_last": row,
        "col": "E · Värde",
    }


def unit(
    code: str,
    parent: str | None = "TOPP",
    *,
    name: str | None = None,
    level: str = "niva1",
    since: int | None = None,
    until: int | None = None,
    row: int = 2,
) -> dict[str, object]:
    """An organisation row."""
    return {
        "code": code, "name": name or f"Enhet {code}", "parent": parent, "level": level, "valid_from": since, "valid_to": until,
        "sheet": "Organisation", "row_first": row,
    }  # fmt: skip


def facts(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=FACT_SCHEMA)


def units(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=UNIT_SCHEMA)


_file_number = count(1)


def batch(file: str = "prov.xlsx", **changes: object) -> NewBatch:
    """A batch of a file that has not been seen before."""
    fields = {"file": file, "sha256": f"sha-{next(_file_number)}", "layout": "provlayout", "user": "eva", "sheet": "Data", "header_row": 1}
    return NewBatch(**(fields | changes))


def put(
    store: Store, *rows: dict[str, object], synthetic: bool = False, file: str = "prov.xlsx", progress=None, layout: str = "provlayout"
) -> Committed:
    """Imports these facts."""
    new = batch(file, layout=layout, synthetic=synthetic, rows_read=len(rows), rows_accepted=len(rows))
    return store.commit(new, facts(*rows), None, progress=progress)


def organise(store: Store, *rows: dict[str, object]) -> Committed:
    """Imports these organisation rows."""
    return store.commit(batch("organisation.xlsx", layout="organisation"), None, units(*rows))


def fill(store: Store, organisation: list[dict[str, object]], *rows: dict[str, object]) -> Committed:
    """Imports organisation rows and facts at once: in half the time of two writes."""
    files = [Delivery(batch("organisation.xlsx", layout="organisation"), None, units(*organisation)), Delivery(batch(), facts(*rows), None)]
    return store.commit_all(files)[-1]


def another(store: Store, *, clock: Callable[[], datetime] = utc_now) -> Store:
    """The store as someone else sees it, who remembers nothing of it and has another clock."""
    return Store(store._connection, store.programme, clock, Reader(store._connection, store._whole), store._whole)


def cell(store: Store, unit: str = "TOPP", indicator: str = SHARE, *, sex: str = "T", year: int = YEAR, as_of=None):
    """The one cell, or None."""
    found = store.cells(units=[unit], years=[year], indicators=[indicator], sexes=[sex], as_of=as_of)
    assert len(found) <= 1, found
    return found[0] if found else None


def value(store: Store, unit: str = "TOPP", indicator: str = SHARE, **more: object) -> float | None:
    found = cell(store, unit, indicator, **more)
    return found.value if found else None


def make_older(cursor, version: int) -> None:
    """Takes a store back to what it was at this version of the schema: without the tables and columns that came after it."""
    for name in migrations()[version:]:
        for table, column in re.findall(r"^ALTER TABLE (\w+) ADD COLUMN (\w+)", schema(name), re.MULTILINE):
            cursor.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for name in migrations()[version:]:
        for table in re.findall(r"^CREATE TABLE (\w+)", schema(name), re.MULTILINE):
            cursor.execute(f"DROP TABLE {table}")
    cursor.execute("DELETE FROM meta WHERE name = 'owned'")
    cursor.execute("UPDATE meta SET text = $version WHERE name = 'schema_version'", {"version": str(version)})


def found_with(store: Store, damage: str) -> set[str]:
    """The codes of what ``check`` finds with this damage done, in a transaction that is taken back."""
    with store._connection.read() as cursor:
        for statement in damage.split(";"):
            cursor.execute(statement)
        return {p.code for p in problems(cursor, store.programme)}


def damage_for(store: Store, damage: dict[str, set[str]], *apart: str) -> list[tuple[str, set[str]]]:
    """The damage to plant, each by itself, with the codes to be found. On a lake, where each look takes long, all at once, but what would
    undo or cover the others (``apart``)."""
    if not store._connection.is_lake:
        return list(damage.items())
    at_once = [done for done in damage if done not in apart]
    return [(";".join(at_once), set().union(*(damage[done] for done in at_once))), *((done, damage[done]) for done in apart)]


def near(number: float) -> float:
    """For comparison with a computed number."""
    import pytest

    return pytest.approx(number, rel=1e-9, abs=1e-9)


class Clock:
    """A clock that a test sets. It stands still until told otherwise."""

    def __init__(self, now: datetime = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def on(self, **more: int) -> None:
        """Moves on by so many days, hours, …"""
        self.now += timedelta(**more)
