"""The audit of a year: everything that every role can get, at every version, against everything that is protected."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from zlib import crc32

from kpi.access.scope import Role, Scope
from kpi.audit.asks import Asks
from kpi.audit.bounds import Room, moves
from kpi.audit.mine import followed_by
from kpi.audit.obtain import Shown, obtained, of_pages
from kpi.audit.persons import Persons, equations
from kpi.audit.relations import Relations, Unseen, Variable, relate
from kpi.audit.solve import components, settled
from kpi.audit.texts import unexplained
from kpi.audit.world import Figure, World, moments, world
from kpi.language import SOURCE, speaking
from kpi.measure.protection import fewest_counts, narrowest
from kpi.programme.model import Programme, Rollup
from kpi.store import Store
from kpi.views import Views
from kpi.views.mine_rows import Mine
from kpi.views.source import Source

MOST_VERSIONS = 20
MOST_PAGES = 8
AUDITOR = "granskning"
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """A protected cell that is not protected enough. ``what``: "n" or "value"; ``low`` and ``high`` of a narrowed one: how far from where
    it is it can be. Never the figure itself."""

    indicator: str
    unit: str
    period: str
    sex: str
    method: str
    what: str
    version: str | None = None  # the moment it is hidden at; None now
    implied: bool = False  # not delivered: what the shown ones leave
    low: float | None = None
    high: float | None = None


@dataclass(slots=True)
class Report:
    """What the audit of a year found. ``cells_hidden``: of all versions; ``bounded``: protected small groups whose interval was worked out;
    ``roles``: how many figures each role gets that a controller does not (there must be none); ``texts``: numbers in words, drawings and
    files that are in no row; ``mine``: pages of *Min enhet* that were asked for."""

    year: int
    cells_shown: int = 0
    cells_hidden: int = 0
    cells_solvable: list[Found] = field(default_factory=list)
    narrowed: list[Found] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    roles: dict[str, int] = field(default_factory=dict)
    versions: int = 0
    relations: int = 0
    pages: int = 0
    mine: int = 0
    bounded: int = 0
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        """Nothing was worked out, nothing came too near, and nobody gets more than the controller."""
        return not (self.cells_solvable or self.narrowed or self.texts or any(self.roles.values()))


@speaking(SOURCE)
def audit(store: Store, programme: Programme, year: int, *, versions: int | None = MOST_VERSIONS, pages: int | None = MOST_PAGES) -> Report:
    """Audit a year at the ``versions`` newest versions (None: all). ``pages``: how many indicator pages to ask for, with all their traces,
    texts and drawings, those that hide something first (None: all). Texts are held against the rows in Swedish, whatever language the
    screen speaks: a translation has the same {places}, and adds no number."""
    start = time.process_time()
    views, source = Views(store, programme), Source(store, programme)
    everyone = Scope(Role.CONTROLLER, (programme.root_unit,), AUDITOR)
    worlds = [world(store, programme, year, moment) for moment in moments(store)[:versions]]
    per_world = [set(obtained(source, version, year)) if version.figures else set() for version in worlds]
    report = Report(year, versions=len(worlds))
    now = worlds[0]
    asked = _pages(now, per_world[0], pages)
    for unit, indicator in asked:
        per_world[0] |= set(of_pages(views, everyone, now, year, unit, indicator))
    shown: set[Shown] = set().union(*per_world)
    known = {figure for version in worlds for figure in version.figures.values() if figure.shown in shown}
    report.cells_shown = len(known)
    report.pages = len(asked)
    asks = Asks(views, programme, now, year)
    report.roles = {role: len(figures - shown) for role, figures in asks.figures_by_role(AUDITOR).items()}
    _solve(report, worlds, per_world, known, programme)
    units = list(dict.fromkeys(unit for unit, _ in asked))
    earlier = [(moment.as_of, unit) for moment in worlds[1:] for unit in units if unit in moment.tree]
    _follow(report, worlds, known, [*asks.pages, *asks.of_controller(everyone, [(None, unit) for unit in now.tree] + earlier)])
    _bound(report, now, known, programme)
    report.texts = [*unexplained(views, everyone, year, asked), *asks.unexplained(units)]
    report.mine = len(asks.pages)
    report.seconds = round(time.process_time() - start, 2)
    return report


def _pages(now: World, seen: set[Shown], most: int | None) -> list[tuple[str, str]]:
    """Unit and indicator of the pages to ask for: where something is hidden first, and otherwise spread evenly."""
    hidden = Counter((f.key.unit, f.key.indicator) for f in now.figures.values() if f.shown not in seen)
    every = sorted(
        {(k.unit, k.indicator) for k in now.figures if k.unit in now.tree}, key=lambda p: (-(p in hidden), crc32(repr(p).encode()))
    )
    return every if most is None else every[:most]


def _solve(report: Report, worlds: Iterable[World], per_world: Iterable[set[Shown]], known: set[Figure], programme: Programme) -> None:
    """What all versions together settle of what any of them hides."""
    hidden: dict[Figure, str | None] = {}
    relations = Relations()
    for version, seen in zip(worlds, per_world, strict=True):
        for figure in version.figures.values():
            if figure.shown not in seen and figure.n != 0 and figure.key.period.startswith(str(version.year)):
                hidden.setdefault(figure, version.as_of)
        made = relate(version, programme)
        relations.counts += made.counts
        relations.counts += equations(version, programme)
        relations.sums += made.sums
        relations.persons |= made.persons
    report.cells_hidden = len(hidden)
    report.relations = len(relations.counts) + len(relations.sums)
    counted = {f for f in known if f.n is not None} | {Persons(f) for f in known}
    for what, rows in (("n", relations.counts), ("value", relations.sums)):
        out = settled(rows, counted) | (known & hidden.keys())
        report.cells_solvable += [_found(v, what, hidden[v]) for v in hidden if v in out]
        report.cells_solvable += [
            _found(v, what, v.as_of)
            for v, persons in relations.persons.items()
            if v in out and 0 < persons < programme.indicator(v.key.indicator).min_n
        ]


def _follow(report: Report, worlds: Iterable[World], known: set[Figure], pages: Iterable[tuple[str | None, Mine]]) -> None:
    """What the pages' differences and counts tell of figures that are hidden at their version."""
    hidden: dict[tuple[str | None, str, str, str, str], list[Figure]] = {}
    for version in worlds:
        for figure in version.figures.values():
            if figure not in known and figure.n != 0:
                key = figure.key
                hidden.setdefault((version.as_of, key.indicator, key.unit, key.period, key.sex), []).append(figure)
    told: set[tuple[Figure, str]] = set()
    for as_of, page in pages:
        for found in followed_by(page):
            for figure in hidden.get((as_of, found.indicator, found.unit, found.period, found.sex), ()):
                if as_of is not None and found.method not in (None, figure.key.method):
                    continue  # what was corrected since is no measure of what another method says
                real = figure.n if found.what == "n" else figure.value
                if real is not None and abs(real - found.number) <= SLACK * max(1.0, abs(real)) and (figure, found.what) not in told:
                    told.add((figure, found.what))
                    report.cells_solvable.append(_found(figure, found.what, as_of))


