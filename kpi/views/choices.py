"""Which unit, year and version a view is about, and what else can be chosen. The scope is enforced here for every view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.access.grants import today
from kpi.access.permissions import Permission, allowed, require
from kpi.access.reach import reach, subtree, top_unit
from kpi.access.scope import Role, Scope
from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.network import plan_years
from kpi.views.moments import day_of
from kpi.views.rows import Context, UnitChoice
from kpi.views.source import Snapshot, Source

if TYPE_CHECKING:
    from kpi.store.types import TreeUnit, UnitRow

# Years outside these are typing errors, not years without figures.
FIRST_YEAR, LAST_YEAR = 1990, 2100
SEXES = ("T", "K", "M")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a view stands: a checked unit and year in one snapshot, and what the scope reaches that year."""

    snapshot: Snapshot
    scope: Scope
    unit: str
    year: int
    reach: frozenset[str]


def context(source: Source, scope: Scope, year: int | None, unit: str | None, as_of: str | None) -> Context:
    """The finished context. Raises Refusal for an unknown year or unit, or one outside the scope."""
    return context_of(source, place(source, scope, year, unit, as_of))


def frame(source: Source, scope: Scope, as_of: str | None) -> Context:
    """What a page that is not about figures says about itself: as ``context``, or without units and years for a role that sees none."""
    if allowed(scope, Permission.READ_FIGURES):
        return context(source, scope, None, None, as_of)
    require(scope, Permission.READ_ACCESS)
    snapshot = source.snapshot(as_of)
    year = default_year(source, snapshot)
    nowhere = UnitChoice(source.root, source.programme.organisation, "", 0)
    return Context(nowhere, year, (), (), snapshot.version, snapshot.as_of, synthetic=snapshot.synthetic, empty=snapshot.empty)


def place(source: Source, scope: Scope, year: int | None, unit: str | None, as_of: str | None) -> Place:
    """Check and fill in what a view was asked for."""
    require(scope, Permission.READ_FIGURES)
    snapshot = source.snapshot(as_of)
    chosen_year = check_year(year) if year is not None else default_year(source, snapshot)
    reached = reached_units(source, snapshot, scope, chosen_year)
    chosen_unit = _unit(source, snapshot, scope, chosen_year, unit, reached)
    return Place(snapshot, scope, chosen_unit, chosen_year, reached)


def check_year(year: int) -> int:
    """The year, or a Refusal when it is no year that a figure can be about."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal(
            tr(
                "Året {year} går inte att visa. Ange ett år mellan {first} och {last}.",
                year=year,
                first=FIRST_YEAR,
                last=LAST_YEAR,
            ),
            code="unknown_year",
        )
    return year


def check_sex(sex: str) -> str:
    """K, M or T, or a Refusal."""
    if sex not in SEXES:
        raise Refusal(tr("Kön {sex} finns inte. Ange K (kvinnor), M (män) eller T (totalt).", sex=repr(sex)), code="unknown_sex")
    return sex


def default_year(source: Source, snapshot: Snapshot) -> int:
    """The latest year with yearly figures. Without any: the present year as far as the plan goes, when it is told in words; else the
    baseline year."""
    return max(snapshot.data_years, default=_first_shown(source, snapshot))


def _first_shown(source: Source, snapshot: Snapshot) -> int:
    years = plan_years(source.programme)
    return min(max(day_of(snapshot.as_of, today()).year, years[0]), years[-1]) if years else source.baseline_year


def reached_units(source: Source, snapshot: Snapshot, scope: Scope, year: int) -> frozenset[str]:
    """The units the scope reaches that year. A scope's own unit stays its own in years when it was not in force (its history), and a
    controller reaches every unit there ever was."""

    def find() -> frozenset[str]:
        found = reach(scope, source.tree(snapshot, year), source.root)
        if scope.role is Role.CONTROLLER:
            return found | frozenset(snapshot.units)
        if scope.role is Role.MANAGER:
            own = frozenset(code for code in scope.units if code in snapshot.units)
            return found | own | ({source.root} if own else frozenset())
        return found

    return source.cache.get(source.key(snapshot, scope, "reach", year), find)


def _unit(source: Source, snapshot: Snapshot, scope: Scope, year: int, unit: str | None, reached: frozenset[str]) -> str:
    if unit is None:
        top = top_unit(scope, source.tree(snapshot, year), source.root)
        unit = top or next((code for code in scope.units if code in reached), None)
        if unit is None:
            raise Refusal(tr("Det finns ingen enhet som du får se. Be en controller kontrollera din behörighet."), code="not_allowed")
    if unit in reached:
        return unit
    if scope.role is Role.CONTROLLER:
        message = tr("Enheten {unit} finns inte i organisationen. Kontrollera koden, eller läs in organisationen först.", unit=repr(unit))
        raise Refusal(message, code="unknown_unit")
    require(scope, Permission.READ_FIGURES, unit=unit, reach=reached)
    return unit


def context_of(source: Source, at: Place) -> Context:
    """The context of a checked place."""
    choices = unit_choices(source, at.snapshot, at.scope, at.year)
    unit = next((c for c in choices if c.code == at.unit), None) or unit_choice(source, at.snapshot, at.unit, at.year)
    years = sorted({*at.snapshot.data_years, *at.snapshot.part_years, *plan_years(source.programme), source.baseline_year, at.year})
    return Context(
        unit=unit,
        year=at.year,
        years=tuple(years),
        units=choices if unit in choices else (*choices, unit),
        data_version=at.snapshot.version,
        as_of=at.snapshot.as_of,
        synthetic=at.snapshot.synthetic,
        empty=at.snapshot.empty,
    )


def unit_choices(source: Source, snapshot: Snapshot, scope: Scope, year: int) -> tuple[UnitChoice, ...]:
    """The units in force that year that the scope reaches, each after its parent and siblings in the tree's order."""

    def make() -> tuple[UnitChoice, ...]:
        everyone = _tree_choices(source, snapshot, year)
        reached = reached_units(source, snapshot, scope, year)
        return tuple(choice for choice in everyone if choice.code in reached)

    return source.cache.get(source.key(snapshot, scope, "choices", year), make)


