"""What must hold in the parts of a pack that are words: levels and who answers to whom, states, milestones and links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpi.errors import Fault
from kpi.language import ptr, tr
from kpi.programme.errors import fault
from kpi.programme.goals import Link, Milestone, StateDescription
from kpi.programme.model import Programme
from kpi.programme.organisation import Level
from kpi.programme.references import outside, refers, unique

GOALS, ORGANISATION = "goals.toml", "organisation.toml"


# ---------------------------------------------------------------------------------------------------- levels


def check_levels(programme: Programme) -> Iterator[Fault]:
    """Levels are listed top first, and what each is tied to exists.

    Where no level says whom it answers to they are a chain: depth 0, 1, 2 … Where some do they are a tree: a level lies one step below the
    deepest that it answers to, and one whose reference the source does not tell lies at most one step below what stands before it.
    """
    levels = programme.levels
    if not levels:
        yield fault("no_levels", ORGANISATION, "levels", tr("minst en nivå måste anges"))
    yield from unique((level.key for level in levels), ORGANISATION, "levels.key")
    for name in ("branches", "committees"):
        yield from unique((x.key for x in getattr(programme, name)), ORGANISATION, f"{name}.key")
    yield from _tree(levels) if any(level.reports_to for level in levels) else _chain(levels)
    branches, committees = {x.key for x in programme.branches}, {x.key for x in programme.committees}
    for i, level in enumerate(levels, 1):
        key = f"levels[{i}]"
        yield from refers(level.branches, branches, "branches", tr("grenen"), "[[branches]]", ORGANISATION, key)
        stands_beside = (level.committee,) if level.committee else ()
        yield from refers(stands_beside, committees, "committee", tr("organet"), "[[committees]]", ORGANISATION, key)


def _chain(levels: tuple[Level, ...]) -> Iterator[Fault]:
    for i, level in enumerate(levels):
        if level.depth != i:
            reason = tr(
                "nivåerna ska stå överst först med depth 0, 1, 2 …: här väntades {expected}, men där står ”{depth}”",
                expected=i,
                depth=level.depth,
            )
            yield fault("levels_not_contiguous", ORGANISATION, f"levels[{i + 1}].depth", reason, level.depth)


def _tree(levels: tuple[Level, ...]) -> Iterator[Fault]:
    before: dict[str, int] = {}
    known = {level.key for level in levels}
    for i, level in enumerate(levels, 1):
        key = f"levels[{i}]"
        yield from refers(level.reports_to, known, "reports_to", tr("nivån"), "[[levels]]", ORGANISATION, key)
        for above in level.reports_to:
            if above in known and above not in before:
                reason = tr("nivån ”{above}” ska stå tidigare i filen", above=above)
                yield fault("level_order", ORGANISATION, f"{key}.reports_to", reason, above)
        above = [before[x] for x in level.reports_to if x in before]
        if not before and level.depth != 0:
            yield _depth(i, level, tr("den första nivån är överst: depth ska vara 0"))
        elif above and level.depth != max(above) + 1:
            yield _depth(i, level, tr("ska vara {depth}, ett steg under den djupaste nivå som den svarar inför", depth=max(above) + 1))
        elif before and not level.reports_to and not 1 <= level.depth <= max(before.values()) + 1:
            yield _depth(i, level, tr("ska vara från 1 till {deepest}: bara den första nivån är överst", deepest=max(before.values()) + 1))
        before[level.key] = level.depth


def _depth(number: int, level: Level, reason: str) -> Fault:
    stood = tr("{reason}, men där står ”{value}”", reason=reason, value=level.depth)
    return fault("level_depth", ORGANISATION, f"levels[{number}].depth", stood, level.depth)


# ---------------------------------------------------------------------------------------------------- goals in words


def check_goals(
    programme: Programme,
    states: Mapping[str, StateDescription],
    milestones: Mapping[str, Milestone],
    links: Mapping[str, Link],
) -> Iterator[Fault]:
    """Ids are unique among all that a link may name, years lie in the period, and links and milestones refer to what exists.

    states, milestones, links: as they stand in the file, by their key there.
    """
    areas = tuple(a.id for a in programme.areas)
    kinds = {name: tuple(x.id for x in getattr(programme, name)) for name in ("plan_goals", "strategies", "foundations")}
    yield from unique([m.id for m in milestones.values()], GOALS, "milestones.id")
    for name, ids in kinds.items():
        yield from unique(ids, GOALS, f"{name}.id")
    # One id, one thing: an address that follows a link says the id alone.
    seen: dict[str, str] = dict.fromkeys(areas, "areas")
    for name, ids in kinds.items():
        for one in dict.fromkeys(ids):
            if one in seen:
                reason = tr("”{id}” är redan id i {table}: välj ett annat", id=one, table=seen[one])
                yield fault("shared_id", GOALS, f"{name}.id", reason, one)
            seen.setdefault(one, name)
    for key, state in states.items():
        yield from _year(programme, state.year, key)
    indicators = {i.id for i in programme.indicators}
    for key, milestone in milestones.items():
        yield from _year(programme, milestone.year, key)
        yield from refers(milestone.indicators, indicators, "indicators", tr("indikatorn"), "indicators.toml", GOALS, key)
    for key, link in links.items():
        yield from refers((link.area,) if link.area else (), areas, "area", ptr("programme", "området"), "programme.toml", GOALS, key)
        for name, ids in kinds.items():
            yield from refers(getattr(link, name), ids, name, "id", f"[[{name}]]", GOALS, key)
            yield from unique(getattr(link, name), GOALS, f"{key}.{name}")


def _year(programme: Programme, year: int, key: str) -> Iterator[Fault]:
    if year < programme.period_from or (programme.period_to is not None and year > programme.period_to):
        yield fault("outside_period", GOALS, f"{key}.year", outside(programme, year), year)
