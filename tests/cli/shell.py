"""Runs commands as the command line does, in a folder of its own, and keeps what they answer."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from kpi.cli import main
from kpi.programme.loader import load_programme, programme_dir

PROGRAMME = load_programme(programme_dir("region-vastmanland"))
ORGANISATION = [
    ["Enhetskod", "Enhetsnamn", "Överordnad enhet", "Nivå", "Gäller från", "Gäller till"],
    ["F1", "Förvaltning ett", "REGION", "Förvaltning", None, None],
    ["F2", "Förvaltning två", "REGION", "Förvaltning", None, None],
    ["O1", "Område ett", "F1", "Område", None, None],
    ["O2", "Område två", "F1", "Område", None, None],
]
ENVIRON = {"KPI_STORE": "kpi.duckdb", "KPI_USER": "eva"}
HEADINGS = ["År", "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"]
HELTID = PROGRAMME.indicator("heltid-manadsavlonade")


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    """Runs commands in a folder of its own, with a store there."""

    folder: Path
    environ: dict[str, str]

    def __call__(self, *argv: object, code: int = 0) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        found = main([str(a) for a in argv], out, err, environ=self.environ, cwd=self.folder)
        assert found == code, (found, out.getvalue(), err.getvalue())
        return Answer(found, out.getvalue(), err.getvalue())

    def workbook(self, name: str, rows: list[list[Any]]) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(self.folder / name)
        return self.folder / name

    def values(self, name: str, *rows: list[Any]) -> Path:
        return self.workbook(name, [HEADINGS, *rows])
