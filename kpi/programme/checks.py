"""What must hold between the parts of a pack: one function per rule set, each giving every fault it finds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from kpi.errors import Fault
from kpi.language import N_, tr
from kpi.programme.errors import fault
from kpi.programme.model import Column, Condition, Direction, Indicator, Layout, Measure, Programme, Rollup, Sample, SampleUnit, Within
from kpi.programme.references import duplicates, outside, refers, unique

_SEXES = ("K", "M", "T")
# Roles that a layout of a kind cannot do without.
_NEEDED = {
    "values": ("period", "unit", "indicator", "value"),
    "measures": ("period", "unit"),
    "organisation": ("code", "name", "parent", "level"),
}
_NUMERIC = ("number", "integer", "likert")
# Which of a measure's fields each rule needs.
_RULE_NEEDS = {
    "column": ("value",),
    "ratio": ("numerator", "denominator"),
    "share": ("counts",),
    "per": ("counts",),
    "units": ("counts",),
    "mean": ("value",),
    "index": ("items",),
}


def check_unique(programme: Programme) -> Iterator[Fault]:
    """Ids are unique, and areas and indicators stand in the order of their numbers."""
    named = (
        ("programme.toml", "areas.id", [a.id for a in programme.areas]),
        ("programme.toml", "populations.key", [p.key for p in programme.populations]),
        ("indicators.toml", "indicators.id", [i.id for i in programme.indicators]),
        ("actions.toml", "actions.id", [x.id for a in programme.areas for x in a.actions]),
    )
    for file, key, ids in named:
        yield from unique(ids, file, key)
    numbered = (
        ("programme.toml", "areas.number", [a.number for a in programme.areas]),
        ("indicators.toml", "indicators.number", [i.number for i in programme.planned]),
        ("indicators.toml", "indicators.number", [i.number for i in programme.supplementary]),
    )
    for one in {i.number for i in programme.planned} & {i.number for i in programme.supplementary}:
        yield fault("duplicate", "indicators.toml", "indicators.number", tr("nummer {one} finns mer än en gång", one=one), one)
    for file, key, numbers in numbered:
        for one in duplicates(numbers):
            yield fault("duplicate", file, key, tr("nummer {one} finns mer än en gång", one=one), one)
        for before, after in pairwise(numbers):
            if after < before:
                reason = tr("nummer {after} står efter {before}: ordna efter nummer, område för område", after=after, before=before)
                yield fault("bad_number", file, key, reason, after)


# ---------------------------------------------------------------------------------------------------- indicators


def check_indicator(programme: Programme, indicator: Indicator, key: str) -> Iterator[Fault]:
    """Target and baseline are valid values; the years lie in the period; population, rule and methods fit together."""
    file = "indicators.toml"
    yield from _check_values(indicator, file, key)
    yield from _check_years(programme, indicator, file, key)
    if indicator.baseline is not None and indicator.baseline_date is None:
        yield fault("baseline_undated", file, f"{key}.baseline_date", tr("saknas: ett nuläge ska ha ett datum (ÅÅÅÅ-MM)"))
    yield from _known_population(programme, indicator.population, file, f"{key}.population")
    if indicator.direction is Direction.UNSET and indicator.target is not None:
        yield fault(
            "no_direction", file, f"{key}.direction", tr("saknas: ett målvärde kräver att det är sagt om högre eller lägre är bättre")
        )
    if indicator.direction is Direction.UNSET and not indicator.supplementary:
        yield fault("no_direction", file, f"{key}.direction", tr("saknas: bara kompletterande indikatorer (supplementary) får vara utan"))
    if indicator.rollup is Rollup.PER and indicator.by_sex:
        yield fault("per_by_sex", file, f"{key}.by_sex", tr("ska vara false: personer räknas per person av ett slag, inte per kön"))
    if indicator.rollup in (Rollup.SHARE, Rollup.PER, Rollup.RATIO) and indicator.scale <= 0:
        yield fault("bad_scale", file, f"{key}.scale", tr("ska vara större än 0"), indicator.scale)
    if not indicator.methods:
        yield fault("no_methods", file, f"{key}.methods", tr("minst ett sätt måste anges; utelämna nyckeln om det bara finns ett"))
    yield from unique((*indicator.methods, *indicator.other_methods), file, f"{key}.methods")
    if indicator.counted is not None and indicator.counted_source is None:
        yield fault("unsourced", file, f"{key}.counted_source", tr("saknas: ange var det står vad n räknar, eller utelämna counted"))
    known = {i.id for i in programme.indicators}
    for part in indicator.mean_of:
        if part not in known or part == indicator.id:
            yield fault("unknown_indicator", file, f"{key}.mean_of", tr("”{part}” är ingen annan indikator i programmet", part=part), part)


def check_actions(programme: Programme) -> Iterator[Fault]:
    """An action concerns populations that there are."""
    for action in (x for area in programme.areas for x in area.actions):
        for population in action.concerns:
            yield from _known_population(programme, population, "actions.toml", f"actions.{action.id}.concerns")


def _check_values(indicator: Indicator, file: str, key: str) -> Iterator[Fault]:
    low, high = indicator.value_min, indicator.value_max
    if low is not None and high is not None and low >= high:
        yield fault("range_empty", file, f"{key}.value_max", tr("ska vara större än value_min ({low})", low=f"{low:g}"), high)
    ends = ((N_("minst {value}"), low), (N_("högst {value}"), high))
    valid = f" {tr('och')} ".join(tr(said, value=f"{end:g}") for said, end in ends if end is not None)
    for name in ("target", "baseline"):
        v = getattr(indicator, name)
        if v is not None and ((low is not None and v < low) or (high is not None and v > high)):
            reason = tr("ligger utanför giltiga värden ({valid}), där står ”{value}”", valid=valid, value=f"{v:g}")
            yield fault("out_of_range", file, f"{key}.{name}", reason, v)


def _check_years(programme: Programme, indicator: Indicator, file: str, key: str) -> Iterator[Fault]:
    if indicator.baseline_year >= indicator.target_year:
        reason = tr("ska vara efter baseline_year ({baseline_year})", baseline_year=indicator.baseline_year)
        yield fault("years_reversed", file, f"{key}.target_year", reason, indicator.target_year)
    for name in ("target_year", "baseline_year"):
        year = getattr(indicator, name)
        if year < programme.period_from or (programme.period_to is not None and year > programme.period_to):
            yield fault("outside_period", file, f"{key}.{name}", outside(programme, year), year)


# ---------------------------------------------------------------------------------------------------- layouts


def check_layout(programme: Programme, layout: Layout, file: str) -> Iterator[Fault]:
    """Keys, headings and roles are unique and sufficient; choices and measures refer to what exists."""
    yield from unique((c.key for c in layout.columns), file, "columns.key")
    for heading in duplicates(h for c in layout.columns for h in {_folded(x) for x in (c.heading, *c.also)}):
        yield fault(
            "duplicate_heading", file, "columns.heading", tr("rubriken ”{heading}” står för mer än en kolumn", heading=heading), heading
        )
    for role in duplicates(c.role for c in layout.columns if c.role != "input"):
        yield fault("duplicate_role", file, "columns.role", tr("rollen ”{role}” har mer än en kolumn", role=role), role)
    for needed in _NEEDED[layout.kind]:
        if layout.role(needed) is None:
            reason = tr("en layout av slaget ”{kind}” måste ha en kolumn med rollen ”{needed}”", kind=layout.kind, needed=needed)
            yield fault("missing_role", file, "columns", reason)
    for i, column in enumerate(layout.columns, 1):
        yield from _check_column(programme, column, file, f"columns[{i}]")
    if (layout.kind == "measures") != bool(layout.measures):
        yield fault("measures_kind", file, "measures", tr("ska finnas när kind är ”measures”, och bara då"))
    for i, measure in enumerate(layout.measures, 1):
        yield from check_measure(programme, layout, measure, file, f"measures[{i}]")
    columns = {c.key: c for c in layout.columns}
    for i, check in enumerate(layout.checks, 1):
        yield from _numeric_columns(columns, check, ("parts", "whole"), file, f"checks[{i}]")


def _check_column(programme: Programme, column: Column, file: str, key: str) -> Iterator[Fault]:
    if column.value_min is not None and column.value_max is not None and column.value_min > column.value_max:
        reason = tr("ska vara minst value_min ({low})", low=f"{column.value_min:g}")
        yield fault("range_empty", file, f"{key}.value_max", reason, column.value_max)
    valid: dict[str, tuple[str, ...]] = {
        "sex": _SEXES,
        "population": tuple(p.key for p in programme.populations),
        "level": tuple(level.key for level in programme.levels),
    }
    if (column.role in valid or column.type == "choice") and not column.choices:
        yield fault("no_choices", file, f"{key}.choices", tr("saknas: ange vilka texter som får stå i kolumnen"))
    for text, canonical in column.choices.items():
        if column.role in valid and canonical not in valid[column.role]:
            reason = tr("”{value}” är inte något av {valid}", value=canonical, valid=", ".join(valid[column.role]))
            yield fault("unknown_choice", file, f"{key}.choices.{text}", reason, canonical)
    yield from unique((_folded(t) for t in column.choices), file, f"{key}.choices")


def check_measure(programme: Programme, layout: Layout, measure: Measure, file: str, key: str) -> Iterator[Fault]:
    """The indicator, its method and population, and every column a measure names exist and fit its rule."""
    yield from refers(
        (measure.indicator,), {i.id for i in programme.indicators}, "indicator", tr("indikatorn"), "indicators.toml", file, key
    )
    for i in programme.indicators:
        if i.id == measure.indicator and measure.method is not None and measure.method not in (*i.methods, *i.other_methods):
            reason = tr("”{method}” är inget av indikatorns sätt (methods, other_methods)", method=measure.method)
            yield fault("unknown_method", file, f"{key}.method", reason, measure.method)
    if measure.population is not None:
        yield from _known_population(programme, measure.population, file, f"{key}.population")
    for name in _RULE_NEEDS[measure.rule]:
        if not getattr(measure, name):
            yield fault("measure_incomplete", file, f"{key}.{name}", tr("saknas: regeln ”{rule}” behöver den", rule=measure.rule))
    columns = {c.key: c for c in layout.columns}
    yield from _numeric_columns(columns, measure, ("value", "numerator", "denominator", "n", "items"), file, key)
    for name in ("where", "counts"):
        for at, condition in enumerate(getattr(measure, name), 1):
            yield from _check_condition(columns, condition, file, f"{key}.{name}[{at}]")


def _numeric_columns(columns: dict[str, Column], holder: Measure | Within, names: Iterable[str], file: str, key: str) -> Iterator[Fault]:
    """Every column that these fields of ``holder`` name exists and holds numbers."""
    for name in names:
        used = getattr(holder, name) or ()
        used = (used,) if isinstance(used, str) else used
        yield from refers(used, columns, name, tr("kolumnen"), tr("layouten"), file, key)
        for column in used:
            if column in columns and columns[column].type not in _NUMERIC:
                yield fault("not_numeric", file, f"{key}.{name}", tr("kolumnen ”{column}” är inte ett tal", column=column), column)


def _check_condition(columns: dict[str, Column], condition: Condition, file: str, key: str) -> Iterator[Fault]:
    yield from refers((condition.column,), columns, "column", tr("kolumnen"), tr("layouten"), file, key)
    column, text = columns.get(condition.column), condition.equals
    if column is not None and isinstance(text, str) and text not in column.choices.values():
        yield fault(
            "unknown_choice", file, f"{key}.equals", tr("”{text}” kan inte stå i kolumnen ”{column}”", text=text, column=column.key), text
        )


# ---------------------------------------------------------------------------------------------------- sample


def check_sample(programme: Programme, sample: Sample) -> Iterator[Fault]:
    """The synthetic organisation hangs together, and what is invented is invented for things that exist."""
    file = "sample.toml"
    depths = {level.key: level.depth for level in programme.levels}
    above: dict[str, int] = {}
    for i, unit in enumerate(sample.units, 1):
        yield from _check_sample_unit(programme, unit, depths, above, file, f"units[{i}]")
        above[unit.code] = depths.get(unit.level, 0)
    yield from unique((u.code for u in sample.units), file, "units.code")
    ids = {i.id for i in programme.indicators}
    columns = {c.key for layout in programme.layouts for c in layout.columns}
    populations = {p.key for p in programme.populations}
    for table in ("sex_gaps", "yearly_drift", "start_values", "denominator_per_person"):
        yield from _named(getattr(sample, table), ids, "indicator", tr("indikatorn"), "indicators.toml", file, table)
    yield from _named(sample.population_per_unit, populations, "population", tr("gruppen"), "programme.toml", file, "population_per_unit")
    yield from _named(sample.column_factors, columns, "column", tr("kolumnen"), tr("någon layout"), file, "column_factors")
    summed = [*sample.column_sums, *(c for parts in sample.column_sums.values() for c in parts)]
    yield from _named(summed, columns, "column", tr("kolumnen"), tr("någon layout"), file, "column_sums")
    if sample.first_year > sample.last_year:
        reason = tr("ska vara minst first_year ({first_year})", first_year=sample.first_year)
        yield fault("years_reversed", file, "last_year", reason, sample.last_year)


def _check_sample_unit(
    programme: Programme, unit: SampleUnit, depths: dict[str, int], above: dict[str, int], file: str, key: str
) -> Iterator[Fault]:
    """``above``: code → depth of the units that stand before this one."""
    yield from refers((unit.level,), depths, "level", tr("nivån"), "organisation.toml", file, key)
    if unit.level not in depths:
        return
    if unit.parent is None and unit.code != programme.root_unit:
        reason = tr("saknas: bara roten ({root}) står utan överordnad", root=programme.root_unit)
        yield fault("no_parent", file, f"{key}.parent", reason)
    elif unit.parent is not None and above.get(unit.parent, len(depths)) >= depths[unit.level]:
        reason = tr("”{parent}” ska stå tidigare i filen och på en högre nivå", parent=unit.parent)
        yield fault("bad_parent", file, f"{key}.parent", reason, unit.parent)
    for level in unit.children:
        if depths.get(level, -1) <= depths[unit.level]:
            yield fault("bad_level", file, f"{key}.children.{level}", tr("ska vara en nivå under den egna"), level)


# ---------------------------------------------------------------------------------------------------- shared


def _named(values: Iterable[str], known: Collection[str], kind: str, what: str, where: str, file: str, table: str) -> Iterator[Fault]:
    """Each key of ``table`` is known."""
    for value in values:
        if value not in known:
            yield fault(f"unknown_{kind}", file, f"{table}.{value}", tr("{what} finns inte i {where}", what=what, where=where), value)


def _known_population(programme: Programme, population: str, file: str, key: str) -> Iterator[Fault]:
    if population not in {p.key for p in programme.populations}:
        yield fault(
            "unknown_population", file, key, tr("gruppen ”{population}” finns inte i programme.toml", population=population), population
        )


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
