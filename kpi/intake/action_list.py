"""The plan's actions as a workbook: written to be read and filled in, and read back row by row, refused whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from kpi.errors import Fault
from kpi.intake.limits import LIMITS, Limits
from kpi.intake.listed import Kind, ListedRow, read_listed
from kpi.intake.recognise import GUIDE_MARK
from kpi.intake.wording import folded
from kpi.language import N_, one_of, tr
from kpi.text.actions import STATE

COLUMNS = {
    "id": N_("Id"),
    "area": N_("Programområde"),
    "text": N_("Åtgärd"),
    "responsible": N_("Ansvarig"),
    "due_year": N_("Planeras klar"),
    "state": N_("Rapporterad status"),
    "day": N_("Dag"),
    "closed": N_("Tagen ur planen"),
    "reason": N_("Skäl till ändringen"),
}
"""Field → heading, of what is read back."""
SHOWN = {"status": N_("Status"), "why": N_("Senaste skäl"), "note": N_("Anteckning"), "indicators": N_("Ska påverka")}
"""Field → heading, of what is written only: it is computed, or told in other ways."""
HELP = (
    (N_("Id"), N_("Ändra inte. Tomt: en ny åtgärd.")),
    (N_("Programområde"), N_("Områdets namn, precis som det skrivs i listan.")),
    (N_("Ansvarig"), N_("Som planen skriver det. Flera skiljs med komma.")),
    (N_("Planeras klar"), N_("Året, med fyra siffror.")),
    (
        N_("Rapporterad status"),
        N_("{states}. Försenad räknas ut och skrivs aldrig in. Tomt: oförändrad."),
    ),
    (N_("Dag"), N_("ÅÅÅÅ-MM-DD, när det hände. Tomt: i dag, eller som det redan är.")),
    (N_("Tagen ur planen"), N_("Ja eller nej. Tomt är nej.")),
    (N_("Skäl till ändringen"), N_("Tomt: det skäl som anges när arbetsboken läses in.")),
    (N_("Status, Senaste skäl, Anteckning, Ska påverka"), N_("Visas bara. Det som ändras där läses inte in.")),
)
_ID = COLUMNS["id"]
DATA_SHEET, HELP_SHEET = N_("Åtgärder"), N_("Läs mig")
_MOST_ROWS = 5_000
_YES, _NO = ("ja", "yes", "x"), ("nej", "no", "")
_NEEDED = (
    ("text", N_("Cellen är tom. Skriv vad som ska göras.")),
    ("area", N_("Cellen är tom. Skriv programområdet.")),
    ("responsible", N_("Cellen är tom. Skriv vem som ansvarar.")),
)
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
    headings = {key: tr(heading) for key, heading in (COLUMNS | SHOWN).items()}
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DCE6F1", "num_format": "@"})
        wrap, year = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}), book.add_format({"valign": "top"})
        mark = book.add_format({"bold": True})
        sheet, guide = book.add_worksheet(tr(DATA_SHEET)), book.add_worksheet(tr(HELP_SHEET))
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
        guide.write_string(0, 0, tr("{mark} så fylls bladet {sheet} i", mark=tr(GUIDE_MARK), sheet=tr(DATA_SHEET)), mark)
        help_lines = [(tr(name), tr(said, states=_states())) for name, said in HELP]
        for line, (name, said) in enumerate([*help_lines, (tr("Programområden"), ", ".join(areas)), *about], start=2):
            guide.write_string(line, 0, name, wrap)
            guide.write_string(line, 1, said, wrap)
        guide.set_column(0, 0, 30)
        guide.set_column(1, 1, 90)


def _states() -> str:
    """The words of the statuses that may be reported: "Ej påbörjad, Påbörjad, Genomförd eller Inställd"."""
    words = [tr(word) for word in STATE.values()]
    return one_of([", ".join(words[:-1]), words[-1]])


def read_actions(data: bytes, name: str, states: Mapping[str, str], limits: Limits = LIMITS) -> ActionList:
    """Read the first sheet that has the headings. ``states``: the word of a status, folded → its name. Bad input is faults in the list."""
    no_header = tr("Inget blad har arbetsbokens rubriker. Hämta åtgärderna som Excel och utgå från den filen.")
    found = read_listed(data, name, Kind(COLUMNS, COLUMNS, no_header, _MOST_ROWS, lambda row: _row(row, states)), limits)
    return ActionList(found.file, found.rows, (*found.faults, *_twice(found.sheet, found.rows)))


def _row(row: ListedRow, states: Mapping[str, str]) -> ListedAction | None:
    texts = row.texts
    for key, message in _NEEDED:
        # An action of the plan's own may have nobody responsible: whether this one may is for the plan to say.
        if not texts[key] and not (key == "responsible" and texts["id"]):
            row.bad(key, "missing", tr(message))
    due, state, day, closed = _year(row), _state(row, states), row.date("day"), _closed(row)
    if row.faults:
        return None
    owners = tuple(name.strip() for name in texts["responsible"].split(",") if name.strip())
    return ListedAction(row.number, texts["id"] or None, texts["area"], texts["text"], owners, due, state, day, closed, texts["reason"])


def _year(row: ListedRow) -> int:
    text = row.texts["due_year"].removesuffix(".0")
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    row.bad("due_year", "unknown_year", tr("Året går inte att läsa. Skriv det med fyra siffror."))
    return 0


def _state(row: ListedRow, states: Mapping[str, str]) -> str | None:
    text = row.texts["state"]
    if text and folded(text) not in states:
        row.bad("state", "unknown_state", tr("Statusen går inte att läsa. Skriv en av orden på bladet Läs mig; försenad räknas ut."))
    return states.get(folded(text))


def _closed(row: ListedRow) -> bool:
    text = folded(row.texts["closed"])
    if text not in (*_YES, *_NO):
        row.bad("closed", "unknown_answer", tr("Skriv ja eller nej."))
    return text in _YES


def _twice(sheet: str | None, rows: Iterable[ListedAction]) -> list[Fault]:
    """Rows with the same id as one above."""
    first: dict[str, int] = {}
    return [
        Fault(
            "row_twice",
            tr("Åtgärden står redan på rad {row}. Ta bort den ena raden.", row=first[row.id]),
            sheet,
            row.row,
            tr(_ID),
            row.id,
        )
        for row in rows
        if row.id and first.setdefault(row.id, row.row) != row.row
    ]
