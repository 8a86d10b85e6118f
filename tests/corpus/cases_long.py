"""Item 2: the long tables that Qlik exports, with a column that says what each value is."""

from __future__ import annotations

from tests.corpus.case import LEAVE_OUT, PROPOSED, Ask, Case
from tests.corpus.cases_formats import text
from tests.corpus.page import Cell


def _qlik(*rows: tuple[str, str, str], measure: str = "Tydliga mål") -> bytes:
    """A long export: unit, what the value is, and the value."""
    head: list[Cell] = ["Period", "Enhet", "Mått", "Kolumn", "Mätvärde"]
    return text([head, *(["2024", unit, measure, word, value] for unit, word, value in rows)], separator=",", bom=b"\xef\xbb\xbf")


LONG_TABLES = (
    Case(
        "long-qlik",
        ("long", "csv"),
        lambda: text(
            [
                ["Period", "Enhet", "Mått", "Kolumn", "Mätvärde"],
                ["2024", "Region Västmanland", "Tydliga mål", "Totalt", "76,1"],
                ["2024", "0101", "Tydliga mål", "Kvinnor", "77,7"],
                ["2024", "0101", "Tydliga mål", "Män", "74,2"],
                ["2024", "Akuten", "Upplevd delaktighet bland medarbetare", "Totalt", "71,5"],
            ],
            separator=",",
            bom=b"\xef\xbb\xbf",
        ),
        "QlikView's export: comma, BOM, CRLF, a row for the whole organisation among the units",
        "qlik.csv",
        """
        tydliga-mal REGION 2024 T 76.1
        tydliga-mal 0101 2024 K 77.7
        tydliga-mal 0101 2024 M 74.2
        delaktighet 0102 2024 T 71.5
        """,
        asks=(Ask("column|layout|indicator", PROPOSED, may=True),),
    ),
    Case(
        "long-qlik-tab",
        ("long", "csv"),
        lambda: text(
            [["Period", "Enhet", "Mått", "Kolumn", "Mätvärde"], ["2024", "0101", "Tydliga mål", "Totalt", "77,7"]],
            separator="\t",
        ),
        "the same with tabs",
        "qlik.txt",
        "tydliga-mal 0101 2024 T 77.7 at=qlik!E2",
        asks=(Ask("column|layout|indicator", PROPOSED, may=True),),
    ),
    Case(
        "long-qlik-unknown-measure",
        ("long", "csv"),
        lambda: text(
            [
                ["Period", "Enhet", "Mått", "Kolumn", "Mätvärde"],
                ["2024", "0101", "Tydliga mål", "Totalt", "77,7"],
                ["2024", "0101", "Frisknärvaro", "Totalt", "55,5"],
            ],
            separator="\t",
        ),
        "a measure that is no indicator: asked about; left out when the answer says so",
        "qlik.txt",
        "tydliga-mal 0101 2024 T 77.7",
        asks=(Ask("indicator", LEAVE_OUT, about="Frisknärvaro", may=True), Ask("column|layout", PROPOSED, may=True)),
        held=True,
    ),
    Case(
        "long-qlik-value-and-n",
        ("long", "csv"),
        lambda: _qlik(("0101", "Värde", "77,7"), ("0102", "Antal", "30"), ("0101", "Antal", "40"), ("0102", "Värde", "71")),
        "”Kolumn” says whether a row is the value or the number of answers",
        "qlik.csv",
        "tydliga-mal 0101 2024 T 77.7 n=40 at=qlik!E2\ntydliga-mal 0102 2024 T 71 n=30 at=qlik!E5",
    ),
    Case(
        "long-qlik-ratio",
        ("long", "csv"),
        lambda: _qlik(("0101", "Täljare", "30"), ("0101", "Nämnare", "40"), measure="Andel månadsavlönade som arbetar heltid"),
        "numerator and denominator on rows of their own, and no value",
        "qlik.csv",
        "heltid-manadsavlonade 0101 2024 T 75 den=40",
        asks=(Ask("indicator", "heltid-manadsavlonade", may=True),),
    ),
    Case(
        "long-qlik-sexes-and-n",
        ("long", "csv"),
        lambda: _qlik(
            *(("0101", w, v) for w, v in (("Kvinnor", "77,5"), ("Män", "74,5"), ("Totalt", "76,5"))),
            *(("0101", f"Antal {w}", v) for w, v in (("kvinnor", "40"), ("män", "20"), ("totalt", "60"))),
        ),
        "women, men and total, each with a value and a number on rows of their own",
        "qlik.csv",
        "tydliga-mal 0101 2024 K 77.5 n=40\ntydliga-mal 0101 2024 M 74.5 n=20\ntydliga-mal 0101 2024 T 76.5 n=60 at=qlik!E4",
    ),
    Case(
        "long-qlik-whose-n",
        ("long", "csv"),
        lambda: _qlik(*(("0101", w, v) for w, v in (("Kvinnor", "77,5"), ("Män", "74,5"), ("Totalt", "76,5"), ("Antal", "60")))),
        "women, men and total, and an ”Antal” of nobody knows whom: asked",
        "qlik.csv",
        "tydliga-mal 0101 2024 K 77.5\ntydliga-mal 0101 2024 M 74.5\ntydliga-mal 0101 2024 T 76.5 n=60",
        asks=(Ask("column", "antal|sex=T", about="Antal"),),
    ),
    Case(
        "long-qlik-unknown-word",
        ("long", "csv"),
        lambda: _qlik(("0101", "Värde", "77,7"), ("0101", "Rang", "3")),
        "a word in ”Kolumn” that is no column: asked, and its rows left out",
        "qlik.csv",
        "tydliga-mal 0101 2024 T 77.7",
        asks=(Ask("column", LEAVE_OUT, about="Rang"),),
        warns=("rows_left_out",),
    ),
    Case(
        "long-qlik-n-twice",
        ("long", "csv"),
        lambda: _qlik(("0101", "Värde", "77,7"), ("0101", "Antal", "40"), ("0101", "Antal", "41")),
        "two numbers for one value: refused, neither is taken",
        "qlik.csv",
        faults=("duplicate_key",),
    ),
    Case(
        "long-qlik-bad-n",
        ("long", "csv"),
        lambda: _qlik(("0101", "Värde", "77,7"), ("0101", "Antal", "många")),
        "a number that is none: told where it stands",
        "qlik.csv",
        faults=("not_a_number",),
    ),
)
