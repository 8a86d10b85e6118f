"""Write the generated parts of the documents: what stands between ``<!-- name:start -->`` and ``<!-- name:slut -->``.

``python -m docs.generate`` writes, ``--check`` only compares and exits 1 when a document is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from kpi.cli.parser import command_table
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Layout, Programme
from kpi.programme.ordlista import indicator_table
from kpi.settings import DEFAULT_PROGRAMME
from kpi.text.words import STATUS

DOCS = Path(__file__).parent


def _table(headers: list[str], rows: list[list[str]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _layout(layout: Layout) -> str:
    rows = [[c.heading, "ja" if c.required else "nej", c.help or ""] for c in layout.columns]
    return f"### {layout.name}\n\n`{layout.id}` – {layout.description}\n\n" + _table(["Kolumn", "Krävs", "Innehåll"], rows)


def layouts(programme: Programme) -> str:
    """The columns of every extract layout."""
    return "\n\n".join(_layout(layout) for layout in programme.layouts)


def status_words(programme: Programme) -> str:
    """The status words with their meaning."""
    return _table(["Status", "Betyder"], [[f"{w.symbol} {w.word}", w.meaning] for w in STATUS.values()])


def commands(programme: Programme) -> str:
    """The command line's commands."""
    return _table(["Kommando", "Gör"], [[f"`{usage}`", text] for usage, text in command_table()])


PARTS: dict[str, dict[str, Callable[[Programme], str]]] = {
    "handbok.md": {"statusord": status_words, "layouter": layouts, "kommandon": commands},
    "ordlista.md": {"indikatorer": indicator_table},
}


def rendered(document: str, programme: Programme) -> str:
    """The document's text with its generated parts made anew. Raises ValueError when a marker is missing."""
    text = (DOCS / document).read_text(encoding="utf-8")
    for name, make in PARTS[document].items():
        pattern = re.compile(rf"(<!-- {name}:start -->\n).*?(<!-- {name}:slut -->)", re.DOTALL)
        if not pattern.search(text):
            raise ValueError(f"{document}: the marker {name} is missing")
        body = make(programme)
        text = pattern.sub(lambda m, body=body: f"{m[1]}{body}\n{m[2]}", text)
    return text


def main(argv: list[str]) -> int:
    """Write or check every generated part. Returns the exit code."""
    programme = load_programme(programme_dir(DEFAULT_PROGRAMME))
    stale = [d for d in PARTS if rendered(d, programme) != (DOCS / d).read_text(encoding="utf-8")]
    if "--check" in argv:
        for document in stale:
            sys.stderr.write(f"docs/{document} is out of date: run make fix\n")
        return 1 if stale else 0
    for document in stale:
        (DOCS / document).write_text(rendered(document, programme), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
