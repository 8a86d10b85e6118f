"""Item 3: values as people write them. What a text says is decided here, in the table, and not by the code that reads it."""

from __future__ import annotations

from tests.corpus.case import Ask, Case
from tests.corpus.cases_formats import HEAD, text
from tests.corpus.cases_tables import HOURS_HEAD
from tests.corpus.page import Cell, Failed, Formula, Page, Percent
from tests.corpus.workbooks import ods, xls, xlsb, xlsx

NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
_YEARS = range(2001, 2027)

# What is written → what it says.
SPELLINGS: dict[str, float] = {
    "77,3": 77.3,
    "77.3": 77.3,
    "77,3 %": 77.3,
    "77.3%": 77.3,
    f"77,3{NBSP}%": 77.3,
    f"77,3{NARROW}%": 77.3,
    " 77,3 ": 77.3,
    f"77,3{NBSP}": 77.3,
    "0,5": 0.5,
    "77": 77,
    "100": 100,
    "77,30": 77.3,
    "076,5": 76.5,
}
AMOUNTS: dict[str, float] = {
    "1 234,5": 1234.5,
    f"1{NBSP}234,5": 1234.5,
    f"1{NARROW}234,5": 1234.5,
    "1\u2009234,5": 1234.5,
    "1234,5": 1234.5,
    "12 345 678,25": 12345678.25,
    "9600": 9600,
}
SIGNED: dict[str, float] = {"-4,7": -4.7, f"{MINUS}4,7": -4.7, "+4,7": 4.7, "–4,7": -4.7}

# What is written → words of the reason that is kept.
MARKS: dict[str, str] = {
    "-": "-|streck",
    "–": "–|streck",
    "—": "—|streck",
    "..": "..|saknas",
    "…": "…|saknas",
    "*": "källan",
    "<10": "källan",
    "< 10": "källan",
    "uppgift saknas": "saknas",
    "Uppgift saknas": "saknas",
    "#N/A": "#N/A",
    "#DIV/0!": "#DIV/0!",
    "#SAKNAS!": "#SAKNAS!",
}

# What is no number: refused or asked about, whatever number stands within it.
GARBAGE = (
    "77,3 eller 78,1",
    "77,3–78,1",
    "ca 77",
    "77,3*",
    "77,3 1)",
    "77,3¹",
    "1 23",
    "12 34,5",
    "1,2,3",
    "1.2.3",
    "7 7,3",
    "77,3,",
    "77..3",
    "0x10",
    "1_0",
    "77 poäng",
    "½",
    "~77",
    "(77)",
    "77,3 p.e.",
    "77/100",
    "7e1e",
    "'77'3",
    "sjuttiosju",
    "TRUE",
    "2024-03-01",
)


def _values(cells: list[Cell], indicator: str = "delaktighet") -> list[list[Cell]]:
    """A row a year, each with one of these values."""
    return [["År", "Enhet", "Kön", "Indikator", "Värde"], *[[y, "0101", "T", indicator, v] for y, v in zip(_YEARS, cells, strict=False)]]


def told(values: list[float], indicator: str = "delaktighet") -> str:
    return "\n".join(f"{indicator} 0101 {y} T {v!r}" for y, v in zip(_YEARS, values, strict=False))


def _gone(reasons: list[str], indicator: str = "delaktighet") -> str:
    return "\n".join(f"{indicator} 0101 {y} T - gone={r.replace(' ', '_')}" for y, r in zip(_YEARS, reasons, strict=False))


def _hours(cells: list[str]) -> list[list[Cell]]:
    return [HOURS_HEAD, *[[f"2024-{m:02}", "0101", "T", 60, v, 0, 0] for m, v in enumerate(cells, 1)]]


def short_leave(*rows: Cell) -> list[list[Cell]]:
    return _values(list(rows), "korttidssjukfranvaro")


KT = "korttidssjukfranvaro"

