"""Small extracts for the tests: rows as lists, written as a workbook or as delimited text."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

Rows = Sequence[Sequence[object]]

HEADINGS: dict[str, list[str]] = {
    "indikatorvarden": ["År", "Enhet", "Kön", "Indikator", "Värde", "Antal (n)", "Täljare", "Nämnare"],
    "hme": ["År", "Enhet", "Grupp (Chef/Medarbetare)", "Kön", "Antal svar", "Motivation", "Ledarskap", "Styrning", "HME"],
    "hme-svar": [
        "År",
        "Enhet",
        "Kön",
        "Är chef",
        "Motivation - Mitt arbete känns meningsfullt",
        "Motivation - Jag lär nytt och utvecklas i mitt dagliga arbete",
        "Motivation - Jag ser fram emot att gå till arbetet",
        "Ledarskap - Min närmaste chef visar uppskattning för mina arbetsinsatser",
        "Ledarskap - Min närmaste chef visar förtroende för mig som medarbetare",
        "Ledarskap - Min närmaste chef ger mig förutsättningar att ta ansvar i mitt arbete",
        "Styrning - Jag är insatt i min arbetsplats mål",
        "Styrning - Min arbetsplats mål följs upp och utvärderas på ett bra sätt",
        "Styrning - Jag vet vad som förväntas av mig i mitt arbete",
    ],
    "sjukfranvaro": [
        "Period (ÅÅÅÅ-MM)",
        "Enhet",
        "Kön",
        "Antal anställda",
        "Ordinarie arbetstid (tim)",
        "Sjukfrånvaro (tim)",
        "Dag 1–14 (tim)",
        "Dag 15–59 (tim)",
        "Dag 60– (tim)",
    ],
    "chefer": ["År", "Enhet", "Roll", "Klinisk tjänstgöring"],
    "anstallningar": ["År", "Enhet", "Kön", "Avlöningsform", "Sysselsättningsgrad (faktisk)", "Chef"],
    "pensionsavgangar": ["År", "Enhet", "Kön", "Ålder vid avgång"],
    "organisation": ["Enhetskod", "Enhetsnamn", "Överordnad enhet", "Nivå", "Gäller från", "Gäller till"],
}

GOOD: dict[str, list[list[object]]] = {
    "indikatorvarden": [
        [2024, "0101", "K", "delaktighet", 76.5, 40, None, None],
        [2024, "0101", "M", "delaktighet", 74.25, 20, None, None],
        [2024, "0101", "T", "delaktighet", 75.75, 60, None, None],
        [
            2024,
            "Akuten",
            "T",
            "Andel chefer som bedriver ett systematiskt arbetsmiljöarbete i enlighet med de lagkrav som ställs",
            50,
            12,
            6,
            12,
        ],
    ],
    "hme": [
        [2024, "0101", "Medarbetare", "K", 40, 78.1, 80, 75.5, 77.9],
        [2024, "0101", "Medarbetare", "M", 20, 76, 79, 74, 76.3],
        [2024, "0101", "Medarbetare", "T", 60, 77.4, 79.7, 75, 77.4],
        [2024, "0102", "Chef", "T", 12, 88, 87, 84, 86.3],
    ],
    "hme-svar": [
        [2024, "0101", "K", "Nej", "4", "5 Stämmer mycket bra", 3, 4, 4, 5, 2, 3, 4],
        [2024, "0101", "M", "Nej", 5, 5, "Vet ej", 4, None, 5, 3, 3, 4],
        [2024, "0101", "K", "Ja", 5, 4, 4, 4, 5, 5, 4, 4, 5],
    ],
    "sjukfranvaro": [
        ["2024-03", "0101", "K", 40, 6400, 450.5, 200, 150.5, 100],
        ["2024-03", "0101", "M", 20, 3200, 150, 80, 70, 0],
        ["2024-04", "0101", "K", 41, 6500, 400, 190, 110, 100],
    ],
    "anstallningar": [
        [2024, "0101", "K", "Månadslön", 100, "Nej"],
        [2024, "0101", "K", "Månadslön", 75, "Nej"],
        [2024, "0101", "M", "Månadsavlönad", 100, "Ja"],
        [2024, "0101", "M", "Timlön", 100, "Nej"],
        [2024, "0101", "M", "Månadslön", 0, "Nej"],
    ],
    "chefer": [
        [2024, "0101", "Enhetschef", "Ja"],
        [2024, "0101", "Biträdande enhetschef", "Nej"],
        [2024, "0102", "Enhetschef", "Nej"],
        [2024, "0102", "Verksamhetschef", "Ja"],
    ],
    "pensionsavgangar": [
        [2024, "0101", "K", 65],
        [2024, "0101", "M", 66.5],
        [2024, "0101", "K", 63.2],
    ],
    "organisation": [
        ["F9", "Förvaltning nio", "REGION", "Förvaltning", 2020, None],
        ["0901", "Mottagningen", "F9", "Enhet", 2020, None],
    ],
}

LAYOUTS = list(GOOD)
# What is said of an import, in the order of the contract.
IMPORT_FIELDS = [
    "file", "sha256", "batch", "state", "layout", "sheet", "header_row", "rows_read", "rows_accepted", "rows_rejected", "facts_new",
    "facts_changed", "facts_unchanged", "errors", "warnings",
]  # fmt: skip


def sheet_rows(layout: str, rows: Rows | None = None) -> list[list[object]]:
    """Header and rows of a layout; the good rows when none are given."""
    return [list(HEADINGS[layout]), *[list(r) for r in (GOOD[layout] if rows is None else rows)]]


def xlsx(
    rows: Rows, *, sheet: str = "Data", more: dict[str, Rows] | None = None, properties: dict | None = None, hidden: str = ""
) -> bytes:
    """A workbook with one sheet of these rows, and more sheets by name."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False}) as book:
        if properties:
            book.set_properties(properties)
        for name, content in {sheet: rows, **(more or {})}.items():
            page = book.add_worksheet(name)
            for r, row in enumerate(content):
                for c, value in enumerate(row):
                    if value is not None:
                        page.write(r, c, value)
            if name == hidden:
                page.hide()
    return out.getvalue()


def csv(rows: Rows, *, separator: str = ";", encoding: str = "utf-8-sig", newline: str = "\r\n", decimal: str = ",") -> bytes:
    """Delimited text as a Swedish spreadsheet program saves it."""

    def cell(value: object) -> str:
        text = "" if value is None else str(value).replace(".", decimal) if isinstance(value, float) else str(value)
        return '"' + text.replace('"', '""') + '"' if separator in text or '"' in text or "\n" in text else text

    return newline.join(separator.join(cell(v) for v in row) for row in [*rows, []]).encode(encoding)
