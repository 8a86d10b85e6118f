"""The documents' tables that are made from a pack and from the code, so that a document cannot say anything else than the product does."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence

from kpi.cli.parser import build
from kpi.intake.pack_columns import SHEETS
from kpi.programme.model import Direction, Layout, Programme, Rollup
from kpi.programme.schema import FILES, Schema, schemas
from kpi.text.words import LACKING, STATUS

_TYPES = {"string": "text", "integer": "heltal", "number": "tal", "boolean": "true/false", "array": "lista", "object": "tabell"}
# Where a model that stands inside others is written.
_BETTER = {Direction.UP: "högre", Direction.DOWN: "lägre", Direction.UNSET: "ej fastställt"}
_INNER = {
    "Note": "[[….notes]]",
    "Section": "[[levels.sections]]",
    "Column": "[[columns]]",
    "StatedFigure": "figures = [{ … }]",
    "Measure": "[[measures]]",
    "Within": "[[checks]]",
    "Condition": "where = [{ … }], counts = [{ … }]",
    "SampleUnit": "[[units]]",
}


def indicator_table(programme: Programme) -> str:
    """Every indicator: number, name, id, unit, which way is better, group and smallest n, definition and its source."""
    rows = []
    for i in programme.indicators:
        better = _BETTER[i.direction]
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


def pack_tables(_: Programme) -> str:
    """Every file of a pack, with the fields of each of its tables, from the schema."""
    return "\n\n".join(_pack_file(file, schema) for file, schema in schemas().items())


def _pack_file(file: str, schema: Schema) -> str:
    models: dict[str, Schema] = schema.get("$defs", {})
    heads = {name: FILES[file].get(name) for name in schema["properties"]}
    own = {name: field for name, field in schema["properties"].items() if heads[name] is None}
    parts = [f"### {'layouts/*.toml' if file == 'layout' else file + '.toml'}"]
    if own:
        parts += ["Filens egna nycklar:", _fields(own, schema["required"])]
    told: set[str] = set()
    for name, model in [*((n, m) for n, m in heads.items() if m), *((f"{m.lower()} (inuti de andra)", m) for m in models)]:
        if model in told or "properties" not in models[model]:
            continue
        told.add(model)
        heading = "[units.NAMN]" if name == "units" else "[terms]" if name == "terms" else f"[[{name}]]" if name in heads else _INNER[model]
        parts += [f"`{heading}`", _fields(models[model]["properties"], models[model].get("required", ()))]
    return "\n\n".join(parts)


def _fields(fields: Schema, required: Sequence[str]) -> str:
    rows = [(f"`{key}`", _type(field), "ja" if key in required else "nej", field["description"]) for key, field in fields.items()]
    return _table(("Nyckel", "Slag", "Krävs", "Innehåll"), rows)


def _type(field: Schema) -> str:
    if "enum" in field:
        return ", ".join(field["enum"])
    if "$ref" in field:
        return {"Direction": "up, down", "Rollup": ", ".join(Rollup)}[field["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in field:
        return " eller ".join(_type(option) for option in field["anyOf"])
    return _TYPES[field["type"]]


def book_tables(_: Programme) -> str:
    """The sheets and columns of the workbook that a pack is started from."""
    made = []
    for sheet, headings in SHEETS.items():
        rows = [(h.name, "ja" if h.required else "nej", h.help) for h in headings]
        made.append(f"**Bladet {sheet}**\n\n{_table(('Kolumn', 'Krävs', 'Innehåll'), rows)}")
    return "\n\n".join(made)


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
    "paketfält": pack_tables,
    "arbetsbok": book_tables,
}
