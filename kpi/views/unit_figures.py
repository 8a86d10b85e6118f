"""What a unit is in figures: its people, its managers and how many there are for each, as measured and as a source has stated them."""

from __future__ import annotations

from kpi.measure.status import Status
from kpi.programme.model import Rollup
from kpi.programme.organisation import Stated
from kpi.views.cards import figures
from kpi.views.choices import Place
from kpi.views.gate import CellIndex, too_small
from kpi.views.mine_rows import Persons, StatedFigures, UnitFigures
from kpi.views.source import Source


def unit_figures(source: Source, at: Place, cells: CellIndex) -> UnitFigures:
    """The unit's figures of the year. ``cells``: its gated cells."""
    rows = tuple(figures(source, at, i, cells=cells).row(at.year, "T") for i in source.programme.supplementary)
    per = [row for row in rows if row.indicator.rollup is Rollup.PER]
    shown = next((row for row in per if row.value is not None and row.n is not None), None)
    persons = None if shown is None else Persons(shown, round((shown.value or 0.0) * (shown.n or 0) / shown.indicator.scale), shown.n or 0)
    protected = any(row.status is Status.SUPPRESSED for row in per)
    stated = tuple(_stated(source, found, protected) for found in source.programme.stated if found.unit == at.unit)
    return UnitFigures(rows, persons, stated)


def _stated(source: Source, stated: Stated, protected: bool) -> StatedFigures:
    """Numbers of persons are protected as n is: all of them where one is too few, for they add up, and where the measured ones are."""
    of_persons = [f for f in stated.figures if f.persons]
    few = protected or any(too_small(f.value, i) for f in of_persons for i in source.programme.indicators)
    shown = tuple(f for f in stated.figures if not (few and f.persons))
    return StatedFigures(stated, shown, tuple(f.name for f in of_persons) if few else ())
