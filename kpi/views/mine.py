"""*Min enhet*: what a manager asks about a unit. One query for all figures, every one of them through the gate."""

from __future__ import annotations

from dataclasses import replace

from kpi.access.above import kind_of, path_to, tops_of, units_above
from kpi.access.permissions import Permission, require
from kpi.access.scope import Scope
from kpi.measure.gap import moved_share
from kpi.measure.status import Certainty, Lacking, Status
from kpi.programme.model import Indicator
from kpi.text import numbers
from kpi.text.mine import finding
from kpi.views import mine_beside, mine_parts
from kpi.views.cards import card, figures, series_years
from kpi.views.choices import Place, context_of, place, row_in_force, unit_choice, unit_choices
from kpi.views.gate import CellIndex
from kpi.views.indicator import units_below
from kpi.views.judge import Figures
from kpi.views.mine_rows import Changes, Mine, MineArea, MineRow, UnitPlace, Why
from kpi.views.notes import quality
from kpi.views.rows import Card, Point, UnitChoice
from kpi.views.source import Source
from kpi.views.unit_figures import unit_figures


def mine(source: Source, scope: Scope, year: int | None, unit: str | None, as_of: str | None) -> Mine:
    """The page of one unit, cached per data version and scope. Raises Refusal for a unit outside the scope, or a role without units."""
    require(scope, Permission.READ_UNIT)
    at = place(source, scope, year, unit, as_of)
    return source.cache.get(source.key(at.snapshot, scope, "mine", at.year, at.unit), lambda: _make(source, at))


def _make(source: Source, at: Place) -> Mine:
    tree = source.tree(at.snapshot, at.year)
    above = next(iter(units_above(at.unit, tree, at.reach)), None)
    order = {choice.code: number for number, choice in enumerate(unit_choices(source, at.snapshot, at.scope, at.year))}
    tops = sorted(tops_of(at.scope, tree, at.reach), key=lambda code: order.get(code, len(order)))
    below = units_below(source, at)
    group = mine_beside.group_of(tree, at, tops, below)
    asked = dict.fromkeys(code for code in (at.unit, above, *tops, *(group.codes if group else ())) if code is not None)
    cells = source.cells_all(at, list(asked))
    years = series_years(source, at)
    areas = tuple(
        MineArea(area, tuple(_row(source, at, indicator, years, cells, above) for indicator in area.planned))
        for area in source.programme.areas
    )
    rows = tuple(row for area in areas for row in area.rows)
    changes = _changes(rows, at.year - 1)
    return Mine(
        context=context_of(source, at),
        place=_place(source, at),
        finding=finding(rows, changes, at.year),
        areas=areas,
        changes=changes,
        people=mine_parts.people(source.programme, rows),
        tasks=mine_parts.tasks(source, at),
        above=unit_choice(source, at.snapshot, above, at.year) if above else None,
        mine=mine_beside.own_units(source, at, tops, cells) if len(tops) > 1 else (),
        beside=mine_beside.side_by_side(source, at, group, cells) if group else None,
        figures=unit_figures(source, at, cells.get(at.unit, {})),
        too_many=len(below) if group is None and len(below) > mine_beside.MOST else 0,
    )


def _row(
    source: Source,
    at: Place,
    indicator: Indicator,
    years: list[int],
    cells: dict[str, CellIndex],
    above: str | None,
) -> MineRow:
    """One indicator of the unit, beside the level above and the year before."""
    own = figures(source, at, indicator, cells=cells.get(at.unit, {}))
    made = card(source, at, indicator, years, cells.get(at.unit, {}))
    total, held = made.total, made.indicator
    over = figures(source, at, indicator, above, cells.get(above, {})).row(at.year, "T") if above else None
    before, comparable = _before(own, made, at.year - 1)
    why, reason = _why(source, at, own, made)
    return MineRow(
        card=made,
        before=before,
        before_comparable=comparable,
        above=mine_beside.against(own, total, over) if over else None,
        moved_share=moved_share(total.change_year, held.target, held.baseline),
        better=held.direction.better(total.change_year),
        why=why,
        reason=reason,
        quality=tuple(quality(total)),
        only_above=total.status is Status.NOT_MEASURED and over is not None and over.value is not None,
    )


def _before(own: Figures, made: Card, year: int) -> tuple[Point, bool]:
    """The unit's own figure the year before: the one that this year's is held against where there is such a one."""
    point, total = own.point(year, "T"), made.total
    if total.change_year is None:
        return point, False
    cell = own.at(year, "T", total.method)
    return (point if cell is None else replace(point, value=cell.value, n=cell.n, method=cell.method)), True


def _why(source: Source, at: Place, own: Figures, made: Card) -> tuple[Why | None, str]:
    """Why there is nothing to judge, and in whose words. A protected figure has no words: they could tell how small the group is."""
    total = made.total
    if total.status is Status.SUPPRESSED:
        return "protected", ""
    if total.status is Status.NOT_ASSESSABLE:
        return "not_assessable", total.status_reason or ""
    if total.status is not Status.NOT_MEASURED:
        return None, ""
    if total.lacking is None:
        return "not_measured", made.indicator.baseline_note or ""
    return ("protected_in_source", "") if total.lacking is Lacking.PROTECTED_IN_SOURCE else ("missing", own.told(source.why_missing(at)))


def _changes(rows: tuple[MineRow, ...], since: int) -> Changes:
    """The rows with a change since the year before, by how sure it is, the largest first. What has no way to be measured against comes
    last, in the plan's order. A change to the same figure is none; one too small to be seen is told only when it is sure."""
    moved = [row for row in rows if row.better is not None and (row.total.certainty is Certainty.CLEAR or not _unseen(row))]
    moved.sort(key=lambda row: (row.moved_share is None, -(row.moved_share or 0.0)))

    def those(certainty: Certainty) -> tuple[MineRow, ...]:
        return tuple(row for row in moved if row.total.certainty is certainty)

    return Changes(since, those(Certainty.CLEAR), those(Certainty.WITHIN_NOISE), those(Certainty.UNKNOWN))


def _unseen(row: MineRow) -> bool:
    return row.total.change_year is not None and numbers.rounds_to_zero(row.indicator, row.total.change_year)


def _place(source: Source, at: Place) -> UnitPlace:
    """Where the unit stands in the organisation that year, and since when."""
    tree = source.tree(at.snapshot, at.year)
    rows = at.snapshot.units.get(at.unit, ())
    now = row_in_force(rows, at.year)
    earlier = [row for row in rows if now is not None and row is not now and (row.valid_from or 0) < (now.valid_from or 0)]
    since = now
    while earlier and now is not None and earlier[-1].parent == now.parent:  # the same place under another name or level
        since = earlier.pop()
    old = earlier[-1].parent if earlier else None
    return UnitPlace(
        unit=unit_choice(source, at.snapshot, at.unit, at.year),
        above=_names(source, at, path_to(at.unit, tree)),
        since=since.valid_from if since else None,
        until=now.valid_to if now else None,
        moved_from=unit_choice(source, at.snapshot, old, earlier[-1].valid_to or at.year).name if old else None,
        kind=kind_of(at.scope, at.unit, tree),
    )


def _names(source: Source, at: Place, codes: tuple[str, ...]) -> tuple[UnitChoice, ...]:
    return tuple(unit_choice(source, at.snapshot, code, at.year) for code in codes)
