"""A workbook of ours that people fill in and send back: found by its headings, read row by row, refused whole.

What its rows mean is told by whoever reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from kpi.errors import Fault, Refusal
from kpi.intake.letters import letter
from kpi.intake.limits import LIMITS, Limits
from kpi.intake.personnummer import ADVICE, contains_personnummer, find_personnummer, in_sheet_name
from kpi.intake.read import Sheet, read_book
from kpi.intake.recognise import is_guide
from kpi.intake.wording import folded, short
from kpi.language import everywhere, tr

T = TypeVar("T")
_TOP_ROWS = 20


@dataclass(slots=True)
class ListedRow:
    """One row under reading: its cells' texts by field ("" for a blank or a column that is not there), and its faults."""

    number: int  # the sheet's own
    texts: Mapping[str, str]
    places: Mapping[str, str]  # field → "B · Heading"
    sheet: str
    faults: list[Fault] = field(default_factory=list)

    def bad(self, key: str, code: str, message: str) -> None:
        """Note a fault of the field's cell."""
        self.faults.append(Fault(code, message, self.sheet, self.number, self.places[key], short(self.texts[key]) or None))

    def date(self, key: str) -> str | None:
        """The field as an ISO date, also as Excel hands it over with a time of zero. None for a blank, and for a fault, which is noted."""
        text = self.texts[key]
        day, rest = text[:10], text[10:].strip(" T")
        try:
            if text and rest.strip("0:.") == "":
                return date.fromisoformat(day).isoformat()
        except ValueError:
            pass
        if text:
            self.bad(key, "bad_date", tr("Datumet går inte att läsa. Skriv ÅÅÅÅ-MM-DD."))
        return None


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """What a kind of list looks like: field → heading (Swedish; read in any language), the fields whose headings must be there, what is
    said when they are not, how many rows it may have, and how a row is read (None with faults noted in it)."""

    columns: Mapping[str, str]
    needed: Collection[str]
    no_header: str
    most_rows: int
    read_row: Callable[[ListedRow], T | None]


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A list as read. ``file``: its name, unless that itself may not be repeated. ``sheet``: the one read; None when none was."""

    file: str
    rows: tuple[T, ...] = ()
    faults: tuple[Fault, ...] = ()
    sheet: str | None = None


def read_listed(data: bytes, name: str, kind: Kind[T], limits: Limits = LIMITS) -> Listed[T]:
    """Read the first visible sheet that has the headings. Bad input is faults in the list, never an exception."""
    if contains_personnummer(name):
        return Listed(
            tr("fil"), faults=(Fault("personnummer", tr("Filens namn innehåller ett personnummer. {advice}", advice=tr(ADVICE))),)
        )
    try:
        sheets = [sheet for sheet in read_book(data, name, limits).sheets if sheet.visible and not is_guide(sheet)]
    except Refusal as refusal:
        return Listed(name, faults=tuple(refusal.faults) or (Fault(refusal.code, refusal.message),))
    for sheet in sheets:
        header = _header(sheet, kind)
        if header is not None:
            secret = [*in_sheet_name(sheet), *find_personnummer(sheet, [header + 1])]
            return Listed(name, faults=tuple(secret)) if secret else _read(name, sheet, header, kind)
    return Listed(name, faults=(Fault("no_header", kind.no_header),))


def _header(sheet: Sheet, kind: Kind[T]) -> int | None:
    """The 0-based row with the headings that must be there; None when the sheet has none."""
    wanted = [_headings(kind.columns[key]) for key in kind.needed]
    for at, row in enumerate(sheet.grid.head(_TOP_ROWS).iter_rows()):
        cells = {folded(cell) for cell in row if cell}
        if all(heading & cells for heading in wanted):
            return at
    return None


def _headings(heading: str) -> set[str]:
    """A heading folded, in any language: the workbook may have been written in another than this run's."""
    return {folded(text) for text in everywhere(heading)}


def _read(file: str, sheet: Sheet, header: int, kind: Kind[T]) -> Listed[T]:
    headings = {folded(cell): at for at, cell in enumerate(sheet.grid.row(header)) if cell}
    said = {key: tr(heading) for key, heading in kind.columns.items()}
    columns = {key: headings[min(found)] for key, text in kind.columns.items() if (found := _headings(text) & headings.keys())}
    names = [int(name) for name in sheet.grid.columns]
    places = said | {key: f"{letter(names[at])} · {said[key]}" for key, at in columns.items()}
    if sheet.grid.height - header > kind.most_rows:
        return Listed(file, faults=(Fault("too_many_rows", tr("Listan har fler än {most} rader. Dela upp den.", most=kind.most_rows)),))
    rows: list[T] = []
    faults: list[Fault] = []
    blank = dict.fromkeys(kind.columns, "")
    for number, cells in enumerate(sheet.grid.slice(header + 1).iter_rows(), start=header + 2):
        texts = blank | {key: " ".join((cells[at] or "").split()) for key, at in columns.items()}
        if any(texts.values()):
            found = ListedRow(number, texts, places, sheet.name)
            row = kind.read_row(found)
            rows += [] if row is None else [row]
            faults += found.faults
    if not rows and not faults:
        faults.append(Fault("no_rows", tr("Listan har inga rader under rubrikerna."), sheet=sheet.name))
    return Listed(file, tuple(rows), tuple(faults), sheet.name)
