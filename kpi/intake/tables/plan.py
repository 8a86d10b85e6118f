"""A header read with a layout: which columns are plain, which hold one period, sex or indicator each, and which nobody understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kpi.intake.questions import SKIP
from kpi.intake.tables.model import Joint, Melted, Pivot
from kpi.intake.tables.periods import Period, take_period
from kpi.intake.tables.words import VALUE_ROLES, Said, Words
from kpi.intake.wording import folded
from kpi.programme.model import Layout

ROW_YEAR = "*"  # in a melted period: the year that stands in the row's own column
_FIGURE = re.compile(r"[+−-]?\d[\d\s.,]*%?")
VALUE = "value"  # in an answer: the layout's column of values, whatever its key
BESIDE = "|beside"  # ends an answer: the column is about what the one on its left is about


@dataclass(frozen=True, slots=True)
class Header:
    """Rows of a sheet that may be a header. Rows are 0-based; parts: the texts of each column from the top, without blank ones."""

    first: int
    last: int
    parts: Mapping[str, tuple[str, ...]]
    used: frozenset[str]  # columns with something below the header

    @property
    def headings(self) -> dict[str, str]:
        """Grid column → its heading as one text."""
        return {c: ", ".join(dict.fromkeys(p)) for c, p in self.parts.items()}


@dataclass(slots=True)
class Plan:
    """How a header would be read with a layout. Columns are grid columns; keys are Column.key."""

    layout: Layout
    header: Header
    plain: dict[str, list[str]] = field(default_factory=dict)
    melted: list[Melted] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)  # columns that sum up others
    skipped: list[str] = field(default_factory=list)  # left out by an answer
    unknown: list[str] = field(default_factory=list)
    partial: dict[str, Period] = field(default_factory=dict)  # melted columns whose period lacks its year
    repeated: list[tuple[str, ...]] = field(default_factory=list)  # columns that say the same
    pivot: Pivot | None = None  # a column that says what each row's value is
    joint: Joint | None = None  # a year and a part of it in two columns; ``plain`` has both for the period, the part first
    doubts: dict[str, str] = field(default_factory=dict)  # columns of parts of a year that are asked about → why

    @property
    def needed(self) -> list[str]:
        """Keys that the layout requires."""
        return [c.key for c in self.layout.columns if c.required] or [c.key for c in self.layout.columns]

    @property
    def told(self) -> set[str]:
        """Keys that every row of the table gets from its columns."""
        sets = [set(m.set) for m in self.melted]
        pivoted = self.pivot.told if self.pivot else set()
        return {*self.plain, *(m.key for m in self.melted), *(set.intersection(*sets) if sets else ()), *pivoted}

    @property
    def missing(self) -> list[str]:
        """Required keys that no column tells."""
        told = self.told
        return [k for k in self.needed if k not in told]

    @property
    def understood(self) -> int:
        """How many columns are understood."""
        return sum(map(len, self.plain.values())) + len(self.melted) + len(self.totals) + len(self.skipped) + (self.pivot is not None)

    @property
    def figures(self) -> int:
        """How many headings are plain numbers: of rows of data, not of headers."""
        known = {*(c for columns in self.plain.values() for c in columns), *(m.column for m in self.melted)}
        known |= {self.pivot.column} if self.pivot else set()
        texts = [parts[-1] for c, parts in self.header.parts.items() if c not in known]
        return sum(bool(_FIGURE.fullmatch(t.strip())) for t in texts)

    @property
    def clean(self) -> bool:
        """Is nothing missing, unknown or told twice?"""
        return not (self.missing or self.unknown or self.repeated or self.partial or self.pivot or self.joint)

    @property
    def share(self) -> float:
        """Share of the required keys that are told."""
        return 1 - len(self.missing) / len(self.needed)

    @property
    def rank(self) -> tuple[float, ...]:
        """The larger, the better the header fits: complete, nothing unknown, most understood, few rows, high up."""
        off = len(self.missing) + len(self.unknown) + 2 * len(self.repeated)
        rows = self.header.last - self.header.first
        alias = sum(1 for columns in self.plain.values() for c in columns if len(self.header.parts[c]) > 1)
        return (not self.missing, -off, self.understood, -rows, -alias, -self.header.last)


def make_plan(header: Header, layout: Layout, words: Words, answers: Mapping[str, str] | None = None) -> Plan:
    """Read a header with a layout. answers: grid column → what a controller says that it is (``decode``)."""
    plan = Plan(layout, header)
    candidates: dict[str, Said] = {}
    for column, parts in header.parts.items():
        said = words.heading(layout, parts)
        if answers and column in answers:
            if not _answered(plan, column, answers[column], candidates, words):
                plan.unknown.append(column)
        elif said.rest:
            plan.unknown.append(column)
        elif said.key and not said.roles and not said.total:
            plan.plain.setdefault(said.key, []).append(column)
        else:
            candidates[column] = said
    plan.unknown += [c for c in header.used if c not in header.parts and not (answers and c in answers)]
    for column in answers or {}:
        if column not in header.parts:
            _answered(plan, column, (answers or {})[column], candidates, words)
    _as_on_the_left(plan, answers or {}, candidates)
    _prefer_exact(plan, words, answers or {})
    _melt(plan, candidates, words, answers or {})
    _units_as_columns(plan, words)
    _plain_beside_melted(plan, answers or {})
    _repeated(plan)
    plan.unknown = sorted(dict.fromkeys(c for c in plan.unknown if c in header.used), key=int)
    return plan


def _answered(plan: Plan, column: str, answer: str, candidates: dict[str, Said], words: Words) -> bool:
    """Take an answer for a column; False when it is none for this layout."""
    if answer == SKIP:
        plan.skipped.append(column)
        return True
    said = decode(plan.layout, answer)
    if said is None:
        return False
    if said.roles:
        candidates[column] = said
    else:
        plan.plain.setdefault(str(said.key), []).append(column)
    return True


def _as_on_the_left(plan: Plan, answers: Mapping[str, str], candidates: dict[str, Said]) -> None:
    """Columns that an answer says to be about what the column on their left is about; not understood where that one is about nothing."""
    for column, answer in answers.items():
        key, left = answer.removesuffix(BESIDE), candidates.get(str(int(column) - 1))
        if not answer.endswith(BESIDE) or key not in {c.key for c in plan.layout.columns}:
            continue
        if left is not None and left.roles:
            candidates[column] = replace(left, key=key, exact=False)
            plan.unknown = [c for c in plan.unknown if c != column]


def decode(layout: Layout, answer: str) -> Said | None:
    """An answer for a column ("varde", "value|period=2023|sex=K") as what its heading would say; None when it fits nothing."""
    name, *pairs = answer.split("|")
    value = layout.role(VALUE)
    key = value.key if name == VALUE and value else name
    if key not in {c.key for c in layout.columns}:
        return None
    said: dict[str, object] = {}
    for pair in pairs:
        role, _, text = pair.partition("=")
        if role not in ("period", "sex", "indicator", "population", "method", "unit") or not layout.role(role) or not text:
            return None
        said[role] = text
    period = said.pop("period", None)
    when = _period_of(str(period)) if period else None
    if (period and when is None) or said.get("sex", "T") not in ("K", "M", "T"):
        return None
    return Said(key=key, period=when, **said)  # type: ignore[arg-type]


def _period_of(text: str) -> Period | None:
    """A period of an answer: "2023", "2023-03", "2023 kv1", or a part of a year, "*-03"; None when it is none."""
    part = text.startswith(ROW_YEAR)
    found, rest = take_period(text.replace(ROW_YEAR, "2000", 1) if part else text)
    if found is None or rest.strip():
        return None
    return replace(found, year=None) if part else found


def encode(layout: Layout, key: str, said: Mapping[str, str]) -> str:
    """What a melted column is, as an answer. said: Column.key → text, as in ``Melted.set``."""
    column = layout.column(key)
    roles = [f"{layout.column(k).role}={text}" for k, text in said.items()]
    return "|".join([VALUE if column.role == VALUE else key, *roles])


def _prefer_exact(plan: Plan, words: Words, answers: Mapping[str, str]) -> None:
    """A usual heading yields to the layout's own; the others of its kind are then not understood."""
    for key, columns in plan.plain.items():
        if len(columns) < 2:
            continue
        own = [c for c in columns if c in answers] or [c for c in columns if words.heading(plan.layout, plan.header.parts.get(c, ())).exact]
        if own and len(own) < len(columns):
            plan.unknown += [c for c in columns if c not in own]
            plan.plain[key] = own
        elif not own:
            plan.unknown += columns[1:]
            plan.plain[key] = columns[:1]


