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

    def href(self, path: str = "", **changes: str | int | None) -> str:
        """A link to a page that keeps year and unit. What a page alone understands goes along only when it is in ``changes``."""
        kept = replace(self, indikator=None, visa=None)
        new = replace(kept, **{k: None if v is None else str(v) for k, v in changes.items()})
        given = {f.name: getattr(new, f.name) for f in fields(new) if getattr(new, f.name)}
        return f"/{path}" + (f"?{urlencode(given)}" if given else "")

    def params(self) -> dict[str, str]:
        """As a mapping, without what is not given."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}
