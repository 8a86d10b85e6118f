"""A small organisation with figures, in a real embedded store: what the tests of views, access and command line are about."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyarrow as pa

from kpi.access.scope import Role, Scope
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.programme.periods import part_of
from kpi.store import Store, open_store
from kpi.store.types import FACT_SCHEMA, UNIT_SCHEMA, Delivery, NewBatch
from kpi.views import Views
from kpi.views.rows import PreviewRow

FILE = "kpi.duckdb"
ROOT = "REGION"
CONTROLLER = Scope(Role.CONTROLLER, (ROOT,), "eva")
BOARD = Scope(Role.BOARD, (ROOT,), "bo")
ADMIN = Scope(Role.ADMIN, (ROOT,), "ada")

HELTID = "heltid-manadsavlonade"  # share, min n 10
KORT = "korttidssjukfranvaro"  # ratio, min n 11, two methods in the main series
HME = "hme-total-medarbetare"  # mean, min n 10, two methods
SAM = "sam-chefer"

#   REGION ─┬─ F1 ─┬─ O1 ─┬─ V1
#           │      │      └─ V2
#           │      └─ O2
#           └─ F2 ─── O3
UNITS = [
    (ROOT, "Region Västmanland", None, "region"),
    ("F1", "Förvaltning ett", ROOT, "forvaltning"),
    ("F2", "Förvaltning två", ROOT, "forvaltning"),
    ("O1", "Område ett", "F1", "omrade"),
    ("O2", "Område två", "F1", "omrade"),
    ("O3", "Område tre", "F2", "omrade"),
    ("V1", "Verksamhet ett", "O1", "verksamhet"),
    ("V2", "Verksamhet två", "O1", "verksamhet"),
]


def manager(*units: str) -> Scope:
    return Scope(Role.MANAGER, units, "mia")


@cache
def programme() -> Programme:
    return load_programme(programme_dir("region-vastmanland"))


def empty_store(folder: Path) -> Store:
    """The store in a folder, made when it is not there."""
    return open_store(str(folder / FILE), programme())


def units_table(rows: Sequence[tuple[str, str, str | None, str]] = UNITS, **years: tuple[int | None, int | None]) -> pa.Table:
    """The organisation; ``years``: code → (valid from, valid to)."""
    records = [
        {
            "code": code,
            "name": name,
            "parent": parent,
            "level": level,
            "valid_from": years.get(code, (None, None))[0],
            "valid_to": years.get(code, (None, None))[1],
            "sheet": "Organisation",
            "row_first": number,
        }
        for number, (code, name, parent, level) in enumerate(rows, 2)
    ]
    return pa.Table.from_pylist(records, UNIT_SCHEMA)


def fact(
    indicator: str,
    unit: str,
    period: str | int,
    value: float | None,
    *,
    n: int | None = None,
    sex: str = "T",
    method: str = "",
    numerator: float | None = None,
    denominator: float | None = None,
    row: int = 2,
) -> dict[str, object]:
    period = str(period)
    year = period[:4]
    return {
        "indicator": indicator,
        "unit": unit,
        "period": period,
        "year": int(year),
        "month": part_of(period),
        "sex": sex,
        "population": programme().indicator(indicator).population,
        "method": method,
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "n": n,
        "sd": None,
        "missing": None if value is not None else "uppgift saknas",
        "sheet": "Värden",
        "row_first": row,
        "row_last": row,
        "col": "E · Värde",
    }


def facts_table(facts: Sequence[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(list(facts), FACT_SCHEMA)


def delivery(
    *facts: dict[str, object],
    file: str = "utdrag.xlsx",
    synthetic: bool = False,
    user: str = "eva",
    layout: str = "indikatorvarden",
    units: pa.Table | None = None,
) -> Delivery:
    """What a file with these facts brings."""
    sha = hashlib.sha256(repr((file, facts)).encode()).hexdigest()
    new = NewBatch(
        file=file,
        sha256=sha,
        layout=layout,
        user=user,
        sheet="Värden",
        header_row=1,
        rows_read=len(facts),
        rows_accepted=len(facts),
        synthetic=synthetic,
    )
    return Delivery(new, facts_table(facts), units)


def deliver(store: Store, *facts: dict[str, object], **more) -> str:
    """Commit facts as one import (see ``delivery``); returns the batch."""
    return str(store.commit(*delivery(*facts, **more)).batch)


def previewed(views: Views, store: Store, *deliveries: Delivery, limit: int = 200) -> list[PreviewRow]:
    """What a file would change, as a controller is shown it before the import."""
    facts = pa.concat_tables([d.facts for d in deliveries if d.facts is not None])
    return views.preview(CONTROLLER, store.compare(facts).rows, deliveries, limit)


def deliver_units(store: Store, table: pa.Table | None = None) -> None:
    table = units_table() if table is None else table
    sha = hashlib.sha256(repr(table.to_pylist()).encode()).hexdigest()
    store.commit(NewBatch(file="organisation.xlsx", sha256=sha, layout="organisation", user="eva"), None, table)
