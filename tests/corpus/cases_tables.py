"""Item 2: tables where people put them, with what people put around them."""

from __future__ import annotations

from tests.corpus.case import LEAVE_OUT, PROPOSED, Ask, Case
from tests.corpus.cases_formats import HEAD, LONG, ROWS, long_facts
from tests.corpus.page import Cell, Page
from tests.corpus.workbooks import ods, xls, xlsb, xlsx

PENSIONS: list[list[Cell]] = [
    ["År", "Enhet", "Kön", "Ålder vid avgång"],
    [2024, "0101", "K", 65],
    [2024, "0101", "M", 66.5],
]
PENSION_FACTS = """
    pensionsalder 0101 2024 K 65 n=1
    pensionsalder 0101 2024 M 66.5 n=1
    pensionsalder 0101 2024 T 65.75 n=2
"""
HOURS_HEAD: list[Cell] = [
    "Period (ÅÅÅÅ-MM)",
    "Enhet",
    "Kön",
    "Antal anställda",
    "Ordinarie arbetstid (tim)",
    "Sjukfrånvaro (tim)",
    "Dag 1–14 (tim)",
]
HOURS: list[list[Cell]] = [
    ["2024-03", "0101", "T", 60, 9600, 600, 240],
    ["2024-03", "0102", "T", 40, 6400, 320, 128],
]
HOURS_FACTS = "korttidssjukfranvaro 0101 2024-03 T 2.5 n=60\nkorttidssjukfranvaro 0102 2024-03 T 2 n=40"
OTHER_YEAR: list[list[Cell]] = [[2023, *row[1:]] for row in ROWS]
BOTH_YEARS = (
    long_facts()
    + "\n".join(
        f"{a} {b} 2023 {c} {d}"
        for a, b, c, d in (("delaktighet", "0101", "K", 76.5), ("delaktighet", "0101", "M", 74.25), ("delaktighet", "0101", "T", 75.75))
    )
    + "\ntydliga-mal 0102 2023 T 71"
)


def unplaced(facts: str) -> str:
    """The facts without their addresses."""
    return "\n".join(" ".join(word for word in line.split() if not word.startswith("at=")) for line in facts.splitlines())


def _moved(down: int, right: int, above: list[list[Cell]] | None = None) -> Page:
    return Page([*(above or []), *[[]] * (down - len(above or [])), *[[None] * right + row for row in LONG]])


