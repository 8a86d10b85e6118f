"""The sound files that are mutated, each with what its columns mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.corpus.cases_formats import UTF8_BOM, text
from tests.corpus.page import Box, Cell, Page
from tests.corpus.workbooks import ods, xls, xlsb, xlsx
from tests.corpus.world import ORGANISATION

NAMES = {name: code for code, name, *_ in ORGANISATION[1:] if name != "Dubbletten"} | {"Region Västmanland": "REGION"}
CODES = {code for code, *_ in ORGANISATION[1:]} | {"REGION"}
Rows = list[list[Cell]]


@dataclass(frozen=True, eq=False)
class Base:
    """A table. roles: column → what its cells say of the key. header: the rows of headings, 0-based; data lies below.

    direct: every figure stands in one cell of its own, at the address that it gives.
    """

    id: str
    rows: Rows
    roles: Mapping[int, str]
    header: tuple[int, int]
    direct: bool = True
    merged: tuple[Box, ...] = ()
    formats: tuple[str, ...] = ("csv", "xlsx", "ods", "xls", "xlsb")
    counts: int | None = None  # the column of n
    last: int | None = None  # the last row of the table, when something stands below it
    answers: Mapping[str, str] = field(default_factory=dict)


def write(rows: Rows, kind: str, merged: tuple[Box, ...] = (), **traits: object) -> bytes:
    """The rows in a format. Text has a BOM, semicolons and decimal commas, as spreadsheets save it in Sweden."""
    if kind == "csv":
        return text(rows, bom=UTF8_BOM)
    page = Page(rows, merged=merged, **traits)  # type: ignore[arg-type]
    return WRITERS[kind](page)


WRITERS: Mapping[str, Callable[..., bytes]] = {"xlsx": xlsx, "ods": ods, "xls": xls, "xlsb": xlsb}

LONG: Rows = [
    ["År", "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"],
    *[
        [year, unit, sex, indicator, value, n]
        for (year, unit, sex, indicator), value, n in zip(
            [(y, u, s, i) for y in (2023, 2024) for u in ("0101", "0102") for i in ("delaktighet", "Tydliga mål") for s in ("K", "M", "T")],
            [70 + k * 0.5 for k in range(24)],
            [30, 20, 50] * 8,
            strict=True,
        )
    ],
]
HME: Rows = [
    ["HME per enhet"],
    [],
    ["År", "Enhet", "Grupp (Chef/Medarbetare)", "Kön", "Antal svar", "Motivation", "Ledarskap", "Styrning", "HME"],
    *[
        [2024, unit, group, sex, n, 78.5 + k, 80.25 - k, 75.5, 78.1]
        for k, (unit, group, sex, n) in enumerate(
            (u, g, s, n)
            for u in ("0101", "Akuten")
            for g in ("Chef", "Medarbetare")
            for s, n in (("Kvinnor", 40), ("Män", 20), ("Totalt", 60))
        )
    ],
]
HOURS: Rows = [
    ["Period", "Enhet", "Kön", "Antal anställda", "Ordinarie arbetstid (tim)", "Sjukfrånvaro (tim)", "Dag 1–14 (tim)"],
    *[
        [f"2024-{m:02}", u, s, n, 160 * n, 10 * n + m, 4 * n + m]
        for m in range(1, 7)
        for u in ("0101", "0102")
        for s, n in (("K", 40), ("M", 20))
    ],
]
YEARS: Rows = [
    ["Medarbetarenkäten"],
    [],
    ["Indikator", "Enhet", "Kön", "2021", "2022", "2023", "2024"],
    *[
        [i, u, s, *[60 + 3 * k + y / 2 for y in range(4)]]
        for k, (i, u, s) in enumerate((i, u, s) for i in ("Tydliga mål", "delaktighet") for u in ("0101", "0102") for s in ("K", "M", "T"))
    ],
    [],
    ["Källa: enkätleverantören"],
]
SEXES: Rows = [
    ["Indikator", "Enhet", "2023", None, None, "2024", None, None],
    [None, None, "Kvinnor", "Män", "Totalt", "Kvinnor", "Män", "Totalt"],
    *[["Tydliga mål", u, *[70 + 2 * k + c for c in (0.0, 0.5, 0.25, 1.0, 1.5, 1.25)]] for k, u in enumerate(("0101", "0102", "REGION"))],
]
QLIK: Rows = [
    ["Period", "Enhet", "Mått", "Kolumn", "Mätvärde"],
    *[
        [y, u, i, s, 65 + k / 2]
        for k, (y, u, i, s) in enumerate(
            (y, u, i, s)
            for y in ("2023", "2024")
            for u in ("Region Västmanland", "0101")
            for i in ("Tydliga mål", "delaktighet")
            for s in ("Kvinnor", "Män", "Totalt")
        )
    ],
]
PENSIONS: Rows = [
    ["År", "Enhet", "Kön", "Ålder vid avgång"],
    *[[2024, u, s, 60 + k / 4] for k, (u, s) in enumerate((u, s) for u in ("0101", "0102") for s in "KMKMK")],
]
PARTS: Rows = [
    ["År", "Kvartal", "Enhet", "Kön", "Indikator", "Värde", "Antal (n)"],
    *[
        [y, q, u, s, "Tydliga mål", 62 + k / 2, 40]
        for k, (y, q, u, s) in enumerate((y, q, u, s) for y in (2023, 2024) for q in (1, 2, 3) for u in ("0101", "0102") for s in "KM")
    ],
]
MONTHS: Rows = [
    ["Månad", "Enhet", "År", "Indikator", "Kön", "Värde"],
    *[
        [m, u, y, "delaktighet", "T", 62 + k / 2]
        for k, (m, u, y) in enumerate((m, u, y) for y in (2023, 2024) for m in ("jan", "februari", "03", 4) for u in ("0101", "0102"))
    ],
]

BASES = (
    Base("long", LONG, {0: "period", 1: "unit", 2: "sex", 3: "indicator"}, (0, 0), counts=5),
    Base("hme", HME, {0: "period", 1: "unit", 2: "population", 3: "sex"}, (2, 2), counts=4),
    Base("hours", HOURS, {0: "period", 1: "unit", 2: "sex"}, (0, 0), direct=False),
    Base("years", YEARS, {0: "indicator", 1: "unit", 2: "sex"}, (2, 2), last=14),
    Base(
        "sexes",
        SEXES,
        {0: "indicator", 1: "unit"},
        (0, 1),
        merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 0, 7)),
        formats=("xlsx", "xls", "ods"),
    ),
    Base("qlik", QLIK, {0: "period", 1: "unit", 2: "indicator", 3: "sex"}, (0, 0), formats=("csv", "xlsx")),
    Base("quarters", PARTS, {0: "year", 1: "quarter", 2: "unit", 3: "sex", 4: "indicator"}, (0, 0), counts=6),
    Base("months", MONTHS, {0: "month", 1: "unit", 2: "year", 3: "indicator", 4: "sex"}, (0, 0)),
    Base("pensions", PENSIONS, {0: "period", 1: "unit", 2: "sex"}, (0, 0), direct=False, formats=("csv", "xlsx")),
)
