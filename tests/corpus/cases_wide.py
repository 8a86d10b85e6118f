"""Item 2, wide tables: periods, indicators, women and men, or units as columns."""

from __future__ import annotations

from datetime import date

from tests.corpus.case import LEAVE_OUT, PROPOSED, Ask, Case
from tests.corpus.cases_formats import text
from tests.corpus.page import Cell, Page
from tests.corpus.workbooks import ods, xlsx

INDICATOR = "Tydliga mål"
# Understanding a wide table may be asked about; what is then accepted must be what the table says.
_MAY = (Ask("column|layout|header|range", PROPOSED, may=True),)


def _years(*headings: Cell) -> list[list[Cell]]:
    return [["Indikator", "Enhet", *headings], [INDICATOR, "0101", 70.5, 71.5, 77.7], [INDICATOR, "0102", 68, None, 71]]


YEAR_FACTS = """
    tydliga-mal 0101 2022 T 70.5
    tydliga-mal 0101 2023 T 71.5
    tydliga-mal 0101 2024 T 77.7
    tydliga-mal 0102 2022 T 68
    tydliga-mal 0102 2023 T - gone=saknas may=1
    tydliga-mal 0102 2024 T 71
"""
SEX_FACTS = """
    tydliga-mal 0101 2023 K 77.5
    tydliga-mal 0101 2023 M 74.5
    tydliga-mal 0101 2023 T 76.5
    tydliga-mal 0101 2024 K 78.5
    tydliga-mal 0101 2024 M 75.5
    tydliga-mal 0101 2024 T 77.5
"""
SEX_ROW: list[Cell] = [INDICATOR, "0101", 77.5, 74.5, 76.5, 78.5, 75.5, 77.5]
QUARTER_FACTS = "\n".join(f"korttidssjukfranvaro 0101 2024-Q{q} T {v}" for q, v in enumerate((3.5, 3.25, 2.75), 1))
MONTH_FACTS = "korttidssjukfranvaro 0101 2024-01 T 3.5\nkorttidssjukfranvaro 0101 2024-02 T 3.25\nkorttidssjukfranvaro 0101 2024-03 T 2.75"


def _months(*headings: Cell) -> list[list[Cell]]:
    return [["Indikator", "Enhet", *headings], ["Korttidssjukfrånvaro (dag 1–14)", "0101", 3.5, 3.25, 2.75]]


