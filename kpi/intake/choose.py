"""Which sheets of a file are read, and with which layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kpi.errors import Fault
from kpi.intake.limits import Limits
from kpi.intake.personnummer import find_personnummer
from kpi.intake.read import SYNTHETIC_WORD, Book, Sheet
from kpi.intake.recognise import Match, is_guide, recognise
from kpi.intake.wording import listed
from kpi.programme.model import Layout


@dataclass(slots=True)
class Chosen:
    """The matches to read (same layout), or the faults that keep the file out. others: names of sheets that are not read."""

    matches: list[Match] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    synthetic: bool = False


def choose(book: Book, layouts: Sequence[Layout], limits: Limits) -> Chosen:
    """Recognise every sheet. A personal identity number anywhere keeps the whole file out, and then nothing else is told."""
    found = {s.name: recognise(s, layouts, limits) for s in book.sheets if _has_cells(s) and not is_guide(s)}
    matches = [m for m in found.values() if isinstance(m, Match)]
    by_sheet = {m.sheet.name: m for m in matches}
    persons = [f for s in book.sheets if _has_cells(s) for f in _persons(s, by_sheet.get(s.name))]
    chosen = Chosen(synthetic=book.synthetic or any(_says_synthetic(m) for m in matches))
    if persons:
        chosen.faults = persons
        return chosen
    _pick(chosen, book, found, matches)
    read = {m.sheet.name for m in chosen.matches}
    chosen.others = [name for name in found if name not in read]
    return chosen


def _has_cells(sheet: Sheet) -> bool:
    return sheet.grid.height > 0 and sheet.grid.width > 0


def _persons(sheet: Sheet, match: Match | None) -> list[Fault]:
    amounts = {match.columns[c.key] for c in match.layout.columns if c.key in match.columns and c.type in _AMOUNTS} if match else set()
    return find_personnummer(sheet, match.header_row if match else None, frozenset(amounts))


_AMOUNTS = ("number", "integer")


def _pick(chosen: Chosen, book: Book, found: dict[str, Match | Fault], matches: list[Match]) -> None:
    """Visible sheets that fit, all of one layout. What nearly fits that layout is a fault; other sheets are left."""
    hidden = {s.name for s in book.sheets if not s.visible}
    seen = [m for m in matches if m.sheet.name not in hidden]
    clean = [m for m in seen if not m.faults]
    layouts = {m.layout.id: m.layout.name for m in clean}
    if len(layouts) > 1:
        names = listed(f"{m.sheet.name}: {m.layout.name}" for m in clean)
        chosen.faults = [Fault("several_layouts", f"Arbetsboken har underlag av olika slag ({names}). Spara dem i var sin fil.")]
        return
    if clean:
        chosen.faults = [f for m in seen if m.layout.id in layouts for f in m.faults]
        chosen.matches = [m for m in clean if _rows_below(m)] or clean[:1]
        chosen.warnings = [_hidden(m) for m in matches if m.sheet.name in hidden]
        if not chosen.faults and not _rows_below(chosen.matches[0]):
            chosen.faults = [_no_rows(chosen.matches[0])]
        return
    if seen:
        nearest = min(seen, key=lambda m: len(m.faults))
        chosen.matches, chosen.faults = [nearest], list(nearest.faults)
        return
    chosen.faults = [f for name, f in found.items() if isinstance(f, Fault) and name not in hidden] or [_nothing(book, matches)]


def _rows_below(match: Match) -> bool:
    """Does any recognised column hold anything below the header?"""
    below = match.sheet.grid.slice(match.header_row)
    return any(below[c].null_count() < below.height for c in match.columns.values())


def _no_rows(match: Match) -> Fault:
    message = f"Bladet ”{match.sheet.name}” har rubriker men inga rader under dem. Fyll i rader eller exportera på nytt."
    return Fault("no_data", message, sheet=match.sheet.name, row=match.header_row)


def _nothing(book: Book, hidden: list[Match]) -> Fault:
    if hidden:
        name = hidden[0].sheet.name
        return Fault("no_data", f"Bladet ”{name}” är dolt och läses inte. Visa bladet i Excel och spara på nytt.", sheet=name)
    names = [s.name for s in book.sheets if not is_guide(s)]
    what = f"Bladet ”{names[0]}” är tomt." if len(names) == 1 else "Filen har inget blad med uppgifter."
    return Fault("no_data", f"{what} Fyll i rader under rubrikerna eller exportera på nytt.", sheet=names[0] if names else None)


def _hidden(match: Match) -> Fault:
    message = f"Bladet ”{match.sheet.name}” är dolt och läses inte."
    return Fault("hidden_sheet", message, sheet=match.sheet.name)


def _says_synthetic(match: Match) -> bool:
    above = match.sheet.grid.head(match.header_row - 1)
    return any(SYNTHETIC_WORD in text.upper() for row in above.iter_rows() for text in row if text is not None)
