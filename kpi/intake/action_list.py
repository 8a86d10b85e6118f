"""The plan's actions as a workbook: written to be read and filled in, and read back row by row, refused whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter

from kpi.errors import Fault, Refusal
from kpi.intake.letters import letter
from kpi.intake.limits import LIMITS, Limits
from kpi.intake.personnummer import ADVICE, contains_personnummer, find_personnummer, in_sheet_name
from kpi.intake.read import Sheet, read_book
from kpi.intake.recognise import GUIDE_MARK, is_guide
from kpi.intake.wording import folded, short

COLUMNS = {
    "id": "Id",
    "area": "Programområde",
    "text": "Åtgärd",
    "responsible": "Ansvarig",
    "due_year": "Planeras klar",
    "state": "Rapporterad status",
    "day": "Dag",
    "closed": "Tagen ur planen",
    "reason": "Skäl till ändringen",
}
"""Field → heading, of what is read back."""
SHOWN = {"status": "Status", "why": "Senaste skäl", "note": "Anteckning", "indicators": "Ska påverka"}
"""Field → heading, of what is written only: it is computed, or told in other ways."""
HELP = (
    ("Id", "Ändra inte. Tomt: en ny åtgärd."),
    ("Programområde", "Områdets namn, precis som det skrivs i listan."),
    ("Ansvarig", "Som planen skriver det. Flera skiljs med komma."),
    ("Planeras klar", "Året, med fyra siffror."),
    ("Rapporterad status", "Ej påbörjad, Påbörjad, Genomförd eller Inställd. Försenad räknas ut och skrivs aldrig in. Tomt: oförändrad."),
    ("Dag", "ÅÅÅÅ-MM-DD, när det hände. Tomt: i dag, eller som det redan är."),
    ("Tagen ur planen", "Ja eller nej. Tomt är nej."),
    ("Skäl till ändringen", "Tomt: det skäl som anges när arbetsboken läses in."),
    ("Status, Senaste skäl, Anteckning, Ska påverka", "Visas bara. Det som ändras där läses inte in."),
)
DATA_SHEET, HELP_SHEET = "Åtgärder", "Läs mig"
_TOP_ROWS, _MOST_ROWS = 20, 5_000
_YES, _NO = ("ja", "x"), ("nej", "")
_WIDTHS = {"text": 80, "responsible": 26, "area": 26, "why": 40, "note": 40, "indicators": 40, "reason": 40}


@dataclass(frozen=True, slots=True)
class ListedAction:
    """One row as read. ``row``: the sheet's own number; ``id`` None: a new action; ``state`` and ``day`` None: nothing is said."""

    row: int
    id: str | None
    area: str
    text: str
    responsible: tuple[str, ...]
    due_year: int
    state: str | None
    day: str | None
    closed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ActionList:
    """A workbook as read, with every fault found. Nothing of it may be used while there are faults."""

    file: str
    rows: tuple[ListedAction, ...] = ()
    faults: tuple[Fault, ...] = ()


def write_actions(path: Path, rows: Sequence[Mapping[str, str | int]], about: Sequence[tuple[str, str]], areas: Sequence[str]) -> None:
    """The rows (a value for each key of COLUMNS and SHOWN) with years as numbers and texts as texts, never formulas. ``about``: what
    the workbook is, for its notes. ``areas``: the names to choose from."""
    headings = COLUMNS | SHOWN
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DCE6F1", "num_format": "@"})
        wrap, year = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}), book.add_format({"valign": "top"})
        mark = book.add_format({"bold": True})
        sheet, guide = book.add_worksheet(DATA_SHEET), book.add_worksheet(HELP_SHEET)
        for at, (key, heading) in enumerate(headings.items()):
            sheet.set_column(at, at, _WIDTHS.get(key, 18))
            sheet.write_string(0, at, heading, head)
            for line, row in enumerate(rows, start=1):
                value = row[key]
                if isinstance(value, int):
                    sheet.write_number(line, at, value, year)
                else:
                    sheet.write_string(line, at, value, wrap)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows)), len(headings) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        guide.write_string(0, 0, f"{GUIDE_MARK} så fylls bladet {DATA_SHEET} i", mark)
        for line, (name, said) in enumerate([*HELP, ("Programområden", ", ".join(areas)), *about], start=2):
            guide.write_string(line, 0, name, wrap)
            guide.write_string(line, 1, said, wrap)
        guide.set_column(0, 0, 30)
        guide.set_column(1, 1, 90)


def read_actions(data: bytes, name: str, states: Mapping[str, str], limits: Limits = LIMITS) -> ActionList:
    """Read the first sheet that has the headings. ``states``: the word of a status, folded → its name. Bad input is faults in the list."""
    if contains_personnummer(name):
        return ActionList("fil", faults=(Fault("personnummer", f"Filens namn innehåller ett personnummer. {ADVICE}"),))
    try:
        sheets = [sheet for sheet in read_book(data, name, limits).sheets if sheet.visible and not is_guide(sheet)]
    except Refusal as refusal:
        return ActionList(name, faults=tuple(refusal.faults) or (Fault(refusal.code, refusal.message),))
    for sheet in sheets:
        header = _header(sheet)
        if header is not None:
            secret = [*in_sheet_name(sheet), *find_personnummer(sheet, [header + 1])]
            return ActionList(name, faults=tuple(secret)) if secret else _read(name, sheet, header, states)
    message = "Inget blad har arbetsbokens rubriker. Hämta åtgärderna som Excel och utgå från den filen."
    return ActionList(name, faults=(Fault("no_header", message),))


