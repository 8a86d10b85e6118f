"""Units beside each other: the unit and the level above, a manager's units, the units directly below. Never a league table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kpi.access.above import Placed, shared_above
from kpi.measure.certainty import Z_95, Z_998, from_fixed
from kpi.measure.gap import change
from kpi.measure.status import Certainty, Status
from kpi.programme.model import Indicator
from kpi.views.cards import figures
from kpi.views.choices import Place, unit_choice
from kpi.views.gate import CellIndex
from kpi.views.judge import Figures, measured
from kpi.views.mine_rows import Against, Compared, OwnUnit, SideBySide
from kpi.views.rows import StatusRow
from kpi.views.source import Source

MOST = 12  # units beside each other; with more, the page about an indicator shows them


@dataclass(frozen=True, slots=True)
class Group:
    """Units to stand beside each other, and the one that they are held against (None: there is none within reach)."""

    kind: Literal["own", "below"]
    units: tuple[str, ...]
    whole: str | None

    @property
    def codes(self) -> tuple[str, ...]:
        return self.units if self.whole is None else (*self.units, self.whole)


def group_of(tree: Mapping[str, Placed], at: Place, tops: Sequence[str], below: Sequence[str]) -> Group | None:
    """A manager's own units when there are several and the page is about one of them, else the units directly below. None with fewer than
    two units, or more than can stand beside each other."""
    own = Group("own", tuple(tops), shared_above(tops, tree, at.reach))
    found = own if len(tops) > 1 and at.unit in tops else Group("below", tuple(below), at.unit)
    return found if 2 <= len(found.units) <= MOST else None


def against(own: Figures, row: StatusRow, other: StatusRow, z: float = Z_95) -> Against:
    """A unit's figure beside that of a whole it is a part of. Only what was measured in the same way is compared. The whole counts as
    fixed, as in a funnel: would a group of this size lie this far from it by chance alone?"""
    i = row.indicator
    if row.method is None or row.method != other.method:
        return Against(other, None, Certainty.UNKNOWN)
    cell = measured(own.at(row.year, row.sex, row.method))
    sure = Certainty.UNKNOWN if cell is None else from_fixed(cell, other.value, rollup=i.rollup, scale=i.scale, z=z)
    return Against(other, change(row.value, other.value), sure)


def own_units(source: Source, at: Place, tops: Sequence[str], cells: Mapping[str, CellIndex]) -> tuple[OwnUnit, ...]:
    """A manager's units to choose among, in the order of ``tops``."""
    found = []
    for code in tops:
        rows = [figures(source, at, i, code, cells.get(code, {})).row(at.year, "T") for i in source.programme.planned]
        judged = [row for row in rows if row.gap is not None and row.status is not Status.NOT_ASSESSABLE]
        reached = sum(row.status is Status.REACHED for row in judged)
        found.append(OwnUnit(unit_choice(source, at.snapshot, code, at.year), code == at.unit, reached, len(judged)))
    return tuple(found)


def side_by_side(source: Source, at: Place, group: Group, cells: Mapping[str, CellIndex]) -> SideBySide:
    """Every indicator that at least one of the units has a figure for, with all of them beside each other."""
    areas = []
    for area in source.programme.areas:
        made = (_compared(source, at, group, indicator, cells) for indicator in area.planned)
        shown = tuple(one for one in made if any(row.value is not None for _, row, _ in one.units))
        areas += [(area, shown)] if shown else []
    whole = unit_choice(source, at.snapshot, group.whole, at.year) if group.whole else None
    return SideBySide(group.kind, whole, tuple(areas))


def _compared(source: Source, at: Place, group: Group, indicator: Indicator, cells: Mapping[str, CellIndex]) -> Compared:
    def of(code: str) -> Figures:
        return figures(source, at, indicator, code, cells.get(code, {}))

    whole = of(group.whole).row(at.year, "T") if group.whole else None
    units = []
    for code in group.units:
        row = of(code).row(at.year, "T")
        beside = against(of(code), row, whole, Z_998) if whole else None
        units.append((unit_choice(source, at.snapshot, code, at.year), row, beside))
    return Compared(units[0][1].indicator, whole, tuple(units))
