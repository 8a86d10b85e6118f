"""A list of managers from a workbook: who, which unit, from when to when, and who deputises for whom. Read row by row, refused whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from kpi.errors import Fault
from kpi.intake.limits import LIMITS, Limits
from kpi.intake.listed import Kind, ListedRow, read_listed
from kpi.intake.lookups import Problem, UnitIndex
from kpi.intake.recognise import GUIDE_MARK
from kpi.language import N_, all_of, tr
from kpi.store.types import UnitRow

COLUMNS = {
    "person": N_("Användarnamn"),
    "name": N_("Namn"),
    "unit": N_("Enhet"),
    "valid_from": N_("Gäller från"),
    "valid_to": N_("Gäller till"),
    "deputy_for": N_("Ställföreträdare för"),
    "title": N_("Ledning"),
}
"""Field → heading. Of these the first and ``unit`` must be there; ``unit`` may be blank in a deputy's row: all that person's units.
``title`` is only for packs that say what the management of a level is called."""
HELP = (
    (N_("Användarnamn"), N_("Så som inloggningstjänsten skriver det, till exempel anna.ek@exempel.se. Aldrig personnummer.")),
    (N_("Namn"), N_("Namnet att visa.")),
    (N_("Enhet"), N_("Enhetens kod eller exakta namn. En chef för flera enheter har en rad per enhet.")),
    (N_("Gäller från"), N_("ÅÅÅÅ-MM-DD. Tomt: från och med i dag, eller som det redan är.")),
    (N_("Gäller till"), N_("ÅÅÅÅ-MM-DD, sista dagen. Tomt: tills vidare.")),
    (N_("Ställföreträdare för"), N_("Den ordinarie chefens användarnamn. Lämna Enhet tom om det gäller alla den chefens enheter.")),
)
_PERSON, _TITLE = COLUMNS["person"], COLUMNS["title"]
TITLE_HELP = N_("Vad ledningen för enheten kallas: {titles}. Tomt går bra; annat än enhetens egen nivå är ett fel.")
MOST_ROWS = 20_000
DATA_SHEET, HELP_SHEET = N_("Chefer"), N_("Läs mig")


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """One row as read. ``row``: the sheet's own number. ``unit``: a code; None in a deputy's row for all. Dates are ISO, None blank.
    ``title``: what the unit's management is called, None blank."""

    row: int
    person: str
    name: str
    unit: str | None
    valid_from: str | None
    valid_to: str | None
    deputy_for: str | None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class ManagerList:
    """A list as read, with every fault found. Nothing of it may be used while there are faults."""

    file: str
    rows: tuple[ManagerRow, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_managers(data: bytes, name: str, units: Iterable[UnitRow], limits: Limits = LIMITS) -> ManagerList:
    """Read the first sheet that has the headings. Bad input is faults in the list, never an exception."""
    index, needed = UnitIndex(units), ("person", "unit")
    wanted = all_of(tr(COLUMNS[key]) for key in needed)
    no_header = tr("Inget blad har rubrikerna {wanted}. Utgå från mallen på sidan Åtkomst.", wanted=wanted)
    found = read_listed(data, name, Kind(COLUMNS, needed, no_header, MOST_ROWS, lambda row: _row(row, index)), limits)
    return ManagerList(found.file, found.rows, (*found.faults, *_twice(found.sheet, found.rows)))


def write_template(path: Path, units: Sequence[tuple[str, str]], titles: Sequence[str] = ()) -> None:
    """A workbook to fill in: the headings with the units as a list to choose from, and what each column is. units: code and name;
    titles: what the pack calls the management of its levels, and with none there is no such column."""
    headings = [tr(heading) for key, heading in COLUMNS.items() if key != "title" or titles]
    said_of = [(tr(heading), tr(said)) for heading, said in HELP]
    said_of += [(tr(_TITLE), tr(TITLE_HELP, titles=", ".join(titles)))] if titles else []
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DCE6F1", "num_format": "@"})
        text, wrap = book.add_format({"num_format": "@"}), book.add_format({"text_wrap": True, "valign": "top"})
        mark = book.add_format({"bold": True, "font_color": "#9C0006"})
        sheet, guide = book.add_worksheet(tr(DATA_SHEET)), book.add_worksheet(tr(HELP_SHEET))
        for at, heading in enumerate(headings):
            sheet.set_column(at, at, 26, text)
            sheet.write_string(0, at, heading, head)
        sheet.freeze_panes(1, 0)
        guide.write_string(0, 0, tr("{mark} så fylls bladet {sheet} i", mark=tr(GUIDE_MARK), sheet=tr(DATA_SHEET)), mark)
        for row, (heading, said) in enumerate(said_of, start=2):
            guide.write_string(row, 0, heading, wrap)
            guide.write_string(row, 1, said, wrap)
        guide.set_column(0, 0, 26)
        guide.set_column(1, 1, 90)
        guide.set_column(3, 4, 30, text)
        for row, (code, unit_name) in enumerate(units, start=2):
            guide.write_string(row, 3, code, text)
            guide.write_string(row, 4, unit_name, text)
        if units:
            source = f"='{tr(HELP_SHEET)}'!$D$3:$D${len(units) + 2}"
            sheet.data_validation(1, 2, MOST_ROWS, 2, {"validate": "list", "source": source, "error_type": "warning"})


def _row(row: ListedRow, units: UnitIndex) -> ManagerRow | None:
    person, deputy_for = (row.texts[key].casefold() for key in ("person", "deputy_for"))
    if not person:
        row.bad("person", "no_person", tr("Användarnamn saknas. Skriv det som personen loggar in med."))
    if deputy_for and deputy_for == person:
        row.bad("deputy_for", "own_deputy", tr("En person kan inte vara sin egen ställföreträdare. Skriv den ordinarie chefen."))
    first, last = row.date("valid_from"), row.date("valid_to")
    if first and last and last < first:
        row.bad("valid_to", "bad_dates", tr("Slutar före den börjar. Rätta datumen."))
    unit = _unit(row, units, deputy_for)
    title = row.texts["title"] or None
    return None if row.faults else ManagerRow(row.number, person, row.texts["name"], unit, first, last, deputy_for or None, title)


def _unit(row: ListedRow, units: UnitIndex, deputy_for: str) -> str | None:
    text = row.texts["unit"]
    if not text:
        if not deputy_for:
            row.bad("unit", "unit_missing", tr("Enhet saknas. Skriv enhetens kod eller exakta namn."))
        return None
    found = units.find(text, None)
    if isinstance(found, Problem):
        row.bad("unit", found.code, found.message)
        return None
    return found


def _twice(sheet: str | None, rows: Sequence[ManagerRow]) -> list[Fault]:
    """Rows that say something about the same person, unit and deputyship as one above."""
    first: dict[tuple[str, str | None, str | None], int] = {}
    faults = []
    for row in rows:
        key = (row.person, row.unit, row.deputy_for)
        if first.setdefault(key, row.row) != row.row:
            faults.append(
                Fault(
                    "row_twice",
                    tr("Står redan på rad {row}. Ta bort den ena raden.", row=first[key]),
                    sheet,
                    row.row,
                    tr(_PERSON),
                )
            )
    return faults
