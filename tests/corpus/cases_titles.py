"""Item 2: what a title or a sheet's name says and the table does not: proposed, never taken in silence."""

from __future__ import annotations

from tests.corpus.case import PROPOSED, Ask, Case
from tests.corpus.cases_formats import HEAD, LONG, ROWS, long_facts
from tests.corpus.cases_tables import BOTH_YEARS, HOURS_HEAD, PENSIONS, unplaced
from tests.corpus.page import Cell, Page
from tests.corpus.workbooks import xlsx

_BY_SEX = [HOURS_HEAD, ["2024-03", "0101", "K", 40, 6400, 450, 160], ["2024-03", "0102", "K", 30, 4800, 240, 96]]
_MEN = [["2024-03", "0102", "M", 10, 1600, 80, 32], ["2024-03", "0101", "M", 20, 3200, 150, 80]]
_HEAD = ["År", "Enhet", "Indikator", "Värde"]


def _goals(*values: float) -> list[list[Cell]]:
    return [[2024, unit, "tydliga-mal", v] for unit, v in zip(("0101", "0102"), values, strict=False)]


TITLES = (
    Case(
        "sexes-on-two-sheets",
        ("several", "sex columns"),
        lambda: xlsx(Page(_BY_SEX, "Kvinnor"), Page([HOURS_HEAD, *_MEN], "Män")),
        "women on one sheet and men on the other: the total has both as its address",
        facts="""
            korttidssjukfranvaro 0101 2024-03 K 2.5 n=40 at=Kvinnor!E,_G2
            korttidssjukfranvaro 0101 2024-03 M 2.5 n=20
            korttidssjukfranvaro 0101 2024-03 T 2.5 n=60 at=Kvinnor/Män!E,_G2:E,_G3
            korttidssjukfranvaro 0102 2024-03 K 2 n=30
            korttidssjukfranvaro 0102 2024-03 M 2 n=10
            korttidssjukfranvaro 0102 2024-03 T 2 n=40
        """,
    ),
    Case(
        "persons-on-two-sheets",
        ("several",),
        lambda: xlsx(
            Page([PENSIONS[0], [2024, "0101", "K", 64], [2024, "0101", "M", 66], [2024, "0102", "K", 65]], "Norra"),
            Page([PENSIONS[0], [2024, "0101", "M", 62], [2024, "0101", "K", 67]], "Södra"),
        ),
        "a row a leaver on two sheets: the figure is of both, and has both as its address",
        facts="""
            pensionsalder 0101 2024 T 64.75 n=4 at=Norra/Södra!D2:D3
            pensionsalder 0101 2024 K 65.5 n=2 at=Norra/Södra!D2:D3
            pensionsalder 0101 2024 M 64 n=2 at=Norra/Södra!D2:D3
            pensionsalder 0102 2024 T 65 n=1 at=Norra!D4
            pensionsalder 0102 2024 K 65 n=1 at=Norra!D4
        """,
    ),
    Case(
        "sections-of-women-and-men",
        ("title says", "sex columns"),
        lambda: xlsx(
            Page([_HEAD, ["Kvinnor"], *_goals(70, 71), ["Män"], *_goals(65, 66), ["Totalt"], *_goals(68)]),
        ),
        "Kvinnor, Män and Totalt as rows of their own above their rows: asked, never read as everyone's",
        facts="""
            tydliga-mal 0101 2024 K 70 at=Blad1!D3
            tydliga-mal 0102 2024 K 71
            tydliga-mal 0101 2024 M 65
            tydliga-mal 0102 2024 M 66
            tydliga-mal 0101 2024 T 68 at=Blad1!D9
        """,
        asks=(Ask("column", PROPOSED, about="mellanrubrik"),),
        warns=("rows_left_out",),
    ),
    Case(
        "section-of-women-only-some-rows",
        ("title says",),
        lambda: xlsx(Page([_HEAD, *_goals(68, 69), ["Kvinnor"], *_goals(70, 71)])),
        "rows above the first such heading are of nobody knows whom",
        faults=("missing_value",),
        asks=(Ask("column", PROPOSED, about="mellanrubrik"),),
    ),
    Case(
        "section-of-forecasts",
        ("title says",),
        lambda: xlsx(Page([_HEAD, *_goals(70, 71), ["Prognos 2025"], [2025, "0101", "tydliga-mal", 85]])),
        "a row ”Prognos 2025” above rows with the same columns: asked whether they are outcomes",
        held=True,
    ),
    Case(
        "section-of-a-unit",
        ("title says",),
        lambda: xlsx(Page([_HEAD, ["Förvaltning ett"], *_goals(70, 71)])),
        "a heading of what every row says itself: not read, and told",
        facts="tydliga-mal 0101 2024 T 70\ntydliga-mal 0102 2024 T 71",
        warns=("rows_left_out",),
    ),
    Case(
        "sheets-of-years",
        ("several", "title says"),
        lambda: xlsx(Page([HEAD[1:], *[r[1:] for r in ROWS]], "2024"), Page([HEAD[1:], *[r[1:] for r in ROWS]], "2023")),
        "a sheet a year, and no year in the tables: proposed, then taken",
        facts=unplaced(BOTH_YEARS),
        asks=(Ask("", "2024", about="2024"), Ask("", "2023", about="2023")),
    ),
    Case(
        "year-in-title",
        ("title says",),
        lambda: xlsx(Page([["Medarbetarenkät 2023"], [], HEAD[1:], *[r[1:] for r in ROWS]])),
        "the year only in the title: proposed, never taken in silence",
        facts="\n".join(line for line in unplaced(BOTH_YEARS).splitlines() if "2023" in line),
        asks=(Ask("", "2023"),),
    ),
    Case(
        "no-year-anywhere",
        ("title says",),
        lambda: xlsx(Page([HEAD[1:], *[r[1:] for r in ROWS]])),
        "no year at all: refused or asked, never this year's",
        held=True,
    ),
    Case(
        "indicator-in-title",
        ("title says",),
        lambda: xlsx(Page([["Tydliga mål"], [], ["År", "Enhet", "Värde"], [2024, "0101", 77.7], [2024, "0102", 71]])),
        "the indicator only in the title: proposed",
        facts="tydliga-mal 0101 2024 T 77.7\ntydliga-mal 0102 2024 T 71",
        asks=(Ask("", "tydliga-mal"),),
    ),
    Case(
        "women-in-title",
        ("title says",),
        lambda: xlsx(
            Page([["Tydliga mål, kvinnor"], [], ["År", "Enhet", "Indikator", "Värde"], [2024, "0101", "tydliga-mal", 77.7]]),
        ),
        "”kvinnor” only in the title: never stored as the total in silence",
        facts="tydliga-mal 0101 2024 K 77.7",
        asks=(Ask("", "K"),),
    ),
    Case(
        "targets-in-title",
        ("title says",),
        lambda: xlsx(Page([["Målvärden för enheterna"], [], *LONG])),
        "a title that says these are targets: asked or warned, whatever the headings",
        facts=unplaced(long_facts()),
        asks=(Ask("", PROPOSED, may=True),),
        warns=("not_outcome",),
        held=True,
    ),
    Case(
        "forecast-sheet",
        ("title says",),
        lambda: xlsx(Page(LONG, "Prognos 2024")),
        "a sheet named ”Prognos 2024”: asked or warned",
        facts=unplaced(long_facts()),
        asks=(Ask("", PROPOSED, may=True),),
        warns=("not_outcome",),
        held=True,
    ),
)
