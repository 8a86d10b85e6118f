"""What all views share: one snapshot of the store per data version, gated cells, and the cache in front of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kpi.access.scope import Scope
from kpi.errors import Refusal
from kpi.language import current, tr
from kpi.measure.gap import expected
from kpi.programme.judgement import Annotation, Remarks, annotations_at
from kpi.programme.model import Area, Direction, Indicator, Programme
from kpi.views.cache import Cache
from kpi.views.gate import CellIndex, GatedMonth, gate_cells, gate_months
from kpi.views.moments import moment

if TYPE_CHECKING:
    from kpi.store import Store
    from kpi.store.types import Assessment, Revision, TreeUnit, UnitRow
    from kpi.views.choices import Place

CACHE_SIZE = 1024
SEXES = ("T", "K", "M")


class InForce(NamedTuple):
    """An indicator as it holds for a year, and where its calculated line is that year (None without target or baseline)."""

    indicator: Indicator
    path: float | None


@dataclass(frozen=True)
class Snapshot:
    """What holds at one data version: organisation, years, revisions and assessments; no figures."""

    version: int
    as_of: str | None  # as it was asked for; None for now
    empty: bool
    synthetic: bool
    data_years: tuple[int, ...]  # with any yearly figure
    part_years: tuple[int, ...]  # with any month or quarter
    units: Mapping[str, tuple[UnitRow, ...]]  # code → its rows over time, oldest first
    revisions: Mapping[str, tuple[Revision, ...]]  # indicator id → the store's revisions, oldest first
    assessments: Mapping[tuple[str, str, int], tuple[Assessment, ...]]  # (indicator, unit, year) → the store's assessments, oldest first
    remarks: Remarks = field(default_factory=Remarks)  # judgements, annotations and presentations
    known_at: str | None = None  # when the version was made, ISO; None before the first write
    _memo: dict[tuple[str, int], InForce] = field(default_factory=dict, repr=False)

    @cached_property
    def _annotated(self) -> dict[str, list[Annotation]]:
        found: dict[str, list[Annotation]] = {}
        for made in annotations_at(self.remarks.annotations):
            found.setdefault(made.indicator, []).append(made)
        return found

    def annotations_of(self, indicator_id: str, unit: str) -> tuple[Annotation, ...]:
        """The annotations in force on the indicator for a unit: its own and those of the units that it lay below then. By period."""
        return tuple(a for a in self._annotated.get(indicator_id, ()) if self._below(unit, a.unit, a.year))

    def _below(self, unit: str, above: str, year: int) -> bool:
        """Is the unit the other one, or below it, that year?"""
        seen: set[str] = set()
        here: str | None = unit
        while here is not None and here not in seen:
            if here == above:
                return True
            seen.add(here)
            rows = self.units.get(here, ())
            held = [r for r in rows if (r.valid_from or year) <= year <= (r.valid_to or year)] or list(rows[:1])
            here = held[-1].parent if held else None
        return False

    @property
    def at(self) -> int | None:
        """What the store is asked with: the version of an earlier moment, None for now (an import in between is then simply seen)."""
        return None if self.as_of is None else self.version

    def in_force(self, indicator: Indicator, year: int) -> Indicator:
        """The indicator with the target, baseline and direction that hold for ``year``: the revision with the latest ``valid_from``
        not after the year (of several, the last one made), else the plan's own."""
        return self.holding(indicator, year).indicator

    def holding(self, indicator: Indicator, year: int) -> InForce:
        """As ``in_force``, with where the calculated line is that year. Remembered: every point of every series asks."""
        key = (indicator.id, year)
        found = self._memo.get(key)
        if found is None:
            i = self._revised(indicator, year)
            path = expected(i.baseline, i.target, year=year, baseline_year=i.baseline_year, target_year=i.target_year)
            found = self._memo[key] = InForce(i, path)
        return found

    def _revised(self, indicator: Indicator, year: int) -> Indicator:
        latest = self.revision_in_force(indicator.id, year)
        if latest is None:
            return indicator
        changed: dict[str, object] = {"target": latest.target, "baseline": latest.baseline}
        if latest.direction:
            changed |= {"direction": Direction(latest.direction), "direction_note": None}
        return indicator.model_copy(update=changed)

    def revision_in_force(self, indicator_id: str, year: int) -> Revision | None:
        """The store's revision that holds for ``year``, or None when the plan's own figures do."""
        made = [r for r in self.revisions.get(indicator_id, ()) if r.valid_from <= year]
        return max(made, key=lambda r: (r.valid_from, r.seq)) if made else None

    def not_assessable(self, indicator_id: str, unit: str, year: int) -> str | None:
        """The reason a controller gave for "kan ej bedömas", or None. The last word holds."""
        made = self.assessments.get((indicator_id, unit, year), ())
        return made[-1].reason if made and made[-1].active else None


