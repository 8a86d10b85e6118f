"""A gated figure against what holds for its year: which inputs go into ``kpi.measure``, and the finished row. No arithmetic here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kpi.intake.marks import SUPPRESSED as IN_SOURCE
from kpi.measure.assess import Assessment, Measured, assess, status_of
from kpi.measure.gap import change, expected
from kpi.measure.status import Certainty, Lacking, Status
from kpi.programme.judgement import break_between
from kpi.programme.model import Indicator
from kpi.programme.periods import Grain, grain_of, part_of
from kpi.views.gate import GatedCell, GatedMonth
from kpi.views.rows import Point, SexGap, StatusRow
from kpi.views.source import Snapshot

Said = Mapping[tuple[str, str], str]
"""(indicator, method) → why a unit has no figure of its own in a year, as the file said it."""
YearCells = Mapping[tuple[int, str], Mapping[str, GatedCell]]  # (year, sex) → method → cell


@dataclass(frozen=True, slots=True)
class Figures:
    """One indicator's gated yearly figures for one unit. ``is_root``: the plan's own figures are this unit's. ``said``: why figures are
    missing in ``said_year``; asked for only where one is."""

    snapshot: Snapshot
    indicator: Indicator
    unit: str
    is_root: bool
    cells: YearCells
    said: Callable[[], Said] = dict
    said_year: int | None = None

    def at(self, year: int, sex: str, method: str | None = None) -> GatedCell | None:
        """The figure by ``method``; without it by the first of the indicator's methods that has one. Where no fact exists at the root in
        the baseline year, the plan's nuläge is the figure. None: not measured. A hidden figure is a figure: no other stands in for it."""
        found = self.cells.get((year, sex), {})
        for name in self.indicator.methods if method is None else (method,):
            if name in found:
                return found[name]
        measured = any(name in found for name in self.indicator.methods)
        if not measured and method in (None, self.indicator.methods[0]):
            return self._from_plan(year, sex)
        return None

    def _from_plan(self, year: int, sex: str) -> GatedCell | None:
        i = self.snapshot.in_force(self.indicator, year)
        if not self.is_root or sex != "T" or year != i.baseline_year or i.baseline is None:
            return None
        return GatedCell(
            i.id, self.unit, year, sex, i.methods[0], i.baseline, None, None, "plan", None, None, False, None, hidden=False, synthetic=False
        )

    def _assessed(self, year: int, sex: str, i: Indicator, cell: GatedCell | None) -> Assessment:
        """The inputs that hold for the year, handed to ``kpi.measure``."""
        return assess(
            indicator=i,
            year=year,
            now=measured(cell),
            target=i.target,
            baseline=i.baseline,
            direction=i.direction,
            previous=self._previous(year, sex, cell),
            suppressed=cell is not None and cell.hidden,
            not_assessable=self.snapshot.not_assessable(i.id, self.unit, year),
        )

    def row(self, year: int, sex: str) -> StatusRow:
        """The finished row for a year and sex."""
        i = self.snapshot.in_force(self.indicator, year)
        cell = self.at(year, sex)
        a = self._assessed(year, sex, i, cell)
        shown = None if cell is None or cell.hidden else cell
        return StatusRow(
            indicator=i,
            unit=self.unit,
            year=year,
            sex=sex,
            value=a.value,
            n=shown.n if shown else None,
            target=i.target,
            target_year=i.target_year,
            baseline=i.baseline,
            gap=a.gap,
            remaining=a.remaining,
            attained_share=a.attained_share,
            expected=a.expected,
            required_pace=a.required_pace,
            status=a.status,
            status_reason=a.status_reason,
            change_year=a.change_year,
            change_year_from=a.change_year_from,
            change_baseline=a.change_baseline,
            certainty=Certainty.UNKNOWN if a.change_year is None and self._parted(i.baseline_year, year) else a.certainty,
            certainty_gap=a.certainty_gap,
            method=shown.method if shown else None,
            origin=shown.origin if shown else None,
            parts=shown.parts if shown else None,
            parts_missing=shown.parts_missing if shown else None,
            rolled_differs=shown.rolled_differs if shown else False,
            months=shown.months if shown else None,
            lacking=self._lacking(year, sex, a.status),
        )

    def _lacking(self, year: int, sex: str, status: Status) -> Lacking | None:
        """Files say it of both sexes together."""
        if status is not Status.NOT_MEASURED or sex != "T" or year != self.said_year:
            return None
        told = self.told(self.said())
        return None if not told else Lacking.PROTECTED_IN_SOURCE if told == IN_SOURCE else Lacking.MISSING

    def told(self, said: Said) -> str:
        """Why there is no figure, in the file's words; "" where it says nothing."""
        return next((said[key] for method in self.indicator.methods if (key := (self.indicator.id, method)) in said), "")

    def _previous(self, year: int, sex: str, now: GatedCell | None) -> tuple[int, Measured] | None:
        """The year before, measured in the same way and not hidden. Over a method break years are not compared."""
        if now is None or self._parted(year - 1, year):
            return None
        before = measured(self.at(year - 1, sex, now.method))
        return (year - 1, before) if before is not None else None

    def _parted(self, earlier: int, later: int) -> bool:
        """Does a method break part the two years?"""
        return break_between(self.snapshot.annotations_of(self.indicator.id, self.unit), earlier, later) is not None

    def point(self, year: int, sex: str) -> Point:
        """A year of the series; not measured and protected years are points without a value."""
        cell = self.at(year, sex)
        i, path = self.snapshot.holding(self.indicator, year)
        hidden = cell is not None and cell.hidden
        value = None if cell is None or hidden else cell.value
        set_aside = self.snapshot.not_assessable(i.id, self.unit, year) is not None
        status = status_of(value, i.target, i.baseline, path, i.direction, suppressed=hidden, not_assessable=set_aside)
        if cell is None or value is None:
            return Point(str(year), year, None, None, status, lacking=self._lacking(year, sex, status))
        return Point(str(year), year, value, cell.n, status, cell.method, cell.origin)

    def measured_years(self, sex: str) -> list[int]:
        """The years with a figure (also a protected one), in order."""
        years = {year for year, of_sex in self.cells if of_sex == sex} | {self.indicator.baseline_year}
        return sorted(year for year in years if self.at(year, sex) is not None)

    def other_methods(self, years: Iterable[int]) -> dict[str, tuple[Point, ...]]:
        """The figures for T outside the main series, by method: they are never mixed with it, nor judged against its target."""
        others: dict[str, list[Point]] = {}
        for year in years:
            chosen = self.at(year, "T")
            found = self.cells.get((year, "T"), {})
            for method in (*self.indicator.methods, *self.indicator.other_methods):
                cell = found.get(method)
                if cell is not None and (chosen is None or chosen.method != method):
                    status = Status.SUPPRESSED if cell.hidden else Status.NOT_ASSESSABLE
                    others.setdefault(method, []).append(Point(str(year), year, cell.value, cell.n, status, method, cell.origin))
        return {method: tuple(points) for method, points in others.items()}

    def sex_gap(self, year: int) -> SexGap | None:
        """Women against men; no difference when either is missing or protected, or they were measured in different ways."""
        if not self.indicator.by_sex:
            return None
        women, men = self.row(year, "K"), self.row(year, "M")
        comparable = women.method == men.method
        return SexGap(women, men, change(women.value, men.value) if comparable else None)


