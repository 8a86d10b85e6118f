"""Write the generated tables of the documents: what stands between ``<!-- genererat: tabell ur paket -->`` and ``<!-- slut -->``.

``python -m docs.generate`` writes; with ``--check`` it only compares, and exits 1 when a document is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from docs.tables import TABLES
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme

DOCUMENTS = sorted(Path(__file__).parent.glob("*.md"))
_BLOCK = re.compile(r"(<!-- genererat: (\S+) ur (\S+) -->\n)(.*?)(<!-- slut -->)", re.DOTALL)


def updated(text: str, load: Callable[[str], Programme]) -> str:
    """``text`` with every marked table made anew. ``load``: pack id → programme. Raises KeyError for a marker that is unknown."""

    def block(match: re.Match[str]) -> str:
        head, name, pack, _, tail = match.groups()
        return f"{head}\n{TABLES[name](load(pack))}\n\n{tail}"

    return _BLOCK.sub(block, text)


def main(arguments: Sequence[str]) -> int:
    """Write, or with ``--check`` compare, every document. 0: done or up to date; 1: something is not up to date."""
    stale = 0
    for document in DOCUMENTS:
        before = document.read_text(encoding="utf-8")
        after = updated(before, lambda pack: load_programme(programme_dir(pack)))
        if after == before:
            continue
        if "--check" in arguments:
            sys.stderr.write(f"docs/{document.name} is out of date: run make fix\n")
            stale = 1
        else:
            document.write_text(after, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
