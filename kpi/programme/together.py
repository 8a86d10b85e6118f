"""Several packs over one store: what they must agree on, and the one programme that the store rolls up and hides by. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from kpi.errors import Fault, Refusal
from kpi.language import tr
from kpi.programme.errors import fault
from kpi.programme.model import Area, Indicator, Layout, Measure, Programme

MEASURED = (
    "unit", "decimals", "population", "by_sex", "rollup", "scale", "value_min", "value_max", "methods", "other_methods", "mean_of",
    "counted", "people", "definition",
)  # fmt: skip
"""What a shared indicator is: two packs that differ in any of these measure different things. The rest is each plan's own."""
_BETWEEN = "+"  # of the ids in the id of several together; in no address or file name
_LEVEL = ("key", "name", "depth", "reports_to")
_LAYOUT = ("kind", "individual", "total_from_sexes", "lowest", "columns", "checks")


class TogetherError(Refusal):
    """Packs that cannot stand in one installation. ``faults``: each with both packs in ``sheet``, and what they differ in."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        lines = [f"– {f.sheet}: {f.column}: {f.message}" for f in faults]
        text = "\n".join([tr("Programmen kan inte användas i samma installation. Rätta paketen, eller ge dem var sitt lager:"), *lines])
        super().__init__(text, code="packs_together", faults=faults)


def together(programmes: Sequence[Programme]) -> Programme:
    """The programme that a store with these packs adds up, hides and imports by; the pack itself when there is one.

    Indicators that packs share stand there once, with the largest of their smallest n. Whatever order the packs are given in, it is the
    same. Raises TogetherError with every fault. Its areas are only a way to list the indicators: nothing is shown by it.
    """
    if len(programmes) == 1:
        return programmes[0]
    faults = list(conflicts(programmes))
    if faults:
        raise TogetherError(faults)
    packs = sorted(programmes, key=lambda p: p.id)
    first = packs[0]
    known = {i.id: i for pack in reversed(packs) for i in pack.indicators}
    stricter = {id_: max(i.min_n for pack in packs for i in pack.indicators if i.id == id_) for id_ in known}
    seen: set[str] = set()
    areas: list[Area] = []
    for area in (area for pack in packs for area in pack.areas):
        fresh = [i for i in area.indicators if i.id not in seen]
        seen |= {i.id for i in fresh}
        areas.append(area.model_copy(update={"indicators": tuple(i.model_copy(update={"min_n": stricter[i.id]}) for i in fresh)}))
    update = {
        "id": _BETWEEN.join(pack.id for pack in packs),
        "name": " + ".join(pack.name for pack in packs),
        "areas": tuple(areas),
        "populations": tuple({p.key: p for pack in reversed(packs) for p in pack.populations}.values()),
        "layouts": tuple(_layouts(packs)),
        "links": (),
        "sample": None,
        "digest": hashlib.sha256(" ".join(pack.digest for pack in packs).encode()).hexdigest(),
    }
    return first.model_copy(update=update)


def ids_of(whole: Programme) -> tuple[str, ...]:
    """The ids of the packs that the programme was put together of; its own when it is one pack."""
    return tuple(whole.id.split(_BETWEEN))


def as_strict(programme: Programme, whole: Programme) -> Programme:
    """The pack with each indicator's smallest n as the whole installation has it: what is too small for one programme is for all."""
    strict = {i.id: i.min_n for i in whole.indicators}
    if all(strict[i.id] == i.min_n for i in programme.indicators):
        return programme
    areas = tuple(
        a.model_copy(update={"indicators": tuple(i.model_copy(update={"min_n": strict[i.id]}) for i in a.indicators)})
        for a in programme.areas
    )
    return programme.model_copy(update={"areas": areas})


def conflicts(programmes: Sequence[Programme]) -> Iterator[Fault]:
    """Everything that keeps the packs from standing in one installation; nothing for one pack."""
    for one, other in combinations(programmes, 2):
        both = tr("{one} och {other}", one=one.id, other=other.id)
        if one.id == other.id:
            yield fault("same_programme", both, "id", tr("programmet ”{id}” är angivet två gånger", id=one.id), one.id)
            continue
        yield from _organisations(one, other, both)
        yield from _indicators(one, other, both)
        yield from _populations(one, other, both)
        yield from _shared_layouts(one, other, both)
        yield from _questionnaires(one, other, both)


def _organisations(one: Programme, other: Programme, both: str) -> Iterator[Fault]:
    for key, name in (("root_unit", tr("översta enhetens kod")), ("organisation", tr("organisationens namn"))):
        mine, theirs = getattr(one, key), getattr(other, key)
        if mine != theirs:
            reason = tr(
                "{name} är ”{mine}” i {one} och ”{theirs}” i {other}", name=name, mine=mine, theirs=theirs, one=one.id, other=other.id
            )
            yield fault("other_organisation", both, key, reason, theirs)
    mine, theirs = ([tuple(getattr(level, name) for name in _LEVEL) for level in pack.levels] for pack in (one, other))
    if mine != theirs:
        differing = next((str((a or b)[0]) for a, b in _side_by_side(mine, theirs) if a != b), "")
        reason = tr(
            "nivåerna är inte desamma i {one} och {other}: den första som skiljer är ”{differing}”",
            one=one.id,
            other=other.id,
            differing=differing,
        )
        yield fault("other_organisation", both, "levels", reason, differing)