def _header(sheet: Sheet) -> int | None:
    """The 0-based row with all headings that are read; None when the sheet has none."""
    wanted = {folded(heading) for heading in COLUMNS.values()}
    rows = enumerate(sheet.grid.head(_TOP_ROWS).iter_rows())
    return next((at for at, row in rows if wanted <= {folded(cell) for cell in row if cell}), None)


def _read(file: str, sheet: Sheet, header: int, states: Mapping[str, str]) -> ActionList:
    headings = {folded(cell): at for at, cell in enumerate(sheet.grid.row(header)) if cell}
    columns = {key: headings[folded(heading)] for key, heading in COLUMNS.items()}
    names = [int(name) for name in sheet.grid.columns]
    places = {key: f"{letter(names[at])} · {COLUMNS[key]}" for key, at in columns.items()}
    if sheet.grid.height - header > _MOST_ROWS:
        return ActionList(file, faults=(Fault("too_many_rows", f"Listan har fler än {_MOST_ROWS} rader. Dela upp den."),))
    rows: list[ListedAction] = []
    faults: list[Fault] = []
    for number, cells in enumerate(sheet.grid.slice(header + 1).iter_rows(), start=header + 2):
        texts = {key: " ".join((cells[at] or "").split()) for key, at in columns.items()}
        if any(texts.values()):
            found = _Row(sheet.name, number, texts, places)
            row = found.read(states)
            rows += [row] if row else []
            faults += found.faults
    if not rows and not faults:
        faults.append(Fault("no_rows", "Listan har inga rader under rubrikerna.", sheet=sheet.name))
    return ActionList(file, tuple(rows), (*faults, *_twice(sheet.name, rows)))


class _Row:
    """One row under reading, and its faults."""

    def __init__(self, sheet: str, number: int, texts: Mapping[str, str], places: Mapping[str, str]) -> None:
        self._sheet, self._number, self._texts, self._places = sheet, number, texts, places
        self.faults: list[Fault] = []

    def _bad(self, key: str, code: str, message: str) -> None:
        value = short(self._texts[key]) or None
        self.faults.append(Fault(code, message, self._sheet, self._number, self._places[key], value))

    def read(self, states: Mapping[str, str]) -> ListedAction | None:
        texts = self._texts
        for key, said in (("text", "vad som ska göras"), ("area", "programområdet"), ("responsible", "vem som ansvarar")):
            # An action of the plan's own may have nobody responsible: whether this one may is for the plan to say.
            if not texts[key] and not (key == "responsible" and texts["id"]):
                self._bad(key, "missing", f"Cellen är tom. Skriv {said}.")
        due, state, day, closed = self._year(), self._state(states), self._day(), self._closed()
        if self.faults:
            return None
        owners = tuple(name.strip() for name in texts["responsible"].split(",") if name.strip())
        return ListedAction(
            self._number, texts["id"] or None, texts["area"], texts["text"], owners, due, state, day, closed, texts["reason"]
        )

    def _year(self) -> int:
        text = self._texts["due_year"].removesuffix(".0")
        if text.isascii() and text.isdigit() and len(text) == 4:
            return int(text)
        self._bad("due_year", "unknown_year", "Året går inte att läsa. Skriv det med fyra siffror.")
        return 0

    def _state(self, states: Mapping[str, str]) -> str | None:
        text = self._texts["state"]
        if text and folded(text) not in states:
            self._bad("state", "unknown_state", "Statusen går inte att läsa. Skriv en av orden på bladet Läs mig; försenad räknas ut.")
        return states.get(folded(text))

    def _day(self) -> str | None:
        text = self._texts["day"]
        day, rest = text[:10], text[10:].strip(" T")
        try:
            if text and rest.strip("0:.") == "":
                return date.fromisoformat(day).isoformat()
        except ValueError:
            pass
        if text:
            self._bad("day", "bad_date", "Datumet går inte att läsa. Skriv ÅÅÅÅ-MM-DD.")
        return None

    def _closed(self) -> bool:
        text = folded(self._texts["closed"])
        if text not in (*_YES, *_NO):
            self._bad("closed", "unknown_answer", "Skriv ja eller nej.")
        return text in _YES


def _twice(sheet: str, rows: Iterable[ListedAction]) -> list[Fault]:
    """Rows with the same id as one above."""
    first: dict[str, int] = {}
    return [
        Fault("row_twice", f"Åtgärden står redan på rad {first[row.id]}. Ta bort den ena raden.", sheet, row.row, COLUMNS["id"], row.id)
        for row in rows
        if row.id and first.setdefault(row.id, row.row) != row.row
    ]
