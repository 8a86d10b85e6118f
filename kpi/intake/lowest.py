"""Rows of persons stand at the lowest units: a unit's own few must not be taken for everybody in it and below it."""

from __future__ import annotations

import polars as pl

from kpi.intake.extract import Extract
from kpi.intake.faults import FaultList
from kpi.intake.known import INDEX, UNIT, YEAR, Known
from kpi.intake.wording import listed
from kpi.language import tr

CODE = "unit_above_others"
_NAMED = 3


def check_lowest(extract: Extract, checked: pl.DataFrame, known: Known, faults: FaultList) -> None:
    """A fault at each row of a unit that lies above another one with rows the same year, in layouts that say so (``Layout.lowest``).

    A figure of a unit's own holds instead of what the units below give: were it made of the few who are placed at the unit itself, all
    those below would be left out, without a word.
    """
    column = extract.layout.role("unit")
    if not extract.layout.lowest or column is None or not {UNIT, YEAR} <= set(checked.columns):
        return
    places = set(checked.select(UNIT, YEAR).drop_nulls().unique().rows())
    wrong: dict[tuple[str, int], list[str]] = {}
    for code, year in sorted(places):
        for above in known.units.above(code, year):
            if (above, year) in places:
                wrong.setdefault((above, year), []).append(code)
    if not wrong:
        return
    rows = {i: (code, year) for i, code, year in checked.select(INDEX, UNIT, YEAR).iter_rows() if (code, year) in wrong}

    def message(_: str | None, i: int) -> str:
        units = wrong[rows[i]]
        more = tr(" och {n} till", n=len(units) - _NAMED) if len(units) > _NAMED else ""
        return tr(
            "Enheten har rader, och det har också enheter under den ({units}{more}). Skriv den enhet på lägsta nivån där "
            "personen är placerad.",
            units=listed(units[:_NAMED]),
            more=more,
        )

    faults.add_at(column.key, list(rows), CODE, message)
