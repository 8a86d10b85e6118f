"""What the rows of an extract are read with: the organisation, the programme, the answers there are, and which table it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kpi.errors import Fault
from kpi.intake.asking import Asking
from kpi.intake.extract import Extract
from kpi.intake.lookups import IndicatorIndex, UnitIndex
from kpi.intake.questions import fingerprint
from kpi.intake.results import UnitRead
from kpi.programme.model import Column, Indicator, Programme

# Columns of the validated frame, named by what they mean; other columns keep their Column.key.
INDEX, PERIOD, YEAR, MONTH = "_i", "_period", "_year", "_month"
UNIT, SEX, POPULATION, INDICATOR, METHOD = "_unit", "_sex", "_population", "_indicator", "_method"
NUMBER = "_indicator_no"  # the indicator's place in Programme.indicators
KEY = "_key"  # one whole number for indicator, unit, period, population and method together; null where one is missing
MARK = "_mark:"  # before a Column.key: why there is no figure; only when the file has such marks
PERCENT, FACTOR = "_percent", "_factor"  # of the value: written with a per cent sign; multiplied by this. Only when there is such a row
FIRST_YEAR = 2000  # no extract is older; an earlier year is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Known:
    """last_year: the last year that an extract can be about. typed: the file tells numbers from texts (a workbook).
    texts_like_numbers: see ``kpi.intake.written``; asked only when needed.

    notes and units_read are filled while rows are read.
    """

    units: UnitIndex
    indicators: IndicatorIndex
    programme: Programme
    last_year: int
    asking: Asking
    typed: bool
    texts_like_numbers: Callable[[], bool]
    notes: list[Fault] = field(default_factory=list)
    units_read: list[UnitRead] = field(default_factory=list)


def table_id(extract: Extract) -> str:
    """What questions about a table's columns begin with: the fingerprint of its (first) header."""
    match = extract.matches[0]
    return match.fingerprint or fingerprint(match.headings.values())


def measured_by(extract: Extract, column: Column, programme: Programme) -> list[Indicator]:
    """The indicators whose value stands in the column as it is; none for the value column of rows that name their indicator."""
    named = [m.indicator for m in extract.layout.measures if m.rule in ("column", "mean") and m.value == column.key]
    return [programme.indicator(i) for i in dict.fromkeys(named)]


def in_per_cent(indicator: Indicator) -> bool:
    """May the indicator's value be written with a per cent sign? Shares, and indices from 0 to 100."""
    return indicator.unit.suffix == "%" or (indicator.value_min, indicator.value_max) == (0, 100)