TABLES = (
    Case(
        "title-rows",
        ("title",),
        lambda: xlsx(_moved(4, 0, [["Uppföljning av medarbetarenkäten"], ["Uttag 2025-01-15 av Anna"]])),
        "title, date of the extract and blank rows above the header",
        facts=long_facts(row=6),
    ),
    Case(
        "blank-columns",
        ("title",),
        lambda: xlsx(_moved(3, 2)),
        "blank rows and two blank columns before",
        facts=long_facts(row=5, value="G"),
    ),
    Case(
        "title-18-rows", ("title",), lambda: xlsx(_moved(18, 1, [["Sida 1"]])), "the header in row 19", facts=long_facts(row=20, value="F")
    ),
    Case(
        "title-60-rows",
        ("title",),
        lambda: xlsx(_moved(60, 0, [[f"Definition {i}"] for i in range(58)])),
        "a page of definitions above: read, or refused with the place asked for, never half",
        facts=long_facts(row=62),
        asks=(Ask("range|header|layout", "61", may=True),),
        held=True,
    ),
    Case(
        "blank-inside",
        ("title",),
        lambda: xlsx(Page([[*r[:3], None, *r[3:]] for r in [*LONG[:3], [None] * 6, *LONG[3:]]])),
        "a blank column and a blank row within the table: what stands below is not lost",
        facts=unplaced(long_facts()),
    ),
    Case(
        "repeated-header",
        ("header",),
        lambda: xlsx(Page([*LONG[:3], HEAD, *LONG[3:]])),
        "the header again in the middle, as a page break makes it",
        facts=unplaced(long_facts()),
    ),
    Case(
        "broken-headings",
        ("header",),
        lambda: xlsx(Page([["År ", " Enhet", "KÖN", "Indi\u00adkator", "Värde\u00a0", "Antal\n(n)"], *ROWS])),
        "headings with line breaks, soft hyphens, odd case and spaces",
        facts=long_facts(),
    ),
    Case(
        "two-row-header",
        ("header", "merged"),
        lambda: xlsx(
            Page(
                [["Underlag", None, None, None, "Resultat", None], HEAD, *ROWS],
                merged=[(0, 0, 0, 3), (0, 4, 0, 5)],
            )
        ),
        "a merged row of groups above the headings",
        facts=long_facts(row=3),
    ),
    Case(
        "header-merged-down",
        ("header", "merged"),
        lambda: xlsx(
            Page(
                [["År", "Enhet", "Kön", "Indikator", "Resultat", None], [None, None, None, None, "Värde", "Antal (n)"], *ROWS],
                merged=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 1, 3), (0, 4, 0, 5)],
            )
        ),
        "headings merged over two rows beside a group with two headings below",
        facts=long_facts(row=3),
    ),
    Case(
        "merged-units",
        ("merged",),
        lambda: xlsx(
            Page([*LONG[:2], [None, None, *ROWS[1][2:]], [None, None, *ROWS[2][2:]], ROWS[3]], merged=[(1, 0, 3, 0), (1, 1, 3, 1)])
        ),
        "year and unit merged over their three rows",
        facts=long_facts(),
    ),
    Case(
        "merged-units-xls",
        ("merged", "xls"),
        lambda: xls(
            Page([*LONG[:2], [None, None, *ROWS[1][2:]], [None, None, *ROWS[2][2:]], ROWS[3]], merged=[(1, 0, 3, 0), (1, 1, 3, 1)])
        ),
        "the same in an old workbook",
        "uttag.xls",
        long_facts(),
    ),
    Case(
        "blank-not-merged",
        ("merged",),
        lambda: xlsx(Page([*LONG[:2], [None, None, *ROWS[1][2:]], [None, None, *ROWS[2][2:]], ROWS[3]])),
        "unit named once and blank below, but nothing merged: filled down only when asked, never in silence",
        facts=unplaced(long_facts()),
        asks=(Ask("", "ja", may=True), Ask("", "fyll", may=True)),
        held=True,
    ),
    Case(
        "two-tables-below",
        ("several",),
        lambda: xlsx(Page([["2024"], *LONG, [], [], ["2023"], HEAD, *OTHER_YEAR])),
        "two tables, one below the other",
        facts=unplaced(BOTH_YEARS),
    ),
    Case(
        "two-tables-beside",
        ("several",),
        lambda: xlsx(Page([[*a, None, *b] for a, b in zip(LONG, [HEAD, *OTHER_YEAR], strict=True)])),
        "two tables side by side: both, or asked about",
        facts=unplaced(BOTH_YEARS),
        asks=(Ask("range", PROPOSED, may=True),),
        held=True,
    ),
    Case(
        "two-sheets",
        ("several",),
        lambda: xlsx(Page([["Läs detta först"], ["Allt är preliminärt"]], "Info"), Page(LONG, "A"), Page([HEAD, *OTHER_YEAR], "B")),
        "two sheets with tables and one with notes, which is listed",
        facts=unplaced(BOTH_YEARS),
        others=("Info",),
    ),
    Case(
        "two-layouts",
        ("several",),
        lambda: xlsx(Page(LONG, "Värden"), Page(PENSIONS, "Avgångar")),
        "two kinds of table: both are read",
        facts=unplaced(long_facts()) + PENSION_FACTS,
    ),
    Case(
        "two-layouts-one-sheet",
        ("several",),
        lambda: xlsx(Page([*LONG, [], ["Avgångar"], *PENSIONS])),
        "two kinds of table on one sheet, one below the other",
        facts=unplaced(long_facts()) + PENSION_FACTS,
    ),
    Case(
        "organisation-and-values",
        ("several", "units"),
        lambda: xlsx(
            Page([HEAD, [2024, "0901", "T", "delaktighet", 75.75, 60]], "Värden"),
            Page(
                [
                    ["Enhetskod", "Enhetsnamn", "Överordnad enhet", "Nivå", "Gäller från", "Gäller till"],
                    ["0901", "Nya enheten", "F1", "Enhet", None, None],
                ],
                "Organisation",
            ),
        ),
        "the organisation on the last sheet brings the unit that the first sheet has figures of",
        facts="delaktighet 0901 2024 T 75.75 n=60 at=Värden!E2",
        units=("0901",),
    ),
    Case(
        "two-layouts-one-faulty",
        ("several",),
        lambda: xlsx(Page(LONG, "Värden"), Page([PENSIONS[0], [2024, "0101", "K", 650]], "Avgångar")),
        "a fault in one table refuses the file whole",
        faults=("out_of_range",),
    ),
    Case(
        "two-layouts-same-figures",
        ("several",),
        lambda: xlsx(Page([HEAD, [2024, "0101", "K", "pensionsalder", 65, 1]], "Sammandrag"), Page(PENSIONS, "Avgångar")),
        "two kinds of table with the same figure: asked which, never the last one in silence",
        facts=PENSION_FACTS,
        asks=(Ask("layout", "pensionsavgangar"),),
        warns=("layout_left_out",),
        others=("Sammandrag",),
    ),
    Case(
        "two-layouts-one-unclear",
        ("several",),
        lambda: xlsx(Page(LONG, "Värden"), Page([[*PENSIONS[0], "Kommentar"], [*PENSIONS[1], "prel"], [*PENSIONS[2], None]], "Avgångar")),
        "a second kind of table with a column that nobody knows: asked whether it is to be read",
        facts=unplaced(long_facts()),
        asks=(Ask("layout", LEAVE_OUT),),
        others=("Avgångar",),
    ),
    Case(
        "same-sheet-twice",
        ("several",),
        lambda: xlsx(Page(LONG, "A"), Page(LONG, "A (2)")),
        "a sheet and its copy: every key twice",
        faults=("duplicate_key",),
    ),
    *(
        Case(
            f"hidden-{what}-{kind}",
            ("hidden", kind),
            lambda make=make, page=page: make(*page),  # type: ignore[misc]
            f"hidden {what} in .{kind}: read, and said so",
            f"uttag.{kind}",
            unplaced(facts),
            warns=(warning,),
        )
        for kind, make in (("xlsx", xlsx), ("xls", xls), ("ods", ods), ("xlsb", xlsb))
        for what, page, facts, warning in (
            ("rows", (Page(LONG, hidden_rows=[2, 3]),), long_facts(), "hidden_rows_read"),
            ("columns", (Page(LONG, hidden_columns=[4]),), long_facts(), "hidden_columns_read"),
            ("sheet", (Page(LONG, "A"), Page([HEAD, *OTHER_YEAR], "B", visible=False)), BOTH_YEARS, "hidden_sheet_read"),
        )
    ),
    Case(
        "filtered",
        ("filter", "hidden"),
        lambda: xlsx(Page(LONG, filtered=(0, 0, 4, 5), hidden_rows=[4])),
        "a filter that hides a row: the row is read, and said so",
        facts=long_facts(),
        warns=("filtered|hidden_rows_read",),
    ),
    Case(
        "footnotes",
        ("footnote",),
        lambda: xlsx(
            Page([*LONG, [], ["* Preliminära uppgifter"], ["Källa: medarbetarenkäten 2024"], ["1) Avser tillsvidareanställda, 40 svar"]])
        ),
        "footnotes below the table",
        facts=long_facts(),
    ),
    Case(
        "footnote-at-once",
        ("footnote",),
        lambda: xlsx(Page([*LONG, ["Källa: medarbetarenkäten 2024. Enheter med färre än tio svar redovisas inte."]])),
        "a footnote on the row below the last",
        facts=long_facts(),
    ),
    Case(
        "total-row-holds",
        ("total",),
        lambda: xlsx(Page([HOURS_HEAD, *HOURS, ["2024-03", "Totalt", "T", 100, 16000, 920, 368]])),
        "a row Totalt that is the sum: not a unit, not added",
        facts=HOURS_FACTS,
        silent=("control_sum",),
    ),
    Case(
        "total-row-wrong",
        ("total",),
        lambda: xlsx(Page([HOURS_HEAD, *HOURS, ["Summa", None, None, 100, 16000, 920, 378]])),
        "a row Summa that is ten hours off: told with its place",
        facts=HOURS_FACTS,
        warns=("control_sum",),
    ),
    Case(
        "total-row-bare",
        ("total",),
        lambda: xlsx(Page([HOURS_HEAD, *HOURS, [None, "Alla", None, 100, 16000, 920, 368]])),
        "a row Alla without a period",
        facts=HOURS_FACTS,
        silent=("control_sum",),
    ),
    Case(
        "total-row-of-indices",
        ("total",),
        lambda: xlsx(
            Page(
                [
                    HEAD,
                    [2024, "0101", "T", "delaktighet", 80, 30],
                    [2024, "0102", "T", "delaktighet", 70, 10],
                    [2024, "Totalt", "T", "delaktighet", 77.5, 40],
                ]
            )
        ),
        "a row Totalt of indices is their mean by n, no sum: no false alarm",
        facts="delaktighet 0101 2024 T 80 n=30\ndelaktighet 0102 2024 T 70 n=10",
        silent=("control_sum",),
    ),
    Case(
        "subtotals",
        ("total",),
        lambda: xlsx(
            Page(
                [
                    HOURS_HEAD,
                    HOURS[0],
                    ["2024-03", "Summa Förvaltning ett", "T", 60, 9600, 600, 240],
                    HOURS[1],
                    ["2024-03", "Summa Förvaltning två", "T", 40, 6400, 320, 128],
                    ["2024-03", "Totalsumma", "T", 100, 16000, 920, 368],
                ]
            )
        ),
        "sums within the table and at its end: none of them is added",
        facts=HOURS_FACTS,
    ),
    Case(
        "total-of-sexes",
        ("total", "sex columns"),
        lambda: xlsx(Page([HEAD, [2024, "0101", "Alla", "delaktighet", 75.75, 60], [2024, "0101", "Kvinnor", "delaktighet", 76.5, 40]])),
        "”Alla” in the sex column is everyone, not a row to drop",
        facts="delaktighet 0101 2024 T 75.75 n=60\ndelaktighet 0101 2024 K 76.5 n=40",
    ),
)
