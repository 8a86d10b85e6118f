"""The documents' tables that are made from a pack and from the code, so that a document cannot say anything else than the product does."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence

from kpi.cli.parser import build
from kpi.programme.model import Direction, Layout, Programme
from kpi.text.words import LACKING, STATUS


def indicator_table(programme: Programme) -> str:
    """Every indicator: number, name, id, unit, which way is better, group and smallest n, definition and its source."""
    rows = []
    for i in programme.indicators:
        better = "högre" if i.direction is Direction.UP else "lägre"
        note = f" ({i.direction_note})" if i.direction_note else ""
        definition = i.definition or "definition ej fastställd"
        source = i.definition_source or programme.source
        rows.append((i.number, i.name, f"`{i.id}`", i.unit.name, better + note, i.population, i.min_n, definition, source))
    return _table(("Nr", "Term", "Id", "Mätenhet", "Bättre", "Grupp", "Minsta n", "Definition", "Källa"), rows)


def layout_table(programme: Programme) -> str:
    """Every kind of extract: name, id, what a row is, and the canonical headings (optional ones in brackets)."""
    rows = []
    for layout in programme.layouts:
        headings = " · ".join(c.heading if c.required else f"({c.heading})" for c in layout.columns)
        rows.append((layout.name, f"`{layout.id}`", layout.description, headings))
    return _table(("Utdrag", "Id", "Vad en rad är", "Rubriker (valfria inom parentes)"), rows)


def level_table(programme: Programme) -> str:
    """The organisation's levels, top first."""
    return _table(("Nivå", "Id", "Djup"), [(level.name, f"`{level.key}`", level.depth) for level in programme.levels])


def _layout_columns(layout: Layout) -> str:
    rows = [(c.heading, "ja" if c.required else "nej", c.help or "") for c in layout.columns]
    return f"### {layout.name}\n\n`{layout.id}` – {layout.description}\n\n{_table(('Kolumn', 'Krävs', 'Innehåll'), rows)}"


def column_tables(programme: Programme) -> str:
    """A heading and a table for each kind of extract: its columns, which are required, and what stands in them."""
    return "\n\n".join(_layout_columns(layout) for layout in programme.layouts)


def status_table(_: Programme) -> str:
    """The status words with their meaning."""
    return _table(("Status", "Betyder"), [(f"{w.symbol} {w.word}", w.meaning) for w in (*STATUS.values(), *LACKING.values())])


def command_table(_: Programme) -> str:
    """The commands of the command line, as their own help says it."""
    listed = next(a for a in build()._actions if isinstance(a, argparse._SubParsersAction))._choices_actions
    return _table(("Kommando", "Gör"), [(f"`{command.dest}`", command.help) for command in listed])


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


TABLES: dict[str, Callable[[Programme], str]] = {
    "indikatorer": indicator_table,
    "utdrag": layout_table,
    "nivåer": level_table,
    "kolumner": column_tables,
    "statusord": status_table,
    "kommandon": command_table,
}
