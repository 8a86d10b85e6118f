"""A list of managers from a workbook: who, which unit, from when to when, and who deputises for whom. Read row by row, refused whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import xlsxwriter

from kpi.errors import Fault, Refusal
from kpi.intake.letters import letter
from kpi.intake.limits import LIMITS, Limits
from kpi.intake.lookups import Problem, UnitIndex
from kpi.intake.personnummer import ADVICE, contains_personnummer, find_personnummer, in_sheet_name
from kpi.intake.read import Sheet, read_book
from kpi.intake.recognise import GUIDE_MARK, is_guide
from kpi.intake.wording import folded, short
from kpi.store.types import UnitRow

COLUMNS = {
    "person": "Användarnamn",
    "name": "Namn",
    "unit": "Enhet",
    "valid_from": "Gäller från",
    "valid_to": "Gäller till",
    "deputy_for": "Ställföreträdare för",
}
"""Field → heading. Of these the first and ``unit`` must be there; ``unit`` may be blank in a deputy's row: all that person's units."""
HELP = (
    ("Användarnamn", "Så som inloggningstjänsten skriver det, till exempel anna.ek@exempel.se. Aldrig personnummer."),
    ("Namn", "Namnet att visa."),
    ("Enhet", "Enhetens kod eller exakta namn. En chef för flera enheter har en rad per enhet."),
    ("Gäller från", "ÅÅÅÅ-MM-DD. Tomt: från och med i dag, eller som det redan är."),
    ("Gäller till", "ÅÅÅÅ-MM-DD, sista dagen. Tomt: tills vidare."),
    ("Ställföreträdare för", "Den ordinarie chefens användarnamn. Lämna Enhet tom om det gäller alla den chefens enheter."),
)
_TOP_ROWS = 20
MOST_ROWS = 20_000
DATA_SHEET, HELP_SHEET = "Chefer", "Läs mig"


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """One row as read. ``row``: the sheet's own number. ``unit``: a code; None in a deputy's row for all. Dates are ISO, None blank."""

    row: int
    person: str
    name: str
    unit: str | None
    valid_from: str | None
    valid_to: str | None
    deputy_for: str | None


@dataclass(frozen=True, slots=True)
class ManagerList:
    """A list as read, with every fault found. Nothing of it may be used while there are faults."""

    file: str
    rows: tuple[ManagerRow, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_managers(data: bytes, name: str, units: Iterable[UnitRow], limits: Limits = LIMITS) -> ManagerList:
    """Read the first sheet that has the headings. Bad input is faults in the list, never an exception."""
    if contains_personnummer(name):
        return ManagerList("fil", faults=(Fault("personnummer", f"Filens namn innehåller ett personnummer. {ADVICE}"),))
    try:
        sheets = [sheet for sheet in read_book(data, name, limits).sheets if sheet.visible and not is_guide(sheet)]
    except Refusal as refusal:
        return ManagerList(name, faults=tuple(refusal.faults) or (Fault(refusal.code, refusal.message),))
    for sheet in sheets:
        header = _header(sheet)
        if header is not None:
            secret = [*in_sheet_name(sheet), *find_personnummer(sheet, [header + 1])]
            return ManagerList(name, faults=tuple(secret)) if secret else _read(name, sheet, header, UnitIndex(units))
    wanted = f"{COLUMNS['person']} och {COLUMNS['unit']}"
    message = f"Inget blad har rubrikerna {wanted}. Utgå från mallen på sidan Åtkomst."
    return ManagerList(name, faults=(Fault("no_header", message),))


def write_template(path: Path, units: Sequence[tuple[str, str]]) -> None:
    """A workbook to fill in: the headings with the units as a list to choose from, and what each column is. units: code and name."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DCE6F1", "num_format": "@"})
        text, wrap = book.add_format({"num_format": "@"}), book.add_format({"text_wrap": True, "valign": "top"})
        mark = book.add_format({"bold": True, "font_color": "#9C0006"})
        sheet, guide = book.add_worksheet(DATA_SHEET), book.add_worksheet(HELP_SHEET)
        for at, heading in enumerate(COLUMNS.values()):
            sheet.set_column(at, at, 26, text)
            sheet.write_string(0, at, heading, head)
        sheet.freeze_panes(1, 0)
        guide.write_string(0, 0, f"{GUIDE_MARK} så fylls bladet {DATA_SHEET} i", mark)
        for row, (heading, said) in enumerate(HELP, start=2):
            guide.write_string(row, 0, heading, wrap)
            guide.write_string(row, 1, said, wrap)
        guide.set_column(0, 0, 26)
        guide.set_column(1, 1, 90)
        guide.set_column(3, 4, 30, text)
        for row, (code, unit_name) in enumerate(units, start=2):
            guide.write_string(row, 3, code, text)
            guide.write_string(row, 4, unit_name, text)
        if units:
            source = f"='{HELP_SHEET}'!$D$3:$D${len(units) + 2}"
            sheet.data_validation(1, 2, MOST_ROWS, 2, {"validate": "list", "source": source, "error_type": "warning"})


