"""The extract of managers and their deputies, one row an assignment, as people send it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.corpus.case import Case
from tests.corpus.cases_formats import text
from tests.corpus.page import Cell, Page
from tests.corpus.workbooks import xlsx

_HEAD: Sequence[Cell] = ["År", "Enhet", "Befattning", "Kliniskt arbete"]
_ROWS: list[list[Cell]] = [
    [2024, "0101", "Enhetschef", "Ja"],
    [2024, "0101", "enhetschef ", "Nej"],
    [2024, "0101", "Biträdande enhetschef", "Nej"],
    [2024, "0102", "Verksamhetschef", "nej"],
]
_TOLD = """
    klinisk-tjanstgoring-chefer 0101 2024 T 50 n=2 den=2
    klinisk-tjanstgoring-chefer 0102 2024 T 0 n=1 den=1
    ledningsredundans 0101 2024 T 100 n=1
    ledningsredundans 0102 2024 T 0 n=1
"""

MANAGERS = (
    Case(
        "managers",
        ("title",),
        lambda: xlsx(Page([["Chefer och ställföreträdare"], ["Uttag 2024-11-01"], [], _HEAD, *_ROWS])),
        "one row an assignment under two title rows, with the words of another system for the columns and odd case in the roles",
        facts=_TOLD,
    ),
    Case(
        "managers-csv",
        ("csv", "codes"),
        lambda: text([_HEAD, *_ROWS]),
        "the same, delimited",
        "chefer.csv",
        facts=_TOLD,
    ),
    Case(
        "managers-named",
        ("personnummer",),
        lambda: xlsx(Page([[*_HEAD, "Anmärkning"], *[[*row, None] for row in _ROWS[:3]], [*_ROWS[3], "vikarie 070761-4285"]])),
        "a remark that holds a Danish personal identity number",
        faults=("personnummer",),
    ),
    Case(
        "managers-unknown-role",
        ("garbage",),
        lambda: xlsx(Page([_HEAD, *_ROWS, [2024, "0102", "Samordnare", "Nej"]])),
        "a role that the layout does not know: which side it counts on is not guessed",
        faults=("bad_choice",),
    ),
)
