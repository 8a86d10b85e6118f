"""Write the generated tables of the documents: what stands between ``<!-- genererat: tabell ur paket -->`` and ``<!-- slut -->``; and the
JSON Schema of the packs' files.

``python -m docs.generate`` writes; with ``--check`` it only compares, and exits 1 when a document is out of date.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from docs.tables import TABLES
from kpi.programme.loader import load_programme, programme_dir
from kpi.programme.model import Programme
from kpi.programme.schema import schemas

DOCUMENTS = sorted(Path(__file__).parent.glob("*.md"))
SCHEMAS = Path(__file__).parent / "schema"
_BLOCK = re.compile(r"(<!-- genererat: (\S+) ur (\S+) -->\n)(.*?)(<!-- slut -->)", re.DOTALL)


def updated(text: str, load: Callable[[str], Programme]) -> str:
    """``text`` with every marked table made anew. ``load``: pack id → programme. Raises KeyError for a marker that is unknown."""

    def block(match: re.Match[str]) -> str:
        head, name, pack, _, tail = match.groups()
        return f"{head}\n{TABLES[name](load(pack))}\n\n{tail}"

    return _BLOCK.sub(block, text)


def schema_files() -> dict[Path, str]:
    """Where each schema stands, and its text."""
    made = ((SCHEMAS / f"{file}.schema.json", schema) for file, schema in schemas().items())
    return {path: json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for path, schema in made}


def main(arguments: Sequence[str]) -> int:
    """Write, or with ``--check`` compare, every document. 0: done or up to date; 1: something is not up to date."""
    stale = 0
    texts = {d: updated(d.read_text(encoding="utf-8"), lambda pack: load_programme(programme_dir(pack))) for d in DOCUMENTS}
    for path, after in {**texts, **schema_files()}.items():
        if path.exists() and path.read_text(encoding="utf-8") == after:
            continue
        if "--check" in arguments:
            sys.stderr.write(f"docs/{path.name} is out of date: run make fix\n")
            stale = 1
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(after, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