def _tree_choices(source: Source, snapshot: Snapshot, year: int) -> tuple[UnitChoice, ...]:
    """Every unit in force that year. Made in one go: an organisation has hundreds of units, and every page needs the list."""

    def make() -> tuple[UnitChoice, ...]:
        tree = source.tree(snapshot, year)
        levels = {level.key: level.name for level in source.programme.levels}
        return tuple(_choice(snapshot, tree[code], levels, year) for code in subtree(tree, source.root))

    return source.cache.get(source.key(snapshot, None, "choices", year), make)


def _choice(snapshot: Snapshot, node: TreeUnit, levels: Mapping[str, str], year: int) -> UnitChoice:
    row = row_in_force(snapshot.units.get(node.code, ()), year)
    years = (row.valid_from, row.valid_to) if row else (None, None)
    return UnitChoice(node.code, node.name, levels.get(node.level, ""), node.depth, *years)


def unit_choice(source: Source, snapshot: Snapshot, code: str, year: int) -> UnitChoice:
    """A unit as a choice: as it was that year, or as it was last known when it was not in force."""
    levels = {level.key: level for level in source.programme.levels}
    node = source.tree(snapshot, year).get(code)
    if node is not None:
        return _choice(snapshot, node, {key: level.name for key, level in levels.items()}, year)
    row = row_in_force(snapshot.units.get(code, ()), year)
    if row is None:
        return UnitChoice(code, code, "", 0)
    level = levels.get(row.level)
    return UnitChoice(code, row.name, level.name if level else "", level.depth if level else 0, row.valid_from, row.valid_to)


def row_in_force(rows: tuple[UnitRow, ...], year: int) -> UnitRow | None:
    """The unit's row for the year; when none is in force, the nearest before it, else the first. None without rows."""
    if len(rows) == 1:
        return rows[0]
    started = [r for r in rows if r.valid_from is None or r.valid_from <= year]
    current = [r for r in started if r.valid_to is None or r.valid_to >= year]
    return next(iter(current or started[-1:] or rows[:1]), None)


def readable_years(source: Source, at: Place, years: list[int]) -> list[int]:
    """Of the years, those whose figures of the place's unit the scope may see: history up to the year asked for follows the unit; later
    years only where the unit was still within reach."""
    return [y for y in years if y <= at.year or at.unit in reached_units(source, at.snapshot, at.scope, y)]
