"""Write the corpus's table of contents: ``python -m tests.corpus.contents``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.corpus.case import TRAITS, Case

_HEAD = """# The corpus

Files as systems and people send them, built by code, each with what must come of it. Generated from the cases by
`python -m tests.corpus.contents`; run by `test_corpus.py`. Facts are compared whole: none more and none less. *Asked* means that the
file is refused until each of these questions is answered, and gives its facts then. What the figures come from: all invented, but
for the files in `data/`.

"""


def contents(cases: Sequence[Case]) -> str:
    """The table of contents in Markdown: the cases, and which of them show each trait."""
    lines = [_HEAD + f"{len(cases)} files.", "", "| File | What it is | What must come of it |", "| --- | --- | --- |"]
    lines += [f"| `{c.id}` | {c.why} | {c.outcome} |" for c in cases]
    lines += ["", "## By trait", "", "The number is that of the list in the issue.", "", "| Trait | Files |", "| --- | --- |"]
    for trait, name in TRAITS.items():
        lines.append(f"| {name} | {', '.join(f'`{c.id}`' for c in cases if trait in c.traits)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    from tests.corpus.cases import CASES

    (Path(__file__).parent / "README.md").write_text(contents(CASES), encoding="utf-8")
