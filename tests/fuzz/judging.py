"""Was anything taken that the file does not say, or left out that it does? Told from addresses: what a figure claims to be read from.

A refusal, a question and a warning that the sound file does not give are all right; what is accepted in silence is looked at cell by cell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from kpi.intake import Reading
from kpi.intake.letters import index_of
from tests.corpus.page import Cell
from tests.fuzz.bases import CODES, NAMES, Base
from tests.fuzz.mutations import Mutant
from tests.fuzz.saying import MISSING, period_in_two, period_said, says, sex_said

Facts = dict[tuple[str, ...], dict]
_KEY = ("indicator", "unit", "period", "sex", "population", "method")
_FIGURES = ("value", "numerator", "denominator", "n", "sd")
# Said of any file of the kind, right or wrong: no excuse for a wrong value.
_NO_EXCUSE = {
    "hidden_rows_read",
    "hidden_columns_read",
    "hidden_sheet_read",
    "filtered",
    "measure_without_columns",
    "value_missing",
    "not_by_sex",
    "period_of_two",
}
_TOTALS = ("totalt", "summa", "alla", "delsumma", "total", "genomsnitt", "medel")
_INDICATORS = {"tydligamål": "tydliga-mal", "tydliga-mal": "tydliga-mal", "delaktighet": "delaktighet"}
_HEADINGS = {
    "long": ("värde", "mätvärde"),
    "quarters": ("värde", "mätvärde"),
    "months": ("värde", "mätvärde"),
    "qlik": ("mätvärde", "värde"),
    "hme": ("motivation", "ledarskap", "styrning", "hme", "hmetotalt", "totalindex"),
}


def facts_of(reading: Reading) -> Facts:
    """The accepted facts by key."""
    rows = reading.facts.to_pylist() if reading.facts is not None else []
    return {tuple(r[k] for k in _KEY): r for r in rows}


def warned(before: Reading, after: Reading) -> bool:
    """Does the mutated file carry a warning that the sound one does not?"""
    return bool({w.code for w in after.warnings} - {w.code for w in before.warnings} - _NO_EXCUSE)


def violations(base: Base, before: Reading, after: Reading, mutant: Mutant) -> list[str]:
    """What was wrongly accepted or silently lost; empty when nothing was."""
    if after.refused:
        return [] if after.faults and all(f.message for f in after.faults) else ["refused without a word"]
    if warned(before, after):
        return []
    old, new = facts_of(before), facts_of(after)
    wrong = [
        f"{key[:4]}: {w}"
        for key, row in new.items()
        for w in (_direct(base, key, row, mutant) if base.direct else _ratio(base, row, mutant))
    ]
    return wrong + [
        f"{key[:4]} = {row['value']} is gone or another without a word" for key, row in old.items() if _lost(base, key, row, new, mutant)
    ]


def values_said(base: Base, after: Reading, mutant: Mutant) -> list[str]:
    """Whatever the answers make of the columns: a figure is what its cell says."""
    if not base.direct or any(w.code in ("scale_used",) for w in after.warnings):
        return []
    rows = facts_of(after).items()
    return [
        f"{k[:4]}: {r['value']} where the cell says {_at(mutant, *_place(r))!r}"
        for k, r in rows
        if not _like(r["value"], _at(mutant, *_place(r)))
    ]


def _place(row: dict) -> tuple[int, int]:
    return row["row_first"] - 1, index_of(row["col"].split(" · ")[0])


def _at(mutant: Mutant, r: int, c: int | None) -> Cell:
    return mutant.rows[r][c] if c is not None and 0 <= r < len(mutant.rows) and 0 <= c < len(mutant.rows[r]) else None


def _now(mutant: Mutant, column: int) -> int | None:
    """Where one of the base's columns stands in the mutated table."""
    return mutant.columns.index(column) if column in mutant.columns else None


def _like(value: float | None, cell: Cell) -> bool:
    said = says(cell)
    if value is None:
        return said is MISSING
    return isinstance(said, set) and any(math.isclose(value, s, rel_tol=1e-9, abs_tol=1e-9) for s in said)