WIDE = (
    Case(
        "years",
        ("period columns",),
        lambda: xlsx(Page(_years(2022, 2023, 2024))),
        "years as columns, as numbers",
        facts=YEAR_FACTS,
        asks=_MAY,
    ),
    Case(
        "years-text",
        ("period columns",),
        lambda: xlsx(Page(_years("2022", "2023", "2024"))),
        "years as columns, as texts",
        facts=YEAR_FACTS.replace("2024 T 71", "2024 T 71 at=Blad1!E3"),
        asks=_MAY,
    ),
    Case(
        "years-outcome",
        ("period columns",),
        lambda: xlsx(Page(_years("Utfall 2022", "Utfall 2023", "Utfall 2024"))),
        "”Utfall 2023” as columns",
        facts=YEAR_FACTS,
        asks=_MAY,
    ),
    Case(
        "outcome-and-target",
        ("period columns",),
        lambda: xlsx(Page(_years("Utfall 2022", "Utfall 2023", "Mål 2024"))),
        "”Mål 2024” beside the outcomes is a target and never an outcome",
        facts="\n".join(line for line in YEAR_FACTS.splitlines() if " 2024 " not in line),
        asks=(Ask("column", LEAVE_OUT, about="Mål 2024", may=True), *_MAY),
        held=True,
    ),
    Case(
        "forecast",
        ("period columns",),
        lambda: xlsx(Page(_years("2022", "2023", "Prognos 2024"))),
        "”Prognos 2024” is no outcome either",
        facts="\n".join(line for line in YEAR_FACTS.splitlines() if " 2024 " not in line),
        asks=(Ask("column", LEAVE_OUT, about="Prognos 2024", may=True), *_MAY),
        held=True,
    ),
    Case(
        "change-column",
        ("period columns",),
        lambda: xlsx(
            Page([["Indikator", "Enhet", "2023", "2024", "Förändring 2023–2024"], [INDICATOR, "0101", 71.5, 77.7, 6.2]]),
        ),
        "a column of differences is not a third year",
        facts="tydliga-mal 0101 2023 T 71.5\ntydliga-mal 0101 2024 T 77.7",
        asks=(Ask("column", LEAVE_OUT, about="Förändring", may=True), *_MAY),
        held=True,
    ),
    Case(
        "years-csv",
        ("period columns", "csv"),
        lambda: text([["Medarbetarenkäten"], [], *_years("2022", "2023", "2024")], bom=b"\xef\xbb\xbf"),
        "title and blank row, semicolon, decimal comma, BOM, a missing cell",
        "uttag.csv",
        YEAR_FACTS,
        asks=_MAY,
    ),
    Case(
        "years-ods",
        ("period columns", "ods"),
        lambda: ods(Page(_years(2022, 2023, 2024))),
        "years as columns in .ods",
        "a.ods",
        YEAR_FACTS,
        asks=_MAY,
    ),
    Case(
        "months-iso",
        ("period columns",),
        lambda: xlsx(Page(_months("2024-01", "2024-02", "2024-03"))),
        "months as columns, ”2024-01”",
        facts=MONTH_FACTS,
        asks=_MAY,
    ),
    Case(
        "months-words",
        ("period columns",),
        lambda: xlsx(Page(_months("januari 2024", "feb 2024", "mars 2024"))),
        "months as columns, ”mars 2024”",
        facts=MONTH_FACTS,
        asks=_MAY,
    ),
    Case(
        "months-dates",
        ("period columns", "period"),
        lambda: xlsx(Page(_months(date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)))),
        "months as columns, as dates",
        facts=MONTH_FACTS,
        asks=_MAY,
    ),
    Case(
        "quarters",
        ("period columns",),
        lambda: xlsx(Page(_months("Kv1 2024", "Kv2 2024", "Kv3 2024"))),
        "quarters as columns: periods of their own, not taken for months or years",
        facts=QUARTER_FACTS,
        asks=_MAY,
    ),
    Case(
        "quarters-written",
        ("period columns",),
        lambda: xlsx(Page(_months("Utfall K1 2024", "2024Q2", "3:e kvartalet 2024"))),
        "quarters as columns, each written in its own way",
        facts=QUARTER_FACTS,
        asks=_MAY,
    ),
    Case(
        "quarters-and-year-column",
        ("period columns",),
        lambda: xlsx(
            Page(
                [
                    ["År", "Indikator", "Enhet", "Kv 1", "Kv 2"],
                    [2023, "Korttidssjukfrånvaro (dag 1–14)", "0101", 3.75, 3.0],
                    [2024, "Korttidssjukfrånvaro (dag 1–14)", "0101", 3.5, 3.25],
                ]
            )
        ),
        "quarters as columns, the year in a column of its own",
        facts="\n".join(
            f"korttidssjukfranvaro 0101 {period} T {value}"
            for period, value in (("2023-Q1", 3.75), ("2023-Q2", 3.0), ("2024-Q1", "3.5 at=Blad1!D3"), ("2024-Q2", 3.25))
        ),
        asks=_MAY,
    ),
    Case(
        "quarters-of-women-and-men",
        ("period columns", "sex columns", "header"),
        lambda: xlsx(
            Page(
                [
                    ["Indikator", "Enhet", "Kv1 2024", None, "Kv2 2024", None],
                    [None, None, "Kvinnor", "Män", "Kvinnor", "Män"],
                    ["Korttidssjukfrånvaro (dag 1–14)", "0101", 3.5, 3.25, 3.0, 2.75],
                ],
                merged=[(0, 2, 0, 3), (0, 4, 0, 5)],
            )
        ),
        "women and men under each quarter",
        facts="\n".join(
            f"korttidssjukfranvaro 0101 2024-Q{q} {sex} {value}"
            for q, sex, value in ((1, "K", 3.5), (1, "M", 3.25), (2, "K", 3.0), (2, "M", 2.75))
        ),
        asks=_MAY,
    ),
    Case(
        "tertials",
        ("period columns",),
        lambda: xlsx(Page(_months("T1 2024", "T2 2024", "Tertial 3 2024"))),
        "tertials as columns: four months or all so far, nobody says which, so they are refused",
        faults=("tertial_period",),
    ),
    Case(
        "indicators",
        ("indicator columns",),
        lambda: xlsx(
            Page(
                [
                    ["År", "Enhet", "Upplevd delaktighet bland medarbetare", "Tydliga mål"],
                    [2024, "0101", 75.75, 77.7],
                    [2024, "0102", 71.5, "-"],
                ]
            )
        ),
        "an indicator a column",
        facts="""
            delaktighet 0101 2024 T 75.75 at=Blad1!C2
            tydliga-mal 0101 2024 T 77.7 at=Blad1!D2
            delaktighet 0102 2024 T 71.5
            tydliga-mal 0102 2024 T - gone=-|streck
        """,
        asks=_MAY,
    ),
    Case(
        "sexes-one-row",
        ("sex columns",),
        lambda: xlsx(
            Page([["Indikator", "Enhet", *[f"{w} {y}" for y in (2023, 2024) for w in ("Kvinnor", "Män", "Totalt")]], SEX_ROW]),
        ),
        "”Kvinnor 2023”, ”Män 2023”, ”Totalt 2023” …",
        facts=SEX_FACTS,
        asks=_MAY,
    ),
    Case(
        "sexes-two-rows",
        ("sex columns", "header", "period columns"),
        lambda: xlsx(
            Page(
                [["Indikator", "Enhet", "2023", None, None, "2024", None, None], [None, None, *["Kvinnor", "Män", "Totalt"] * 2], SEX_ROW],
                merged=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 0, 7)],
            )
        ),
        "years in a merged row, women, men and total below each",
        facts=SEX_FACTS.replace("2024 M 75.5", "2024 M 75.5 at=Blad1!G3"),
        asks=_MAY,
    ),
    Case(
        "sexes-two-rows-csv",
        ("sex columns", "header", "csv"),
        lambda: text(
            [["Indikator", "Enhet", "2023", None, None, "2024", None, None], [None, None, *["Kvinnor", "Män", "Totalt"] * 2], SEX_ROW],
        ),
        "the same as text, where nothing says what was merged: read, or asked about",
        "uttag.csv",
        SEX_FACTS,
        asks=_MAY,
        held=True,
    ),
    Case(
        "sexes-n-beside",
        ("sex columns", "header"),
        lambda: xlsx(
            Page(
                [
                    ["År", "Enhet", "Indikator", "Kvinnor", None, "Män", None],
                    [None, None, None, "Värde", "Antal (n)", "Värde", "Antal (n)"],
                    [2024, "0101", INDICATOR, 77.5, 40, 74.5, 20],
                ],
                merged=[(0, 3, 0, 4), (0, 5, 0, 6)],
            )
        ),
        "women and men as groups, each with value and n",
        facts="tydliga-mal 0101 2024 K 77.5 n=40\ntydliga-mal 0101 2024 M 74.5 n=20",
        asks=_MAY,
        held=True,
    ),
    Case(
        "years-one-n",
        ("period columns",),
        lambda: xlsx(Page([["Enhet", "Indikator", 2024, 2025, "Antal"], ["0101", INDICATOR, 77.7, 78.5, 40]])),
        "one ”Antal” right of two years: whose is asked, and nothing is proposed",
        facts="tydliga-mal 0101 2024 T 77.7\ntydliga-mal 0101 2025 T 78.5 n=40",
        asks=(Ask("column", "antal|period=2025", about="Antal"),),
    ),
    Case(
        "years-one-n-for-all",
        ("period columns",),
        lambda: xlsx(Page([["Enhet", "Indikator", 2024, 2025, "Antal"], ["0101", INDICATOR, 77.7, 78.5, 40]])),
        "the same, answered that it is the same for both years",
        facts="tydliga-mal 0101 2024 T 77.7 n=40\ntydliga-mal 0101 2025 T 78.5 n=40",
        asks=(Ask("column", "samma för alla värdekolumner", about="Antal"),),
    ),
    Case(
        "years-n-each",
        ("period columns",),
        lambda: xlsx(Page([["Enhet", "Indikator", 2024, "Antal", 2025, "Antal"], ["0101", INDICATOR, 77.7, 40, 78.5, 41]])),
        "”Antal” right of each year: proposed as that year's",
        facts="tydliga-mal 0101 2024 T 77.7 n=40\ntydliga-mal 0101 2025 T 78.5 n=41",
        asks=(Ask("column", PROPOSED, about="Antal"),),
    ),
    Case(
        "year-one-n",
        ("period columns",),
        lambda: xlsx(Page([["Enhet", "Indikator", 2025, "Antal"], ["0101", INDICATOR, 78.5, 40]])),
        "”Antal” right of the only year: proposed as its",
        facts="tydliga-mal 0101 2025 T 78.5 n=40",
        asks=(Ask("column", PROPOSED, about="Antal"),),
    ),
    Case(
        "units",
        ("unit columns",),
        lambda: xlsx(Page([[INDICATOR], [], ["År", "0101", "0102"], [2023, 71.5, 68], [2024, 77.7, 71]])),
        "units as columns: asked about what the file does not say",
        facts="tydliga-mal 0101 2023 T 71.5\ntydliga-mal 0102 2023 T 68\ntydliga-mal 0101 2024 T 77.7\ntydliga-mal 0102 2024 T 71",
        asks=(Ask("indicator", PROPOSED),),
    ),
    Case(
        "units-unknown",
        ("unit columns", "units"),
        lambda: xlsx(Page([[INDICATOR], [], ["År", "Vårdavd. 1", "Akutintaget", "Totalt"], [2023, 71.5, 68, 70], [2024, 77.7, 71, 75]])),
        "units as columns under names that nobody knows: asked whether they are units, then which",
        facts="tydliga-mal 0101 2023 T 71.5 at=Blad1!B4\ntydliga-mal 0102 2023 T 68\n"
        "tydliga-mal 0101 2024 T 77.7\ntydliga-mal 0102 2024 T 71 at=Blad1!C5",
        asks=(
            Ask("column", PROPOSED, about="enheter"),
            Ask("indicator", PROPOSED),
            Ask("unit", "0101", about="Vårdavd. 1"),
            Ask("unit", "0102", about="Akutintaget"),
        ),
    ),
    Case(
        "amounts-by-year",
        ("unit columns", "garbage"),
        lambda: xlsx(Page([["År", "Kostnad", "Intäkt"], [2023, 71.5, 68], [2024, 77.7, 71]])),
        "years and amounts of something else: the same shape, held back",
        asks=(Ask("column", "annat", about="enheter"), Ask("indicator", "tydliga-mal", may=True)),
        held=True,
    ),
    Case(
        "total-column",
        ("total", "unit columns"),
        lambda: xlsx(
            Page(
                [["Indikator", "Enhet", "2023", "2024", "Summa"], ["Antal bristkompetenser på lång sikt (4–10 år)", "REGION", 18, 17, 35]]
            ),
        ),
        "a column Summa is not a year and not added",
        facts="bristkompetenser-lang-sikt REGION 2023 T 18\nbristkompetenser-lang-sikt REGION 2024 T 17",
        asks=_MAY,
        silent=("control_sum",),
    ),
    Case(
        "total-column-wrong",
        ("total",),
        lambda: xlsx(
            Page(
                [["Indikator", "Enhet", "2023", "2024", "Summa"], ["Antal bristkompetenser på lång sikt (4–10 år)", "REGION", 18, 17, 36]]
            ),
        ),
        "a column Summa that is one off: told",
        facts="bristkompetenser-lang-sikt REGION 2023 T 18\nbristkompetenser-lang-sikt REGION 2024 T 17",
        asks=_MAY,
        warns=("control_sum",),
    ),
    Case(
        "same-year-twice",
        ("period columns",),
        lambda: xlsx(Page(_years("2022", "2023", "2023"))),
        "a year twice: refused or asked, never one of them",
        held=True,
    ),
    Case(
        "hme-wide-sheet",
        ("indicator columns",),
        lambda: xlsx(
            Page(
                [
                    ["År", "Enhet", "Grupp", "Kön", "Antal svar", "Motivation", "Ledarskap", "Styrning", "HME totalt"],
                    [2024, "0101", "Medarbetare", "Totalt", 60, 77.4, 79.7, 75, 77.4],
                ]
            )
        ),
        "the survey supplier's own table",
        facts="""
            hme-motivation-medarbetare 0101 2024 T 77.4 n=60
            hme-ledarskap-medarbetare 0101 2024 T 79.7 n=60
            hme-styrning-medarbetare 0101 2024 T 75 n=60
            hme-total-medarbetare 0101 2024 T 77.4 n=60
        """,
    ),
)
