"""What a file's words stand for: units by code or exact name in the year that the row is about, indicators by id or exact name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from kpi.intake.near import NearNames
from kpi.intake.wording import closest, folded, listed, short
from kpi.language import all_of, tr
from kpi.programme.model import Indicator, Programme
from kpi.store.types import UnitRow

UNKNOWN_UNIT, UNKNOWN_INDICATOR = "unknown_unit", "unknown_indicator"
_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a word stands for nothing. ``code`` as in Fault; ``say`` makes the message, which costs a search for near spellings."""

    code: str
    say: Callable[[], str]

    @property
    def message(self) -> str:
        """What is wrong and what to do."""
        return self.say()


def _exact(name: str) -> str:
    """A name as it is compared: only letters written in two ways (å as one sign or as a and a ring) are the same."""
    return unicodedata.normalize("NFC", name.strip())


class UnitIndex:
    """The organisation's units, for looking up what stands in a file."""

    def __init__(self, units: Iterable[UnitRow]) -> None:
        self._rows: dict[str, list[UnitRow]] = defaultdict(list)
        self._names: dict[str, dict[str, None]] = defaultdict(dict)
        self._parents: dict[tuple[str, int], str | None] = {}
        for unit in units:
            self._rows[unit.code].append(unit)
            self._names[_exact(unit.name)][unit.code] = None

    def name(self, code: str) -> str | None:
        """The unit's latest name; None for a code that is not there."""
        return self._rows[code][-1].name if code in self._rows else None

    def find(self, text: str, year: int | None) -> str | Problem:
        """The unit's code. text: a code (leading zeros count) or an exact name; year None: no check of the years it is in force."""
        word = text.strip()
        if word in self._rows:
            return self.in_force(word, year)
        exact = _exact(word)
        codes = list(self._names.get(exact, ()))
        valid = [c for c in codes if any(_exact(r.name) == exact and _holds(r, year) for r in self._rows[c])]
        if len(valid) == 1:
            return valid[0]
        if len(valid) > 1:
            message = tr(
                "Namnet ”{short}” har flera enheter: {units}. Skriv enhetens kod i stället.", short=short(word), units=listed(valid)
            )
            return Problem("ambiguous_unit", lambda: message)
        if codes and not any(_holds(r, year) for c in codes for r in self._rows[c]):
            return self._closed(codes[0], year)
        return Problem(UNKNOWN_UNIT, lambda: self._unknown(word))  # also an old name of a unit that has another name that year

    def always(self, text: str, first: int, last: int) -> str | None:
        """The unit's code when it is the same in each year from first to last; None when the years must be looked at one by one."""
        word = text.strip()
        codes = [word] if word in self._rows else list(self._names.get(_exact(word), ()))
        if len(codes) != 1 or len(self._rows[codes[0]]) != 1:
            return None
        row = self._rows[codes[0]][0]
        return row.code if _holds(row, first) and _holds(row, last) else None

    def in_force(self, code: str, year: int | None) -> str | Problem:
        """The code itself when there is such a unit that year."""
        if code not in self._rows:
            return Problem(UNKNOWN_UNIT, lambda: self._unknown(code))
        return code if any(_holds(r, year) for r in self._rows[code]) else self._closed(code, year)

    def above(self, code: str, year: int) -> list[str]:
        """The codes of the units above this one that year, the nearest first."""
        found: list[str] = []
        here: str | None = code
        while here is not None:
            parent = self._parent(here, year)
            here = None if parent in found or parent == code else parent
            found += [here] if here is not None else []
        return found

    def _parent(self, code: str, year: int) -> str | None:
        """Many units ask for the same ones above them."""
        if (code, year) not in self._parents:
            self._parents[code, year] = next((r.parent for r in self._rows.get(code, ()) if _holds(r, year)), None)
        return self._parents[code, year]

    def _closed(self, code: str, year: int | None) -> Problem:
        def say() -> str:
            spans = all_of(_span(r) for r in self._rows[code])
            who = tr("Enheten {code} {name}", code=code, name=self._rows[code][0].name)
            return tr(
                "{who} gäller {spans}, inte {year}. Rätta året eller enheten, eller uppdatera organisationen.",
                who=who,
                spans=spans,
                year=year,
            )

        return Problem("unit_not_in_force", say)

    def _unknown(self, word: str) -> str:
        likely = self.likely(word)[:1]
        hint = tr("Menas ”{code}” ({name})? ", code=likely[0], name=self.name(likely[0])) if likely else ""
        return tr(
            "Enheten ”{short}” finns inte i organisationen. {hint}Rätta enheten, eller läs in organisationen först.",
            short=short(word),
            hint=hint,
        )

    def likely(self, text: str) -> list[str]:
        """Codes of the units that an unknown word may mean, the likeliest first; at most a handful. Empty when none is near.

        Names with other spacing or case, earlier names, codes without their leading zeros, a code beside its name, near spellings.
        """
        word = text.strip()
        found = list(self._folded.get(folded(word), ()))
        bare = word.removesuffix(".0").lstrip("0").casefold()
        found += self._bare.get(bare, ()) if bare else ()
        found += [code for part in _WORD.findall(word) for code in self._bare.get(part.lstrip("0").casefold(), ()) if len(part) > 1]
        if not found:
            found = self._near.nearest(word)
        return list(dict.fromkeys(found))[:5]

    @cached_property
    def _folded(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = defaultdict(list)
        for name, codes in self._names.items():
            out[folded(name)] += codes
        return out

    @cached_property
    def _bare(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = defaultdict(list)
        for code in self._rows:
            out[code.lstrip("0").casefold()].append(code)
        return out

    @cached_property
    def _near(self) -> NearNames:
        return NearNames([*((name, code) for name, codes in self._names.items() for code in codes), *((c, c) for c in self._rows)])

    def held(self, years: Iterable[int]) -> list[tuple[str, str]]:
        """Code and latest name of the units that are in force in any of these years, by name."""
        asked = list(years)
        held = [(c, rows[-1].name) for c, rows in self._rows.items() if any(_holds(r, y) for r in rows for y in asked or [None])]
        return sorted(held, key=lambda u: (u[1].casefold(), u[0]))


def _holds(unit: UnitRow, year: int | None) -> bool:
    if year is None:
        return True
    return (unit.valid_from is None or unit.valid_from <= year) and (unit.valid_to is None or year <= unit.valid_to)


def _span(unit: UnitRow) -> str:
    if unit.valid_from is None and unit.valid_to is None:
        return tr("alla år")
    if unit.valid_to is None:
        return tr("från {year}", year=unit.valid_from)
    return tr("till och med {year}", year=unit.valid_to) if unit.valid_from is None else f"{unit.valid_from}–{unit.valid_to}"


class IndicatorIndex:
    """The programme's indicators by id, name and short name."""

    def __init__(self, programme: Programme) -> None:
        self.by_id = {i.id: i for i in programme.indicators}
        self._words: dict[str, set[str]] = defaultdict(set)
        for i in programme.indicators:
            for word in (i.id, i.name, i.short_name):
                if word:
                    self._words[folded(word)].add(i.id)

    def find(self, text: str) -> str | Problem:
        """The indicator's id."""
        ids = self._words.get(folded(text), set())
        if len(ids) == 1:
            return next(iter(ids))
        if ids:
            several = tr("Namnet ”{short}” har flera indikatorer: {ids}. Skriv id i stället.", short=short(text), ids=listed(sorted(ids)))
            return Problem("ambiguous_indicator", lambda: several)
        return Problem(UNKNOWN_INDICATOR, lambda: self._unknown(text))

    def likely(self, text: str) -> list[str]:
        """Ids of the indicators that an unknown word may mean: those whose name holds it, else the one nearest in spelling."""
        word = folded(text)
        holding = [i.id for i in self.by_id.values() if len(word) > 3 and any(word in folded(n) for n in (i.name, i.short_name or ""))]
        near = closest(text, [w for i in self.by_id.values() for w in (i.id, i.name, i.short_name or i.name)])
        found = self._words.get(folded(near), set()) if near else set()
        return list(dict.fromkeys([*sorted(found), *holding]))[:5]

    def _unknown(self, text: str) -> str:
        near = closest(text, [w for i in self.by_id.values() for w in (i.id, i.name)])
        hint = tr("Menas ”{near}”? ", near=near) if near else ""
        return tr(
            "Indikatorn ”{short}” finns inte i programmet. {hint}Skriv indikatorns id eller exakta namn.", short=short(text), hint=hint
        )

    def method(self, indicator: str, text: str | None) -> str | Problem:
        """A method of the indicator; the indicator's first when none is given."""
        entry = self.by_id[indicator]
        if text is None:
            return entry.methods[0]
        known = {folded(m): m for m in (*entry.methods, *entry.other_methods)}
        if folded(text) in known:
            return known[folded(text)]
        return Problem(
            "unknown_method",
            lambda: tr(
                "Metoden ”{short}” finns inte för ”{label}”. {methods}", short=short(text), label=entry.label, methods=self._methods(entry)
            ),
        )

    @staticmethod
    def _methods(entry: Indicator) -> str:
        named = [m for m in (*entry.methods, *entry.other_methods) if m]
        return tr("Godtagna: {methods}.", methods=listed(named)) if named else tr("Den har bara ett sätt: ange ingen metod.")