def _side_by_side(one: Sequence[Any], other: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    for at in range(max(len(one), len(other))):
        yield (one[at] if at < len(one) else None), (other[at] if at < len(other) else None)


def _indicators(one: Programme, other: Programme, both: str) -> Iterator[Fault]:
    mine, theirs = ({i.id: i for i in pack.indicators} for pack in (one, other))
    for id_ in (id_ for id_ in mine if id_ in theirs):
        a, b = mine[id_], theirs[id_]
        key = f"indicators.{id_}"
        if a.shared is None or a.shared != b.shared:
            stated = ((i.shared, pack.id) for i, pack in ((a, one), (b, other)) if i.shared is not None)
            said = f" {tr('och')} ".join(tr("shared = ”{shared}” i {pack}", shared=shared, pack=pack) for shared, pack in stated)
            reason = tr("indikatorn finns i både {one} och {other} utan att båda säger att den är densamma", one=one.id, other=other.id)
            reason += f" ({said})" if said else ""
            yield fault("not_shared", both, key, reason, id_)
            continue
        for name in (name for name in MEASURED if _said(a, name) != _said(b, name)):
            reason = tr(
                "indikatorn är gemensam, men {name} är ”{mine}” i {one} och ”{theirs}” i {other}",
                name=name,
                mine=_said(a, name),
                theirs=_said(b, name),
                one=one.id,
                other=other.id,
            )
            yield fault("shared_differs", both, f"{key}.{name}", reason, id_)
    names = {i.shared: i.id for i in other.indicators if i.shared}
    for i in one.indicators:
        if i.shared in names and names[i.shared] != i.id:
            reason = tr(
                "”{shared}” heter {mine} i {one} och {theirs} i {other}: en gemensam indikator har samma id",
                shared=i.shared,
                mine=i.id,
                theirs=names[i.shared],
                one=one.id,
                other=other.id,
            )
            yield fault("shared_differs", both, f"indicators.{i.id}.shared", reason, i.shared)


def _said(i: Indicator, name: str) -> object:
    """A field as it is compared and told: a unit by its words."""
    value = getattr(i, name)
    return value.suffix or value.name if name == "unit" else getattr(value, "value", value)


def _populations(one: Programme, other: Programme, both: str) -> Iterator[Fault]:
    theirs = {p.key: p.name for p in other.populations}
    for p in one.populations:
        if theirs.get(p.key, p.name) != p.name:
            reason = tr(
                "gruppen heter ”{mine}” i {one} och ”{theirs}” i {other}", mine=p.name, theirs=theirs[p.key], one=one.id, other=other.id
            )
            yield fault("other_population", both, f"populations.{p.key}", reason, p.key)


def _shared_layouts(one: Programme, other: Programme, both: str) -> Iterator[Fault]:
    theirs = {layout.id: layout for layout in other.layouts}
    for mine in (layout for layout in one.layouts if layout.id in theirs):
        its = theirs[mine.id]
        for name in (name for name in _LAYOUT if getattr(mine, name) != getattr(its, name)):
            reason = tr("sorten utdrag har olika {name} i {one} och {other}", name=name, one=one.id, other=other.id)
            yield fault("other_layout", both, f"layouts.{mine.id}.{name}", reason, mine.id)
        rules = {_measured(m): m for m in its.measures}
        for m in mine.measures:
            if rules.get(_measured(m), m) != m:
                reason = tr(
                    "indikatorn {indicator} räknas på olika sätt i {one} och {other}", indicator=m.indicator, one=one.id, other=other.id
                )
                yield fault("other_layout", both, f"layouts.{mine.id}.measures", reason, m.indicator)


def _questionnaires(one: Programme, other: Programme, both: str) -> Iterator[Fault]:
    """The same question read by layouts of different ids: the store would not know that the indices are of the same answers."""
    theirs = {(heading, layout.id) for layout in other.layouts for heading in _asked(layout)}
    for layout in one.layouts:
        others = sorted({id_ for heading, id_ in theirs if id_ != layout.id and heading in _asked(layout)})
        for id_ in others:
            reason = tr(
                "samma frågor läses av {mine} i {one} och av {theirs} i {other}: låt båda ha samma sorts utdrag",
                mine=layout.id,
                theirs=id_,
                one=one.id,
                other=other.id,
            )
            yield fault("other_layout", both, f"layouts.{layout.id}", reason, id_)


def _asked(layout: Layout) -> set[str]:
    items = {item for m in layout.measures for item in m.items}
    return {" ".join(c.heading.casefold().split()) for c in layout.columns if c.key in items}


def _measured(m: Measure) -> tuple[str, str | None, str | None]:
    return m.indicator, m.population, m.method


def _layouts(packs: Iterable[Programme]) -> Iterator[Layout]:
    """Each layout once, with what every pack measures by it."""
    found: dict[str, list[Layout]] = {}
    for layout in (layout for pack in packs for layout in pack.layouts):
        found.setdefault(layout.id, []).append(layout)
    for same in found.values():
        measures = {_measured(m): m for layout in same for m in layout.measures}
        yield same[0].model_copy(update={"measures": tuple(measures.values())})
