"""Markdown tables that a controller can read, as rows that a test can run.

Numbers have a decimal comma and a true minus (U+2212); an en dash alone means missing. Anything else in a number's place is an error, so
that a slip of the pen is found and not read as missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
MISSING = "–"
_NUMBER = re.compile(r"−?\d+(,\d+)?")


@dataclass(frozen=True)
class Row:
    """One row: its place, the heading above its table, and its cells by column."""

    file: str
    line: int
    heading: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.heading} · {next(iter(self.cells.values()))}"

    def number(self, column: str) -> float | None:
        """The cell as a number; None for a missing one."""
        return number(self.cells[column])

    def decimals(self, column: str) -> int:
        """How many decimals the cell is written with."""
        return len(self.cells[column].partition(",")[2])

    def word(self, column: str) -> str | None:
        return None if self.cells[column] == MISSING else self.cells[column]


@dataclass(frozen=True)
class Section:
    """A heading with the text under it and its table's rows."""

    heading: str
    text: str
    rows: tuple[Row, ...]

    def __str__(self) -> str:
        return self.heading


def number(text: str) -> float | None:
    """A number as it is written in the tables. Raises ValueError for anything else."""
    if text == MISSING:
        return None
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"inte ett tal: {text!r}")
    return float(text.replace("−", "-").replace(",", "."))


def sections(file: str) -> list[Section]:
    """The file's sections that have a table. Raises ValueError for a table without rows or a row of the wrong width."""
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("#")]
    found = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        heading = lines[start].lstrip("# ")
        rows = tuple(_rows(file, heading, start + 1, lines[start + 1 : end]))
        text = " ".join(line for line in lines[start + 1 : end] if not line.startswith("|"))
        if rows:
            found.append(Section(heading, text, rows))
    return found


def rows(file: str, *, having: str) -> list[Row]:
    """Every row of the file's tables with the column ``having``."""
    return [row for section in sections(file) for row in section.rows if having in row.cells]


def _rows(file: str, heading: str, offset: int, lines: list[str]) -> Iterator[Row]:
    table = [
        (offset + i + 1, [c.strip() for c in line.strip().strip("|").split("|")]) for i, line in enumerate(lines) if line.startswith("|")
    ]
    if not table:
        return
    (_, columns), (_, rule), *body = table
    if not body or not all(set(c) <= set(":-") for c in rule):
        raise ValueError(f"{file}: tabellen under {heading!r} saknar rader eller streck under rubriken")
    for line, cells in body:
        if len(cells) != len(columns):
            raise ValueError(f"{file}:{line}: {len(cells)} celler, rubriken har {len(columns)}")
        yield Row(file, line, heading, dict(zip(columns, cells, strict=True)))
