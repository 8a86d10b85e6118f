"""Item 3, units: codes with leading zeros, odd spelling, old names and unknown ones are proposed or asked about, never silently matched."""

from __future__ import annotations

from tests.corpus.case import LEAVE_OUT, Ask, Case
from tests.corpus.cases_formats import HEAD, text
from tests.corpus.page import Cell, Formatted, Page
from tests.corpus.workbooks import xlsx


def _for(*units: Cell, year: int = 2024) -> list[list[Cell]]:
    return [HEAD, *[[year, u, "T", "delaktighet", 70 + i, 15] for i, u in enumerate(units)]]


def _told(*units: str, year: int = 2024, first: int = 70) -> str:
    return "\n".join(f"delaktighet {u} {year} T {first + i}" for i, u in enumerate(units))


def _asked(id_: str, written: str, why: str, answer: str = "0101") -> Case:
    return Case(id_, ("units",), lambda: xlsx(Page(_for(written))), why, facts=_told(answer), asks=(Ask("unit", answer),))


UNITS = (
    Case("unit-names", ("units",), lambda: xlsx(Page(_for("Vårdavdelning 1", "Akuten"))), "exact names", facts=_told("0101", "0102")),
    _asked("unit-case", "VÅRDAVDELNING 1", "a name in capitals: proposed, not taken"),
    _asked("unit-spaces", "Vårdavdelning  1", "a name with two spaces: proposed, not taken"),
    _asked("unit-nbsp", "Vårdavdelning\u00a01", "a name with a no-break space: proposed, not taken"),
    _asked("unit-joined", "Vårdavdelning1", "a name without its space"),
    _asked("unit-misspelt", "Vårdavdeling 1", "a misspelt name"),
    _asked("unit-old-name", "Medicinmottagningen", "a name that held until 2022", "0106"),
    Case(
        "unit-old-name-then",
        ("units",),
        lambda: xlsx(Page(_for("Medicinmottagningen", year=2021))),
        "the same name in a year when it held",
        facts=_told("0106", year=2021),
    ),
    _asked("unit-new-name-then", "Kirurgkliniken", "a name that nobody knows: mapped", "0102"),
    Case(
        "unit-left-out",
        ("units",),
        lambda: xlsx(Page(_for("0101", "Kirurgkliniken"))),
        "an unknown unit that is left out on the controller's word: told",
        facts=_told("0101"),
        asks=(Ask("unit", LEAVE_OUT),),
        warns=("rows_left_out|unit_left_out|units_left_out|left_out",),
    ),
    Case(
        "units-several",
        ("units",),
        lambda: xlsx(Page(_for("Kirurgkliniken", "Ortopeden", "Kirurgkliniken ", year=2024)[:3])),
        "two unknown units: a question each",
        facts=_told("0101", "0102"),
        asks=(Ask("unit", "0101", about="Kirurgkliniken"), Ask("unit", "0102", about="Ortopeden")),
    ),
    Case(
        "unit-two-of-the-name",
        ("units",),
        lambda: xlsx(Page(_for("Dubbletten"))),
        "a name that two units have: refused or asked",
        facts=_told("0105"),
        asks=(Ask("unit", "0105", may=True),),
        held=True,
    ),
    Case(
        "codes-text", ("codes",), lambda: xlsx(Page(_for("0101", "0102"))), "codes with leading zeros as text", facts=_told("0101", "0102")
    ),
    Case(
        "codes-csv",
        ("codes", "csv"),
        lambda: text(_for("0101", "0102")),
        "the same in a text file",
        "uttag.csv",
        _told("0101", "0102"),
    ),
    Case(
        "codes-lost",
        ("codes", "units"),
        lambda: xlsx(Page(_for(101, 102))),
        "codes that Excel made numbers of: 101 is proposed as 0101",
        facts=_told("0101", "0102"),
        asks=(Ask("unit", "0101", about="101"), Ask("unit", "0102", about="102")),
    ),
    Case(
        "codes-formatted",
        ("codes",),
        lambda: xlsx(Page(_for(Formatted(101, "0000"), Formatted(102, "0000")))),
        "codes that are numbers shown with leading zeros",
        facts=_told("0101", "0102"),
        asks=(Ask("unit", "0101", about="101", may=True), Ask("unit", "0102", about="102", may=True)),
    ),
    Case(
        "unit-closed",
        ("units",),
        lambda: xlsx(Page(_for("0103"))),
        "a unit in a year when it is not in force",
        held=True,
    ),
    Case(
        "sex-odd",
        ("garbage",),
        lambda: xlsx(Page([HEAD, [2024, "0101", "F", "delaktighet", 76.5, 40]])),
        "”F” for a sex",
        held=True,
    ),
    Case(
        "indicator-near",
        ("garbage",),
        lambda: xlsx(Page([HEAD, [2024, "0101", "T", "Tydligt mål", 76.5, 40]])),
        "an indicator nearly spelt: asked or refused",
        facts="tydliga-mal 0101 2024 T 76.5",
        asks=(Ask("indicator", "tydliga-mal", may=True),),
        held=True,
    ),
    Case(
        "organisation",
        ("units", "codes"),
        lambda: xlsx(
            Page(
                [
                    ["Organisation 2025"],
                    [],
                    ["Enhetskod", "Enhetsnamn", "Överordnad enhet", "Nivå"],
                    ["0201", "Röntgen", "F2", "Enhet"],
                    ["0202", '=HYPERLINK("http://x")', "F2", "Enhet"],
                ]
            )
        ),
        "units, one with a name that would be a formula: kept as text",
        units=("0201", "0202"),
    ),
)
