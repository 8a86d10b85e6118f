"""The address is the state: which year, unit and indicator is shown stands in it, and every link keeps it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

import streamlit as st

from kpi.errors import Refusal
from kpi.language import tr
from kpi.programme.periods import MONTHS, QUARTERS, Grain

LONGEST = 200  # characters of a parameter that are looked at
PAGE_ALONE = (
    "indikator",
    "visa",
    "kon",
    "manad",
    "kvartal",
    "metod",
    "serie",
    "atgard",
    "gruppera",
    "ansvar",
    "jamfor",
    "skriv",
    "sedan",
    "samband",
    "delmal",
)  # what a page alone understands
SERIES: dict[str, Grain] = {"ar": "year", "kvartal": "quarter", "manad": "month"}  # ``serie`` in the address


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters that pages understand; None means not given. The names are those of the address."""

    ar: str | None = None
    enhet: str | None = None
    indikator: str | None = None
    visa: str | None = None
    kon: str | None = None
    manad: str | None = None
    kvartal: str | None = None
    metod: str | None = None
    serie: str | None = None
    atgard: str | None = None
    gruppera: str | None = None
    ansvar: str | None = None
    jamfor: str | None = None
    skriv: str | None = None
    sedan: str | None = None
    samband: str | None = None
    delmal: str | None = None
    per: str | None = None
    som: str | None = None
    roll: str | None = None
    program: str | None = None

    @classmethod
    def read(cls) -> Query:
        """What the visitor's address says. Unknown parameters are left alone."""
        given = {f.name: st.query_params.get(f.name) for f in fields(cls)}
        return cls(**{name: value.strip()[:LONGEST] or None for name, value in given.items() if value is not None})

    @property
    def year(self) -> int | None:
        """The year asked for. Raises Refusal when it is not a year."""
        return _year(self.ar)

    @property
    def compare_year(self) -> int | None:
        """The year to compare with. Raises Refusal when it is not a year."""
        return _year(self.jamfor)

    @property
    def sex(self) -> str:
        """Whose figure is asked about: K, M or T. Raises Refusal when it is none of them."""
        sex = (self.kon or "T").upper()
        if sex not in ("K", "M", "T"):
            raise Refusal(tr("Könet ”{sex}” i adressen finns inte. Skriv K, M eller T.", sex=self.kon), code="unknown_sex")
        return sex

    @property
    def month(self) -> int | None:
        """The month asked about, 1–12. Raises Refusal when there is no such month."""
        number = _number(self.manad, MONTHS)
        if number == 0:
            message = tr("Månaden ”{month}” i adressen finns inte. Skriv ett tal från 1 till {last}.", month=self.manad, last=MONTHS)
            raise Refusal(message, code="unknown_month")
        return number

    @property
    def quarter(self) -> int | None:
        """The quarter asked about, 1–4. Raises Refusal when there is no such quarter."""
        number = _number(self.kvartal, QUARTERS)
        if number == 0:
            told = tr("Kvartalet ”{quarter}” i adressen finns inte. Skriv ett tal från 1 till {last}.", quarter=self.kvartal, last=QUARTERS)
            raise Refusal(told, code="unknown_quarter")
        return number

    @property
    def grain(self) -> Grain:
        """Whether the series is asked for by year, quarter or month. Raises Refusal when it is none of them."""
        if self.serie is not None and self.serie not in SERIES:
            message = tr("Serien ”{series}” i adressen finns inte. Skriv {choices}.", series=self.serie, choices=", ".join(SERIES))
            raise Refusal(message, code="unknown_period")
        return SERIES[self.serie or "ar"]

    @property
    def own(self) -> dict[str, str | None]:
        """What the page alone understands, to be kept by links to the same page."""
        return {name: getattr(self, name) for name in PAGE_ALONE}

    def href(self, path: str = "", **changes: str | int | None) -> str:
        """A link to a page that keeps programme, year, unit, what date's knowledge is shown and as whom. What a page alone understands goes
        along only when it is in ``changes``."""
        kept = replace(self, **dict.fromkeys(PAGE_ALONE))
        new = replace(kept, **{k: None if v is None else str(v) for k, v in changes.items()})
        given = {f.name: getattr(new, f.name) for f in fields(new) if getattr(new, f.name)}
        return f"/{path}" + (f"?{urlencode(given)}" if given else "")

    @property
    def bare(self) -> Query:
        """Only of which programme and as whom the pages are shown: for a way out of an address that cannot be."""
        return Query(som=self.som, roll=self.roll, program=self.program)

    def naming(self, program: str) -> Query:
        """The same with the programme named."""
        return replace(self, program=program)

    def params(self) -> dict[str, str]:
        """As a mapping, without what is not given."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Refusal(tr("Året ”{text}” i adressen går inte att läsa. Ett år skrivs med fyra siffror.", text=text), code="unknown_year")
    return int(text)


def _number(text: str | None, last: int) -> int | None:
    """A whole number from 1 to ``last`` (at most 12); None when nothing is said, 0 for anything else."""
    if text is None:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= last else 0