def _melt(plan: Plan, candidates: dict[str, Said], words: Words, answers: Mapping[str, str]) -> None:
    """The columns that hold one period, sex, indicator … each."""
    layout = plan.layout
    value = layout.role(VALUE) if layout.kind == "values" else None
    if layout.individual or layout.kind == "organisation":
        plan.unknown += candidates
        return
    sexed = {_beside_sex(s) for s in candidates.values() if s.sex in ("K", "M")}
    found: list[tuple[str, str, Said]] = []
    in_parts = {s.period.year for s in candidates.values() if s.period is not None and s.period != Period(s.period.year)}
    for column, said in candidates.items():
        key = said.key or (value.key if value else None)
        if said.total and said.sex is None:
            beside = _beside_sex(said) in sexed
            of_parts = said.period is not None and said.period == Period(said.period.year) and said.period.year in in_parts
            if (beside or (said.roles and not of_parts)) and layout.role("sex"):
                said = replace(said, sex="T", total=False)
            elif key is not None:
                plan.totals.append(column)
                continue
        blocked = any((c := layout.role(r)) is None or c.key in plan.plain for r in said.roles if not (r == "period" and _part(said)))
        if key is None or not said.roles or blocked or layout.column(key).role not in VALUE_ROLES:
            plan.unknown.append(column)
            continue
        found.append((column, key, said))
    if not found:
        plan.unknown += plan.totals
        plan.totals = []
    sexes = any(s.sex for _, _, s in found)
    for column, key, said in found:
        if sexes and said.sex is None:
            if column not in answers:  # everyone, or something else? never taken for everyone in silence
                plan.unknown.append(column)
                continue
            said = replace(said, sex="T")
        plan.melted.append(Melted(column, key, _set(plan, column, said)))
    _groups_without_value(plan)
    plan.partial = {m.column: plan.partial[m.column] for m in plan.melted if m.column in plan.partial}