class Source:
    """Store and programme behind the gate. Everything above asks here, never the store."""

    def __init__(self, store: Store, programme: Programme) -> None:
        self.store = store
        self.programme = programme
        self.cache = Cache(CACHE_SIZE)

    @property
    def root(self) -> str:
        return self.programme.root_unit

    @cached_property
    def baseline_year(self) -> int:
        """The year most indicators have their baseline in (the earliest of several equally common)."""
        years = [i.baseline_year for i in self.programme.planned]
        return min(set(years), key=lambda y: (-years.count(y), y)) if years else self.programme.period_from

    @cached_property
    def first_baseline_year(self) -> int:
        """The earliest year that an indicator has its baseline in."""
        return min((self.baseline_year, *(i.baseline_year for i in self.programme.indicators)))

    def key(self, snapshot: Snapshot, scope: Scope | None, *params: str | int | None) -> tuple:
        """A cache key: data version, as-of, programme digest, language (views hold sentences), scope, parameters. Only the organisation,
        which has no figures, is kept without a scope (None)."""
        return (snapshot.version, snapshot.as_of, self.programme.digest, current(), scope.key if scope else None, *params)

    def snapshot(self, as_of: str | None = None) -> Snapshot:
        """What holds now, or what was known at ``as_of`` (Refusal when it is no date or time)."""
        version = self.store.data_version() if as_of is None else self.store.version_at(moment(as_of))
        return self.cache.get(("snapshot", version, as_of, self.programme.digest), lambda: self._snapshot(version, as_of))

    def _snapshot(self, version: int, as_of: str | None) -> Snapshot:
        head = self.store.head(as_of=None if as_of is None else version)
        revisions: dict[str, list[Revision]] = {}
        for revision in head.revisions:
            revisions.setdefault(revision.indicator, []).append(revision)
        assessments: dict[tuple[str, str, int], list[Assessment]] = {}
        for made in head.assessments:
            assessments.setdefault((made.indicator, made.unit, made.year), []).append(made)
        return Snapshot(
            version=version,
            as_of=as_of,
            empty=not (head.years or head.part_years),
            synthetic=head.synthetic,
            data_years=head.years,
            part_years=head.part_years,
            units=_by_code(head.units),
            revisions={k: tuple(sorted(v, key=lambda r: r.seq)) for k, v in revisions.items()},
            assessments={k: tuple(sorted(v, key=lambda a: a.seq)) for k, v in assessments.items()},
            remarks=self.store.remarks(as_of=version),
            known_at=head.time,
        )

    def tree(self, snapshot: Snapshot, year: int) -> Mapping[str, TreeUnit]:
        """The organisation in force that year."""
        return self.cache.get(self.key(snapshot, None, "tree", year), lambda: self.store.tree(year, as_of=snapshot.at))

    def cells(self, at: Place, unit: str, since: int | None = None) -> CellIndex:
        """All gated yearly figures of a unit within the place's reach: every indicator, year (``since``: from that one on), sex and method.
        One query."""

        def read() -> CellIndex:
            years = None if since is None else [year for year in at.snapshot.data_years if year >= since]
            found = self.store.cells(units=_within(at, [unit]), years=years, sexes=SEXES, as_of=at.snapshot.at)
            return gate_cells(found, self.programme).get(unit, {})

        return self.cache.get(self.key(at.snapshot, at.scope, "cells", since, *_within(at, [unit])), read)

    def cells_of(self, at: Place, units: list[str], indicator: Indicator, year: int | None = None) -> dict[str, CellIndex]:
        """Gated yearly figures of one indicator for several units within reach; ``year``: of that year only. One query; not cached (the
        view that asks is)."""
        if not units:
            return {}
        years = None if year is None else [year]
        found = self.store.cells(units=_within(at, units), years=years, indicators=[indicator.id], sexes=SEXES, as_of=at.snapshot.at)
        return gate_cells(found, self.programme)

    def cells_all(self, at: Place, units: list[str]) -> dict[str, CellIndex]:
        """All gated yearly figures of several units within the place's reach: every indicator, year, sex and method. One query; not cached
        (the view that asks is)."""
        return gate_cells(self.store.cells(units=_within(at, units), sexes=SEXES, as_of=at.snapshot.at), self.programme)

    def why_missing(self, at: Place, unit: str | None = None) -> Mapping[tuple[str, str], str]:
        """(indicator, method) → why the place's unit (or another within reach) has no figure of its own that year, as the file said it. One
        query for the unit and those directly below it."""
        unit = unit or at.unit
        node = self.tree(at.snapshot, at.year).get(at.unit)
        near = sorted({at.unit, *(code for code in (node.children if node else ()) if code in at.reach)})
        units = near if unit in near else _within(at, [unit])

        def read() -> dict[str, dict[tuple[str, str], str]]:
            told: dict[str, dict[tuple[str, str], str]] = {}
            for (code, indicator, method), why in self.store.why_missing(_within(at, units), at.year, as_of=at.snapshot.at).items():
                told.setdefault(code, {})[indicator, method] = why
            return told

        return self.cache.get(self.key(at.snapshot, at.scope, "why_missing", at.year, *units), read).get(unit, {})

    def months(self, at: Place, unit: str, indicator: Indicator) -> list[GatedMonth]:
        """Gated monthly figures of one unit within reach and one indicator, all methods and sexes; [] where there are no months."""

        def read() -> list[GatedMonth]:
            yearly = self.cells(at, unit).get(indicator.id, {})
            hidden = {key for key, by in yearly.items() if any(cell.hidden for cell in by.values())}
            return gate_months(self.store.months(indicator.id, unit, as_of=at.snapshot.at), indicator, hidden)

        return self.cache.get(self.key(at.snapshot, at.scope, "months", *_within(at, [unit]), indicator.id), read)

    def indicator(self, indicator_id: str) -> Indicator:
        """The programme's indicator, or a Refusal that names the ones there are."""
        try:
            return self.programme.indicator(indicator_id)
        except KeyError:
            known = ", ".join(i.id for i in self.programme.indicators) or tr("(det finns inga än)")
            raise Refusal(
                tr("Indikatorn {indicator} finns inte i programmet. Välj en av: {known}.", indicator=repr(indicator_id), known=known),
                code="unknown_indicator",
            ) from None

    def area(self, area_id: str) -> Area:
        """The programme's area, or a Refusal that names the ones there are."""
        for area in self.programme.areas:
            if area.id == area_id:
                return area
        known = ", ".join(a.id for a in self.programme.areas)
        raise Refusal(tr("Programområdet {area} finns inte. Välj ett av: {known}.", area=repr(area_id), known=known), code="unknown_area")


def _within(at: Place, units: list[str]) -> list[str]:
    """The units, all of them within the place's reach. Anything else is a fault of ours: what is asked for is checked before."""
    outside = [unit for unit in units if unit not in at.reach]
    if outside:
        raise PermissionError(f"figures of {len(outside)} units outside the reach were asked for")
    return units


def _by_code(rows: Iterable[UnitRow]) -> dict[str, tuple[UnitRow, ...]]:
    units: dict[str, list[UnitRow]] = {}
    for row in sorted(rows, key=lambda r: (r.valid_from is not None, r.valid_from or 0)):
        units.setdefault(row.code, []).append(row)
    return {code: tuple(found) for code, found in units.items()}
