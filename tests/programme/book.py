"""A filled-in workbook for a new pack, made from the one that the command writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

FACTS = {
    "Programmets namn": "Personalplan",
    "Organisation": "Region Norrsken",
    "Källa": "Regionfullmäktige 2025, § 12",
    "Första år": 2025,
    "Sista år": 2028,
    "Språk": None,
}
AREAS = [["Arbetsmiljö i vården", "Alla har en god arbetsmiljö"], ["Hållbart chefskap", None]]
LEVELS = [["Verksamhetsgren", "Verksamhetsgrenar"], ["Mottagning", "Mottagningar"]]
INDICATORS: list[dict[str, Any]] = [
    {
        "Programområde": "Arbetsmiljö i vården",
        "Indikator": "Sjukfrånvaro i timmar",
        "Mätenhet": "procent",
        "Riktning": "minska",
        "Målvärde": 4.5,
        "Nuläge": "5,81",
        "Nuläget mättes": "2025-03",
        "Minsta grupp": 11,
        "Sammanvägning": "kvot",
    },
    {
        "Programområde": "Hållbart chefskap",
        "Indikator": "Chefer med egen plan",
        "Mätenhet": "procent",
        "Riktning": "öka",
        "Riktningen är tolkad": "ja",
        "Nuläget mättes": "Mäts hösten 2026",
        "Grupp": "chefer",
        "Per kön": "nej",
        "Sammanvägning": "andel",
        "Anmärkning": "Egen räkning",
    },
]


def fill(
    path: Path,
    *,
    facts: dict[str, Any] | None = None,
    areas: Sequence[Sequence[Any]] = AREAS,
    levels: Sequence[Sequence[Any]] = LEVELS,
    indicators: Sequence[dict[str, Any]] = INDICATORS,
) -> Path:
    """Fill in the workbook that stands at ``path``, under its own headings."""
    book = openpyxl.load_workbook(path)
    told = {**FACTS, **(facts or {})}
    for row in book["Program"].iter_rows(min_row=2):
        row[1].value = told.get(row[0].value)
    for sheet, rows in (("Programområden", areas), ("Nivåer", levels)):
        for row in rows:
            book[sheet].append(list(row))
    headings = [c.value for c in book["Indikatorer"][1]]
    for indicator in indicators:
        assert set(indicator) <= set(headings)
        book["Indikatorer"].append([indicator.get(heading) for heading in headings])
    book.save(path)
    return path
