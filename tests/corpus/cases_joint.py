"""Item 3, periods: the year in one column and its quarter or month in another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.corpus.case import PROPOSED, Ask, Case
from tests.corpus.cases_formats import UTF8_BOM, text
from tests.corpus.cases_tables import HOURS_HEAD, PENSIONS
from tests.corpus.cases_values import KT
from tests.corpus.page import Cell, Formatted, Page
from tests.corpus.workbooks import ods, xls, xlsb, xlsx

_GOALS = "tydliga-mal 0101"


def _values(head: Sequence[Cell], *periods: Sequence[Cell]) -> list[list[Cell]]:
    """A long table of finished values: 70, 70.5 … in the order of the periods."""
    rows = [[*period, "0101", "T", "tydliga-mal", 70 + i / 2, 40] for i, period in enumerate(periods)]
    return [[*head, "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"], *rows]


def _told(*periods: str) -> str:
    return "\n".join(f"{_GOALS} {period} T {70 + i / 2} n=40" for i, period in enumerate(periods))


def _hours(head: Sequence[Cell], *periods: Sequence[Cell]) -> list[list[Cell]]:
    return [[*head, *HOURS_HEAD[1:]], *[[*period, "0101", "T", 60, 9600, 600, 240] for period in periods]]


JOINT = (
    Case(
        "year-and-quarter",
        ("period", "long"),
        lambda: xlsx(Page(_values(["År", "Kvartal"], [2023, 1], [2023, 2], ["2024", "3"], [2024.0, 4.0]))),
        "År and Kvartal in two columns, the quarters as numbers: understood, and said so",
        facts=_told("2023-Q1", "2023-Q2", "2024-Q3", "2024-Q4") + " at=Blad1!F5",
        warns=("period_of_two",),
    ),
    Case(
        "year-and-quarter-words",
        ("period", "long", "csv"),
        lambda: text(_values(["Kvartal", "År"], ["K1", 2023], ["Q2", 2023], ["kv 3", 2023], ["4:e kvartalet", 2023], ["2024Q1", 2024])),
        "the same in words, the year to the right; the last one says its year too",
        "uttag.csv",
        facts=_told("2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1"),
        warns=("period_of_two",),
    ),
    Case(
        "year-and-month",
        ("period", "long", "xlsb"),
        lambda: xlsb(Page(_values(["År", "Månad"], [2023, 3], [2023, "april"], [2023, "05"], [2023, "06 juni"], [2023, "jul."]))),
        "År and Månad in two columns, months as numbers and names",
        "uttag.xlsb",
        facts=_told("2023-03", "2023-04", "2023-05", "2023-06", "2023-07"),
        warns=("period_of_two",),
    ),
    Case(
        "year-and-month-of-hours",
        ("period", "long", "xls"),
        lambda: xls(Page(_hours(["År", "Månadsnummer"], [2024, 1], [2024, 2]))),
        "the same of hours, where the layout wants one column of months",
        "uttag.xls",
        facts=f"{KT} 0101 2024-01 T 2.5\n{KT} 0101 2024-02 T 2.5",
        warns=("period_of_two",),
    ),
    Case(
        "year-and-month-dates",
        ("period", "long", "ods"),
        lambda: ods(Page(_values(["År", "Månad"], [2023, date(2023, 3, 1)], [2023, date(2023, 4, 1)]))),
        "a month that is a date and shows its name, beside its year",
        "uttag.ods",
        facts=_told("2023-03", "2023-04"),
        warns=("period_of_two",),
    ),
    Case(
        "year-and-month-contradict",
        ("period", "long"),
        lambda: xlsx(Page(_values(["År", "Månad"], [2023, "2023-03"], [2023, Formatted(45383, "mmm")]))),
        "a month of 2024 beside the year 2023: a fault with its place, neither is taken",
        faults=("period_of_two",),
    ),
    Case(
        "year-and-month-and-quarter",
        ("period", "long", "csv"),
        lambda: text(
            _values(["År", "Kvartal", "Månad"], [2023, "Q1", "jan"], [2023, "Q1", "mars"], [2023, "Q2", "april"]),
            separator="\t",
            encoding="utf-16",
        ),
        "År, Kvartal and Månad, where each month is in its quarter: the months are read",
        "uttag.tsv",
        facts=_told("2023-01", "2023-03", "2023-04"),
        warns=("period_of_two",),
    ),
    Case(
        "year-and-month-and-other-quarter",
        ("period", "long"),
        lambda: xlsx(Page(_values(["År", "Kvartal", "Månad"], [2023, "Q1", "jan"], [2023, "Q2", "mars"]))),
        "a month beside another quarter than its own: nobody knows which is right",
        held=True,
    ),
    Case(
        "year-and-whole-year",
        ("period", "long"),
        lambda: xlsx(Page(_values(["År", "Kvartal"], [2023, "K1"], [2023, "K2"], [2023, "Helår"], [2022, "hela året"]))),
        "”Helår” among the quarters is the year's own figure",
        facts=_told("2023-Q1", "2023-Q2", "2023", "2022"),
        warns=("period_of_two",),
    ),
    Case(
        "year-and-total-of-quarters",
        ("period", "long", "total"),
        lambda: xlsx(Page(_hours(["År", "Kvartal"], [2023, 1], [2023, 2], [2023, "Totalt"]))),
        "”Totalt” among the quarters sums them up: not read, and told where it does not hold",
        facts=f"{KT} 0101 2023-Q1 T 2.5\n{KT} 0101 2023-Q2 T 2.5",
        warns=("rows_left_out", "control_sum"),
    ),
    Case(
        "year-and-quarter-merged",
        ("period", "long", "merged"),
        lambda: xlsx(
            Page(_values(["År", "Kvartal"], [2023, 1], [None, 2], [None, 3], [2024, 1], [None, 2]), merged=[(1, 0, 3, 0), (4, 0, 5, 0)])
        ),
        "the year merged over its quarters",
        facts=_told("2023-Q1", "2023-Q2", "2023-Q3", "2024-Q1", "2024-Q2"),
        warns=("period_of_two",),
    ),
    Case(
        "year-and-quarter-blank",
        ("period", "long"),
        lambda: xlsx(Page(_values(["År", "Kvartal"], [2023, 1], [2023, 2], [2023, 3], [2023, 4], [2023, None]))),
        "a row without its quarter: a fault, never the whole year",
        faults=("period_of_two",),
    ),
    Case(
        "year-and-quarter-five",
        ("period", "long"),
        lambda: xlsx(Page(_values(["År", "Kvartal"], [2023, 1], [2023, 5]))),
        "a fifth quarter: then nobody knows what the numbers are; asked, and a fault where the answer says quarters",
        faults=("period_of_two",),
        asks=(Ask("column", "ar|part=quarter"),),
    ),
    Case(
        "year-and-period-numbers",
        ("period", "long", "ambiguous"),
        lambda: xlsx(Page(_values(["År", "Period"], [2023, 1], [2023, 2], [2023, 3]))),
        "Period 1–3 beside a year: quarters or months, asked and nothing proposed; here months",
        facts=_told("2023-01", "2023-02", "2023-03"),
        asks=(Ask("column", "ar|part=month", about="inget säger om de är kvartal eller månader"),),
        warns=("period_of_two",),
    ),
    Case(
        "year-and-period-words",
        ("period", "long"),
        lambda: xlsx(Page(_values(["År", "Period"], [2023, "kv1"], [2023, "kv2"]))),
        "Period beside a year, where every cell says that it is a quarter",
        facts=_told("2023-Q1", "2023-Q2"),
        warns=("period_of_two",),
    ),
    Case(
        "year-and-tertial",
        ("period", "long"),
        lambda: xlsx(Page(_values(["År", "Tertial"], [2023, 1], [2023, 2]))),
        "År and Tertial: refused with what to send instead, as tertials are everywhere",
        faults=("tertial_period",),
    ),
    Case(
        "year-and-month-of-persons",
        ("period",),
        lambda: xlsx(Page([["År", "Månad", *PENSIONS[0][1:]], [2024, 3, "0101", "K", 65]])),
        "a month beside the year of each leaver, whose figures are of years: asked what it is",
        facts="pensionsalder 0101 2024 T 65 n=1\npensionsalder 0101 2024 K 65 n=1",
        asks=(Ask("column", "läses inte", about="Månad"),),
    ),
    Case(
        "month-under-a-year-in-the-title",
        ("period", "title says"),
        lambda: xlsx(Page([["Sjukfrånvaro 2024"], [], *_hours(["Månad"], ["januari"], ["februari"])])),
        "months without a year under a title that has it: proposed, never taken in silence",
        facts=f"{KT} 0101 2024-01 T 2.5\n{KT} 0101 2024-02 T 2.5",
        asks=(Ask("column", PROPOSED, about="säger inte vilket år"),),
    ),
    Case(
        "month-without-any-year",
        ("period",),
        lambda: xlsx(Page(_hours(["Månad"], ["januari"], ["februari"]))),
        "months, and nothing that says the year",
        faults=("missing_column",),
    ),
    Case(
        "year-and-quarter-of-women-and-men",
        ("period", "sex columns"),
        lambda: xlsx(
            Page(
                [["År", "Kvartal", "Enhet", "Indikator", "Kvinnor", "Män"], *[[2024, q, "0101", "tydliga-mal", 70 + q, 65] for q in (1, 2)]]
            )
        ),
        "women and men as columns beside År and Kvartal",
        facts="\n".join(f"{_GOALS} 2024-Q{q} {sex} {v}" for q in (1, 2) for sex, v in (("K", 70 + q), ("M", 65))),
        warns=("period_of_two",),
    ),
    Case(
        "year-and-month-qlik",
        ("period", "long", "csv"),
        lambda: text(
            [
                ["År", "Månad", "Enhet", "Mått", "Kolumn", "Mätvärde"],
                *[[2024, m, "0101", "Tydliga mål", word, v] for m in ("jan", "feb") for word, v in (("Värde", "70,5"), ("Antal", "40"))],
            ],
            separator=",",
            bom=UTF8_BOM,
        ),
        "År and Månad in Qlik's long export",
        "qlik.csv",
        facts=f"{_GOALS} 2024-01 T 70.5 n=40\n{_GOALS} 2024-02 T 70.5 n=40",
        warns=("period_of_two",),
    ),
    Case(
        "years-over-quarters",
        ("header", "period columns"),
        lambda: xlsx(
            Page(
                [
                    ["Indikator", "Enhet", "2023", None, "2024", None],
                    [None, None, "Kv1", "Kv2", "Kv1", "Kv2"],
                    ["tydliga-mal", "0101", 70, 70.5, 71, 71.5],
                ],
                merged=[(0, 2, 0, 3), (0, 4, 0, 5)],
            )
        ),
        "a year merged over its quarters in the header",
        facts="\n".join(line.removesuffix(" n=40") for line in _told("2023-Q1", "2023-Q2", "2024-Q1", "2024-Q2").splitlines()),
    ),
    Case(
        "years-over-months-csv",
        ("header", "period columns", "csv"),
        lambda: text(
            [
                ["Indikator", "Enhet", "2023", None, None, "2024", None],
                [None, None, "jan", "feb", "mars", "jan", "feb"],
                ["tydliga-mal", "0101", 70, 70.5, 71, 71.5, 72],
            ]
        ),
        "a year over its months in a text, where nothing is merged",
        "uttag.csv",
        facts="\n".join(line.removesuffix(" n=40") for line in _told("2023-01", "2023-02", "2023-03", "2024-01", "2024-02").splitlines()),
    ),
    Case(
        "years-over-bare-numbers",
        ("header", "period columns", "ambiguous"),
        lambda: xlsx(
            Page(
                [
                    ["Indikator", "Enhet", "2023", None, "2024", None],
                    [None, None, 1, 2, 1, 2],
                    ["tydliga-mal", "0101", 70, 70.5, 71, 71.5],
                ],
                merged=[(0, 2, 0, 3), (0, 4, 0, 5)],
            )
        ),
        "1 and 2 under a year: quarters, months or something else",
        held=True,
    ),
    Case(
        "sum-of-a-year-beside-quarters",
        ("total", "period columns"),
        lambda: xlsx(
            Page([["Indikator", "Enhet", "Kv1 2023", "Kv2 2023", "Summa 2023"], [KT, "0101", 2.5, 3.5, 6], [KT, "0102", 2.5, 3.5, 7]])
        ),
        "”Summa 2023” beside quarters of 2023 sums them up and is no figure of the year; told where it does not hold",
        facts=f"{KT} 0101 2023-Q1 T 2.5\n{KT} 0101 2023-Q2 T 3.5\n{KT} 0102 2023-Q1 T 2.5\n{KT} 0102 2023-Q2 T 3.5",
        warns=("control_sum",),
    ),
    Case(
        "pivot-table",
        ("header", "period columns", "total"),
        lambda: xlsx(
            Page(
                [
                    ["Radetiketter", "2023", None, "Summa 2023", "2024", None, "Summa 2024"],
                    [None, "Kv1", "Kv2", None, "Kv1", "Kv2", None],
                    ["Akuten", 70, 71, 70.5, 72, 73, 72.5],
                    ["Vårdavdelning 1", 60, 61, 60.5, 62, 63, 62.5],
                    ["Totalsumma", 65, 66, 65.5, 67, 68, 67.5],
                ],
                merged=[(0, 1, 0, 2), (0, 4, 0, 5)],
            )
        ),
        "a pivot table as Excel makes it, with years over quarters: asked what the rows are, and of which indicator",
        facts="\n".join(
            f"tydliga-mal {u} {y}-Q{q} T {v + 2 * (y - 2023) + q}"
            for u, v in (("0102", 69), ("0101", 59))
            for y in (2023, 2024)
            for q in (1, 2)
        ),
        asks=(Ask("column", PROPOSED, about="Radetiketter"), Ask("indicator", "tydliga-mal")),
        warns=("rows_left_out",),
    ),
    Case(
        "table-above-a-template",
        ("several",),
        lambda: xlsx(Page([*_values(["År"], [2023], [2024]), [], ["Avgångar"], *PENSIONS])),
        "a table above one that has just a template's headings: both are read",
        facts=_told("2023", "2024")
        + "\npensionsalder 0101 2024 T 65.75 n=2\npensionsalder 0101 2024 K 65 n=1\npensionsalder 0101 2024 M 66.5 n=1",
    ),
)
