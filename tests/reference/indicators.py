"""A plain indicator for tests: baseline year 2021, target year 2027, whatever else the test says."""

from __future__ import annotations

from kpi.programme.model import Direction, Indicator, Rollup, Unit


def indicator(**changes: object) -> Indicator:
    """An invented indicator with the fields of ``changes``."""
    fields: dict[str, object] = {
        "id": "prov",
        "number": 1,
        "name": "Prov",
        "unit": Unit(id="enhet", name="enhet", suffix="", gap_name="enheter", gap_short="enh."),
        "decimals": 1,
        "direction": Direction.UP,
        "target_year": 2027,
        "baseline_year": 2021,
        "population": "alla",
        "min_n": 10,
        "rollup": Rollup.MEAN,
        "source_text": "Prov",
    }
    return Indicator(**(fields | changes))