VALUES = (
    Case(
        "spellings-csv",
        ("numbers", "percent", "csv"),
        lambda: text(_values(list(SPELLINGS))),
        "one number spelt in every way, as text",
        "uttag.csv",
        told(list(SPELLINGS.values())),
    ),
    Case(
        "spellings-xlsx",
        ("numbers", "percent"),
        lambda: xlsx(Page(_values(list(SPELLINGS)))),
        "the same in text cells of a workbook",
        facts=told(list(SPELLINGS.values())),
    ),
    Case(
        "thousands",
        ("numbers",),
        lambda: text(_hours(list(AMOUNTS))),
        "hours with spaces of four kinds between thousands",
        "uttag.csv",
        "\n".join(f"{KT} 0101 2024-{m:02} T 0 den={v!r}" for m, v in enumerate(AMOUNTS.values(), 1)),
    ),
    Case(
        "minus",
        ("numbers",),
        lambda: xlsx(Page(_values(list(SIGNED), "loneutveckling"))),
        "minus as hyphen, U+2212 and dash",
        facts=told(list(SIGNED.values()), "loneutveckling"),
    ),
    Case(
        "point-asked",
        ("ambiguous",),
        lambda: text(_hours(["9.600", "6.400"])),
        "”9.600” hours in a column where nothing else tells: asked, here thousands",
        "uttag.csv",
        f"{KT} 0101 2024-01 T 0 den=9600\n{KT} 0101 2024-02 T 0 den=6400",
        asks=(Ask("decimal", "tusen"),),
    ),
    Case(
        "point-asked-decimal",
        ("ambiguous",),
        lambda: text(_values(["1.234", "5.678"], "loneutveckling")),
        "the same of a value, here a decimal point",
        "uttag.csv",
        told([1.234, 5.678], "loneutveckling"),
        asks=(Ask("decimal", "decimal"),),
    ),
    Case(
        "comma-asked",
        ("ambiguous",),
        lambda: text(_values(["1,234", "5,678"], "loneutveckling"), separator="\t"),
        "”1,234”: a decimal comma or English thousands",
        "uttag.tsv",
        told([1.234, 5.678], "loneutveckling"),
        asks=(Ask("decimal", "decimal"),),
    ),
    Case(
        "point-proved",
        ("ambiguous",),
        lambda: text(_values(["1.234", "5.67"], "loneutveckling")),
        "”1.234” beside ”5.67”: a decimal point, no question",
        "uttag.csv",
        told([1.234, 5.67], "loneutveckling"),
    ),
    Case(
        "point-proved-thousands",
        ("ambiguous",),
        lambda: text(_hours(["9.600", "1.234.567,5"])),
        "”9.600” beside ”1.234.567,5”: thousands, no question",
        "uttag.csv",
        f"{KT} 0101 2024-01 T 0 den=9600\n{KT} 0101 2024-02 T 0 den=1234567.5",
    ),
    Case(
        "point-contradicted",
        ("ambiguous",),
        lambda: text(_values(["1.234", "1.234,5", "5.67"], "loneutveckling")),
        "a column that proves both: refused or asked, never settled",
        "uttag.csv",
        held=True,
    ),
    Case(
        "three-decimals",
        ("ambiguous",),
        lambda: xlsx(Page(_values([76.125, 71.375]))),
        "76.125 in a number cell is a number and no riddle",
        facts=told([76.125, 71.375]),
    ),
    Case(
        "three-decimals-ods",
        ("ambiguous", "ods"),
        lambda: ods(Page(_values([76.125, 71.375]))),
        "the same in .ods",
        "uttag.ods",
        told([76.125, 71.375]),
    ),
    *(
        Case(
            f"percent-format-{kind}",
            ("percent", kind),
            lambda make=make: make(Page(short_leave(Percent(0.072), Percent(0.0345, 2)))),  # type: ignore[misc]
            f"0.072 under a percent format in .{kind} is 7,2 %",
            f"uttag.{kind}",
            told([7.2, 3.45], KT),
        )
        for kind, make in (("xlsx", xlsx), ("xls", xls), ("xlsb", xlsb), ("ods", ods))
    ),
    Case(
        "percent-format-exact",
        ("percent",),
        lambda: xlsx(Page(short_leave(Percent(0.0724368, 1), Percent(0.03, 0)))),
        "what the format rounds on the screen is kept",
        facts=told([7.24368, 3], KT),
    ),
    Case(
        "percent-format-mixed",
        ("percent", "scale"),
        lambda: xlsx(Page(short_leave(Percent(0.072), 0.034))),
        "7,2 % and below it 0.034 without a format: asked or refused, not 7,2 and 0,034 in silence",
        held=True,
    ),
    Case(
        "percent-format-mixed-told",
        ("percent", "scale"),
        lambda: xlsx(Page(short_leave(Percent(0.072), 0.034))),
        "the same, told that the bare one is a fraction: 7,2 stays 7,2",
        facts=told([7.2, 3.4], KT),
        asks=(Ask("scale", "100"),),
        warns=("scale_used",),
    ),
    Case(
        "percent-of-a-year",
        ("percent",),
        lambda: xlsx(Page(_values(["65 %"], "pensionsalder"))),
        "”65 %” of an indicator in years: a sign that does not belong",
        held=True,
    ),
    Case(
        "percent-below-one",
        ("percent",),
        lambda: xlsx(Page(short_leave("0,8 %", "0,9 %"))),
        "”0,8 %” with its sign is 0,8: the sign settles the scale",
        facts=told([0.8, 0.9], KT),
        asks=(Ask("scale", "som det står", may=True),),
    ),
    Case(
        "scale-asked",
        ("scale",),
        lambda: xlsx(Page(_values([0.72, 0.75, 0.81], "heltid-manadsavlonade"))),
        "0.72 where 40–100 is expected: asked, times 100",
        facts=told([72, 75, 81], "heltid-manadsavlonade"),
        asks=(Ask("scale", "100"),),
    ),
    Case(
        "scale-short-leave",
        ("scale",),
        lambda: xlsx(Page(short_leave(0.036, 0.041, 0.033))),
        "0.036 where some per cent are expected: asked, here as it stands",
        facts=told([0.036, 0.041, 0.033], KT),
        asks=(Ask("scale", "som det står"),),
    ),
    Case(
        "scale-fits",
        ("scale",),
        lambda: xlsx(Page(short_leave(0.8, 0.9, 1.1))),
        "0.8 per cent of short leave is low, but fits: 1.1 beside it is no fraction",
        facts=told([0.8, 0.9, 1.1], KT),
        asks=(Ask("scale", "som det står", may=True),),
    ),
    Case(
        "scale-hme",
        ("scale",),
        lambda: text(
            [
                ["År", "Enhet", "Grupp", "Kön", "Antal svar", "Motivation", "Ledarskap", "Styrning", "HME"],
                [2024, "0101", "Chef", "T", 12, 0.88, 0.87, 0.84, 0.863],
            ]
        ),
        "a whole table of fractions, 1.0 = 100",
        "uttag.csv",
        """
            hme-motivation-chefer 0101 2024 T 88
            hme-ledarskap-chefer 0101 2024 T 87
            hme-styrning-chefer 0101 2024 T 84
            hme-total-chefer 0101 2024 T 86.3
        """,
        asks=(Ask("scale", "100"), Ask("decimal", "decimal", may=True)),
        held=True,
    ),
    Case(
        "scale-five",
        ("scale",),
        lambda: xlsx(Page(_values([3.9, 4.1, 4.2], "hme-total-medarbetare"))),
        "4.1 where 40–100 is expected looks like a mean on the scale 1–5: asked or warned, not stored as index 4,1 in silence",
        held=True,
    ),
    Case(
        "scale-one-cell",
        ("scale",),
        lambda: xlsx(Page(_values([72, 0.75, 81], "heltid-manadsavlonade"))),
        "one fraction among percentages: refused, asked or warned",
        facts=told([72, 0.75, 81], "heltid-manadsavlonade"),
        warns=("odd_scale",),
        held=True,
    ),
    Case(
        "marks",
        ("missing",),
        lambda: text(_values([77.5, *MARKS])),
        "every mark of a missing value, each with its reason",
        "uttag.csv",
        told([77.5]) + "\n" + "\n".join(_gone(["x", *MARKS.values()]).splitlines()[1:]),
    ),
    Case(
        "errors-xlsx",
        ("missing",),
        lambda: xlsx(Page(_values([77.5, Failed("#N/A"), Failed("#DIV/0!"), Formula("=A1/0"), Formula("=SUM(1,75)", 76)]))),
        "error cells, a formula that nothing has worked out, and one that is",
        facts=told([77.5]) + "\n" + "\n".join(_gone(["x", "#N/A", "#DIV/0!", "formel"]).splitlines()[1:]) + "\ndelaktighet 0101 2005 T 76",
    ),
    Case(
        "errors-xlsb",
        ("missing", "xlsb"),
        lambda: xlsb(Page(_values([77.5, Failed("#N/A"), Failed("#DIV/0!")]))),
        "error cells in .xlsb",
        "uttag.xlsb",
        told([77.5]) + "\n" + "\n".join(_gone(["x", "#N/A", "#DIV/0!"]).splitlines()[1:]),
    ),
    Case(
        "suppressed-n",
        ("missing",),
        lambda: xlsx(Page([HEAD, [2024, "0101", "K", "delaktighet", "*", "<10"], [2024, "0101", "T", "delaktighet", 76.5, 24]])),
        "value and n suppressed at source: n is unknown, not 10, 9 or 0",
        facts="delaktighet 0101 2024 K - gone=källan\ndelaktighet 0101 2024 T 76.5 n=24",
        held=True,
    ),
    Case(
        "mark-in-key",
        ("missing",),
        lambda: xlsx(Page([HEAD, [2024, "-", "K", "delaktighet", 76.5, 40], [2024, "0101", "K", "delaktighet", 76.5, 40]])),
        "a mark where the unit should stand: a fault or a question, no missing value",
        held=True,
    ),
    Case(
        "zero-is-zero",
        ("missing",),
        lambda: xlsx(Page(_values([0, 12], "lag-stabil-sjukfranvaro"))),
        "0 is a value",
        facts=told([0, 12], "lag-stabil-sjukfranvaro"),
    ),
    *(
        Case(
            f"garbage-{i:02}",
            ("garbage",),
            lambda junk=junk: text(_values([77.5, junk])),  # type: ignore[misc]
            f"”{junk}” is no number",
            "uttag.csv",
            held=True,
        )
        for i, junk in enumerate(GARBAGE, 1)
    ),
    Case(
        "n-percent",
        ("garbage", "percent"),
        lambda: xlsx(Page([HEAD, [2024, "0101", "K", "delaktighet", 76.5, "40 %"]])),
        "”40 %” is no count",
        held=True,
    ),
    Case(
        "n-percent-format",
        ("garbage", "percent"),
        lambda: xlsx(Page([HEAD, [2024, "0101", "K", "delaktighet", 76.5, Percent(0.4, 0)]])),
        "nor is 0.4 under a percent format",
        held=True,
    ),
)
