"""A file of the corpus, what it is there to show, and what must come of it. Judged by what the file says, not by what the code does."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from kpi.intake import Limits

Key = tuple[str, str, str, str]  # indicator, unit, period, sex

TRAITS: dict[str, str] = {
    "xlsx": "1 · .xlsx",
    "xlsm": "1 · .xlsm, macros never run",
    "xlsb": "1 · .xlsb",
    "xls": "1 · .xls",
    "ods": "1 · .ods",
    "csv": "1 · delimited text: separator, encoding, line ends",
    "content": "1 · recognised by content, not by name",
    "title": "2 · title rows, blank rows and columns before the header",
    "header": "2 · two-row and merged headers",
    "several": "2 · several tables or sheets in a file",
    "hidden": "2 · hidden sheets, rows and columns",
    "filter": "2 · filters",
    "footnote": "2 · footnotes",
    "total": "2 · Totalt, Summa and Alla as control sums",
    "merged": "2 · merged unit cells filled down",
    "period columns": "2 · years, quarters or months as columns",
    "indicator columns": "2 · indicators as columns",
    "sex columns": "2 · women and men as column groups",
    "unit columns": "2 · units as columns",
    "long": "2 · the long table of Qlik",
    "title says": "2 · period, sex or indicator told by a title or a sheet's name",
    "writers": "2 · what other writers do to a workbook",
    "numbers": "3 · numbers as people write them",
    "ambiguous": "3 · 1.234: asked, never guessed",
    "percent": "3 · percent signs and percent formats",
    "period": "3 · dates, serials and texts as periods",
    "codes": "3 · codes with leading zeros",
    "missing": "3 · missing, with the reason kept",
    "scale": "3 · a scale that does not fit the indicator",
    "units": "3 · units: odd spelling, old names, unknown",
    "method": "4 · method such as R12",
    "garbage": "3 · what is no number is not taken for one",
    "bomb": "8 · zip bombs and sizes beyond the limits",
    "xml": "8 · entities, external parts, deep XML, external links",
    "names": "8 · path tricks in names",
    "encrypted": "8 · encrypted workbooks",
    "damaged": "8 · truncated and damaged files",
    "personnummer": "8 · personnummer anywhere: refused whole",
    "real": "real, published figures",
}


PROPOSED, LEAVE_OUT = "<proposed>", "<leave out>"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that must come (or, with ``may``, can), and what is answered.

    kind: one or more of the question kinds, "a|b"; "" any. pick: the value of a choice, else words that a choice's text or value holds;
    PROPOSED takes what the question itself proposes, LEAVE_OUT leaves the thing out.
    about: words that the question must hold (its id, text, place or examples); so that one of several can be told apart.
    """

    kind: str
    pick: str
    about: str = ""
    may: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that must come. gone: words of the reason ("a|b" either), for a value that is missing. at: its cell's address, "Blad1!F17".

    may: it need not come (a blank cell of a wide table: told as missing, or not told at all).
    """

    value: float | None
    n: int | None = None
    denominator: float | None = None
    gone: str = ""
    at: str = ""
    method: str | None = None
    may: bool = False


@dataclass(frozen=True)
class Case:
    """One file. ``facts``: a line a figure, "indicator unit period sex value n=… den=… at=… m=… gone=…"; none more and none less may come.

    faults: any of these codes refuses the file and nothing is stored. held: what the file says cannot be settled here, so that it must be
    refused or asked about; facts, when given as well, are all that may be accepted. warns: codes ("a|b") that must be told.
    """

    id: str
    traits: tuple[str, ...]
    data: Callable[[], bytes]
    why: str
    name: str = "uttag.xlsx"
    facts: str = ""
    units: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    warns: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()  # warnings that would be wrong
    faults: tuple[str, ...] = ()
    held: bool = False
    others: tuple[str, ...] = ()  # sheets that are listed as not read
    limits: Limits | None = None
    options: dict[str, object] = field(default_factory=dict)

    @cached_property
    def expected(self) -> dict[Key, Fact]:
        """The facts by key."""
        return dict(parsed(line) for line in self.facts.splitlines() if line.strip())

    @property
    def outcome(self) -> str:
        """In words, for the table of contents."""
        if self.faults:
            return "refused: " + " or ".join(f"`{f}`" for f in self.faults)
        told = []
        if self.asks and any(not a.may for a in self.asks):
            told.append("asked: " + ", ".join(dict.fromkeys(f"`{a.kind or 'any'}`" for a in self.asks if not a.may)))
        if self.facts:
            told.append(f"{len(self.expected)} facts")
        if self.units:
            told.append(f"{len(self.units)} units")
        if self.warns:
            told.append("warned: " + ", ".join(f"`{w.replace('|', '` or `')}`" for w in self.warns))
        if self.held:
            told.append("else refused or asked" if self.facts else "refused or asked, nothing guessed")
        return "; ".join(told)


_OPTION = re.compile(r"^(n|den|at|m|gone|may)=(.*)$")


def parsed(line: str) -> tuple[Key, Fact]:
    """One line of ``Case.facts``. "-" stands for a value that is missing; "_" in a reason for a space."""
    indicator, unit, period, sex, value, *options = line.split()
    fields: dict[str, str] = {}
    for option in options:
        found = _OPTION.match(option)
        assert found, line
        fields[found[1]] = found[2].replace("_", " ")
    fact = Fact(
        value=None if value == "-" else float(value),
        n=int(fields["n"]) if "n" in fields else None,
        denominator=float(fields["den"]) if "den" in fields else None,
        gone=fields.get("gone", ""),
        at=fields.get("at", ""),
        method=fields.get("m"),
        may="may" in fields,
    )
    return (indicator, unit, period, sex), fact


def differences(expected: dict[Key, Fact], rows: Iterable[dict]) -> list[str]:
    """What of the facts is not as expected, in words; empty when all is."""
    got: dict[Key, dict] = {}
    wrong = []
    for row in rows:
        key = (row["indicator"], row["unit"], row["period"], row["sex"])
        if key in got:
            wrong.append(f"{key} twice")
        got[key] = row
    wrong += [f"{key} is lacking" for key in expected if key not in got and not expected[key].may]
    wrong += [f"{key} = {got[key]['value']} is not in the file" for key in got if key not in expected]
    for key, fact in expected.items():
        if key in got:
            wrong += [f"{key}: {w}" for w in _unlike(fact, got[key])]
    return wrong


def _unlike(fact: Fact, row: dict) -> list[str]:
    wrong = []
    value = row["value"]
    if (value is None) != (fact.value is None) or (value is not None and not math.isclose(value, fact.value, rel_tol=1e-9, abs_tol=1e-9)):
        wrong.append(f"value {value}, not {fact.value}")
    if fact.value is None and not any(w in (row["missing"] or "").casefold() for w in fact.gone.casefold().split("|")):
        wrong.append(f"missing because of ”{row['missing']}”, not ”{fact.gone}”")
    if fact.n is not None and row["n"] != fact.n:
        wrong.append(f"n {row['n']}, not {fact.n}")
    if fact.denominator is not None and row["denominator"] != fact.denominator:
        wrong.append(f"denominator {row['denominator']}, not {fact.denominator}")
    if fact.method is not None and row["method"] != fact.method:
        wrong.append(f"method ”{row['method']}”, not ”{fact.method}”")
    if fact.at and address(row) != fact.at:
        wrong.append(f"at {address(row)}, not {fact.at}")
    return wrong


def address(row: dict) -> str:
    """Where a fact stands: "Blad1!F17", "Blad1!F17:F40"."""
    letters = (row["col"] or "").split(" · ")[0]
    last = "" if row["row_last"] == row["row_first"] else f":{letters}{row['row_last']}"
    return f"{row['sheet']}!{letters}{row['row_first']}{last}"