def _header(sheet: Sheet) -> int | None:
    """The 0-based row with the headings; None when the sheet has none."""
    wanted = {folded(COLUMNS["person"]), folded(COLUMNS["unit"])}
    for at, row in enumerate(sheet.grid.head(_TOP_ROWS).iter_rows()):
        if wanted <= {folded(cell) for cell in row if cell}:
            return at
    return None


def _read(file: str, sheet: Sheet, header: int, units: UnitIndex) -> ManagerList:
    headings = {folded(cell): at for at, cell in enumerate(sheet.grid.row(header)) if cell}
    columns = {key: headings[folded(heading)] for key, heading in COLUMNS.items() if folded(heading) in headings}
    names = [int(name) for name in sheet.grid.columns]
    places = {key: f"{letter(names[at])} · {COLUMNS[key]}" for key, at in columns.items()}
    if sheet.grid.height - header > MOST_ROWS:
        return ManagerList(file, faults=(Fault("too_many_rows", f"Listan har fler än {MOST_ROWS} rader. Dela upp den."),))
    rows, faults = [], []
    for number, cells in enumerate(sheet.grid.slice(header + 1).iter_rows(), start=header + 2):
        texts = {key: " ".join((cells[at] or "").split()) for key, at in columns.items()}
        if not any(texts.values()):
            continue
        found = _Row(sheet.name, number, texts, places)
        row = found.read(units)
        faults += found.faults
        if row is not None:
            rows.append(row)
    if not rows and not faults:
        faults.append(Fault("no_rows", "Listan har inga rader under rubrikerna.", sheet=sheet.name))
    return ManagerList(file, tuple(rows), (*faults, *_twice(sheet.name, rows)))


class _Row:
    """One row under reading, and its faults."""

    def __init__(self, sheet: str, number: int, texts: Mapping[str, str], places: Mapping[str, str]) -> None:
        self._sheet, self._number, self._texts, self._places = sheet, number, texts, places
        self.faults: list[Fault] = []

    def _bad(self, key: str, code: str, message: str) -> None:
        column = self._places.get(key, COLUMNS[key])
        self.faults.append(Fault(code, message, self._sheet, self._number, column, short(self._texts.get(key, "")) or None))

    def read(self, units: UnitIndex) -> ManagerRow | None:
        person, deputy_for = (self._texts.get(key, "").casefold() for key in ("person", "deputy_for"))
        if not person:
            self._bad("person", "no_person", "Användarnamn saknas. Skriv det som personen loggar in med.")
        if deputy_for and deputy_for == person:
            self._bad("deputy_for", "own_deputy", "En person kan inte vara sin egen ställföreträdare. Skriv den ordinarie chefen.")
        first, last = self._date("valid_from"), self._date("valid_to")
        if first and last and last < first:
            self._bad("valid_to", "bad_dates", "Slutar före den börjar. Rätta datumen.")
        unit = self._unit(units, deputy_for)
        return None if self.faults else ManagerRow(self._number, person, self._texts.get("name", ""), unit, first, last, deputy_for or None)

    def _date(self, key: str) -> str | None:
        text = self._texts.get(key, "")
        day, rest = text[:10], text[10:].strip(" T")
        try:
            if text and rest.strip("0:.") == "":
                return date.fromisoformat(day).isoformat()
        except ValueError:
            pass
        if text:
            self._bad(key, "bad_date", "Datumet går inte att läsa. Skriv ÅÅÅÅ-MM-DD.")
        return None

    def _unit(self, units: UnitIndex, deputy_for: str) -> str | None:
        text = self._texts.get("unit", "")
        if not text:
            if not deputy_for:
                self._bad("unit", "unit_missing", "Enhet saknas. Skriv enhetens kod eller exakta namn.")
            return None
        found = units.find(text, None)
        if isinstance(found, Problem):
            self._bad("unit", found.code, found.message)
            return None
        return found


def _twice(sheet: str, rows: Sequence[ManagerRow]) -> list[Fault]:
    """Rows that say something about the same person, unit and deputyship as one above."""
    first: dict[tuple[str, str | None, str | None], int] = {}
    faults = []
    for row in rows:
        key = (row.person, row.unit, row.deputy_for)
        if first.setdefault(key, row.row) != row.row:
            faults.append(Fault("row_twice", f"Står redan på rad {first[key]}. Ta bort den ena raden.", sheet, row.row, COLUMNS["person"]))
    return faults