def _groups_without_value(plan: Plan) -> None:
    """Columns of a wide table with a number of persons or a numerator, but no value that it belongs to."""
    roles = {r: c.key for r in (VALUE, "numerator", "denominator") if (c := plan.layout.role(r))}
    if plan.layout.kind != "values" or VALUE not in roles:
        return
    keys: dict[tuple[tuple[str, str], ...], set[str]] = {}
    for m in plan.melted:
        keys.setdefault(tuple(sorted(m.set.items())), set()).add(m.key)
    both = {roles.get("numerator", ""), roles.get("denominator", "")}
    alone = {said for said, found in keys.items() if roles[VALUE] not in found and not both <= found}
    lost = {m.column for m in plan.melted if tuple(sorted(m.set.items())) in alone} if alone else set()
    plan.unknown += lost
    plan.melted = [m for m in plan.melted if m.column not in lost]


def _part(said: Said) -> bool:
    return said.period is not None and not said.period.whole


def _beside_sex(said: Said) -> tuple[object, ...]:
    return (said.key, said.period, said.indicator, said.population, said.method)


def _set(plan: Plan, column: str, said: Said) -> dict[str, str]:
    texts: dict[str, str] = {}
    for role, meant in said.roles.items():
        target = plan.layout.role(role)
        assert target is not None
        if isinstance(meant, Period):
            if meant.whole:
                texts[target.key] = meant.text
                continue
            if target.key not in plan.plain:  # else the row's own column says the year
                plan.partial[column] = meant
            texts[target.key] = f"{ROW_YEAR}{meant.with_year(2000).text[4:]}"
        else:
            texts[target.key] = str(meant)
    return texts


def _units_as_columns(plan: Plan, words: Words) -> None:
    """Columns headed by units, in a table that has no column of units."""
    unit, value = plan.layout.role("unit"), plan.layout.role(VALUE)
    if unit is None or value is None or plan.layout.kind != "values" or unit.key in plan.told or not words.units:
        return
    texts = plan.header.headings
    units = [c for c in plan.unknown if c in texts and folded(texts[c]) in words.units]
    if len(units) < 2 or plan.melted:
        return
    plan.melted += [Melted(c, value.key, {unit.key: texts[c]}) for c in units]
    sums = [c for c in plan.unknown if c in texts and words.heading(plan.layout, plan.header.parts[c]).total]
    plan.totals += sums
    plan.unknown = [c for c in plan.unknown if c not in units and c not in sums]


def _plain_beside_melted(plan: Plan, answers: Mapping[str, str]) -> None:
    """A single column of values or numbers beside a wide table's columns: whose it is, nobody says."""
    if not plan.melted:
        return
    for key in list(plan.plain):
        if plan.layout.column(key).role in VALUE_ROLES:
            open_ = [c for c in plan.plain[key] if c not in answers]
            plan.unknown += open_
            plan.plain[key] = [c for c in plan.plain[key] if c in answers]
            if not plan.plain[key]:
                del plan.plain[key]


def _repeated(plan: Plan) -> None:
    plan.repeated += [tuple(columns) for columns in plan.plain.values() if len(columns) > 1]
    by_meaning: dict[tuple[object, ...], list[str]] = {}
    for m in plan.melted:
        by_meaning.setdefault((m.key, *sorted(m.set.items())), []).append(m.column)
    plan.repeated += [tuple(columns) for columns in by_meaning.values() if len(columns) > 1]
    for key, columns in plan.plain.items():  # a column for all rows, and one for some of them
        twice = [m.column for m in plan.melted if m.key == key]
        if twice:
            plan.repeated.append((*columns, *twice))


def best(plans: Sequence[Plan]) -> Plan | None:
    """The plan that fits best; None when there is none."""
    return max(plans, key=lambda p: p.rank, default=None)
