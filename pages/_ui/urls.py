"""The address is the state: which year, unit and indicator is shown stands in it, and every link keeps it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

import streamlit as st

from kpi.errors import Refusal

LONGEST = 200  # characters of a parameter that are looked at


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters that pages understand; None means not given. The names are those of the address."""

    ar: str | None = None
    enhet: str | None = None
    indikator: str | None = None
    visa: str | None = None
    kon: str | None = None
    manad: str | None = None
    metod: str | None = None
    per: str | None = None
    som: str | None = None
    roll: str | None = None

    @classmethod
    def read(cls) -> Query:
        """What the visitor's address says. Unknown parameters are left alone."""
        given = {f.name: st.query_params.get(f.name) for f in fields(cls)}
        return cls(**{name: value.strip()[:LONGEST] or None for name, value in given.items() if value is not None})

    @property
    def year(self) -> int | None:
        """The year asked for. Raises Refusal when it is not a year."""
        if self.ar is None:
            return None
        if not (self.ar.isascii() and self.ar.isdigit() and len(self.ar) == 4):
            raise Refusal(f"Året ”{self.ar}” i adressen går inte att läsa. Ett år skrivs med fyra siffror.", code="unknown_year")
        return int(self.ar)

    @property
    def sex(self) -> str:
        """Whose figure is asked about: K, M or T. Raises Refusal when it is none of them."""
        sex = (self.kon or "T").upper()
        if sex not in ("K", "M", "T"):
            raise Refusal(f"Könet ”{self.kon}” i adressen finns inte. Skriv K, M eller T.", code="unknown_sex")
        return sex

    @property
    def month(self) -> int | None:
        """The month asked about, 1–12. Raises Refusal when there is no such month."""
        if self.manad is None:
            return None
        if not (self.manad.isascii() and self.manad.isdigit() and len(self.manad) <= 2 and 1 <= int(self.manad) <= 12):
            raise Refusal(f"Månaden ”{self.manad}” i adressen finns inte. Skriv ett tal från 1 till 12.", code="unknown_month")
        return int(self.manad)

    def href(self, path: str = "", **changes: str | int | None) -> str:
        """A link to a page that keeps year, unit, what date's knowledge is shown, and as whom. What a page alone understands goes along
        only when it is in ``changes``."""
        kept = replace(self, indikator=None, visa=None, kon=None, manad=None, metod=None)
        new = replace(kept, **{k: None if v is None else str(v) for k, v in changes.items()})
        given = {f.name: getattr(new, f.name) for f in fields(new) if getattr(new, f.name)}
        return f"/{path}" + (f"?{urlencode(given)}" if given else "")

    @property
    def bare(self) -> Query:
        """Only as whom the pages are shown: for a way out of an address that cannot be."""
        return Query(som=self.som, roll=self.roll)

    def params(self) -> dict[str, str]:
        """As a mapping, without what is not given."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}