def _direct(base: Base, key: tuple[str, ...], row: dict, mutant: Mutant) -> Iterator[str]:
    r, c = _place(row)
    if not _like(row["value"], _at(mutant, r, c)):
        yield f"{row['value']} ({row['missing']}) where the cell says {_at(mutant, r, c)!r}"
    if (
        base.counts is not None
        and (n := _now(mutant, base.counts)) is not None
        and row["n"] is not None
        and not _like(row["n"], _at(mutant, r, n))
    ):
        yield f"n {row['n']} where the cell says {_at(mutant, r, n)!r}"
    said = {role: _at(mutant, r, _now(mutant, column)) for column, role in base.roles.items()}
    above = _above(base, mutant, c)
    indicator, unit, period, sex, population, _ = key
    if unit not in _units(said.get("unit")):
        yield f"unit where the row says {said.get('unit')!r}"
    if "year" in said and period_in_two(said) != period:
        yield f"period where the row says {said}"
    if ("period" in said and period_said(said["period"]) != period) or (
        not said.keys() & {"period", "year"} and not any(period in (_bare(t), period_said(t)) or period in t for t in above)
    ):
        yield f"period where the row says {said.get('period')!r} and the headings {above}"
    if "sex" in said and (sex_said(said["sex"]) or "T") != sex:
        yield f"sex where the row says {said['sex']!r}"
    if base.id == "sexes" and sex not in {sex_said(_bare(t)) for t in above}:
        yield f"sex where the headings say {above}"
    if "indicator" in said and _INDICATORS.get(_bare(said["indicator"])) != indicator:
        yield f"indicator where the row says {said['indicator']!r}"
    if "population" in said and not str(said["population"]).strip().casefold().startswith(population[:4]):
        yield f"population where the row says {said['population']!r}"
    if base.id in _HEADINGS and not any(_bare(t) in _HEADINGS[base.id] for t in above):
        yield f"read under the headings {above}"


def _bare(cell: Cell) -> str:
    """Words of headings and indicators are the same without regard to case and white space, seen or unseen. Names of units are not."""
    return re.sub(r"[^\w-]+", "", str(cell)).casefold()


def _units(cell: Cell) -> set[str]:
    """Codes that a cell names by code or exact name."""
    text = str(cell).strip() if cell is not None else ""
    return {c for c in (text, NAMES.get(text)) if c in CODES}


def _above(base: Base, mutant: Mutant, c: int) -> list[str]:
    """The headings over a column; a merged one stands in the first cell of its box, and what the box covers is not seen."""
    texts = []
    for r, source in enumerate(mutant.source):
        if source is not None and base.header[0] <= source <= base.header[1]:
            box = next((b for b in base.merged if b[0] <= source <= b[2] and b[1] <= c <= b[3]), (r, c, r, c))
            cell = _at(mutant, box[0], box[1])
            if base.merged or cell is not None:
                texts.append("" if cell is None else str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell))
    return texts


def _ratio(base: Base, row: dict, mutant: Mutant) -> Iterator[str]:
    """A row of hours: numerator, denominator and n are what its cells say. Columns are those of the base."""
    if base.id != "hours" or row["row_first"] != row["row_last"]:
        return
    r = row["row_first"] - 1
    for name, column in (("n", 3), ("denominator", 4), ("numerator", 6)):
        cell = _at(mutant, r, _now(mutant, column))
        if row[name] is not None and not _like(row[name], cell):
            yield f"{name} {row[name]} where the cell says {cell!r}"


def _lost(base: Base, key: tuple[str, ...], row: dict, new: Facts, mutant: Mutant) -> bool:
    """Is a figure of the sound file gone or changed although nothing that it stands on was touched?"""
    rows = range(row["row_first"] - 1, row["row_last"])
    now = [mutant.source.index(r) if r in mutant.source else None for r in rows]
    if any(r is None for r in now) or sorted(now) != now or now[-1] - now[0] != len(now) - 1:  # type: ignore[type-var,operator]
        return False  # its rows were deleted, moved or had others pushed between them
    if not base.direct and mutant.source[now[-1] + 1 : now[-1] + 2] == [None]:  # type: ignore[operator]
        return False  # a row pushed in below is one more of the group
    if any(c not in mutant.columns for c in (*base.roles, *([base.counts] if base.counts is not None else []))):
        return False
    if not base.direct and any(mutant.columns[c] in base.roles for _, c in mutant.cells if c < len(mutant.columns)):
        return False  # a row that moves to another group
    value = [_place(row)[1]] if base.direct else list(range(max(len(r) for r in base.rows)))
    touched = {(mutant.source[r], mutant.columns[c]) for r, c in mutant.cells if r < len(mutant.source) and c < len(mutant.columns)}
    keys = [*base.roles, *([base.counts] if base.counts is not None else [])]
    stands_on = {(r, c) for r in (*rows, *range(base.header[0], base.header[1] + 1)) for c in (*keys, *value)}
    if any(c not in mutant.columns for c in value) or stands_on & touched:
        return base.direct and _dropped(base, key, rows[0], value[0], stands_on & touched, new, mutant)
    if base.id == "sexes" and any(r is not None and r <= base.header[1] for r, _ in touched):
        return False  # a heading merged over several columns
    other = new.get(key)
    return other is None or any(other[f] != row[f] for f in _FIGURES)


def _dropped(base: Base, key: tuple[str, ...], r: int, c: int, touched: set, new: Facts, mutant: Mutant) -> bool:
    """A cell of figures that says something new must come to something, if only to a missing value."""
    if touched != {(r, c)}:
        return False
    cell = _at(mutant, mutant.source.index(r), _now(mutant, c))
    return key not in new and says(cell) is not MISSING and str(cell).strip().casefold() not in _TOTALS
