"""The guide read as instructions: its commands, the tables that are filled in, the texts that are written, in order."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl

GUIDE = Path(__file__).parents[2] / "docs" / "egen-region.md"
_STEP = re.compile(
    r"^```(?P<kind>sh|toml)\n(?P<block>.*?)^```$|^\*\*(?P<file>\S+), bladet (?P<sheet>[^*]+)\*\*\n\n(?P<table>(?:\|[^\n]*\n)+)",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """One thing to do. kind: "run" (words of a command), "export" (name and value), "write" (file, text), "fill" (file, sheet, rows)."""

    kind: str
    what: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()


def steps() -> Iterator[Step]:
    """What the guide says to do, in order."""
    for found in _STEP.finditer(GUIDE.read_text(encoding="utf-8")):
        if found["kind"] == "sh":
            yield from (_command(line) for line in found["block"].splitlines() if line)
        elif found["kind"] == "toml":
            head, _, body = found["block"].partition("\n")
            yield Step("write", (head.removeprefix("# ").split(",")[0], body))
        else:
            lines = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in found["table"].splitlines()]
            yield Step("fill", (found["file"], found["sheet"]), (lines[0], *lines[2:]))


def _command(line: str) -> Step:
    words = shlex.split(line)
    if words[0] == "export":
        return Step("export", tuple(words[1].split("=", 1)))
    assert words[:3] == ["python", "-m", "kpi"], line
    return Step("run", tuple(words[3:]))


def fill(path: Path, sheet: str, rows: tuple[tuple[str, ...], ...]) -> None:
    """Fill in a sheet as a person does: under the headings it has, or beside the words that stand in its first column already."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    columns = {c.value: c.column for c in page[1]}
    assert set(rows[0]) <= set(columns), (rows[0], columns)
    standing = {page.cell(row, 1).value: row for row in range(2, page.max_row + 1) if page.cell(row, 1).value}
    for number, row in enumerate(rows[1:], start=2):
        at = standing.get(row[0], number)
        for heading, text in zip(rows[0], row, strict=True):
            page.cell(at, columns[heading]).value = text or None
    book.save(path)
