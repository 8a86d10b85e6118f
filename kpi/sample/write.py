"""Synthetic extracts for every layout of a pack. Everything made here is labelled SYNTETISK, in the file and by its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kpi.errors import Refusal
from kpi.language import N_, tr
from kpi.programme.model import Layout, Programme
from kpi.sample.aggregates import column_extract, ratio_extract, values_extract
from kpi.sample.individuals import individual_extract
from kpi.sample.organisation import Organisation, build
from kpi.sample.workbook import write_workbooks
from kpi.sample.world import Rows, World

TITLE = N_("SYNTETISKA uppgifter – skapade av kpi sample, seed {seed}")


def write_sample(
    programme: Programme, out: Path, *, units: int | None = None, years: Sequence[int] | None = None, months: bool = True, seed: int = 1
) -> list[Path]:
    """Write synthetic extracts (.xlsx) of every layout to ``out`` and return their paths, the organisation first.

    ``units``: how many lowest units (None: as many as the pack's sample says); people follow in proportion. ``years``: all years from
    the first to the last of these, both included (None: the sample's). ``months`` False: no monthly extracts; their indicators come as
    yearly figures. The same arguments give the same files.

    In the year of the plan's nuläge the whole organisation adds up to the plan's own figures, where its size allows whole people to;
    the years after follow the pack's invented drift. Raises Refusal when the pack has no sample, or units, years or seed make no sense.
    """
    world = make_world(programme, units, years, seed)
    out.mkdir(parents=True, exist_ok=True)
    title = tr(TITLE, seed=seed)
    paths: list[Path] = []
    for layout, columns in extracts(world, months):
        if columns:
            paths += write_workbooks(layout, columns, out, title)
    return paths


def make_world(programme: Programme, units: int | None, years: Sequence[int] | None, seed: int) -> World:
    """The synthetic organisation that extracts are made from. Arguments and errors as ``write_sample``."""
    sample = programme.sample
    if sample is None:
        raise Refusal(
            tr(
                "Programmet {id} har inga uppgifter att göra syntetiska utdrag av. Lägg till sample.toml i programmets mapp.",
                id=programme.id,
            ),
            code="no_sample",
        )
    first, last = (min(years), max(years)) if years else (sample.first_year, sample.last_year)
    if not 1900 <= first <= last <= 2100:
        raise Refusal(
            tr("Åren {first}–{last} går inte att använda. Ange första och sista år, till exempel 2021-2026.", first=first, last=last),
            code="bad_years",
        )
    if units is not None and units < 1:
        raise Refusal(tr("Antalet enheter är {units}. Ange minst 1.", units=units), code="bad_units")
    if seed < 0:
        raise Refusal(tr("Fröet är {seed}. Ange ett heltal från 0 och uppåt.", seed=seed), code="bad_seed")
    organisation = build(programme, tuple(range(first, last + 1)), units, np.random.default_rng([seed, 0]))
    return World(programme, sample, organisation, seed)


def extracts(world: World, months: bool = True) -> list[tuple[Layout, Rows]]:
    """Every layout's extract as columns, the organisation first."""
    layouts = [layout for layout in world.programme.layouts if months or not _monthly(layout)]
    elsewhere = {m.indicator for layout in layouts for m in layout.measures}
    remaining = [i for i in world.programme.indicators if i.id not in elsewhere]
    answered = _answered(world)
    made: list[tuple[Layout, Rows]] = []
    for layout in sorted(layouts, key=lambda one: one.kind != "organisation"):
        if layout.kind == "organisation":
            rows = _organisation(layout, world)
        elif layout.kind == "values":
            rows = values_extract(world, layout, remaining)
        elif layout.individual:
            rows = individual_extract(world, layout, answered)
        elif layout.measures[0].rule == "column":
            rows = column_extract(world, layout, answered)
        else:
            rows = ratio_extract(world, layout)
        made.append((layout, rows))
    return made


def _monthly(layout: Layout) -> bool:
    column = layout.role("period")
    return column is not None and column.type == "month"


def _answered(world: World) -> tuple[int, set[str]]:
    """Where survey answers come raw: the last year, the group with most people, with its lowest units.

    The official indices of just these are left out ("not delivered yet"), so that the computed ones stand in and are labelled.
    Nothing is answered raw when no layout holds answers.
    """
    org: Organisation = world.organisation
    if not any(m.rule == "index" for layout in world.programme.layouts for m in layout.measures):
        return org.years[-1], set()
    size = np.bincount(org.group[-1], weights=org.staff[-1].sum(axis=-1), minlength=len(org.groups))
    largest = int(np.argmax(size))
    below = org.leaves[(org.group[-1] == largest) & org.in_force[-1]]
    return org.years[-1], {str(org.groups[largest]), *(str(code) for code in below)}


def _organisation(layout: Layout, world: World) -> Rows:
    rows = world.organisation.rows
    columns: Rows = {}
    for column in layout.columns:
        if column.role == "level":
            words = {value: text for text, value in reversed(column.choices.items())}
            columns[column.key] = np.array([words.get(r.level, r.level) for r in rows])
        elif column.role in ("valid_from", "valid_to"):
            columns[column.key] = np.array([np.nan if (v := getattr(r, column.role)) is None else v for r in rows], float)
        elif column.role in ("code", "name", "parent"):
            columns[column.key] = np.array([getattr(r, column.role) or "" for r in rows])
    return columns
