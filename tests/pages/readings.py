"""Readings made by hand, as intake gives them for a messy workbook: what the dialogue is tested with, whatever intake can read today."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from kpi.errors import Fault
from kpi.intake.questions import SKIP, Choice, Question
from kpi.intake.results import Reading, UnitRead
from kpi.intake.seen import ColumnSeen, DroppedSeen, SheetSeen, TableSeen
from kpi.store.types import FACT_SCHEMA

INDICATOR = "korttidssjukfranvaro"
FINGERPRINT = "ab12cd34"
UNIT = Question(
    "unit:regionnen",
    "unit",
    "Vilken enhet är ”Regionnen”?",
    "Ingen enhet heter så; närmast är roten.",
    (Choice("REGION", "REGION · hela organisationen"), Choice(SKIP, "Ta inte med raderna")),
    proposed="REGION",
    sheet="Blad1",
    row=7,
    column="A · Enhet",
    examples=("Regionnen",),
)
SCALE = Question(
    f"scale:{FINGERPRINT}:utfall#",
    "scale",
    "Kolumnen ”Utfall 2023” ligger mellan 0 och 1. Är det andelar som ska multipliceras med 100?",
    "Indikatorns värden brukar ligga mellan 2 och 6.",
    (Choice("100", "Ja, andelar 0–1: gånger 100"), Choice("1", "Nej, som det står")),
    sheet="Blad1",
    column="B · Utfall 2023",
    examples=("0,031", "0,033"),
)
RANGE = Question("range:ef56ab78", "range", "Var på bladet ”Blad2” står tabellen?", sheet="Blad2", proposed="A3:C9")
CHANGE = Question(
    "change:0123456789ab",
    "change",
    "1 värde ändras mer än 20 procent. Stämmer det?",
    choices=(Choice("ja", "Ja, det stämmer"),),
)
HEAD = (
    ("Sjukfrånvaro, uttag 2024-03-01", "", "", ""),
    ("", "", "", ""),
    ("", "Utfall", "Utfall", "Kommentar"),
    ("Enhet", "2023", "2024", ""),
    ("REGION", "3.1", "0.033 %", ""),
    ("Summa", "3.1", "3.3", "=1+1"),
    ("Regionnen", "1.234", "3.4", "<b>x</b>"),
)
CHOICES = (
    Choice("enhet", "Enhet"),
    Choice("varde|period=2023", "Värde, 2023"),
    Choice("varde|period=2024", "Värde, 2024"),
    Choice(SKIP, "Läses inte"),
)


def column(letter: str, heading: str, meaning: str, current: str) -> ColumnSeen:
    return ColumnSeen(letter, heading, meaning, f"column:{FINGERPRINT}:{heading.lower()}", CHOICES, current)


TABLE = TableSeen(
    layout="indikatorvarden",
    range="A4:D7",
    header="3-4",
    columns=(
        column("A", "Enhet", "Enhet", "enhet"),
        column("B", "Utfall 2023", "Värde, 2023", "varde|period=2023"),
        column("C", "Utfall 2024", "Värde, 2024", "varde|period=2024"),
        column("D", "Kommentar", "läses inte", SKIP),
    ),
    fingerprint=FINGERPRINT,
    rows=2,
    layout_question=f"layout:{FINGERPRINT}",
    range_question="range:bladfp01",
    header_question="header:bladfp01",
    layout_choices=(Choice("indikatorvarden", "Indikatorvärden"), Choice("hme", "HME, officiella index"), Choice(SKIP, "Läses inte")),
    dropped=(DroppedSeen(6, None, "summarad"),),
)
SEEN = (
    SheetSeen("Blad1", True, "asked", HEAD, (TABLE,)),
    SheetSeen("Dold", False, "other", (("x", "y"),)),
    SheetSeen("Tomt", True, "empty", ()),
)


def facts(*values: float | None, year: int = 2031, unit: str = "REGION") -> pa.Table:
    """A fact a year, from ``year`` on."""
    rows = [
        {
            "indicator": INDICATOR, "unit": unit, "period": str(year + k), "year": year + k, "month": None, "sex": "T",
            "population": "alla", "method": "A", "value": value, "numerator": None, "denominator": None, "n": 7000, "sd": None,
            "missing": None if value is not None else "uppgift saknas", "sheet": "Blad1", "row_first": 5, "row_last": 5, "col": "B · 2023",
        }
        for k, value in enumerate(values)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=FACT_SCHEMA)


def needs_answer(question: Question) -> Fault:
    return Fault("needs_answer", question.text, sheet=question.sheet, row=question.row, column=question.column)


def reading(name: str, sha256: str, questions: tuple[Question, ...] = (), answered: dict[str, str] | None = None) -> Reading:
    """The messy workbook as read: refused while there are questions."""
    base = Reading(
        file=name, sha256=sha256, layout="indikatorvarden", sheet="Blad1", header_row=4, rows_read=3, questions=questions,
        faults=[needs_answer(q) for q in questions], faults_total=len(questions), seen=SEEN, answered=answered or {},
        warnings=[Fault("hidden_rows_read", "Två dolda rader är lästa.", sheet="Blad1")], other_sheets=["Dold"],
    )  # fmt: skip
    if questions:
        return base
    read = (UnitRead("REGION", "REGION", "Regionen", 2, "kod"), UnitRead("Regionnen", "REGION", "Regionen", 1, "svar"))
    return replace(base, facts=facts(3.1, 3.3), rows_accepted=2, rows_left_out=1, units_read=read)
