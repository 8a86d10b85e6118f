"""What a file's words stand for: units by code or exact name in the year that the row is about, indicators by id or exact name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kpi.intake.wording import closest, folded, listed, short
from kpi.programme.model import Indicator, Programme
from kpi.store.types import UnitRow

_SUGGESTIONS = 30  # looking for near spellings is slow: only so many different unknown words get one


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a word stands for nothing. ``code`` as in Fault; ``say`` makes the Swedish message, which costs a search for near spellings."""

    code: str
    say: Callable[[], str]

    @property
    def message(self) -> str:
        """What is wrong and what to do, in Swedish."""
        return self.say()


class UnitIndex:
    """The organisation's units, for looking up what stands in a file."""

    def __init__(self, units: Iterable[UnitRow]) -> None:
        self._rows: dict[str, list[UnitRow]] = defaultdict(list)
        self._names: dict[str, dict[str, None]] = defaultdict(dict)
        for unit in units:
            self._rows[unit.code].append(unit)
            self._names[folded(unit.name)][unit.code] = None
        self._hints: dict[str, str] = {}

    def find(self, text: str, year: int | None) -> str | Problem:
        """The unit's code. text: a code (leading zeros count) or an exact name; year None: no check of the years it is in force."""
        word = text.strip()
        if word in self._rows:
            return word if self._in_force(word, year) else self._closed(word, year)
        codes = list(self._names.get(folded(word), ()))
        valid = [c for c in codes if any(folded(r.name) == folded(word) and _holds(r, year) for r in self._rows[c])]
        if len(valid) == 1:
            return valid[0]
        if len(valid) > 1:
            message = f"Namnet ”{short(word)}” har flera enheter: {listed(valid)}. Skriv enhetens kod i stället."
            return Problem("ambiguous_unit", lambda: message)
        return self._closed(codes[0], year) if codes else Problem("unknown_unit", lambda: self._unknown(word))

    def _in_force(self, code: str, year: int | None) -> bool:
        return any(_holds(r, year) for r in self._rows[code])

    def _closed(self, code: str, year: int | None) -> Problem:
        def say() -> str:
            spans = " och ".join(_span(r) for r in self._rows[code])
            who = f"Enheten {code} {self._rows[code][0].name}"
            return f"{who} gäller {spans}, inte {year}. Rätta året eller enheten, eller uppdatera organisationen."

        return Problem("unit_not_in_force", say)

    def _unknown(self, word: str) -> str:
        if word not in self._hints:
            self._hints[word] = self._suggest(word) if len(self._hints) < _SUGGESTIONS else ""
        advice = "Rätta enheten, eller läs in organisationen först."
        return f"Enheten ”{short(word)}” finns inte i organisationen. {self._hints[word]}{advice}"

    def _suggest(self, word: str) -> str:
        bare = word.lstrip("0").casefold()
        code = next((c for c in self._rows if c.lstrip("0").casefold() == bare and bare), None)
        if code is None:
            named = {rows[-1].name: c for c, rows in self._rows.items()}
            near = closest(word, [*self._rows, *named], cutoff=0.7)
            code = named.get(near, near) if near else None
        return f"Menas ”{code}” ({self._rows[code][-1].name})? " if code else ""


def _holds(unit: UnitRow, year: int | None) -> bool:
    if year is None:
        return True
    return (unit.valid_from is None or unit.valid_from <= year) and (unit.valid_to is None or year <= unit.valid_to)


def _span(unit: UnitRow) -> str:
    if unit.valid_from is None and unit.valid_to is None:
        return "alla år"
    if unit.valid_to is None:
        return f"från {unit.valid_from}"
    return f"till och med {unit.valid_to}" if unit.valid_from is None else f"{unit.valid_from}–{unit.valid_to}"


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
            several = f"Namnet ”{short(text)}” har flera indikatorer: {listed(sorted(ids))}. Skriv id i stället."
            return Problem("ambiguous_indicator", lambda: several)
        return Problem("unknown_indicator", lambda: self._unknown(text))

    def _unknown(self, text: str) -> str:
        near = closest(text, [w for i in self.by_id.values() for w in (i.id, i.name)])
        hint = f"Menas ”{near}”? " if near else ""
        return f"Indikatorn ”{short(text)}” finns inte i programmet. {hint}Skriv indikatorns id eller exakta namn."

    def method(self, indicator: str, text: str | None) -> str | Problem:
        """A method of the indicator; the indicator's first when none is given."""
        entry = self.by_id[indicator]
        if text is None:
            return entry.methods[0]
        known = {folded(m): m for m in (*entry.methods, *entry.other_methods)}
        if folded(text) in known:
            return known[folded(text)]
        return Problem("unknown_method", lambda: f"Metoden ”{short(text)}” finns inte för ”{entry.label}”. {self._methods(entry)}")

    @staticmethod
    def _methods(entry: Indicator) -> str:
        named = [m for m in (*entry.methods, *entry.other_methods) if m]
        return f"Godtagna: {listed(named)}." if named else "Den har bara ett sätt: lämna cellen tom."
