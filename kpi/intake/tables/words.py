"""What a heading says of its column: which of a layout's columns it is, and the period, sex, indicator … that its values are about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from kpi.errors import Refusal
from kpi.intake.tables.periods import Period, take_period
from kpi.intake.tables.vocabulary import (
    COLUMN_OF_COLUMNS,
    METHOD_WORDS,
    NEUTRAL,
    NOT_OUTCOME,
    PLANNED,
    ROLE_HEADINGS,
    SEX_WORDS,
    TOTAL_WORDS,
)
from kpi.intake.wording import folded
from kpi.language import tr
from kpi.programme.model import Layout, Programme

VALUE_ROLES = frozenset({"value", "n", "numerator", "denominator", "input"})
SET_ROLES = ("period", "sex", "indicator", "population", "method", "unit")

_MOST_LOOKED_AT = 30_000  # different texts that are read as headings in a whole file, once per layout: some seconds

_MARKS = re.compile(r"[*†¹²³⁴⁵]+|(?<=\s)\d\)\s*$")
_DASHES = str.maketrans({**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"), "\u00ad": "", "\u200b": "", "\ufeff": ""})
_TOKEN = re.compile(r"[^\W_]+|%")


@dataclass(frozen=True, slots=True)
class Said:
    """What a heading says. rest: the words that were not understood. exact: the whole heading is one that the layout names itself.

    total: it says "Totalt", which is a sex beside women and men and a sum beside years.
    """

    key: str | None = None
    period: Period | None = None
    sex: str | None = None
    indicator: str | None = None
    population: str | None = None
    method: str | None = None
    unit: str | None = None
    total: bool = False
    exact: bool = False
    rest: str = ""

    @property
    def roles(self) -> dict[str, object]:
        """What it says beside the column itself, by role."""
        return {role: getattr(self, role) for role in SET_ROLES if getattr(self, role) is not None}


def normal(text: str) -> str:
    """A heading as one line in lower case with one kind of dash, without marks of footnotes."""
    plain = unicodedata.normalize("NFC", text).translate(_DASHES).casefold()
    return " ".join(_MARKS.sub(" ", plain).split())


@lru_cache(maxsize=4096)  # the words of a pack, which are the same for each file
def _phrase(text: str) -> re.Pattern[str] | None:
    tokens = _TOKEN.findall(normal(text))
    return re.compile(r"(?<!\w)" + r"[\W_]+".join(map(re.escape, tokens)) + r"(?!\w)\)?") if tokens else None


class Words:
    """The words of a programme's layouts and of tables in general. units: folded codes and names of units; may be empty."""

    def __init__(self, layouts: Sequence[Layout], programme: Programme | None = None, units: Collection[str] = ()) -> None:
        self.layouts = tuple(layouts)
        self.programme = programme
        self.units = units
        self.indicators = programme.indicators if programme else ()
        self._accepted = {x.id: {folded(h): c.key for c in reversed(x.columns) for h in (c.heading, *c.also)} for x in layouts}
        self._aliases = {x.id: self._aliases_of(x) for x in layouts}
        self._phrases = {x.id: self._phrases_of(x) for x in layouts}
        named = {folded(m): m for i in self.indicators for m in (*i.methods, *i.other_methods) if len(m) > 1}
        self._methods = {**named, **METHOD_WORDS}
        self._parts: dict[tuple[str, str], Said] = {}
        self._said: dict[tuple[str, tuple[str, ...]], Said] = {}
        self.heading_words = frozenset(w for x in layouts for w in (*self._accepted[x.id], *self._aliases[x.id]))
        self.unit_words = frozenset(w for x in layouts for w in self._words_of_role(x, "unit"))

    def _words_of_role(self, layout: Layout, role: str) -> set[str]:
        column = layout.role(role)
        if column is None:
            return set()
        return {w for words in (self._accepted[layout.id], self._aliases[layout.id]) for w, key in words.items() if key == column.key}

    def _aliases_of(self, layout: Layout) -> dict[str, str]:
        """Usual headings of the layout's roles, those that the layout itself does not use for something else."""
        if layout.kind == "organisation":
            return {}
        found: dict[str, str] = {}
        for role, words in ROLE_HEADINGS.items():
            column = layout.role(role)
            if column is not None and not (role == "n" and layout.kind != "values"):
                found |= {folded(w): column.key for w in words if folded(w) not in self._accepted[layout.id]}
        unit = layout.role("unit")
        if unit is not None and self.programme is not None:
            levels = {folded(level.name) for level in self.programme.levels if level.depth}  # the top one is a unit's name
            found |= dict.fromkeys(levels - self._accepted[layout.id].keys(), unit.key)
        return found

    def _phrases_of(self, layout: Layout) -> list[tuple[re.Pattern[str], str, str]]:
        """(pattern, what it stands for, its id or key), the longest first."""
        found: dict[str, tuple[str, str]] = {}
        if layout.role("indicator"):
            for i in self.indicators:
                found |= {w: ("indicator", i.id) for w in (i.id, i.name, i.short_name) if w}
        for column in layout.columns:
            if column.role in VALUE_ROLES:
                words = (column.heading, *column.also, *(ROLE_HEADINGS.get(column.role, ()) if layout.kind == "values" else ()))
                found |= dict.fromkeys(words, ("key", column.key))
            elif column.role == "population":
                found |= {w: ("population", w) for w in column.choices}
        patterns = [(_phrase(text), *meaning) for text, meaning in sorted(found.items(), key=lambda f: -len(f[0]))]
        return [(p, what, which) for p, what, which in patterns if p is not None]

    def may_fit(self, layout: Layout, texts: Collection[str]) -> bool:
        """Could a header with these folded texts be one of the layout's? Only of values can all headings be periods, sexes and the like."""
        own = self._accepted[layout.id].keys() | self._aliases[layout.id].keys()
        return layout.kind == "values" or not own.isdisjoint(texts)

    def accepted(self, layout: Layout) -> dict[str, set[str]]:
        """Column.key → the folded headings that the layout itself accepts for it."""
        found: dict[str, set[str]] = {c.key: set() for c in layout.columns}
        for word, key in self._accepted[layout.id].items():
            found[key].add(word)
        return found

    def exact(self, layout: Layout, text: str) -> str | None:
        """The Column.key whose own heading the text is."""
        return self._accepted[layout.id].get(folded(text))

    def heading(self, layout: Layout, parts: tuple[str, ...]) -> Said:
        """What the cells of a heading, from the top, say together."""
        cached = self._said.get((layout.id, parts))
        if cached is None:
            cached = self._said[(layout.id, parts)] = self._read(layout, parts)
        return cached

    def _read(self, layout: Layout, parts: tuple[str, ...]) -> Said:
        said = Said()
        for part in parts:
            said = self._merged(layout, said, self._one(layout, part))
        if said.rest and len(parts) > 1:
            together = self._one(layout, " ".join(parts))
            said = together if not together.rest else said
        return said

    def _one(self, layout: Layout, text: str) -> Said:
        """What one cell of a heading says. Raises Refusal (``too_complex``) when far too many different cells could be headings."""
        cached = self._parts.get((layout.id, text))
        if cached is None:
            if len(self._parts) >= _MOST_LOOKED_AT:
                message = tr("Filen har så många olika texter som kan vara rubriker att tabellerna inte går att skilja ut. Dela upp den.")
                raise Refusal(message, code="too_complex")
            cached = self._parts[(layout.id, text)] = self._cell(layout, text)
        return cached

    def _cell(self, layout: Layout, text: str) -> Said:
        key = self.exact(layout, text) or self.exact(layout, normal(text))
        if key:
            return Said(key=key, exact=True)
        if layout.kind == "organisation":
            return Said(rest=normal(text))
        alias = self._aliases[layout.id].get(folded(normal(text)).rstrip(":"))
        if alias:
            return Said(key=alias)
        if folded(text) in COLUMN_OF_COLUMNS and layout.role("indicator"):
            return Said(rest=normal(text))
        return self._taken_apart(layout, normal(text))

    def _taken_apart(self, layout: Layout, text: str) -> Said:
        said = Said()
        for pattern, what, which in self._phrases[layout.id]:
            if getattr(said, what) is None and pattern.search(text):
                said = replace(said, **{what: which})
                text = pattern.sub(" ", text, count=1)
        if layout.role("period"):
            period, text = take_period(text)
            said = replace(said, period=period)
        text = text.replace("rullande 12 månader", "r12").replace("rullande 12", "r12")
        left = []
        for token in _TOKEN.findall(text):
            sex = SEX_WORDS.get(token)
            if sex and said.sex is None and layout.role("sex"):
                said = replace(said, sex=sex)
            elif token in TOTAL_WORDS:
                said = replace(said, total=True)
            elif token in self._methods and layout.role("method") and said.method is None:
                said = replace(said, method=self._methods[token])
            elif token not in NEUTRAL or (said.period is None and token in ("år", "period")):
                left.append(token)
        return replace(said, rest=" ".join(left))

    def around(self, layout: Layout, text: str) -> Said:
        """What a title or a sheet's name says of the whole table; words that mean nothing do not matter there."""
        said = self._taken_apart(layout, normal(text))
        sexes = {SEX_WORDS[t] for t in _TOKEN.findall(normal(text)) if t in ("kvinna", "kvinnor", "män")}  # "man" is a pronoun too
        if said.method is None:
            said = replace(said, method=next((m for t in _TOKEN.findall(normal(text)) if (m := METHOD_WORDS.get(t))), None))
        return replace(said, key=None, rest="", sex=sexes.pop() if len(sexes) == 1 and layout.role("sex") else None)

    def speaks_of_no_outcome(self, layout: Layout, text: str) -> bool:
        """Does a title say that the figures are targets, a budget or a forecast? Names of indicators ("tydliga mål") do not."""
        return bool(PLANNED & set(_TOKEN.findall(self._taken_apart(layout, normal(text)).rest)))

    def _merged(self, layout: Layout, above: Said, below: Said) -> Said:
        """Two cells of a heading together: the lower one names the column; words above a plain column are decoration."""
        alone = not above.roles and not above.total
        if below.key and layout.column(below.key).role not in VALUE_ROLES:
            return below  # what a row is about is said by the column's own heading
        if below.key and above.key and alone:
            return below  # a group's name above the columns' own
        if below.exact and alone and not NOT_OUTCOME & set(above.rest.split()):
            return below
        return _together(above, below)


def _together(above: Said, below: Said) -> Said:
    """All that both say; what they disagree on is not understood."""
    values: dict[str, object] = {}
    rest = [above.rest, below.rest]
    for f in fields(Said):
        one, other = getattr(above, f.name), getattr(below, f.name)
        if f.name in ("total", "exact"):
            values[f.name] = (one or other) if f.name == "total" else False
        elif f.name == "period" and one is not None and other is not None:
            values["period"] = one.joined(other)
            if values["period"] is None:
                values["period"] = other
                rest.append(one.text if one.whole else "månad")
        elif f.name != "rest":
            values[f.name] = other if other is not None else one
            if one is not None and other is not None and one != other:
                rest.append(str(one))
    return Said(**values, rest=" ".join(r for r in rest if r))  # type: ignore[arg-type]