def _found(variable: Variable, what: str, version: str | None, room: Room | None = None) -> Found:
    key = variable.key
    low, high = (None, None) if room is None else (round(room[0], 4), round(room[1], 4))
    return Found(key.indicator, key.unit, key.period, key.sex, key.method, what, version, isinstance(variable, Unseen), low, high)


def _bound(report: Report, now: World, known: set[Figure], programme: Programme) -> None:
    """How near the protected small groups of now can be worked out, by bounds: n, and with every n known also the value."""
    made = relate(now, programme)
    counted = {f for f in known if f.n is not None}
    for rows in components(made.yearly, counted):
        variables = {v for row in rows for v in row}
        small = [
            v for v in variables if isinstance(v, Figure) and v not in known and v.n and v.n < programme.indicator(v.key.indicator).min_n
        ]
        report.bounded += len(small)
        if small:
            _narrow(report, rows, variables, small, now, made, programme)


def _narrow(
    report: Report,
    rows: list[dict[Variable, int]],
    variables: Collection[Variable],
    small: list[Figure],
    now: World,
    made: Relations,
    programme: Programme,
) -> None:
    wide = {v: fewest_counts(programme.indicator(v.key.indicator).min_n) - 1.0 for v in small}
    for v, (low, high) in moves(rows, {v: _room_of_count(v, made) for v in variables}, wide).items():
        if high - low < wide[v] - SLACK:
            report.narrowed.append(_found(v, "n", None, (low, high)))
    weights = {v: w for v in small if (w := now.weights.get(v.key))}
    scale = {v: programme.indicator(v.key.indicator) for v in small}
    wide = {v: narrowest(scale[v].decimals) * w for v, w in weights.items() if scale[v].rollup is not Rollup.NONE}
    for v, (low, high) in moves(rows, {v: _room_of_sum(v, now, programme) for v in variables}, wide).items():
        if high - low < wide[v] - SLACK * weights[v]:
            report.narrowed.append(_found(v, "value", None, (low / weights[v], high / weights[v])))


def _room_of_count(v: Variable, made: Relations) -> Room:
    """Nobody or more: a figure of nobody is protected too, so that it is protected does not tell that somebody is there."""
    if isinstance(v, Unseen):
        return -float(max(made.persons.get(v, 10**7), 0)), float("inf")
    return (float(-v.n), float("inf")) if v.n else (-float("inf"), float("inf"))


def _room_of_sum(v: Variable, now: World, programme: Programme) -> Room:
    """Between the lowest and the highest that the indicator can be, were every n known."""
    weight = now.weights.get(v.key) if isinstance(v, Figure) else None
    if not isinstance(v, Figure) or not weight:
        return -float("inf"), float("inf")
    indicator = programme.indicator(v.key.indicator)
    low = -float("inf") if indicator.value_min is None else (indicator.value_min - v.value) * weight
    high = float("inf") if indicator.value_max is None else (indicator.value_max - v.value) * weight
    return min(low, 0.0), max(high, 0.0)
