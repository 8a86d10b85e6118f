"""The tables of docs/ordlista.md that are made from a pack, so that the glossary cannot say anything else than the product does.

``python -m kpi.programme.ordlista`` rewrites the tables between the markers; with ``--check`` it only tells whether they are up to
date (exit 1 when not). The tables come from the pack whose id stands in the marker, and the words around them are written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Direction, Programme

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "ordlista.md"

_BLOCK = re.compile(r"(<!-- genererat: (\S+) ur (\S+) -->\n)(.*?)(<!-- slut -->)", re.DOTALL)


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


TABLES: dict[str, Callable[[Programme], str]] = {"indikatorer": indicator_table, "utdrag": layout_table, "nivåer": level_table}


def updated(text: str, load: Callable[[str], Programme]) -> str:
    """``text`` with every marked table made anew. ``load``: pack id → programme. Raises KeyError for a marker that is unknown."""

    def block(match: re.Match[str]) -> str:
        head, name, pack, _, tail = match.groups()
        return f"{head}\n{TABLES[name](load(pack))}\n\n{tail}"

    return _BLOCK.sub(block, text)


def main(arguments: Sequence[str]) -> int:
    """Rewrite, or with ``--check`` compare, docs/ordlista.md. 0: done or up to date; 1: not up to date."""
    before = GLOSSARY.read_text(encoding="utf-8")
    after = updated(before, lambda pack: load_programme(programme_dir(pack)))
    if "--check" in arguments:
        return int(after != before)
    GLOSSARY.write_text(after, encoding="utf-8")
    return 0


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
