"""Item 3, periods: years, months, dates and serials as people write them; and methods that a title tells of."""

from __future__ import annotations

from datetime import date

from tests.corpus.case import PROPOSED, Ask, Case
from tests.corpus.cases_formats import HEAD, text
from tests.corpus.cases_tables import HOURS_HEAD
from tests.corpus.cases_values import KT, short_leave, told
from tests.corpus.page import Formatted, Page
from tests.corpus.workbooks import xlsx

_SHORT = "Korttidssjukfrånvaro (dag 1–14)"

PERIODS = (
    Case(
        "years-written",
        ("period",),
        lambda: xlsx(
            Page(
                [
                    HEAD,
                    *[
                        [y, "0101", "T", i, 70, 15]
                        for y, i in (("2024", "delaktighet"), (" 2024 ", "tydliga-mal"), (2023.0, "tydliga-mal"))
                    ],
                ]
            )
        ),
        "years as texts and numbers",
        facts="delaktighet 0101 2024 T 70\ntydliga-mal 0101 2024 T 70\ntydliga-mal 0101 2023 T 70",
    ),
    Case(
        "year-as-date",
        ("period",),
        lambda: xlsx(Page([HEAD, [date(2024, 12, 31), "0101", "T", "delaktighet", 70, 15]])),
        "a date for a year: that year, or asked",
        facts="delaktighet 0101 2024 T 70",
        asks=(Ask("", PROPOSED, may=True),),
        held=True,
    ),
    Case(
        "year-two-digits",
        ("period",),
        lambda: xlsx(Page([HEAD, ["24", "0101", "T", "delaktighet", 70, 15]])),
        "”24” for a year",
        held=True,
    ),
    Case(
        "year-span",
        ("period",),
        lambda: xlsx(Page([HEAD, ["2023/2024", "0101", "T", "delaktighet", 70, 15]])),
        "two years in one cell",
        held=True,
    ),
    Case(
        "months-written",
        ("period",),
        lambda: xlsx(
            Page(
                [
                    HOURS_HEAD,
                    *[
                        [p, "0101", "T", 60, 9600, 600, 240]
                        for p in (
                            "2024-01",
                            "feb 2024",
                            "mars 2024",
                            date(2024, 4, 1),
                            Formatted(45413, "mmm yyyy"),
                            "202406",
                            "2024-07-01",
                        )
                    ],
                ]
            )
        ),
        "months as ”2024-01”, ”mars 2024”, dates and a date under a format of its own",
        facts="\n".join(f"{KT} 0101 2024-{m:02} T 2.5" for m in range(1, 8)),
    ),
    Case(
        "month-serial",
        ("period",),
        lambda: xlsx(Page([HOURS_HEAD, *[[s, "0101", "T", 60, 9600, 600, 240] for s in (45292, 45323)]])),
        "45292, a date whose format was lost: January 2024, or asked",
        facts=f"{KT} 0101 2024-01 T 2.5\n{KT} 0101 2024-02 T 2.5",
        asks=(Ask("", PROPOSED, may=True),),
        held=True,
    ),
    Case(
        "month-quarter",
        ("period",),
        lambda: xlsx(Page([HOURS_HEAD, ["Kv1 2024", "0101", "T", 60, 9600, 600, 240]])),
        "a quarter where a month usually stands: a period of its own, not a month, not a year",
        facts=f"{KT} 0101 2024-Q1 T 2.5",
    ),
    Case(
        "quarters-written-in-cells",
        ("period",),
        lambda: xlsx(
            Page(
                [
                    HOURS_HEAD,
                    *[
                        [p, "0101", "T", 60, 9600, 600, 240]
                        for p in ("2023Q1", "2023 kv2", "K3 2023", "4:e kvartalet 2023", "kvartal 1 2024", " 2024-Q2 ")
                    ],
                ]
            )
        ),
        "quarters as people and systems write them",
        facts="\n".join(f"{KT} 0101 {p} T 2.5" for p in ("2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1", "2024-Q2")),
    ),
    Case(
        "quarters-and-months",
        ("period",),
        lambda: xlsx(
            Page(
                [
                    HOURS_HEAD,
                    *[[f"2024-{m:02}", "0101", "T", 60, 3200, 200, 80] for m in (1, 2, 3)],
                    ["Kv1 2024", "0101", "T", 60, 9600, 600, 300],
                ]
            )
        ),
        "months and the quarter they make in one file: both stored, told of, and told of where they differ",
        facts="\n".join(f"{KT} 0101 2024-{p} T {v}" for p, v in (("01", 2.5), ("02", 2.5), ("03", 2.5), ("Q1", 3.125))),
        warns=("quarter_not_months", "months_and_quarters"),
    ),
    Case(
        "quarter-of-finished-values",
        ("period",),
        lambda: xlsx(Page([HEAD, *[[p, "0101", "T", "delaktighet", 70, 15] for p in ("2024 kv 1", "2024 kv 2", 2023)]])),
        "finished values by quarter beside one of a year",
        facts="delaktighet 0101 2024-Q1 T 70\ndelaktighet 0101 2024-Q2 T 70\ndelaktighet 0101 2023 T 70",
    ),
    Case(
        "quarter-of-persons",
        ("period",),
        lambda: xlsx(Page([["År", "Enhet", "Kön", "Ålder vid avgång"], ["kv 1 2024", "0101", "K", 64.6]])),
        "a quarter in an extract that is about whole years",
        faults=("quarter_period",),
    ),
    Case(
        "quarter-in-title",
        ("period", "title says"),
        lambda: xlsx(Page([["Sjukfrånvaro kvartal 1 2024"], [], HOURS_HEAD[1:], ["0101", "T", 60, 9600, 600, 240]])),
        "a title that says the quarter: asked about, never taken in silence",
        facts=f"{KT} 0101 2024-Q1 T 2.5",
        asks=(Ask("column", PROPOSED),),
    ),
    Case(
        "quarter-as-sheet",
        ("period", "title says"),
        lambda: xlsx(Page([HOURS_HEAD[1:], ["0101", "T", 60, 9600, 600, 240]], name="Kv2 2024")),
        "a sheet named after its quarter",
        facts=f"{KT} 0101 2024-Q2 T 2.5",
        asks=(Ask("column", PROPOSED),),
    ),
    Case(
        "tertial",
        ("period",),
        lambda: xlsx(Page([HOURS_HEAD, ["T1 2024", "0101", "T", 60, 9600, 600, 240], ["tertial 2 2024", "0101", "T", 60, 9600, 600, 240]])),
        "a tertial: four months or all so far, nobody says which, so it is refused",
        faults=("tertial_period",),
    ),
    Case(
        "month-day",
        ("period",),
        lambda: xlsx(Page([HOURS_HEAD, ["2024-03-15", "0101", "T", 60, 9600, 600, 240]])),
        "a day in the middle of a month: March, or refused or asked",
        facts=f"{KT} 0101 2024-03 T 2.5",
        asks=(Ask("", PROPOSED, may=True),),
        held=True,
    ),
    Case(
        "month-english-day",
        ("period",),
        lambda: text([HOURS_HEAD, ["03/04/2024", "0101", "T", 60, 9600, 600, 240]]),
        "”03/04/2024”: April in Sweden, March in America",
        "uttag.csv",
        held=True,
    ),
    Case(
        "method-in-title",
        ("method", "title says"),
        lambda: xlsx(Page([["Korttidssjukfrånvaro, rullande 12 månader (R12)"], [], *short_leave(3.5, 3.25)])),
        "a title that says R12: asked about, never stored under another method in silence",
        facts=told([3.5, 3.25], KT).replace("3.5", "3.5 m=R12").replace("3.25", "3.25 m=R12"),
        asks=(Ask("method", "R12"),),
    ),
    Case(
        "method-in-heading",
        ("method", "period columns"),
        lambda: xlsx(Page([["Indikator", "Enhet", "R12 2023", "R12 2024"], ["Korttidssjukfrånvaro (dag 1–14)", "0101", 3.5, 3.25]])),
        "R12 in the headings of the years",
        facts=f"{KT} 0101 2023 T 3.5 m=R12\n{KT} 0101 2024 T 3.25 m=R12",
        asks=(Ask("method", "R12", may=True), Ask("column", PROPOSED, may=True)),
        held=True,
    ),
    Case(
        "method-in-indicator-name",
        ("method",),
        lambda: xlsx(
            Page([["Indikator", "Enhet", "År", "Värde"], [f"{_SHORT}, R12", "0101", 2024, 3.5], [_SHORT, "0102", 2024, 3.25]]),
        ),
        "”…, R12” in the column of indicators: asked which indicator, and then stored under R12",
        facts=f"{KT} 0101 2024 T 3.5 m=R12\n{KT} 0102 2024 T 3.25",
        asks=(Ask("indicator", PROPOSED, about="R12"),),
    ),
    Case(
        "method-in-indicator-name-unknown",
        ("method",),
        lambda: xlsx(Page([["Indikator", "Enhet", "År", "Värde"], [f"{_SHORT} ack.", "0101", 2024, 3.5]])),
        "a method there that the indicator does not have: never stored under another",
        faults=("unknown_method",),
        asks=(Ask("indicator", PROPOSED, about="ack"),),
    ),
    Case(
        "method-accumulated",
        ("method", "title says"),
        lambda: xlsx(Page([["Korttidssjukfrånvaro, ackumulerat januari–augusti"], [], *short_leave(3.5)])),
        "a title that says ackumulerat",
        held=True,
    ),
)