def measured(cell: GatedCell | None) -> Measured | None:
    """What ``kpi.measure`` needs of a figure; None for a missing or protected one."""
    if cell is None or cell.hidden:
        return None
    return Measured(cell.value, cell.n, cell.sd, cell.method)


def path_of(i: Indicator) -> tuple[tuple[int, float], ...]:
    """The calculated line from the baseline's year to the target's; () without target or baseline."""
    ends = {"baseline_year": i.baseline_year, "target_year": i.target_year}
    line = ((year, expected(i.baseline, i.target, year=year, **ends)) for year in range(i.baseline_year, i.target_year + 1))
    return tuple((year, path) for year, path in line if path is not None)


def part_points(months: Iterable[GatedMonth], indicator: Indicator, sex: str, grain: Grain) -> list[Point]:
    """One point a month (or quarter, as ``grain`` says), in time order, by the first of the indicator's methods then. Not judged: the
    målvärde is a year's."""
    by_period: dict[str, dict[str, GatedMonth]] = {}
    for month in months:
        if month.sex == sex and grain_of(part_of(month.period)) == grain:
            by_period.setdefault(month.period, {})[month.method] = month
    points = []
    for period in sorted(by_period):
        found = next((by_period[period][m] for m in indicator.methods if m in by_period[period]), None)
        if found is not None:
            status = Status.SUPPRESSED if found.hidden else Status.NOT_ASSESSABLE
            points.append(Point(period, found.year, found.value, found.n, status, None if found.hidden else found.method))
    return points
